#include "services/access_log.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "domain/rejections.h"
#include "eventstore/memory_event_store.h"
#include "eventstore/rocksdb_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "tests/kit/faults_directory.h"
#include "tests/services/breaking_store.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Looked Opened(const std::string& document_id,
                  const std::string& place = "case") {
  v1::Looked opened;
  opened.set_document_id(document_id);
  opened.set_case_id("case-1");
  opened.set_resident_id("resident-1");
  opened.add_trainer_ids("trainer-1");
  opened.set_place(place);
  return opened;
}

v1::Actor Actor(const std::string& person_id) {
  v1::Actor actor;
  actor.set_person_id(person_id);
  actor.set_role(v1::ROLE_TEACHER);
  return actor;
}

class AccessLogTest : public testing::Test {
 protected:
  void Submit(const std::string& document_id, const std::string& person_id) {
    log_.Submit(
        Opened(document_id), Actor(person_id),
        [this](const absl::Status& status) { answers_.push_back(status); });
  }

  // Who opened it, newest first, page by page.
  std::vector<std::string> Openers(const std::string& document_id,
                                   size_t page_size) {
    std::vector<std::string> openers;
    std::string token;
    do {
      const auto page = log_.OpeningsOf(document_id, page_size, token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return openers;
      EXPECT_LE(page->rows.size(), page_size);
      for (const v1::Opening& opening : page->rows) {
        openers.push_back(opening.by().person_id());
      }
      token = page->next_page_token;
    } while (!token.empty());
    return openers;
  }

  Breaking breaking_;
  BreakingStore store_{NewMemoryEventStore(Voorbeeldstad::Identity()),
                       breaking_};
  ManualClock clock_{StartOf(absl::CivilDay(2026, 9, 7)) + absl::Hours(9)};
  int woken_ = 0;
  AccessLog log_{
      {.queue_looks = 3, .wake = [this] { ++woken_; }}, store_, clock_};
  std::vector<absl::Status> answers_;
};

TEST_F(AccessLogTest, AnswersWhenItIsWrittenAndNoSooner) {
  Submit("document-1", "a");
  EXPECT_EQ(woken_, 1);
  EXPECT_FALSE(log_.idle());
  EXPECT_THAT(answers_, IsEmpty());
  EXPECT_TRUE(log_.Step().value());
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus()));
  EXPECT_TRUE(log_.idle());
  EXPECT_EQ(store_.head(), 1u);
  EXPECT_FALSE(log_.Step().value()) << "nothing waits";
}

TEST_F(AccessLogTest, WritesAllThatWaitsAtOnce) {
  Submit("document-1", "a");
  Submit("document-2", "b");
  Submit("document-1", "c");
  ASSERT_TRUE(log_.Step().ok());
  EXPECT_EQ(breaking_.commits, 1);
  EXPECT_EQ(store_.head(), 3u);
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus(), absl::OkStatus(),
                                    absl::OkStatus()));
}

TEST_F(AccessLogTest, SaysWhoWhenAndWhere) {
  log_.Submit(Opened("document-1", "OD"), Actor("a"),
              [](const absl::Status&) {});
  ASSERT_TRUE(log_.Step().ok());
  const auto page = log_.OpeningsOf("document-1", 10, "");
  ASSERT_TRUE(page.ok());
  ASSERT_THAT(page->rows, SizeIs(1));
  EXPECT_EQ(page->rows[0].by().person_id(), "a");
  EXPECT_EQ(page->rows[0].by().role(), v1::ROLE_TEACHER);
  EXPECT_EQ(page->rows[0].place(), "OD");
  EXPECT_EQ(page->rows[0].at_micros(), absl::ToUnixMicros(clock_.Now()));
  EXPECT_EQ(page->next_page_token, "");
}

TEST_F(AccessLogTest, GivesTheNewestFirstPageByPage) {
  for (const char* const person : {"a", "b", "c", "d", "e"}) {
    Submit("document-1", person);
    Submit("document-2", "other");
    ASSERT_TRUE(log_.Step().ok());
  }
  for (const size_t page_size : {1u, 2u, 5u, 9u}) {
    EXPECT_THAT(Openers("document-1", page_size),
                ElementsAre("e", "d", "c", "b", "a"))
        << page_size;
  }
  EXPECT_THAT(Openers("document-9", 5), IsEmpty());
  for (const char* const token : {"x", "1", "-3"}) {
    EXPECT_EQ(ReasonOf(log_.OpeningsOf("document-1", 5, token).status()),
              "PAGE_TOKEN_UNKNOWN")
        << token;
  }
}

TEST_F(AccessLogTest, RefusesMoreThanCanWait) {
  for (int i = 0; i < 3; ++i) Submit("document-1", "a");
  Submit("document-1", "too-many");
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(ReasonOf(answers_[0]), "QUEUE_FULL");
  ASSERT_TRUE(log_.Step().ok());
  EXPECT_THAT(Openers("document-1", 5), ElementsAre("a", "a", "a"));
  Submit("document-1", "b");
  ASSERT_TRUE(log_.Step().ok());
  EXPECT_EQ(answers_.back(), absl::OkStatus());
}

