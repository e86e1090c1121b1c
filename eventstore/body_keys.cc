#include "eventstore/body_keys.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"

namespace driehoek {
namespace {

constexpr char kInstitute[] = "institute";

// The first tag of the first of these kinds that there is one of.
std::string FirstOf(const std::vector<Tag>& tags,
                    std::initializer_list<TagKind> kinds) {
  for (const TagKind kind : kinds) {
    for (const Tag& tag : tags) {
      if (tag.kind == kind) return ToString(tag);
    }
  }
  return kInstitute;
}

}  // namespace

KeySubjects SubjectsOf(EventType type, const std::vector<Tag>& tags) {
  switch (type) {
    case EventType::kContentErased:
    case EventType::kLegalHoldPlaced:
    case EventType::kLegalHoldLifted:
    // What was asked goes with the person; that it was answered stays.
    case EventType::kPrivacyRequestExtended:
    case EventType::kPrivacyRequestAnswered:
    case EventType::kPassageMasked:
    case EventType::kPassageUnmasked:
      return {kInstitute, absl::StrCat(kWordsSubject, kInstitute)};
    default:
      break;
  }
  return {FirstOf(tags, {TagKind::kCase, TagKind::kPerson, TagKind::kResident,
                         TagKind::kTrainer}),
          absl::StrCat(kWordsSubject,
                       FirstOf(tags, {TagKind::kDocument, TagKind::kCase,
                                      TagKind::kPerson, TagKind::kPractice}))};
}

KeySubjects SubjectsOfMonth(absl::Time recorded_at) {
  const std::string month =
      absl::StrCat(kMonthSubject,
                   absl::FormatTime("%Y-%m", recorded_at, absl::UTCTimeZone()));
  return {month, month};
}

}  // namespace driehoek
