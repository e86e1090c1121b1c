#include "domain/situation.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "domain/rejections.h"

namespace driehoek {
namespace {

constexpr size_t kMaxName = 200;
constexpr size_t kMaxReference = 64;

// UTF-8, as protobuf's strings are: every code point has one byte that does not
// continue another.
size_t Characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

const v1::GuardRule* Situation::Guarded(v1::Guard guard) const {
  const v1::GuardRule* const rule =
      procedure != nullptr ? procedure->FindGuard(guard) : nullptr;
  if (rule == nullptr) return nullptr;
  const bool lifted = std::any_of(
      of_case.deviations.begin(), of_case.deviations.end(),
      [&](const Deviation& deviation) {
        return deviation.kind == v1::DEVIATION_KIND_LIFT_GUARD &&
               deviation.trainer_id.empty() && deviation.guard == rule->key();
      });
  return lifted ? nullptr : rule;
}

absl::Status CheckText(const std::string& text, absl::string_view field,
                       size_t limit) {
  return Characters(text) <= limit ? absl::OkStatus()
                                   : rejection::TextTooLong(field, limit);
}

absl::Status CheckReason(const std::string& text, absl::string_view field,
                         size_t limit) {
  const bool blank = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isspace(static_cast<unsigned char>(c));
  });
  return blank ? rejection::ReasonMissing(field)
               : CheckText(text, field, limit);
}

absl::Status CheckName(const std::string& name) {
  const bool good = !name.empty() && Characters(name) <= kMaxName &&
                    name.front() != ' ' && name.back() != ' ' &&
                    std::none_of(name.begin(), name.end(), [](char c) {
                      return absl::ascii_iscntrl(static_cast<unsigned char>(c));
                    });
  return good ? absl::OkStatus() : rejection::NameMalformed();
}

absl::Status CheckReference(const std::string& reference) {
  const bool good =
      !reference.empty() && reference.size() <= kMaxReference &&
      std::all_of(reference.begin(), reference.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
               c == '_' || c == '-';
      });
  return good ? absl::OkStatus() : rejection::ReferenceMalformed();
}

absl::Status CheckId(const std::string& id, absl::string_view field) {
  if (id.empty()) return rejection::FieldMissing(field);
  return IsWellFormedId(id) ? absl::OkStatus() : rejection::IdMalformed(field);
}

absl::Status CheckDay(const v1::Date& date, absl::string_view field) {
  return IsDay(date) ? absl::OkStatus() : rejection::DateMalformed(field);
}

}  // namespace driehoek
