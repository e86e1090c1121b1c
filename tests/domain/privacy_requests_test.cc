// What someone asks about the own data (context V-2), and by when it is
// answered.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/standings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::SizeIs;
using v1::AnswerPrivacyRequest;
using v1::ExtendPrivacyRequest;
using v1::MakePrivacyRequest;
using v1::MaskPassage;
using v1::UnmaskPassage;

constexpr char kAsk[] = R"pb(right: PRIVACY_RIGHT_ACCESS about: "Alles.")pb";

// Of the resident, who asked for access on that day.
std::string MadeOn(int year, int month, int day) {
  return absl::StrCat(
      "privacy_request_made { privacy_request_id: 'request-1' person_id: '",
      kResident, "' right: PRIVACY_RIGHT_ACCESS on { year: ", year,
      " month: ", month, " day: ", day, " } about: 'Alles.' }");
}
std::string OnDay(const char* event, int month, int day, const char* rest) {
  return absl::StrCat(event, " { privacy_request_id: 'request-1' person_id: '",
                      kResident, "' on { year: 2026 month: ", month,
                      " day: ", day, " } ", rest, " }");
}

std::string Mask(int number) {
  return absl::StrCat(
      "passage_masked { privacy_request_id: 'request-1' person_id: '",
      kResident, "' mask_id: 'mask-", number, "' }");
}

constexpr char kExtend[] = R"pb(privacy_request_id: "request-1"
                                reason: "Het zijn veel stukken.")pb";
constexpr char kAnswer[] = R"pb(privacy_request_id: "request-1"
                                answer: PRIVACY_ANSWER_GRANTED)pb";

TEST(MakePrivacyRequest, IsForEveryoneAboutTheOwnData) {
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_TEACHER,
        v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT,
        v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD, v1::ROLE_POLICY_OFFICER,
        v1::ROLE_AUDITOR, v1::ROLE_ADMINISTRATOR}) {
    Scenario().As(role).When<MakePrivacyRequest>(kAsk).ThenDone();
  }
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<MakePrivacyRequest>(kAsk)
      .ThenEvents(R"pb(privacy_request_made {
                         person_id: "resident-1"
                         right: PRIVACY_RIGHT_ACCESS
                         on { year: 2026 month: 9 day: 14 }
                         about: "Alles."
                       })pb");
}

TEST(MakePrivacyRequest, BelongsToTheRequestThePersonAndTheInstitute) {
  Scenario asked =
      Scenario().As(v1::ROLE_RESIDENT).When<MakePrivacyRequest>(kAsk);
  const std::string id = asked.decided()->front().id;
  asked.GoOn().ThenTagged(0, {{TagKind::kPrivacyRequest, id},
                              {TagKind::kPerson, kResident},
                              {TagKind::kInstitute, kInstitute}});
}

TEST(MakePrivacyRequest, OfAnotherIsRegisteredByThoseWhoAnswerIt) {
  const std::string of_resident = absl::StrCat(
      kAsk, " person_id: 'resident-1' on { year: 2026 month: 9 day: 1 }");
  for (const v1::Role role : {v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD}) {
    Scenario().As(role).When<MakePrivacyRequest>(of_resident).ThenDone();
  }
  for (const v1::Role role : {v1::ROLE_TEACHER, v1::ROLE_ADMINISTRATOR,
                              v1::ROLE_AUDITOR, v1::ROLE_TRAINER}) {
    Scenario()
        .As(role)
        .When<MakePrivacyRequest>(of_resident)
        .ThenRefused("NOT_COMPETENT");
  }
}

TEST(MakePrivacyRequest, IsNotMadeOnBehalfOfAnother) {
  Scenario()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<MakePrivacyRequest>(kAsk)
      .ThenRefused("REPRESENTED_NOT_CONCERNED");
}

TEST(MakePrivacyRequest, IsRegisteredUpToAYearLater) {
  const auto on = [](const char* day) {
    return Scenario()
        .As(v1::ROLE_HEAD)
        .When<MakePrivacyRequest>(
            absl::StrCat(kAsk, " person_id: 'resident-1' on { ", day, " }"));
  };
  on("year: 2025 month: 9 day: 14").ThenDone();
  on("year: 2025 month: 9 day: 13").ThenRefused("TOO_LONG_AGO");
}

TEST(MakePrivacyRequest, ByOneselfComesInToday) {
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<MakePrivacyRequest>(
          absl::StrCat(kAsk, " on { year: 2026 month: 9 day: 11 }"))
      .ThenRefused("OWN_REQUEST_OF_TODAY");
}

