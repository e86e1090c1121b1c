#include "domain/rejections.h"

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "google/rpc/error_details.pb.h"

namespace driehoek {
namespace {

constexpr char kDomain[] = "driehoek";
constexpr char kRule[] = "rule";
constexpr char kSection[] = "section";
constexpr char kCommand[] = "command";
constexpr char kField[] = "field";

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (const auto payload = status.GetPayload(kErrorInfoUrl)) {
    // Only Refuse writes it; what does not parse reads as empty.
    if (!info.ParseFromString(std::string(*payload))) info.Clear();
  }
  return info;
}

std::string MetadataOf(const absl::Status& status, const char* key) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

absl::Status With(absl::Status rejection, const char* key,
                  absl::string_view value) {
  google::rpc::ErrorInfo info = InfoOf(rejection);
  if (info.reason().empty()) return rejection;
  (*info.mutable_metadata())[key] = std::string(value);
  rejection.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return rejection;
}

}  // namespace

absl::Status Refuse(const Refusal& refusal) {
  absl::Status status(refusal.code, refusal.english);
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(refusal.reason));
  info.set_domain(kDomain);
  if (!refusal.rule.empty()) {
    (*info.mutable_metadata())[kRule] = std::string(refusal.rule);
  }
  if (!refusal.section.empty()) {
    (*info.mutable_metadata())[kSection] = std::string(refusal.section);
  }
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  google::rpc::LocalizedMessage message;
  message.set_locale("nl");
  message.set_message(refusal.dutch);
  status.SetPayload(kLocalizedMessageUrl,
                    absl::Cord(message.SerializeAsString()));
  return status;
}

absl::Status AtCommand(absl::Status rejection, size_t index) {
  return With(std::move(rejection), kCommand, absl::StrCat(index));
}

std::string ReasonOf(const absl::Status& status) {
  return InfoOf(status).reason();
}

std::string RuleOf(const absl::Status& status) {
  return MetadataOf(status, kRule);
}

std::string SectionOf(const absl::Status& status) {
  return MetadataOf(status, kSection);
}

std::string FieldOf(const absl::Status& status) {
  return MetadataOf(status, kField);
}

std::optional<size_t> CommandOf(const absl::Status& status) {
  size_t index = 0;
  if (!absl::SimpleAtoi(MetadataOf(status, kCommand), &index)) {
    return std::nullopt;
  }
  return index;
}

std::string DutchOf(const absl::Status& status) {
  google::rpc::LocalizedMessage message;
  if (const auto payload = status.GetPayload(kLocalizedMessageUrl);
      payload.has_value() && message.ParseFromString(std::string(*payload))) {
    return message.message();
  }
  return std::string(status.message());
}

namespace rejection {
namespace {

using absl::StatusCode;

absl::Status Malformed(absl::string_view reason, std::string dutch,
                       std::string english) {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = reason,
                 .rule = "",
                 .section = "",
                 .dutch = std::move(dutch),
                 .english = std::move(english)});
}

// As Malformed, in one field of the command.
absl::Status MalformedIn(absl::string_view field, absl::string_view reason,
                         std::string dutch, std::string english) {
  return With(Malformed(reason, std::move(dutch), std::move(english)), kField,
              field);
}

absl::Status NotFound(absl::string_view reason, std::string dutch,
                      std::string english) {
  return Refuse({.code = StatusCode::kNotFound,
                 .reason = reason,
                 .rule = "",
                 .section = "",
                 .dutch = std::move(dutch),
                 .english = std::move(english)});
}

absl::Status Denied(absl::string_view reason, absl::string_view rule,
                    absl::string_view section, std::string dutch,
                    std::string english) {
  return Refuse({.code = StatusCode::kPermissionDenied,
                 .reason = reason,
                 .rule = rule,
                 .section = section,
                 .dutch = std::move(dutch),
                 .english = std::move(english)});
}

absl::Status NotNow(absl::string_view reason, absl::string_view rule,
                    absl::string_view section, std::string dutch,
                    std::string english) {
  return Refuse({.code = StatusCode::kFailedPrecondition,
                 .reason = reason,
                 .rule = rule,
                 .section = section,
                 .dutch = std::move(dutch),
                 .english = std::move(english)});
}

}  // namespace

// What was sent is not well formed.

absl::Status NoCommand() {
  return Malformed("NO_COMMAND", "Er is niets gevraagd.",
                   "No command was given.");
}

absl::Status IdMalformed(absl::string_view field) {
  return MalformedIn(
      field, "ID_MALFORMED",
      absl::StrCat("Het veld ", field, " is geen geldig nummer."),
      absl::StrCat("Field ", field, " is not an identifier."));
}

absl::Status ReferenceMalformed() {
  return Malformed(
      "REFERENCE_MALFORMED",
      "Een kenmerk heeft 1 tot 64 tekens: letters, cijfers, punt, streepje of "
      "liggend streepje.",
      "A reference is 1 to 64 of [A-Za-z0-9._-].");
}

absl::Status FieldMissing(absl::string_view field) {
  return MalformedIn(field, "FIELD_MISSING",
                     absl::StrCat("Het veld ", field, " is nog niet ingevuld."),
                     absl::StrCat("Field ", field, " is missing."));
}

absl::Status FieldNotExpected(absl::string_view field) {
  return Malformed(
      "FIELD_NOT_EXPECTED",
      absl::StrCat("Het veld ", field, " hoort hier leeg te zijn."),
      absl::StrCat("Field ", field, " must be empty here."));
}

absl::Status TextTooLong(absl::string_view field, size_t limit) {
  return Malformed(
      "TEXT_TOO_LONG",
      absl::StrCat("De tekst in ", field, " mag hoogstens ", limit,
                   " tekens hebben."),
      absl::StrCat("Field ", field, " has more than ", limit, " characters."));
}

absl::Status EmailMalformed() {
  return Malformed("EMAIL_MALFORMED", "Dit is geen mailadres.",
                   "This is not a mail address.");
}

absl::Status DateMalformed(absl::string_view field) {
  return MalformedIn(field, "DATE_MALFORMED",
                     absl::StrCat("De datum in ", field, " bestaat niet."),
                     absl::StrCat("Field ", field, " is not a day."));
}

absl::Status DateInFuture(absl::CivilDay on) {
  return Malformed(
      "DATE_IN_FUTURE",
      absl::StrCat("De datum ", WrittenDay(on), " moet nog komen."),
      absl::StrCat("The day ", IsoDay(on), " is in the future."));
}

absl::Status DateInPast(absl::CivilDay on) {
  return Malformed("DATE_IN_PAST",
                   absl::StrCat("De datum ", WrittenDay(on),
                                " is al voorbij; kies vandaag of later."),
                   absl::StrCat("The day ", IsoDay(on), " is in the past."));
}

absl::Status BeforePlacement(absl::CivilDay on, absl::CivilDay starts_on) {
  return Malformed("BEFORE_PLACEMENT",
                   absl::StrCat("De datum ", WrittenDay(on),
                                " ligt voor het begin van de stage (",
                                WrittenDay(starts_on), ")."),
                   absl::StrCat("The day ", IsoDay(on),
                                " is before the start of the placement, ",
                                IsoDay(starts_on), "."));
}

absl::Status OutOfOrder(absl::CivilDay on, absl::CivilDay earliest,
                        absl::string_view what_dutch,
                        absl::string_view what_english) {
  return Malformed("DATE_OUT_OF_ORDER",
                   absl::StrCat("De datum ", WrittenDay(on), " ligt voor ",
                                what_dutch, " (", WrittenDay(earliest), ")."),
                   absl::StrCat("The day ", IsoDay(on), " is before ",
                                what_english, ", ", IsoDay(earliest), "."));
}

absl::Status PeriodEndsBeforeItStarts() {
  return Malformed("PERIOD_MALFORMED",
                   "De laatste dag ligt voor de eerste dag.",
                   "The last day is before the first day.");
}

absl::Status TrainingYearUnknown() {
  return Malformed("TRAINING_YEAR_UNKNOWN", "Het opleidingsjaar is 1, 2 of 3.",
                   "The training year is 1, 2 or 3.");
}

// Who asks.

absl::Status ActorUnknown() {
  return Denied("ACTOR_UNKNOWN", "", "", "Wij kennen u niet bij dit instituut.",
                "The institute does not know this person.");
}

