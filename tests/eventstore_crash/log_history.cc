#include "tests/eventstore_crash/log_history.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/fatal.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

// RFC 9162 §2.1.1, as the text says it: an oracle, not a fast way.
Hash32 MerkleRoot(const std::vector<RememberedEvent>& leaves, size_t begin,
                  size_t end) {
  if (begin == end) return Sha256({});
  if (end - begin == 1) return leaves[begin].hash;
  size_t half = 1;
  while (half * 2 < end - begin) half *= 2;
  const Hash32 left = MerkleRoot(leaves, begin, begin + half);
  const Hash32 right = MerkleRoot(leaves, begin + half, end);
  return Sha256({"\x01", BytesOf(left), BytesOf(right)});
}

// Reads `query` and compares with the remembered events at `expected`. Errors
// are DataLoss of the store itself.
absl::StatusOr<std::string> Difference(const EventStore& store,
                                       const Query& query, bool backwards,
                                       std::vector<Position> expected,
                                       const LogHistory& history) {
  if (backwards) std::reverse(expected.begin(), expected.end());
  ReadOptions options;
  options.backwards = backwards;
  absl::StatusOr<std::unique_ptr<EventReader>> reader =
      store.Read(query, options);
  if (!reader.ok()) return reader.status();
  size_t next = 0;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> event,
                     (*reader)->Next());
    if (!event.has_value()) break;
    const Position position = event->position();
    if (next == expected.size()) {
      return absl::StrCat("an event too many, at ", position);
    }
    if (position != expected[next]) {
      return absl::StrCat("position ", position, " instead of ",
                          expected[next]);
    }
    if (event->envelope_hash != history.events[position - 1].hash) {
      return absl::StrCat("another event at ", position);
    }
    ++next;
  }
  if (next < expected.size()) {
    return absl::StrCat("ends before ", expected[next]);
  }
  return "";
}

}  // namespace

void LogHistory::Attempt(const AppendBatch& batch) {
  for (const RecordedEvent& event : batch.events()) {
    RememberedEvent remembered{event.envelope_hash, {}};
    for (const TagLink& link : event.envelope.links) {
      remembered.tags.push_back(link.tag);
    }
    events.push_back(std::move(remembered));
  }
  batch_ends.push_back(events.size());
}

void LogHistory::ContinueFrom(Position head) {
  events.resize(head);
  while (!batch_ends.empty() && batch_ends.back() > head) batch_ends.pop_back();
  acknowledged = head;
}

std::string AttemptLines(const AppendBatch& batch) {
  std::string lines;
  for (const RecordedEvent& event : batch.events()) {
    absl::StrAppend(&lines, "event ",
                    absl::BytesToHexString(BytesOf(event.envelope_hash)));
    for (const TagLink& link : event.envelope.links) {
      absl::StrAppend(&lines, " ", static_cast<int>(link.tag.kind), ":",
                      link.tag.id);
    }
    lines += '\n';
  }
  return lines + "attempted\n";
}

void AddLines(absl::string_view lines, LogHistory& history) {
  std::vector<RememberedEvent> unfinished;
  while (true) {
    const size_t end = lines.find('\n');
    if (end == absl::string_view::npos) return;
    const std::vector<std::string> words =
        absl::StrSplit(lines.substr(0, end), ' ');
    lines.remove_prefix(end + 1);
    if (words[0] == "event") {
      RememberedEvent event;
      const std::string hash = absl::HexStringToBytes(words[1]);
      std::copy(hash.begin(), hash.end(), event.hash.begin());
      for (size_t i = 2; i < words.size(); ++i) {
        const std::pair<std::string, std::string> tag =
            absl::StrSplit(words[i], absl::MaxSplits(':', 1));
        int kind = 0;
        if (!absl::SimpleAtoi(tag.first, &kind)) Fatal("not a tag");
        event.tags.push_back({static_cast<TagKind>(kind), tag.second});
      }
      unfinished.push_back(std::move(event));
    } else if (words[0] == "attempted") {
      history.events.insert(history.events.end(), unfinished.begin(),
                            unfinished.end());
      history.batch_ends.push_back(history.events.size());
      unfinished.clear();
    } else {
      history.Acknowledge();
    }
  }
}

