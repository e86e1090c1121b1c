// A CSV file of the institute's directory as commands, or every line that is
// wrong.
#ifndef DRIEHOEK_SERVICES_CSV_IMPORT_H_
#define DRIEHOEK_SERVICES_CSV_IMPORT_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/directory_service.pb.h"

namespace driehoek {

inline constexpr size_t kMaxImportBytes = 8 << 20;
inline constexpr size_t kMaxImportLines = 20'000;
// No kind has as many columns.
inline constexpr size_t kMaxImportFields = 16;
inline constexpr size_t kMaxImportProblems = 200;

struct Import {
  std::vector<v1::Command> commands;  // One a line with data.
  std::vector<int> lines;             // Where each came from.
};

// Whether the directory knows it: kind "person", "group", "practice" or
// "placement", an id.
using KnownInDirectory =
    std::function<bool(absl::string_view kind, const std::string& id)>;

// InvalidArgument with a google.rpc.BadRequest naming line and column of what
// is wrong. `ids` gives the ids behind the institute's own keys.
absl::StatusOr<Import> ParseImport(v1::ImportKind kind, absl::string_view bytes,
                                   const IdSupply& ids,
                                   const KnownInDirectory& known);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CSV_IMPORT_H_
