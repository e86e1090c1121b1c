// What is kept of someone, gathered in answer to a request for access (art. 15
// AVG; context V-1 to V-3), over gRPC.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/case_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kArgument[] = "Mevrouw Elders vond dit te zwaar.";

using Pieces = std::vector<v1::GetPackageResponse>;

class PackageTest : public CaseTest {
 protected:
  void SetUp() override {
    StartFilled();
    GrantAuditor();
    OpenCase(2);
    MeetAndAdvise();
    deviated_at_ = Give("docent", "ROLE_TEACHER",
                        absl::StrCat(R"(record_deviation { case_id: "$0"
                          deviation: DEVIATION_KIND_WAIVE obligation: "T-01"
                          why: DEVIATION_REASON_AGREED consulted: ROLE_RESIDENT
                          argument: ")",
                                     kArgument, "\" }"))
                       .position();
    HandInAdvice();
    request_id_ =
        Give(
            "aios-1", "ROLE_RESIDENT",
            "make_privacy_request { right: PRIVACY_RIGHT_ACCESS about: 'Al.' }")
            .ids(0);
  }
  void TearDown() override { server_.reset(); }

  // "$1" in a command is the request.
  v1::SubmitResponse Give(const std::string& person, const std::string& role,
                          const std::string& command) {
    return CaseTest::Do(person, role,
                        absl::Substitute(command, "$0", request_id_));
  }

  grpc::Status Package(const std::string& person, const std::string& role,
                       Pieces* pieces = nullptr, bool as_given = false) {
    v1::GetPackageRequest request;
    request.set_as_given(as_given);
    request.set_privacy_request_id(request_id_);
    request.set_min_position(position_);
    const auto context = As(person, role);
    const auto reader = privacy_->GetPackage(context.get(), request);
    v1::GetPackageResponse piece;
    while (reader->Read(&piece)) {
      if (pieces != nullptr) pieces->push_back(piece);
    }
    return reader->Finish();
  }
  Pieces ForTheHead() {
    Pieces pieces;
    const grpc::Status status = Package("plv", "ROLE_DEPUTY_HEAD", &pieces);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return pieces;
  }
  Pieces ForTheResident() {
    Pieces pieces;
    const grpc::Status status = Package("aios-1", "ROLE_RESIDENT", &pieces);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return pieces;
  }
  void Grant(const char* answer = "PRIVACY_ANSWER_GRANTED") {
    Give("plv", "ROLE_DEPUTY_HEAD",
         absl::StrCat("answer_privacy_request { privacy_request_id: '$1' "
                      "argument: 'Verzonnen.' answer: ",
                      answer, " }"));
  }

  // "parts/advice own: Verzonnen: stoppen." and "argument: ..."; what is left
  // out as "[why]".
  static std::vector<std::string> TextsIn(const Pieces& pieces) {
    std::vector<std::string> texts;
    for (const v1::GetPackageResponse& piece : pieces) {
      for (const v1::PackagedText& text : piece.event().texts()) {
        std::string told = text.field();
        if (!text.part().empty()) absl::StrAppend(&told, "/", text.part());
        absl::StrAppend(&told, text.own() ? " own: " : ": ",
                        text.not_for_reader() ? "(not for reader)" : "");
        for (const v1::PackagedRun& run : text.runs()) {
          absl::StrAppend(&told, run.text());
          if (!run.mask_id().empty()) {
            absl::StrAppend(&told, "[", run.reason(), "]");
          }
        }
        texts.push_back(std::move(told));
      }
    }
    return texts;
  }

  std::string request_id_;
  Position deviated_at_ = 0;
};

TEST_F(PackageTest, HasWhoSomeoneIsAndTheOwnCasesWithWhatWasWritten) {
  const Pieces pieces = ForTheHead();
  ASSERT_FALSE(pieces.empty());
  const v1::PackagedPerson& person = pieces.front().person();
  ASSERT_THAT(person.records(), SizeIs(1));
  EXPECT_EQ(person.records(0).reference(), "aios-1");
  EXPECT_THAT(person.records(0).roles(), SizeIs(1));
  EXPECT_THAT(person.placements(), SizeIs(1));
  EXPECT_EQ(person.standing().made_on().year(), 2026);
  std::vector<std::string> cases;
  for (const v1::GetPackageResponse& piece : pieces) {
    if (piece.has_of_case()) cases.push_back(piece.of_case().case_id());
    EXPECT_EQ(piece.look().by().person_id(), "");
  }
  EXPECT_THAT(cases, ElementsAre(case_id_)) << "and no case of another";
  EXPECT_THAT(TextsIn(pieces),
              ElementsAre(absl::StrCat("argument: ", kArgument),
                          "parts/perspective_resident own: Verzonnen: zo.",
                          "parts/perspective_trainer own: Verzonnen: anders.",
                          "parts/advice own: Verzonnen: stoppen."));
}

