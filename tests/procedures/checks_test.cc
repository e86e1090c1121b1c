// Each thing that is checked, with the exact place that is named.
#include "procedures/checks.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/command.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "procedures/catalogue.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr size_t kMostBytes = size_t{256} * 1024;

MATCHER_P(IsOnField, field, "") { return arg.field() == field; }

// The good procedure of the other institute, until it is changed. An @ in the
// text that comes instead marks where the problem must be found.
class Draft {
 public:
  Draft() : text_(TextOf(kOtherFile)) {}

  Draft& Replace(const std::string& was, const std::string& becomes) {
    const size_t at = text_.find(was);
    EXPECT_NE(at, std::string::npos) << "not there: " << was;
    EXPECT_EQ(text_.find(was, at + 1), std::string::npos) << "twice: " << was;
    text_.replace(at, was.size(), becomes);
    return *this;
  }

  Draft& Append(const std::string& more) {
    text_ += more;
    return *this;
  }

  std::vector<v1::ProcedureProblem> Problems() const {
    std::vector<v1::ProcedureProblem> problems;
    const auto procedure =
        ParseProcedure(absl::StrReplaceAll(text_, {{"@", ""}}), &problems);
    EXPECT_EQ(procedure == nullptr, !problems.empty());
    return problems;
  }

  // One problem, at the mark (without a mark: about the whole).
  void HasOneProblem(const std::string& field, const std::string& what) const {
    int line = 0;
    int column = 0;
    if (const size_t mark = text_.find('@'); mark != std::string::npos) {
      const std::string before = text_.substr(0, mark);
      line =
          1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
      const std::string on_line = before.substr(before.rfind('\n') + 1);
      column = 1;
      for (const char c : on_line) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column;
      }
    }
    const std::vector<v1::ProcedureProblem> problems = Problems();
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_EQ(problems[0].field(), field);
    EXPECT_THAT(problems[0].what(), HasSubstr(what));
    EXPECT_EQ(problems[0].line(), line);
    EXPECT_EQ(problems[0].column(), column);
  }

 private:
  std::string text_;
};

TEST(Check, HasNothingAgainstAGoodProcedure) {
  EXPECT_THAT(Draft().Problems(), SizeIs(0));
}

// Form.

TEST(Check, PointsAtAFieldThatIsUnknown) {
  Draft()
      .Replace("  key: \"A-2\"\n", "  key: \"A-2\"\n  @watcher: \"x\"\n")
      .HasOneProblem("obligations[1].watcher", "\"watcher\" is hier geen veld");
}

TEST(Check, PointsAtAValueThatIsUnknown) {
  Draft()
      .Replace("communicate_decision\" roles: ROLE_HEAD",
               "communicate_decision\" @roles: ROLE_HOOFD")
      .Replace("@roles: ROLE_HOOFD", "roles: @ROLE_HOOFD")
      .HasOneProblem("competences[10].roles[0]",
                     "\"ROLE_HOOFD\" kan hier niet; wel: ROLE_RESIDENT, ");
}

TEST(Check, PointsAtAValueThatIsUnknownInAList) {
  Draft()
      .Replace("rule_decoupling\" roles: ROLE_HEAD",
               "rule_decoupling\" roles: [ROLE_HEAD, @ROLE_BAAS]")
      .HasOneProblem("competences[9].roles[1]", "\"ROLE_BAAS\" kan hier niet");
}

TEST(Check, NamesAllUnknownWordsAtOnce) {
  EXPECT_THAT(Draft()
                  .Replace("institute: ", "instituut: ")
                  .Replace("SHIFT_NEXT_WORKING_DAY", "SHIFT_LATER")
                  .Problems(),
              ElementsAre(IsOnField("instituut"), IsOnField("calendar.shift")));
}

TEST(Check, PointsAtAFieldThatIsThereTwice) {
  Draft()
      .Replace("version: \"1.0\"\n", "version: \"1.0\"\n@version: \"1.1\"\n")
      .HasOneProblem("version", "\"version\" staat er al");
}

TEST(Check, PointsAtAWordForTrueOrFalseThatIsNeither) {
  Draft()
      .Replace("deviation_may_lift: true", "deviation_may_lift: @ja")
      .HasOneProblem("guards[0].deviation_may_lift",
                     "\"ja\" kan hier niet; wel: true, false");
}

TEST(Check, PointsAtTextWhereANumberBelongs) {
  Draft()
      .Replace("days: 10", "days: @\"tien\"")
      .HasOneProblem("obligations[0].bounds[0].days", "hier hoort een getal");
}

TEST(Check, PointsAtANumberThatIsFarTooLarge) {
  Draft()
      .Replace("days: 10", "days: @99999999999")
      .HasOneProblem("obligations[0].bounds[0].days", "dit getal is te groot");
}

TEST(Check, PointsAtTextThatIsNotClosed) {
  Draft()
      .Replace("title: \"Als het niet gaat\"", "title: \"Als het niet gaat@")
      .HasOneProblem("title", "een tekst loopt niet door");
}

TEST(Check, PointsAtABraceTooMany) {
  Draft()
      .Replace("calendar {", "@} calendar {")
      .HasOneProblem("", "hier hoort een naam, maar er staat: }");
}

TEST(Check, PointsAtTheEndWhenABraceIsMissing) {
  Draft()
      .Replace("calendar { shift: SHIFT_NEXT_WORKING_DAY }\n",
               "calendar { shift: SHIFT_NEXT_WORKING_DAY\n@")
      .HasOneProblem("calendar", "hier hoort een naam");
}

TEST(Check, RefusesATextOfMoreThan256KiB) {
  std::vector<v1::ProcedureProblem> problems;
  const std::string text = TextOf(kOtherFile);
  EXPECT_NE(ParseProcedure(text + std::string(kMostBytes - text.size(), '\n'),
                           &problems),
            nullptr);
  EXPECT_EQ(
      ParseProcedure(text + std::string(kMostBytes - text.size() + 1, '\n'),
                     &problems),
      nullptr);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].line(), 0);
  EXPECT_THAT(problems[0].what(), HasSubstr("262145 bytes"));
}

TEST(Check, RefusesBytesThatAreNoUtf8) {
  std::vector<v1::ProcedureProblem> problems;
  EXPECT_EQ(ParseProcedure("key: \"x\"\n# \xC3\xA9\xFF\n", &problems), nullptr);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].line(), 2);
  EXPECT_EQ(problems[0].column(), 4);
}

TEST(Check, RefusesEscapesThatAreNoUtf8) {
  Draft()
      .Replace("title: \"Als het niet gaat\"", "@title: \"Als \\377\"")
      .HasOneProblem("title", "geen UTF-8");
}

TEST(Check, RefusesALineBreakInAText) {
  Draft()
      .Replace("title: \"Als het niet gaat\"", "@title: \"Als\\nhet\"")
      .HasOneProblem("title", "regeleinde");
}

TEST(Check, RefusesANumberThatIsNoValueOfItsEnum) {
  Draft()
      .Replace("shift: SHIFT_NEXT_WORKING_DAY", "@shift: 7")
      .HasOneProblem("calendar.shift", "7 is geen bekende waarde");
}

TEST(Check, CountsColumnsInCharactersAsPeopleDo) {
  Draft()
      .Replace("\"jaarcoördinator\" }", "\"jaarcoördinator\" @naam: 1 }")
      .HasOneProblem("role_names[4].naam", "geen veld");
  Draft()
      .Replace("title: \"Als het niet gaat\"", "\t@titel: \"Als het gaat\"")
      .HasOneProblem("titel", "geen veld");
}

TEST(Check, ReadsAnEmptyTextAsAProcedureWithoutAnything) {
  std::vector<v1::ProcedureProblem> problems;
  EXPECT_EQ(ParseProcedure("", &problems), nullptr);
  EXPECT_THAT(problems, Contains(IsOnField("key")));
  EXPECT_THAT(problems, Contains(IsOnField("in_force_from")));
  EXPECT_THAT(problems, Contains(IsOnField("calendar.shift")));
  for (const v1::ProcedureProblem& problem : problems) {
    EXPECT_EQ(problem.line(), 0) << problem.ShortDebugString();
  }
}

