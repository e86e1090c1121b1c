#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/reminders.h"
#include "domain/standings.h"
#include "domain/tags.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/refusals.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

constexpr size_t kEventsAPoll = 100;
// A forecast further ahead says nothing that anyone can act on.
constexpr absl::civil_diff_t kMaxDaysAhead = 400;
// How far the log goes on before a quiet stream hears of it again.
constexpr Position kCheckpointEvery = 1000;

// What people are told of by themselves.
Query Alerting() {
  return Query::AnyOf(
      {{{EventType::kBreachRecorded, EventType::kPastTargetRecorded,
         EventType::kBreachWithdrawn, EventType::kReminderRecorded,
         EventType::kEscalationRecorded, EventType::kEmergencyAccessOpened},
        {}}});
}

v1::Alert AlertOf(const RecordedEvent& recorded) {
  v1::Alert alert;
  alert.set_position(recorded.position());
  alert.set_detected_at_micros(
      absl::ToUnixMicros(recorded.envelope.recorded_at));
  const v1::Event& event = recorded.event;
  if (event.has_breach_recorded()) {
    const v1::BreachRecorded& breach = event.breach_recorded();
    alert.set_outcome(v1::OUTCOME_KIND_BREACH);
    *alert.mutable_obligation() = breach.obligation();
    *alert.mutable_due_on() = breach.due_on();
    *alert.mutable_owner() = breach.owner();
    alert.set_fell_due_at_micros(breach.breached_at_micros());
  } else if (event.has_past_target_recorded()) {
    const v1::PastTargetRecorded& past = event.past_target_recorded();
    alert.set_outcome(v1::OUTCOME_KIND_PAST_TARGET);
    *alert.mutable_obligation() = past.obligation();
    *alert.mutable_due_on() = past.due_on();
    *alert.mutable_owner() = past.owner();
    alert.set_fell_due_at_micros(past.past_at_micros());
  } else if (event.has_reminder_recorded()) {
    const v1::ReminderRecorded& reminder = event.reminder_recorded();
    alert.set_outcome(v1::OUTCOME_KIND_REMINDER);
    *alert.mutable_obligation() = reminder.obligation();
    *alert.mutable_due_on() = reminder.due_on();
    *alert.mutable_owner() = reminder.owner();
    alert.set_fell_due_at_micros(reminder.at_micros());
    alert.set_offset_days(reminder.offset_days());
  } else if (event.has_escalation_recorded()) {
    const v1::EscalationRecorded& escalation = event.escalation_recorded();
    alert.set_outcome(v1::OUTCOME_KIND_ESCALATION);
    *alert.mutable_obligation() = escalation.obligation();
    *alert.mutable_due_on() = escalation.due_on();
    *alert.mutable_to() = escalation.to();
    alert.set_fell_due_at_micros(escalation.at_micros());
  } else {
    const v1::BreachWithdrawn& withdrawn = event.breach_withdrawn();
    alert.set_outcome(v1::OUTCOME_KIND_BREACH);
    alert.set_withdrawn(true);
    alert.set_withdrawal_reason(withdrawn.reason());
    *alert.mutable_obligation() = withdrawn.obligation();
    *alert.mutable_due_on() = withdrawn.due_on();
  }
  return alert;
}

// Whether a reminder or an escalation is for the caller: who owes it, who
// watches it, and to whom it went. `row`: as it is now; null when it is no
// more.
bool IsAddressed(const Caller& caller, const v1::Alert& alert,
                 const v1::Due* row) {
  if (Owes(caller, alert.owner()) || Owes(caller, alert.to())) return true;
  return row != nullptr &&
         (Owes(caller, row->owner()) ||
          std::any_of(row->watchers().begin(), row->watchers().end(),
                      [&](const v1::RoleInScope& watcher) {
                        return Owes(caller, watcher);
                      }));
}

