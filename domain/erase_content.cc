// Erasing for good, on a decision, and what keeps from it (art. 17 AVG; context
// §9). The keys are destroyed with the event (ErasedBy), so nothing is undone.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "domain/competence.h"
#include "domain/decoupled.h"
#include "domain/due_dates.h"
#include "domain/erasure.h"
#include "domain/numbers.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr size_t kMostHolds = 1000;

const Institute& InstituteOf(const Situation& situation) {
  return situation.draft.Get<Institute>(TagKind::kInstitute,
                                        situation.context.institute_id);
}

absl::Status CheckGround(v1::ErasureGround ground) {
  return v1::ErasureGround_IsValid(ground) &&
                 ground != v1::ERASURE_GROUND_UNSPECIFIED
             ? absl::OkStatus()
             : rejection::FieldMissing("ground");
}

// What a command names beside what it is about is a mistake about what goes.
absl::Status CheckNamesOnly(const v1::EraseContent& command) {
  if (command.scope() != v1::ERASURE_SCOPE_DOCUMENT) {
    if (!command.document_id().empty()) {
      return rejection::FieldNotExpected("document_id");
    }
    if (!command.place().empty()) return rejection::FieldNotExpected("place");
  }
  if (command.scope() != v1::ERASURE_SCOPE_PERSON &&
      !command.person_id().empty()) {
    return rejection::FieldNotExpected("person_id");
  }
  if (command.scope() == v1::ERASURE_SCOPE_PERSON &&
      !command.case_id().empty()) {
    return rejection::FieldNotExpected("case_id");
  }
  return absl::OkStatus();
}

// As whoever decides sees the document; what he or she does not know of is not
// found.
absl::StatusOr<const SubmittedReport*> FindKnown(const std::string& document_id,
                                                 const Situation& situation) {
  RETURN_IF_ERROR(CheckId(document_id, "document_id"));
  const Case& of_case = situation.of_case;
  const SubmittedReport* const document = of_case.FindReport(document_id);
  if (document == nullptr) return rejection::DocumentNotFound();
  const v1::Report* const report =
      situation.procedure->FindReport(document->report);
  if (report == nullptr) return rejection::DocumentNotFound();
  const Caller caller =
      CallerOf(situation.acting.person_id, situation.acting.role,
               situation.context.today, situation.draft);
  const v1::SightLevel level =
      SightOf(ViewingOf(caller, SurroundingsNowOf(of_case)), report->author(),
              document->trainer_id, SightsOf(*report, *document, of_case));
  if (level == v1::SIGHT_LEVEL_UNSPECIFIED) {
    return rejection::DocumentNotFound();
  }
  return document;
}

// Copies in another system are not ours to destroy.
void WarnOfCopies(const std::vector<const SubmittedReport*>& documents,
                  Ruled& ruled) {
  const bool external = std::any_of(
      documents.begin(), documents.end(), [](const SubmittedReport* document) {
        return std::any_of(document->filed.begin(), document->filed.end(),
                           [](const Filed& filed) {
                             return !filed.external_location.empty();
                           });
      });
  if (!external) return;
  v1::Warning& warning = ruled.warnings.emplace_back();
  warning.set_rule("A-53");
  warning.set_text(
      "Wat in een ander systeem ligt, is daar nog. Verwijder het ook daar.");
}

v1::ContentErased& Begin(const v1::EraseContent& command,
                         const Situation& situation, Ruled& ruled) {
  v1::ContentErased& erased =
      *ruled.events.emplace_back().mutable_content_erased();
  ruled.id = situation.context.ids.Next();
  erased.set_erasure_id(ruled.id);
  erased.set_scope(command.scope());
  erased.set_ground(command.ground());
  *erased.mutable_on() = ToProto(situation.on);
  erased.set_argument(command.argument());
  return erased;
}

// Last of all: that it is someone's turn to be answered, is told of what could
// be erased otherwise.
absl::Status CheckNobodyAwaitsAnswer(const Situation& situation) {
  return AwaitsAnswer(InstituteOf(situation), situation.of_case,
                      situation.draft.same_people())
             ? rejection::CaseAwaitsAnswer()
             : absl::OkStatus();
}

