#include "services/refusals.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "domain/rejections.h"
#include "google/rpc/error_details.pb.h"

namespace driehoek {
namespace {

absl::Status Of(absl::StatusCode code, absl::string_view reason,
                absl::string_view dutch, absl::string_view english) {
  return Refuse(
      {code, reason, "", "", std::string(dutch), std::string(english)});
}

}  // namespace

absl::Status QueueFull() {
  return Of(absl::StatusCode::kUnavailable, "QUEUE_FULL",
            "De server heeft het te druk; probeer het zo opnieuw.",
            "Too many commands wait; try again shortly.");
}

absl::Status Draining() {
  return Of(absl::StatusCode::kUnavailable, "DRAINING",
            "De server stopt; probeer het zo opnieuw.",
            "The server is stopping; try again shortly.");
}

absl::Status StoreFailed() {
  return Of(absl::StatusCode::kUnavailable, "STORE_FAILED",
            "Het logboek kan niet meer schrijven; de server stopt.",
            "The log cannot write any more; the server is stopping.");
}

absl::Status OutcomeUnknown() {
  return Of(absl::StatusCode::kUnavailable, "OUTCOME_UNKNOWN",
            "Het is niet zeker of dit is vastgelegd. Vraag het opnieuw met "
            "hetzelfde verzoeknummer; dubbel vastleggen kan dan niet.",
            "Whether this was recorded is not known; retrying with the same "
            "request id is safe.");
}

absl::Status DiskNearlyFull() {
  return Of(absl::StatusCode::kResourceExhausted, "DISK_NEARLY_FULL",
            "De schijf van de server is bijna vol; er is niets vastgelegd.",
            "The disk is nearly full; nothing was recorded.");
}

absl::Status LookNotRecorded() {
  return Of(absl::StatusCode::kUnavailable, "LOOK_NOT_RECORDED",
            "Wie iets inziet, wordt vastgelegd. Dat lukt nu niet, en daarom is "
            "het nu niet in te zien; probeer het zo opnieuw.",
            "That this was looked at cannot be recorded now, and it is not "
            "shown before; try again shortly.");
}

absl::Status RequestIdReused() {
  return Of(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
            "Dit verzoeknummer is al voor iets anders gebruikt.",
            "This request id was used for something else.");
}

absl::Status MovedOn() {
  return Of(absl::StatusCode::kAborted, "MOVED_ON",
            "De zaak is intussen veranderd.",
            "The case has changed since the outcome was derived.");
}

absl::Status Malformed(absl::string_view field, absl::string_view dutch,
                       absl::string_view english) {
  return Of(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
            absl::StrCat(field, ": ", dutch),
            absl::StrCat(field, ": ", english));
}

absl::Status FileOfOtherType() {
  return Of(absl::StatusCode::kInvalidArgument, "FILE_TYPE",
            "Een bijlage is een PDF, een Word-bestand (DOCX) of een "
            "afbeelding (PNG of JPEG); dit bestand is iets anders.",
            "An attachment is a PDF, a DOCX, a PNG or a JPEG; by its first "
            "bytes this file is none of these.");
}

absl::Status FileNamedOtherwise(absl::string_view media_type) {
  return Of(absl::StatusCode::kInvalidArgument, "FILE_NAME",
            absl::StrCat("De naam van het bestand past niet bij wat het is (",
                         media_type,
                         "). Geef het de goede extensie: .pdf, .docx, .png, "
                         ".jpg of .jpeg."),
            absl::StrCat("The extension of the file is not one of ", media_type,
                         ", which it is by its first bytes."));
}

absl::Status FileNameMalformed() {
  return Of(absl::StatusCode::kInvalidArgument, "FILE_NAME",
            "De naam van een bestand is 1 tot 200 tekens, zonder map en zonder "
            "spaties aan de randen.",
            "The name of a file is 1 to 200 characters, without a path, "
            "control characters, or blanks around it.");
}

absl::Status FileEmpty() {
  return Of(absl::StatusCode::kInvalidArgument, "FILE_EMPTY",
            "Dit bestand is leeg.", "This file is empty.");
}

absl::Status FileTooLarge() {
  return Of(absl::StatusCode::kOutOfRange, "FILE_TOO_LARGE",
            "Een bijlage is ten hoogste 20 MiB.",
            "An attachment is at most 20 MiB.");
}

absl::Status UploadUnderWay() {
  return Of(absl::StatusCode::kAborted, "UPLOAD_UNDER_WAY",
            "Dit bestand wordt al gestuurd. Probeer het zo opnieuw.",
            "This file is being uploaded with the same request id; try again.");
}

absl::Status UploadsFull() {
  return Of(absl::StatusCode::kResourceExhausted, "UPLOADS_FULL",
            "Er wachten al te veel bestanden om bij een verslag gevoegd te "
            "worden. Voeg die eerst toe, of probeer het over een uur opnieuw.",
            "Too many uploads wait to be attached: at most ten of a person "
            "and a hundred in all. Attach those first, or try in an hour.");
}

absl::Status NoIdentity() {
  return Of(absl::StatusCode::kUnauthenticated, "NO_IDENTITY",
            "Log in, en zeg in welke rol je dit vraagt.",
            "The call has no access token, or names no role of a person who "
            "has several.");
}

absl::Status TokenMalformed() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_MALFORMED",
            "Dit toegangsbewijs is niet te lezen. Log opnieuw in.",
            "This is no signed access token (RFC 9068) that can be read here.");
}

