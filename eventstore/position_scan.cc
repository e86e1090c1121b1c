#include "eventstore/position_scan.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/envelope.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/tag_cursor.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"

namespace driehoek {
namespace {

bool Wants(const std::vector<EventType>& types, uint32_t type) {
  return types.empty() ||
         std::any_of(types.begin(), types.end(), [&](EventType wanted) {
           return static_cast<uint32_t>(wanted) == type;
         });
}

// Counts positions within a range, in its direction.
class PositionCounter {
 public:
  explicit PositionCounter(const ScanRange& range) : range_(range) {
    at_ = forwards() ? range.after : range.until + 1;
  }

  std::optional<Position> Next() {
    if (range_.after >= range_.until) return std::nullopt;
    if (forwards() ? at_ >= range_.until : at_ <= range_.after + 1) {
      return std::nullopt;
    }
    at_ = forwards() ? at_ + 1 : at_ - 1;
    return at_;
  }

 private:
  bool forwards() const { return range_.direction == Direction::kForwards; }

  const ScanRange range_;
  Position at_;
};

// Every position there is.
class AllScan : public PositionScan {
 public:
  explicit AllScan(const ScanRange& range) : counter_(range) {}

  absl::StatusOr<std::optional<Position>> Next() override {
    return counter_.Next();
  }

 private:
  PositionCounter counter_;
};

// The events of some types, whatever their tags: looks at each envelope.
class TypeScan : public PositionScan {
 public:
  TypeScan(const LogDb& log, std::vector<EventType> types,
           const ScanRange& range)
      : types_(std::move(types)), range_(range), counter_(range) {
    rocksdb::ReadOptions options;
    options.snapshot = range.snapshot;
    iterator_.reset(
        log.db().NewIterator(options, log.Handle(Family::kEnvelopes)));
  }

  absl::StatusOr<std::optional<Position>> Next() override {
    while (const std::optional<Position> position = counter_.Next()) {
      MoveTo(*position);
      RETURN_IF_ERROR(
          ToAbsl(iterator_->status(), "reading the envelopes of the log"));
      const std::string key = PositionKey(*position);
      if (!iterator_->Valid() || iterator_->key() != SliceOf(key)) {
        return absl::DataLossError(
            absl::StrCat("event ", *position, " is missing"));
      }
      ASSIGN_OR_RETURN(const Envelope envelope,
                       DecodeEnvelope(ViewOf(iterator_->value())));
      if (Wants(types_, static_cast<uint32_t>(envelope.type))) return position;
    }
    return std::nullopt;
  }

 private:
  void MoveTo(Position position) {
    if (!started_) {
      started_ = true;
      iterator_->Seek(SliceOf(PositionKey(position)));
    } else if (range_.direction == Direction::kForwards) {
      iterator_->Next();
    } else {
      iterator_->Prev();
    }
  }

  const std::vector<EventType> types_;
  const ScanRange range_;
  PositionCounter counter_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  bool started_ = false;
};

// The events that have all of some tags: each cursor leaps to where the others
// are, until they stand on the same event.
class TagScan : public PositionScan {
 public:
  TagScan(std::vector<std::unique_ptr<TagCursor>> cursors,
          std::vector<EventType> types, const ScanRange& range)
      : cursors_(std::move(cursors)), types_(std::move(types)), range_(range) {}

  absl::StatusOr<std::optional<Position>> Next() override {
    while (!ended_) {
      RETURN_IF_ERROR(Advance());
      RETURN_IF_ERROR(Meet());
      if (ended_) break;
      const TagCursor& met = *cursors_.front();
      if (Wants(types_, met.entry().type)) return met.position();
    }
    return std::nullopt;
  }

 private:
  bool forwards() const { return range_.direction == Direction::kForwards; }
  bool Beyond(const TagCursor& cursor) const {
    return cursor.at_end() || (forwards() ? cursor.position() > range_.until
                                          : cursor.position() <= range_.after);
  }

