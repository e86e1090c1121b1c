#include "clients/cli/words.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "driehoek/v1/directory_service.pb.h"

namespace driehoek::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// By the value's own name, which is unique in the contract.
const std::map<std::string, std::string>& Choices() {
  static const auto* const choices = new std::map<std::string, std::string>{
      {"ROLE_RESIDENT", "aios"},
      {"ROLE_TRAINER", "opleider"},
      {"ROLE_TEACHER", "docent"},
      {"ROLE_YEAR_ASSISTANT", "jaarassistent"},
      {"ROLE_PROGRAMME_MANAGER", "manager-opleiding"},
      {"ROLE_TRAINER_MANAGER", "manager-opleiders"},
      {"ROLE_TRAINER_MANAGER_ASSISTANT", "assistent-manager-opleiders"},
      {"ROLE_DEPUTY_HEAD", "plaatsvervangend-hoofd"},
      {"ROLE_HEAD", "hoofd"},
      {"ROLE_POLICY_OFFICER", "beleidsmedewerker"},
      {"ROLE_AUDITOR", "auditor"},
      {"ROLE_ADMINISTRATOR", "beheerder"},
      {"CHANNEL_PHONE", "telefoon"},
      {"CHANNEL_PAPER", "papier"},
      {"CHANNEL_MAIL", "mail"},
      {"MEETING_OUTCOME_NO_DECOUPLING", "geen-ontkoppeling"},
      {"MEETING_OUTCOME_FOLLOW_UP", "vervolggesprek"},
      {"MEETING_OUTCOME_ADVICE_TO_DECOUPLE", "advies-tot-ontkoppelen"},
      {"RULING_DECOUPLE", "ontkoppelen"},
      {"RULING_CONTINUE", "niet-ontkoppelen"},
      {"RULING_RETURN", "terug-naar-docenten"},
      {"CASE_RESULT_RESOLVED", "opgelost"},
      {"CASE_RESULT_RE_PAIRED", "opnieuw-gekoppeld"},
      {"CASE_RESULT_WITHDRAWN", "ingetrokken"},
      {"CHECKLIST_ITEM_DECOUPLING_MAIL_SENT", "ontkoppelingsmail"},
      {"CHECKLIST_ITEM_TRAJECTORY_REGISTERED", "traject-geregistreerd"},
      {"CHECKLIST_ITEM_PAIRING_REGISTERED", "koppeling-geregistreerd"},
      {"CALENDAR_DAY_KIND_TRAINER_RETURN_DAY", "opleidersterugkomdag"},
      {"CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY", "terugkomdag"},
      {"CALENDAR_DAY_KIND_MATCHING_ROUND", "matchingsronde"},
      {"EVALUATION_KIND_RESIDENT", "aios"},
      {"EVALUATION_KIND_TRAINER", "opleider"},
      {"EVALUATION_KIND_NEW_PLACEMENT", "nieuwe-plek"},
      {"WAITING_CREDIT_ALL", "alles"},
      {"WAITING_CREDIT_PART", "een-deel"},
      {"WAITING_CREDIT_NONE", "niets"},
      {"REMATCHING_ROUTE_ONE_TO_ONE", "een-op-een"},
      {"REMATCHING_ROUTE_NEXT_ROUND", "volgende-ronde"},
      {"DEVIATION_KIND_WAIVE", "vervalt"},
      {"DEVIATION_KIND_MOVE", "andere-dag"},
      {"DEVIATION_KIND_PAUSE", "staat-stil"},
      {"DEVIATION_KIND_LIFT_GUARD", "regel-geldt-niet"},
      {"DEVIATION_KIND_MEETING_NOT_FITTING", "zonder-driehoeksgesprek"},
      {"DEVIATION_REASON_FORCE_MAJEURE", "overmacht"},
      {"DEVIATION_REASON_MEETING_NOT_FITTING", "driehoeksgesprek-niet-passend"},
      {"DEVIATION_REASON_SHORT_PLACEMENT", "korte-stage"},
      {"DEVIATION_REASON_AGREED", "afgesproken"},
      {"DEVIATION_REASON_OTHER", "anders"},
      {"IMPORT_KIND_PEOPLE", "personen"},
      {"IMPORT_KIND_ROLES", "rollen"},
      {"IMPORT_KIND_GROUPS", "groepen"},
      {"IMPORT_KIND_PRACTICES", "praktijken"},
      {"IMPORT_KIND_PLACEMENTS", "stages"},
      {"IMPORT_KIND_CALENDAR", "kalender"},
      {"IMPORT_KIND_COHORTS", "opleidingsjaren"},
      {"EXPORT_KIND_PEOPLE", "personen"},
      {"EXPORT_KIND_ROLES", "rollen"},
      {"EXPORT_KIND_GROUPS", "groepen"},
      {"EXPORT_KIND_PRACTICES", "praktijken"},
      {"EXPORT_KIND_PLACEMENTS", "stages"},
      {"EXPORT_KIND_CALENDAR", "kalender"},
      {"EXPORT_KIND_COHORTS", "opleidingsjaren"},
      {"REVIEW_RESULT_UNCHANGED", "ongewijzigd"},
      {"REVIEW_RESULT_NEW_VERSION", "nieuwe-versie"},
      {"EXPORT_KIND_UNAVAILABLE_TRAINERS", "niet-beschikbaar"},
      {"ERASURE_SCOPE_DOCUMENT", "verslag"},
      {"ERASURE_SCOPE_CASE", "zaak"},
      {"ERASURE_SCOPE_PERSON", "persoon"},
      {"PRIVACY_RIGHT_ACCESS", "inzage"},
      {"PRIVACY_RIGHT_RECTIFICATION", "verbetering"},
      {"PRIVACY_RIGHT_ERASURE", "wissing"},
      {"PRIVACY_RIGHT_RESTRICTION", "beperking"},
      {"PRIVACY_RIGHT_OBJECTION", "bezwaar"},
      {"PRIVACY_ANSWER_GRANTED", "gedaan"},
      {"PRIVACY_ANSWER_GRANTED_IN_PART", "deels-gedaan"},
      {"PRIVACY_ANSWER_REFUSED", "afgewezen"},
      {"PRIVACY_ANSWER_WITHDRAWN", "ingetrokken"},
      {"ERASURE_GROUND_TERM_OVER", "termijn-voorbij"},
      {"ERASURE_GROUND_REQUESTED", "op-verzoek"},
      {"ERASURE_GROUND_UNLAWFUL", "onrechtmatig"},
      {"ERASURE_GROUND_LEGAL_DUTY", "wettelijke-plicht"},
  };
  return *choices;
}

}  // namespace