absl::Status TokenKeyUnknown() {
  return Of(absl::StatusCode::kUnauthenticated, kTokenKeyUnknown,
            "Dit toegangsbewijs is getekend met een sleutel die hier niet "
            "bekend is. Log opnieuw in.",
            "The token names a key that its issuer does not publish.");
}

absl::Status TokenSignatureWrong() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_SIGNATURE_WRONG",
            "Dit toegangsbewijs is niet echt. Log opnieuw in.",
            "The token is not signed by the key that it names, with the "
            "algorithm of that key.");
}

absl::Status TokenOfOtherIssuer() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_OF_OTHER_ISSUER",
            "Dit toegangsbewijs komt van een inlogdienst die hier niet telt.",
            "The token was given by another issuer than is trusted here.");
}

absl::Status TokenForOthers() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_FOR_OTHERS",
            "Dit toegangsbewijs is voor een andere dienst bedoeld.",
            "The token is not meant for this audience.");
}

absl::Status TokenOfOtherClient() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_OF_OTHER_CLIENT",
            "Dit toegangsbewijs is gegeven aan een programma dat hier niet mag "
            "inloggen.",
            "The token was given to a client that is not allowed here.");
}

absl::Status TokenTooWeak() {
  return Of(
      absl::StatusCode::kUnauthenticated, "TOKEN_TOO_WEAK",
      "Log opnieuw in met een tweede stap, zoals een code op je telefoon; "
      "zonder dat word je hier niet toegelaten.",
      "The holder did not sign in in a way that is strong enough (acr).");
}

absl::Status TokenExpired() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED",
            "Je toegangsbewijs is verlopen. Log opnieuw in.",
            "The token has expired.");
}

absl::Status TokenNotValidYet() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_NOT_VALID_YET",
            "Dit toegangsbewijs geldt nog niet; loopt de klok gelijk?",
            "The token is not valid yet; do the clocks agree?");
}

absl::Status TokenLivesTooLong() {
  return Of(absl::StatusCode::kUnauthenticated, "TOKEN_LIVES_TOO_LONG",
            "Dit toegangsbewijs geldt langer dan hier mag.",
            "The token lives longer than is accepted here.");
}

