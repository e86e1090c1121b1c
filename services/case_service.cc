#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/access.h"
#include "domain/actions.h"
#include "domain/competence.h"
#include "domain/dates.h"
#include "domain/recorded_words.h"
#include "domain/rejections.h"
#include "domain/waiting.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "projections/as_of.h"
#include "projections/fold.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/case_reading.h"
#include "services/cases_of.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/seen_page.h"
#include "services/signals.h"
#include "services/status.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

constexpr int kMaxCommands = 32;

// What depends on the day and the reader comes on reading.
void ShowOn(absl::CivilDay day, const Caller& caller, v1::Case& of_case) {
  for (v1::Due& due : *of_case.mutable_obligations()) {
    driehoek::ShowOn(day, caller, due);
  }
  for (v1::WaitingTime& waiting : *of_case.mutable_waiting_times()) {
    CountDays(day, waiting);
  }
}

absl::Status CheckSubmit(const v1::SubmitRequest& request) {
  if (request.commands_size() > kMaxCommands) {
    return Malformed("commands", "hoogstens 32 tegelijk", "at most 32 at once");
  }
  const bool ours = absl::c_any_of(request.commands(), [](const auto& command) {
    return command.has_record_outcome() || command.has_link_account();
  });
  return ours ? NotForThisRole() : absl::OkStatus();
}

// The privacy request that the command is a part of answering; else empty.
std::string AnsweredWith(const v1::Command& command) {
  switch (command.kind_case()) {
    case v1::Command::kExtendPrivacyRequest:
      return command.extend_privacy_request().privacy_request_id();
    case v1::Command::kAnswerPrivacyRequest:
      return command.answer_privacy_request().privacy_request_id();
    case v1::Command::kMaskPassage:
      return command.mask_passage().privacy_request_id();
    case v1::Command::kUnmaskPassage:
      return command.unmask_passage().privacy_request_id();
    default:
      return "";
  }
}

// What the views must have reached to know what is asked for: a case that is
// opened in an emergency is looked up by its number, and a request by its id.
Position ReadBefore(const Served& served, const v1::SubmitRequest& request) {
  return absl::c_any_of(request.commands(),
                        [](const v1::Command& command) {
                          return command.has_open_emergency_access() ||
                                 !AnsweredWith(command).empty();
                        })
             ? served.store.head()
             : 0;
}

// Nobody answers a request of someone in whose cases he or she has a part
// which cases that are, no one history tells. What the caller may not
// know of is refused by the rules.
absl::Status CheckMayAnswer(const Served& served, const Caller& caller,
                            const v1::SubmitRequest& request) {
  std::set<std::string> privacy_request_ids;
  for (const v1::Command& command : request.commands()) {
    privacy_request_ids.insert(AnsweredWith(command));
  }
  privacy_request_ids.erase("");
  for (const std::string& id : privacy_request_ids) {
    const absl::StatusOr<v1::Standing> standing =
        FindStanding(served, caller, {TagKind::kPrivacyRequest, id});
    if (absl::IsNotFound(standing.status())) continue;
    RETURN_IF_ERROR(standing.status());
    if (caller.Is(standing->person_id())) continue;
    RETURN_IF_ERROR(
        CheckNoPartInCasesOf(served, caller, standing->person_id()));
  }
  return absl::OkStatus();
}

// Both under the id with which they go on.
v1::Actor ActorFor(const Served& served, const Caller& caller,
                   bool has_on_behalf_of, const v1::OnBehalfOf& asked_by) {
  v1::Actor actor = ActorOf(caller);
  if (has_on_behalf_of) {
    actor.set_on_behalf_of(
        served.writer.same_people()->KeptOf(asked_by.person_id()));
    actor.set_on_behalf_of_role(asked_by.role());
    actor.set_channel(asked_by.channel());
  }
  return actor;
}

