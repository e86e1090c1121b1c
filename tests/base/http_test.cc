// What comes of asking a web server that misbehaves.
#include "base/http.h"

#include <atomic>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/node_process.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HttpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(at_, "") << "node does not start: tools/setup --test";
  }

  absl::StatusOr<std::string> Get(const std::string& path,
                                  const HttpLimits& limits = {}) {
    return HttpGet(absl::StrCat(at_, path), limits);
  }

  NodeProcess server_{"tests/base/http_server.mjs"};
  const std::string at_ = server_.ReadLine();
};

TEST_F(HttpTest, GivesWhatIsAnswered) { EXPECT_EQ(*Get("/good"), "good"); }

TEST_F(HttpTest, SendsAFormAndGivesTheAnswerWhateverItsStatus) {
  const absl::StatusOr<HttpAnswer> answer =
      HttpPost(absl::StrCat(at_, "/form"), {{"a", "1 & 2"}, {"b", "é="}});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->body, "a=1%20%26%202&b=%C3%A9%3D");
}

TEST_F(HttpTest, RefusesAStatusThatIsNot200WithoutWhatWasAnswered) {
  const absl::Status refused = Get("/nowhere").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused.message()),
              testing::AllOf(HasSubstr("status 404"), Not(HasSubstr("none"))));
}

TEST_F(HttpTest, FollowsNobodyElsewhere) {
  EXPECT_THAT(std::string(Get("/elsewhere").status().message()),
              HasSubstr("status 302"));
}

TEST_F(HttpTest, TakesNoMoreThanItMay) {
  const HttpLimits limits = {.bytes = 1000};
  EXPECT_EQ(Get("/just", limits)->size(), 1000u);
  EXPECT_EQ(Get("/large", limits).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(HttpTest, WaitsNoLongerThanItMay) {
  const HttpLimits limits = {.time = absl::Milliseconds(100)};
  for (const char* const path : {"/never", "/slowly"}) {
    const absl::Time began = absl::Now();
    EXPECT_EQ(Get(path, limits).status().code(),
              absl::StatusCode::kUnavailable);
    EXPECT_LT(absl::Now() - began, absl::Seconds(8)) << path;
  }
}

TEST_F(HttpTest, GivesUpWhatRunsWhenItIsTold) {
  std::atomic<bool> give_up = false;
  const HttpLimits limits = {.time = absl::Seconds(60), .give_up = &give_up};
  std::thread telling([this, &give_up] {
    EXPECT_EQ(server_.ReadLine(), "asked");
    give_up = true;
  });
  const absl::Time began = absl::Now();
  EXPECT_EQ(Get("/slowly", limits).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_LT(absl::Now() - began, absl::Seconds(20));
  telling.join();
}

}  // namespace
}  // namespace driehoek
