// Signing in and out, so that the lines that follow need not say who asks.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/civil.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/device_sign_in.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/logins.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

// As whoever is named, on a server that is for trying out.
absl::Status SignInToTryOut(Session& session) {
  const Caller& caller = session.globals().caller;
  if (caller.person.empty()) {
    return UsageError("Zeg als wie: driehoek login --als KENMERK.");
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
                << ", hoogstens twaalf uur, tot je `driehoek logout` zegt of "
                   "--als geeft, of tot de server opnieuw start.\n";
  return absl::OkStatus();
}

void TellToOpen(Session& session, const ToOpen& open) {
  if (session.json()) {
    session.out() << nlohmann::json{{"address", open.address},
                                    {"code", open.code},
                                    {"with_code", open.with_code}}
                         .dump()
                  << std::endl;
    return;
  }
  session.out() << "Open in een browser:\n  "
                << Printable(open.with_code.empty() ? open.address
                                                    : open.with_code)
                << "\nen controleer of daar deze code staat:\n  "
                << Printable(open.code) << std::endl;
}

absl::Status SignIn(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(const v1::GetProviderResponse provider, session.Provider());
  if (provider.try_out()) return SignInToTryOut(session);
  if (!session.globals().caller.person.empty()) {
    return UsageError(
        "Op deze server log je in als jezelf: driehoek login, zonder --als.");
  }
  if (provider.issuer().empty()) {
    return UsageError("Op deze server kan niemand inloggen.");
  }
  ASSIGN_OR_RETURN(const Login login,
                   SignInAtProvider(provider, [&session](const ToOpen& open) {
                     TellToOpen(session, open);
                   }));
  RETURN_IF_ERROR(KeepLogin(session.globals().server, login));
  if (!session.json()) session.out() << "Je bent ingelogd.\n";
  return absl::OkStatus();
}

absl::Status SignOut(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(const std::optional<Login> login,
                   FindLogin(session.globals().server));
  if (login.has_value() && !login->refresh_token.empty()) {
    // Here it is forgotten all the same.
    if (const absl::Status revoked = Revoke(*login); !revoked.ok()) {
      session.err() << "LET OP: bij de inlogdienst is de aanmelding nog niet "
                       "ingetrokken. "
                    << Printable(std::string(revoked.message())) << "\n";
    }
  }
  ASSIGN_OR_RETURN(const bool was, ForgetLogin(session.globals().server));
  if (!session.json()) {
    session.out() << (was ? "Je bent uitgelogd.\n" : "Je was niet ingelogd.\n");
  }
  return absl::OkStatus();
}

// In groups that can be read out.
std::string Grouped(const std::string& digits) {
  constexpr size_t kGroup = 4;
  std::vector<std::string> groups;
  for (size_t i = 0; i < digits.size(); i += kGroup) {
    groups.push_back(digits.substr(i, kGroup));
  }
  return absl::StrJoin(groups, "-");
}

absl::Status Invite(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const std::string person_id,
                   IdOf(session, session.globals().caller, "person",
                        arguments.Value("persoon")));
  const std::string digits = absl::BytesToHexString(RandomBytes(16));
  const std::string code = Grouped(digits);
  v1::SubmitRequest request;
  request.set_request_id(NewUuid7(absl::Now()));
  v1::InviteToSignIn& invite =
      *request.add_commands()->mutable_invite_to_sign_in();
  invite.set_person_id(person_id);
  invite.set_code_hash(std::string(BytesOf(Sha256({digits}))));
  if (arguments.Has("tot")) {
    ASSIGN_OR_RETURN(const absl::CivilDay until,
                     ParseIsoDay(arguments.Value("tot")));
    *invite.mutable_expires_on() = ToDate(until);
  }
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   session.Call(&v1::CaseService::Stub::Submit, request));
  if (session.json()) {
    session.out() << nlohmann::json{{"code", code},
                                    {"position", response.position()}}
                         .dump()
                  << "\n";
    return absl::OkStatus();
  }
  session.out() << code << "\n\nGeef deze code aan "
                << Printable(arguments.Value("persoon"))
                << ", zo dat niemand anders hem ziet. Hij staat nergens en is "
                   "één keer te gebruiken:\n  driehoek login\n  driehoek "
                   "account koppel CODE\n";
  return absl::OkStatus();
}

absl::Status Accept(Session& session, const Arguments& arguments) {
  v1::AcceptInvitationRequest request;
  request.set_code(arguments.Value("code"));
  if (request.code() == "-") {
    // So that it stands in no history of commands.
    constexpr uint64_t kMaxBytes = 1000;
    ASSIGN_OR_RETURN(*request.mutable_code(), ReadWholeFile("-", kMaxBytes));
  }
  ASSIGN_OR_RETURN(
      const v1::AcceptInvitationResponse response,
      session.Call(&v1::SignInService::Stub::AcceptInvitation, request));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << "Je account is gekoppeld; je kunt aan het werk.\n";
  }
  return absl::OkStatus();
}

absl::Status ShowAccounts(Session& session, const Arguments& arguments) {
  v1::GetSignInRequest request;
  ASSIGN_OR_RETURN(*request.mutable_person_id(),
                   IdOf(session, session.globals().caller, "person",
                        arguments.Value("persoon")));
  ASSIGN_OR_RETURN(const v1::GetSignInResponse response,
                   session.Call(&v1::SignInService::Stub::GetSignIn, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  bool anything = false;
  for (const v1::SignInOfPerson& record : response.records()) {
    for (const v1::LinkedAccount& account : record.accounts()) {
      session.out() << "Account " << Printable(account.account_id()) << " van "
                    << Printable(account.issuer()) << ", sinds "
                    << LongMoment(account.linked_at_micros()) << "\n";
      anything = true;
    }
    if (record.has_invited_until()) {
      session.out() << "Uitgenodigd tot en met "
                    << LongDay(record.invited_until()) << "\n";
      anything = true;
    }
    if (record.blocked()) {
      session.out() << "Inloggen is geblokkeerd\n";
      anything = true;
    }
  }
  if (!anything) session.out() << "Geen account en geen uitnodiging.\n";
  return absl::OkStatus();
}

Option Person() {
  return {.name = "persoon",
          .help = "Kenmerk van de persoon",
          .kind = Option::Kind::kPositional,
          .required = true};
}

}  // namespace

CommandSpecs SignInCommands() {
  return {
      {{"login"}, "Log in, en blijf dat voor wat je daarna vraagt", {}, SignIn},
      {{"logout"}, "Log uit", {}, SignOut},
      {{"account", "uitnodiging"},
       "Nodig iemand uit om met een eigen account in te loggen",
       {Person(),
        {.name = "tot",
         .help = "Laatste dag; zonder is dat over twee weken",
         .value_name = "DATUM"}},
       Invite},
      {{"account", "koppel"},
       "Koppel het account waarmee je inlogde aan wie is uitgenodigd",
       {{.name = "code",
         .help = "De code van de uitnodiging; met - van de standaardinvoer",
         .kind = Option::Kind::kPositional,
         .required = true}},
       Accept},
      {{"account", "toon"},
       "Hoe iemand kan inloggen",
       {Person()},
       ShowAccounts},
  };
}

}  // namespace driehoek::cli
