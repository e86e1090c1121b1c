// driehoek against driehoekd, both as the programs they are.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/play.pb.h"
#include "driehoek/v1/work_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"
#include "tests/kit/sample_files.h"

namespace driehoek {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

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

// Of what was recorded with --json.
std::string FirstIdIn(const Ran& recorded) {
  return JsonLines(recorded.out)[0]
      .struct_value()
      .fields()
      .at("ids")
      .list_value()
      .values(0)
      .string_value();
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
  ASSERT_GE(report.cases_size(), 1);

  // Played again it changes nothing.
  const Ran again = Play({kInstitute, script, "--json"});
  EXPECT_EQ(again.code, 0) << again.err;
  v1::PlayReport second;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  std::vector<std::string>(
                      absl::StrSplit(again.out, '\n', absl::SkipEmpty()))[1],
                  &second)
                  .ok());
  ASSERT_EQ(second.cases_size(), report.cases_size());
  for (int i = 0; i < report.cases_size(); ++i) {
    EXPECT_EQ(second.cases(i).ShortDebugString(),
              report.cases(i).ShortDebugString());
  }
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

// Breaches, passed targets and withdrawals as they were told: which row, when
// it fell due and when the server found it.
struct Fell {
  std::string row;
  absl::Time due_at;
  absl::Time found_at;
  bool withdrawn;

  friend bool operator==(const Fell&, const Fell&) = default;
};

std::vector<Fell> WhatFellDue(const Daemon& daemon) {
  const Ran ran = Driehoek(daemon, {"alarmen", "--als", "jaar-1", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::vector<Fell> fell;
  for (const absl::string_view line :
       absl::StrSplit(ran.out, '\n', absl::SkipEmpty())) {
    v1::WatchAlertsResponse told;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(std::string(line), &told)
            .ok())
        << line;
    const v1::Alert& alert = told.alert();
    if (alert.outcome() != v1::OUTCOME_KIND_BREACH &&
        alert.outcome() != v1::OUTCOME_KIND_PAST_TARGET) {
      continue;
    }
    fell.push_back(
        {.row = alert.obligation().key(),
         .due_at = absl::FromUnixMicros(alert.fell_due_at_micros()),
         .found_at = absl::FromUnixMicros(alert.detected_at_micros()),
         .withdrawn = alert.withdrawn()});
  }
  return fell;
}

TEST(KilledServer, FindsOnceWhatFellDueWhileItWasDown_AS4) {
  ScratchDirectory scratch;
  {
    Daemon daemon(scratch.path());
    ASSERT_EQ(Driehoek(daemon, {"play", kInstitute, "--voortgang",
                                scratch.File("progress")})
                  .code,
              0);
    const Ran held = Driehoek(
        daemon, {"leg", "vast", "driehoeksgesprek", "--stage", "stage-02",
                 "--uitkomst", "vervolggesprek", "--als", "docent-p"});
    ASSERT_EQ(held.code, 0) << held.err;
    daemon.Kill();
  }
  // The report was due on 8 September; the server is back on the twentieth.
  const absl::Time due_at = StartOf(absl::CivilDay(2026, 9, 9));
  const absl::Time back_at =
      StartOf(absl::CivilDay(2026, 9, 20)) + absl::Hours(10);
  std::vector<Fell> found;
  {
    Daemon daemon(scratch.path(), "2026-09-20T10:00");
    ASSERT_EQ(Driehoek(daemon, {"klok", "vooruit", "2026-09-20T10:01", "--als",
                                "beheer"})
                  .code,
              0);
    found = WhatFellDue(daemon);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_THAT((std::vector<std::string>{found[0].row, found[1].row}),
                UnorderedElementsAre("T-01", "T-05"));
    for (const Fell& fell : found) {
      EXPECT_EQ(fell.due_at, due_at) << fell.row;
      EXPECT_GE(fell.found_at, back_at) << fell.row;
    }
    daemon.Kill();
  }
  Daemon daemon(scratch.path(), "2026-09-21T10:00");
  ASSERT_EQ(Driehoek(daemon,
                     {"klok", "vooruit", "2026-09-21T10:01", "--als", "beheer"})
                .code,
            0);
  EXPECT_EQ(WhatFellDue(daemon), found);
  // It was sent in time, while there was no server to tell.
  const Ran sent = Driehoek(
      daemon,
      {"leg", "vast", "verslag", "--zaak", "2026-001", "--verslag", "D-1",
       "--op", "2026-09-08", "--tekst",
       "perspective_resident=Verzonnen: te weinig overleg.", "--tekst",
       "perspective_trainer=Perspectief niet verkregen.", "--als", "docent-p"});
  ASSERT_EQ(sent.code, 0) << sent.err;
  const std::vector<Fell> after = WhatFellDue(daemon);
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[2].row, "T-01");
  EXPECT_TRUE(after[2].withdrawn);
}

