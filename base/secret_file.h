// A file that holds a secret: who may read it is looked at before it counts.
#ifndef DRIEHOEK_BASE_SECRET_FILE_H_
#define DRIEHOEK_BASE_SECRET_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace driehoek {

// InvalidArgument, in Dutch and with the name of the file: it cannot be read,
// or others than its owner and a group that only reads can come at it. (The
// service manager gives a credential to the group of the service alone.)
absl::Status CheckSecretFile(const std::string& path);

// What is in it. InvalidArgument as above, and when it is longer than
// `max_bytes`. The caller wipes what it got.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t max_bytes);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_SECRET_FILE_H_
