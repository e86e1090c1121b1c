// Marked text in every field of every command of whole cases, played on the
// real programs, and then looked for in everything that is left on the disk and
// in everything that the server said.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/play.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"
#include "tests/kit/sample_files.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kCanary[] = "kanarie7f3a9c";

// Words of the procedure, chosen from what it holds; the institute publishes
// them, and they name no person.
const std::set<std::string>& WordsOfTheProcedure() {
  static const auto* const names =
      new std::set<std::string>{"report",
                                "place",
                                "key",
                                "guard",
                                "procedure_key",
                                "version",
                                "procedure_version",
                                "part",
                                "obligation"};
  return *names;
}

// What no case of the tree has.
constexpr char kRest[] = R"(
title: "Wat er nog meer te schrijven is"
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:30"
  person: "beheer"
  role: ROLE_ADMINISTRATOR
  commands { register_cohort {
    reference: "jaar-1-2026" training_year: 1
    starts_on { year: 2026 month: 9 day: 1 } ends_on { year: 2027 month: 8 day: 31 } } }
  commands { register_person { reference: "dubbel" name: "Pim Proefdocent" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:31"
  person: "beheer"
  role: ROLE_ADMINISTRATOR
  commands { merge_persons { person_id: "@person:docent-q" duplicate_id: "@person:dubbel" reason: "vergissing" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:32"
  person: "beheer"
  role: ROLE_ADMINISTRATOR
  commands { unmerge_persons { person_id: "@person:docent-q" duplicate_id: "@person:dubbel" reason: "toch niet" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:33"
  person: "beheer"
  role: ROLE_ADMINISTRATOR
  commands { register_person { reference: "aios-k" name: "Kees Aiosproef" } }
  commands { register_person { reference: "opleider-k" name: "Kim Opleidproef" } }
  commands { register_person { reference: "jaar-k" name: "Koos Jaarproef" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:34"
  person: "beheer"
  role: ROLE_ADMINISTRATOR
  commands { grant_role { reference: "rol-aios-k" person_id: "@person:aios-k" role: ROLE_RESIDENT from { year: 2026 month: 3 day: 1 } } }
  commands { grant_role { reference: "rol-opleider-k" person_id: "@person:opleider-k" role: ROLE_TRAINER from { year: 2026 month: 3 day: 1 } } }
  commands { grant_role { reference: "rol-jaar-k" person_id: "@person:jaar-k" role: ROLE_YEAR_ASSISTANT scope { training_year: 3 } from { year: 2026 month: 3 day: 1 } } }
  commands { register_placement {
    reference: "stage-k" resident_id: "@person:aios-k" trainer_ids: "@person:opleider-k"
    practice_id: "@practice:praktijk-linde" group_id: "@group:groep-1a" training_year: 1
    starts_on { year: 2026 month: 3 day: 1 } ends_on { year: 2027 month: 2 day: 28 } } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:35"
  person: "docent-p"
  role: ROLE_TEACHER
  commands { hold_triangular_meeting {
    placement_id: "@placement:stage-k" outcome: MEETING_OUTCOME_NO_DECOUPLING teacher_ids: "@person:docent-p" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:36"
  person: "docent-p"
  role: ROLE_TEACHER
  commands { submit_report {
    case_id: "$case" report: "D-1"
    parts { key: "perspective_resident" value: "te weinig overleg" }
    parts { key: "perspective_trainer" value: "niet verkregen" }
    parts { key: "attention_points" value: "elke week een gesprek" } } }
  commands { attach_file { case_id: "$case" report: "D-1" upload_id: "brief.pdf" } }
  commands { hold_trainer_check_up { case_id: "$case" } }
  keep_as: "verslag-k"
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:37"
  person: "jaar-1"
  role: ROLE_YEAR_ASSISTANT
  commands { archive_document { case_id: "$case" document_id: "$verslag-k" place: "EP" } }
  commands { archive_document { case_id: "$case" document_id: "$verslag-k" place: "OD" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:38"
  person: "docent-p"
  role: ROLE_TEACHER
  commands { resolve_without_decoupling { case_id: "$case" } }
  commands { close_case { case_id: "$case" result: CASE_RESULT_RESOLVED } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:39"
  person: "aios-k"
  role: ROLE_RESIDENT
  commands { add_statement { case_id: "$case" document_id: "$verslag-k" statement: "het was anders" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:40"
  person: "jaar-k"
  role: ROLE_YEAR_ASSISTANT
  commands { open_emergency_access { case_id: "$case" reason: "er is brand" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:41"
  person: "hoofd"
  role: ROLE_HEAD
  commands { place_legal_hold { person_id: "@person:dubbel" reason: "een geschil" } }
  keep_as: "bewaarplicht"
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:42"
  person: "hoofd"
  role: ROLE_HEAD
  commands { lift_legal_hold { hold_id: "$bewaarplicht" reason: "het is opgelost" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:43"
  person: "hoofd"
  role: ROLE_HEAD
  commands { erase_content {
    scope: ERASURE_SCOPE_PERSON person_id: "@person:dubbel" ground: ERASURE_GROUND_REQUESTED
    argument: "het was een vergissing" } }
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:44"
  person: "aios-k"
  role: ROLE_RESIDENT
  commands { make_privacy_request { right: PRIVACY_RIGHT_ACCESS about: "alles van mij" } }
  keep_as: "verzoek-k"
}
steps {
  on { year: 2026 month: 9 day: 1 }
  at: "08:45"
  person: "hoofd"
  role: ROLE_HEAD
  commands { extend_privacy_request { privacy_request_id: "$verzoek-k" reason: "het is veel" } }
  commands { mask_passage {
    privacy_request_id: "$verzoek-k" position: 1 field: "argument" part: "advice" from: 0 until: 4
    reason: "gaat over een ander" } }
  commands { answer_privacy_request {
    privacy_request_id: "$verzoek-k" answer: PRIVACY_ANSWER_GRANTED_IN_PART argument: "een deel niet" } }
}
)";

// The files below `directory` that hold `text`.
std::vector<std::string> FilesWith(const std::string& directory,
                                   const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() &&
        absl::StrContains(ReadFile(entry.path()), text)) {
      found.push_back(entry.path().string());
    }
  }
  return found;
}

// Marks the texts of commands, and the institute's own keys of people and
// things wherever they stand.
class Planting {
 public:
  // The fields that were marked, as "register_person.name".
  const std::set<std::string>& planted() const { return planted_; }
  int attached() const { return attached_; }

  std::string Marked(const std::string& script, const fs::path& directory,
                     const ScratchDirectory& to) {
    v1::Play play;
    EXPECT_TRUE(TextFormat::ParseFromString(script, &play));
    for (v1::PlayStep& step : *play.mutable_steps()) {
      Mark(*step.mutable_person());
      Mark(*step.mutable_on_behalf_of());
      if (!step.publish().empty()) {
        // The text of a procedure is kept whole, with what is said in it.
        step.set_publish(
            to.Write(absl::StrCat("procedure-", ++procedures_, ".textproto"),
                     absl::StrCat("# ", kCanary, "\n",
                                  ReadFile(directory / step.publish()))));
        planted_.insert("publish_procedure.textproto");
      }
      for (v1::Command& command : *step.mutable_commands()) {
        if (command.has_register_person()) {
          command.mutable_register_person()->set_email(
              "iemand@voorbeeld.example");
        }
        if (command.has_attach_file()) {
          // What it is called, and what it says.
          command.mutable_attach_file()->set_upload_id(
              to.Write(absl::StrCat("brief-", kCanary, ".pdf"),
                       absl::StrCat(SamplePdf(), kCanary)));
          ++attached_;
          continue;
        }
        Walk(command, "");
      }
      for (v1::ExpectedDue& due : *step.mutable_due()) {
        Mark(*due.mutable_trainer());
      }
      for (v1::ExpectedFiling& filing : *step.mutable_filed()) {
        Mark(*filing.mutable_owner());
      }
      for (v1::ExpectedSight& sight : *step.mutable_sees()) {
        Mark(*sight.mutable_person());
        Mark(*sight.mutable_trainer());
      }
      for (v1::ExpectedAnswers& answers : *step.mutable_answers()) {
        Mark(*answers.mutable_candidate());
      }
    }
    std::string marked;
    EXPECT_TRUE(TextFormat::PrintToString(play, &marked));
    return marked;
  }

 private:
  // The first administrator comes with the options of the server.
  static void Mark(std::string& reference) {
    if (!reference.empty() && reference != "beheer") {
      absl::StrAppend(&reference, "-", kCanary);
    }
  }

  std::string MarkedText(const std::string& text, const std::string& field) {
    if (absl::StartsWith(text, "$") || text.empty()) return text;
    std::string marked = text;
    if (absl::StartsWith(text, "@")) {
      if (!absl::EndsWith(text, ":beheer")) {
        absl::StrAppend(&marked, "-", kCanary);
      }
      return marked;
    }
    planted_.insert(field);
    return absl::StrCat(text, absl::EndsWith(field, "email") ? "." : "-",
                        kCanary);
  }

  void Walk(Message& message, const std::string& path) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string name =
          path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
      if (field->is_map()) {
        for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
          Message* const entry =
              reflection.MutableRepeatedMessage(&message, field, i);
          const FieldDescriptor* const value =
              entry->GetDescriptor()->map_value();
          if (value->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
          entry->GetReflection()->SetString(
              entry, value,
              MarkedText(entry->GetReflection()->GetString(*entry, value),
                         name));
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (field->is_repeated()) {
          for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
            Walk(*reflection.MutableRepeatedMessage(&message, field, i), name);
          }
        } else {
          Walk(*reflection.MutableMessage(&message, field), name);
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                 !WordsOfTheProcedure().contains(field->name())) {
        if (field->is_repeated()) {
          for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
            reflection.SetRepeatedString(
                &message, field, i,
                MarkedText(reflection.GetRepeatedString(message, field, i),
                           name));
          }
        } else {
          reflection.SetString(
              &message, field,
              MarkedText(reflection.GetString(message, field), name));
        }
      }
    }
  }

  std::set<std::string> planted_;
  int procedures_ = 0;
  int attached_ = 0;
};

// The fields of commands that hold what someone writes: not an id, nor a word
// of the procedure.
void CollectTexts(const google::protobuf::Descriptor& message,
                  const std::string& path, std::set<std::string>& texts) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const std::string name =
        path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
    if (field.message_type() != nullptr && !field.is_map()) {
      CollectTexts(*field.message_type(), name, texts);
    } else if (field.is_map() ||
               (field.type() == FieldDescriptor::TYPE_STRING &&
                !WordsOfTheProcedure().contains(field.name()) &&
                !absl::EndsWith(field.name(), "_id") &&
                !absl::EndsWith(field.name(), "_ids"))) {
      texts.insert(name);
    }
  }
}

std::vector<std::string> Scripts() {
  std::vector<std::string> scripts;
  for (const auto& entry : fs::directory_iterator("tests/cases")) {
    if (entry.path().extension() == ".textproto") {
      scripts.push_back(entry.path().string());
    }
  }
  return scripts;
}

TEST(Canary, IsInNoFileAfterWholeCasesAndInNothingThatTheServerSaid) {
  Planting planting;
  for (const std::string& script : Scripts()) {
    SCOPED_TRACE(script);
    const ScratchDirectory scratch;
    const ScratchDirectory scripts;
    const std::string institute =
        scripts.Write("1-instituut.textproto",
                      planting.Marked(ReadFile("demo/1-instituut.textproto"),
                                      "demo", scripts));
    const std::string rest = scripts.Write(
        "2-rest.textproto", planting.Marked(kRest, "demo", scripts));
    const std::string story = scripts.Write(
        "3-zaak.textproto",
        planting.Marked(ReadFile(script), "tests/cases", scripts));
    Daemon daemon(scratch.path());
    const Ran played = Driehoek(daemon, {"play", institute, rest, story});
    EXPECT_EQ(played.code, 0) << played.err << played.out;
    // It is there to be found, for who may see it.
    const Ran people =
        Driehoek(daemon, {"exporteer", "personen", "--als", "beheer"});
    EXPECT_THAT(people.out, HasSubstr(kCanary));
    EXPECT_EQ(daemon.Stop(), 0);
    EXPECT_THAT(FilesWith(scratch.path(), kCanary), IsEmpty());
    EXPECT_THAT(daemon.said(), Not(HasSubstr(kCanary)));
  }
  EXPECT_GT(planting.attached(), 0);
  // Left: in these procedures no place lies elsewhere, and an account comes
  // with a token. Both are facts, and sealed as those are.
  std::set<std::string> texts;
  CollectTexts(*v1::Command::descriptor(), "", texts);
  std::vector<std::string> forgotten;
  std::set_difference(texts.begin(), texts.end(), planting.planted().begin(),
                      planting.planted().end(), std::back_inserter(forgotten));
  EXPECT_THAT(forgotten, ElementsAre("archive_document.external_location",
                                     "link_account.issuer"));
}

}  // namespace
}  // namespace driehoek
