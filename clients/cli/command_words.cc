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
      {"merge_persons",
       {"samenvoegen",
        "Leg vast dat iemand die twee keer bekend is, één persoon is",
        "Samengevoegd"}},
      {"unmerge_persons",
       {"splitsen", "Leg vast dat het toch twee mensen zijn", "Gesplitst"}},
      {"unlink_account",
       {"account-los", "Maak een account weer van niemand", "Account los"}},
      {"block_sign_in",
       {"blokkade", "Laat iemand niet meer inloggen", "Inloggen geblokkeerd"}},
      {"unblock_sign_in",
       {"blokkade-einde", "Laat iemand weer inloggen", "Inloggen kan weer"}},
      {"register_cohort",
       {"opleidingsjaar", "Kondig een opleidingsjaar aan, of wijzig het",
        "Opleidingsjaar bekend"}},
      {"hand_out_procedure",
       {"uitreiking",
        "Leg vast dat docenten de procedure hebben, op papier of digitaal "
        "(S-42)",
        "Uitreiking vastgelegd"}},
      {"review_procedure",
       {"evaluatie-procedure",
        "Leg vast dat de procedure is geëvalueerd en afgestemd (S-43)",
        "Evaluatie van de procedure vastgelegd"}},
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
      {"link_signal",
       {"signaal-bij-zaak", "Koppel een eerder signaal aan de zaak (S-1)",
        "Signaal gekoppeld"}},
      {"start_contact_agreement",
       {"contactafspraak", "Start een contactafspraak; zeg nooit waarom (S-37)",
        "Contactafspraak gestart"}},
      {"make_contact_call",
       {"belpoging", "Leg een gesprek of belpoging van de contactafspraak vast",
        "Belpoging vastgelegd"}},
      {"send_resident_away",
       {"weggestuurd", "Leg vast dat de opleider de aios wegstuurde (S-38)",
        "Wegsturen vastgelegd"}},
      {"stay_away",
       {"blijft-weg", "Leg vast dat de aios wegblijft (S-39)",
        "Wegblijven vastgelegd"}},
      {"consult_on_staying_away",
       {"overleg-wegblijven", "Leg het overleg over het wegblijven vast (G-3)",
        "Overleg vastgelegd"}},
      {"return_resident",
       {"terug", "Leg vast dat de aios terug is bij de opleider",
        "Terugkeer vastgelegd"}},
      {"engage_intermediary",
       {"intermediair", "Zet de manager opleiding in als intermediair (S-41)",
        "Intermediair ingezet"}},
      {"assess_stay_in_old_practice",
       {"verblijf",
        "Beoordeel of de aios in de oude praktijk kan blijven (S-15)",
        "Verblijf beoordeeld"}},
      {"decide_waiting_fill",
       {"invulling-wachttijd", "Bepaal de invulling van de wachttijd (S-18)",
        "Invulling bepaald"}},
      {"credit_waiting_time",
       {"wachttijd-telt", "Bepaal welk deel van de wachttijd meetelt (S-35)",
        "Wachttijd toegerekend"}},
      {"settle_waiting_time",
       {"wachttijd-verrekend", "Verreken de wachttijd aan het einde (S-36)",
        "Wachttijd verrekend"}},
      {"motivate_extension",
       {"motivering-verlenging", "Motiveer uitstel en verlenging, of niet",
        "Motivering vastgelegd"}},
      {"decide_extension",
       {"verlenging", "Besluit over uitstel en verlenging (S-34)",
        "Besluit over verlenging genomen"}},
      {"brief_candidate",
       {"briefing", "Licht de kandidaat in algemene termen in (K-10)",
        "Kandidaat ingelicht"}},
      {"plan_evaluation",
       {"evaluatie-gepland", "Plan een evaluatiegesprek",
        "Evaluatiegesprek gepland"}},
      {"discuss_reflection",
       {"reflectie-besproken", "Vink af dat de reflectie is besproken (T-07)",
        "Reflectie besproken"}},
      {"invite_to_trainer_return_day",
       {"uitnodiging-terugkomdag",
        "Nodig de opleider uit voor de opleidersterugkomdag (S-32)",
        "Opleider uitgenodigd"}},
      {"report_on_trainer_return_day",
       {"terugkomdag",
        "Leg vast dat de opleider vertelde op de terugkomdag (K-8)",
        "Terugkomdag vastgelegd"}},
      {"note_aftercare",
       {"nazorg", "Leg vast dat er nazorg was (S-33)", "Nazorg vastgelegd"}},
      {"decide_rematching",
       {"hermatching", "Bepaal hoe de opleider een volgende aios krijgt (B-7)",
        "Hermatching bepaald"}},
      {"choose_reflection_place",
       {"keuze-reflectie",
        "Kies of het reflectieverslag in het e-portfolio komt (B-12)",
        "Keuze vastgelegd"}},
      {"withdraw_reflection",
       {"reflectie-terug", "Trek het eigen reflectieverslag terug (A-21)",
        "Reflectieverslag teruggetrokken"}},
      {"see_document",
       {"gezien", "Zeg dat je een document hebt gezien (A-12)",
        "Document gezien"}},
      {"release_attention_points",
       {"aandachtspunten-door",
        "Geef de aandachtspunten door aan de nieuwe opleider (A-12)",
        "Aandachtspunten doorgegeven"}},
      {"give_reaction",
       {"reactie", "Zet een reactie naast een verslag", "Reactie gegeven"}},
      {"add_statement",
       {"verklaring",
        "Zet een verklaring naast een verslag dat over u gaat (art. 16 AVG)",
        "Verklaring bij het verslag gezet"}},
      {"choose_new_trainer_sight",
       {"nieuwe-opleider-leest",
        "Kies of de nieuwe opleider een verslag mag lezen (A-11)",
        "Keuze vastgelegd"}},
      {"attach_file",
       {"bijlage",
        "Voeg een bestand toe aan een ingediend verslag, voor het is "
        "opgeborgen",
        "Bijlage toegevoegd"}},
      {"erase_content",
       {"wissing",
        "Wis een verslag, een zaak of een persoon, voorgoed (art. 17 AVG)",
        "Gewist"}},
      {"place_legal_hold",
       {"bewaarplicht", "Laat van een zaak of een persoon niets wissen",
        "Bewaarplicht opgelegd"}},
      {"lift_legal_hold",
       {"bewaarplicht-einde", "Hef een bewaarplicht op",
        "Bewaarplicht opgeheven"}},
      {"open_emergency_access",
       {"noodtoegang",
        "Open een zaak in een noodgeval, om te lezen en een paar uur",
        "Noodtoegang geopend"}},
      {"make_privacy_request",
       {"avg-verzoek",
        "Vraag om inzage, verbetering of wissing van gegevens (AVG)",
        "Verzoek vastgelegd"}},
      {"extend_privacy_request",
       {"avg-verlenging",
        "Zeg dat het antwoord op een verzoek langer duurt (art. 12 AVG)",
        "Termijn verlengd"}},
      {"answer_privacy_request",
       {"avg-antwoord", "Leg vast wat er van een verzoek kwam",
        "Antwoord vastgelegd"}},
      {"mask_passage",
       {"weglating",
        "Laat een passage weg uit wat iemand te zien krijgt (art. 15 AVG)",
        "Passage weggelaten"}},
      {"unmask_passage",
       {"weglating-terug", "Laat een passage toch niet weg",
        "Passage niet meer weggelaten"}},
      {"record_deviation",
       {"afwijking", "Wijk af van de procedure, met argument en overleg (S-40)",
        "Afwijking vastgelegd"}},
      {"resume_obligation",
       {"hervatting", "Laat een termijn die stilstond weer lopen",
        "Termijn hervat"}},
      {"correct_fact",
       {"correctie", "Verbeter wat was vastgelegd (S-44)",
        "Verbetering vastgelegd"}},
      {"hand_over_case",
       {"overdracht",
        "Draag de zaak over aan een andere groep of een ander jaar (A-31)",
        "Zaak overgedragen"}},
      {"migrate_case",
       {"andere-versie",
        "Laat de zaak een andere versie van de procedure volgen (A-32)",
        "De zaak volgt nu een andere versie"}},
      {"take_over_case",
       {"overname",
        "Neem een zaak over die al liep, zoals zij stond op een dag",
        "Zaak overgenomen"}},
  };
  return *texts;
}