// Of the row as it is now; else by who owed it then.
bool MaySeeLatenessOf(const Caller& caller, const v1::Alert& alert,
                      const v1::Due* row) {
  return row != nullptr ? MaySeeLatenessOf(caller, *row)
                        : MaySeeLatenessOf(caller, alert.owner().role());
}

const v1::Due* RowOf(
    const google::protobuf::RepeatedPtrField<v1::Due>& obligations,
    const v1::ObligationRef& obligation) {
  const auto found = std::find_if(
      obligations.begin(), obligations.end(), [&](const v1::Due& due) {
        return DueKey(due.obligation()) == DueKey(obligation);
      });
  return found == obligations.end() ? nullptr : &*found;
}

// Follows the log, as far as the views have come: they say whose it is.
class AlertSource final : public StreamSource<v1::WatchAlertsResponse> {
 public:
  AlertSource(const Served& served, std::unique_ptr<Subscription> outcomes,
              bool until_caught_up)
      : served_(served),
        outcomes_(std::move(outcomes)),
        until_caught_up_(until_caught_up) {}

  absl::StatusOr<std::optional<v1::WatchAlertsResponse>> Next(
      const Caller& caller) override {
    for (bool polled = false;; polled = true) {
      while (!waiting_.empty()) {
        if (waiting_.front().position() > served_.views.position()) {
          return std::nullopt;
        }
        const RecordedEvent recorded = std::move(waiting_.front());
        waiting_.pop_front();
        ASSIGN_OR_RETURN(std::optional<v1::WatchAlertsResponse> response,
                         ResponseFor(caller, recorded));
        if (!response) continue;
        told_to_.reset();
        return response;
      }
      if (std::exchange(caught_up_, false)) {
        if (!told_to_ || scanned_to_ - *told_to_ >= kCheckpointEvery) {
          told_to_ = scanned_to_;
          return Checkpoint(/*caught_up=*/true);
        }
        ended_ = until_caught_up_;
        return std::nullopt;
      }
      // A long log without alerts is not for one turn of this thread.
      if (polled) return Checkpoint(/*caught_up=*/false);
      ASSIGN_OR_RETURN(SubscriptionPage page, outcomes_->Poll(kEventsAPoll));
      caught_up_ = page.caught_up;
      scanned_to_ = page.scanned_to;
      for (RecordedEvent& event : page.events) {
        waiting_.push_back(std::move(event));
      }
    }
  }

  bool ended() const override { return ended_; }
  bool Wants(const Projector::Touched&) const override { return true; }

 private:
  v1::WatchAlertsResponse Checkpoint(bool caught_up) const {
    v1::WatchAlertsResponse response;
    response.set_scanned_to(scanned_to_);
    response.set_caught_up(caught_up);
    return response;
  }

  // Nothing for what the caller may not know of.
  absl::StatusOr<std::optional<v1::WatchAlertsResponse>> ResponseFor(
      const Caller& caller, const RecordedEvent& recorded) const {
    // The case was erased since.
    if (recorded.event.kind_case() == v1::Event::KIND_NOT_SET) {
      return std::nullopt;
    }
    if (recorded.event.has_emergency_access_opened()) {
      return ResponseInEmergency(caller, recorded);
    }
    if (!MaySeeLateness(caller)) return std::nullopt;
    v1::WatchAlertsResponse response;
    v1::Alert alert = AlertOf(recorded);
    const Tag subject = SubjectOf(alert.obligation());
    if (subject.kind != TagKind::kCase) {
      return ResponseOutsideCases(caller, subject, std::move(alert));
    }
    const absl::StatusOr<v1::Case> of_case =
        FindCase(served_, caller, alert.obligation().case_id());
    if (absl::IsNotFound(of_case.status())) return std::nullopt;
    if (!of_case.ok()) return of_case.status();
    // Who may not know of the agreement hears nothing of its terms (S-37).
    if (!MaySeeTerm(served_, caller, of_case->procedure(),
                    alert.obligation().key())) {
      return std::nullopt;
    }
    const v1::Due* const row =
        RowOf(of_case->obligations(), alert.obligation());
    if (IsReminder(alert.outcome()) && !IsAddressed(caller, alert, row)) {
      return std::nullopt;
    }
    if (!IsReminder(alert.outcome()) && !MaySeeLatenessOf(caller, alert, row)) {
      return std::nullopt;
    }
    alert.set_case_number(of_case->number());
    const auto procedure =
        served_.writer.catalogue()->Find(of_case->procedure());
    const v1::Obligation* const obligation =
        procedure == nullptr
            ? nullptr
            : procedure->FindObligation(alert.obligation().key());
    if (obligation != nullptr) {
      alert.set_title(obligation->title());
      // A withdrawal does not say of what; only HARD can be breached.
      if (alert.withdrawn() &&
          obligation->obligation_class() != v1::OBLIGATION_CLASS_HARD) {
        alert.set_outcome(v1::OUTCOME_KIND_PAST_TARGET);
      }
    }
    *response.mutable_alert() = std::move(alert);
    response.set_scanned_to(recorded.position());
    return response;
  }

