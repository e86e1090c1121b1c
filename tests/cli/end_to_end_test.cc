// driehoek against driehoekd, both as the programs they are.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "driehoek/v1/play.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"

namespace driehoek {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kInstitute[] = "demo/1-instituut.textproto";
constexpr char kDecoupling[] =
    "tests/cases/ontkoppeling-tot-het-eind.textproto";

std::vector<std::string> CasesInTheTree() {
  std::vector<std::string> cases;
  for (const auto& entry :
       std::filesystem::directory_iterator(DRIEHOEK_ROOT "/tests/cases")) {
    if (entry.path().extension() == ".textproto") {
      cases.push_back(entry.path().stem().string());
    }
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

// One JSON value a line.
std::vector<google::protobuf::Value> JsonLines(const std::string& text) {
  std::vector<google::protobuf::Value> values;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    google::protobuf::Value value;
    const auto status =
        google::protobuf::util::JsonStringToMessage(std::string(line), &value);
    EXPECT_TRUE(status.ok()) << line;
    values.push_back(value);
  }
  return values;
}

// A scratch directory with a daemon in it.
class EndToEnd : public ::testing::Test {
 protected:
  Ran Play(const std::vector<std::string>& scripts,
           const std::function<void(const std::string&)>& on_line = {}) {
    std::vector<std::string> words = {"play", "--voortgang",
                                      scratch_.File("progress")};
    words.insert(words.end(), scripts.begin(), scripts.end());
    return Driehoek(daemon_, words, on_line);
  }
  Ran Ask(const std::string& words) {
    return Driehoek(daemon_, absl::StrSplit(words, ' '));
  }

  ScratchDirectory scratch_;
  Daemon daemon_{scratch_.path()};
};

class EveryCase : public EndToEnd,
                  public ::testing::WithParamInterface<std::string> {};

TEST_P(EveryCase, ComesTrueAndLeavesAWholeLog) {
  const std::string script =
      absl::StrCat("tests/cases/", GetParam(), ".textproto");
  const Ran ran = Play({kInstitute, script, "--json"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  std::vector<std::string> reports =
      absl::StrSplit(ran.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(reports.size(), 2u);
  v1::PlayReport report;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(reports[1], &report).ok());
  EXPECT_EQ(report.failures(), 0);
  EXPECT_GE(report.submits_size(), 1);
  ASSERT_EQ(report.cases_size(), 1);

  // Played again it changes nothing.
  const Ran again = Play({kInstitute, script, "--json"});
  EXPECT_EQ(again.code, 0) << again.err;
  v1::PlayReport second;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  std::vector<std::string>(
                      absl::StrSplit(again.out, '\n', absl::SkipEmpty()))[1],
                  &second)
                  .ok());
  ASSERT_EQ(second.cases_size(), 1);
  EXPECT_EQ(second.cases(0).ShortDebugString(),
            report.cases(0).ShortDebugString());
  ASSERT_EQ(second.submits_size(), report.submits_size());
  for (int i = 0; i < report.submits_size(); ++i) {
    EXPECT_EQ(second.submits(i).ShortDebugString(),
              report.submits(i).ShortDebugString());
  }

  EXPECT_EQ(Ask("verify --als beheer").code, 0);
  EXPECT_EQ(daemon_.Stop(), 0);
  const Ran verified =
      RunProgram({DRIEHOEK_BINARY, "verify", scratch_.File("data")});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("Alles klopt."));
}

INSTANTIATE_TEST_SUITE_P(Play, EveryCase, ::testing::ValuesIn(CasesInTheTree()),
                         [](const ::testing::TestParamInfo<std::string>& one) {
                           std::string name = one.param;
                           name.erase(
                               std::remove(name.begin(), name.end(), '-'),
                               name.end());
                           return name;
                         });

// What the program says at the end: how the case stands and who did how much.
std::string EndOf(const std::string& out) {
  return out.substr(out.rfind("\nZaak "));
}

class KilledServer : public ::testing::TestWithParam<int> {};

TEST_P(KilledServer, LetsPlayResumeAndEndTheSame) {
  const std::vector<std::string> words = {"play", kInstitute, kDecoupling,
                                          "--voortgang"};
  const auto play =
      [&words](const Daemon& daemon, const std::string& progress,
               const std::function<void(const std::string&)>& on_line = {}) {
        std::vector<std::string> with_progress = words;
        with_progress.push_back(progress);
        return Driehoek(daemon, with_progress, on_line);
      };
  std::string undisturbed;
  {
    ScratchDirectory scratch;
    Daemon daemon(scratch.path());
    const Ran ran = play(daemon, scratch.File("progress"));
    ASSERT_EQ(ran.code, 0) << ran.err;
    undisturbed = EndOf(ran.out);
  }
  ScratchDirectory scratch;
  {
    Daemon daemon(scratch.path());
    int steps = 0;
    const Ran broken =
        play(daemon, scratch.File("progress"), [&](const std::string& line) {
          // A step begins at the margin with its moment.
          if (absl::StrContains(line, " 2026, ") &&
              !absl::StartsWith(line, " ") && ++steps == GetParam()) {
            daemon.Kill();
          }
        });
    ASSERT_EQ(broken.code, 4) << broken.out << broken.err;
  }
  Daemon restarted(scratch.path());
  const Ran resumed = play(restarted, scratch.File("progress"));
  EXPECT_EQ(resumed.code, 0) << resumed.out << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("(al gespeeld)"));
  EXPECT_EQ(EndOf(resumed.out), undisturbed);
}