TEST(Check, NamesNoMoreThan200Problems) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "fout: 1\n";
  std::vector<v1::ProcedureProblem> problems;
  EXPECT_EQ(ParseProcedure(text, &problems), nullptr);
  EXPECT_THAT(problems, SizeIs(200));
  EXPECT_EQ(problems[199].line(), 200);
}

// The head.

TEST(Check, RefusesAKeyOfOtherCharacters) {
  Draft()
      .Replace("key: \"voorbeeldstad-uit-elkaar\"", "@key: \"Voorbeeldstad\"")
      .HasOneProblem("key", "kleine letters, cijfers en -");
  Draft()
      .Replace("version: \"1.0\"", "@version: \"1_0\"")
      .HasOneProblem("version", "1 tot 32 tekens");
}

TEST(Check, RefusesADayThatDoesNotExist) {
  Draft()
      .Replace("in_force_from { year: 2025 month: 9 day: 1 }",
               "@in_force_from { year: 2025 month: 9 day: 31 }")
      .HasOneProblem("in_force_from", "deze dag bestaat niet");
  Draft()
      .Replace("in_force_from { year: 2025 month: 9 day: 1 }",
               "@in_force_from { year: 2200 month: 1 day: 1 }")
      .HasOneProblem("in_force_from", "1900 tot en met 2199");
}

TEST(Check, AsksFromWhichDayItIsInForce) {
  Draft()
      .Replace("in_force_from { year: 2025 month: 9 day: 1 }\n", "")
      .HasOneProblem("in_force_from", "zeg vanaf welke dag");
}

TEST(Check, AsksATitleThatFits) {
  Draft()
      .Replace("title: \"Als het niet gaat\"", "@title: \" \"")
      .HasOneProblem("title", "1 tot 200 tekens");
  // 200 characters of two bytes fit.
  std::string title;
  for (int i = 0; i < 200; ++i) title += "é";
  EXPECT_THAT(Draft()
                  .Replace("title: \"Als het niet gaat\"",
                           absl::StrCat("title: \"", title, "\""))
                  .Problems(),
              SizeIs(0));
  Draft()
      .Replace("title: \"Als het niet gaat\"",
               absl::StrCat("@title: \"", title, "é\""))
      .HasOneProblem("title", "1 tot 200 tekens");
}

TEST(Check, AsksHowDaysAreCounted_AS5) {
  Draft()
      .Replace("calendar { shift: SHIFT_NEXT_WORKING_DAY }", "@calendar { }")
      .HasOneProblem("calendar.shift", "SHIFT_NONE of SHIFT_NEXT_WORKING_DAY");
}

// Roles.

TEST(Check, RefusesARoleWithoutAName_A47) {
  Draft()
      .Replace("role_names { role: ROLE_HEAD name: \"opleidingshoofd\" }\n", "")
      .Replace("escalation { role: ROLE_HEAD", "escalation { @role: ROLE_HEAD")
      .HasOneProblem("obligations[0].escalation.role",
                     "ROLE_HEAD heeft geen naam in role_names");
}

TEST(Check, RefusesARoleWithTwoNames) {
  Draft()
      .Replace("role: ROLE_HEAD name: \"opleidingshoofd\"",
               "@role: ROLE_TEACHER name: \"opleidingshoofd\"")
      .Replace("escalation { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }\n",
               "")
      .Replace("[ROLE_PROGRAMME_MANAGER, ROLE_HEAD]", "ROLE_PROGRAMME_MANAGER")
      .Replace("\"rule_decoupling\" roles: ROLE_HEAD",
               "\"rule_decoupling\" roles: ROLE_PROGRAMME_MANAGER")
      .Replace("\"communicate_decision\" roles: ROLE_HEAD",
               "\"communicate_decision\" roles: ROLE_PROGRAMME_MANAGER")
      .HasOneProblem("role_names[6].role", "ROLE_TEACHER heeft al een naam");
}

TEST(Check, RefusesTheServerAsARole) {
  Draft()
      .Replace("\"rule_decoupling\" roles: ROLE_HEAD",
               "\"rule_decoupling\" @roles: ROLE_SYSTEM")
      .HasOneProblem("competences[9].roles[0]", "de server zelf");
}

// Sections.

TEST(Check, RefusesASectionTwice) {
  Draft()
      .Append(
          "sections { key: \"art. 1\" title: \"Begin\" }\n"
          "sections { @key: \"art. 1\" title: \"Nog eens\" }\n")
      .HasOneProblem("sections[1].key", "\"art. 1\" staat er al");
}

TEST(Check, RefusesASectionWithoutATitle) {
  Draft()
      .Append("@sections { key: \"art. 1\" }\n")
      .HasOneProblem("sections[0].title", "");
}

TEST(Check, RefusesASectionThatTellsTooMuch) {
  Draft()
      .Append(
          absl::StrCat("sections { key: \"art. 1\" title: \"Begin\" @about: \"",
                       std::string(2001, 'a'), "\" }\n"))
      .HasOneProblem("sections[0].about", "");
}

// Places and reports.

TEST(Check, RefusesTwoPlacesOfOneKey) {
  Draft()
      .Replace("  key: \"MAP\"", "  @key: \"DOS\"")
      .Replace(
          "filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT by: "
          "ROLE_TEACHER }",
          "filings { place: \"DOS\" by: ROLE_TEACHER }")
      .Replace("  filings { place: \"MAP\" by: ROLE_TEACHER }\n", "")
      .Replace("  external { system: \"Mappenkast\" folder: \"gesprekken\" }\n",
               "")
      .HasOneProblem("places[1].key", "\"DOS\" staat er al");
}

TEST(Check, AsksWhoseAPlaceIs) {
  Draft()
      .Replace("places {\n  key: \"MAP\"", "@places {\n  key: \"MAP\"")
      .Replace("  owner: PLACE_OWNER_RESIDENT\n", "")
      .HasOneProblem("places[1].owner", "van wie");
}

TEST(Check, AsksWhichSystemHoldsAnExternalPlace_A53) {
  Draft()
      .Replace("external { system: \"Mappenkast\" folder: \"gesprekken\" }",
               "@external { folder: \"gesprekken\" }")
      .HasOneProblem("places[1].external.system", "1 tot 200 tekens");
}

TEST(Check, RefusesAReportThatNobodyWrites) {
  Draft()
      .Replace("reports {\n  key: \"V-2\"", "@reports {\n  key: \"V-2\"")
      .Replace(
          "  title: \"Terugblik met de huisarts in opleiding\"\n  author: "
          "ROLE_TEACHER\n",
          "  title: \"Terugblik met de huisarts in opleiding\"\n")
      .HasOneProblem("reports[1].author", "zeg welke rol");
}

TEST(Check, RefusesAReportWhoseAuthorMayNotHandItIn) {
  Draft()
      .Replace(
          "  title: \"Terugblik met de huisarts in opleiding\"\n  author: "
          "ROLE_TEACHER\n",
          "  title: \"Terugblik met de huisarts in opleiding\"\n  "
          "@author: ROLE_RESIDENT\n")
      .HasOneProblem("reports[1].author",
                     "ROLE_RESIDENT mag geen \"submit_report\"");
}

TEST(Check, RefusesAReportAboutWhatIsNoTalk) {
  Draft()
      .Replace("  about: FACT_KIND_RESIDENT_EVALUATION_HELD\n",
               "  @about: FACT_KIND_DECISION_COMMUNICATED\n")
      .Replace(
          "FACT_KIND_RESIDENT_EVALUATION_HELD }\n  bounds { anchor: "
          "ANCHOR_CREATION months: 2 }",
          "FACT_KIND_DECISION_COMMUNICATED }\n  bounds { anchor: "
          "ANCHOR_CREATION months: 2 }")
      .HasOneProblem("reports[1].about", "een gesprek, een evaluatie of een");
}

TEST(Check, RefusesAReportThatNobodyFiles) {
  Draft()
      .Replace("reports {\n  key: \"V-1\"", "@reports {\n  key: \"V-1\"")
      .Replace(
          "  filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT by: "
          "ROLE_TEACHER }\n",
          "")
      .HasOneProblem("reports[0].filings", "zeg waar het verslag komt");
  Draft()
      .Replace(
          "filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT by: "
          "ROLE_TEACHER }",
          "@filings { place: \"MAP\" }")
      .HasOneProblem("reports[0].filings[0].by", "zeg wie het daar zet");
}

