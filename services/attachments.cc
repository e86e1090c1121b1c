#include "services/attachments.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "sealing/sealed_files.h"
#include "services/call.h"
#include "services/document_text.h"
#include "services/file_kinds.h"
#include "services/identity.h"
#include "services/looks.h"
#include "services/open_document.h"
#include "services/refusals.h"
#include "services/status.h"
#include "services/stream_board.h"
#include "services/stream_reactor.h"
#include "services/upload_desk.h"

namespace driehoek {
namespace {

constexpr size_t kMaxChunkBytes = size_t{1} << 20;
constexpr size_t kMaxRequestIdBytes = 128;
// Who brings a file in by drips keeps a place of others.
constexpr absl::Duration kLongestUpload = absl::Minutes(15);

constexpr char kUploadFile[] = "UploadFile";

// Takes a file in, a message at a time. What comes is put away by the filing
// thread, so that a slow disk keeps no other call waiting.
class IncomingStream final
    : public grpc::ServerReadReactor<v1::UploadFileRequest>,
      public OpenStream,
      public std::enable_shared_from_this<IncomingStream> {
 public:
  static grpc::ServerReadReactor<v1::UploadFileRequest>* Take(
      const Served& served, grpc::CallbackServerContext* context,
      v1::UploadFileResponse* response) {
    auto stream = std::make_shared<IncomingStream>(served, context, response);
    stream->self_ = stream;
    // A case that was opened just now is known.
    WithCaller(served, *context, served.store.head(), stream->asked_,
               [stream](const absl::StatusOr<Caller>& caller) {
                 stream->Begin(caller);
               });
    return stream.get();
  }

  IncomingStream(const Served& served, grpc::CallbackServerContext* context,
                 v1::UploadFileResponse* response)
      : served_(served),
        headers_(HeadersOf(*context)),
        peer_(context->peer()),
        response_(response),
        begun_(served.real_clock.Monotonic()),
        context_(context) {}

  void OnReadDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      reading_ = false;
    }
    served_.file_tasks.Add(
        [stays = shared_from_this(), ok] { stays->Work(ok); });
  }

  void OnDone() override {
    {
      const MutexLock lock(context_mutex_);
      context_ = nullptr;
    }
    served_.streams.Release(this);
    const auto last = std::move(self_);  // Frees this, unless someone works.
  }

  bool Wants(const Projector::Touched& /*touched*/) const override {
    return false;
  }
  // Whoever may not sign in any more, brings nothing in.
  void Pump() override {
    const absl::StatusOr<Caller> caller = served_.identity.Check(claim_);
    if (!caller.ok()) End(caller.status());
  }
  void End(const absl::Status& why) override {
    {
      const MutexLock lock(mutex_);
      if (!end_.has_value()) end_ = why;
    }
    // What is being read ends by it, and with that the call: it tells the
    // client that it was broken off, and not why.
    const MutexLock lock(context_mutex_);
    if (context_ != nullptr) context_->TryCancel();
  }
  void BreakOffIfStuck(absl::Duration since) override {
    {
      const MutexLock lock(mutex_);
      const bool stuck = reading_ && reading_since_ <= since;
      const bool in_time =
          served_.real_clock.Monotonic() - begun_ < kLongestUpload;
      if (!stuck && in_time) return;
    }
    End(absl::CancelledError("nothing comes any more"));
  }
  void EndIfExpired(absl::Time now) override {
    // As long as it is taken for a call.
    if (now >= claim_.expires_at + TokenRules().leeway) End(TokenExpired());
  }

 private:
  void Begin(const absl::StatusOr<Caller>& caller) {
    if (!caller.ok()) return Finish(ToGrpcStatus(caller.status()));
    caller_ = *caller;
    // In an emergency someone reads, and does nothing.
    caller_.emergencies.clear();
    const absl::Status let_in = LetIn();
    if (!let_in.ok()) return FinishWith(let_in);
    ReadOn();
  }

  // Once it is known who calls.
  void FinishWith(const absl::Status& done) {
    RecordRefusal(served_, peer_, ActorOf(caller_), asked_, done,
                  [stays = shared_from_this()](const absl::Status& told) {
                    stays->served_.streams.Release(stays.get());
                    stays->Finish(ToGrpcStatus(told));
                  });
  }

