#include "eventstore/rocksdb_reader.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/position_scan.h"
#include "eventstore/record.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/tag_cursor.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"

namespace driehoek {
namespace {

absl::Status MissingEvent(Position position) {
  return absl::DataLossError(absl::StrCat("event ", position, " is missing"));
}

// Reads events one after another where they lie side by side.
class NeighbourReader {
 public:
  NeighbourReader(const LogDb& log, Direction direction)
      : direction_(direction),
        envelopes_(
            log.db().NewIterator(Options(), log.Handle(Family::kEnvelopes))),
        bodies_(log.db().NewIterator(Options(), log.Handle(Family::kBodies))) {}

  absl::StatusOr<RecordedEvent> Read(const LogNamed& named, Position position) {
    ASSIGN_OR_RETURN(const absl::string_view envelope,
                     MoveTo(*envelopes_, position));
    ASSIGN_OR_RETURN(const absl::string_view body, MoveTo(*bodies_, position));
    started_ = true;
    return OpenRecord(named.log_id, position, envelope, body, named.keyring);
  }

 private:
  static rocksdb::ReadOptions Options() {
    rocksdb::ReadOptions options;
    // One pass over the log shall not throw out what cases need.
    options.fill_cache = false;
    return options;
  }

  absl::StatusOr<absl::string_view> MoveTo(rocksdb::Iterator& iterator,
                                           Position position) const {
    const std::string key = PositionKey(position);
    if (!started_) {
      iterator.Seek(SliceOf(key));
    } else if (direction_ == Direction::kForwards) {
      iterator.Next();
    } else {
      iterator.Prev();
    }
    RETURN_IF_ERROR(ToAbsl(iterator.status(), "reading the log"));
    if (!iterator.Valid() || iterator.key() != SliceOf(key)) {
      return MissingEvent(position);
    }
    return ViewOf(iterator.value());
  }

  const Direction direction_;
  const std::unique_ptr<rocksdb::Iterator> envelopes_;
  const std::unique_ptr<rocksdb::Iterator> bodies_;
  bool started_ = false;
};

// Follows the chain of one tag through the events that are read.
class ChainCheck {
 public:
  ChainCheck(Tag tag, Direction direction)
      : tag_(std::move(tag)), direction_(direction) {}

  absl::Status Check(const RecordedEvent& event) {
    for (const TagLink& link : event.envelope.links) {
      if (link.tag == tag_) return CheckLink(link, event.envelope_hash);
    }
    return Broken(event.position());
  }

 private:
  struct Seen {
    TagLink link;
    Hash32 envelope_hash;
  };

  absl::Status CheckLink(const TagLink& link, const Hash32& envelope_hash) {
    const bool forwards = direction_ == Direction::kForwards;
    if (seen_ && forwards && link.sequence == seen_->link.sequence + 1 &&
        link.previous != seen_->envelope_hash) {
      return Broken(link.sequence);
    }
    if (seen_ && !forwards && link.sequence + 1 == seen_->link.sequence &&
        seen_->link.previous != envelope_hash) {
      return Broken(link.sequence);
    }
    seen_ = Seen{link, envelope_hash};
    return absl::OkStatus();
  }

  absl::Status Broken(uint64_t sequence) const {
    return absl::DataLossError(absl::StrCat(
        "the chain of ", ToString(tag_), " is broken at its event ", sequence));
  }

  const Tag tag_;
  const Direction direction_;
  std::optional<Seen> seen_;
};

class RocksDbReader : public EventReader {
 public:
  RocksDbReader(const LogDb& log, const LogNamed& named, Query query,
                const ReadOptions& options, const ScanRange& range,
                std::shared_ptr<const PublishedHead> head)
      : log_(log),
        named_(named),
        query_(std::move(query)),
        head_(std::move(head)),
        left_(options.limit.value_or(std::numeric_limits<uint64_t>::max())),
        end_(options.backwards ? std::min(range.after, range.until) + 1
                               : std::max(range.after, range.until)),
        scanned_to_(options.backwards ? range.until + 1 : range.after) {
    if (query_.matches_all()) {
      neighbours_.emplace(log, range.direction);
    } else if (query_.items().size() == 1 &&
               query_.items().front().tags.size() == 1) {
      chain_.emplace(query_.items().front().tags.front(), range.direction);
    }
  }

  absl::Status Start(const ScanRange& range) {
    ASSIGN_OR_RETURN(scan_, NewPositionScan(log_, query_, range));
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<RecordedEvent>> Next() override {
    if (left_ == 0 || scanned_to_ == end_) return std::nullopt;
    // Going on after an error would be a short answer.
    RETURN_IF_ERROR(failed_);
    auto next = FindNext();
    failed_ = next.status();
    return next;
  }

  Position scanned_to() const override { return scanned_to_; }

 private:
  absl::StatusOr<std::optional<RecordedEvent>> FindNext() {
    ASSIGN_OR_RETURN(const std::optional<Position> position, scan_->Next());
    if (!position) {
      scanned_to_ = end_;
      return std::nullopt;
    }
    ASSIGN_OR_RETURN(RecordedEvent event,
                     neighbours_ ? neighbours_->Read(named_, *position)
                                 : ReadEvent(log_, named_, *position));
    RETURN_IF_ERROR(CheckFound(event));
    --left_;
    scanned_to_ = *position;
    return event;
  }

  // The index led here: the event itself must agree.
  absl::Status CheckFound(const RecordedEvent& event) {
    if (query_.matches_all()) return absl::OkStatus();
    if (!Matches(query_, event.envelope)) {
      return absl::DataLossError(absl::StrCat(
          "the index names event ", event.position(), " for another"));
    }
    return chain_ ? chain_->Check(event) : absl::OkStatus();
  }

  const LogDb& log_;
  const LogNamed& named_;
  const Query query_;
  const std::shared_ptr<const PublishedHead> head_;
  uint64_t left_;
  const Position end_;  // Where scanned_to() ends.
  Position scanned_to_;
  std::optional<NeighbourReader> neighbours_;
  std::optional<ChainCheck> chain_;
  std::unique_ptr<PositionScan> scan_;
  absl::Status failed_;
};

}  // namespace

absl::StatusOr<RecordedEvent> ReadEvent(const LogDb& log, const LogNamed& named,
                                        Position position) {
  const std::string key = PositionKey(position);
  rocksdb::PinnableSlice envelope;
  rocksdb::PinnableSlice body;
  for (const auto& [family, bytes] : {std::pair(Family::kEnvelopes, &envelope),
                                      std::pair(Family::kBodies, &body)}) {
    const rocksdb::Status status = log.db().Get(
        rocksdb::ReadOptions(), log.Handle(family), SliceOf(key), bytes);
    if (status.IsNotFound()) return MissingEvent(position);
    RETURN_IF_ERROR(ToAbsl(status, absl::StrCat("reading event ", position)));
  }
  return OpenRecord(named.log_id, position, ViewOf(envelope), ViewOf(body),
                    named.keyring);
}

absl::StatusOr<std::unique_ptr<EventReader>> NewRocksDbReader(
    const LogDb& log, const LogNamed& named, const Query& query,
    const ReadOptions& options, std::shared_ptr<const PublishedHead> head) {
  const ScanRange range{
      options.after,
      std::min(options.until.value_or(head->position), head->position),
      options.backwards ? Direction::kBackwards : Direction::kForwards,
      head->snapshot.get()};
  auto reader = std::make_unique<RocksDbReader>(log, named, query, options,
                                                range, std::move(head));
  RETURN_IF_ERROR(reader->Start(range));
  return reader;
}

}  // namespace driehoek
