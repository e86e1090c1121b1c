#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "projections/rows.h"

namespace driehoek {
namespace {

using Map = std::map<std::string, std::string>;

class MemoryScan : public RowScan {
 public:
  MemoryScan(std::shared_ptr<const Map> map, const std::string& first,
             const std::string& end)
      : map_(std::move(map)),
        here_(map_->lower_bound(first)),
        end_(first < end ? map_->lower_bound(end) : here_) {}

  bool valid() const override { return here_ != end_; }
  absl::string_view key() const override { return here_->first; }
  absl::string_view value() const override { return here_->second; }
  void Next() override { ++here_; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  const std::shared_ptr<const Map> map_;
  Map::const_iterator here_;
  const Map::const_iterator end_;
};

class MemorySnapshot : public RowSnapshot {
 public:
  explicit MemorySnapshot(std::shared_ptr<const Map> map)
      : map_(std::move(map)) {}

  absl::StatusOr<std::optional<std::string>> Get(
      const std::string& key) const override {
    const auto found = map_->find(key);
    if (found == map_->end()) return std::nullopt;
    return found->second;
  }

  std::unique_ptr<RowScan> Scan(const std::string& first,
                                const std::string& end) const override {
    return std::make_unique<MemoryScan>(map_, first, end);
  }

 private:
  const std::shared_ptr<const Map> map_;
};

class MemoryRows : public Rows {
 public:
  std::unique_ptr<RowSnapshot> Snapshot() const override {
    MutexLock lock(mutex_);
    return std::make_unique<MemorySnapshot>(map_);
  }

  absl::Status Write(const RowBatch& batch) override {
    MutexLock lock(mutex_);
    // Someone is reading: the reader keeps the old rows.
    if (map_.use_count() > 1) map_ = std::make_shared<Map>(*map_);
    for (const auto& [key, value] : batch.changes()) {
      if (value.has_value()) {
        (*map_)[key] = *value;
      } else {
        map_->erase(key);
      }
    }
    return absl::OkStatus();
  }

  absl::Status Clear() override {
    MutexLock lock(mutex_);
    map_ = std::make_shared<Map>();
    return absl::OkStatus();
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<Map> map_ ABSL_GUARDED_BY(mutex_) = std::make_shared<Map>();
};

}  // namespace

std::unique_ptr<Rows> NewMemoryRows() { return std::make_unique<MemoryRows>(); }

std::string EndOf(absl::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

}  // namespace driehoek
