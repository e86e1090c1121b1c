#include "domain/hand_over.h"

#include <algorithm>
#include <set>

#include "domain/due_dates.h"

namespace driehoek {
namespace {

bool IsToBeDone(const v1::Due& due) {
  const bool is_task = HasOutcomes(due.obligation_class()) ||
                       due.obligation_class() == v1::OBLIGATION_CLASS_SEQUENCE;
  return is_task && (due.status() == v1::DUE_STATUS_OPEN ||
                     due.status() == v1::DUE_STATUS_WAITING_FOR_ANCHOR ||
                     due.status() == v1::DUE_STATUS_PAUSED);
}

}  // namespace

GroupAndYear OwingScope(const Case& of_case, Position created_by) {
  const auto former = std::find_if(
      of_case.former_scopes.begin(), of_case.former_scopes.end(),
      [created_by](const FormerScope& one) { return created_by < one.until; });
  if (former == of_case.former_scopes.end()) {
    return {of_case.group_id, of_case.training_year};
  }
  return {former->group_id, former->training_year};
}

std::vector<v1::Scope> FormerScopesOf(const Case& of_case,
                                      const std::vector<v1::Due>& dues) {
  std::set<std::string> groups = {of_case.group_id};
  std::set<int> years = {of_case.training_year};
  std::vector<v1::Scope> scopes;
  Position since = 0;
  for (const FormerScope& former : of_case.former_scopes) {
    bool group_owes = false;
    bool year_owes = false;
    for (const v1::Due& due : dues) {
      const Position created_by = due.obligation().created_by();
      if (created_by < since || created_by >= former.until ||
          !IsToBeDone(due)) {
        continue;
      }
      // Neither: owed by someone of the whole institute, or by a party.
      const v1::Scope& owing = due.owner().scope();
      group_owes = group_owes || !owing.group_id().empty();
      year_owes = year_owes || owing.training_year() != 0;
    }
    since = former.until;
    if (group_owes && groups.insert(former.group_id).second) {
      scopes.emplace_back().set_group_id(former.group_id);
    }
    // A year watches over what its groups owe.
    if ((group_owes || year_owes) &&
        years.insert(former.training_year).second) {
      scopes.emplace_back().set_training_year(former.training_year);
    }
  }
  return scopes;
}

void HandOver(const v1::CaseHandedOver& handed_over, Position position,
              Case& state) {
  if (state.first_training_year == 0) {
    state.first_training_year = state.training_year;
  }
  if (handed_over.with_open()) {
    state.former_scopes.clear();
  } else {
    state.former_scopes.push_back({.group_id = state.group_id,
                                   .training_year = state.training_year,
                                   .until = position});
  }
  state.group_id = handed_over.group_id();
  state.training_year = handed_over.training_year();
}

}  // namespace driehoek
