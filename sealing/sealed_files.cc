#include "sealing/sealed_files.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "rocksdb/env.h"
#include "sealing/on_disk.h"

namespace driehoek {
namespace {

// Beside each piece lies the commitment to its key, and its tag.
constexpr size_t kMoreOfAPiece = sizeof(Hash32) + kSealTagBytes;

// Beside a file that no event names yet.
constexpr char kNewMark[] = ".new";

constexpr char kReading[] = "reading a file";

uint64_t PiecesIn(uint64_t bytes) {
  return (bytes + kFilePieceBytes - 1) / kFilePieceBytes;
}

uint64_t BytesOnDisk(uint64_t bytes) {
  return bytes + PiecesIn(bytes) * kMoreOfAPiece;
}

std::string NameOnDisk(const FileName& name) {
  return absl::StrCat(name.owner, ".", name.id);
}

// Binds a piece to its file and its place in it, and tells the last one:
// nothing can be cut off, put elsewhere or left out.
std::string ContextOf(const FileName& name, uint64_t piece, bool last) {
  return absl::StrCat("driehoek file 1\n", name.owner, "\n", name.id, "\n",
                      piece, "\n", last ? "last" : "more");
}

DerivedKey KeyOfPiece(const SealedFile& file, uint64_t piece) {
  return Derive(file.key, NameOnDisk(file.name),
                absl::StrCat("driehoek file piece ", piece));
}

absl::Status Damaged() {
  return absl::DataLossError("a file that came with a report is damaged");
}

class Writer final : public SealedFileWriter {
 public:
  Writer(rocksdb::Env& env, const SealedFilesOptions& options, FileName name)
      : env_(env),
        directory_(options.directory),
        path_(absl::StrCat(directory_, "/", NameOnDisk(name))),
        most_bytes_(options.most_bytes),
        min_free_bytes_(options.min_free_bytes) {
    sealed_.name = std::move(name);
  }

  ~Writer() override {
    if (finished_) return;
    file_.reset();
    // With its mark the next start forgets what is left of it.
    if (file_made_ && !env_.DeleteFile(path_).ok()) return;
    env_.DeleteFile(path_ + kNewMark).PermitUncheckedError();
  }

  absl::Status Start() {
    // Durable before the file is there: else a power failure could leave a file
    // of which nobody knows.
    RETURN_IF_ERROR(ToAbsl(
        rocksdb::WriteStringToFile(&env_, "", path_ + kNewMark), kWriting));
    RETURN_IF_ERROR(SyncDirectory(env_, directory_));
    file_made_ = true;
    return ToAbsl(env_.NewWritableFile(path_, &file_, rocksdb::EnvOptions()),
                  kWriting);
  }

