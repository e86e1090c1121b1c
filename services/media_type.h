// What a file is, by its bytes and not by what it says it is.
#ifndef DRIEHOEK_SERVICES_MEDIA_TYPE_H_
#define DRIEHOEK_SERVICES_MEDIA_TYPE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// Of so many first bytes everything can be told.
inline constexpr size_t kBeginningBytes = size_t{64} << 10;

// The media type (RFC 6838) by libmagic; "application/octet-stream" for what it
// does not know. Internal: its table is not there.
absl::StatusOr<std::string> MediaTypeOf(absl::string_view beginning);

// Whether something of this type may be attached, under that name: PDF, DOCX,
// PNG or JPEG, with an extension of its type. Else FILE_TYPE or FILE_NAME.
absl::Status CheckAttachable(absl::string_view media_type,
                             absl::string_view name);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_MEDIA_TYPE_H_
