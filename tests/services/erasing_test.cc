// Erasing on a decision: a report, a case, a person. Gone from the log, from
// the views and from copies of both; and everything else is as it was.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/event.pb.h"
#include "eventstore/rocksdb_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/as_of.h"
#include "services/eraser.h"
#include "tests/services/sealed_engine.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// In whatever is to go, and in nothing else.
constexpr char kMarked[] = "Wat niemand meer mag lezen.";

class Erasing : public SealedEngine {
 protected:
  // A case that was solved and closed, with the marked words in a report and
  // in an argument.
  void CloseACase() {
    Give(Voorbeeldstad(2).Everything());
    Do(v1::ROLE_TEACHER, "docent",
       R"(hold_triangular_meeting {
            placement_id: "@placement:stage-1"
            outcome: MEETING_OUTCOME_NO_DECOUPLING
            teacher_ids: "@person:docent" })");
    Do(v1::ROLE_TEACHER, "docent",
       absl::StrReplaceAll(R"(submit_report { $case report: "D-1"
            parts { key: "perspective_resident" value: "$text" }
            parts { key: "perspective_trainer" value: "$text" }
            parts { key: "attention_points" value: "$text" } })",
                           {{"$text", kMarked}}));
    Attach(v1::ROLE_TEACHER, "docent", kMarked);
    Do(v1::ROLE_TEACHER, "docent",
       absl::StrReplaceAll(
           R"(record_deviation { $case deviation: DEVIATION_KIND_WAIVE
                obligation: "T-05" why: DEVIATION_REASON_AGREED
                argument: "$text" consulted: ROLE_TRAINER })",
           {{"$text", kMarked}}));
    for (const char* const place : {"EP", "OD"}) {
      Do(v1::ROLE_YEAR_ASSISTANT, "jaar",
         absl::StrCat("archive_document { $case report: 'D-1' place: '", place,
                      "' }"));
    }
    Do(v1::ROLE_TEACHER, "docent", "resolve_without_decoupling { $case }");
    Do(v1::ROLE_TEACHER, "docent",
       "close_case { $case result: CASE_RESULT_RESOLVED }");
    document_id_ = Row().documents(0).document_id();
  }

  void EraseCase() {
    Do(v1::ROLE_DEPUTY_HEAD, "plv",
       R"(erase_content { $case scope: ERASURE_SCOPE_CASE
            ground: ERASURE_GROUND_TERM_OVER
            argument: "De termijn is voorbij." })");
  }

  void EraseReport(const std::string& more = "") {
    Do(v1::ROLE_DEPUTY_HEAD, "plv",
       absl::StrCat("erase_content { $case document_id: '", document_id_, "'",
                    R"( scope: ERASURE_SCOPE_DOCUMENT
                        ground: ERASURE_GROUND_UNLAWFUL
                        argument: "Hoort hier niet." )",
                    more, "}"));
  }

  v1::Case Row() {
    const auto row = engine_->projector().GetCase(case_id_);
    EXPECT_TRUE(row.ok()) << row.status();
    return row.ok() ? *row : v1::Case();
  }

  std::vector<RecordedEvent> Log() {
    std::vector<RecordedEvent> log;
    const auto reader = engine_->store().Read(Query::All(), ReadOptions());
    EXPECT_TRUE(reader.ok()) << reader.status();
    while (reader.ok()) {
      auto recorded = (*reader)->Next();
      EXPECT_TRUE(recorded.ok()) << recorded.status();
      if (!recorded.ok() || !*recorded) break;
      log.push_back(**std::move(recorded));
    }
    return log;
  }

  // Whether anything in the log, as it can be read, says so.
  bool LogSays(absl::string_view text) {
    for (const RecordedEvent& recorded : Log()) {
      if (absl::StrContains(recorded.event.SerializeAsString(), text)) {
        return true;
      }
    }
    return false;
  }

  // What the attached file says, as the log lets it be read; empty when not.
  std::string Attached() {
    for (const RecordedEvent& recorded : Log()) {
      if (!recorded.event.has_file_attached()) continue;
      const v1::FileAttached& attached = recorded.event.file_attached();
      if (attached.key().size() != SecretKey::kBytes) return "";
      SealedFile file;
      file.name = {attached.case_id(), attached.file_id()};
      file.key = SecretKey(attached.key());
      file.bytes = attached.size_bytes();
      std::copy(attached.sealed_hash().begin(), attached.sealed_hash().end(),
                file.sealed_hash.begin());
      const auto reader = engine_->files().Read(file);
      EXPECT_TRUE(reader.ok()) << reader.status();
      if (!reader.ok()) return "";
      const auto piece = (*reader)->Next();
      EXPECT_TRUE(piece.ok()) << piece.status();
      return piece.ok() ? piece->value_or("") : "";
    }
    return "";
  }

  void ExpectCaseGone() {
    EXPECT_FALSE(LogSays(kMarked));
    EXPECT_EQ(Attached(), "");
    EXPECT_TRUE(
        absl::IsNotFound(engine_->projector().GetCase(case_id_).status()));
    EXPECT_TRUE(
        absl::IsNotFound(engine_->projector().GetCase("2026-001").status()));
    for (const char* const resident : {"aios-1", "aios-2"}) {
      const auto file = engine_->projector().GetPortfolio(
          Voorbeeldstad::Id("person", resident), 100, "");
      ASSERT_TRUE(file.ok()) << file.status();
      EXPECT_THAT(file->rows, IsEmpty());
    }
    EXPECT_TRUE(absl::IsNotFound(
        engine_->projector().GetTimeline(case_id_, 100, "").status()));
  }

  // As bytes, so that any difference shows.
  std::string Numbers() {
    std::string numbers;
    const Caller counts{.person_id = "x",
                        .role = v1::ROLE_DEPUTY_HEAD,
                        .grants = {v1::RoleHeld()}};
    Caller caller = counts;
    caller.grants[0].set_role(v1::ROLE_DEPUTY_HEAD);
    const auto outcomes = engine_->projector().CountOutcomes(caller, 2026);
    const auto deviations = engine_->projector().CountDeviations(caller, 2026);
    const auto statistics = engine_->projector().GetStatistics(2026, 2026);
    EXPECT_TRUE(outcomes.ok() && deviations.ok() && statistics.ok());
    for (const auto& row : *outcomes) numbers += row.ShortDebugString();
    for (const auto& row : *deviations) numbers += row.ShortDebugString();
    for (const auto& row : *statistics) numbers += row.ShortDebugString();
    return numbers;
  }

  void ExpectLogProvesItself() {
    engine_.reset();
    const auto report = VerifyLog(LogOptions(), nullptr);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, IsEmpty());
  }

  std::string document_id_;
};

