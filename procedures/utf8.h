// UTF-8, as every text of people must be.
#ifndef DRIEHOEK_PROCEDURES_UTF8_H_
#define DRIEHOEK_PROCEDURES_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace driehoek {

// The number of leading bytes of `text` that are whole UTF-8 characters: its
// size when all of it is. Overlong forms, surrogates and what lies beyond
// U+10FFFF are not UTF-8.
size_t Utf8Prefix(absl::string_view text);

// The number of characters in `text`, which is UTF-8.
size_t CountCharacters(absl::string_view text);

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_UTF8_H_
