#include "domain/hand_over.h"

#include <algorithm>
#include <set>

namespace driehoek {

GroupAndYear OwingScope(const Case& of_case, Position created_by) {
  const auto former = std::find_if(
      of_case.former_scopes.begin(), of_case.former_scopes.end(),
      [created_by](const FormerScope& one) { return created_by < one.until; });
  if (former == of_case.former_scopes.end()) {
    return {of_case.group_id, of_case.training_year};
  }
  return {former->group_id, former->training_year};
}

std::vector<v1::Scope> FormerScopesOf(const Case& of_case) {
  std::set<std::string> groups = {of_case.group_id};
  std::set<int> years = {of_case.training_year};
  std::vector<v1::Scope> scopes;
  for (const FormerScope& former : of_case.former_scopes) {
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
