// An issuer of tokens within the server, to try Driehoek out: it signs for
// whoever is asked for, without a password.
#ifndef DRIEHOEK_SERVICES_LOCAL_ISSUER_H_
#define DRIEHOEK_SERVICES_LOCAL_ISSUER_H_

#include <openssl/types.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace driehoek {

// Thread-safe. Its key is made anew with each, and is nowhere but here: what it
// signed counts no longer than it lives.
class LocalIssuer {
 public:
  static constexpr char kIssuer[] = "urn:driehoek:try-out";
  static constexpr char kAudience[] = "driehoek";

  LocalIssuer();

  // Its public key, as a JSON Web Key Set.
  std::string key_set() const;

  // An access token (RFC 9068) for `subject`, from `now` for `life`.
  std::string TokenFor(absl::string_view subject, absl::Time now,
                       absl::Duration life) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::string key_id_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_LOCAL_ISSUER_H_
