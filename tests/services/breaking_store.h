// A log that cannot write any more, from when it is told, and how many batches
// it was asked to write.
#ifndef DRIEHOEK_TESTS_SERVICES_BREAKING_STORE_H_
#define DRIEHOEK_TESTS_SERVICES_BREAKING_STORE_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/event_store.h"
#include "tests/services/forwarding_store.h"

namespace driehoek {

// Shared by a test and the store that it gave away.
struct Breaking {
  std::atomic<bool> broken = false;  // The outcome is unknown.
  std::atomic<bool> full = false;    // Nothing was written.
  std::atomic<int> commits = 0;
};

class BreakingStore final : public ForwardingStore {
 public:
  BreakingStore(std::shared_ptr<EventStore> store, Breaking& breaking)
      : ForwardingStore(std::move(store)), breaking_(breaking) {}

  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    return std::make_unique<Batch>(ForwardingStore::Begin(now), breaking_);
  }

 private:
  class Batch final : public AppendBatch {
   public:
    Batch(std::unique_ptr<AppendBatch> batch, Breaking& breaking)
        : batch_(std::move(batch)), breaking_(breaking) {}

    absl::StatusOr<AppendAnswer> Add(AppendRequest request) override {
      return batch_->Add(std::move(request));
    }
    absl::StatusOr<std::optional<Appended>> FindRequest(
        const std::string& request_id, const Hash32& content) const override {
      return batch_->FindRequest(request_id, content);
    }
    const std::vector<RecordedEvent>& events() const override {
      return batch_->events();
    }
    absl::Status Commit() override {
      ++breaking_.commits;
      if (breaking_.broken) return absl::UnavailableError("the disk is gone");
      if (breaking_.full) return absl::ResourceExhaustedError("no room");
      return batch_->Commit();
    }

   private:
    const std::unique_ptr<AppendBatch> batch_;
    Breaking& breaking_;
  };

  Breaking& breaking_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_BREAKING_STORE_H_