// In the institute, in the first days, and beyond the thirty days for which the
// server knows a request id.
INSTANTIATE_TEST_SUITE_P(AfterStep, KilledServer,
                         ::testing::Values(3, 12, 25, 41));

TEST(KilledServer, LetsPlayResumeByRequestIdsAlone) {
  const std::string script =
      "tests/cases/opgelost-verslag-een-dag-te-laat.textproto";
  ScratchDirectory scratch;
  {
    Daemon daemon(scratch.path());
    int steps = 0;
    const Ran broken = Driehoek(
        daemon,
        {"play", "--voortgang", scratch.File("lost"), kInstitute, script},
        [&](const std::string& line) {
          if (absl::StrContains(line, " 2026, ") &&
              !absl::StartsWith(line, " ") && ++steps == 11) {
            daemon.Kill();
          }
        });
    ASSERT_EQ(broken.code, 4) << broken.out << broken.err;
  }
  Daemon restarted(scratch.path());
  const Ran resumed = Driehoek(
      restarted,
      {"play", "--voortgang", scratch.File("new"), kInstitute, script});
  EXPECT_EQ(resumed.code, 0) << resumed.out << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("opgelost zonder ontkoppeling"));
}

TEST_F(EndToEnd, PlayEndsWithFiveAndShowsExpectedAndFound) {
  const std::string script = scratch_.Write("wrong.textproto", R"pb(
    title: "Verkeerd verwacht"
    steps {
      on { year: 2026 month: 9 day: 7 }
      person: "docent-p"
      role: ROLE_TEACHER
      commands {
        hold_triangular_meeting {
          placement_id: "@placement:stage-01"
          outcome: MEETING_OUTCOME_FOLLOW_UP
          teacher_ids: "@person:docent-p"
        }
      }
      due {
        key: "T-01"
        due_on { year: 2026 month: 9 day: 15 }
        status: DUE_STATUS_OPEN
      }
      filed { report: "D-1" place: "EP" owner: "aios-01" }
    }
  )pb");
  const Ran ran = Play({kInstitute, script});
  EXPECT_EQ(ran.code, 5);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("verwacht uiterlijk di 15 september"),
                             HasSubstr("gevonden uiterlijk ma 14"),
                             HasSubstr("verwacht D-1 in EP van aios-01")));
  EXPECT_THAT(ran.err, HasSubstr("2 verwachtingen zijn niet uitgekomen."));
}