TEST(Check, RefusesAFilingByARoleThatMayNotFile) {
  Draft()
      .Replace(
          "filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT by: "
          "ROLE_TEACHER }",
          "filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT @by: "
          "ROLE_HEAD }")
      .HasOneProblem("reports[0].filings[0].by[1]",
                     "ROLE_HEAD mag geen \"archive_document\"");
}

TEST(Check, RefusesAPlaceThatIsNotThere) {
  Draft()
      .Replace("filings { place: \"DOS\" by: ROLE_YEAR_ASSISTANT",
               "filings { @place: \"EP\" by: ROLE_YEAR_ASSISTANT")
      .HasOneProblem("reports[1].filings[1].place",
                     "\"EP\" staat niet bij places");
}

TEST(Check, RefusesAPlaceTwiceForOneReport) {
  Draft()
      .Replace("filings { place: \"DOS\" by: ROLE_YEAR_ASSISTANT",
               "filings { @place: \"MAP\" by: ROLE_YEAR_ASSISTANT")
      .HasOneProblem("reports[1].filings[1].place", "\"MAP\" staat er al");
}

TEST(Check, RefusesAReportWithoutParts) {
  Draft()
      .Replace("reports {\n  key: \"V-2\"", "@reports {\n  key: \"V-2\"")
      .Replace(
          "  parts { key: \"lessons\" title: \"Wat er geleerd is\" "
          "needed: PART_NEEDED_ALWAYS }\n",
          "")
      .Replace(
          "  parts { key: \"tips\" title: \"Tips voor de praktijkopleider\" "
          "}\n",
          "")
      .Replace("ROLE_YEAR_ASSISTANT parts: \"tips\" }", "ROLE_YEAR_ASSISTANT }")
      .HasOneProblem("reports[1].parts", "minstens één onderdeel");
}

TEST(Check, RefusesTwoPartsOfOneKey) {
  Draft()
      .Replace("{ key: \"reasons\"", "{ @key: \"summary\"")
      .HasOneProblem("reports[0].parts[1].key", "\"summary\" staat er al");
}

TEST(Check, RefusesAPartThatHangsOnAMeetingInAReportOfSomethingElse) {
  Draft()
      .Replace("\"Wat er geleerd is\" needed: PART_NEEDED_ALWAYS",
               "\"Wat er geleerd is\" @needed: PART_NEEDED_WHEN_ADVICE")
      .HasOneProblem("reports[1].parts[0].needed", "driehoeksgesprek");
}

// Who sees a report, and who chooses.

TEST(Check, AsksWhoSeesAndHowMuch_P5) {
  Draft()
      .Replace(
          "seen_by { viewer: VIEWER_YEAR_ASSISTANT level: "
          "SIGHT_LEVEL_METADATA }",
          "seen_by { viewer: VIEWER_YEAR_ASSISTANT level: "
          "SIGHT_LEVEL_METADATA }\n  @seen_by { viewer: VIEWER_TRAINER }")
      .HasOneProblem("reports[0].seen_by[2].level", "zeg hoeveel");
  Draft()
      .Replace(
          "seen_by { viewer: VIEWER_YEAR_ASSISTANT level: "
          "SIGHT_LEVEL_METADATA }",
          "seen_by { viewer: VIEWER_YEAR_ASSISTANT level: "
          "SIGHT_LEVEL_METADATA }\n  seen_by { @viewer: VIEWER_RESIDENT "
          "level: SIGHT_LEVEL_READ }")
      .HasOneProblem("reports[0].seen_by[2].viewer", "staat er al");
}

TEST(Check, LetsAProcedureSayWhoSeesWhatIsNoReport) {
  const auto with = [](const std::string& rule) {
    return Draft().Append(absl::StrCat(
        "sights { subject: SIGHT_SUBJECT_LATENESS section: 'art. 1' ", rule,
        " }\n"));
  };
  EXPECT_THAT(with("by { role: ROLE_HEAD degree: SIGHT_DEGREE_ALL }"
                   " by { role: ROLE_TEACHER degree: SIGHT_DEGREE_OWN }")
                  .Problems(),
              SizeIs(0));
  EXPECT_THAT(with("").Problems(), SizeIs(0)) << "nobody";
  with("by { @role: ROLE_RESIDENT degree: SIGHT_DEGREE_ALL }")
      .HasOneProblem("sights[0].by[0].role", "kan dit niet te zien krijgen");
  with("by { role: ROLE_HEAD @degree: SIGHT_DEGREE_SUITABLE }")
      .HasOneProblem("sights[0].by[0].degree", "past niet");
  with(
      "by { role: ROLE_HEAD degree: SIGHT_DEGREE_ALL }"
      " by { @role: ROLE_HEAD degree: SIGHT_DEGREE_OWN }")
      .HasOneProblem("sights[0].by[1].role", "staat er al");
  with("")
      .Append("sights { @subject: SIGHT_SUBJECT_LATENESS section: 'art. 1' }")
      .HasOneProblem("sights[1].subject", "staat er al");
  Draft()
      .Append(
          "sights { subject: SIGHT_SUBJECT_CANDIDATES section: 'art. 1'"
          " by { role: ROLE_RESIDENT degree: SIGHT_DEGREE_SUITABLE }"
          " by { @role: ROLE_TRAINER degree: SIGHT_DEGREE_ALL } }")
      .HasOneProblem("sights[0].by[1].role", "kan dit niet te zien krijgen");
}

TEST(Check, LetsWhoHasWorkInACaseSeeIt) {
  const auto with = [](const std::string& subject, const std::string& roles) {
    std::string rule =
        absl::StrCat("sights { @subject: ", subject, " section: 'art. 1'");
    for (const absl::string_view role : absl::StrSplit(roles, ' ')) {
      absl::StrAppend(&rule, " by { role: ROLE_", role,
                      " degree: SIGHT_DEGREE_ALL }");
    }
    return Draft().Append(rule + " }\n");
  };
  const std::string cases = "SIGHT_SUBJECT_CASES";
  EXPECT_THAT(
      with(cases, "HEAD TEACHER PROGRAMME_MANAGER YEAR_ASSISTANT").Problems(),
      SizeIs(0));
  with(cases, "HEAD PROGRAMME_MANAGER YEAR_ASSISTANT")
      .HasOneProblem("sights[0].subject",
                     "ROLE_TEACHER heeft werk in zaken (s");
  with(cases, "TEACHER PROGRAMME_MANAGER YEAR_ASSISTANT")
      .HasOneProblem("sights[0].subject", "ROLE_HEAD heeft werk in zaken (b");
  with(cases, "HEAD TEACHER PROGRAMME_MANAGER")
      .HasOneProblem("sights[0].subject", "ROLE_YEAR_ASSISTANT heeft werk");
  with(cases, "HEAD TEACHER YEAR_ASSISTANT")
      .HasOneProblem("sights[0].subject", "ROLE_PROGRAMME_MANAGER heeft werk");
  with(cases, "HEAD TEACHER PROGRAMME_MANAGER YEAR_ASSISTANT")
      .Append("role_names { role: ROLE_DEPUTY_HEAD name: 'vervanger' }\n")
      .HasOneProblem("sights[0].subject", "ROLE_DEPUTY_HEAD heeft werk");
  // Who is no staff sees a case by what he or she is to it.
  for (const char* const role : {"RESIDENT", "TRAINER", "POLICY_OFFICER",
                                 "ADMINISTRATOR", "SYSTEM", "AUDITOR"}) {
    EXPECT_THAT(with(cases, absl::StrCat("HEAD TEACHER PROGRAMME_MANAGER"
                                         " YEAR_ASSISTANT ",
                                         role))
                    .Problems(),
                ElementsAre(IsOnField("sights[0].by[4].role")))
        << role;
  }
  EXPECT_THAT(
      with("SIGHT_SUBJECT_HISTORIES", "AUDITOR HEAD TEACHER").Problems(),
      SizeIs(0));
  with("SIGHT_SUBJECT_HISTORIES", "HEAD")
      .HasOneProblem("sights[0].subject", "ROLE_AUDITOR kent een zaak alleen");
}

