// The server as a program.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/holidays.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/this_machine.h"
#include "domain/command_sink.h"
#include "domain/rejections.h"
#include "eventstore/event_store.h"
#include "eventstore/rocksdb_event_store.h"
#include "projections/projector.h"
#include "services/clock_hand.h"
#include "services/engine.h"
#include "services/grpc_log.h"
#include "services/keys.h"
#include "services/server.h"

namespace driehoek {
namespace {

// As in sysexits.h.
constexpr int kUsage = 64;
constexpr int kDamaged = 65;
constexpr int kCannotStart = 69;
constexpr int kStoppedByFailure = 74;

constexpr char kExitCodes[] =
    "Afsluitcodes: 0 netjes gestopt; 64 verkeerde opties of pincode; 65 de "
    "gegevens zijn "
    "beschadigd; 69 kon niet starten; 74 kon niet verder (schrijven mislukt).";

struct Flags {
  std::string data_dir;
  std::string listen = "127.0.0.1:7480";
  TlsSettings tls;
  std::string root_key;
  bool try_out = false;
  ProviderSettings provider;
  std::string invite;
  std::string manual_clock;
  std::string seed;
  bool trust_clock = false;
  std::string institute;
  std::string administrator = "beheer";
  std::string administrator_name = "Beheer";
  uint64_t min_free_mib = 512;
  int months_of_looks = kMonthsOfLooks;
};

void Define(CLI::App& app, Flags& flags) {
  app.set_config("--config", "", "Lees opties uit dit bestand (TOML)");
  // A word that is misspelt there would leave a door open.
  app.allow_config_extras(false);
  app.add_option("--data-dir", flags.data_dir,
                 "Map voor logboek en overzichten; wordt gemaakt")
      ->required();
  app.add_option("--listen", flags.listen,
                 "Adres en poort (poort 0: een vrije); zonder TLS alleen op "
                 "deze machine")
      ->capture_default_str();
  app.add_option(
      "--tls-certificate", flags.tls.certificate,
      "Certificaat van de server, met die van wie het tekende (PEM); "
      "een nieuw geldt zonder herstart");
  app.add_option(
      "--tls-key", flags.tls.key,
      "De sleutel daarvan (PEM); alleen voor de server en zijn groep "
      "te lezen");
  app.add_option(
      "--tls-client-ca", flags.tls.client_ca,
      "Laat alleen wie een certificaat heeft dat hiermee is getekend "
      "(PEM)");
  app.add_option(
      "--tls-client-name", flags.tls.client_names,
      "Naam (SAN, DNS of URI) die daar dan in moet staan; mag vaker");
  app.add_option(
      "--root-key", flags.root_key,
      "Bestand met de hoofdsleutel (64 hexadecimale cijfers), buiten "
      "de map met gegevens, of het adres van een sleutel in een "
      "apparaat (pkcs11:...); alles wordt daarmee versleuteld. Alleen "
      "met --try-out mag het weg: dan komt er een naast die map");
  app.add_flag("--try-out", flags.try_out,
               "Laat iedereen zonder wachtwoord inloggen als wie hij maar wil. "
               "Alleen om uit te proberen, met verzonnen gegevens");
  CLI::Option* const issuer =
      app.add_option("--oidc-issuer", flags.provider.issuer,
                     "Inlogdienst (OpenID Connect) waarvan de toegangsbewijzen "
                     "gelden, precies zoals zij zichzelf noemt");
  app.add_option("--oidc-audience", flags.provider.audiences,
                 "Waarvoor een toegangsbewijs bedoeld moet zijn; mag vaker");
  app.add_option("--oidc-client", flags.provider.client_id,
                 "Als welke client `driehoek login` zich daar meldt");
  app.add_option(
         "--oidc-allow-client", flags.provider.clients,
         "Neem alleen een toegangsbewijs dat aan deze client is gegeven "
         "(client_id); mag vaker")
      ->needs(issuer);
  app.add_option("--oidc-acr", flags.provider.authentication_classes,
                 "Neem alleen een toegangsbewijs van wie zo is ingelogd (acr), "
                 "bijvoorbeeld met een tweede stap; mag vaker")
      ->needs(issuer);
  app.add_option("--invite", flags.invite,
                 "Nodig bij de start deze persoon (kenmerk) uit om een account "
                 "te koppelen, als hij er nog geen heeft, en schrijf de code; "
                 "voor de eerste beheerder")
      ->needs(issuer);
  CLI::Option* const clock =
      app.add_option("--manual-clock", flags.manual_clock,
                     "Begin op dit moment en sta stil tot de klok wordt verzet "
                     "(2026-09-01T08:00, Amsterdamse tijd)");
  app.add_flag("--trust-clock", flags.trust_clock,
               "Leg termijnen ook vast als de machine bij de start niet weet "
               "of haar klok gelijk loopt");
  app.add_option("--seed", flags.seed,
                 "Maak een nieuw logboek dat bij elke start met dit woord "
                 "dezelfde nummers geeft; voor demo's")
      ->needs(clock);
  app.add_option("--institute", flags.institute,
                 "Naam van het instituut, voor een nieuw logboek");
  app.add_option("--administrator", flags.administrator,
                 "Kenmerk van de eerste beheerder, voor een nieuw logboek")
      ->capture_default_str();
  app.add_option("--administrator-name", flags.administrator_name,
                 "Naam van de eerste beheerder")
      ->capture_default_str();
  app.add_option("--min-free-mib", flags.min_free_mib,
                 "Weiger te schrijven als de schijf minder vrij heeft")
      ->capture_default_str();
  app.add_option("--keep-looks-months", flags.months_of_looks,
                 "Hoeveel maanden bewaard wordt wie er keek")
      ->check(CLI::Range(12, 240))
      ->capture_default_str();
  app.footer(kExitCodes);
}

bool ParseInstant(const std::string& text, absl::Time& instant) {
  for (const char* const format : {"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"}) {
    std::string error;
    if (absl::ParseTime(format, text, Amsterdam(), &instant, &error)) {
      return true;
    }
  }
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, &instant, &error);
}

absl::StatusOr<absl::Time> ManualStart(const std::string& text) {
  absl::Time start;
  const absl::Status good =
      ParseInstant(text, start)
          ? CheckManualStart(start)
          : absl::InvalidArgumentError("dit is geen tijdstip");
  if (good.ok()) return start;
  return absl::InvalidArgumentError(
      absl::StrCat("--manual-clock ", text, ": ", good.message()));
}

LogIdentity IdentityOf(const std::string& seed) {
  if (seed.empty()) return {};
  const Hash32 log_id = Sha256({"log id\n", seed});
  const Hash32 secret = Sha256({"id secret\n", seed});
  return {absl::BytesToHexString(BytesOf(log_id).substr(0, 16)),
          std::string(BytesOf(secret))};
}

// A manual clock never goes back to before what was recorded.
absl::StatusOr<absl::Time> LastRecordedAt(const EventStore& store) {
  ReadOptions newest;
  newest.backwards = true;
  newest.limit = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store.Read(Query::All(), newest));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> last, reader->Next());
  return last ? last->envelope.recorded_at : absl::InfinitePast();
}