TEST_F(EndToEnd, PlayStopsAtARefusalThatIsNotExpected) {
  const std::string script = scratch_.Write("refused.textproto", R"pb(
    title: "Geweigerd"
    steps {
      on { year: 2026 month: 9 day: 7 }
      person: "jaar-1"
      role: ROLE_YEAR_ASSISTANT
      commands {
        hold_triangular_meeting {
          placement_id: "@placement:stage-01"
          outcome: MEETING_OUTCOME_FOLLOW_UP
        }
      }
    }
  )pb");
  const Ran ran = Play({kInstitute, script});
  EXPECT_EQ(ran.code, 5);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("Stap 1 moest lukken"),
                             HasSubstr("NOT_COMPETENT")));
}

TEST_F(EndToEnd, PlayLeavesTheLogAloneWhenItsDayIsPast) {
  ASSERT_EQ(Play({kInstitute}).code, 0);
  ASSERT_EQ(Ask("klok vooruit 2026-12-01 --als beheer").code, 0);
  const std::string before = Ask("status --als beheer --json").out;
  const Ran ran = Play({kInstitute, kDecoupling});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("de stap is niet eerder gedaan"));
  EXPECT_EQ(Ask("status --als beheer --json").out, before);
}

// The first case of the README, and what goes wrong around it.
class Institute : public EndToEnd {
 protected:
  void SetUp() override { ASSERT_EQ(Play({kInstitute}).code, 0); }

  void HoldMeeting() {
    const Ran ran =
        Ask("leg vast driehoeksgesprek --stage stage-02 --uitkomst "
            "advies-tot-ontkoppelen --als docent-p");
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, "Driehoeksgesprek gehouden. Zaak 2026-001.\n");
  }
};

TEST_F(Institute, TakesACaseFromTheMeetingToTheBreach) {
  HoldMeeting();
  const Ran list = Ask("werklijst --als docent-p");
  EXPECT_EQ(list.code, 0);
  EXPECT_THAT(list.out, AllOf(HasSubstr("2026-001"), HasSubstr("di 8 sep 2026"),
                              HasSubstr("T-01 §5.1")));
  EXPECT_EQ(Ask("klok vooruit 2026-09-09 --als beheer").out,
            "wo 9 september 2026, 00:00; onderweg verstreken 2 termijnen.\n");
  EXPECT_THAT(Ask("waarom 2026-001 T-01 --als docent-p").out,
              HasSubstr("1 week na het driehoeksgesprek"));
  EXPECT_THAT(Ask("zaak tijdlijn 2026-001 --als jaar-1").out,
              AllOf(HasSubstr("┤"), HasSubstr("open, te laat")));
  EXPECT_THAT(Ask("alarmen --als jaar-1").out, HasSubstr("Te laat, docent"));
  // As it was known at the end of 8 September.
  EXPECT_THAT(Ask("zaak toon 2026-001 --op 2026-09-08 --als jaar-1").out,
              Not(HasSubstr("te laat")));
}