TEST(Check, RefusesToHaveItFiledByWhoKnowsNothingOfIt_D1) {
  Draft()
      .Replace(
          "  seen_by { viewer: VIEWER_YEAR_ASSISTANT level: "
          "SIGHT_LEVEL_METADATA }\n",
          "")
      .Replace(
          "filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT by: "
          "ROLE_TEACHER }",
          "@filings { place: \"MAP\" by: ROLE_YEAR_ASSISTANT by: "
          "ROLE_TEACHER }")
      .HasOneProblem("reports[0].filings[0].by", "weet niet van dit verslag");
}

TEST(Check, LetsOnlyTheAuthorChooseAndFile_G8) {
  Draft()
      .Replace("chosen_by: ROLE_TRAINER", "@chosen_by: ROLE_RESIDENT")
      .Replace("choose_reflection_place\" roles: ROLE_TRAINER",
               "choose_reflection_place\" roles: ROLE_RESIDENT")
      .Replace("filings { place: \"DOS\" by: ROLE_TRAINER }",
               "filings { place: \"DOS\" by: ROLE_RESIDENT }")
      .Replace("seen_by_once_chosen {",
               "seen_by { viewer: VIEWER_RESIDENT level: SIGHT_LEVEL_READ }\n"
               "  seen_by_once_chosen {")
      .HasOneProblem("reports[2].chosen_by", "over een eigen verslag");
  Draft()
      .Replace("filings { place: \"DOS\" by: ROLE_TRAINER }",
               "@filings { place: \"DOS\" by: ROLE_TRAINER by: "
               "ROLE_TRAINER_MANAGER }")
      .Replace("seen_by_once_chosen {",
               "seen_by { viewer: VIEWER_TRAINER_MANAGER level: "
               "SIGHT_LEVEL_METADATA }\n  seen_by_once_chosen {")
      .HasOneProblem("reports[2].filings[0].by", "alleen wie kiest");
}

TEST(Check, GuardsAChoiceWhereThereIsOneAndOnlyThere_G8) {
  Draft()
      .Replace(
          "guards { key: \"W-3\" guard: GUARD_REFLECTION_BY_CHOICE "
          "section: \"art. 6\" }\n",
          "")
      .HasOneProblem("guards", "zet GUARD_REFLECTION_BY_CHOICE aan");
  Draft()
      .Replace("  chosen_by: ROLE_TRAINER\n", "")
      .Replace(
          "  seen_by_once_chosen { viewer: VIEWER_TRAINER_MANAGER level: "
          "SIGHT_LEVEL_READ }\n",
          "")
      .Replace(
          "ROLE_TEACHER] section: \"art. 2\" }\ncompetences { command: "
          "\"unarchive_document\"",
          "ROLE_TEACHER, ROLE_TRAINER] section: \"art. 2\" "
          "}\ncompetences { command: \"unarchive_document\"")
      .HasOneProblem("guards", "bewaakt niets");
}

TEST(Check, AsksForNoReportThatItsAuthorMayKeep_A21) {
  Draft()
      .Replace(
          "fulfilled_by { facts { fact: FACT_KIND_DISCUSSED_WITH_DEPUTY_"
          "HEAD } }",
          "fulfilled_by { @facts { fact: FACT_KIND_REPORT_SUBMITTED "
          "report: \"V-3\" } }")
      .HasOneProblem("obligations[3].fulfilled_by.facts[0]",
                     "mag niemand vragen");
}

TEST(Check, AsksAReportPerTrainerOnlyOfATalkWithOne_A23) {
  Draft()
      .Replace("  about: FACT_KIND_TRIANGULAR_MEETING_HELD\n",
               "  about: FACT_KIND_TRIANGULAR_MEETING_HELD\n  @per_trainer: "
               "true\n")
      .HasOneProblem("reports[0].per_trainer", "met één opleider");
}

TEST(Check, FilesOnlyPartsThatTheReportHas_A14) {
  Draft()
      .Replace("parts: \"tips\" }\n  section",
               "@parts: \"klachten\" }\n  "
               "section")
      .HasOneProblem("reports[1].filings[1].parts[0]", "geen onderdeel");
}

TEST(Check, ReleasesOnlyWhatTheResidentAndTheNewTrainerRead_A12) {
  Draft()
      .Replace("key: \"V-2\"\n", "key: \"V-2\"\n  @released: true\n")
      .HasOneProblem("reports[1].released", "VIEWER_NEW_TRAINER");
}

TEST(Check, LetsTheResidentOpenWhatHeOrSheAloneReads_A11) {
  Draft()
      .Replace(
          "parts: \"tips\" }\n  section: \"art. 6\"\n  seen_by { viewer: "
          "VIEWER_RESIDENT level: SIGHT_LEVEL_READ }",
          "parts: \"tips\" }\n  section: \"art. 6\"\n  @resident_may_open: "
          "true\n  seen_by { viewer: VIEWER_RESIDENT level: "
          "SIGHT_LEVEL_METADATA }")
      .HasOneProblem("reports[1].resident_may_open", "VIEWER_RESIDENT");
  Draft()
      .Replace(
          "parts: \"tips\" }\n  section: \"art. 6\"\n",
          "parts: \"tips\" }\n  section: \"art. 6\"\n  @resident_may_open: "
          "true\n  seen_by { viewer: VIEWER_NEW_TRAINER level: "
          "SIGHT_LEVEL_READ }\n")
      .HasOneProblem("reports[1].resident_may_open", "VIEWER_NEW_TRAINER");
}

TEST(Check, SharesPartsWithTheNewTrainerAlone_D7a) {
  Draft()
      .Replace(
          "parts { key: \"tips\" title: \"Tips voor de praktijkopleider\" "
          "}",
          "@parts { key: \"tips\" title: \"Tips voor de praktijkopleider\" "
          "seen_by { viewer: VIEWER_HEAD_OF_NOTHING } }")
      .Replace("VIEWER_HEAD_OF_NOTHING }",
               "VIEWER_DEPUTY_HEAD level: SIGHT_LEVEL_READ }")
      .HasOneProblem("reports[1].parts[1].seen_by",
                     "alleen VIEWER_NEW_TRAINER");
}

TEST(Check, LetsALineStandWithoutBeingDone_T25) {
  EXPECT_THAT(Draft()
                  .Replace("obligation_class: OBLIGATION_CLASS_SEQUENCE",
                           "obligation_class: OBLIGATION_CLASS_STANDING")
                  .Replace("  fulfilled_by { facts { fact: "
                           "FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD } }\n",
                           "")
                  .Problems(),
              SizeIs(0));
}

// Obligations.

TEST(Check, RefusesTwoObligationsOfOneKey) {
  Draft()
      .Replace("  key: \"A-4\"", "  @key: \"A-1\"")
      .HasOneProblem("obligations[3].key", "\"A-1\" staat er al");
}

TEST(Check, RefusesAnObligationWithoutOwner) {
  Draft()
      .Replace("obligations {\n  key: \"A-1\"",
               "@obligations {\n  key: \"A-1\"")
      .Replace(
          "  owner { role: ROLE_TEACHER scope: OWNER_SCOPE_GROUP }\n  "
          "watchers",
          "  watchers")
      .HasOneProblem("obligations[0].owner", "zeg wie dit moet doen");
}

TEST(Check, AsksInWhichScopeARoleIsLookedFor) {
  Draft()
      .Replace(
          "watchers { role: ROLE_PROGRAMME_MANAGER scope: "
          "OWNER_SCOPE_INSTITUTE }",
          "@watchers { role: ROLE_PROGRAMME_MANAGER }")
      .HasOneProblem("obligations[0].watchers[0].scope",
                     "zeg waar de rol geldt");
}

TEST(Check, RefusesAnOwnerWhoBelongsToAPlacement) {
  Draft()
      .Replace("watchers { role: ROLE_PROGRAMME_MANAGER",
               "watchers { @role: ROLE_RESIDENT")
      .HasOneProblem("obligations[0].watchers[0].role", "hoort bij één stage");
}

