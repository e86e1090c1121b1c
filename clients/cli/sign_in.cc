// Signing in and out, so that the lines that follow need not say who asks.
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/failure.h"
#include "clients/cli/logins.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"

namespace driehoek::cli {
namespace {

absl::Status SignIn(Session& session, const Arguments&) {
  const Caller& caller = session.globals().caller;
  if (caller.person.empty()) {
    return UsageError(
        "Zeg als wie: driehoek login --als KENMERK. Met een inlogdienst "
        "inloggen kan nog niet.");
  }
  ASSIGN_OR_RETURN(const std::string token, session.SignInToTryOut());
  RETURN_IF_ERROR(KeepLogin(
      session.globals().server,
      {.person = caller.person,
       .role = caller.role == v1::ROLE_UNSPECIFIED ? std::string()
                                                   : v1::Role_Name(caller.role),
       .access_token = token}));
  if (session.json()) return absl::OkStatus();
  session.out() << "LET OP: op deze server logt iedereen zonder wachtwoord in, "
                   "als wie hij maar wil.\nZij is om uit te proberen. Zet er "
                   "alleen verzonnen gegevens in.\n\nJe bent nu "
                << Printable(caller.person)
                << ", tot je `driehoek logout` zegt of --als geeft.\n";
  return absl::OkStatus();
}

absl::Status SignOut(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(const bool was, ForgetLogin(session.globals().server));
  if (!session.json()) {
    session.out() << (was ? "Je bent uitgelogd.\n" : "Je was niet ingelogd.\n");
  }
  return absl::OkStatus();
}

}  // namespace

CommandSpecs SignInCommands() {
  return {
      {{"login"}, "Log in, en blijf dat voor wat je daarna vraagt", {}, SignIn},
      {{"logout"}, "Log uit", {}, SignOut},
  };
}

}  // namespace driehoek::cli
