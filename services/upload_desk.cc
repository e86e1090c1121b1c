#include "services/upload_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "domain/situation.h"
#include "services/media_type.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

constexpr size_t kIdBytes = 16;

// A name without a path: whoever saves it, saves it where he or she chose.
absl::Status CheckFileName(const std::string& name) {
  const bool is_path = name.find_first_of("/\\") != std::string::npos;
  return is_path || !CheckName(name).ok() ? FileNameMalformed()
                                          : absl::OkStatus();
}

// Why a file cannot come in.
absl::Status WhyNot(const absl::Status& status) {
  if (absl::IsOutOfRange(status)) return FileTooLarge();
  if (absl::IsResourceExhausted(status)) return DiskNearlyFull();
  return status;
}

FileName NameOf(const Upload& upload) {
  return {.owner = upload.case_id, .id = upload.id};
}

}  // namespace

class UploadDesk::IncomingFile final : public Incoming {
 public:
  // `writer`: null for what is there already, which is `upload` as far as that
  // is known.
  IncomingFile(UploadDesk& desk, Upload upload,
               std::unique_ptr<SealedFileWriter> writer)
      : desk_(desk), upload_(std::move(upload)), writer_(std::move(writer)) {}

  ~IncomingFile() override {
    if (writer_ == nullptr || finished_) return;
    writer_.reset();
    desk_.Drop(upload_.id);
  }

  absl::Status Add(absl::string_view bytes) override {
    RETURN_IF_ERROR(failed_);
    failed_ = TakeIn(bytes);
    return failed_;
  }

  absl::StatusOr<Upload> Finish() override {
    RETURN_IF_ERROR(failed_);
    if (upload_.media_type.empty()) RETURN_IF_ERROR(Recognize());
    const Hash32 content = content_.Finish();
    if (writer_ == nullptr) {
      // Once it is attached, nobody knows what it was any more but the report.
      if (upload_.bytes == 0) {
        upload_.bytes = taken_;
      } else if (!desk_.IsSame(upload_.id, content)) {
        return RequestIdReused();
      }
      return upload_;
    }
    absl::StatusOr<SealedFile> sealed = writer_->Finish();
    if (!sealed.ok()) return WhyNot(sealed.status());
    upload_.bytes = sealed->bytes;
    upload_.sealed_hash = std::string(BytesOf(sealed->sealed_hash));
    upload_.key = std::string(sealed->key.bytes());
    finished_ = true;
    desk_.Keep(upload_, content);
    return upload_;
  }

 private:
  absl::Status TakeIn(absl::string_view bytes) {
    content_.Add(bytes);
    // Known before most of it has come.
    if (upload_.media_type.empty()) {
      absl::StrAppend(&beginning_,
                      bytes.substr(0, kBeginningBytes - beginning_.size()));
      if (beginning_.size() == kBeginningBytes) RETURN_IF_ERROR(Recognize());
    }
    if (writer_ != nullptr) return WhyNot(writer_->Add(bytes));
    if (bytes.size() > desk_.files_.most_bytes() - taken_) {
      return FileTooLarge();
    }
    taken_ += bytes.size();
    return absl::OkStatus();
  }

  absl::Status Recognize() {
    if (beginning_.empty()) return FileEmpty();
    ASSIGN_OR_RETURN(upload_.media_type, MediaTypeOf(beginning_));
    beginning_.clear();
    return CheckAttachable(upload_.media_type, upload_.name);
  }

  UploadDesk& desk_;
  Upload upload_;
  std::unique_ptr<SealedFileWriter> writer_;
  std::string beginning_;  // Until it is recognized.
  Sha256Stream content_;
  uint64_t taken_ = 0;  // Of what is not stored.
  absl::Status failed_;
  bool finished_ = false;
};

