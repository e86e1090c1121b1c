#include "clients/cli/player.h"

#include <google/protobuf/text_format.h>

#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "clients/cli/attachments.h"
#include "clients/cli/case_changes.h"
#include "clients/cli/dates.h"
#include "clients/cli/expectations.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/resolve.h"
#include "clients/cli/words.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

constexpr uint64_t kMaxProcedure = 256 << 10;
constexpr char kReused[] = "REQUEST_ID_REUSED";

// Those who may read a case as a whole, and how all of its terms are kept.
bool IsStaffOfCases(v1::Role role) {
  switch (role) {
    case v1::ROLE_TEACHER:
    case v1::ROLE_YEAR_ASSISTANT:
    case v1::ROLE_PROGRAMME_MANAGER:
    case v1::ROLE_DEPUTY_HEAD:
    case v1::ROLE_HEAD:
      return true;
    default:
      return false;
  }
}

Caller ActorOf(const v1::PlayStep& step) {
  return {step.person(), step.role()};
}

bool ErasesItsCase(const v1::PlayStep& step) {
  return absl::c_any_of(step.commands(), [](const v1::Command& command) {
    return command.erase_content().scope() == v1::ERASURE_SCOPE_CASE;
  });
}

// The procedure of a file with a variant merged over it, as text.
absl::StatusOr<std::string> VariantOf(const std::string& textproto,
                                      const v1::Procedure& variant,
                                      const std::string& path) {
  v1::Procedure procedure;
  if (!google::protobuf::TextFormat::ParseFromString(textproto, &procedure)) {
    return UsageError(absl::StrCat(path, " is geen procedure."));
  }
  procedure.MergeFrom(variant);
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  if (!printer.PrintToString(procedure, &text)) {
    return absl::InternalError("een procedure is niet te schrijven");
  }
  return text;
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<std::vector<v1::FileEntry>> AllEntries(
    Session& session, const Caller& caller,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    Request request) {
  std::vector<v1::FileEntry> entries;
  do {
    ASSIGN_OR_RETURN(const Response page,
                     session.CallAs(caller, method, request));
    entries.insert(entries.end(), page.entries().begin(), page.entries().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return entries;
}

}  // namespace

Player::Player(
    Session& session, Caller keeper, PlayProgress progress,
    std::function<void(const v1::PlayStep&, const v1::PlayedStep&)> show)
    : session_(session),
      keeper_(std::move(keeper)),
      progress_(std::move(progress)),
      show_(std::move(show)) {}

absl::StatusOr<v1::PlayReport> Player::Play(const PlayScript& script) {
  RETURN_IF_ERROR(Begin());
  v1::PlayReport report;
  report.set_title(script.play.title());
  for (int i = 0; i < script.play.steps_size(); ++i) {
    v1::PlayedStep& played = *report.add_steps();
    played.set_number(i + 1);
    played.set_at_micros(
        absl::ToUnixMicros(script.moments[static_cast<size_t>(i)]));
    RETURN_IF_ERROR(DoStep(script, i, played));
    report.set_failures(report.failures() + played.failures_size());
    show_(script.play.steps(i), played);
  }
  for (const auto& [role, submits] : submits_) {
    v1::SubmitCount& count = *report.add_submits();
    count.set_role(role);
    count.set_submits(submits);
  }
  for (const v1::ExpectedSubmits& expected : script.play.expect_submits()) {
    if (auto mismatch = Mismatch(expected, submits_)) {
      report.add_failed(*std::move(mismatch));
    }
  }
  report.set_failures(report.failures() + report.failed_size());
  for (const auto& [case_id, seen] : cases_) {
    ASSIGN_OR_RETURN(*report.add_cases(), ReadCase(case_id));
  }
  return report;
}

absl::Status Player::Begin() {
  ASSIGN_OR_RETURN(const v1::GetClockResponse clock,
                   session_.CallAs(keeper_, &v1::AdminService::Stub::GetClock,
                                   v1::GetClockRequest()));
  if (!clock.manual()) {
    return UsageError(
        "De klok van deze server loopt vanzelf; play heeft een klok nodig die "
        "met de hand loopt.");
  }
  ASSIGN_OR_RETURN(const v1::GetStatusResponse status,
                   session_.CallAs(keeper_, &v1::AdminService::Stub::GetStatus,
                                   v1::GetStatusRequest()));
  clock_ = absl::FromUnixMicros(clock.now_micros());
  past_ = clock_;
  head_ = status.head();
  position_ = head_;
  readers_ = {keeper_};
  matcher_.reset();
  case_id_.clear();
  kept_.clear();
  events_.clear();
  cases_.clear();
  submits_.clear();
  reminders_ = 0;
  return absl::OkStatus();
}

absl::Status Player::DoStep(const PlayScript& script, int index,
                            v1::PlayedStep& played) {
  const v1::PlayStep& step = script.play.steps(index);
  const absl::Time moment = script.moments[static_cast<size_t>(index)];
  const bool is_past = moment < past_;
  if (moment > clock_) RETURN_IF_ERROR(MoveClockTo(moment));
  if (is_past && (step.commands_size() == 0 || step.has_refused())) {
    if (!step.publish().empty()) ++submits_[step.role()];
    played.set_done_before(true);
    return absl::OkStatus();
  }
  if (!step.publish().empty()) {
    RETURN_IF_ERROR(PublishProcedure(script, index));
  } else if (step.commands_size() > 0) {
    RETURN_IF_ERROR(Submit(script, index, played));
  }
  if (is_past) return absl::OkStatus();
  return CheckExpectations(step, /*narrate=*/!played.done_before(), played);
}

absl::Status Player::MoveClockTo(absl::Time moment) {
  v1::AdvanceClockRequest request;
  request.set_to_micros(absl::ToUnixMicros(moment));
  ASSIGN_OR_RETURN(
      const v1::AdvanceClockResponse response,
      session_.CallAs(keeper_, &v1::AdminService::Stub::AdvanceClock, request,
                      Session::kLongTime));
  clock_ = absl::FromUnixMicros(response.now_micros());
  if (reminders_ == 0) before_reminders_ = position_;
  reminders_ += response.reminders();
  position_ = std::max(position_, response.position());
  return absl::OkStatus();
}

absl::Status Player::PublishProcedure(const PlayScript& script, int index) {
  const v1::PlayStep& step = script.play.steps(index);
  v1::PublishProcedureRequest request;
  request.set_request_id(RequestIdOf(script.play, index));
  const std::string path =
      (std::filesystem::path(script.folder) / step.publish()).string();
  ASSIGN_OR_RETURN(*request.mutable_textproto(),
                   ReadWholeFile(path, kMaxProcedure));
  if (step.has_publish_with()) {
    ASSIGN_OR_RETURN(*request.mutable_textproto(),
                     VariantOf(request.textproto(), step.publish_with(), path));
  }
  ASSIGN_OR_RETURN(
      const v1::PublishProcedureResponse response,
      session_.CallAs(ActorOf(step),
                      &v1::ProcedureService::Stub::PublishProcedure, request));
  position_ = std::max(position_, response.position());
  ++submits_[step.role()];
  return absl::OkStatus();
}

absl::StatusOr<std::string> Player::LookUp(const std::string& kind,
                                           const std::string& reference) {
  const std::string key = absl::StrCat(kind, ":", reference);
  if (const auto known = ids_.find(key); known != ids_.end()) {
    return known->second;
  }
  ASSIGN_OR_RETURN(std::string id, IdOf(session_, keeper_, kind, reference));
  ids_[key] = id;
  return id;
}

absl::StatusOr<v1::SubmitRequest> Player::RequestOf(
    const std::string& folder, const v1::PlayStep& step,
    const std::string& request_id) {
  v1::SubmitRequest request;
  request.set_request_id(request_id);
  std::map<std::string, std::string> names = kept_;
  if (!case_id_.empty()) names["case"] = case_id_;
  const LookUpId look_up = [this](const std::string& kind,
                                  const std::string& reference) {
    return LookUp(kind, reference);
  };
  for (const v1::Command& command : step.commands()) {
    v1::Command& asked = *request.add_commands();
    asked = command;
    RETURN_IF_ERROR(FillIn(names, look_up, asked));
    if (!asked.attach_file().upload_id().empty()) {
      std::string& path = *asked.mutable_attach_file()->mutable_upload_id();
      path = (std::filesystem::path(folder) / path).string();
      RETURN_IF_ERROR(BringInFile(
          session_, ActorOf(step),
          absl::StrCat(request_id, "/", request.commands_size()), asked));
    }
    if (!asked.has_correct_fact()) continue;
    const auto wrong = events_.find(asked.correct_fact().corrects());
    if (wrong == events_.end()) {
      return UsageError(absl::StrCat("corrects noemt stap ",
                                     asked.correct_fact().corrects(),
                                     ", die nog niets heeft gedaan."));
    }
    asked.mutable_correct_fact()->set_corrects(wrong->second);
  }
  if (!step.on_behalf_of().empty()) {
    ASSIGN_OR_RETURN(*request.mutable_on_behalf_of()->mutable_person_id(),
                     LookUp("person", step.on_behalf_of()));
    request.mutable_on_behalf_of()->set_role(step.on_behalf_of_role());
    request.mutable_on_behalf_of()->set_channel(step.channel());
  }
  return request;
}

absl::StatusOr<bool> Player::WasDone(const Caller& caller,
                                     const v1::SubmitRequest& request) {
  // With other content the server says of a known request id that it was used;
  // an unknown one is decided, and the last command has it refused.
  v1::SubmitRequest probe = request;
  v1::EndRole& impossible =
      *probe.mutable_commands(probe.commands_size() - 1)->mutable_end_role();
  impossible.set_grant_id("bestaat-niet");
  impossible.set_person_id("bestaat-niet");
  const absl::StatusOr<v1::SubmitResponse> answer =
      session_.CallAs(caller, &v1::CaseService::Stub::Submit, probe);
  if (answer.ok()) {
    return absl::InternalError("een onmogelijk verzoek werd aangenomen");
  }
  if (ReasonOf(answer.status()) == kReused) return true;
  if (ExitCodeOf(answer.status()) == ExitCode::kUnreachable) {
    return answer.status();
  }
  return false;
}

void Player::Remember(const v1::PlayStep& step, int index,
                      const DoneStep& done) {
  events_[static_cast<uint64_t>(index) + 1] = done.position;
  position_ = std::max(position_, done.position);
  if (!done.case_id.empty()) {
    case_id_ = done.case_id;
    cases_.try_emplace(case_id_);
  }
  if (ErasesItsCase(step)) {
    // There is nothing to be read of it any more.
    cases_.erase(case_id_);
    case_id_.clear();
  }
  if (!step.keep_as().empty()) kept_[step.keep_as()] = done.id;
  if (!step.keep_case_as().empty()) kept_[step.keep_case_as()] = case_id_;
  if (IsStaffOfCases(step.role())) readers_.push_back(ActorOf(step));
  if (step.role() == v1::ROLE_TRAINER_MANAGER ||
      step.role() == v1::ROLE_TRAINER_MANAGER_ASSISTANT) {
    matcher_ = ActorOf(step);
  }
  ++submits_[step.role()];
}

absl::Status Player::Submit(const PlayScript& script, int index,
                            v1::PlayedStep& played) {
  const v1::PlayStep& step = script.play.steps(index);
  const absl::Time moment = script.moments[static_cast<size_t>(index)];
  const std::string request_id = RequestIdOf(script.play, index);
  const std::optional<DoneStep> known = progress_.Find(request_id);
  // A progress of another log, or of one that was begun anew, does not count.
  if (known && moment <= past_ && known->position <= head_) {
    played.set_done_before(true);
    Remember(step, index, *known);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::SubmitRequest request,
                   RequestOf(script.folder, step, request_id));
  if (moment < past_) {
    ASSIGN_OR_RETURN(const bool was_done, WasDone(ActorOf(step), request));
    if (!was_done) {
      return UsageError(absl::StrCat("Stap ", index + 1, " hoort op ",
                                     LongMoment(absl::ToUnixMicros(moment)),
                                     ", maar de klok staat al op ",
                                     LongMoment(absl::ToUnixMicros(past_)),
                                     " en de stap is niet eerder gedaan."));
    }
  }
  const absl::StatusOr<v1::SubmitResponse> answer =
      session_.CallAs(ActorOf(step), &v1::CaseService::Stub::Submit, request);
  if (!answer.ok()) {
    if (ExitCodeOf(answer.status()) == ExitCode::kUnreachable) {
      return answer.status();
    }
    played.set_refused(ReasonOf(answer.status()));
    if (!step.has_refused()) {
      return ExpectationFailed(absl::StrCat(
          "Stap ", index + 1, " moest lukken, maar is geweigerd (",
          played.refused(), "): ", SentencesOf(answer.status()).front()));
    }
    const std::string rule = RuleOf(answer.status());
    if (step.refused().reason() != played.refused() ||
        (!step.refused().rule().empty() && step.refused().rule() != rule)) {
      played.add_failures(absl::StrCat(
          "verwacht een weigering ", step.refused().reason(), " ",
          step.refused().rule(), "; gevonden ", played.refused(), " ", rule));
    }
    return absl::OkStatus();
  }
  if (step.has_refused()) {
    played.add_failures(absl::StrCat("verwacht een weigering ",
                                     step.refused().reason(),
                                     "; gevonden: het lukte"));
  }
  played.set_done_before(answer->repeated_request());
  for (const v1::Warning& warning : answer->warnings()) {
    played.add_changes(absl::StrCat("let op: ", WordsOf(warning)));
  }
  // A repeated answer tells what was done, not what was thought of it.
  if (!answer->repeated_request()) {
    if (auto mismatch = MismatchOfWarnings(step.warned(), answer->warnings())) {
      played.add_failures(*std::move(mismatch));
    }
  }
  DoneStep done;
  done.position = answer->position();
  if (answer->ids_size() > 0) done.id = answer->ids(0);
  if (answer->case_ids_size() > 0) done.case_id = answer->case_ids(0);
  RETURN_IF_ERROR(progress_.Add(request_id, done));
  Remember(step, index, done);
  return absl::OkStatus();
}

absl::StatusOr<v1::Case> Player::ReadCase(const std::string& case_id) {
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  request.set_min_position(position_);
  ASSIGN_OR_RETURN(v1::GetCaseResponse response,
                   CallAsReader(&v1::CaseService::Stub::GetCase, request));
  return std::move(*response.mutable_case_());
}

// As who looks for a trainer sees them.
absl::StatusOr<v1::Case> Player::ReadCandidates() {
  if (!matcher_.has_value()) return ReadCase(case_id_);
  v1::GetCaseRequest request;
  request.set_case_id(case_id_);
  request.set_min_position(position_);
  ASSIGN_OR_RETURN(
      v1::GetCaseResponse response,
      session_.CallAs(*matcher_, &v1::CaseService::Stub::GetCase, request));
  return std::move(*response.mutable_case_());
}

// Reminders are counted, in all cases: named one by one they would bury the
// rest. Of this case it says what went to whom.
absl::Status Player::TellReminders(v1::PlayedStep& played) {
  if (reminders_ == 0) return absl::OkStatus();
  played.add_changes(absl::StrCat("onderweg ", std::exchange(reminders_, 0),
                                  " keer herinnerd of doorgegeven"));
  v1::GetTimelineRequest request;
  request.set_case_id(case_id_);
  request.set_min_position(position_);
  do {
    ASSIGN_OR_RETURN(
        const v1::GetTimelineResponse page,
        CallAsReader(&v1::CaseService::Stub::GetTimeline, request));
    for (const v1::TimelineEntry& entry : page.entries()) {
      if (entry.position() <= before_reminders_ ||
          entry.event() != "escalation_recorded") {
        continue;
      }
      std::string sentence = entry.sentence();
      if (!sentence.empty()) sentence[0] = absl::ascii_tolower(sentence[0]);
      played.add_changes(std::move(sentence));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status Player::CheckExpectations(const v1::PlayStep& step, bool narrate,
                                       v1::PlayedStep& played) {
  if (case_id_.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(v1::Case now, ReadCase(case_id_));
  v1::Case& seen = cases_[case_id_];
  // After steps of an earlier run nobody knows what was told then.
  const bool seen_from_its_start =
      !seen.case_id().empty() ||
      past_ < absl::FromUnixMicros(played.at_micros());
  if (narrate && seen_from_its_start) {
    for (std::string& change : ChangesBetween(seen, now)) {
      played.add_changes(std::move(change));
    }
    RETURN_IF_ERROR(TellReminders(played));
  }
  reminders_ = 0;
  seen = now;
  for (const v1::ExpectedDue& expected : step.due()) {
    ASSIGN_OR_RETURN(const std::string trainer_id,
                     IdOfPerson(expected.trainer()));
    if (auto mismatch = Mismatch(expected, trainer_id, now)) {
      played.add_failures(*std::move(mismatch));
    }
  }
  for (const v1::ExpectedFiling& expected : step.filed()) {
    RETURN_IF_ERROR(CheckFiling(expected, now, played));
  }
  for (const v1::ExpectedSight& expected : step.sees()) {
    RETURN_IF_ERROR(CheckSight(expected, now, played));
  }
  v1::Case with_candidates;
  if (!step.answers().empty()) {
    ASSIGN_OR_RETURN(with_candidates, ReadCandidates());
  }
  for (const v1::ExpectedAnswers& expected : step.answers()) {
    ASSIGN_OR_RETURN(const std::string candidate_id,
                     IdOfPerson(expected.candidate()));
    if (auto mismatch = Mismatch(expected, candidate_id, with_candidates)) {
      played.add_failures(*std::move(mismatch));
    }
  }
  if (auto mismatch = Mismatch(step.stands(), now)) {
    played.add_failures(*std::move(mismatch));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Player::IdOfPerson(const std::string& reference) {
  if (reference.empty()) return "";
  return LookUp("person", reference);
}

absl::Status Player::CheckSight(const v1::ExpectedSight& expected,
                                const v1::Case& one, v1::PlayedStep& played) {
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   IdOfPerson(expected.trainer()));
  const Caller caller{expected.person(), expected.role()};
  v1::ListDocumentsRequest list;
  list.set_case_id(one.case_id());
  list.set_min_position(position_);
  const absl::StatusOr<v1::ListDocumentsResponse> known =
      session_.CallAs(caller, &v1::DocumentService::Stub::ListDocuments, list);
  // Who sees nothing of a case does not find it.
  if (!known.ok() && !absl::IsNotFound(known.status())) return known.status();
  const v1::CaseDocument* found = nullptr;
  if (known.ok()) {
    for (const v1::CaseDocument& document : known->documents()) {
      if (document.report() == expected.report() &&
          (trainer_id.empty() || document.trainer_id() == trainer_id)) {
        found = &document;
      }
    }
  }
  std::optional<v1::GetDocumentResponse> text;
  if (found != nullptr && found->sight() == v1::SIGHT_LEVEL_READ) {
    v1::GetDocumentRequest get;
    get.set_case_id(one.case_id());
    get.set_document_id(found->document_id());
    ASSIGN_OR_RETURN(
        text,
        session_.CallAs(caller, &v1::DocumentService::Stub::GetDocument, get));
  }
  if (auto mismatch = Mismatch(
          expected, found, text.has_value() ? &text->document() : nullptr)) {
    played.add_failures(*std::move(mismatch));
  }
  return absl::OkStatus();
}

absl::Status Player::CheckFiling(const v1::ExpectedFiling& expected,
                                 const v1::Case& one, v1::PlayedStep& played) {
  ASSIGN_OR_RETURN(const std::string owner, LookUp("person", expected.owner()));
  std::vector<v1::FileEntry> entries;
  // As the owner: a file that its owner cannot see is not where it belongs.
  if (owner == one.resident_id()) {
    v1::GetPortfolioRequest request;
    request.set_resident_id(owner);
    request.set_min_position(position_);
    ASSIGN_OR_RETURN(
        entries,
        AllEntries(session_, Caller{expected.owner(), v1::ROLE_RESIDENT},
                   &v1::PortfolioService::Stub::GetPortfolio, request));
  } else {
    v1::GetDossierRequest request;
    request.set_trainer_id(owner);
    request.set_min_position(position_);
    ASSIGN_OR_RETURN(
        entries,
        AllEntries(session_, Caller{expected.owner(), v1::ROLE_TRAINER},
                   &v1::DossierService::Stub::GetDossier, request));
  }
  const bool lies_there =
      absl::c_any_of(entries, [&](const v1::FileEntry& entry) {
        return entry.case_id() == one.case_id() &&
               entry.report() == expected.report() &&
               entry.place() == expected.place();
      });
  if (lies_there == !expected.missing()) return absl::OkStatus();
  if (expected.missing()) {
    played.add_failures(absl::StrCat(
        "verwacht ", expected.report(), " niet in ", expected.place(), " van ",
        expected.owner(), "; gevonden: het ligt er"));
    return absl::OkStatus();
  }
  played.add_failures(absl::StrCat(
      "verwacht ", expected.report(), " in ", expected.place(), " van ",
      expected.owner(),
      "; gevonden: ", entries.empty() ? "niets" : "niet dit verslag"));
  return absl::OkStatus();
}

}  // namespace driehoek::cli
