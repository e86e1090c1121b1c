#include "projections/timelines.h"

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
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
  if (event.event.has_contact_call_made()) {
    entry.set_called(event.event.contact_call_made().with());
    entry.set_called_trainer_id(event.event.contact_call_made().trainer_id());
  }
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

absl::StatusOr<Page<v1::TimelineEntry>> ReadTimeline(
    const RowSnapshot& snapshot, const std::string& case_id, size_t page_size,
    const std::string& page_token) {
  return ReadPage<v1::TimelineEntry>(snapshot, PrefixOf(case_id), page_size,
                                     page_token);
}

}  // namespace driehoek
