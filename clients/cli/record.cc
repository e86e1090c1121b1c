#include "clients/cli/record.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/civil.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "clients/cli/attachments.h"
#include "clients/cli/dates.h"
#include "clients/cli/erasures.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/openings.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/text_form.h"
#include "clients/cli/words.h"
#include "driehoek/v1/case_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr char kRequestOption[] = "verzoek";
constexpr char kFileOption[] = "bestand";
constexpr char kSureOption[] = "zeker";
constexpr char kAttachmentOption[] = "bijlage";
// As the contract: the texts of a report together, or a procedure.
constexpr uint64_t kMaxText = 256 << 10;
// What one request to the server can hold.
constexpr uint64_t kMaxTogether = 4 << 20;

// The message that holds the last field of the path.
Message& HolderOf(const FieldWord& word, Message& command) {
  Message* holder = &command;
  for (size_t i = 0; i + 1 < word.path.size(); ++i) {
    holder = holder->GetReflection()->MutableMessage(holder, word.path[i]);
  }
  return *holder;
}

absl::Status Misread(const FieldWord& word, absl::string_view why) {
  return UsageError(absl::StrCat("--", word.name, ": ", why));
}

absl::Status SetParts(const FieldWord& word, const Arguments& arguments,
                      Message& holder) {
  const auto add = [&](const std::string& key, const std::string& text) {
    Message* const entry =
        holder.GetReflection()->AddMessage(&holder, word.path.back());
    entry->GetReflection()->SetString(
        entry, entry->GetDescriptor()->FindFieldByName("key"), key);
    entry->GetReflection()->SetString(
        entry, entry->GetDescriptor()->FindFieldByName("value"), text);
  };
  for (const char* const option : {word.name.c_str(), kFileOption}) {
    for (const std::string& given : arguments.Values(option)) {
      const size_t equals = given.find('=');
      if (equals == std::string::npos || equals == 0) {
        return UsageError(
            absl::StrCat("--", option,
                         ": schrijf DEEL=... , met het deel zoals "
                         "de procedure het noemt."));
      }
      std::string text = given.substr(equals + 1);
      if (option == absl::string_view(kFileOption)) {
        ASSIGN_OR_RETURN(text, ReadWholeFile(text, kMaxText));
      }
      add(given.substr(0, equals), text);
    }
  }
  return absl::OkStatus();
}

absl::Status SetText(const FieldWord& word,
                     const std::vector<std::string>& values, Message& holder) {
  const FieldDescriptor* const field = word.path.back();
  const Reflection& reflection = *holder.GetReflection();
  if (field->is_repeated()) {
    for (const std::string& value : values) {
      reflection.AddString(&holder, field, value);
    }
  } else {
    reflection.SetString(&holder, field, values.front());
  }
  return absl::OkStatus();
}

absl::Status SetField(const FieldWord& word, const Arguments& arguments,
                      Message& command) {
  if (word.form == FieldForm::kProse && arguments.Has(kFileOption)) {
    if (arguments.Has(word.name)) {
      return UsageError("Geef --tekst of --bestand, niet allebei.");
    }
    ASSIGN_OR_RETURN(const std::string text,
                     ReadWholeFile(arguments.Value(kFileOption), kMaxText));
    return SetText(word, {text}, HolderOf(word, command));
  }
  if (word.form == FieldForm::kParts) {
    return SetParts(word, arguments, HolderOf(word, command));
  }
  if (!arguments.Has(word.name)) return absl::OkStatus();
  const std::vector<std::string> values = arguments.Values(word.name);
  if (values.empty()) return absl::OkStatus();
  // Left out, it would be more that goes.
  if (command.GetDescriptor() == v1::EraseContent::descriptor() &&
      values.front().empty()) {
    return UsageError(absl::StrCat("--", word.name, " is leeg."));
  }
  Message& holder = HolderOf(word, command);
  const FieldDescriptor* const field = word.path.back();
  const Reflection& reflection = *holder.GetReflection();
  switch (word.form) {
    case FieldForm::kDay: {
      const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(values.front());
      if (!day.ok()) return Misread(word, "schrijf de dag als 2026-09-14.");
      reflection.MutableMessage(&holder, field)->CopyFrom(ToDate(*day));
      return absl::OkStatus();
    }
    case FieldForm::kChoice: {
      for (const std::string& value : values) {
        ASSIGN_OR_RETURN(const int number,
                         ParseChoice(*field->enum_type(), value));
        if (field->is_repeated()) {
          reflection.AddEnumValue(&holder, field, number);
        } else {
          reflection.SetEnumValue(&holder, field, number);
        }
      }
      return absl::OkStatus();
    }
    case FieldForm::kYesNo:
      reflection.SetBool(&holder, field, values.front() == "ja");
      return absl::OkStatus();
    case FieldForm::kNumber: {
      int number = 0;
      uint64_t position = 0;
      const bool is_position =
          field->cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
      if (is_position ? !absl::SimpleAtoi(values.front(), &position)
                      : !absl::SimpleAtoi(values.front(), &number)) {
        return Misread(word, "schrijf een getal.");
      }
      if (is_position) {
        reflection.SetUInt64(&holder, field, position);
      } else {
        reflection.SetInt32(&holder, field, number);
      }
      return absl::OkStatus();
    }
    case FieldForm::kText:
    case FieldForm::kProse:
    case FieldForm::kParts:
      break;
  }
  return SetText(word, values, holder);
}

