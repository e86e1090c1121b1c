// Identifiers: distinct types for distinct things, so that a case is never
// taken for a person.
#ifndef DRIEHOEK_BASE_IDS_H_
#define DRIEHOEK_BASE_IDS_H_

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace driehoek {

// A random, meaningless identifier of a `Kind`. Empty means "none".
template <typename Kind>
class Id {
 public:
  Id() = default;
  explicit Id(absl::string_view value) : value_(value) {}

  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Id& id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  std::string value_;
};

using CaseId = Id<struct CaseIdKind>;
using PersonId = Id<struct PersonIdKind>;
using PlacementId = Id<struct PlacementIdKind>;
using GroupId = Id<struct GroupIdKind>;
using PracticeId = Id<struct PracticeIdKind>;
using DocumentId = Id<struct DocumentIdKind>;
using InstituteId = Id<struct InstituteIdKind>;

// Where an event stands in the log: 1 is the first, 0 is before it.
using Position = uint64_t;

// Whether `value` can be an identifier: 1 to 64 of [a-z0-9-].
bool IsWellFormedId(absl::string_view value);

// Whether `value` has the form of those that IdSupply makes: 20 of [a-z2-7].
bool IsMadeId(absl::string_view value);

// Makes identifiers for one request. The same secret and request give the same
// identifiers in the same order, so that a command can be decided again, and
// nobody without the secret can guess one.
class IdSupply {
 public:
  // `secret` is the log's own (32 random bytes, or fixed for a demo).
  IdSupply(absl::string_view secret, absl::string_view request_id);

  // The next identifier: 20 characters of [a-z2-7] (RFC 4648 base32, 100 bits).
  std::string Next();

  // The identifier of what the institute itself calls `reference`
  // ("kenmerk"), e.g. kind "person", reference "aios-017". Always the same for
  // the same secret, kind and reference.
  std::string ForReference(absl::string_view kind,
                           absl::string_view reference) const;

 private:
  std::string secret_;
  std::string request_id_;
  uint64_t next_ = 0;
};

// A UUID version 7 (RFC 9562): the millisecond of `at`, then random bits.
std::string NewUuid7(absl::Time at);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_IDS_H_