absl::Status SignInIsBlocked() {
  return Denied("SIGN_IN_BLOCKED", "", "",
                "U kunt nu niet inloggen: de beheerder heeft dat geblokkeerd.",
                "This person may not sign in until further notice.");
}

absl::Status RoleNotHeld(absl::string_view role) {
  return Denied(
      "ROLE_NOT_HELD", "", "",
      absl::StrCat("U hebt vandaag niet de rol ", role, "."),
      absl::StrCat("The directory does not grant the role ", role, " today."));
}

absl::Status NotCompetent(absl::string_view role, absl::string_view section) {
  return Denied("NOT_COMPETENT", "G-11", section,
                absl::StrCat("Dit mag niet in de rol van ", role, "."),
                absl::StrCat("The role ", role, " may not do this."));
}

absl::Status MayNotActForOthers() {
  return Denied("MAY_NOT_ACT_FOR_OTHERS", "A-54", "",
                "Alleen medewerkers van het instituut leggen iets vast namens "
                "een aios of opleider.",
                "Only staff record on behalf of a resident or trainer.");
}

absl::Status RepresentedMalformed() {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = "REPRESENTED_MALFORMED",
                 .rule = "A-54",
                 .section = "",
                 .dutch = "Zeg bij 'namens': wie, in welke rol en hoe het "
                          "bericht binnenkwam.",
                 .english = "On behalf of whom, in which role and by which "
                            "channel must be said together."});
}

absl::Status RepresentedUnknown() {
  return Refuse(
      {.code = StatusCode::kInvalidArgument,
       .reason = "REPRESENTED_UNKNOWN",
       .rule = "A-54",
       .section = "",
       .dutch = "Degene namens wie u dit vastlegt, heeft vandaag die rol niet.",
       .english = "The person represented does not hold that role today."});
}

absl::Status RepresentedNotConcerned() {
  return Refuse(
      {.code = StatusCode::kInvalidArgument,
       .reason = "REPRESENTED_NOT_CONCERNED",
       .rule = "A-54",
       .section = "",
       .dutch = "Degene namens wie u dit vastlegt, hoort niet bij deze zaak.",
       .english = "The person represented is no party to this."});
}

absl::Status OwnActNeeded() {
  return Denied(kOwnActNeeded, "A-54", "",
                "Dit kiest de aios zelf, of met een ondertekende verklaring op "
                "papier.",
                "The resident chooses this in person, or by a signed statement "
                "on paper.");
}

// What it is about.

absl::Status CaseNotFound() {
  return NotFound(kCaseNotFound, "Deze zaak is niet gevonden.",
                  "There is no such case.");
}

absl::Status PlacementNotFound() {
  return NotFound(kPlacementNotFound, "Deze stage is niet gevonden.",
                  "There is no such placement.");
}

absl::Status PersonNotFound(absl::string_view field) {
  return NotFound(
      "PERSON_NOT_FOUND",
      absl::StrCat("De persoon in het veld ", field, " is niet gevonden."),
      absl::StrCat("There is no such person as in field ", field, "."));
}

absl::Status GroupNotFound() {
  return NotFound("GROUP_NOT_FOUND", "Deze groep is niet gevonden.",
                  "There is no such group.");
}

absl::Status CohortNotFound() {
  return NotFound(kCohortNotFound, "Dit opleidingsjaar is niet gevonden.",
                  "There is no such cohort.");
}

absl::Status ProcedureNotFound() {
  return NotFound("PROCEDURE_NOT_FOUND", "Deze procedure is niet gevonden.",
                  "There is no such procedure.");
}

absl::Status PracticeNotFound() {
  return NotFound("PRACTICE_NOT_FOUND", "Deze praktijk is niet gevonden.",
                  "There is no such practice.");
}

absl::Status GrantNotFound() {
  return NotFound("GRANT_NOT_FOUND", "Deze rol is niet gevonden.",
                  "There is no such grant.");
}

absl::Status SignalNotFound() {
  return NotFound("SIGNAL_NOT_FOUND", "Dit signaal is niet gevonden.",
                  "There is no such signal.");
}

absl::Status MeetingNotFound() {
  return NotFound("MEETING_NOT_FOUND", "Dit gesprek is niet gevonden.",
                  "There is no such meeting.");
}

absl::Status ContactAgreementNotFound() {
  return NotFound("CONTACT_AGREEMENT_NOT_FOUND",
                  "Er is geen contactafspraak in deze zaak.",
                  "There is no such contact agreement.");
}

absl::Status AbsenceNotFound() {
  return NotFound("ABSENCE_NOT_FOUND",
                  "Er is niet vastgelegd dat de aios wegblijft.",
                  "It is not recorded that the resident stays away.");
}

absl::Status DocumentNotFound() {
  return NotFound("DOCUMENT_NOT_FOUND", "Dit document is niet gevonden.",
                  "There is no such document.");
}

absl::Status CaseClosed(absl::string_view number) {
  return NotNow("CASE_CLOSED", "", "",
                absl::StrCat("Zaak ", number, " is gesloten."),
                absl::StrCat("Case ", number, " is closed."));
}

absl::Status CaseTooLong(absl::string_view number) {
  return Refuse({.code = StatusCode::kResourceExhausted,
                 .reason = "CASE_TOO_LONG",
                 .rule = "",
                 .section = "",
                 .dutch = absl::StrCat("Zaak ", number,
                                       " heeft het grootste aantal "
                                       "gebeurtenissen bereikt."),
                 .english = absl::StrCat("Case ", number,
                                         " has as many events as a case can "
                                         "have.")});
}

absl::Status CaseAlreadyOpen(absl::string_view number) {
  return NotNow("CASE_ALREADY_OPEN", "A-52", "",
                absl::StrCat("Voor deze stage is zaak ", number, " al open."),
                absl::StrCat("Case ", number, " is open on this placement."));
}

absl::Status ProcedureNotInForce(absl::CivilDay day) {
  return NotNow(
      "PROCEDURE_NOT_IN_FORCE", "", "",
      absl::StrCat("Op ", WrittenDay(day), " gold er nog geen procedure."),
      absl::StrCat("No procedure was in force on ", IsoDay(day), "."));
}

// The directory.

absl::Status NameMalformed() {
  return Malformed("NAME_MALFORMED",
                   "Een naam heeft 1 tot 200 tekens, zonder regeleinden.",
                   "A name is 1 to 200 characters without control characters.");
}

absl::Status RoleCannotBeGranted() {
  return Malformed("ROLE_CANNOT_BE_GRANTED", "Deze rol bestaat niet.",
                   "This role cannot be granted.");
}

absl::Status ScopeDoesNotFit() {
  return Malformed("SCOPE_DOES_NOT_FIT",
                   "Dit bereik past niet bij de rol: een docent hoort bij een "
                   "groep, een jaarassistent of manager opleiding bij een "
                   "opleidingsjaar, een aios of opleider bij een stage.",
                   "The scope does not fit the role.");
}

absl::Status GrantDiffers() {
  return NotNow("GRANT_DIFFERS", "", "",
                "Deze rol is eerder met andere gegevens vastgelegd.",
                "This grant exists with other data.");
}

absl::Status RoleEndedEarlier(absl::CivilDay until) {
  return NotNow("ROLE_ENDED_EARLIER", "", "",
                absl::StrCat("Deze rol eindigt al op ", WrittenDay(until), "."),
                absl::StrCat("This role ends on ", IsoDay(until), " already."));
}

absl::Status TrainersMalformed() {
  return Malformed(
      "TRAINERS_MALFORMED",
      "Een stage heeft een tot vier verschillende opleiders, en de "
      "aios is daar niet bij.",
      "A placement has one to four different trainers, none of "
      "them the resident.");
}

absl::Status TrainerNotAvailable(absl::string_view rule,
                                 absl::string_view section) {
  // Without the reason: outside the case it shows as leave does (G-2).
  return NotNow("TRAINER_NOT_AVAILABLE", rule, section,
                "Deze opleider is nu niet beschikbaar voor een nieuwe aios.",
                "This trainer is not available for a new resident now.");
}

