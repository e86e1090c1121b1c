#include <memory>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "domain/access.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::string> Sentences(const Procedure& procedure,
                                   const v1::Due& due, Day today) {
  const v1::Explanation explanation = Explain(procedure, due, today);
  return {explanation.sentences().begin(), explanation.sentences().end()};
}

std::vector<std::string> Sentences(const CaseKit& kit, const std::string& key,
                                   Day today) {
  return Sentences(UtrechtProcedure(), RowOf(kit, key), today);
}

TEST(Explain, SaysWhatUntilWhenAndWhy_T01) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  EXPECT_THAT(
      Sentences(kit, "T-01", Day(2026, 9, 16)),
      ElementsAre(
          "Stuur het verslag van het driehoeksgesprek naar de jaarassistent.",
          "Dit moet uiterlijk op ma 21 september 2026: 1 week na het "
          "driehoeksgesprek van ma 14 september 2026 (§5.1, T-01).",
          "Er zijn nog 5 dagen.", "Nog niet geregistreerd: verslag D-1.",
          "Nu aan zet: de docent van de groep.",
          "Blijft dit liggen, dan gaat het naar de manager opleiding van jaar "
          "1."));
}

TEST(Explain, SaysThatAnAttemptInTimeTookTheDateAway_A37) {
  CaseKit kit = CaseKit()
                    .Happened(v1::FACT_KIND_CONTACT_AGREEMENT_STARTED,
                              Day(2026, 9, 14), "agreement")
                    .Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED,
                              Day(2026, 9, 16), "agreement");
  EXPECT_THAT(
      Sentences(kit, "T-02", Day(2026, 9, 25)),
      ElementsAre("Bel de aios.",
                  "De uiterste dag was ma 21 september 2026: 1 week na de "
                  "contactafspraak van ma 14 september 2026 (§5.1, T-02).",
                  "Uiterlijk op die dag is het geprobeerd. Daarom is dit niet "
                  "te laat, en is er geen uiterste dag meer.",
                  "Nog niet geregistreerd: het telefoongesprek met de aios.",
                  "Nu aan zet: de docent van de groep."));
}

TEST(Explain, SaysThatABreachEndedByAnAttemptThatWasRegisteredLater_A37) {
  CaseKit kit = CaseKit().Happened(v1::FACT_KIND_CONTACT_AGREEMENT_STARTED,
                                   Day(2026, 9, 14), "agreement");
  kit.Recorded(RowOf(kit, "T-02"))
      .Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 16),
                "agreement")
      .Withdrawn(UtrechtProcedure());
  EXPECT_THAT(Sentences(kit, "T-02", Day(2026, 9, 25)),
              Contains("Die overschrijding telt niet meer: het was op tijd "
                       "geprobeerd, en later geregistreerd."));
}

// An institute that also asks the trainer for advice on the resident.
std::shared_ptr<const Procedure> WithAdviceOfTheNewTrainer() {
  v1::Procedure data = UtrechtProcedure().data();
  const v1::Obligation contact = *UtrechtProcedure().FindObligation("T-12");
  v1::Obligation& advice = *data.add_obligations();
  advice = contact;
  advice.set_key("advice");
  advice.set_title("Geef advies over de voortgang van de aios");
  advice.clear_per_trainer();
  advice.mutable_owner()->set_role(v1::ROLE_TRAINER);
  advice.mutable_owner()->set_scope(v1::OWNER_SCOPE_NEW_PLACEMENT);
  v1::Owner& manager = *advice.add_watchers();
  manager.set_role(v1::ROLE_PROGRAMME_MANAGER);
  manager.set_scope(v1::OWNER_SCOPE_TRAINING_YEAR);
  return std::make_shared<const Procedure>(data);
}

TEST(Explain, SaysThatItIsYetToBeNamedWhoAdvisesInTheWaitingTime_A48) {
  const std::shared_ptr<const Procedure> procedure =
      WithAdviceOfTheNewTrainer();
  CaseKit kit = CaseKit()
                    .Met("meeting", Day(2026, 9, 14))
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 21));
  const v1::Due waiting = RowsOf(*procedure, kit, "advice").at(0);
  EXPECT_EQ(waiting.status(), v1::DUE_STATUS_OPEN);
  EXPECT_TRUE(IsYetToBeNamed(waiting.owner()));
  EXPECT_THAT(Sentences(*procedure, waiting, Day(2026, 9, 22)),
              Contains("Nu aan zet: nog te bepalen, tot er een nieuwe "
                       "koppeling is."));
  Caller manager = {.person_id = "manager-1",
                    .role = v1::ROLE_PROGRAMME_MANAGER,
                    .grants = {v1::RoleHeld()}};
  manager.grants[0].set_role(v1::ROLE_PROGRAMME_MANAGER);
  manager.grants[0].mutable_scope()->set_training_year(1);
  EXPECT_TRUE(absl::c_any_of(waiting.watchers(),
                             [&manager](const v1::RoleInScope& watcher) {
                               return Owes(manager, watcher);
                             }));
  // It is of the new trainer from the pairing on, with the same last day.
  kit.StartsOn(Day(2026, 10, 5));
  const v1::Due paired = RowsOf(*procedure, kit, "advice").at(0);
  EXPECT_EQ(paired.owner().scope().placement_id(), "new");
  EXPECT_EQ(FallsDueAt(paired), FallsDueAt(waiting));
  EXPECT_THAT(Sentences(*procedure, paired, Day(2026, 9, 22)),
              Contains("Nu aan zet: de opleider."));
}