Answer EraseDocument(const v1::EraseContent& command,
                     const Situation& situation) {
  const Case& of_case = situation.of_case;
  ASSIGN_OR_RETURN(const SubmittedReport* const document,
                   FindKnown(command.document_id(), situation));
  if (document->erased_on.has_value()) {
    return rejection::AlreadyErased(*document->erased_on);
  }
  if (!command.place().empty()) {
    const bool lies_there =
        std::any_of(document->filed.begin(), document->filed.end(),
                    [&](const Filed& filed) {
                      return filed.place == command.place() && !filed.erased;
                    });
    if (!lies_there) {
      return rejection::NotFiledThere(document->report, command.place(), "");
    }
  }
  // From one file it goes without being gone.
  if (command.place().empty()) {
    RETURN_IF_ERROR(CheckNobodyAwaitsAnswer(situation));
  }
  Ruled ruled;
  v1::ContentErased& erased = Begin(command, situation, ruled);
  erased.set_case_id(of_case.id);
  erased.set_document_id(document->document_id);
  erased.set_place(command.place());
  // The file of the case holds it as long as the case is there.
  if (command.place().empty()) {
    erased.add_document_ids(document->document_id);
  }
  WarnOfCopies({document}, ruled);
  return ruled;
}

// The block on a trainer lasts until the contact (G-2): without the case it
// would be gone.
bool KeepsATrainerBlocked(const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!of_case.decoupled() ||
      situation.Guarded(v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT) == nullptr) {
    return false;
  }
  return std::any_of(
      of_case.trainer_ids.begin(), of_case.trainer_ids.end(),
      [&](const std::string& trainer_id) {
        if (LatestFact(of_case, v1::FACT_KIND_MANAGER_CONTACT_HELD,
                       trainer_id) != nullptr) {
          return false;
        }
        return std::none_of(
            of_case.deviations.begin(), of_case.deviations.end(),
            [&](const Deviation& deviation) {
              return deviation.kind == v1::DEVIATION_KIND_LIFT_GUARD &&
                     deviation.trainer_id == trainer_id;
            });
      });
}

// What was not done in time, and stands so for ever, keeps nothing.
absl::Status CheckNothingIsOwed(const Situation& situation) {
  for (const v1::Due& due : DueDatesOf(*situation.procedure, situation.of_case,
                                       situation.context.calendar)) {
    if (due.has_due_on() && FromProto(due.due_on()) < situation.context.today) {
      continue;
    }
    if (due.status() == v1::DUE_STATUS_OPEN ||
        due.status() == v1::DUE_STATUS_WAITING_FOR_ANCHOR ||
        due.status() == v1::DUE_STATUS_PAUSED) {
      return rejection::ObligationOpen(due.obligation().key(), due.title(),
                                       due.section());
    }
  }
  return absl::OkStatus();
}

Answer EraseCase(const v1::EraseContent& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!of_case.closed()) return rejection::CaseNotClosed(of_case.number);
  if (KeepsATrainerBlocked(situation)) return rejection::TrainerStillBlocked();
  RETURN_IF_ERROR(CheckNothingIsOwed(situation));
  RETURN_IF_ERROR(CheckNobodyAwaitsAnswer(situation));
  Ruled ruled;
  v1::ContentErased& erased = Begin(command, situation, ruled);
  erased.set_case_id(of_case.id);
  erased.set_case_number(of_case.number);
  std::vector<const SubmittedReport*> documents;
  for (const SubmittedReport& document : of_case.reports) {
    // Gone already, and nobody but its author is to know that it was there.
    if (document.withdrawn) continue;
    erased.add_document_ids(document.document_id);
    documents.push_back(&document);
  }
  for (const v1::ReportSubmitted* const struck : StruckReports(of_case)) {
    erased.add_document_ids(struck->document_id());
  }
  for (v1::KeptNumbers& numbers : NumbersOf(*situation.procedure, of_case)) {
    *erased.add_kept() = std::move(numbers);
  }
  WarnOfCopies(documents, ruled);
  return ruled;
}

// Nobody judges the own file.
bool IsOwn(const Hold& hold, const Situation& situation) {
  return situation.IsActing(hold.person_id) ||
         situation.draft.same_people()
             .FindIn(hold.people_ids, situation.acting.person_id)
             .has_value();
}

