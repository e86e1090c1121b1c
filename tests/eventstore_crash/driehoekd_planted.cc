// Makes driehoekd_planted of driehoekd: the server with the fault whose number
// DRIEHOEK_PLANTED_FAULT says.
#include <cstdint>

#include "eventstore/planted_fault.h"
#include "tests/kit/effort.h"

namespace driehoek {
namespace {

PlantedFault Chosen() {
  return static_cast<PlantedFault>(FromEnvironment(
      "DRIEHOEK_PLANTED_FAULT", static_cast<uint64_t>(PlantedFault::kNone)));
}

// Before main, which knows nothing of it.
[[maybe_unused]] const PlantedFault kChosen = planted_fault = Chosen();

}  // namespace
}  // namespace driehoek
