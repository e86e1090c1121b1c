// Destroys the keys of what is erased, and the files that were attached to it,
// together with the event that says so: none without the other, whenever the
// server ends.
#ifndef DRIEHOEK_SERVICES_ERASER_H_
#define DRIEHOEK_SERVICES_ERASER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "sealing/keyring.h"
#include "sealing/sealed_files.h"

namespace driehoek {

// Used by the thread that appends, between two batches.
class Eraser {
 public:
  // Does what an earlier process decided and did not come to. Borrows all;
  // without a keyring nothing is sealed, and nothing is done. `files`: may be
  // null.
  static absl::StatusOr<std::unique_ptr<Eraser>> Create(
      Keyring* keyring, SealedFiles* files, const EventStore& store);

  // Before `events` are committed: notes what they will destroy, so that a
  // crash forgets nothing.
  void Announce(const std::vector<RecordedEvent>& events);
  // They were not: nothing of it goes.
  absl::Status TakeBack();
  // After they were: destroys it. Returns whether there was anything. An error
  // is final: the process must end, and the next one does it.
  absl::StatusOr<bool> Erase();

 private:
  Eraser(Keyring* keyring, SealedFiles* files, const EventStore& store)
      : keyring_(keyring), files_(files), store_(store) {}

  absl::Status CatchUp();
  // Those that go with the key of `subject`: nobody could read them without it,
  // and they need not lie there.
  absl::Status DeleteFiles(const std::string& subject) const;

  Keyring* const keyring_;
  SealedFiles* const files_;
  const EventStore& store_;
  std::vector<std::string> subjects_;  // Announced.
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_ERASER_H_
