// What is done for a procedure itself: teachers get it (S-42), and it is
// evaluated every year (S-43).
#include <string>

#include "absl/container/flat_hash_set.h"
#include "base/status_macros.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/standings.h"

namespace driehoek {
namespace {

constexpr int kMaxTeachersAtOnce = 100;

// Each named once, a teacher on that day, and without a copy still.
absl::Status CheckTeachers(const v1::HandOutProcedure& command,
                           const CohortState& cohort,
                           const Situation& situation) {
  const absl::flat_hash_set<std::string> different(
      command.teacher_ids().begin(), command.teacher_ids().end());
  if (command.teacher_ids_size() > kMaxTeachersAtOnce ||
      static_cast<int>(different.size()) != command.teacher_ids_size()) {
    return rejection::TooManyTeachers(kMaxTeachersAtOnce);
  }
  for (const std::string& teacher_id : command.teacher_ids()) {
    RETURN_IF_ERROR(CheckId(teacher_id, "teacher_ids"));
    const PersonState teacher = PersonOf(teacher_id, situation.draft);
    if (!teacher.Holds(v1::ROLE_TEACHER, situation.on)) {
      return rejection::NotATeacher();
    }
    const CohortState::Receipt* receipt = cohort.FindReceipt(teacher_id);
    if (receipt == nullptr) receipt = cohort.FindReceipt(teacher.id);
    if (receipt != nullptr) {
      return rejection::AlreadyDone(receipt->on,
                                    "deze docent heeft de procedure",
                                    "this teacher has the procedure");
    }
  }
  return absl::OkStatus();
}

}  // namespace

// Who teaches in a year changes in the course of it, so that the year assistant
// says when all have it; whoever comes later gets a copy of his or her own.
Answer Decide(const v1::HandOutProcedure& command, const Situation& situation) {
  const CohortState& cohort =
      situation.draft.Get<CohortState>(TagKind::kCohort, command.cohort_id());
  if (command.teacher_ids().empty() && !command.all()) {
    return rejection::NobodyGotIt();
  }
  RETURN_IF_ERROR(CheckTeachers(command, cohort, situation));
  const CohortState::Receipt* const all = cohort.FindReceipt("");
  if (command.all() && all != nullptr) {
    return rejection::AlreadyDone(all->on, "alle docenten hebben de procedure",
                                  "all teachers have the procedure");
  }
  Ruled ruled;
  ruled.id = cohort.id;
  v1::ProcedureHandedOut& handed_out =
      *ruled.events.emplace_back().mutable_procedure_handed_out();
  handed_out.set_cohort_id(cohort.id);
  handed_out.set_procedure_key(situation.procedure->data().key());
  *handed_out.mutable_on() = ToProto(situation.on);
  *handed_out.mutable_teacher_ids() = command.teacher_ids();
  handed_out.set_all(command.all());
  return ruled;
}

Answer Decide(const v1::ReviewProcedure& command, const Situation& situation) {
  if (command.result() == v1::REVIEW_RESULT_UNSPECIFIED ||
      !v1::ReviewResult_IsValid(command.result())) {
    return rejection::FieldMissing("result");
  }
  const ProcedureState& procedure = situation.draft.Get<ProcedureState>(
      TagKind::kProcedure, command.procedure_key());
  if (procedure.ReviewOn(situation.on) != nullptr) {
    return rejection::AlreadyDone(situation.on, "de procedure is geëvalueerd",
                                  "the procedure was evaluated");
  }
  Ruled ruled;
  ruled.id = procedure.id;
  v1::ProcedureReviewed& reviewed =
      *ruled.events.emplace_back().mutable_procedure_reviewed();
  reviewed.set_procedure_key(procedure.id);
  *reviewed.mutable_on() = ToProto(situation.on);
  reviewed.set_result(command.result());
  return ruled;
}

}  // namespace driehoek
