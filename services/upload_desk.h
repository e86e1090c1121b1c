// Takes files in, and keeps what waits to be attached to a report (AttachFile).
// Their bytes lie sealed on the disk; the keys are here alone, so that of what
// is not attached nothing can be read any more when the server ends.
#ifndef DRIEHOEK_SERVICES_UPLOAD_DESK_H_
#define DRIEHOEK_SERVICES_UPLOAD_DESK_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "domain/uploads.h"
#include "sealing/sealed_files.h"

namespace driehoek {

struct UploadLimits {
  size_t of_one_person = 10;  // That come in or wait.
  size_t in_all = 100;
  absl::Duration wait = absl::Hours(1);
};

// Thread-safe; outlives what comes in.
class UploadDesk {
 public:
  // A file that comes in. One thread at a time. Dropped without Finish, nothing
  // of it stays.
  class Incoming {
   public:
    virtual ~Incoming() = default;
    // FILE_TOO_LARGE, FILE_TYPE, FILE_NAME, or Unavailable. An error is final.
    virtual absl::Status Add(absl::string_view bytes) = 0;
    // FILE_EMPTY beside those, and REQUEST_ID_REUSED when what waits already is
    // another file. From now on it waits.
    virtual absl::StatusOr<Upload> Finish() = 0;
  };

  // Borrows both. `secret`: of which nobody guesses the id of an upload.
  // `clock`: of the machine.
  UploadDesk(SealedFiles& files, std::string secret, const Clock& clock,
             UploadLimits limits = {})
      : files_(files),
        secret_(std::move(secret)),
        clock_(clock),
        limits_(limits) {}

  // `request_id`: by which what this person brings in again for the case is the
  // same upload, also once it is attached: then it is stored no second time.
  // Empty: it is another. FILE_NAME: no name of a file. UPLOADS_FULL,
  // UPLOAD_UNDER_WAY, DISK_NEARLY_FULL. Deletes what has waited too long.
  absl::StatusOr<std::unique_ptr<Incoming>> Begin(
      const std::string& person_id, const std::string& case_id,
      const std::string& name, const std::string& request_id = "");

  // Those with these ids that this person brought in, under any of the ids by
  // which he or she goes. They wait on from now.
  Uploads Find(const std::vector<std::string>& person_ids,
               const std::vector<std::string>& upload_ids);

  // The log says that they are attached.
  absl::Status Attached(const Uploads& uploads);

 private:
  class IncomingFile;

  struct Waiting {
    std::string person_id;
    Upload upload;     // Without an id while it comes in.
    Hash32 content{};  // SHA-256 of what came in.
    absl::Duration until = absl::InfiniteDuration();
    bool going = false;  // Someone deletes it.
  };

  void Drop(const std::string& upload_id);
  void Keep(Upload upload, const Hash32& content);
  // Whether that is what waits under this id.
  bool IsSame(const std::string& upload_id, const Hash32& content);
  // Deletes those that have waited too long. Of one that cannot be deleted now,
  // the next one who comes tries it again.
  void DeleteExpired();

  std::string IdOf(const std::string& person_id, const std::string& case_id,
                   const std::string& request_id) const;

  SealedFiles& files_;
  const std::string secret_;
  const Clock& clock_;
  const UploadLimits limits_;

  Mutex mutex_;
  absl::flat_hash_map<std::string, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_UPLOAD_DESK_H_
