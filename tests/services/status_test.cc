#include "services/status.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ToGrpcStatus, KeepsWhatARefusalSays) {
  const grpc::Status status = ToGrpcStatus(AsOfAhead());
  EXPECT_THAT(status.error_details(), HasSubstr("AS_OF_AHEAD"));
}

TEST(ToGrpcStatus, LetsNothingOutOfWhatWentWrongInside) {
  for (const absl::Status& inner :
       {absl::DataLossError("/data/log/000012.sst is damaged"),
        absl::UnavailableError("/data/log cannot be read"),
        absl::InternalError("/data: bad"), absl::NotFoundError("/data: no"),
        absl::InvalidArgumentError("/data: bad")}) {
    const grpc::Status status = ToGrpcStatus(inner);
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(status.error_message(), Not(HasSubstr("/data")));
    EXPECT_THAT(status.error_details(), Not(HasSubstr("/data")));
    EXPECT_THAT(status.error_details(), HasSubstr("driehoek"));
  }
}

TEST(ToGrpcStatus, SaysThatTheLogIsDamaged) {
  const grpc::Status status = ToGrpcStatus(absl::DataLossError("tag 17"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_THAT(status.error_details(), HasSubstr("DATA_LOSS"));
}

}  // namespace
}  // namespace driehoek
