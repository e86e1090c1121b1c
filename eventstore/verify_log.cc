// Reads a log from its first byte to its last and believes nothing.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/beacon.h"
#include "eventstore/event_store.h"
#include "eventstore/log_checks.h"
#include "eventstore/log_db.h"
#include "eventstore/log_directory.h"
#include "eventstore/record.h"
#include "eventstore/rocksdb_event_store.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/tree.h"
#include "rocksdb/env.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"

namespace driehoek {
namespace {

constexpr size_t kMaxProblems = 100;
constexpr Position kPositionsPerProgress = 4096;

// What the events say of a tag, to hold the tag's row and index against.
struct TagHistory {
  uint64_t sequence = 0;
  Position position = 0;
  Hash32 envelope_hash{};
  // Over the index entries there must be, in order. It guards against accident:
  // the index proves nothing to anybody.
  uint64_t index_digest = 0;
};

uint64_t Mixed(uint64_t digest, uint64_t number) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
  digest = (digest ^ number) * kMultiplier;
  return digest ^ (digest >> 32);
}

uint64_t WithEntry(uint64_t digest, Position position, const IndexRow& row) {
  return Mixed(Mixed(Mixed(digest, position), row.type), row.sequence);
}

class Verification {
 public:
  Verification(const LogDb& log, std::string log_id, LogReport& report,
               const std::function<void(Position)>& progress)
      : log_(log),
        log_id_(std::move(log_id)),
        report_(report),
        progress_(progress) {}

  void Run(const BeaconMark& beacon) {
    Note(0, LogPart::kHead, ReadHead());
    ReadEvents();
    CompareHead();
    CompareTags();
    CompareIndex();
    CompareTypes();
    Note(0, LogPart::kBeacon, CheckReaches(log_, head_, beacon));
    report_.tags = tags_.size();
  }

 private:
  void Problem(Position position, LogPart part, absl::string_view what) {
    if (report_.problems.size() < kMaxProblems) {
      report_.problems.push_back({position, part, std::string(what)});
    }
  }
  void Note(Position position, LogPart part, const absl::Status& status) {
    if (!status.ok()) Problem(position, part, status.message());
  }

  std::unique_ptr<rocksdb::Iterator> Walk(Family family) const {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    std::unique_ptr<rocksdb::Iterator> iterator(
        log_.db().NewIterator(options, log_.Handle(family)));
    iterator->SeekToFirst();
    return iterator;
  }
  void NoteEnd(const rocksdb::Iterator& iterator, Family family) {
    Note(0, LogPart::kFiles,
         ToAbsl(iterator.status(), absl::StrCat("reading ", NameOf(family))));
  }

  absl::Status ReadHead() {
    ASSIGN_OR_RETURN(head_, log_.ReadHead());
    return absl::OkStatus();
  }

  void ReadEvents();
  void ReadEvent(Position position, absl::string_view envelope,
                 rocksdb::Iterator& bodies);
  void FollowChains(const RecordedEvent& event);
  void CompareRoot(Position position, rocksdb::Iterator& roots);
  void CompareRequest();
  void CompareHead();
  void CompareTags();
  void CompareIndex();
  void CompareTypes();

  // The events of one request, which lie together.
  struct RequestSeen {
    std::string request_id;
    Position first = 0;
    Position last = 0;
    absl::Time recorded_at;
  };

