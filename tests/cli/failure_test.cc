#include "clients/cli/failure.h"

#include <grpcpp/support/status.h>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

grpc::Status RefusedByRule() {
  google::rpc::Status rich;
  google::rpc::ErrorInfo info;
  info.set_reason("NOT_DISCUSSED_YET");
  (*info.mutable_metadata())["rule"] = "G-1";
  (*info.mutable_metadata())["section"] = "§5.1";
  rich.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage dutch;
  dutch.set_locale("nl");
  dutch.set_message("Er is nog niet besproken.");
  rich.add_details()->PackFrom(dutch);
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("regel 3, van");
  violation->set_description("geen datum");
  rich.add_details()->PackFrom(bad);
  return grpc::Status(grpc::FAILED_PRECONDITION, "not discussed yet",
                      rich.SerializeAsString());
}

TEST(Failure, TellsARefusalInDutchWithItsRuleAndEachBadField) {
  const absl::Status status = FromGrpc(RefusedByRule());
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused);
  EXPECT_EQ(ReasonOf(status), "NOT_DISCUSSED_YET");
  EXPECT_EQ(RuleOf(status), "G-1");
  EXPECT_THAT(SentencesOf(status),
              ElementsAre("Er is nog niet besproken. (G-1, §5.1)",
                          "regel 3, van: geen datum"));
  EXPECT_THAT(FailureAsJson(status),
              HasSubstr("\"reason\":\"NOT_DISCUSSED_YET\""));
}

TEST(Failure, HasAnExitCodeThatMeansSomething) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(UsageError("nee")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(ExpectationFailed("nee")), ExitCode::kExpectation);
  EXPECT_EQ(ExitCodeOf(Repaired("hersteld")), ExitCode::kRepaired);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("")), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), ExitCode::kRefused);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("")), ExitCode::kDamaged);
}

}  // namespace
}  // namespace driehoek::cli
