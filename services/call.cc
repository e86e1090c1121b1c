#include "services/call.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/due_dates.h"
#include "domain/rejections.h"
#include "projections/as_of.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/status.h"

namespace driehoek {

absl::Duration WaitUntil(const Served& served,
                         const grpc::CallbackServerContext& context) {
  const absl::Duration caller_waits =
      absl::FromChrono(context.deadline()) - served.real_clock.Now();
  return served.real_clock.Monotonic() +
         std::min(served.longest_wait, caller_waits);
}

void WhenViewsReach(const Served& served, absl::Duration wait_until,
                    Position position,
                    std::function<void(const absl::Status&)> then) {
  served.views.WhenReached(
      position, wait_until,
      [&served, then = std::move(then)](const absl::Status& reached) {
        // The projector must not wait for what answering takes.
        served.tasks.Add([then, reached] { then(reached); });
      });
}

void WithHolder(
    const Served& served, const CallHeaders& headers,
    const std::function<void(const absl::StatusOr<TokenHolder>&)>& then) {
  const absl::StatusOr<TokenHolder> holder = served.identity.HolderOf(headers);
  if (holder.ok() || served.provider == nullptr ||
      ReasonOf(holder.status()) != kTokenKeyUnknown) {
    return then(holder);
  }
  // The key may be newer than what is known here.
  const bool asked = served.provider->AskAnew([&served, headers, then] {
    // Who asks the provider must not wait for what answering takes.
    served.tasks.Add(
        [&served, headers, then] { then(served.identity.HolderOf(headers)); });
  });
  if (!asked) then(holder);
}

namespace {

// As WithCaller, of a claim.
void WithClaimant(
    const Served& served, const Claim& claim, absl::Duration wait_until,
    Position min_position,
    const std::function<void(const absl::StatusOr<Caller>&)>& then) {
  // Nobody acts who may not any more, nor as someone from whom he or she was
  // told apart meanwhile.
  Position wanted =
      std::max(min_position, served.writer.last_change_of_people());
  if (served.views.position() >= wanted) {
    const absl::StatusOr<Caller> caller = served.identity.Check(claim);
    const Position head = served.store.head();
    if (caller.ok() || served.views.position() >= head) return then(caller);
    // The role may be granted in what the views have not reached yet.
    wanted = head;
  }
  WhenViewsReach(served, wait_until, wanted,
                 [&served, claim, then](const absl::Status& reached) {
                   if (!reached.ok()) return then(reached);
                   then(served.identity.Check(claim));
                 });
}

// Whoever may not sign in, or not in that role, is known all the same.
void RecordRefusedCaller(
    const Served& served, const std::string& peer, const Claim& claim,
    const v1::Looked& asked, const absl::Status& refused,
    const std::function<void(const absl::StatusOr<Caller>&)>& then) {
  const absl::StatusOr<std::string> person_id =
      served.identity.PersonIdOf(claim);
  if (!person_id.ok()) return then(refused);
  v1::Actor by;
  by.set_person_id(*person_id);
  by.set_role(claim.role);
  RecordRefusal(served, peer, by, asked, refused, then);
}

}  // namespace

void WithCaller(const Served& served,
                const grpc::CallbackServerContext& context,
                Position min_position, const v1::Looked& asked,
                std::function<void(const absl::StatusOr<Caller>&)> then) {
  const CallHeaders headers = HeadersOf(context);
  WithHolder(
      served, headers,
      [&served, headers, asked, peer = context.peer(),
       wait_until = WaitUntil(served, context), min_position,
       then = std::move(then)](const absl::StatusOr<TokenHolder>& holder) {
        if (!holder.ok()) return then(holder.status());
        const absl::StatusOr<Claim> claim =
            served.identity.ClaimOf(*holder, headers);
        if (!claim.ok()) return then(claim.status());
        WithClaimant(served, *claim, wait_until, min_position,
                     [&served, asked, peer, claim = *claim,
                      then](const absl::StatusOr<Caller>& caller) {
                       if (caller.ok()) return then(caller);
                       RecordRefusedCaller(served, peer, claim, asked,
                                           caller.status(), then);
                     });
      });
}

grpc::ServerUnaryReactor* AnswerRead(
    const Served& served, grpc::CallbackServerContext* context,
    Position min_position, std::function<absl::Status(const Caller&)> read,
    const std::string& case_id, const char* call) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const v1::Looked asked = OtherCall(case_id, call);
  WithCaller(served, *context, min_position, asked,
             [&served, context, reactor, asked,
              read = std::move(read)](const absl::StatusOr<Caller>& caller) {
               if (!caller.ok()) {
                 return reactor->Finish(ToGrpcStatus(caller.status()));
               }
               const absl::Status answer = read(*caller);
               if (answer.ok()) return reactor->Finish(grpc::Status::OK);
               FinishRefused(served, *context, *reactor, *caller, asked,
                             answer);
             });
  return reactor;
}

v1::Actor ActorOf(const Caller& caller) {
  v1::Actor actor;
  actor.set_person_id(caller.person_id);
  actor.set_role(caller.role);
  return actor;
}

absl::CivilDay TodayOf(const Served& served) {
  return DayOf(served.clock.Now());
}