TEST(Check, AsksWhoSeesWhatIsOfANewTrainerWhoIsNotThereYet_A48) {
  const std::string of_new_trainer =
      "  owner { role: ROLE_TRAINER scope: OWNER_SCOPE_NEW_PLACEMENT }\n";
  const std::string of_head =
      "  owner { role: ROLE_PROGRAMME_MANAGER scope: OWNER_SCOPE_INSTITUTE }\n"
      "  fulfilled_by { facts { fact: FACT_KIND_RESIDENT_EVALUATION_HELD } }\n";
  const std::string fulfilled =
      "  fulfilled_by { facts { fact: FACT_KIND_RESIDENT_EVALUATION_HELD } }\n";
  Draft()
      .Replace("obligations {\n  key: \"A-2\"",
               "@obligations {\n  key: \"A-2\"")
      .Replace(of_head, absl::StrCat(of_new_trainer, fulfilled))
      .HasOneProblem("obligations[1].watchers", "nog geen nieuwe plek");
  EXPECT_THAT(
      Draft()
          .Replace(of_head, absl::StrCat(of_new_trainer,
                                         "  watchers { role: ROLE_HEAD scope: "
                                         "OWNER_SCOPE_INSTITUTE }\n",
                                         fulfilled))
          .Problems(),
      SizeIs(0));
}

TEST(Check, RefusesALaterOwnerWhereNothingIsFiled_A16) {
  Draft()
      .Replace("watchers {",
               "@owner_once_submitted { role: ROLE_HEAD scope: "
               "OWNER_SCOPE_INSTITUTE }\n  watchers {")
      .HasOneProblem("obligations[0].owner_once_submitted",
                     "kan alleen waar verslagen");
}

TEST(Check, AsksHowStrictlyAnObligationBinds) {
  Draft()
      .Replace("obligations {\n  key: \"A-4\"",
               "@obligations {\n  key: \"A-4\"")
      .Replace("  obligation_class: OBLIGATION_CLASS_SEQUENCE\n", "")
      .HasOneProblem("obligations[3].obligation_class", "hoe streng");
}

TEST(Check, RefusesAHardObligationWithoutBound_AS10) {
  Draft()
      .Replace("obligations {\n  key: \"A-1\"",
               "@obligations {\n  key: \"A-1\"")
      .Replace("  bounds { anchor: ANCHOR_CREATION days: 10 }\n", "")
      .HasOneProblem("obligations[0].bounds",
                     "OBLIGATION_CLASS_HARD heeft een termijn nodig");
}

TEST(Check, RefusesABoundOnAClassWithoutDates_AS12) {
  Draft()
      .Replace("OBLIGATION_CLASS_SEQUENCE\n",
               "OBLIGATION_CLASS_SEQUENCE\n  @bounds { anchor: ANCHOR_CREATION "
               "weeks: 1 }\n")
      .HasOneProblem("obligations[3].bounds[0]",
                     "OBLIGATION_CLASS_SEQUENCE heeft geen termijn");
}

TEST(Check, AsksFromWhenABoundCounts) {
  Draft()
      .Replace("bounds { anchor: ANCHOR_CREATION days: 10 }",
               "@bounds { days: 10 }")
      .HasOneProblem("obligations[0].bounds[0].anchor", "vanaf welke dag");
}

TEST(Check, RefusesAnAnchorThatIsUnknown) {
  Draft()
      .Replace("anchor: ANCHOR_PLACEMENT_START", "anchor: @ANCHOR_HALFWAY")
      .HasOneProblem("obligations[1].bounds[1].anchor",
                     "ANCHOR_DECOUPLING_EFFECTIVE");
}

TEST(Check, RefusesAnOffsetOutOfRange) {
  Draft()
      .Replace("months: 9", "@months: 61")
      .HasOneProblem("obligations[1].bounds[1].months",
                     "61 kan hier niet; wel: -60 tot 60");
  Draft()
      .Replace("days: -1", "@days: -3651")
      .HasOneProblem("obligations[1].bounds[1].days", "-3650 tot 3650");
  Draft()
      .Replace("days: 10", "@weeks: 521")
      .HasOneProblem("obligations[0].bounds[0].weeks", "-520 tot 520");
}

TEST(Check, RefusesABoundBeforeTheObligationItself) {
  Draft()
      .Replace("bounds { anchor: ANCHOR_CREATION days: 10 }",
               "@bounds { anchor: ANCHOR_CREATION days: -1 }")
      .HasOneProblem("obligations[0].bounds[0]", "vóór de dag");
}

TEST(Check, AsksWhatCreatesAnObligation) {
  Draft()
      .Replace("obligations {\n  key: \"A-4\"",
               "@obligations {\n  key: \"A-4\"")
      .Replace("  created_by { fact: FACT_KIND_DECOUPLING_ADVISED }\n", "")
      .HasOneProblem("obligations[3].created_by.fact", "zeg welk feit");
}

TEST(Check, RefusesAFactThatIsUnknown) {
  Draft()
      .Replace("fact: FACT_KIND_DECOUPLING_ADVISED",
               "fact: @FACT_KIND_FULL_MOON")
      .HasOneProblem("obligations[3].created_by.fact",
                     "\"FACT_KIND_FULL_MOON\" kan hier niet");
}

TEST(Check, RefusesAReportBesideAFactThatHasNone) {
  Draft()
      .Replace("fact: FACT_KIND_DECOUPLING_ADVISED",
               "fact: FACT_KIND_DECOUPLING_ADVISED @report: \"V-1\"")
      .HasOneProblem("obligations[3].created_by.report",
                     "hoort alleen bij FACT_KIND_REPORT_SUBMITTED");
}

TEST(Check, RefusesAReportThatIsNotThere) {
  Draft()
      .Replace("FACT_KIND_REPORT_SUBMITTED report: \"V-1\"",
               "FACT_KIND_REPORT_SUBMITTED @report: \"D-1\"")
      .HasOneProblem("obligations[0].fulfilled_by.facts[0].report",
                     "\"D-1\" staat niet bij reports");
  Draft()
      .Replace("archived_reports: \"V-2\"",
               "archived_reports: [\"V-2\", @\"V-9\"]")
      .HasOneProblem("obligations[2].fulfilled_by.archived_reports[1]",
                     "\"V-9\" staat niet bij reports");
}

TEST(Check, AsksWhenAnObligationIsFulfilled) {
  Draft()
      .Replace("obligations {\n  key: \"A-4\"",
               "@obligations {\n  key: \"A-4\"")
      .Replace(
          "  fulfilled_by { facts { fact: "
          "FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD } }\n",
          "")
      .HasOneProblem("obligations[3].fulfilled_by", "wanneer dit gedaan is");
}

TEST(Check, RefusesAReportOfAnotherTalkThanCreatedTheObligation) {
  Draft()
      .Replace("archived_reports: \"V-2\"", "@archived_reports: \"V-1\"")
      .HasOneProblem("obligations[2].fulfilled_by.archived_reports[0]",
                     "\"V-1\" gaat over iets anders");
}

TEST(Check, RefusesAnObligationThatItsOwnFulfilmentCreates) {
  Draft()
      .Replace(
          "fulfilled_by { facts { fact: "
          "FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD } }",
          "@fulfilled_by { facts { fact: FACT_KIND_DECOUPLING_ADVISED } }")
      .HasOneProblem("obligations[3].fulfilled_by", "een kring: A-4 → A-4");
}

TEST(Check, RefusesACycleBetweenObligations) {
  Draft()
      .Replace("fulfilled_by { archived_reports: \"V-2\" }",
               "@fulfilled_by { facts { fact: FACT_KIND_DECOUPLED } }")
      .Replace(
          "  owner_once_submitted { role: ROLE_YEAR_ASSISTANT scope: "
          "OWNER_SCOPE_INSTITUTE }\n",
          "")
      .HasOneProblem("obligations[2].fulfilled_by",
                     "een kring: A-2 → A-3 → A-2");
}

// Guards and competences.

TEST(Check, RefusesAGuardTwice) {
  Draft()
      .Replace("key: \"W-2\" guard: GUARD_BOTH_ANSWERS_YES",
               "key: \"W-2\" @guard: GUARD_DISCUSSION_BEFORE_RULING")
      .HasOneProblem("guards[1].guard",
                     "GUARD_DISCUSSION_BEFORE_RULING staat er al");
}

TEST(Check, AsksWhichGuardIsMeant) {
  Draft()
      .Replace("guards { key: \"W-2\" guard: GUARD_BOTH_ANSWERS_YES",
               "@guards { key: \"W-2\"")
      .HasOneProblem("guards[1].guard", "zeg wat er bewaakt wordt");
}

