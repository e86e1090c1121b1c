#include "tests/kit/scenario.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/rejections.h"
#include "domain/tags.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

constexpr char kSecret[] = "a fixed secret, for tests alone";

// Every person of the world, with the role and scope in textproto.
struct Held {
  const char* person;
  const char* role;
  const char* scope;
};
constexpr Held kPeople[] = {
    {kResident, "ROLE_RESIDENT", ""},
    {kOtherResident, "ROLE_RESIDENT", ""},
    {kThirdResident, "ROLE_RESIDENT", ""},
    {kTrainer, "ROLE_TRAINER", ""},
    {kSecondTrainer, "ROLE_TRAINER", ""},
    {kNewTrainer, "ROLE_TRAINER", ""},
    {kTeacher, "ROLE_TEACHER", "group_id: 'group-1'"},
    {kSecondTeacher, "ROLE_TEACHER", "group_id: 'group-1'"},
    {kOtherTeacher, "ROLE_TEACHER", "group_id: 'group-2'"},
    {kYearAssistant, "ROLE_YEAR_ASSISTANT", "training_year: 1"},
    {kOtherYearAssistant, "ROLE_YEAR_ASSISTANT", "training_year: 2"},
    {kProgrammeManager, "ROLE_PROGRAMME_MANAGER", "training_year: 1"},
    {kTrainerManager, "ROLE_TRAINER_MANAGER", ""},
    {kTrainerManagerAssistant, "ROLE_TRAINER_MANAGER_ASSISTANT", ""},
    {kDeputyHead, "ROLE_DEPUTY_HEAD", ""},
    {kHead, "ROLE_HEAD", ""},
    {kPolicyOfficer, "ROLE_POLICY_OFFICER", ""},
    {kAuditor, "ROLE_AUDITOR", ""},
    {kAdministrator, "ROLE_ADMINISTRATOR", ""},
};

struct Placed {
  const char* placement;
  const char* resident;
  const char* trainers;
};
constexpr Placed kPlacements[] = {
    {kPlacement, kResident, "'trainer-1'"},
    {kOtherPlacement, kOtherResident, "'trainer-1'"},
    {kDuoPlacement, kThirdResident, "'trainer-1', 'trainer-2'"},
};

std::vector<std::string> WorldEvents() {
  std::vector<std::string> events = {
      R"pb(institute_founded {
             institute_id: "institute-1"
             name: "Opleiding Voorbeeldstad"
           })pb",
      R"pb(group_registered {
             group_id: "group-1"
             reference: "group-1"
             name: "Groep 1A"
             training_year: 1
           })pb",
      R"pb(group_registered {
             group_id: "group-2"
             reference: "group-2"
             name: "Groep 1B"
             training_year: 1
           })pb",
      R"pb(practice_registered {
             practice_id: "practice-1"
             reference: "practice-1"
             name: "Praktijk De Verzonnen Linde"
           })pb",
      R"pb(practice_registered {
             practice_id: "practice-2"
             reference: "practice-2"
             name: "Praktijk De Verzonnen Beuk"
           })pb",
      R"pb(person_registered {
             person_id: "stranger-1"
             reference: "stranger-1"
             name: "Vera Vreemdeling"
           })pb",
  };
  for (const Held& held : kPeople) {
    events.push_back(absl::StrCat("person_registered { person_id: '",
                                  held.person, "' reference: '", held.person,
                                  "' name: 'Verzonnen ", held.person, "' }"));
    events.push_back(absl::StrCat(
        "role_granted { grant_id: 'grant-", held.person, "' person_id: '",
        held.person, "' role: ", held.role, " scope { ", held.scope,
        " } from { year: 2026 month: 3 day: 1 } }"));
  }
  for (const Placed& placed : kPlacements) {
    events.push_back(absl::StrCat(
        "placement_registered { placement_id: '", placed.placement,
        "' reference: '", placed.placement, "' resident_id: '", placed.resident,
        "' trainer_ids: [", placed.trainers,
        "] practice_id: 'practice-1' group_id: 'group-1' training_year: 1 "
        "starts_on { year: 2026 month: 3 day: 1 } "
        "ends_on { year: 2027 month: 2 day: 28 } }"));
  }
  return events;
}

std::shared_ptr<const Procedure> Parsed(const std::string& textproto) {
  std::vector<v1::ProcedureProblem> problems;
  std::shared_ptr<const Procedure> procedure =
      ParseProcedure(textproto, &problems);
  for (const v1::ProcedureProblem& problem : problems) {
    ADD_FAILURE() << problem.ShortDebugString();
  }
  return procedure;
}

