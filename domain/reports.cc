#include "domain/reports.h"

#include <algorithm>

namespace driehoek {
namespace {

bool Holds(const SubmittedReport& report, const std::string& part) {
  return std::find(report.part_keys.begin(), report.part_keys.end(), part) !=
         report.part_keys.end();
}

}  // namespace

const Fact* FindSubject(const Case& state, const v1::Report& report,
                        const std::string& about) {
  const Fact* latest = nullptr;
  for (const Fact& fact : state.facts) {
    if (fact.kind != report.about()) continue;
    if (!about.empty() && fact.about == about) return &fact;
    if (latest == nullptr || fact.on >= latest->on) latest = &fact;
  }
  return about.empty() ? latest : nullptr;
}

bool IsNeeded(const v1::ReportPart& part, const Meeting* meeting) {
  switch (part.needed()) {
    case v1::PART_NEEDED_ALWAYS:
      return true;
    case v1::PART_NEEDED_WHEN_NO_DECOUPLING:
      return meeting != nullptr &&
             meeting->outcome == v1::MEETING_OUTCOME_NO_DECOUPLING;
    case v1::PART_NEEDED_WHEN_ADVICE:
      return meeting != nullptr &&
             meeting->outcome == v1::MEETING_OUTCOME_ADVICE_TO_DECOUPLE;
    default:
      return false;
  }
}

bool HasAttentionPoints(const Case& state, const Procedure& procedure) {
  const Meeting* const meeting = state.latest_held();
  if (meeting == nullptr) return false;
  return std::any_of(
      state.reports.begin(), state.reports.end(),
      [&](const SubmittedReport& submitted) {
        const v1::Report* const report = procedure.FindReport(submitted.report);
        if (report == nullptr || submitted.about != meeting->id) return false;
        bool any = false;
        for (const v1::ReportPart& part : report->parts()) {
          if (part.needed() != v1::PART_NEEDED_WHEN_NO_DECOUPLING) continue;
          if (!Holds(submitted, part.key())) return false;
          any = true;
        }
        return any;
      });
}

}  // namespace driehoek