  absl::Status Advance() {
    TagCursor& cursor = *cursors_.front();
    if (started_) {
      RETURN_IF_ERROR(cursor.Next());
    } else {
      started_ = true;
      if (range_.after >= range_.until) {
        ended_ = true;
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(
          cursor.Seek(forwards() ? range_.after + 1 : range_.until));
    }
    ended_ = Beyond(cursor);
    return absl::OkStatus();
  }

  absl::Status Meet() {
    size_t agreed = 1;
    for (size_t i = 0; !ended_ && agreed < cursors_.size();) {
      const Position target = cursors_[i]->position();
      i = (i + 1) % cursors_.size();
      TagCursor& cursor = *cursors_[i];
      RETURN_IF_ERROR(cursor.Seek(target));
      ended_ = Beyond(cursor);
      agreed = !ended_ && cursor.position() == target ? agreed + 1 : 1;
    }
    return absl::OkStatus();
  }

  const std::vector<std::unique_ptr<TagCursor>> cursors_;
  const std::vector<EventType> types_;
  const ScanRange range_;
  bool started_ = false;
  bool ended_ = false;
};

// What one of several scans finds, in order and once.
class UnionScan : public PositionScan {
 public:
  UnionScan(std::vector<std::unique_ptr<PositionScan>> scans,
            Direction direction)
      : direction_(direction) {
    for (auto& scan : scans) branches_.push_back({std::move(scan), {}});
  }

  absl::StatusOr<std::optional<Position>> Next() override {
    if (!started_) {
      started_ = true;
      for (Branch& branch : branches_) {
        ASSIGN_OR_RETURN(branch.next, branch.scan->Next());
      }
    }
    std::optional<Position> first;
    for (const Branch& branch : branches_) {
      if (branch.next && (!first || ComesBefore(*branch.next, *first))) {
        first = branch.next;
      }
    }
    for (Branch& branch : branches_) {
      if (first && branch.next == first) {
        ASSIGN_OR_RETURN(branch.next, branch.scan->Next());
      }
    }
    return first;
  }

 private:
  struct Branch {
    std::unique_ptr<PositionScan> scan;
    std::optional<Position> next;
  };

  bool ComesBefore(Position left, Position right) const {
    return direction_ == Direction::kForwards ? left < right : left > right;
  }

  const Direction direction_;
  std::vector<Branch> branches_;
  bool started_ = false;
};

// Null when no event can have all the tags.
absl::StatusOr<std::unique_ptr<PositionScan>> NewItemScan(
    const LogDb& log, const QueryItem& item, const ScanRange& range) {
  if (item.tags.empty()) {
    return std::make_unique<TypeScan>(log, item.types, range);
  }
  std::vector<std::unique_ptr<TagCursor>> cursors;
  for (const Tag& tag : item.tags) {
    ASSIGN_OR_RETURN(const auto row, ReadTagRow(log, tag, range.snapshot));
    if (!row || row->position <= range.after) return nullptr;
    cursors.push_back(std::make_unique<TagCursor>(
        log, tag, *row, range.snapshot, range.direction));
  }
  // The rarest leads, so that the others leap far.
  std::sort(cursors.begin(), cursors.end(),
            [](const auto& left, const auto& right) {
              return left->row().sequence < right->row().sequence;
            });
  return std::make_unique<TagScan>(std::move(cursors), item.types, range);
}

}  // namespace

absl::StatusOr<std::optional<TagRow>> ReadTagRow(
    const LogDb& log, const Tag& tag, const rocksdb::Snapshot* snapshot) {
  ASSIGN_OR_RETURN(const auto bytes,
                   log.Get(Family::kMeta, TagKey(tag), snapshot));
  if (!bytes) return std::nullopt;
  return DecodeTagRow(*bytes);
}

absl::StatusOr<std::unique_ptr<PositionScan>> NewPositionScan(
    const LogDb& log, const Query& query, const ScanRange& range) {
  if (query.matches_all()) return std::make_unique<AllScan>(range);
  std::vector<std::unique_ptr<PositionScan>> scans;
  for (const QueryItem& item : query.items()) {
    ASSIGN_OR_RETURN(auto scan, NewItemScan(log, item, range));
    if (scan != nullptr) scans.push_back(std::move(scan));
  }
  if (scans.size() == 1) return std::move(scans.front());
  return std::make_unique<UnionScan>(std::move(scans), range.direction);
}

}  // namespace driehoek
