// Files that come along with what is recorded, in a directory of their own:
// each sealed under a key that lies nowhere but in the event that names it, so
// that whoever destroys the words of that event, destroys the file
// (docs/adr/0013-attachments.md).
//
// A file comes in before the event does. Until Keep it is new; what is new when
// the program starts is kept or forgotten, as the log says.
#ifndef DRIEHOEK_SEALING_SEALED_FILES_H_
#define DRIEHOEK_SEALING_SEALED_FILES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "sealing/aead.h"

namespace rocksdb {
class Env;
}

namespace driehoek {

// What is sealed at once, and held in memory of a file.
inline constexpr size_t kFilePieceBytes = size_t{256} << 10;

// Which file: of whose it is, and its own id. Each 1 to 64 of [a-z0-9-].
struct FileName {
  std::string owner;
  std::string id;
};

// What the event keeps of a file.
struct SealedFile {
  FileName name;
  SecretKey key = SecretKey::Random();
  uint64_t bytes = 0;    // Of what was sealed.
  Hash32 sealed_hash{};  // SHA-256 of what lies on the disk.
};

// A file that comes in. One thread at a time. Dropped without Finish, nothing
// of it stays.
class SealedFileWriter {
 public:
  virtual ~SealedFileWriter() = default;

  // OutOfRange: it is larger than a file may be. An error is final.
  virtual absl::Status Add(absl::string_view bytes) = 0;
  // Durable when it returns; new until Keep.
  virtual absl::StatusOr<SealedFile> Finish() = 0;
};

// A file that goes out. One thread at a time.
class SealedFileReader {
 public:
  virtual ~SealedFileReader() = default;

  // The next piece, or nothing at the end. DataLoss: it is not what was sealed.
  virtual absl::StatusOr<std::optional<std::string>> Next() = 0;
};

struct SealedFilesOptions {
  // Made when it is not there; its parent is. Empty: they lie in memory.
  std::string directory = "";
  uint64_t most_bytes = uint64_t{20} << 20;  // Of one file.
  // With less left nothing comes in, nor goes on.
  uint64_t min_free_bytes = uint64_t{512} << 20;
  // The file system; the machine's own when null. Borrowed.
  rocksdb::Env* env = nullptr;
};

// Thread-safe, of different files.
class SealedFiles {
 public:
  // `is_named`: whether the log has an event that names the file. Of those that
  // are new, those are kept and the others deleted.
  static absl::StatusOr<std::unique_ptr<SealedFiles>> Open(
      SealedFilesOptions options,
      const std::function<absl::StatusOr<bool>(const FileName&)>& is_named);
  virtual ~SealedFiles() = default;

  virtual uint64_t most_bytes() const = 0;
  // Whether it lies there, new or kept, finished or not.
  virtual bool Has(const FileName& name) const = 0;

  // ResourceExhausted: the disk is nearly full.
  virtual absl::StatusOr<std::unique_ptr<SealedFileWriter>> Begin(
      const FileName& name) = 0;
  // The event that names it is in the log.
  virtual absl::Status Keep(const FileName& name) = 0;
  // DataLoss: it is not there, or not as long as it was.
  virtual absl::StatusOr<std::unique_ptr<SealedFileReader>> Read(
      const SealedFile& file) const = 0;

  // Whether it lies there as it was sealed, by length and hash alone. DataLoss:
  // it does not.
  virtual absl::Status Check(const SealedFile& file) const = 0;

  // Durable when it returns. What is not there is no error.
  virtual absl::Status Delete(const FileName& name) = 0;
  // All that are of `owner`.
  virtual absl::Status DeleteAllOf(const std::string& owner) = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SEALING_SEALED_FILES_H_