Submission SubmissionOf(const Served& served, const v1::SubmitRequest& request,
                        const Caller& caller) {
  Submission submission;
  submission.request_id = request.request_id();
  submission.actor = ActorFor(served, caller, request.has_on_behalf_of(),
                              request.on_behalf_of());
  submission.commands.assign(request.commands().begin(),
                             request.commands().end());
  std::vector<std::string> uploads;
  for (const v1::Command& command : submission.commands) {
    if (!command.has_attach_file()) continue;
    uploads.push_back(command.attach_file().upload_id());
  }
  if (!uploads.empty()) {
    submission.uploads = served.uploads.Find(
        served.writer.same_people()->AllOf(caller.person_id), uploads);
  }
  // Who may not see a case knows its number at most.
  for (v1::Command& command : submission.commands) {
    if (!command.has_open_emergency_access()) continue;
    std::string& case_id =
        *command.mutable_open_emergency_access()->mutable_case_id();
    const absl::StatusOr<v1::Case> found = served.views.GetCase(case_id);
    if (found.ok()) case_id = found->case_id();
  }
  return submission;
}

class CaseSource final : public StreamSource<v1::WatchCaseResponse> {
 public:
  CaseSource(const Served& served, std::string case_id)
      : served_(served), case_id_(std::move(case_id)) {}

  absl::StatusOr<std::optional<v1::WatchCaseResponse>> Next(
      const Caller& caller) override {
    v1::WatchCaseResponse response;
    // Asked anew each time: the case may have got other parties.
    ASSIGN_OR_RETURN(*response.mutable_case_(),
                     FindCase(served_, caller, case_id_));
    ShowOn(TodayOf(served_), caller, *response.mutable_case_());
    // Of what the caller may not know nothing comes, not even that it happened
    //
    const size_t content = absl::HashOf(response.case_().SerializeAsString());
    if (sent_ == content) return std::nullopt;
    sent_ = content;
    return response;
  }

  bool Wants(const Projector::Touched& touched) const override {
    return absl::c_linear_search(touched.case_ids, case_id_);
  }

 private:
  const Served& served_;
  const std::string case_id_;
  std::optional<size_t> sent_;  // A hash of what was sent last.
};

// Whether the command names no document, or one that the case, as the caller
// sees it, has.
bool IsOfSeenDocument(const v1::Command& command, const v1::Case& seen) {
  const std::string document_id = DocumentNamedIn(command);
  return document_id.empty() ||
         absl::c_any_of(seen.documents(),
                        [&document_id](const v1::CaseDocument& document) {
                          return document.document_id() == document_id;
                        });
}

// Takes out of the command the candidate whom the caller, by the case as he or
// she sees it, may not know.
void HideUnseenCandidate(const v1::Case& seen, v1::Command& command) {
  if (command.has_start_new_placement() &&
      command.start_new_placement().trainer_id() != seen.new_trainer_id()) {
    command.mutable_start_new_placement()->clear_trainer_id();
  }
  if (!command.has_confirm_pairing()) return;
  v1::ConfirmPairing& confirm = *command.mutable_confirm_pairing();
  const bool is_seen = absl::c_any_of(
      seen.candidacies(), [&confirm](const v1::Candidacy& candidacy) {
        return candidacy.candidate_id() == confirm.trainer_id();
      });
  if (!is_seen) confirm.clear_trainer_id();
}

// Leaves of what the caller saw then what the caller sees now: what was taken
// back since leaves no trace.
void KeepStillSeen(const v1::Case& now, v1::Case& then) {
  google::protobuf::RepeatedPtrField<v1::CaseDocument> seen;
  for (v1::CaseDocument& document : *then.mutable_documents()) {
    const bool still = absl::c_any_of(
        now.documents(), [&document](const v1::CaseDocument& known) {
          return known.document_id() == document.document_id();
        });
    if (still) *seen.Add() = std::move(document);
  }
  then.mutable_documents()->Swap(&seen);
}

template <typename T>
absl::StatusOr<T> AtThatTime(absl::StatusOr<T> found) {
  if (absl::IsNotFound(found.status())) return NotYetThen();
  return found;
}

// Says of a line whether the caller may ask for its words; what it is kept with
// to know that, is not shown.
void ShowWords(const Served& served, const Caller& caller, const v1::Case& seen,
               v1::TimelineEntry& entry) {
  const std::shared_ptr<const Procedure> procedure =
      served.writer.catalogue()->Find(seen.procedure());
  entry.set_has_words(procedure != nullptr &&
                      MayReadWords(caller, *procedure, seen, entry));
  // Who reads is told by role (context V-3).
  if (entry.event() == "emergency_access_opened" &&
      IsToldOfEmergencies(caller, seen) && caller.role != v1::ROLE_AUDITOR) {
    entry.mutable_actor()->clear_person_id();
  }
  entry.clear_trainer_id();
  entry.clear_corrected_event();
  entry.clear_of_contact_agreement();
  entry.clear_owed_by();
}

