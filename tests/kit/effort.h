// How much a test that tries many seeds does: little by default, more with
// `tools/test --long`, and less under a sanitizer, which looks at how the code
// runs and not at what comes of each seed.
#ifndef DRIEHOEK_TESTS_KIT_EFFORT_H_
#define DRIEHOEK_TESTS_KIT_EFFORT_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"

namespace driehoek {

// The number in environment variable `name`, or `otherwise` without one.
inline uint64_t FromEnvironment(const std::string& name, uint64_t otherwise) {
  const char* const text = std::getenv(name.c_str());
  uint64_t number = 0;
  return text != nullptr && absl::SimpleAtoi(text, &number) ? number
                                                            : otherwise;
}

// `count`, times what --long asks for; of that the share which the preset of a
// sanitizer takes, and 1 at least.
inline uint64_t Effort(uint64_t count) {
  const uint64_t share =
      std::max<uint64_t>(1, FromEnvironment("DRIEHOEK_TEST_SHARE", 1));
  return std::max<uint64_t>(
      1, count * FromEnvironment("DRIEHOEK_TEST_SCALE", 1) / share);
}

// The seeds to try: 1 to Effort(count), or only DRIEHOEK_TEST_SEED when that is
// set. A test names the seed when it fails (SCOPED_TRACE).
inline std::vector<uint64_t> Seeds(uint64_t count) {
  if (const uint64_t only = FromEnvironment("DRIEHOEK_TEST_SEED", 0);
      only != 0) {
    return {only};
  }
  std::vector<uint64_t> seeds(Effort(count));
  for (uint64_t i = 0; i < seeds.size(); ++i) seeds[i] = i + 1;
  return seeds;
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_EFFORT_H_
