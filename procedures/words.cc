#include "procedures/words.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace driehoek {
namespace {

std::string Counted(absl::civil_diff_t number, absl::string_view one,
                    absl::string_view more) {
  return absl::StrCat(number, " ", number == 1 ? one : more);
}

// The parts of an offset that count in one direction: "1 maand", "2 weken".
std::vector<std::string> PartsCounting(const v1::Bound& bound,
                                       absl::civil_diff_t direction) {
  std::vector<std::string> parts;
  if (bound.months() * direction > 0) {
    parts.push_back(Counted(bound.months() * direction, "maand", "maanden"));
  }
  if (bound.weeks() * direction > 0) {
    parts.push_back(Counted(bound.weeks() * direction, "week", "weken"));
  }
  if (bound.days() * direction > 0) {
    parts.push_back(DaysWords(bound.days() * direction));
  }
  return parts;
}

}  // namespace

std::string GroundWords(v1::ErasureGround ground) {
  switch (ground) {
    case v1::ERASURE_GROUND_TERM_OVER:
      return "niet meer nodig";
    case v1::ERASURE_GROUND_REQUESTED:
      return "op verzoek";
    case v1::ERASURE_GROUND_UNLAWFUL:
      return "hoorde hier niet te staan";
    case v1::ERASURE_GROUND_LEGAL_DUTY:
      return "wettelijke plicht";
    default:
      return "reden onbekend";
  }
}

std::string RightWords(v1::PrivacyRight right) {
  switch (right) {
    case v1::PRIVACY_RIGHT_ACCESS:
      return "om inzage";
    case v1::PRIVACY_RIGHT_RECTIFICATION:
      return "om verbetering";
    case v1::PRIVACY_RIGHT_ERASURE:
      return "om wissing";
    case v1::PRIVACY_RIGHT_RESTRICTION:
      return "om beperking";
    case v1::PRIVACY_RIGHT_OBJECTION:
      return "om te stoppen (bezwaar)";
    default:
      return "over gegevens";
  }
}

std::string AnswerWords(v1::PrivacyAnswer answer) {
  switch (answer) {
    case v1::PRIVACY_ANSWER_GRANTED:
      return "gedaan wat gevraagd was";
    case v1::PRIVACY_ANSWER_GRANTED_IN_PART:
      return "een deel gedaan";
    case v1::PRIVACY_ANSWER_REFUSED:
      return "afgewezen";
    case v1::PRIVACY_ANSWER_WITHDRAWN:
      return "ingetrokken";
    default:
      return "nog niet beantwoord";
  }
}

std::string DeviationReasonWord(v1::DeviationReason why) {
  switch (why) {
    case v1::DEVIATION_REASON_FORCE_MAJEURE:
      return "overmacht";
    case v1::DEVIATION_REASON_MEETING_NOT_FITTING:
      return "driehoeksgesprek niet passend";
    case v1::DEVIATION_REASON_SHORT_PLACEMENT:
      return "korte stage";
    case v1::DEVIATION_REASON_AGREED:
      return "in overleg";
    default:
      return "andere reden";
  }
}

std::string DaysWords(absl::civil_diff_t days) {
  return Counted(days, "dag", "dagen");
}

std::string TheRole(const Procedure& procedure, v1::Role role) {
  const std::string name = procedure.RoleName(role);
  // Whoever is called "hoofd" is "het hoofd"; all other people are "de".
  return absl::StrCat(absl::EndsWith(name, "hoofd") ? "het " : "de ", name);
}

std::string TheRoleInScope(const Procedure& procedure,
                           const v1::RoleInScope& role) {
  const std::string name = TheRole(procedure, role.role());
  if (!role.scope().group_id().empty()) {
    return absl::StrCat(name, " van de groep");
  }
  if (role.scope().training_year() != 0) {
    return absl::StrCat(name, " van jaar ", role.scope().training_year());
  }
  return name;
}

