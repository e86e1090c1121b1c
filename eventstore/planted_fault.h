// Faults that the tests of crashes plant, to show that they would see them.
// Only driehoek_eventstore_planted and driehoekd_planted, of the tests, have
// them: in
// driehoek_eventstore every Planted() is false when it is compiled.
#ifndef DRIEHOEK_EVENTSTORE_PLANTED_FAULT_H_
#define DRIEHOEK_EVENTSTORE_PLANTED_FAULT_H_

namespace driehoek {

enum class PlantedFault {
  kNone,
  kNoSync,
  kPublishBeforeSync,
  kHeadOffByOne,
  kIndexWithoutEvent,
  kBeaconAhead,
  kAnswerBeforeWrite,
};

#ifdef DRIEHOEK_PLANTED_FAULTS
// Set while no store is open.
inline PlantedFault planted_fault = PlantedFault::kNone;
inline bool Planted(PlantedFault fault) { return planted_fault == fault; }
#else
constexpr bool Planted(PlantedFault) { return false; }
#endif

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_PLANTED_FAULT_H_
