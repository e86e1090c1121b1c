// Cases: the list, one as it stands, its timeline, its history, and signals.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/timeline.h"
#include "clients/cli/words.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "procedures/words.h"

namespace driehoek::cli {
namespace {

Option CaseNumber() {
  return {.name = "nummer",
          .help = "Nummer van de zaak: 2026-001",
          .kind = Option::Kind::kPositional,
          .required = true};
}

Option AsOfOption() {
  return {
      .name = "op",
      .help = "Zoals het toen was: een dag (het einde ervan) of een positie",
      .value_name = "DAG|POSITIE"};
}

// A day means all that was known when it ended.
absl::Status SetAsOf(const Arguments& arguments, v1::AsOf& as_of) {
  const std::string given = arguments.Value("op");
  if (given.empty()) return absl::OkStatus();
  uint64_t position = 0;
  if (absl::SimpleAtoi(given, &position)) {
    as_of.set_position(position);
    return absl::OkStatus();
  }
  const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(given);
  if (!day.ok()) {
    return UsageError("--op: schrijf een dag als 2026-09-14, of een positie.");
  }
  as_of.set_instant_micros(absl::ToUnixMicros(StartOf(*day + 1)) - 1);
  return absl::OkStatus();
}

absl::Status ListCases(Session& session, const Arguments& arguments) {
  v1::ListCasesRequest request;
  request.set_open_only(!arguments.Has("ook-gesloten"));
  Table table({"Zaak", "Aios", "Opleider", "Geopend", "Stand"});
  Names names(session);
  RETURN_IF_ERROR(session.EachPage(
      &v1::CaseService::Stub::ListCases, request,
      [&](const v1::ListCasesResponse& page) {
        if (session.json()) return;
        std::vector<std::string> people;
        for (const v1::Case& one : page.cases()) {
          people.push_back(one.resident_id());
          people.insert(people.end(), one.trainer_ids().begin(),
                        one.trainer_ids().end());
        }
        names.Fetch(people);
        for (const v1::Case& one : page.cases()) {
          table.Add(
              {one.number(), names.Of(one.resident_id()),
               one.trainer_ids_size() > 0 ? names.Of(one.trainer_ids(0)) : "-",
               ShortDay(one.opened_on()), PhaseWord(one.phase())});
        }
      }));
  if (!session.json()) {
    session.out() << (table.empty() ? "Er zijn geen zaken.\n"
                                    : table.Render(session.width()));
  }
  return absl::OkStatus();
}

void PrintLine(Session& session, absl::string_view label,
               const std::string& value) {
  session.out() << PadTo(label, 16) << Printable(value) << "\n";
}

// "Verslag van het driehoeksgesprek (2 bijlagen)"
std::string TitleOf(const v1::CaseDocument& document) {
  if (document.attachments() == 0) return document.title();
  return absl::StrCat(document.title(), " (", document.attachments(),
                      document.attachments() == 1 ? " bijlage)" : " bijlagen)");
}

std::string FilingsOf(const v1::CaseDocument& document) {
  if (DayIn(document.erased_on())) {
    return absl::StrCat("gewist op ", ShortDay(document.erased_on()));
  }
  std::vector<std::string> filings;
  for (const v1::FilingState& filing : document.filings()) {
    filings.push_back(
        DayIn(filing.archived_on())
            ? absl::StrCat(
                  filing.place(), " sinds ", ShortDay(filing.archived_on()),
                  filing.external_location().empty()
                      ? ""
                      : absl::StrCat(" (", filing.external_location(), ")"))
            : absl::StrCat(filing.place(), " ontbreekt nog"));
  }
  return absl::StrJoin(filings, "; ");
}

std::string AnswersOf(const v1::Candidacy& candidacy) {
  if (candidacy.candidate_id().empty()) return "-";  // Not for this reader.
  if (candidacy.both_accepted()) return "allebei ja";
  if (candidacy.resident_answered() && candidacy.trainer_answered()) {
    return "geen koppeling";
  }
  if (candidacy.resident_answered()) return "aios heeft geantwoord";
  if (candidacy.trainer_answered()) return "kandidaat heeft geantwoord";
  return "nog geen antwoord";
}

// Beside the working days: the national rule counts these, and other
// interruptions of the training year with them.
std::string WaitingOf(const v1::WaitingTime& waiting) {
  if (waiting.days() == 0) {
    return absl::StrCat("vanaf ", LongDay(waiting.started_on()));
  }
  const std::string lasted =
      absl::StrCat(waiting.days(), waiting.days() == 1 ? " dag" : " dagen",
                   " (", waiting.working_days(),
                   " van de landelijke 10 "
                   "werkdagen per opleidingsjaar)");
  if (DayIn(waiting.ended_on())) {
    return absl::StrCat(LongDay(waiting.started_on()), " tot ",
                        LongDay(waiting.ended_on()), ": ", lasted);
  }
  return absl::StrCat(
      "sinds ", LongDay(waiting.started_on()), ": ", lasted,
      DayIn(waiting.long_on())
          ? absl::StrCat("; lang op ", LongDay(waiting.long_on()))
          : "");
}

// Who had the case and still owes what was open when it was handed over.
std::string FormerlyOf(Session& session, const v1::Case& one) {
  const absl::StatusOr<std::map<std::string, std::string>> groups =
      GroupNames(session);
  std::vector<std::string> former;
  for (const v1::Scope& scope : one.former_scopes()) {
    if (scope.training_year() != 0) {
      former.push_back(absl::StrCat("opleidingsjaar ", scope.training_year()));
      continue;
    }
    const bool named = groups.ok() && groups->contains(scope.group_id());
    former.push_back(named ? groups->at(scope.group_id()) : "de vorige groep");
  }
  return absl::StrJoin(former, ", ");
}

void PrintCase(Session& session, const v1::Case& one) {
  Names names(session);
  std::vector<std::string> people = {one.resident_id(), one.new_trainer_id()};
  people.insert(people.end(), one.trainer_ids().begin(),
                one.trainer_ids().end());
  for (const v1::Candidacy& candidacy : one.candidacies()) {
    people.push_back(candidacy.candidate_id());
  }
  names.Fetch(people);
  std::vector<std::string> trainers;
  for (const std::string& id : one.trainer_ids()) {
    trainers.push_back(names.Of(id));
  }
  session.out() << "Zaak " << Printable(one.number()) << ": "
                << PhaseWord(one.phase()) << "\n\n";
  PrintLine(session, "Aios", names.Of(one.resident_id()));
  PrintLine(session, "Opleider", absl::StrJoin(trainers, ", "));
  PrintLine(session, "Opleidingsjaar", absl::StrCat(one.training_year()));
  if (one.former_scopes_size() > 0) {
    PrintLine(session, "Deels nog bij", FormerlyOf(session, one));
  }
  PrintLine(session, "Procedure", one.procedure());
  PrintLine(session, "Geopend", LongDay(one.opened_on()));
  if (DayIn(one.taken_over_on())) {
    PrintLine(session, "Overgenomen per", LongDay(one.taken_over_on()));
  }
  if (DayIn(one.decoupling_effective_on())) {
    PrintLine(session, "Ontkoppeld per",
              LongDay(one.decoupling_effective_on()));
  }
  if (!one.new_trainer_id().empty()) {
    PrintLine(session, "Nieuwe plek",
              absl::StrCat(
                  names.Of(one.new_trainer_id()),
                  one.new_placement_started() ? ", gestart op " : ", start op ",
                  LongDay(one.new_placement_starts_on())));
  }
  for (const v1::WaitingTime& waiting : one.waiting_times()) {
    PrintLine(session, "Geen opleider", WaitingOf(waiting));
  }
  if (DayIn(one.closed_on())) {
    PrintLine(
        session, "Gesloten",
        absl::StrCat(LongDay(one.closed_on()), ", ", ResultWord(one.result())));
  }
  if (one.checklist_done_size() > 0) {
    std::vector<std::string> done;
    for (const int item : one.checklist_done()) {
      done.push_back(ChecklistWord(static_cast<v1::ChecklistItem>(item)));
    }
    PrintLine(session, "Checklist", absl::StrJoin(done, "; "));
  }
  Table obligations({"Regel", "Wat", "Wie", "Uiterlijk", "Stand"});
  for (const v1::Due& due : one.obligations()) {
    std::string standing = StandingOf(due);
    if (due.status() == v1::DUE_STATUS_OPEN && due.missing_size() > 0) {
      absl::StrAppend(&standing,
                      "; ontbreekt: ", absl::StrJoin(due.missing(), ", "));
    }
    obligations.Add(
        {due.obligation().key(), due.title(), OwnerWord(due.owner()),
         DayIn(due.due_on()) ? ShortDay(due.due_on()) : "geen datum",
         standing});
  }
  if (!obligations.empty()) {
    session.out() << "\n" << obligations.Render(session.width());
  }
  Table deviations({"Regel", "Afwijking", "Reden", "Id"});
  for (const v1::Due& due : one.obligations()) {
    for (const v1::DeviationFromDue& deviation : due.deviations()) {
      deviations.Add({due.obligation().key(), DeviationWords(due, deviation),
                      DeviationReasonWord(deviation.why()),
                      deviation.deviation_id()});
    }
  }
  if (!deviations.empty()) {
    session.out() << "\n" << deviations.Render(session.width());
  }
  Table documents({"Verslag", "Titel", "Verstuurd", "Waar het staat", "Id"});
  for (const v1::CaseDocument& document : one.documents()) {
    documents.Add({document.report(), TitleOf(document),
                   ShortDay(document.submitted_on()), FilingsOf(document),
                   document.document_id()});
  }
  if (!documents.empty()) {
    session.out() << "\n" << documents.Render(session.width());
  }
  Table candidates({"Kandidaat", "Voorgesteld", "Kennismaking", "Antwoorden"});
  for (const v1::Candidacy& candidacy : one.candidacies()) {
    candidates.Add(
        {candidacy.candidate_id().empty() ? "(een kandidaat)"
                                          : names.Of(candidacy.candidate_id()),
         ShortDay(candidacy.proposed_on()),
         ShortDay(candidacy.introduction_on()), AnswersOf(candidacy)});
  }
  if (!candidates.empty()) {
    session.out() << "\n" << candidates.Render(session.width());
  }
}

absl::StatusOr<v1::GetCaseResponse> GetCase(Session& session,
                                            const Arguments& arguments) {
  v1::GetCaseRequest request;
  request.set_case_id(arguments.Value("nummer"));
  if (arguments.Has("op")) {
    RETURN_IF_ERROR(SetAsOf(arguments, *request.mutable_as_of()));
  }
  return session.Call(&v1::CaseService::Stub::GetCase, request);
}

absl::Status ShowCase(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const v1::GetCaseResponse response,
                   GetCase(session, arguments));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    PrintCase(session, response.case_());
  }
  return absl::OkStatus();
}

