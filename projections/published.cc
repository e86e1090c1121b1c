#include "projections/published.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/keys.h"

namespace driehoek {
namespace {

constexpr char kPrefix[] = "published/";

absl::Status AddText(const std::string& textproto, Catalogue& catalogue) {
  std::vector<v1::ProcedureProblem> problems;
  std::shared_ptr<const Procedure> procedure =
      ParseProcedure(textproto, &problems);
  if (procedure == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "a published procedure is not understood by this program",
        problems.empty() ? "" : ": ",
        problems.empty() ? "" : problems.front().ShortDebugString()));
  }
  return catalogue.Add(std::move(procedure));
}

}  // namespace

absl::Status ApplyToPublished(const RecordedEvent& event,
                              const CaseOfEvent* /*of_case*/, RowEditor& rows) {
  if (event.event.has_procedure_published()) {
    rows.Put(absl::StrCat(kPrefix, OrderedPosition(event.position())),
             event.event.procedure_published().textproto());
  }
  return absl::OkStatus();
}

absl::StatusOr<Catalogue> ReadPublished(const RowSnapshot& snapshot) {
  Catalogue catalogue;
  const std::unique_ptr<RowScan> scan = snapshot.Scan(kPrefix, EndOf(kPrefix));
  for (; scan->valid(); scan->Next()) {
    RETURN_IF_ERROR(AddText(std::string(scan->value()), catalogue));
  }
  RETURN_IF_ERROR(scan->status());
  return catalogue;
}

absl::Status AddPublished(const v1::Event& event, Catalogue& catalogue) {
  if (!event.has_procedure_published()) return absl::OkStatus();
  return AddText(event.procedure_published().textproto(), catalogue);
}

}  // namespace driehoek
