// A part of the directory as a CSV file, in the columns in which ParseImport
// reads it.
#ifndef DRIEHOEK_SERVICES_CSV_EXPORT_H_
#define DRIEHOEK_SERVICES_CSV_EXPORT_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "driehoek/v1/directory_service.pb.h"
#include "procedures/catalogue.h"
#include "projections/views.h"

namespace driehoek {

// Reads page after page, so that memory stays bounded; what changes meanwhile
// is in it or not. Used by one thread at a time.
class CsvExport {
 public:
  // Borrows `views`. `in_force`: the procedure of today, or null.
  CsvExport(v1::ExportKind kind, const Views& views,
            std::shared_ptr<const Procedure> in_force)
      : kind_(kind), views_(views), in_force_(std::move(in_force)) {}

  // The next lines, the names of the columns first; nothing at the end.
  // InvalidArgument: no kind.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  absl::Status AddPage(std::string& lines);
  absl::Status Add(const v1::Person& person, std::string& lines) const;
  absl::Status AddRoles(const v1::Person& person, std::string& lines) const;
  absl::Status Add(const v1::Placement& placement, std::string& lines) const;
  absl::Status Add(const v1::CalendarDay& day, std::string& lines) const;

  // Calls `add` with each row of a page, and goes on after it.
  template <typename Row, typename AddRow>
  absl::Status Take(const absl::StatusOr<Page<Row>>& page, const AddRow& add);

  const v1::ExportKind kind_;
  const Views& views_;
  const std::shared_ptr<const Procedure> in_force_;
  bool begun_ = false;
  bool ended_ = false;
  std::string page_token_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CSV_EXPORT_H_
