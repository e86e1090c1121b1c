// Where the rows of the views lie: bytes under ordered keys. Two kinds, one
// contract: RocksDB on disk and a map in memory.
//
// Nothing here is precious: rows can always be made again from the log. So a
// write does not wait for the disk, and after a power loss the rows may be
// those of a moment earlier, but never half of a batch.
#ifndef DRIEHOEK_PROJECTIONS_ROWS_H_
#define DRIEHOEK_PROJECTIONS_ROWS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// Walks forwards through a range of keys.
class RowScan {
 public:
  virtual ~RowScan() = default;

  // Whether there is a row here. False at the end, and after an error.
  virtual bool valid() const = 0;
  // Of the row here; until the next call.
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
  virtual void Next() = 0;
  // Why it ended early; OK at the end of the range.
  virtual absl::Status status() const = 0;
};

// The rows of one moment. Used by one thread at a time; outlived by its Rows.
class RowSnapshot {
 public:
  virtual ~RowSnapshot() = default;

  // Nothing when there is no row under `key`.
  virtual absl::StatusOr<std::optional<std::string>> Get(
      const std::string& key) const = 0;
  // The rows from `first` up to but without `end`. The scan may outlive the
  // snapshot.
  virtual std::unique_ptr<RowScan> Scan(const std::string& first,
                                        const std::string& end) const = 0;
};

// Changes that go down together. The last change of a key counts.
class RowBatch {
 public:
  // A key and its new value; nothing when the row goes. Sorted: RocksDB takes
  // keys in their order about twice as fast as in any other.
  using Changes = absl::btree_map<std::string, std::optional<std::string>>;

  void Put(const std::string& key, std::string value) {
    changes_[key] = std::move(value);
  }
  void Delete(const std::string& key) { changes_[key] = std::nullopt; }

  const Changes& changes() const { return changes_; }

 private:
  Changes changes_;
};

// Thread-safe, with one writer at a time.
class Rows {
 public:
  virtual ~Rows() = default;

  virtual std::unique_ptr<RowSnapshot> Snapshot() const = 0;
  // All of it or, on an error, none of it for sure: then nothing may be read
  // any more.
  virtual absl::Status Write(const RowBatch& batch) = 0;
  // Throws every row away. No snapshot or scan may be alive.
  virtual absl::Status Clear() = 0;
};

// `directory` is made when it is not there. Rows that RocksDB calls damaged are
// thrown away. FailedPrecondition: in use by another process, or no right.
absl::StatusOr<std::unique_ptr<Rows>> OpenRocksDbRows(
    const std::string& directory);
std::unique_ptr<Rows> NewMemoryRows();

// The end of the range of all keys that begin with `prefix`.
std::string EndOf(absl::string_view prefix);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_ROWS_H_