absl::Status InvitationTooLong(int most_days) {
  return MalformedIn(
      "expires_on", "INVITATION_TOO_LONG",
      absl::StrCat("Een uitnodiging geldt hoogstens ", most_days, " dagen."),
      absl::StrCat("An invitation counts for ", most_days, " days at most."));
}

absl::Status InvitationNotValid() {
  return NotNow("INVITATION_NOT_VALID", "", "",
                "Deze uitnodiging geldt niet (meer). Vraag de beheerder om een "
                "nieuwe.",
                "There is no invitation with this code, or it counts no more.");
}

absl::Status AccountLinkedAlready() {
  return NotNow("ACCOUNT_LINKED_ALREADY", "", "",
                "Dit account is al van iemand. Log in met een ander, of vraag "
                "de beheerder om het los te maken.",
                "This account belongs to someone already.");
}

absl::Status AccountNotFound() {
  return NotFound("ACCOUNT_NOT_FOUND", "Dit account is niet van deze persoon.",
                  "This account does not belong to this person.");
}

absl::Status TooManyAccounts(size_t limit) {
  return NotNow("TOO_MANY_ACCOUNTS", "", "",
                absl::StrCat("Deze persoon heeft al ", limit,
                             " accounts; maak er eerst een los."),
                absl::StrCat("One person has at most ", limit, " accounts."));
}

absl::Status MayNotBlockOneself() {
  return NotNow("MAY_NOT_BLOCK_ONESELF", "", "",
                "U kunt uzelf niet blokkeren: laat een andere beheerder dat "
                "doen.",
                "Nobody blocks himself: who would undo it?");
}

absl::Status SameRecord() {
  return Malformed("SAME_RECORD",
                   "Dit is twee keer dezelfde sleutel; noem er twee.",
                   "A record cannot be merged with itself.");
}

absl::Status GoesOnElsewhere(absl::string_view field,
                             absl::string_view kept_reference) {
  return With(
      NotNow("ALREADY_MERGED", "", "",
             absl::StrCat("De persoon in ", field,
                          " is al samengevoegd en gaat verder onder het "
                          "kenmerk ",
                          kept_reference, "."),
             absl::StrCat("The person in ", field,
                          " is merged already and goes on under the reference ",
                          kept_reference, ".")),
      kField, field);
}

absl::Status HasDuplicates(absl::string_view field) {
  return With(
      NotNow("HAS_DUPLICATES", "", "",
             absl::StrCat("Met de persoon in ", field,
                          " is al iemand samengevoegd; laat die persoon "
                          "verder gaan, of splits eerst."),
             absl::StrCat("The person in ", field,
                          " has a duplicate already; keep that one, or "
                          "unmerge first.")),
      kField, field);
}

absl::Status TooManyRecords(size_t limit) {
  return NotNow("TOO_MANY_RECORDS", "", "",
                absl::StrCat("Deze persoon heeft al ", limit,
                             " kenmerken; meer kan niet."),
                absl::StrCat("One person has at most ", limit, " records."));
}

absl::Status TooManyMerges(size_t limit) {
  return NotNow("TOO_MANY_MERGES", "", "",
                absl::StrCat("Er is al ", limit,
                             " keer iemand samengevoegd; meer kan niet."),
                absl::StrCat("An institute merges at most ", limit, " times."));
}

absl::Status TwoSidesOfAPlacement() {
  return NotNow("TWO_SIDES_OF_A_PLACEMENT", "", "",
                "De een is aios en de ander opleider in dezelfde stage; dat "
                "zijn twee mensen.",
                "One is the resident and the other a trainer of the same "
                "placement: these are two people.");
}

absl::Status NotMerged() {
  return NotNow("NOT_MERGED", "", "", "Deze twee zijn niet samengevoegd.",
                "These two are not merged.");
}

absl::Status ProcedureInvalid(absl::string_view problems) {
  return Malformed("PROCEDURE_INVALID",
                   absl::StrCat("De procedure klopt niet: ", problems),
                   absl::StrCat("The procedure has problems: ", problems));
}

absl::Status ProcedureVersionExists(absl::string_view name) {
  return NotNow(
      "PROCEDURE_VERSION_EXISTS", "A-32", "",
      absl::StrCat("Procedure ", name,
                   " bestaat al met een andere inhoud; geef de nieuwe "
                   "tekst een nieuw versienummer."),
      absl::StrCat("Procedure ", name,
                   " exists with other content; a new text needs a "
                   "new version."));
}

// Outside cases.

absl::Status NobodyGotIt() {
  return MalformedIn("teacher_ids", "NOBODY_GOT_IT",
                     "Zeg welke docenten de procedure kregen, of dat alle "
                     "docenten haar hebben.",
                     "Say which teachers got the procedure, or that all of "
                     "them have it.");
}

absl::Status TooManyTeachers(int limit) {
  return MalformedIn(
      "teacher_ids", "TOO_MANY_TEACHERS",
      absl::StrCat("Noem hoogstens ", limit,
                   " docenten tegelijk, ieder een "
                   "keer."),
      absl::StrCat("Name at most ", limit, " teachers at a time, each once."));
}

absl::Status NotATeacher() {
  return MalformedIn("teacher_ids", "NOT_A_TEACHER",
                     "Een van de genoemde mensen was die dag geen docent.",
                     "Someone who was named was no teacher on that day.");
}

// Meetings.

absl::Status CaseOrPlacement() {
  return Malformed("CASE_OR_PLACEMENT",
                   "Noem of de zaak, of de stage; niet allebei.",
                   "Name either the case or the placement.");
}

absl::Status TeacherMissing() {
  return NotNow("TEACHER_MISSING", "A-22", "",
                "Bij een driehoeksgesprek is ten minste een docent.",
                "A triangular meeting counts with at least one teacher.");
}

absl::Status NotATeacherOfTheGroup() {
  return NotNow("NOT_A_TEACHER_OF_THE_GROUP", "A-22", "",
                "Een van de genoemde docenten hoort niet bij deze groep.",
                "A teacher who was named does not teach this group.");
}

absl::Status NotATrainerOfThePlacement() {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = "NOT_A_TRAINER_OF_THE_PLACEMENT",
                 .rule = "A-23",
                 .section = "",
                 .dutch = "Een van de genoemde opleiders hoort niet bij deze "
                          "stage.",
                 .english = "A trainer who was named is not of this "
                            "placement."});
}

absl::Status NotATrainerOfTheCase() {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = "NOT_A_TRAINER_OF_THE_CASE",
                 .rule = "A-23",
                 .section = "",
                 .dutch = "De genoemde opleider hoort niet bij deze zaak, of "
                          "is een ander dan wie dit vastlegt.",
                 .english = "The trainer who was named is not of this case, or "
                            "another than who acts."});
}

absl::Status NotAParty(absl::string_view field) {
  return Malformed(
      "NOT_A_PARTY",
      absl::StrCat("Kies in het veld ", field, " de aios of de opleider."),
      absl::StrCat("Field ", field, " is the resident or the trainer."));
}

absl::Status MeetingIncomplete() {
  return NotNow("MEETING_INCOMPLETE", "A-22", "",
                "Zonder aios of opleider is het geen driehoeksgesprek, maar "
                "een gesprek apart. Daaruit volgt geen advies en geen besluit "
                "dat ontkoppelen niet nodig is.",
                "Without the resident or the trainer it is a talk: it finds "
                "neither that no decoupling is needed nor an advice.");
}

absl::Status MeetingAlreadyHeld() {
  return NotNow("MEETING_ALREADY_HELD", "", "",
                "Dit gesprek is al vastgelegd als gehouden.",
                "This meeting was held already.");
}

absl::Status NoMeetingHeld() {
  return NotNow("NO_MEETING_HELD", "S-3", "",
                "Er is nog geen driehoeksgesprek gehouden.",
                "No triangular meeting was held yet.");
}

absl::Status MeetingFoundOtherwise() {
  return NotNow("MEETING_FOUND_OTHERWISE", "S-6", "",
                "Het laatste driehoeksgesprek eindigde niet met 'geen "
                "ontkoppeling nodig'.",
                "The latest meeting did not find that no decoupling is "
                "needed.");
}

absl::Status AttentionPointsMissing(absl::string_view rule,
                                    absl::string_view section) {
  return NotNow(
      "ATTENTION_POINTS_MISSING", rule, section,
      "De aandachtspunten voor de rest van de stage staan nog niet in "
      "het verslag van het gesprek.",
      "The report of the meeting does not hold the attention points "
      "yet.");
}

