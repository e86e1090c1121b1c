// What a rule knows when its command reaches it: the checks that every command
// has in common are done (decide.cc), so a rule says only what is its own.
#ifndef DRIEHOEK_DOMAIN_SITUATION_H_
#define DRIEHOEK_DOMAIN_SITUATION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "domain/case.h"
#include "domain/dates.h"
#include "domain/decide.h"
#include "domain/draft.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/event.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Who really acted: the person on whose behalf it was recorded, else the actor.
struct Acting {
  std::string person_id;  // Under which the person goes on.
  v1::Role role = v1::ROLE_UNSPECIFIED;
};

// Borrows everything but `procedure`.
struct Situation {
  const Context& context;
  // The histories, with what earlier commands of the same submission did.
  const Draft& draft;
  // The case of the command: exists, is open, concerns the actor. Empty for a
  // command about something else.
  const Case& of_case;
  // What the case follows, or what is in force today. Null only for a command
  // of the directory.
  std::shared_ptr<const Procedure> procedure;
  Acting acting;
  // The day of the command: `on`, or today. Not in the future.
  absl::CivilDay on;
  // Whoever acts takes over a running case, and registers with it what the
  // competent people did before (TakeOverCase).
  bool taking_over = false;

  // The guard, when the procedure has switched it on and no deviation lifted it
  // for the whole case (one that is lifted for a trainer is in the trainer's
  // history); else null.
  const v1::GuardRule* Guarded(v1::Guard guard) const;
  // Whether `id` is a record of whoever acts (same_people.h).
  bool IsActing(const std::string& id) const {
    return draft.same_people().AreSame(acting.person_id, id);
  }
  // What the institute calls a role.
  std::string RoleName(v1::Role role) const {
    return procedure != nullptr ? procedure->RoleName(role)
                                : v1::Role_Name(role);
  }
};

// What a rule decided: the events, and the id that the command made or touched.
// Which histories the events belong to says TagsOf.
struct Ruled {
  std::vector<v1::Event> events;
  std::string id;
  std::string case_id;  // Only when the rule opened one.
  // What is done all the same, but deserves a thought.
  std::vector<v1::Warning> warnings = {};
};

// A rule's answer: what it decided, or its rejection.
using Answer = absl::StatusOr<Ruled>;

// At most `limit` characters (code points); the rejection names the field.
absl::Status CheckText(const std::string& text, absl::string_view field,
                       size_t limit);

// As CheckText, and not empty.
absl::Status CheckReason(const std::string& text, absl::string_view field,
                         size_t limit);

// A name: 1 to 200 characters, without control characters and without blanks
// around it.
absl::Status CheckName(const std::string& name);

// The institute's own key: 1 to 64 of [A-Za-z0-9._-].
absl::Status CheckReference(const std::string& reference);

absl::Status CheckId(const std::string& id, absl::string_view field);
absl::Status CheckDay(const v1::Date& date, absl::string_view field);

// The longest text of a reason, motivation or note, in characters.
inline constexpr size_t kMaxReason = 2000;
inline constexpr size_t kMaxNote = 4000;

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_SITUATION_H_
