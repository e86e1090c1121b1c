// Attaching files to a report, before it is filed: what lies in a file does not
// change any more (S-5).
#include <algorithm>
#include <string>

#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"
#include "domain/uploads.h"

namespace driehoek {
namespace {

constexpr size_t kMostAttachments = 10;

// Its author alone.
absl::Status CheckMayAttach(const v1::Report& report,
                            const SubmittedReport& document,
                            const Situation& situation) {
  const bool of_another_trainer = report.author() == v1::ROLE_TRAINER &&
                                  !document.trainer_id.empty() &&
                                  !situation.IsActing(document.trainer_id);
  if (situation.acting.role == report.author() && !of_another_trainer) {
    return absl::OkStatus();
  }
  // Whether there is one is the author's to tell.
  if (report.chosen_by() != v1::ROLE_UNSPECIFIED) {
    return rejection::DocumentNotFound();
  }
  return rejection::NotTheAuthor(
      report.key(), situation.RoleName(report.author()), report.section());
}

bool IsAttached(const Case& state, const std::string& file_id) {
  return std::any_of(state.reports.begin(), state.reports.end(),
                     [&](const SubmittedReport& report) {
                       return std::find(report.files.begin(),
                                        report.files.end(),
                                        file_id) != report.files.end();
                     });
}

const Upload* FindUpload(const std::string& id, const Situation& situation) {
  const Uploads* const uploads = situation.context.uploads;
  if (uploads == nullptr) return nullptr;
  const auto found =
      std::find_if(uploads->begin(), uploads->end(), [&](const Upload& upload) {
        return upload.id == id && upload.case_id == situation.of_case.id;
      });
  return found == uploads->end() ? nullptr : &*found;
}

}  // namespace

Answer Decide(const v1::AttachFile& command, const Situation& situation) {
  const Case& state = situation.of_case;
  if (command.document_id().empty() && command.report().empty()) {
    return rejection::FieldMissing("document_id");
  }
  const SubmittedReport* const document =
      FindDocument(state, command.document_id(), command.report());
  if (document == nullptr) return rejection::DocumentNotFound();
  const v1::Report* const report =
      situation.procedure->FindReport(document->report);
  if (report == nullptr) return rejection::DocumentNotFound();
  RETURN_IF_ERROR(CheckMayAttach(*report, *document, situation));
  if (document->erased_on.has_value()) {
    return rejection::AlreadyErased(*document->erased_on);
  }
  if (!document->filed.empty()) {
    return rejection::AlreadyFiled("een bijlage", "an attachment");
  }
  if (situation.on < document->on) {
    return rejection::OutOfOrder(situation.on, document->on,
                                 "de dag waarop het is ingestuurd",
                                 "the day on which it was sent");
  }
  if (document->files.size() >= kMostAttachments) {
    return rejection::TooManyAttachments(kMostAttachments);
  }
  if (command.upload_id().empty()) return rejection::FieldMissing("upload_id");
  if (IsAttached(state, command.upload_id())) {
    return rejection::AlreadyAttached();
  }
  const Upload* const upload = FindUpload(command.upload_id(), situation);
  if (upload == nullptr) return rejection::UploadNotFound();

  Ruled ruled;
  ruled.id = document->document_id;
  v1::FileAttached& attached =
      *ruled.events.emplace_back().mutable_file_attached();
  attached.set_case_id(state.id);
  attached.set_document_id(document->document_id);
  attached.set_file_id(upload->id);
  attached.set_media_type(upload->media_type);
  attached.set_size_bytes(upload->bytes);
  attached.set_sealed_hash(upload->sealed_hash);
  *attached.mutable_on() = ToProto(situation.on);
  attached.set_name(upload->name);
  attached.set_key(upload->key);
  return ruled;
}

}  // namespace driehoek