std::string WhoSignsIn(const Flags& flags) {
  if (flags.try_out) {
    return "IEDEREEN, ZONDER WACHTWOORD, ALS WIE HIJ WIL (--try-out)";
  }
  if (flags.provider.issuer.empty()) {
    return "niemand (dat kan met --oidc-issuer, of om uit te proberen met "
           "--try-out)";
  }
  return absl::StrCat("bij ", flags.provider.issuer);
}

bool UsesTls(const Flags& flags) {
  const TlsSettings& tls = flags.tls;
  return !tls.certificate.empty() || !tls.key.empty() ||
         !tls.client_ca.empty() || !tls.client_names.empty();
}

// The certificate is sound by CheckTls.
std::string Encryption(const Flags& flags) {
  if (!UsesTls(flags)) return "nee (alleen op deze machine)";
  constexpr absl::Duration kSoon = absl::Hours(14 * 24);
  const absl::StatusOr<absl::Time> end =
      EndOfCertificate(flags.tls.certificate);
  if (!end.ok()) return std::string(end.status().message());
  std::string text =
      absl::StrCat("TLS, certificaat geldig tot ", WrittenMoment(*end));
  if (*end < absl::Now() + kSoon) {
    absl::StrAppend(&text, "\nLET OP: dat is binnenkort; vervang het op tijd");
  }
  if (!flags.tls.client_names.empty()) {
    absl::StrAppend(
        &text, "\nalleen voor: ", absl::StrJoin(flags.tls.client_names, ", "));
  } else if (!IsOnThisMachine(flags.listen)) {
    absl::StrAppend(&text,
                    "\nLET OP: iedereen kan verbinding maken. Zet er een proxy "
                    "voor die wordt bijgehouden, of gebruik --tls-client-ca");
  }
  return text;
}

