// Correcting the day of what was recorded, or striking it (S-44).
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "domain/corrections.h"
#include "domain/dates.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/tags.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

namespace driehoek {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

constexpr int kMaxCorrections = 100;

enum class Correctable { kNo, kDay, kDayOrStruck };

// What a correction may do to what was recorded. The case itself opens and
// closes by commands. The server's outcomes follow from the facts. What someone
// alone may say (an answer, where the own reflection goes, that it was seen, a
// reaction: G-7, G-8) is said anew by that person. What has a way back of its
// own (a filing, a start that moved) takes that.
Correctable MayBecome(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kCaseOpened:
    case v1::Event::kCaseClosed:
    case v1::Event::kBreachRecorded:
    case v1::Event::kPastTargetRecorded:
    case v1::Event::kBreachWithdrawn:
    case v1::Event::kReminderRecorded:
    case v1::Event::kEscalationRecorded:
    case v1::Event::kFactCorrected:
    case v1::Event::kCaseHandedOver:
    case v1::Event::kCaseMigrated:
    case v1::Event::kCaseTakenOver:
    case v1::Event::kReflectionPlaceChosen:
    case v1::Event::kReflectionWithdrawn:
    case v1::Event::kDocumentSeen:
    case v1::Event::kReactionGiven:
    case v1::Event::kStatementAdded:
    case v1::Event::kFileAttached:
    case v1::Event::kNewTrainerSightChosen:
    case v1::Event::kContentErased:
    case v1::Event::kLegalHoldPlaced:
    case v1::Event::kLegalHoldLifted:
    case v1::Event::kEmergencyAccessOpened:
    case v1::Event::kSignalLinked:
      return Correctable::kNo;
    case v1::Event::kDocumentArchived:
    case v1::Event::kDocumentUnarchived:
    case v1::Event::kPairingAnswerGiven:
    case v1::Event::kPairingConfirmed:
    case v1::Event::kNewPlacementStartMoved:
      return Correctable::kDay;
    default:
      return Correctable::kDayOrStruck;
  }
}

// S-44: whoever recorded it, or the one on whose behalf, by role; and the year
// assistant.
bool MayCorrect(v1::Role role, const v1::Actor& author) {
  return role == v1::ROLE_YEAR_ASSISTANT || role == author.role() ||
         (!author.on_behalf_of().empty() && role == author.on_behalf_of_role());
}

// Whether it is the report whose author chooses whether it is filed: nobody
// else need know of it, so that nobody else corrects it.
bool IsOfAnotherAuthor(const v1::Event& event, const Situation& situation) {
  const v1::Report* const report =
      situation.procedure->FindReport(event.report_submitted().report());
  return report != nullptr && report->chosen_by() != v1::ROLE_UNSPECIFIED &&
         report->chosen_by() != situation.acting.role;
}

// Whether one command told both: for two owners or in one contact with two
// trainers at once, or a report and the advice in it.
bool BelongTogether(const PastEvent& a, const PastEvent& b) {
  if (a.recorded_at != b.recorded_at) return false;
  if (a.event.has_report_submitted() && b.event.has_decoupling_advised()) {
    return a.event.report_submitted().document_id() ==
           b.event.decoupling_advised().document_id();
  }
  if (b.event.has_report_submitted() && a.event.has_decoupling_advised()) {
    return BelongTogether(b, a);
  }
  if (a.event.kind_case() != b.event.kind_case()) return false;
  const auto without_whom = [](v1::Event event) {
    const FieldDescriptor* const kind =
        v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
    Message* const body = event.GetReflection()->MutableMessage(&event, kind);
    // What is of one trainer was told of that one alone, but for a
    // contact, which has an id.
    const char* const whom =
        event.has_manager_contact_held() ? "trainer_id" : "owner_id";
    if (const FieldDescriptor* const field =
            kind->message_type()->FindFieldByName(whom)) {
      body->GetReflection()->ClearField(body, field);
    }
    return event;
  };
  return google::protobuf::util::MessageDifferencer::Equals(
      without_whom(a.event), without_whom(b.event));
}

// What one command told with it, in the order of the log; itself too.
std::vector<const PastEvent*> ToldWith(const Case& of_case,
                                       const PastEvent& wrong) {
  std::vector<const PastEvent*> together;
  for (const auto& past : of_case.past) {
    if (past->position == wrong.position || BelongTogether(*past, wrong)) {
      together.push_back(past.get());
    }
  }
  return together;
}

