#include "clients/cli/command_words.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct CommandText {
  std::string name;
  std::string help;
  std::string done;
};

struct FieldText {
  std::string name;
  std::string help;
};

const std::map<std::string, CommandText>& CommandTexts() {
  static const auto* const texts = new std::map<std::string, CommandText>{
      {"publish_procedure",
       {"procedure", "Publiceer een versie van een procedure",
        "Procedure gepubliceerd"}},
      {"register_person",
       {"persoon", "Maak een persoon bekend, of wijzig wat bekend is",
        "Persoon bekend"}},
      {"grant_role", {"rol", "Geef iemand een rol", "Rol gegeven"}},
      {"end_role", {"rol-einde", "Beëindig een rol", "Rol beëindigd"}},
      {"register_group",
       {"groep", "Vorm een groep, of wijzig haar", "Groep bekend"}},
      {"register_practice",
       {"praktijk", "Maak een praktijk bekend, of wijzig haar",
        "Praktijk bekend"}},
      {"register_placement",
       {"stage", "Regel een stage, of wijzig haar", "Stage geregeld"}},
      {"set_calendar_day",
       {"kalenderdag", "Zet of verzet een dag in de kalender",
        "Kalenderdag gezet"}},
      {"signal_discontent",
       {"signaal", "Meld onvrede; alleen de docenten zien het (S-1)",
        "Signaal gemeld"}},
      {"clarify_perspectives",
       {"perspectieven", "Leg vast dat beide kanten gehoord zijn (S-2)",
        "Perspectieven verhelderd"}},
      {"plan_triangular_meeting",
       {"gesprek-gepland", "Plan een driehoeksgesprek (S-3)",
        "Driehoeksgesprek gepland"}},
      {"hold_triangular_meeting",
       {"driehoeksgesprek", "Leg een gehouden driehoeksgesprek vast (S-3)",
        "Driehoeksgesprek gehouden"}},
      {"hold_trainer_check_up",
       {"check-up", "Leg het belletje met de opleider vast (S-25)",
        "Check-up met de opleider gehouden"}},
      {"resolve_without_decoupling",
       {"opgelost", "Leg vast dat ontkoppelen niet nodig is (S-6)",
        "Geen ontkoppeling nodig"}},
      {"notify_programme_manager",
       {"melding", "Meld het advies bij de manager opleiding (S-8)",
        "Gemeld bij de manager opleiding"}},
      {"announce_possible_decoupling",
       {"aankondiging",
        "Meld de mogelijke ontkoppeling bij de manager opleiders (S-9)",
        "Mogelijke ontkoppeling gemeld"}},
      {"discuss_with_deputy_head",
       {"bespreking",
        "Leg de bespreking met het plaatsvervangend hoofd vast (S-10)",
        "Besproken met het plaatsvervangend hoofd"}},
      {"rule_decoupling",
       {"besluit", "Besluit over de ontkoppeling (S-11)", "Besluit genomen"}},
      {"communicate_decision",
       {"besluit-verteld", "Leg vast dat het besluit is verteld (S-12)",
        "Besluit verteld"}},
      {"process_administratively",
       {"administratie", "Vink een stap van de checklist af (S-13)",
        "Stap van de checklist gedaan"}},
      {"plan_manager_contact",
       {"contact-gepland",
        "Plan het contact met de ontkoppelde opleider (S-14)",
        "Contact gepland"}},
      {"propose_candidate",
       {"kandidaat", "Stel een nieuwe opleider voor (S-19)",
        "Kandidaat voorgesteld"}},
      {"state_candidate_suitability",
       {"geschiktheid", "Zeg of de praktijk in principe past (S-20)",
        "Geschiktheid gezegd"}},
      {"hold_introduction_meeting",
       {"kennismaking", "Leg het kennismakingsgesprek vast (S-21)",
        "Kennismakingsgesprek gehouden"}},
      {"give_pairing_answer",
       {"antwoord", "Zeg ja of nee tegen de nieuwe koppeling (S-22)",
        "Antwoord gegeven"}},
      {"confirm_pairing",
       {"koppeling", "Bevestig de nieuwe koppeling (S-23)",
        "Nieuwe koppeling bevestigd"}},
      {"move_new_placement_start",
       {"start-verzet", "Verzet de start bij de nieuwe opleider",
        "Start verzet"}},
      {"send_remaining_year_info",
       {"informatie",
        "Leg vast dat de informatie over de rest van het jaar is verstuurd "
        "(S-24)",
        "Informatie over de rest van het jaar verstuurd"}},
      {"start_new_placement",
       {"start", "Leg de start bij de nieuwe opleider vast (S-29)",
        "Gestart bij de nieuwe opleider"}},
      {"hold_resident_evaluation",
       {"evaluatie-aios", "Leg de evaluatie met de aios vast (S-28)",
        "Evaluatie met de aios gehouden"}},
      {"hold_trainer_evaluation",
       {"evaluatie-opleider",
        "Leg de evaluatie met de ontkoppelde opleider vast (S-31)",
        "Evaluatie met de opleider gehouden"}},
      {"hold_manager_contact",
       {"contact", "Leg het contact met de ontkoppelde opleider vast (S-26)",
        "Contact met de opleider gehouden"}},
      {"hold_new_placement_evaluation",
       {"evaluatie-nieuwe-plek", "Leg de evaluatie na twee maanden vast (S-30)",
        "Evaluatie op de nieuwe plek gehouden"}},
      {"close_case", {"afsluiting", "Sluit de zaak", "Zaak gesloten"}},
      {"submit_report",
       {"verslag", "Dien een verslag in", "Verslag ingediend"}},
      {"archive_document",
       {"archivering", "Zet een document waar het hoort",
        "Document gearchiveerd"}},
      {"unarchive_document",
       {"archivering-terug", "Haal een document weg dat verkeerd stond",
        "Document weggehaald"}},
  };
  return *texts;
}

