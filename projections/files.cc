#include "projections/files.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/dates.h"
#include "domain/reports.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

constexpr absl::string_view kPrefix = "files/";
constexpr absl::string_view kResident = "resident";
constexpr absl::string_view kTrainer = "trainer";

std::string PrefixOf(const FileOwner& owner) {
  return absl::StrCat(
      kPrefix, owner.kind == v1::PLACE_OWNER_RESIDENT ? kResident : kTrainer,
      "/", owner.id, "/");
}

void SetSights(const v1::Report& report, const SubmittedReport& submitted,
               const Case& state, v1::FileEntry& entry) {
  entry.set_author(report.author());
  for (v1::Sight& sight : SightsOf(report, submitted, state)) {
    *entry.add_seen_by() = std::move(sight);
  }
  for (const v1::Filing& filing : report.filings()) {
    if (filing.place() == entry.place()) {
      *entry.mutable_part_keys() = filing.parts();
    }
  }
}

}  // namespace

FileOwners FilesOf(v1::PlaceOwner kind, const std::vector<std::string>& ids) {
  FileOwners owners;
  for (const std::string& id : ids) owners.insert({kind, id});
  return owners;
}

std::vector<FiledEntry> FiledEntriesOf(const Procedure& procedure,
                                       const Case& state) {
  std::vector<FiledEntry> entries;
  for (const SubmittedReport& submitted : state.reports) {
    const v1::Report* const report = procedure.FindReport(submitted.report);
    for (const Filed& filed : submitted.filed) {
      if (filed.erased) continue;
      const v1::Place* const place = procedure.FindPlace(filed.place);
      if (place == nullptr || (place->owner() != v1::PLACE_OWNER_RESIDENT &&
                               place->owner() != v1::PLACE_OWNER_TRAINER)) {
        continue;
      }
      FiledEntry& filed_entry = entries.emplace_back();
      filed_entry.owner = {place->owner(), filed.owner_id};
      v1::FileEntry& entry = filed_entry.entry;
      entry.set_document_id(submitted.document_id);
      entry.set_case_id(state.id);
      entry.set_case_number(state.number);
      entry.set_report(submitted.report);
      entry.set_title(report != nullptr ? report->title() : submitted.report);
      entry.set_trainer_id(submitted.trainer_id);
      entry.set_place(filed.place);
      if (report != nullptr) SetSights(*report, submitted, state, entry);
      *entry.mutable_submitted_on() = ToProto(submitted.on);
      *entry.mutable_archived_on() = ToProto(filed.on);
      entry.set_external_location(filed.external_location);
      entry.set_position(filed.position);
    }
  }
  return entries;
}

void AddFileRows(const CaseSeen& seen, RowSet& rows) {
  for (const FiledEntry& filed : FiledEntriesOf(seen.procedure, seen.state)) {
    rows[absl::StrCat(PrefixOf(filed.owner),
                      OrderedPosition(filed.entry.position()))] =
        filed.entry.SerializeAsString();
  }
}

absl::StatusOr<Page<v1::FileEntry>> ReadFile(const RowSnapshot& snapshot,
                                             const FileOwners& owners,
                                             size_t page_size,
                                             const std::string& page_token) {
  std::set<std::string> prefixes;
  for (const FileOwner& owner : owners) prefixes.insert(PrefixOf(owner));
  return ReadPageOfAll<v1::FileEntry>(snapshot, prefixes, page_size, page_token,
                                      ParseRow<v1::FileEntry>);
}

std::optional<FileOwner> FileOwnerOfKey(absl::string_view key) {
  if (!absl::StartsWith(key, kPrefix)) return std::nullopt;
  const std::vector<absl::string_view> words = absl::StrSplit(key, '/');
  if (words.size() != 4) return std::nullopt;
  return FileOwner{words[1] == kResident ? v1::PLACE_OWNER_RESIDENT
                                         : v1::PLACE_OWNER_TRAINER,
                   std::string(words[2])};
}

}  // namespace driehoek