TEST_F(EndToEnd, PlayEndsWithFiveAndShowsExpectedAndFound) {
  const std::string script = scratch_.Write("wrong.textproto", R"pb(
    title: "Verkeerd verwacht"
    expect_submits { role: ROLE_TEACHER }
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
      sees { person: "aios-01" role: ROLE_RESIDENT report: "D-1" }
      sees {
        person: "aios-01"
        role: ROLE_RESIDENT
        report: "D-1"
        level: SIGHT_LEVEL_READ
      }
      stands { never_waited: true phase: CASE_PHASE_CLOSED }
    }
  )pb");
  const Ran ran = Play({kInstitute, script});
  EXPECT_EQ(ran.code, 5);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("verwacht uiterlijk di 15 september"),
                             HasSubstr("gevonden uiterlijk ma 14"),
                             HasSubstr("verwacht D-1 in EP van aios-01"),
                             HasSubstr("D-1 voor aios-01: verwacht zicht"),
                             HasSubstr("verwacht fase CASE_PHASE_CLOSED"),
                             HasSubstr("docent: verwacht hoogstens 0 keer")));
  EXPECT_THAT(ran.err, HasSubstr("5 verwachtingen zijn niet uitgekomen."));
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
  EXPECT_THAT(Ask("alarmen --als jaar-1").out,
              AllOf(HasSubstr("Te laat, docent"),
                    HasSubstr("Herinnering, docent: zaak 2026-001, T-01")));
  // As it was known at the end of 8 September.
  EXPECT_THAT(Ask("zaak toon 2026-001 --op 2026-09-08 --als jaar-1").out,
              Not(HasSubstr("te laat")));
}

TEST_F(Institute, KeepsTheProcedureKnownAndUpToDate_T27) {
  const std::string years = scratch_.Write("jaren.csv",
                                           "kenmerk;jaar;van;tot\n"
                                           "2026-1;1;2026-09-07;2027-09-05\n");
  EXPECT_EQ(
      Ask(absl::StrCat("importeer opleidingsjaren ", years, " --als beheer"))
          .out,
      "1 regel gelezen, 1 veranderd.\n");
  EXPECT_THAT(Ask("werklijst --als jaar-1").out,
              AllOf(HasSubstr("gestart"), HasSubstr("T-27 §4")));
  EXPECT_THAT(Ask("waarom 2026-1 T-27 --als jaar-1").out,
              AllOf(StartsWith("jaar 1, gestart op 7 september 2026, T-27\n"),
                    HasSubstr("De streefdatum is ma 7 september 2026:")));
  EXPECT_EQ(Ask("leg vast uitreiking --opleidingsjaar 2026-1 --docent docent-p "
                "--allemaal nee --als jaar-1")
                .out,
            "Uitreiking vastgelegd.\n");
  ASSERT_EQ(Ask("klok vooruit 2026-09-09 --als beheer").code, 0);
  EXPECT_THAT(Ask("alarmen --als jaar-1").out,
              HasSubstr("Voorbij streefdatum, jaarassistent: jaar 1, gestart "
                        "op 7 september 2026, T-27"));
  EXPECT_EQ(Ask("leg vast uitreiking --opleidingsjaar 2026-1 --allemaal ja "
                "--als jaar-1")
                .code,
            0);
  EXPECT_THAT(Ask("jaarlijks --als jaar-1").out,
              AllOf(HasSubstr("Opleidingsjaar 2026-1"),
                    HasSubstr("procedure gegeven aan Pim Proefdocent"),
                    HasSubstr("procedure gegeven aan alle docenten"),
                    HasSubstr("gedaan")));
  EXPECT_EQ(Ask("jaarlijks --als aios-01").out,
            "Er is niets dat u hiervan ziet.\n");

  EXPECT_EQ(Ask("leg vast evaluatie-procedure --procedure utrecht-ontkoppeling "
                "--uitkomst ongewijzigd --als beleid")
                .out,
            "Evaluatie van de procedure vastgelegd.\n");
  EXPECT_THAT(Ask("waarom utrecht-ontkoppeling T-28 --als beleid").out,
              AllOf(StartsWith("Procedure ontkoppeling, T-28\n"),
                    HasSubstr("De streefdatum is do 9 september 2027:")));
  EXPECT_EQ(Ask("waarom 2026-999 T-01 --als jaar-1").code, 3)
      << "no case, no year and no procedure";
}

TEST_F(Institute, SaysOfWhatPeopleWereReminded) {
  HoldMeeting();
  EXPECT_EQ(Ask("klok vooruit 2026-09-20 --ook-herinneringen --als beheer").out,
            "zo 20 september 2026, 00:00; onderweg verstreken 2 termijnen.\n"
            "Herinneringen en doorgegeven termijnen onderweg: 6.\n");
  EXPECT_THAT(Ask("alarmen --als mo-1").out,
              AllOf(HasSubstr("di 15 september 2026, 08:00  Doorgegeven, "
                              "manager opleiding: zaak 2026-001, T-01"),
                    Not(HasSubstr("Herinnering, docent: zaak 2026-001, "
                                  "T-01"))));
  EXPECT_EQ(Ask("alarmen --als opleider-02").out,
            "Er is niets te laat geweest, en er zijn geen herinneringen.\n");
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
           ("leg vast afwijking --zaak 2026-001 --soort "
            "zonder-driehoeksgesprek "
            "--reden driehoeksgesprek-niet-passend --tekst Verzonnen "
            "--overlegd-met manager-opleiding --als docent-p"),
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
  const std::string document = FirstIdIn(report);
  // It is read in the case before it lies anywhere else.
  const std::string in_case =
      absl::StrCat("document zaak 2026-001 ", document, " --als ");
  EXPECT_THAT(Ask(in_case + "docent-p").out, HasSubstr("herstel lukt niet."));
  EXPECT_EQ(Ask(in_case + "aios-01").code, 3);
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

  // Pulled back from a wrong file, it says who has read it there.
  const Ran back =
      Ask(absl::StrCat("leg vast archivering-terug --zaak 2026-001 --document ",
                       document, " --tekst Verzonnen --als jaar-1"));
  EXPECT_EQ(back.code, 0) << back.err;
  EXPECT_THAT(back.out,
              AllOf(StartsWith("Document weggehaald. Zaak 2026-001.\n"),
                    HasSubstr("Wie dit document heeft geopend:"),
                    HasSubstr("Bram Aiosproef"), HasSubstr("EP")));
  EXPECT_THAT(Ask("portfolio aios-02 --als aios-02").out,
              HasSubstr("Er staat niets in."));
  EXPECT_THAT(
      Ask(absl::StrCat("zaak geopend 2026-001 ", document, " --als jaar-1"))
          .out,
      HasSubstr("Bram Aiosproef"));
  EXPECT_EQ(
      Ask(absl::StrCat("zaak geopend 2026-001 ", document, " --als docent-p"))
          .code,
      3);
}

