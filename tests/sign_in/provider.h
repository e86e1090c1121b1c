// A real OpenID Connect provider in a process of its own (provider.mjs).
#ifndef DRIEHOEK_TESTS_SIGN_IN_PROVIDER_H_
#define DRIEHOEK_TESTS_SIGN_IN_PROVIDER_H_

#include <string>
#include <vector>

#include "tests/kit/node_process.h"

namespace driehoek {

inline constexpr char kTestAudience[] = "https://driehoek.voorbeeld.example";

class TestProvider {
 public:
  // Fails the test when it does not start.
  TestProvider();

  // "http://127.0.0.1:40123"
  const std::string& issuer() const { return issuer_; }

  // Has other keys from now on, and signs with another algorithm.
  void Rotate() { Say("rotate"); }
  void GoAway() { Say("away"); }
  void ComeBack() { Say("back"); }

 private:
  void Say(const std::string& word);

  NodeProcess process_;
  std::string issuer_;
};

// Signs in as `name` in a browser that opens `address`: the command that does.
std::vector<std::string> BrowserCommand(const std::string& address,
                                        const std::string& name);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SIGN_IN_PROVIDER_H_