absl::StatusOr<Moment> MomentOf(const Served& served, const v1::AsOf& as_of) {
  if (as_of.position() != 0 && as_of.instant_micros() != 0) {
    return Malformed("as_of", "noem een positie of een moment, niet beide",
                     "name a position or an instant, not both");
  }
  if (as_of.position() == 0 && as_of.instant_micros() == 0) {
    return AsOfOfNothing();
  }
  if (as_of.instant_micros() != 0) {
    const absl::Time instant = absl::FromUnixMicros(as_of.instant_micros());
    if (instant > served.clock.Now()) return AsOfAhead();
    ASSIGN_OR_RETURN(const Position position,
                     PositionAt(served.store, instant));
    return Moment{position, DayOf(instant)};
  }
  if (as_of.position() > served.store.head()) return AsOfAhead();
  ReadOptions options;
  options.after = as_of.position() - 1;
  options.limit = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   served.store.Read(Query::All(), options));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> at, reader->Next());
  if (!at) return absl::DataLossError("no event at a position of the log");
  return Moment{as_of.position(), DayOf(at->envelope.recorded_at)};
}

namespace {

// Of what a migration let lapse only another version of the procedure knows
//
bool IsOfContactAgreement(const std::string& key, const Procedure& procedure,
                          const Catalogue& catalogue) {
  if (const v1::Obligation* const obligation = procedure.FindObligation(key)) {
    return driehoek::IsOfContactAgreement(*obligation);
  }
  return std::any_of(catalogue.all().begin(), catalogue.all().end(),
                     [&](const std::shared_ptr<const Procedure>& other) {
                       const v1::Obligation* const obligation =
                           other->data().key() == procedure.data().key()
                               ? other->FindObligation(key)
                               : nullptr;
                       return obligation != nullptr &&
                              driehoek::IsOfContactAgreement(*obligation);
                     });
}

}  // namespace

void LeaveOutUnseen(const Served& served, const Caller& caller,
                    v1::Case& of_case) {
  LeaveOutUnseen(served, caller, SurroundingsOf(of_case), of_case);
}

void LeaveOutUnseen(const Served& served, const Caller& caller,
                    const Surroundings& surroundings, v1::Case& of_case) {
  // Where the latest event lies tells that there was one.
  of_case.clear_position();
  for (v1::Due& due : *of_case.mutable_obligations()) {
    due.clear_source_position();
  }
  KeepSeenDocuments(ViewingOf(caller, surroundings),
                    *of_case.mutable_documents());
  KeepSeenCandidates(caller, of_case);
  if (IsDecoupledBefore(caller, of_case, TodayOf(served))) {
    HideAfterDecoupling(caller, of_case);
  }
  if (MaySeeContactAgreements(caller)) return;
  auto& dues = *of_case.mutable_obligations();
  dues.erase(std::remove_if(dues.begin(), dues.end(),
                            [&](const v1::Due& due) {
                              return !MaySeeTerm(served, caller,
                                                 of_case.procedure(),
                                                 due.obligation().key());
                            }),
             dues.end());
}

bool MaySeeTerm(const Served& served, const Caller& caller,
                const std::string& procedure, const std::string& key) {
  if (MaySeeContactAgreements(caller)) return true;
  const std::shared_ptr<const Catalogue> catalogue = served.writer.catalogue();
  const std::shared_ptr<const Procedure> followed = catalogue->Find(procedure);
  return followed == nullptr ||
         !IsOfContactAgreement(key, *followed, *catalogue);
}

absl::StatusOr<v1::Case> CaseIf(
    const Served& served, const std::string& case_id,
    const std::function<bool(const Surroundings&)>& may) {
  absl::StatusOr<v1::Case> found = served.views.GetCaseIf(case_id, may);
  if (absl::IsNotFound(found.status())) return NoSuchCase();
  return found;
}

absl::StatusOr<v1::Case> FindCase(const Served& served, const Caller& caller,
                                  const std::string& case_id) {
  ASSIGN_OR_RETURN(v1::Case found,
                   CaseIf(served, case_id, [&](const Surroundings& people) {
                     return IsConcerned(caller, people);
                   }));
  LeaveOutUnseen(served, caller, found);
  return found;
}

absl::StatusOr<v1::Standing> FindStanding(const Served& served,
                                          const Caller& caller,
                                          const Tag& subject) {
  absl::StatusOr<v1::Standing> found = served.views.GetStanding(subject);
  if (absl::IsNotFound(found.status()) ||
      (found.ok() && !MaySeeStanding(caller, *found))) {
    switch (subject.kind) {
      case TagKind::kCohort:
        return NotFound("Dit opleidingsjaar", "This cohort");
      case TagKind::kPrivacyRequest:
        return NotFound("Dit verzoek", "This request");
      default:
        return NotFound("Deze procedure", "This procedure");
    }
  }
  return found;
}

void ShowOn(absl::CivilDay day, const Caller& caller, v1::Due& due) {
  due.clear_source_position();
  if (MaySeeLatenessOf(caller, due)) {
    due.set_timeliness(TimelinessOn(due, day));
  } else {
    HideLateness(due);
  }
}

void ShowOn(absl::CivilDay day, const Caller& caller, v1::Standing& standing) {
  standing.clear_position();
  for (v1::Due& due : *standing.mutable_obligations()) ShowOn(day, caller, due);
}

absl::StatusOr<size_t> PageSizeOf(int32_t asked, size_t otherwise,
                                  size_t most) {
  if (asked < 0) {
    return Malformed("page_size", "niet onder nul", "not below zero");
  }
  if (asked == 0) return otherwise;
  return std::min(static_cast<size_t>(asked), most);
}

}  // namespace driehoek
