// Signing in to a server that a test has in its own process.
#ifndef DRIEHOEK_TESTS_SERVICES_SIGN_IN_H_
#define DRIEHOEK_TESTS_SERVICES_SIGN_IN_H_

#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/identity.h"
#include "services/local_issuer.h"

namespace driehoek {

// The one of every such server.
inline const std::shared_ptr<const LocalIssuer>& IssuerOfTests() {
  static const auto* const issuer =
      new std::shared_ptr<const LocalIssuer>(std::make_shared<LocalIssuer>());
  return *issuer;
}

inline void AddToken(grpc::ClientContext& context, const std::string& token) {
  context.AddMetadata(kTokenHeader, absl::StrCat("Bearer ", token));
}

// Empty role: none is named.
inline void SignIn(grpc::ClientContext& context, const std::string& person,
                   const std::string& role) {
  AddToken(context,
           IssuerOfTests()->TokenFor(person, absl::Now(), absl::Minutes(10)));
  if (!role.empty()) context.AddMetadata(kRoleHeader, role);
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_SIGN_IN_H_
