// The fuzz targets on good inputs that were changed at random, by seed.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "tests/fuzz/token_target.h"
#include "tests/kit/effort.h"

namespace driehoek {
namespace {

// What means something to a reader of tokens.
constexpr absl::string_view kWords[] = {"\"alg\":\"none\"",
                                        "\"alg\":\"HS256\"",
                                        "\"crit\":[\"exp\"]",
                                        "\"typ\":\"JWT\"",
                                        "\"aud\":[]",
                                        "\"exp\":1e400",
                                        "\"exp\":-1",
                                        "\"nbf\":9e15",
                                        "\"sub\":\"\"",
                                        "\"kid\":null",
                                        "\\u0000",
                                        "[[[[[[[[[[",
                                        "{\"a\":",
                                        "null",
                                        ".",
                                        "=",
                                        "\n",
                                        "\xC3\x28",
                                        "\"jwk\":{},",
                                        "\"iss\":{},",
                                        "1795860000"};

// One to four changes.
std::string Changed(std::string text, std::mt19937_64& random) {
  const std::string before = text;
  for (uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
    const size_t at =
        text.size() < 2 ? text.size() : 1 + random() % (text.size() - 1);
    switch (random() % 5) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, 1 + random() % 20);
        break;
      case 2:
        text.insert(at, before.substr(random() % before.size(), random() % 80));
        break;
      case 3:
        if (at < text.size())
          text[at] = static_cast<char>(text[at] ^ (1U << random() % 7));
        break;
      default:
        text.insert(at, std::string(kWords[random() % std::size(kWords)]));
        break;
    }
  }
  return text;
}

TEST(TokenTarget, TakesTheGoodOnes) {
  std::vector<bool> taken;
  for (const std::string& input : GoodTokenInputs()) {
    taken.push_back(TryToken(input));
  }
  EXPECT_EQ(taken, (std::vector<bool>{true, true, false}))
      << "a token, a signed one, and a set of keys";
}

TEST(TokenTarget, TakesNothingThatItShouldNotHoweverItIsChanged) {
  const std::vector<std::string> good = GoodTokenInputs();
  uint64_t taken = 0;
  uint64_t refused = 0;
  const std::vector<uint64_t> seeds = Seeds(20'000);
  for (const uint64_t seed : seeds) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    for (const std::string& input : good) {
      ++(TryToken(Changed(input, random)) ? taken : refused);
    }
  }
  // A space more between members makes no token less good.
  constexpr size_t kEnoughToMeetOne = 1000;
  if (seeds.size() >= kEnoughToMeetOne) {
    EXPECT_GT(taken, 0u);
  }
  EXPECT_GT(refused, taken);
}

}  // namespace
}  // namespace driehoek
