// What someone asks about the own data, and what comes of it (chapter III AVG;
// context V-2).
#include <algorithm>
#include <string>

#include "base/civil.h"
#include "base/holidays.h"
#include "base/status_macros.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/standings.h"

namespace driehoek {
namespace {

constexpr size_t kMostMasks = 500;
constexpr int kMostCharacters = 1'000'000;
constexpr size_t kMostOfAName = 64;

// Who answers requests, and so registers those that come in by other means.
bool Answers(v1::Role role) {
  return role == v1::ROLE_DEPUTY_HEAD || role == v1::ROLE_HEAD;
}

const PrivacyRequestState& RequestOf(const std::string& request_id,
                                     const Situation& situation) {
  return situation.draft.Get<PrivacyRequestState>(TagKind::kPrivacyRequest,
                                                  request_id);
}

// Open, of another, and not answered before it came in.
absl::Status CheckAnswerable(const PrivacyRequestState& request,
                             const Situation& situation) {
  if (!request.exists()) return rejection::PrivacyRequestNotFound();
  if (situation.IsActing(request.person_id)) {
    return rejection::OwnPrivacyRequest();
  }
  if (request.answered_on.has_value()) {
    return rejection::AlreadyDone(*request.answered_on,
                                  "het verzoek is beantwoord",
                                  "the request was answered");
  }
  if (situation.on < request.made_on) {
    return rejection::OutOfOrder(situation.on, request.made_on,
                                 "de dag waarop het verzoek binnenkwam",
                                 "the day on which the request came in");
  }
  return absl::OkStatus();
}

// The last day on which whoever asked can be told that it takes longer: the
// month of art. 12(3) AVG, by Regulation 1182/71 (art. 3).
absl::CivilDay ExtendableUntil(absl::CivilDay made_on) {
  return WorkingDayFrom(AddMonths(made_on, 1));
}

}  // namespace

Answer Decide(const v1::MakePrivacyRequest& command,
              const Situation& situation) {
  if (!v1::PrivacyRight_IsValid(command.right()) ||
      command.right() == v1::PRIVACY_RIGHT_UNSPECIFIED) {
    return rejection::FieldMissing("right");
  }
  const std::string& person_id = command.person_id().empty()
                                     ? situation.acting.person_id
                                     : command.person_id();
  RETURN_IF_ERROR(CheckId(person_id, "person_id"));
  RETURN_IF_ERROR(CheckText(command.about(), "about", kMaxNote));
  const bool own = situation.IsActing(person_id);
  // A typed year would start a clock that ran out long ago.
  const absl::CivilDay earliest = AddMonths(situation.context.today, -12);
  if (situation.on < earliest) {
    return rejection::TooLongAgo(situation.on, earliest);
  }
  if (!own && !Answers(situation.acting.role)) {
    return rejection::NotCompetent(situation.RoleName(situation.acting.role),
                                   "");
  }
  const PersonState person = PersonOf(person_id, situation.draft);
  if (!person.exists()) return rejection::PersonNotFound("person_id");
  if (person.erased_on.has_value()) {
    return rejection::AlreadyErased(*person.erased_on);
  }
  // Who asks by the program asks now; what came by post is registered later.
  if (own && situation.on != situation.context.today) {
    return rejection::OwnRequestOfToday();
  }
  for (const auto& [id, right] : person.open_requests) {
    if (right == command.right()) return rejection::PrivacyRequestOpen();
  }
  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::PrivacyRequestMade& made =
      *ruled.events.emplace_back().mutable_privacy_request_made();
  made.set_privacy_request_id(ruled.id);
  made.set_person_id(person.id);
  made.set_right(command.right());
  *made.mutable_on() = ToProto(situation.on);
  made.set_about(command.about());
  return ruled;
}

Answer Decide(const v1::ExtendPrivacyRequest& command,
              const Situation& situation) {
  const PrivacyRequestState& request =
      RequestOf(command.privacy_request_id(), situation);
  RETURN_IF_ERROR(CheckAnswerable(request, situation));
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  if (request.extended_on.has_value()) {
    return rejection::AlreadyDone(*request.extended_on,
                                  "de termijn is verlengd",
                                  "the term was extended");
  }
  const absl::CivilDay until = ExtendableUntil(request.made_on);
  if (situation.on > until) return rejection::ExtendedTooLate(until);
  Ruled ruled;
  ruled.id = request.id;
  v1::PrivacyRequestExtended& extended =
      *ruled.events.emplace_back().mutable_privacy_request_extended();
  extended.set_privacy_request_id(request.id);
  extended.set_person_id(request.person_id);
  *extended.mutable_on() = ToProto(situation.on);
  extended.set_reason(command.reason());
  return ruled;
}

Answer Decide(const v1::AnswerPrivacyRequest& command,
              const Situation& situation) {
  const PrivacyRequestState& request =
      RequestOf(command.privacy_request_id(), situation);
  RETURN_IF_ERROR(CheckAnswerable(request, situation));
  if (!v1::PrivacyAnswer_IsValid(command.answer()) ||
      command.answer() == v1::PRIVACY_ANSWER_UNSPECIFIED) {
    return rejection::FieldMissing("answer");
  }
  if (command.answer() == v1::PRIVACY_ANSWER_GRANTED &&
      !request.mask_ids.empty()) {
    return rejection::SomethingIsLeftOut();
  }
  RETURN_IF_ERROR(command.answer() == v1::PRIVACY_ANSWER_GRANTED_IN_PART ||
                          command.answer() == v1::PRIVACY_ANSWER_REFUSED
                      ? CheckReason(command.argument(), "argument", kMaxReason)
                      : CheckText(command.argument(), "argument", kMaxReason));
  Ruled ruled;
  ruled.id = request.id;
  v1::PrivacyRequestAnswered& answered =
      *ruled.events.emplace_back().mutable_privacy_request_answered();
  answered.set_privacy_request_id(request.id);
  answered.set_person_id(request.person_id);
  answered.set_answer(command.answer());
  *answered.mutable_on() = ToProto(situation.on);
  answered.set_argument(command.argument());
  return ruled;
}

Answer Decide(const v1::MaskPassage& command, const Situation& situation) {
  const PrivacyRequestState& request =
      RequestOf(command.privacy_request_id(), situation);
  RETURN_IF_ERROR(CheckAnswerable(request, situation));
  if (request.right != v1::PRIVACY_RIGHT_ACCESS) {
    return rejection::NotForAccess();
  }
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  if (command.field().empty()) return rejection::FieldMissing("field");
  RETURN_IF_ERROR(CheckText(command.field(), "field", kMostOfAName));
  RETURN_IF_ERROR(CheckText(command.part(), "part", kMostOfAName));
  if (command.position() == 0) return rejection::FieldMissing("position");
  if (command.from() < 0 || command.until() <= command.from() ||
      command.until() > kMostCharacters) {
    return rejection::PassageMalformed(kMostCharacters);
  }
  if (request.mask_ids.size() >= kMostMasks) {
    return rejection::TooManyMasks(kMostMasks);
  }
  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::PassageMasked& masked =
      *ruled.events.emplace_back().mutable_passage_masked();
  masked.set_privacy_request_id(request.id);
  masked.set_person_id(request.person_id);
  masked.set_mask_id(ruled.id);
  masked.set_position(command.position());
  masked.set_field(command.field());
  masked.set_part(command.part());
  masked.set_from(command.from());
  masked.set_until(command.until());
  *masked.mutable_on() = ToProto(situation.on);
  masked.set_reason(command.reason());
  return ruled;
}

Answer Decide(const v1::UnmaskPassage& command, const Situation& situation) {
  const PrivacyRequestState& request =
      RequestOf(command.privacy_request_id(), situation);
  RETURN_IF_ERROR(CheckAnswerable(request, situation));
  if (std::find(request.mask_ids.begin(), request.mask_ids.end(),
                command.mask_id()) == request.mask_ids.end()) {
    return rejection::MaskNotFound();
  }
  Ruled ruled;
  ruled.id = command.mask_id();
  v1::PassageUnmasked& unmasked =
      *ruled.events.emplace_back().mutable_passage_unmasked();
  unmasked.set_privacy_request_id(request.id);
  unmasked.set_person_id(request.person_id);
  unmasked.set_mask_id(command.mask_id());
  *unmasked.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
