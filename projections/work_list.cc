#include "projections/work_list.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "domain/due_dates.h"
#include "projections/case_row.h"
#include "projections/cases.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "projections/obligation_reader.h"

namespace driehoek {
namespace {

bool HasEnded(const v1::Due& due) {
  return due.status() == v1::DUE_STATUS_FULFILLED ||
         due.status() == v1::DUE_STATUS_WAIVED ||
         due.status() == v1::DUE_STATUS_LAPSED;
}

// Of a role; its scopes follow.
std::string Prefix(bool ended, bool watches, v1::Role role) {
  return absl::StrCat("work/", ended ? "ended/" : "open/",
                      watches ? "watches/" : "owes/", static_cast<int>(role),
                      "/");
}

// "20260914-20260907-0000000000000063/"
void AddUnder(const v1::RoleInScope& role, bool ended, bool watches,
              const std::string& place, const std::string& subject,
              RowSet& rows) {
  rows[absl::StrCat(Prefix(ended, watches, role.role()),
                    ScopeWord(role.scope()), "/", place)] = subject;
}

// The lists of a role that the caller's grants reach: of their own scope, and
// of every scope for a grant in the whole institute.
absl::StatusOr<std::set<std::string>> ListsOf(const RowSnapshot& snapshot,
                                              const WorkListQuery& query) {
  std::set<std::string> lists;
  for (const bool ended : {false, true}) {
    for (const bool watches : {false, true}) {
      if ((ended && !query.ended_too) || (watches && !query.watched_too)) {
        continue;
      }
      const std::string of_role = Prefix(ended, watches, query.caller.role);
      for (const v1::RoleHeld& grant : query.caller.grants) {
        if (IsInstituteWide(grant.scope())) {
          ASSIGN_OR_RETURN(const std::set<std::string> all,
                           PrefixesUnder(snapshot, of_role));
          lists.insert(all.begin(), all.end());
        } else {
          lists.insert(absl::StrCat(of_role, ScopeWord(grant.scope()), "/"));
        }
      }
    }
  }
  return lists;
}

// Holding a role in the scope of a case is not enough to know of it.
bool IsFor(const WorkListQuery& query, bool may_see, const v1::Due& due) {
  if (!may_see) return false;
  if (IsOfAnotherTrainer(query.caller, due)) return false;
  if (HasEnded(due) && !query.ended_too) return false;
  if (Owes(query.caller, due.owner())) return true;
  if (!query.watched_too) return false;
  for (const v1::RoleInScope& watcher : due.watchers()) {
    if (Owes(query.caller, watcher)) return true;
  }
  return false;
}

absl::StatusOr<Page<v1::Due>> ReadOfCase(const RowSnapshot& snapshot,
                                         const WorkListQuery& query,
                                         const std::string& after) {
  ASSIGN_OR_RETURN(const v1::Case row, ReadCase(snapshot, query.case_id));
  const bool may_see = MaySeeCase(query.caller, row);
  Page<v1::Due> page;
  std::string last;
  for (const v1::Due& due : row.obligations()) {  // In the order of urgency.
    std::string urgency = UrgencyOf(due);
    if (urgency <= after || !IsFor(query, may_see, due)) continue;
    if (page.rows.size() == BoundedPageSize(query.page_size)) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    page.rows.push_back(due);
    last = std::move(urgency);
  }
  return page;
}

absl::StatusOr<Page<v1::Due>> ReadOfAll(const RowSnapshot& snapshot,
                                        const WorkListQuery& query,
                                        const std::string& after) {
  Page<v1::Due> page;
  ObligationReader obligations(snapshot);
  ASSIGN_OR_RETURN(const std::set<std::string> lists, ListsOf(snapshot, query));
  MergedScan scan(snapshot, lists, after);
  std::string last;
  for (; scan.valid(); scan.Next()) {
    ASSIGN_OR_RETURN(
        const v1::Due* const due,
        obligations.Read(scan.value(), scan.rest().substr(kUrgencyBytes)));
    if (!IsFor(query, obligations.MaySee(query.caller), *due)) continue;
    // Only one that is seen tells that there is another page.
    if (page.rows.size() == BoundedPageSize(query.page_size)) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    last = std::string(scan.rest());
    page.rows.push_back(*due);
  }
  RETURN_IF_ERROR(scan.status());
  return page;
}

}  // namespace

void AddWorkRows(const SubjectSeen& seen, RowSet& rows) {
  for (const v1::Due& due : seen.obligations) {
    const bool ended = HasEnded(due);
    const std::string place = UrgencyOf(due);
    AddUnder(due.owner(), ended, false, place, seen.key, rows);
    for (const v1::RoleInScope& watcher : due.watchers()) {
      AddUnder(watcher, ended, true, place, seen.key, rows);
    }
  }
}

absl::StatusOr<Page<v1::Due>> ReadObligations(const RowSnapshot& snapshot,
                                              const WorkListQuery& query) {
  ASSIGN_OR_RETURN(const std::string after, RestOfPageToken(query.page_token));
  ASSIGN_OR_RETURN(Page<v1::Due> page,
                   query.case_id.empty() ? ReadOfAll(snapshot, query, after)
                                         : ReadOfCase(snapshot, query, after));
  for (v1::Due& due : page.rows) {
    due.set_timeliness(TimelinessOn(due, query.today));
  }
  return page;
}

}  // namespace driehoek