std::string RoleWord(v1::Role role) {
  if (role == v1::ROLE_SYSTEM) return "Driehoek";
  const auto found = Choices().find(v1::Role_Name(role));
  return found == Choices().end()
             ? "onbekend"
             : absl::StrReplaceAll(found->second, {{"-", " "}});
}

std::string OwnerWord(const v1::RoleInScope& owner) {
  const bool is_party =
      owner.role() == v1::ROLE_RESIDENT || owner.role() == v1::ROLE_TRAINER;
  return is_party && owner.scope().placement_id().empty()
             ? "nog te bepalen"
             : RoleWord(owner.role());
}

absl::StatusOr<v1::Role> ParseRole(absl::string_view text) {
  v1::Role role = v1::ROLE_UNSPECIFIED;
  if (v1::Role_Parse(std::string(text), &role)) return role;
  const absl::StatusOr<int> number = ParseChoice(
      *v1::Role_descriptor(), absl::StrReplaceAll(text, {{" ", "-"}}));
  if (!number.ok()) return number.status();
  return static_cast<v1::Role>(*number);
}

std::string ChoiceOf(const EnumValueDescriptor& value) {
  const auto found = Choices().find(value.name());
  return found == Choices().end() ? "" : found->second;
}

std::vector<std::string> ChoicesOf(const EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    std::string choice = ChoiceOf(*type.value(i));
    if (!choice.empty()) choices.push_back(std::move(choice));
  }
  return choices;
}

