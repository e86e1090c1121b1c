#include "base/fatal.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/string_view.h"

namespace driehoek {

void Fatal(absl::string_view message) {
  std::cerr << "driehoek: " << message << std::endl;
  std::abort();
}

}  // namespace driehoek