// By the field's name, or "command.field" where the command needs its own word.
const std::map<std::string, FieldText>& FieldTexts() {
  static const auto* const texts = new std::map<std::string, FieldText>{
      {"about_id", {"over", "Het gesprek of contact; leeg is het laatste"}},
      {"accepts", {"akkoord", "Of het antwoord ja is"}},
      {"candidacy_id", {"kandidatuur", "De kandidatuur; leeg is de laatste"}},
      {"candidate_id", {"kandidaat", "Kenmerk van de voorgestelde opleider"}},
      {"case_id", {"zaak", "Nummer van de zaak"}},
      {"close_case.result", {"afloop", "Hoe de zaak is afgelopen"}},
      {"day_kind", {"soort", "Wat voor dag het is"}},
      {"document_id", {"document", "Het document"}},
      {"effective_on", {"per", "Ingangsdatum; leeg is de dag van het besluit"}},
      {"email", {"mail", "Mailadres"}},
      {"ends_on", {"einde", "Laatste dag van de stage"}},
      {"external_location",
       {"vindplaats", "Waar het staat, voor een plaats in een ander systeem"}},
      {"from", {"van", "Eerste dag"}},
      {"grant_id", {"toekenning", "De toekenning van de rol"}},
      {"group_id", {"groep", "Kenmerk van de groep"}},
      {"item", {"stap", "Welke stap van de checklist"}},
      {"meeting_id", {"gesprek", "Het gesprek; leeg is het laatste"}},
      {"motivation", {"tekst", "De motivering"}},
      {"name", {"naam", "Naam"}},
      {"note", {"tekst", "Wat er is gezegd"}},
      {"on", {"op", "De dag; leeg is vandaag"}},
      {"outcome", {"uitkomst", "Wat eruit kwam"}},
      {"parts", {"tekst", "De tekst van een deel van het verslag"}},
      {"person_id", {"persoon", "Kenmerk van de persoon"}},
      {"place", {"plaats", "De plaats in de procedure: EP, OD"}},
      {"placement_id", {"stage", "Kenmerk van de stage"}},
      {"planned_on", {"gepland-op", "De geplande dag"}},
      {"practice_id", {"praktijk", "Kenmerk van de praktijk"}},
      {"reason", {"tekst", "De reden"}},
      {"reference", {"kenmerk", "Het eigen kenmerk van het instituut"}},
      {"report", {"verslag", "Welk verslag in de procedure: D-1"}},
      {"resident_heard", {"aios-gehoord", "Of de kant van de aios bekend is"}},
      {"resident_id", {"aios", "Kenmerk van de aios"}},
      {"role", {"rol", "De rol"}},
      {"ruling", {"besluit", "Wat er is besloten"}},
      {"signal_id", {"signaal", "Het signaal"}},
      {"starts_on", {"begin", "Eerste dag bij de opleider"}},
      {"suitable", {"geschikt", "Of de praktijk past"}},
      {"teacher_ids", {"docent", "Kenmerk van een docent die erbij was"}},
      {"textproto", {"tekst", "De procedure, als protobuf-tekst"}},
      {"trainer_heard",
       {"opleider-gehoord", "Of de kant van de opleider bekend is"}},
      {"trainer_id", {"opleider", "Kenmerk van de opleider"}},
      {"trainer_ids",
       {"opleider", "Kenmerk van een opleider; de eerste leidt"}},
      {"training_year", {"opleidingsjaar", "Opleidingsjaar: 1, 2 of 3"}},
      {"until", {"tot", "Laatste dag"}},
  };
  return *texts;
}

