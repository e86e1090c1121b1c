#include "base/status_macros.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

absl::Status ReturnsIfError(const absl::Status& status, bool& went_on) {
  RETURN_IF_ERROR(status);
  went_on = true;
  return absl::OkStatus();
}

absl::StatusOr<int> SumOf(absl::StatusOr<std::unique_ptr<int>> left,
                          const absl::StatusOr<int>& right) {
  ASSIGN_OR_RETURN(const std::unique_ptr<int> left_value, std::move(left));
  ASSIGN_OR_RETURN(const int right_value, right);
  return *left_value + right_value;
}

TEST(ReturnIfError, ReturnsAnErrorAndGoesOnAfterOk) {
  bool went_on = false;
  EXPECT_EQ(ReturnsIfError(absl::AbortedError("stop"), went_on),
            absl::AbortedError("stop"));
  EXPECT_FALSE(went_on);
  EXPECT_TRUE(ReturnsIfError(absl::OkStatus(), went_on).ok());
  EXPECT_TRUE(went_on);
}

TEST(AssignOrReturn, AssignsAValueEvenOneThatOnlyMoves) {
  const absl::StatusOr<int> sum = SumOf(std::make_unique<int>(2), 3);
  ASSERT_TRUE(sum.ok()) << sum.status();
  EXPECT_EQ(*sum, 5);
}

TEST(AssignOrReturn, ReturnsTheFirstError) {
  EXPECT_EQ(
      SumOf(absl::NotFoundError("left"), absl::AbortedError("right")).status(),
      absl::NotFoundError("left"));
  EXPECT_EQ(
      SumOf(std::make_unique<int>(2), absl::AbortedError("right")).status(),
      absl::AbortedError("right"));
}

}  // namespace
}  // namespace driehoek
