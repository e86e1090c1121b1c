#include "domain/recorded_words.h"

#include <string>
#include <utility>
#include <vector>

#include "driehoek/v1/event.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;

Caller As(const std::string& person_id, v1::Role role) {
  Caller caller{.person_id = person_id, .role = role, .grants = {}};
  caller.grants.emplace_back().set_role(role);
  if (role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER) {
    caller.grants[0].mutable_scope()->set_placement_id("placement-1");
  }
  return caller;
}

v1::Case ACase() {
  v1::Case of_case;
  of_case.set_case_id("case-1");
  of_case.set_placement_id("placement-1");
  of_case.set_resident_id("resident-1");
  of_case.add_trainer_ids("trainer-1");
  of_case.add_trainer_ids("trainer-2");
  of_case.set_group_id("group-1");
  of_case.set_training_year(1);
  of_case.set_new_trainer_id("trainer-3");
  of_case.add_candidacies()->set_candidate_id("trainer-3");
  of_case.add_candidacies()->set_candidate_id("trainer-4");
  return of_case;
}

v1::TimelineEntry WithWords(const std::string& event) {
  v1::TimelineEntry entry;
  entry.set_event(event);
  entry.set_has_words(true);
  entry.mutable_actor()->set_person_id("who-recorded-it");
  return entry;
}

bool Reads(const Caller& caller, const v1::TimelineEntry& entry) {
  return MayReadWords(caller, UtrechtProcedure(), ACase(), entry);
}

// A letter for each who reads it.
std::string ReadersOf(const v1::TimelineEntry& entry) {
  std::string readers;
  for (const auto& [letter, caller] : std::vector<std::pair<char, Caller>>{
           {'r', As("resident-1", v1::ROLE_RESIDENT)},
           {'t', As("trainer-1", v1::ROLE_TRAINER)},
           {'n', As("trainer-3", v1::ROLE_TRAINER)},
           {'d', As("x", v1::ROLE_TEACHER)},
           {'y', As("x", v1::ROLE_YEAR_ASSISTANT)},
           {'p', As("x", v1::ROLE_PROGRAMME_MANAGER)},
           {'m', As("x", v1::ROLE_TRAINER_MANAGER)},
           {'a', As("x", v1::ROLE_TRAINER_MANAGER_ASSISTANT)},
           {'v', As("x", v1::ROLE_DEPUTY_HEAD)},
           {'h', As("x", v1::ROLE_HEAD)},
           {'b', As("x", v1::ROLE_POLICY_OFFICER)},
           {'f', As("x", v1::ROLE_AUDITOR)},
           {'s', As("x", v1::ROLE_ADMINISTRATOR)}}) {
    if (Reads(caller, entry)) readers += letter;
  }
  return readers;
}

// The matrix of rules 3.2, and beside it the reasons that it does not speak of.
TEST(MayReadWords, IsForWhomTheMatrixSays_D4) {
  for (const auto& [event, readers] :
       std::vector<std::pair<std::string, std::string>>{
           {"decoupling_ruled", "rtdypmavhf"},   // D-4
           {"waiting_fill_decided", "rdypvhf"},  // D-14
           {"extension_motivated", "rdypvhf"},   // D-17
           {"extension_decided", "rdypvhf"},     // D-17
           {"deviation_recorded", "dypvhf"},     // the argument
           {"pairing_answer_given", "ma"},       // P-11
           {"case_closed", "dypmavhf"},          // and below: nothing said
           {"document_unarchived", "dypmavhf"},  //
           {"case_migrated", "dypmavhf"},        //
           {"triangular_meeting_held", ""},      // has none to read
       }) {
    EXPECT_EQ(ReadersOf(WithWords(event)), readers) << event;
  }
}

TEST(MayReadWords, IsNobodysWithoutWords) {
  v1::TimelineEntry entry = WithWords("decoupling_ruled");
  entry.set_has_words(false);
  EXPECT_EQ(ReadersOf(entry), "");
}

TEST(MayReadWords, OfABriefingIsForTheCandidateWhoGotIt_P3) {
  v1::TimelineEntry briefed = WithWords("candidate_briefed");
  briefed.set_trainer_id("trainer-3");
  EXPECT_EQ(ReadersOf(briefed), "npmaf");
  briefed.set_trainer_id("trainer-4");
  EXPECT_EQ(ReadersOf(briefed), "pmaf");
  EXPECT_TRUE(Reads(As("trainer-4", v1::ROLE_TRAINER), briefed));
}

TEST(MayReadWords, OfADeviationIsForTheTrainerItIsAboutAlone_A23) {
  v1::TimelineEntry deviation = WithWords("deviation_recorded");
  deviation.set_trainer_id("trainer-1");
  EXPECT_EQ(ReadersOf(deviation), "tdypvhf");
  EXPECT_FALSE(Reads(As("trainer-2", v1::ROLE_TRAINER), deviation));
}

