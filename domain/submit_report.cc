#include <algorithm>
#include <string>

#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr size_t kMaxBytes = size_t{256} * 1024;

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

const v1::ReportPart* FindPart(const v1::Report& report,
                               const std::string& key) {
  for (const v1::ReportPart& part : report.parts()) {
    if (part.key() == key) return &part;
  }
  return nullptr;
}

bool Holds(const v1::SubmitReport& command, const std::string& part) {
  const auto found = command.parts().find(part);
  return found != command.parts().end() && !IsBlank(found->second);
}

// What the report lacks is refused by the rule that asks it: the guard for the
// attention points, where that is on (G-6), else the report's own.
absl::Status CheckParts(const v1::SubmitReport& command,
                        const v1::Report& report, const Meeting* meeting,
                        const Situation& situation) {
  size_t bytes = 0;
  for (const auto& [key, text] : command.parts()) {
    if (FindPart(report, key) == nullptr) {
      return rejection::ReportPartUnknown(report.key(), key);
    }
    bytes += text.size();
  }
  if (bytes > kMaxBytes) return rejection::ReportTooLarge();
  bool any = false;
  for (const v1::ReportPart& part : report.parts()) {
    if (Holds(command, part.key())) {
      any = true;
    } else if (IsNeeded(part, meeting)) {
      const v1::GuardRule* const guard =
          part.needed() == v1::PART_NEEDED_WHEN_NO_DECOUPLING
              ? situation.Guarded(v1::GUARD_ATTENTION_POINTS_WHEN_RESOLVED)
              : nullptr;
      return guard != nullptr
                 ? rejection::ReportPartMissing(part.title(), guard->key(),
                                                guard->section())
                 : rejection::ReportPartMissing(part.title(), report.key(),
                                                report.section());
    }
  }
  return any ? absl::OkStatus() : rejection::FieldMissing("parts");
}

// S-7: the advice is in the report of the meeting.
bool Advises(const v1::SubmitReport& command, const v1::Report& report,
             const Meeting* meeting) {
  return meeting != nullptr &&
         std::any_of(report.parts().begin(), report.parts().end(),
                     [&](const v1::ReportPart& part) {
                       return part.needed() == v1::PART_NEEDED_WHEN_ADVICE &&
                              IsNeeded(part, meeting) &&
                              Holds(command, part.key());
                     });
}

// What has no id of its own can happen again; then it can be reported on again.
bool IsSubmitted(const Case& state, const std::string& report,
                 const std::string& trainer_id, const Fact& subject) {
  return std::any_of(state.reports.begin(), state.reports.end(),
                     [&](const SubmittedReport& submitted) {
                       return submitted.report == report &&
                              !submitted.withdrawn &&
                              submitted.trainer_id == trainer_id &&
                              submitted.about == subject.about &&
                              (!subject.about.empty() ||
                               submitted.position > subject.position);
                     });
}

// Which trainer the report is about, where one is asked per trainer: the
// one named, else the one of what it is about.
absl::StatusOr<std::string> TrainerOfReport(const v1::SubmitReport& command,
                                            const v1::Report& report,
                                            const Situation& situation) {
  if (!report.per_trainer()) {
    return command.trainer_id().empty()
               ? absl::StatusOr<std::string>("")
               : rejection::FieldNotExpected("trainer_id");
  }
  std::string named = command.trainer_id();
  if (named.empty() && !command.about_id().empty()) {
    const Fact* const subject =
        FindSubject(situation.of_case, report, command.about_id(), "");
    if (subject != nullptr) named = subject->trainer_id;
  }
  return TrainerMeant(situation, named);
}

}  // namespace

Answer Decide(const v1::SubmitReport& command, const Situation& situation) {
  const Case& state = situation.of_case;
  const v1::Report* const report =
      situation.procedure->FindReport(command.report());
  if (report == nullptr) return rejection::ReportUnknown(command.report());
  // Whether there is a report that its author may keep is the author's to tell
  //
  const bool registers_it =
      situation.taking_over && report->chosen_by() == v1::ROLE_UNSPECIFIED;
  if (situation.acting.role != report->author() && !registers_it) {
    return rejection::NotTheAuthor(
        report->key(), situation.RoleName(report->author()), report->section());
  }
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerOfReport(command, *report, situation));
  const Fact* const subject =
      FindSubject(state, *report, command.about_id(), trainer_id);
  if (subject == nullptr) {
    return rejection::NothingToReportOn(report->key(), report->section());
  }
  if (situation.on < subject->on && !IsPreparation(*report)) {
    return rejection::OutOfOrder(situation.on, subject->on,
                                 "de dag waarover het gaat",
                                 "the day that it is about");
  }
  if (IsSubmitted(state, report->key(), trainer_id, *subject)) {
    return rejection::ReportAlreadySubmitted(report->key(), report->section());
  }
  const Meeting* const meeting =
      subject->kind == v1::FACT_KIND_TRIANGULAR_MEETING_HELD
          ? state.FindMeeting(subject->about)
          : nullptr;
  RETURN_IF_ERROR(CheckParts(command, *report, meeting, situation));

  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::ReportSubmitted& submitted =
      *ruled.events.emplace_back().mutable_report_submitted();
  submitted.set_case_id(state.id);
  submitted.set_document_id(ruled.id);
  submitted.set_report(report->key());
  submitted.set_about_id(subject->about);
  submitted.set_trainer_id(trainer_id);
  *submitted.mutable_on() = ToProto(situation.on);
  for (const v1::ReportPart& part : report->parts()) {
    if (!Holds(command, part.key())) continue;
    submitted.add_part_keys(part.key());
    (*submitted.mutable_parts())[part.key()] = command.parts().at(part.key());
  }
  if (Advises(command, *report, meeting)) {
    v1::DecouplingAdvised& advised =
        *ruled.events.emplace_back().mutable_decoupling_advised();
    advised.set_case_id(state.id);
    advised.set_meeting_id(meeting->id);
    advised.set_document_id(ruled.id);
    *advised.mutable_on() = ToProto(situation.on);
  }
  return ruled;
}

}  // namespace driehoek
