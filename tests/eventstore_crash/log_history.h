// What a log must hold after a fault, and the judgement whether it does.
#ifndef DRIEHOEK_TESTS_EVENTSTORE_CRASH_LOG_HISTORY_H_
#define DRIEHOEK_TESTS_EVENTSTORE_CRASH_LOG_HISTORY_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace driehoek {

// What is remembered of an event outside the log.
struct RememberedEvent {
  Hash32 hash;
  std::vector<Tag> tags;
};

// What was appended, batch by batch, kept outside the log. What is not
// acknowledged is at its end: the batch whose answer never came.
struct LogHistory {
  std::vector<RememberedEvent> events;
  // The last position of each batch.
  std::vector<Position> batch_ends;
  // Everything up to here was acknowledged, or was seen by a reader.
  Position acknowledged = 0;

  // Remembers a batch that is about to be committed.
  void Attempt(const AppendBatch& batch);
  // The last attempt succeeded.
  void Acknowledge() { acknowledged = events.size(); }
  // Forgets what lies after `head`, and takes the rest for acknowledged.
  void ContinueFrom(Position head);
};

// The same, as lines that a process writes before and after each commit and
// another one reads: what was promised survives the one that promised.
std::string AttemptLines(const AppendBatch& batch);
inline constexpr char kAcknowledgedLine[] = "acknowledged\n";
// Adds what `lines` say to `history`. A torn end counts for nothing.
void AddLines(absl::string_view lines, LogHistory& history);

// What a program may find after a fault.
enum class Verdict {
  kWhole,     // All that was acknowledged, and of the rest all or nothing.
  kRefused,   // The log did not open, and said so.
  kDetected,  // It opened, and a read refused to answer.
  kLost,      // Something acknowledged is gone, silently.
  kHalf,      // A batch is there in part, silently.
  kAltered,   // Something else than was appended is there, silently.
  kBadIndex,  // A read by tag answers other events than those of the tag.
};

absl::string_view ToString(Verdict verdict);

struct Judgement {
  Verdict verdict;
  std::string why;
  Position head = 0;  // When it is whole.
};

// Reads all of `store`, as a whole and by tag, and compares.
Judgement Judge(const EventStore& store, const LogHistory& history);

// The same for a store that may have failed to open.
Judgement Judge(const absl::StatusOr<std::unique_ptr<EventStore>>& store,
                const LogHistory& history);

// A request of some events with invented content: small and large ones, of
// some tags in common. `number` makes its id.
AppendRequest RandomRequest(std::mt19937_64& random, uint64_t number);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_EVENTSTORE_CRASH_LOG_HISTORY_H_
