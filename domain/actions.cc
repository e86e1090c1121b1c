#include "domain/actions.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/decoupled.h"
#include "domain/due_dates.h"
#include "domain/rejections.h"

namespace driehoek {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A rule asks for its fields one by one.
constexpr int kMaxFields = 16;

constexpr char kSomeText[] = "-";

Message& BodyOf(v1::Command& command) {
  const FieldDescriptor* const kind =
      v1::Command::descriptor()->FindFieldByNumber(command.kind_case());
  return *command.GetReflection()->MutableMessage(&command, kind);
}

void SetText(v1::Command& command, const char* field,
             const std::string& value) {
  Message& body = BodyOf(command);
  const FieldDescriptor* const found =
      body.GetDescriptor()->FindFieldByName(field);
  if (found != nullptr) body.GetReflection()->SetString(&body, found, value);
}

// A choice that makes another command of it: which ruling, which step.
bool IsChoice(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
         !field.is_repeated() && field.name() != "why";
}

bool IsMeant(const EnumValueDescriptor& value) {
  if (value.number() == 0) return false;
  // Only these two are ever called.
  return value.type() != v1::Role_descriptor() ||
         value.number() == v1::ROLE_RESIDENT ||
         value.number() == v1::ROLE_TRAINER;
}

class Drafter {
 public:
  Drafter(const Case& of_case, const Procedure& procedure,
          const Calendar& calendar)
      : case_(of_case), procedure_(procedure), calendar_(calendar) {}

  std::vector<v1::Command> Draft() {
    const auto& kinds = *v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds.field_count(); ++i) DraftKind(*kinds.field(i));
    if (drafts_.size() > kMaxActions) drafts_.resize(kMaxActions);
    return std::move(drafts_);
  }

 private:
  void DraftKind(const FieldDescriptor& kind) {
    const Descriptor& body = *kind.message_type();
    if (body.FindFieldByName("case_id") == nullptr) return;
    v1::Command command;
    command.GetReflection()->MutableMessage(&command, &kind);
    SetText(command, "case_id", case_.id);
    switch (command.kind_case()) {
      case v1::Command::kSubmitReport:
        return DraftReports(command);
      case v1::Command::kArchiveDocument:
        return DraftFilings(command);
      case v1::Command::kUnarchiveDocument:
        return DraftUnfilings(command);
      case v1::Command::kSeeDocument:
      case v1::Command::kReleaseAttentionPoints:
      case v1::Command::kGiveReaction:
      case v1::Command::kAddStatement:
      case v1::Command::kAttachFile:
      case v1::Command::kChooseNewTrainerSight:
        return DraftDocuments(command);
      // No step of a procedure, nor for whoever sees the case.
      case v1::Command::kEraseContent:
      case v1::Command::kPlaceLegalHold:
      case v1::Command::kOpenEmergencyAccess:
        return;
      case v1::Command::kRecordDeviation:
        return DraftDeviations(command);
      case v1::Command::kCorrectFact:
        return DraftCorrections(command);
      case v1::Command::kMakeContactCall:
        return DraftCalls(command);
      case v1::Command::kConfirmPairing:
        if (const Candidate* const candidate = case_.FindCandidate("")) {
          SetText(command, "trainer_id", candidate->trainer_id);
        }
        return Add(std::move(command));
      case v1::Command::kStartNewPlacement:
        if (case_.new_placement.has_value()) {
          SetText(command, "trainer_id", case_.new_placement->trainer_id);
        }
        return Add(std::move(command));
      default:
        return DraftChoices(command);
    }
  }

  void DraftChoices(const v1::Command& command) {
    v1::Command draft = command;
    Message& body = BodyOf(draft);
    const Descriptor& fields = *body.GetDescriptor();
    for (int i = 0; i < fields.field_count(); ++i) {
      const FieldDescriptor& field = *fields.field(i);
      if (!IsChoice(field)) continue;
      for (int v = 0; v < field.enum_type()->value_count(); ++v) {
        const EnumValueDescriptor& value = *field.enum_type()->value(v);
        if (!IsMeant(value)) continue;
        body.GetReflection()->SetEnum(&body, &field, &value);
        DraftForTrainers(draft);
      }
      return;  // No command has two.
    }
    DraftForTrainers(draft);
  }

  // Of several trainers in scope each is a command of its own.
  void DraftForTrainers(const v1::Command& command) {
    v1::Command draft = command;
    Message& body = BodyOf(draft);
    const bool per_trainer =
        body.GetDescriptor()->FindFieldByName("trainer_id") != nullptr &&
        case_.trainer_ids.size() > 1 &&
        // Of the evaluations one is with a trainer.
        (!draft.has_plan_evaluation() ||
         draft.plan_evaluation().evaluation() == v1::EVALUATION_KIND_TRAINER);
    if (!per_trainer) return Add(std::move(draft));
    for (const std::string& trainer_id : case_.trainer_ids) {
      SetText(draft, "trainer_id", trainer_id);
      Add(draft);
    }
  }