absl::Status AccountNotLinked() {
  return Of(absl::StatusCode::kUnauthenticated, "ACCOUNT_NOT_LINKED",
            "Dit account is hier nog van niemand. Vraag de beheerder om een "
            "uitnodiging, en koppel het daarmee.",
            "The account belongs to nobody here; it is linked by invitation.");
}

absl::Status SignInBlocked() {
  return Of(absl::StatusCode::kUnauthenticated, kSignInBlocked,
            "Je kunt nu niet inloggen: de beheerder heeft dat geblokkeerd.",
            "This person may not sign in until further notice.");
}

absl::Status NotForTryingOut() {
  return Of(absl::StatusCode::kFailedPrecondition, "NOT_FOR_TRYING_OUT",
            "Deze server is niet om uit te proberen: inloggen als een ander "
            "kan hier niet.",
            "This server was not started with --try-out: nobody signs in "
            "without proof.");
}

absl::Status NothingToLink() {
  return Of(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_LINK",
            "Op een server om uit te proberen valt er niets te koppelen: log "
            "in als wie je wilt.",
            "There are no accounts on a server that is for trying out.");
}

absl::Status NoSuchPerson() {
  return Of(absl::StatusCode::kUnauthenticated, "NO_SUCH_PERSON",
            "Deze persoon is hier niet bekend.",
            "The directory does not know this person.");
}

absl::Status RoleNotGranted() {
  return Of(absl::StatusCode::kPermissionDenied, "ROLE_NOT_GRANTED",
            "Deze persoon heeft deze rol vandaag niet.",
            "The directory does not grant this role to this person today.");
}

absl::Status NotForThisRole() {
  return Of(absl::StatusCode::kPermissionDenied, "NOT_FOR_THIS_ROLE",
            "Dit hoort niet bij deze rol.",
            "This is not for the role of the caller.");
}

absl::Status NoSuchProcedure() {
  return Of(absl::StatusCode::kNotFound, "PROCEDURE_UNKNOWN",
            "Deze procedure, of deze versie ervan, bestaat niet.",
            "There is no such procedure or version.");
}

absl::Status NoSuchTerm() {
  return Of(absl::StatusCode::kNotFound, "TERM_UNKNOWN",
            "Deze termijn bestaat niet, of is niet voor jou.",
            "This obligation does not exist, or not for you.");
}

absl::Status NotFound(absl::string_view dutch_what,
                      absl::string_view english_what) {
  return Of(absl::StatusCode::kNotFound, kNotFound,
            absl::StrCat(dutch_what, " bestaat niet, of is niet voor jou."),
            absl::StrCat(english_what, " does not exist, or not for you."));
}

absl::Status HasPartInCase() {
  return Of(absl::StatusCode::kPermissionDenied, "HAS_PART_IN_CASE",
            "Hier zit een zaak bij waarin u zelf een rol heeft. Laat een ander "
            "dit verzoek beantwoorden.",
            "The caller has a part in a case of whoever asked.");
}

absl::Status DocumentErased() {
  return Of(absl::StatusCode::kFailedPrecondition, "DOCUMENT_ERASED",
            "Dit verslag is gewist. Er is niets meer van te lezen.",
            "The words of this document were erased.");
}

absl::Status LogDamaged() {
  return Of(absl::StatusCode::kDataLoss, "DATA_LOSS",
            "Het logboek klopt hier niet meer. Waarschuw de beheerder; er "
            "wordt niets half getoond.",
            "The log does not add up here; the operator can verify and restore "
            "it. Nothing is shown in part.");
}

absl::Status LogUnreadable() {
  return Of(absl::StatusCode::kUnavailable, "STORE_UNREADABLE",
            "De gegevens kunnen nu niet worden gelezen; probeer het opnieuw.",
            "The data cannot be read now; try again.");
}

absl::Status InnerError() {
  return Of(absl::StatusCode::kInternal, "INTERNAL",
            "Er ging iets mis in de server. Waarschuw de beheerder.",
            "Something went wrong inside the server; its operator can see "
            "what.");
}

