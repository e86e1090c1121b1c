#include "projections/cases.h"

#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "domain/case_number.h"
#include "domain/dates.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

std::string KeyOfId(const std::string& id) {
  return absl::StrCat("cases/id/", id);
}

std::string KeyOfNumber(const std::string& number) {
  return absl::StrCat("cases/number/", number);
}

std::string KeyOfPeople(const std::string& id) {
  return absl::StrCat("cases/people/", id);
}

// Of a case, who has to do with it and no more: that much is read to know
// whether the rest may be.
v1::Case PeopleOf(const v1::Case& row) {
  v1::Case people;
  people.set_case_id(row.case_id());
  people.set_group_id(row.group_id());
  people.set_training_year(row.training_year());
  people.set_placement_id(row.placement_id());
  people.set_resident_id(row.resident_id());
  *people.mutable_trainer_ids() = row.trainer_ids();
  people.set_practice_id(row.practice_id());
  people.set_new_trainer_id(row.new_trainer_id());
  *people.mutable_former_scopes() = row.former_scopes();
  for (const v1::Candidacy& candidacy : row.candidacies()) {
    v1::Candidacy& candidate = *people.add_candidacies();
    candidate.set_candidate_id(candidacy.candidate_id());
    candidate.set_ended(candidacy.ended());
  }
  return people;
}

std::string ListsPrefix(bool open) {
  return open ? "cases/open/" : "cases/closed/";
}

// The list of the open or of the closed cases that someone with a role in this
// scope, or this person, may see.
std::string ListPrefix(bool open, absl::string_view whose) {
  return absl::StrCat(ListsPrefix(open), whose, "/");
}

std::string PlaceInList(const v1::Case& row) {
  constexpr int kMost = 99999999;
  const CaseNumber number = CaseNumberIn(row.number()).value_or(CaseNumber());
  return absl::StrCat(NewestFirst(FromProto(row.opened_on())), "-",
                      absl::StrFormat("%08d", kMost - number.of_year), "/",
                      row.case_id());
}

std::string PersonWord(const std::string& person_id) {
  return absl::StrCat("person:", person_id);
}

bool IsParty(v1::Role role) {
  return role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER;
}

std::set<std::string> ListsWith(const v1::Case& row) {
  std::set<std::string> lists = {absl::StrCat("group:", row.group_id()),
                                 absl::StrCat("year:", row.training_year()),
                                 absl::StrCat("placement:", row.placement_id()),
                                 PersonWord(row.resident_id())};
  for (const std::string& trainer : row.trainer_ids()) {
    lists.insert(PersonWord(trainer));
  }
  // Who had it before keeps sight of it.
  for (const v1::Scope& former : row.former_scopes()) {
    lists.insert(ScopeWord(former));
  }
  return lists;
}

// Where to look for what the caller may see: parties see their own, staff what
// is in the scope of their role. Each case is of a year, so that all years are
// all cases; of one that was handed over comes once.
absl::StatusOr<std::set<std::string>> ListsOf(const RowSnapshot& snapshot,
                                              const Caller& caller,
                                              bool open_only) {
  std::set<std::string> lists;
  for (const bool open : {true, false}) {
    if (!open && open_only) continue;
    if (IsParty(caller.role)) {
      lists.insert(ListPrefix(open, PersonWord(caller.person_id)));
      for (const std::string& id : caller.other_ids) {
        lists.insert(ListPrefix(open, PersonWord(id)));
      }
      continue;
    }
    for (const v1::RoleHeld& grant : caller.grants) {
      if (IsInstituteWide(grant.scope())) {
        ASSIGN_OR_RETURN(const std::set<std::string> years,
                         PrefixesUnder(snapshot, ListsPrefix(open) + "year:"));
        lists.insert(years.begin(), years.end());
      } else {
        lists.insert(ListPrefix(open, ScopeWord(grant.scope())));
      }
    }
  }
  return lists;
}

absl::StatusOr<std::optional<v1::Case>> ReadAt(const RowSnapshot& snapshot,
                                               const std::string& key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, snapshot.Get(key));
  if (!bytes.has_value()) return std::nullopt;
  return ParseRow<v1::Case>(*bytes);
}

absl::StatusOr<std::optional<v1::Case>> ReadById(const RowSnapshot& snapshot,
                                                 const std::string& id) {
  return ReadAt(snapshot, KeyOfId(id));
}

absl::StatusOr<std::optional<v1::Case>> ReadPeople(
    const RowSnapshot& snapshot, const std::string& id_or_number) {
  ASSIGN_OR_RETURN(std::optional<v1::Case> people,
                   ReadAt(snapshot, KeyOfPeople(id_or_number)));
  if (people.has_value()) return people;
  ASSIGN_OR_RETURN(const std::optional<std::string> id,
                   snapshot.Get(KeyOfNumber(id_or_number)));
  if (!id.has_value()) return std::nullopt;
  return ReadAt(snapshot, KeyOfPeople(*id));
}

