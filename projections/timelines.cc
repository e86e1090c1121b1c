#include "projections/timelines.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "projections/keys.h"
#include "projections/sentences.h"

namespace driehoek {
namespace {

std::string PrefixOf(const std::string& case_id) {
  return absl::StrCat("timelines/", case_id, "/");
}

}  // namespace

v1::TimelineEntry TimelineEntryOf(const RecordedEvent& event,
                                  const Procedure& procedure) {
  v1::TimelineEntry entry;
  entry.set_position(event.position());
  *entry.mutable_on() = ToProto(
      HappenedOn(event.event).value_or(DayOf(event.envelope.recorded_at)));
  entry.set_recorded_at_micros(absl::ToUnixMicros(event.envelope.recorded_at));
  *entry.mutable_actor() = event.envelope.actor;
  entry.set_event(NameOf(event.event));
  entry.set_sentence(SentenceOf(event.event, procedure));
  entry.set_lane(event.envelope.actor.role());
  return entry;
}

absl::Status ApplyToTimelines(const RecordedEvent& event,
                              const Procedure* procedure, RowEditor& rows) {
  if (procedure == nullptr) return absl::OkStatus();
  rows.Put(
      PrefixOf(event.tag(TagKind::kCase)) + OrderedPosition(event.position()),
      TimelineEntryOf(event, *procedure).SerializeAsString());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::TimelineEntry>> ReadTimeline(
    const RowSnapshot& snapshot, const std::string& case_id) {
  const std::string prefix = PrefixOf(case_id);
  std::vector<v1::TimelineEntry> entries;
  const std::unique_ptr<RowScan> scan = snapshot.Scan(prefix, EndOf(prefix));
  for (; scan->valid(); scan->Next()) {
    ASSIGN_OR_RETURN(v1::TimelineEntry entry,
                     ParseRow<v1::TimelineEntry>(std::string(scan->value())));
    entries.push_back(std::move(entry));
  }
  RETURN_IF_ERROR(scan->status());
  return entries;
}

}  // namespace driehoek