TEST(Check, RefusesAGuardOnAttentionPointsThatNoReportCanHold_G6) {
  Draft()
      .Replace("guard: GUARD_BOTH_ANSWERS_YES",
               "@guard: GUARD_ATTENTION_POINTS_WHEN_RESOLVED")
      .HasOneProblem("guards[1].guard", "geen zaak zou dicht kunnen");
}

TEST(Check, AsksTheSectionOfTheSource) {
  Draft()
      .Replace(
          "guards { key: \"W-2\" guard: GUARD_BOTH_ANSWERS_YES section: "
          "\"art. 5\" }",
          "@guards { key: \"W-2\" guard: GUARD_BOTH_ANSWERS_YES }")
      .HasOneProblem("guards[1].section", "1 tot 40 tekens");
}

TEST(Check, RefusesACaseCommandThatNobodyMayGive_G11) {
  Draft()
      .Replace(
          "competences { command: \"close_case\" roles: "
          "ROLE_PROGRAMME_MANAGER section: \"art. 7\" }\n",
          "")
      .HasOneProblem("competences", "niemand mag \"close_case\"");
  Draft()
      .Replace(
          "competences { command: \"close_case\" roles: "
          "ROLE_PROGRAMME_MANAGER",
          "@competences { command: \"close_case\"")
      .HasOneProblem("competences[25].roles", "zeg wie dit mag");
}

TEST(Check, RefusesACommandTwice) {
  Draft()
      .Append(
          "competences { @command: \"close_case\" roles: ROLE_TEACHER "
          "section: \"art. 7\" }\n")
      .HasOneProblem("competences[61].command", "\"close_case\" staat er al");
}

TEST(Check, RefusesACommandThatIsNotOfAProcedure) {
  for (const char* command :
       {"publish_procedure", "grant_role", "record_outcome", "dance"}) {
    Draft()
        .Append(absl::StrCat("competences { @command: \"", command,
                             "\" roles: ROLE_TEACHER section: \"art. 7\" }\n"))
        .HasOneProblem("competences[61].command",
                       "is geen opdracht waarover een procedure gaat; wel: "
                       "signal_discontent, ");
  }
}

// What takes a date away.

TEST(Check, RefusesAnAttemptThatIsNotThere_A37) {
  Draft()
      .Replace("date_lifted_by { fact: FACT_KIND_TRAINER_CALL_ATTEMPTED }",
               "@date_lifted_by { }")
      .HasOneProblem("obligations[4].date_lifted_by[0].fact", "zeg welk feit");
}

TEST(Check, RefusesAnAttemptThatIsTheThingItself_A37) {
  Draft()
      .Replace("date_lifted_by { fact: FACT_KIND_TRAINER_CALL_ATTEMPTED }",
               "@date_lifted_by { fact: FACT_KIND_TRAINER_CALLED }")
      .HasOneProblem("obligations[4].date_lifted_by[0]",
                     "hiermee is het al gedaan");
}

TEST(Check, RefusesToTakeAwayADateThatIsNotThere_A37) {
  Draft()
      .Replace(
          "fulfilled_by { facts { fact: "
          "FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD } }",
          "fulfilled_by { facts { fact: "
          "FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD } }\n"
          "  @date_lifted_by { fact: FACT_KIND_RESIDENT_CALLED }")
      .HasOneProblem("obligations[3].date_lifted_by[0]",
                     "OBLIGATION_CLASS_SEQUENCE heeft geen termijn");
}

TEST(Check, RefusesMoreAttemptsThanAProcedureNeeds_A37) {
  std::string attempts;
  for (int i = 0; i < 11; ++i) {
    absl::StrAppend(&attempts, i == 10 ? "@" : "",
                    "date_lifted_by { fact: FACT_KIND_RESIDENT_CALLED }\n");
  }
  Draft()
      .Replace("date_lifted_by { fact: FACT_KIND_TRAINER_CALL_ATTEMPTED }",
               attempts)
      .HasOneProblem("obligations[4].date_lifted_by[10]", "niet meer dan 10");
}

// The rhythm of reminders.

TEST(Check, RefusesAReminderAtNight) {
  for (const int hour : {-1, 5, 21, 24}) {
    Draft()
        .Replace("  hour: 17\n", absl::StrCat("  @hour: ", hour, "\n"))
        .HasOneProblem("rhythm.hour",
                       absl::StrCat(hour, " kan hier niet; wel: 6 tot 20"));
  }
}

TEST(Check, RefusesRemindersThatNeverComeOrNeverEnd) {
  Draft()
      .Replace("  hour: 17\n", "  hour: 17\n  @hard_days_before: 61\n")
      .HasOneProblem("rhythm.hard_days_before", "wel: 0 tot 60");
  Draft()
      .Replace("  hard_repeat_days: 1\n", "  @hard_repeat_days: 0\n")
      .HasOneProblem("rhythm.hard_repeat_days", "wel: 1 tot 60");
  for (const int times : {-1, 521}) {
    Draft()
        .Replace(
            "  hour: 17\n",
            absl::StrCat("  hour: 17\n  @hard_repeat_times: ", times, "\n"))
        .HasOneProblem("rhythm.hard_repeat_times", "wel: 0 tot 520");
  }
  Draft()
      .Replace("  hour: 17\n", "  hour: 17\n  @hard_escalate_after_days: -1\n")
      .HasOneProblem("rhythm.hard_escalate_after_days", "wel: 0 tot 60");
}

TEST(Check, RefusesATolerance_AS11) {
  Draft()
      .Replace("up_to_days: 365 days: 30", "@up_to_days: 0 days: 30")
      .HasOneProblem("rhythm.target_tolerances[0].up_to_days",
                     "wel: 1 tot 3650");
  Draft()
      .Replace("up_to_days: 365 days: 30", "up_to_days: 365 @days: 61")
      .HasOneProblem("rhythm.target_tolerances[0].days", "wel: 0 tot 60");
}

TEST(Check, RefusesTolerancesThatDoNotGoOutward_AS11) {
  Draft()
      .Replace("target_tolerances { up_to_days: 365 days: 30 }",
               "target_tolerances { up_to_days: 365 days: 30 }\n"
               "  target_tolerances { @up_to_days: 365 days: 31 }")
      .HasOneProblem("rhythm.target_tolerances[1].up_to_days",
                     "van dichtbij naar ver");
}

TEST(CommandsNeedingCompetence, AreThoseAboutASignalOrACase_G11) {
  const std::vector<std::string>& commands = CommandsNeedingCompetence();
  EXPECT_EQ(commands.front(), "signal_discontent");
  EXPECT_THAT(commands, Contains("clarify_perspectives"));
  EXPECT_THAT(commands, Contains("plan_triangular_meeting"));
  EXPECT_THAT(commands, Contains("correct_fact"));
  EXPECT_EQ(commands.back(), "take_over_case");
  EXPECT_THAT(commands, Not(Contains("record_outcome")));
  EXPECT_THAT(commands, Not(Contains("set_calendar_day")));
}

// Waiting time and extension.

TEST(Check, AsksWhenAWaitingTimeIsLong_A27) {
  Draft()
      .Replace("obligation_class: OBLIGATION_CLASS_THRESHOLD",
               "obligation_class: OBLIGATION_CLASS_TARGET")
      .Replace("created_by { fact: FACT_KIND_DECOUPLING_ADVISED }",
               "@created_by { fact: FACT_KIND_LONG_WAITING_ENDED }")
      .HasOneProblem("obligations[3].created_by", "niets zegt vanaf wanneer");
}

TEST(Check, LetsALongWaitingTimeFulfilNothing_A27) {
  Draft()
      .Replace("facts { fact: FACT_KIND_WAITING_FILL_DECIDED }",
               "facts { @fact: FACT_KIND_LONG_WAITING_ENDED }")
      .HasOneProblem("obligations[5].fulfilled_by.facts[0].fact",
                     "kan alleen iets laten ontstaan");
}

TEST(Check, AsksForTheMonthsOfAWindow_T23) {
  Draft()
      .Replace(
          "extension {\n  from_months: 2\n  until_months: 6\n  "
          "presumed_from_months: 4\n  training_years: [1, 3]\n  section: "
          "\"art. 8\"\n}\n",
          "")
      .Replace("bounds { anchor: ANCHOR_WAITING_START days: 30 }",
               "bounds { anchor: ANCHOR_WAITING_START days: 30 }\n  @within: "
               "WINDOW_EXTENSION")
      .HasOneProblem("obligations[5].within", "zeg bij extension");
}

