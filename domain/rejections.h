// Each refusal is one function: status code, machine-readable reason, rule,
// section, and a sentence in Dutch and English. Nothing else makes a refusal.
//
// A rejection is an absl::Status with two payloads, as google.rpc has them:
// ErrorInfo (reason; domain "driehoek"; metadata "rule" and "section" where
// there is one, "command" when there were several) and LocalizedMessage ("nl").
// The status message is the English one.
#ifndef DRIEHOEK_DOMAIN_REJECTIONS_H_
#define DRIEHOEK_DOMAIN_REJECTIONS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace driehoek {

inline constexpr char kErrorInfoUrl[] =
    "type.googleapis.com/google.rpc.ErrorInfo";
inline constexpr char kLocalizedMessageUrl[] =
    "type.googleapis.com/google.rpc.LocalizedMessage";

// How a refusal is put together; for the functions below.
struct Refusal {
  absl::StatusCode code;
  absl::string_view reason;   // "EFFECTIVE_BEFORE_DISCUSSION"
  absl::string_view rule;     // "G-1", or empty.
  absl::string_view section;  // "§5.1", or empty.
  std::string dutch;
  std::string english;
};
absl::Status Refuse(const Refusal& refusal);

// The same rejection, which says in its metadata that the command with this
// index (from 0) was refused.
absl::Status AtCommand(absl::Status rejection, size_t index);

// The machine-readable reason of a rejection; empty for another status.
std::string ReasonOf(const absl::Status& status);
// The rule of a rejection; empty when it has none.
std::string RuleOf(const absl::Status& status);
// The section of the procedure; empty when the rejection names none.
std::string SectionOf(const absl::Status& status);
// The field of the command that lacks something or is malformed, by its name in
// command.proto; empty when the rejection is about no single field.
std::string FieldOf(const absl::Status& status);
// Which command of several was refused, from 0; nothing when there was one.
std::optional<size_t> CommandOf(const absl::Status& status);
// The Dutch sentence of a rejection; the status message for another status.
std::string DutchOf(const absl::Status& status);

// The reasons that are told apart elsewhere.
inline constexpr char kNotFound[] = "NOT_FOUND";  // Of services/refusals.h.
inline constexpr char kOwnActNeeded[] = "OWN_ACT_NEEDED";
inline constexpr char kAuthorChoosesAlone[] = "AUTHOR_CHOOSES_ALONE";
inline constexpr char kCaseNotFound[] = "CASE_NOT_FOUND";
inline constexpr char kPlacementNotFound[] = "PLACEMENT_NOT_FOUND";
inline constexpr char kCohortNotFound[] = "COHORT_NOT_FOUND";
inline constexpr char kPrivacyRequestNotFound[] = "PRIVACY_REQUEST_NOT_FOUND";