  // To those whom the case is about, and to auditors.
  absl::StatusOr<std::optional<v1::WatchAlertsResponse>> ResponseInEmergency(
      const Caller& caller, const RecordedEvent& recorded) const {
    const v1::EmergencyAccessOpened& opened =
        recorded.event.emergency_access_opened();
    const absl::StatusOr<v1::Case> of_case =
        served_.views.GetCase(opened.case_id());
    if (absl::IsNotFound(of_case.status())) return std::nullopt;
    RETURN_IF_ERROR(of_case.status());
    if (!IsToldOfEmergencies(caller, *of_case)) return std::nullopt;
    v1::WatchAlertsResponse response;
    v1::Alert& alert = *response.mutable_alert();
    alert.set_position(recorded.position());
    alert.set_detected_at_micros(
        absl::ToUnixMicros(recorded.envelope.recorded_at));
    alert.set_case_number(of_case->number());
    v1::EmergencyAccess& emergency = *alert.mutable_emergency();
    emergency.set_emergency_id(opened.emergency_id());
    emergency.set_case_id(opened.case_id());
    emergency.set_role(opened.role());
    emergency.set_ends_at_micros(opened.ends_at_micros());
    response.set_scanned_to(recorded.position());
    return response;
  }

  absl::StatusOr<std::optional<v1::WatchAlertsResponse>> ResponseOutsideCases(
      const Caller& caller, const Tag& subject, v1::Alert alert) const {
    const absl::StatusOr<v1::Standing> standing =
        FindStanding(served_, caller, subject);
    if (absl::IsNotFound(standing.status())) return std::nullopt;
    RETURN_IF_ERROR(standing.status());
    const v1::Due* const row =
        RowOf(standing->obligations(), alert.obligation());
    if (IsReminder(alert.outcome()) && !IsAddressed(caller, alert, row)) {
      return std::nullopt;
    }
    if (!IsReminder(alert.outcome()) && !MaySeeLatenessOf(caller, alert, row)) {
      return std::nullopt;
    }
    alert.set_subject(standing->name());
    if (row != nullptr) alert.set_title(row->title());
    v1::WatchAlertsResponse response;
    response.set_scanned_to(alert.position());
    *response.mutable_alert() = std::move(alert);
    return response;
  }

  const Served& served_;
  const std::unique_ptr<Subscription> outcomes_;
  const bool until_caught_up_;
  std::deque<RecordedEvent> waiting_;  // At most a poll.
  bool caught_up_ = false;             // The last poll was the end, so far.
  Position scanned_to_ = 0;            // Of the last poll.
  // Where it was last said that nothing more waits; none when an alert came
  // since.
  std::optional<Position> told_to_;
  bool ended_ = false;
};