  const LogDb& log_;
  const std::string log_id_;
  LogReport& report_;
  const std::function<void(Position)>& progress_;
  HeadRow head_;
  MerkleFrontier tree_;
  absl::Time last_recorded_at_ = absl::InfinitePast();
  absl::flat_hash_map<Tag, TagHistory> tags_;
  std::vector<const TagHistory*> tag_by_number_;
  std::vector<Tag> tag_names_;
  std::set<uint32_t> types_;
  std::optional<RequestSeen> request_;
};

void Verification::ReadEvents() {
  const auto envelopes = Walk(Family::kEnvelopes);
  const auto bodies = Walk(Family::kBodies);
  const auto roots = Walk(Family::kTree);
  for (; envelopes->Valid(); envelopes->Next()) {
    const auto position = PositionOf(ViewOf(envelopes->key()));
    if (!position.ok()) {
      Note(0, LogPart::kEvents, position.status());
      continue;
    }
    if (*position != report_.head + 1) {
      Problem(report_.head + 1, LogPart::kEvents,
              absl::StrCat("the events up to ", *position - 1, " are missing"));
    }
    report_.head = *position;
    ReadEvent(*position, ViewOf(envelopes->value()), *bodies);
    CompareRoot(*position, *roots);
    if (progress_ && *position % kPositionsPerProgress == 0) {
      progress_(*position);
    }
  }
  CompareRequest();
  NoteEnd(*envelopes, Family::kEnvelopes);
  NoteEnd(*bodies, Family::kBodies);
  NoteEnd(*roots, Family::kTree);
  if (bodies->Valid())
    Problem(0, LogPart::kEvents, "there are bodies without an envelope");
  if (roots->Valid())
    Problem(0, LogPart::kTree, "there are roots beyond the last event");
  report_.root = tree_.Root();
}

void Verification::ReadEvent(Position position, absl::string_view envelope,
                             rocksdb::Iterator& bodies) {
  tree_.Append(LeafHash(envelope));
  const std::string key = PositionKey(position);
  while (bodies.Valid() && bodies.key().compare(SliceOf(key)) < 0) {
    Problem(position, LogPart::kEvents,
            "there is a body without an envelope before it");
    bodies.Next();
  }
  if (!bodies.Valid() || bodies.key() != SliceOf(key)) {
    Problem(position, LogPart::kEvents, "its body is missing");
    return;
  }
  const auto event =
      CheckRecord(log_id_, position, envelope, ViewOf(bodies.value()));
  bodies.Next();
  if (!event.ok()) {
    Note(position, LogPart::kEvents, event.status());
    return;
  }
  if (event->envelope.recorded_at < last_recorded_at_) {
    Problem(position, LogPart::kEvents,
            "it is recorded before the event that it follows");
  }
  last_recorded_at_ = event->envelope.recorded_at;
  types_.insert(static_cast<uint32_t>(event->envelope.type));
  FollowChains(*event);
  if (!request_ || request_->request_id != event->envelope.request_id) {
    CompareRequest();
    request_ = RequestSeen{event->envelope.request_id, position, position,
                           event->envelope.recorded_at};
  }
  request_->last = position;
}

void Verification::FollowChains(const RecordedEvent& event) {
  const uint32_t type = static_cast<uint32_t>(event.envelope.type);
  for (const TagLink& link : event.envelope.links) {
    TagHistory& history = tags_[link.tag];
    if (link.sequence != history.sequence + 1 ||
        link.previous != history.envelope_hash) {
      Problem(event.position(), LogPart::kChains,
              absl::StrCat("the chain of ", ToString(link.tag),
                           " does not lead to it"));
    }
    history.sequence = link.sequence;
    history.position = event.position();
    history.envelope_hash = event.envelope_hash;
    history.index_digest = WithEntry(history.index_digest, event.position(),
                                     {type, link.sequence});
  }
}

void Verification::CompareRoot(Position position, rocksdb::Iterator& roots) {
  const std::string key = PositionKey(position);
  if (!roots.Valid() || roots.key() != SliceOf(key)) return;
  const Hash32 root = tree_.Root();
  if (ViewOf(roots.value()) != BytesOf(root)) {
    Problem(position, LogPart::kTree,
            "the tree up to it has another root than was stored");
  }
  roots.Next();
}

void Verification::CompareRequest() {
  if (!request_ ||
      head_.recorded_at - request_->recorded_at > kRequestIdsKept) {
    return;
  }
  const auto bytes = log_.Get(Family::kMeta, RequestKey(request_->request_id));
  if (!bytes.ok())
    return Note(request_->first, LogPart::kRequests, bytes.status());
  const std::optional<std::string>& found = *bytes;
  const auto row = found ? DecodeRequestRow(*found)
                         : absl::StatusOr<RequestRow>(RequestRow{});
  if (!row.ok() || row->first != request_->first ||
      row->last != request_->last) {
    Problem(request_->first, LogPart::kRequests,
            "its request id does not lead to it: a retry would add it again");
  }
}

void Verification::CompareHead() {
  if (head_.position != report_.head) {
    Problem(0, LogPart::kHead,
            absl::StrCat("the head says that the log ends at event ",
                         head_.position, "; it ends at ", report_.head));
  } else if (head_.frontier.Encode() != tree_.Encode()) {
    Problem(0, LogPart::kHead,
            "the head holds another tree than the events make");
  }
  if (head_.tags != tags_.size()) {
    Problem(0, LogPart::kHead,
            absl::StrCat("the head counts ", head_.tags,
                         " tags; the events have ", tags_.size()));
  }
}

void Verification::CompareTags() {
  // Numbers are given out from 1; what is beyond the tags there are is wrong.
  tag_by_number_.assign(tags_.size() + 1, nullptr);
  tag_names_.assign(tags_.size() + 1, Tag{TagKind::kInstitute, ""});
  size_t found = 0;
  const auto rows = Walk(Family::kMeta);
  for (rows->Seek(SliceOf(kTagKeyPrefix));
       rows->Valid() && absl::StartsWith(ViewOf(rows->key()), kTagKeyPrefix);
       rows->Next()) {
    const auto tag = TagOfKey(ViewOf(rows->key()));
    const auto row = DecodeTagRow(ViewOf(rows->value()));
    if (!tag.ok() || !row.ok()) {
      Note(0, LogPart::kTags, tag.ok() ? row.status() : tag.status());
      continue;
    }
    const auto history = tags_.find(*tag);
    if (history == tags_.end() || row->number >= tag_by_number_.size() ||
        tag_by_number_[row->number] != nullptr) {
      Problem(0, LogPart::kTags,
              absl::StrCat("the row of ", ToString(*tag),
                           " fits no event or no number"));
      continue;
    }
    ++found;
    tag_by_number_[row->number] = &history->second;
    tag_names_[row->number] = *tag;
    if (row->sequence != history->second.sequence ||
        row->position != history->second.position ||
        row->envelope_hash != history->second.envelope_hash) {
      Problem(row->position, LogPart::kTags,
              absl::StrCat("the row of ", ToString(*tag),
                           " is not about its last event"));
    }
  }
  NoteEnd(*rows, Family::kMeta);
  if (found != tags_.size()) {
    Problem(0, LogPart::kTags,
            absl::StrCat(tags_.size() - found, " tags have no row"));
  }
}

void Verification::CompareIndex() {
  std::vector<uint64_t> digests(tag_by_number_.size(), 0);
  const auto entries = Walk(Family::kIndex);
  for (; entries->Valid(); entries->Next()) {
    const auto position = PositionOfIndexKey(ViewOf(entries->key()));
    const auto row = DecodeIndexRow(ViewOf(entries->value()));
    if (!position.ok() || !row.ok()) {
      Note(0, LogPart::kIndex,
           position.ok() ? row.status() : position.status());
      continue;
    }
    const auto number = PositionOf(ViewOf(entries->key()).substr(0, 8));
    if (!number.ok() || *number >= digests.size()) {
      Problem(*position, LogPart::kIndex, "the index names it under no tag");
      continue;
    }
    digests[*number] = WithEntry(digests[*number], *position, *row);
  }
  NoteEnd(*entries, Family::kIndex);
  for (size_t number = 1; number < digests.size(); ++number) {
    const TagHistory* const history = tag_by_number_[number];
    if (history != nullptr && digests[number] != history->index_digest) {
      Problem(0, LogPart::kIndex,
              absl::StrCat("the index of ", ToString(tag_names_[number]),
                           " is not that of its events"));
    }
  }
}

void Verification::CompareTypes() {
  const auto row = log_.Get(Family::kMeta, kTypesKey);
  if (!row.ok()) return Note(0, LogPart::kTypes, row.status());
  const auto types = DecodeTypes(row->value_or(""));
  if (!types.ok()) return Note(0, LogPart::kTypes, types.status());
  if (!std::equal(types_.begin(), types_.end(), types->begin(), types->end())) {
    Problem(0, LogPart::kTypes,
            "the list of event types is not that of the events");
  }
}

// Held while the log is read, so that nobody opens it meanwhile.
class FolderLock {
 public:
  static absl::StatusOr<std::unique_ptr<FolderLock>> Take(
      rocksdb::Env& env, const std::string& folder) {
    rocksdb::FileLock* lock = nullptr;
    if (!env.LockFile(folder + "/LOCK", &lock).ok()) {
      return absl::FailedPreconditionError(
          absl::StrCat(folder, " is in use by another process"));
    }
    return std::make_unique<FolderLock>(env, lock);
  }