  absl::Status LetIn() {
    if (caller_.role == v1::ROLE_AUDITOR) return NotForThisRole();
    ASSIGN_OR_RETURN(const TokenHolder holder,
                     served_.identity.HolderOf(headers_));
    ASSIGN_OR_RETURN(claim_, served_.identity.ClaimOf(holder, headers_));
    claim_.role = caller_.role;
    return served_.streams.Admit(caller_.person_id, shared_from_this());
  }

  void ReadOn() {
    {
      const MutexLock lock(mutex_);
      reading_ = true;
      reading_since_ = served_.real_clock.Monotonic();
    }
    StartRead(&message_);
  }

  void Work(bool ok) {
    absl::Status done = WhyItEnded();
    if (done.ok()) done = ok ? Take() : Complete();
    message_.Clear();
    if (done.ok() && ok) return ReadOn();
    // Nothing of what is refused is left once the client knows.
    incoming_.reset();
    FinishWith(done);
  }

  absl::Status WhyItEnded() const {
    {
      const MutexLock lock(mutex_);
      if (end_.has_value()) return *end_;
    }
    const MutexLock lock(context_mutex_);
    return context_ == nullptr || context_->IsCancelled()
               ? absl::CancelledError("the client went away")
               : absl::OkStatus();
  }

  absl::Status Take() {
    if (message_.has_file()) {
      if (incoming_ != nullptr) return FileFirst();
      if (message_.file().request_id().size() > kMaxRequestIdBytes) {
        return Malformed("request_id", "ten hoogste 128 tekens",
                         "at most 128 characters");
      }
      asked_ = OtherCall(message_.file().case_id(), kUploadFile);
      // Who may not know of the case, is told that it is not there.
      ASSIGN_OR_RETURN(const v1::Case of_case,
                       FindCase(served_, caller_, message_.file().case_id()));
      ASSIGN_OR_RETURN(
          incoming_, served_.uploads.Begin(caller_.person_id, of_case.case_id(),
                                           message_.file().name(),
                                           message_.file().request_id()));
      return absl::OkStatus();
    }
    if (incoming_ == nullptr) return FileFirst();
    if (message_.chunk().size() > kMaxChunkBytes) {
      return Malformed("chunk", "hoogstens 1 MiB per stuk",
                       "at most 1 MiB a piece");
    }
    return incoming_->Add(message_.chunk());
  }

  absl::Status Complete() {
    if (incoming_ == nullptr) return FileFirst();
    ASSIGN_OR_RETURN(const Upload upload, incoming_->Finish());
    response_->set_upload_id(upload.id);
    response_->set_media_type(upload.media_type);
    response_->set_size_bytes(upload.bytes);
    return absl::OkStatus();
  }

  static absl::Status FileFirst() {
    return Malformed("file", "het eerste bericht zegt welk bestand het is",
                     "the first message, and no other, says which file it is");
  }

  const Served& served_;
  const CallHeaders headers_;
  const std::string peer_;
  v1::UploadFileResponse* const response_;
  const absl::Duration begun_;
  std::shared_ptr<IncomingStream> self_;  // Until OnDone.
  // Set before anything is read.
  Caller caller_;
  Claim claim_;
  // Of the call while it reads, else of the filing thread.
  v1::Looked asked_ = OtherCall("", kUploadFile);
  v1::UploadFileRequest message_;
  std::unique_ptr<UploadDesk::Incoming> incoming_;