TEST_F(Institute, AttachesFilesToAReportAndGivesThemToWhoReadsIt) {
  HoldMeeting();
  const std::string letter = scratch_.Write("brief.pdf", SamplePdf());
  const std::string words = scratch_.Write("plan.docx", SampleDocx());
  const std::vector<std::string> report = {"leg",
                                           "vast",
                                           "verslag",
                                           "--zaak",
                                           "2026-001",
                                           "--verslag",
                                           "D-1",
                                           "--tekst",
                                           "perspective_resident=Verzonnen.",
                                           "--tekst",
                                           "perspective_trainer=Verzonnen.",
                                           "--tekst",
                                           "advice=Verzonnen.",
                                           "--bijlage",
                                           letter,
                                           "--bijlage",
                                           words,
                                           "--verzoek",
                                           "met-bijlagen",
                                           "--als",
                                           "docent-p",
                                           "--json"};
  const Ran handed_in = Driehoek(daemon_, report);
  ASSERT_EQ(handed_in.code, 0) << handed_in.err;
  const std::string document = FirstIdIn(handed_in);
  EXPECT_EQ(FirstIdIn(Driehoek(daemon_, report)), document)
      << "asked again, nothing happens twice";
  EXPECT_THAT(Ask("zaak toon 2026-001 --als jaar-1").out,
              HasSubstr("bijlagen)"));
  const Ran shown =
      Ask(absl::StrCat("document zaak 2026-001 ", document, " --als jaar-1"));
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("brief.pdf  PDF"), HasSubstr("plan.docx  DOCX")));
  // The last word of the first line of the list.
  const size_t line_end = shown.out.find('\n', shown.out.find("brief.pdf"));
  const std::string file = shown.out.substr(line_end - 32, 32);

  const std::string to = scratch_.File("gehaald.pdf");
  const std::string fetch = absl::StrCat("bijlage haal zaak 2026-001 ",
                                         document, " ", file, " --naar ", to);
  EXPECT_EQ(Ask(fetch + " --als aios-03").code, 3);
  EXPECT_FALSE(std::filesystem::exists(to)) << "a file that is whole, or none";
  const Ran fetched = Ask(fetch + " --als jaar-1");
  EXPECT_EQ(fetched.code, 0) << fetched.err;
  EXPECT_EQ(ReadFile(to), SamplePdf());
  EXPECT_EQ(Ask(fetch + " --als jaar-1").code, 2) << "it is there already";

  const std::string zip = scratch_.Write("los.docx", SampleZip());
  EXPECT_THAT(Driehoek(daemon_, {"leg", "vast", "bijlage", "--zaak", "2026-001",
                                 "--document", "D-1", "--bijlage", zip, "--als",
                                 "docent-p"})
                  .err,
              HasSubstr("Een bijlage is een PDF, een Word-bestand (DOCX)"));
  for (const char* const place : {"EP", "OD"}) {
    ASSERT_EQ(Ask(absl::StrCat("leg vast archivering --zaak 2026-001 --verslag "
                               "D-1 --plaats ",
                               place, " --als jaar-1"))
                  .code,
              0);
  }
  EXPECT_THAT(Driehoek(daemon_, {"leg", "vast", "bijlage", "--zaak", "2026-001",
                                 "--document", "D-1", "--bijlage", letter,
                                 "--als", "docent-p"})
                  .err,
              HasSubstr("Dit verslag is al opgeborgen; een bijlage kan alleen "
                        "daarvoor."));
  const std::string in_portfolio = scratch_.File("portfolio.pdf");
  EXPECT_EQ(Ask(absl::StrCat("bijlage haal portfolio aios-02 ", document, " ",
                             file, " --naar ", in_portfolio, " --als aios-02"))
                .code,
            0);
  EXPECT_EQ(ReadFile(in_portfolio), SamplePdf());
  EXPECT_THAT(Ask("inzage --als aios-02").out, HasSubstr("bijlage bij een"));
}