TEST_F(PackageTest, IsForWhoAskedOnlyWhenItWasGranted) {
  EXPECT_EQ(Package("aios-1", "ROLE_RESIDENT").error_code(),
            grpc::StatusCode::NOT_FOUND);
  Grant();
  EXPECT_THAT(TextsIn(ForTheResident()),
              Contains(absl::StrCat("argument: ", kArgument)))
      << "internal notes too (V-1)";
}

TEST_F(PackageTest, IsNotForWhoAskedWhenItWasRefused) {
  Grant("PRIVACY_ANSWER_REFUSED");
  EXPECT_EQ(Package("aios-1", "ROLE_RESIDENT").error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(PackageTest, IsForNobodyElse) {
  Grant();
  for (const auto& [person, role] :
       {std::pair("aios-2", "ROLE_RESIDENT"),
        std::pair("docent", "ROLE_TEACHER"),
        std::pair("opleider-1", "ROLE_TRAINER"),
        std::pair("fg", "ROLE_AUDITOR"),
        std::pair("beheer", "ROLE_ADMINISTRATOR")}) {
    EXPECT_EQ(Package(person, role).error_code(), grpc::StatusCode::NOT_FOUND)
        << person;
  }
}

TEST_F(PackageTest, LeavesOutWhatWouldHarmOthersAndSaysWhy) {
  const std::string mask_id =
      Give("plv", "ROLE_DEPUTY_HEAD",
           absl::StrCat("mask_passage { privacy_request_id: '$1' position: ",
                        deviated_at_,
                        " field: 'argument' from: 0 until: 14 "
                        "reason: 'Gaat over een ander.' }"))
          .ids(0);
  EXPECT_THAT(
      TextsIn(ForTheHead()),
      Contains("argument: Mevrouw Elders[Gaat over een ander.] vond dit "
               "te zwaar."));
  Grant("PRIVACY_ANSWER_GRANTED_IN_PART");
  Pieces to_hand_over;
  EXPECT_TRUE(
      Package("plv", "ROLE_DEPUTY_HEAD", &to_hand_over, /*as_given=*/true)
          .ok());
  for (const Pieces& given : {ForTheResident(), to_hand_over}) {
    EXPECT_THAT(
        TextsIn(given),
        Contains("argument: [Gaat over een ander.] vond dit te zwaar."));
    for (const v1::GetPackageResponse& piece : given) {
      EXPECT_THAT(piece.SerializeAsString(), Not(HasSubstr("Elders")));
    }
  }
  v1::SubmitResponse refused;
  EXPECT_EQ(ReasonOf(Submit(
                As("plv", "ROLE_DEPUTY_HEAD"), "too-late",
                absl::Substitute(
                    "unmask_passage { privacy_request_id: '$0' mask_id: '$1' }",
                    request_id_, mask_id),
                &refused)),
            "ALREADY_DONE");
}

TEST_F(PackageTest, ShowsAgainWhatIsNotLeftOutAfterAll) {
  const std::string mask_id =
      Give("plv", "ROLE_DEPUTY_HEAD",
           absl::StrCat("mask_passage { privacy_request_id: '$1' position: ",
                        deviated_at_,
                        " field: 'argument' from: 0 until: 14 reason: 'x' }"))
          .ids(0);
  Give("plv", "ROLE_DEPUTY_HEAD",
       absl::StrCat("unmask_passage { privacy_request_id: '$1' mask_id: '",
                    mask_id, "' }"));
  Grant();
  EXPECT_THAT(TextsIn(ForTheResident()),
              Contains(absl::StrCat("argument: ", kArgument)));
}

TEST_F(PackageTest, LeavesNothingOutOfWhatWhoAskedReadsAnyway) {
  Position report = 0;
  for (const v1::GetPackageResponse& piece : ForTheHead()) {
    for (const v1::PackagedText& text : piece.event().texts()) {
      if (text.part() == "advice") report = piece.event().position();
    }
  }
  Give(
      "plv", "ROLE_DEPUTY_HEAD",
      absl::StrCat("mask_passage { privacy_request_id: '$1' position: ", report,
                   " field: 'parts' part: 'advice' from: 0 until: 9 "
                   "reason: 'x' }"));
  Grant("PRIVACY_ANSWER_GRANTED_IN_PART");
  EXPECT_THAT(TextsIn(ForTheResident()),
              Contains("parts/advice own: Verzonnen: stoppen."));
}

TEST_F(PackageTest, IsAsItWasWhenItWasGranted) {
  Grant();
  const size_t granted = TextsIn(ForTheResident()).size();
  Give("aios-1", "ROLE_RESIDENT",
       absl::StrCat("add_statement { case_id: '$0' document_id: '",
                    document_id_, "' statement: 'Later.' }"));
  const Pieces later = ForTheResident();
  EXPECT_THAT(TextsIn(later), SizeIs(granted));
}

// A-21: of a reflection that is not shared nobody else is told.
TEST_F(PackageTest, TellsTheHeadNothingOfAReflectionThatIsNotShared) {
  Notify();
  Rule(kMotivation);
  Give("docent", "ROLE_TEACHER",
       R"(plan_evaluation { case_id: "$0" evaluation: EVALUATION_KIND_RESIDENT
                          planned_on { year: 2026 month: 9 day: 21 } })");
  const Position reflection =
      Give("aios-1", "ROLE_RESIDENT",
           R"(submit_report { case_id: "$0" report: "D-6"
              parts { key: "how_it_arose" value: "Mijn een." }
              parts { key: "own_role" value: "Mijn twee." }
              parts { key: "learning_points" value: "Mijn drie." }
              parts { key: "attention_points_trainer" value: "Mijn vier." } })")
          .position();
  const auto tells_of_it = [&](const Pieces& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [&](const auto& piece) {
      return piece.event().position() == reflection;
    });
  };
  EXPECT_FALSE(tells_of_it(ForTheHead()));
  Grant();
  const Pieces given = ForTheResident();
  EXPECT_TRUE(tells_of_it(given));
  EXPECT_THAT(TextsIn(given), Contains("parts/own_role own: Mijn twee."));
}