class Silent : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
  void AddWarning(int, int, const std::string&) override {}
};

// The command that would say the same: fields of one name mean one thing.
template <typename C>
C Retold(const Message& told) {
  // Texts are not kept; that they were there was checked then.
  std::unique_ptr<Message> with_texts(told.New());
  with_texts->CopyFrom(told);
  for (int i = 0; i < told.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = told.GetDescriptor()->field(i);
    if (field->options().GetExtension(v1::text) && !field->is_repeated() &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      told.GetReflection()->SetString(with_texts.get(), field, "-");
    }
  }
  std::string words;
  C command;
  Silent silent;
  TextFormat::Parser parser;
  parser.AllowUnknownField(true);
  parser.RecordErrorsTo(&silent);
  // What cannot be retold is refused by the rule, before and after alike.
  if (!TextFormat::PrintToString(*with_texts, &words) ||
      !parser.ParseFromString(words, &command)) {
    command.Clear();
  }
  return command;
}

// What the rules say of an event in a case that is otherwise so.
class Judge {
 public:
  // Of what was recorded at that time.
  Judge(const Situation& situation, absl::Time recorded_at)
      : situation_(situation), recorded_at_(recorded_at) {}

  absl::Status Of(const v1::Event& event, const v1::Actor& actor,
                  const Case& before) const {
    switch (event.kind_case()) {
      case v1::Event::kTriangularMeetingHeld: {
        auto hold =
            Retold<v1::HoldTriangularMeeting>(event.triangular_meeting_held());
        // Which was planned, if any.
        if (before.FindMeeting(hold.meeting_id()) == nullptr) {
          hold.clear_meeting_id();
        }
        return Ask(hold, event, actor, before);
      }
      case v1::Event::kTrainerCheckUpHeld:
        return Ask<v1::HoldTrainerCheckUp>(event.trainer_check_up_held(), event,
                                           actor, before);
      case v1::Event::kResolvedWithoutDecoupling:
        return Ask<v1::ResolveWithoutDecoupling>(
            event.resolved_without_decoupling(), event, actor, before);
      case v1::Event::kPossibleDecouplingAnnounced:
        return Ask<v1::AnnouncePossibleDecoupling>(
            event.possible_decoupling_announced(), event, actor, before);
      case v1::Event::kDiscussedWithDeputyHead:
        return Ask<v1::DiscussWithDeputyHead>(
            event.discussed_with_deputy_head(), event, actor, before);
      case v1::Event::kDecouplingRuled:
        return Ask<v1::RuleDecoupling>(event.decoupling_ruled(), event, actor,
                                       before);
      case v1::Event::kDecisionCommunicated:
        return Ask<v1::CommunicateDecision>(event.decision_communicated(),
                                            event, actor, before);
      case v1::Event::kAdministrativelyProcessed:
        return Ask<v1::ProcessAdministratively>(
            event.administratively_processed(), event, actor, before);
      case v1::Event::kManagerContactPlanned:
        return Ask<v1::PlanManagerContact>(event.manager_contact_planned(),
                                           event, actor, before);
      case v1::Event::kCandidateProposed:
        return Ask<v1::ProposeCandidate>(event.candidate_proposed(), event,
                                         actor, before);
      case v1::Event::kCandidateSuitabilityStated:
        return Ask<v1::StateCandidateSuitability>(
            event.candidate_suitability_stated(), event, actor, before);
      case v1::Event::kIntroductionMeetingHeld:
        return Ask<v1::HoldIntroductionMeeting>(
            event.introduction_meeting_held(), event, actor, before);
      case v1::Event::kPairingAnswerGiven:
        return Ask<v1::GivePairingAnswer>(event.pairing_answer_given(), event,
                                          actor, before);
      case v1::Event::kPairingConfirmed:
        return Ask<v1::ConfirmPairing>(event.pairing_confirmed(), event, actor,
                                       before);
      case v1::Event::kNewPlacementStartMoved:
        return Ask<v1::MoveNewPlacementStart>(event.new_placement_start_moved(),
                                              event, actor, before);
      case v1::Event::kNewPlacementStarted: {
        auto start =
            Retold<v1::StartNewPlacement>(event.new_placement_started());
        if (before.new_placement.has_value()) {
          start.set_trainer_id(before.new_placement->trainer_id);
        }
        return Ask(start, event, actor, before);
      }
      case v1::Event::kRemainingYearInfoSent:
        return Ask<v1::SendRemainingYearInfo>(event.remaining_year_info_sent(),
                                              event, actor, before);
      case v1::Event::kResidentEvaluationHeld:
        return Ask<v1::HoldResidentEvaluation>(event.resident_evaluation_held(),
                                               event, actor, before);
      case v1::Event::kTrainerEvaluationHeld:
        return Ask<v1::HoldTrainerEvaluation>(event.trainer_evaluation_held(),
                                              event, actor, before);
      case v1::Event::kManagerContactHeld:
        return Ask<v1::HoldManagerContact>(event.manager_contact_held(), event,
                                           actor, before);
      case v1::Event::kNewPlacementEvaluationHeld:
        return Ask<v1::HoldNewPlacementEvaluation>(
            event.new_placement_evaluation_held(), event, actor, before);
      case v1::Event::kReportSubmitted: {
        auto submit = Retold<v1::SubmitReport>(event.report_submitted());
        for (const std::string& part : event.report_submitted().part_keys()) {
          (*submit.mutable_parts())[part] = "-";
        }
        return Ask(submit, event, actor, before);
      }
      case v1::Event::kDocumentArchived:
        return Ask<v1::ArchiveDocument>(event.document_archived(), event, actor,
                                        before);
      case v1::Event::kDocumentUnarchived:
        return Ask<v1::UnarchiveDocument>(event.document_unarchived(), event,
                                          actor, before);
      case v1::Event::kContactCallMade:
        return Ask<v1::MakeContactCall>(event.contact_call_made(), event, actor,
                                        before);
      case v1::Event::kStayingAwayConsulted:
        return Ask<v1::ConsultOnStayingAway>(event.staying_away_consulted(),
                                             event, actor, before);
      case v1::Event::kResidentReturned:
        return Ask<v1::ReturnResident>(event.resident_returned(), event, actor,
                                       before);
      case v1::Event::kStayInOldPracticeAssessed:
        return Ask<v1::AssessStayInOldPractice>(
            event.stay_in_old_practice_assessed(), event, actor, before);
      case v1::Event::kWaitingFillDecided:
        return Ask<v1::DecideWaitingFill>(event.waiting_fill_decided(), event,
                                          actor, before);
      case v1::Event::kWaitingTimeCredited:
        return Ask<v1::CreditWaitingTime>(event.waiting_time_credited(), event,
                                          actor, before);
      case v1::Event::kWaitingTimeSettled:
        return Ask<v1::SettleWaitingTime>(event.waiting_time_settled(), event,
                                          actor, before);
      case v1::Event::kExtensionMotivated:
        return Ask<v1::MotivateExtension>(event.extension_motivated(), event,
                                          actor, before);
      case v1::Event::kExtensionDecided:
        return Ask<v1::DecideExtension>(event.extension_decided(), event, actor,
                                        before);
      case v1::Event::kCandidateBriefed:
        return Ask<v1::BriefCandidate>(event.candidate_briefed(), event, actor,
                                       before);
      case v1::Event::kEvaluationPlanned:
        return Ask<v1::PlanEvaluation>(event.evaluation_planned(), event, actor,
                                       before);
      case v1::Event::kReflectionDiscussed:
        return Ask<v1::DiscussReflection>(event.reflection_discussed(), event,
                                          actor, before);
      case v1::Event::kTrainerReturnDayInvited:
        return Ask<v1::InviteToTrainerReturnDay>(
            event.trainer_return_day_invited(), event, actor, before);
      case v1::Event::kTrainerReturnDayReported:
        return Ask<v1::ReportOnTrainerReturnDay>(
            event.trainer_return_day_reported(), event, actor, before);
      case v1::Event::kAftercareNoted:
        return Ask<v1::NoteAftercare>(event.aftercare_noted(), event, actor,
                                      before);
      case v1::Event::kRematchingDecided:
        return Ask<v1::DecideRematching>(event.rematching_decided(), event,
                                         actor, before);
      case v1::Event::kReflectionPlaceChosen:
        return Ask<v1::ChooseReflectionPlace>(event.reflection_place_chosen(),
                                              event, actor, before);
      case v1::Event::kReflectionWithdrawn:
        return Ask<v1::WithdrawReflection>(event.reflection_withdrawn(), event,
                                           actor, before);
      case v1::Event::kDocumentSeen:
        return Ask<v1::SeeDocument>(event.document_seen(), event, actor,
                                    before);
      case v1::Event::kReactionGiven:
        return Ask<v1::GiveReaction>(event.reaction_given(), event, actor,
                                     before);
      case v1::Event::kStatementAdded:
        return Ask<v1::AddStatement>(event.statement_added(), event, actor,
                                     before);
      case v1::Event::kNewTrainerSightChosen:
        return Ask<v1::ChooseNewTrainerSight>(event.new_trainer_sight_chosen(),
                                              event, actor, before);
      case v1::Event::kAttentionPointsReleased:
        return Ask<v1::ReleaseAttentionPoints>(
            event.attention_points_released(), event, actor, before);
      // The rest rests on nothing that was recorded before it: what opens or
      // signals, plans ahead, departs from the rules, or follows from facts;
      // and what is attached to a report goes with it.
      default:
        return absl::OkStatus();
    }
  }

