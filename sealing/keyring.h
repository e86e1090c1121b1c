// The keys of an institute, in a directory of their own: what is sealed under a
// key is gone when the key is (docs/adr/0009-sealing.md).
//
// A data key belongs to a subject: a case, a person, a document. It lies here
// sealed under the key of an epoch, and that under the root key, which is kept
// elsewhere. Destroying a key begins a new epoch: then the copies of it in old
// files and backups of this directory open no more.
#ifndef DRIEHOEK_SEALING_KEYRING_H_
#define DRIEHOEK_SEALING_KEYRING_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sealing/aead.h"
#include "sealing/root_key.h"

namespace rocksdb {
class Env;
}

namespace driehoek {

// Of the id of a key: hexadecimal digits.
inline constexpr size_t kKeyIdLength = 32;

struct NamedKey {
  std::string id;
  SecretKey key;
};

struct DoomedKey {
  std::string subject;
  std::string why;
};

struct KeyringOptions {
  std::string directory;
  std::shared_ptr<const RootKey> root;
  // It is not there yet and nothing was sealed: make it.
  bool may_make = false;
  // The file system; the machine's own when null. Borrowed.
  rocksdb::Env* env = nullptr;
};

// Thread-safe.
class Keyring {
 public:
  // Errors: FailedPrecondition (another root key, or in use), DataLoss (missing
  // or damaged; nothing sealed can be read without it).
  static absl::StatusOr<std::unique_ptr<Keyring>> Open(KeyringOptions options);
  virtual ~Keyring() = default;

  // The key that seals what is new of a subject; a fresh one when it has none.
  // Nothing sealed with it may be written before Keep. `subject`: 1 to 128
  // bytes, ids only. ResourceExhausted: 65,536 were made without a Keep.
  virtual absl::StatusOr<NamedKey> KeyFor(const std::string& subject) = 0;

  // Makes durable all keys that were made before the call. An error is final:
  // no key is made any more.
  virtual absl::Status Keep() = 0;

  // The key of that id; nothing when it was destroyed. DataLoss when it never
  // was here: another keyring, or one that was put back from before.
  virtual absl::StatusOr<std::optional<SecretKey>> Find(
      const std::string& id) const = 0;

  // Notes that the key of `subject` goes as soon as the log says why: durable
  // with the next Keep, until Destroy or Spare. A crash between the two is made
  // good at the next start. `why`: by which the caller knows what the log is to
  // say; at most 100 bytes.
  virtual void Doom(const std::string& subject, const std::string& why) = 0;
  virtual absl::StatusOr<std::vector<DoomedKey>> Doomed() const = 0;
  // What was to be destroyed stays: the log never said why. Durable.
  virtual absl::Status Spare(const std::vector<std::string>& subjects) = 0;

  // The subjects with a key of which the name begins so, in order.
  virtual absl::StatusOr<std::vector<std::string>> SubjectsWith(
      const std::string& prefix) const = 0;

  // Destroys the keys of these subjects for good. Durable when it returns;
  // gives their ids. A subject of which something new is sealed later gets
  // another key. Works for as long as writing every key once more takes.
  virtual absl::StatusOr<std::vector<std::string>> Destroy(
      const std::vector<std::string>& subjects) = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SEALING_KEYRING_H_
