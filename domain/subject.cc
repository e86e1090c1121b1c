#include "domain/subject.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "domain/dates.h"
#include "domain/reminders.h"
#include "domain/tags.h"
#include "google/protobuf/util/message_differencer.h"

namespace driehoek {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr absl::string_view kCohort = "cohort:";
constexpr absl::string_view kProcedure = "procedure:";
constexpr absl::string_view kPrivacyRequest = "request:";

void Withdraw(Subject& state, const v1::BreachWithdrawn& withdrawn) {
  for (RecordedOutcome& outcome : state.outcomes) {
    if (!outcome.withdrawn.has_value() &&
        outcome.due_on == FromProto(withdrawn.due_on()) &&
        MessageDifferencer::Equals(outcome.obligation,
                                   withdrawn.obligation())) {
      outcome.withdrawn = withdrawn.reason();
    }
  }
}

}  // namespace

bool IsSameRow(const v1::ObligationRef& a, const v1::ObligationRef& b) {
  return a.created_by() == b.created_by() && a.key() == b.key() &&
         a.trainer_id() == b.trainer_id();
}

void TakeOutcome(Subject& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_breach_recorded()) {
    state.outcomes.push_back(
        {.obligation = event.breach_recorded().obligation(),
         .kind = v1::OUTCOME_KIND_BREACH,
         .due_on = FromProto(event.breach_recorded().due_on()),
         .position = happened.position,
         .withdrawn = {},
         .owner = event.breach_recorded().owner().role()});
  } else if (event.has_past_target_recorded()) {
    state.outcomes.push_back(
        {.obligation = event.past_target_recorded().obligation(),
         .kind = v1::OUTCOME_KIND_PAST_TARGET,
         .due_on = FromProto(event.past_target_recorded().due_on()),
         .position = happened.position,
         .withdrawn = {},
         .owner = event.past_target_recorded().owner().role()});
  } else if (event.has_breach_withdrawn()) {
    Withdraw(state, event.breach_withdrawn());
  } else if (event.has_reminder_recorded() || event.has_escalation_recorded()) {
    RememberReminder(happened, state);
  }
}

bool IsOfSubject(TagKind kind) {
  return kind == TagKind::kCase || kind == TagKind::kCohort ||
         kind == TagKind::kProcedure || kind == TagKind::kPrivacyRequest;
}

std::string SubjectKeyOf(const Tag& subject) {
  if (subject.kind == TagKind::kCohort) {
    return absl::StrCat(kCohort, subject.id);
  }
  if (subject.kind == TagKind::kProcedure) {
    return absl::StrCat(kProcedure, subject.id);
  }
  if (subject.kind == TagKind::kPrivacyRequest) {
    return absl::StrCat(kPrivacyRequest, subject.id);
  }
  return subject.id;
}

std::string SubjectKeyOf(const v1::ObligationRef& obligation) {
  return SubjectKeyOf(SubjectOf(obligation));
}

Tag SubjectIn(absl::string_view key) {
  if (absl::ConsumePrefix(&key, kCohort)) {
    return {TagKind::kCohort, std::string(key)};
  }
  if (absl::ConsumePrefix(&key, kProcedure)) {
    return {TagKind::kProcedure, std::string(key)};
  }
  if (absl::ConsumePrefix(&key, kPrivacyRequest)) {
    return {TagKind::kPrivacyRequest, std::string(key)};
  }
  return {TagKind::kCase, std::string(key)};
}

}  // namespace driehoek
