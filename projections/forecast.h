// What falls due if nobody acts: the open obligations without a recorded breach
// or passed target, by the instant at which they fall due.
#ifndef DRIEHOEK_PROJECTIONS_FORECAST_H_
#define DRIEHOEK_PROJECTIONS_FORECAST_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/work_service.pb.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

void AddForecastRows(const SubjectSeen& seen, RowSet& rows);

// Whether a key is of the forecast.
bool IsForecastKey(absl::string_view key);

// As Views::Forecast.
absl::StatusOr<Page<v1::Foreseen>> ReadForecast(const RowSnapshot& snapshot,
                                                const ForecastQuery& query);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_FORECAST_H_