// The event of the case at that position; nothing when it is not of the case.
absl::StatusOr<std::optional<RecordedEvent>> ReadEvent(
    const Served& served, const std::string& case_id, Position position) {
  if (position == 0 || position > served.store.head()) return std::nullopt;
  ReadOptions options;
  options.after = position - 1;
  options.until = position;
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      served.store.Read(Query::AnyOf({{{}, {{TagKind::kCase, case_id}}}}),
                        options));
  return reader->Next();
}

// A candidate may act in a case without seeing it (G-12).
absl::StatusOr<v1::Case> FindCaseToActIn(const Served& served,
                                         const Caller& caller,
                                         const std::string& case_id) {
  ASSIGN_OR_RETURN(
      v1::Case found, CaseIf(served, case_id, [&](const Surroundings& people) {
        return IsConcerned(caller, people) || IsCandidate(caller, people);
      }));
  LeaveOutUnseen(served, caller, found);
  return found;
}

// What the rules say of every command about the case at this moment.
absl::StatusOr<std::vector<Action>> ActionsNow(const Served& served,
                                               const std::string& case_id,
                                               const v1::Actor& actor) {
  const Position head = served.store.head();
  const std::shared_ptr<const Catalogue> catalogue = served.writer.catalogue();
  const std::shared_ptr<const Calendar> calendar = served.writer.calendar();
  const std::shared_ptr<const SamePeople> same_people =
      served.writer.same_people();
  ASSIGN_OR_RETURN(const Case of_case, FoldCase(served.store, case_id, head));
  const std::shared_ptr<const Procedure> procedure =
      catalogue->Find(of_case.procedure);
  if (procedure == nullptr) return NoSuchCase();
  const std::vector<v1::Command> drafts =
      DraftsFor(of_case, *procedure, *calendar);

  const std::string institute_id = served.writer.institute_id();
  IdSupply ids(served.store.identity().id_secret, "");
  std::deque<State> states;  // Stays where it is as it grows.
  Histories histories;
  for (const Tag& tag : Needs(drafts, actor, institute_id, ids, *same_people)) {
    ASSIGN_OR_RETURN(State state, FoldHistory(served.store, tag, head));
    states.push_back(std::move(state));
    histories.Set(tag, &states.back());
  }
  const absl::Time now = served.clock.Now();
  const Context context{now,          DayOf(now), actor,
                        institute_id, *catalogue, *calendar,
                        *same_people, ids,        head + 1};
  return ActionsOf(drafts, of_case, *procedure, histories, context);
}

v1::Action ToProto(Action action) {
  v1::Action proto;
  *proto.mutable_command() = std::move(action.command);
  proto.set_allowed(action.verdict.ok());
  for (std::string& field : action.fields_needed) {
    *proto.add_fields_needed() = std::move(field);
  }
  if (!action.verdict.ok()) {
    proto.set_reason(ReasonOf(action.verdict));
    proto.set_rule(RuleOf(action.verdict));
    proto.set_section(SectionOf(action.verdict));
    proto.set_message(DutchOf(action.verdict));
  }
  return proto;
}

