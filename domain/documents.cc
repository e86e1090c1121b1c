// What happens to a report beside filing it: it is seen, released, reacted to,
// and stated beside.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr int kMostStatements = 10;  // Of one person, beside one report.

// A report with its words in the procedure.
struct Known {
  const SubmittedReport* document;
  const v1::Report* report;
};

absl::StatusOr<Known> Find(const std::string& document_id,
                           const Situation& situation) {
  RETURN_IF_ERROR(CheckId(document_id, "document_id"));
  const SubmittedReport* const document =
      situation.of_case.FindReport(document_id);
  if (document == nullptr) return rejection::DocumentNotFound();
  const v1::Report* const report =
      situation.procedure->FindReport(document->report);
  if (report == nullptr) return rejection::DocumentNotFound();
  if (document->erased_on.has_value()) {
    return rejection::AlreadyErased(*document->erased_on);
  }
  return Known{.document = document, .report = report};
}

// As Find, and the party who acts may read it; else it is not found.
absl::StatusOr<Known> FindReadable(const std::string& document_id,
                                   const Situation& situation) {
  ASSIGN_OR_RETURN(const Known known, Find(document_id, situation));
  const v1::SightLevel level =
      SightOf(Viewing{.viewer = situation.acting.role == v1::ROLE_RESIDENT
                                    ? v1::VIEWER_RESIDENT
                                    : v1::VIEWER_TRAINER,
                      .person_id = situation.acting.person_id,
                      .other_ids = situation.draft.same_people().DuplicatesOf(
                          situation.acting.person_id)},
              known.report->author(), known.document->trainer_id,
              SightsOf(*known.report, *known.document, situation.of_case));
  if (level != v1::SIGHT_LEVEL_READ) return rejection::DocumentNotFound();
  return known;
}

absl::Status CheckSent(const SubmittedReport& document, absl::CivilDay on) {
  return on < document.on
             ? rejection::OutOfOrder(on, document.on,
                                     "de dag waarop het is ingestuurd",
                                     "the day on which it was sent")
             : absl::OkStatus();
}

}  // namespace

Answer Decide(const v1::SeeDocument& command, const Situation& situation) {
  ASSIGN_OR_RETURN(const Known known,
                   FindReadable(command.document_id(), situation));
  RETURN_IF_ERROR(CheckSent(*known.document, situation.on));
  if (const std::optional<absl::CivilDay> seen_on = known.document->seen_on) {
    return rejection::AlreadySeen(*seen_on);
  }
  Ruled ruled;
  ruled.id = known.document->document_id;
  v1::DocumentSeen& seen = *ruled.events.emplace_back().mutable_document_seen();
  seen.set_case_id(situation.of_case.id);
  seen.set_document_id(ruled.id);
  *seen.mutable_on() = ToProto(situation.on);
  return ruled;
}

// the resident first, then the new trainer.
Answer Decide(const v1::ReleaseAttentionPoints& command,
              const Situation& situation) {
  const Case& state = situation.of_case;
  ASSIGN_OR_RETURN(const Known known, Find(command.document_id(), situation));
  const SubmittedReport& document = *known.document;
  if (!known.report->released()) {
    return rejection::DoesNotGoAlong(known.report->key(),
                                     known.report->section());
  }
  if (!state.new_placement.has_value()) return rejection::PairingNotConfirmed();
  if (!document.seen_on.has_value()) return rejection::NotSeenByResident();
  if (situation.on < *document.seen_on) {
    return rejection::OutOfOrder(situation.on, *document.seen_on,
                                 "de dag waarop de aios het zag",
                                 "the day on which the resident saw it");
  }
  if (document.released_on.has_value() &&
      document.released_to == state.new_placement->trainer_id) {
    return rejection::AlreadyReleased(*document.released_on);
  }
  Ruled ruled;
  ruled.id = document.document_id;
  v1::AttentionPointsReleased& released =
      *ruled.events.emplace_back().mutable_attention_points_released();
  released.set_case_id(state.id);
  released.set_document_id(ruled.id);
  released.set_trainer_id(state.new_placement->trainer_id);
  *released.mutable_on() = ToProto(situation.on);
  return ruled;
}

