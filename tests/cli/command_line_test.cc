#include "clients/cli/command_line.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/all_commands.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"

namespace driehoek::cli {
namespace {

using ::testing::HasSubstr;

struct Ran {
  int code;
  std::string out;
  std::string err;
};

Ran Driehoek(const std::vector<std::string>& words) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = RunCommandLine(words, out, err);
  return {code, out.str(), err.str()};
}

TEST(CommandLine, ExplainsEveryCommandInDutch) {
  for (const CommandSpec& spec : AllCommands()) {
    std::vector<std::string> words = spec.path;
    words.push_back("--help");
    const Ran ran = Driehoek(words);
    EXPECT_EQ(ran.code, 0) << spec.path.back();
    EXPECT_THAT(ran.out, HasSubstr(spec.help));
    EXPECT_THAT(ran.out, HasSubstr("Gebruik: driehoek"));
  }
}

TEST(CommandLine, EndsWithTwoForWhatItCannotRead) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{
           {},
           {"bestaat-niet"},
           {"zaak"},
           {"zaak", "toon"},
           {"werklijst", "--bestaat-niet"},
           {"leg", "vast", "antwoord", "--akkoord", "misschien"},
           {"leg", "vast", "antwoord"},
           {"werklijst", "--namens", "aios-01:aios"},
           {"werklijst", "--als", "docent-p:baas"},
           {"bewaarplicht", "weg"},
           {"bewaarplicht", "leg-op", "--zaak", "2026-001"},
           {"bewaarplicht", "leg-op", "--waarom", "Geschil"},
           {"bewaarplicht", "hef-op", "--waarom", "Opgelost"},
           {"noodtoegang", "--zaak", "2026-001"},
           {"noodtoegang", "--zaak", "2026-001", "--waarom", "Brand", "--uren",
            "0"},
           {"wis", "--zaak", "2026-001", "--zeker"},
           {"zaken", "--breedte", "3"},
           {"play", "bestaat-niet.textproto"},
           {"klok", "vooruit", "morgen"}}) {
    const Ran ran = Driehoek(words);
    EXPECT_EQ(ran.code, 2) << absl::StrCat(words.size(), " ", ran.err);
    EXPECT_FALSE(ran.err.empty());
    EXPECT_EQ(ran.out, "");
  }
}

TEST(CommandLine, EndsWithFourWithoutAServer) {
  // Port 1 is nobody's.
  const Ran ran = Driehoek({"--server", "127.0.0.1:1", "werklijst"});
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, HasSubstr("niet bereikbaar"));
  const Ran json = Driehoek({"--server", "127.0.0.1:1", "werklijst", "--json"});
  EXPECT_EQ(json.code, 4);
  EXPECT_THAT(json.err, HasSubstr("{\"error\":{"));
}

TEST(CommandLine, ErasesNothingUnlessTheLineIsSure) {
  const std::string told =
      "Dit wist voorgoed: verslag D-7 van zaak 2026-014. Het is niet ongedaan "
      "te maken. Geef --zeker als dat de bedoeling is.\n";
  const Ran ran = Driehoek({"wis", "--zaak", "2026-014", "--verslag", "D-7",
                            "--grond", "op-verzoek", "--waarom", "Verzonnen"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err, told);
  const Ran recorded = Driehoek(
      {"leg", "vast", "wissing", "--wat", "verslag", "--zaak", "2026-014",
       "--document", "D-7", "--grond", "op-verzoek", "--tekst", "Verzonnen"});
  EXPECT_EQ(recorded.code, 2);
  EXPECT_EQ(recorded.err, told);
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/erasures.textproto");
  std::ofstream(path) << R"pb(
    commands { erase_content { scope: ERASURE_SCOPE_CASE case_id: "2026-014" } }
    commands { erase_content { scope: ERASURE_SCOPE_CASE case_id: "2026-015" } }
  )pb";
  const Ran together = Driehoek({"leg", "samen", "vast", path});
  EXPECT_EQ(together.code, 2);
  EXPECT_THAT(together.err,
              HasSubstr("zaak 2026-014, met alle verslagen; zaak 2026-015, met "
                        "alle verslagen."));
  std::filesystem::remove(path);
}