absl::Status AlreadyResolved() {
  return NotNow("ALREADY_RESOLVED", "S-6", "",
                "Er is al vastgelegd dat ontkoppelen niet nodig is.",
                "It was concluded already that no decoupling is needed.");
}

// Before the ruling.

absl::Status SignalAlreadyLinked() {
  return NotNow("SIGNAL_ALREADY_LINKED", "S-1", "",
                "Dit signaal is al aan de zaak gekoppeld.",
                "This signal is linked to the case already.");
}

absl::Status AlreadyAway(absl::CivilDay from) {
  return NotNow("ALREADY_AWAY", "", "",
                absl::StrCat("De aios is al weg sinds ", WrittenDay(from),
                             ". Leg eerst vast wanneer de aios terug was."),
                absl::StrCat("The resident is away since ", IsoDay(from), "."));
}

absl::Status NotAway() {
  return NotNow("NOT_AWAY", "", "", "Er is niet vastgelegd dat de aios weg is.",
                "The resident is not away.");
}

absl::Status ConsultedAfterwards() {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = "CONSULTED_AFTERWARDS",
                 .rule = "G-3",
                 .section = "§5.1",
                 .dutch =
                     "Het overleg met de docenten was op of voor de eerste "
                     "dag van het wegblijven; leg een later overleg apart "
                     "vast.",
                 .english = "The talk with the teachers is on or before the "
                            "first day away; record a later one by itself."});
}

// The ruling.

absl::Status AlreadyRuled(absl::CivilDay on) {
  return NotNow(
      "ALREADY_RULED", "", "",
      absl::StrCat("Op ", WrittenDay(on), " is al besloten tot ontkoppeling."),
      absl::StrCat("It was ruled on ", IsoDay(on), " to decouple."));
}

absl::Status ProgrammeManagerNotNotified() {
  return NotNow("PROGRAMME_MANAGER_NOT_NOTIFIED", "S-8", "",
                "De docenten hebben het nog niet gemeld bij de manager "
                "opleiding.",
                "The programme manager was not notified yet.");
}

absl::Status NotAdvised() {
  return NotNow("NOT_ADVISED", "B-3", "",
                "Er is nog geen verslag van een driehoeksgesprek met het "
                "advies om te ontkoppelen. Past een driehoeksgesprek niet, leg "
                "dat dan vast als afwijking.",
                "There is no advice to decouple from a triangular meeting, and "
                "no deviation that says a meeting does not fit.");
}

absl::Status NotDiscussedYet(absl::string_view rule,
                             absl::string_view section) {
  return NotNow("NOT_DISCUSSED_YET", rule, section,
                "Dit is nog niet besproken met het plaatsvervangend hoofd.",
                "It was not discussed with the deputy head yet.");
}

absl::Status EffectiveBeforeDiscussion(absl::CivilDay effective_on,
                                       absl::CivilDay discussed_on,
                                       absl::string_view rule,
                                       absl::string_view section) {
  return NotNow(
      "EFFECTIVE_BEFORE_DISCUSSION", rule, section,
      absl::StrCat("De ontkoppeling kan niet ingaan op ",
                   WrittenDay(effective_on), ": de bespreking was op ",
                   WrittenDay(discussed_on), "."),
      absl::StrCat("The decoupling cannot take effect on ",
                   IsoDay(effective_on), ": it was discussed on ",
                   IsoDay(discussed_on), "."));
}

absl::Status RuledBeforeDiscussion(absl::CivilDay on,
                                   absl::CivilDay discussed_on,
                                   absl::string_view rule,
                                   absl::string_view section) {
  return NotNow(
      "RULED_BEFORE_DISCUSSION", rule, section,
      absl::StrCat("Het besluit kan niet van ", WrittenDay(on),
                   " zijn: de bespreking was op ", WrittenDay(discussed_on),
                   "."),
      absl::StrCat("The ruling cannot be of ", IsoDay(on),
                   ": it was discussed on ", IsoDay(discussed_on), "."));
}

absl::Status ReasonMissing(absl::string_view field) {
  return MalformedIn(field, "REASON_MISSING", "Geef hierbij een reden.",
                     absl::StrCat("Field ", field, " must say why."));
}

// After the ruling.

absl::Status NotRuledYet() {
  return NotNow("NOT_RULED_YET", "S-11", "", "Er is nog geen besluit.",
                "There is no ruling yet.");
}

absl::Status DecouplingNotRuled() {
  return NotNow("NOT_DECOUPLED", "S-11", "",
                "Er is nog niet besloten tot ontkoppeling.",
                "It was not ruled to decouple.");
}

absl::Status AlreadyDone(absl::CivilDay on, absl::string_view what_dutch,
                         absl::string_view what_english) {
  return NotNow(
      "ALREADY_DONE", "", "",
      absl::StrCat("Al vastgelegd op ", WrittenDay(on), ": ", what_dutch, "."),
      absl::StrCat("Recorded already, on ", IsoDay(on), ": ", what_english,
                   "."));
}

absl::Status ChecklistItemDone() {
  return NotNow("CHECKLIST_ITEM_DONE", "S-13", "",
                "Deze stap van de checklist is al afgevinkt.",
                "This step of the checklist is done already.");
}

absl::Status EvaluationNotPlanned() {
  return NotNow("EVALUATION_NOT_PLANNED", "", "",
                "Er is nog geen evaluatiegesprek met de aios gepland.",
                "No evaluation with the resident was planned yet.");
}

absl::Status SameRoute() {
  return NotNow("SAME_ROUTE", "B-7", "",
                "Dit is al zo besloten voor deze opleider.",
                "This was decided for this trainer already.");
}

// The new pairing.

absl::Status CandidacyNotFound() {
  return NotFound("CANDIDACY_NOT_FOUND", "Deze kandidaat is niet gevonden.",
                  "There is no such candidacy.");
}

absl::Status CandidateIsParty() {
  return NotNow("CANDIDATE_IS_PARTY", "S-19", "",
                "Deze opleider is al betrokken bij deze zaak en kan geen "
                "kandidaat zijn.",
                "This trainer is a party to the case and cannot be a "
                "candidate.");
}

absl::Status AlreadyCandidate() {
  return NotNow("ALREADY_CANDIDATE", "S-19", "",
                "Deze opleider is al kandidaat in deze zaak.",
                "This trainer is a candidate in this case already.");
}

absl::Status PracticeNotSuitable() {
  return NotNow("PRACTICE_NOT_SUITABLE", "S-20", "",
                "De kandidaat heeft niet gezegd dat de praktijk past.",
                "The candidate did not say that the practice suits.");
}

absl::Status NotIntroducedYet(absl::string_view rule,
                              absl::string_view section) {
  return NotNow("NOT_INTRODUCED_YET", rule, section,
                "Er is nog geen kennismakingsgesprek geweest.",
                "There was no introduction meeting yet.");
}

absl::Status AnswerNotTheirs() {
  return Denied("ANSWER_NOT_THEIRS", "A-54", "",
                "Alleen de aios en de kandidaat antwoorden. Legt u het namens "
                "een van hen vast, zeg dan namens wie.",
                "Only the resident and the candidate answer; say on whose "
                "behalf it is recorded.");
}

absl::Status SameAnswer() {
  return NotNow("SAME_ANSWER", "S-22", "", "Dit antwoord is al vastgelegd.",
                "This answer was recorded already.");
}

absl::Status BothAnswersNeeded(absl::string_view rule,
                               absl::string_view section) {
  return NotNow("BOTH_ANSWERS_NEEDED", rule, section,
                "De koppeling kan pas als de aios en de nieuwe opleider na de "
                "kennismaking allebei ja hebben gezegd.",
                "A pairing needs a yes of both the resident and the new "
                "trainer after the introduction meeting.");
}

absl::Status TrainerIsAnother() {
  return NotNow("TRAINER_IS_ANOTHER", "S-23", "",
                "De nieuwe opleider van deze koppeling is iemand anders.",
                "The new trainer of this pairing is another person.");
}

absl::Status PairingNotConfirmed() {
  return NotNow("PAIRING_NOT_CONFIRMED", "S-23", "",
                "Er is nog geen nieuwe koppeling bevestigd.",
                "No new pairing was confirmed yet.");
}