 private:
  template <typename C>
  absl::Status Ask(const Message& told, const v1::Event& event,
                   const v1::Actor& actor, const Case& before) const {
    return Ask(Retold<C>(told), event, actor, before);
  }

  template <typename C>
  absl::Status Ask(const C& command, const v1::Event& event,
                   const v1::Actor& actor, const Case& before) const {
    const bool for_other = !actor.on_behalf_of().empty();
    return driehoek::Decide(
               command,
               Situation{.context = situation_.context,
                         .draft = situation_.draft,
                         .of_case = before,
                         .procedure = situation_.procedure,
                         .acting = {for_other ? actor.on_behalf_of()
                                              : actor.person_id(),
                                    for_other ? actor.on_behalf_of_role()
                                              : actor.role()},
                         .on = DayOfEvent(event).value_or(situation_.on),
                         .taking_over = WithTakeOver(before)})
        .status();
  }

  // Whether it was recorded by whoever took the case over, with that.
  bool WithTakeOver(const Case& before) const {
    return before.taken_over.has_value() &&
           before.taken_over->recorded_at == recorded_at_;
  }

  const Situation& situation_;
  const absl::Time recorded_at_;
};

// The reports that these corrections strike. What was done with one of them,
// such as filing it and taking it back, goes with it and forbids nothing.
std::set<std::string> StruckReports(const std::vector<v1::Event>& corrections,
                                    const Case& of_case) {
  std::set<std::string> struck;
  for (const v1::Event& correction : corrections) {
    const v1::FactCorrected& corrected = correction.fact_corrected();
    const PastEvent* const wrong = FindPast(of_case, corrected.corrects());
    if (corrected.struck() && wrong != nullptr &&
        wrong->event.has_report_submitted()) {
      struck.insert(wrong->event.report_submitted().document_id());
    }
  }
  return struck;
}

