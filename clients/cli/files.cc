#include "clients/cli/files.h"

#include <array>
#include <fstream>
#include <iostream>
#include <istream>

#include "absl/strings/str_cat.h"
#include "clients/cli/failure.h"

namespace driehoek::cli {
namespace {

absl::StatusOr<std::string> ReadAll(std::istream& stream,
                                    const std::string& path, uint64_t limit) {
  std::string content;
  std::array<char, 64 << 10> piece;
  while (stream) {
    stream.read(piece.data(), piece.size());
    content.append(piece.data(), static_cast<size_t>(stream.gcount()));
    if (content.size() > limit) {
      return UsageError(
          absl::StrCat(path, " is groter dan ", limit >> 10, " KiB."));
    }
  }
  if (stream.bad()) {
    return UsageError(absl::StrCat(path, " is niet te lezen."));
  }
  return content;
}

}  // namespace

absl::StatusOr<std::string> ReadWholeFile(const std::string& path,
                                          uint64_t limit) {
  if (path == "-") return ReadAll(std::cin, "De invoer", limit);
  std::ifstream file(path, std::ios::binary);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    if (file.is_open() && file.eof()) return std::string();
    return UsageError(absl::StrCat(path, " is niet te lezen."));
  }
  return ReadAll(file, path, limit);
}

}  // namespace driehoek::cli