absl::Status PairingAlreadyConfirmed() {
  return NotNow("PAIRING_ALREADY_CONFIRMED", "S-23", "",
                "De nieuwe koppeling is al bevestigd.",
                "The new pairing was confirmed already.");
}

absl::Status AlreadyStarted(absl::CivilDay on) {
  return NotNow("ALREADY_STARTED", "S-29", "",
                absl::StrCat("De aios is al begonnen op de nieuwe "
                             "opleidingsplek, op ",
                             WrittenDay(on), "."),
                absl::StrCat("The resident started in the new placement on ",
                             IsoDay(on), "."));
}

absl::Status CandidacyEnded() {
  return NotNow("CANDIDACY_ENDED", "B-6", "",
                "Deze kandidatuur is voorbij: een van beiden zei nee.",
                "This candidacy has ended: one of the two said no.");
}

absl::Status BriefingWithReport(absl::string_view rule,
                                absl::string_view section) {
  return NotNow("BRIEFING_WITH_REPORT", rule, section,
                "Een kandidaat wordt in algemene termen ingelicht. Een verslag "
                "uit deze zaak gaat niet mee.",
                "A candidate is briefed in general terms, without reports of "
                "the case.");
}

// Waiting time.

absl::Status SupervisorNotRecognised() {
  return NotNow("SUPERVISOR_NOT_RECOGNISED", "A-26", "",
                "Wie de aios zolang begeleidt, is vandaag geen erkende "
                "opleider bij dit instituut.",
                "Whoever supervises meanwhile must be a trainer today.");
}

absl::Status NotWaiting(absl::CivilDay on, absl::string_view section) {
  return NotNow("NOT_WAITING", "B-8", section,
                absl::StrCat("Op ", WrittenDay(on), " was er geen wachttijd."),
                absl::StrCat("There was no waiting time on ", IsoDay(on), "."));
}

absl::Status WaitingNeverLong() {
  return NotNow("WAITING_NOT_LONG", "A-27", "",
                "Deze procedure zegt niet vanaf wanneer een wachttijd lang is.",
                "The procedure does not say when a waiting time is long.");
}

absl::Status WaitingNotLongYet(absl::CivilDay long_on,
                               absl::string_view section) {
  return NotNow(
      "WAITING_NOT_LONG", "B-8", section,
      absl::StrCat("De wachttijd is pas lang op ", WrittenDay(long_on), "."),
      absl::StrCat("The waiting time is long on ", IsoDay(long_on),
                   ", not before."));
}

absl::Status StillWaiting(absl::CivilDay since, absl::string_view section) {
  return NotNow(
      "STILL_WAITING", "B-9", section,
      absl::StrCat("De wachttijd loopt nog, sinds ", WrittenDay(since),
                   ". Welk deel meetelt, wordt achteraf bepaald."),
      absl::StrCat("The waiting time goes on since ", IsoDay(since),
                   "; what counts is decided afterwards."));
}

absl::Status WaitingWasNotLong(absl::string_view section) {
  return NotNow("WAITING_NOT_LONG", "B-9", section,
                "Er was geen lange wachttijd, dus er valt niets te bepalen.",
                "There was no long waiting time to decide on.");
}

absl::Status MoreThanWaited(int working_days) {
  return Malformed(
      "MORE_THAN_WAITED",
      absl::StrCat("De wachttijd had ", working_days,
                   " werkdagen; meer kunnen er niet buiten vallen."),
      absl::StrCat("The waiting time had ", working_days, " working days."));
}

absl::Status NothingToSettle(absl::string_view section) {
  return NotNow("NOTHING_TO_SETTLE", "S-36", section,
                "Er is geen wachttijd die niet meetelt, dus er valt niets te "
                "verrekenen.",
                "No waiting time was left to settle.");
}

// Postponement and extension.

absl::Status OutsideExtensionWindow(absl::string_view rule,
                                    absl::string_view section) {
  return NotNow("OUTSIDE_EXTENSION_WINDOW", rule, section,
                "De ontkoppeldatum ligt niet in de maanden waarin over uitstel "
                "en verlenging wordt besloten, of het is een ander "
                "opleidingsjaar.",
                "The decoupling does not lie in the months, or the training "
                "year, in which an extension is decided on.");
}

absl::Status ExtensionNotMotivated(absl::string_view section) {
  return NotNow("EXTENSION_NOT_MOTIVATED", "B-11", section,
                "Er is nog geen geschreven motivering van de manager "
                "opleiding.",
                "The programme manager has not written a motivation yet.");
}

absl::Status ExtensionTooLong(int months) {
  return Malformed(
      "EXTENSION_TOO_LONG",
      absl::StrCat("Een verlenging duurt 1 tot ", months, " maanden."),
      absl::StrCat("An extension is 1 to ", months, " months."));
}

absl::Status ExtensionNotArgued(absl::string_view rule,
                                absl::string_view section) {
  return NotNow("EXTENSION_NOT_ARGUED", rule, section,
                "Het uitgangspunt is hier verlenging. Niet verlengen kan "
                "alleen met een argument.",
                "An extension is presumed; not to extend needs an argument.");
}

// Reports and filing.

absl::Status ReportUnknown(absl::string_view report) {
  return Malformed("REPORT_UNKNOWN",
                   absl::StrCat("De procedure kent geen verslag ", report, "."),
                   absl::StrCat("The procedure has no report ", report, "."));
}

absl::Status ReportPartUnknown(absl::string_view report,
                               absl::string_view part) {
  return Malformed(
      "REPORT_PART_UNKNOWN",
      absl::StrCat("Verslag ", report, " heeft geen onderdeel '", part, "'."),
      absl::StrCat("Report ", report, " has no part ", part, "."));
}

absl::Status ReportPartMissing(absl::string_view part_title,
                               absl::string_view rule,
                               absl::string_view section) {
  return NotNow("REPORT_PART_MISSING", rule, section,
                absl::StrCat("In het verslag ontbreekt nog: ", part_title, "."),
                absl::StrCat("The report lacks: ", part_title, "."));
}

absl::Status ReportTooLarge() {
  return Malformed("REPORT_TOO_LARGE",
                   "Het verslag is te lang: samen hoogstens 256 KiB.",
                   "The parts of a report are at most 256 KiB together.");
}

absl::Status NotTheAuthor(absl::string_view report, absl::string_view author,
                          absl::string_view section) {
  return Denied(
      "NOT_THE_AUTHOR", report, section,
      absl::StrCat("Verslag ", report, " schrijft de ", author, "."),
      absl::StrCat("Report ", report, " is written by the ", author, "."));
}

absl::Status NothingToReportOn(absl::string_view report,
                               absl::string_view section) {
  return NotNow(
      "NOTHING_TO_REPORT_ON", report, section,
      absl::StrCat("Waar verslag ", report,
                   " over gaat, is nog niet vastgelegd."),
      absl::StrCat("What report ", report, " is about was not recorded yet."));
}

absl::Status ReportAlreadySubmitted(absl::string_view report,
                                    absl::string_view section) {
  return NotNow(
      "REPORT_ALREADY_SUBMITTED", report, section,
      absl::StrCat("Verslag ", report, " is hierover al ingestuurd."),
      absl::StrCat("Report ", report, " was submitted on this already."));
}

absl::Status NotFiledThere(absl::string_view report, absl::string_view place,
                           absl::string_view section) {
  return NotNow(
      "NOT_FILED_THERE", report, section,
      absl::StrCat("Verslag ", report, " hoort niet in ", place, "."),
      absl::StrCat("Report ", report, " is not filed in ", place, "."));
}

absl::Status MayNotFileThere(absl::string_view role, absl::string_view place,
                             absl::string_view report,
                             absl::string_view section) {
  return Denied("MAY_NOT_FILE_THERE", report, section,
                absl::StrCat("De ", role, " zet verslag ", report, " niet in ",
                             place, "."),
                absl::StrCat("The ", role, " does not file report ", report,
                             " in ", place, "."));
}

absl::Status AlreadyThere(absl::string_view place, absl::CivilDay on) {
  return NotNow(
      "ALREADY_THERE", "", "",
      absl::StrCat("Dit document staat al in ", place, ", sinds ",
                   WrittenDay(on), "."),
      absl::StrCat("This document is in ", place, " since ", IsoDay(on), "."));
}

