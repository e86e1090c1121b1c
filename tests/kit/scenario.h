// A decision told as a story: what happened, who asks what on which day, and
// what came of it. The world is invented and ready-made; every event and
// command is written as protobuf text format, in which a field may be said
// again: the later one counts.
//
//   Scenario()
//       .Given(kCaseOpened, kMeetingHeldWithAdvice)
//       .As(v1::ROLE_DEPUTY_HEAD)
//       .Today(2026, 9, 14)
//       .When<v1::RuleDecoupling>(R"pb(case_id: "case-1" ...)pb")
//       .ThenRefused("NOT_DISCUSSED_YET", {.rule = "G-1"});
#ifndef DRIEHOEK_TESTS_KIT_SCENARIO_H_
#define DRIEHOEK_TESTS_KIT_SCENARIO_H_

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/actions.h"
#include "domain/case.h"
#include "domain/decide.h"
#include "domain/histories.h"
#include "domain/same_people.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The world of every scenario: an institute, a group of the first year, two
// practices, a placement from 1 March 2026 to 28 February 2027, and people who
// hold their role all that time.
inline constexpr char kInstitute[] = "institute-1";
inline constexpr char kGroup[] = "group-1";
inline constexpr char kOtherGroup[] = "group-2";
inline constexpr char kPractice[] = "practice-1";
inline constexpr char kNewPractice[] = "practice-2";
inline constexpr char kPlacement[] = "placement-1";
// Another resident's, with the same trainer.
inline constexpr char kOtherPlacement[] = "placement-2";
// With two trainers (A-23).
inline constexpr char kDuoPlacement[] = "placement-3";

inline constexpr char kResident[] = "resident-1";
inline constexpr char kOtherResident[] = "resident-2";
inline constexpr char kThirdResident[] = "resident-3";
inline constexpr char kTrainer[] = "trainer-1";
inline constexpr char kSecondTrainer[] = "trainer-2";  // Of the duo.
inline constexpr char kNewTrainer[] = "trainer-3";     // On no placement.
inline constexpr char kTeacher[] = "teacher-1";
inline constexpr char kSecondTeacher[] = "teacher-2";
inline constexpr char kOtherTeacher[] = "teacher-3";  // Of the other group.
inline constexpr char kYearAssistant[] = "year-assistant-1";
inline constexpr char kOtherYearAssistant[] = "year-assistant-2";  // Of year 2.
inline constexpr char kProgrammeManager[] = "programme-manager-1";
inline constexpr char kTrainerManager[] = "trainer-manager-1";
inline constexpr char kTrainerManagerAssistant[] = "trainer-manager-2";
inline constexpr char kDeputyHead[] = "deputy-head-1";
inline constexpr char kHead[] = "head-1";
inline constexpr char kPolicyOfficer[] = "policy-officer-1";
inline constexpr char kAuditor[] = "auditor-1";
inline constexpr char kAdministrator[] = "administrator-1";
inline constexpr char kStranger[] = "stranger-1";  // Known, without a role.

// A case on the placement, and how it can go on. Ids are fixed, so that
// commands can name them.
inline constexpr char kCase[] = "case-1";
inline constexpr char kMeeting[] = "meeting-1";
inline constexpr char kReport[] = "document-1";

// Opened on 7 September 2026, number 2026-001, under the procedure of Utrecht.
extern const char kCaseOpened[];
// The same on the placement with two trainers, both in scope (A-23).
extern const char kDuoCaseOpened[];
// Held that day.
extern const char kMeetingHeldWithAdvice[];
extern const char kMeetingHeldWithoutDecoupling[];
extern const char kMeetingHeldWithFollowUp[];
// Sent on 10 September 2026.
extern const char kReportWithAdvice[];
extern const char kDecouplingAdvised[];  // With it.
extern const char kReportWithAttentionPoints[];
extern const char kReportWithoutAttentionPoints[];
// A triangular meeting does not fit (A-51); on 10 September 2026.
extern const char kMeetingNotFitting[];
// On 11 and 14 September 2026.
extern const char kProgrammeManagerNotified[];
extern const char kDiscussedWithDeputyHead[];
// On 14 September 2026, with effect from the 21st; and the other rulings.
extern const char kRuledToDecouple[];
extern const char kRuledToReturn[];
extern const char kRuledToContinue[];
// A candidate, from the proposal on the 15th to the pairing confirmed on the
// 20th for 12 October 2026, and the start that day.
extern const char kCandidateProposed[];
extern const char kCandidateSuits[];
extern const char kIntroductionHeld[];
extern const char kResidentAccepts[];
extern const char kTrainerAccepts[];
extern const char kPairingConfirmed[];
extern const char kNewPlacementStarted[];
// That candidate is decoupled as well, in a case of his or her own: opened,
// and ruled on.
extern const char kOtherCaseOfNewTrainer[];
extern const char kNewTrainerDecoupled[];

// What else is expected of a refusal; empty: not looked at.
struct ExpectedRejection {
  std::string rule = "";
  std::string section = "";
};

