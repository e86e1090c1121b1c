#include "clients/cli/command_words.h"

#include <google/protobuf/text_format.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/record.h"
#include "clients/cli/words.h"
#include "driehoek/v1/command.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using Given = std::map<std::string, std::vector<std::string>>;

TEST(CommandWords, NameEveryCommandAndFieldInDutch) {
  std::set<std::string> commands;
  for (const CommandWord& command : AllCommandWords()) {
    SCOPED_TRACE(command.field->name());
    EXPECT_THAT(command.name, MatchesRegex("[a-z][a-z-]*"));
    EXPECT_FALSE(command.help.empty());
    EXPECT_NE(DoneSentence(command.field->name()), command.field->name());
    EXPECT_TRUE(commands.insert(command.name).second) << "twice";
    std::set<std::string> fields;
    for (const FieldWord& field : command.fields) {
      SCOPED_TRACE(field.path.back()->name());
      EXPECT_THAT(field.name, MatchesRegex("[a-z][a-z-]*"));
      EXPECT_FALSE(field.help.empty());
      EXPECT_TRUE(fields.insert(field.name).second) << "twice";
    }
  }
}

// Of the deadline watch and of signing in; and the invitation, which has a word
// of its own.
TEST(CommandWords, LeaveOutOnlyWhatIsGivenOtherwise) {
  EXPECT_THAT(AllCommandWords(),
              SizeIs(v1::Command::descriptor()->field_count() - 3));
}

// A value that the option takes.
std::string SampleFor(const FieldWord& field) {
  switch (field.form) {
    case FieldForm::kDay:
      return "2026-09-14";
    case FieldForm::kChoice:
      return ChoicesOf(*field.path.back()->enum_type()).back();
    case FieldForm::kYesNo:
      return "ja";
    case FieldForm::kNumber:
      return "2";
    case FieldForm::kParts:
      return "deel=tekst";
    default:
      return "waarde";
  }
}

TEST(CommandFrom, FillsEveryFieldOfEveryCommand) {
  for (const CommandWord& word : AllCommandWords()) {
    SCOPED_TRACE(word.name);
    Given values;
    for (const FieldWord& field : word.fields) {
      values[field.name] = {SampleFor(field)};
    }
    const auto command = CommandFrom(word, Arguments(values));
    ASSERT_TRUE(command.ok()) << command.status();
    for (const FieldWord& field : word.fields) {
      SCOPED_TRACE(field.name);
      const google::protobuf::Message* holder =
          &command->GetReflection()->GetMessage(*command, word.field);
      for (size_t i = 0; i + 1 < field.path.size(); ++i) {
        holder = &holder->GetReflection()->GetMessage(*holder, field.path[i]);
      }
      std::vector<const google::protobuf::FieldDescriptor*> set;
      holder->GetReflection()->ListFields(*holder, &set);
      EXPECT_THAT(set, testing::Contains(field.path.back()));
    }
  }
}

const CommandWord& WordOf(const std::string& name) {
  static const auto* const words =
      new std::vector<CommandWord>(AllCommandWords());
  for (const CommandWord& word : *words) {
    if (word.name == name) return word;
  }
  ADD_FAILURE() << "no command " << name;
  return words->front();
}

TEST(CommandFrom, ReadsDaysChoicesAndParts) {
  const auto ruled = CommandFrom(WordOf("besluit"),
                                 Arguments(Given{{"zaak", {"2026-001"}},
                                                 {"besluit", {"ontkoppelen"}},
                                                 {"per", {"2026-09-21"}}}));
  ASSERT_TRUE(ruled.ok()) << ruled.status();
  EXPECT_EQ(ruled->ShortDebugString(),
            "rule_decoupling { case_id: \"2026-001\" ruling: RULING_DECOUPLE "
            "effective_on { year: 2026 month: 9 day: 21 } }");
  const auto report = CommandFrom(
      WordOf("verslag"),
      Arguments(Given{{"verslag", {"D-1"}}, {"tekst", {"advice=Weg = weg."}}}));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->submit_report().parts().at("advice"), "Weg = weg.");
}

TEST(CommandFrom, ReadsWhatIsErasedOnWhichGround) {
  const auto erased = CommandFrom(WordOf("wissing"),
                                  Arguments(Given{{"wat", {"verslag"}},
                                                  {"zaak", {"2026-001"}},
                                                  {"document", {"D-7"}},
                                                  {"uit", {"EP"}},
                                                  {"grond", {"onrechtmatig"}},
                                                  {"tekst", {"Verzonnen"}}}));
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->ShortDebugString(),
            "erase_content { scope: ERASURE_SCOPE_DOCUMENT case_id: "
            "\"2026-001\" document_id: \"D-7\" place: \"EP\" ground: "
            "ERASURE_GROUND_UNLAWFUL argument: \"Verzonnen\" }");
  // That is for the server alone.
  EXPECT_THAT(ChoicesOf(*v1::ErasureScope_descriptor()),
              ElementsAre("verslag", "zaak", "persoon"));
}

TEST(CommandFrom, SaysWhichOptionCannotBeRead) {
  const auto day =
      CommandFrom(WordOf("besluit"), Arguments(Given{{"per", {"14-9-2026"}}}));
  EXPECT_EQ(day.status().message(), "--per: schrijf de dag als 2026-09-14.");
  const auto parts = CommandFrom(WordOf("verslag"),
                                 Arguments(Given{{"tekst", {"zonder deel"}}}));
  EXPECT_FALSE(parts.ok());
  const auto both =
      CommandFrom(WordOf("signaal"),
                  Arguments(Given{{"tekst", {"a"}}, {"bestand", {"b"}}}));
  EXPECT_FALSE(both.ok());
}

TEST(WordsOfAWarning, LeaveOutTheRuleThatThereIsNot) {
  v1::Warning warning;
  warning.set_text("Verzonnen.");
  EXPECT_EQ(WordsOf(warning), "Verzonnen.");
  warning.set_rule("G-5");
  EXPECT_EQ(WordsOf(warning), "Verzonnen. (G-5)");
  warning.set_section("§5.1");
  EXPECT_EQ(WordsOf(warning), "Verzonnen. (§5.1, G-5)");
  warning.clear_rule();
  EXPECT_EQ(WordsOf(warning), "Verzonnen. (§5.1)");
}

TEST(ParseRole, TakesTheDutchWordAndTheNameInTheContract) {
  EXPECT_EQ(*ParseRole("manager-opleiding"), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_EQ(*ParseRole("manager opleiding"), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_EQ(*ParseRole("ROLE_TEACHER"), v1::ROLE_TEACHER);
  EXPECT_FALSE(ParseRole("baas").ok());
  // Every role that can be granted has a word.
  for (int role = v1::ROLE_RESIDENT; role < v1::ROLE_SYSTEM; ++role) {
    const std::string word = RoleWord(static_cast<v1::Role>(role));
    EXPECT_EQ(*ParseRole(word), static_cast<v1::Role>(role)) << word;
  }
}

}  // namespace
}  // namespace driehoek::cli