TEST_F(Institute, ShowsWhoWaitsAndWhatIsCounted_T22) {
  EXPECT_THAT(Ask("overzicht wachttijden --als amopl").out,
              HasSubstr("Er wacht niemand op een opleider."));
  EXPECT_THAT(Ask("overzicht termijnen --als plv").out,
              HasSubstr("Er is niets te laat geweest."));
  EXPECT_THAT(Ask("overzicht afwijkingen --als beleid").out,
              HasSubstr("Er is niet afgeweken."));
  for (const std::string& step : std::vector<std::string>{
           "leg vast melding --stage stage-02 --als docent-p",
           "leg vast afwijking --zaak 2026-001 --soort zonder-driehoeksgesprek "
           "--reden driehoeksgesprek-niet-passend --tekst Verzonnen "
           "--overlegd-met manager-opleiding --als docent-p",
           "leg vast bespreking --zaak 2026-001 --als mo-1",
           "leg vast besluit --zaak 2026-001 --besluit ontkoppelen --als plv",
           "klok vooruit 2026-09-15 --als beheer"}) {
    const Ran ran = Ask(step);
    ASSERT_EQ(ran.code, 0) << step << ": " << ran.err;
  }
  EXPECT_THAT(Ask("overzicht wachttijden --als amopl").out,
              AllOf(HasSubstr("2026-001"), HasSubstr("Bram Aiosproef"),
                    HasSubstr("di 1 sep 2026"), HasSubstr("15, lang"),
                    HasSubstr("boven de 10 werkdagen")));
  EXPECT_THAT(Ask("overzicht afwijkingen --als beleid").out,
              HasSubstr("zonder driehoeksgesprek"));
  EXPECT_THAT(Ask("overzicht cijfers --tot 2026 --als beleid").err,
              HasSubstr("2026 is nog niet voorbij"));
  EXPECT_EQ(Ask("overzicht cijfers --als aios-01").code, 3);
  EXPECT_EQ(Ask("overzicht termijnen --jaar vorig --als plv").code, 2);
  ASSERT_EQ(Ask("klok vooruit 2027-01-01 --als beheer").code, 0);
  EXPECT_THAT(Ask("overzicht cijfers --als beleid").out,
              AllOf(HasSubstr("Ontkoppelingen"),
                    HasSubstr("* Niet genoemd: minder dan vijf")));
  EXPECT_THAT(Ask("overzicht termijnen --jaar 2026 --als plv").out,
              AllOf(HasSubstr("Termijnen van 2026"), HasSubstr("T-06")));
  for (const char* const question :
       {"overzicht wachttijden --json --als amopl",
        "overzicht termijnen --jaar 2026 --json --als jaar-1",
        "overzicht afwijkingen --jaar 2026 --json --als jaar-1",
        "overzicht cijfers --json --als beleid"}) {
    const Ran ran = Ask(question);
    EXPECT_EQ(ran.code, 0) << question << ": " << ran.err;
    EXPECT_EQ(JsonLines(ran.out).size(), 1u) << question;
  }
}

TEST_F(Institute, RefusesInDutchWithTheRule) {
  HoldMeeting();
  const Ran too_early =
      Ask("leg vast besluit --zaak 2026-001 --besluit ontkoppelen --als plv");
  EXPECT_EQ(too_early.code, 1);
  EXPECT_EQ(too_early.out, "");
  EXPECT_EQ(too_early.err,
            "Dit is nog niet besproken met het plaatsvervangend hoofd. (G-1, "
            "§5.1)\n");
  const Ran as_json =
      Ask("leg vast besluit --zaak 2026-001 --besluit ontkoppelen --als plv "
          "--json");
  const auto error = JsonLines(as_json.err);
  ASSERT_EQ(error.size(), 1u);
  EXPECT_EQ(error[0]
                .struct_value()
                .fields()
                .at("error")
                .struct_value()
                .fields()
                .at("reason")
                .string_value(),
            "NOT_DISCUSSED_YET");
  // Not this role, not this case, not this person.
  EXPECT_EQ(Ask("meld besluit --zaak 2026-001 --besluit ontkoppelen --als "
                "docent-p")
                .code,
            3);
  EXPECT_EQ(Ask("zaak toon 2026-009 --als jaar-1").code, 3);
  EXPECT_EQ(Ask("zaak toon 2026-001 --als opleider-04").code, 3);
  EXPECT_EQ(Ask("werklijst --als docent-p:hoofd").code, 3);
  EXPECT_EQ(Ask("werklijst --als niemand").code, 3);
  EXPECT_EQ(Ask("werklijst").code, 3);
  EXPECT_EQ(Ask("dossier geen-kenmerk --als jaar-1").code, 3);
}