TEST(Explain, SaysThatTheHolidaysOfAFarYearAreNotKnown_AS5) {
  const auto about = [](Day met) {
    const CaseKit kit = CaseKit().Met("meeting", met);
    return Sentences(*OtherInstitute(),
                     RowsOf(*OtherInstitute(), kit, "A-1").at(0), met);
  };
  const auto warning = HasSubstr("welke extra feestdagen 2029 heeft");
  EXPECT_THAT(about(Day(2028, 12, 22)), Contains(warning));
  EXPECT_THAT(about(Day(2028, 12, 11)), Not(Contains(warning)));
  // Where no day moves it does not matter.
  EXPECT_THAT(Sentences(CaseKit().Met("meeting", Day(2029, 1, 8)), "T-01",
                        Day(2029, 1, 8)),
              Not(Contains(HasSubstr("feestdagen"))));
}

TEST(Explain, SaysTheLastDayAndTheDaysAfterIt_T01) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  EXPECT_THAT(Sentences(kit, "T-01", Day(2026, 9, 20)),
              Contains("Er is nog 1 dag."));
  EXPECT_THAT(Sentences(kit, "T-01", Day(2026, 9, 21)),
              Contains("Vandaag is de laatste dag."));
  EXPECT_THAT(Sentences(kit, "T-01", Day(2026, 9, 23)),
              Contains("Dit is nu 2 dagen te laat."));
}

TEST(Explain, SpeaksOfATargetWhereNothingCanBeBreached_T05) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  EXPECT_THAT(
      Sentences(kit, "T-05", Day(2026, 9, 22)),
      ElementsAre("Bel de opleider: hoe gaat het na het driehoeksgesprek?",
                  "De streefdatum is ma 21 september 2026: 1 week na het "
                  "driehoeksgesprek van ma 14 september 2026 (§5.3.2, T-05).",
                  "De streefdatum is 1 dag voorbij.",
                  "Nog niet geregistreerd: de navraag bij de opleider.",
                  "Nu aan zet: de docent van de groep."));
}

TEST(Explain, SaysWhichBoundDecidesAndWhichIsUnknown_T06) {
  CaseKit kit = CaseKit().Ruled(Day(2026, 9, 18), Day(2026, 9, 21));
  EXPECT_THAT(Sentences(kit, "T-06", Day(2026, 9, 25)),
              IsSupersetOf<const char*>(
                  {"Dit moet uiterlijk op ma 5 oktober 2026: 2 weken na de "
                   "ontkoppeldatum, ma 21 september 2026 (§5.3.1, T-06).",
                   "Nog niet bekend is de dag van de start op de nieuwe "
                   "opleidingsplek. Is die bekend, dan telt ook deze grens: 1 "
                   "dag vóór de start op de nieuwe opleidingsplek."}));

  kit.StartsOn(Day(2026, 10, 1));
  EXPECT_THAT(Sentences(kit, "T-06", Day(2026, 9, 25)),
              IsSupersetOf<const char*>(
                  {"Dit moet uiterlijk op wo 30 september 2026: 1 dag vóór de "
                   "start op de nieuwe opleidingsplek, do 1 oktober 2026 "
                   "(§5.3.1, T-06).",
                   "Een andere grens is ma 5 oktober 2026: 2 weken na de "
                   "ontkoppeldatum, ma 21 september 2026. De vroegste dag "
                   "telt."}));

  kit.StartsOn(Day(2026, 10, 6));
  EXPECT_THAT(Sentences(kit, "T-06", Day(2026, 9, 25)),
              Contains("Een andere grens is ma 5 oktober 2026: 1 dag vóór de "
                       "start op de nieuwe opleidingsplek, di 6 oktober 2026. "
                       "Dat is dezelfde dag."));
}