class CaseService final : public v1::CaseService::CallbackService {
 public:
  explicit CaseService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    const v1::Looked asked = WithCommands(OtherCall(), request->commands());
    WithCaller(
        served_, *context, ReadBefore(served_, *request), asked,
        [=, this](const absl::StatusOr<Caller>& caller) {
          if (!caller.ok()) {
            return reactor->Finish(ToGrpcStatus(caller.status()));
          }
          const auto refuse = [=, this, by = RefusedActor(*caller, *request)](
                                  const absl::Status& refused) {
            RecordRefusal(served_, context->peer(), by,
                          WithCommands(asked, request->commands(), refused),
                          refused, [reactor](const absl::Status& told) {
                            reactor->Finish(ToGrpcStatus(told));
                          });
          };
          absl::Status good = CheckSubmit(*request);
          if (good.ok()) good = CheckMayAnswer(served_, *caller, *request);
          if (!good.ok()) return refuse(good);
          Submission submission = SubmissionOf(served_, *request, *caller);
          const Uploads uploads = submission.uploads;
          served_.writer.Submit(
              std::move(submission),
              [=, this](const absl::StatusOr<v1::SubmitResponse>& done) {
                if (!done.ok()) return refuse(done.status());
                *response = *done;
                PutAway(uploads);
                reactor->Finish(grpc::Status::OK);
              });
        });
    return reactor;
  }

  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context,
                                    const v1::GetCaseRequest* request,
                                    v1::GetCaseResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_CASE, request->case_id()),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(v1::Case found,
                           FindCase(served_, caller, request->case_id()));
          SetCase(found, looked);
          absl::CivilDay day = TodayOf(served_);
          if (request->has_as_of()) {
            ASSIGN_OR_RETURN(const Moment moment,
                             MomentOf(served_, request->as_of()));
            day = moment.day;
            const v1::Case now = std::move(found);
            ASSIGN_OR_RETURN(
                found,
                AtThatTime(CaseAsOf(served_.store, *served_.writer.catalogue(),
                                    *served_.writer.calendar(), now.case_id(),
                                    moment.position)));
            // Who may see it is a question of now.
            LeaveOutUnseen(served_, caller, SurroundingsOf(now), found);
            KeepStillSeen(now, found);
          }
          ShowOn(day, caller, found);
          *response->mutable_case_() = std::move(found);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListActions(
      grpc::CallbackServerContext* context,
      const v1::ListActionsRequest* request,
      v1::ListActionsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(
              const v1::Case found,
              FindCaseToActIn(served_, caller, request->case_id()));
          *response->mutable_today() = driehoek::ToProto(TodayOf(served_));
          // To read, and nothing else.
          if (IsInEmergency(caller, found)) return absl::OkStatus();
          ASSIGN_OR_RETURN(
              std::vector<Action> actions,
              ActionsNow(served_, found.case_id(),
                         ActorFor(served_, caller, request->has_on_behalf_of(),
                                  request->on_behalf_of())));
          const Surroundings surroundings = SurroundingsOf(found);
          for (Action& action : actions) {
            // What is no candidate's to do, a candidate does not hear of; nor
            // another trainer of what is asked of candidates.
            if (absl::IsNotFound(action.verdict) &&
                !MaySeeCase(caller, found)) {
              continue;
            }
            if (!IsAskedOf(caller, action.command.kind_case(), surroundings)) {
              continue;
            }
            if (!IsOfSeenDocument(action.command, found)) continue;
            HideUnseenCandidate(found, action.command);
            *response->add_actions() = ToProto(std::move(action));
          }
          return absl::OkStatus();
        },
        request->case_id());
  }

  grpc::ServerUnaryReactor* ListCases(
      grpc::CallbackServerContext* context, const v1::ListCasesRequest* request,
      v1::ListCasesResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 50, 500));
          ASSIGN_OR_RETURN(
              Page<v1::Case> page,
              served_.views.ListCases(caller, request->open_only(), size,
                                      request->page_token()));
          const absl::CivilDay today = TodayOf(served_);
          for (v1::Case& row : page.rows) {
            LeaveOutUnseen(served_, caller, row);
            ShowOn(today, caller, row);
            *response->add_cases() = std::move(row);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::WatchCaseResponse>* WatchCase(
      grpc::CallbackServerContext* context,
      const v1::WatchCaseRequest* request) override {
    return PulledStream<v1::WatchCaseResponse>::AnswerLook(
        served_, context, AskedFor(v1::LOOK_KIND_CASE, request->case_id()),
        [this, case_id = request->case_id()](const Caller& caller,
                                             v1::Looked& looked)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::WatchCaseResponse>>> {
          ASSIGN_OR_RETURN(const v1::Case found,
                           FindCase(served_, caller, case_id));
          SetCase(found, looked);
          return std::make_unique<CaseSource>(served_, found.case_id());
        });
  }

  grpc::ServerUnaryReactor* GetTimeline(
      grpc::CallbackServerContext* context,
      const v1::GetTimelineRequest* request,
      v1::GetTimelineResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_TIMELINE, request->case_id()),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(
              const v1::Case found,
              FindCaseToActIn(served_, caller, request->case_id()));
          SetCase(found, looked);
          ASSIGN_OR_RETURN(Page<v1::TimelineEntry> page,
                           TimelineOf(found, caller, *request));
          for (v1::TimelineEntry& entry : page.rows) {
            ShowWords(served_, caller, found, entry);
            *response->add_entries() = std::move(entry);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* GetWords(grpc::CallbackServerContext* context,
                                     const v1::GetWordsRequest* request,
                                     v1::GetWordsResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_WORDS, request->case_id()),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(
              const CaseReading reading,
              CaseReading::Of(served_, caller, request->case_id()));
          ASSIGN_OR_RETURN(
              const std::optional<RecordedEvent> recorded,
              ReadEvent(served_, reading.case_id(), request->position()));
          std::vector<v1::Words> words;
          if (recorded) words = reading.WordsRead(*recorded);
          if (words.empty()) return NotFound("Deze tekst", "This text");
          for (v1::Words& one : words) {
            *response->add_words() = std::move(one);
          }
          SetCase(reading.seen(), looked);
          looked.set_position(request->position());
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListSignals(
      grpc::CallbackServerContext* context,
      const v1::ListSignalsRequest* request,
      v1::ListSignalsResponse* response) override {
    // With what was said (S-1). Of whom they are about nobody is told: of a
    // signal no more people know than the teachers and who made it.
    return AnswerLook(
        served_, context, 0, AskedFor(v1::LOOK_KIND_WORDS),
        [=, this](const Caller& caller, v1::Looked&) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 50, 500));
          ASSIGN_OR_RETURN(
              Page<v1::Signal> page,
              ReadSignals(
                  caller, served_.store,
                  [this](const std::string& id) { return PartiesOf(id); },
                  served_.store.head(), size, request->page_token()));
          for (v1::Signal& signal : page.rows) {
            *response->add_signals() = std::move(signal);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

 private:
  // On whose behalf too, when that is someone: anything can be sent.
  v1::Actor RefusedActor(const Caller& caller,
                         const v1::SubmitRequest& request) const {
    return ActorFor(
        served_, caller,
        request.has_on_behalf_of() &&
            served_.views.GetPerson(request.on_behalf_of().person_id()).ok(),
        request.on_behalf_of());
  }

  // What was attached. The next start does it when this one does not.
  void PutAway(const Uploads& uploads) {
    if (uploads.empty()) return;
    served_.file_tasks.Add(
        [this, uploads] { served_.uploads.Attached(uploads).IgnoreError(); });
  }

  // Who has to do with a placement.
  absl::StatusOr<Surroundings> PartiesOf(
      const std::string& placement_id) const {
    const absl::StatusOr<v1::Placement> placement =
        served_.views.GetPlacement(placement_id);
    // Not in the views yet.
    if (absl::IsNotFound(placement.status())) return Surroundings();
    RETURN_IF_ERROR(placement.status());
    return SurroundingsOf(*placement);
  }

  // What the caller sees of the timeline of a case, as he or she sees that.
  absl::StatusOr<Page<v1::TimelineEntry>> TimelineOf(
      const v1::Case& seen, const Caller& caller,
      const v1::GetTimelineRequest& request) const {
    ASSIGN_OR_RETURN(const size_t size,
                     PageSizeOf(request.page_size(), 100, 1000));
    std::optional<Position> until;
    if (request.has_as_of()) {
      ASSIGN_OR_RETURN(const Moment moment, MomentOf(served_, request.as_of()));
      until = moment.position;
    }
    return SeenPage<v1::TimelineEntry>(
        size, request.page_token(),
        [&](size_t at_once, const std::string& token) {
          return until.has_value()
                     ? AtThatTime(TimelineAsOf(
                           served_.store, *served_.writer.catalogue(),
                           seen.case_id(), *until, kAllAtOnce, token))
                     : served_.views.GetTimeline(seen.case_id(), at_once,
                                                 token);
        },
        [&](const v1::TimelineEntry& entry) -> absl::StatusOr<bool> {
          return MaySeeEntry(caller, seen, entry);
        },
        [](const v1::TimelineEntry& last) {
          return PageTokenOf(OrderedPosition(last.position()));
        });
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewCaseService(const Served& served) {
  return std::make_unique<CaseService>(served);
}

}  // namespace driehoek
