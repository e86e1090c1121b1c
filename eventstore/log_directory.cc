#include "eventstore/log_directory.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/env.h"
#include "sealing/on_disk.h"

namespace driehoek {
namespace {

constexpr absl::string_view kFirstLine = "driehoek log, format 1";
constexpr absl::string_view kFirstWords = "driehoek log, format ";
constexpr absl::string_view kSealed = "AES-256-GCM";
constexpr absl::string_view kUnsealed = "unsealed try-out";

std::string TextOf(const LogFormat& format) {
  return absl::StrCat(kFirstLine, "\nlog: ", format.log_id,
                      "\nsealing: ", format.sealed ? kSealed : kUnsealed,
                      "\nclock: ", format.manual_clock ? "manual" : "system",
                      "\nfolder: ", format.folder, "\n");
}

std::optional<LogFormat> Parse(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() != 6) return std::nullopt;
  absl::string_view log_id = lines[1];
  absl::string_view folder = lines[4];
  if (!absl::ConsumePrefix(&log_id, "log: ") ||
      !absl::ConsumePrefix(&folder, "folder: ")) {
    return std::nullopt;
  }
  LogFormat format;
  format.log_id = std::string(log_id);
  format.folder = std::string(folder);
  format.sealed = lines[2] == absl::StrCat("sealing: ", kSealed);
  format.manual_clock = lines[3] == "clock: manual";
  // What is not exactly what was written is damage.
  if (TextOf(format) != text) return std::nullopt;
  return format;
}

}  // namespace

std::string NextFolder(absl::string_view folder) {
  int number = 1;
  if (absl::ConsumePrefix(&folder, "log-") &&
      !absl::SimpleAtoi(folder, &number)) {
    number = 1;
  }
  return absl::StrCat("log-", number + 1);
}

absl::Status LogDirectory::Make() const { return MakeDirectory(env_, path_); }

absl::StatusOr<std::optional<LogFormat>> LogDirectory::ReadFormat() const {
  const std::string file = Folder("FORMAT");
  if (env_.FileExists(file).IsNotFound()) return std::nullopt;
  std::string text;
  RETURN_IF_ERROR(ToAbsl(rocksdb::ReadFileToString(&env_, file, &text),
                         absl::StrCat("reading ", file)));
  const std::optional<LogFormat> format = Parse(text);
  if (format) return format;
  if (absl::StartsWith(text, kFirstWords) &&
      !absl::StartsWith(text, absl::StrCat(kFirstLine, "\n"))) {
    return absl::FailedPreconditionError(
        absl::StrCat(path_, " is of another format than this program knows: ",
                     text.substr(0, text.find('\n'))));
  }
  return absl::DataLossError(absl::StrCat(file, " is damaged"));
}

absl::Status LogDirectory::WriteFormat(const LogFormat& format) const {
  const std::string file = Folder("FORMAT");
  const std::string next = Folder("FORMAT.next");
  RETURN_IF_ERROR(
      ToAbsl(rocksdb::WriteStringToFile(&env_, TextOf(format), next, true),
             absl::StrCat("writing ", next)));
  RETURN_IF_ERROR(
      ToAbsl(env_.RenameFile(next, file), absl::StrCat("replacing ", file)));
  return Sync();
}

absl::Status LogDirectory::Sync() const { return SyncDirectory(env_, path_); }

}  // namespace driehoek
