#include "services/refusals.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "domain/rejections.h"

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

}  // namespace driehoek