absl::Status ShowTimeline(Session& session, const Arguments& arguments) {
  v1::GetTimelineRequest request;
  request.set_case_id(arguments.Value("nummer"));
  if (arguments.Has("op")) {
    RETURN_IF_ERROR(SetAsOf(arguments, *request.mutable_as_of()));
  }
  std::vector<v1::TimelineEntry> entries;
  RETURN_IF_ERROR(
      session.EachPage(&v1::CaseService::Stub::GetTimeline, request,
                       [&entries](const v1::GetTimelineResponse& page) {
                         entries.insert(entries.end(), page.entries().begin(),
                                        page.entries().end());
                       }));
  if (session.json()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::GetCaseResponse response,
                   GetCase(session, arguments));
  session.out() << DrawTimeline(response.case_(), entries, session.width());
  return absl::OkStatus();
}

absl::Status ShowHistory(Session& session, const Arguments& arguments) {
  v1::GetHistoryRequest request;
  request.set_case_id(arguments.Value("nummer"));
  uint64_t expected = 1;
  absl::Status gap;
  RETURN_IF_ERROR(session.Read(
      &v1::AuditService::Stub::GetHistory, request, /*follow=*/false,
      std::function<bool(const v1::GetHistoryResponse&)>(
          [&](const v1::GetHistoryResponse& one) {
            if (one.sequence() != expected) {
              gap = absl::DataLossError(
                  absl::StrCat("De geschiedenis is niet heel: plaats ",
                               expected, " ontbreekt."));
              return false;
            }
            ++expected;
            if (session.json()) {
              session.PrintJson(one);
              return true;
            }
            if (!one.has_event()) {
              session.out()
                  << PadTo(absl::StrCat(one.sequence()), 5)
                  << PadTo(absl::StrCat(one.position()), 8) << "(niet voor u)\n"
                  << std::string(13, ' ')
                  << absl::BytesToHexString(one.leaf_hash()) << "\n";
              return true;
            }
            const auto* const kind =
                one.event().GetReflection()->GetOneofFieldDescriptor(
                    one.event(), one.event().GetDescriptor()->oneof_decl(0));
            session.out() << PadTo(absl::StrCat(one.sequence()), 5)
                          << PadTo(absl::StrCat(one.position()), 8)
                          << LongMoment(one.recorded_at_micros()) << "  "
                          << RoleWord(one.actor().role()) << "  "
                          << (kind == nullptr ? "(gewist)" : kind->name())
                          << "\n"
                          << std::string(13, ' ')
                          << absl::BytesToHexString(one.leaf_hash()) << "\n";
            return true;
          })));
  return gap;
}