TEST_F(Erasing, OfACaseLeavesNothingThatCanBeRead) {
  CloseACase();
  EXPECT_TRUE(LogSays(kMarked));
  EraseCase();
  ExpectCaseGone();
  End();
  Start();
  ExpectCaseGone();
  ExpectLogProvesItself();
}

TEST_F(Erasing, OfACaseLeavesTheNumbersAsTheyWere) {
  CloseACase();
  const std::string before = Numbers();
  EXPECT_THAT(before, ::testing::HasSubstr("T-05"));
  EraseCase();
  EXPECT_EQ(Numbers(), before);
  End();
  Start();
  EXPECT_EQ(Numbers(), before);
}

TEST_F(Erasing, IsUndoneByNoOldCopyOfLogAndViews) {
  CloseACase();
  End();
  CopyLogAndViews();
  Start();
  EraseCase();
  End();
  // The rows that were made anew take their place at a start: else they, and
  // not the old ones, were there after the copy is put back.
  Start();
  End();
  PutLogAndViewsBack();
  Start();
  ExpectCaseGone();
}

// The rows that had it are thrown away, with what lies of them in their files.
TEST_F(Erasing, MakesTheViewsAnew) {
  CloseACase();
  EXPECT_EQ(engine_->projector().rebuild(), nullptr);
  const Position before = engine_->store().head();
  EraseCase();
  EXPECT_GT(engine_->projector().no_copies_until(), before);
  ASSERT_NE(engine_->projector().rebuild(), nullptr);
  const auto outcome = engine_->projector().rebuild()->Now().outcome;
  EXPECT_TRUE(outcome.has_value() && outcome->ok());
  // Once.
  End();
  Start();
  EXPECT_EQ(engine_->projector().rebuild(), nullptr);
  EXPECT_GT(engine_->projector().no_copies_until(), before);
}

// Also of a case of which the projector remembers nothing, and before the rows
// were made anew.
TEST_F(Erasing, OfACaseTakesItsRowsAtOnce) {
  CloseACase();
  End();
  Start();
  engine_->writer().Submit(
      Voorbeeldstad::Ask(
          "erase", v1::ROLE_DEPUTY_HEAD, "plv",
          {absl::StrCat("erase_content { case_id: '", case_id_, "'",
                        R"( scope: ERASURE_SCOPE_CASE
                            ground: ERASURE_GROUND_TERM_OVER
                            argument: "De termijn is voorbij." })")}),
      [](const absl::StatusOr<v1::SubmitResponse>& answer) {
        EXPECT_TRUE(answer.ok()) << answer.status();
      });
  // Its keys go before the projector sees why.
  while (!engine_->writer().idle()) {
    ASSERT_TRUE(engine_->writer().Step().ok());
    engine_->writer().LoadStep();
    engine_->writer().AnswerStep();
  }
  EXPECT_FALSE(LogSays(kMarked));
  while (engine_->projector().position() < engine_->store().head()) {
    ASSERT_TRUE(engine_->projector().Step().ok());
  }
  ExpectCaseGone();
  const auto closed = engine_->projector().ListClosedCases(100, "");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_THAT(closed->rows, IsEmpty());
}

// Whoever reads a file of before finds what was not erased.
TEST_F(Erasing, OfOneCaseLeavesFilesAsTheyWereThen) {
  CloseACase();
  const Position then = engine_->store().head();
  EraseCase();
  const auto file =
      PortfolioAsOf(engine_->store(), *engine_->writer().catalogue(),
                    {Voorbeeldstad::Id("person", "aios-1")}, then, 100, "");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->rows, IsEmpty());
}

