#include "services/media_type.h"

#include <magic.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

struct CloseMagic {
  void operator()(magic_set* magic) const { magic_close(magic); }
};

// Two ways to write one extension are two rows.
struct Attachable {
  absl::string_view media_type;
  absl::string_view extension;
};

constexpr Attachable kAttachable[] = {
    {"application/pdf", ".pdf"},
    {"application/"
     "vnd.openxmlformats-officedocument.wordprocessingml.document",
     ".docx"},
    {"image/png", ".png"},
    {"image/jpeg", ".jpg"},
    {"image/jpeg", ".jpeg"},
};

}  // namespace

absl::StatusOr<std::string> MediaTypeOf(absl::string_view beginning) {
  // Opened each time: one is of one thread, and a file is rare.
  const std::unique_ptr<magic_set, CloseMagic> magic(
      magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS));
  if (magic == nullptr || magic_load(magic.get(), nullptr) != 0) {
    return absl::InternalError("libmagic cannot read its table");
  }
  const char* const type =
      magic_buffer(magic.get(), beginning.data(), beginning.size());
  if (type == nullptr) {
    return absl::InternalError(
        absl::StrCat("libmagic: ", magic_error(magic.get())));
  }
  return std::string(type);
}

absl::Status CheckAttachable(absl::string_view media_type,
                             absl::string_view name) {
  const auto is_type = [&](const Attachable& one) {
    return one.media_type == media_type;
  };
  if (std::none_of(std::begin(kAttachable), std::end(kAttachable), is_type)) {
    return FileOfOtherType();
  }
  const std::string lower = absl::AsciiStrToLower(name);
  const bool fits = std::any_of(std::begin(kAttachable), std::end(kAttachable),
                                [&](const Attachable& one) {
                                  return is_type(one) &&
                                         lower.size() > one.extension.size() &&
                                         absl::EndsWith(lower, one.extension);
                                });
  return fits ? absl::OkStatus() : FileNamedOtherwise(media_type);
}

}  // namespace driehoek