// The day an event tells of; nothing for an event of the directory.
std::optional<absl::CivilDay> DayOfEvent(const v1::Event& event) {
  const auto* const kind =
      v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
  const auto* const on = kind->message_type()->FindFieldByName("on");
  if (on == nullptr) return std::nullopt;
  const google::protobuf::Message& body =
      event.GetReflection()->GetMessage(event, kind);
  if (!body.GetReflection()->HasField(body, on)) return std::nullopt;
  v1::Date date;
  date.CopyFrom(body.GetReflection()->GetMessage(body, on));
  return FromProto(date);
}

}  // namespace

const char kCaseOpened[] = R"pb(
  case_opened {
    case_id: "case-1"
    number: "2026-001"
    placement_id: "placement-1"
    resident_id: "resident-1"
    trainer_ids: "trainer-1"
    practice_id: "practice-1"
    group_id: "group-1"
    training_year: 1
    placement_starts_on { year: 2026 month: 3 day: 1 }
    placement_ends_on { year: 2027 month: 2 day: 28 }
    procedure_key: "utrecht-ontkoppeling"
    procedure_version: "2023-03"
    on { year: 2026 month: 9 day: 7 }
  })pb";
const char kDuoCaseOpened[] = R"pb(
  case_opened {
    case_id: "case-1"
    number: "2026-001"
    placement_id: "placement-3"
    resident_id: "resident-3"
    trainer_ids: [ "trainer-1", "trainer-2" ]
    practice_id: "practice-1"
    group_id: "group-1"
    training_year: 1
    placement_starts_on { year: 2026 month: 3 day: 1 }
    placement_ends_on { year: 2027 month: 2 day: 28 }
    procedure_key: "utrecht-ontkoppeling"
    procedure_version: "2023-03"
    on { year: 2026 month: 9 day: 7 }
  })pb";
const char kMeetingHeldWithAdvice[] = R"pb(
  triangular_meeting_held {
    case_id: "case-1"
    meeting_id: "meeting-1"
    on { year: 2026 month: 9 day: 7 }
    outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
    teacher_ids: "teacher-1"
  })pb";
const char kMeetingHeldWithoutDecoupling[] = R"pb(
  triangular_meeting_held {
    case_id: "case-1"
    meeting_id: "meeting-1"
    on { year: 2026 month: 9 day: 7 }
    outcome: MEETING_OUTCOME_NO_DECOUPLING
    teacher_ids: "teacher-1"
  })pb";
const char kMeetingHeldWithFollowUp[] = R"pb(
  triangular_meeting_held {
    case_id: "case-1"
    meeting_id: "meeting-1"
    on { year: 2026 month: 9 day: 7 }
    outcome: MEETING_OUTCOME_FOLLOW_UP
    teacher_ids: "teacher-1"
  })pb";
const char kReportWithAdvice[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-1"
    report: "D-1"
    about_id: "meeting-1"
    on { year: 2026 month: 9 day: 10 }
    part_keys: [ "perspective_resident", "perspective_trainer", "advice" ]
  })pb";
const char kDecouplingAdvised[] = R"pb(
  decoupling_advised {
    case_id: "case-1"
    meeting_id: "meeting-1"
    document_id: "document-1"
    on { year: 2026 month: 9 day: 10 }
  })pb";
const char kReportWithAttentionPoints[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-1"
    report: "D-1"
    about_id: "meeting-1"
    on { year: 2026 month: 9 day: 10 }
    part_keys: [
      "perspective_resident",
      "perspective_trainer",
      "attention_points"
    ]
  })pb";
const char kReportWithoutAttentionPoints[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-1"
    report: "D-1"
    about_id: "meeting-1"
    on { year: 2026 month: 9 day: 10 }
    part_keys: [ "perspective_resident", "perspective_trainer" ]
  })pb";
const char kMeetingNotFitting[] = R"pb(
  deviation_recorded {
    case_id: "case-1"
    deviation_id: "deviation-1"
    deviation: DEVIATION_KIND_MEETING_NOT_FITTING
    why: DEVIATION_REASON_MEETING_NOT_FITTING
    argument: "Verzonnen."
    consulted: ROLE_PROGRAMME_MANAGER
    on { year: 2026 month: 9 day: 10 }
  })pb";
const char kProgrammeManagerNotified[] = R"pb(
  programme_manager_notified {
    case_id: "case-1"
    on { year: 2026 month: 9 day: 11 }
  })pb";
