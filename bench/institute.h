// A large invented institute, made by real commands: the log that is measured.
#ifndef DRIEHOEK_BENCH_INSTITUTE_H_
#define DRIEHOEK_BENCH_INSTITUTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/engine.h"

namespace driehoek::bench {

// The cases that were opened, by id, in the order of their making.
struct LargeInstitute {
  std::vector<std::string> case_ids;
};

// Publishes `procedure`, lets people in, registers `cases` placements and opens
// a case on each, up to a ruling to decouple: about eight events and four open
// dated obligations a case. The first `long_cases` get over twenty events.
// Steps the writer of the engine alone; the views stay behind.
absl::StatusOr<LargeInstitute> MakeInstitute(Engine& engine,
                                             const std::string& procedure,
                                             int cases, int long_cases);

}  // namespace driehoek::bench

#endif  // DRIEHOEK_BENCH_INSTITUTE_H_
