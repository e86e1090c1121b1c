#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {

Answer Decide(const v1::PlanEvaluation&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::DiscussReflection&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::InviteToTrainerReturnDay&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::ReportOnTrainerReturnDay&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::NoteAftercare&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::DecideRematching&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::ChooseReflectionPlace&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::WithdrawReflection&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::SeeDocument&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::ReleaseAttentionPoints&, const Situation&) {
  return rejection::NoCommand();
}

Answer Decide(const v1::GiveReaction&, const Situation&) {
  return rejection::NoCommand();
}

}  // namespace driehoek