Option OptionFor(const FieldWord& word) {
  Option option{.name = word.name, .help = word.help};
  const FieldDescriptor& field = *word.path.back();
  switch (word.form) {
    case FieldForm::kDay:
      option.value_name = "DAG";
      break;
    case FieldForm::kChoice:
      option.choices = ChoicesOf(*field.enum_type());
      break;
    case FieldForm::kYesNo:
      // Left out it would read as "nee", which nobody said.
      option.required = true;
      option.choices = {"ja", "nee"};
      break;
    case FieldForm::kNumber:
      option.value_name = "GETAL";
      break;
    case FieldForm::kParts:
      option.value_name = "DEEL=TEKST";
      break;
    case FieldForm::kText:
      option.value_name =
          KindNamedBy(field.name()).empty() ? "WAARDE" : "KENMERK";
      if (KindNamedBy(field.name()) == "case") option.value_name = "NUMMER";
      break;
    case FieldForm::kProse:
      option.value_name = "TEKST";
      break;
  }
  if (field.is_repeated()) option.kind = Option::Kind::kRepeated;
  return option;
}

// What lay in a wrong file may have been read there. That it cannot be told now
// takes nothing away from what was recorded.
void TellWhoOpened(Session& session, const v1::UnarchiveDocument& command) {
  session.out() << "\nWie dit document heeft geopend:\n\n";
  const absl::Status shown =
      ShowOpenings(session, command.case_id(), command.document_id());
  if (!shown.ok()) {
    session.err() << "Dat is nu niet te tonen; vraag het met: driehoek zaak "
                     "geopend. ("
                  << shown.message() << ")\n";
  }
}

// Nobody erases for good by a slip of the hand.
absl::Status CheckSure(const v1::SubmitRequest& request,
                       const Arguments& arguments) {
  if (arguments.Has(kSureOption)) return absl::OkStatus();
  std::vector<std::string> going;
  for (const v1::Command& command : request.commands()) {
    if (command.has_erase_content()) {
      going.push_back(WhatGoes(command.erase_content()));
    }
  }
  if (going.empty()) return absl::OkStatus();
  return UsageError(absl::StrCat(
      "Dit wist voorgoed: ", absl::StrJoin(going, "; "),
      ". Het is niet ongedaan te maken. Geef --zeker als dat de bedoeling "
      "is."));
}

absl::Status Send(v1::SubmitRequest request, const std::string& done,
                  Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  Tell(response, done, session);
  if (session.json()) return absl::OkStatus();
  for (const v1::Command& command : request.commands()) {
    if (command.has_unarchive_document()) {
      TellWhoOpened(session, command.unarchive_document());
    }
  }
  return absl::OkStatus();
}

// What comes along with a report, by the paths that the line names.
void AddAttachments(const Arguments& arguments, v1::SubmitRequest& request) {
  const v1::SubmitReport report = request.commands(0).submit_report();
  for (const std::string& path : arguments.Values(kAttachmentOption)) {
    v1::AttachFile& attach = *request.add_commands()->mutable_attach_file();
    attach.set_case_id(report.case_id());
    attach.set_report(report.report());
    attach.set_upload_id(path);
    if (report.has_on()) *attach.mutable_on() = report.on();
  }
}

absl::Status Record(const CommandWord& word, Session& session,
                    const Arguments& arguments) {
  v1::SubmitRequest request;
  ASSIGN_OR_RETURN(*request.add_commands(), CommandFrom(word, arguments));
  if (request.commands(0).has_submit_report()) {
    AddAttachments(arguments, request);
  }
  return Send(std::move(request), DoneSentence(word.field->name()), session,
              arguments);
}

// Of a case that is taken over all that happened before goes along.
absl::Status RecordTogether(Session& session, const Arguments& arguments) {
  const std::string path = arguments.Value(kFileOption);
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path, kMaxTogether));
  v1::SubmitRequest request;
  RETURN_IF_ERROR(ParseTextForm(text, path, request));
  if (!request.request_id().empty() || request.has_on_behalf_of()) {
    return UsageError(absl::StrCat(
        path,
        ": hierin staan alleen commands; geef --verzoek en --namens op "
        "de regel."));
  }
  const int commands = request.commands_size();
  return Send(std::move(request),
              commands == 1 ? "Vastgelegd"
                            : absl::StrCat("Alle ", commands, " vastgelegd"),
              session, arguments);
}