TEST_F(Institute, ShowsWhatWasWrittenToWhoMayReadIt) {
  HoldMeeting();
  const Ran deviated =
      Ask("leg vast afwijking --zaak 2026-001 --soort vervalt --rij T-05 "
          "--reden afgesproken --tekst Verzonnen --overlegd-met opleider --als "
          "docent-p --json");
  ASSERT_EQ(deviated.code, 0) << deviated.err;
  const Ran all = Ask("zaak woorden 2026-001 --als jaar-1");
  EXPECT_EQ(all.code, 0) << all.err;
  EXPECT_THAT(all.out, AllOf(HasSubstr("docent (positie "),
                             HasSubstr("Argument\n  Verzonnen\n")));
  const std::string position = JsonLines(deviated.out)[0]
                                   .struct_value()
                                   .fields()
                                   .at("position")
                                   .string_value();
  EXPECT_EQ(
      Ask(absl::StrCat("zaak woorden 2026-001 ", position, " --als jaar-1"))
          .out,
      "Argument\n  Verzonnen\n");
  EXPECT_EQ(
      Ask(absl::StrCat("zaak woorden 2026-001 ", position, " --als aios-02"))
          .code,
      3);
  EXPECT_EQ(Ask("zaak woorden 2026-001 --als aios-02").out,
            "Er is in deze zaak niets geschreven dat u mag lezen.\n");
  EXPECT_EQ(Ask("zaak woorden 2026-001 overal --als jaar-1").code, 2);
}

// What it tells of the case comes with the answer: nobody looked.
TEST_F(Institute, RecordsWithoutALook) {
  HoldMeeting();
  EXPECT_EQ(Ask("inzage --als aios-02").out, "Niemand heeft iets ingezien.\n");
}

TEST_F(Institute, PutsAStatementBesideAReportUntilThatIsErased) {
  HoldMeeting();
  const Ran report = Driehoek(
      daemon_,
      {"leg", "vast", "verslag", "--zaak", "2026-001", "--verslag", "D-1",
       "--tekst", "perspective_resident=Verzonnen: te weinig overleg.",
       "--tekst", "perspective_trainer=Perspectief niet verkregen.", "--tekst",
       "advice=Verzonnen.", "--als", "docent-p", "--json"});
  ASSERT_EQ(report.code, 0) << report.err;
  const std::string document = FirstIdIn(report);
  const std::string of_report = "--zaak 2026-001 --document D-1 --tekst ";
  const Ran reacted =
      Ask("leg vast reactie " + of_report + "Jammer --als opleider-02");
  EXPECT_EQ(reacted.out, "Reactie gegeven. Zaak 2026-001.\n") << reacted.err;
  const Ran stated =
      Ask("leg vast verklaring " + of_report + "Anders --als aios-02");
  EXPECT_EQ(stated.out, "Verklaring bij het verslag gezet. Zaak 2026-001.\n")
      << stated.err;
  EXPECT_EQ(Ask("leg vast verklaring --zaak 2026-001 --document D-9 --tekst "
                "Anders --als aios-02")
                .code,
            3)
      << "there is no such report";
  EXPECT_THAT(
      Ask(absl::StrCat("document zaak 2026-001 ", document, " --als docent-p"))
          .out,
      AllOf(HasSubstr("\nReactie van de opleider, di 1 september 2026\n"
                      "  Jammer\n"),
            HasSubstr("\nVerklaring van de aios, di 1 september 2026\n"
                      "  Anders\n")));

  const Ran erased =
      Ask("wis --zaak 2026-001 --verslag D-1 --grond onrechtmatig --waarom "
          "Verzonnen --zeker --als hoofd");
  EXPECT_EQ(erased.code, 0) << erased.err;
  EXPECT_THAT(erased.out,
              AllOf(StartsWith("Gewist. Zaak 2026-001.\n"),
                    HasSubstr("Wat: verslag D-1 van zaak 2026-001.\n")));
  EXPECT_THAT(Ask("zaak toon 2026-001 --als docent-p").out,
              HasSubstr("gewist op di 1 sep 2026"));
  EXPECT_NE(
      Ask(absl::StrCat("document zaak 2026-001 ", document, " --als docent-p"))
          .code,
      0);
  EXPECT_THAT(Ask("wis --zaak 2026-001 --verslag D-1 --grond onrechtmatig "
                  "--waarom Verzonnen --zeker --als hoofd")
                  .err,
              HasSubstr("Dit is al gewist, op di 1 september 2026."));
}

TEST_F(Institute, ForgetsAPerson) {
  ASSERT_EQ(
      Ask("leg vast persoon --kenmerk weg-1 --naam Wim --als beheer").code, 0);
  const Ran erased =
      Ask("wis --persoon weg-1 --grond op-verzoek --waarom Verzonnen --zeker "
          "--als hoofd");
  EXPECT_EQ(erased.code, 0) << erased.err;
  EXPECT_THAT(erased.out, StartsWith("Gewist.\nWat: persoon "));
  EXPECT_THAT(Ask("mensen --als beheer").out,
              AllOf(HasSubstr("(gewist)"), Not(HasSubstr("Wim"))));
  EXPECT_THAT(Ask("gewist --breedte 200 --als plv").out,
              AllOf(HasSubstr("op verzoek"), HasSubstr("Hanna Hoofdproef")));
  const Ran with_a_role =
      Ask("wis --persoon docent-p --grond op-verzoek --waarom Verzonnen "
          "--zeker --als hoofd");
  EXPECT_EQ(with_a_role.code, 1);
  EXPECT_EQ(with_a_role.err,
            "Deze persoon heeft nog een rol. Beëindig die eerst.\n");
}

