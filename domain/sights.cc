#include "domain/sights.h"

namespace driehoek {

Sights::Sights() {
  using v1::SIGHT_DEGREE_ALL;
  using v1::SIGHT_DEGREE_OWN;
  degrees_[v1::SIGHT_SUBJECT_CANDIDATES] = {
      {v1::ROLE_TEACHER, SIGHT_DEGREE_ALL},
      {v1::ROLE_YEAR_ASSISTANT, SIGHT_DEGREE_ALL},
      {v1::ROLE_PROGRAMME_MANAGER, SIGHT_DEGREE_ALL},
      {v1::ROLE_TRAINER_MANAGER, SIGHT_DEGREE_ALL},
      {v1::ROLE_TRAINER_MANAGER_ASSISTANT, SIGHT_DEGREE_ALL},
      {v1::ROLE_AUDITOR, SIGHT_DEGREE_ALL},
      {v1::ROLE_RESIDENT, v1::SIGHT_DEGREE_SUITABLE},
      {v1::ROLE_HEAD, v1::SIGHT_DEGREE_THAT_THERE_ARE},
      {v1::ROLE_DEPUTY_HEAD, v1::SIGHT_DEGREE_THAT_THERE_ARE}};
  degrees_[v1::SIGHT_SUBJECT_HISTORIES] = {
      {v1::ROLE_DEPUTY_HEAD, SIGHT_DEGREE_ALL},
      {v1::ROLE_HEAD, SIGHT_DEGREE_ALL},
      {v1::ROLE_AUDITOR, SIGHT_DEGREE_ALL}};
  degrees_[v1::SIGHT_SUBJECT_CONTACT_AGREEMENTS] = {
      {v1::ROLE_TEACHER, SIGHT_DEGREE_ALL},
      {v1::ROLE_YEAR_ASSISTANT, SIGHT_DEGREE_ALL},
      {v1::ROLE_PROGRAMME_MANAGER, SIGHT_DEGREE_ALL}};
  std::map<v1::Role, v1::SightDegree> staff = {
      {v1::ROLE_TEACHER, SIGHT_DEGREE_ALL},
      {v1::ROLE_YEAR_ASSISTANT, SIGHT_DEGREE_ALL},
      {v1::ROLE_PROGRAMME_MANAGER, SIGHT_DEGREE_ALL},
      {v1::ROLE_TRAINER_MANAGER, SIGHT_DEGREE_ALL},
      {v1::ROLE_TRAINER_MANAGER_ASSISTANT, SIGHT_DEGREE_ALL},
      {v1::ROLE_DEPUTY_HEAD, SIGHT_DEGREE_ALL},
      {v1::ROLE_HEAD, SIGHT_DEGREE_ALL}};
  degrees_[v1::SIGHT_SUBJECT_CASES] = staff;
  staff[v1::ROLE_POLICY_OFFICER] = SIGHT_DEGREE_ALL;
  staff[v1::ROLE_AUDITOR] = SIGHT_DEGREE_ALL;
  degrees_[v1::SIGHT_SUBJECT_STATISTICS] = staff;
  auto& lateness = degrees_[v1::SIGHT_SUBJECT_LATENESS];
  lateness = staff;
  lateness[v1::ROLE_TRAINER_MANAGER] = SIGHT_DEGREE_OWN;
  lateness[v1::ROLE_TRAINER_MANAGER_ASSISTANT] = SIGHT_DEGREE_OWN;
}

v1::SightDegree Sights::Of(v1::SightSubject subject, v1::Role role) const {
  const auto& by = degrees_.at(subject);
  const auto found = by.find(role);
  return found == by.end() ? v1::SIGHT_DEGREE_UNSPECIFIED : found->second;
}

std::shared_ptr<const Sights> SightsIn(const Procedure* procedure) {
  if (procedure == nullptr || procedure->data().sights().empty()) {
    return nullptr;
  }
  const auto sights = std::make_shared<Sights>();
  for (const v1::SightRule& rule : procedure->data().sights()) {
    auto& by = sights->degrees_[rule.subject()];
    by.clear();
    for (const v1::RoleSight& one : rule.by()) by[one.role()] = one.degree();
  }
  return sights;
}

}  // namespace driehoek