TEST(Check, RefusesMonthsThatDoNotFollowEachOther_A7) {
  Draft()
      .Replace("until_months: 6", "@until_months: 2")
      .Replace("presumed_from_months: 4", "presumed_from_months: 2")
      .HasOneProblem("extension.until_months", "from_months");
  Draft()
      .Replace("presumed_from_months: 4", "@presumed_from_months: 7")
      .HasOneProblem("extension.presumed_from_months", "tussen");
}

TEST(Check, RefusesATrainingYearThatDoesNotExist_A9) {
  Draft()
      .Replace("training_years: [1, 3]", "training_years: [1, @4]")
      .HasOneProblem("extension.training_years[1]", "1, 2 of 3");
}

// Words.

TEST(Check, RefusesWordsOfWhatIsNoEvent) {
  Draft()
      .Replace("event: \"candidate_briefed\"", "@event: \"briefing\"")
      .HasOneProblem("words[0].event", "\"briefing\" is geen gebeurtenis");
}

TEST(Check, RefusesWordsOfAnEventThatHasNoneOrIsOfADocument) {
  for (const char* const event : {"triangular_meeting_held", "report_submitted",
                                  "reaction_given", "discontent_signalled"}) {
    Draft()
        .Replace("event: \"candidate_briefed\"",
                 absl::StrCat("@event: \"", event, "\""))
        .HasOneProblem("words[0].event",
                       "is hier niets te zeggen; wel van: decoupling_ruled, ");
  }
}

TEST(Check, RefusesWordsOfAnEventTwice) {
  Draft()
      .Replace("event: \"deviation_recorded\"", "@event: \"candidate_briefed\"")
      .HasOneProblem("words[1].event", "\"candidate_briefed\" staat er al");
}

TEST(Check, RefusesWordsWithoutAReaderOrWithOneTwice) {
  Draft()
      .Replace("read_by: VIEWER_TRAINER_MANAGER section: \"art. 5\"",
               "section: \"art. 5\"")
      .Replace("words { event: \"candidate_briefed\"",
               "@words { event: \"candidate_briefed\"")
      .HasOneProblem("words[0].read_by", "zeg wie dit leest");
  Draft()
      .Replace("read_by: [VIEWER_RESIDENT, VIEWER_TEACHER]",
               "read_by: [VIEWER_RESIDENT, @VIEWER_RESIDENT]")
      .HasOneProblem("words[1].read_by[1]", "VIEWER_RESIDENT staat er al");
  Draft()
      .Replace("read_by: [VIEWER_RESIDENT, VIEWER_TEACHER]",
               "read_by: [VIEWER_RESIDENT, @VIEWER_UNSPECIFIED]")
      .HasOneProblem("words[1].read_by[1]", "zeg wie dit leest");
  Draft()
      .Replace("read_by: [VIEWER_RESIDENT, VIEWER_TEACHER]",
               "read_by: [VIEWER_RESIDENT, @VIEWER_BAAS]")
      .HasOneProblem("words[1].read_by[1]", "\"VIEWER_BAAS\" kan hier niet");
}

TEST(Check, RefusesACandidateWhoReadsMoreThanTheBriefing_G12) {
  Draft()
      .Replace("read_by: [VIEWER_RESIDENT, VIEWER_TEACHER]",
               "read_by: [VIEWER_RESIDENT, @VIEWER_NEW_TRAINER]")
      .HasOneProblem("words[1].read_by[1]", "leest alleen candidate_briefed");
  EXPECT_THAT(
      Draft()
          .Replace("read_by: VIEWER_TRAINER_MANAGER section: \"art. 5\"",
                   "read_by: VIEWER_NEW_TRAINER section: \"art. 5\"")
          .Problems(),
      SizeIs(0));
}

TEST(Check, RefusesWordsWithoutATitleOrWithABadDocument) {
  Draft()
      .Replace("title: \"wat de kandidaat hoorde\"", "@title: \" \"")
      .HasOneProblem("words[0].title", "1 tot 200 tekens");
  Draft()
      .Replace("document: \"B-1\"", "@document: \"B 1\"")
      .HasOneProblem("words[1].document", "letters, cijfers");
}

// What is owed outside cases.

constexpr char kOfCohort[] = R"pb(
  obligations {
    key: "A-7"
    title: "Geef iedereen de regeling"
    obligation_class: OBLIGATION_CLASS_EVENT_BOUND
    created_by { fact: FACT_KIND_TRAINING_YEAR_STARTED }
    bounds { anchor: ANCHOR_CREATION }
    owner { role: ROLE_TEACHER scope: OWNER_SCOPE_TRAINING_YEAR }
    watchers { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }
    fulfilled_by { facts { fact: FACT_KIND_PROCEDURE_HANDED_OUT } }
    section: "art. 8"
  }
  competences {
    command: "hand_out_procedure"
    roles: ROLE_TEACHER
    section: "art. 8"
  })pb";
constexpr char kOfProcedure[] = R"pb(
  obligations {
    key: "A-7"
    title: "Kijk of de regeling nog goed is"
    obligation_class: OBLIGATION_CLASS_YEARLY
    created_by { fact: FACT_KIND_PROCEDURE_REVIEWED }
    bounds { anchor: ANCHOR_CREATION months: 12 }
    owner { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }
    fulfilled_by { facts { fact: FACT_KIND_PROCEDURE_REVIEWED } }
    section: "art. 8"
  }
  competences { command: "review_procedure" roles: ROLE_HEAD section: "art. 8" })pb";

constexpr char kOfRequest[] = R"pb(
  obligations {
    key: "A-7"
    title: "Beantwoord het verzoek"
    obligation_class: OBLIGATION_CLASS_HARD
    created_by { fact: FACT_KIND_PRIVACY_REQUEST_EXTENDED }
    bounds {
      anchor: ANCHOR_PRIVACY_REQUEST_MADE
      months: 3
      shift: SHIFT_NEXT_WORKING_DAY
    }
    owner { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }
    fulfilled_by { facts { fact: FACT_KIND_PRIVACY_REQUEST_ANSWERED } }
    section: "art. 8"
  })pb";

// The other procedure with such a row, changed.
Draft With(const char* row, const std::string& was,
           const std::string& becomes) {
  return Draft().Append(row).Replace(was, becomes);
}

TEST(Check, TakesWhatIsOwedOnceAYear_T27) {
  EXPECT_THAT(Draft().Append(kOfCohort).Problems(), SizeIs(0));
  EXPECT_THAT(Draft().Append(kOfProcedure).Problems(), SizeIs(0));
}

// Context V-2.
TEST(Check, TakesWhatIsOwedOnAPrivacyRequestByTheLawsOwnShift) {
  EXPECT_THAT(Draft().Append(kOfRequest).Problems(), SizeIs(0));
}

TEST(Check, RefusesOfAPrivacyRequestWhatIsOfOtherThings) {
  With(kOfRequest, "anchor: ANCHOR_PRIVACY_REQUEST_MADE",
       "@anchor: ANCHOR_PLACEMENT_END")
      .HasOneProblem("obligations[6].bounds[0].anchor",
                     "ANCHOR_PLACEMENT_END is een dag van een zaak; hier kan "
                     "alleen ANCHOR_CREATION of ANCHOR_PRIVACY_REQUEST_MADE");
  With(kOfCohort, "{ anchor: ANCHOR_CREATION }",
       "{ @anchor: ANCHOR_PRIVACY_REQUEST_MADE }")
      .HasOneProblem("obligations[6].bounds[0].anchor",
                     "is een dag van een verzoek over gegevens");
  With(kOfRequest, "{ fact: FACT_KIND_PRIVACY_REQUEST_ANSWERED }",
       "{ @fact: FACT_KIND_DECOUPLED }")
      .HasOneProblem("obligations[6].fulfilled_by.facts[0].fact",
                     "is er een van een verzoek over gegevens");
  With(kOfRequest, "title: \"Beantwoord het verzoek\"",
       "title: \"Beantwoord het verzoek\"\n    @training_years: 1")
      .HasOneProblem("obligations[6].training_years[0]",
                     "een verzoek over gegevens heeft geen opleidingsjaar");
  With(kOfRequest,
       "scope: OWNER_SCOPE_INSTITUTE }\n    fulfilled_by { facts { fact: "
       "FACT_KIND_PRIVACY_REQUEST_ANSWERED",
       "@scope: OWNER_SCOPE_TRAINING_YEAR }\n    fulfilled_by { facts { fact: "
       "FACT_KIND_PRIVACY_REQUEST_ANSWERED")
      .HasOneProblem("obligations[6].owner.scope",
                     "past niet bij een verzoek over gegevens");
}

