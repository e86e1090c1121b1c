#include "eventstore/tag_cursor.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/options.h"

namespace driehoek {

TagCursor::TagCursor(const LogDb& log, Tag tag, const TagRow& row,
                     const rocksdb::Snapshot* snapshot, Direction direction)
    : tag_(std::move(tag)),
      row_(row),
      direction_(direction),
      first_key_(IndexKey(row.number, 0)),
      end_key_(IndexKey(row.number + 1, 0)),
      lower_bound_(SliceOf(first_key_)),
      upper_bound_(SliceOf(end_key_)) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.iterate_lower_bound = &lower_bound_;
  options.iterate_upper_bound = &upper_bound_;
  iterator_.reset(log.db().NewIterator(options, log.Handle(Family::kIndex)));
}

absl::Status TagCursor::Seek(Position position) {
  const std::string key = IndexKey(row_.number, position);
  if (forwards()) {
    iterator_->Seek(SliceOf(key));
  } else {
    iterator_->SeekForPrev(SliceOf(key));
  }
  RETURN_IF_ERROR(ReadEntry());
  return at_end_ ? CheckEndOfTag() : CheckNeighbour();
}

absl::Status TagCursor::Next() {
  const uint64_t before = entry_.sequence;
  const uint64_t last = forwards() ? row_.sequence : 1;
  if (forwards()) {
    iterator_->Next();
  } else {
    iterator_->Prev();
  }
  RETURN_IF_ERROR(ReadEntry());
  if (at_end_) return before == last ? absl::OkStatus() : Missing();
  const uint64_t expected = forwards() ? before + 1 : before - 1;
  return entry_.sequence == expected ? absl::OkStatus() : Missing();
}

absl::Status TagCursor::ReadEntry() {
  at_end_ = !iterator_->Valid();
  if (at_end_) {
    return ToAbsl(iterator_->status(), "reading the index of the log");
  }
  ASSIGN_OR_RETURN(position_, PositionOfIndexKey(ViewOf(iterator_->key())));
  ASSIGN_OR_RETURN(entry_, DecodeIndexRow(ViewOf(iterator_->value())));
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> TagCursor::SequenceHere() const {
  if (!iterator_->Valid()) {
    RETURN_IF_ERROR(
        ToAbsl(iterator_->status(), "reading the index of the log"));
    return 0;
  }
  ASSIGN_OR_RETURN(const IndexRow row,
                   DecodeIndexRow(ViewOf(iterator_->value())));
  return row.sequence;
}

// Nothing lies beyond where was sought: then the last entry there is (the
// first, backwards) must be the last (first) there should be.
absl::Status TagCursor::CheckEndOfTag() {
  if (forwards()) {
    iterator_->SeekToLast();
  } else {
    iterator_->SeekToFirst();
  }
  ASSIGN_OR_RETURN(const uint64_t sequence, SequenceHere());
  const uint64_t expected = forwards() ? row_.sequence : 1;
  return sequence == expected ? absl::OkStatus() : Missing();
}

// Between the entry found and the place that was sought no entry is missing
// when the one on the other side of that place is its neighbour by number.
absl::Status TagCursor::CheckNeighbour() {
  const uint64_t outermost = forwards() ? 1 : row_.sequence;
  if (entry_.sequence == outermost) return absl::OkStatus();
  if (forwards()) {
    iterator_->Prev();
  } else {
    iterator_->Next();
  }
  ASSIGN_OR_RETURN(const uint64_t sequence, SequenceHere());
  const uint64_t expected =
      forwards() ? entry_.sequence - 1 : entry_.sequence + 1;
  if (sequence != expected) return Missing();
  if (forwards()) {
    iterator_->Next();
  } else {
    iterator_->Prev();
  }
  return ReadEntry();
}

absl::Status TagCursor::Missing() const {
  return absl::DataLossError(
      absl::StrCat("the index of ", ToString(tag_), " misses an event"));
}

}  // namespace driehoek