const char kDiscussedWithDeputyHead[] = R"pb(
  discussed_with_deputy_head {
    case_id: "case-1"
    on { year: 2026 month: 9 day: 14 }
  })pb";
const char kRuledToDecouple[] = R"pb(
  decoupling_ruled {
    case_id: "case-1"
    ruling: RULING_DECOUPLE
    on { year: 2026 month: 9 day: 14 }
    effective_on { year: 2026 month: 9 day: 21 }
  })pb";
const char kRuledToReturn[] = R"pb(
  decoupling_ruled {
    case_id: "case-1"
    ruling: RULING_RETURN
    on { year: 2026 month: 9 day: 14 }
    motivation: "Verzonnen: hoor de aios nog."
  })pb";
const char kRuledToContinue[] = R"pb(
  decoupling_ruled {
    case_id: "case-1"
    ruling: RULING_CONTINUE
    on { year: 2026 month: 9 day: 14 }
  })pb";
const char kCandidateProposed[] = R"pb(
  candidate_proposed {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    candidate_id: "trainer-3"
    practice_id: "practice-2"
    on { year: 2026 month: 9 day: 15 }
  })pb";
const char kCandidateSuits[] = R"pb(
  candidate_suitability_stated {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    suitable: true
    on { year: 2026 month: 9 day: 16 }
  })pb";
const char kIntroductionHeld[] = R"pb(
  introduction_meeting_held {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    on { year: 2026 month: 9 day: 18 }
  })pb";
const char kResidentAccepts[] = R"pb(
  pairing_answer_given {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    answered_by: ROLE_RESIDENT
    accepts: true
    on { year: 2026 month: 9 day: 19 }
  })pb";
const char kTrainerAccepts[] = R"pb(
  pairing_answer_given {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    answered_by: ROLE_TRAINER
    accepts: true
    on { year: 2026 month: 9 day: 19 }
  })pb";
const char kPairingConfirmed[] = R"pb(
  pairing_confirmed {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    trainer_id: "trainer-3"
    new_placement_id: "placement-9"
    on { year: 2026 month: 9 day: 20 }
    starts_on { year: 2026 month: 10 day: 12 }
    ends_on { year: 2027 month: 2 day: 28 }
  })pb";
const char kNewPlacementStarted[] = R"pb(
  new_placement_started {
    case_id: "case-1"
    new_placement_id: "placement-9"
    on { year: 2026 month: 10 day: 12 }
  })pb";
const char kOtherCaseOfNewTrainer[] = R"pb(
  case_opened {
    case_id: "case-2"
    number: "2026-002"
    placement_id: "placement-5"
    resident_id: "resident-2"
    trainer_ids: "trainer-3"
    practice_id: "practice-2"
    group_id: "group-1"
    training_year: 1
    placement_starts_on { year: 2026 month: 3 day: 1 }
    placement_ends_on { year: 2027 month: 2 day: 28 }
    procedure_key: "utrecht-ontkoppeling"
    procedure_version: "2023-03"
    on { year: 2026 month: 9 day: 7 }
  })pb";
const char kNewTrainerDecoupled[] = R"pb(
  decoupling_ruled {
    case_id: "case-2"
    ruling: RULING_DECOUPLE
    on { year: 2026 month: 9 day: 14 }
    effective_on { year: 2026 month: 9 day: 14 }
  })pb";

Scenario::Scenario()
    : now_(StartOf(absl::CivilDay(2026, 9, 14)) + absl::Hours(12)) {
  static const auto* const utrecht =
      new std::shared_ptr<const Procedure>(Utrecht());
  EXPECT_TRUE(catalogue_.Add(*utrecht).ok());
  static const auto* const world = new std::vector<std::string>(WorldEvents());
  for (const std::string& event : *world) Happen(EventOf(event));
}

Scenario&& Scenario::Under(std::shared_ptr<const Procedure> procedure) && {
  catalogue_ = Catalogue();
  if (procedure != nullptr) {
    EXPECT_TRUE(catalogue_.Add(std::move(procedure)).ok());
  }
  return std::move(*this);
}

Scenario&& Scenario::UnderBoth(std::shared_ptr<const Procedure> first,
                               std::shared_ptr<const Procedure> second) && {
  catalogue_ = Catalogue();
  EXPECT_TRUE(catalogue_.Add(std::move(first)).ok());
  EXPECT_TRUE(catalogue_.Add(std::move(second)).ok());
  return std::move(*this);
}