  void DraftCalls(v1::Command& command) {
    v1::MakeContactCall& call = *command.mutable_make_contact_call();
    call.set_with(v1::ROLE_RESIDENT);
    Add(command);
    call.set_with(v1::ROLE_TRAINER);
    DraftForTrainers(command);
  }

  void DraftReports(v1::Command& command) {
    for (const v1::Report& report : procedure_.data().reports()) {
      command.mutable_submit_report()->set_report(report.key());
      if (report.per_trainer()) {
        DraftForTrainers(command);
      } else {
        Add(command);
      }
    }
  }

  void DraftFilings(v1::Command& command) {
    for (const SubmittedReport& submitted : case_.reports) {
      const v1::Report* const report = procedure_.FindReport(submitted.report);
      if (report == nullptr) continue;
      for (const v1::Filing& filing : report->filings()) {
        const bool lies_there = std::any_of(
            submitted.filed.begin(), submitted.filed.end(),
            [&](const Filed& filed) { return filed.place == filing.place(); });
        if (lies_there) continue;
        command.mutable_archive_document()->set_document_id(
            submitted.document_id);
        command.mutable_archive_document()->set_place(filing.place());
        Add(command);
      }
    }
  }

  void DraftUnfilings(v1::Command& command) {
    for (const SubmittedReport& submitted : case_.reports) {
      for (const Filed& filed : submitted.filed) {
        command.mutable_unarchive_document()->set_document_id(
            submitted.document_id);
        command.mutable_unarchive_document()->set_place(filed.place);
        Add(command);
      }
    }
  }

  void DraftDocuments(v1::Command& command) {
    for (const SubmittedReport& submitted : case_.reports) {
      SetText(command, "document_id", submitted.document_id);
      Add(command);
    }
  }

  void DraftDeviations(const v1::Command& command) {
    for (const v1::Due& due : DueDatesOf(procedure_, case_, calendar_)) {
      if (due.status() != v1::DUE_STATUS_OPEN &&
          due.status() != v1::DUE_STATUS_WAITING_FOR_ANCHOR) {
        continue;
      }
      for (const v1::DeviationKind kind :
           {v1::DEVIATION_KIND_WAIVE, v1::DEVIATION_KIND_MOVE,
            v1::DEVIATION_KIND_PAUSE}) {
        v1::Command draft = command;
        v1::RecordDeviation& deviation = *draft.mutable_record_deviation();
        deviation.set_deviation(kind);
        deviation.set_obligation(due.obligation().key());
        deviation.set_created_by(due.obligation().created_by());
        deviation.set_trainer_id(due.obligation().trainer_id());
        Add(std::move(draft));
      }
    }
    for (const v1::GuardRule& guard : procedure_.data().guards()) {
      v1::Command draft = command;
      v1::RecordDeviation& deviation = *draft.mutable_record_deviation();
      deviation.set_deviation(v1::DEVIATION_KIND_LIFT_GUARD);
      deviation.set_guard(guard.key());
      Add(std::move(draft));
    }
    v1::Command draft = command;
    draft.mutable_record_deviation()->set_deviation(
        v1::DEVIATION_KIND_MEETING_NOT_FITTING);
    Add(std::move(draft));
  }

  // The latest things first: a slip is seen soon.
  void DraftCorrections(v1::Command& command) {
    constexpr size_t kLatest = 20;
    std::set<Position> positions;
    for (auto fact = case_.facts.rbegin();
         fact != case_.facts.rend() && positions.size() < kLatest; ++fact) {
      // That there is a report whose author may keep it is the author's to
      // tell.
      const v1::Report* const report = procedure_.FindReport(fact->report);
      if (report != nullptr && report->chosen_by() != v1::ROLE_UNSPECIFIED) {
        continue;
      }
      if (!positions.insert(fact->position).second) continue;
      command.mutable_correct_fact()->set_corrects(fact->position);
      Add(command);
    }
  }

  void Add(v1::Command draft) { drafts_.push_back(std::move(draft)); }

  const Case& case_;
  const Procedure& procedure_;
  const Calendar& calendar_;
  std::vector<v1::Command> drafts_;
};

// Fills fields in with something that could be meant.
class Filler {
 public:
  Filler(const Case& of_case, const Procedure& procedure, absl::CivilDay today)
      : case_(of_case), procedure_(procedure), today_(today) {}

