// A log of which the bodies are sealed: what lies on the disk, what is left
// when a key is gone, and what is refused.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/body_keys.h"
#include "eventstore/event_store.h"
#include "eventstore/rocksdb_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCanary[] = "kanarie-in-een-kolenmijn";

// The files below `directory` that hold `text`.
std::vector<std::string> FilesWith(const std::string& directory,
                                   const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (absl::StrContains(bytes, text)) found.push_back(entry.path().string());
  }
  return found;
}

v1::Event ReportOf(const std::string& document_id, const std::string& text) {
  v1::Event event;
  v1::ReportSubmitted& report = *event.mutable_report_submitted();
  report.set_case_id("c-1");
  report.set_document_id(document_id);
  report.set_report("D-1");
  (*report.mutable_parts())["verloop"] = text;
  return event;
}

std::vector<Tag> TagsOfReport(const std::string& document_id) {
  return {CaseTag("c-1"), {TagKind::kDocument, document_id}};
}

class SealedLog : public ::testing::Test {
 protected:
  RocksDbOptions Options() const {
    RocksDbOptions options;
    options.directory = log_;
    options.identity_if_new = FixtureIdentity();
    options.min_free_bytes = 0;
    options.keyring = keyring_.get();
    return options;
  }

  void Open() {
    store_.reset();
    auto opened = OpenRocksDbEventStore(Options());
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  void Append(v1::Event event, std::vector<Tag> tags) {
    const auto batch = store_->Begin(FixtureStart());
    ASSERT_TRUE(batch
                    ->Add(Request(absl::StrCat("r-", ++requests_),
                                  {{std::move(event), std::move(tags)}}))
                    .ok());
    ASSERT_TRUE(batch->Commit().ok());
  }

  absl::StatusOr<std::vector<RecordedEvent>> All() {
    auto reader = store_->Read(Query::All(), {});
    if (!reader.ok()) return reader.status();
    std::vector<RecordedEvent> events;
    while (true) {
      auto event = (*reader)->Next();
      if (!event.ok()) return event.status();
      if (!*event) return events;
      events.push_back(**std::move(event));
    }
  }

  std::vector<LogProblem> Problems() {
    store_.reset();
    RocksDbOptions options = Options();
    options.keyring = nullptr;
    const auto report = VerifyLog(options, nullptr);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? report->problems
                       : std::vector<LogProblem>{{0, LogPart::kFiles, "?"}};
  }

  const ScratchDirectory directory_;
  const std::string log_ = directory_.path() + "/data";
  std::unique_ptr<Keyring> keyring_ =
      FixtureKeyring(directory_.path() + "/keys");
  std::unique_ptr<EventStore> store_;
  int requests_ = 0;
};

TEST_F(SealedLog, HasNoFactAndNoTextInClearOnTheDisk) {
  Open();
  Append(Registered(kCanary), {PersonTag("p-1")});
  Append(Opened(kCanary), {CaseTag("c-1")});
  Append(ReportOf("d-1", kCanary), TagsOfReport("d-1"));
  // Also when the files were closed and opened, and are those of RocksDB alone.
  Open();
  EXPECT_THAT(FilesWith(directory_.path(), kCanary), IsEmpty());
  EXPECT_THAT(FilesWith(directory_.path(), FixtureIdentity().id_secret),
              IsEmpty());
  // The control: there is something to find.
  EXPECT_THAT(FilesWith(directory_.path(), FixtureIdentity().log_id),
              Not(IsEmpty()));
  const auto events = All();
  ASSERT_TRUE(events.ok()) << events.status();
  EXPECT_EQ(events->at(0).event.person_registered().reference(), kCanary);
  EXPECT_EQ(events->at(2).event.report_submitted().parts().at("verloop"),
            kCanary);
  EXPECT_EQ(store_->identity().id_secret, FixtureIdentity().id_secret);
}

TEST_F(SealedLog, GoesOnProvingWhenTheKeyOfATextIsGone) {
  Open();
  Append(ReportOf("d-1", kCanary), TagsOfReport("d-1"));
  Append(ReportOf("d-2", "blijft"), TagsOfReport("d-2"));
  ASSERT_TRUE(keyring_
                  ->Destroy({SubjectsOf(EventType::kReportSubmitted,
                                        TagsOfReport("d-1"))
                                 .texts})
                  .ok());
  Open();
  const auto events = All();
  ASSERT_TRUE(events.ok()) << events.status();
  const v1::ReportSubmitted& gone = events->at(0).event.report_submitted();
  EXPECT_EQ(gone.document_id(), "d-1");
  EXPECT_THAT(gone.parts(), IsEmpty());
  EXPECT_EQ(events->at(1).event.report_submitted().parts().at("verloop"),
            "blijft");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(SealedLog, KeepsThePlaceOfAnEventOfWhichTheFactsAreGone) {
  Open();
  Append(ReportOf("d-1", kCanary), TagsOfReport("d-1"));
  Append(Registered("aios-1"), {PersonTag("p-1")});
  ASSERT_TRUE(keyring_->Destroy({"case:c-1"}).ok());
  const auto events = All();
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_THAT(*events, SizeIs(2));
  EXPECT_EQ(events->at(0).envelope.type, EventType::kReportSubmitted);
  EXPECT_FALSE(events->at(0).event.report_submitted().has_on());
  EXPECT_THAT(events->at(0).event.report_submitted().document_id(), IsEmpty());
  EXPECT_EQ(events->at(1).event.person_registered().reference(), "aios-1");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(SealedLog, SealsAMonthTogetherWhenItIsKeptForATerm) {
  RocksDbOptions options = Options();
  options.keys_by_month = true;
  store_ = *OpenRocksDbEventStore(options);
  Append(ReportOf("d-1", kCanary), TagsOfReport("d-1"));
  const auto subjects = keyring_->SubjectsWith("month ");
  ASSERT_TRUE(subjects.ok());
  EXPECT_THAT(*subjects, ::testing::ElementsAre("month 2026-09"));
  EXPECT_THAT(*keyring_->SubjectsWith("case:"), IsEmpty());
}

TEST_F(SealedLog, IsVerifiedWithoutAKey) {
  Open();
  Append(ReportOf("d-1", kCanary), TagsOfReport("d-1"));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(SealedLog, IsRefusedWithoutItsKeys) {
  Open();
  store_.reset();
  RocksDbOptions options = Options();
  options.keyring = nullptr;
  const absl::Status refused = OpenRocksDbEventStore(options).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("is sealed"));
}

TEST_F(SealedLog, IsRefusedWithTheKeysOfAnother) {
  Open();
  store_.reset();
  RocksDbOptions options = Options();
  const auto other = FixtureKeyring(directory_.path() + "/others");
  options.keyring = other.get();
  const absl::Status refused = OpenRocksDbEventStore(options).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("missing from the keyring"));
}

// A keyring that was put back from before the last key was made.
TEST_F(SealedLog, SaysWhichKeyIsMissingAndReadsNothingShort) {
  Open();
  Append(Registered("aios-1"), {PersonTag("p-1")});
  store_.reset();
  keyring_.reset();
  const std::string keys = directory_.path() + "/keys";
  fs::copy(keys, directory_.path() + "/before", fs::copy_options::recursive);
  keyring_ = FixtureKeyring(keys);
  Open();
  Append(ReportOf("d-1", kCanary), TagsOfReport("d-1"));
  store_.reset();
  keyring_.reset();
  fs::remove_all(keys);
  fs::rename(directory_.path() + "/before", keys);
  keyring_ = FixtureKeyring(keys);
  const absl::Status refused = OpenRocksDbEventStore(Options()).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("missing from the keyring"));
}

TEST_F(SealedLog, IsNoneWhenItBeganInClear) {
  RocksDbOptions options = Options();
  options.keyring = nullptr;
  ASSERT_TRUE(OpenRocksDbEventStore(options).ok());
  const absl::Status refused = OpenRocksDbEventStore(Options()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("unsealed try-out"));
  EXPECT_EQ(*LogIsSealed(log_), false);
}

TEST(BodyKeys, GoWithWhoeverIsToBeForgotten) {
  const Tag document{TagKind::kDocument, "d-1"};
  const Tag resident{TagKind::kResident, "p-2"};
  const Tag placement{TagKind::kPlacement, "s-1"};
  const EventType type = EventType::kReportSubmitted;
  KeySubjects subjects = SubjectsOf(type, {resident, CaseTag("c-1"), document});
  EXPECT_EQ(subjects.facts, "case:c-1");
  EXPECT_EQ(subjects.texts, "words of document:d-1");
  subjects = SubjectsOf(type, {resident, CaseTag("c-1")});
  EXPECT_EQ(subjects.texts, "words of case:c-1");
  subjects = SubjectsOf(type, {resident, TrainerTag("p-3"), placement});
  EXPECT_EQ(subjects.facts, "resident:p-2");
  subjects = SubjectsOf(type, {PersonTag("p-1")});
  EXPECT_EQ(subjects.facts, "person:p-1");
  EXPECT_EQ(subjects.texts, "words of person:p-1");
  subjects = SubjectsOf(type, {{TagKind::kInstitute, "i-1"}});
  EXPECT_EQ(subjects.facts, "institute");
  EXPECT_EQ(subjects.texts, "words of institute");
}

TEST(BodyKeys, KeepWhatSaysThatSomethingWasErasedOrAnswered) {
  for (const EventType type :
       {EventType::kContentErased, EventType::kLegalHoldPlaced,
        EventType::kLegalHoldLifted, EventType::kPrivacyRequestExtended,
        EventType::kPrivacyRequestAnswered, EventType::kPassageMasked,
        EventType::kPassageUnmasked}) {
    const KeySubjects subjects = SubjectsOf(
        type, {CaseTag("c-1"), {TagKind::kDocument, "d-1"}, PersonTag("p-1")});
    EXPECT_EQ(subjects.facts, "institute");
    EXPECT_EQ(subjects.texts, "words of institute");
  }
}

}  // namespace
}  // namespace driehoek
