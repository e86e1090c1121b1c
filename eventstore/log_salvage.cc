#include "eventstore/log_salvage.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "eventstore/beacon.h"
#include "eventstore/failure_latch.h"
#include "eventstore/log_checks.h"
#include "eventstore/log_db.h"
#include "eventstore/log_directory.h"
#include "eventstore/rocksdb_event_store.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"

namespace driehoek {
namespace {

absl::StatusOr<std::vector<std::string>> FilesIn(rocksdb::Env& env,
                                                 const std::string& folder) {
  std::vector<std::string> names;
  RETURN_IF_ERROR(ToAbsl(env.GetChildren(folder, &names),
                         absl::StrCat("listing ", folder)));
  std::erase_if(names, [](const std::string& name) {
    return name == "." || name == "..";
  });
  return names;
}

// A copy that an earlier attempt did not finish.
absl::Status Clear(rocksdb::Env& env, const std::string& folder) {
  ASSIGN_OR_RETURN(const auto names, FilesIn(env, folder));
  for (const std::string& name : names) {
    RETURN_IF_ERROR(ToAbsl(env.DeleteFile(absl::StrCat(folder, "/", name)),
                           absl::StrCat("clearing ", folder)));
  }
  return absl::OkStatus();
}

absl::Status CopyFile(rocksdb::Env& env, const std::string& from,
                      const std::string& to) {
  const std::string doing = absl::StrCat("copying ", from);
  // Tables never change, so both folders can hold the same one.
  if (absl::EndsWith(from, ".sst") && env.LinkFile(from, to).ok()) {
    return absl::OkStatus();
  }
  std::string bytes;
  RETURN_IF_ERROR(ToAbsl(rocksdb::ReadFileToString(&env, from, &bytes), doing));
  return ToAbsl(rocksdb::WriteStringToFile(&env, bytes, to, true), doing);
}

absl::Status CopyFolder(rocksdb::Env& env, const std::string& from,
                        const std::string& to) {
  RETURN_IF_ERROR(
      ToAbsl(env.CreateDirIfMissing(to), absl::StrCat("making ", to)));
  RETURN_IF_ERROR(Clear(env, to));
  ASSIGN_OR_RETURN(const auto names, FilesIn(env, from));
  for (const std::string& name : names) {
    if (name == "LOCK" || absl::StartsWith(name, "LOG")) continue;
    RETURN_IF_ERROR(CopyFile(env, absl::StrCat(from, "/", name),
                             absl::StrCat(to, "/", name)));
  }
  return SyncDirectory(env, to);
}

}  // namespace

absl::StatusOr<Salvage> SalvageLog(rocksdb::Env& env,
                                   const LogDirectory& directory,
                                   const LogFormat& format,
                                   const BeaconMark& beacon) {
  LogFormat salvaged = format;
  salvaged.folder = NextFolder(format.folder);
  const std::string copy = directory.Folder(salvaged.folder);
  RETURN_IF_ERROR(CopyFolder(env, directory.Folder(format.folder), copy));
  RETURN_IF_ERROR(CutTornManifest(env, copy, beacon.manifest));
  FailureLatch failures(nullptr);
  ASSIGN_OR_RETURN(const std::unique_ptr<LogDb> log,
                   LogDb::Open(env, copy, LogDbMode::kUpToDamage, &failures));
  ASSIGN_OR_RETURN(const HeadRow head, log->ReadHead());
  RETURN_IF_ERROR(CheckReaches(*log, head, beacon));
  RETURN_IF_ERROR(CheckNoGaps(*log, head.position));
  rocksdb::WriteBatch note;
  note.Put(log->Handle(Family::kMeta),
           absl::StrCat(kNoteKeyPrefix, PositionKey(head.position)),
           absl::StrCat("storage.recovered from ", format.folder));
  RETURN_IF_ERROR(ToAbsl(log->db().Write(DurableWrite(), &note),
                         "noting the salvage of the log"));
  RETURN_IF_ERROR(directory.WriteFormat(salvaged));
  return Salvage{.from = format.folder,
                 .to = salvaged.folder,
                 .head = head.position,
                 .guarded_to = beacon.position,
                 .why = ""};
}

}  // namespace driehoek
