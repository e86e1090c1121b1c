// Whose token a call has: checked against the keys of the issuer, and
// remembered while it counts, since one person asks many times with one token.
#ifndef DRIEHOEK_SERVICES_TOKEN_CHECKER_H_
#define DRIEHOEK_SERVICES_TOKEN_CHECKER_H_

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "services/access_token.h"
#include "services/token_keys.h"

namespace driehoek {

// Thread-safe.
class TokenChecker {
 public:
  // Remembers at most `remembered` tokens, by their hashes.
  TokenChecker(TokenRules rules, TokenKeys keys, size_t remembered = 4096)
      : rules_(std::move(rules)),
        remembered_(remembered),
        keys_(std::make_shared<const TokenKeys>(std::move(keys))) {}

  // The refusals of ReadToken and CheckToken, and
  // UNAUTHENTICATED/TOKEN_KEY_UNKNOWN.
  absl::StatusOr<TokenHolder> Check(absl::string_view token, absl::Time now);

  // How many tokens it remembers now.
  size_t size() const;

  // From now on; forgets what was checked with other keys.
  void Replace(TokenKeys keys);

 private:
  struct Checked {
    Hash32 token;
    TokenHolder holder;
  };
  using Order = std::list<Checked>;

  // Nothing when it is not remembered.
  std::optional<TokenHolder> Recall(const Hash32& token)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remember(const Hash32& token, const TokenHolder& holder)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const TokenRules rules_;
  const size_t remembered_;

  mutable Mutex mutex_;
  std::shared_ptr<const TokenKeys> keys_ ABSL_GUARDED_BY(mutex_);
  Order order_ ABSL_GUARDED_BY(mutex_);  // The last used first.
  absl::flat_hash_map<Hash32, Order::iterator> by_token_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_TOKEN_CHECKER_H_