// That it is sure, is not enough to say what.
TEST(CommandLine, ErasesNothingThatIsNotNamed) {
  for (const std::vector<std::string>& what :
       std::vector<std::vector<std::string>>{
           {},
           {"--zaak", "2026-014", "--persoon", "aios-01"},
           {"--persoon", "aios-01", "--verslag", "D-7"},
           {"--zaak", "2026-014", "--uit", "EP"},
           {"--zaak", "2026-014", "--verslag", ""}}) {
    std::vector<std::string> words = {"wis",      "--grond", "op-verzoek",
                                      "--waarom", "x",       "--zeker"};
    words.insert(words.end(), what.begin(), what.end());
    const Ran ran = Driehoek(words);
    EXPECT_EQ(ran.code, 2) << ran.err;
    EXPECT_FALSE(ran.err.empty());
  }
}

TEST(CommandLine, ChecksAProcedureWithoutAServer) {
  const Ran good =
      Driehoek({"procedure", "controleer",
                "procedures/utrecht-ontkoppeling-2023-03.textproto"});
  EXPECT_EQ(good.code, 0) << good.out << good.err;
  EXPECT_THAT(good.out, HasSubstr("utrecht-ontkoppeling@2023-03 is goed"));
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/bad-procedure.textproto");
  std::ofstream(path) << "key: \"x\"\nobligations { key: 7 }\n";
  const Ran bad = Driehoek({"procedure", "controleer", path});
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.out, HasSubstr(absl::StrCat(path, ":2:")));
  std::filesystem::remove(path);
}

TEST(CommandLine, NamesADirectoryThatHoldsNoLog) {
  const std::string folder = absl::StrCat(::testing::TempDir(), "/no-log-here");
  std::filesystem::create_directories(folder);
  const Ran ran = Driehoek({"verify", folder});
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(
      ran.out,
      HasSubstr("het geheel: een bestand van het logboek ontbreekt of is "
                "beschadigd (the file FORMAT is missing)"));
  EXPECT_EQ(Driehoek({"verify", folder + "/bestaat-niet"}).code, 2);
  std::filesystem::remove_all(folder);
}

// Asks the script what it offers after `words`; the last is being typed.
std::string Offers(const std::string& script, const std::string& words,
                   int last) {
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/completion.bash");
  std::ofstream(path) << script << "COMP_WORDS=(" << words
                      << ")\nCOMP_CWORD=" << last
                      << "\n_driehoek\necho \"${COMPREPLY[@]}\"\n";
  const driehoek::Ran ran = RunProgram({"/bin/bash", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::filesystem::remove(path);
  return ran.out;
}

TEST(Completion, OffersWhatTheTreeHas) {
  const Ran ran = Driehoek({"completion", "bash"});
  ASSERT_EQ(ran.code, 0);
  EXPECT_EQ(Offers(ran.out, "driehoek werk", 1), "werklijst\n");
  EXPECT_EQ(Offers(ran.out, "driehoek zaak ''", 2),
            "toon tijdlijn acties woorden geopend\n");
  EXPECT_EQ(Offers(ran.out, "driehoek meld besluit-v", 2), "besluit-verteld\n");
  EXPECT_EQ(Offers(ran.out, "driehoek leg vast besluit --besluit ''", 5),
            "ontkoppelen niet-ontkoppelen terug-naar-docenten\n");
  EXPECT_EQ(Offers(ran.out, "driehoek zaken --js", 2), "--json\n");
  EXPECT_EQ(Offers(ran.out, "driehoek bewaarplicht ''", 2), "leg-op hef-op\n");
  EXPECT_EQ(Offers(ran.out, "driehoek wis --grond ''", 3),
            "termijn-voorbij op-verzoek onrechtmatig wettelijke-plicht\n");
}

TEST(Completion, KnowsEveryCommandAndOption) {
  const std::string script = Driehoek({"completion", "bash"}).out;
  for (const CommandSpec& spec : AllCommands()) {
    EXPECT_THAT(script, HasSubstr(absl::StrCat(spec.path.back())));
    for (const Option& option : spec.options) {
      if (option.kind == Option::Kind::kPositional) continue;
      EXPECT_THAT(script, HasSubstr("--" + option.name));
    }
  }
}

}  // namespace
}  // namespace driehoek::cli