// There is no copy of what it says.
TEST_F(Erasing, OfAReportMakesNoViewsAnew) {
  CloseACase();
  EraseReport();
  EXPECT_EQ(engine_->projector().rebuild(), nullptr);
}

TEST_F(Erasing, GivesNoOtherCaseTheNumber) {
  CloseACase();
  EraseCase();
  End();
  Start();
  Do(v1::ROLE_TEACHER, "docent",
     R"(hold_triangular_meeting {
          placement_id: "@placement:stage-2"
          outcome: MEETING_OUTCOME_FOLLOW_UP
          teacher_ids: "@person:docent" })");
  EXPECT_EQ(Row().number(), "2026-002");
}

// The power failed between the event and the end of the keys.
TEST_F(Erasing, IsDoneAtTheNextStartWhenTheServerEndedInBetween) {
  CloseACase();
  engine_.reset();
  auto store = OpenRocksDbEventStore(LogOptions());
  ASSERT_TRUE(store.ok()) << store.status();
  {
    v1::Event event;
    v1::ContentErased& erased = *event.mutable_content_erased();
    erased.set_scope(v1::ERASURE_SCOPE_CASE);
    erased.set_case_id(case_id_);
    erased.set_case_number("2026-001");
    erased.add_document_ids(document_id_);
    const auto eraser =
        Eraser::Create(keyring_.get(), /*files=*/nullptr, **store);
    ASSERT_TRUE(eraser.ok()) << eraser.status();
    const auto batch = (*store)->Begin(clock_.Now());
    AppendRequest request;
    request.request_id = "erased";
    request.actor.set_role(v1::ROLE_DEPUTY_HEAD);
    request.events = {{event, {{TagKind::kCase, case_id_}}}};
    ASSERT_TRUE(batch->Add(std::move(request)).ok());
    (*eraser)->Announce(batch->events());
    ASSERT_TRUE(batch->Commit().ok());
  }
  EXPECT_THAT(Doomed(), SizeIs(3));
  store->reset();
  End();
  Start();
  EXPECT_THAT(Doomed(), IsEmpty());
  ExpectCaseGone();
  EXPECT_THAT(FilesOnDisk(), IsEmpty());
}

TEST_F(Erasing, OfAReportTakesWhatIsAttachedToIt) {
  CloseACase();
  EXPECT_EQ(Attached(), kMarked);
  EXPECT_THAT(FilesOnDisk(), SizeIs(1));
  EraseReport();
  EXPECT_EQ(Attached(), "");
  EXPECT_THAT(FilesOnDisk(), IsEmpty());
}

TEST_F(Erasing, OfACaseTakesWhatIsAttachedToItsReports) {
  CloseACase();
  EraseCase();
  EXPECT_THAT(FilesOnDisk(), IsEmpty());
}

// The file lies there again, and what opened it is gone.
TEST_F(Erasing, IsUndoneByNoOldCopyOfTheFiles) {
  CloseACase();
  End();
  CopyLogAndViews();
  Start();
  EraseReport();
  End();
  PutLogAndViewsBack();
  Start();
  EXPECT_THAT(FilesOnDisk(), SizeIs(1));
  EXPECT_EQ(Attached(), "");
}

TEST_F(Erasing, OfAReportTakesItsWordsAndNothingElse) {
  CloseACase();
  EraseReport();
  const v1::Case row = Row();
  ASSERT_THAT(row.documents(), SizeIs(1));
  EXPECT_TRUE(row.documents(0).has_erased_on());
  for (const v1::FilingState& filing : row.documents(0).filings()) {
    EXPECT_FALSE(filing.has_archived_on()) << filing.place();
  }
  for (const v1::Due& due : row.obligations()) {
    EXPECT_NE(due.status(), v1::DUE_STATUS_OPEN) << due.obligation().key();
  }
  int reports = 0;
  for (const RecordedEvent& recorded : Log()) {
    if (!recorded.event.has_report_submitted()) continue;
    ++reports;
    EXPECT_THAT(recorded.event.report_submitted().parts(), IsEmpty());
    EXPECT_THAT(recorded.event.report_submitted().part_keys(), SizeIs(3));
  }
  EXPECT_EQ(reports, 1);
  // The argument of the deviation is the case's.
  EXPECT_TRUE(LogSays(kMarked));
  ExpectLogProvesItself();
}