Scenario&& Scenario::UnderUtrechtWith(
    const std::function<void(v1::Procedure&)>& change) && {
  v1::Procedure data = Utrecht()->data();
  change(data);
  return std::move(*this).Under(std::make_shared<const Procedure>(data));
}

Scenario&& Scenario::GivenTimes(int times, absl::string_view event) && {
  const v1::Event parsed = EventOf(event);
  for (int i = 0; i < times; ++i) Happen(parsed);
  return std::move(*this);
}

Scenario&& Scenario::As(v1::Role role, absl::string_view person) && {
  actor_.set_role(role);
  actor_.set_person_id(std::string(person));
  if (!person.empty()) return std::move(*this);
  for (const Held& held : kPeople) {
    if (v1::Role_Name(role) != held.role) continue;
    actor_.set_person_id(held.person);
    break;
  }
  return std::move(*this);
}

Scenario&& Scenario::OnBehalfOf(absl::string_view person, v1::Role role,
                                v1::Channel channel) && {
  actor_.set_on_behalf_of(std::string(person));
  actor_.set_on_behalf_of_role(role);
  actor_.set_channel(channel);
  return std::move(*this);
}

Scenario&& Scenario::ForOneself() && {
  actor_.clear_on_behalf_of();
  actor_.clear_on_behalf_of_role();
  actor_.clear_channel();
  return std::move(*this);
}

Scenario&& Scenario::Uploaded(absl::string_view id,
                              absl::string_view of_case) && {
  uploads_.push_back({.id = std::string(id),
                      .case_id = std::string(of_case),
                      .name = "brief.pdf",
                      .media_type = "application/pdf",
                      .bytes = 1234,
                      .sealed_hash = std::string(32, 'h'),
                      .key = std::string(32, 'k')});
  return std::move(*this);
}

Scenario&& Scenario::Today(int year, int month, int day) && {
  now_ = StartOf(absl::CivilDay(year, month, day)) + absl::Hours(12);
  return std::move(*this);
}

Scenario&& Scenario::WhenAll(const std::vector<v1::Command>& commands) && {
  TakeIn();
  IdSupply ids(kSecret, absl::StrCat("request-", ++submissions_));
  const std::string institute_id = kInstitute;
  const Context context{.now = now_,
                        .today = DayOf(now_),
                        .actor = actor_,
                        .institute_id = institute_id,
                        .catalogue = catalogue_,
                        .calendar = calendar_,
                        .same_people = same_people_,
                        .ids = ids,
                        .next_position = head_ + 1,
                        .uploads = &uploads_};
  // Only what was asked for: a rule that looks further finds nothing there.
  Histories histories;
  for (const Tag& tag :
       Needs(commands, actor_, institute_id, ids, same_people_)) {
    if (const auto found = states_.find(tag); found != states_.end()) {
      histories.Set(tag, &found->second);
    }
  }
  decided_ = Decide(commands, histories, context);
  taken_in_ = false;
  return std::move(*this);
}

std::vector<Action> Scenario::Actions() {
  TakeIn();
  const Case& of_case = CaseAfter();
  const std::shared_ptr<const Procedure> procedure =
      catalogue_.Find(of_case.procedure);
  if (procedure == nullptr) return {};
  IdSupply ids(kSecret, "");
  const std::string institute_id = kInstitute;
  const Context context{.now = now_,
                        .today = DayOf(now_),
                        .actor = actor_,
                        .institute_id = institute_id,
                        .catalogue = catalogue_,
                        .calendar = calendar_,
                        .same_people = same_people_,
                        .ids = ids,
                        .next_position = head_ + 1,
                        .uploads = &uploads_};
  const std::vector<v1::Command> drafts =
      DraftsFor(of_case, *procedure, calendar_);
  Histories histories;
  for (const Tag& tag :
       Needs(drafts, actor_, institute_id, ids, same_people_)) {
    if (const auto found = states_.find(tag); found != states_.end()) {
      histories.Set(tag, &found->second);
    }
  }
  return ActionsOf(drafts, of_case, *procedure, histories, context);
}

Scenario&& Scenario::ThenRefused(absl::string_view reason,
                                 const ExpectedRejection& expected) && {
  if (decided_.ok()) {
    ADD_FAILURE() << "not refused; expected " << reason;
    return std::move(*this);
  }
  const absl::Status& status = decided_.status();
  EXPECT_EQ(ReasonOf(status), reason) << status;
  if (!expected.rule.empty()) {
    EXPECT_EQ(RuleOf(status), expected.rule) << status;
  }
  if (!expected.section.empty()) {
    EXPECT_EQ(SectionOf(status), expected.section) << status;
  }
  EXPECT_NE(DutchOf(status), status.message()) << "not said in Dutch";
  return std::move(*this);
}

