#include "procedures/case_work.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "procedures/subject_checks.h"

namespace driehoek {
namespace {

// For each role the first that it has to do.
class Work {
 public:
  explicit Work(const v1::Procedure& procedure) {
    for (const v1::RoleName& name : procedure.role_names()) {
      if (name.role() == v1::ROLE_DEPUTY_HEAD) Add(name.role(), kDecisions);
    }
    Add(v1::ROLE_HEAD, kDecisions);
    Add(v1::ROLE_TEACHER, "signalen en gesprekken");
    for (const v1::Obligation& obligation : procedure.obligations()) {
      if (!IsFactOfACase(obligation.created_by().fact())) continue;
      const std::string& key = obligation.key();
      Add(obligation.owner().role(), key);
      Add(obligation.owner_once_submitted().role(), key);
      Add(obligation.escalation().role(), key);
      for (const v1::Owner& watcher : obligation.watchers()) {
        Add(watcher.role(), key);
      }
    }
    for (const v1::Report& report : procedure.reports()) {
      Add(report.author(), report.key());
      for (const v1::Filing& filing : report.filings()) {
        for (const int role : filing.by()) {
          Add(static_cast<v1::Role>(role), report.key());
        }
      }
    }
  }

  const std::map<v1::Role, std::string>& by_role() const { return by_role_; }

 private:
  static constexpr char kDecisions[] = "besluiten en wat bewaard blijft";

  void Add(v1::Role role, const std::string& what) {
    if (MaySeeCasesOfOthers(role)) by_role_.try_emplace(role, what);
  }

  std::map<v1::Role, std::string> by_role_;
};

}  // namespace

bool MaySeeCasesOfOthers(v1::Role role) {
  switch (role) {
    case v1::ROLE_TEACHER:
    case v1::ROLE_YEAR_ASSISTANT:
    case v1::ROLE_PROGRAMME_MANAGER:
    case v1::ROLE_TRAINER_MANAGER:
    case v1::ROLE_TRAINER_MANAGER_ASSISTANT:
    case v1::ROLE_DEPUTY_HEAD:
    case v1::ROLE_HEAD:
      return true;
    default:
      return false;
  }
}

std::vector<std::string> LeftWithoutCases(const v1::Procedure& sights,
                                          const v1::Procedure& work) {
  const Work of_roles(work);
  std::vector<std::string> wrong;
  for (const v1::SightRule& rule : sights.sights()) {
    if (rule.subject() != v1::SIGHT_SUBJECT_CASES) continue;
    for (const auto& [role, what] : of_roles.by_role()) {
      const bool sees = std::any_of(
          rule.by().begin(), rule.by().end(),
          [role = role](const v1::RoleSight& by) { return by.role() == role; });
      if (sees) continue;
      wrong.push_back(absl::StrCat(v1::Role_Name(role),
                                   " heeft werk in zaken (", what,
                                   ") en moet ze dan zien"));
    }
  }
  return wrong;
}

}  // namespace driehoek
