#include "services/media_type.h"

#include <magic.h>

#include <algorithm>
#include <iterator>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

// The table of the distribution, whatever MAGIC or HOME say.
constexpr char kTable[] = "/usr/share/misc/magic.mgc";

// libmagic with its table, read once: reading it in two threads at the same
// time is not safe. Only what is looked up in the table is looked at: what
// reads more of a file than its first bytes (archives, text, JSON, Office of
// before 2007) takes long on some, and tells of no type that is taken.
class Magic {
 public:
  static Magic& Get() {
    static auto* const magic = new Magic;
    return *magic;
  }

  absl::StatusOr<std::string> TypeOf(absl::string_view beginning) {
    const MutexLock lock(mutex_);
    if (magic_ == nullptr) {
      return absl::InternalError("libmagic cannot read its table");
    }
    const char* const type =
        magic_buffer(magic_, beginning.data(), beginning.size());
    if (type == nullptr) {
      return absl::InternalError(
          absl::StrCat("libmagic: ", magic_error(magic_)));
    }
    return std::string(type);
  }

 private:
  Magic() : magic_(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_BUILTIN)) {
    if (magic_ == nullptr || magic_load(magic_, kTable) == 0) return;
    magic_close(magic_);
    magic_ = nullptr;
  }

  Mutex mutex_;
  magic_t magic_ ABSL_GUARDED_BY(mutex_);
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
  return Magic::Get().TypeOf(beginning);
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
