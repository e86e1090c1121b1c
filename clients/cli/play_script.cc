#include "clients/cli/play_script.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <filesystem>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "clients/cli/resolve.h"
#include "clients/cli/text_form.h"

namespace driehoek::cli {
namespace {

constexpr int kMaxSteps = 10000;
constexpr char kUsualTime[] = "09:00";

std::string Serialized(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    // A map may be written in any order otherwise.
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

absl::StatusOr<absl::Time> MomentOf(const v1::PlayStep& step) {
  const std::optional<absl::CivilDay> day = DayIn(step.on());
  if (!day || ToDate(*day).day() != step.on().day()) {
    return UsageError("de dag bestaat niet");
  }
  absl::CivilMinute minute;
  const std::string at = step.at().empty() ? kUsualTime : step.at();
  if (at.size() != 5 ||
      !absl::ParseCivilTime(absl::StrCat(IsoDay(*day), "T", at), &minute)) {
    return UsageError("schrijf de tijd als 09:00");
  }
  return absl::FromCivil(minute, Amsterdam());
}

absl::Status CheckStep(const v1::PlayStep& step) {
  const bool asks = step.commands_size() > 0 || !step.publish().empty();
  if (asks && (step.person().empty() || step.role() == v1::ROLE_UNSPECIFIED)) {
    return UsageError("noem wie het doet (person en role)");
  }
  if (step.commands_size() > 0 && !step.publish().empty()) {
    return UsageError("commands en publish gaan niet in één stap");
  }
  if (step.has_publish_with() && step.publish().empty()) {
    return UsageError("publish_with hoort bij publish");
  }
  if (step.has_refused() && step.commands_size() == 0) {
    return UsageError("alleen een stap met commands kan geweigerd worden");
  }
  if (step.has_refused() && !step.warned().empty()) {
    return UsageError("wat geweigerd wordt, waarschuwt niet");
  }
  if (step.keep_as() == "case" || step.keep_case_as() == "case") {
    return UsageError("$case is altijd de laatste zaak; kies een andere naam");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PlayScript> ParsePlayScript(absl::string_view text,
                                           const std::string& path) {
  PlayScript script;
  script.folder = std::filesystem::path(path).parent_path().string();
  RETURN_IF_ERROR(ParseTextForm(text, path, script.play));
  if (script.play.title().empty()) {
    return UsageError(absl::StrCat(path, ": een titel ontbreekt."));
  }
  if (script.play.steps_size() > kMaxSteps) {
    return UsageError(
        absl::StrCat(path, ": hoogstens ", kMaxSteps, " stappen."));
  }
  for (int i = 0; i < script.play.steps_size(); ++i) {
    const v1::PlayStep& step = script.play.steps(i);
    const auto wrong = [&](absl::string_view what) {
      return UsageError(absl::StrCat(path, ": stap ", i + 1, ": ", what, "."));
    };
    const absl::StatusOr<absl::Time> moment = MomentOf(step);
    if (!moment.ok()) return wrong(moment.status().message());
    if (const absl::Status good = CheckStep(step); !good.ok()) {
      return wrong(good.message());
    }
    if (i > 0 && *moment <= script.moments.back()) {
      return wrong("moet later zijn dan de stap ervoor");
    }
    script.moments.push_back(*moment);
  }
  return script;
}

std::string RequestIdOf(const v1::Play& play, int step) {
  v1::PlayStep asked = play.steps(step);
  // What is expected may be mended without making it another request.
  asked.clear_refused();
  asked.clear_due();
  asked.clear_filed();
  asked.clear_warned();
  asked.clear_sees();
  asked.clear_answers();
  asked.clear_stands();
  asked.clear_note();
  asked.clear_keep_as();
  asked.clear_keep_case_as();
  const Hash32 hash =
      Sha256({play.title(), absl::StrCat("\n", step, "\n"), Serialized(asked)});
  return absl::BytesToHexString(BytesOf(hash));
}

absl::Status FillIn(const std::map<std::string, std::string>& kept,
                    const LookUpId& look_up, v1::Command& command) {
  return VisitStrings(
      command, [&](const std::string&, std::string& value) -> absl::Status {
        if (absl::StartsWith(value, "$")) {
          const auto found = kept.find(value.substr(1));
          if (found == kept.end()) {
            return UsageError(absl::StrCat(
                value, " is niet bekend: geen eerdere stap bewaarde dat."));
          }
          value = found->second;
          return absl::OkStatus();
        }
        for (const char* const kind :
             {"person", "group", "practice", "placement", "cohort"}) {
          const std::string prefix = absl::StrCat("@", kind, ":");
          if (!absl::StartsWith(value, prefix)) continue;
          ASSIGN_OR_RETURN(value, look_up(kind, value.substr(prefix.size())));
          return absl::OkStatus();
        }
        return absl::OkStatus();
      });
}

}  // namespace driehoek::cli
