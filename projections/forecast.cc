#include "projections/forecast.h"

#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/due_dates.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "projections/obligation_reader.h"

namespace driehoek {
namespace {

constexpr char kPrefix[] = "forecast/";
constexpr size_t kPrefixSize = sizeof(kPrefix) - 1;
constexpr size_t kInstantSize = 16;
// Rows that one page looks at, however few of them are for the caller.
constexpr size_t kMostOfAPage = 20'000;

absl::Time InstantOfKey(absl::string_view key) {
  return InstantOf(std::string(key.substr(kPrefixSize, kInstantSize)));
}

// Before every key of a later instant, after every other.
std::string EndOfInstant(absl::Time instant) {
  return absl::StrCat(kPrefix, OrderedInstant(instant + absl::Microseconds(1)));
}

absl::string_view DueKeyOf(absl::string_view key) {
  return key.substr(kPrefixSize + kInstantSize + 1);
}

// Of other people's lateness a resident or trainer learns nothing.
bool IsForeseenFor(const Caller& caller, const ObligationReader& read,
                   const v1::Due& due) {
  return read.MaySee(caller) && !IsOfAnotherTrainer(caller, due) &&
         (MaySeeLatenessOf(caller, due) || Owes(caller, due.owner()));
}

}  // namespace

void AddForecastRows(const SubjectSeen& seen, RowSet& rows) {
  for (const v1::Due& due : seen.obligations) {
    const std::optional<absl::Time> at = FallsDueAt(due);
    if (!at.has_value()) continue;
    rows[absl::StrCat(kPrefix, OrderedInstant(*at), "/",
                      DueKey(due.obligation()))] = seen.key;
  }
}

bool IsForecastKey(absl::string_view key) {
  return absl::StartsWith(key, kPrefix);
}

absl::StatusOr<Page<v1::Foreseen>> ReadForecast(const RowSnapshot& snapshot,
                                                const ForecastQuery& query) {
  ASSIGN_OR_RETURN(const std::string after, RestOfPageToken(query.page_token));
  const std::string first =
      after.empty() ? kPrefix : absl::StrCat(kPrefix, after, std::string(1, 0));
  // What is good until the end of the day falls due as the next begins.
  const std::string end = EndOfInstant(StartOf(query.until + 1));
  Page<v1::Foreseen> page;
  ObligationReader obligations(snapshot);
  size_t looked_at = 0;
  std::string last;
  std::string last_seen;
  const std::unique_ptr<RowScan> scan = snapshot.Scan(first, end);
  for (; scan->valid(); scan->Next()) {
    if (looked_at == kMostOfAPage) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    ++looked_at;
    last = std::string(scan->key().substr(kPrefixSize));
    if (!query.case_id.empty() && scan->value() != query.case_id) continue;
    ASSIGN_OR_RETURN(const v1::Due* const due,
                     obligations.Read(scan->value(), DueKeyOf(scan->key())));
    if (!IsForeseenFor(query.caller, obligations, *due)) continue;
    if (query.sees != nullptr) {
      ASSIGN_OR_RETURN(const bool is_seen, query.sees(*due));
      if (!is_seen) continue;
    }
    // Only one that is seen tells that there is another page.
    if (page.rows.size() == BoundedPageSize(query.page_size)) {
      page.next_page_token = PageTokenOf(last_seen);
      break;
    }
    last_seen = last;
    v1::Foreseen& foreseen = page.rows.emplace_back();
    *foreseen.mutable_due() = *due;
    foreseen.set_outcome(OutcomeOf(*due).outcome());
    foreseen.set_falls_due_at_micros(
        absl::ToUnixMicros(InstantOfKey(scan->key())));
  }
  RETURN_IF_ERROR(scan->status());
  return page;
}

}  // namespace driehoek