void PrintResolved(const Flags& flags, const std::string& root_key,
                   const EventStore& store, const ManualClock* clock) {
  std::cout << "gegevens in " << flags.data_dir << " (logboek "
            << store.identity().log_id << ", " << store.head()
            << " gebeurtenissen)\n"
            << "klok: "
            << (clock == nullptr
                    ? std::string("echte tijd")
                    : absl::StrCat("proefklok, ", WrittenMoment(clock->Now())))
            << "\nversleuteld verkeer: " << Encryption(flags)
            << "\ninloggen: " << WhoSignsIn(flags)
            << "\nversleuteld op schijf: ja; de hoofdsleutel staat in "
            << root_key << ". Zonder die sleutel is niets te lezen.\n";
  if (flags.try_out) std::cout << "LET OP: alleen verzonnen gegevens.\n";
}

void TellOfSalvage(const Salvage& salvage) {
  std::cerr
      << "LET OP: het eind van het logboek was gescheurd, zoals na "
         "stroomuitval. "
         "Het logboek gaat verder in de map "
      << salvage.to << " en loopt tot gebeurtenis " << salvage.head
      << "; de map " << salvage.from
      << " blijft staan voor onderzoek.\nViel alleen de stroom uit, dan is "
         "alles "
         "wat bevestigd was bewaard. Was ook de schijf beschadigd, dan is dat "
         "zeker tot gebeurtenis "
      << salvage.guarded_to
      << "; vraag dan na wat er kort daarvoor is vastgelegd.\n(" << salvage.why
      << ")" << std::endl;
}

// Terms run into next year. Without its royal decrees a procedure that shifts
// can end a term on a day off (AS-5).
void TellOfHolidays(absl::CivilDay today) {
  const absl::civil_year_t next = today.year() + 1;
  if (HasDecrees(next)) return;
  std::cerr << "LET OP: welke feestdagen in " << next
            << " bij koninklijk besluit zijn aangewezen, is hier niet bekend. "
               "Een termijn die naar de volgende werkdag schuift, kan daardoor "
               "op zo'n dag eindigen. Vraag om een nieuwe versie."
            << std::endl;
}

// Why the log does not open, and what to do.
absl::Status NotOpened(const absl::Status& why, const std::string& directory) {
  std::string dutch;
  switch (why.code()) {
    case absl::StatusCode::kDataLoss:
      if (absl::StrContains(why.message(), "missing from the keyring")) {
        dutch =
            "er ontbreekt een sleutel van wat in het logboek staat; er is "
            "niets "
            "in veranderd. Zet de map keys terug uit een reservekopie die niet "
            "ouder is dan het logboek";
        break;
      }
      dutch = absl::StrCat(
          "het logboek klopt niet en wordt niet geopend; er is niets in "
          "veranderd. `driehoek verify ",
          directory,
          "` noemt alles wat er mis is. Laat de map zoals zij is en start met "
          "een reservekopie in een andere map");
      break;
    case absl::StatusCode::kFailedPrecondition:
      dutch =
          "het logboek wordt zo niet geopend: het is in gebruik, of gemaakt "
          "met een andere klok of in een andere indeling";
      break;
    case absl::StatusCode::kUnimplemented:
      dutch = "het logboek is van een nieuwere driehoekd; start die";
      break;
    case absl::StatusCode::kResourceExhausted:
      dutch = "de schijf is te vol om het logboek te openen; maak ruimte";
      break;
    default:
      dutch = "het logboek kan niet worden geopend";
  }
  return absl::Status(why.code(),
                      absl::StrCat(dutch, ". (", why.message(), ")"));
}

absl::StatusOr<std::unique_ptr<EventStore>> OpenLog(
    const RocksDbOptions& options) {
  absl::StatusOr<std::unique_ptr<EventStore>> opened =
      OpenRocksDbEventStore(options);
  if (!opened.ok()) return NotOpened(opened.status(), options.directory);
  return opened;
}

// Signals that end the server; blocked in all threads and waited for here.
sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int ExitCodeOf(const absl::Status& status) {
  if (absl::IsDataLoss(status)) return kDamaged;
  if (absl::IsInvalidArgument(status)) return kUsage;
  return kCannotStart;
}