absl::string_view ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kWhole:
      return "whole";
    case Verdict::kRefused:
      return "refused";
    case Verdict::kDetected:
      return "detected";
    case Verdict::kLost:
      return "LOST";
    case Verdict::kHalf:
      return "HALF A BATCH";
    case Verdict::kAltered:
      return "ALTERED";
    case Verdict::kBadIndex:
      return "BAD INDEX";
  }
  return "";
}

Judgement Judge(const EventStore& store, const LogHistory& history) {
  const Position head = store.head();
  if (head < history.acknowledged) {
    return {Verdict::kLost, absl::StrCat("head ", head, ", acknowledged ",
                                         history.acknowledged)};
  }
  if (head != 0 && !std::binary_search(history.batch_ends.begin(),
                                       history.batch_ends.end(), head)) {
    return {head > history.events.size() ? Verdict::kAltered : Verdict::kHalf,
            absl::StrCat("head ", head, " of ", history.events.size())};
  }
  std::vector<Position> all;
  std::map<Tag, std::vector<Position>> by_tag;
  for (Position position = 1; position <= head; ++position) {
    all.push_back(position);
    for (const Tag& tag : history.events[position - 1].tags) {
      by_tag[tag].push_back(position);
    }
  }
  for (const bool backwards : {false, true}) {
    const absl::StatusOr<std::string> difference =
        Difference(store, Query::All(), backwards, all, history);
    if (!difference.ok()) {
      return {Verdict::kDetected, difference.status().ToString()};
    }
    if (!difference->empty()) return {Verdict::kAltered, *difference};
  }
  const TreeHead tree = store.tree_head();
  if (tree.size != head || tree.root != MerkleRoot(history.events, 0, head)) {
    return {Verdict::kAltered, "another tree head"};
  }
  for (const auto& [tag, positions] : by_tag) {
    const absl::StatusOr<std::string> difference = Difference(
        store, Query::AnyOf({{{}, {tag}}}), false, positions, history);
    if (!difference.ok()) {
      return {Verdict::kDetected, difference.status().ToString()};
    }
    if (!difference->empty()) {
      return {Verdict::kBadIndex,
              absl::StrCat(ToString(tag), ": ", *difference)};
    }
    const absl::StatusOr<Position> tag_head = store.TagHead(tag);
    if (!tag_head.ok()) {
      return {Verdict::kDetected, tag_head.status().ToString()};
    }
    if (*tag_head != positions.back()) {
      return {Verdict::kBadIndex,
              absl::StrCat(ToString(tag), ": head ", *tag_head)};
    }
  }
  return {Verdict::kWhole, "", head};
}

Judgement Judge(const absl::StatusOr<std::unique_ptr<EventStore>>& store,
                const LogHistory& history) {
  if (!store.ok()) return {Verdict::kRefused, store.status().ToString()};
  return Judge(**store, history);
}

AppendRequest RandomRequest(std::mt19937_64& random, uint64_t number) {
  AppendRequest request;
  request.request_id = absl::StrCat("request-", number);
  request.actor.set_person_id("person-in-a-test");
  request.actor.set_role(v1::ROLE_TEACHER);
  request.procedure_version = "invented@1";
  const uint64_t count = 1 + random() % 4;
  std::string content = request.request_id;
  for (uint64_t i = 0; i < count; ++i) {
    NewEvent added;
    const std::string case_id = absl::StrCat("case-", random() % 6);
    v1::ReportSubmitted& report = *added.event.mutable_report_submitted();
    report.set_case_id(case_id);
    report.set_document_id(absl::StrCat("document-", number, "-", i));
    report.set_report("D-1");
    // One in sixteen is larger than a block of RocksDB's log (32 KiB).
    const size_t size =
        random() % 16 == 0 ? 20000 + random() % 60000 : random() % 600;
    // Text that does not compress, so that files are as long as they look.
    std::string text(size, 'x');
    for (char& c : text) c = static_cast<char>('a' + random() % 26);
    (*report.mutable_parts())["advice"] = std::move(text);
    added.tags = {{TagKind::kCase, case_id},
                  {TagKind::kDocument, report.document_id()}};
    if (random() % 2 == 0) {
      added.tags.push_back(
          {TagKind::kTrainer, absl::StrCat("trainer-", random() % 3)});
    }
    absl::StrAppend(&content, added.event.SerializeAsString());
    request.events.push_back(std::move(added));
  }
  request.content = Sha256({content});
  return request;
}

}  // namespace driehoek
