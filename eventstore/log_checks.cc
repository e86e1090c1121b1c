#include "eventstore/log_checks.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/beacon.h"
#include "eventstore/envelope.h"
#include "eventstore/log_db.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/rocksdb_reader.h"
#include "rocksdb/iterator.h"
#include "rocksdb/metadata.h"
#include "rocksdb/options.h"

namespace driehoek {
namespace {

constexpr Position kNewestEventsChecked = 64;

absl::Status CheckRoot(const LogDb& log, Position position, const Hash32& root,
                       absl::string_view by_whom) {
  if (position == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto row,
                   log.Get(Family::kTree, PositionKey(position)));
  if (row && *row == BytesOf(root)) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the root of the tree at event ", position, " is not what ",
                   by_whom, row ? " says" : " says: it is missing"));
}

absl::Status Gap(Position position) {
  return absl::DataLossError(
      absl::StrCat("the log has a gap at event ", position));
}

// Envelopes are written once and in order, so the files of their family cover
// ranges that join. Gives the position up to which they reach.
absl::StatusOr<Position> EndOfFiles(const LogDb& log) {
  rocksdb::ColumnFamilyMetaData family;
  log.db().GetColumnFamilyMetaData(log.Handle(Family::kEnvelopes), &family);
  std::vector<std::pair<Position, Position>> ranges;
  for (const rocksdb::LevelMetaData& level : family.levels) {
    for (const rocksdb::SstFileMetaData& file : level.files) {
      ASSIGN_OR_RETURN(const Position first, PositionOf(file.smallestkey));
      ASSIGN_OR_RETURN(const Position last, PositionOf(file.largestkey));
      ranges.emplace_back(first, last);
    }
  }
  std::sort(ranges.begin(), ranges.end());
  Position end = 0;
  for (const auto& [first, last] : ranges) {
    if (first != end + 1) return Gap(end + 1);
    end = last;
  }
  return end;
}

}  // namespace

absl::Status CheckReaches(const LogDb& log, const HeadRow& head,
                          const BeaconMark& beacon) {
  if (head.position < beacon.position) {
    return absl::DataLossError(
        absl::StrCat("the log ends at event ", head.position, ", but event ",
                     beacon.position, " was acknowledged"));
  }
  RETURN_IF_ERROR(
      CheckRoot(log, beacon.position, beacon.root, "the commit beacon"));
  return CheckRoot(log, head.position, head.frontier.Root(), "its head");
}

absl::Status CheckNoGaps(const LogDb& log, Position head) {
  ASSIGN_OR_RETURN(Position end, EndOfFiles(log));
  const std::unique_ptr<rocksdb::Iterator> iterator(log.db().NewIterator(
      rocksdb::ReadOptions(), log.Handle(Family::kEnvelopes)));
  for (iterator->Seek(SliceOf(PositionKey(end + 1))); iterator->Valid();
       iterator->Next()) {
    ASSIGN_OR_RETURN(const Position position,
                     PositionOf(ViewOf(iterator->key())));
    if (position != end + 1) return Gap(end + 1);
    end = position;
  }
  RETURN_IF_ERROR(ToAbsl(iterator->status(), "reading the envelopes"));
  if (end == head) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the events end at ", end, ", the head says ", head));
}

absl::Status CheckNewestEvents(const LogDb& log, const LogNamed& named,
                               Position head) {
  const Position oldest = head - std::min(head, kNewestEventsChecked);
  for (Position position = head; position > oldest; --position) {
    RETURN_IF_ERROR(ReadEvent(log, named, position).status());
  }
  return absl::OkStatus();
}

absl::Status CheckTypesKnown(const LogDb& log) {
  ASSIGN_OR_RETURN(const auto row, log.Get(Family::kMeta, kTypesKey));
  if (!row) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<uint32_t> types, DecodeTypes(*row));
  for (const uint32_t type : types) {
    if (IsKnownEventType(type)) continue;
    return absl::UnimplementedError(
        absl::StrCat("the log holds events of type ", type,
                     ", which this release does not know: a newer release of "
                     "the server wrote here"));
  }
  return absl::OkStatus();
}

}  // namespace driehoek