absl::Status NotThere(absl::string_view place) {
  return NotNow("NOT_THERE", "", "",
                absl::StrCat("Dit document staat niet in ", place, "."),
                absl::StrCat("This document is not in ", place, "."));
}

absl::Status ExternalLocationMissing(absl::string_view place) {
  return NotNow("EXTERNAL_LOCATION_MISSING", "A-53", "",
                absl::StrCat("Zeg waar het document in ", place,
                             " is geplaatst: dat staat in een ander systeem."),
                absl::StrCat("Say where in ", place,
                             " it was put: that is another system."));
}

absl::Status ExternalLocationNotAsked(absl::string_view place) {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = "EXTERNAL_LOCATION_NOT_ASKED",
                 .rule = "A-53",
                 .section = "",
                 .dutch = absl::StrCat("Documenten in ", place,
                                       " staan hier; laat de plaats elders "
                                       "leeg."),
                 .english = absl::StrCat("Documents in ", place,
                                         " are held here; leave the external "
                                         "location empty.")});
}

// Says nothing of whether there is a report.
absl::Status AuthorChoosesAlone(absl::string_view rule,
                                absl::string_view section) {
  return Denied(kAuthorChoosesAlone, rule, section,
                "Alleen wie dit verslag schreef kiest of het wordt "
                "opgeborgen.",
                "Only its author chooses whether this report is filed.");
}

absl::Status SameChoice(absl::string_view rule) {
  return NotNow("SAME_CHOICE", rule, "", "Dit is al zo gekozen.",
                "This is the choice already.");
}

absl::Status AlreadySeen(absl::CivilDay on) {
  return NotNow(
      "ALREADY_SEEN", "A-12", "",
      absl::StrCat("De aios heeft dit al gezien, op ", WrittenDay(on), "."),
      absl::StrCat("The resident saw this on ", IsoDay(on), "."));
}

absl::Status DoesNotGoAlong(absl::string_view report,
                            absl::string_view section) {
  return NotNow(
      "DOES_NOT_GO_ALONG", report, section,
      absl::StrCat("Verslag ", report,
                   " gaat niet mee naar de nieuwe "
                   "opleider."),
      absl::StrCat("Report ", report, " does not go to the new trainer."));
}

absl::Status NotSeenByResident() {
  return NotNow("NOT_SEEN_BY_RESIDENT", "A-12", "",
                "De aios ziet de aandachtspunten eerst; leg dat eerst vast.",
                "The resident sees the attention points first.");
}

absl::Status AlreadyReleased(absl::CivilDay on) {
  return NotNow("ALREADY_RELEASED", "A-12", "",
                absl::StrCat("Dit is al doorgegeven aan de nieuwe opleider, "
                             "op ",
                             WrittenDay(on), "."),
                absl::StrCat("This was released to the new trainer on ",
                             IsoDay(on), "."));
}

absl::Status NotToBeOpened(absl::string_view report,
                           absl::string_view section) {
  return NotNow(
      "NOT_TO_BE_OPENED", report, section,
      absl::StrCat("Verslag ", report,
                   " is niet open te zetten voor de nieuwe "
                   "opleider."),
      absl::StrCat("Report ", report, " cannot be opened to the new trainer."));
}

absl::Status NotInPortfolio() {
  return NotNow("NOT_IN_PORTFOLIO", "A-11", "",
                "Alleen een verslag dat u in het e-portfolio hebt gezet, kunt "
                "u openzetten voor de nieuwe opleider.",
                "Only a report that its author chose to keep in the "
                "e-portfolio can be opened to the new trainer.");
}

absl::Status OwnReport() {
  return NotNow("OWN_REPORT", "", "",
                "Een reactie is voor wie het verslag niet zelf schreef.",
                "A reaction is for who did not write the report.");
}

absl::Status AlreadyFiled(absl::string_view dutch, absl::string_view english) {
  return NotNow("ALREADY_FILED", "", "",
                absl::StrCat("Dit verslag is al opgeborgen; ", dutch,
                             " kan alleen daarvoor."),
                absl::StrCat("This report is filed already; ", english,
                             " comes before that."));
}

absl::Status AlreadyReacted() {
  return NotNow("ALREADY_REACTED", "", "",
                "Uw reactie staat al bij dit verslag.",
                "Your reaction is beside this report already.");
}

// Closing.

absl::Status ObligationOpen(absl::string_view key, absl::string_view title,
                            absl::string_view section) {
  return NotNow(
      "OBLIGATION_OPEN", key, section,
      absl::StrCat("Er staat nog iets open: ", title, " (", key, ")."),
      absl::StrCat("Obligation ", key, " is still open."));
}

absl::Status NotResolvedYet() {
  return NotNow("NOT_RESOLVED_YET", "S-6", "",
                "Er is nog niet vastgelegd dat ontkoppelen niet nodig is.",
                "It was not concluded that no decoupling is needed.");
}

absl::Status NotStartedYet() {
  return NotNow("NOT_STARTED_YET", "S-29", "",
                "De aios is nog niet begonnen op de nieuwe opleidingsplek.",
                "The resident did not start in the new placement yet.");
}

// Departing from the procedure.

absl::Status DeviationNotArgued(absl::string_view rule,
                                absl::string_view section) {
  return With(NotNow("DEVIATION_NOT_ARGUED", rule, section,
                     "Schrijf op waarom u van de procedure afwijkt.",
                     "A deviation needs an argument."),
              kField, "argument");
}

absl::Status NobodyConsulted(absl::string_view rule,
                             absl::string_view section) {
  return With(NotNow("NOBODY_CONSULTED", rule, section,
                     "Noem met wie u over de afwijking hebt overlegd.",
                     "A deviation names those who were consulted."),
              kField, "consulted");
}

absl::Status ConsultedMalformed() {
  return Malformed("CONSULTED_MALFORMED",
                   "Noem hoogstens tien rollen met wie is overlegd, elk een "
                   "keer.",
                   "At most ten roles were consulted, each named once.");
}

absl::Status DeviationReasonDiffers() {
  return Malformed("DEVIATION_REASON_DIFFERS",
                   "De reden is hier altijd: een driehoeksgesprek past niet.",
                   "The reason must be that a meeting does not fit.");
}

absl::Status DeviationNotFound() {
  return NotFound("DEVIATION_NOT_FOUND",
                  "Deze afwijking staat niet in de zaak.",
                  "The case has no such deviation.");
}

absl::Status TooManyDeviations() {
  return NotNow("TOO_MANY_DEVIATIONS", "", "",
                "In deze zaak is al 200 keer van de procedure afgeweken.",
                "The case has 200 deviations.");
}

absl::Status AlreadyDeviated() {
  return NotNow("ALREADY_DEVIATED", "A-51", "",
                "Dat een driehoeksgesprek hier niet past, is al vastgelegd.",
                "That a meeting does not fit is recorded already.");
}

absl::Status ObligationUnknown(absl::string_view key) {
  return NotFound("OBLIGATION_UNKNOWN",
                  absl::StrCat("De procedure kent geen regel ", key, "."),
                  absl::StrCat("The procedure has no obligation ", key, "."));
}

absl::Status ObligationNotThere(absl::string_view key) {
  return NotFound("OBLIGATION_NOT_THERE",
                  absl::StrCat("Regel ", key, " geldt nu niet in deze zaak."),
                  absl::StrCat("The case has no obligation ", key, " now."));
}

absl::Status ObligationDone(absl::string_view key, absl::CivilDay on) {
  return NotNow(
      "OBLIGATION_DONE", key, "",
      absl::StrCat("Dit is al gedaan, op ", WrittenDay(on), "."),
      absl::StrCat("Obligation ", key, " was fulfilled on ", IsoDay(on), "."));
}

absl::Status ObligationLapsed(absl::string_view key) {
  return NotNow("OBLIGATION_LAPSED", key, "",
                "Dit hoeft niet meer; afwijken is niet nodig.",
                absl::StrCat("Obligation ", key, " has lapsed."));
}

absl::Status ObligationWaived(absl::string_view key) {
  return NotNow("OBLIGATION_WAIVED", key, "",
                "Dat dit niet hoeft, is al vastgelegd.",
                absl::StrCat("Obligation ", key, " is waived already."));
}