// §3.2: what is late is about staff.
TEST_F(PackageTest, TellsWhoAskedOfNothingThatIsLate) {
  OpenCase(3);
  request_id_ = Give("aios-3", "ROLE_RESIDENT",
                     "make_privacy_request { right: PRIVACY_RIGHT_ACCESS }")
                    .ids(0);
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 20)));
  for (const v1::GetPackageResponse& piece : ForTheHead()) {
    EXPECT_THAT(piece.event().sentence(), Not(HasSubstr("Te laat")));
  }
  Grant();
  Pieces given;
  ASSERT_TRUE(Package("aios-3", "ROLE_RESIDENT", &given).ok());
  for (const v1::GetPackageResponse& piece : given) {
    EXPECT_THAT(piece.event().sentence(), Not(HasSubstr("Te laat")));
    for (const v1::Due& due : piece.person().standing().obligations()) {
      EXPECT_EQ(due.timeliness(), v1::TIMELINESS_UNSPECIFIED);
      EXPECT_EQ(due.breach(), v1::BREACH_STATE_UNSPECIFIED);
    }
  }
}

// How it goes on for the resident is nothing of the trainer's (§3.2).
TEST_F(PackageTest, EndsForATrainerWhereThePairingDid) {
  Notify();
  Rule(kMotivation);
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 22)) + absl::Hours(9));
  const Position later =
      Give("manager", "ROLE_PROGRAMME_MANAGER",
           R"(decide_waiting_fill { case_id: "$0" fill: "Verder lezen." })")
          .position();
  request_id_ = Give("opleider-1", "ROLE_TRAINER",
                     "make_privacy_request { right: PRIVACY_RIGHT_ACCESS }")
                    .ids(0);
  Pieces pieces;
  ASSERT_TRUE(Package("plv", "ROLE_DEPUTY_HEAD", &pieces).ok());
  EXPECT_THAT(pieces.front().person().placements(), SizeIs(1))
      << "of a trainer too";
  bool has_case = false;
  for (const v1::GetPackageResponse& piece : pieces) {
    has_case |= piece.has_of_case();
    EXPECT_NE(piece.event().position(), later);
  }
  EXPECT_TRUE(has_case);
}