// The rules must allow the corrected history as they allowed what was recorded:
// a refusal that was not there before forbids the correction (G-1 and the
// rest). A rule that cannot tell (it asks for what is not at hand here) says
// the same of both.
absl::Status CheckStillAllowed(const std::vector<v1::Event>& corrections,
                               const Situation& situation) {
  const Past& past = situation.of_case.past;
  const Corrections as_it_reads(past);
  Corrections as_it_would_read = as_it_reads;
  for (const v1::Event& correction : corrections) {
    as_it_would_read.Add(correction.fact_corrected());
  }
  const std::set<std::string> struck =
      StruckReports(corrections, situation.of_case);
  Case was;
  Case would_be;
  const PastEvent* previous = nullptr;
  for (const auto& one : past) {
    v1::Event scratch;
    v1::Event other_scratch;
    const v1::Event* const before = as_it_reads.Read(*one, scratch);
    const v1::Event* const after = as_it_would_read.Read(*one, other_scratch);
    // What one command told for two is judged once.
    const bool told_before =
        previous != nullptr && BelongTogether(*previous, *one);
    previous = one.get();
    if (after != nullptr && !told_before &&
        !struck.contains(DocumentIdOf(*after))) {
      const Judge judge(situation, one->recorded_at);
      const absl::Status status = judge.Of(*after, one->actor, would_be);
      if (!status.ok() &&
          (before == nullptr ||
           ReasonOf(judge.Of(*before, one->actor, was)) != ReasonOf(status))) {
        return status;
      }
    }
    const auto evolve = [&](Case& state, const v1::Event* event) {
      if (event == nullptr) return;
      EvolveAsRead(state, {.event = *event,
                           .actor = one->actor,
                           .position = one->position,
                           .recorded_at = one->recorded_at});
    };
    evolve(was, before);
    evolve(would_be, after);
  }
  return absl::OkStatus();
}

