// Properties: what holds for any example, tried on many. RapidCheck draws them,
// and makes one that fails as small as it can. Which were drawn follows from
// the seed that it prints; RC_PARAMS="seed=..." draws the same again, and the
// RC_PARAMS that it names with a failure gives that one example.
#ifndef DRIEHOEK_TESTS_KIT_PROPERTIES_H_
#define DRIEHOEK_TESTS_KIT_PROPERTIES_H_

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck.h"
#include "tests/kit/effort.h"

namespace driehoek {

// Tries `property` on Effort(times) examples. What is in an example it draws
// with the words below, and what must hold it says by RC_ASSERT.
//
// A property also holds when nothing it speaks of ever happens: a test counts
// how often that was, and expects more than none.
template <typename Property>
void Holds(int times, const Property& property) {
  const testing::TestInfo& test =
      *testing::UnitTest::GetInstance()->current_test_info();
  rc::detail::TestMetadata metadata;
  metadata.id = std::string(test.test_suite_name()) + "/" + test.name();
  metadata.description = test.name();
  const rc::detail::Configuration& asked = rc::detail::configuration();
  rc::detail::TestParams params = asked.testParams;
  params.maxSuccess = static_cast<int>(Effort(static_cast<uint64_t>(times)));
  const rc::detail::TestResult result =
      asked.reproduce.count(metadata.id) > 0
          ? rc::detail::checkTestable(property, metadata)
          : rc::detail::checkTestable(property, metadata, params);
  std::ostringstream said;
  rc::detail::printResultMessage(result, said);
  EXPECT_TRUE(result.is<rc::detail::SuccessResult>()) << said.str();
}

// From `least` to `most`, both included; the smaller the simpler.
inline int DrawNumber(int least, int most) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, most + 1));
}
inline bool DrawWhether() { return DrawNumber(0, 1) == 1; }
inline size_t DrawIndex(size_t size) {
  return static_cast<size_t>(DrawNumber(0, static_cast<int>(size) - 1));
}
// In any order; the simplest is the one it has.
template <typename T>
std::vector<T> DrawOrder(std::vector<T> list) {
  for (size_t i = 0; i + 1 < list.size(); ++i) {
    std::swap(list[i], list[i + DrawIndex(list.size() - i)]);
  }
  return list;
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_PROPERTIES_H_