absl::Status ListSignals(Session& session, const Arguments&) {
  Table table({"Dag", "Wie", "Wat er is gezegd", "Gehoord", "Id"});
  Names names(session);
  RETURN_IF_ERROR(session.EachPage(
      &v1::CaseService::Stub::ListSignals, v1::ListSignalsRequest(),
      [&](const v1::ListSignalsResponse& page) {
        if (session.json()) return;
        for (const v1::Signal& signal : page.signals()) {
          table.Add({ShortDay(signal.on()), names.Of(signal.signalled_by()),
                     signal.note(),
                     !DayIn(signal.clarified_on())
                         ? "nog niet"
                         : absl::StrCat("aios ",
                                        signal.resident_heard() ? "ja" : "nee",
                                        ", opleider ",
                                        signal.trainer_heard() ? "ja" : "nee"),
                     signal.signal_id()});
        }
      }));
  if (!session.json()) {
    session.out() << (table.empty() ? "Er zijn geen signalen.\n"
                                    : table.Render(session.width()));
  }
  return absl::OkStatus();
}

// "besluit --besluit ontkoppelen": how the action is given with `leg vast`, but
// for the case and the fields that are still to be filled in.
std::string HowToGive(const CommandWord& word, const v1::Command& command) {
  std::string line = word.name;
  const google::protobuf::Message& body =
      command.GetReflection()->GetMessage(command, word.field);
  for (const FieldWord& field : word.fields) {
    const google::protobuf::FieldDescriptor& last = *field.path.back();
    if (field.path.size() > 1 || last.is_repeated() ||
        last.name() == "case_id" ||
        !body.GetReflection()->HasField(body, &last)) {
      continue;
    }
    std::string value;
    switch (field.form) {
      case FieldForm::kText:
        value = body.GetReflection()->GetString(body, &last);
        break;
      case FieldForm::kChoice:
        value = ChoiceOf(*body.GetReflection()->GetEnum(body, &last));
        break;
      case FieldForm::kNumber:
        value =
            last.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_UINT64
                ? absl::StrCat(body.GetReflection()->GetUInt64(body, &last))
                : absl::StrCat(body.GetReflection()->GetInt32(body, &last));
        break;
      default:
        continue;
    }
    absl::StrAppend(&line, " --", field.name, " ", value);
  }
  return line;
}

