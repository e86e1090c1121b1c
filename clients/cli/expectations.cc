#include "clients/cli/expectations.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "clients/cli/dates.h"
#include "clients/cli/words.h"

namespace driehoek::cli {
namespace {

bool SameDay(const v1::Date& a, const v1::Date& b) {
  return DayIn(a) == DayIn(b);
}

// The latest obligation of that row, of the trainer when one is named.
const v1::Due* LatestOf(const v1::ExpectedDue& expected,
                        const std::string& trainer_id, const v1::Case& found) {
  const v1::Due* latest = nullptr;
  for (const v1::Due& due : found.obligations()) {
    if (due.obligation().key() != expected.key() ||
        (!trainer_id.empty() && due.obligation().trainer_id() != trainer_id)) {
      continue;
    }
    if (latest == nullptr ||
        due.obligation().created_by() >= latest->obligation().created_by()) {
      latest = &due;
    }
  }
  return latest;
}

// In the words of the contract, as a script has them. Of the found one only
// what the script looks at.
std::string Described(const v1::ExpectedDue& looked_at, const v1::Due& due) {
  std::vector<std::string> words = {
      DayIn(due.due_on()) ? absl::StrCat("uiterlijk ", LongDay(due.due_on()))
                          : std::string("zonder datum"),
      v1::DueStatus_Name(due.status())};
  if (looked_at.timeliness() != v1::TIMELINESS_UNSPECIFIED) {
    words.push_back(v1::Timeliness_Name(due.timeliness()));
  }
  words.push_back(v1::BreachState_Name(due.breach()));
  if (looked_at.withdrawn_because() != v1::WITHDRAWAL_REASON_UNSPECIFIED) {
    words.push_back(v1::WithdrawalReason_Name(due.withdrawal_reason()));
  }
  if (looked_at.owner() != v1::ROLE_UNSPECIFIED) {
    words.push_back(v1::Role_Name(due.owner().role()));
  }
  if (looked_at.after_placement_end()) {
    words.push_back(due.after_placement_end() ? "na het einde van de stage"
                                              : "binnen de stage");
  }
  return absl::StrJoin(words, ", ");
}

// The obligation that would be as expected.
v1::Due AsExpected(const v1::ExpectedDue& expected) {
  v1::Due due;
  if (expected.has_due_on()) *due.mutable_due_on() = expected.due_on();
  due.set_status(expected.status());
  due.set_timeliness(expected.timeliness());
  due.set_breach(expected.breach());
  due.set_withdrawal_reason(expected.withdrawn_because());
  due.mutable_owner()->set_role(expected.owner());
  due.set_after_placement_end(expected.after_placement_end());
  return due;
}

std::string YesOrNo(bool answered, bool accepts, const char* who) {
  return absl::StrCat(who, " ",
                      !answered ? "niet"
                      : accepts ? "ja"
                                : "wel, niet te zien of nee");
}

std::string Described(bool resident_answered, bool resident_accepts,
                      bool trainer_answered, bool trainer_accepts) {
  return absl::StrCat(YesOrNo(resident_answered, resident_accepts, "aios"),
                      ", ",
                      YesOrNo(trainer_answered, trainer_accepts, "kandidaat"));
}

std::string DayOrNone(const v1::Date& day) {
  return DayIn(day) ? LongDay(day) : "geen dag";
}

void Compare(const char* what, const std::string& expected,
             const std::string& found, std::vector<std::string>& wrong) {
  if (expected == found) return;
  wrong.push_back(
      absl::StrCat("verwacht ", what, " ", expected, "; gevonden ", found));
}

std::optional<std::string> Together(const std::vector<std::string>& wrong) {
  if (wrong.empty()) return std::nullopt;
  return absl::StrJoin(wrong, "; ");
}

}  // namespace

std::optional<std::string> Mismatch(const v1::ExpectedDue& expected,
                                    const std::string& trainer_id,
                                    const v1::Case& found) {
  const v1::Due* const due = LatestOf(expected, trainer_id, found);
  const std::string which =
      expected.trainer().empty()
          ? expected.key()
          : absl::StrCat(expected.key(), " van ", expected.trainer());
  if (expected.status() == v1::DUE_STATUS_UNSPECIFIED) {
    if (due == nullptr) return std::nullopt;
    return absl::StrCat(which, ": verwacht: bestaat niet; gevonden ",
                        Described(expected, *due));
  }
  const std::string wished = Described(expected, AsExpected(expected));
  if (due == nullptr) {
    return absl::StrCat(which, ": verwacht ", wished,
                        "; gevonden: bestaat niet");
  }
  const std::string is = Described(expected, *due);
  if (wished == is && SameDay(due->due_on(), expected.due_on())) {
    return std::nullopt;
  }
  return absl::StrCat(which, ": verwacht ", wished, "; gevonden ", is);
}

std::optional<std::string> Mismatch(const v1::ExpectedAnswers& expected,
                                    const std::string& candidate_id,
                                    const v1::Case& found) {
  const std::string wished =
      Described(expected.resident_answered(), expected.resident_accepts(),
                expected.trainer_answered(), expected.trainer_accepts());
  const v1::Candidacy* latest = nullptr;
  for (const v1::Candidacy& candidacy : found.candidacies()) {
    if (candidacy.candidate_id() == candidate_id) latest = &candidacy;
  }
  if (latest == nullptr) {
    return absl::StrCat("antwoorden over ", expected.candidate(), ": verwacht ",
                        wished, "; gevonden: geen kandidaat");
  }
  const std::string is =
      Described(latest->resident_answered(), latest->resident_accepts(),
                latest->trainer_answered(), latest->trainer_accepts());
  if (wished == is) return std::nullopt;
  return absl::StrCat("antwoorden over ", expected.candidate(), ": verwacht ",
                      wished, "; gevonden ", is);
}

std::optional<std::string> Mismatch(const v1::ExpectedStanding& expected,
                                    const v1::Case& found) {
  std::vector<std::string> wrong;
  if (expected.phase() != v1::CASE_PHASE_UNSPECIFIED) {
    Compare("fase", v1::CasePhase_Name(expected.phase()),
            v1::CasePhase_Name(found.phase()), wrong);
  }
  if (expected.result() != v1::CASE_RESULT_UNSPECIFIED) {
    Compare("uitkomst", v1::CaseResult_Name(expected.result()),
            v1::CaseResult_Name(found.result()), wrong);
  }
  if (expected.has_waiting_started_on()) {
    Compare("wachttijd vanaf", DayOrNone(expected.waiting_started_on()),
            DayOrNone(found.waiting_started_on()), wrong);
  }
  if (expected.has_waiting_ended_on()) {
    Compare("wachttijd tot", DayOrNone(expected.waiting_ended_on()),
            DayOrNone(found.waiting_ended_on()), wrong);
  }
  if (expected.never_waited()) {
    Compare("wachttijd vanaf", DayOrNone(v1::Date()),
            DayOrNone(found.waiting_started_on()), wrong);
  }
  if (expected.has_consultation_missing()) {
    Compare("overleg ontbreekt", expected.consultation_missing() ? "ja" : "nee",
            found.consultation_missing() ? "ja" : "nee", wrong);
  }
  return Together(wrong);
}

std::optional<std::string> Mismatch(const v1::ExpectedSight& expected,
                                    const v1::CaseDocument* found,
                                    const v1::Document* text) {
  const v1::SightLevel level =
      found == nullptr ? v1::SIGHT_LEVEL_UNSPECIFIED : found->sight();
  std::vector<std::string> wrong;
  Compare("zicht", v1::SightLevel_Name(expected.level()),
          v1::SightLevel_Name(level), wrong);
  std::vector<std::string> parts;
  if (text != nullptr) {
    for (const std::string& part : text->part_keys()) {
      if (text->parts().contains(part)) parts.push_back(part);
    }
  }
  if (expected.parts_size() > 0) {
    Compare("te lezen", absl::StrJoin(expected.parts(), ", "),
            parts.empty() ? "niets" : absl::StrJoin(parts, ", "), wrong);
  }
  Compare("reacties", absl::StrCat(expected.reactions()),
          absl::StrCat(text == nullptr ? 0 : text->reactions_size()), wrong);
  if (wrong.empty()) return std::nullopt;
  return absl::StrCat(expected.report(), " voor ", expected.person(), ": ",
                      absl::StrJoin(wrong, "; "));
}

std::optional<std::string> Mismatch(const v1::ExpectedSubmits& expected,
                                    const std::map<v1::Role, int>& submits) {
  const auto found = submits.find(expected.role());
  const int times = found == submits.end() ? 0 : found->second;
  if (times <= expected.at_most()) return std::nullopt;
  return absl::StrCat(RoleWord(expected.role()), ": verwacht hoogstens ",
                      expected.at_most(), " keer iets vastgelegd; gevonden ",
                      times);
}

std::optional<std::string> MismatchOfWarnings(
    const google::protobuf::RepeatedPtrField<std::string>& expected,
    const google::protobuf::RepeatedPtrField<v1::Warning>& found) {
  if (expected.empty()) return std::nullopt;
  const std::set<std::string> wished(expected.begin(), expected.end());
  std::set<std::string> rules;
  for (const v1::Warning& warning : found) rules.insert(warning.rule());
  if (rules == wished) return std::nullopt;
  return absl::StrCat("verwacht een waarschuwing van ",
                      absl::StrJoin(wished, ", "), "; gevonden ",
                      rules.empty() ? "geen" : absl::StrJoin(rules, ", "));
}

}  // namespace driehoek::cli