absl::Status NoSuchCase() { return absl::NotFoundError("no such case"); }

// The cases in these lists that `keep` keeps, as it leaves them.
absl::StatusOr<Page<v1::Case>> ReadListed(
    const RowSnapshot& snapshot, const std::set<std::string>& lists,
    const std::function<bool(v1::Case&)>& keep, size_t page_size,
    const std::string& page_token) {
  ASSIGN_OR_RETURN(const std::string after, RestOfPageToken(page_token));
  Page<v1::Case> page;
  MergedScan scan(snapshot, lists, after);
  std::string last;
  for (; scan.valid(); scan.Next()) {
    ASSIGN_OR_RETURN(std::optional<v1::Case> row,
                     ReadById(snapshot, std::string(scan.value())));
    if (!row.has_value()) {
      return absl::DataLossError("a case is in a list and nowhere else");
    }
    if (!keep(*row)) continue;
    // Only one that is kept tells that there is another page.
    if (page.rows.size() == BoundedPageSize(page_size)) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    last = std::string(scan.rest());
    page.rows.push_back(*std::move(row));
  }
  RETURN_IF_ERROR(scan.status());
  return page;
}

}  // namespace

void AddCaseRows(const CaseSeen& seen, RowSet& rows) {
  const v1::Case& row = seen.row;
  rows[KeyOfId(row.case_id())] = row.SerializeAsString();
  rows[KeyOfNumber(row.number())] = row.case_id();
  rows[KeyOfPeople(row.case_id())] = PeopleOf(row).SerializeAsString();
  const std::string place = PlaceInList(row);
  for (const std::string& list : ListsWith(row)) {
    rows[ListPrefix(!row.has_closed_on(), list) + place] = row.case_id();
  }
}

absl::StatusOr<std::string> ReadCaseId(const RowSnapshot& snapshot,
                                       const std::string& id_or_number) {
  ASSIGN_OR_RETURN(std::optional<std::string> numbered,
                   snapshot.Get(KeyOfNumber(id_or_number)));
  if (numbered.has_value()) return *std::move(numbered);
  ASSIGN_OR_RETURN(const std::optional<std::string> known,
                   snapshot.Get(KeyOfId(id_or_number)));
  if (!known.has_value()) return NoSuchCase();
  return id_or_number;
}

absl::StatusOr<v1::Case> ReadCase(const RowSnapshot& snapshot,
                                  const std::string& id_or_number) {
  ASSIGN_OR_RETURN(std::optional<v1::Case> row,
                   ReadById(snapshot, id_or_number));
  if (row.has_value()) return *std::move(row);
  ASSIGN_OR_RETURN(const std::optional<std::string> id,
                   snapshot.Get(KeyOfNumber(id_or_number)));
  if (!id.has_value()) return NoSuchCase();
  ASSIGN_OR_RETURN(row, ReadById(snapshot, *id));
  if (!row.has_value()) return NoSuchCase();
  return *std::move(row);
}

absl::StatusOr<v1::Case> ReadCaseIf(
    const RowSnapshot& snapshot, const std::string& id_or_number,
    const std::function<bool(const Surroundings&)>& may) {
  ASSIGN_OR_RETURN(const std::optional<v1::Case> people,
                   ReadPeople(snapshot, id_or_number));
  if (!people.has_value() || !may(SurroundingsOf(*people))) return NoSuchCase();
  ASSIGN_OR_RETURN(std::optional<v1::Case> row,
                   ReadById(snapshot, people->case_id()));
  if (!row.has_value()) {
    return absl::DataLossError("who a case is about is there without the case");
  }
  return *std::move(row);
}

absl::StatusOr<Page<v1::Case>> ReadCases(const RowSnapshot& snapshot,
                                         const Caller& caller, bool open_only,
                                         size_t page_size,
                                         const std::string& page_token) {
  ASSIGN_OR_RETURN(const std::set<std::string> lists,
                   ListsOf(snapshot, caller, open_only));
  return ReadListed(
      snapshot, lists,
      [&caller](v1::Case& row) {
        if (!MaySeeCase(caller, row)) return false;
        row.clear_obligations();
        row.clear_documents();
        return true;
      },
      page_size, page_token);
}

absl::StatusOr<Page<v1::Case>> ReadClosedCases(const RowSnapshot& snapshot,
                                               size_t page_size,
                                               const std::string& page_token) {
  ASSIGN_OR_RETURN(
      const std::set<std::string> years,
      PrefixesUnder(snapshot, ListsPrefix(/*open=*/false) + "year:"));
  return ReadListed(
      snapshot, years, [](v1::Case&) { return true; }, page_size, page_token);
}

std::string PageTokenAfter(const v1::Case& row) {
  return PageTokenOf(PlaceInList(row));
}

}  // namespace driehoek
