#include "clients/cli/attachments.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/resolve.h"
#include "clients/cli/table.h"
#include "driehoek/v1/file_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

namespace fs = std::filesystem;

// As the contract: a file at most, and bytes a message.
constexpr uint64_t kMaxFile = 20 << 20;
constexpr size_t kPiece = 256 << 10;

constexpr size_t kUploadIdLength = 32;

// A path, unless it is what the server calls a file that it has already.
bool IsPath(const std::string& named) {
  return named.size() != kUploadIdLength || !IsWellFormedId(named);
}

absl::StatusOr<std::string> Upload(Session& session, const Caller& caller,
                                   const std::string& request_id,
                                   const std::string& case_id,
                                   const std::string& path) {
  ASSIGN_OR_RETURN(const std::string content, ReadWholeFile(path, kMaxFile));
  v1::DocumentService::Stub stub(session.channel());
  grpc::ClientContext context;
  RETURN_IF_ERROR(session.Prepare(context, caller, Session::kLongTime));
  v1::UploadFileResponse response;
  const auto writer = stub.UploadFile(&context, &response);
  v1::UploadFileRequest request;
  request.mutable_file()->set_case_id(case_id);
  request.mutable_file()->set_request_id(request_id);
  request.mutable_file()->set_name(fs::path(path).filename().string());
  // When the server has answered already, Finish says what.
  bool taken = writer->Write(request);
  for (size_t sent = 0; taken && sent < content.size(); sent += kPiece) {
    request.set_chunk(content.substr(sent, kPiece));
    taken = writer->Write(request);
  }
  writer->WritesDone();
  RETURN_IF_ERROR(FromGrpc(writer->Finish()));
  return response.upload_id();
}

// A file that is whole, or none.
absl::Status Save(Session& session, const v1::ReadAttachmentRequest& request,
                  const fs::path& path) {
  if (fs::exists(path)) {
    return UsageError(
        absl::StrCat(path.string(), " bestaat al; kies een andere naam."));
  }
  std::ofstream file(path, std::ios::binary);
  std::error_code error;
  // For whoever made it alone: it is about someone.
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!file || error) {
    file.close();
    fs::remove(path, error);
    return UsageError(absl::StrCat("Kan ", path.string(), " niet schrijven."));
  }
  absl::Status read = session.Read(
      &v1::DocumentService::Stub::ReadAttachment, request, /*follow=*/false,
      std::function<bool(const v1::ReadAttachmentResponse&)>(
          [&](const v1::ReadAttachmentResponse& part) {
            file << part.chunk();
            return file.good();
          }));
  file.close();
  if (read.ok() && !file) {
    read = absl::UnknownError("De bijlage kon niet worden geschreven.");
  }
  if (!read.ok()) fs::remove(path, error);
  return read;
}

absl::StatusOr<v1::ReadAttachmentRequest> Named(Session& session,
                                                const Arguments& arguments) {
  v1::ReadAttachmentRequest request;
  request.set_document_id(arguments.Value("document"));
  request.set_file_id(arguments.Value("bijlage"));
  if (arguments.Value("waar") == "zaak") {
    request.set_case_id(arguments.Value("kenmerk"));
    RETURN_IF_ERROR(ResolveDocument(session, request));
    return request;
  }
  ASSIGN_OR_RETURN(const std::string id,
                   IdOf(session, session.globals().caller, "person",
                        arguments.Value("kenmerk")));
  if (arguments.Value("waar") == "portfolio") {
    request.set_resident_id(id);
  } else {
    request.set_trainer_id(id);
  }
  return request;
}

absl::Status Fetch(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const v1::ReadAttachmentRequest request,
                   Named(session, arguments));
  const std::string path = arguments.Value("naar");
  RETURN_IF_ERROR(Save(session, request, path));
  if (!session.json())
    session.out() << "Geschreven: " << Printable(path) << "\n";
  return absl::OkStatus();
}

}  // namespace

absl::Status BringInFile(Session& session, const Caller& caller,
                         const std::string& request_id, v1::Command& command) {
  if (!command.has_attach_file()) return absl::OkStatus();
  v1::AttachFile& attach = *command.mutable_attach_file();
  if (attach.upload_id().empty() || !IsPath(attach.upload_id())) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(*attach.mutable_upload_id(),
                   Upload(session, caller, request_id, attach.case_id(),
                          attach.upload_id()));
  return absl::OkStatus();
}

std::string SizeWords(uint64_t bytes) {
  if (bytes < 1000) return absl::StrCat(bytes, " bytes");
  if (bytes < 1'000'000) return absl::StrCat((bytes + 500) / 1000, " kB");
  return absl::StrReplaceAll(
      absl::StrFormat("%.1f MB", static_cast<double>(bytes) / 1e6),
      {{".", ","}});
}

std::string MediaTypeWord(const std::string& media_type) {
  if (media_type == "application/pdf") return "PDF";
  if (media_type == "image/png") return "PNG";
  if (media_type == "image/jpeg") return "JPEG";
  return "DOCX";
}

CommandSpecs AttachmentCommands() {
  return {{{"bijlage", "haal"},
           "Haal een bijlage op die bij een document hoort",
           {{.name = "waar",
             .help = "Waar het document staat",
             .kind = Option::Kind::kPositional,
             .required = true,
             .choices = {"zaak", "portfolio", "dossier"}},
            {.name = "kenmerk",
             .help = "Nummer van de zaak, of kenmerk van wie het is",
             .kind = Option::Kind::kPositional,
             .required = true},
            {.name = "document",
             .help = "Id van het document; in een zaak ook het verslag (D-1), "
                     "als er één van is",
             .kind = Option::Kind::kPositional,
             .required = true},
            {.name = "bijlage",
             .help = "Id van de bijlage, zoals `document` het noemt",
             .kind = Option::Kind::kPositional,
             .required = true},
            {.name = "naar",
             .help = "Het bestand waarin het komt",
             .required = true,
             .value_name = "BESTAND"}},
           Fetch}};
}

}  // namespace driehoek::cli
