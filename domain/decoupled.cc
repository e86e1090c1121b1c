#include "domain/decoupled.h"

#include <algorithm>

#include "domain/rejections.h"

namespace driehoek {

const Fact* LatestFact(const Case& of_case, v1::FactKind kind) {
  const auto found =
      std::find_if(of_case.facts.rbegin(), of_case.facts.rend(),
                   [&](const Fact& fact) { return fact.kind == kind; });
  return found == of_case.facts.rend() ? nullptr : &*found;
}

absl::Status CheckDecoupled(const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!of_case.ruling.has_value() || !of_case.decoupled()) {
    return rejection::DecouplingNotRuled();
  }
  return CheckNotBefore(situation.on,
                        std::min(of_case.ruling->on, DecoupledFrom(of_case)),
                        "de ontkoppeling", "the decoupling");
}

absl::CivilDay DecoupledFrom(const Case& of_case) {
  if (!of_case.ruling.has_value()) return of_case.opened_on;
  return of_case.ruling->effective_on.value_or(of_case.ruling->on);
}

absl::Status CheckNotDone(const Situation& situation, v1::FactKind kind,
                          absl::string_view what_dutch,
                          absl::string_view what_english) {
  const Fact* const done = LatestFact(situation.of_case, kind);
  return done == nullptr
             ? absl::OkStatus()
             : rejection::AlreadyDone(done->on, what_dutch, what_english);
}

absl::Status CheckNotBefore(absl::CivilDay on, absl::CivilDay earliest,
                            absl::string_view what_dutch,
                            absl::string_view what_english) {
  return on < earliest
             ? rejection::OutOfOrder(on, earliest, what_dutch, what_english)
             : absl::OkStatus();
}

}  // namespace driehoek