TEST_F(Institute, GivesWhoAsksForItWhatIsKeptButForWhatWouldHarmAnother) {
  HoldMeeting();
  const Ran deviated = Driehoek(
      daemon_, {"leg", "vast", "afwijking", "--zaak", "2026-001", "--soort",
                "vervalt", "--rij", "T-05", "--reden", "afgesproken", "--tekst",
                "Één collega, Elders, vond het zwaar.", "--overlegd-met",
                "opleider", "--als", "docent-p", "--json"});
  ASSERT_EQ(deviated.code, 0) << deviated.err;
  const std::string position = JsonLines(deviated.out)[0]
                                   .struct_value()
                                   .fields()
                                   .at("position")
                                   .string_value();
  const Ran asked =
      Ask("leg vast avg-verzoek --recht inzage --tekst Alles --als aios-02 "
          "--json");
  ASSERT_EQ(asked.code, 0) << asked.err;
  const std::string id = FirstIdIn(asked);
  EXPECT_THAT(Ask("verzoeken --breedte 200 --als plv").out,
              AllOf(HasSubstr("Verzoek om inzage"), HasSubstr("AVG-1"),
                    HasSubstr("nog niet beantwoord"), HasSubstr(id)));
  EXPECT_EQ(Ask("verzoeken --als docent-p").out,
            "Er is niets dat u hiervan ziet.\n");
  EXPECT_THAT(Ask(absl::StrCat("verzoek ", id, " --als plv")).out,
              HasSubstr("Wat er gevraagd is:\n  Alles\n"));
  EXPECT_THAT(Ask(absl::StrCat("waarom ", id, " AVG-1 --als aios-02")).out,
              HasSubstr("1 maand na het verzoek over de eigen gegevens"));

  const std::string fetch = absl::StrCat("pakket haal ", id, " --map ");
  EXPECT_EQ(
      Ask(absl::StrCat(fetch, scratch_.File("te-vroeg"), " --als aios-02"))
          .code,
      3)
      << "not granted yet";
  EXPECT_FALSE(std::filesystem::exists(scratch_.File("te-vroeg/pakket.html")));
  const Ran seen = Ask(absl::StrCat(fetch, scratch_.File("plv"), " --als plv"));
  ASSERT_EQ(seen.code, 0) << seen.err;
  const std::string page = ReadFile(scratch_.File("plv/pakket.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("Zaak 2026-001, als aios"),
                          HasSubstr("vond het zwaar"),
                          HasSubstr(absl::StrCat("positie ", position))));
  const std::string leave_out =
      absl::StrCat("pakket laat-weg ", id, " --positie ", position,
                   " --veld argument --waarom Verzonnen --als plv --passage ");
  EXPECT_EQ(Ask(leave_out + "staat-er-niet").code, 2);
  const Ran left_out = Ask(leave_out + "Elders");
  EXPECT_EQ(left_out.code, 0) << left_out.err;
  EXPECT_THAT(left_out.out, HasSubstr("pakket laat-staan"));

  const std::string answer =
      absl::StrCat("leg vast avg-antwoord --avg-verzoek ", id,
                   " --waarom Verzonnen --als plv --antwoord ");
  EXPECT_EQ(Ask(answer + "gedaan").code, 1) << "something is left out";
  ASSERT_EQ(Ask(answer + "deels-gedaan").code, 0);
  const Ran got =
      Ask(absl::StrCat(fetch, scratch_.File("aios"), " --als aios-02"));
  ASSERT_EQ(got.code, 0) << got.err;
  for (const char* const file : {"aios/pakket.html", "aios/pakket.json"}) {
    const std::string text = ReadFile(scratch_.File(file));
    EXPECT_THAT(text, HasSubstr("vond het zwaar")) << file;
    EXPECT_THAT(text, Not(HasSubstr("Elders"))) << file;
  }
  EXPECT_THAT(ReadFile(scratch_.File("aios/pakket.html")),
              HasSubstr("<mark>[weggelaten: Verzonnen]</mark>"));
  google::protobuf::Value whole;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                  ReadFile(scratch_.File("aios/pakket.json")), &whole)
                  .ok());
  EXPECT_EQ(
      Ask(absl::StrCat(fetch, scratch_.File("aios"), " --als aios-02")).code, 2)
      << "nothing is written over";
}

TEST_F(Institute, OpensACaseInAnEmergencyAndTellsWhomItIsAbout) {
  HoldMeeting();
  for (const char* const command :
       {"leg vast persoon --kenmerk jaar-3 --naam Juul --als beheer",
        "leg vast rol --kenmerk rol-jaar-3 --persoon jaar-3 --rol "
        "jaarassistent --opleidingsjaar 3 --van 2026-09-01 --als beheer"}) {
    const Ran ran = Ask(command);
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  EXPECT_EQ(Ask("zaak toon 2026-001 --als jaar-3").code, 3);
  const Ran opened = Ask(
      "noodtoegang --zaak 2026-001 --uren 2 --waarom Verzonnen --als jaar-3");
  EXPECT_EQ(opened.code, 0) << opened.err;
  EXPECT_THAT(opened.out,
              AllOf(StartsWith("Noodtoegang geopend. Zaak 2026-001.\n"),
                    HasSubstr("lezen tot di 1 september 2026, 1"),
                    HasSubstr("auditors")));
  EXPECT_EQ(Ask("zaak toon 2026-001 --als jaar-3").code, 0);
  EXPECT_THAT(Ask("inzage --als aios-02").out,
              AllOf(HasSubstr("jaarassistent"), HasSubstr("noodgeval")));
  EXPECT_THAT(Ask("alarmen --als aios-02").out,
              HasSubstr("Noodgeval, jaarassistent: zaak 2026-001 is van buiten "
                        "geopend om te lezen, tot di 1 september 2026, 1"));
  const Ran needless =
      Ask("noodtoegang --zaak 2026-001 --waarom Verzonnen --als jaar-1");
  EXPECT_EQ(needless.code, 1);
  EXPECT_EQ(needless.err,
            "U ziet deze zaak al; daar is geen noodgeval voor nodig.\n");
  EXPECT_EQ(
      Ask("noodtoegang --zaak 2026-999 --waarom Verzonnen --als jaar-3").code,
      3);
  ASSERT_EQ(Ask("klok vooruit 2026-09-02 --als beheer").code, 0);
  EXPECT_EQ(Ask("zaak toon 2026-001 --als jaar-3").code, 3);
}

TEST_F(Institute, TellsSomeoneWhoLookedInWhichRoleAndWhatFor) {
  HoldMeeting();
  ASSERT_EQ(Ask("zaak toon 2026-001 --als jaar-1").code, 0);
  const Ran own = Ask("inzage --als aios-02");
  EXPECT_EQ(own.code, 0) << own.err;
  EXPECT_THAT(own.out, AllOf(HasSubstr("jaarassistent"),
                             HasSubstr("uitvoering van de procedure"),
                             HasSubstr("zaak"), HasSubstr("2026-001"),
                             Not(HasSubstr("Jasmijn Jaarproef"))));
  EXPECT_EQ(Ask("inzage --als aios-01").out, "Niemand heeft iets ingezien.\n");
  EXPECT_EQ(Ask("inzage --als docent-p").code, 3);

  for (const char* const asked :
       {"inzage --van aios-02 --als fg", "inzage --door jaar-1 --als fg",
        "inzage --zaak 2026-001 --als fg"}) {
    const Ran ran = Ask(asked);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out,
                AllOf(HasSubstr("jaarassistent"), HasSubstr("2026-001")))
        << asked;
  }
  EXPECT_EQ(Ask("inzage --van niemand --als fg").code, 3);
}