TEST_F(Institute, FilesAReportThatCanBeReadWhereItLies) {
  HoldMeeting();
  const std::string advice = scratch_.Write(
      "advies.txt", "Verzonnen: herstel lukt niet.\nWij adviseren te stoppen.");
  const Ran report = Driehoek(
      daemon_,
      {"leg", "vast", "verslag", "--zaak", "2026-001", "--verslag", "D-1",
       "--tekst", "perspective_resident=Verzonnen: te weinig overleg.",
       "--tekst", "perspective_trainer=Perspectief niet verkregen.",
       "--bestand", "advice=" + advice, "--als", "docent-p", "--json"});
  ASSERT_EQ(report.code, 0) << report.err;
  const std::string document = JsonLines(report.out)[0]
                                   .struct_value()
                                   .fields()
                                   .at("ids")
                                   .list_value()
                                   .values(0)
                                   .string_value();
  ASSERT_EQ(Ask("leg vast archivering --zaak 2026-001 --verslag D-1 --plaats "
                "EP --als jaar-1")
                .code,
            0);
  EXPECT_THAT(Ask("portfolio aios-02 --als aios-02").out, HasSubstr(document));
  EXPECT_THAT(Ask("dossier opleider-02 --als opleider-02").out,
              HasSubstr("Er staat niets in."));
  EXPECT_THAT(Ask(absl::StrCat("document portfolio aios-02 ", document,
                               " --als aios-02"))
                  .out,
              AllOf(HasSubstr("herstel lukt niet."),
                    HasSubstr("  Wij adviseren te stoppen.\n")));
}

TEST_F(Institute, RecordsOnBehalfOfSomeone_A54) {
  const Ran ran = Ask(
      "meld signaal --stage stage-01 --tekst Verzonnen --als docent-p --namens "
      "aios-01:aios --kanaal telefoon");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(Ask("signalen --als docent-p").out,
              AllOf(HasSubstr("Anna Aiosproef"), HasSubstr("Verzonnen")));
}

TEST_F(Institute, DoesNothingTwiceForOneRequestId) {
  const std::string signal =
      "meld signaal --stage stage-01 --als aios-01 --verzoek mijn-signaal";
  EXPECT_EQ(Ask(signal).out, "Signaal gemeld.\n");
  EXPECT_EQ(Ask(signal).out, "Signaal gemeld (dat was al vastgelegd).\n");
  EXPECT_EQ(JsonLines(Ask("signalen --als aios-01 --json").out)[0]
                .struct_value()
                .fields()
                .at("signals")
                .list_value()
                .values_size(),
            1);
}

TEST_F(Institute, AnswersEveryQuestionInJson) {
  HoldMeeting();
  for (const std::string& question : std::vector<std::string>{
           "werklijst --als docent-p", "zaken --als plv",
           "zaak toon 2026-001 --als jaar-1",
           "zaak tijdlijn 2026-001 --als jaar-1",
           "waarom 2026-001 T-01 --als docent-p", "alarmen --als jaar-1",
           "portfolio aios-02 --als aios-02",
           "dossier opleider-02 --als opleider-02", "signalen --als docent-p",
           "procedure lijst --als docent-p", "agenda --als docent-p",
           "niet-beschikbaar --als amopl",
           "procedure toon utrecht-ontkoppeling --als docent-p",
           "status --als beheer", "klok toon --als beheer",
           "verify --als beheer"}) {
    const Ran ran = Ask(question + " --json");
    EXPECT_EQ(ran.code, 0) << question << ": " << ran.err;
    EXPECT_FALSE(JsonLines(ran.out).empty()) << question;
    EXPECT_THAT(ran.out, StartsWith("{")) << question;
  }
}

TEST_F(Institute, ImportsAFileWholeOrNotAtAll) {
  const std::string good = scratch_.Write(
      "goed.csv",
      "kenmerk;naam;mail\naios-21;Dirk Aiosproef;\naios-22;Eva Aiosproef;\n");
  const Ran checked = Ask(absl::StrCat("importeer personen ", good,
                                       " --alleen-controleren --als beheer"));
  EXPECT_EQ(checked.out,
            "2 regels gecontroleerd: alles is goed, 2 nieuw of anders.\n")
      << checked.err;
  const std::string import =
      absl::StrCat("importeer personen ", good, " --als beheer");
  EXPECT_EQ(Ask(import).out, "2 regels gelezen, 2 veranderd.\n");
  EXPECT_EQ(Ask(import).out, "2 regels gelezen, 0 veranderd.\n");
  const std::string bad =
      scratch_.Write("slecht.csv",
                     "kenmerk;naam;mail\naios-23;Fem Aiosproef;\nkenmerk met "
                     "spatie;Gijs;\naios-24;;\n");
  const Ran refused =
      Ask(absl::StrCat("importeer personen ", bad, " --als beheer"));
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("Er is niets geïmporteerd"), HasSubstr("3"),
                    HasSubstr("kenmerk"), HasSubstr("4"), HasSubstr("naam")));
  EXPECT_EQ(Ask("portfolio aios-23 --als jaar-1").code, 3);
}