// By the field's name, or "command.field" where the command needs its own word.
const std::map<std::string, FieldText>& FieldTexts() {
  static const auto* const texts = new std::map<std::string, FieldText>{
      {"about_id", {"over", "Het gesprek of contact; leeg is het laatste"}},
      {"all", {"allemaal", "Of alle docenten van het jaar haar nu hebben"}},
      {"hand_out_procedure.teacher_ids",
       {"docent", "Kenmerk van een docent die de procedure kreeg"}},
      {"procedure_key", {"procedure", "De sleutel van de procedure"}},
      {"register_cohort.starts_on",
       {"begin", "Eerste dag van het opleidingsjaar"}},
      {"register_cohort.ends_on",
       {"einde", "Laatste dag van het opleidingsjaar"}},
      {"review_procedure.result", {"uitkomst", "Wat ervan kwam"}},
      {"accepts", {"akkoord", "Of het antwoord ja is"}},
      {"candidacy_id", {"kandidatuur", "De kandidatuur; leeg is de laatste"}},
      {"candidate_id", {"kandidaat", "Kenmerk van de voorgestelde opleider"}},
      {"case_id", {"zaak", "Nummer van de zaak"}},
      {"close_case.result", {"afloop", "Hoe de zaak is afgelopen"}},
      {"cohort_id", {"opleidingsjaar", "Kenmerk van het opleidingsjaar"}},
      {"day_kind", {"soort", "Wat voor dag het is"}},
      {"account_id",
       {"account", "Het account, zoals `account toon` het noemt"}},
      {"document_id",
       {"document",
        "Het document: zijn id, of het verslag als er één van is: D-1"}},
      {"duplicate_id",
       {"dubbel", "Kenmerk waaronder dezelfde persoon ook bekend is"}},
      {"merge_persons.person_id",
       {"persoon", "Kenmerk waaronder de persoon verdergaat"}},
      {"unmerge_persons.person_id",
       {"persoon", "Kenmerk waaronder de persoon verderging"}},
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
      {"plan_triangular_meeting.trainer_ids",
       {"opleider-in-zaak",
        "Kenmerk van een opleider om wie het gaat; leeg is elke opleider van "
        "de stage"}},
      {"hold_triangular_meeting.trainer_ids",
       {"opleider-in-zaak",
        "Kenmerk van een opleider om wie het gaat; leeg is elke opleider van "
        "de stage"}},
      {"notify_programme_manager.trainer_ids",
       {"opleider-in-zaak",
        "Kenmerk van een opleider om wie het gaat; leeg is elke opleider van "
        "de stage"}},
      {"start_contact_agreement.trainer_ids",
       {"opleider-in-zaak",
        "Kenmerk van een opleider om wie het gaat; leeg is elke opleider van "
        "de stage"}},
      {"send_resident_away.trainer_ids",
       {"opleider-in-zaak",
        "Kenmerk van een opleider om wie het gaat; leeg is elke opleider van "
        "de stage"}},
      {"take_over_case.trainer_ids",
       {"opleider-in-zaak",
        "Kenmerk van een opleider om wie het gaat; leeg is elke opleider van "
        "de stage"}},
      {"take_over_case.on",
       {"op", "De dag waarop de zaak zo stond; leeg is vandaag"}},
      {"began_on",
       {"begonnen-op", "De dag waarop de zaak begon: die bepaalt de versie"}},
      {"hand_over_case.training_year",
       {"opleidingsjaar", "Opleidingsjaar; leeg is dat van de groep"}},
      {"with_open", {"met-wat-openstaat", "Of mee gaat wat nog openstaat"}},
      {"version", {"versie", "De versie van de procedure: 2026-09"}},
      {"absent", {"afwezig", "Wie er niet was: aios, opleider"}},
      {"agreement_id", {"afspraak", "De contactafspraak; leeg is de laatste"}},
      {"argument", {"tekst", "Het argument"}},
      {"away_id", {"wegblijven", "Welk wegblijven; leeg is het laatste"}},
      {"briefing", {"tekst", "Wat de kandidaat te horen krijgt"}},
      {"consulted", {"overlegd-met", "Een rol waarmee is overlegd"}},
      {"consulted_on",
       {"overlegd-op", "De dag van het overleg met de docenten"}},
      {"correct_fact.corrects", {"positie", "De positie van wat verkeerd was"}},
      {"created_by",
       {"positie", "De positie die de termijn maakte; leeg is de laatste"}},
      {"credit", {"deel", "Welk deel meetelt"}},
      {"deviation", {"soort", "Hoe er wordt afgeweken"}},
      {"deviation_id", {"afwijking", "De afwijking die de termijn stilzette"}},
      {"document_ids", {"document", "Een document dat meegaat"}},
      {"upload_id",
       {"bijlage", "Het bestand: een PDF, DOCX, PNG of JPEG tot 20 MiB"}},
      {"due_on", {"nieuwe-dag", "De nieuwe laatste goede dag"}},
      {"evaluation", {"evaluatie", "Welke evaluatie"}},
      {"extended", {"verlengd", "Of het jaar wordt verlengd"}},
      {"extended_by_months", {"maanden", "Met hoeveel maanden"}},
      {"fill", {"tekst", "De invulling"}},
      {"guard", {"regel", "De regel die niet geldt: G-2"}},
      {"happened_on", {"werkelijk-op", "De dag waarop het echt gebeurde"}},
      {"opened", {"open", "Of de nieuwe opleider het mag lezen"}},
      {"in_portfolio", {"in-portfolio", "Of het in het e-portfolio komt"}},
      {"not_counted_working_days",
       {"werkdagen-niet", "Hoeveel werkdagen niet meetellen"}},
      {"obligation", {"rij", "De rij van de procedure: T-06"}},
      {"postponed", {"uitgesteld", "Of de beoordeling wordt uitgesteld"}},
      {"postponed_to", {"uitgesteld-tot", "Tot wanneer"}},
      {"reached",
       {"gesproken", "Of er is gesproken; anders was het een poging"}},
      {"reaction", {"tekst", "De reactie"}},
      {"route", {"route", "Hoe de opleider een volgende aios krijgt"}},
      {"stays", {"blijft", "Of de aios in de oude praktijk blijft"}},
      {"struck", {"niet-gebeurd", "Of het niet gebeurd is"}},
      {"supervised_from", {"begeleid-van", "Eerste dag van die begeleiding"}},
      {"supervised_until", {"begeleid-tot", "Laatste dag van die begeleiding"}},
      {"supervisor_id",
       {"begeleider", "Kenmerk van de erkende opleider die zolang begeleidt"}},
      {"training_ends_on",
       {"einde-opleiding", "De nieuwe laatste dag van de opleiding"}},
      {"why", {"reden", "Waarom, in één woord"}},
      {"with", {"met", "Met wie: aios of opleider"}},
      {"replaced_id",
       {"vervangt", "Kenmerk van wie er vervangen wordt; mag leeg blijven"}},
      {"purpose",
       {"doel",
        "Waarvoor: nodig voor een auditor, net als --tot; anders leeg"}},
      {"statement", {"tekst", "De verklaring"}},
      {"scope", {"wat", "Wat er gewist wordt"}},
      {"ground", {"grond", "Op welke grond"}},
      {"erase_content.place",
       {"uit", "Alleen uit deze plaats: EP, OD; leeg is overal"}},
      {"erase_content.argument", {"tekst", "Waarom; noem er niemand in"}},
      {"hold_id",
       {"bewaarplicht", "Welke, zoals `driehoek bewaarplicht` haar noemt"}},
      {"privacy_request_id",
       {"avg-verzoek", "Het verzoek, zoals `driehoek verzoeken` het noemt"}},
      {"right", {"recht", "Wat er gevraagd wordt"}},
      {"make_privacy_request.person_id",
       {"persoon", "Kenmerk van wie het vraagt; leeg bent u dat zelf"}},
      {"make_privacy_request.on",
       {"op", "De dag waarop het binnenkwam; leeg is vandaag"}},
      {"about", {"tekst", "Wat precies; mag leeg blijven"}},
      {"answer", {"antwoord", "Wat ervan kwam"}},
      {"extend_privacy_request.reason",
       {"waarom", "Waarom; noem er niemand in"}},
      {"answer_privacy_request.argument",
       {"waarom", "Waarom niet alles; noem er niemand in"}},
      {"mask_passage.position",
       {"positie", "De positie die bij de tekst staat"}},
      {"mask_passage.field", {"veld", "Het veld dat bij de tekst staat"}},
      {"part", {"deel", "Het deel van een verslag; anders leeg"}},
      {"mask_passage.from", {"vanaf", "Het eerste teken; 0 is het begin"}},
      {"mask_passage.until", {"tot", "Het eerste teken dat weer blijft"}},
      {"mask_passage.reason", {"waarom", "Waarom; noem er niemand in"}},
      {"mask_id", {"weglating", "Welke, zoals het pakket haar noemt"}},
      {"hours", {"uren", "Hoeveel uur, 1 tot 24; leeg is 4"}},
  };
  return *texts;
}

bool IsProse(const FieldDescriptor& field) {
  return field.name() == "note" || field.name() == "motivation" ||
         field.name() == "reason" || field.name() == "textproto" ||
         field.name() == "argument" || field.name() == "briefing" ||
         field.name() == "fill" || field.name() == "reaction" ||
         field.name() == "statement";
}

FieldForm FormOf(const FieldDescriptor& field) {
  if (field.is_map()) return FieldForm::kParts;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldForm::kYesNo;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldForm::kChoice;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT64:
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

// What the server alone gives, and what needs more than a line: an invitation,
// of which the code is made here (sign_in.cc).
bool IsGivenOtherwise(int command) {
  return command == v1::Command::kRecordOutcomeFieldNumber ||
         command == v1::Command::kLinkAccountFieldNumber ||
         command == v1::Command::kInviteToSignInFieldNumber;
}

}  // namespace

std::vector<CommandWord> AllCommandWords() {
  std::vector<CommandWord> words;
  const Descriptor& command = *v1::Command::descriptor();
  for (int i = 0; i < command.field_count(); ++i) {
    const FieldDescriptor* const field = command.field(i);
    if (IsGivenOtherwise(field->number())) continue;
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