TEST(Check, RefusesFactsOfACaseAndOfACohortInOneObligation_T27) {
  const char* const handed_out = "{ fact: FACT_KIND_PROCEDURE_HANDED_OUT }";
  With(kOfCohort, handed_out, "{ @fact: FACT_KIND_DECOUPLED }")
      .HasOneProblem("obligations[6].fulfilled_by.facts[0].fact",
                     "FACT_KIND_DECOUPLED is een feit van een zaak, maar "
                     "FACT_KIND_TRAINING_YEAR_STARTED is er een van een "
                     "opleidingsjaar");
  With(kOfCohort, "section: \"art. 8\"\n  }\n  competences",
       "lapses_by { @fact: FACT_KIND_DECOUPLED }\n    section: \"art. 8\"\n"
       "  }\n  competences")
      .HasOneProblem("obligations[6].lapses_by[0].fact", "van een zaak");
  With(kOfCohort, "section: \"art. 8\"\n  }\n  competences",
       "date_lifted_by { @fact: FACT_KIND_TRAINER_CALL_ATTEMPTED }\n"
       "    section: \"art. 8\"\n  }\n  competences")
      .HasOneProblem("obligations[6].date_lifted_by[0].fact", "van een zaak");
  With(kOfCohort, handed_out, "{ @fact: FACT_KIND_PROCEDURE_REVIEWED }")
      .Append(
          "competences { command: \"review_procedure\" roles: ROLE_HEAD "
          "section: \"art. 8\" }")
      .HasOneProblem("obligations[6].fulfilled_by.facts[0].fact",
                     "van de procedure zelf");
  Draft()
      .Replace("facts { fact: FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD }",
               "facts { @fact: FACT_KIND_PROCEDURE_HANDED_OUT }")
      .HasOneProblem("obligations[3].fulfilled_by.facts[0].fact",
                     "van een opleidingsjaar");
}

TEST(Check, RefusesADayOfACaseOutsideCases_T27) {
  With(kOfCohort, "{ anchor: ANCHOR_CREATION }",
       "{ @anchor: ANCHOR_DECOUPLING_EFFECTIVE }")
      .HasOneProblem("obligations[6].bounds[0].anchor",
                     "alleen ANCHOR_CREATION");
}

TEST(Check, RefusesAScopeThatOnlyACaseHas_T27) {
  With(kOfCohort, "ROLE_TEACHER scope: OWNER_SCOPE_TRAINING_YEAR",
       "ROLE_TEACHER @scope: OWNER_SCOPE_GROUP")
      .HasOneProblem("obligations[6].owner.scope",
                     "past niet bij een opleidingsjaar; wel: "
                     "OWNER_SCOPE_TRAINING_YEAR of OWNER_SCOPE_INSTITUTE");
  With(kOfCohort, "watchers { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }",
       "watchers { role: ROLE_TRAINER @scope: OWNER_SCOPE_PLACEMENT }")
      .HasOneProblem("obligations[6].watchers[0].scope",
                     "past niet bij een opleidingsjaar");
  With(kOfCohort, "watchers { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }",
       "escalation { role: ROLE_HEAD @scope: OWNER_SCOPE_GROUP }")
      .HasOneProblem("obligations[6].escalation.scope",
                     "past niet bij een opleidingsjaar");
  With(kOfProcedure,
       "{ anchor: ANCHOR_CREATION months: 12 }\n    owner { role: ROLE_HEAD "
       "scope: OWNER_SCOPE_INSTITUTE }",
       "{ anchor: ANCHOR_CREATION months: 12 }\n    owner { role: ROLE_HEAD "
       "@scope: OWNER_SCOPE_TRAINING_YEAR }")
      .HasOneProblem("obligations[6].owner.scope",
                     "past niet bij de procedure zelf; wel: "
                     "OWNER_SCOPE_INSTITUTE");
}

TEST(Check, RefusesWhatOnlyACaseHasEachByItsName_T27) {
  With(kOfCohort, "obligation_class: OBLIGATION_CLASS_EVENT_BOUND",
       "@obligation_class: OBLIGATION_CLASS_HARD")
      .HasOneProblem("obligations[6].obligation_class", "alleen bij een zaak");
  const char* const title = "title: \"Geef iedereen de regeling\"";
  for (const auto& [field, text] :
       {std::pair("per_trainer", "per_trainer: true"),
        std::pair("within", "within: WINDOW_EXTENSION"),
        std::pair("survives_closing", "survives_closing: true")}) {
    With(kOfCohort, title, absl::StrCat(title, "\n    @", text))
        .HasOneProblem(absl::StrCat("obligations[6].", field),
                       "kan alleen bij een zaak; dit is van een "
                       "opleidingsjaar");
  }
  With(kOfCohort, "facts { fact: FACT_KIND_PROCEDURE_HANDED_OUT }",
       "facts { fact: FACT_KIND_PROCEDURE_HANDED_OUT } @archived_reports: "
       "\"V-2\"")
      .HasOneProblem("obligations[6].fulfilled_by.archived_reports[0]",
                     "kan alleen bij een zaak");
  With(kOfProcedure, "title: \"Kijk of de regeling nog goed is\"",
       "title: \"Kijk of de regeling nog goed is\"\n    @training_years: 1")
      .HasOneProblem("obligations[6].training_years[0]",
                     "heeft geen opleidingsjaar");
}

TEST(Check, AsksWhoMayDoWhatIsOwedOutsideCases_G11) {
  With(kOfCohort, "facts { fact: FACT_KIND_PROCEDURE_HANDED_OUT }",
       "facts { @fact: FACT_KIND_PROCEDURE_HANDED_OUT }")
      .Replace("command: \"hand_out_procedure\"",
               "command: \"review_procedure\"")
      .HasOneProblem("obligations[6].fulfilled_by.facts[0].fact",
                     "niemand mag \"hand_out_procedure\"");
}

TEST(Check, TakesACycleForWhatIsDoneEveryYearAlone_T28) {
  With(kOfProcedure, "OBLIGATION_CLASS_YEARLY", "OBLIGATION_CLASS_TARGET")
      .Replace("fulfilled_by { facts { fact: FACT_KIND_PROCEDURE_REVIEWED } }",
               "@fulfilled_by { facts { fact: FACT_KIND_PROCEDURE_REVIEWED } }")
      .HasOneProblem("obligations[6].fulfilled_by", "een kring: A-7 → A-7");
}

TEST(Check, AsksForADayOfEvaluationThatExists_A34) {
  EXPECT_THAT(
      Draft().Append("reviewed_on { year: 2026 month: 2 day: 28 }").Problems(),
      SizeIs(0));
  Draft()
      .Append("@reviewed_on { year: 2026 month: 2 day: 30 }")
      .HasOneProblem("reviewed_on", "deze dag bestaat niet");
}

// Lists.

TEST(Check, RefusesListsThatAreTooLong) {
  std::string guards;
  for (int i = 3; i < 20; ++i) {
    absl::StrAppend(&guards, "guards { key: \"X-", i,
                    "\" guard: GUARD_BOTH_ANSWERS_YES section: \"a\" }\n");
  }
  EXPECT_THAT(Draft().Append(guards).Problems(), SizeIs(17));
  const std::vector<v1::ProcedureProblem> problems =
      Draft()
          .Append(guards)
          .Append(
              "guards { key: \"Y\" guard: GUARD_BOTH_ANSWERS_YES section: "
              "\"a\" }\n")
          .Problems();
  EXPECT_THAT(problems, SizeIs(18));
  EXPECT_EQ(problems.back().field(), "guards[20]");
  EXPECT_EQ(problems.back().what(), "niet meer dan 20");
}

}  // namespace
}  // namespace driehoek