absl::Status CheckDayOf(const v1::CorrectFact& command, const PastEvent& wrong,
                        const Situation& situation) {
  if (command.struck() == command.has_happened_on()) {
    return rejection::CorrectionMalformed();
  }
  v1::Event scratch;
  const v1::Event* const reads =
      Corrections(situation.of_case.past).Read(wrong, scratch);
  const Correctable may = MayBecome(wrong.event);
  if (command.struck()) {
    if (may != Correctable::kDayOrStruck) return rejection::NotToBeStruck();
    return reads == nullptr ? rejection::AlreadyStruck() : absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckDay(command.happened_on(), "happened_on"));
  const absl::CivilDay day = FromProto(command.happened_on());
  if (!DayOfEvent(wrong.event).has_value()) return rejection::NotCorrectable();
  if (day > situation.context.today) return rejection::DateInFuture(day);
  const absl::CivilDay starts_on = situation.of_case.placement_starts_on;
  if (day < starts_on) return rejection::BeforePlacement(day, starts_on);
  return reads != nullptr && DayOfEvent(*reads) == day
             ? rejection::SameDayAlready(day)
             : absl::OkStatus();
}

// A report that lies in a file is first taken out of it.
absl::Status CheckNotFiled(const v1::CorrectFact& command,
                           const PastEvent& wrong, const Case& of_case) {
  if (!command.struck() || !wrong.event.has_report_submitted()) {
    return absl::OkStatus();
  }
  const SubmittedReport* const report =
      of_case.FindReport(wrong.event.report_submitted().document_id());
  return report != nullptr && !report->filed.empty() ? rejection::StillFiled()
                                                     : absl::OkStatus();
}

// Of a report that was taken back nothing is left, nor may anything come
// to lie under its key again.
bool IsOfWithdrawn(const v1::Event& event, const Case& of_case) {
  const std::string document_id = DocumentIdOf(event);
  return std::any_of(of_case.reports.begin(), of_case.reports.end(),
                     [&](const SubmittedReport& report) {
                       return report.withdrawn &&
                              report.document_id == document_id;
                     });
}

}  // namespace

Answer Decide(const v1::CorrectFact& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (command.corrects() == 0) return rejection::FieldMissing("corrects");
  const PastEvent* const wrong = FindPast(of_case, command.corrects());
  if (wrong == nullptr || IsOfAnotherAuthor(wrong->event, situation) ||
      IsOfWithdrawn(wrong->event, of_case)) {
    return rejection::FactNotFound();
  }
  if (MayBecome(wrong->event) == Correctable::kNo) {
    return rejection::NotCorrectable();
  }
  if (!MayCorrect(situation.acting.role, wrong->actor)) {
    return rejection::NotYoursToCorrect(
        situation.RoleName(wrong->actor.role()));
  }
  RETURN_IF_ERROR(CheckDayOf(command, *wrong, situation));
  RETURN_IF_ERROR(CheckNotFiled(command, *wrong, of_case));
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  const auto corrected_before = std::count_if(
      of_case.past.begin(), of_case.past.end(),
      [](const auto& past) { return past->event.has_fact_corrected(); });
  if (corrected_before >= kMaxCorrections) {
    return rejection::TooManyCorrections();
  }

  Ruled ruled;
  for (const PastEvent* const told : ToldWith(of_case, *wrong)) {
    v1::FactCorrected& corrected =
        *ruled.events.emplace_back().mutable_fact_corrected();
    corrected.set_case_id(of_case.id);
    corrected.set_corrects(told->position);
    if (!command.struck()) {
      *corrected.mutable_happened_on() = command.happened_on();
    }
    corrected.set_struck(command.struck());
    corrected.set_reason(command.reason());
    *corrected.mutable_on() = ToProto(situation.on);
  }
  RETURN_IF_ERROR(CheckStillAllowed(ruled.events, situation));

  // The directory knows when the new placement starts.
  Case would_be = of_case;
  Position position = situation.context.next_position;
  for (const v1::Event& event : ruled.events) {
    Evolve(would_be, {.event = event,
                      .actor = situation.context.actor,
                      .position = position++,
                      .recorded_at = situation.context.now});
  }
  if (would_be.new_placement.has_value() && of_case.new_placement.has_value() &&
      would_be.new_placement->starts_on != of_case.new_placement->starts_on) {
    ruled.events.push_back(
        PlacementAsRegistered(would_be, *would_be.new_placement));
  }
  return ruled;
}

}  // namespace driehoek
