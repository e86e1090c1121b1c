// The triangular meeting: planned, held, and the call after it (S-3, S-25).
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/decoupled.h"
#include "domain/open_case.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr int kMaxTeachers = 10;

// The teachers who were there: those named, else the teacher who acts. At
// least one, each of the group on that day.
absl::StatusOr<std::vector<std::string>> TeachersAt(
    const v1::HoldTriangularMeeting& command, const Situation& situation) {
  std::vector<std::string> teacher_ids(command.teacher_ids().begin(),
                                       command.teacher_ids().end());
  if (teacher_ids.empty() && situation.acting.role == v1::ROLE_TEACHER) {
    return std::vector<std::string>{situation.acting.person_id};
  }
  if (teacher_ids.empty() || teacher_ids.size() > kMaxTeachers) {
    return rejection::TeacherMissing();
  }
  const Surroundings surroundings =
      command.case_id().empty()
          ? SurroundingsOf(situation.draft.Get<PlacementState>(
                TagKind::kPlacement, command.placement_id()))
          : SurroundingsOf(situation.of_case, *situation.procedure,
                           situation.context.calendar);
  for (const std::string& teacher_id : teacher_ids) {
    RETURN_IF_ERROR(CheckId(teacher_id, "teacher_ids"));
    const auto concerned_on = [&](absl::CivilDay day) {
      return IsConcerned(
          CallerOf(teacher_id, v1::ROLE_TEACHER, day, situation.draft),
          surroundings);
    };
    // Of the time before the take-over the directory may know nothing.
    if (!concerned_on(situation.on) &&
        !(situation.taking_over && concerned_on(situation.context.today))) {
      return rejection::NotATeacherOfTheGroup();
    }
  }
  return teacher_ids;
}

// Without the resident or the trainer it is a talk, of which nothing can come
// that a triangular meeting decides.
absl::Status CheckAttendance(const v1::HoldTriangularMeeting& command) {
  if (command.outcome() != v1::MEETING_OUTCOME_UNSPECIFIED &&
      !v1::MeetingOutcome_IsValid(command.outcome())) {
    return rejection::FieldMissing("outcome");
  }
  if (command.absent().empty()) {
    return command.outcome() == v1::MEETING_OUTCOME_UNSPECIFIED
               ? rejection::FieldMissing("outcome")
               : absl::OkStatus();
  }
  std::set<int> absent;
  for (const int role : command.absent()) {
    if (role != v1::ROLE_RESIDENT && role != v1::ROLE_TRAINER) {
      return rejection::NotAParty("absent");
    }
    if (!absent.insert(role).second) {
      return rejection::FieldNotExpected("absent");
    }
  }
  return command.outcome() == v1::MEETING_OUTCOME_NO_DECOUPLING ||
                 command.outcome() == v1::MEETING_OUTCOME_ADVICE_TO_DECOUPLE
             ? rejection::MeetingIncomplete()
             : absl::OkStatus();
}

}  // namespace

Answer Decide(const v1::PlanTriangularMeeting& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDay(command.planned_on(), "planned_on"));
  const absl::CivilDay planned_on = FromProto(command.planned_on());
  if (planned_on < situation.context.today) {
    return rejection::DateInPast(planned_on);
  }
  ASSIGN_OR_RETURN(Ruled ruled, InCase(command, situation));
  ruled.id = situation.context.ids.Next();
  v1::TriangularMeetingPlanned& planned =
      *ruled.events.emplace_back().mutable_triangular_meeting_planned();
  planned.set_case_id(ruled.case_id);
  planned.set_meeting_id(ruled.id);
  *planned.mutable_planned_on() = command.planned_on();
  return ruled;
}

Answer Decide(const v1::HoldTriangularMeeting& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckAttendance(command));
  if (!command.meeting_id().empty()) {
    RETURN_IF_ERROR(CheckId(command.meeting_id(), "meeting_id"));
    const Meeting* const planned =
        situation.of_case.FindMeeting(command.meeting_id());
    if (planned == nullptr) return rejection::MeetingNotFound();
    if (planned->held_on.has_value()) return rejection::MeetingAlreadyHeld();
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> teacher_ids,
                   TeachersAt(command, situation));
  ASSIGN_OR_RETURN(Ruled ruled, InCase(command, situation));
  ruled.id = command.meeting_id().empty() ? situation.context.ids.Next()
                                          : command.meeting_id();
  v1::TriangularMeetingHeld& held =
      *ruled.events.emplace_back().mutable_triangular_meeting_held();
  held.set_case_id(ruled.case_id);
  held.set_meeting_id(ruled.id);
  *held.mutable_on() = ToProto(situation.on);
  held.set_outcome(command.outcome());
  for (const std::string& teacher_id : teacher_ids) {
    held.add_teacher_ids(teacher_id);
  }
  *held.mutable_absent() = command.absent();
  return ruled;
}

Answer Decide(const v1::HoldTrainerCheckUp& command,
              const Situation& situation) {
  const Case& state = situation.of_case;
  const Meeting* const meeting = command.meeting_id().empty()
                                     ? state.latest_held()
                                     : state.FindMeeting(command.meeting_id());
  if (meeting == nullptr) {
    return command.meeting_id().empty() ? rejection::NoMeetingHeld()
                                        : rejection::MeetingNotFound();
  }
  if (!meeting->held_on.has_value() || meeting->talk) {
    return rejection::NoMeetingHeld();
  }
  if (situation.on < *meeting->held_on) {
    return rejection::OutOfOrder(situation.on, *meeting->held_on,
                                 "het driehoeksgesprek",
                                 "the triangular meeting");
  }
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  Ruled ruled;
  ruled.id = meeting->id;
  v1::TrainerCheckUpHeld& held =
      *ruled.events.emplace_back().mutable_trainer_check_up_held();
  held.set_case_id(state.id);
  held.set_meeting_id(meeting->id);
  *held.mutable_on() = ToProto(situation.on);
  held.set_trainer_id(trainer_id);
  return ruled;
}

}  // namespace driehoek