  // Whether there was something to fill in: what only the caller can know (a
  // person, a practice) stays empty.
  bool Fill(v1::Command& command, const std::string& name) const {
    Message& body = BodyOf(command);
    const FieldDescriptor* const field =
        body.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) return false;
    const Reflection& reflection = *body.GetReflection();
    if (field->is_map()) return FillParts(command);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (absl::EndsWith(name, "_id") || absl::EndsWith(name, "_ids") ||
            name == "version") {
          return false;
        }
        reflection.SetString(&body, field, kSomeText);
        return true;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&body, field, 1);
        return true;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&body, field, true);
        return true;
      case FieldDescriptor::CPPTYPE_ENUM:
        FillEnum(body, *field);
        return true;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (field->message_type() != v1::Date::descriptor()) return false;
        reflection.MutableMessage(&body, field)
            ->CopyFrom(ToProto(DayFor(name)));
        return true;
      default:
        return false;
    }
  }

 private:
  static void FillEnum(Message& body, const FieldDescriptor& field) {
    const Reflection& reflection = *body.GetReflection();
    // Of the roles the one that every case has near it.
    const int value = field.enum_type() == v1::Role_descriptor()
                          ? static_cast<int>(v1::ROLE_PROGRAMME_MANAGER)
                          : field.enum_type()->value(1)->number();
    if (field.is_repeated()) {
      reflection.AddEnumValue(&body, &field, value);
    } else {
      reflection.SetEnumValue(&body, &field, value);
    }
  }

  absl::CivilDay DayFor(const std::string& name) const {
    if (name == "starts_on") return FirstDayElsewhere();
    if (name == "ends_on") {
      return std::max(case_.placement_ends_on, FirstDayElsewhere() + 1);
    }
    // Later than any day from which a bound counts.
    if (name == "due_on" || name == "postponed_to") return today_ + 365;
    return today_;
  }

  absl::CivilDay FirstDayElsewhere() const {
    return case_.decoupled() ? std::max(today_, DecoupledFrom(case_)) : today_;
  }

  bool FillParts(v1::Command& command) const {
    v1::SubmitReport& submit = *command.mutable_submit_report();
    const v1::Report* const report = procedure_.FindReport(submit.report());
    if (report == nullptr || !submit.parts().empty()) return false;
    for (const v1::ReportPart& part : report->parts()) {
      (*submit.mutable_parts())[part.key()] = kSomeText;
    }
    return true;
  }

  const Case& case_;
  const Procedure& procedure_;
  const absl::CivilDay today_;
};

// All that only the caller can know: which person, practice, signal.
void AddUnknown(const v1::Command& command, std::vector<std::string>& fields) {
  v1::Command copy = command;
  Message& body = BodyOf(copy);
  const Descriptor& described = *body.GetDescriptor();
  for (int i = 0; i < described.field_count(); ++i) {
    const FieldDescriptor& field = *described.field(i);
    if (absl::EndsWith(field.name(), "_id") &&
        body.GetReflection()->GetString(body, &field).empty() &&
        std::find(fields.begin(), fields.end(), field.name()) == fields.end()) {
      fields.push_back(field.name());
    }
  }
}

// What a yes or no is must be said: left out it would read as no.
void AddYesOrNo(const v1::Command& command, std::vector<std::string>& fields) {
  v1::Command copy = command;
  const Descriptor& body = *BodyOf(copy).GetDescriptor();
  for (int i = 0; i < body.field_count(); ++i) {
    const FieldDescriptor& field = *body.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL) continue;
    if (std::find(fields.begin(), fields.end(), field.name()) == fields.end()) {
      fields.push_back(field.name());
    }
  }
}

Action TryOut(const v1::Command& draft, const Filler& filler,
              const Histories& histories, const Context& context) {
  Action action{.command = draft, .verdict = {}, .fields_needed = {}};
  v1::Command filled = draft;
  // The parts that a report must have are known beforehand.
  if (filled.has_submit_report() && filler.Fill(filled, "parts")) {
    action.fields_needed.emplace_back("parts");
  }
  for (int i = 0; i < kMaxFields; ++i) {
    action.verdict = Decide({filled}, histories, context).status();
    const std::string field = FieldOf(action.verdict);
    if (action.verdict.ok() || field.empty()) break;
    const bool again =
        std::find(action.fields_needed.begin(), action.fields_needed.end(),
                  field) != action.fields_needed.end();
    if (again) break;
    action.fields_needed.push_back(field);
    if (!filler.Fill(filled, field)) {
      AddUnknown(filled, action.fields_needed);
      action.verdict = absl::OkStatus();
      break;
    }
  }
  if (action.verdict.ok()) {
    AddYesOrNo(draft, action.fields_needed);
  } else {
    action.fields_needed.clear();
  }
  return action;
}

}  // namespace

std::vector<v1::Command> DraftsFor(const Case& of_case,
                                   const Procedure& procedure,
                                   const Calendar& calendar) {
  return Drafter(of_case, procedure, calendar).Draft();
}

std::string DocumentNamedIn(const v1::Command& command) {
  v1::Command copy = command;
  const Message& body = BodyOf(copy);
  const FieldDescriptor* const field =
      body.GetDescriptor()->FindFieldByName("document_id");
  return field == nullptr ? "" : body.GetReflection()->GetString(body, field);
}

std::vector<Action> ActionsOf(const std::vector<v1::Command>& drafts,
                              const Case& of_case, const Procedure& procedure,
                              const Histories& histories,
                              const Context& context) {
  const Filler filler(of_case, procedure, context.today);
  std::vector<Action> actions;
  actions.reserve(drafts.size());
  for (const v1::Command& draft : drafts) {
    actions.push_back(TryOut(draft, filler, histories, context));
  }
  return actions;
}

}  // namespace driehoek