TEST_F(Institute, ExportsWhatItImportsAgainWithoutAChange) {
  const std::string calendar =
      scratch_.Write("kalender.csv",
                     "kenmerk;soort;datum;groep\n"
                     "td-1;terugkomdag;2026-10-06;groep-1a\n"
                     "otd-1;opleidersterugkomdag;2026-10-08;\n");
  EXPECT_EQ(
      Ask(absl::StrCat("importeer kalender ", calendar, " --als beheer")).out,
      "2 regels gelezen, 2 veranderd.\n");
  EXPECT_THAT(
      Ask("agenda --van 2026-10-07 --als docent-p").out,
      AllOf(HasSubstr("do 8 okt 2026"), HasSubstr("opleidersterugkomdag"),
            Not(HasSubstr("td-1 "))));
  EXPECT_THAT(Ask("agenda --als docent-p").out, HasSubstr("Groep 1A"));
  for (const char* const kind :
       {"personen", "rollen", "groepen", "praktijken", "stages", "kalender"}) {
    const std::string file = scratch_.File(absl::StrCat(kind, "-uit.csv"));
    const Ran out =
        Ask(absl::StrCat("exporteer ", kind, " ", file, " --als beheer"));
    EXPECT_EQ(out.code, 0) << out.err;
    const Ran again =
        Ask(absl::StrCat("importeer ", kind, " ", file, " --als beheer"));
    EXPECT_THAT(again.out, HasSubstr(" 0 veranderd.")) << kind << again.err;
    EXPECT_EQ(
        Ask(absl::StrCat("exporteer ", kind, " ", file, " --als beheer")).code,
        2)
        << "never over another file";
  }
  EXPECT_EQ(Ask("exporteer personen --als docent-p").code, 3);
  EXPECT_EQ(Ask("niet-beschikbaar --als amopl").out,
            "Alle opleiders zijn beschikbaar.\n");
  EXPECT_EQ(Ask("niet-beschikbaar --csv --als amopl").out,
            "\xEF\xBB\xBF\"kenmerk\";\"naam\"\n");
  EXPECT_EQ(Ask("niet-beschikbaar --als docent-p").code, 3);
}

TEST_F(Institute, LeavesALogAloneThatAServerHasOpen) {
  const Ran ran =
      RunProgram({DRIEHOEK_BINARY, "verify", scratch_.File("data")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("stop dan de server"));
}

TEST_F(Institute, IsDamagedWhenAByteOfTheLogIs) {
  ASSERT_EQ(daemon_.Stop(), 0);
  std::string largest;
  uintmax_t size = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           scratch_.File("data/log"))) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && !absl::StartsWith(name, "LOG") &&
        entry.file_size() > size) {
      size = entry.file_size();
      largest = entry.path().string();
    }
  }
  ASSERT_FALSE(largest.empty());
  std::FILE* const file = std::fopen(largest.c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  ASSERT_EQ(std::fseek(file, static_cast<long>(size / 2), SEEK_SET), 0);
  ASSERT_EQ(std::fputs("stuk gemaakt", file), 1);
  ASSERT_EQ(std::fclose(file), 0);
  const Ran ran =
      RunProgram({DRIEHOEK_BINARY, "verify", scratch_.File("data")});
  EXPECT_EQ(ran.code, 6) << largest << ran.out << ran.err;
}

}  // namespace
}  // namespace driehoek