TEST(MakePrivacyRequest, IsOpenOnceForEachRight) {
  const auto again = [](const char* right) {
    return Scenario()
        .Given(MadeOn(2026, 9, 1))
        .As(v1::ROLE_RESIDENT)
        .When<MakePrivacyRequest>(absl::StrCat("right: ", right));
  };
  again("PRIVACY_RIGHT_ACCESS").ThenRefused("PRIVACY_REQUEST_OPEN");
  again("PRIVACY_RIGHT_ERASURE").ThenDone();
  Scenario()
      .Given(MadeOn(2026, 9, 1), OnDay("privacy_request_answered", 9, 10,
                                       "answer: PRIVACY_ANSWER_GRANTED"))
      .As(v1::ROLE_RESIDENT)
      .When<MakePrivacyRequest>(kAsk)
      .ThenDone();
}

TEST(MakePrivacyRequest, SaysWhatIsAskedAndOfWhom) {
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<MakePrivacyRequest>("")
      .ThenRefused("FIELD_MISSING");
  Scenario()
      .As(v1::ROLE_HEAD)
      .When<MakePrivacyRequest>(absl::StrCat(kAsk, " person_id: 'nobody-1'"))
      .ThenRefused("PERSON_NOT_FOUND");
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<MakePrivacyRequest>(
          absl::StrCat(kAsk, " about: '", std::string(4001, 'a'), "'"))
      .ThenRefused("TEXT_TOO_LONG");
}

TEST(MakePrivacyRequest, IsNotOfSomeoneWhoWasErased) {
  Scenario()
      .Given(R"pb(content_erased {
                    scope: ERASURE_SCOPE_PERSON
                    person_ids: "stranger-1"
                    on { year: 2026 month: 9 day: 1 }
                  })pb")
      .As(v1::ROLE_HEAD)
      .When<MakePrivacyRequest>(absl::StrCat(kAsk, " person_id: 'stranger-1'"))
      .ThenRefused("ALREADY_ERASED");
}

// Art. 15 first; an erasure can be the answer to the other (art. 17).
TEST(EraseContent, WaitsForTheAnswerToWhatThePersonAsked) {
  const auto erased_after = [](const char* right) {
    return Scenario()
        .Given(absl::StrCat("privacy_request_made { privacy_request_id: "
                            "'request-1' person_id: '",
                            kStranger, "' right: ", right,
                            " on { year: 2026 month: 9 day: 1 } }"))
        .As(v1::ROLE_HEAD)
        .When<v1::EraseContent>(R"pb(scope: ERASURE_SCOPE_PERSON
                                     person_id: "stranger-1"
                                     ground: ERASURE_GROUND_REQUESTED
                                     argument: "Verzonnen.")pb");
  };
  erased_after("PRIVACY_RIGHT_ACCESS").ThenRefused("PRIVACY_REQUEST_OPEN");
  erased_after("PRIVACY_RIGHT_ERASURE").ThenDone();
}

TEST(ExtendPrivacyRequest, IsForTheHeadsAndNotOfTheOwn) {
  for (const v1::Role role : {v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD}) {
    Scenario()
        .Given(MadeOn(2026, 9, 1))
        .As(role)
        .When<ExtendPrivacyRequest>(kExtend)
        .ThenEvents(R"pb(privacy_request_extended {
                           privacy_request_id: "request-1"
                           person_id: "resident-1"
                           on { year: 2026 month: 9 day: 14 }
                           reason: "Het zijn veel stukken."
                         })pb");
  }
  Scenario()
      .Given(MadeOn(2026, 9, 1))
      .As(v1::ROLE_TEACHER)
      .When<ExtendPrivacyRequest>(kExtend)
      .ThenRefused("NOT_COMPETENT");
  Scenario()
      .Given(absl::StrCat(
          "privacy_request_made { privacy_request_id: 'request-1' person_id: '",
          kHead,
          "' right: PRIVACY_RIGHT_ACCESS on { year: 2026 month: 9 day: 1 } }"))
      .As(v1::ROLE_HEAD)
      .When<ExtendPrivacyRequest>(kExtend)
      .ThenRefused("OWN_PRIVACY_REQUEST")
      .When<AnswerPrivacyRequest>(kAnswer)
      .ThenRefused("OWN_PRIVACY_REQUEST");
}

