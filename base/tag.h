// Tags: which histories an event belongs to.
#ifndef DRIEHOEK_BASE_TAG_H_
#define DRIEHOEK_BASE_TAG_H_

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace driehoek {

// The kinds of history an event can belong to. The numbers are stored.
enum class TagKind : uint8_t {
  kInstitute = 1,
  kProcedure = 2,
  kPerson = 3,
  kResident = 4,
  kTrainer = 5,
  kGroup = 6,
  kCohort = 7,
  kPractice = 8,
  kPlacement = 9,
  kCase = 10,
  kDocument = 11,
  kAccount = 12,
  kPrivacyRequest = 13,
  kLast = kPrivacyRequest,
};

// One history: "case:" and a random id. Never a name.
struct Tag {
  TagKind kind;
  std::string id;

  friend auto operator<=>(const Tag&, const Tag&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Tag& tag) {
    return H::combine(std::move(state), tag.kind, tag.id);
  }
};

// "case:5ybx..." for messages to operators.
std::string ToString(const Tag& tag);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_TAG_H_
