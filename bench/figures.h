// What was measured: printed as it comes, a line each, and kept for JSON.
#ifndef DRIEHOEK_BENCH_FIGURES_H_
#define DRIEHOEK_BENCH_FIGURES_H_

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace driehoek::bench {

// What a figure should be. It judges nothing: missing it fails nothing.
struct Aim {
  enum class Side { kAtLeast, kAtMost };
  Side side;
  double value;
};

inline Aim AtLeast(double value) { return {Aim::Side::kAtLeast, value}; }
inline Aim AtMost(double value) { return {Aim::Side::kAtMost, value}; }

// The figures, in the order in which they came.
class Figures {
 public:
  // Prints name, value, unit and, when there is an aim, whether it was met.
  void Add(const std::string& name, double value, const std::string& unit,
           std::optional<Aim> aim = std::nullopt);

  // A list of {name, value, unit} and, with an aim, {aim, aim_is, met}.
  absl::Status Write(const std::string& path) const;

 private:
  google::protobuf::ListValue list_;
};

}  // namespace driehoek::bench

#endif  // DRIEHOEK_BENCH_FIGURES_H_
