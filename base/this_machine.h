// Addresses at which only this machine itself can be reached.
#ifndef DRIEHOEK_BASE_THIS_MACHINE_H_
#define DRIEHOEK_BASE_THIS_MACHINE_H_

#include "absl/strings/string_view.h"

namespace driehoek {

// Of a host, without a port: 127.0.0.0/8 or ::1, in brackets or not. Literal
// addresses only: what a name comes to is somebody else's word.
bool IsLoopback(absl::string_view host);

// Of where a server listens, as gRPC writes it: "HOST:PORT", "unix:PATH".
bool IsUnixSocket(absl::string_view address);
bool IsOnThisMachine(absl::string_view address);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_THIS_MACHINE_H_
