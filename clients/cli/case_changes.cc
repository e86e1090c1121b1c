#include "clients/cli/case_changes.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/dates.h"
#include "clients/cli/words.h"

namespace driehoek::cli {
namespace {

using DueKey = std::tuple<std::string, uint64_t, std::string>;

DueKey KeyOf(const v1::Due& due) {
  return {due.obligation().key(), due.obligation().created_by(),
          due.obligation().trainer_id()};
}

bool SameDay(const v1::Date& a, const v1::Date& b) {
  return DayIn(a) == DayIn(b);
}

std::string LastDay(const v1::Due& due) {
  return DayIn(due.due_on()) ? absl::StrCat("uiterlijk ", LongDay(due.due_on()))
                             : std::string("zonder datum");
}

void DescribeDue(const v1::Due& before, const v1::Due& after, bool is_new,
                 std::vector<std::string>& changes) {
  const std::string& key = after.obligation().key();
  if (is_new) {
    changes.push_back(absl::StrCat("te doen: ", key, ", ",
                                   OwnerWord(after.owner()), ", ",
                                   LastDay(after), ": ", after.title()));
  } else if (!SameDay(before.due_on(), after.due_on())) {
    changes.push_back(absl::StrCat("verschoven: ", key, " van ",
                                   LongDay(before.due_on()), " naar ",
                                   LongDay(after.due_on())));
  }
  if (after.breach() == v1::BREACH_STATE_RECORDED &&
      (before.breach() != v1::BREACH_STATE_RECORDED ||
       !SameDay(before.breach_due_on(), after.breach_due_on()))) {
    changes.push_back(absl::StrCat("te laat: ", key, " was uiterlijk ",
                                   LongDay(after.breach_due_on())));
  }
  if (after.past_target_recorded() && !before.past_target_recorded()) {
    changes.push_back(absl::StrCat("voorbij streefdatum: ", key, ", ",
                                   LongDay(after.due_on())));
  }
  if (after.breach() == v1::BREACH_STATE_WITHDRAWN &&
      before.breach() != v1::BREACH_STATE_WITHDRAWN) {
    changes.push_back(absl::StrCat("overschrijding ingetrokken: ", key, ", ",
                                   WithdrawalWord(after.withdrawal_reason())));
  }
  if (after.status() == before.status()) return;
  if (after.status() == v1::DUE_STATUS_FULFILLED) {
    std::string done =
        absl::StrCat("gedaan: ", key, " op ", LongDay(after.fulfilled_on()));
    if (after.timeliness() == v1::TIMELINESS_IN_TIME) {
      absl::StrAppend(&done, ", op tijd");
    } else if (after.timeliness() == v1::TIMELINESS_PAST_TARGET) {
      absl::StrAppend(&done, ", voorbij streefdatum");
    } else if (after.timeliness() == v1::TIMELINESS_LATE) {
      absl::StrAppend(&done, ", te laat");
    }
    changes.push_back(done);
  } else if (after.status() == v1::DUE_STATUS_LAPSED ||
             after.status() == v1::DUE_STATUS_WAIVED) {
    changes.push_back(absl::StrCat("niet meer nodig: ", key));
  }
}

}  // namespace

std::vector<std::string> ChangesBetween(const v1::Case& before,
                                        const v1::Case& after) {
  std::vector<std::string> changes;
  std::map<DueKey, const v1::Due*> earlier;
  for (const v1::Due& due : before.obligations()) earlier[KeyOf(due)] = &due;
  for (const v1::Due& due : after.obligations()) {
    const auto found = earlier.find(KeyOf(due));
    const bool is_new = found == earlier.end();
    DescribeDue(is_new ? v1::Due() : *found->second, due, is_new, changes);
  }
  std::set<std::pair<std::string, std::string>> filed;
  for (const v1::CaseDocument& document : before.documents()) {
    for (const v1::FilingState& filing : document.filings()) {
      if (DayIn(filing.archived_on())) {
        filed.emplace(document.document_id(), filing.place());
      }
    }
  }
  for (const v1::CaseDocument& document : after.documents()) {
    for (const v1::FilingState& filing : document.filings()) {
      if (!DayIn(filing.archived_on()) ||
          filed.contains({document.document_id(), filing.place()})) {
        continue;
      }
      changes.push_back(absl::StrCat(
          "gearchiveerd: ", document.report(), " in ",
          filing.place_name().empty() ? filing.place() : filing.place_name()));
    }
  }
  if (before.phase() != after.phase() &&
      before.phase() != v1::CASE_PHASE_UNSPECIFIED) {
    changes.push_back(
        absl::StrCat("de zaak is nu: ", PhaseWord(after.phase())));
  }
  return changes;
}

}  // namespace driehoek::cli
