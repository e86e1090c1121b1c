// Refusals of the server itself, whatever the rules: each is one function.
// Those of the rules are in domain/rejections.h.
#ifndef DRIEHOEK_SERVICES_REFUSALS_H_
#define DRIEHOEK_SERVICES_REFUSALS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// At the writer's door, and of the writer.
absl::Status QueueFull();
absl::Status Draining();
absl::Status StoreFailed();
absl::Status OutcomeUnknown();
absl::Status DiskNearlyFull();
absl::Status RequestIdReused();
// An outcome whose case has moved on since its row was derived.
absl::Status MovedOn();
// Nobody reads a document of which it is not recorded that he or she did.
absl::Status LookNotRecorded();
// A request that is not well formed; says which field.
absl::Status Malformed(absl::string_view field, absl::string_view dutch,
                       absl::string_view english);

// Of a file that is brought in.
absl::Status FileOfOtherType();
// `media_type`: what it is.
absl::Status FileNamedOtherwise(absl::string_view media_type);
absl::Status FileNameMalformed();
absl::Status FileEmpty();
absl::Status FileTooLarge();
// As many come in or wait as may.
absl::Status UploadsFull();
// The same is coming in already.
absl::Status UploadUnderWay();

// Of who asks.
absl::Status NoIdentity();
absl::Status NoSuchPerson();
// Of the token with which someone signs in (access_token.h).
absl::Status TokenMalformed();
inline constexpr char kTokenKeyUnknown[] = "TOKEN_KEY_UNKNOWN";
absl::Status TokenKeyUnknown();
absl::Status TokenSignatureWrong();
absl::Status TokenOfOtherIssuer();
absl::Status TokenForOthers();
absl::Status TokenOfOtherClient();
absl::Status TokenTooWeak();
absl::Status TokenExpired();
absl::Status TokenNotValidYet();
absl::Status TokenLivesTooLong();
absl::Status RoleNotGranted();
absl::Status AccountNotLinked();
inline constexpr char kSignInBlocked[] = "SIGN_IN_BLOCKED";
absl::Status SignInBlocked();
// The server does not sign in whoever asks.
absl::Status NotForTryingOut();
// Whoever signs in to try out has no account.
absl::Status NothingToLink();
// What the role may not do, whatever the scope.
absl::Status NotForThisRole();
// What there is not, and what the caller may not know of: the same words.
absl::Status NotFound(absl::string_view dutch_what,
                      absl::string_view english_what);

// What went wrong inside, without what it says of the inside.
// Its words are gone for good.
absl::Status DocumentErased();
// Who answers has a part in a case of whoever asked.
absl::Status HasPartInCase();
absl::Status LogDamaged();
absl::Status LogUnreadable();
absl::Status InnerError();

// NotFound for a case.
absl::Status NoSuchCase();
// What everyone may read, and what is not owed in a case that is there: not
// refused because of who asks.
absl::Status NoSuchProcedure();
absl::Status NoSuchTerm();
// The case is there, but was not yet at that moment.
inline constexpr char kNotYetThen[] = "NOT_YET_THEN";
absl::Status NotYetThen();

absl::Status TooManyStreams();
// The views could not be made anew; the running ones go on.
absl::Status RebuildFailed();
// A manual clock is asked for, and this is the real one.
absl::Status ClockIsReal();
absl::Status ClockIsBusy();
absl::Status ClockIsAhead();
absl::Status ClockTooFar();
absl::Status AsOfAhead();
// Statistics are of whole years (§3.2).
absl::Status YearNotOver(int year);
// An as_of that names no moment.
absl::Status AsOfOfNothing();

// Something wrong in one place of what was sent.
struct Violation {
  std::string field;  // "regel 12, kolom naam"
  std::string what;   // In Dutch.
};
// Names each violation in a google.rpc.BadRequest, as many as a status can
// carry, and how many there are.
absl::Status BadInput(absl::string_view reason, absl::string_view dutch,
                      absl::string_view english,
                      const std::vector<Violation>& violations);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_REFUSALS_H_
