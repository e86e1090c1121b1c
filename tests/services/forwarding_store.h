// A log that is another log, for tests that want to come between or to let a
// log outlive its engine.
#ifndef DRIEHOEK_TESTS_SERVICES_FORWARDING_STORE_H_
#define DRIEHOEK_TESTS_SERVICES_FORWARDING_STORE_H_

#include <functional>
#include <memory>
#include <utility>

#include "eventstore/event_store.h"

namespace driehoek {

class ForwardingStore : public EventStore {
 public:
  explicit ForwardingStore(std::shared_ptr<EventStore> store)
      : store_(std::move(store)) {}

  const LogIdentity& identity() const override { return store_->identity(); }
  Position head() const override { return store_->head(); }
  TreeHead tree_head() const override { return store_->tree_head(); }
  absl::StatusOr<Position> TagHead(const Tag& tag) const override {
    return store_->TagHead(tag);
  }
  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    return store_->Begin(now);
  }
  absl::StatusOr<std::unique_ptr<EventReader>> Read(
      const Query& query, const ReadOptions& options) const override {
    return store_->Read(query, options);
  }
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    return store_->Subscribe(query, after);
  }
  void OnCommit(std::function<void(Position)> listener) override {
    store_->OnCommit(std::move(listener));
  }

 private:
  const std::shared_ptr<EventStore> store_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_FORWARDING_STORE_H_