// A request of 31 January: a month ends on 28 February, a Saturday; so on
// Monday 2 March (Regulation 1182/71, art. 3).
TEST(ExtendPrivacyRequest, IsToldInTheFirstMonth) {
  const auto on = [](int month, int day) {
    return Scenario()
        .Given(MadeOn(2026, 1, 31))
        .As(v1::ROLE_HEAD)
        .Today(2026, 3, 10)
        .When<ExtendPrivacyRequest>(absl::StrCat(
            kExtend, " on { year: 2026 month: ", month, " day: ", day, " }"));
  };
  on(3, 2).ThenDone();
  on(3, 3).ThenRefused("EXTENDED_TOO_LATE");
  on(1, 30).ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(ExtendPrivacyRequest, IsDoneOnceAndSaysWhy) {
  Scenario()
      .Given(MadeOn(2026, 9, 1),
             OnDay("privacy_request_extended", 9, 3, "reason: 'Veel.'"))
      .As(v1::ROLE_HEAD)
      .When<ExtendPrivacyRequest>(kExtend)
      .ThenRefused("ALREADY_DONE");
  Scenario()
      .Given(MadeOn(2026, 9, 1))
      .As(v1::ROLE_HEAD)
      .When<ExtendPrivacyRequest>(R"pb(privacy_request_id: "request-1")pb")
      .ThenRefused("REASON_MISSING");
}

TEST(AnswerPrivacyRequest, SaysWhatCameOfIt) {
  Scenario()
      .Given(MadeOn(2026, 9, 1))
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<AnswerPrivacyRequest>(kAnswer)
      .ThenEvents(R"pb(privacy_request_answered {
                         privacy_request_id: "request-1"
                         person_id: "resident-1"
                         answer: PRIVACY_ANSWER_GRANTED
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .When<AnswerPrivacyRequest>(kAnswer)
      .ThenRefused("ALREADY_DONE")
      .When<ExtendPrivacyRequest>(kExtend)
      .ThenRefused("ALREADY_DONE");
}

TEST(AnswerPrivacyRequest, SaysWhyNotAllOfItWasDone) {
  const auto answer = [](const char* text) {
    return Scenario()
        .Given(MadeOn(2026, 9, 1))
        .As(v1::ROLE_HEAD)
        .When<AnswerPrivacyRequest>(
            absl::StrCat("privacy_request_id: 'request-1' ", text));
  };
  answer("").ThenRefused("FIELD_MISSING");
  answer("answer: PRIVACY_ANSWER_REFUSED").ThenRefused("REASON_MISSING");
  answer("answer: PRIVACY_ANSWER_GRANTED_IN_PART")
      .ThenRefused("REASON_MISSING");
  answer("answer: PRIVACY_ANSWER_REFUSED argument: 'Verzonnen.'").ThenDone();
  answer("answer: PRIVACY_ANSWER_WITHDRAWN").ThenDone();
}

TEST(AnswerPrivacyRequest, SaysThatAPartWasDoneWhenSomethingIsLeftOut) {
  Scenario()
      .Given(MadeOn(2026, 9, 1), Mask(1))
      .As(v1::ROLE_HEAD)
      .When<AnswerPrivacyRequest>(kAnswer)
      .ThenRefused("SOMETHING_IS_LEFT_OUT");
}

TEST(AnswerPrivacyRequest, IsOfARequestThatThereIs) {
  Scenario()
      .As(v1::ROLE_HEAD)
      .When<AnswerPrivacyRequest>(kAnswer)
      .ThenRefused("PRIVACY_REQUEST_NOT_FOUND");
  Scenario()
      .Given(MadeOn(2026, 9, 1))
      .As(v1::ROLE_HEAD)
      .When<AnswerPrivacyRequest>(
          absl::StrCat(kAnswer, " on { year: 2026 month: 8 day: 31 }"))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

constexpr char kMask[] = R"pb(privacy_request_id: "request-1"
                              position: 14
                              field: "parts"
                              part: "attention_points"
                              from: 10
                              until: 42
                              reason: "Dit gaat over een ander.")pb";

TEST(MaskPassage, SaysWhichPassageAndWhy) {
  Scenario()
      .Given(MadeOn(2026, 9, 1))
      .As(v1::ROLE_HEAD)
      .When<MaskPassage>(kMask)
      .ThenEvents(R"pb(passage_masked {
                         privacy_request_id: "request-1"
                         person_id: "resident-1"
                         position: 14
                         field: "parts"
                         part: "attention_points"
                         from: 10
                         until: 42
                         on { year: 2026 month: 9 day: 14 }
                         reason: "Dit gaat over een ander."
                       })pb");
  const auto with = [](const char* change) {
    return Scenario()
        .Given(MadeOn(2026, 9, 1))
        .As(v1::ROLE_HEAD)
        .When<MaskPassage>(absl::StrCat(kMask, " ", change));
  };
  with("reason: ''").ThenRefused("REASON_MISSING");
  with("field: ''").ThenRefused("FIELD_MISSING");
  with("position: 0").ThenRefused("FIELD_MISSING");
  with("from: -1").ThenRefused("PASSAGE_MALFORMED");
  with("until: 10").ThenRefused("PASSAGE_MALFORMED");
  with("until: 1000001").ThenRefused("PASSAGE_MALFORMED");
}

TEST(MaskPassage, IsForARequestForAccessAndBeforeItIsAnswered) {
  Scenario()
      .Given(absl::StrCat(MadeOn(2026, 9, 1)),
             OnDay("privacy_request_answered", 9, 10,
                   "answer: PRIVACY_ANSWER_GRANTED"))
      .As(v1::ROLE_HEAD)
      .When<MaskPassage>(kMask)
      .ThenRefused("ALREADY_DONE");
  Scenario()
      .Given(R"pb(privacy_request_made {
                    privacy_request_id: "request-1"
                    person_id: "resident-1"
                    right: PRIVACY_RIGHT_ERASURE
                    on { year: 2026 month: 9 day: 1 }
                  })pb")
      .As(v1::ROLE_HEAD)
      .When<MaskPassage>(kMask)
      .ThenRefused("NOT_FOR_ACCESS");
  Scenario()
      .Given(MadeOn(2026, 9, 1))
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<MaskPassage>(kMask)
      .ThenRefused("NOT_COMPETENT");
}

