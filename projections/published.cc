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

absl::Status AddText(const std::string& textproto, const LogPlace& at,
                     Published& published) {
  std::vector<v1::ProcedureProblem> problems;
  std::shared_ptr<const Procedure> procedure =
      ParseProcedure(textproto, &problems);
  if (procedure == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "a published procedure is not understood by this program",
        problems.empty() ? "" : ": ",
        problems.empty() ? "" : problems.front().ShortDebugString()));
  }
  published.position = at.position;
  return published.catalogue.Add(std::move(procedure), at.recorded_at);
}

}  // namespace

absl::Status ApplyToPublished(const RecordedEvent& event,
                              const CaseOfEvent* /*of_case*/, RowEditor& rows) {
  if (event.event.has_procedure_published()) {
    rows.Put(absl::StrCat(kPrefix, OrderedPlace({event.position(),
                                                 event.envelope.recorded_at})),
             event.event.procedure_published().textproto());
  }
  return absl::OkStatus();
}

absl::StatusOr<Published> ReadPublished(const RowSnapshot& snapshot) {
  Published published;
  const std::unique_ptr<RowScan> scan = snapshot.Scan(kPrefix, EndOf(kPrefix));
  for (; scan->valid(); scan->Next()) {
    ASSIGN_OR_RETURN(const LogPlace at,
                     LogPlaceOf(scan->key().substr(sizeof(kPrefix) - 1)));
    RETURN_IF_ERROR(AddText(std::string(scan->value()), at, published));
  }
  RETURN_IF_ERROR(scan->status());
  return published;
}

absl::Status AddPublished(const RecordedEvent& event, Published& published) {
  if (!event.event.has_procedure_published()) return absl::OkStatus();
  return AddText(event.event.procedure_published().textproto(),
                 {event.position(), event.envelope.recorded_at}, published);
}

}  // namespace driehoek
