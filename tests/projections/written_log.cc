#include "tests/projections/written_log.h"

#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/civil.h"
#include "base/fatal.h"
#include "base/sha256.h"
#include "domain/dates.h"
#include "domain/tags.h"
#include "eventstore/memory_event_store.h"
#include "google/protobuf/text_format.h"
#include "projections/fold.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

constexpr char kInstitute[] = "institute-of-the-tests";

LogIdentity IdentityOfTests() {
  return {"00112233445566778899aabbccddeeff", std::string(32, 's')};
}

bool IsDigitAt(const std::string& text, size_t i) {
  return i < text.size() && text[i] >= '0' && text[i] <= '9';
}

// "@5" becomes the date of day 5.
std::string WithDates(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '@' || !IsDigitAt(text, i + 1)) {
      result += text[i];
      continue;
    }
    std::string digits;
    while (IsDigitAt(text, i + 1)) {
      digits += text[++i];
    }
    int day = 0;
    if (!absl::SimpleAtoi(digits, &day)) Fatal("a day too far");
    absl::StrAppend(&result, "{", ToProto(kMonday + day).ShortDebugString(),
                    "}");
  }
  return result;
}

}  // namespace

std::string CaseOf(int number) { return absl::StrCat("case-", number); }

absl::Time TenOn(int day) { return StartOf(kMonday + day) + absl::Hours(10); }

v1::Event EventIn(int number, const std::string& text) {
  v1::Event event;
  const std::string said =
      WithDates(absl::StrReplaceAll(text, {{"$", absl::StrCat(number)}}));
  if (!google::protobuf::TextFormat::ParseFromString(said, &event)) {
    Fatal(absl::StrCat("no event: ", said));
  }
  return event;
}

