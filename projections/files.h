// The files: what lies in each resident's e-portfolio and each trainer's
// dossier, as the filings of the cases say.
#ifndef DRIEHOEK_PROJECTIONS_FILES_H_
#define DRIEHOEK_PROJECTIONS_FILES_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// Whose file.
struct FileOwner {
  v1::PlaceOwner kind;  // Resident or trainer.
  std::string id;

  friend auto operator<=>(const FileOwner&, const FileOwner&) = default;
};

// One file: of every record of the same person.
using FileOwners = std::set<FileOwner>;
FileOwners FilesOf(v1::PlaceOwner kind, const std::vector<std::string>& ids);

// A document in someone's file.
struct FiledEntry {
  FileOwner owner;
  v1::FileEntry entry;
};

// What this case put in files, in no order.
std::vector<FiledEntry> FiledEntriesOf(const Procedure& procedure,
                                       const Case& state);

void AddFileRows(const CaseSeen& seen, RowSet& rows);

// As Views::GetPortfolio and GetDossier.
absl::StatusOr<Page<v1::FileEntry>> ReadFile(const RowSnapshot& snapshot,
                                             const FileOwners& owners,
                                             size_t page_size,
                                             const std::string& page_token);

// In whose file this row is; nothing for a row of another view.
std::optional<FileOwner> FileOwnerOfKey(absl::string_view key);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_FILES_H_