TEST(MaskPassage, IsDoneUpToFiveHundredTimes) {
  Scenario masked = Scenario().Given(MadeOn(2026, 9, 1));
  for (int i = 0; i < 499; ++i) masked.GoOn().Given(Mask(i));
  masked.GoOn()
      .As(v1::ROLE_HEAD)
      .When<MaskPassage>(kMask)
      .ThenDone()
      .When<MaskPassage>(kMask)
      .ThenRefused("TOO_MANY_MASKS")
      .When<UnmaskPassage>(R"pb(privacy_request_id: "request-1"
                                mask_id: "mask-3")pb")
      .ThenDone()
      .When<MaskPassage>(kMask)
      .ThenDone();
}

TEST(UnmaskPassage, IsOfAMaskThatCounts) {
  const char* const unmask = R"pb(privacy_request_id: "request-1"
                                  mask_id: "mask-1")pb";
  Scenario()
      .Given(MadeOn(2026, 9, 1), Mask(1))
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<UnmaskPassage>(unmask)
      .ThenEvents(R"pb(passage_unmasked {
                         privacy_request_id: "request-1"
                         person_id: "resident-1"
                         mask_id: "mask-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .When<UnmaskPassage>(unmask)
      .ThenRefused("MASK_NOT_FOUND");
}

std::vector<v1::Due> DuesOf(Scenario scenario) {
  Catalogue catalogue;
  EXPECT_TRUE(catalogue.Add(Utrecht()).ok());
  return DueDatesOutsideCases(
      catalogue, scenario.After<PrivacyRequestState>(TagKind::kPrivacyRequest,
                                                     "request-1"));
}

TEST(PrivacyRequestTerms, AreAMonthFromTheDayItCameIn) {
  const std::vector<v1::Due> dues =
      DuesOf(Scenario().Given(MadeOn(2026, 9, 15)));
  ASSERT_THAT(dues, SizeIs(1));
  EXPECT_EQ(dues[0].obligation().key(), "AVG-1");
  EXPECT_EQ(dues[0].obligation().privacy_request_id(), "request-1");
  EXPECT_EQ(dues[0].subject(), "verzoek om inzage van 15 september 2026");
  EXPECT_EQ(dues[0].owner().role(), v1::ROLE_DEPUTY_HEAD);
  EXPECT_EQ(FromProto(dues[0].due_on()), absl::CivilDay(2026, 10, 15));
}

// The days of Regulation 1182/71: the last day of a shorter month, and the next
// working day, though the procedure itself moves no term (AS-5).
TEST(PrivacyRequestTerms, EndOnAWorkingDay) {
  const auto due_on = [](int year, int month, int day) {
    return FromProto(
        DuesOf(Scenario().Given(MadeOn(year, month, day)))[0].due_on());
  };
  EXPECT_EQ(Utrecht()->data().calendar().shift(), v1::SHIFT_NONE);
  EXPECT_EQ(due_on(2026, 1, 31), absl::CivilDay(2026, 3, 2));
  // Easter Monday, and Christmas and the weekend after it.
  EXPECT_EQ(due_on(2026, 3, 6), absl::CivilDay(2026, 4, 7));
  EXPECT_EQ(due_on(2026, 11, 25), absl::CivilDay(2026, 12, 28));
  // The bodies of the Union count 5 May every year, as the Dutch terms do.
  EXPECT_EQ(due_on(2026, 4, 5), absl::CivilDay(2026, 5, 6));
}