TEST_F(Institute, RecordsOnBehalfOfSomeone_A54) {
  const Ran ran = Ask(
      "meld signaal --stage stage-01 --tekst Verzonnen --als docent-p --namens "
      "aios-01:aios --kanaal telefoon");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(Ask("signalen --als docent-p").out,
              AllOf(HasSubstr("Anna Aiosproef"), HasSubstr("Verzonnen")));
}

// What an institute keeps to its staff (a checklist, a guide) is in no
// procedure, and the steps are for everyone.
TEST_F(Institute, ShowsThePartiesTheStepsAndNoInternalLink_P9) {
  for (const char* const person : {"aios-01", "opleider-01"}) {
    const Ran ran =
        Ask(absl::StrCat("procedure toon utrecht-ontkoppeling --als ", person));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, AllOf(HasSubstr("T-06"), HasSubstr("§5.3.1")));
    for (const char* const link : {"http", "www.", "sharepoint", "checklist"}) {
      EXPECT_THAT(absl::AsciiStrToLower(ran.out), Not(HasSubstr(link)));
    }
  }
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
           "werklijst --als docent-p",
           "zaken --als plv",
           "zaak toon 2026-001 --als jaar-1",
           "zaak tijdlijn 2026-001 --als jaar-1",
           "waarom 2026-001 T-01 --als docent-p",
           "alarmen --als jaar-1",
           "portfolio aios-02 --als aios-02",
           "jaarlijks --als plv",
           "dossier opleider-02 --als opleider-02",
           "signalen --als docent-p",
           "procedure lijst --als docent-p",
           "agenda --als docent-p",
           "mensen --als jaar-1",
           "niet-beschikbaar --als amopl",
           "procedure toon utrecht-ontkoppeling --als docent-p",
           ("procedure vergelijk utrecht-ontkoppeling 2023-03 2023-03 --als "
            "docent-p"),
           "status --als beheer",
           "klok toon --als beheer",
           "verify --als beheer",
           "herbouw --als beheer",
           "gewist --als hoofd",
           "bewaartermijnen --als plv",
           "bewaartermijnen --nu --als plv",
           "bewaarplicht --als hoofd",
           "verzoeken --als hoofd"}) {
    const Ran ran = Ask(question + " --json");
    EXPECT_EQ(ran.code, 0) << question << ": " << ran.err;
    EXPECT_FALSE(JsonLines(ran.out).empty()) << question;
    EXPECT_THAT(ran.out, StartsWith("{")) << question;
  }
}

TEST_F(Institute, TakesOverARunningCaseFromAFile) {
  const std::string running = scratch_.Write("overname.txt", R"pb(
    commands {
      take_over_case {
        placement_id: "stage-02"
        began_on { year: 2026 month: 8 day: 24 }
      }
    }
    commands {
      hold_triangular_meeting {
        on { year: 2026 month: 8 day: 24 }
        outcome: MEETING_OUTCOME_FOLLOW_UP
        teacher_ids: "docent-p"
      }
    }
  )pb");
  const Ran ran =
      Ask(absl::StrCat("leg samen vast ", running, " --als jaar-1"));
  EXPECT_EQ(ran.out, "Alle 2 vastgelegd. Zaak 2026-001.\n") << ran.err;
  EXPECT_THAT(Ask("zaak toon 2026-001 --als jaar-1").out,
              HasSubstr("Overgenomen per di 1 september 2026"));
  const std::string broken = scratch_.Write("stuk.txt", "commands { nee }");
  const Ran refused =
      Ask(absl::StrCat("leg samen vast ", broken, " --als jaar-1"));
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("stuk.txt:1:"));
}

