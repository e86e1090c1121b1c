// The key that all others hang from. It is kept outside the data directory, so
// that the directory alone, or a copy of it, tells nothing.
#ifndef DRIEHOEK_SEALING_ROOT_KEY_H_
#define DRIEHOEK_SEALING_ROOT_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sealing/aead.h"

namespace driehoek {

class RootKey {
 public:
  virtual ~RootKey() = default;

  // `context` must be the same to unwrap.
  virtual absl::StatusOr<std::string> Wrap(const SecretKey& key,
                                           absl::string_view context) const = 0;
  // FailedPrecondition: this root key did not wrap it so.
  virtual absl::StatusOr<SecretKey> Unwrap(absl::string_view wrapped,
                                           absl::string_view context) const = 0;
};

std::unique_ptr<RootKey> NewRootKey(const SecretKey& key);

// The root key in a file of 64 hexadecimal digits, with or without an end of
// line (`openssl rand -hex 32`). InvalidArgument, in Dutch: others can come at
// the file, or that is not what is in it.
absl::StatusOr<std::unique_ptr<RootKey>> ReadRootKey(const std::string& path);

// Makes such a file for its owner alone, durably. InvalidArgument, in Dutch: it
// is there already, or cannot be made.
absl::Status MakeRootKeyFile(const std::string& path);

}  // namespace driehoek

#endif  // DRIEHOEK_SEALING_ROOT_KEY_H_
