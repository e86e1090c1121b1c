// What may be done in a case now, and which rule forbids the rest: the rules
// themselves are asked, so that nobody meets a refusal here that they would not
// meet there, nor the other way round.
#ifndef DRIEHOEK_DOMAIN_ACTIONS_H_
#define DRIEHOEK_DOMAIN_ACTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "domain/calendar.h"
#include "domain/case.h"
#include "domain/decide.h"
#include "domain/histories.h"
#include "driehoek/v1/command.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// A command, and what the rules say of it.
struct Action {
  v1::Command command;  // As far as it is known.
  absl::Status verdict;
  // What the caller still has to say, by the fields' names.
  std::vector<std::string> fields_needed;
};

// No more are drafted, however much there is in the case.
inline constexpr size_t kMaxActions = 500;

// The commands that could be given about the case, as far as they are known:
// one for each thing that they could be about (the documents that lack a place,
// the reports of the procedure, the obligations to depart from), and for each
// choice that is the whole of the command (which ruling).
std::vector<v1::Command> DraftsFor(const Case& of_case,
                                   const Procedure& procedure,
                                   const Calendar& calendar = {});

// The document that a command names; empty when it names none. Whoever does not
// know of the document must not hear of the command.
std::string DocumentNamedIn(const v1::Command& command);

// What the rules say of each draft when it is given now. Where the rules ask
// for a field that is empty, it is filled in with something that could be
// meant, and remembered as needed. `histories` holds what Needs asks of the
// drafts.
std::vector<Action> ActionsOf(const std::vector<v1::Command>& drafts,
                              const Case& of_case, const Procedure& procedure,
                              const Histories& histories,
                              const Context& context);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_ACTIONS_H_
