#include "base/tag.h"

#include "absl/strings/str_cat.h"

namespace driehoek {
namespace {

const char* NameOf(TagKind kind) {
  switch (kind) {
    case TagKind::kInstitute:
      return "institute";
    case TagKind::kProcedure:
      return "procedure";
    case TagKind::kPerson:
      return "person";
    case TagKind::kResident:
      return "resident";
    case TagKind::kTrainer:
      return "trainer";
    case TagKind::kGroup:
      return "group";
    case TagKind::kCohort:
      return "cohort";
    case TagKind::kPractice:
      return "practice";
    case TagKind::kPlacement:
      return "placement";
    case TagKind::kCase:
      return "case";
    case TagKind::kDocument:
      return "document";
    case TagKind::kAccount:
      return "account";
    case TagKind::kPrivacyRequest:
      return "privacy_request";
  }
  return "unknown";
}

}  // namespace

std::string ToString(const Tag& tag) {
  return absl::StrCat(NameOf(tag.kind), ":", tag.id);
}

}  // namespace driehoek
