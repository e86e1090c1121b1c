// What differs between two versions of a procedure.
#ifndef DRIEHOEK_PROCEDURES_COMPARE_H_
#define DRIEHOEK_PROCEDURES_COMPARE_H_

#include <cstddef>
#include <vector>

#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/procedure_service.pb.h"

namespace driehoek {

// More are left out.
inline constexpr size_t kMostDifferences = 1000;

// What changes from `before` to `after`, in the order of the format. A row is
// recognised by its key ("obligations[T-06]"), wherever it stands; a bound by
// its place ("bounds[0].weeks"); the order of any other list says nothing.
std::vector<v1::ProcedureDifference> CompareProcedures(
    const v1::Procedure& before, const v1::Procedure& after);

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_COMPARE_H_