  FolderLock(rocksdb::Env& env, rocksdb::FileLock* lock)
      : env_(env), lock_(lock) {}
  ~FolderLock() { env_.UnlockFile(lock_).PermitUncheckedError(); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  rocksdb::Env& env_;
  rocksdb::FileLock* const lock_;
};

absl::Status Verify(rocksdb::Env& env, const LogDirectory& directory,
                    LogReport& report,
                    const std::function<void(Position)>& progress) {
  ASSIGN_OR_RETURN(const auto format, directory.ReadFormat());
  if (!format) return absl::DataLossError("the file FORMAT is missing");
  const std::string folder = directory.Folder(format->folder);
  if (!env.FileExists(folder).ok()) {
    return absl::DataLossError(absl::StrCat(folder, " is missing"));
  }
  ASSIGN_OR_RETURN(const auto lock, FolderLock::Take(env, folder));
  const auto beacon = Beacon::Open(env, directory.beacon(), format->log_id);
  const BeaconMark mark = beacon.ok() ? (*beacon)->mark() : BeaconMark{};
  if (!beacon.ok()) {
    report.problems.push_back(
        {0, LogPart::kBeacon, std::string(beacon.status().message())});
  }
  if (const auto manifest = CheckManifest(env, folder, mark.manifest);
      !manifest.ok()) {
    report.problems.push_back(
        {0, LogPart::kFiles, std::string(manifest.message())});
  }
  ASSIGN_OR_RETURN(const auto log,
                   LogDb::Open(env, folder, LogDbMode::kReadOnly, nullptr));
  const auto stored = log->ReadIdentity();
  const auto identity = stored.ok() ? DecodeIdentity(*stored) : stored.status();
  if (!identity.ok() || identity->log_id != format->log_id) {
    report.problems.push_back(
        {0, LogPart::kFiles, "the log has another identity than FORMAT"});
  }
  Verification(*log, format->log_id, report, progress).Run(mark);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LogReport> VerifyLog(
    const RocksDbOptions& options,
    const std::function<void(Position)>& progress) {
  rocksdb::Env& env =
      options.env == nullptr ? *rocksdb::Env::Default() : *options.env;
  if (!env.FileExists(options.directory).ok()) {
    return absl::NotFoundError(
        absl::StrCat("there is no directory ", options.directory));
  }
  LogReport report;
  const absl::Status verified =
      Verify(env, LogDirectory(env, options.directory), report, progress);
  if (absl::IsDataLoss(verified)) {
    report.problems.push_back(
        {0, LogPart::kFiles, std::string(verified.message())});
  } else if (!verified.ok()) {
    return verified;
  }
  return report;
}

}  // namespace driehoek
