#include "clients/cli/command_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/credentials.h"
#include "clients/cli/failure.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"

namespace driehoek::cli {
namespace {

constexpr char kAbout[] =
    "driehoek: zaken, termijnen en dossiers van de huisartsopleiding.";
constexpr char kExitCodes[] =
    "Exitcodes: 0 gelukt; 1 geweigerd door een regel; 2 verkeerd gebruik; "
    "3 niet gevonden of niet toegestaan; 4 server niet bereikbaar; "
    "5 verwachting niet uitgekomen (play); 6 beschadigd; "
    "7 overzichten klopten niet en zijn hersteld (herbouw).";

// Words as they were given, before they mean anything.
struct Given {
  std::string server = "127.0.0.1:7480";
  TlsFiles tls;
  std::string as;
  std::string on_behalf_of;
  std::string channel;
  bool json = false;
  int width = 0;
};

// Where CLI11 leaves the values of one command.
struct Values {
  std::map<std::string, std::vector<std::string>> texts;
  std::map<std::string, bool> flags;
};

// A command of the tree: its spec, its app and what was given.
struct Leaf {
  const CommandSpec* spec;
  CLI::App* app;
  std::unique_ptr<Values> values;
};

void DutchLabels(CLI::App& app) {
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(34);
  for (const auto& [english, dutch] :
       {std::pair{"Usage", "Gebruik"}, std::pair{"OPTIONS", "OPTIES"},
        std::pair{"SUBCOMMAND", "COMMANDO"},
        std::pair{"SUBCOMMANDS", "COMMANDO'S"}, std::pair{"Options", "Opties"},
        std::pair{"Subcommands", "Commando's"},
        std::pair{"Positionals", "Argumenten"},
        std::pair{"REQUIRED", "verplicht"}, std::pair{"TEXT", "WAARDE"},
        std::pair{"Env", "omgeving"}}) {
    formatter->label(english, dutch);
  }
  app.formatter(formatter);
  app.option_defaults()->group("Opties");
  app.set_help_flag("-h,--help", "Toon deze hulp");
}

void AddOption(const Option& option, CLI::App& app, Values& values) {
  CLI::Option* added = nullptr;
  if (option.kind == Option::Kind::kFlag) {
    added = app.add_flag("--" + option.name, values.flags[option.name],
                         option.help);
    return;
  }
  std::vector<std::string>& target = values.texts[option.name];
  if (option.kind == Option::Kind::kPositional) {
    added = app.add_option(option.name, target, option.help);
    if (option.many) {
      added->expected(1, CLI::detail::expected_max_vector_size);
    } else {
      added->expected(1)->allow_extra_args(false);
    }
  } else {
    added = app.add_option("--" + option.name, target, option.help);
    // One word each time, or it would take the arguments after it.
    added->expected(1)->allow_extra_args(false);
    if (option.kind == Option::Kind::kRepeated) {
      added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    } else {
      added->multi_option_policy(CLI::MultiOptionPolicy::Throw);
    }
  }
  if (!option.value_name.empty()) added->type_name(option.value_name);
  if (!option.choices.empty()) {
    const std::string all = absl::StrJoin(option.choices, "|");
    added->type_name(all);
    added->check(
        [choices = option.choices](const std::string& value) {
          return std::find(choices.begin(), choices.end(), value) !=
                         choices.end()
                     ? std::string()
                     : absl::StrCat("\"", value, "\" kan niet; kies uit ",
                                    absl::StrJoin(choices, ", "));
        },
        "");
  }
  if (option.required) added->required();
}

// The command of that name right below `app`; null when there is none.
CLI::App* Below(CLI::App& app, const std::string& name) {
  const std::vector<CLI::App*> found = app.get_subcommands(
      [&name](const CLI::App* one) { return one->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

// The app for `spec`, with the groups above it. A command that holds others
// comes before them.
CLI::App& AppFor(const CommandSpec& spec, CLI::App& root) {
  CLI::App* at = &root;
  std::vector<std::string> path;
  for (const std::string& word : spec.path) {
    path.push_back(word);
    CLI::App* next = Below(*at, word);
    if (next == nullptr) {
      const bool is_leaf = path.size() == spec.path.size();
      next = at->add_subcommand(word, is_leaf ? spec.help : GroupHelp(path));
      next->group("Commando's");
      DutchLabels(*next);
      if (!is_leaf) next->require_subcommand(1);
    }
    at = next;
  }
  return *at;
}

void AddGlobals(CLI::App& app, Given& given) {
  app.add_option("--server", given.server, "Waar de server is")
      ->type_name("HOST:POORT")
      ->envname("DRIEHOEK_SERVER")
      ->capture_default_str();
  app.add_option("--ca", given.tls.authority,
                 "Wie het certificaat van de server tekende, als deze machine "
                 "dat niet weet (PEM)")
      ->type_name("BESTAND")
      ->envname("DRIEHOEK_CA");
  app.add_option("--certificaat", given.tls.certificate,
                 "Eigen certificaat, voor een server die er een wil zien (PEM)")
      ->type_name("BESTAND")
      ->envname("DRIEHOEK_CERTIFICAAT");
  app.add_option("--sleutel", given.tls.key, "De sleutel daarvan (PEM)")
      ->type_name("BESTAND")
      ->envname("DRIEHOEK_SLEUTEL");
  app.add_option("--als", given.as,
                 "Wie vraagt, en in welke rol als er meer zijn")
      ->type_name("KENMERK[:ROL]")
      ->envname("DRIEHOEK_ALS");
  app.add_option("--namens", given.on_behalf_of,
                 "Voor wie het wordt vastgelegd (A-54)")
      ->type_name("KENMERK:ROL");
  app.add_option("--kanaal", given.channel, "Hoe dat binnenkwam")
      ->type_name("telefoon|papier|mail");
  app.add_flag("--json", given.json, "Antwoord als JSON, voor programma's");
  app.add_option("--breedte", given.width, "Kolommen om in te schrijven")
      ->type_name("GETAL")
      ->check(CLI::Range(20, 1000).description(""));
}

absl::StatusOr<Caller> ParseCaller(const std::string& text) {
  Caller caller;
  const size_t colon = text.find(':');
  caller.person = text.substr(0, colon);
  if (caller.person.empty()) {
    return UsageError("Schrijf een persoon als KENMERK of KENMERK:ROL.");
  }
  if (colon != std::string::npos) {
    ASSIGN_OR_RETURN(caller.role, ParseRole(text.substr(colon + 1)));
  }
  return caller;
}

// Of the terminal, as far as lines stay readable; that much where there is no
// terminal, so that what is written to a file is always the same.
size_t WidthOfOutput(int given) {
  constexpr size_t kWidest = 100;
  if (given > 0) return static_cast<size_t>(given);
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 &&
      ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
    return std::min<size_t>(size.ws_col, kWidest);
  }
  return kWidest;
}

absl::StatusOr<Globals> GlobalsFrom(const Given& given) {
  Globals globals;
  globals.server = given.server;
  ASSIGN_OR_RETURN(globals.credentials,
                   CredentialsFor(given.server, given.tls));
  globals.json = given.json;
  globals.width = WidthOfOutput(given.width);
  if (!given.as.empty()) {
    ASSIGN_OR_RETURN(globals.caller, ParseCaller(given.as));
  }
  if (given.on_behalf_of.empty() != given.channel.empty()) {
    return UsageError(
        "--namens en --kanaal horen bij elkaar: geef ze allebei.");
  }
  if (!given.on_behalf_of.empty()) {
    ASSIGN_OR_RETURN(globals.on_behalf_of, ParseCaller(given.on_behalf_of));
    if (globals.on_behalf_of.role == v1::ROLE_UNSPECIFIED) {
      return UsageError("Schrijf --namens als KENMERK:ROL.");
    }
    ASSIGN_OR_RETURN(const int channel,
                     ParseChoice(*v1::Channel_descriptor(), given.channel));
    globals.channel = static_cast<v1::Channel>(channel);
  }
  return globals;
}

Arguments ArgumentsOf(const Leaf& leaf) {
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& [name, texts] : leaf.values->texts) {
    if (!texts.empty()) values[name] = texts;
  }
  for (const auto& [name, on] : leaf.values->flags) {
    if (on) values[name] = {};
  }
  return Arguments(std::move(values));
}

// What CLI11 calls an error, in Dutch.
std::string DutchOf(const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    std::string what(error.what());
    if (what == "A subcommand is required") return "Geef een commando.";
    return absl::StrReplaceAll(what, {{" is required", " is verplicht."}});
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    std::string what(error.what());
    const size_t colon = what.find(": ");
    return absl::StrCat(
        "Onbekend op deze plaats: ",
        colon == std::string::npos ? what : what.substr(colon + 2));
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    std::string what(error.what());
    return absl::StrCat("Er hoort één waarde bij ",
                        what.substr(0, what.find(':')), ".");
  }
  return error.what();
}

// The tree as lines "path|word word ...", and "path --option|value value ...".
void CollectWords(const CLI::App& app, const std::string& path,
                  std::map<std::string, std::vector<std::string>>& words) {
  std::vector<std::string>& here = words[path];
  for (const CLI::App* const inner :
       app.get_subcommands([](const CLI::App*) { return true; })) {
    here.push_back(inner->get_name());
    CollectWords(*inner, absl::StrCat(path, " ", inner->get_name()), words);
  }
  for (const CLI::Option* const option :
       app.get_options([](const CLI::Option*) { return true; })) {
    const std::string name = option->get_name(false, true);
    for (const absl::string_view one : absl::StrSplit(name, ',')) {
      if (!absl::StartsWith(one, "--")) continue;
      words[path].emplace_back(one);
      const std::string type = option->get_type_name();
      if (absl::StrContains(type, '|')) {
        words[absl::StrCat(path, " ", one)] = absl::StrSplit(type, '|');
      }
    }
  }
}

// Walks the words before the cursor down the tree, then offers what the tree
// has there. Options of the whole program are offered everywhere.
std::string BashCompletion(const CLI::App& root) {
  std::map<std::string, std::vector<std::string>> words;
  CollectWords(root, "driehoek", words);
  std::string script =
      "# Aanvullen in bash: source <(driehoek completion bash)\n"
      "_driehoek() {\n"
      "  local -A words=(\n";
  for (const auto& [path, here] : words) {
    absl::StrAppend(&script, "    ['", path, "']='", absl::StrJoin(here, " "),
                    "'\n");
  }
  absl::StrAppend(&script, R"sh(  )
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  local path=driehoek i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ -n ${words["$path ${COMP_WORDS[i]}"]+x} && ${COMP_WORDS[i]} != --* ]]; then
      path="$path ${COMP_WORDS[i]}"
    fi
  done
  local offer
  if [[ -n ${words["$path $prev"]+x} && $prev == --* ]]; then
    offer=${words["$path $prev"]}
  elif [[ -n ${words["driehoek $prev"]+x} && $prev == --* ]]; then
    offer=${words["driehoek $prev"]}
  elif [[ $cur == -* ]]; then
    offer="${words["$path"]} ${words[driehoek]}"
  else
    # Commands stand before options.
    offer=" ${words["$path"]}"
    offer=${offer%% --*}
  fi
  # shellcheck disable=SC2207
  COMPREPLY=($(compgen -W "$offer" -- "$cur"))
  [[ ${#COMPREPLY[@]} -gt 0 || $cur == -* ]] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -F _driehoek driehoek
)sh");
  return script;
}

int Report(const absl::Status& status, const Session& session,
           std::ostream& err) {
  if (!status.ok()) {
    if (session.json()) {
      err << FailureAsJson(status) << "\n";
    } else {
      for (const std::string& sentence : SentencesOf(status)) {
        err << Printable(sentence, /*keep_lines=*/true) << "\n";
      }
    }
  }
  return static_cast<int>(ExitCodeOf(status));
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& words, std::ostream& out,
                   std::ostream& err) {
  constexpr int kUsage = static_cast<int>(ExitCode::kUsage);
  Given given;
  CLI::App root{kAbout, "driehoek"};
  DutchLabels(root);
  root.footer(kExitCodes);
  root.require_subcommand(1);
  // An option of the whole program may stand after the command too; what is
  // added below inherits this.
  root.fallthrough();
  AddGlobals(root, given);
  const CommandSpecs specs = AllCommands();
  std::vector<Leaf> leaves;
  for (const CommandSpec& spec : specs) {
    Leaf leaf{&spec, &AppFor(spec, root), std::make_unique<Values>()};
    for (const Option& option : spec.options) {
      AddOption(option, *leaf.app, *leaf.values);
    }
    leaves.push_back(std::move(leaf));
  }
  const Option shell{.name = "shell",
                     .help = "Voor welke shell",
                     .kind = Option::Kind::kPositional,
                     .required = true,
                     .choices = {"bash"}};
  const CommandSpec completion_spec{
      {"completion"}, "Schrijf een script dat commando's aanvult", {shell}, {}};
  Leaf completion{&completion_spec, &AppFor(completion_spec, root),
                  std::make_unique<Values>()};
  AddOption(shell, *completion.app, *completion.values);

  try {
    // CLI11 takes the words from the back.
    root.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    out << root.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    err << DutchOf(error) << "\nZie driehoek --help.\n";
    return kUsage;
  }
  if (completion.app->parsed()) {
    out << BashCompletion(root);
    return 0;
  }
  const absl::StatusOr<Globals> globals = GlobalsFrom(given);
  if (!globals.ok()) {
    err << globals.status().message() << "\n";
    return kUsage;
  }
  Session session(*globals, out, err);
  // A command may hold others: the last word of the line says which it is.
  const Leaf* asked = nullptr;
  for (const Leaf& leaf : leaves) {
    if (leaf.app->parsed() &&
        (asked == nullptr ||
         leaf.spec->path.size() > asked->spec->path.size())) {
      asked = &leaf;
    }
  }
  if (asked == nullptr) return kUsage;
  return Report(asked->spec->run(session, ArgumentsOf(*asked)), session, err);
}

}  // namespace driehoek::cli
