#include "eventstore/subscription.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "eventstore/checks.h"
#include "eventstore/event_store.h"

namespace driehoek {
namespace {

// How much of the log one Poll looks at, so that it ends soon and the
// subscriber gets a checkpoint also when nothing matches.
constexpr Position kMaxPositionsPerPoll = 65536;
// A page ends with the event that reaches this, however many were asked for.
constexpr size_t kFullPageBytes = size_t{2} << 20;

class ReadingSubscription : public Subscription {
 public:
  ReadingSubscription(const EventStore& store, Query query, Position after)
      : store_(store), query_(std::move(query)), scanned_to_(after) {}

  absl::StatusOr<SubscriptionPage> Poll(size_t limit) override {
    SubscriptionPage page;
    const Position head = store_.head();
    if (scanned_to_ < head) {
      ReadOptions options;
      options.after = scanned_to_;
      options.until = std::min(head, scanned_to_ + kMaxPositionsPerPoll);
      options.limit = limit;
      ASSIGN_OR_RETURN(const auto reader, store_.Read(query_, options));
      size_t bytes = 0;
      while (page.events.size() < limit && bytes < kFullPageBytes) {
        ASSIGN_OR_RETURN(std::optional<RecordedEvent> next, reader->Next());
        if (!next) break;
        bytes += next->event.ByteSizeLong();
        page.events.push_back(*std::move(next));
      }
      scanned_to_ = reader->scanned_to();
    }
    page.scanned_to = scanned_to_;
    page.caught_up = scanned_to_ >= store_.head();
    return page;
  }

 private:
  const EventStore& store_;
  const Query query_;
  Position scanned_to_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Subscription>> NewSubscription(
    const EventStore& store, const Query& query, Position after) {
  RETURN_IF_ERROR(CheckQuery(query));
  return std::make_unique<ReadingSubscription>(store, query, after);
}

}  // namespace driehoek
