// Who waits until the views have reached a position.
#ifndef DRIEHOEK_PROJECTIONS_WAITS_H_
#define DRIEHOEK_PROJECTIONS_WAITS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/mutex.h"

namespace driehoek {

// Thread-safe. Calls back without holding a lock.
class Waits {
 public:
  using Done = std::function<void(absl::Status)>;

  explicit Waits(size_t most) : most_(most) {}
  // Whoever still waits is told that the server stops (Unavailable).
  ~Waits();

  // As Views::WhenReached.
  void Add(Position position, absl::Duration deadline, Done done);
  // Ends the waits for what is now reached.
  void Reached(Position position);
  // As Views::Expire.
  void Expire(absl::Duration now);
  // As Views::CloseWaits.
  void Close(const absl::Status& why);

 private:
  struct Wait {
    absl::Duration deadline;
    Done done;
  };

  const size_t most_;
  Mutex mutex_;
  Position reached_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status closed_ ABSL_GUARDED_BY(mutex_);
  std::multimap<Position, Wait> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_WAITS_H_