absl::StatusOr<int> ParseChoice(const EnumDescriptor& type,
                                absl::string_view text) {
  const std::string wished = absl::AsciiStrToLower(text);
  for (int i = 0; i < type.value_count(); ++i) {
    if (!wished.empty() && ChoiceOf(*type.value(i)) == wished) {
      return type.value(i)->number();
    }
  }
  return UsageError(absl::StrCat("\"", text, "\" kan niet. Kies uit: ",
                                 absl::StrJoin(ChoicesOf(type), ", "), "."));
}

std::string ViewerWord(v1::Viewer viewer) {
  switch (viewer) {
    case v1::VIEWER_RESIDENT:
      return "aios";
    case v1::VIEWER_TRAINER:
      return "opleider";
    case v1::VIEWER_NEW_TRAINER:
      return "nieuwe opleider";
    case v1::VIEWER_TEACHER:
      return "docenten";
    case v1::VIEWER_YEAR_ASSISTANT:
      return "jaarassistent";
    case v1::VIEWER_PROGRAMME_MANAGER:
      return "manager opleiding";
    case v1::VIEWER_TRAINER_MANAGER:
      return "manager opleiders en assistent";
    case v1::VIEWER_DEPUTY_HEAD:
      return "plaatsvervangend hoofd en hoofd";
    case v1::VIEWER_POLICY_OFFICER:
      return "beleidsmedewerker";
    case v1::VIEWER_AUDITOR:
      return "auditor";
    default:
      return "onbekend";
  }
}

std::string PhaseWord(v1::CasePhase phase) {
  switch (phase) {
    case v1::CASE_PHASE_COOPERATION:
      return "samenwerkingsgesprek";
    case v1::CASE_PHASE_ADVISED:
      return "advies tot ontkoppelen";
    case v1::CASE_PHASE_DECOUPLED:
      return "ontkoppeld, nieuwe koppeling gezocht";
    case v1::CASE_PHASE_RE_PAIRED:
      return "gestart bij de nieuwe opleider";
    case v1::CASE_PHASE_CLOSED:
      return "gesloten";
    default:
      return "onbekend";
  }
}

std::string ResultWord(v1::CaseResult result) {
  switch (result) {
    case v1::CASE_RESULT_RESOLVED:
      return "opgelost zonder ontkoppeling";
    case v1::CASE_RESULT_RE_PAIRED:
      return "ontkoppeld en opnieuw gekoppeld";
    case v1::CASE_RESULT_WITHDRAWN:
      return "ingetrokken";
    default:
      return "nog niet afgelopen";
  }
}

std::string ChecklistWord(v1::ChecklistItem item) {
  switch (item) {
    case v1::CHECKLIST_ITEM_DECOUPLING_MAIL_SENT:
      return "ontkoppelingsmail verstuurd";
    case v1::CHECKLIST_ITEM_TRAJECTORY_REGISTERED:
      return "traject geregistreerd";
    case v1::CHECKLIST_ITEM_PAIRING_REGISTERED:
      return "nieuwe koppeling geregistreerd";
    default:
      return "onbekend";
  }
}

std::string WithdrawalWord(v1::WithdrawalReason reason) {
  switch (reason) {
    case v1::WITHDRAWAL_REASON_REGISTERED_LATER:
      return "op tijd, later geregistreerd";
    case v1::WITHDRAWAL_REASON_DUE_DATE_MOVED:
      return "de termijn is verschoven";
    case v1::WITHDRAWAL_REASON_CORRECTED:
      return "een datum is verbeterd";
    default:
      return "onbekend";
  }
}