TEST_F(Institute, MergesTwoRecordsAndSplitsThemAgain) {
  HoldMeeting();
  EXPECT_THAT(Ask("mensen --als beheer").out,
              ContainsRegex("Bram Aiosproef +aios-02 +aios\n"));
  EXPECT_THAT(Ask("zaken --als aios-01").out, Not(HasSubstr("2026-001")));
  const std::string two =
      "--persoon aios-01 --dubbel aios-02 --tekst Verzonnen --als beheer";
  const Ran merged = Ask("leg vast samenvoegen " + two);
  EXPECT_EQ(merged.out, "Samengevoegd.\n") << merged.err;
  EXPECT_THAT(Ask("mensen --als beheer").out,
              ContainsRegex("Bram Aiosproef +aios-02 +aios +aios-01\n"));
  EXPECT_THAT(Ask("zaken --als aios-01").out, HasSubstr("2026-001"));
  EXPECT_THAT(Ask("leg vast samenvoegen " + two).err,
              HasSubstr("gaat verder onder het kenmerk aios-01"));
  EXPECT_EQ(Ask("leg vast splitsen " + two).out, "Gesplitst.\n");
  EXPECT_THAT(Ask("zaken --als aios-01").out, Not(HasSubstr("2026-001")));
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
  for (const char* const kind : {"personen", "rollen", "groepen", "praktijken",
                                 "stages", "opleidingsjaren", "kalender"}) {
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

TEST_F(Institute, MakesItsViewsAnewWhileItGoesOn) {
  HoldMeeting();
  const std::string before = Ask("werklijst --als docent-p").out;
  const Ran ran = Ask("herbouw --als beheer");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(StartsWith("De overzichten zijn opnieuw gemaakt, tot en "
                               "met gebeurtenis "),
                    HasSubstr("Er was niets mis mee.\n")));
  EXPECT_EQ(Ask("werklijst --als docent-p").out, before);
  EXPECT_EQ(Ask("herbouw --als docent-p").code, 3);
  EXPECT_EQ(daemon_.Stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(scratch_.File("data/views")))
      << "until the next start the two have changed places";
  const Daemon again(scratch_.path());
  EXPECT_EQ(Driehoek(again, {"werklijst", "--als", "docent-p"}).out, before);
  EXPECT_TRUE(std::filesystem::exists(scratch_.File("data/views")));
  EXPECT_FALSE(std::filesystem::exists(scratch_.File("data/views.next")));
}

TEST_F(Institute, ShowsWhatADraftOfTheProcedureChanges_A32) {
  std::string draft = ReadFile(
      DRIEHOEK_ROOT "/procedures/utrecht-ontkoppeling-2023-03.textproto");
  const std::string version = "version: \"2023-03\"";
  draft.replace(draft.find(version), version.size(), "version: \"2027-01\"");
  const std::string path = scratch_.Write("ontwerp.textproto", draft);
  const auto compare = [this](const std::string& with) {
    return Ask(absl::StrCat("procedure vergelijk utrecht-ontkoppeling 2023-03",
                            with, " --als docent-p"));
  };
  const Ran ran = compare(absl::StrCat(" --met ", path));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Onderdeel"), HasSubstr("Wordt"),
                             HasSubstr("version"), HasSubstr("\"2027-01\"")));
  EXPECT_EQ(compare(" 2023-03").out, "Er is geen verschil.\n");
  EXPECT_EQ(compare("").code, 2) << "with what?";
}

