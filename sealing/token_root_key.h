// A root key that never leaves the device it is in: a security module, a smart
// card, or one in software, that speaks PKCS#11 (OASIS, v2.40).
#ifndef DRIEHOEK_SEALING_TOKEN_ROOT_KEY_H_
#define DRIEHOEK_SEALING_TOKEN_ROOT_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sealing/root_key.h"

namespace driehoek {

// Whether `where` names a key in such a device, and not a file.
bool IsTokenUri(absl::string_view where);

// The secret key that the URI names (RFC 7512), with module-path and
// pin-source:
//   pkcs11:token=driehoek;object=hoofdsleutel?module-path=/usr/lib/...
//     &pin-source=file:/etc/driehoek/pin
// What it wraps is sealed under HMAC-SHA-256 of what for, which the device
// computes: each epoch gets another key, and none tells of the next. Errors in
// Dutch: InvalidArgument (no such URI, no or more than one such key, a PIN in
// the URI, others can read the PIN, the device refuses the PIN), Unavailable
// (it does not answer).
absl::StatusOr<std::unique_ptr<RootKey>> OpenTokenRootKey(
    const std::string& uri);

}  // namespace driehoek

#endif  // DRIEHOEK_SEALING_TOKEN_ROOT_KEY_H_
