// The directory: people with their roles, groups, practices, placements, and
// the days of the calendar.
#ifndef DRIEHOEK_PROJECTIONS_DIRECTORY_H_
#define DRIEHOEK_PROJECTIONS_DIRECTORY_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

absl::Status ApplyToDirectory(const RecordedEvent& event,
                              const CaseOfEvent* of_case, RowEditor& rows);

// Each as in Views.
// Whether a row is of this view; and of those a placement.
bool IsOfDirectory(absl::string_view key);
bool IsPlacementKey(absl::string_view key);

absl::StatusOr<v1::Person> ReadPerson(const RowSnapshot& snapshot,
                                      const std::string& person_id);
absl::StatusOr<Page<v1::Person>> ReadPeople(const RowSnapshot& snapshot,
                                            size_t page_size,
                                            const std::string& page_token);
absl::StatusOr<v1::Group> ReadGroup(const RowSnapshot& snapshot,
                                    const std::string& group_id);
absl::StatusOr<Page<v1::Group>> ReadGroups(const RowSnapshot& snapshot,
                                           size_t page_size,
                                           const std::string& page_token);
absl::StatusOr<v1::Practice> ReadPractice(const RowSnapshot& snapshot,
                                          const std::string& practice_id);
absl::StatusOr<Page<v1::Practice>> ReadPractices(const RowSnapshot& snapshot,
                                                 size_t page_size,
                                                 const std::string& page_token);
absl::StatusOr<v1::Placement> ReadPlacement(const RowSnapshot& snapshot,
                                            const std::string& placement_id);
absl::StatusOr<Page<v1::Placement>> ReadPlacements(
    const RowSnapshot& snapshot, const std::vector<std::string>& person_ids,
    size_t page_size, const std::string& page_token);
absl::StatusOr<Page<v1::CalendarDay>> ReadCalendarDays(
    const RowSnapshot& snapshot, const DaysAsked& days, size_t page_size,
    const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_DIRECTORY_H_