// "--tekst, --reden"
std::string OptionsFor(const CommandWord& word, const v1::Action& action) {
  std::vector<std::string> options;
  for (const std::string& needed : action.fields_needed()) {
    for (const FieldWord& field : word.fields) {
      if (field.path.back()->name() == needed) {
        options.push_back(absl::StrCat("--", field.name));
      }
    }
  }
  return options.empty() ? "-" : absl::StrJoin(options, ", ");
}

absl::Status ListActions(Session& session, const Arguments& arguments) {
  v1::ListActionsRequest request;
  request.set_case_id(arguments.Value("nummer"));
  ASSIGN_OR_RETURN(const v1::ListActionsResponse response,
                   session.Call(&v1::CaseService::Stub::ListActions, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  Table may({"Wat", "driehoek leg vast ...", "Nog in te vullen"});
  Table may_not({"Wat", "Waarom niet"});
  std::set<std::string> refused;
  for (const CommandWord& word : AllCommandWords()) {
    for (const v1::Action& action : response.actions()) {
      if (static_cast<int>(action.command().kind_case()) !=
          word.field->number()) {
        continue;
      }
      if (action.allowed()) {
        may.Add({word.help, HowToGive(word, action.command()),
                 OptionsFor(word, action)});
      } else if (refused.insert(absl::StrCat(word.name, action.message()))
                     .second) {
        may_not.Add(
            {word.help,
             absl::StrCat(action.message(), action.rule().empty() ? "" : " (",
                          action.rule(), action.rule().empty() ? "" : ")")});
      }
    }
  }
  session.out() << (may.empty() ? "U kunt nu niets doen in deze zaak.\n"
                                : may.Render(session.width()));
  if (arguments.Has("ook-wat-niet-kan") && !may_not.empty()) {
    session.out() << "\nNu niet\n\n" << may_not.Render(session.width());
  }
  return absl::OkStatus();
}

}  // namespace

CommandSpecs CaseCommands() {
  return {
      {{"zaken"},
       "De zaken die u mag zien, de nieuwste eerst",
       {{.name = "ook-gesloten",
         .help = "Ook gesloten zaken",
         .kind = Option::Kind::kFlag}},
       ListCases},
      {{"zaak", "toon"},
       "Hoe een zaak staat",
       {CaseNumber(), AsOfOption()},
       ShowCase},
      {{"zaak", "tijdlijn"},
       "Een zaak als tekening: wie deed wat wanneer, en wat moest wanneer",
       {CaseNumber(), AsOfOption()},
       ShowTimeline},
      {{"zaak", "acties"},
       "Wat u nu kunt doen in een zaak, en wat daarvoor nodig is",
       {CaseNumber(),
        {.name = "ook-wat-niet-kan",
         .help = "Ook wat nu niet kan, en welke regel dat zegt",
         .kind = Option::Kind::kFlag}},
       ListActions},
      {{"geschiedenis"},
       "Alle gebeurtenissen van een zaak, zoals ze in het logboek liggen",
       {CaseNumber()},
       ShowHistory},
      {{"signalen"}, "Signalen van onvrede in uw groep (S-1)", {}, ListSignals},
  };
}

}  // namespace driehoek::cli