const std::vector<Told>& DecouplingStory() {
  static const auto* const story = new std::vector<Told>{
      {0, R"pb(case_opened {
                 case_id: "case-$"
                 number: "2026-$"
                 placement_id: "placement-$"
                 resident_id: "resident-$"
                 trainer_ids: "trainer-$"
                 practice_id: "practice-1"
                 group_id: "group-1"
                 training_year: 1 placement_starts_on @0 placement_ends_on @300
                 procedure_key: "utrecht-ontkoppeling"
                 procedure_version: "2023-03" on @0
               })pb"},
      {0, R"pb(triangular_meeting_held {
                 case_id: "case-$"
                 meeting_id: "meeting-$" on @0
                 outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
                 teacher_ids: "teacher-1"
               })pb"},
      {3, R"pb(trainer_check_up_held {
                 case_id: "case-$"
                 meeting_id: "meeting-$" on @3
                 trainer_id: "trainer-$"
               })pb"},
      {5, R"pb(report_submitted {
                 case_id: "case-$"
                 document_id: "d1-$"
                 report: "D-1"
                 about_id: "meeting-$" on @5
                 part_keys: "advice"
               })pb"},
      {5, R"pb(decoupling_advised {
                 case_id: "case-$"
                 meeting_id: "meeting-$"
                 document_id: "d1-$" on @5
               })pb"},
      {6, R"pb(document_archived {
                 case_id: "case-$"
                 document_id: "d1-$"
                 place: "EP"
                 owner_id: "resident-$" on @6
                 report: "D-1"
               })pb"},
      {6, R"pb(document_archived {
                 case_id: "case-$"
                 document_id: "d1-$"
                 place: "OD"
                 owner_id: "trainer-$" on @6
                 report: "D-1"
               })pb"},
      {6, R"pb(programme_manager_notified { case_id: "case-$" on @6 })pb"},
      {7, R"pb(possible_decoupling_announced { case_id: "case-$" on @7 })pb"},
      {8, R"pb(discussed_with_deputy_head { case_id: "case-$" on @8 })pb"},
      {9, R"pb(decoupling_ruled {
                 case_id: "case-$"
                 ruling: RULING_DECOUPLE on @9 effective_on @12
               })pb"},
      {9, R"pb(decision_communicated { case_id: "case-$" on @9 })pb"},
      {10, R"pb(administratively_processed {
                  case_id: "case-$"
                  item: CHECKLIST_ITEM_DECOUPLING_MAIL_SENT on @10
                })pb"},
      {10, R"pb(administratively_processed {
                  case_id: "case-$"
                  item: CHECKLIST_ITEM_TRAJECTORY_REGISTERED on @10
                })pb"},
      {10, R"pb(manager_contact_planned {
                  case_id: "case-$"
                  trainer_id: "trainer-$" on @10 planned_on @30
                })pb"},
      {11, R"pb(candidate_proposed {
                  case_id: "case-$"
                  candidacy_id: "candidacy-$"
                  candidate_id: "candidate-$"
                  practice_id: "practice-2" on @11
                })pb"},
      {12, R"pb(candidate_suitability_stated {
                  case_id: "case-$"
                  candidacy_id: "candidacy-$"
                  suitable: true on @12
                })pb"},
      {14, R"pb(introduction_meeting_held {
                  case_id: "case-$"
                  candidacy_id: "candidacy-$" on @14
                })pb"},
      {15, R"pb(pairing_answer_given {
                  case_id: "case-$"
                  candidacy_id: "candidacy-$"
                  answered_by: ROLE_RESIDENT
                  accepts: true on @15
                })pb"},
      {16, R"pb(pairing_answer_given {
                  case_id: "case-$"
                  candidacy_id: "candidacy-$"
                  answered_by: ROLE_TRAINER
                  accepts: true on @16
                })pb"},
      {17, R"pb(pairing_confirmed {
                  case_id: "case-$"
                  candidacy_id: "candidacy-$"
                  trainer_id: "candidate-$"
                  new_placement_id: "placement-new-$" on @17 starts_on @33
                })pb"},
      {17, R"pb(placement_registered {
                  placement_id: "placement-new-$"
                  resident_id: "resident-$"
                  trainer_ids: "candidate-$"
                  practice_id: "practice-2"
                  group_id: "group-1"
                  training_year: 1 starts_on @33 ends_on @300
                })pb"},
      {17, R"pb(administratively_processed {
                  case_id: "case-$"
                  item: CHECKLIST_ITEM_PAIRING_REGISTERED on @17
                })pb"},
      {18, R"pb(remaining_year_info_sent { case_id: "case-$" on @18 })pb"},
      {20, R"pb(resident_evaluation_held {
                  case_id: "case-$"
                  evaluation_id: "evaluation-$" on @20
                })pb"},
      {25, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d7-$"
                  report: "D-7"
                  about_id: "evaluation-$" on @25
                  part_keys: "learning_points"
                })pb"},
      {26, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d7-$"
                  place: "EP"
                  owner_id: "resident-$" on @26
                  report: "D-7"
                })pb"},
      {26, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d7-$"
                  place: "OD"
                  owner_id: "trainer-$" on @26
                  report: "D-7"
                })pb"},
      {27, R"pb(trainer_evaluation_held {
                  case_id: "case-$"
                  evaluation_id: "second-$" on @27
                  trainer_id: "trainer-$"
                })pb"},
      {28, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d8-$"
                  report: "D-8"
                  about_id: "second-$" on @28
                })pb"},
      {28, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d9-$"
                  report: "D-9"
                  about_id: "second-$" on @28
                })pb"},
      {28, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d10-$"
                  report: "D-10"
                  about_id: "second-$" on @28
                })pb"},
      {28, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d11-$"
                  report: "D-11"
                  about_id: "second-$" on @28
                })pb"},
      {29, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d8-$"
                  place: "OD"
                  owner_id: "trainer-$" on @29
                  report: "D-8"
                })pb"},
      {29, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d9-$"
                  place: "EP"
                  owner_id: "resident-$" on @29
                  report: "D-9"
                })pb"},
      {29, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d10-$"
                  place: "EP"
                  owner_id: "resident-$" on @29
                  report: "D-10"
                })pb"},
      {29, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d11-$"
                  place: "OD"
                  owner_id: "trainer-$" on @29
                  report: "D-11"
                })pb"},
      {30, R"pb(manager_contact_held {
                  case_id: "case-$"
                  contact_id: "contact-$" on @30
                  trainer_id: "trainer-$"
                })pb"},
      {31, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d12-$"
                  report: "D-12"
                  about_id: "contact-$" on @31
                })pb"},
      {31, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d12-$"
                  place: "OD"
                  owner_id: "trainer-$" on @31
                  report: "D-12"
                })pb"},
      {33, R"pb(new_placement_started {
                  case_id: "case-$"
                  new_placement_id: "placement-new-$" on @33
                })pb"},
      {85, R"pb(new_placement_evaluation_held {
                  case_id: "case-$"
                  evaluation_id: "third-$" on @85
                })pb"},
      {88, R"pb(report_submitted {
                  case_id: "case-$"
                  document_id: "d13-$"
                  report: "D-13"
                  about_id: "third-$" on @88
                })pb"},
      {88, R"pb(document_archived {
                  case_id: "case-$"
                  document_id: "d13-$"
                  place: "EP"
                  owner_id: "resident-$" on @88
                  report: "D-13"
                })pb"},
      {90, R"pb(case_closed {
                  case_id: "case-$"
                  placement_id: "placement-$"
                  result: CASE_RESULT_RE_PAIRED on @90
                })pb"},
  };
  return *story;
}

WrittenLog::WrittenLog() : WrittenLog(TextOf(kUtrechtFile)) {}

WrittenLog::WrittenLog(const std::string& procedure)
    : WrittenLog(NewMemoryEventStore(IdentityOfTests()), procedure) {}