std::string ClassWord(v1::ObligationClass obligation_class) {
  switch (obligation_class) {
    case v1::OBLIGATION_CLASS_HARD:
      return "termijn";
    case v1::OBLIGATION_CLASS_TARGET:
    case v1::OBLIGATION_CLASS_EVENT_BOUND:
    case v1::OBLIGATION_CLASS_THRESHOLD:
    case v1::OBLIGATION_CLASS_WINDOW:
    case v1::OBLIGATION_CLASS_YEARLY:
      return "streefdatum";
    case v1::OBLIGATION_CLASS_SEQUENCE:
      return "zonder datum";
    case v1::OBLIGATION_CLASS_COUNT:
      return "aantal";
    case v1::OBLIGATION_CLASS_STANDING:
      return "doorlopend";
    case v1::OBLIGATION_CLASS_INDICATOR:
      return "meting";
    default:
      return "onbekend";
  }
}

std::string WordsOf(const v1::Warning& warning) {
  std::string words = warning.text();
  if (!warning.section().empty() || !warning.rule().empty()) {
    absl::StrAppend(
        &words, " (", warning.section(),
        warning.section().empty() || warning.rule().empty() ? "" : ", ",
        warning.rule(), ")");
  }
  return words;
}

std::string SubjectOf(const v1::Due& due) {
  return due.case_number().empty() ? due.subject() : due.case_number();
}

std::string StandingOf(const v1::Due& due) {
  std::string word;
  switch (due.status()) {
    case v1::DUE_STATUS_WAITING_FOR_ANCHOR:
      return "nog geen datum";
    case v1::DUE_STATUS_PAUSED:
      return "staat stil";
    case v1::DUE_STATUS_WAIVED:
      return "vervallen door een afwijking";
    case v1::DUE_STATUS_LAPSED:
      // A breach stays to be seen.
      return due.breach() == v1::BREACH_STATE_RECORDED
                 ? "niet meer nodig, was te laat"
                 : "niet meer nodig";
    case v1::DUE_STATUS_FULFILLED:
      word = "gedaan";
      break;
    default:
      word = "open";
  }
  switch (due.timeliness()) {
    case v1::TIMELINESS_IN_TIME:
      if (due.status() == v1::DUE_STATUS_FULFILLED) word += ", op tijd";
      break;
    case v1::TIMELINESS_PAST_TARGET:
      word += ", voorbij streefdatum";
      break;
    case v1::TIMELINESS_LATE:
      word += ", te laat";
      break;
    default:
      break;
  }
  if (due.before_take_over()) word += " (van eerder, telt niet)";
  if (due.breach() == v1::BREACH_STATE_WITHDRAWN) {
    absl::StrAppend(&word, " (overschrijding ingetrokken: ",
                    WithdrawalWord(due.withdrawal_reason()), ")");
  }
  return word;
}

std::string DeviationWords(const v1::Due& due,
                           const v1::DeviationFromDue& deviation) {
  const std::string on = ShortDay(deviation.on());
  const std::string original = ShortDay(
      due.has_original_due_on() ? due.original_due_on() : due.due_on());
  std::string words;
  switch (deviation.deviation()) {
    case v1::DEVIATION_KIND_MOVE:
      words = absl::StrCat("verplaatst op ", on, " van ", original, " naar ",
                           ShortDay(deviation.due_on()));
      break;
    case v1::DEVIATION_KIND_PAUSE:
      words = absl::StrCat("stilgezet op ", on, ", eerst uiterlijk ", original);
      if (deviation.has_resumed_on()) {
        absl::StrAppend(&words, ", loopt weer sinds ",
                        ShortDay(deviation.resumed_on()));
      }
      break;
    case v1::DEVIATION_KIND_WAIVE:
      words = absl::StrCat("vervallen op ", on);
      break;
    default:
      words = absl::StrCat("afgeweken op ", on);
  }
  if (deviation.after_due_date()) {
    absl::StrAppend(&words, " (na de uiterste dag: verandert niets)");
  }
  return words;
}

}  // namespace driehoek::cli
