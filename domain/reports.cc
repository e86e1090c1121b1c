#include "domain/reports.h"

#include <algorithm>

#include "domain/rejections.h"
#include "domain/situation.h"

namespace driehoek {
namespace {

bool Holds(const SubmittedReport& report, const std::string& part) {
  return std::find(report.part_keys.begin(), report.part_keys.end(), part) !=
         report.part_keys.end();
}

v1::FactKind HeldAfterPlanned(v1::FactKind planned) {
  switch (planned) {
    case v1::FACT_KIND_RESIDENT_EVALUATION_PLANNED:
      return v1::FACT_KIND_RESIDENT_EVALUATION_HELD;
    case v1::FACT_KIND_TRAINER_EVALUATION_PLANNED:
      return v1::FACT_KIND_TRAINER_EVALUATION_HELD;
    default:
      return v1::FACT_KIND_UNSPECIFIED;
  }
}

}  // namespace

const Fact* FindSubject(const Case& state, const v1::Report& report,
                        const std::string& about,
                        const std::string& trainer_id) {
  const Fact* latest = nullptr;
  for (const Fact& fact : state.facts) {
    if (fact.kind != report.about() &&
        fact.kind != HeldAfterPlanned(report.about())) {
      continue;
    }
    if (!trainer_id.empty() && !fact.trainer_id.empty() &&
        fact.trainer_id != trainer_id) {
      continue;
    }
    if (!about.empty() && fact.about == about) return &fact;
    if (latest == nullptr || fact.on >= latest->on) latest = &fact;
  }
  return about.empty() ? latest : nullptr;
}

bool IsPreparation(const v1::Report& report) {
  return HeldAfterPlanned(report.about()) != v1::FACT_KIND_UNSPECIFIED;
}

std::vector<std::string> OwnersOf(const v1::Place& place,
                                  const SubmittedReport& document,
                                  const Case& state) {
  switch (place.owner()) {
    case v1::PLACE_OWNER_RESIDENT:
      return {state.resident_id};
    case v1::PLACE_OWNER_TRAINER:
      if (!document.trainer_id.empty()) return {document.trainer_id};
      return state.trainer_ids;
    default:
      return {state.id};
  }
}

const SubmittedReport* FindDocument(const Case& state,
                                    const std::string& document_id,
                                    const std::string& report) {
  if (!document_id.empty()) return state.FindReport(document_id);
  const auto latest =
      std::find_if(state.reports.rbegin(), state.reports.rend(),
                   [&](const SubmittedReport& submitted) {
                     return submitted.report == report && !submitted.withdrawn;
                   });
  return latest == state.reports.rend() ? nullptr : &*latest;
}

const Filed* FindFiled(const SubmittedReport& document,
                       const std::string& place) {
  for (const Filed& filed : document.filed) {
    if (filed.place == place) return &filed;
  }
  return nullptr;
}

bool IsOwnChoice(const v1::Report& report, const SubmittedReport& document,
                 const Situation& situation) {
  return report.chosen_by() != v1::ROLE_UNSPECIFIED &&
         report.chosen_by() == situation.acting.role &&
         (document.trainer_id.empty() ||
          situation.IsActing(document.trainer_id));
}

std::vector<v1::Sight> SightsOf(const v1::Report& report,
                                const SubmittedReport& document,
                                const Case& state) {
  std::vector<v1::Sight> sights;
  if (document.withdrawn) return sights;
  const bool released =
      !report.released() ||
      (document.released_on.has_value() && state.new_placement.has_value() &&
       state.new_placement->trainer_id == document.released_to);
  for (const v1::Sight& sight : report.seen_by()) {
    if (released || sight.viewer() != v1::VIEWER_NEW_TRAINER) {
      sights.push_back(sight);
    }
  }
  if (document.chosen == true) {
    sights.insert(sights.end(), report.seen_by_once_chosen().begin(),
                  report.seen_by_once_chosen().end());
  }
  if (IsOpened(report, document, state)) {
    v1::Sight& opened = sights.emplace_back();
    opened.set_viewer(v1::VIEWER_NEW_TRAINER);
    opened.set_level(v1::SIGHT_LEVEL_READ);
  }
  return sights;
}

bool IsOpened(const v1::Report& report, const SubmittedReport& document,
              const Case& state) {
  const bool lies_there =
      report.chosen_by() == v1::ROLE_UNSPECIFIED || document.chosen == true;
  return report.resident_may_open() && lies_there &&
         !document.opened_to.empty() && state.new_placement.has_value() &&
         state.new_placement->trainer_id == document.opened_to;
}

std::vector<v1::Sight> SightsOf(const v1::ReportPart& part,
                                const SubmittedReport& document) {
  if (document.withdrawn || !document.seen_on.has_value()) return {};
  return {part.seen_by().begin(), part.seen_by().end()};
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

absl::Status CheckOwnAct(const Situation& situation) {
  const v1::Actor& actor = situation.context.actor;
  return actor.on_behalf_of().empty() || actor.channel() == v1::CHANNEL_PAPER
             ? absl::OkStatus()
             : rejection::OwnActNeeded();
}

}  // namespace driehoek