bool IsProse(const FieldDescriptor& field) {
  return field.name() == "note" || field.name() == "motivation" ||
         field.name() == "reason" || field.name() == "textproto";
}

FieldForm FormOf(const FieldDescriptor& field) {
  if (field.is_map()) return FieldForm::kParts;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldForm::kYesNo;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldForm::kChoice;
    case FieldDescriptor::CPPTYPE_INT32:
      return FieldForm::kNumber;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FieldForm::kDay;
    default:
      return IsProse(field) ? FieldForm::kProse : FieldForm::kText;
  }
}

void AddFields(const std::string& command, const Descriptor& message,
               const std::vector<const FieldDescriptor*>& above,
               std::vector<FieldWord>& words) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    std::vector<const FieldDescriptor*> path = above;
    path.push_back(&field);
    const bool is_message =
        field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map();
    if (is_message && field.message_type()->name() != "Date") {
      // A scope and the like: its fields stand beside the command's own.
      AddFields(command, *field.message_type(), path, words);
      continue;
    }
    FieldWord word{.path = path, .form = FormOf(field), .name = {}, .help = {}};
    auto text = FieldTexts().find(absl::StrCat(command, ".", field.name()));
    if (text == FieldTexts().end()) text = FieldTexts().find(field.name());
    if (text != FieldTexts().end()) {
      word.name = text->second.name;
      word.help = text->second.help;
    }
    words.push_back(std::move(word));
  }
}

}  // namespace

std::vector<CommandWord> AllCommandWords() {
  std::vector<CommandWord> words;
  const Descriptor& command = *v1::Command::descriptor();
  for (int i = 0; i < command.field_count(); ++i) {
    const FieldDescriptor* const field = command.field(i);
    if (field->number() == v1::Command::kRecordOutcomeFieldNumber) continue;
    CommandWord word;
    word.field = field;
    const auto text = CommandTexts().find(field->name());
    if (text != CommandTexts().end()) {
      word.name = text->second.name;
      word.help = text->second.help;
    }
    AddFields(field->name(), *field->message_type(), {}, word.fields);
    words.push_back(std::move(word));
  }
  return words;
}

std::string DoneSentence(const std::string& command) {
  const auto text = CommandTexts().find(command);
  return text == CommandTexts().end() ? command : text->second.done;
}

}  // namespace driehoek::cli
