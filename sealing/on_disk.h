// What all that use RocksDB and its file system have in common.
#ifndef DRIEHOEK_SEALING_ON_DISK_H_
#define DRIEHOEK_SEALING_ON_DISK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/env.h"
#include "rocksdb/slice.h"
#include "rocksdb/status.h"

namespace driehoek {

inline rocksdb::Slice SliceOf(absl::string_view bytes) {
  return rocksdb::Slice(bytes.data(), bytes.size());
}
inline absl::string_view ViewOf(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

// Says what was being done. Corruption becomes DataLoss, a full disk
// ResourceExhausted, other failures of the file system Unavailable.
absl::Status ToAbsl(const rocksdb::Status& status, absl::string_view doing);

// Makes what was created, renamed or removed in `path` durable.
absl::Status SyncDirectory(rocksdb::Env& env, const std::string& path);

// Makes the directory durably when it is not there; its parent is.
absl::Status MakeDirectory(rocksdb::Env& env, const std::string& path);

// ResourceExhausted when less is free where `directory` is. OK when the file
// system cannot say: then the disk itself will.
absl::Status CheckFreeSpace(rocksdb::Env& env, const std::string& directory,
                            uint64_t min_free_bytes);

}  // namespace driehoek

#endif  // DRIEHOEK_SEALING_ON_DISK_H_
