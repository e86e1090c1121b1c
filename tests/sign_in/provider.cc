#include "tests/sign_in/provider.h"

#include "gtest/gtest.h"

namespace driehoek {

TestProvider::TestProvider()
    : process_("tests/sign_in/provider.mjs"), issuer_(process_.ReadLine()) {
  EXPECT_NE(issuer_, "") << "the provider does not start: tools/setup --test "
                            "installs what it needs";
}

void TestProvider::Say(const std::string& word) {
  EXPECT_EQ(process_.Ask(word), word);
}

std::vector<std::string> BrowserCommand(const std::string& address,
                                        const std::string& name) {
  std::vector<std::string> command = NodeCommand("tests/sign_in/browser.mjs");
  command.push_back(address);
  command.push_back(name);
  return command;
}

}  // namespace driehoek
