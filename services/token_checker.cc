#include "services/token_checker.h"

#include "base/status_macros.h"
#include "services/refusals.h"

namespace driehoek {

absl::StatusOr<TokenHolder> TokenChecker::Check(absl::string_view token,
                                                absl::Time now) {
  if (token.size() > kMaxTokenBytes) return TokenMalformed();
  const Hash32 hash = Sha256({token});
  std::shared_ptr<const TokenKeys> keys;
  {
    const MutexLock lock(mutex_);
    const std::optional<TokenHolder> known = Recall(hash);
    // One that has expired is refused in the words of a check.
    if (known.has_value() && now < known->expires_at) return *known;
    keys = keys_;
  }
  ASSIGN_OR_RETURN(const SentToken sent, ReadToken(token));
  const TokenKey* const key = keys->Find(sent.key_id);
  if (key == nullptr) return TokenKeyUnknown();
  ASSIGN_OR_RETURN(TokenHolder holder, CheckToken(sent, *key, rules_, now));
  const MutexLock lock(mutex_);
  // What was checked with keys that were replaced meanwhile is checked again.
  if (keys == keys_) Remember(hash, holder);
  return holder;
}

void TokenChecker::Replace(TokenKeys keys) {
  auto replaced = std::make_shared<const TokenKeys>(std::move(keys));
  const MutexLock lock(mutex_);
  keys_ = std::move(replaced);
  order_.clear();
  by_token_.clear();
}

size_t TokenChecker::size() const {
  const MutexLock lock(mutex_);
  return by_token_.size();
}

std::optional<TokenHolder> TokenChecker::Recall(const Hash32& token) {
  const auto found = by_token_.find(token);
  if (found == by_token_.end()) return std::nullopt;
  order_.splice(order_.begin(), order_, found->second);
  return found->second->holder;
}

void TokenChecker::Remember(const Hash32& token, const TokenHolder& holder) {
  const auto found = by_token_.find(token);
  if (found != by_token_.end()) {
    order_.erase(found->second);
    by_token_.erase(found);
  }
  order_.push_front({token, holder});
  by_token_.emplace(token, order_.begin());
  if (order_.size() > remembered_) {
    by_token_.erase(order_.back().token);
    order_.pop_back();
  }
}

}  // namespace driehoek