absl::Status ObligationPaused(absl::string_view key) {
  return NotNow("OBLIGATION_PAUSED", key, "",
                "Deze termijn staat stil; laat hem eerst weer lopen.",
                absl::StrCat("Obligation ", key, " is paused."));
}

absl::Status ObligationWithoutDay(absl::string_view key) {
  return NotNow("OBLIGATION_WITHOUT_DAY", key, "",
                "Dit heeft geen uiterste dag die kan schuiven of stilstaan.",
                absl::StrCat("Obligation ", key, " has no due date."));
}

absl::Status NoDaysLeft(absl::string_view key, absl::CivilDay due_on) {
  return NotNow("NO_DAYS_LEFT", key, "",
                absl::StrCat("De uiterste dag was ", WrittenDay(due_on),
                             "; er zijn geen dagen meer die kunnen stilstaan."),
                absl::StrCat("Obligation ", key, " was due on ", IsoDay(due_on),
                             "; no days are left to pause."));
}

absl::Status SameDueDate(absl::CivilDay due_on) {
  return Malformed(
      "SAME_DUE_DATE",
      absl::StrCat("De uiterste dag is al ", WrittenDay(due_on), "."),
      absl::StrCat("The due date is ", IsoDay(due_on), " already."));
}

absl::Status EarlierThanTheRule(absl::CivilDay day, absl::CivilDay original,
                                absl::string_view section) {
  return Refuse(
      {.code = StatusCode::kInvalidArgument,
       .reason = "EARLIER_THAN_THE_RULE",
       .rule = "S-40",
       .section = section,
       .dutch = absl::StrCat("De dag ", WrittenDay(day),
                             " ligt voor de uiterste dag van de regel (",
                             WrittenDay(original), ")."),
       .english = absl::StrCat("The day ", IsoDay(day),
                               " is before the due date of the rule, ",
                               IsoDay(original), ".")});
}

absl::Status TooFarAhead(absl::CivilDay day) {
  return Malformed("TOO_FAR_AHEAD",
                   absl::StrCat("De dag ", WrittenDay(day),
                                " ligt meer dan een jaar na de uiterste dag."),
                   absl::StrCat("The day ", IsoDay(day),
                                " is more than a year after the due date."));
}

absl::Status GuardUnknown(absl::string_view key) {
  return NotFound("GUARD_UNKNOWN",
                  absl::StrCat("De procedure kent geen regel ", key, "."),
                  absl::StrCat("The procedure has no guard ", key, "."));
}

absl::Status GuardCannotBeLifted(absl::string_view rule,
                                 absl::string_view section) {
  return NotNow("GUARD_CANNOT_BE_LIFTED", rule, section,
                absl::StrCat("Van regel ", rule, " kan niet worden afgeweken."),
                absl::StrCat("No deviation lifts ", rule, "."));
}

absl::Status GuardAlreadyLifted(absl::string_view rule,
                                absl::string_view section) {
  return NotNow("GUARD_ALREADY_LIFTED", rule, section,
                absl::StrCat("Regel ", rule, " geldt al niet in deze zaak."),
                absl::StrCat("Guard ", rule, " is lifted in this case."));
}

absl::Status TrainerNotBlocked(absl::string_view rule,
                               absl::string_view section) {
  return NotNow("TRAINER_NOT_BLOCKED", rule, section,
                "Door deze zaak is deze opleider niet onbeschikbaar.",
                "This case does not block that trainer.");
}

absl::Status NotPaused() {
  return NotNow("NOT_PAUSED", "S-40", "",
                "Deze termijn staat niet stil door deze afwijking.",
                "That deviation pauses nothing now.");
}

// Correcting.

absl::Status FactNotFound() {
  return NotFound("FACT_NOT_FOUND", "Op die positie staat niets van deze zaak.",
                  "The case has no event at that position.");
}

absl::Status NotCorrectable() {
  return NotNow("NOT_CORRECTABLE", "S-44", "",
                "Dit kan niet worden verbeterd; er is een andere weg voor.",
                "This cannot be corrected.");
}

absl::Status NotToBeStruck() {
  return NotNow("NOT_TO_BE_STRUCK", "S-44", "",
                "Hiervan kan alleen de datum worden verbeterd; leg wat er "
                "daarna gebeurde apart vast.",
                "Of this only the day can be corrected.");
}

absl::Status NotYoursToCorrect(absl::string_view author) {
  return Denied("NOT_YOURS_TO_CORRECT", "S-44", "",
                absl::StrCat("Dit verbetert wie het vastlegde (", author,
                             ") of de jaarassistent."),
                absl::StrCat("Only the role that recorded it (", author,
                             ") or the year assistant corrects this."));
}

absl::Status CorrectionMalformed() {
  return With(Malformed("CORRECTION_MALFORMED",
                        "Geef de juiste datum, of zeg dat het niet is gebeurd.",
                        "Give either the right day or struck."),
              kField, "happened_on");
}

absl::Status AlreadyStruck() {
  return NotNow("ALREADY_STRUCK", "S-44", "",
                "Dat dit niet is gebeurd, is al vastgelegd.",
                "This was struck already.");
}

absl::Status SameDayAlready(absl::CivilDay day) {
  return NotNow("SAME_DAY_ALREADY", "S-44", "",
                absl::StrCat("Deze datum is al ", WrittenDay(day), "."),
                absl::StrCat("Its day is ", IsoDay(day), " already."));
}

absl::Status StillFiled() {
  return NotNow("STILL_FILED", "S-44", "",
                "Haal het verslag eerst weg van de plaatsen waar het ligt.",
                "Take the report out of its files first.");
}

absl::Status TooManyCorrections() {
  return NotNow("TOO_MANY_CORRECTIONS", "S-44", "",
                "In deze zaak is al 100 keer iets verbeterd.",
                "The case has 100 corrections.");
}

// Other people, another version, a case that was running already.

absl::Status TrainingYearNotOfGroup(int year_of_group) {
  return Refuse({.code = StatusCode::kInvalidArgument,
                 .reason = "TRAINING_YEAR_NOT_OF_GROUP",
                 .rule = "A-31",
                 .section = "",
                 .dutch = absl::StrCat("Deze groep zit in opleidingsjaar ",
                                       year_of_group, "."),
                 .english = absl::StrCat("The group is in training year ",
                                         year_of_group, ".")});
}

absl::Status NothingHandedOver() {
  return NotNow("NOTHING_HANDED_OVER", "A-31", "",
                "De zaak is al van deze groep en dit opleidingsjaar.",
                "The case has this group and training year already.");
}

absl::Status VersionNotFound(absl::string_view version) {
  return NotFound(
      "VERSION_NOT_FOUND",
      absl::StrCat("Deze procedure heeft geen versie ", version, "."),
      absl::StrCat("The procedure has no version ", version, "."));
}

absl::Status SameVersion(absl::string_view version) {
  return NotNow(
      "SAME_VERSION", "A-32", "",
      absl::StrCat("De zaak volgt versie ", version, " al."),
      absl::StrCat("The case follows version ", version, " already."));
}

absl::Status NoOtherVersion() {
  return NotNow("NO_OTHER_VERSION", "A-32", "",
                "Van deze procedure is er geen andere versie.",
                "There is no other version of the procedure.");
}

absl::Status ReportNotInVersion(absl::string_view version) {
  return NotNow(
      "REPORT_NOT_IN_VERSION", "A-32", "",
      absl::StrCat("Versie ", version,
                   " heeft geen plaats voor elk verslag van deze zaak."),
      absl::StrCat("Version ", version,
                   " does not know every report of the case, or where it "
                   "lies."));
}

absl::Status OnlyBothYes(absl::string_view rule, absl::string_view section) {
  return NotNow("ONLY_BOTH_YES", rule, section,
                "Leg van een zaak die al liep alleen vast dat beiden ja "
                "zeiden.",
                "Of a case that is taken over only that both said yes is "
                "recorded.");
}

// What is kept, and what not.

absl::Status TooManyStatements(int limit) {
  return NotNow("TOO_MANY_STATEMENTS", "", "",
                absl::StrCat("Bij een verslag zet iemand ten hoogste ", limit,
                             " verklaringen."),
                absl::StrCat("One person puts at most ", limit,
                             " statements beside a report."));
}