class Scenario {
 public:
  // Under the procedure of Utrecht (procedures/*.textproto), as published.
  Scenario();

  // Goes on with a scenario that has a name, and that keeps what comes of it.
  Scenario&& GoOn() & { return std::move(*this); }

  // Under another procedure, or under none.
  Scenario&& Under(std::shared_ptr<const Procedure> procedure) &&;
  // Under two, published in this order.
  Scenario&& UnderBoth(std::shared_ptr<const Procedure> first,
                       std::shared_ptr<const Procedure> second) &&;
  // Under Utrecht's with a change that an institute could make.
  Scenario&& UnderUtrechtWith(
      const std::function<void(v1::Procedure&)>& change) &&;

  // What happened before, in order; recorded at nine o'clock of its own day.
  template <typename... Events>
  Scenario&& Given(const Events&... events) && {
    (Happen(EventOf(events)), ...);
    return std::move(*this);
  }

  // The same again and again.
  Scenario&& GivenTimes(int times, absl::string_view event) &&;

  // Who asks; without a person: whoever holds the role in this world.
  Scenario&& As(v1::Role role, absl::string_view person = "") &&;
  Scenario&& OnBehalfOf(absl::string_view person, v1::Role role,
                        v1::Channel channel = v1::CHANNEL_PHONE) &&;
  Scenario&& ForOneself() &&;
  // Whoever asks brought this in, for the case.
  Scenario&& Uploaded(absl::string_view id, absl::string_view of_case) &&;
  // Noon of that day; 14 September 2026 unless said.
  Scenario&& Today(int year, int month, int day) &&;

  // Asks it. What an earlier When of the same scenario decided has happened.
  template <typename C>
  Scenario&& When(absl::string_view textproto) && {
    return std::move(*this).WhenAll({CommandOf<C>(textproto)});
  }
  // Asks all of it in one submission.
  Scenario&& WhenAll(const std::vector<v1::Command>& commands) &&;

  // What came of the latest When.
  Scenario&& ThenRefused(absl::string_view reason,
                         const ExpectedRejection& expected = {}) &&;
  // Exactly these events, in order; a field that is not named is not looked
  // at.
  template <typename... Texts>
  Scenario&& ThenEvents(const Texts&... texts) && {
    return std::move(*this).ThenExactly({EventOf(texts)...});
  }
  Scenario&& ThenNothing() && { return std::move(*this).ThenExactly({}); }
  // The event at `index` belongs to exactly these histories.
  Scenario&& ThenTagged(size_t index, const std::vector<Tag>& tags) &&;
  // It was decided, whatever came of it.
  Scenario&& ThenDone() &&;

  // For what the words above cannot say.
  const absl::StatusOr<std::vector<Decision>>& decided() const {
    return decided_;
  }
  // What whoever asks may do in the case, after all that was decided.
  std::vector<Action> Actions();
  // The history as it is after all that was decided.
  template <typename T>
  const T& After(TagKind kind, const std::string& id) {
    TakeIn();
    static const T* const none = new T();
    const auto found = states_.find(Tag{kind, id});
    return found == states_.end() ? *none : std::get<T>(found->second);
  }
  const Case& CaseAfter() { return After<Case>(TagKind::kCase, kCase); }

  template <typename C>
  static v1::Command CommandOf(absl::string_view textproto) {
    C parsed;
    Parse(textproto, parsed);
    v1::Command command;
    for (int i = 0; i < v1::Command::descriptor()->field_count(); ++i) {
      const auto* const field = v1::Command::descriptor()->field(i);
      if (field->message_type() != C::descriptor()) continue;
      command.GetReflection()
          ->MutableMessage(&command, field)
          ->CopyFrom(parsed);
    }
    return command;
  }
  static v1::Event EventOf(absl::string_view textproto);

 private:
  static void Parse(absl::string_view textproto,
                    google::protobuf::Message& message);
  void Happen(const v1::Event& event);
  void Take(const v1::Event& event, const std::vector<Tag>& tags,
            absl::Time recorded_at);
  // Lets the events of the latest When have happened.
  void TakeIn();
  Scenario&& ThenExactly(const std::vector<v1::Event>& expected) &&;

  Catalogue catalogue_;
  Calendar calendar_;
  SamePeople same_people_;
  absl::flat_hash_map<Tag, State> states_;
  Position head_ = 0;
  v1::Actor actor_;
  Uploads uploads_;
  absl::Time now_;
  int submissions_ = 0;
  absl::StatusOr<std::vector<Decision>> decided_;
  bool taken_in_ = true;
};

// The person is a teacher of group-1 as well.
std::string AlsoTeaches(absl::string_view person_id);

// The way to a ruling to decouple and `more`, told on 20 September 2026.
template <typename... More>
Scenario AfterTheRuling(const More&... more) {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
             kDecouplingAdvised, kProgrammeManagerNotified,
             kDiscussedWithDeputyHead, kRuledToDecouple, more...)
      .Today(2026, 9, 20);
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_SCENARIO_H_
