#include "domain/standings.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "procedures/words.h"

namespace driehoek {
namespace {

std::string NameOf(const CohortState& cohort) {
  return absl::StrCat("jaar ", cohort.training_year, ", gestart op ",
                      WrittenDate(cohort.starts_on));
}

Fact FactOf(v1::FactKind kind, absl::CivilDay on, const Happened& happened,
            const std::string& about = "") {
  return {.kind = kind,
          .report = "",
          .about = about,
          .on = on,
          .position = happened.position,
          .recorded_at = happened.recorded_at};
}

void Register(CohortState& state, const Happened& happened) {
  const v1::CohortRegistered& registered = happened.event.cohort_registered();
  const bool is_new = !state.exists();
  const absl::CivilDay before = state.starts_on;
  state.id = registered.cohort_id();
  state.reference = registered.reference();
  state.training_year = registered.training_year();
  state.starts_on = FromProto(registered.starts_on());
  state.ends_on = FromProto(registered.ends_on());
  state.name = NameOf(state);
  if (is_new) {
    state.facts.push_back(FactOf(v1::FACT_KIND_TRAINING_YEAR_STARTED,
                                 state.starts_on, happened, state.id));
  } else if (before != state.starts_on) {
    state.facts.front().on = state.starts_on;
    state.dates_moved_at = happened.recorded_at;
  }
}

void HandOut(CohortState& state, const Happened& happened) {
  const v1::ProcedureHandedOut& handed = happened.event.procedure_handed_out();
  const absl::CivilDay on = FromProto(handed.on());
  for (const std::string& teacher_id : handed.teacher_ids()) {
    state.receipts.push_back({.teacher_id = teacher_id, .on = on});
  }
  if (!handed.all()) return;
  state.receipts.push_back({.teacher_id = "", .on = on});
  state.facts.push_back(
      FactOf(v1::FACT_KIND_PROCEDURE_HANDED_OUT, on, happened, state.id));
}

void AddReview(ProcedureState& state, absl::CivilDay on,
               const Happened& happened) {
  if (state.ReviewOn(on) != nullptr) return;
  state.facts.push_back(FactOf(v1::FACT_KIND_PROCEDURE_REVIEWED, on, happened));
}

void Publish(ProcedureState& state, const Happened& happened) {
  const v1::ProcedurePublished& published =
      happened.event.procedure_published();
  state.id = published.key();
  std::vector<v1::ProcedureProblem> problems;
  const std::shared_ptr<const Procedure> procedure =
      ParseProcedure(published.textproto(), &problems);
  // A text that this program does not understand stops it elsewhere.
  if (procedure == nullptr) return;
  const v1::Procedure& data = procedure->data();
  state.name = data.title();
  AddReview(state,
            data.has_reviewed_on() ? FromProto(data.reviewed_on())
                                   : std::min(procedure->in_force_from(),
                                              DayOf(happened.recorded_at)),
            happened);
}

// What is asked and when: no word of whose data.
std::string NameOf(const PrivacyRequestState& request) {
  return absl::StrCat("verzoek ", RightWords(request.right), " van ",
                      WrittenDate(request.made_on));
}

void Make(PrivacyRequestState& state, const Happened& happened) {
  const v1::PrivacyRequestMade& made = happened.event.privacy_request_made();
  state.id = made.privacy_request_id();
  state.person_id = made.person_id();
  state.right = made.right();
  state.made_on = FromProto(made.on());
  state.name = NameOf(state);
  state.facts.push_back(FactOf(v1::FACT_KIND_PRIVACY_REQUEST_MADE,
                               state.made_on, happened, state.id));
}

void Extend(PrivacyRequestState& state, const Happened& happened) {
  state.extended_on = FromProto(happened.event.privacy_request_extended().on());
  state.facts.push_back(FactOf(v1::FACT_KIND_PRIVACY_REQUEST_EXTENDED,
                               *state.extended_on, happened, state.id));
}

void AnswerIt(PrivacyRequestState& state, const Happened& happened) {
  const v1::PrivacyRequestAnswered& answered =
      happened.event.privacy_request_answered();
  state.answered_on = FromProto(answered.on());
  state.answer = answered.answer();
  state.facts.push_back(FactOf(v1::FACT_KIND_PRIVACY_REQUEST_ANSWERED,
                               *state.answered_on, happened, state.id));
}

// As it was named by the version published last that asks it.
v1::LapsedObligation LapsedOf(const RecordedOutcome& outcome, const Fact& fact,
                              int training_year, const Catalogue& catalogue) {
  v1::LapsedObligation lapsed;
  *lapsed.mutable_obligation() = outcome.obligation;
  for (const std::shared_ptr<const Procedure>& version : catalogue.all()) {
    const v1::Obligation* const asked =
        version->FindObligation(outcome.obligation.key());
    if (asked == nullptr) continue;
    lapsed.set_title(asked->title());
    lapsed.set_obligation_class(asked->obligation_class());
    lapsed.set_section(asked->section());
  }
  *lapsed.mutable_created_on() = ToProto(fact.on);
  lapsed.mutable_owner()->set_role(outcome.owner);
  if (training_year != 0) {
    lapsed.mutable_owner()->mutable_scope()->set_training_year(training_year);
  }
  return lapsed;
}

// What has an outcome, and is not asked by the version that is followed since.
void AddNoLongerAsked(const Catalogue& catalogue, const Subject& subject,
                      std::vector<v1::Due>& dues) {
  for (const RecordedOutcome& outcome : subject.outcomes) {
    if (FindRow(dues, outcome.obligation) != nullptr) continue;
    const auto fact = std::find_if(
        subject.facts.begin(), subject.facts.end(), [&](const Fact& one) {
          return one.position == outcome.obligation.created_by();
        });
    if (fact == subject.facts.end()) continue;
    dues.push_back(LapsedRowOf(
        subject, LapsedOf(outcome, *fact, subject.training_year, catalogue)));
  }
}

}  // namespace

const CohortState::Receipt* CohortState::FindReceipt(
    const std::string& teacher_id) const {
  const auto found = std::find_if(
      receipts.begin(), receipts.end(),
      [&](const Receipt& receipt) { return receipt.teacher_id == teacher_id; });
  return found == receipts.end() ? nullptr : &*found;
}

const Fact* ProcedureState::ReviewOn(absl::CivilDay day) const {
  const auto found =
      std::find_if(facts.begin(), facts.end(),
                   [&](const Fact& reviewed) { return reviewed.on == day; });
  return found == facts.end() ? nullptr : &*found;
}

// As in directory.cc: TagsOf sees to it that a new event is thought of here.

void Evolve(CohortState& state, const Happened& happened) {
  if (happened.event.has_cohort_registered()) {
    Register(state, happened);
  } else if (happened.event.has_procedure_handed_out()) {
    HandOut(state, happened);
  } else {
    TakeOutcome(state, happened);
  }
  state.last_position = happened.position;
}

void Evolve(ProcedureState& state, const Happened& happened) {
  if (happened.event.has_procedure_published()) {
    Publish(state, happened);
  } else if (happened.event.has_procedure_reviewed()) {
    AddReview(state, FromProto(happened.event.procedure_reviewed().on()),
              happened);
  } else {
    TakeOutcome(state, happened);
  }
  state.last_position = happened.position;
}

void Evolve(PrivacyRequestState& state, const Happened& happened) {
  if (happened.event.has_privacy_request_made()) {
    Make(state, happened);
  } else if (happened.event.has_privacy_request_extended()) {
    Extend(state, happened);
  } else if (happened.event.has_privacy_request_answered()) {
    AnswerIt(state, happened);
  } else if (happened.event.has_passage_masked()) {
    state.mask_ids.push_back(happened.event.passage_masked().mask_id());
  } else if (happened.event.has_passage_unmasked()) {
    std::erase(state.mask_ids, happened.event.passage_unmasked().mask_id());
  } else {
    TakeOutcome(state, happened);
  }
  state.last_position = happened.position;
}

std::shared_ptr<const Procedure> FollowedOn(const Catalogue& catalogue,
                                            const Tag& subject,
                                            absl::CivilDay day) {
  if (subject.kind != TagKind::kProcedure) return catalogue.InForceOn(day);
  std::shared_ptr<const Procedure> in_force =
      catalogue.InForceOn(subject.id, day);
  return in_force != nullptr ? in_force : catalogue.First(subject.id);
}

std::vector<v1::Due> DueDatesOutsideCases(const Catalogue& catalogue,
                                          const Subject& subject) {
  std::vector<std::shared_ptr<const Procedure>> versions;
  absl::flat_hash_map<Position, const Procedure*> followed;
  for (const Fact& fact : subject.facts) {
    std::shared_ptr<const Procedure> version =
        FollowedOn(catalogue, subject.tag(), fact.on);
    if (version == nullptr) continue;
    followed[fact.position] = version.get();
    if (std::find(versions.begin(), versions.end(), version) ==
        versions.end()) {
      versions.push_back(std::move(version));
    }
  }
  std::vector<v1::Due> dues;
  for (const std::shared_ptr<const Procedure>& version : versions) {
    for (v1::Due& due :
         DueDatesOf(*version, subject, {}, catalogue.PublishedAt(*version))) {
      if (followed[due.obligation().created_by()] != version.get()) continue;
      dues.push_back(std::move(due));
    }
  }
  AddNoLongerAsked(catalogue, subject, dues);
  return dues;
}

}  // namespace driehoek