absl::Status TooManyAttachments(size_t limit) {
  return NotNow(
      "TOO_MANY_ATTACHMENTS", "", "",
      absl::StrCat("Bij een verslag horen ten hoogste ", limit, " bijlagen."),
      absl::StrCat("A report has at most ", limit, " attachments."));
}

absl::Status AlreadyAttached() {
  return NotNow("ALREADY_ATTACHED", "", "",
                "Dit bestand is al een bijlage bij een verslag.",
                "This file is attached to a report already.");
}

absl::Status UploadNotFound() {
  return NotNow("UPLOAD_NOT_FOUND", "", "",
                "Dit bestand is er niet meer, of is niet door u voor deze "
                "zaak gestuurd. Een gestuurd bestand wacht een uur; stuur "
                "het opnieuw.",
                "This file is not there any more, or was not uploaded by you "
                "for this case. An upload waits for an hour; upload it again.");
}

absl::Status AlreadyErased(absl::CivilDay on) {
  return NotNow("ALREADY_ERASED", "", "",
                absl::StrCat("Dit is al gewist, op ", WrittenDay(on), "."),
                absl::StrCat("This was erased on ", IsoDay(on), "."));
}

absl::Status HeldBack() {
  return NotNow("HELD_BACK", "", "",
                "Vastgelegd is dat dit bewaard moet blijven. Hef dat eerst op.",
                "A legal hold keeps this. Lift it first.");
}

absl::Status HoldNotFound() {
  return NotFound("HOLD_NOT_FOUND",
                  "Dat iets bewaard moet blijven, is onder dit nummer niet "
                  "vastgelegd, of al opgeheven.",
                  "There is no such legal hold, or it was lifted.");
}

absl::Status TooManyHolds(size_t limit) {
  return NotNow("TOO_MANY_HOLDS", "", "",
                absl::StrCat("Er zijn al ", limit,
                             " zaken en personen die bewaard moeten blijven."),
                absl::StrCat("There are ", limit, " legal holds already."));
}

absl::Status PrivacyRequestNotFound() {
  return NotFound(kPrivacyRequestNotFound,
                  "Dit verzoek over gegevens is niet gevonden.",
                  "There is no such privacy request.");
}

absl::Status PrivacyRequestOpen() {
  return NotNow(
      "PRIVACY_REQUEST_OPEN", "", "",
      "Er is een verzoek van deze persoon dat nog niet beantwoord is. "
      "Beantwoord dat eerst.",
      "There is an open privacy request of this person.");
}

absl::Status CaseAwaitsAnswer() {
  return NotNow("CASE_AWAITS_ANSWER", "", "",
                "Iemand in deze zaak wacht nog op antwoord op een verzoek om "
                "inzage of beperking. Beantwoord dat eerst.",
                "Someone in this case asked for access or restriction and has "
                "no answer yet.");
}

absl::Status OwnPrivacyRequest() {
  return Denied("OWN_PRIVACY_REQUEST", "A-55", "",
                "Over uw eigen verzoek beslist een ander.",
                "Nobody answers the own privacy request.");
}

absl::Status OwnRequestOfToday() {
  return Malformed("OWN_REQUEST_OF_TODAY",
                   "Een eigen verzoek komt binnen op de dag waarop u het doet.",
                   "The own request comes in today: leave `on` empty.");
}

absl::Status ExtendedTooLate(absl::CivilDay until) {
  return NotNow(
      "EXTENDED_TOO_LATE", "", "",
      absl::StrCat("Dat het langer duurt, kon gezegd worden tot en "
                   "met ",
                   WrittenDay(until), "."),
      absl::StrCat("The term could be extended until ", IsoDay(until), "."));
}

absl::Status TooLongAgo(absl::CivilDay on, absl::CivilDay earliest) {
  return NotNow(
      "TOO_LONG_AGO", "", "",
      absl::StrCat(WrittenDay(on), " is te lang geleden: ten vroegste ",
                   WrittenDay(earliest), "."),
      absl::StrCat(IsoDay(on), " is too long ago: ", IsoDay(earliest),
                   " at the earliest."));
}

absl::Status SomethingIsLeftOut() {
  return NotNow("SOMETHING_IS_LEFT_OUT", "", "",
                "Er is iets weggelaten: zeg dat een deel gedaan is, en waarom.",
                "Passages are masked, so that it is granted in part.");
}

absl::Status NotForAccess() {
  return NotNow("NOT_FOR_ACCESS", "", "",
                "Alleen bij een verzoek om inzage valt er iets weg te laten.",
                "A passage is masked in answer to a request for access.");
}

absl::Status PassageMalformed(int most) {
  return Malformed("PASSAGE_MALFORMED",
                   absl::StrCat("Een passage loopt van een teken, vanaf 0, tot "
                                "een later teken, ten hoogste ",
                                most, "."),
                   absl::StrCat("A passage runs from a character, from 0, up "
                                "to a later one, ",
                                most, " at most."));
}

absl::Status TooManyMasks(size_t limit) {
  return NotNow(
      "TOO_MANY_MASKS", "", "",
      absl::StrCat("Bij een verzoek worden ten hoogste ", limit,
                   " passages weggelaten."),
      absl::StrCat("Of a request at most ", limit, " passages are masked."));
}

absl::Status MaskNotFound() {
  return NotFound("MASK_NOT_FOUND",
                  "Onder dit nummer is bij dit verzoek niets weggelaten.",
                  "There is no such mask of this request.");
}

absl::Status CaseOrPerson() {
  return Malformed("CASE_OR_PERSON",
                   "Noem een zaak of een persoon, niet allebei.",
                   "Exactly one of case_id and person_id is set.");
}

absl::Status GivenAlone() {
  return Malformed("GIVEN_ALONE",
                   "Vraag dit alleen, niet samen met iets anders.",
                   "This command is given alone.");
}

absl::Status CaseNotClosed(absl::string_view number) {
  return NotNow(
      "CASE_NOT_CLOSED", "", "",
      absl::StrCat("Zaak ", number, " is niet gesloten. Sluit de zaak eerst."),
      absl::StrCat("Case ", number, " is not closed."));
}

absl::Status TrainerStillBlocked() {
  return NotNow("TRAINER_STILL_BLOCKED", "G-2", "",
                "Door deze zaak krijgt een opleider nog geen nieuwe aios. Leg "
                "eerst het contact met die opleider vast.",
                "The case keeps a trainer from a new resident: record the "
                "contact first.");
}

absl::Status PersonHoldsRole() {
  return NotNow("PERSON_HOLDS_ROLE", "", "",
                "Deze persoon heeft nog een rol. Beëindig die eerst.",
                "The person holds a role, now or later. End it first.");
}

absl::Status AuditTooLong(int most_months) {
  return Malformed(
      "AUDIT_TOO_LONG",
      absl::StrCat("Een onderzoek duurt ten hoogste ", most_months,
                   " maanden."),
      absl::StrCat("An audit lasts at most ", most_months, " months."));
}

absl::Status TooManyHours(int limit) {
  return Malformed(
      "TOO_MANY_HOURS",
      absl::StrCat("In een noodgeval is een zaak 1 tot ", limit, " uur open."),
      absl::StrCat("In an emergency a case is open for 1 to ", limit,
                   " hours."));
}

absl::Status AccessAlready() {
  return NotNow("ACCESS_ALREADY", "", "",
                "U ziet deze zaak al; daar is geen noodgeval voor nodig.",
                "The case is open to you already.");
}

// Outcomes.

absl::Status OutcomeMalformed() {
  return Malformed("OUTCOME_MALFORMED",
                   "Deze uitkomst van een termijn klopt niet.",
                   "This outcome of a deadline is malformed.");
}

absl::Status OutcomesMixed() {
  return Malformed("OUTCOMES_MIXED",
                   "Uitkomsten worden per zaak vastgelegd, en alleen samen met "
                   "elkaar.",
                   "Outcomes are recorded for one case at a time, and with "
                   "nothing else.");
}

// Reading.

absl::Status PageTokenUnknown() {
  return Malformed("PAGE_TOKEN_UNKNOWN",
                   "Deze bladzijde hoort niet bij deze lijst.",
                   "The page token was given by no page of this list.");
}

}  // namespace rejection
}  // namespace driehoek