absl::Status AsOfOfNothing() {
  return Malformed("as_of", "noem een positie of een moment",
                   "name a position or an instant");
}

absl::Status NoSuchCase() { return NotFound("Deze zaak", "This case"); }

absl::Status NotYetThen() {
  return Of(absl::StatusCode::kNotFound, kNotYetThen,
            "Deze zaak bestond op dat moment nog niet.",
            "This case did not exist at that moment.");
}

absl::Status TooManyStreams() {
  return Of(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
            "Er staan te veel vensters open die meekijken; sluit er een.",
            "Too many streams are open; end one first.");
}

absl::Status RebuildFailed() {
  return Of(absl::StatusCode::kUnavailable, "REBUILD_FAILED",
            "De overzichten zijn niet opnieuw gemaakt; de oude blijven in "
            "gebruik. De server meldt waarom.",
            "The views were not made anew; the running ones go on. The server "
            "tells its operator why.");
}

absl::Status ClockIsReal() {
  return Of(absl::StatusCode::kFailedPrecondition, "CLOCK_IS_REAL",
            "Deze server volgt de echte tijd; alleen een proefklok kan verzet "
            "worden.",
            "This server follows the system clock; only a manual clock moves.");
}

absl::Status ClockIsBusy() {
  return Of(absl::StatusCode::kUnavailable, "CLOCK_IS_BUSY",
            "De proefklok wordt al verzet; probeer het zo opnieuw.",
            "The clock is being moved already; try again shortly.");
}

absl::Status ClockIsAhead() {
  return Of(absl::StatusCode::kInvalidArgument, "CLOCK_IS_AHEAD",
            "De proefklok is daar al voorbij; hij gaat alleen vooruit.",
            "The clock is past that time; it only goes forwards.");
}

absl::Status ClockTooFar() {
  return Of(absl::StatusCode::kInvalidArgument, "CLOCK_TOO_FAR",
            "De proefklok gaat niet verder dan het jaar 2199.",
            "The clock does not go beyond the year 2199.");
}

absl::Status AsOfAhead() {
  return Of(absl::StatusCode::kInvalidArgument, "AS_OF_AHEAD",
            "Dat moment is er nog niet geweest.",
            "That moment has not been yet.");
}

absl::Status YearNotOver(int year) {
  return Of(absl::StatusCode::kInvalidArgument, "YEAR_NOT_OVER",
            absl::StrCat("Cijfers zijn er van hele jaren; ", year,
                         " is nog niet voorbij."),
            absl::StrCat("There are statistics of whole years only; ", year,
                         " is not over."));
}

absl::Status BadInput(absl::string_view reason, absl::string_view dutch,
                      absl::string_view english,
                      const std::vector<Violation>& violations) {
  // A client takes 8 KiB of trailers by default, in which this is written in
  // base64, after the messages.
  constexpr size_t kMaxDetailBytes = 4500;
  google::rpc::BadRequest bad;
  for (const Violation& violation : violations) {
    google::rpc::BadRequest::FieldViolation& named =
        *bad.add_field_violations();
    named.set_field(violation.field);
    named.set_description(violation.what);
    if (bad.ByteSizeLong() > kMaxDetailBytes) {
      bad.mutable_field_violations()->RemoveLast();
      break;
    }
  }
  const int named = bad.field_violations_size();
  const size_t left_out = violations.size() - static_cast<size_t>(named);
  absl::Status status =
      Of(absl::StatusCode::kInvalidArgument, reason,
         left_out == 0 ? std::string(dutch)
                       : absl::StrCat(dutch, " De eerste ", named,
                                      " fouten staan hierbij; er zijn er ",
                                      violations.size(), "."),
         left_out == 0 ? std::string(english)
                       : absl::StrCat(english, " The first ", named, " of ",
                                      violations.size(), " are named."));
  status.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                    absl::Cord(bad.SerializeAsString()));
  return status;
}

}  // namespace driehoek
