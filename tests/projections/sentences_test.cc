#include "projections/sentences.h"

#include <string>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/projections/written_log.h"

namespace driehoek {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Sentences, AreThereForEveryEventButASignal_S1) {
  const auto procedure = Utrecht();
  const google::protobuf::Descriptor* const type = v1::Event::descriptor();
  int events = 0;
  for (int i = 0; i < type->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, type->field(i));
    const std::string sentence = SentenceOf(event, *procedure);
    SCOPED_TRACE(type->field(i)->name() + ": " + sentence);
    EXPECT_EQ(NameOf(event), type->field(i)->name());
    if (event.has_discontent_signalled() ||
        event.has_perspectives_clarified()) {
      EXPECT_EQ(sentence, "");
      continue;
    }
    ++events;
    EXPECT_THAT(sentence, EndsWith("."));
    EXPECT_TRUE(absl::ascii_isupper(static_cast<unsigned char>(sentence[0])));
  }
  EXPECT_GT(events, 40);
}

TEST(Sentences, NameNobodyAndTellNoAnswerAndNoText) {
  const auto procedure = Utrecht();
  for (const Told& told : DecouplingStory()) {
    v1::Event event = EventIn(17, told.event);
    if (event.has_report_submitted()) {
      (*event.mutable_report_submitted()->mutable_parts())["advice"] =
          "Wij adviseren ontkoppelen.";
    }
    const std::string sentence = SentenceOf(event, *procedure);
    for (const char* const whose :
         {"resident-", "trainer-", "teacher-", "candidate-", "placement-"}) {
      EXPECT_THAT(sentence, Not(HasSubstr(whose))) << NameOf(event);
    }
    EXPECT_THAT(sentence, Not(HasSubstr("Wij adviseren"))) << NameOf(event);
  }
}

TEST(Sentences, SpeakTheWordsOfTheProcedure) {
  const auto procedure = Utrecht();
  const auto sentence = [&](const std::string& text) {
    return SentenceOf(EventIn(1, text), *procedure);
  };
  EXPECT_EQ(sentence(R"pb(report_submitted { report: "D-1" })pb"),
            "Verslag D-1 (Verslag van het driehoeksgesprek) is ingeleverd.");
  EXPECT_EQ(sentence(R"pb(document_archived { report: "D-1" place: "EP" })pb"),
            "Verslag D-1 (Verslag van het driehoeksgesprek) is opgeborgen in "
            "het e-portfolio.");
  EXPECT_EQ(sentence(R"pb(breach_recorded {
                            obligation { key: "T-01" } due_on @7
                          })pb"),
            "Te laat: T-01 (Stuur het verslag van het driehoeksgesprek naar de "
            "jaarassistent) moest uiterlijk ma 14 september 2026 klaar zijn.");
  EXPECT_EQ(sentence(R"pb(programme_manager_notified {})pb"),
            "Het advies is gemeld aan de manager opleiding.");
}

TEST(Sentences, KnowTheDayOnWhichItHappened) {
  EXPECT_EQ(HappenedOn(EventIn(1, DecouplingStory()[2].event)), kMonday + 3);
  EXPECT_EQ(HappenedOn(EventIn(1, R"pb(breach_recorded {
                                         due_on @7
                                         breached_at_micros: 1789423200000000
                                       })pb")),
            kMonday + 8);
  EXPECT_EQ(HappenedOn(EventIn(1, R"pb(triangular_meeting_planned { planned_on
                                                                    @7 })pb")),
            std::nullopt);
}

TEST(Sentences, CallATalkATalk_A22) {
  const auto procedure = Utrecht();
  v1::Event event;
  event.mutable_triangular_meeting_held()->add_absent(v1::ROLE_RESIDENT);
  EXPECT_EQ(SentenceOf(event, *procedure),
            "Er is een gesprek gehouden zonder de aios; dit is geen "
            "driehoeksgesprek.");
}

}  // namespace
}  // namespace driehoek
