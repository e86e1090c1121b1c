// The commit beacon: a small file beside RocksDB that says how far the log must
// at least reach. RocksDB can come up with less than was acknowledged and call
// it a success; the beacon is how that is noticed.
#ifndef DRIEHOEK_EVENTSTORE_BEACON_H_
#define DRIEHOEK_EVENTSTORE_BEACON_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace driehoek {

// The MANIFEST of RocksDB up to a size: a damaged end of it reads as a shorter
// one, and whole files of the log would be forgotten.
struct ManifestMark {
  uint64_t number = 0;  // MANIFEST-000042; 0: not noted.
  uint64_t size = 0;
  Hash32 hash{};  // Of the first `size` bytes.
};

struct BeaconMark {
  Position position = 0;  // End of a durable batch.
  Hash32 root{};          // Of the tree of that size.
  ManifestMark manifest;
};

inline constexpr size_t kBeaconSlotBytes = 512;

// One slot of the file; `generation` counts the writes.
std::string EncodeBeaconSlot(absl::string_view log_id, uint64_t generation,
                             const BeaconMark& mark);

// Two slots. Writes go to one until a sync, then to the other, so that the mark
// of the last sync is whole whatever a power failure does to later ones.
// Used by one thread.
class Beacon {
 public:
  // Makes the file, durably. Replaces what is there.
  static absl::Status Create(rocksdb::Env& env, const std::string& path,
                             absl::string_view log_id, const BeaconMark& mark);
  // DataLoss when the file is missing, no slot is whole, or it belongs to
  // another log. `env` outlives the beacon.
  static absl::StatusOr<std::unique_ptr<Beacon>> Open(rocksdb::Env& env,
                                                      const std::string& path,
                                                      absl::string_view log_id);

  const BeaconMark& mark() const { return mark_; }

  // Survives the end of the process at once, a power failure after Sync.
  absl::Status Write(const BeaconMark& mark);
  absl::Status Sync();

 private:
  Beacon(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string log_id,
         int slot, uint64_t generation, const BeaconMark& mark);

  const std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  const std::string log_id_;
  int slot_;  // Where the next write goes: 0 or 1.
  uint64_t generation_;
  BeaconMark mark_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_BEACON_H_