// What went wrong while running, if anything.
class Failure {
 public:
  // Ends the wait of the main thread too. Only the first is kept: the rest
  // follows from it.
  void Set(const absl::Status& why) {
    {
      const MutexLock lock(mutex_);
      if (!why_.ok()) return;
      why_ = why;
    }
    kill(getpid(), SIGTERM);
  }
  absl::Status Get() const {
    const MutexLock lock(mutex_);
    return why_;
  }

 private:
  mutable Mutex mutex_;
  absl::Status why_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<std::unique_ptr<Server>> Begin(const Flags& flags,
                                              std::optional<ManualClock>& clock,
                                              Failure& failure) {
  // What can be refused before anything is made.
  ServerOptions options;
  options.listen = flags.listen;
  if (UsesTls(flags)) options.tls = flags.tls;
  if (flags.try_out) options.try_out_issuer = std::make_shared<LocalIssuer>();
  if (!flags.provider.issuer.empty()) options.provider = flags.provider;
  RETURN_IF_ERROR(CheckListen(options));
  RETURN_IF_ERROR(CheckWhoSignsIn(options));
  absl::Time start;
  if (!flags.manual_clock.empty()) {
    ASSIGN_OR_RETURN(start, ManualStart(flags.manual_clock));
  }
  RocksDbOptions log;
  log.directory = flags.data_dir;
  log.identity_if_new = IdentityOf(flags.seed);
  log.manual_clock = !flags.manual_clock.empty();
  log.min_free_bytes = flags.min_free_mib << 20;
  const auto fail = [&failure](const absl::Status& why) { failure.Set(why); };
  log.on_failure = fail;
  log.on_salvage = TellOfSalvage;
  RocksDbOptions accesses = log;
  accesses.directory = absl::StrCat(flags.data_dir, "/access");
  accesses.identity_if_new =
      IdentityOf(flags.seed.empty() ? "" : flags.seed + "\naccess");
  // What is made now and later is for the server alone.
  umask(S_IRWXG | S_IRWXO);
  const KeySettings keys{flags.data_dir, flags.root_key, flags.try_out,
                         flags.min_free_mib << 20};
  ASSIGN_OR_RETURN(const std::string root_key, FindRootKey(keys));
  ASSIGN_OR_RETURN(options.keyring, OpenKeys(keys));
  log.keyring = options.keyring.get();
  accesses.keyring = options.keyring.get();
  // Of what is kept for a term, each month goes by itself.
  accesses.keys_by_month = true;
  ASSIGN_OR_RETURN(std::unique_ptr<EventStore> store, OpenLog(log));
  ASSIGN_OR_RETURN(options.access_log, OpenLog(accesses));
  options.months_of_looks = flags.months_of_looks;
  if (!flags.manual_clock.empty()) {
    ASSIGN_OR_RETURN(const absl::Time last, LastRecordedAt(*store));
    clock.emplace(std::max(start, last));
    options.manual_clock = &*clock;
  }
  PrintResolved(flags, root_key, *store, options.manual_clock);
  TellOfHolidays(DayOf(clock.has_value() ? clock->Now() : SystemClock().Now()));
  options.engine.watch.trust_clock = flags.trust_clock;
  options.engine.projector.directory = absl::StrCat(flags.data_dir, "/views");
  options.engine.files.directory = absl::StrCat(flags.data_dir, "/files");
  // The log comes first: what is left below this is for it alone.
  options.engine.files.min_free_bytes = (flags.min_free_mib << 20) * 2;
  options.engine.projector.keep_free_bytes = flags.min_free_mib << 20;
  options.engine.founding_if_new = {flags.institute, flags.administrator,
                                    flags.administrator_name};
  options.on_failure = fail;
  return Server::Start(std::move(options), std::move(store));
}

// Waits for the answer.
absl::StatusOr<v1::SubmitResponse> Ask(CommandSink& server,
                                       Submission submission) {
  std::promise<absl::StatusOr<v1::SubmitResponse>> answered;
  server.Submit(std::move(submission),
                [&answered](const absl::StatusOr<v1::SubmitResponse>& answer) {
                  answered.set_value(answer);
                });
  return answered.get_future().get();
}

// To whoever started the server, and to no log: what is written to a terminal
// is kept nowhere, and a file is for its owner alone. Says where it is.
absl::StatusOr<std::string> HandOver(const Flags& flags,
                                     const std::string& text) {
  if (isatty(STDOUT_FILENO) == 1) return text;
  const std::string path = absl::StrCat(flags.data_dir, "/uitnodiging");
  unlink(path.c_str());  // One of before counts no more.
  const int file =
      open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  const bool written = file >= 0 && write(file, text.data(), text.size()) ==
                                        static_cast<ssize_t>(text.size());
  if (file < 0 || close(file) != 0 || !written) {
    return absl::UnavailableError(absl::StrCat(path, " is niet te schrijven"));
  }
  return absl::StrCat("staat in ", path, "; verwijder dat bestand daarna");
}

// Whoever may start the server may say who is its first administrator.
absl::Status Invite(Engine& engine, const Flags& flags) {
  const std::string& person = flags.invite;
  const std::string code = absl::BytesToHexString(RandomBytes(16));
  Submission submission;
  submission.request_id =
      absl::StrCat("driehoek/invite/", absl::BytesToHexString(RandomBytes(8)));
  submission.actor.set_role(v1::ROLE_SYSTEM);
  v1::InviteToSignIn& invite =
      *submission.commands.emplace_back().mutable_invite_to_sign_in();
  invite.set_person_id(IdSupply(engine.store().identity().id_secret, "")
                           .ForReference("person", person));
  ASSIGN_OR_RETURN(const v1::SignInOfPerson known,
                   engine.projector().GetSignIn(invite.person_id()));
  if (known.accounts_size() > 0) {
    std::cout << person << " heeft al een account: geen nieuwe uitnodiging\n";
    return absl::OkStatus();
  }
  invite.set_code_hash(std::string(BytesOf(Sha256({code}))));
  const absl::Status invited =
      Ask(engine.writer(), std::move(submission)).status();
  if (!invited.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--invite ", person, ": ", DutchOf(invited)));
  }
  ASSIGN_OR_RETURN(
      const std::string where,
      HandOver(flags,
               absl::StrCat("\n  driehoek login\n  driehoek account koppel ",
                            code, "\n")));
  std::cout << "uitnodiging voor " << person << ", twee weken geldig, één keer "
            << "te gebruiken: " << where << std::endl;
  return absl::OkStatus();
}

// What is in memory is nobody's to find on the disk after a crash, nor to read
// by another process of the same user.
absl::Status LeaveNoCoreDump() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
    return absl::UnavailableError(
        "dit systeem laat niet toe dat geheugen na een fout niet wordt "
        "bewaard");
  }
  return absl::OkStatus();
}

