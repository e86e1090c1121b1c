#include "base/this_machine.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

#include "absl/strings/match.h"

namespace driehoek {

bool IsLoopback(absl::string_view host) {
  if (host == "::1" || host == "[::1]") return true;
  in_addr address;
  return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         (ntohl(address.s_addr) >> 24) == 127;
}

bool IsUnixSocket(absl::string_view address) {
  return absl::StartsWith(address, "unix:") ||
         absl::StartsWith(address, "unix-abstract:");
}

bool IsOnThisMachine(absl::string_view address) {
  if (IsUnixSocket(address)) return true;
  const absl::string_view host = address.substr(0, address.rfind(':'));
  // Without brackets the last part of such an address is no port.
  const bool is_bare_v6 =
      absl::StrContains(host, ':') && !absl::StartsWith(host, "[");
  return !is_bare_v6 && IsLoopback(host);
}

}  // namespace driehoek