TEST_F(PackageTest, IsMadeByNobodyWhoHasAPartInIt_A55) {
  Give("beheer", "ROLE_ADMINISTRATOR",
       R"(grant_role { person_id: "@person:opleider-1" role: ROLE_HEAD
                     from { year: 2026 month: 9 day: 1 } })");
  EXPECT_EQ(ReasonOf(Package("opleider-1", "ROLE_HEAD")), "HAS_PART_IN_CASE");
}

TEST_F(PackageTest, IsAnsweredByNobodyWhoHasAPartInIt_A55) {
  Give("beheer", "ROLE_ADMINISTRATOR",
       R"(grant_role { person_id: "@person:opleider-1" role: ROLE_HEAD
                     from { year: 2026 month: 9 day: 1 } })");
  for (const char* const command :
       {"answer_privacy_request { privacy_request_id: '$1' argument: 'Zo.'"
        " answer: PRIVACY_ANSWER_GRANTED }",
        "extend_privacy_request { privacy_request_id: '$1' reason: 'Veel.' }",
        "mask_passage { privacy_request_id: '$1' position: 1 field: 'note'"
        " from: 0 until: 1 reason: 'Van een ander.' }",
        "unmask_passage { privacy_request_id: '$1' mask_id: 'x' }"}) {
    v1::SubmitResponse response;
    EXPECT_EQ(
        ReasonOf(Submit(
            As("opleider-1", "ROLE_HEAD"), absl::StrCat("do-", ++requests_),
            absl::Substitute(command, case_id_, request_id_), &response)),
        "HAS_PART_IN_CASE")
        << command;
  }
  Grant();
}

TEST_F(PackageTest, HasWhatWhoAskedSignalledAndTellsNobodyElse_S1) {
  Give("aios-1", "ROLE_RESIDENT",
       R"(signal_discontent { placement_id: "@placement:stage-1"
                            note: "Verzonnen: het botst." })");
  Give("docent", "ROLE_TEACHER",
       R"(signal_discontent { placement_id: "@placement:stage-1"
                            note: "Verzonnen: ik hoorde iets." })");
  for (const bool as_given : {false, true}) {
    Pieces pieces;
    ASSERT_TRUE(Package("plv", "ROLE_DEPUTY_HEAD", &pieces, as_given).ok());
    for (const v1::GetPackageResponse& piece : pieces) {
      EXPECT_FALSE(piece.has_signal());
    }
  }
  Grant();
  Give("aios-1", "ROLE_RESIDENT",
       R"(signal_discontent { placement_id: "@placement:stage-1"
                            note: "Verzonnen: van later." })");
  std::vector<std::string> notes;
  for (const v1::GetPackageResponse& piece : ForTheResident()) {
    if (piece.has_signal()) notes.push_back(piece.signal().note());
  }
  EXPECT_THAT(notes, ElementsAre("Verzonnen: het botst."));
}

TEST_F(PackageTest, IsForARequestForAccessAlone) {
  request_id_ = Give("aios-1", "ROLE_RESIDENT",
                     "make_privacy_request { right: PRIVACY_RIGHT_ERASURE }")
                    .ids(0);
  EXPECT_EQ(Package("plv", "ROLE_DEPUTY_HEAD").error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(PackageTest, IsRecordedAndShowsWhoLookedByRoleAlone) {
  EXPECT_TRUE(Package("plv", "ROLE_DEPUTY_HEAD").ok());
  Grant();
  std::vector<v1::Look> looks;
  for (const v1::GetPackageResponse& piece : ForTheResident()) {
    if (piece.has_look()) looks.push_back(piece.look());
  }
  ASSERT_FALSE(looks.empty());
  const auto packaged =
      std::find_if(looks.begin(), looks.end(), [](const v1::Look& look) {
        return look.looked().kind() == v1::LOOK_KIND_PACKAGE &&
               look.by().role() == v1::ROLE_DEPUTY_HEAD;
      });
  ASSERT_NE(packaged, looks.end());
  EXPECT_EQ(packaged->looked().purpose(), v1::PURPOSE_PRIVACY_REQUEST);
  for (const v1::Look& look : looks) {
    // Of the own looks whoever asked knows it.
    EXPECT_EQ(look.by().person_id(), look.by().role() == v1::ROLE_RESIDENT
                                         ? Voorbeeldstad::Id("person", "aios-1")
                                         : "");
    EXPECT_EQ(look.looked().from(), "");
    EXPECT_EQ(look.looked().position(), 0u);
  }
}

}  // namespace
}  // namespace driehoek
