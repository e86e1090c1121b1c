// Commands that this release does not take. Shrinks to nothing before it is
// one: a rule that gets its own file leaves here.
#include "absl/status/status.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

absl::Status NotTaken() {
  return absl::UnimplementedError("this command is not taken yet");
}

}  // namespace

Answer Decide(const v1::CommunicateDecision&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::ProcessAdministratively&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::PlanManagerContact&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::ProposeCandidate&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::StateCandidateSuitability&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::HoldIntroductionMeeting&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::GivePairingAnswer&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::ConfirmPairing&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::MoveNewPlacementStart&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::SendRemainingYearInfo&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::StartNewPlacement&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::HoldResidentEvaluation&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::HoldTrainerEvaluation&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::HoldManagerContact&, const Situation&) {
  return NotTaken();
}
Answer Decide(const v1::HoldNewPlacementEvaluation&, const Situation&) {
  return NotTaken();
}

}  // namespace driehoek
