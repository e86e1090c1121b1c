#include "domain/directory.h"

#include <algorithm>
#include <optional>

#include "absl/strings/string_view.h"
#include "domain/case_number.h"
#include "domain/dates.h"

namespace driehoek {
namespace {

void AddOnce(const std::string& id, std::vector<std::string>& ids) {
  if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) {
    ids.push_back(id);
  }
}

void AddGrant(PersonState& state, const v1::RoleGranted& granted) {
  Grant grant{.id = granted.grant_id(),
              .reference = granted.reference(),
              .role = granted.role(),
              .scope = granted.scope(),
              .from = FromProto(granted.from()),
              .until = {},
              .until_as_granted = {},
              .replaced_id = granted.replaced_id()};
  if (granted.has_until()) {
    grant.until = FromProto(granted.until());
    grant.until_as_granted = grant.until;
  }
  state.grants.push_back(std::move(grant));
}

// No other case gets the number, also when this one was erased.
void TakeNumber(absl::string_view text, Institute& state) {
  const std::optional<CaseNumber> number = CaseNumberIn(text);
  if (!number.has_value()) return;
  int& highest = state.cases_opened[number->year];
  highest = std::max(highest, number->of_year);
}

}  // namespace

// Each history holds events of few kinds, so these name what they know. That a
// new event is thought of here too is seen to by TagsOf, which says for every
// event in which histories it is.

void Evolve(Institute& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_institute_founded()) {
    state.id = event.institute_founded().institute_id();
  } else if (event.has_case_opened()) {
    TakeNumber(event.case_opened().number(), state);
  } else if (event.has_content_erased()) {
    TakeNumber(event.content_erased().case_number(), state);
  } else if (event.has_legal_hold_placed()) {
    const v1::LegalHoldPlaced& placed = event.legal_hold_placed();
    state.holds[placed.hold_id()] = {
        .case_id = placed.case_id(),
        .person_id = placed.person_id(),
        .on = FromProto(placed.on()),
        .people_ids = {placed.people_ids().begin(), placed.people_ids().end()}};
  } else if (event.has_legal_hold_lifted()) {
    state.holds.erase(event.legal_hold_lifted().hold_id());
  } else if (event.has_privacy_request_made()) {
    const v1::PrivacyRequestMade& made = event.privacy_request_made();
    // The others an erasure can carry out.
    if (made.right() == v1::PRIVACY_RIGHT_ACCESS ||
        made.right() == v1::PRIVACY_RIGHT_RESTRICTION) {
      state.open_requests[made.privacy_request_id()] = made.person_id();
    }
  } else if (event.has_privacy_request_answered()) {
    state.open_requests.erase(
        event.privacy_request_answered().privacy_request_id());
  } else if (event.has_calendar_day_set()) {
    state.calendar[event.calendar_day_set().reference()] =
        event.calendar_day_set();
  }
}

void Evolve(PersonState& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_person_registered()) {
    state.id = event.person_registered().person_id();
    state.reference = event.person_registered().reference();
    state.name = event.person_registered().name();
    state.email = event.person_registered().email();
    state.erased_on.reset();
  } else if (event.has_person_changed()) {
    state.name = event.person_changed().name();
    state.email = event.person_changed().email();
  } else if (event.has_role_granted()) {
    AddGrant(state, event.role_granted());
  } else if (event.has_role_ended()) {
    for (Grant& grant : state.grants) {
      if (grant.id == event.role_ended().grant_id()) {
        grant.until = FromProto(event.role_ended().until());
      }
    }
  } else if (event.has_invited_to_sign_in()) {
    state.invitation_hash = event.invited_to_sign_in().code_hash();
    state.invitation_expires_on =
        FromProto(event.invited_to_sign_in().expires_on());
  } else if (event.has_account_linked()) {
    state.invitation_hash.clear();
    state.account_ids.push_back(event.account_linked().account_id());
  } else if (event.has_account_unlinked()) {
    std::erase(state.account_ids, event.account_unlinked().account_id());
  } else if (event.has_sign_in_blocked()) {
    state.sign_in_blocked = true;
  } else if (event.has_sign_in_unblocked()) {
    state.sign_in_blocked = false;
  } else if (event.has_content_erased()) {
    state.reference.clear();
    state.name.clear();
    state.email.clear();
    state.invitation_hash.clear();
    state.erased_on = FromProto(event.content_erased().on());
  } else if (event.has_privacy_request_made()) {
    state.open_requests[event.privacy_request_made().privacy_request_id()] =
        event.privacy_request_made().right();
  } else if (event.has_privacy_request_answered()) {
    state.open_requests.erase(
        event.privacy_request_answered().privacy_request_id());
  }
}

