// What a measurement cannot do without.
#ifndef DRIEHOEK_BENCH_OR_FAIL_H_
#define DRIEHOEK_BENCH_OR_FAIL_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/fatal.h"

namespace driehoek::bench {

// The value; without one the program stops and says why.
template <typename T>
T OrFail(absl::StatusOr<T> value) {
  if (!value.ok()) Fatal(value.status().ToString());
  return *std::move(value);
}

inline void OrFail(const absl::Status& status) {
  if (!status.ok()) Fatal(status.ToString());
}

}  // namespace driehoek::bench

#endif  // DRIEHOEK_BENCH_OR_FAIL_H_