TEST_F(Institute, LeavesALogAloneThatAServerHasOpen) {
  const Ran ran =
      RunProgram({DRIEHOEK_BINARY, "verify", scratch_.File("data")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("stop dan de server"));
}

TEST_F(Institute, IsDamagedWhenTheLogOfAccessesIs) {
  ASSERT_EQ(daemon_.Stop(), 0);
  scratch_.Write("data/access/FORMAT", "stuk gemaakt");
  const Ran ran =
      RunProgram({DRIEHOEK_BINARY, "verify", scratch_.File("data")});
  EXPECT_EQ(ran.code, 6) << ran.out << ran.err;
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

// With this place for what is kept of who is logged in.
Ran InState(const std::string& state, const Daemon& daemon,
            const std::string& words) {
  std::vector<std::string> all = {"/usr/bin/env", "XDG_STATE_HOME=" + state,
                                  DRIEHOEK_BINARY, "--server",
                                  daemon.address()};
  for (const absl::string_view word : absl::StrSplit(words, ' ')) {
    all.emplace_back(word);
  }
  return RunProgram(all);
}

TEST_F(EndToEnd, LetsWhoLoggedInLeaveOutWhoAsks) {
  ASSERT_EQ(Play({kInstitute}).code, 0);
  const std::string state = scratch_.File("state");
  const auto ask = [&](const std::string& words) {
    return InState(state, daemon_, words);
  };
  const Ran nobody = ask("werklijst");
  EXPECT_EQ(nobody.code, 3);
  EXPECT_THAT(nobody.err, HasSubstr("Log in"));

  EXPECT_EQ(ask("login").code, 2) << "as whom?";
  EXPECT_EQ(ask("login --als wie-dan-ook").code, 3);
  const Ran login = ask("login --als docent-p");
  EXPECT_EQ(login.code, 0) << login.err;
  EXPECT_THAT(login.out, HasSubstr("LET OP"));
  EXPECT_THAT(login.out, HasSubstr("zonder wachtwoord"));
  EXPECT_EQ(ask("werklijst").code, 0);
  EXPECT_EQ(ask("status").code, 3) << "a teacher is no administrator";
  EXPECT_EQ(ask("status --als beheer").code, 0) << "for this line alone";
  EXPECT_EQ(ask("status").code, 3);

  EXPECT_EQ(ask("logout").code, 0);
  EXPECT_EQ(ask("werklijst").code, 3);
}

// Two people side by side, each in a window of their own.
TEST_F(EndToEnd, KeepsLoginsOfTwoPeopleApart) {
  ASSERT_EQ(Play({kInstitute}).code, 0);
  const std::string one = scratch_.File("one");
  const std::string other = scratch_.File("other");
  ASSERT_EQ(InState(one, daemon_, "login --als beheer").code, 0);
  ASSERT_EQ(InState(other, daemon_, "login --als aios-01").code, 0);
  EXPECT_EQ(InState(one, daemon_, "status").code, 0);
  EXPECT_EQ(InState(other, daemon_, "status").code, 3);
}

TEST_F(EndToEnd, ErasesAClosedCaseOnceNothingKeepsIt) {
  ASSERT_EQ(Play({kInstitute,
                  "tests/cases/opgelost-verslag-een-dag-te-laat.textproto"})
                .code,
            0);
  const std::string erase =
      "wis --zaak 2026-001 --grond termijn-voorbij --waarom Verzonnen --als "
      "hoofd";
  EXPECT_EQ(Ask(erase).code, 2) << "is that sure?";

  const Ran placed =
      Ask("bewaarplicht leg-op --zaak 2026-001 --waarom Geschil --als hoofd "
          "--json");
  ASSERT_EQ(placed.code, 0) << placed.err;
  const std::string hold = FirstIdIn(placed);
  EXPECT_THAT(Ask("bewaarplicht --als plv").out,
              AllOf(HasSubstr("zaak 2026-001"), HasSubstr("Hanna Hoofdproef"),
                    HasSubstr(hold)));
  EXPECT_THAT(
      Ask("bewaartermijnen --nu --breedte 200 --als plv").out,
      AllOf(StartsWith("Bewaartermijnen op ma 28 september 2026\n"),
            ContainsRegex("2026-001 +e-portfolio +Bram Aiosproef +nog niet "
                          "bekend: er is geen einddatum van Bram Aiosproef "
                          "+ja\n"),
            ContainsRegex("2026-001 +dossier +Ria Opleidproef ")));
  const Ran held = Ask(erase + " --zeker");
  EXPECT_EQ(held.code, 1);
  EXPECT_EQ(held.err,
            "Vastgelegd is dat dit bewaard moet blijven. Hef dat eerst op.\n");
  const std::string lift = absl::StrCat("bewaarplicht hef-op ", hold,
                                        " --waarom Opgelost --als hoofd");
  EXPECT_EQ(Ask(lift).out, "Bewaarplicht opgeheven.\n");
  EXPECT_EQ(Ask(lift).code, 3) << "it was lifted";
  EXPECT_EQ(Ask("bewaarplicht --als plv").out,
            "Er is geen bewaarplicht opgelegd.\n");

  const Ran erased = Ask(erase + " --zeker");
  EXPECT_EQ(erased.code, 0) << erased.err;
  EXPECT_THAT(erased.out,
              AllOf(StartsWith("Gewist. Zaak 2026-001.\n"
                               "Wat: zaak 2026-001, met 1 verslag.\n"
                               "In het logboek staat dit op positie "),
                    HasSubstr("De kopieën in de overzichten ")));
  EXPECT_THAT(
      Ask("gewist --breedte 200 --als plv").out,
      AllOf(HasSubstr("zaak 2026-001, met 1 verslag"),
            HasSubstr("niet meer nodig"), HasSubstr("Hanna Hoofdproef")));
  EXPECT_EQ(Ask("gewist --als docent-p").code, 3);

  EXPECT_EQ(Ask("zaak toon 2026-001 --als hoofd").code, 3);
  EXPECT_EQ(Ask("zaken --ook-gesloten --als hoofd").out,
            "Er zijn geen zaken.\n");
  EXPECT_THAT(Ask("bewaartermijnen --als plv").out, Not(HasSubstr("2026-001")));
  EXPECT_EQ(Ask(erase + " --zeker").code, 3);
  EXPECT_EQ(Ask("verify --als beheer").code, 0);
}

// What someone took back, nobody reads any more, not even who wrote it.
TEST_F(EndToEnd, ShowsNothingOfAReflectionThatWasTakenBack_A21) {
  ASSERT_EQ(
      Play({kInstitute, "tests/cases/reflectieverslag-heen-en-terug.textproto"})
          .code,
      0);
  const Ran shown = Ask("zaak toon 2026-001 --als aios-03 --json");
  ASSERT_EQ(shown.code, 0) << shown.err;
  v1::GetCaseResponse told;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(shown.out, &told).ok());
  int asked = 0;
  for (const v1::CaseDocument& document : told.case_().documents()) {
    const std::string open =
        absl::StrCat("document zaak 2026-001 ", document.document_id());
    if (document.report() != "D-6") {
      EXPECT_EQ(Ask(open + " --als docent-p").code, 0);
      continue;
    }
    ++asked;
    const Ran by_author = Ask(open + " --als aios-03");
    EXPECT_EQ(by_author.code, 1);
    EXPECT_THAT(by_author.err, HasSubstr("Dit verslag is gewist"));
    // To others it was never there.
    const Ran by_teacher = Ask(open + " --als docent-p");
    EXPECT_EQ(by_teacher.code, 3);
    EXPECT_THAT(by_teacher.err, HasSubstr("bestaat niet"));
  }
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace driehoek
