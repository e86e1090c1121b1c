// The streams that are open: how many there may be, whom a change concerns, and
// who takes nothing any more.
#ifndef DRIEHOEK_SERVICES_STREAM_BOARD_H_
#define DRIEHOEK_SERVICES_STREAM_BOARD_H_

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "projections/projector.h"
#include "services/task_queue.h"

namespace driehoek {

// A stream as the board sees it. Thread-safe.
class OpenStream {
 public:
  virtual ~OpenStream() = default;

  virtual bool Wants(const Projector::Touched& touched) const = 0;
  // There may be something new to send.
  virtual void Pump() = 0;
  // Ends it, when what is under way was taken.
  virtual void End(const absl::Status& why) = 0;
  // Breaks it off when it has been sending one message since before `since`, a
  // monotonic time of the machine.
  virtual void BreakOffIfStuck(absl::Duration since) = 0;
  // Ends it when the token of its caller counts no more at `now`.
  virtual void EndIfExpired(absl::Time now) = 0;
};

struct StreamLimits {
  size_t per_person = 16;
  size_t in_all = 256;
  absl::Duration write = absl::Seconds(30);
};

// Thread-safe.
class StreamBoard {
 public:
  // Borrows `tasks`, on which streams are pumped.
  StreamBoard(StreamLimits limits, TaskQueue& tasks)
      : limits_(limits), tasks_(tasks) {}

  // Lets a stream of this person in. TooManyStreams; Draining after EndAll.
  absl::Status Admit(const std::string& person_id,
                     const std::shared_ptr<OpenStream>& stream);
  // Lets it out again; does nothing when it never was in.
  void Release(const OpenStream* stream);

  // Pumps those that want to know, and those of whom the rights changed: each
  // asks anew who calls before it sends, and ends when that is nobody any more.
  void Touch(const Projector::Touched& touched);
  // Breaks off the streams whose message has waited too long at `monotonic`,
  // and ends those whose token has at `now`; both times of the machine.
  void Expire(absl::Duration monotonic, absl::Time now);
  // Ends all, and admits no more.
  void EndAll(const absl::Status& why);

 private:
  struct Admitted {
    std::string person_id;
    std::weak_ptr<OpenStream> stream;
    bool pump_planned = false;  // So that each has one task at most.
  };

  std::list<std::shared_ptr<OpenStream>> All() const;
  std::list<std::shared_ptr<OpenStream>> Of(
      const std::vector<std::string>& person_ids) const;
  void PlanPump(const std::shared_ptr<OpenStream>& stream);

  const StreamLimits limits_;
  TaskQueue& tasks_;
  mutable Mutex mutex_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const OpenStream*, Admitted> streams_
      ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, size_t> per_person_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_STREAM_BOARD_H_