  absl::Status Add(absl::string_view bytes) override {
    RETURN_IF_ERROR(failed_);
    if (bytes.size() > most_bytes_ - sealed_.bytes) {
      failed_ = absl::OutOfRangeError("larger than a file may be");
      return failed_;
    }
    sealed_.bytes += bytes.size();
    while (!bytes.empty()) {
      // Only with what comes next is it known that a piece is not the last.
      if (waiting_.size() == kFilePieceBytes) {
        failed_ = WritePiece(/*last=*/false);
        RETURN_IF_ERROR(failed_);
      }
      const absl::string_view taken =
          bytes.substr(0, kFilePieceBytes - waiting_.size());
      absl::StrAppend(&waiting_, taken);
      bytes.remove_prefix(taken.size());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<SealedFile> Finish() override {
    RETURN_IF_ERROR(failed_);
    failed_ = absl::FailedPreconditionError("it is finished");
    if (!waiting_.empty()) RETURN_IF_ERROR(WritePiece(/*last=*/true));
    RETURN_IF_ERROR(ToAbsl(file_->Sync(), kWriting));
    RETURN_IF_ERROR(ToAbsl(file_->Close(), kWriting));
    RETURN_IF_ERROR(SyncDirectory(env_, directory_));
    finished_ = true;
    sealed_.sealed_hash = hash_.Finish();
    return sealed_;
  }

 private:
  static constexpr char kWriting[] = "writing a file";

  absl::Status WritePiece(bool last) {
    // Others come in meanwhile.
    RETURN_IF_ERROR(CheckFreeSpace(env_, directory_, min_free_bytes_));
    const DerivedKey derived = KeyOfPiece(sealed_, pieces_);
    const std::string piece = absl::StrCat(
        derived.commitment,
        SealOnce(derived.key, ContextOf(sealed_.name, pieces_, last),
                 waiting_));
    ++pieces_;
    waiting_.clear();
    hash_.Add(piece);
    return ToAbsl(file_->Append(SliceOf(piece)), kWriting);
  }

  rocksdb::Env& env_;
  const std::string directory_;
  const std::string path_;
  const uint64_t most_bytes_;
  const uint64_t min_free_bytes_;
  std::unique_ptr<rocksdb::WritableFile> file_;
  SealedFile sealed_;
  std::string waiting_;  // At most a piece.
  uint64_t pieces_ = 0;
  Sha256Stream hash_;
  absl::Status failed_;
  bool file_made_ = false;
  bool finished_ = false;
};

class Reader final : public SealedFileReader {
 public:
  Reader(std::unique_ptr<rocksdb::SequentialFile> file, SealedFile sealed)
      : file_(std::move(file)), sealed_(std::move(sealed)) {}

  absl::StatusOr<std::optional<std::string>> Next() override {
    const uint64_t pieces = PiecesIn(sealed_.bytes);
    if (next_ == pieces) return std::nullopt;
    const bool last = next_ + 1 == pieces;
    const size_t size =
        (last ? sealed_.bytes - next_ * kFilePieceBytes : kFilePieceBytes) +
        kMoreOfAPiece;
    buffer_.resize(size);
    rocksdb::Slice read;
    RETURN_IF_ERROR(ToAbsl(file_->Read(size, &read, buffer_.data()), kReading));
    if (read.size() != size) return Damaged();
    hash_.Add(ViewOf(read));
    ASSIGN_OR_RETURN(std::string piece, Open(ViewOf(read), last));
    ++next_;
    if (last && hash_.Finish() != sealed_.sealed_hash) return Damaged();
    return piece;
  }

 private:
  absl::StatusOr<std::string> Open(absl::string_view bytes, bool last) const {
    const DerivedKey derived = KeyOfPiece(sealed_, next_);
    if (bytes.substr(0, sizeof(Hash32)) != derived.commitment) return Damaged();
    absl::StatusOr<std::string> piece =
        OpenOnce(derived.key, ContextOf(sealed_.name, next_, last),
                 bytes.substr(sizeof(Hash32)));
    return piece.ok() ? std::move(piece) : Damaged();
  }

  const std::unique_ptr<rocksdb::SequentialFile> file_;
  const SealedFile sealed_;
  std::string buffer_;
  uint64_t next_ = 0;
  Sha256Stream hash_;
};

class SealedFilesImpl final : public SealedFiles {
 public:
  explicit SealedFilesImpl(SealedFilesOptions options)
      : memory_(options.directory.empty()
                    ? rocksdb::NewMemEnv(rocksdb::Env::Default())
                    : nullptr),
        env_(memory_ != nullptr       ? *memory_
             : options.env == nullptr ? *rocksdb::Env::Default()
                                      : *options.env),
        options_(std::move(options)) {
    if (memory_ != nullptr) options_.directory = "/files";
  }

  absl::Status Start(
      const std::function<absl::StatusOr<bool>(const FileName&)>& is_named) {
    RETURN_IF_ERROR(MakeDirectory(env_, options_.directory));
    ASSIGN_OR_RETURN(const std::vector<std::string> names, Names());
    for (const std::string& on_disk : names) {
      absl::string_view marked = on_disk;
      if (!absl::ConsumeSuffix(&marked, kNewMark)) continue;
      const std::pair<std::string, std::string> parts =
          absl::StrSplit(marked, absl::MaxSplits('.', 1));
      const FileName name{.owner = parts.first, .id = parts.second};
      ASSIGN_OR_RETURN(const bool named, is_named(name));
      RETURN_IF_ERROR(named ? Keep(name) : Delete(name));
    }
    return absl::OkStatus();
  }

  uint64_t most_bytes() const override { return options_.most_bytes; }

  bool Has(const FileName& name) const override {
    return env_.FileExists(PathOf(NameOnDisk(name))).ok();
  }

  absl::StatusOr<std::unique_ptr<SealedFileWriter>> Begin(
      const FileName& name) override {
    RETURN_IF_ERROR(
        CheckFreeSpace(env_, options_.directory, options_.min_free_bytes));
    auto writer = std::make_unique<Writer>(env_, options_, name);
    RETURN_IF_ERROR(writer->Start());
    return writer;
  }

  // Need not be durable: the next start looks in the log.
  absl::Status Keep(const FileName& name) override {
    return Remove(NameOnDisk(name) + kNewMark);
  }

  absl::StatusOr<std::unique_ptr<SealedFileReader>> Read(
      const SealedFile& file) const override {
    ASSIGN_OR_RETURN(std::unique_ptr<rocksdb::SequentialFile> opened,
                     Open(file.name, file.bytes));
    return std::make_unique<Reader>(std::move(opened), file);
  }

  absl::Status Check(const SealedFile& file) const override {
    ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::SequentialFile> opened,
                     Open(file.name, file.bytes));
    Sha256Stream hash;
    std::string buffer(kFilePieceBytes, '\0');
    rocksdb::Slice read;
    do {
      RETURN_IF_ERROR(
          ToAbsl(opened->Read(buffer.size(), &read, buffer.data()), kReading));
      hash.Add(ViewOf(read));
    } while (!read.empty());
    return hash.Finish() == file.sealed_hash ? absl::OkStatus() : Damaged();
  }

  absl::Status Delete(const FileName& name) override {
    // Durable before its mark goes: of a file without one a start would not
    // know.
    RETURN_IF_ERROR(Remove(NameOnDisk(name)));
    RETURN_IF_ERROR(SyncDirectory(env_, options_.directory));
    return Remove(NameOnDisk(name) + kNewMark);
  }

  absl::Status DeleteAllOf(const std::string& owner) override {
    ASSIGN_OR_RETURN(std::vector<std::string> names, Names());
    std::sort(names.begin(), names.end());  // A file before its mark.
    bool any = false;
    for (const std::string& name : names) {
      if (!absl::StartsWith(name, absl::StrCat(owner, "."))) continue;
      RETURN_IF_ERROR(Remove(name));
      any = true;
    }
    return any ? SyncDirectory(env_, options_.directory) : absl::OkStatus();
  }

 private:
  // A file of which so many bytes were sealed.
  absl::StatusOr<std::unique_ptr<rocksdb::SequentialFile>> Open(
      const FileName& name, uint64_t bytes) const {
    const std::string path = PathOf(NameOnDisk(name));
    uint64_t size = 0;
    const absl::Status found = ToAbsl(env_.GetFileSize(path, &size), kReading);
    if (!found.ok() && env_.FileExists(path).ok()) return found;
    if (!found.ok() || size != BytesOnDisk(bytes)) return Damaged();
    std::unique_ptr<rocksdb::SequentialFile> opened;
    RETURN_IF_ERROR(
        ToAbsl(env_.NewSequentialFile(path, &opened, rocksdb::EnvOptions()),
               kReading));
    return opened;
  }

  std::string PathOf(const std::string& name) const {
    return absl::StrCat(options_.directory, "/", name);
  }

  absl::StatusOr<std::vector<std::string>> Names() const {
    std::vector<std::string> names;
    RETURN_IF_ERROR(ToAbsl(env_.GetChildren(options_.directory, &names),
                           "listing the files"));
    return names;
  }

  absl::Status Remove(const std::string& name) {
    const std::string path = PathOf(name);
    if (env_.FileExists(path).IsNotFound()) return absl::OkStatus();
    const rocksdb::Status deleted = env_.DeleteFile(path);
    // Two threads may be at the same mark.
    return env_.FileExists(path).IsNotFound()
               ? absl::OkStatus()
               : ToAbsl(deleted, "deleting a file");
  }

  const std::unique_ptr<rocksdb::Env> memory_;
  rocksdb::Env& env_;
  SealedFilesOptions options_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SealedFiles>> SealedFiles::Open(
    SealedFilesOptions options,
    const std::function<absl::StatusOr<bool>(const FileName&)>& is_named) {
  auto files = std::make_unique<SealedFilesImpl>(std::move(options));
  RETURN_IF_ERROR(files->Start(is_named));
  return files;
}

}  // namespace driehoek
