// An OpenID Connect provider, as far as the server asks it anything: where its
// keys are (OpenID Connect Discovery 1.0 §4) and which they are (RFC 7517).
#ifndef DRIEHOEK_SERVICES_PROVIDER_H_
#define DRIEHOEK_SERVICES_PROVIDER_H_

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "services/token_checker.h"
#include "services/token_keys.h"

namespace driehoek {

// What whoever runs the server says of it.
struct ProviderSettings {
  std::string issuer;
  // For what a token must be, of which one is enough.
  std::vector<std::string> audiences;
  // To which clients a token must have been given; to whichever when empty.
  std::vector<std::string> clients = {};
  // How its holder must have signed in (`acr`); in whichever way when empty.
  std::vector<std::string> authentication_classes = {};
  // Of the command line there; may be empty.
  std::string client_id;
  // As in ProviderOptions.
  absl::Duration retry = absl::Minutes(1);
};

struct ProviderOptions {
  // Exactly as its tokens say. https, or http on this machine.
  std::string issuer;
  // Gets the document at an address; blocks. HttpGet when null.
  std::function<absl::StatusOr<std::string>(const std::string& url)> get;
  // The keys are asked anew so often; sooner after a failure or when a token
  // names an unknown one, but no more often than `retry`.
  absl::Duration refresh = absl::Minutes(10);
  absl::Duration retry = absl::Minutes(1);
  // Keys that were not seen for so long count no more: nobody is let in.
  absl::Duration keep = absl::Hours(24);
  // Wakes whoever steps.
  std::function<void()> wake;
  // Told when the keys cannot be fetched, and when they can again (OK).
  std::function<void(const absl::Status&)> on_change;
};

class Provider {
 public:
  // Borrows both. `tokens` gets the keys.
  Provider(ProviderOptions options, TokenChecker& tokens, const Clock& clock);

  // InvalidArgument, in Dutch, when the issuer is no address that may be asked
  // or nothing is said of what its tokens are for.
  static absl::Status Check(const ProviderSettings& settings);

  // Fetches the keys when it is time to; blocks so long. Returns for how long
  // there is nothing to do. One thread.
  absl::Duration Step();

  // A token names a key that is not known: it may be new. Asks for the keys,
  // and calls `done` once, when that was answered: it must only hand over.
  // False, without calling it, when they were asked for too shortly ago, or too
  // many wait already. Any thread.
  bool AskAnew(std::function<void()> done);

  // Answers all that wait now, lets nobody wait any more, and gives up what is
  // being asked, within a second or so: for a server that stops. Any thread.
  void CloseWaits();

 private:
  absl::Status Fetch();
  // When the keys are to be fetched next.
  absl::Duration DueAt() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ProviderOptions options_;
  TokenChecker& tokens_;
  const Clock& clock_;

  std::atomic<bool> closing_ = false;  // What is asked now is given up.

  // Of the stepping thread.
  absl::Status last_ = absl::OkStatus();
  std::string keys_;  // The document that `tokens_` has; empty: none.

  // Monotonic times of the machine.
  mutable Mutex mutex_;
  absl::Duration asked_at_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
  absl::Duration seen_at_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
  std::vector<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool fetching_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_PROVIDER_H_
