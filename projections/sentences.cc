#include "projections/sentences.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/corrections.h"
#include "domain/dates.h"
#include "procedures/words.h"

namespace driehoek {
namespace {

std::string Written(const v1::Date& date) {
  return WrittenDay(FromProto(date));
}

absl::string_view OutcomeWords(v1::MeetingOutcome outcome) {
  switch (outcome) {
    case v1::MEETING_OUTCOME_NO_DECOUPLING:
      return " Ontkoppelen is niet nodig.";
    case v1::MEETING_OUTCOME_FOLLOW_UP:
      return " Er komt een vervolggesprek.";
    case v1::MEETING_OUTCOME_ADVICE_TO_DECOUPLE:
      return " De docenten adviseren om te ontkoppelen.";
    default:
      return "";
  }
}

std::string Ruled(const v1::DecouplingRuled& ruled) {
  switch (ruled.ruling()) {
    case v1::RULING_DECOUPLE:
      return absl::StrCat("Besloten is tot ontkoppeling per ",
                          Written(ruled.effective_on()), ".");
    case v1::RULING_CONTINUE:
      return "Besloten is dat de koppeling doorgaat.";
    case v1::RULING_RETURN:
      return "De zaak is teruggelegd bij de docenten.";
    default:
      return "Er is een besluit genomen.";
  }
}

absl::string_view Processed(v1::ChecklistItem item) {
  switch (item) {
    case v1::CHECKLIST_ITEM_DECOUPLING_MAIL_SENT:
      return "De mail over de ontkoppeling is verstuurd.";
    case v1::CHECKLIST_ITEM_TRAJECTORY_REGISTERED:
      return "Het traject is geregistreerd.";
    case v1::CHECKLIST_ITEM_PAIRING_REGISTERED:
      return "De nieuwe koppeling is geregistreerd.";
    default:
      return "Een stap van de checklist is gedaan.";
  }
}

absl::string_view Closed(v1::CaseResult result) {
  switch (result) {
    case v1::CASE_RESULT_RESOLVED:
      return "De zaak is gesloten: opgelost zonder ontkoppeling.";
    case v1::CASE_RESULT_RE_PAIRED:
      return "De zaak is gesloten: gestart bij een nieuwe opleider.";
    case v1::CASE_RESULT_WITHDRAWN:
      return "De zaak is gesloten om een andere reden.";
    default:
      return "De zaak is gesloten.";
  }
}

// "Verslag D-1 (Verslag van het driehoeksgesprek)"
std::string TheReport(const std::string& key, const Procedure& procedure) {
  const v1::Report* const report = procedure.FindReport(key);
  return report == nullptr
             ? absl::StrCat("Verslag ", key)
             : absl::StrCat("Verslag ", key, " (", report->title(), ")");
}

std::string ThePlace(const std::string& key, const Procedure& procedure) {
  const v1::Place* const place = procedure.FindPlace(key);
  return place == nullptr ? key : place->name();
}

// "T-01 (verslag van het gesprek)"
std::string TheTask(const v1::ObligationRef& obligation,
                    const Procedure& procedure) {
  const v1::Obligation* const row = procedure.FindObligation(obligation.key());
  return row == nullptr
             ? obligation.key()
             : absl::StrCat(obligation.key(), " (", row->title(), ")");
}

std::string Withdrawn(const v1::BreachWithdrawn& withdrawn,
                      const Procedure& procedure) {
  const v1::Obligation* const row =
      procedure.FindObligation(withdrawn.obligation().key());
  const bool of_target =
      row != nullptr && row->obligation_class() != v1::OBLIGATION_CLASS_HARD;
  const std::string head = absl::StrCat(
      of_target ? "Dat de streefdag voorbij was van "
                : "De overschrijding van ",
      TheTask(withdrawn.obligation(), procedure), " telt niet meer: ");
  switch (withdrawn.reason()) {
    case v1::WITHDRAWAL_REASON_REGISTERED_LATER:
      return absl::StrCat(head, "op tijd gedaan, later vastgelegd.");
    case v1::WITHDRAWAL_REASON_DUE_DATE_MOVED:
      return absl::StrCat(head, "de uiterste dag is verschoven.");
    case v1::WITHDRAWAL_REASON_CORRECTED:
      return absl::StrCat(head, "een datum is verbeterd.");
    default:
      return absl::StrCat(head, "zij is ingetrokken.");
  }
}

std::string Erased(const v1::ContentErased& erased,
                   const Procedure& procedure) {
  const std::string why =
      absl::StrCat(" gewist (", GroundWords(erased.ground()), ").");
  switch (erased.scope()) {
    case v1::ERASURE_SCOPE_DOCUMENT:
      return erased.place().empty()
                 ? absl::StrCat("Een verslag is", why)
                 : absl::StrCat("Een verslag is uit ",
                                ThePlace(erased.place(), procedure), why);
    case v1::ERASURE_SCOPE_UNSHARED_REPORT:
      return "Een eigen verslag dat niet gedeeld was, is bij het sluiten "
             "gewist.";
    case v1::ERASURE_SCOPE_PERSON:
      return absl::StrCat("De gegevens van een persoon zijn", why);
    default:
      return absl::StrCat("Een zaak is", why);
  }
}

std::string Capital(std::string words) {
  if (!words.empty()) words[0] = absl::ascii_toupper(words[0]);
  return words;
}

// A talk is no triangular meeting.
std::string Talked(const v1::TriangularMeetingHeld& talk,
                   const Procedure& procedure) {
  std::vector<std::string> absent;
  for (const int role : talk.absent()) {
    absent.push_back(TheRole(procedure, static_cast<v1::Role>(role)));
  }
  return absl::StrCat("Er is een gesprek gehouden zonder ",
                      absl::StrJoin(absent, " en "),
                      "; dit is geen driehoeksgesprek.");
}

std::string Called(const v1::ContactCallMade& call,
                   const Procedure& procedure) {
  return absl::StrCat(
      call.reached() ? "Er is gebeld met " : "Er is geprobeerd te bellen met ",
      TheRole(procedure, call.with()), ".");
}

absl::string_view Credited(const v1::WaitingTimeCredited& credited) {
  switch (credited.credit()) {
    case v1::WAITING_CREDIT_ALL:
      return "Besloten is dat de hele wachttijd meetelt.";
    case v1::WAITING_CREDIT_PART:
      return "Besloten is dat een deel van de wachttijd meetelt.";
    case v1::WAITING_CREDIT_NONE:
      return "Besloten is dat de wachttijd niet meetelt.";
    default:
      return "Besloten is over de wachttijd.";
  }
}

std::string Extended(const v1::ExtensionDecided& decided) {
  return absl::StrCat(
      decided.postponed() ? absl::StrCat("De voortgangsbeoordeling is "
                                         "uitgesteld tot ",
                                         Written(decided.postponed_to()), ".")
                          : "De voortgangsbeoordeling is niet uitgesteld.",
      decided.extended() ? " Het opleidingsjaar is verlengd."
                         : " Het opleidingsjaar is niet verlengd.");
}

// Never why: the argument is for those who may read it.
std::string Deviated(const v1::DeviationRecorded& deviation,
                     const Procedure& procedure) {
  switch (deviation.deviation()) {
    case v1::DEVIATION_KIND_WAIVE:
      return absl::StrCat(
          "Afwijking: ", TheTask(deviation.obligation(), procedure),
          " hoeft niet.");
    case v1::DEVIATION_KIND_MOVE:
      return absl::StrCat(
          "Afwijking: ", TheTask(deviation.obligation(), procedure),
          " mag tot en met ", Written(deviation.due_on()), ".");
    case v1::DEVIATION_KIND_PAUSE:
      return absl::StrCat(
          "Afwijking: ", TheTask(deviation.obligation(), procedure),
          " staat stil.");
    case v1::DEVIATION_KIND_LIFT_GUARD:
      return absl::StrCat("Afwijking: regel ", deviation.guard(),
                          " geldt niet in deze zaak.");
    case v1::DEVIATION_KIND_MEETING_NOT_FITTING:
      return "Afwijking: een driehoeksgesprek past hier niet.";
    default:
      return "Er is een afwijking van de procedure vastgelegd.";
  }
}

// The start of the day after the last good day.
absl::CivilDay DayOfMicros(int64_t micros) {
  return DayOf(absl::FromUnixMicros(micros));
}

}  // namespace

std::string NameOf(const v1::Event& event) {
  const google::protobuf::FieldDescriptor* const field =
      v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
  return field == nullptr ? "" : field->name();
}

std::optional<absl::CivilDay> HappenedOn(const v1::Event& event) {
  if (event.has_breach_recorded()) {
    return DayOfMicros(event.breach_recorded().breached_at_micros());
  }
  if (event.has_past_target_recorded()) {
    return DayOfMicros(event.past_target_recorded().past_at_micros());
  }
  if (event.has_reminder_recorded()) {
    return DayOfMicros(event.reminder_recorded().at_micros());
  }
  if (event.has_escalation_recorded()) {
    return DayOfMicros(event.escalation_recorded().at_micros());
  }
  return DayOfEvent(event);
}

std::string SentenceOf(const v1::Event& event, const Procedure& procedure) {
  const auto the = [&procedure](v1::Role role) {
    return TheRole(procedure, role);
  };
  switch (event.kind_case()) {  // No default: a new event does not compile.
    case v1::Event::kCaseOpened:
      return absl::StrCat("Zaak ", event.case_opened().number(),
                          " is geopend.");
    case v1::Event::kTriangularMeetingPlanned:
      return absl::StrCat(
          "Er is een driehoeksgesprek gepland op ",
          Written(event.triangular_meeting_planned().planned_on()), ".");
    case v1::Event::kTriangularMeetingHeld:
      if (!event.triangular_meeting_held().absent().empty()) {
        return Talked(event.triangular_meeting_held(), procedure);
      }
      return absl::StrCat(
          "Het driehoeksgesprek is gehouden.",
          OutcomeWords(event.triangular_meeting_held().outcome()));
    case v1::Event::kTrainerCheckUpHeld:
      return absl::StrCat("Er is gevraagd hoe het gaat met ",
                          the(v1::ROLE_TRAINER), ".");
    case v1::Event::kDecouplingAdvised:
      return "In het verslag staat het advies om te ontkoppelen.";
    case v1::Event::kResolvedWithoutDecoupling:
      return "Vastgesteld is dat ontkoppelen niet nodig is.";
    case v1::Event::kProgrammeManagerNotified:
      return absl::StrCat("Het advies is gemeld aan ",
                          the(v1::ROLE_PROGRAMME_MANAGER), ".");
    case v1::Event::kPossibleDecouplingAnnounced:
      return absl::StrCat("De mogelijke ontkoppeling is gemeld aan ",
                          the(v1::ROLE_TRAINER_MANAGER), ".");
    case v1::Event::kDiscussedWithDeputyHead:
      return absl::StrCat("De zaak is besproken met ",
                          the(v1::ROLE_DEPUTY_HEAD), ".");
    case v1::Event::kDecouplingRuled:
      return Ruled(event.decoupling_ruled());
    case v1::Event::kDecisionCommunicated:
      return "Het besluit is meegedeeld aan alle betrokkenen.";
    case v1::Event::kAdministrativelyProcessed:
      return std::string(Processed(event.administratively_processed().item()));
    case v1::Event::kManagerContactPlanned:
      return absl::StrCat("Het contact van ", the(v1::ROLE_TRAINER_MANAGER),
                          " met ", the(v1::ROLE_TRAINER), " is gepland op ",
                          Written(event.manager_contact_planned().planned_on()),
                          ".");
    case v1::Event::kCandidateProposed:
      return "Er is een kandidaat voorgesteld voor de nieuwe koppeling.";
    case v1::Event::kCandidateSuitabilityStated:
      return event.candidate_suitability_stated().suitable()
                 ? "De praktijk van de kandidaat is in principe geschikt."
                 : "De praktijk van de kandidaat is niet geschikt.";
    case v1::Event::kIntroductionMeetingHeld:
      return absl::StrCat("Het kennismakingsgesprek tussen ",
                          the(v1::ROLE_RESIDENT),
                          " en de kandidaat is gehouden.");
    case v1::Event::kPairingAnswerGiven:
      return event.pairing_answer_given().answered_by() == v1::ROLE_RESIDENT
                 ? absl::StrCat("Er is antwoord gekomen van ",
                                the(v1::ROLE_RESIDENT),
                                " op de nieuwe koppeling.")
                 : std::string(
                       "Er is antwoord gekomen van de kandidaat op de "
                       "nieuwe koppeling.");
    case v1::Event::kPairingConfirmed:
      return absl::StrCat("De nieuwe koppeling is bevestigd. De start is ",
                          Written(event.pairing_confirmed().starts_on()), ".");
    case v1::Event::kNewPlacementStartMoved:
      return absl::StrCat(
          "De start bij de nieuwe opleider is verschoven naar ",
          Written(event.new_placement_start_moved().starts_on()), ".");
    case v1::Event::kRemainingYearInfoSent:
      return "De informatie over de rest van het jaar is verstuurd.";
    case v1::Event::kNewPlacementStarted:
      return "De opleiding bij de nieuwe opleider is gestart.";
    case v1::Event::kResidentEvaluationHeld:
      return absl::StrCat("De evaluatie met ", the(v1::ROLE_RESIDENT),
                          " is gehouden.");
    case v1::Event::kTrainerEvaluationHeld:
      return absl::StrCat("De evaluatie met ", the(v1::ROLE_TRAINER),
                          " is gehouden.");
    case v1::Event::kManagerContactHeld:
      return absl::StrCat("Het contact van ", the(v1::ROLE_TRAINER_MANAGER),
                          " met ", the(v1::ROLE_TRAINER), " is geweest.");
    case v1::Event::kNewPlacementEvaluationHeld:
      return "De evaluatie van de nieuwe koppeling is gehouden.";
    case v1::Event::kCaseClosed:
      return std::string(Closed(event.case_closed().result()));
    case v1::Event::kReportSubmitted:
      return absl::StrCat(
          TheReport(event.report_submitted().report(), procedure),
          " is ingeleverd.");
    case v1::Event::kDocumentArchived:
      return absl::StrCat(
          TheReport(event.document_archived().report(), procedure),
          " is opgeborgen in ",
          ThePlace(event.document_archived().place(), procedure), ".");
    case v1::Event::kDocumentUnarchived:
      return absl::StrCat(
          "Een verslag is weggehaald uit ",
          ThePlace(event.document_unarchived().place(), procedure), ".");
    case v1::Event::kBreachRecorded:
      return absl::StrCat(
          "Te laat: ", TheTask(event.breach_recorded().obligation(), procedure),
          " moest uiterlijk ", Written(event.breach_recorded().due_on()),
          " klaar zijn.");
    case v1::Event::kPastTargetRecorded:
      return absl::StrCat(
          "Streefdag voorbij: ",
          TheTask(event.past_target_recorded().obligation(), procedure),
          " was gepland voor uiterlijk ",
          Written(event.past_target_recorded().due_on()), ".");
    case v1::Event::kBreachWithdrawn:
      return Withdrawn(event.breach_withdrawn(), procedure);
    case v1::Event::kSignalLinked:
      return "Een eerder signaal is aan de zaak gekoppeld.";
    case v1::Event::kContactAgreementStarted:
      return "De contactafspraak is gestart.";
    case v1::Event::kContactCallMade:
      return Called(event.contact_call_made(), procedure);
    case v1::Event::kResidentSentAway:
      return absl::StrCat("De opleider heeft ", the(v1::ROLE_RESIDENT),
                          " weggestuurd uit de praktijk.");
    case v1::Event::kResidentStaysAway:
      return absl::StrCat(
          Capital(the(v1::ROLE_RESIDENT)),
          event.resident_stays_away().has_consulted_on()
              ? " blijft weg, na overleg met de docenten."
              : " blijft weg. Overleg met de docenten is nog vast te leggen.");
    case v1::Event::kStayingAwayConsulted:
      return "Over het wegblijven is overlegd met de docenten.";
    case v1::Event::kResidentReturned:
      return absl::StrCat(Capital(the(v1::ROLE_RESIDENT)),
                          " is terug bij de opleider.");
    case v1::Event::kIntermediaryEngaged:
      return absl::StrCat(Capital(the(v1::ROLE_PROGRAMME_MANAGER)),
                          " is ingezet als intermediair.");
    case v1::Event::kStayInOldPracticeAssessed:
      return event.stay_in_old_practice_assessed().stays()
                 ? absl::StrCat("Beoordeeld is dat ", the(v1::ROLE_RESIDENT),
                                " in de oude praktijk kan blijven.")
                 : absl::StrCat("Beoordeeld is dat ", the(v1::ROLE_RESIDENT),
                                " niet in de oude praktijk kan blijven.");
    case v1::Event::kWaitingFillDecided:
      return "De invulling van de wachttijd is bepaald.";
    case v1::Event::kWaitingTimeCredited:
      return std::string(Credited(event.waiting_time_credited()));
    case v1::Event::kWaitingTimeSettled:
      return absl::StrCat(
          "De wachttijd is verrekend. De opleiding duurt tot en met ",
          Written(event.waiting_time_settled().training_ends_on()), ".");
    case v1::Event::kExtensionMotivated:
      return absl::StrCat("De motivering van ", the(v1::ROLE_PROGRAMME_MANAGER),
                          " over uitstel en verlenging is vastgelegd.");
    case v1::Event::kExtensionDecided:
      return Extended(event.extension_decided());
    case v1::Event::kCandidateBriefed:
      return "De kandidaat is in algemene termen ingelicht.";
    case v1::Event::kEvaluationPlanned:
      return absl::StrCat("Een evaluatiegesprek is gepland op ",
                          Written(event.evaluation_planned().planned_on()),
                          ".");
    case v1::Event::kReflectionDiscussed:
      return absl::StrCat("De voorbereiding van ", the(v1::ROLE_RESIDENT),
                          " op de evaluatie is besproken.");
    case v1::Event::kTrainerReturnDayInvited:
      return absl::StrCat(Capital(the(v1::ROLE_TRAINER)),
                          " is uitgenodigd voor de opleidersterugkomdag.");
    case v1::Event::kTrainerReturnDayReported:
      return absl::StrCat(Capital(the(v1::ROLE_TRAINER)),
                          " heeft verteld op de opleidersterugkomdag.");
    case v1::Event::kAftercareNoted:
      return "Er is nazorg geweest.";
    case v1::Event::kRematchingDecided:
      return event.rematching_decided().route() ==
                     v1::REMATCHING_ROUTE_ONE_TO_ONE
                 ? absl::StrCat(Capital(the(v1::ROLE_TRAINER)),
                                " wordt een-op-een opnieuw gekoppeld.")
                 : absl::StrCat(Capital(the(v1::ROLE_TRAINER)),
                                " doet mee met de volgende matchingsronde.");
    case v1::Event::kReflectionPlaceChosen:
      return event.reflection_place_chosen().in_portfolio()
                 ? "Gekozen is om het reflectieverslag in het e-portfolio te "
                   "zetten."
                 : "Gekozen is om het reflectieverslag niet in het e-portfolio "
                   "te zetten.";
    case v1::Event::kReflectionWithdrawn:
      return "Het reflectieverslag is teruggetrokken.";
    case v1::Event::kDocumentSeen:
      return absl::StrCat(Capital(the(v1::ROLE_RESIDENT)),
                          " heeft een verslag gezien.");
    case v1::Event::kAttentionPointsReleased:
      return "De aandachtspunten zijn doorgegeven aan de nieuwe opleider.";
    case v1::Event::kReactionGiven:
      return "Er is een reactie bij een verslag gezet.";
    case v1::Event::kNewTrainerSightChosen:
      return absl::StrCat(
          Capital(the(v1::ROLE_RESIDENT)), " heeft een verslag ",
          event.new_trainer_sight_chosen().opened() ? "opengezet"
                                                    : "weer gesloten",
          " voor de nieuwe opleider.");
    case v1::Event::kFileAttached:
      return "Er is een bijlage bij een verslag gevoegd.";
    case v1::Event::kStatementAdded:
      return "Er is een verklaring bij een verslag gezet.";
    case v1::Event::kContentErased:
      return Erased(event.content_erased(), procedure);
    case v1::Event::kLegalHoldPlaced:
      return "Vastgelegd is dat hiervan niets gewist mag worden.";
    case v1::Event::kLegalHoldLifted:
      return "Hiervan mag weer gewist worden.";
    case v1::Event::kEmergencyAccessOpened:
      return absl::StrCat(
          "In een noodgeval heeft ",
          the(event.emergency_access_opened().role()),
          " van buiten deze zaak toegang genomen, om te lezen.");
    case v1::Event::kReminderRecorded:
      return absl::StrCat(
          "Herinnering: ",
          TheTask(event.reminder_recorded().obligation(), procedure),
          ", uiterlijk ", Written(event.reminder_recorded().due_on()), ".");
    case v1::Event::kEscalationRecorded:
      return absl::StrCat(
          "Doorgegeven aan ",
          TheRoleInScope(procedure, event.escalation_recorded().to()), ": ",
          TheTask(event.escalation_recorded().obligation(), procedure), ".");
    case v1::Event::kDeviationRecorded:
      return Deviated(event.deviation_recorded(), procedure);
    case v1::Event::kObligationResumed:
      return "Een termijn die stilstond, loopt weer.";
    case v1::Event::kFactCorrected:
      return event.fact_corrected().struck()
                 ? "Verbeterd: iets wat was vastgelegd, is niet gebeurd."
                 : absl::StrCat("Verbeterd: de juiste datum is ",
                                Written(event.fact_corrected().happened_on()),
                                ".");
    case v1::Event::kPlacementRegistered:
      return "De nieuwe plaatsing is vastgelegd.";
    case v1::Event::kCaseHandedOver:
      return event.case_handed_over().with_open()
                 ? "De zaak is overgedragen, met wat er openstond."
                 : "De zaak is overgedragen. Wat openstond, blijft bij wie het "
                   "moest doen.";
    case v1::Event::kCaseMigrated:
      return absl::StrCat(
          "De zaak volgt nu een andere versie van de procedure: ",
          event.case_migrated().to(), ".");
    case v1::Event::kCaseTakenOver:
      return absl::StrCat(
          "De zaak liep al en is overgenomen zoals zij stond op ",
          Written(event.case_taken_over().on()), ".");

    // Never in the history of a case; each says itself all the same.
    case v1::Event::kInstituteFounded:
      return "De administratie van het instituut is begonnen.";
    case v1::Event::kProcedurePublished:
      return "Een procedure is gepubliceerd.";
    case v1::Event::kPersonRegistered:
    case v1::Event::kPersonChanged:
      return "Gegevens van een persoon zijn vastgelegd.";
    case v1::Event::kRoleGranted:
      return "Een rol is toegekend.";
    case v1::Event::kRoleEnded:
      return "Een rol is beëindigd.";
    case v1::Event::kInvitedToSignIn:
    case v1::Event::kAccountLinked:
    case v1::Event::kAccountUnlinked:
    case v1::Event::kSignInBlocked:
    case v1::Event::kSignInUnblocked:
      return "Vastgelegd is wie er mag inloggen.";
    case v1::Event::kGroupRegistered:
      return "Een groep is vastgelegd.";
    case v1::Event::kPracticeRegistered:
      return "Een praktijk is vastgelegd.";
    case v1::Event::kCalendarDaySet:
      return "Een dag van de kalender is vastgelegd.";
    case v1::Event::kCohortRegistered:
      return "Een opleidingsjaar is vastgelegd.";
    case v1::Event::kPersonsMerged:
    case v1::Event::kPersonsUnmerged:
      return "Vastgelegd is wie een en dezelfde persoon is.";
    case v1::Event::kProcedureHandedOut:
      return "De procedure is uitgereikt.";
    case v1::Event::kProcedureReviewed:
      return "De procedure is geëvalueerd.";
    case v1::Event::kPrivacyRequestMade:
    case v1::Event::kPrivacyRequestExtended:
    case v1::Event::kPrivacyRequestAnswered:
    case v1::Event::kPassageMasked:
    case v1::Event::kPassageUnmasked:
      return "Vastgelegd is wat iemand vraagt over de eigen gegevens.";
    case v1::Event::kLooked:
      return "Iemand heeft iets ingezien.";
    // Confined (S-1): that there was one is said by ListSignals alone.
    case v1::Event::kDiscontentSignalled:
    case v1::Event::kPerspectivesClarified:
    case v1::Event::KIND_NOT_SET:
      break;
  }
  return "";
}

}  // namespace driehoek
