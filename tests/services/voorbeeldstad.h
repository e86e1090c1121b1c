// An invented institute for the tests of the server: who is there, and what
// they ask, written as protobuf text in which "@person:docent" stands for the
// id behind the institute's own key.
#ifndef DRIEHOEK_TESTS_SERVICES_VOORBEELDSTAD_H_
#define DRIEHOEK_TESTS_SERVICES_VOORBEELDSTAD_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "domain/command_sink.h"
#include "driehoek/v1/command.pb.h"
#include "eventstore/event_store.h"
#include "services/founding.h"

namespace driehoek {

// One person a staff role: "docent", "jaar", "manager", "opleiders",
// "assistent", "plv", "beheer". Each placement N has "aios-N", "opleider-N",
// "stage-N", and "kandidaat-N" who could take over, in "groep" and "praktijk".
class Voorbeeldstad {
 public:
  // The same ids in every run.
  static LogIdentity Identity();
  static Founding FoundingIfNew();

  explicit Voorbeeldstad(int placements = 1,
                         absl::CivilDay from = absl::CivilDay(2026, 3, 1),
                         absl::CivilDay until = absl::CivilDay(2029, 2, 28))
      : placements_(placements), from_(from), until_(until) {}

  static std::string Id(absl::string_view kind, absl::string_view reference);
  static v1::Command Command(absl::string_view text);
  static v1::Actor Actor(v1::Role role, absl::string_view person);
  static Submission Ask(absl::string_view request_id, v1::Role role,
                        absl::string_view person,
                        const std::vector<std::string>& commands);

  // Everyone, their roles and placements, and the procedure of Utrecht.
  Submission Everything() const;

 private:
  const int placements_;
  const absl::CivilDay from_;
  const absl::CivilDay until_;
};

// "year: 2026 month: 9 day: 14"
std::string Written(absl::CivilDay day);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_VOORBEELDSTAD_H_