CommandSpec Together() {
  CommandSpec spec;
  spec.path = {"leg", "samen", "vast"};
  spec.help =
      "Leg vast wat in een bestand staat, alles of niets: een zaak die al liep "
      "met wat er gebeurd is";
  spec.options = {{.name = kFileOption,
                   .help = "Het bestand: commands { ... } in protobuf-tekst, "
                           "met kenmerken; - is de invoer",
                   .kind = Option::Kind::kPositional,
                   .required = true},
                  SureOption(),
                  RequestOption()};
  spec.run = RecordTogether;
  return spec;
}

}  // namespace

absl::StatusOr<v1::Command> CommandFrom(const CommandWord& word,
                                        const Arguments& arguments) {
  v1::Command command;
  Message* const message =
      command.GetReflection()->MutableMessage(&command, word.field);
  for (const FieldWord& field : word.fields) {
    RETURN_IF_ERROR(SetField(field, arguments, *message));
  }
  return command;
}

Option RequestOption() {
  return {.name = kRequestOption,
          .help = "Herhaal een eerder verzoek: het gebeurt niet dubbel",
          .value_name = "ID"};
}

Option SureOption() {
  return {.name = kSureOption,
          .help = "Wis het echt; dat is niet ongedaan te maken",
          .kind = Option::Kind::kFlag};
}

absl::StatusOr<v1::SubmitResponse> Submit(v1::SubmitRequest& request,
                                          Session& session,
                                          const Arguments& arguments) {
  RETURN_IF_ERROR(CheckSure(request, arguments));
  request.set_request_id(arguments.Has(kRequestOption)
                             ? arguments.Value(kRequestOption)
                             : NewUuid7(absl::Now()));
  for (int i = 0; i < request.commands_size(); ++i) {
    v1::Command& command = *request.mutable_commands(i);
    RETURN_IF_ERROR(ResolveIds(session, command));
    RETURN_IF_ERROR(BringInFile(session, session.globals().caller,
                                absl::StrCat(request.request_id(), "/", i),
                                command));
  }
  if (!session.globals().on_behalf_of.person.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_on_behalf_of(), session.OnBehalfOfLine());
  }
  absl::StatusOr<v1::SubmitResponse> response =
      session.Call(&v1::CaseService::Stub::Submit, request);
  if (ExitCodeOf(response.status()) == ExitCode::kUnreachable) {
    session.err() << "Het is niet zeker of dit is vastgelegd. Geef hetzelfde "
                     "commando opnieuw met --verzoek "
                  << request.request_id() << ": het gebeurt dan niet dubbel.\n";
  }
  return response;
}

void Tell(const v1::SubmitResponse& response, const std::string& done,
          Session& session) {
  if (session.json()) return session.PrintJson(response);
  session.out() << done
                << (response.repeated_request() ? " (dat was al vastgelegd)"
                                                : "")
                << ".";
  // An earlier release of the server does not say the number.
  if (response.case_numbers_size() > 0 && !response.case_numbers(0).empty()) {
    session.out() << " Zaak " << Printable(response.case_numbers(0)) << ".";
  }
  session.out() << "\n";
  for (const v1::Warning& warning : response.warnings()) {
    session.out() << "Let op: " << Printable(WordsOf(warning)) << "\n";
  }
}

CommandSpecs RecordCommands() {
  CommandSpecs specs;
  for (const CommandWord& word : AllCommandWords()) {
    CommandSpec spec;
    spec.help = word.help;
    for (const FieldWord& field : word.fields) {
      spec.options.push_back(OptionFor(field));
      if (field.form == FieldForm::kProse) {
        spec.options.push_back({.name = kFileOption,
                                .help =
                                    "Lees de tekst uit dit bestand; - is de "
                                    "invoer",
                                .value_name = "BESTAND"});
      } else if (field.form == FieldForm::kParts) {
        spec.options.push_back({.name = kFileOption,
                                .help = "Lees de tekst van een deel uit dit "
                                        "bestand",
                                .kind = Option::Kind::kRepeated,
                                .value_name = "DEEL=BESTAND"});
      }
    }
    if (word.field->number() == v1::Command::kSubmitReportFieldNumber) {
      spec.options.push_back({.name = kAttachmentOption,
                              .help = "Een bestand dat erbij hoort: een PDF, "
                                      "DOCX, PNG of JPEG tot 20 MiB",
                              .kind = Option::Kind::kRepeated,
                              .value_name = "BESTAND"});
    }
    if (word.field->number() == v1::Command::kEraseContentFieldNumber) {
      spec.options.push_back(SureOption());
    }
    spec.options.push_back(RequestOption());
    spec.run = [word](Session& session, const Arguments& arguments) {
      return Record(word, session, arguments);
    };
    spec.path = {"leg", "vast", word.name};
    specs.push_back(spec);
    spec.path = {"meld", word.name};
    specs.push_back(std::move(spec));
  }
  specs.push_back(Together());
  return specs;
}

}  // namespace driehoek::cli
