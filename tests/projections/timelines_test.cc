#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

class TimelineTest : public SeenLog {
 protected:
  v1::TimelineEntry Entry(const std::string& event) {
    const Page<v1::TimelineEntry> page =
        views().GetTimeline("case-1", 100, "").value();
    for (const v1::TimelineEntry& entry : page.rows) {
      if (entry.event() == event) return entry;
    }
    ADD_FAILURE() << "no " << event;
    return {};
  }
  void Correct(int day, Position position) {
    Add(day, absl::StrCat("fact_corrected { case_id: 'case-$' corrects: ",
                          position, " on @", day, " happened_on @", day - 1,
                          " reason: 'Verzonnen.' }"));
  }
};

TEST_F(TimelineTest, SaysWhatWasRecordedWithWords_D14) {
  Tell(1, 3);
  Add(8, "waiting_fill_decided { case_id: 'case-$' on @8 fill: 'Verzonnen.' }");
  Add(8, "extension_motivated { case_id: 'case-$' on @8 }");
  EXPECT_TRUE(Entry("waiting_fill_decided").has_words());
  EXPECT_FALSE(Entry("extension_motivated").has_words());
  EXPECT_FALSE(Entry("triangular_meeting_held").has_words());
}

TEST_F(TimelineTest, KeepsTheWordsOfWhatWasCorrected_S44) {
  Tell(1, 3);
  Add(8, "waiting_fill_decided { case_id: 'case-$' on @8 fill: 'Verzonnen.' }");
  Correct(9, Entry("waiting_fill_decided").position());
  EXPECT_TRUE(Entry("waiting_fill_decided").has_words());
  EXPECT_TRUE(Entry("fact_corrected").has_words()) << "the reason";
  EXPECT_EQ(Entry("fact_corrected").corrected_event(), "waiting_fill_decided");
}

TEST_F(TimelineTest, SaysOfACorrectionWhatItsReaderMustBeAllowedToSee_P7) {
  Tell(1, 3);
  Add(8, R"(contact_call_made { case_id: 'case-$' agreement_id: 'a-$' on @8
              with: ROLE_TRAINER trainer_id: 'trainer-$' })");
  Correct(9, Entry("contact_call_made").position());
  const v1::TimelineEntry corrected = Entry("fact_corrected");
  EXPECT_EQ(corrected.corrected_event(), "contact_call_made");
  EXPECT_EQ(corrected.called(), v1::ROLE_TRAINER);
  EXPECT_EQ(corrected.called_trainer_id(), "trainer-1");
}

TEST_F(TimelineTest, SaysWhomItIsAboutAlone_A23) {
  Tell(1, 3);
  Add(8, R"(candidate_proposed { case_id: 'case-$' candidacy_id: 'c-$'
              candidate_id: 'trainer-9' practice_id: 'practice-1' on @8 })");
  Add(8, R"(candidate_briefed { case_id: 'case-$' candidacy_id: 'c-$' on @8
              briefing: 'Verzonnen.' })");
  Add(8, R"(deviation_recorded { case_id: 'case-$' deviation_id: 'd-$' on @8
              deviation: DEVIATION_KIND_WAIVE argument: 'Verzonnen.'
              obligation { key: 'T-09' case_id: 'case-$'
                           trainer_id: 'trainer-$' } })");
  EXPECT_EQ(Entry("candidate_briefed").trainer_id(), "trainer-9");
  EXPECT_EQ(Entry("candidate_proposed").trainer_id(), "");
  EXPECT_EQ(Entry("deviation_recorded").trainer_id(), "trainer-1");
}

TEST_F(TimelineTest, SaysWhatIsOfAContactAgreement_S37) {
  Tell(1, 3);
  Add(8, R"(contact_agreement_started { case_id: 'case-$' agreement_id: 'a-$'
              on @8 })");
  const auto outcome = [&](const std::string& event, const std::string& key,
                           Position created_by) {
    Add(30, absl::StrCat(event, " { obligation { case_id: 'case-$' key: '", key,
                         "' created_by: ", created_by, " } due_on @12 }"));
  };
  const Position agreed = Entry("contact_agreement_started").position();
  const Position met = Entry("triangular_meeting_held").position();
  outcome("breach_recorded", "T-02", agreed);
  outcome("escalation_recorded", "T-02", agreed);
  outcome("past_target_recorded", "T-05", met);
  EXPECT_TRUE(Entry("breach_recorded").of_contact_agreement());
  EXPECT_TRUE(Entry("escalation_recorded").of_contact_agreement());
  EXPECT_FALSE(Entry("past_target_recorded").of_contact_agreement());
  Add(31, absl::StrCat(
              "deviation_recorded { case_id: 'case-$' deviation_id: 'd-1' on "
              "@31 deviation: DEVIATION_KIND_PAUSE argument: 'Verzonnen.' "
              "obligation { case_id: 'case-$' key: 'T-02' created_by: ",
              agreed, " } }"));
  Add(32,
      "obligation_resumed { case_id: 'case-$' deviation_id: 'd-1' on @32 }");
  EXPECT_TRUE(Entry("deviation_recorded").of_contact_agreement());
  EXPECT_TRUE(Entry("obligation_resumed").of_contact_agreement());
}

}  // namespace
}  // namespace driehoek
