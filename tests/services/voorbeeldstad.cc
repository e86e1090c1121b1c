#include "tests/services/voorbeeldstad.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"
#include "base/fatal.h"
#include "base/ids.h"
#include "google/protobuf/text_format.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

constexpr char kSecret[] = "the invented secret of thirty-2.";

}  // namespace

LogIdentity Voorbeeldstad::Identity() {
  return {"00112233445566778899aabbccddeeff", kSecret};
}

Founding Voorbeeldstad::FoundingIfNew() {
  return {"Opleiding Voorbeeldstad", "beheer", "Bea Beheerproef"};
}

std::string Voorbeeldstad::Id(absl::string_view kind,
                              absl::string_view reference) {
  return IdSupply(kSecret, "").ForReference(kind, reference);
}

v1::Command Voorbeeldstad::Command(absl::string_view text) {
  // Every second piece stands between quotes: a value, or "@kind:reference".
  std::vector<std::string> pieces = absl::StrSplit(text, '"');
  for (size_t i = 1; i < pieces.size(); i += 2) {
    if (!absl::StartsWith(pieces[i], "@")) continue;
    const std::vector<std::string> key =
        absl::StrSplit(pieces[i].substr(1), absl::MaxSplits(':', 1));
    pieces[i] = Id(key.front(), key.back());
  }
  const std::string resolved = absl::StrJoin(pieces, "\"");
  v1::Command command;
  if (!google::protobuf::TextFormat::ParseFromString(resolved, &command)) {
    Fatal(absl::StrCat("not a command: ", resolved));
  }
  return command;
}

v1::Actor Voorbeeldstad::Actor(v1::Role role, absl::string_view person) {
  v1::Actor actor;
  actor.set_role(role);
  actor.set_person_id(Id("person", person));
  return actor;
}

Submission Voorbeeldstad::Ask(absl::string_view request_id, v1::Role role,
                              absl::string_view person,
                              const std::vector<std::string>& commands) {
  Submission submission;
  submission.request_id = std::string(request_id);
  submission.actor = Actor(role, person);
  for (const std::string& text : commands) {
    submission.commands.push_back(Command(text));
  }
  return submission;
}

Submission Voorbeeldstad::Everything() const {
  std::vector<std::string> texts;
  const std::string from = Written(from_);
  const auto person = [&](const std::string& key) {
    texts.push_back(absl::Substitute(
        R"(register_person { reference: "$0" name: "Proef $0" })", key));
  };
  const auto with_role = [&](const std::string& key, const char* role,
                             const char* scope) {
    person(key);
    texts.push_back(absl::Substitute(
        R"(grant_role { reference: "rol-$0" person_id: "@person:$0" role: $1
                        scope { $2 } from { $3 } })",
        key, role, scope, from));
  };
  texts.push_back(
      R"(register_group { reference: "groep" name: "Groep" training_year: 1 })");
  texts.push_back(
      R"(register_practice { reference: "praktijk" name: "Proefpraktijk" })");
  with_role("docent", "ROLE_TEACHER", R"(group_id: "@group:groep")");
  with_role("jaar", "ROLE_YEAR_ASSISTANT", "training_year: 1");
  with_role("manager", "ROLE_PROGRAMME_MANAGER", "training_year: 1");
  with_role("opleiders", "ROLE_TRAINER_MANAGER", "");
  with_role("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT", "");
  with_role("plv", "ROLE_DEPUTY_HEAD", "");
  for (int i = 1; i <= placements_; ++i) {
    with_role(absl::StrCat("aios-", i), "ROLE_RESIDENT", "");
    with_role(absl::StrCat("opleider-", i), "ROLE_TRAINER", "");
    with_role(absl::StrCat("kandidaat-", i), "ROLE_TRAINER", "");
    texts.push_back(absl::Substitute(
        R"(register_placement {
             reference: "stage-$0" resident_id: "@person:aios-$0"
             trainer_ids: "@person:opleider-$0"
             practice_id: "@practice:praktijk" group_id: "@group:groep"
             training_year: 1 starts_on { $1 } ends_on { $2 } })",
        i, from, Written(until_)));
  }
  Submission everything =
      Ask("everything", v1::ROLE_ADMINISTRATOR, "beheer", texts);
  everything.commands.emplace_back().mutable_publish_procedure()->set_textproto(
      TextOf(kUtrechtFile));
  return everything;
}

std::string Written(absl::CivilDay day) {
  return absl::StrCat("year: ", day.year(), " month: ", day.month(),
                      " day: ", day.day());
}

}  // namespace driehoek
