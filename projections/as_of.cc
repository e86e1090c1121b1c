#include "projections/as_of.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/case_row.h"
#include "projections/files.h"
#include "projections/fold.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "projections/timelines.h"

namespace driehoek {
namespace {

absl::StatusOr<std::unique_ptr<EventReader>> ReadHistory(
    const EventStore& store, TagKind kind, const std::string& id,
    Position until) {
  ReadOptions options;
  options.until = until;
  return store.Read(Query::AnyOf({{.types = {}, .tags = {{kind, id}}}}),
                    options);
}

absl::StatusOr<std::shared_ptr<const Procedure>> ProcedureOf(
    const Case& state, const Catalogue& catalogue) {
  if (!state.exists()) return absl::NotFoundError("no such case at that time");
  std::shared_ptr<const Procedure> procedure = catalogue.Find(state.procedure);
  if (procedure == nullptr) {
    return absl::DataLossError(absl::StrCat(
        "a case follows a procedure that is not there: ", state.procedure));
  }
  return procedure;
}

// The cases that have an event in this history.
absl::StatusOr<std::set<std::string>> CasesIn(const EventStore& store,
                                              TagKind kind,
                                              const std::string& id,
                                              Position until) {
  std::set<std::string> cases;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   ReadHistory(store, kind, id, until));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> event, reader->Next());
    if (!event.has_value()) return cases;
    const std::string& case_id = event->tag(TagKind::kCase);
    if (!case_id.empty()) cases.insert(case_id);
  }
}

// A page of what is in order of position.
template <typename Row>
absl::StatusOr<Page<Row>> PageOf(std::vector<Row> all, size_t page_size,
                                 const std::string& page_token) {
  ASSIGN_OR_RETURN(const std::string after, RestOfPageToken(page_token));
  Page<Row> page;
  for (Row& row : all) {
    if (OrderedPosition(row.position()) <= after) continue;
    if (page.rows.size() == std::max(page_size, size_t{1})) {
      page.next_page_token =
          PageTokenOf(OrderedPosition(page.rows.back().position()));
      break;
    }
    page.rows.push_back(std::move(row));
  }
  return page;
}

absl::StatusOr<std::vector<v1::FileEntry>> FileAsOf(const EventStore& store,
                                                    const Catalogue& catalogue,
                                                    TagKind kind,
                                                    const FileOwners& owners,
                                                    Position until) {
  std::set<std::string> cases;
  for (const FileOwner& owner : owners) {
    ASSIGN_OR_RETURN(std::set<std::string> of_record,
                     CasesIn(store, kind, owner.id, until));
    cases.merge(of_record);
  }
  std::vector<v1::FileEntry> entries;
  for (const std::string& case_id : cases) {
    ASSIGN_OR_RETURN(const Case state, FoldCase(store, case_id, until));
    if (!state.exists()) continue;  // It was erased since.
    ASSIGN_OR_RETURN(const std::shared_ptr<const Procedure> procedure,
                     ProcedureOf(state, catalogue));
    for (FiledEntry& filed : FiledEntriesOf(*procedure, state)) {
      if (owners.contains(filed.owner))
        entries.push_back(std::move(filed.entry));
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const v1::FileEntry& a, const v1::FileEntry& b) {
              return a.position() < b.position();
            });
  return entries;
}

}  // namespace

absl::StatusOr<v1::Case> CaseAsOf(const EventStore& store,
                                  const Catalogue& catalogue,
                                  const Calendar& calendar,
                                  const std::string& case_id, Position until) {
  ASSIGN_OR_RETURN(const Case state, FoldCase(store, case_id, until));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Procedure> procedure,
                   ProcedureOf(state, catalogue));
  return CaseRowOf(*procedure, state, calendar.UpTo(until));
}

absl::StatusOr<Page<v1::TimelineEntry>> TimelineAsOf(
    const EventStore& store, const Catalogue& catalogue,
    const std::string& case_id, Position until, size_t page_size,
    const std::string& page_token) {
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   ReadHistory(store, TagKind::kCase, case_id, until));
  std::vector<v1::TimelineEntry> entries;
  Case state;
  std::shared_ptr<const Procedure> procedure;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> event, reader->Next());
    if (!event.has_value()) break;
    Evolve(state, HappenedOf(*event));
    if (procedure == nullptr || procedure->name() != state.procedure) {
      ASSIGN_OR_RETURN(procedure, ProcedureOf(state, catalogue));
    }
    if (!IsOnTimeline(event->event)) continue;
    const CaseOfEvent of_case{*procedure, state};
    entries.push_back(TimelineEntryOf(*event, of_case));
    if (!event->event.has_fact_corrected()) continue;
    std::optional<v1::TimelineEntry> corrected =
        CorrectedEntryOf(event->event.fact_corrected().corrects(), of_case);
    for (v1::TimelineEntry& entry : entries) {
      if (corrected.has_value() && entry.position() == corrected->position()) {
        entry = *corrected;
      }
    }
  }
  if (!state.exists()) return absl::NotFoundError("no such case at that time");
  return PageOf(std::move(entries), page_size, page_token);
}

absl::StatusOr<Page<v1::FileEntry>> PortfolioAsOf(
    const EventStore& store, const Catalogue& catalogue,
    const std::vector<std::string>& resident_ids, Position until,
    size_t page_size, const std::string& page_token) {
  ASSIGN_OR_RETURN(
      std::vector<v1::FileEntry> entries,
      FileAsOf(store, catalogue, TagKind::kResident,
               FilesOf(v1::PLACE_OWNER_RESIDENT, resident_ids), until));
  return PageOf(std::move(entries), page_size, page_token);
}

absl::StatusOr<Page<v1::FileEntry>> DossierAsOf(
    const EventStore& store, const Catalogue& catalogue,
    const std::vector<std::string>& trainer_ids, Position until,
    size_t page_size, const std::string& page_token) {
  ASSIGN_OR_RETURN(
      std::vector<v1::FileEntry> entries,
      FileAsOf(store, catalogue, TagKind::kTrainer,
               FilesOf(v1::PLACE_OWNER_TRAINER, trainer_ids), until));
  return PageOf(std::move(entries), page_size, page_token);
}

absl::StatusOr<Position> PositionAt(const EventStore& store,
                                    absl::Time instant) {
  // recorded_at never decreases: everything up to `least` is early enough,
  // everything after `most` is too late.
  Position least = 0;
  Position most = store.head();
  while (least < most) {
    const Position middle = least + (most - least + 1) / 2;
    ReadOptions options;
    options.after = middle - 1;
    options.until = middle;
    ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                     store.Read(Query::All(), options));
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> event, reader->Next());
    if (!event.has_value()) {
      return absl::DataLossError(
          absl::StrCat("the log has no event at position ", middle));
    }
    if (event->envelope.recorded_at <= instant) {
      least = middle;
    } else {
      most = middle - 1;
    }
  }
  return least;
}

}  // namespace driehoek