TEST(Explain, SaysThatItWaitsForTextAndForWhom_A16) {
  CaseKit kit = CaseKit()
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 21))
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 9, 28), "evaluation");
  EXPECT_THAT(Sentences(kit, "T-08", Day(2026, 9, 29)),
              IsSupersetOf<const char*>(
                  {"Nog niet geregistreerd: verslag D-7 van de docent.",
                   "Nu aan zet: de docent van de groep.",
                   "Dit wacht op tekst. Is die er, dan is de "
                   "jaarassistent aan zet."}));
  kit.Submitted("D-7", "evaluation", Day(2026, 10, 1));
  EXPECT_THAT(Sentences(kit, "T-08", Day(2026, 10, 2)),
              IsSupersetOf<const char*>(
                  {"Nog niet geregistreerd: verslag D-7 in het "
                   "e-portfolio; verslag D-7 in het opleidersdossier.",
                   "Nu aan zet: de jaarassistent van jaar 1."}));
}

TEST(Explain, SaysThatThereIsNoLastDay_T32) {
  CaseKit kit = CaseKit()
                    .Met("meeting", Day(2026, 9, 14))
                    .Submitted("D-1", "meeting", Day(2026, 9, 18));
  EXPECT_THAT(
      Sentences(kit, "T-32", Day(2026, 9, 20)),
      IsSupersetOf<const char*>(
          {"De procedure noemt hiervoor geen uiterste dag (§5.1, T-32).",
           "Dit staat open sinds verslag D-1 van vr 18 september 2026."}));
}

TEST(Explain, SaysWhatFulfilledItAndWhetherInTime_T01) {
  CaseKit late = CaseKit()
                     .Met("meeting", Day(2026, 9, 14))
                     .Submitted("D-1", "meeting", Day(2026, 9, 22));
  EXPECT_THAT(
      Sentences(late, "T-01", Day(2026, 9, 30)),
      Contains("Dit is gedaan op di 22 september 2026: 1 dag te laat."));
  CaseKit in_time = CaseKit()
                        .Met("meeting", Day(2026, 9, 14))
                        .Submitted("D-1", "meeting", Day(2026, 9, 17));
  EXPECT_THAT(Sentences(in_time, "T-01", Day(2026, 9, 30)),
              Contains("Dit is gedaan op do 17 september 2026: op tijd."));
  EXPECT_THAT(Sentences(in_time, "T-01", Day(2026, 9, 30)),
              Not(Contains(HasSubstr("Nu aan zet"))));
}

TEST(Explain, SaysThatItWasEarlierThanTheTarget_A30) {
  CaseKit kit = CaseKit()
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 21))
                    .Happened(v1::FACT_KIND_MANAGER_CONTACT_HELD,
                              Day(2026, 10, 20), "contact");
  EXPECT_THAT(Sentences(kit, "T-12", Day(2026, 11, 1)),
              Contains("Dit is gedaan op di 20 oktober 2026: 1 dag eerder dan "
                       "de streefdatum."));
}

TEST(Explain, SaysWhenItWasBreachedAndWhyThatNoLongerCounts_AS6) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  kit.Recorded(RowOf(kit, "T-01"));
  EXPECT_THAT(Sentences(kit, "T-01", Day(2026, 9, 22)),
              Contains("De termijn van ma 21 september 2026 is overschreden op "
                       "di 22 september 2026, 00:00."));
  kit.Submitted("D-1", "meeting", Day(2026, 9, 18))
      .Withdrawn(UtrechtProcedure());
  EXPECT_THAT(Sentences(kit, "T-01", Day(2026, 9, 23)),
              Contains("Die overschrijding telt niet meer: het was op tijd "
                       "gedaan, en later geregistreerd."));
}

TEST(Explain, HidesWhatIsLateFromWhoMayNotSeeIt_A56) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  kit.Recorded(RowOf(kit, "T-01"));
  const auto hidden = [&kit](Day today) {
    const v1::Explanation explanation = Explain(
        UtrechtProcedure(), RowOf(kit, "T-01"), today, Lateness::kHidden);
    EXPECT_EQ(explanation.due().timeliness(), v1::TIMELINESS_UNSPECIFIED);
    EXPECT_EQ(explanation.due().breach(), v1::BREACH_STATE_UNSPECIFIED);
    EXPECT_FALSE(explanation.due().has_breach_due_on());
    return std::vector<std::string>(explanation.sentences().begin(),
                                    explanation.sentences().end());
  };
  for (const char* const word : {"te laat", "overschreden", "telt niet meer"}) {
    EXPECT_THAT(hidden(Day(2026, 9, 22)), Not(Contains(HasSubstr(word))));
  }
  EXPECT_THAT(hidden(Day(2026, 9, 22)),
              Contains("Nu aan zet: de docent van de groep."));
  kit.Submitted("D-1", "meeting", Day(2026, 9, 23));
  EXPECT_THAT(hidden(Day(2026, 9, 30)),
              Contains("Dit is gedaan op wo 23 september 2026."));
}

