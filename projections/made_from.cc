#include "projections/made_from.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "projections/all_views.h"

namespace driehoek {
namespace {

constexpr char kKey[] = "made-from";

// One line each, in this order.
enum Line {
  kLogId,
  kVersions,
  kPosition,
  kLastHash,
  kOpenDue,
  kErasedAt,
  kLines
};

}  // namespace

absl::StatusOr<MadeFrom> ReadMadeFrom(const RowSnapshot& snapshot) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, snapshot.Get(kKey));
  MadeFrom made_from;
  if (!bytes.has_value()) return made_from;
  const std::vector<std::string> lines = absl::StrSplit(*bytes, '\n');
  if (lines.size() != kLines) return made_from;  // Of another release.
  const std::string hash = absl::HexStringToBytes(lines[kLastHash]);
  if (!absl::SimpleAtoi(lines[kPosition], &made_from.position) ||
      !absl::SimpleAtoi(lines[kOpenDue], &made_from.open_due) ||
      !absl::SimpleAtoi(lines[kErasedAt], &made_from.erased_at) ||
      hash.size() != made_from.last_hash.size()) {
    return MadeFrom();
  }
  std::copy(hash.begin(), hash.end(), made_from.last_hash.begin());
  made_from.log_id = lines[kLogId];
  made_from.versions = lines[kVersions];
  ASSIGN_OR_RETURN(const std::optional<std::string> begun_at,
                   snapshot.Get(std::string(kBegunAtKey)));
  if (!begun_at.has_value() ||
      !absl::SimpleAtoi(*begun_at, &made_from.begun_at)) {
    return MadeFrom();
  }
  return made_from;
}

void PutMadeFrom(const MadeFrom& made_from, RowBatch& batch) {
  batch.Put(kKey,
            absl::StrCat(made_from.log_id, "\n", made_from.versions, "\n",
                         made_from.position, "\n",
                         absl::BytesToHexString(BytesOf(made_from.last_hash)),
                         "\n", made_from.open_due, "\n", made_from.erased_at));
  batch.Put(std::string(kBegunAtKey), absl::StrCat(made_from.begun_at));
}

absl::StatusOr<bool> IsStillTrue(const MadeFrom& made_from,
                                 const EventStore& store) {
  if (made_from.log_id != store.identity().log_id ||
      made_from.versions != VersionsOfAllViews() ||
      made_from.position > store.head()) {
    return false;
  }
  if (made_from.position == 0) return true;
  ReadOptions options;
  options.after = made_from.position - 1;
  options.until = made_from.position;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store.Read(Query::All(), options));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> last, reader->Next());
  return last.has_value() && last->envelope_hash == made_from.last_hash;
}

}  // namespace driehoek