// A month ahead unless asked otherwise.
absl::StatusOr<absl::CivilDay> LastDayOf(const v1::ForecastRequest& request,
                                         absl::CivilDay today) {
  if (!request.has_until()) return AddMonths(today, 1);
  if (!IsDay(request.until())) {
    return Malformed("until", "deze datum bestaat niet", "not a day");
  }
  const absl::CivilDay until = FromProto(request.until());
  if (until < today || until - today > kMaxDaysAhead) {
    return Malformed("until", "vandaag tot 400 dagen vooruit",
                     "today up to 400 days ahead");
  }
  return until;
}

class WorkService final : public v1::WorkService::CallbackService {
 public:
  explicit WorkService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* ListObligations(
      grpc::CallbackServerContext* context,
      const v1::ListObligationsRequest* request,
      v1::ListObligationsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          WorkListQuery query;
          query.caller = caller;
          query.watched_too = request->watched_too();
          query.ended_too = request->ended_too();
          query.today = TodayOf(served_);
          query.page_token = request->page_token();
          ASSIGN_OR_RETURN(query.page_size,
                           PageSizeOf(request->page_size(), 100, 1000));
          if (!request->case_id().empty()) {
            ASSIGN_OR_RETURN(const v1::Case found,
                             FindCase(served_, caller, request->case_id()));
            query.case_id = found.case_id();
          }
          ASSIGN_OR_RETURN(Page<v1::Due> page,
                           served_.views.ListObligations(query));
          for (v1::Due& due : page.rows) {
            ShowOn(query.today, caller, due);
            *response->add_obligations() = std::move(due);
          }
          response->set_next_page_token(page.next_page_token);
          *response->mutable_today() = ToProto(query.today);
          return absl::OkStatus();
        },
        request->case_id());
  }

  grpc::ServerUnaryReactor* Forecast(grpc::CallbackServerContext* context,
                                     const v1::ForecastRequest* request,
                                     v1::ForecastResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          const absl::CivilDay today = TodayOf(served_);
          ForecastQuery query;
          query.caller = caller;
          query.page_token = request->page_token();
          ASSIGN_OR_RETURN(query.until, LastDayOf(*request, today));
          ASSIGN_OR_RETURN(query.page_size,
                           PageSizeOf(request->page_size(), 100, 1000));
          if (!request->case_id().empty()) {
            ASSIGN_OR_RETURN(const v1::Case found,
                             FindCase(served_, caller, request->case_id()));
            query.case_id = found.case_id();
          }
          query.sees = [&](const v1::Due& due) {
            return MaySeeTermOf(caller, due.obligation());
          };
          ASSIGN_OR_RETURN(Page<v1::Foreseen> page,
                           served_.views.Forecast(query));
          for (v1::Foreseen& foreseen : page.rows) {
            ShowOn(today, caller, *foreseen.mutable_due());
            *response->add_foreseen() = std::move(foreseen);
          }
          response->set_next_page_token(page.next_page_token);
          *response->mutable_today() = ToProto(today);
          return absl::OkStatus();
        },
        request->case_id());
  }

  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(const Tag subject, SubjectAsked(*request));
          if (subject.kind != TagKind::kCase) {
            ASSIGN_OR_RETURN(const v1::Standing found,
                             FindStanding(served_, caller, subject));
            const v1::Due* const due = DueAsked(*request, found.obligations());
            return ExplainDue(
                caller, due,
                due == nullptr
                    ? nullptr
                    : FollowedOn(*served_.writer.catalogue(), subject,
                                 FromProto(due->created_on())),
                *response);
          }
          ASSIGN_OR_RETURN(const v1::Case found,
                           FindCase(served_, caller, subject.id));
          return ExplainDue(caller, DueAsked(*request, found.obligations()),
                            served_.writer.catalogue()->Find(found.procedure()),
                            *response);
        },
        request->case_id());
  }

  grpc::ServerUnaryReactor* ListStandings(
      grpc::CallbackServerContext* context,
      const v1::ListStandingsRequest* request,
      v1::ListStandingsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          const absl::CivilDay today = TodayOf(served_);
          ASSIGN_OR_RETURN(
              Page<v1::Standing> page,
              served_.views.ListStandings(
                  [&](const v1::Standing& standing) {
                    return !standing.privacy_request_id().empty() ==
                               request->privacy_requests() &&
                           MaySeeStanding(caller, standing);
                  },
                  size, request->page_token()));
          for (v1::Standing& standing : page.rows) {
            ShowOn(today, caller, standing);
            *response->add_standings() = std::move(standing);
          }
          response->set_next_page_token(page.next_page_token);
          *response->mutable_today() = ToProto(today);
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::WatchAlertsResponse>* WatchAlerts(
      grpc::CallbackServerContext* context,
      const v1::WatchAlertsRequest* request) override {
    return PulledStream<v1::WatchAlertsResponse>::Answer(
        served_, context,
        [this, asked = *request](const Caller&)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::WatchAlertsResponse>>> {
          ASSIGN_OR_RETURN(std::unique_ptr<Subscription> outcomes,
                           served_.store.Subscribe(Alerting(), asked.after()));
          return std::make_unique<AlertSource>(served_, std::move(outcomes),
                                               asked.until_caught_up());
        });
  }

 private:
  // Exactly one may be named.
  static absl::StatusOr<Tag> SubjectAsked(const v1::ExplainRequest& request) {
    const int named = int{!request.case_id().empty()} +
                      int{!request.cohort_id().empty()} +
                      int{!request.procedure_key().empty()} +
                      int{!request.privacy_request_id().empty()};
    if (named > 1) {
      return Malformed(
          "case_id, cohort_id, procedure_key, privacy_request_id",
          "noem een zaak, een opleidingsjaar, een procedure of een verzoek",
          "name a case, a cohort, a procedure or a privacy request");
    }
    v1::ObligationRef asked;
    asked.set_case_id(request.case_id());
    asked.set_cohort_id(request.cohort_id());
    asked.set_procedure_key(request.procedure_key());
    asked.set_privacy_request_id(request.privacy_request_id());
    return SubjectOf(asked);
  }

  // The latest of that row, unless the request says which. Null when there is
  // none.
  static const v1::Due* DueAsked(
      const v1::ExplainRequest& request,
      const google::protobuf::RepeatedPtrField<v1::Due>& obligations) {
    const v1::Due* due = nullptr;
    for (const v1::Due& row : obligations) {
      if (row.obligation().key() != request.key() ||
          (!request.trainer_id().empty() &&
           row.obligation().trainer_id() != request.trainer_id())) {
        continue;
      }
      const uint64_t created_by = row.obligation().created_by();
      if (request.created_by() == created_by) return &row;
      if (request.created_by() == 0 &&
          (due == nullptr || due->obligation().created_by() < created_by)) {
        due = &row;
      }
    }
    return due;
  }

  // What is owed outside cases is no term of a contact agreement.
  absl::StatusOr<bool> MaySeeTermOf(const Caller& caller,
                                    const v1::ObligationRef& obligation) const {
    if (obligation.case_id().empty() || MaySeeContactAgreements(caller)) {
      return true;
    }
    ASSIGN_OR_RETURN(const v1::Case of_case,
                     served_.views.GetCase(obligation.case_id()));
    return MaySeeTerm(served_, caller, of_case.procedure(), obligation.key());
  }

  absl::Status ExplainDue(const Caller& caller, const v1::Due* due,
                          const std::shared_ptr<const Procedure>& procedure,
                          v1::ExplainResponse& response) const {
    if (due == nullptr || procedure == nullptr) {
      return NoSuchTerm();
    }
    *response.mutable_explanation() = driehoek::Explain(
        *procedure, *due, TodayOf(served_),
        MaySeeLatenessOf(caller, *due) ? Lateness::kShown : Lateness::kHidden);
    return absl::OkStatus();
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewWorkService(const Served& served) {
  return std::make_unique<WorkService>(served);
}

}  // namespace driehoek