TEST(Explain, SaysThatABreachNoLongerCountsWhenTheDateMoved_T06) {
  CaseKit kit = CaseKit()
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 21))
                    .StartsOn(Day(2026, 10, 1));
  kit.Recorded(RowOf(kit, "T-06"))
      .StartsOn(Day(2026, 10, 4))
      .Withdrawn(UtrechtProcedure());
  EXPECT_THAT(Sentences(kit, "T-06", Day(2026, 10, 2)),
              Contains("Die overschrijding telt niet meer: de uiterste dag is "
                       "opgeschoven."));
}

TEST(Explain, WarnsForANonWorkingDay_AS5) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 4, 20));
  EXPECT_THAT(Sentences(kit, "T-01", Day(2026, 4, 21)),
              Contains("Let op: ma 27 april 2026 valt op een niet-werkdag. De "
                       "uiterste dag schuift daardoor niet op."));
}

TEST(Explain, SaysThatTheDayWasShifted_AS5) {
  const Procedure procedure = ProcedureOf(R"pb(
    role_names { role: ROLE_TEACHER name: "begeleider" }
    obligations {
      key: "verslag"
      title: "Schrijf het verslag"
      obligation_class: OBLIGATION_CLASS_HARD
      created_by { fact: FACT_KIND_TRIANGULAR_MEETING_HELD }
      bounds { anchor: ANCHOR_CREATION days: 5 }
      owner { role: ROLE_TEACHER scope: OWNER_SCOPE_GROUP }
      fulfilled_by { facts { fact: FACT_KIND_REPORT_SUBMITTED report: "V" } }
      section: "art. 3"
    }
    calendar { shift: SHIFT_NEXT_WORKING_DAY }
  )pb");
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  EXPECT_THAT(
      Sentences(procedure, RowsOf(procedure, kit, "verslag")[0],
                Day(2026, 9, 15)),
      ElementsAre(
          "Schrijf het verslag.",
          "Dit moet uiterlijk op ma 21 september 2026: 5 dagen na het "
          "driehoeksgesprek van ma 14 september 2026 (art. 3, verslag).",
          "De laatste dag viel op een niet-werkdag en is daarom verschoven "
          "naar de eerste werkdag daarna.",
          "Er zijn nog 6 dagen.", "Nog niet geregistreerd: verslag V.",
          "Nu aan zet: de begeleider van de groep."));
}

TEST(Explain, SaysThatItIsNoLongerAsked_A10) {
  CaseKit kit =
      CaseKit().Met("first", Day(2026, 9, 14)).Met("second", Day(2026, 9, 17));
  EXPECT_THAT(
      Sentences(UtrechtProcedure(), RowsOf(UtrechtProcedure(), kit, "T-05")[0],
                Day(2026, 9, 30)),
      Contains("Dit hoeft niet meer: er kwam iets nieuws voor in de "
               "plaats, of de zaak is gesloten."));
}

TEST(Explain, GivesTheRowWithItsTimelinessOfTheDay) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  const v1::Explanation explanation =
      Explain(UtrechtProcedure(), RowOf(kit, "T-01"), Day(2026, 9, 22));
  EXPECT_EQ(explanation.due().timeliness(), v1::TIMELINESS_LATE);
  EXPECT_EQ(DueKey(explanation.due().obligation()), "case/T-01/1/");
}

TEST(Explain, SpeaksTheWordsOfAnotherProcedure) {
  const std::shared_ptr<const Procedure> procedure = OtherInstitute();
  const Procedure& other = *procedure;
  CaseKit kit = CaseKit().Ruled(Day(2026, 9, 18), Day(2026, 11, 2));
  EXPECT_THAT(
      Sentences(other, RowsOf(other, kit, "A-2")[0], Day(2026, 11, 27)),
      ElementsAre(
          "Kijk terug met de huisarts in opleiding.",
          "De streefdatum is ma 30 november 2026: 9 maanden min 1 dag na de "
          "start van deze opleidingsplek, zo 1 maart 2026 (art. 6, A-2).",
          "Een andere grens is wo 2 december 2026: 1 maand na de "
          "ontkoppeldatum, ma 2 november 2026. De vroegste dag telt.",
          "Er zijn nog 3 dagen.",
          "Nog niet geregistreerd: het evaluatiegesprek met de huisarts in "
          "opleiding.",
          "Nu aan zet: de jaarcoördinator."));
}

}  // namespace
}  // namespace driehoek