WrittenLog::WrittenLog(std::unique_ptr<EventStore> store)
    : WrittenLog(std::move(store), TextOf(kUtrechtFile)) {}

WrittenLog::WrittenLog(std::unique_ptr<EventStore> store,
                       const std::string& procedure)
    : store_(std::move(store)) {
  std::vector<v1::ProcedureProblem> problems;
  if (!catalogue_.Add(ParseProcedure(procedure, &problems)).ok()) {
    Fatal("cannot use the procedure");
  }
  v1::Event founded;
  founded.mutable_institute_founded()->set_institute_id(kInstitute);
  founded.mutable_institute_founded()->set_name("Opleiding van de proef");
  v1::Event published;
  published.mutable_procedure_published()->set_key("utrecht-ontkoppeling");
  published.mutable_procedure_published()->set_version("2023-03");
  published.mutable_procedure_published()->set_textproto(procedure);
  Add(TenOn(0) - absl::Hours(48), {founded, published});
}

Position WrittenLog::Add(absl::Time at, const std::vector<v1::Event>& events) {
  const std::unique_ptr<AppendBatch> batch = store_->Begin(at);
  AppendRequest request;
  request.request_id = absl::StrCat("told/", ++requests_);
  request.content = Sha256({request.request_id});
  request.actor.set_person_id("teacher-1");
  request.actor.set_role(v1::ROLE_TEACHER);
  request.events = Tagged(events);
  const absl::StatusOr<AppendAnswer> answer = batch->Add(std::move(request));
  if (!answer.ok()) Fatal(answer.status().ToString());
  Took(batch->events());
  if (const absl::Status stored = batch->Commit(); !stored.ok()) {
    Fatal(stored.ToString());
  }
  return std::get<Appended>(*answer).last;
}

Position WrittenLog::Tell(int number, const Told& told) {
  return Add(TenOn(told.day), {EventIn(number, told.event)});
}

Position WrittenLog::Tell(int number, const std::vector<Told>& story) {
  Position last = 0;
  for (const Told& told : story) last = Tell(number, told);
  return last;
}

void WrittenLog::TellTogether(int stories, const std::vector<Told>& story) {
  for (const Told& told : story) {
    for (int number = 1; number <= stories; ++number) Tell(number, told);
  }
}

void WrittenLog::TellAtOnce(int stories, size_t events, bool in_turn) {
  std::vector<v1::Event> told;
  const auto tell = [&](int number, size_t event) {
    told.push_back(EventIn(number, DecouplingStory()[event].event));
    // The tags of an event follow from the case as it was before the request.
    const bool ends =
        in_turn ? number == stories : event == 0 || event + 1 == events;
    if (ends) {
      Add(TenOn(DecouplingStory()[event].day), told);
      told.clear();
    }
  };
  if (in_turn) {
    for (size_t event = 0; event < events; ++event) {
      for (int number = 1; number <= stories; ++number) tell(number, event);
    }
  } else {
    for (int number = 1; number <= stories; ++number) {
      for (size_t event = 0; event < events; ++event) tell(number, event);
    }
  }
}

absl::StatusOr<Appended> WrittenLog::AddOutcomes(
    const std::string& request_id, absl::Time at,
    const std::vector<v1::Event>& outcomes, Position nothing_after) {
  const std::unique_ptr<AppendBatch> batch = store_->Begin(at);
  AppendRequest request;
  request.request_id = request_id;
  for (const v1::Event& outcome : outcomes) {
    request.content =
        Sha256({BytesOf(request.content), outcome.SerializeAsString()});
  }
  request.actor.set_role(v1::ROLE_SYSTEM);
  request.events = Tagged(outcomes);
  request.condition = {
      Query::AnyOf({{.types = {}, .tags = request.events.front().tags}}),
      nothing_after};
  const absl::StatusOr<AppendAnswer> answer = batch->Add(std::move(request));
  if (!answer.ok()) return answer.status();
  if (std::holds_alternative<ConditionFailed>(*answer)) {
    return absl::FailedPreconditionError("it has moved on");
  }
  Took(batch->events());
  if (const absl::Status stored = batch->Commit(); !stored.ok()) return stored;
  return std::get<Appended>(*answer);
}

std::vector<NewEvent> WrittenLog::Tagged(const std::vector<v1::Event>& events) {
  std::vector<NewEvent> tagged;
  tagged.reserve(events.size());
  for (const v1::Event& event : events) {
    tagged.push_back(
        {event, TagsOf(event, cases_[CaseIdOf(event)], kInstitute)});
  }
  return tagged;
}

void WrittenLog::Took(const std::vector<RecordedEvent>& events) {
  for (const RecordedEvent& event : events) {
    const std::string case_id = CaseIdOf(event.event);
    if (!case_id.empty()) Evolve(cases_[case_id], HappenedOf(event));
  }
}

}  // namespace driehoek
