// The keyring of a data directory, with what an operator is told of it.
#ifndef DRIEHOEK_SERVICES_KEYS_H_
#define DRIEHOEK_SERVICES_KEYS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "sealing/keyring.h"

namespace driehoek {

struct KeySettings {
  std::string data_dir;
  // A file of 64 hexadecimal digits outside data_dir, or the URI of a key in a
  // device (sealing/token_root_key.h). When empty, and only to try Driehoek
  // out, a file beside data_dir that is made with it.
  std::string root_key;
  bool try_out = false;
  // As RocksDbOptions.min_free_bytes.
  uint64_t min_free_bytes = 0;
};

// Where the root key is, made now if it is to be made. InvalidArgument, in
// Dutch: there is none, or it lies with what it opens.
absl::StatusOr<std::string> FindRootKey(const KeySettings& settings);

// Opens the keys in data_dir/keys, or makes them for a new directory. Errors in
// Dutch: InvalidArgument (as above, or what is in the file), FailedPrecondition
// (another root key, in use), ResourceExhausted (too little disk even to open),
// DataLoss (the keys are missing or damaged).
absl::StatusOr<std::unique_ptr<Keyring>> OpenKeys(const KeySettings& settings);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_KEYS_H_