std::string TheFact(const Procedure& procedure, v1::FactKind fact,
                    absl::string_view report) {
  switch (fact) {
    case v1::FACT_KIND_TRIANGULAR_MEETING_HELD:
      return "het driehoeksgesprek";
    case v1::FACT_KIND_TRAINER_CHECK_UP_HELD:
      return absl::StrCat("de navraag bij ",
                          TheRole(procedure, v1::ROLE_TRAINER));
    case v1::FACT_KIND_DECOUPLING_ADVISED:
      return "het advies om te ontkoppelen";
    case v1::FACT_KIND_PROGRAMME_MANAGER_NOTIFIED:
      return "de melding van een mogelijke ontkoppeling";
    case v1::FACT_KIND_POSSIBLE_DECOUPLING_ANNOUNCED:
      return "de aankondiging van een mogelijke ontkoppeling";
    case v1::FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD:
      return "het overleg over het besluit";
    case v1::FACT_KIND_DECOUPLED:
      return "het besluit om te ontkoppelen";
    case v1::FACT_KIND_DECISION_COMMUNICATED:
      return "het bericht over het besluit";
    case v1::FACT_KIND_DECOUPLING_MAIL_SENT:
      return "de ontkoppelingsmail";
    case v1::FACT_KIND_TRAJECTORY_REGISTERED:
      return "de registratie van het traject";
    case v1::FACT_KIND_MANAGER_CONTACT_PLANNED:
      return "de afspraak voor het contact na de ontkoppeling";
    case v1::FACT_KIND_CANDIDATE_PROPOSED:
      return "het voorstel voor een nieuwe opleidingsplek";
    case v1::FACT_KIND_BOTH_ACCEPTED:
      return "het ja van beide kanten";
    case v1::FACT_KIND_PAIRING_CONFIRMED:
      return "de bevestiging van de nieuwe koppeling";
    case v1::FACT_KIND_REMAINING_YEAR_INFO_SENT:
      return "de informatie over de rest van het jaar";
    case v1::FACT_KIND_NEW_PLACEMENT_STARTED:
      return "de start op de nieuwe opleidingsplek";
    case v1::FACT_KIND_RESIDENT_EVALUATION_HELD:
      return absl::StrCat("het evaluatiegesprek met ",
                          TheRole(procedure, v1::ROLE_RESIDENT));
    case v1::FACT_KIND_TRAINER_EVALUATION_HELD:
      return absl::StrCat("het evaluatiegesprek met ",
                          TheRole(procedure, v1::ROLE_TRAINER));
    case v1::FACT_KIND_MANAGER_CONTACT_HELD:
      return "het contact na de ontkoppeling";
    case v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD:
      return "het evaluatiegesprek op de nieuwe opleidingsplek";
    case v1::FACT_KIND_REPORT_SUBMITTED:
      return absl::StrCat("verslag ", report);
    case v1::FACT_KIND_PAIRING_REGISTERED:
      return "de registratie van de nieuwe koppeling";
    case v1::FACT_KIND_CONTACT_AGREEMENT_STARTED:
      return "de contactafspraak";
    case v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED:
      return absl::StrCat("een poging om ",
                          TheRole(procedure, v1::ROLE_RESIDENT), " te bellen");
    case v1::FACT_KIND_RESIDENT_CALLED:
      return absl::StrCat("het telefoongesprek met ",
                          TheRole(procedure, v1::ROLE_RESIDENT));
    case v1::FACT_KIND_TRAINER_CALL_ATTEMPTED:
      return absl::StrCat("een poging om ",
                          TheRole(procedure, v1::ROLE_TRAINER), " te bellen");
    case v1::FACT_KIND_TRAINER_CALLED:
      return absl::StrCat("het telefoongesprek met ",
                          TheRole(procedure, v1::ROLE_TRAINER));
    case v1::FACT_KIND_WAITING_STARTED:
      return "het begin van de wachttijd";
    case v1::FACT_KIND_WAITING_ENDED:
      return "het einde van de wachttijd";
    case v1::FACT_KIND_LONG_WAITING_ENDED:
      return "het einde van een lange wachttijd";
    case v1::FACT_KIND_WAITING_FILL_DECIDED:
      return "het besluit over de invulling van de wachttijd";
    case v1::FACT_KIND_WAITING_TIME_CREDITED:
      return "het besluit over de wachttijd die meetelt";
    case v1::FACT_KIND_WAITING_TIME_NOT_COUNTED:
      return "het besluit dat een deel van de wachttijd niet meetelt";
    case v1::FACT_KIND_WAITING_TIME_SETTLED:
      return "de verrekening van de wachttijd";
    case v1::FACT_KIND_STAY_ASSESSED:
      return "de beoordeling van het verblijf in de oude praktijk";
    case v1::FACT_KIND_EXTENSION_DECIDED:
      return "het besluit over uitstel en verlenging";
    case v1::FACT_KIND_RESIDENT_EVALUATION_PLANNED:
      return absl::StrCat("de afspraak voor het evaluatiegesprek met ",
                          TheRole(procedure, v1::ROLE_RESIDENT));
    case v1::FACT_KIND_TRAINER_EVALUATION_PLANNED:
      return absl::StrCat("de afspraak voor het evaluatiegesprek met ",
                          TheRole(procedure, v1::ROLE_TRAINER));
    case v1::FACT_KIND_REFLECTION_DISCUSSED:
      return absl::StrCat("het bespreken van de voorbereiding van ",
                          TheRole(procedure, v1::ROLE_RESIDENT));
    case v1::FACT_KIND_TRAINER_RETURN_DAY_INVITED:
      return "de uitnodiging voor de opleidersterugkomdag";
    case v1::FACT_KIND_TRAINER_RETURN_DAY_REPORTED:
      return "het verhaal op de opleidersterugkomdag";
    case v1::FACT_KIND_AFTERCARE_NOTED:
      return "de nazorg";
    case v1::FACT_KIND_MATCHING_ROUND_ENTERED:
      return "de inschrijving voor de volgende matchingsronde";
    case v1::FACT_KIND_REMATCHED_ONE_TO_ONE:
      return absl::StrCat("de een-op-een koppeling van ",
                          TheRole(procedure, v1::ROLE_TRAINER));
    case v1::FACT_KIND_RESIDENT_SENT_AWAY:
      return "het wegsturen uit de praktijk";
    case v1::FACT_KIND_RESIDENT_STAYS_AWAY:
      return "het wegblijven uit de praktijk";
    case v1::FACT_KIND_STAYING_AWAY_CONSULTED:
      return "het overleg over het wegblijven";
    case v1::FACT_KIND_TRAINING_YEAR_STARTED:
      return "de start van het opleidingsjaar";
    case v1::FACT_KIND_PROCEDURE_HANDED_OUT:
      return "de uitreiking van de procedure";
    case v1::FACT_KIND_PROCEDURE_REVIEWED:
      return "de evaluatie van de procedure";
    case v1::FACT_KIND_PRIVACY_REQUEST_MADE:
      return "het verzoek over de eigen gegevens";
    case v1::FACT_KIND_PRIVACY_REQUEST_EXTENDED:
      return "het bericht dat het antwoord langer duurt";
    case v1::FACT_KIND_PRIVACY_REQUEST_ANSWERED:
      return "het antwoord op het verzoek";
    case v1::FACT_KIND_UNSPECIFIED:
    case v1::FactKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::FactKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "de aanleiding";  // Cannot be: the catalogue refuses such a procedure.
}

std::string TheAnchor(v1::Anchor anchor) {
  switch (anchor) {
    case v1::ANCHOR_DECOUPLING_EFFECTIVE:
      return "de ontkoppeldatum";
    case v1::ANCHOR_NEW_PLACEMENT_START:
      return "de start op de nieuwe opleidingsplek";
    case v1::ANCHOR_PLACEMENT_START:
      return "de start van deze opleidingsplek";
    case v1::ANCHOR_WAITING_START:
      return "de eerste dag zonder opleider";
    case v1::ANCHOR_NEXT_TRAINER_RETURN_DAY:
      return "de eerstvolgende opleidersterugkomdag na de ontkoppeldatum";
    case v1::ANCHOR_NEXT_MATCHING_ROUND:
      return "de eerstvolgende matchingsronde na de ontkoppeldatum";
    case v1::ANCHOR_PLACEMENT_END:
      return "het einde van deze opleidingsplek";
    case v1::ANCHOR_PRIVACY_REQUEST_MADE:
      return "de dag waarop het verzoek binnenkwam";
    case v1::ANCHOR_CREATION:
    case v1::ANCHOR_UNSPECIFIED:
    case v1::Anchor_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Anchor_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";
}

std::string GuardWords(const Procedure& procedure, v1::Guard guard) {
  const std::string resident = TheRole(procedure, v1::ROLE_RESIDENT);
  const std::string trainer = TheRole(procedure, v1::ROLE_TRAINER);
  switch (guard) {
    case v1::GUARD_DISCUSSION_BEFORE_RULING:
      return absl::StrCat(
          "Een besluit over ontkoppelen kan pas na het overleg "
          "met ",
          TheRole(procedure, v1::ROLE_DEPUTY_HEAD),
          ", en gaat nooit eerder in dan dat overleg.");
    case v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT:
      return absl::StrCat("Bij ", trainer,
                          " van wie is ontkoppeld komt geen nieuwe plaatsing "
                          "tot het contact na de ontkoppeling is geweest.");
    case v1::GUARD_ATTENTION_POINTS_WHEN_RESOLVED:
      return "Is ontkoppelen niet nodig, dan sluit de zaak pas als de "
             "aandachtspunten in het verslag staan.";
    case v1::GUARD_BOTH_ANSWERS_YES:
      return "Een nieuwe koppeling kan pas als beide kanten na de kennismaking "
             "ja hebben gezegd.";
    case v1::GUARD_CONSULTATION_BEFORE_STAYING_AWAY:
      return absl::StrCat("Blijft ", resident,
                          " weg zonder overleg met de docenten, dan blijft "
                          "zichtbaar dat het overleg nog moet.");
    case v1::GUARD_SENDING_AWAY_IS_NO_DECOUPLING:
      return absl::StrCat("Wegsturen door ", trainer,
                          " kan altijd worden vastgelegd. Het is geen "
                          "ontkoppeling en start daarvan geen termijn.");
    case v1::GUARD_EVALUATION_BEFORE_START:
      return absl::StrCat("Het systeem waarschuwt als ", resident,
                          " op de nieuwe plek begint voor het "
                          "evaluatiegesprek.");
    case v1::GUARD_REFLECTION_BY_CHOICE:
      return absl::StrCat("Het reflectieverslag van ", resident,
                          " komt alleen in het e-portfolio door de eigen keuze "
                          "van ",
                          resident, ".");
    case v1::GUARD_DEVIATION_ARGUED:
      return "Afwijken van een stap kan alleen met een argument en na overleg "
             "met de betrokkenen.";
    case v1::GUARD_EXTENSION_ARGUED:
      return "Waar verlenging het uitgangspunt is, vraagt niet verlengen om "
             "een argument.";
    case v1::GUARD_COMPETENT_ROLE:
      return "Een formeel besluit neemt alleen wie daartoe bevoegd is.";
    case v1::GUARD_BRIEFING_WITHOUT_REPORTS:
      return "Wie een kandidaat inlicht, geeft geen verslag van deze zaak mee.";
    case v1::GUARD_UNSPECIFIED:
    case v1::Guard_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Guard_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";  // Cannot be: the catalogue refuses such a procedure.
}

std::string OffsetWords(const v1::Bound& bound) {
  const std::vector<std::string> after = PartsCounting(bound, 1);
  const std::vector<std::string> before = PartsCounting(bound, -1);
  if (after.empty() && before.empty()) return "op de dag van";
  if (before.empty()) return absl::StrCat(absl::StrJoin(after, " en "), " na");
  if (after.empty()) {
    return absl::StrCat(absl::StrJoin(before, " en "), " vóór");
  }
  return absl::StrCat(absl::StrJoin(after, " en "), " min ",
                      absl::StrJoin(before, " en "), " na");
}

}  // namespace driehoek