absl::StatusOr<std::unique_ptr<UploadDesk::Incoming>> UploadDesk::Begin(
    const std::string& person_id, const std::string& case_id,
    const std::string& name, const std::string& request_id) {
  RETURN_IF_ERROR(CheckFileName(name));
  DeleteExpired();
  Upload upload;
  upload.id = IdOf(person_id, case_id, request_id);
  upload.case_id = case_id;
  upload.name = name;
  {
    const MutexLock lock(mutex_);
    const auto same = waiting_.find(upload.id);
    if (same != waiting_.end()) {
      // Coming in, or just going.
      if (same->second.upload.id.empty() ||
          clock_.Monotonic() >= same->second.until) {
        return UploadUnderWay();
      }
      if (same->second.upload.name != name) return RequestIdReused();
      return std::make_unique<IncomingFile>(*this, same->second.upload,
                                            nullptr);
    }
    const auto of_person = absl::c_count_if(waiting_, [&](const auto& entry) {
      return entry.second.person_id == person_id;
    });
    if (waiting_.size() >= limits_.in_all ||
        static_cast<size_t>(of_person) >= limits_.of_one_person) {
      return UploadsFull();
    }
    waiting_[upload.id].person_id = person_id;
  }
  if (files_.Has(NameOf(upload))) {
    Drop(upload.id);
    return std::make_unique<IncomingFile>(*this, std::move(upload), nullptr);
  }
  absl::StatusOr<std::unique_ptr<SealedFileWriter>> writer =
      files_.Begin(NameOf(upload));
  if (!writer.ok()) {
    Drop(upload.id);
    return WhyNot(writer.status());
  }
  return std::make_unique<IncomingFile>(*this, std::move(upload),
                                        *std::move(writer));
}

std::string UploadDesk::IdOf(const std::string& person_id,
                             const std::string& case_id,
                             const std::string& request_id) const {
  const std::string bytes = request_id.empty()
                                ? RandomBytes(kIdBytes)
                                : std::string(BytesOf(HmacSha256(
                                      secret_, {"upload\n", person_id, "\n",
                                                case_id, "\n", request_id})));
  return absl::BytesToHexString(bytes.substr(0, kIdBytes));
}

Uploads UploadDesk::Find(const std::vector<std::string>& person_ids,
                         const std::vector<std::string>& upload_ids) {
  Uploads found;
  const MutexLock lock(mutex_);
  const absl::Duration now = clock_.Monotonic();
  for (const std::string& id : upload_ids) {
    const auto waiting = waiting_.find(id);
    if (waiting == waiting_.end() || waiting->second.upload.id.empty() ||
        now >= waiting->second.until || waiting->second.going ||
        !absl::c_linear_search(person_ids, waiting->second.person_id)) {
      continue;
    }
    // Until the command that names it is decided.
    waiting->second.until = now + limits_.wait;
    found.push_back(waiting->second.upload);
  }
  return found;
}

absl::Status UploadDesk::Attached(const Uploads& uploads) {
  // First all of them: what stays here is deleted one day.
  for (const Upload& upload : uploads) Drop(upload.id);
  absl::Status failed;
  for (const Upload& upload : uploads) {
    failed.Update(files_.Keep(NameOf(upload)));
  }
  return failed;
}

void UploadDesk::Drop(const std::string& upload_id) {
  const MutexLock lock(mutex_);
  waiting_.erase(upload_id);
}

void UploadDesk::Keep(Upload upload, const Hash32& content) {
  const MutexLock lock(mutex_);
  Waiting& waiting = waiting_[upload.id];
  waiting.upload = std::move(upload);
  waiting.content = content;
  waiting.until = clock_.Monotonic() + limits_.wait;
}

bool UploadDesk::IsSame(const std::string& upload_id, const Hash32& content) {
  const MutexLock lock(mutex_);
  const auto waiting = waiting_.find(upload_id);
  return waiting == waiting_.end() || waiting->second.content == content;
}

void UploadDesk::DeleteExpired() {
  const absl::Duration now = clock_.Monotonic();
  Uploads expired;
  {
    const MutexLock lock(mutex_);
    for (auto& [id, waiting] : waiting_) {
      if (now < waiting.until || std::exchange(waiting.going, true)) continue;
      expired.push_back(waiting.upload);
    }
  }
  for (const Upload& upload : expired) {
    const bool deleted = files_.Delete(NameOf(upload)).ok();
    const MutexLock lock(mutex_);
    if (deleted) {
      waiting_.erase(upload.id);
    } else {
      waiting_[upload.id].going = false;
    }
  }
}

}  // namespace driehoek
