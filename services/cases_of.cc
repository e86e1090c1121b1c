#include "services/cases_of.h"

#include "base/status_macros.h"
#include "projections/views.h"
#include "services/call.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

constexpr size_t kCasesAtOnce = 500;

// Of no record: no id of a person is written so.
constexpr char kNobody[] = "-";

}  // namespace

Caller InRole(const Served& served, v1::Role role,
              const std::vector<std::string>& records) {
  Caller caller{.person_id = kNobody, .role = role, .grants = {}};
  caller.sights =
      SightsIn(served.writer.catalogue()->InForceOn(TodayOf(served)).get());
  caller.grants.emplace_back().set_role(role);
  if (!records.empty()) {
    caller.person_id = records.front();
    caller.other_ids.assign(records.begin() + 1, records.end());
  }
  return caller;
}

absl::Status EachCaseOf(
    const Served& served, const Caller& party,
    const std::function<absl::Status(const v1::Case&)>& take) {
  std::string page_token;
  do {
    ASSIGN_OR_RETURN(const Page<v1::Case> page,
                     served.views.ListCases(party, /*open_only=*/false,
                                            kCasesAtOnce, page_token));
    for (const v1::Case& row : page.rows) RETURN_IF_ERROR(take(row));
    page_token = page.next_page_token;
  } while (!page_token.empty());
  return absl::OkStatus();
}

absl::Status CheckNoPartInCasesOf(const Served& served, const Caller& caller,
                                  const std::string& person_id) {
  const std::vector<std::string> records =
      served.views.same_people()->AllOf(person_id);
  for (const v1::Role role : kPartyRoles) {
    RETURN_IF_ERROR(EachCaseOf(
        served, InRole(served, role, records), [&caller](const v1::Case& row) {
          return HasPartIn(caller, SurroundingsOf(row)) ? HasPartInCase()
                                                        : absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

}  // namespace driehoek