Scenario&& Scenario::ThenExactly(const std::vector<v1::Event>& expected) && {
  if (!decided_.ok()) {
    ADD_FAILURE() << "refused: " << ReasonOf(decided_.status()) << " "
                  << decided_.status();
    return std::move(*this);
  }
  std::vector<v1::Event> happened;
  for (const Decision& decision : *decided_) {
    for (const TaggedEvent& tagged : decision.events) {
      happened.push_back(tagged.event);
    }
  }
  EXPECT_EQ(happened.size(), expected.size());
  for (size_t i = 0; i < std::min(happened.size(), expected.size()); ++i) {
    google::protobuf::util::MessageDifferencer differencer;
    differencer.set_scope(google::protobuf::util::MessageDifferencer::PARTIAL);
    std::string difference;
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(expected[i], happened[i]))
        << "event " << i << ": " << difference << "\n"
        << happened[i].DebugString();
  }
  for (size_t i = expected.size(); i < happened.size(); ++i) {
    ADD_FAILURE() << "also happened: " << happened[i].DebugString();
  }
  return std::move(*this);
}

Scenario&& Scenario::ThenTagged(size_t index, const std::vector<Tag>& tags) && {
  std::vector<const TaggedEvent*> events;
  if (decided_.ok()) {
    for (const Decision& decision : *decided_) {
      for (const TaggedEvent& tagged : decision.events) {
        events.push_back(&tagged);
      }
    }
  }
  if (index >= events.size()) {
    ADD_FAILURE() << "there is no event " << index;
    return std::move(*this);
  }
  EXPECT_THAT(events[index]->tags, ::testing::UnorderedElementsAreArray(tags));
  return std::move(*this);
}

Scenario&& Scenario::ThenDone() && {
  EXPECT_TRUE(decided_.ok())
      << ReasonOf(decided_.status()) << " " << decided_.status();
  return std::move(*this);
}

v1::Event Scenario::EventOf(absl::string_view textproto) {
  v1::Event event;
  Parse(textproto, event);
  return event;
}

void Scenario::Parse(absl::string_view textproto,
                     google::protobuf::Message& message) {
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(
      std::string(textproto), &message))
      << textproto;
}

void Scenario::Happen(const v1::Event& event) {
  TakeIn();
  const auto of_case = states_.find(Tag{TagKind::kCase, CaseIdOf(event)});
  static const Case* const none = new Case();
  const std::vector<Tag> tags = TagsOf(
      event, of_case == states_.end() ? *none : std::get<Case>(of_case->second),
      kInstitute);
  const absl::Time recorded_at =
      StartOf(DayOfEvent(event).value_or(absl::CivilDay(2026, 3, 1))) +
      absl::Hours(9);
  Take(event, tags, recorded_at);
}

void Scenario::Take(const v1::Event& event, const std::vector<Tag>& tags,
                    absl::Time recorded_at) {
  ++head_;
  if (event.has_calendar_day_set()) {
    calendar_.Set(event.calendar_day_set(), head_, recorded_at);
  }
  same_people_.Take(event);
  for (const Tag& tag : tags) {
    const auto [state, _] = states_.try_emplace(tag, EmptyState(tag.kind));
    Evolve(state->second, Happened{.event = event,
                                   .actor = actor_,
                                   .position = head_,
                                   .recorded_at = recorded_at});
  }
}

void Scenario::TakeIn() {
  if (taken_in_) return;
  taken_in_ = true;
  if (!decided_.ok()) return;
  for (const Decision& decision : *decided_) {
    for (const TaggedEvent& tagged : decision.events) {
      Take(tagged.event, tagged.tags, now_);
    }
    for (const TaggedEvent& tagged : decision.events) {
      if (!tagged.event.has_procedure_published()) continue;
      if (auto procedure =
              Parsed(tagged.event.procedure_published().textproto())) {
        EXPECT_TRUE(catalogue_.Add(std::move(procedure)).ok());
      }
    }
  }
}

std::string AlsoTeaches(absl::string_view person_id) {
  return absl::StrCat(R"pb(role_granted { grant_id: "grant-double"
                                          role: ROLE_TEACHER
                                          scope { group_id: "group-1" }
                                          from { year: 2026 month: 3 day: 1 }
                                          person_id: ")pb",
                      person_id, R"(" })");
}

}  // namespace driehoek
