#include "projections/due_index.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/due_dates.h"
#include "domain/reminders.h"
#include "projections/keys.h"
#include "projections/obligation_reader.h"

namespace driehoek {
namespace {

constexpr char kPrefix[] = "due/";
constexpr size_t kPrefixSize = sizeof(kPrefix) - 1;
constexpr size_t kInstantSize = 16;

std::string KeyOf(absl::Time at, const v1::Due& due) {
  return absl::StrCat(kPrefix, OrderedInstant(at), "/",
                      DueKey(due.obligation()));
}

absl::Time InstantOfKey(absl::string_view key) {
  return InstantOf(std::string(key.substr(kPrefixSize, kInstantSize)));
}

// Before every key of a later instant, after every other.
std::string EndOfInstant(absl::Time instant) {
  return absl::StrCat(kPrefix, OrderedInstant(instant + absl::Microseconds(1)));
}

absl::string_view DueKeyOf(absl::string_view key) {
  return key.substr(kPrefixSize + kInstantSize + 1);
}

// All that has come of them, in the order of time.
void AddFallenDue(
    const google::protobuf::RepeatedPtrField<v1::Due>& obligations,
    absl::Time now, std::vector<FallenDue>& fallen) {
  std::vector<std::pair<std::string, FallenDue>> in_order;
  for (const v1::Due& due : obligations) {
    v1::Due rest = due;
    while (true) {
      const std::optional<absl::Time> at = NextInstantOf(rest);
      if (!at.has_value() || *at > now) break;
      in_order.push_back({KeyOf(*at, rest), {*at, rest}});
      PassNext(rest);
    }
  }
  std::sort(in_order.begin(), in_order.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [key, one] : in_order) fallen.push_back(std::move(one));
}

}  // namespace

void AddDueIndexRows(const SubjectSeen& seen, RowSet& rows) {
  for (const v1::Due& due : seen.obligations) {
    const std::optional<absl::Time> at = NextInstantOf(due);
    if (!at.has_value()) continue;
    rows[KeyOf(*at, due)] = seen.key;
  }
}

bool IsDueIndexKey(absl::string_view key) {
  return absl::StartsWith(key, kPrefix);
}

absl::Status DueFront::Start(const Rows& rows, uint64_t size) {
  return LookFrom(rows, kPrefix, size);
}

absl::Status DueFront::Wrote(const Rows& rows, const RowBatch& batch,
                             uint64_t size) {
  std::string least;
  std::string first;
  {
    MutexLock lock(mutex_);
    least = least_;
    first = first_key_;
  }
  bool touched = false;
  for (const auto& [key, value] : batch.changes()) {
    if (!IsDueIndexKey(key)) continue;
    // Late registration, a moved start: a row can be put before the front.
    if (value.has_value() && (first.empty() || key < first)) touched = true;
    if (value.has_value()) least = std::min(least, key);
    if (!value.has_value() && key == first) touched = true;
  }
  if (touched) return LookFrom(rows, least, size);
  MutexLock lock(mutex_);
  size_ = size;
  return absl::OkStatus();
}

absl::Status DueFront::LookFrom(const Rows& rows, const std::string& least,
                                uint64_t size) {
  const std::unique_ptr<RowScan> scan =
      rows.Snapshot()->Scan(least, EndOf(kPrefix));
  RETURN_IF_ERROR(scan->status());
  MutexLock lock(mutex_);
  size_ = size;
  if (scan->valid()) {
    first_key_ = std::string(scan->key());
    first_instant_ = InstantOfKey(first_key_);
    least_ = first_key_;
  } else {
    first_key_.clear();
    first_instant_.reset();
    least_ = least;
  }
  return absl::OkStatus();
}

std::string DueFront::first_key() const {
  MutexLock lock(mutex_);
  return first_key_;
}

std::optional<absl::Time> DueFront::first_instant() const {
  MutexLock lock(mutex_);
  return first_instant_;
}

uint64_t DueFront::size() const {
  MutexLock lock(mutex_);
  return size_;
}

absl::StatusOr<std::optional<absl::Time>> ReadNextDueInstant(
    const RowSnapshot& snapshot, absl::Time now) {
  const std::unique_ptr<RowScan> scan =
      snapshot.Scan(EndOfInstant(now), EndOf(kPrefix));
  RETURN_IF_ERROR(scan->status());
  if (!scan->valid()) return std::nullopt;
  return InstantOfKey(scan->key());
}

absl::StatusOr<std::vector<FallenDue>> ReadFallenDue(
    const RowSnapshot& snapshot, const std::string& first_key, absl::Time now,
    size_t limit, const std::function<bool(const std::string& subject)>& skip) {
  std::vector<FallenDue> fallen;
  if (first_key.empty() || limit == 0) return fallen;
  ObligationReader obligations(snapshot);
  absl::flat_hash_set<std::string> seen;
  const std::unique_ptr<RowScan> scan =
      snapshot.Scan(first_key, EndOfInstant(now));
  for (; scan->valid() && fallen.size() < limit; scan->Next()) {
    const std::string subject(scan->value());
    if (seen.contains(subject) || skip(subject)) continue;
    RETURN_IF_ERROR(obligations.Read(subject, DueKeyOf(scan->key())).status());
    AddFallenDue(obligations.obligations(), now, fallen);
    seen.insert(subject);
  }
  RETURN_IF_ERROR(scan->status());
  return fallen;
}

}  // namespace driehoek
