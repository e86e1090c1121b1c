#include "bench/institute.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "base/ids.h"
#include "base/status_macros.h"

namespace driehoek::bench {
namespace {

constexpr int kPeople = 1000;  // Residents, and as many trainers.
// Commands under way at most: they share a sync.
constexpr uint64_t kTogether = 4000;
// Cases that are made side by side, so that their states stay in memory.
constexpr int kCasesTogether = 2000;

void SetDate(v1::Date* date, absl::CivilDay day) {
  date->set_year(static_cast<int>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
}

// Gives commands to the engine, many at a time, and keeps the first refusal.
class Giver {
 public:
  explicit Giver(Engine& engine)
      : engine_(engine), ids_(engine.store().identity().id_secret, "bench") {}

  std::string Person(const std::string& reference) const {
    return ids_.ForReference("person", reference);
  }
  std::string Other(const char* kind, const std::string& reference) const {
    return ids_.ForReference(kind, reference);
  }

  // `answered` gets what the command answered.
  absl::Status Give(
      const std::string& person, v1::Role role, v1::Command command,
      std::function<void(const v1::SubmitResponse&)> answered = nullptr) {
    Submission submission;
    submission.request_id = absl::StrCat("bench-", ++given_);
    submission.actor.set_person_id(Person(person));
    submission.actor.set_role(role);
    submission.commands.push_back(std::move(command));
    engine_.writer().Submit(
        std::move(submission),
        [this, answered = std::move(answered)](
            const absl::StatusOr<v1::SubmitResponse>& answer) {
          if (!answer.ok()) {
            refused_.Update(answer.status());
          } else if (answered) {
            answered(*answer);
          }
        });
    return given_ % kTogether == 0 ? Finish() : absl::OkStatus();
  }

  // Everything given so far is carried out. The views are left behind: they
  // take a long log faster than one commit after the other.
  absl::Status Finish() {
    Writer& writer = engine_.writer();
    while (!writer.idle()) {
      RETURN_IF_ERROR(writer.Step().status());
      while (writer.LoadStep()) {
      }
      writer.AnswerStep();
    }
    return refused_;
  }

 private:
  Engine& engine_;
  const IdSupply ids_;
  uint64_t given_ = 0;
  absl::Status refused_;
};

absl::Status LetPeopleIn(Giver& giver, const std::string& procedure) {
  v1::Command publish;
  publish.mutable_publish_procedure()->set_textproto(procedure);
  RETURN_IF_ERROR(giver.Give("beheer", v1::ROLE_ADMINISTRATOR, publish));
  const auto add = [&](const std::string& reference, v1::Role role,
                       const std::string& group, int year) -> absl::Status {
    v1::Command person;
    person.mutable_register_person()->set_reference(reference);
    person.mutable_register_person()->set_name(
        absl::StrCat("Verzonnen ", reference));
    RETURN_IF_ERROR(giver.Give("beheer", v1::ROLE_ADMINISTRATOR, person));
    v1::Command grant;
    auto& role_of = *grant.mutable_grant_role();
    role_of.set_reference(absl::StrCat("rol-", reference));
    role_of.set_person_id(giver.Person(reference));
    role_of.set_role(role);
    if (!group.empty()) role_of.mutable_scope()->set_group_id(group);
    if (year != 0) role_of.mutable_scope()->set_training_year(year);
    SetDate(role_of.mutable_from(), absl::CivilDay(2026, 3, 1));
    return giver.Give("beheer", v1::ROLE_ADMINISTRATOR, grant);
  };
  v1::Command group;
  group.mutable_register_group()->set_reference("groep-1a");
  group.mutable_register_group()->set_name("Groep 1A");
  group.mutable_register_group()->set_training_year(1);
  RETURN_IF_ERROR(giver.Give("beheer", v1::ROLE_ADMINISTRATOR, group));
  v1::Command practice;
  practice.mutable_register_practice()->set_reference("praktijk");
  practice.mutable_register_practice()->set_name("Praktijk De Verzonnen Eik");
  RETURN_IF_ERROR(giver.Give("beheer", v1::ROLE_ADMINISTRATOR, practice));
  RETURN_IF_ERROR(giver.Finish());
  const std::string group_id = giver.Other("group", "groep-1a");
  RETURN_IF_ERROR(add("docent-p", v1::ROLE_TEACHER, group_id, 0));
  RETURN_IF_ERROR(add("mo-1", v1::ROLE_PROGRAMME_MANAGER, "", 1));
  RETURN_IF_ERROR(add("plv", v1::ROLE_DEPUTY_HEAD, "", 0));
  for (int i = 0; i < kPeople; ++i) {
    RETURN_IF_ERROR(add(absl::StrCat("aios-", i), v1::ROLE_RESIDENT, "", 0));
    RETURN_IF_ERROR(add(absl::StrCat("opleider-", i), v1::ROLE_TRAINER, "", 0));
  }
  return giver.Finish();
}

absl::Status RegisterPlacement(Giver& giver, int number) {
  v1::Command command;
  auto& placement = *command.mutable_register_placement();
  const int person = number % kPeople;
  placement.set_reference(absl::StrCat("stage-", number));
  placement.set_resident_id(giver.Person(absl::StrCat("aios-", person)));
  placement.add_trainer_ids(giver.Person(absl::StrCat("opleider-", person)));
  placement.set_practice_id(giver.Other("practice", "praktijk"));
  placement.set_group_id(giver.Other("group", "groep-1a"));
  placement.set_training_year(1);
  SetDate(placement.mutable_starts_on(), absl::CivilDay(2026, 3, 1));
  SetDate(placement.mutable_ends_on(), absl::CivilDay(2027, 2, 28));
  return giver.Give("beheer", v1::ROLE_ADMINISTRATOR, command);
}

// Opens the case too; `case_id` is filled in by the next Finish.
absl::Status HoldMeeting(Giver& giver, int number, std::string& case_id) {
  v1::Command command;
  auto& meeting = *command.mutable_hold_triangular_meeting();
  meeting.set_placement_id(
      giver.Other("placement", absl::StrCat("stage-", number)));
  meeting.set_outcome(v1::MEETING_OUTCOME_ADVICE_TO_DECOUPLE);
  return giver.Give("docent-p", v1::ROLE_TEACHER, command,
                    [&case_id](const v1::SubmitResponse& answer) {
                      case_id = answer.case_ids(0);
                    });
}

absl::Status SubmitReport(Giver& giver, const std::string& case_id) {
  v1::Command command;
  auto& report = *command.mutable_submit_report();
  report.set_case_id(case_id);
  report.set_report("D-1");
  for (const char* part :
       {"perspective_resident", "perspective_trainer", "advice"}) {
    (*report.mutable_parts())[part] = "Verzonnen.";
  }
  return giver.Give("docent-p", v1::ROLE_TEACHER, command);
}

absl::Status Rule(Giver& giver, const std::string& case_id) {
  v1::Command notify;
  notify.mutable_notify_programme_manager()->set_case_id(case_id);
  RETURN_IF_ERROR(giver.Give("docent-p", v1::ROLE_TEACHER, notify));
  v1::Command discuss;
  discuss.mutable_discuss_with_deputy_head()->set_case_id(case_id);
  RETURN_IF_ERROR(giver.Give("mo-1", v1::ROLE_PROGRAMME_MANAGER, discuss));
  v1::Command rule;
  rule.mutable_rule_decoupling()->set_case_id(case_id);
  rule.mutable_rule_decoupling()->set_ruling(v1::RULING_DECOUPLE);
  return giver.Give("plv", v1::ROLE_DEPUTY_HEAD, rule);
}

// Step by step for all of them, so that each finds its case in memory.
absl::Status MakeCases(Giver& giver, int first, int end,
                       std::vector<std::string>& case_ids) {
  for (int i = first; i < end; ++i) {
    RETURN_IF_ERROR(HoldMeeting(giver, i, case_ids[static_cast<size_t>(i)]));
  }
  RETURN_IF_ERROR(giver.Finish());
  for (int i = first; i < end; ++i) {
    RETURN_IF_ERROR(SubmitReport(giver, case_ids[static_cast<size_t>(i)]));
  }
  RETURN_IF_ERROR(giver.Finish());
  for (int i = first; i < end; ++i) {
    RETURN_IF_ERROR(Rule(giver, case_ids[static_cast<size_t>(i)]));
  }
  return giver.Finish();
}

}  // namespace

absl::StatusOr<LargeInstitute> MakeInstitute(Engine& engine,
                                             const std::string& procedure,
                                             int cases, int long_cases) {
  Giver giver(engine);
  RETURN_IF_ERROR(LetPeopleIn(giver, procedure));
  LargeInstitute institute;
  institute.case_ids.resize(static_cast<size_t>(cases));
  // All of them first: a decoupling blocks its trainer for new ones (G-2).
  for (int i = 0; i < cases; ++i) {
    RETURN_IF_ERROR(RegisterPlacement(giver, i));
  }
  RETURN_IF_ERROR(giver.Finish());
  for (int first = 0; first < cases; first += kCasesTogether) {
    RETURN_IF_ERROR(MakeCases(giver, first,
                              std::min(first + kCasesTogether, cases),
                              institute.case_ids));
  }
  for (int i = 0; i < long_cases; ++i) {
    for (int turn = 0; turn < 13; ++turn) {
      v1::Command plan;
      auto& meeting = *plan.mutable_plan_triangular_meeting();
      meeting.set_case_id(institute.case_ids[static_cast<size_t>(i)]);
      SetDate(meeting.mutable_planned_on(), absl::CivilDay(2026, 12, 1) + turn);
      RETURN_IF_ERROR(giver.Give("docent-p", v1::ROLE_TEACHER, plan));
    }
  }
  RETURN_IF_ERROR(giver.Finish());
  return institute;
}

}  // namespace driehoek::bench
