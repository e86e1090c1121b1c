// Who looked at what: a log of its own beside the log of what happened
// (docs/adr/0008). Nobody is shown anything of it before it is durable here
// that he or she looked, nor told that he or she may not.
#ifndef DRIEHOEK_SERVICES_ACCESS_LOG_H_
#define DRIEHOEK_SERVICES_ACCESS_LOG_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "driehoek/v1/audit_service.pb.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/file_service.pb.h"
#include "eventstore/event_store.h"
#include "projections/views.h"
#include "sealing/keyring.h"

namespace driehoek {

// Looks are kept for so long, to the month, unless an institute decides
// otherwise (NEN 7513; KNMP, 16 July 2019).
inline constexpr int kMonthsOfLooks = 60;

struct AccessLogOptions {
  int months_kept = kMonthsOfLooks;
  // More are refused: QUEUE_FULL. Each holds the answer that waits for it.
  size_t queue_looks = 1000;
  // Seals the log by month; borrowed. Null: it is not sealed, nothing is
  // forgotten.
  Keyring* keyring = nullptr;
  // Whether the clock can be believed: a month that is forgotten is forgotten
  // for good. Always, when null.
  std::function<bool()> clock_is_sure = nullptr;
  // Wakes whoever steps.
  std::function<void()> wake = nullptr;
};

// Of whom or what someone asks who looked; one of these.
struct LooksAsked {
  // Files of these records of one person.
  std::vector<std::string> of_people = {};
  // Looks of these records of one person.
  std::vector<std::string> by_people = {};
  // Names of one case.
  std::vector<std::string> case_ids = {};
  // All that was refused.
  bool refused = false;
};

class AccessLog {
 public:
  // Borrows store and clock. Nothing else appends to that store.
  AccessLog(AccessLogOptions options, EventStore& store, const Clock& clock);

  using Done = std::function<void(const absl::Status&)>;

  // Records that `by` looks now. Calls `done` once: with OK when that is
  // durable, with LOOK_NOT_RECORDED when it is not, or with QUEUE_FULL at once.
  // Any thread; `done` runs on the stepping one and must only hand over.
  void Submit(v1::Looked looked, v1::Actor by, Done done);

  // Writes all that waits with one sync. Returns whether there was anything.
  // One thread. An error is final: the store has failed, every waiting and
  // later look is answered so, and the process must end.
  absl::StatusOr<bool> Step();

  // Nothing waits to be written.
  bool idle() const;

  const EventStore& store() const { return store_; }

  // Who opened a document, newest first. InvalidArgument: a page token that no
  // page gave. Any thread.
  absl::StatusOr<Page<v1::Opening>> OpeningsOf(
      const std::string& document_id, size_t page_size,
      const std::string& page_token) const;

  using SeesLook = std::function<absl::StatusOr<bool>(const v1::Look&)>;
  // Who looked, newest first; as it was recorded, with what was refused as far
  // as it is of the case or of whoever looked, or asked for. `sees` says which
  // are shown; a page is as in seen_page.h. InvalidArgument as OpeningsOf.
  absl::StatusOr<Page<v1::Look>> LooksOf(const LooksAsked& asked,
                                         size_t page_size,
                                         const std::string& page_token,
                                         const SeesLook& sees) const;

 private:
  struct Pending {
    v1::Looked looked;
    v1::Actor by;
    Done done;
    absl::Status added;
  };

  // Takes it over when it can wait here.
  absl::Status Take(Pending& pending);
  absl::Status Write(std::deque<Pending>& looks);
  // Destroys the keys of months that are over their term.
  absl::Status ForgetOld(absl::Time now);

  const AccessLogOptions options_;
  EventStore& store_;
  const Clock& clock_;
  // Of the stepping thread: nothing of before this month is here any more.
  std::optional<absl::CivilMonth> kept_from_;

  mutable Mutex mutex_;
  std::deque<Pending> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t writing_ ABSL_GUARDED_BY(mutex_) = 0;  // Of how many.
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_ACCESS_LOG_H_