TEST(PrivacyRequestTerms, AreThreeMonthsFromThatDayOnceExtended) {
  const std::vector<v1::Due> dues = DuesOf(Scenario().Given(
      MadeOn(2026, 9, 15),
      OnDay("privacy_request_extended", 10, 1, "reason: 'Veel.'")));
  ASSERT_THAT(dues, SizeIs(2));
  EXPECT_EQ(dues[0].status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(dues[1].obligation().key(), "AVG-2");
  EXPECT_EQ(dues[1].status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FromProto(dues[1].due_on()), absl::CivilDay(2026, 12, 15));
}

TEST(PrivacyRequestTerms, AreKeptByTheAnswerAlone) {
  const std::string answered = OnDay("privacy_request_answered", 10, 14,
                                     "answer: PRIVACY_ANSWER_GRANTED");
  std::vector<v1::Due> dues =
      DuesOf(Scenario().Given(MadeOn(2026, 9, 15), answered));
  EXPECT_EQ(dues[0].status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(dues[0].timeliness(), v1::TIMELINESS_IN_TIME);
  dues = DuesOf(Scenario().Given(
      MadeOn(2026, 9, 15),
      OnDay("privacy_request_extended", 10, 1, "reason: 'Veel.'"), answered));
  EXPECT_EQ(dues[1].status(), v1::DUE_STATUS_FULFILLED);
  dues = DuesOf(Scenario().Given(MadeOn(2026, 9, 1),
                                 OnDay("privacy_request_answered", 10, 2,
                                       "answer: PRIVACY_ANSWER_GRANTED")));
  EXPECT_EQ(dues[0].timeliness(), v1::TIMELINESS_LATE);
}

// A letter that was left lying is late all the same.
TEST(PrivacyRequestTerms, RunFromWhenItCameInWhoeverRegistersItWhen) {
  Scenario registered = Scenario()
                            .Today(2026, 11, 2)
                            .As(v1::ROLE_HEAD)
                            .When<MakePrivacyRequest>(absl::StrCat(
                                kAsk,
                                " person_id: 'resident-1' "
                                "on { year: 2026 month: 9 day: 1 }"));
  const std::string id = registered.decided()->front().id;
  Catalogue catalogue;
  ASSERT_TRUE(catalogue.Add(Utrecht()).ok());
  const std::vector<v1::Due> dues = DueDatesOutsideCases(
      catalogue,
      registered.After<PrivacyRequestState>(TagKind::kPrivacyRequest, id));
  ASSERT_THAT(dues, SizeIs(1));
  EXPECT_FALSE(dues[0].before_take_over());
  EXPECT_TRUE(FallsDueAt(dues[0]).has_value());
}

std::string BreachOf(const char* key, int created_by, int month, int day) {
  return absl::StrCat(
      "breach_recorded { obligation { privacy_request_id: 'request-1' key: '",
      key, "' created_by: ", created_by,
      " } due_on { year: 2026 month: ", month, " day: ", day, " } }");
}

TEST(PrivacyRequestTerms, AreNotBreachedAfterAllByWhatIsRegisteredLater) {
  const auto late = [] {
    Scenario scenario = Scenario().Given(MadeOn(2026, 9, 15));
    const auto& request = scenario.After<PrivacyRequestState>(
        TagKind::kPrivacyRequest, "request-1");
    return Scenario()
        .Given(
            MadeOn(2026, 9, 15),
            BreachOf("AVG-1", static_cast<int>(request.last_position), 10, 15))
        .As(v1::ROLE_HEAD)
        .Today(2026, 10, 20);
  };
  const char* const withdrawn =
      R"pb(breach_withdrawn {
             due_on { year: 2026 month: 10 day: 15 }
             reason: WITHDRAWAL_REASON_REGISTERED_LATER
           })pb";
  late()
      .When<AnswerPrivacyRequest>(
          absl::StrCat(kAnswer, " on { year: 2026 month: 10 day: 14 }"))
      .ThenEvents("privacy_request_answered {}", withdrawn);
  late()
      .When<ExtendPrivacyRequest>(
          absl::StrCat(kExtend, " on { year: 2026 month: 10 day: 14 }"))
      .ThenEvents("privacy_request_extended {}", withdrawn);
  late().When<AnswerPrivacyRequest>(kAnswer).ThenEvents(
      "privacy_request_answered {}");
}

}  // namespace
}  // namespace driehoek