TEST_F(AccessLogTest, GoesOnAfterAFullDisk) {
  breaking_.full = true;
  Submit("document-1", "a");
  EXPECT_TRUE(log_.Step().ok());
  ASSERT_THAT(answers_, SizeIs(1));
  EXPECT_EQ(ReasonOf(answers_[0]), "LOOK_NOT_RECORDED");
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kUnavailable);
  breaking_.full = false;
  Submit("document-1", "b");
  ASSERT_TRUE(log_.Step().ok());
  EXPECT_EQ(answers_.back(), absl::OkStatus());
  EXPECT_THAT(Openers("document-1", 5), ElementsAre("b"));
}

TEST_F(AccessLogTest, IsDoneForWhenAWriteFails) {
  breaking_.broken = true;
  Submit("document-1", "a");
  Submit("document-2", "b");
  EXPECT_EQ(log_.Step().status().message(), "the disk is gone");
  ASSERT_THAT(answers_, SizeIs(2));
  EXPECT_EQ(ReasonOf(answers_[0]), "LOOK_NOT_RECORDED");
  EXPECT_EQ(ReasonOf(answers_[1]), "LOOK_NOT_RECORDED");
  breaking_.broken = false;
  Submit("document-1", "later");
  ASSERT_THAT(answers_, SizeIs(3));
  EXPECT_EQ(ReasonOf(answers_[2]), "LOOK_NOT_RECORDED") << "never goes on";
  EXPECT_TRUE(log_.idle());
}

TEST(AccessLogOnDisk, KeepsWhatItAnswered) {
  const TemporaryDirectory directory;
  ManualClock clock(StartOf(absl::CivilDay(2026, 9, 7)));
  for (size_t run = 1; run <= 3; ++run) {
    RocksDbOptions options;
    options.directory = directory.path() + "/access";
    options.min_free_bytes = 0;
    auto store = OpenRocksDbEventStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    AccessLog log({}, **store, clock);
    absl::Status answer = absl::UnknownError("not answered");
    log.Submit(Opened("document-1"), Actor(absl::StrCat("run-", run)),
               [&answer](const absl::Status& status) { answer = status; });
    ASSERT_TRUE(log.Step().ok());
    EXPECT_TRUE(answer.ok()) << answer;
    const auto page = log.OpeningsOf("document-1", 10, "");
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_THAT(page->rows, SizeIs(run));
    EXPECT_EQ(page->rows.front().by().person_id(), absl::StrCat("run-", run));
    EXPECT_EQ(page->rows.back().by().person_id(), "run-1");
  }
}

class AccessLogWithTerm : public testing::TestWithParam<int> {};

// NEN 7513 asks five years; after that nothing of them is left.
TEST_P(AccessLogWithTerm, ForgetsAMonthThatIsOverIt) {
  const absl::CivilDay over(absl::CivilMonth(2021, 10) + GetParam());
  const TemporaryDirectory directory;
  ManualClock clock(StartOf(absl::CivilDay(2021, 9, 30)));
  KeyringOptions keys;
  keys.directory = directory.path() + "/keys";
  keys.root = NewRootKey(SecretKey::Random());
  keys.may_make = true;
  const auto keyring = Keyring::Open(std::move(keys));
  ASSERT_TRUE(keyring.ok()) << keyring.status();
  RocksDbOptions options;
  options.directory = directory.path() + "/access";
  options.min_free_bytes = 0;
  options.keyring = keyring->get();
  options.keys_by_month = true;
  auto store = OpenRocksDbEventStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  AccessLogOptions log_options;
  log_options.keyring = keyring->get();
  log_options.months_kept = GetParam();
  bool sure = true;
  log_options.clock_is_sure = [&sure] { return sure; };
  AccessLog log(log_options, **store, clock);
  const auto look_on = [&](absl::CivilDay day, const std::string& by) {
    clock.AdvanceTo(StartOf(day));
    log.Submit(Opened("document-1"), Actor(by), [](const absl::Status& status) {
      EXPECT_TRUE(status.ok()) << status;
    });
    EXPECT_TRUE(log.Step().ok());
  };
  const auto seen = [&log] {
    std::vector<std::string> by;
    for (std::string page_token;;) {
      const auto page = log.OpeningsOf("document-1", 1, page_token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return by;
      for (const v1::Opening& opening : page->rows) {
        by.push_back(opening.by().person_id());
      }
      page_token = page->next_page_token;
      if (page_token.empty()) return by;
    }
  };
  look_on(absl::CivilDay(2021, 9, 30), "september");
  look_on(absl::CivilDay(2021, 10, 15), "october");
  look_on(over - 1, "last-day");
  EXPECT_THAT(seen(), ElementsAre("last-day", "october", "september"));
  // A clock that is in doubt takes nothing along for good.
  sure = false;
  look_on(over + 1, "in-doubt");
  EXPECT_THAT(seen(),
              ElementsAre("in-doubt", "last-day", "october", "september"));
  sure = true;
  look_on(over + 1, "after-it");
  EXPECT_THAT(seen(),
              ElementsAre("after-it", "in-doubt", "last-day", "october"));
  store->reset();
  const auto report = VerifyLog(options, nullptr);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(OfTheStandardAndShorter, AccessLogWithTerm,
                         testing::Values(kMonthsOfLooks, 12));

}  // namespace
}  // namespace driehoek