  mutable Mutex context_mutex_;
  grpc::CallbackServerContext* context_ ABSL_GUARDED_BY(context_mutex_);
  mutable Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration reading_since_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

v1::Looked AskedIn(const v1::ReadAttachmentRequest& request) {
  v1::Looked looked;
  switch (request.from_case()) {
    case v1::ReadAttachmentRequest::kResidentId:
      looked = AskedOf<Portfolio>(request.resident_id(), v1::LOOK_KIND_DOCUMENT,
                                  request.document_id());
      break;
    case v1::ReadAttachmentRequest::kTrainerId:
      looked = AskedOf<Dossier>(request.trainer_id(), v1::LOOK_KIND_DOCUMENT,
                                request.document_id());
      break;
    default:
      looked = AskedFor(v1::LOOK_KIND_DOCUMENT, request.case_id(),
                        request.document_id(), /*call=*/"");
      break;
  }
  if (IsWellFormedId(request.file_id())) looked.set_file_id(request.file_id());
  return looked;
}

absl::StatusOr<v1::Document> Open(const Served& served, const Caller& caller,
                                  const v1::ReadAttachmentRequest& request,
                                  v1::Looked& looked) {
  switch (request.from_case()) {
    case v1::ReadAttachmentRequest::kCaseId:
      return OpenInCase(served, caller, request.case_id(),
                        request.document_id(), looked);
    case v1::ReadAttachmentRequest::kResidentId:
      return OpenInFile<Portfolio>(served, caller, request.resident_id(),
                                   request.document_id(), looked);
    case v1::ReadAttachmentRequest::kTrainerId:
      return OpenInFile<Dossier>(served, caller, request.trainer_id(),
                                 request.document_id(), looked);
    default:
      return Malformed("from", "zeg waar u het document leest",
                       "say where the document is read");
  }
}

class AttachmentSource final : public StreamSource<v1::ReadAttachmentResponse> {
 public:
  AttachmentSource(const Served& served, v1::ReadAttachmentRequest request,
                   v1::Attachment attachment,
                   std::unique_ptr<SealedFileReader> reader)
      : served_(served),
        request_(std::move(request)),
        attachment_(std::move(attachment)),
        reader_(std::move(reader)) {}

  absl::StatusOr<std::optional<v1::ReadAttachmentResponse>> Next(
      const Caller& caller) override {
    v1::ReadAttachmentResponse response;
    if (attachment_.has_value()) {
      *response.mutable_attachment() = *std::move(attachment_);
      attachment_.reset();
      return response;
    }
    // Asked anew each time: who reads slowly may read it no more, or it may be
    // erased.
    v1::Looked once_is_enough;
    RETURN_IF_ERROR(Open(served_, caller, request_, once_is_enough).status());
    ASSIGN_OR_RETURN(std::optional<std::string> piece, reader_->Next());
    if (!piece.has_value()) return std::nullopt;
    response.set_chunk(*std::move(piece));
    return response;
  }

  bool ended() const override { return true; }
  bool Wants(const Projector::Touched& /*touched*/) const override {
    return false;
  }

 private:
  const Served& served_;
  const v1::ReadAttachmentRequest request_;
  std::optional<v1::Attachment> attachment_;
  const std::unique_ptr<SealedFileReader> reader_;
};

}  // namespace

grpc::ServerReadReactor<v1::UploadFileRequest>* TakeUpload(
    const Served& served, grpc::CallbackServerContext* context,
    v1::UploadFileResponse* response) {
  return IncomingStream::Take(served, context, response);
}

grpc::ServerWriteReactor<v1::ReadAttachmentResponse>* GiveAttachment(
    const Served& served, grpc::CallbackServerContext* context,
    const v1::ReadAttachmentRequest& request) {
  using Source = StreamSource<v1::ReadAttachmentResponse>;
  return PulledStream<v1::ReadAttachmentResponse>::AnswerLook(
      served, context, AskedIn(request),
      [&served, request](const Caller& caller, v1::Looked& looked)
          -> absl::StatusOr<std::unique_ptr<Source>> {
        ASSIGN_OR_RETURN(const v1::Document document,
                         Open(served, caller, request, looked));
        const auto attachment = absl::c_find_if(
            document.attachments(), [&request](const v1::Attachment& one) {
              return one.file_id() == request.file_id();
            });
        if (attachment == document.attachments().end()) {
          return NotFound("Deze bijlage", "This attachment");
        }
        ASSIGN_OR_RETURN(
            const SealedFile file,
            FindSealedFile(served, document.document_id(), request.file_id()));
        ASSIGN_OR_RETURN(std::unique_ptr<SealedFileReader> reader,
                         served.files.Read(file));
        return std::make_unique<AttachmentSource>(served, request, *attachment,
                                                  std::move(reader));
      },
      request.min_position());
}

}  // namespace driehoek