// §3.2: how terms were kept they see of what is theirs.
TEST(MayReadWords, OfADeviationIsForTrainerManagersWhenItIsOfTheirs) {
  v1::TimelineEntry deviation = WithWords("deviation_recorded");
  deviation.set_owed_by(v1::ROLE_TEACHER);
  EXPECT_EQ(ReadersOf(deviation), "dypvhf");
  deviation.set_owed_by(v1::ROLE_TRAINER_MANAGER);
  EXPECT_EQ(ReadersOf(deviation), "dypmavhf");
}

TEST(MayReadWords, IsForWhoeverRecordedThemAndOnWhoseBehalf_P11) {
  v1::TimelineEntry answer = WithWords("pairing_answer_given");
  answer.mutable_actor()->set_person_id("resident-1");
  EXPECT_EQ(ReadersOf(answer), "rma");
  answer.mutable_actor()->set_person_id("x");
  answer.mutable_actor()->set_on_behalf_of("resident-1");
  EXPECT_TRUE(Reads(As("resident-1", v1::ROLE_RESIDENT), answer));
  EXPECT_TRUE(Reads(As("x", v1::ROLE_YEAR_ASSISTANT), answer));
  EXPECT_FALSE(Reads(As("y", v1::ROLE_YEAR_ASSISTANT), answer));
  // A candidate's own no.
  answer.mutable_actor()->set_person_id("trainer-3");
  answer.mutable_actor()->clear_on_behalf_of();
  EXPECT_EQ(ReadersOf(answer), "nma");
}

TEST(MayReadWords, IsNotForWhoMayNotSeeTheLine_P7) {
  v1::TimelineEntry correction = WithWords("fact_corrected");
  correction.set_corrected_event("triangular_meeting_held");
  EXPECT_EQ(ReadersOf(correction), "dypmavhf");
  correction.set_corrected_event("contact_agreement_started");
  EXPECT_EQ(ReadersOf(correction), "dypf");
  v1::TimelineEntry unarchived = WithWords("document_unarchived");
  unarchived.set_document_id("a-document-that-nobody-knows");
  EXPECT_EQ(ReadersOf(unarchived), "");
  // Whoever wrote it in a role that is over.
  Caller left = As("who-recorded-it", v1::ROLE_TEACHER);
  left.grants.clear();
  EXPECT_FALSE(Reads(left, WithWords("deviation_recorded")));
}

TEST(MayReadWords, IsNotForStaffWhoAreAPartyOrACandidate_A55) {
  const v1::TimelineEntry ruled = WithWords("decoupling_ruled");
  EXPECT_FALSE(Reads(As("trainer-3", v1::ROLE_TRAINER_MANAGER), ruled));
  EXPECT_FALSE(Reads(As("resident-1", v1::ROLE_AUDITOR), ruled));
}

v1::Event EventOf(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event));
  return event;
}

TEST(WordsIn, AreThoseThatAreThere) {
  const std::vector<v1::Words> words = WordsIn(EventOf(
      R"pb(waiting_fill_decided { case_id: "case-1" fill: "Verzonnen." })pb"));
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0].field(), "fill");
  EXPECT_EQ(words[0].text(), "Verzonnen.");
  EXPECT_THAT(WordsIn(EventOf(R"pb(decoupling_ruled { case_id: "case-1" })pb")),
              IsEmpty());
}

TEST(WordsIn, AreNotThoseOfADocumentOrOfASignal_S1) {
  for (const char* const text :
       {R"pb(report_submitted {
               case_id: "case-1"
               parts { key: "advice" value: "Verzonnen." }
             })pb",
        R"pb(reaction_given { case_id: "case-1" reaction: "Verzonnen." })pb",
        R"pb(discontent_signalled { signal_id: "s" note: "Verzonnen." })pb",
        R"pb(person_registered { person_id: "p" name: "Verzonnen" })pb"}) {
    EXPECT_THAT(WordsIn(EventOf(text)), IsEmpty()) << text;
  }
}

TEST(ClearTexts, LeavesTheFacts) {
  v1::Event event = EventOf(R"pb(report_submitted {
                                   case_id: "case-1"
                                   part_keys: "advice"
                                   parts { key: "advice" value: "Verzonnen." }
                                 })pb");
  ClearTexts(event);
  EXPECT_EQ(event.report_submitted().case_id(), "case-1");
  EXPECT_EQ(event.report_submitted().part_keys_size(), 1);
  EXPECT_TRUE(event.report_submitted().parts().empty());
}

}  // namespace
}  // namespace driehoek
