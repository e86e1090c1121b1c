#include "domain/hand_over.h"

#include <algorithm>
#include <set>

#include "domain/due_dates.h"

namespace driehoek {
namespace {

// By who had the case, not by someone of the whole institute or by a party.
bool IsToBeDoneThere(const v1::Due& due) {
  const v1::Scope& scope = due.owner().scope();
  const bool is_task = HasOutcomes(due.obligation_class()) ||
                       due.obligation_class() == v1::OBLIGATION_CLASS_SEQUENCE;
  return is_task && (!scope.group_id().empty() || scope.training_year() != 0) &&
         (due.status() == v1::DUE_STATUS_OPEN ||
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
    const bool owes =
        std::any_of(dues.begin(), dues.end(), [&](const v1::Due& due) {
          const Position created_by = due.obligation().created_by();
          return since <= created_by && created_by < former.until &&
                 IsToBeDoneThere(due);
        });
    since = former.until;
    if (!owes) continue;
    if (groups.insert(former.group_id).second) {
      scopes.emplace_back().set_group_id(former.group_id);
    }
    if (years.insert(former.training_year).second) {
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