TEST_F(Erasing, OfTheCopyInOnePlaceLeavesTheOther) {
  CloseACase();
  EraseReport("place: 'EP'");
  EXPECT_EQ(Attached(), kMarked);
  const auto portfolio = engine_->projector().GetPortfolio(
      Voorbeeldstad::Id("person", "aios-1"), 100, "");
  const auto dossier = engine_->projector().GetDossier(
      Voorbeeldstad::Id("person", "opleider-1"), 100, "");
  ASSERT_TRUE(portfolio.ok() && dossier.ok());
  EXPECT_THAT(portfolio->rows, IsEmpty());
  EXPECT_THAT(dossier->rows, SizeIs(1));
  EraseReport("place: 'OD'");
  // The file of the case has it still.
  EXPECT_FALSE(Row().documents(0).has_erased_on());
  EXPECT_TRUE(LogSays(kMarked));
}

TEST_F(Erasing, OfAPersonTakesTheNameFromTheDirectory) {
  CloseACase();
  Do(v1::ROLE_ADMINISTRATOR, "beheer",
     absl::StrCat("register_person { reference: 'vertrokken' name: '", kMarked,
                  "' email: 'weg@voorbeeld.example' }"));
  const std::string id = Voorbeeldstad::Id("person", "vertrokken");
  Do(v1::ROLE_DEPUTY_HEAD, "plv",
     R"(erase_content { scope: ERASURE_SCOPE_PERSON
          person_id: "@person:vertrokken" ground: ERASURE_GROUND_REQUESTED
          argument: "Op verzoek." })");
  const auto expect_gone = [&] {
    const auto person = engine_->projector().GetPerson(id);
    ASSERT_TRUE(person.ok()) << person.status();
    EXPECT_EQ(person->name(), "");
    EXPECT_EQ(person->email(), "");
    EXPECT_EQ(person->reference(), "");
    EXPECT_TRUE(person->has_erased_on());
    EXPECT_FALSE(LogSays("weg@voorbeeld.example"));
    EXPECT_FALSE(LogSays("vertrokken"));
  };
  expect_gone();
  End();
  Start();
  expect_gone();
  // Whoever comes back is known anew, and stays so.
  Do(v1::ROLE_ADMINISTRATOR, "beheer",
     "register_person { reference: 'vertrokken' name: 'Weer Terug' }");
  End();
  Start();
  const auto person = engine_->projector().GetPerson(id);
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->name(), "Weer Terug");
  EXPECT_FALSE(person->has_erased_on());
}

TEST_F(Erasing, OfAPersonIsUndoneByNoOldCopyOfLogAndViews) {
  constexpr char kName[] = "Vera Vertrokken";
  constexpr char kEmail[] = "weg@voorbeeld.example";
  const std::string id = Voorbeeldstad::Id("person", "vertrokken");
  Give(Voorbeeldstad(1).Everything());
  Do(v1::ROLE_ADMINISTRATOR, "beheer",
     absl::StrCat("register_person { reference: 'vertrokken' name: '", kName,
                  "' email: '", kEmail, "' }"));
  const auto named = engine_->projector().GetPerson(id);
  ASSERT_TRUE(named.ok()) << named.status();
  EXPECT_EQ(named->name(), kName);
  EXPECT_TRUE(LogSays(kName));
  const Position then = engine_->store().head();
  End();
  CopyLogAndViews();
  Start();
  Do(v1::ROLE_DEPUTY_HEAD, "plv",
     R"(erase_content { scope: ERASURE_SCOPE_PERSON
          person_id: "@person:vertrokken" ground: ERASURE_GROUND_REQUESTED
          argument: "Op verzoek." })");
  End();
  // The rows that were made anew take their place at a start: else they, and
  // not the old ones, were there after the copy is put back.
  Start();
  End();
  PutLogAndViewsBack();
  Start();
  EXPECT_EQ(engine_->store().head(), then) << "the old log";
  for (const char* const gone : {kName, kEmail, "vertrokken"}) {
    EXPECT_FALSE(LogSays(gone)) << gone;
  }
  const auto person = engine_->projector().GetPerson(id);
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->name(), "");
  EXPECT_EQ(person->email(), "");
  EXPECT_EQ(person->reference(), "");
  const auto everyone = engine_->projector().ListPeople(1000, "");
  ASSERT_TRUE(everyone.ok()) << everyone.status();
  EXPECT_GT(everyone->rows.size(), 1U);
  for (const v1::Person& one : everyone->rows) {
    EXPECT_FALSE(absl::StrContains(one.SerializeAsString(), kName));
  }
}

}  // namespace
}  // namespace driehoek
