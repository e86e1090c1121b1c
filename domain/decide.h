// All that can be asked, and the one way in which it is decided. Pure: the same
// command, histories and day give the same answer.
#ifndef DRIEHOEK_DOMAIN_DECIDE_H_
#define DRIEHOEK_DOMAIN_DECIDE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/calendar.h"
#include "domain/histories.h"
#include "domain/same_people.h"
#include "domain/uploads.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// What a decision knows beside the histories. Borrows everything.
struct Context {
  absl::Time now;
  absl::CivilDay today;  // The day of `now` in Amsterdam.
  const v1::Actor& actor;
  const std::string& institute_id;
  const Catalogue& catalogue;
  const Calendar& calendar;
  const SamePeople& same_people;
  IdSupply& ids;
  Position next_position;  // Where the first event will lie.
  // Of the actor, that the commands attach; null: none.
  const Uploads* uploads = nullptr;
};

// An event to append, and the histories it belongs to.
struct TaggedEvent {
  v1::Event event;
  std::vector<Tag> tags;
};

// What was decided: events, possibly none when nothing had to change.
struct Decision {
  std::vector<TaggedEvent> events;
  std::string id;           // What the command made or touched; may be empty.
  std::string case_id;      // The case it was about; may be empty.
  std::string case_number;  // Its number.
  std::string procedure;    // "key@version" that was followed; may be empty.
  // What was done all the same, but deserves a thought (G-5). The same again
  // when the command is decided again on the same histories.
  std::vector<v1::Warning> warnings;
};

// The histories that deciding these commands looks at. Known from the commands,
// the actor and who is the same person. Includes the actor and the person on
// whose behalf; of a person and a trainer, every record.
std::vector<Tag> Needs(const std::vector<v1::Command>& commands,
                       const v1::Actor& actor, const std::string& institute_id,
                       const IdSupply& ids, const SamePeople& same_people);

// Decides the commands in order, all or nothing; a later one sees what the
// earlier ones did. One Decision per command. Breaches that a late-registered
// fact undoes are withdrawn in the same decision (AS-6). Errors are rejections
// (rejections.h).
absl::StatusOr<std::vector<Decision>> Decide(
    const std::vector<v1::Command>& commands, const Histories& histories,
    const Context& context);

// What outcomes (RecordOutcome) rest on: nothing may have come to the case,
// cohort or procedure that they are of since `subject`, nor have been set in
// the calendar since `calendar`, if they rest on that.
struct DerivedAt {
  Position subject = 0;
  std::optional<Position> calendar;
};
// When to take outcomes without folding what they are of; nothing for other
// commands.
std::optional<DerivedAt> OutcomeDerivedAt(
    const std::vector<v1::Command>& commands);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DECIDE_H_