int Run(const Flags& flags) {
  const sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // Nobody need read what it says: it serves on when they stop.
  signal(SIGPIPE, SIG_IGN);
  TameGrpcLog();
  Failure failure;
  std::optional<ManualClock> clock;
  absl::StatusOr<std::unique_ptr<Server>> server = Begin(flags, clock, failure);
  if (!server.ok()) {
    std::cerr << "driehoekd kan niet starten: " << server.status().message()
              << "\n";
    return ExitCodeOf(server.status());
  }
  if (!flags.invite.empty()) {
    if (const absl::Status invited = Invite((*server)->engine(), flags);
        !invited.ok()) {
      (*server)->Shutdown();
      std::cerr << "driehoekd kan niet starten: " << invited.message() << "\n";
      return ExitCodeOf(invited);
    }
  }
  std::cout << "luistert op " << (*server)->address() << std::endl;

  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->Shutdown();
  if (const absl::Status why = failure.Get(); !why.ok()) {
    std::cerr << "driehoekd kan niet verder en stopt: " << why.message()
              << "\nWat bevestigd is, is bewaard. Vraag wat niet bevestigd is "
                 "opnieuw met hetzelfde verzoeknummer.\n";
    return kStoppedByFailure;
  }
  std::cout << "netjes gestopt\n";
  return 0;
}

}  // namespace
}  // namespace driehoek

int main(int argc, char** argv) {
  // Before there is a key, a name or a text in memory.
  if (const absl::Status none = driehoek::LeaveNoCoreDump(); !none.ok()) {
    std::cerr << "driehoekd kan niet starten: " << none.message() << "\n";
    return driehoek::kCannotStart;
  }
  CLI::App app("Driehoek: de server");
  driehoek::Flags flags;
  driehoek::Define(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ConfigError& error) {
    std::cerr << "driehoekd kan niet starten: in het bestand met opties staat "
                 "iets wat er niet hoort; `driehoekd --help` noemt wat wel. ("
              << error.what() << ")" << std::endl;
    return driehoek::kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : driehoek::kUsage;
  }
  return driehoek::Run(flags);
}