void Evolve(AccountState& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_account_linked()) {
    state.person_id = event.account_linked().person_id();
  } else if (event.has_account_unlinked()) {
    state.person_id.clear();
  }
}

void Evolve(TrainerState& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  const auto mark = [&](const std::string& case_id, bool blocks) {
    state.marks.push_back(
        {.case_id = case_id, .position = happened.position, .blocks = blocks});
  };
  if (event.has_placement_registered()) {
    AddOnce(event.placement_registered().resident_id(), state.resident_ids);
    AddOnce(event.placement_registered().practice_id(), state.practice_ids);
  } else if (event.has_decoupling_ruled()) {
    if (event.decoupling_ruled().ruling() == v1::RULING_DECOUPLE) {
      mark(event.decoupling_ruled().case_id(), true);
    }
  } else if (event.has_manager_contact_held()) {
    mark(event.manager_contact_held().case_id(), false);
  } else if (event.has_deviation_recorded()) {
    mark(event.deviation_recorded().case_id(), false);
  } else if (event.has_fact_corrected()) {
    for (TrainerState::Mark& marked : state.marks) {
      if (marked.position == event.fact_corrected().corrects()) {
        marked.struck = event.fact_corrected().struck();
      }
    }
  }
}

void Evolve(GroupState& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_group_registered()) {
    state.id = event.group_registered().group_id();
    state.reference = event.group_registered().reference();
    state.name = event.group_registered().name();
    state.training_year = event.group_registered().training_year();
  } else if (event.has_placement_registered()) {
    Evolve(state.placements[event.placement_registered().placement_id()],
           happened);
  } else if (event.has_discontent_signalled()) {
    state.signals.push_back(
        {.id = event.discontent_signalled().signal_id(),
         .placement_id = event.discontent_signalled().placement_id(),
         .signalled_by = event.discontent_signalled().signalled_by(),
         .on = FromProto(event.discontent_signalled().on())});
  }
}

void Evolve(PracticeState& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_practice_registered()) {
    state.id = event.practice_registered().practice_id();
    state.reference = event.practice_registered().reference();
    state.name = event.practice_registered().name();
  }
}

void Evolve(PlacementState& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  if (event.has_placement_registered()) {
    const v1::PlacementRegistered& registered = event.placement_registered();
    state.id = registered.placement_id();
    state.reference = registered.reference();
    state.resident_id = registered.resident_id();
    state.trainer_ids.assign(registered.trainer_ids().begin(),
                             registered.trainer_ids().end());
    state.practice_id = registered.practice_id();
    state.group_id = registered.group_id();
    state.training_year = registered.training_year();
    state.starts_on = FromProto(registered.starts_on());
    state.ends_on = FromProto(registered.ends_on());
  } else if (event.has_case_opened()) {
    state.open_case_id = event.case_opened().case_id();
    state.open_case_number = event.case_opened().number();
  } else if (event.has_case_closed()) {
    state.open_case_id.clear();
    state.open_case_number.clear();
  }
}

std::vector<std::string> TrainerState::blocking_cases() const {
  std::vector<std::string> cases;
  for (const Mark& mark : marks) {
    if (mark.struck) continue;
    std::erase(cases, mark.case_id);
    if (mark.blocks) cases.push_back(mark.case_id);
  }
  return cases;
}

bool PersonState::Holds(v1::Role role, absl::CivilDay day) const {
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
    return grant.role == role && grant.CountsOn(day);
  });
}

const Signal* GroupState::FindSignal(const std::string& signal_id) const {
  for (const Signal& signal : signals) {
    if (signal.id == signal_id) return &signal;
  }
  return nullptr;
}

bool PlacementState::HasTrainer(const std::string& person_id) const {
  return std::find(trainer_ids.begin(), trainer_ids.end(), person_id) !=
         trainer_ids.end();
}

}  // namespace driehoek
