// A text of which passages are left out (art. 15(4) AVG).
#ifndef DRIEHOEK_DOMAIN_PASSAGES_H_
#define DRIEHOEK_DOMAIN_PASSAGES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace driehoek {

// What is left out of a text, in characters (code points): from the one, up to
// but without the other.
struct Mask {
  std::string id;
  int from = 0;
  int until = 0;
  std::string reason;
};

// A stretch of a text that is shown, or that one mask leaves out.
struct Run {
  std::string text;
  const Mask* mask = nullptr;  // Null: it is shown.
};

// The text in runs, in order and with all of its characters; none of an empty
// text. Of masks that overlap the first counts; what lies past the end counts
// not. Borrows the masks. `text` is UTF-8.
std::vector<Run> RunsOf(absl::string_view text, const std::vector<Mask>& masks);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_PASSAGES_H_
