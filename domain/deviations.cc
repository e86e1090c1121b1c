#include "domain/deviations.h"

#include <algorithm>

#include "base/holidays.h"
#include "domain/dates.h"

namespace driehoek {
namespace {

bool IsOf(const Deviation& deviation, const v1::ObligationRef& obligation) {
  return deviation.obligation.key() == obligation.key() &&
         deviation.obligation.created_by() == obligation.created_by() &&
         deviation.obligation.trainer_id() == obligation.trainer_id();
}

// A bound that is counted backwards never moves to a later day (AS-5).
bool IsCountedBackwards(const v1::Due& due) {
  return std::any_of(due.bounds().begin(), due.bounds().end(),
                     [](const v1::BoundWorkedOut& bound) {
                       return bound.decides() &&
                              FromProto(bound.comes_to()) <
                                  FromProto(bound.anchor_on());
                     });
}

v1::DeviationFromDue& Tell(const Deviation& deviation, bool after_due_date,
                           v1::Due& due) {
  v1::DeviationFromDue& told = *due.add_deviations();
  told.set_deviation_id(deviation.id);
  told.set_deviation(deviation.kind);
  told.set_why(deviation.why);
  *told.mutable_on() = ToProto(deviation.on);
  if (deviation.due_on.has_value()) {
    *told.mutable_due_on() = ToProto(*deviation.due_on);
  }
  if (deviation.resumed_on.has_value()) {
    *told.mutable_resumed_on() = ToProto(*deviation.resumed_on);
  }
  told.set_after_due_date(after_due_date);
  return told;
}

}  // namespace

Departure DepartureOf(const Subject& state, v1::Shift shift,
                      std::optional<absl::CivilDay> original_due_on,
                      std::optional<absl::CivilDay> fulfilled_on,
                      v1::Due& due) {
  Departure departure{.due_on = original_due_on};
  const bool shifts =
      shift == v1::SHIFT_NEXT_WORKING_DAY && !IsCountedBackwards(due);
  for (const Deviation& deviation : state.deviations) {
    if (!IsOf(deviation, due.obligation())) continue;
    std::optional<absl::CivilDay>& due_on = departure.due_on;
    const bool after = due_on.has_value() && deviation.on > *due_on;
    Tell(deviation, after, due);
    if (deviation.kind == v1::DEVIATION_KIND_WAIVE) departure.waived = true;
    if (after || !due_on.has_value()) continue;
    if (deviation.kind == v1::DEVIATION_KIND_MOVE) {
      due_on = deviation.due_on;
      continue;
    }
    if (deviation.kind != v1::DEVIATION_KIND_PAUSE) continue;
    if (fulfilled_on.has_value() && *fulfilled_on <= deviation.on) continue;
    std::optional<absl::CivilDay> runs_from = deviation.resumed_on;
    if (fulfilled_on.has_value()) {
      runs_from = std::min(runs_from.value_or(*fulfilled_on), *fulfilled_on);
    }
    if (!runs_from.has_value()) {
      departure.paused = true;
      due_on.reset();
      continue;
    }
    const absl::CivilDay moved = *due_on + (*runs_from - deviation.on);
    due_on = shifts ? WorkingDayFrom(moved) : moved;
  }
  if (original_due_on.has_value() && departure.due_on != original_due_on) {
    *due.mutable_original_due_on() = ToProto(*original_due_on);
  }
  return departure;
}

bool WaivedInTime(const v1::Due& due) {
  return std::any_of(due.deviations().begin(), due.deviations().end(),
                     [](const v1::DeviationFromDue& deviation) {
                       return deviation.deviation() ==
                                  v1::DEVIATION_KIND_WAIVE &&
                              !deviation.after_due_date();
                     });
}

const Deviation* FindDeviation(const Subject& state,
                               const std::string& deviation_id) {
  const auto found = std::find_if(
      state.deviations.begin(), state.deviations.end(),
      [&](const Deviation& one) { return one.id == deviation_id; });
  return found == state.deviations.end() ? nullptr : &*found;
}

bool HasDeviation(const Subject& state, v1::DeviationKind kind) {
  return std::any_of(state.deviations.begin(), state.deviations.end(),
                     [&](const Deviation& one) { return one.kind == kind; });
}

}  // namespace driehoek
