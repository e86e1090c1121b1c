// What someone took back is gone with the event that says so: from the log,
// from copies of it, and whenever the server ends.
#include "services/eraser.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "eventstore/body_keys.h"
#include "eventstore/rocksdb_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "tests/services/sealed_engine.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kText[] = "Wat ik voor mezelf opschreef.";

class ErasedReflection : public SealedEngine {
 protected:
  // A case in which the resident handed in a reflection, and the teacher the
  // report of the meeting.
  void HandIn() {
    Give(Voorbeeldstad(1).Everything());
    Do(v1::ROLE_TEACHER, "docent",
       R"(hold_triangular_meeting {
            placement_id: "@placement:stage-1"
            outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
            teacher_ids: "@person:docent" })");
    Do(v1::ROLE_TEACHER, "docent",
       R"(submit_report { $case report: "D-1"
            parts { key: "perspective_resident" value: "blijft" }
            parts { key: "perspective_trainer" value: "blijft" }
            parts { key: "advice" value: "blijft" } })");
    Do(v1::ROLE_TEACHER, "docent", "notify_programme_manager { $case }");
    Do(v1::ROLE_PROGRAMME_MANAGER, "manager",
       "discuss_with_deputy_head { $case }");
    Do(v1::ROLE_DEPUTY_HEAD, "plv",
       "rule_decoupling { $case ruling: RULING_DECOUPLE }");
    Do(v1::ROLE_TEACHER, "docent",
       R"(plan_evaluation { $case evaluation: EVALUATION_KIND_RESIDENT
            planned_on { year: 2026 month: 9 day: 24 } })");
    Do(v1::ROLE_RESIDENT, "aios-1",
       absl::StrReplaceAll(R"(submit_report { $case report: "D-6"
            parts { key: "how_it_arose" value: "$text" }
            parts { key: "own_role" value: "$text" }
            parts { key: "learning_points" value: "$text" }
            parts { key: "attention_points_trainer" value: "$text" } })",
                           {{"$text", kText}}));
  }

  void Withdraw() {
    Do(v1::ROLE_RESIDENT, "aios-1", "withdraw_reflection { $case }");
  }

  // The texts of all reports in the log of the engine.
  std::vector<std::string> Texts() { return TextsIn(engine_->store()); }

  static std::vector<std::string> TextsIn(const EventStore& store) {
    std::vector<std::string> texts;
    for (const v1::ReportSubmitted& report : ReportsIn(store)) {
      texts.push_back(report.parts().empty() ? ""
                                             : report.parts().begin()->second);
    }
    return texts;
  }

  static std::vector<std::string> DocumentsIn(const EventStore& store) {
    std::vector<std::string> documents;
    for (const v1::ReportSubmitted& report : ReportsIn(store)) {
      documents.push_back(report.document_id());
    }
    return documents;
  }

  // In their order.
  static std::vector<v1::ReportSubmitted> ReportsIn(const EventStore& store) {
    std::vector<v1::ReportSubmitted> reports;
    const auto reader = store.Read(
        Query::AnyOf({{{EventType::kReportSubmitted}, {}}}), ReadOptions());
    EXPECT_TRUE(reader.ok()) << reader.status();
    while (reader.ok()) {
      const auto recorded = (*reader)->Next();
      EXPECT_TRUE(recorded.ok()) << recorded.status();
      if (!recorded.ok() || !*recorded) break;
      reports.push_back((*recorded)->event.report_submitted());
    }
    return reports;
  }
};

TEST_F(ErasedReflection, IsGoneWhenItsAuthorTookItBack_A21) {
  HandIn();
  EXPECT_THAT(Texts(), ElementsAre("blijft", kText));
  Withdraw();
  EXPECT_THAT(Texts(), ElementsAre("blijft", ""));
  EXPECT_THAT(Doomed(), IsEmpty());
  End();
  Start();
  EXPECT_THAT(Texts(), ElementsAre("blijft", ""));
  // And everything that is left still proves that it is what was recorded.
  engine_.reset();
  const auto report = VerifyLog(LogOptions(), nullptr);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, IsEmpty());
}

TEST_F(ErasedReflection, TakesWhatIsAttachedToIt_A21) {
  HandIn();
  Attach(v1::ROLE_TEACHER, "docent", "blijft");
  Attach(v1::ROLE_RESIDENT, "aios-1", kText, "D-6");
  EXPECT_EQ(FilesOnDisk().size(), 2U);
  Withdraw();
  EXPECT_THAT(FilesOnDisk(),
              ElementsAre(absl::StrCat(case_id_, ".letter-D-1")));
}

TEST_F(ErasedReflection, IsBroughtBackByNoOldCopyOfLogAndViews_A21) {
  HandIn();
  End();
  CopyLogAndViews();
  Start();
  Withdraw();
  End();
  PutLogAndViewsBack();
  Start();
  EXPECT_THAT(Texts(), ElementsAre("blijft", ""));
}

// The power failed between the event and the end of its keys.
TEST_F(ErasedReflection, GoesAtTheNextStartWhenTheServerEndedInBetween_A21) {
  HandIn();
  engine_.reset();
  auto store = OpenRocksDbEventStore(LogOptions());
  ASSERT_TRUE(store.ok()) << store.status();
  const auto documents = DocumentsIn(**store);
  ASSERT_EQ(documents.size(), 2U);
  const std::string& reflection = documents[1];
  {
    v1::Event withdrawn;
    withdrawn.mutable_reflection_withdrawn()->set_case_id(case_id_);
    withdrawn.mutable_reflection_withdrawn()->set_document_id(reflection);
    const auto eraser =
        Eraser::Create(keyring_.get(), /*files=*/nullptr, **store);
    ASSERT_TRUE(eraser.ok()) << eraser.status();
    const auto batch = (*store)->Begin(clock_.Now());
    AppendRequest request;
    request.request_id = "withdrawn";
    request.actor.set_role(v1::ROLE_RESIDENT);
    request.events = {
        {withdrawn,
         {{TagKind::kCase, case_id_}, {TagKind::kDocument, reflection}}}};
    ASSERT_TRUE(batch->Add(std::move(request)).ok());
    (*eraser)->Announce(batch->events());
    ASSERT_TRUE(batch->Commit().ok());
  }
  EXPECT_THAT(TextsIn(**store), ElementsAre("blijft", kText));
  store->reset();
  End();
  Start();
  EXPECT_THAT(Texts(), ElementsAre("blijft", ""));
  EXPECT_THAT(Doomed(), IsEmpty());
}

// It failed before the event was there: nobody took anything back.
TEST_F(ErasedReflection, StaysWhenTheServerEndedBeforeItWasTakenBack_A21) {
  HandIn();
  const auto documents = DocumentsIn(engine_->store());
  ASSERT_EQ(documents.size(), 2U);
  const Tag reflection{TagKind::kDocument, documents[1]};
  keyring_->Doom(SubjectsOf(EventType::kReportSubmitted, {reflection}).texts,
                 absl::StrCat(engine_->store().head() + 1, " not-there"));
  ASSERT_TRUE(keyring_->Keep().ok());
  End();
  Start();
  EXPECT_THAT(Texts(), ElementsAre("blijft", kText));
  EXPECT_THAT(Doomed(), IsEmpty());
}

}  // namespace
}  // namespace driehoek
