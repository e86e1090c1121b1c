#include "services/attachments.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "sealing/sealed_files.h"
#include "services/call.h"
#include "services/document_text.h"
#include "services/file_kinds.h"
#include "services/looks.h"
#include "services/open_document.h"
#include "services/refusals.h"
#include "services/status.h"
#include "services/stream_reactor.h"
#include "services/upload_desk.h"

namespace driehoek {
namespace {

constexpr size_t kMaxChunkBytes = size_t{1} << 20;
constexpr size_t kMaxRequestIdBytes = 128;

// Takes a file in, a message at a time.
class UploadReactor final
    : public grpc::ServerReadReactor<v1::UploadFileRequest> {
 public:
  UploadReactor(const Served& served, grpc::CallbackServerContext* context,
                v1::UploadFileResponse* response)
      : served_(served), context_(context), response_(response) {
    // A case that was opened just now is known.
    WithCaller(served_, *context, served_.store.head(),
               [this](const absl::StatusOr<Caller>& caller) {
                 if (!caller.ok()) return Finish(ToGrpcStatus(caller.status()));
                 caller_ = *caller;
                 StartRead(&message_);
               });
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      const absl::Status taken = Take();
      message_.Clear();
      if (!taken.ok()) return Refuse(ToGrpcStatus(taken));
      return StartRead(&message_);
    }
    if (context_->IsCancelled()) {
      return Refuse(
          grpc::Status(grpc::StatusCode::CANCELLED, "the client went away"));
    }
    const absl::Status ended = End();
    if (!ended.ok()) return Refuse(ToGrpcStatus(ended));
    Finish(grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  // Nothing of it is left once the client knows.
  void Refuse(const grpc::Status& why) {
    incoming_.reset();
    Finish(why);
  }

  absl::Status Take() {
    if (message_.has_file()) {
      if (incoming_ != nullptr) return FileFirst();
      if (message_.file().request_id().size() > kMaxRequestIdBytes) {
        return Malformed("request_id", "ten hoogste 128 tekens",
                         "at most 128 characters");
      }
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

  absl::Status End() {
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
  grpc::CallbackServerContext* const context_;
  v1::UploadFileResponse* const response_;
  Caller caller_;
  v1::UploadFileRequest message_;
  std::unique_ptr<UploadDesk::Incoming> incoming_;
};

class AttachmentSource final : public StreamSource<v1::ReadAttachmentResponse> {
 public:
  AttachmentSource(v1::Attachment attachment,
                   std::unique_ptr<SealedFileReader> reader)
      : attachment_(std::move(attachment)), reader_(std::move(reader)) {}

  absl::StatusOr<std::optional<v1::ReadAttachmentResponse>> Next(
      const Caller& /*caller*/) override {
    v1::ReadAttachmentResponse response;
    if (attachment_.has_value()) {
      *response.mutable_attachment() = *std::move(attachment_);
      attachment_.reset();
      return response;
    }
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
  std::optional<v1::Attachment> attachment_;
  const std::unique_ptr<SealedFileReader> reader_;
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
                        request.document_id());
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

}  // namespace

grpc::ServerReadReactor<v1::UploadFileRequest>* TakeUpload(
    const Served& served, grpc::CallbackServerContext* context,
    v1::UploadFileResponse* response) {
  return new UploadReactor(served, context, response);
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
        return std::make_unique<AttachmentSource>(*attachment,
                                                  std::move(reader));
      },
      request.min_position());
}

}  // namespace driehoek
