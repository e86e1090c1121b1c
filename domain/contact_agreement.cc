// What the teachers agree on calls when they know of a sick report (S-37). The
// cause, the nature and the relation are recorded nowhere (P-7).
#include <string>

#include "base/status_macros.h"
#include "domain/open_case.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/trainer_of_case.h"

namespace driehoek {
namespace {

// The agreement with this id, or the latest when it is empty; null when there
// is none.
const Fact* FindAgreement(const Case& state, const std::string& agreement_id) {
  const Fact* latest = nullptr;
  for (const Fact& fact : state.facts) {
    if (fact.kind != v1::FACT_KIND_CONTACT_AGREEMENT_STARTED) continue;
    if (!agreement_id.empty() && fact.about == agreement_id) return &fact;
    if (latest == nullptr || fact.on >= latest->on) latest = &fact;
  }
  return agreement_id.empty() ? latest : nullptr;
}

}  // namespace

Answer Decide(const v1::StartContactAgreement& command,
              const Situation& situation) {
  for (const Fact& fact : situation.of_case.facts) {
    if (fact.kind == v1::FACT_KIND_CONTACT_AGREEMENT_STARTED &&
        fact.on == situation.on) {
      return rejection::AlreadyDone(fact.on, "de contactafspraak",
                                    "the contact agreement");
    }
  }
  ASSIGN_OR_RETURN(Ruled ruled, InCase(command, situation));
  ruled.id = situation.context.ids.Next();
  v1::ContactAgreementStarted& started =
      *ruled.events.emplace_back().mutable_contact_agreement_started();
  started.set_case_id(ruled.case_id);
  started.set_agreement_id(ruled.id);
  *started.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::MakeContactCall& command, const Situation& situation) {
  const Case& state = situation.of_case;
  if (!command.agreement_id().empty()) {
    RETURN_IF_ERROR(CheckId(command.agreement_id(), "agreement_id"));
  }
  const Fact* const agreement = FindAgreement(state, command.agreement_id());
  if (agreement == nullptr) return rejection::ContactAgreementNotFound();
  if (situation.on < agreement->on) {
    return rejection::OutOfOrder(situation.on, agreement->on,
                                 "de contactafspraak", "the contact agreement");
  }
  if (command.with() == v1::ROLE_UNSPECIFIED) {
    return rejection::FieldMissing("with");
  }
  std::string trainer_id;
  if (command.with() == v1::ROLE_TRAINER) {
    ASSIGN_OR_RETURN(trainer_id,
                     TrainerOf(state.trainer_ids, command.trainer_id(),
                               situation.draft.same_people()));
  } else if (command.with() != v1::ROLE_RESIDENT) {
    return rejection::NotAParty("with");
  } else if (!command.trainer_id().empty()) {
    return rejection::FieldNotExpected("trainer_id");
  }
  Ruled ruled;
  ruled.id = agreement->about;
  v1::ContactCallMade& made =
      *ruled.events.emplace_back().mutable_contact_call_made();
  made.set_case_id(state.id);
  made.set_agreement_id(agreement->about);
  made.set_with(command.with());
  made.set_trainer_id(trainer_id);
  made.set_reached(command.reached());
  *made.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