namespace rejection {

// What was sent is not well formed.
absl::Status NoCommand();
absl::Status IdMalformed(absl::string_view field);
absl::Status ReferenceMalformed();
absl::Status FieldMissing(absl::string_view field);
absl::Status FieldNotExpected(absl::string_view field);
absl::Status TextTooLong(absl::string_view field, size_t limit);
absl::Status EmailMalformed();
absl::Status DateMalformed(absl::string_view field);
absl::Status DateInFuture(absl::CivilDay on);
absl::Status DateInPast(absl::CivilDay on);
absl::Status BeforePlacement(absl::CivilDay on, absl::CivilDay starts_on);
absl::Status OutOfOrder(absl::CivilDay on, absl::CivilDay earliest,
                        absl::string_view what_dutch,
                        absl::string_view what_english);
absl::Status PeriodEndsBeforeItStarts();
absl::Status TrainingYearUnknown();

// Who asks.
absl::Status ActorUnknown();
absl::Status SignInIsBlocked();
absl::Status RoleNotHeld(absl::string_view role);
absl::Status NotCompetent(absl::string_view role, absl::string_view section);
absl::Status MayNotActForOthers();
absl::Status RepresentedMalformed();
absl::Status RepresentedUnknown();
absl::Status RepresentedNotConcerned();
absl::Status OwnActNeeded();

// What it is about.
absl::Status CaseNotFound();
absl::Status PlacementNotFound();
absl::Status PersonNotFound(absl::string_view field);
absl::Status GroupNotFound();
absl::Status CohortNotFound();
absl::Status ProcedureNotFound();
absl::Status PracticeNotFound();
absl::Status GrantNotFound();
absl::Status SignalNotFound();
absl::Status MeetingNotFound();
absl::Status ContactAgreementNotFound();
absl::Status AbsenceNotFound();
absl::Status DocumentNotFound();
absl::Status CaseClosed(absl::string_view number);
absl::Status CaseTooLong(absl::string_view number);
absl::Status CaseAlreadyOpen(absl::string_view number);
absl::Status ProcedureNotInForce(absl::CivilDay day);

// The directory.
absl::Status NameMalformed();
absl::Status RoleCannotBeGranted();
absl::Status ScopeDoesNotFit();
absl::Status GrantDiffers();
absl::Status RoleEndedEarlier(absl::CivilDay until);
absl::Status TrainersMalformed();
absl::Status TrainerNotAvailable(absl::string_view rule,
                                 absl::string_view section);
// Signing in.
absl::Status InvitationTooLong(int most_days);
absl::Status InvitationNotValid();
absl::Status AccountLinkedAlready();
absl::Status AccountNotFound();
absl::Status TooManyAccounts(size_t limit);
absl::Status MayNotBlockOneself();

absl::Status SameRecord();
absl::Status GoesOnElsewhere(absl::string_view field,
                             absl::string_view kept_reference);
absl::Status HasDuplicates(absl::string_view field);
absl::Status TooManyRecords(size_t limit);
absl::Status TooManyMerges(size_t limit);
absl::Status TwoSidesOfAPlacement();
absl::Status NotMerged();
absl::Status ProcedureInvalid(absl::string_view problems);
absl::Status ProcedureVersionExists(absl::string_view name);

// Outside cases.
absl::Status NobodyGotIt();
absl::Status TooManyTeachers(int limit);
absl::Status NotATeacher();

// Meetings.
absl::Status CaseOrPlacement();
absl::Status NotATrainerOfThePlacement();
absl::Status NotATrainerOfTheCase();
absl::Status NotAParty(absl::string_view field);
absl::Status TeacherMissing();
absl::Status NotATeacherOfTheGroup();
absl::Status MeetingAlreadyHeld();
absl::Status MeetingIncomplete();
absl::Status NoMeetingHeld();
absl::Status MeetingFoundOtherwise();
absl::Status AttentionPointsMissing(absl::string_view rule,
                                    absl::string_view section);
absl::Status AlreadyResolved();

// Before the ruling.
absl::Status SignalAlreadyLinked();
absl::Status AlreadyAway(absl::CivilDay from);
absl::Status NotAway();
absl::Status ConsultedAfterwards();

// The ruling.
absl::Status AlreadyRuled(absl::CivilDay on);
absl::Status ProgrammeManagerNotNotified();
absl::Status NotAdvised();
absl::Status NotDiscussedYet(absl::string_view rule, absl::string_view section);
absl::Status EffectiveBeforeDiscussion(absl::CivilDay effective_on,
                                       absl::CivilDay discussed_on,
                                       absl::string_view rule,
                                       absl::string_view section);
absl::Status RuledBeforeDiscussion(absl::CivilDay on,
                                   absl::CivilDay discussed_on,
                                   absl::string_view rule,
                                   absl::string_view section);
absl::Status ReasonMissing(absl::string_view field);

// After the ruling.
absl::Status NotRuledYet();
absl::Status DecouplingNotRuled();
absl::Status AlreadyDone(absl::CivilDay on, absl::string_view what_dutch,
                         absl::string_view what_english);
absl::Status ChecklistItemDone();
absl::Status EvaluationNotPlanned();
absl::Status SameRoute();

// The new pairing.
absl::Status CandidacyNotFound();
absl::Status CandidateIsParty();
absl::Status AlreadyCandidate();
absl::Status PracticeNotSuitable();
absl::Status NotIntroducedYet(absl::string_view rule,
                              absl::string_view section);
absl::Status AnswerNotTheirs();
absl::Status SameAnswer();
absl::Status BothAnswersNeeded(absl::string_view rule,
                               absl::string_view section);
absl::Status TrainerIsAnother();
absl::Status PairingNotConfirmed();
absl::Status PairingAlreadyConfirmed();
absl::Status AlreadyStarted(absl::CivilDay on);

absl::Status CandidacyEnded();
absl::Status BriefingWithReport(absl::string_view rule,
                                absl::string_view section);

// Waiting time.
absl::Status SupervisorNotRecognised();
absl::Status NotWaiting(absl::CivilDay on, absl::string_view section);
absl::Status WaitingNeverLong();
absl::Status WaitingNotLongYet(absl::CivilDay long_on,
                               absl::string_view section);
absl::Status StillWaiting(absl::CivilDay since, absl::string_view section);
absl::Status WaitingWasNotLong(absl::string_view section);
absl::Status MoreThanWaited(int working_days);
absl::Status NothingToSettle(absl::string_view section);

// Postponement and extension.
absl::Status OutsideExtensionWindow(absl::string_view rule,
                                    absl::string_view section);
absl::Status ExtensionNotMotivated(absl::string_view section);
absl::Status ExtensionTooLong(int months);
absl::Status ExtensionNotArgued(absl::string_view rule,
                                absl::string_view section);

// Reports and filing.
absl::Status ReportUnknown(absl::string_view report);
absl::Status ReportPartUnknown(absl::string_view report,
                               absl::string_view part);
absl::Status ReportPartMissing(absl::string_view part_title,
                               absl::string_view rule,
                               absl::string_view section);
absl::Status ReportTooLarge();
absl::Status NotTheAuthor(absl::string_view report, absl::string_view author,
                          absl::string_view section);
absl::Status NothingToReportOn(absl::string_view report,
                               absl::string_view section);
absl::Status ReportAlreadySubmitted(absl::string_view report,
                                    absl::string_view section);
absl::Status NotFiledThere(absl::string_view report, absl::string_view place,
                           absl::string_view section);
absl::Status MayNotFileThere(absl::string_view role, absl::string_view place,
                             absl::string_view report,
                             absl::string_view section);
absl::Status AlreadyThere(absl::string_view place, absl::CivilDay on);
absl::Status NotThere(absl::string_view place);
absl::Status ExternalLocationMissing(absl::string_view place);
absl::Status ExternalLocationNotAsked(absl::string_view place);
absl::Status AuthorChoosesAlone(absl::string_view rule,
                                absl::string_view section);
absl::Status SameChoice(absl::string_view rule);
absl::Status AlreadySeen(absl::CivilDay on);
absl::Status DoesNotGoAlong(absl::string_view report,
                            absl::string_view section);
absl::Status NotSeenByResident();
absl::Status AlreadyReleased(absl::CivilDay on);
absl::Status NotToBeOpened(absl::string_view report, absl::string_view section);
absl::Status NotInPortfolio();
absl::Status OwnReport();
// `dutch`, `english`: what comes before that, e.g. "een reactie".
absl::Status AlreadyFiled(absl::string_view dutch, absl::string_view english);
absl::Status AlreadyReacted();
absl::Status TooManyStatements(int limit);
absl::Status TooManyAttachments(size_t limit);
absl::Status AlreadyAttached();
absl::Status UploadNotFound();

// What is kept, and what not.
absl::Status AlreadyErased(absl::CivilDay on);
absl::Status HeldBack();
absl::Status HoldNotFound();
absl::Status TooManyHolds(size_t limit);
absl::Status CaseOrPerson();
absl::Status GivenAlone();
absl::Status CaseNotClosed(absl::string_view number);
absl::Status TrainerStillBlocked();
absl::Status PersonHoldsRole();
absl::Status AuditTooLong(int most_months);
absl::Status TooManyHours(int limit);
absl::Status AccessAlready();
absl::Status PrivacyRequestNotFound();
absl::Status PrivacyRequestOpen();
absl::Status CaseAwaitsAnswer();
absl::Status OwnPrivacyRequest();
absl::Status OwnRequestOfToday();
absl::Status ExtendedTooLate(absl::CivilDay until);
absl::Status TooLongAgo(absl::CivilDay on, absl::CivilDay earliest);
absl::Status SomethingIsLeftOut();
absl::Status NotForAccess();
absl::Status PassageMalformed(int most);
absl::Status TooManyMasks(size_t limit);
absl::Status MaskNotFound();

// Closing.
absl::Status ObligationOpen(absl::string_view key, absl::string_view title,
                            absl::string_view section);
absl::Status NotResolvedYet();
absl::Status NotStartedYet();

// Departing from the procedure.
absl::Status DeviationNotArgued(absl::string_view rule,
                                absl::string_view section);
absl::Status NobodyConsulted(absl::string_view rule, absl::string_view section);
absl::Status ConsultedMalformed();
absl::Status DeviationReasonDiffers();
absl::Status DeviationNotFound();
absl::Status TooManyDeviations();
absl::Status AlreadyDeviated();
absl::Status ObligationUnknown(absl::string_view key);
absl::Status ObligationNotThere(absl::string_view key);
absl::Status ObligationDone(absl::string_view key, absl::CivilDay on);
absl::Status ObligationLapsed(absl::string_view key);
absl::Status ObligationWaived(absl::string_view key);
absl::Status ObligationPaused(absl::string_view key);
absl::Status ObligationWithoutDay(absl::string_view key);
absl::Status NoDaysLeft(absl::string_view key, absl::CivilDay due_on);
absl::Status SameDueDate(absl::CivilDay due_on);
absl::Status EarlierThanTheRule(absl::CivilDay day, absl::CivilDay original,
                                absl::string_view section);
absl::Status TooFarAhead(absl::CivilDay day);
absl::Status GuardUnknown(absl::string_view key);
absl::Status GuardCannotBeLifted(absl::string_view rule,
                                 absl::string_view section);
absl::Status GuardAlreadyLifted(absl::string_view rule,
                                absl::string_view section);
absl::Status TrainerNotBlocked(absl::string_view rule,
                               absl::string_view section);
absl::Status NotPaused();

// Correcting.
absl::Status FactNotFound();
absl::Status NotCorrectable();
absl::Status NotToBeStruck();
absl::Status NotYoursToCorrect(absl::string_view author);
absl::Status CorrectionMalformed();
absl::Status AlreadyStruck();
absl::Status SameDayAlready(absl::CivilDay day);
absl::Status StillFiled();
absl::Status TooManyCorrections();

// Other people, another version, a case that was running already.
absl::Status TrainingYearNotOfGroup(int year_of_group);
absl::Status NothingHandedOver();
absl::Status VersionNotFound(absl::string_view version);
absl::Status SameVersion(absl::string_view version);
absl::Status NoOtherVersion();
absl::Status ReportNotInVersion(absl::string_view version);
absl::Status OnlyBothYes(absl::string_view rule, absl::string_view section);

// Outcomes.
absl::Status OutcomeMalformed();
absl::Status OutcomesMixed();

// Reading.
absl::Status PageTokenUnknown();

}  // namespace rejection
}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_REJECTIONS_H_