// reports about the conflict are closed to the new trainer, but for what
// the resident opens.
Answer Decide(const v1::ChooseNewTrainerSight& command,
              const Situation& situation) {
  const Case& state = situation.of_case;
  RETURN_IF_ERROR(CheckOwnAct(situation));
  ASSIGN_OR_RETURN(const Known known,
                   FindReadable(command.document_id(), situation));
  const SubmittedReport& document = *known.document;
  if (!known.report->resident_may_open()) {
    return rejection::NotToBeOpened(known.report->key(),
                                    known.report->section());
  }
  RETURN_IF_ERROR(CheckSent(document, situation.on));
  if (!state.new_placement.has_value()) return rejection::PairingNotConfirmed();
  if (known.report->chosen_by() != v1::ROLE_UNSPECIFIED &&
      document.chosen != true) {
    return rejection::NotInPortfolio();
  }
  if (IsOpened(*known.report, document, state) == command.opened()) {
    return rejection::SameChoice("A-11");
  }
  Ruled ruled;
  ruled.id = document.document_id;
  v1::NewTrainerSightChosen& chosen =
      *ruled.events.emplace_back().mutable_new_trainer_sight_chosen();
  chosen.set_case_id(state.id);
  chosen.set_document_id(ruled.id);
  chosen.set_trainer_id(state.new_placement->trainer_id);
  chosen.set_opened(command.opened());
  *chosen.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::GiveReaction& command, const Situation& situation) {
  ASSIGN_OR_RETURN(const Known known,
                   FindReadable(command.document_id(), situation));
  const SubmittedReport& document = *known.document;
  if (known.report->author() == situation.acting.role) {
    return rejection::OwnReport();
  }
  RETURN_IF_ERROR(CheckSent(document, situation.on));
  if (!document.filed.empty()) {
    return rejection::AlreadyFiled("een reactie", "a reaction");
  }
  if (std::any_of(document.reacted.begin(), document.reacted.end(),
                  [&](const std::string& person_id) {
                    return situation.IsActing(person_id);
                  })) {
    return rejection::AlreadyReacted();
  }
  RETURN_IF_ERROR(CheckReason(command.reaction(), "reaction", kMaxNote));
  Ruled ruled;
  ruled.id = document.document_id;
  v1::ReactionGiven& given =
      *ruled.events.emplace_back().mutable_reaction_given();
  given.set_case_id(situation.of_case.id);
  given.set_document_id(ruled.id);
  *given.mutable_on() = ToProto(situation.on);
  given.set_given_by(situation.acting.role);
  given.set_reaction(command.reaction());
  return ruled;
}

// Of whoever it is about, whenever it was filed: nothing is overwritten (art.
// 16 AVG; context V-4).
Answer Decide(const v1::AddStatement& command, const Situation& situation) {
  ASSIGN_OR_RETURN(const Known known,
                   FindReadable(command.document_id(), situation));
  const SubmittedReport& document = *known.document;
  if (known.report->author() == situation.acting.role) {
    return rejection::OwnReport();
  }
  RETURN_IF_ERROR(CheckSent(document, situation.on));
  const auto of_this_person = std::count_if(
      document.stated.begin(), document.stated.end(),
      [&](const std::string& id) { return situation.IsActing(id); });
  if (of_this_person >= kMostStatements) {
    return rejection::TooManyStatements(kMostStatements);
  }
  RETURN_IF_ERROR(CheckReason(command.statement(), "statement", kMaxNote));
  Ruled ruled;
  ruled.id = document.document_id;
  v1::StatementAdded& added =
      *ruled.events.emplace_back().mutable_statement_added();
  added.set_case_id(situation.of_case.id);
  added.set_document_id(ruled.id);
  *added.mutable_on() = ToProto(situation.on);
  added.set_given_by(situation.acting.role);
  added.set_statement(command.statement());
  return ruled;
}

}  // namespace driehoek