Answer ErasePerson(const v1::EraseContent& command,
                   const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.person_id(), "person_id"));
  const std::string kept =
      situation.draft.same_people().KeptOf(command.person_id());
  const PersonState person = PersonOf(kept, situation.draft);
  if (!person.exists()) return rejection::PersonNotFound("person_id");
  const std::vector<std::string> records =
      situation.draft.same_people().AllOf(kept);
  if (std::all_of(records.begin(), records.end(), [&](const auto& record) {
        return situation.draft.Get<PersonState>(TagKind::kPerson, record)
            .erased_on.has_value();
      })) {
    return rejection::AlreadyErased(person.erased_on.value_or(situation.on));
  }
  if (IsHeld(InstituteOf(situation), kept, situation.draft.same_people())) {
    return rejection::HeldBack();
  }
  const bool holds_a_role = std::any_of(
      person.grants.begin(), person.grants.end(), [&](const Grant& grant) {
        return !grant.until.has_value() ||
               situation.context.today <= *grant.until;
      });
  if (holds_a_role) return rejection::PersonHoldsRole();
  // Who asked to see something gets that first; an erasure can be the answer.
  for (const auto& [id, right] : person.open_requests) {
    if (right != v1::PRIVACY_RIGHT_ERASURE) {
      return rejection::PrivacyRequestOpen();
    }
  }
  Ruled ruled;
  v1::ContentErased& erased = Begin(command, situation, ruled);
  for (const std::string& record : records) erased.add_person_ids(record);
  // Nobody is there any more to sign in as.
  for (const std::string& record : records) {
    for (const std::string& account_id :
         situation.draft.Get<PersonState>(TagKind::kPerson, record)
             .account_ids) {
      v1::AccountUnlinked& unlinked =
          *ruled.events.emplace_back().mutable_account_unlinked();
      unlinked.set_person_id(record);
      unlinked.set_account_id(account_id);
    }
  }
  return ruled;
}

}  // namespace

Answer Decide(const v1::EraseContent& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckNamesOnly(command));
  RETURN_IF_ERROR(CheckGround(command.ground()));
  RETURN_IF_ERROR(CheckReason(command.argument(), "argument", kMaxReason));
  if (command.scope() == v1::ERASURE_SCOPE_PERSON) {
    return ErasePerson(command, situation);
  }
  if (IsHeld(InstituteOf(situation), situation.of_case,
             situation.draft.same_people())) {
    return rejection::HeldBack();
  }
  return command.scope() == v1::ERASURE_SCOPE_CASE
             ? EraseCase(command, situation)
             : EraseDocument(command, situation);
}

Answer Decide(const v1::PlaceLegalHold& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  const Institute& institute = InstituteOf(situation);
  if (institute.holds.size() >= kMostHolds) {
    return rejection::TooManyHolds(kMostHolds);
  }
  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::LegalHoldPlaced& placed =
      *ruled.events.emplace_back().mutable_legal_hold_placed();
  placed.set_hold_id(ruled.id);
  const Case& of_case = situation.of_case;
  if (of_case.exists()) {
    placed.set_case_id(of_case.id);
    placed.add_people_ids(of_case.resident_id);
    for (const std::string& trainer_id : of_case.trainer_ids) {
      placed.add_people_ids(trainer_id);
    }
    for (const Candidate& candidate : of_case.candidates) {
      placed.add_people_ids(candidate.trainer_id);
    }
  }
  if (!command.person_id().empty()) {
    RETURN_IF_ERROR(CheckId(command.person_id(), "person_id"));
    const PersonState person = PersonOf(command.person_id(), situation.draft);
    if (!person.exists()) return rejection::PersonNotFound("person_id");
    // Nobody judges the own file.
    if (situation.IsActing(person.id)) {
      return rejection::PersonNotFound("person_id");
    }
    placed.set_person_id(person.id);
  }
  *placed.mutable_on() = ToProto(situation.on);
  placed.set_reason(command.reason());
  return ruled;
}

Answer Decide(const v1::LiftLegalHold& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.hold_id(), "hold_id"));
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  const Institute& institute = InstituteOf(situation);
  const auto hold = institute.holds.find(command.hold_id());
  if (hold == institute.holds.end() || IsOwn(hold->second, situation)) {
    return rejection::HoldNotFound();
  }
  if (situation.on < hold->second.on) {
    return rejection::OutOfOrder(situation.on, hold->second.on,
                                 "de dag waarop het bewaren begon",
                                 "the day on which the hold began");
  }
  Ruled ruled;
  ruled.id = command.hold_id();
  v1::LegalHoldLifted& lifted =
      *ruled.events.emplace_back().mutable_legal_hold_lifted();
  lifted.set_hold_id(command.hold_id());
  lifted.set_case_id(hold->second.case_id);
  lifted.set_person_id(hold->second.person_id);
  *lifted.mutable_on() = ToProto(situation.on);
  lifted.set_reason(command.reason());
  return ruled;
}

}  // namespace driehoek
