#include "eventstore/beacon.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/bytes.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace driehoek {
namespace {

constexpr absl::string_view kMagic = "driehoek beacon\1";
constexpr size_t kHashBytes = 32;

struct Slot {
  std::string log_id;
  uint64_t generation;
  BeaconMark mark;
};

std::optional<Slot> DecodeSlot(absl::string_view bytes) {
  if (bytes.size() != kBeaconSlotBytes) return std::nullopt;
  const absl::string_view content =
      bytes.substr(0, kBeaconSlotBytes - kHashBytes);
  if (BytesOf(Sha256({content})) != bytes.substr(content.size())) {
    return std::nullopt;
  }
  ByteReader reader(content);
  if (reader.Raw(kMagic.size()) != kMagic) return std::nullopt;
  Slot slot;
  slot.log_id = std::string(reader.Short());
  slot.generation = reader.U64();
  slot.mark.position = reader.U64();
  slot.mark.root = reader.Hash();
  slot.mark.manifest.number = reader.U64();
  slot.mark.manifest.size = reader.U64();
  slot.mark.manifest.hash = reader.Hash();
  return slot;
}

absl::Status Missing(absl::string_view path, absl::string_view why) {
  return absl::DataLossError(
      absl::StrCat("the commit beacon ", path, " ", why,
                   ": without it nobody can tell whether the log is whole"));
}

}  // namespace

std::string EncodeBeaconSlot(absl::string_view log_id, uint64_t generation,
                             const BeaconMark& mark) {
  ByteWriter writer;
  writer.Raw(kMagic);
  writer.Short(log_id);
  writer.U64(generation);
  writer.U64(mark.position);
  writer.Hash(mark.root);
  writer.U64(mark.manifest.number);
  writer.U64(mark.manifest.size);
  writer.Hash(mark.manifest.hash);
  std::string slot = writer.Take();
  slot.resize(kBeaconSlotBytes - kHashBytes, '\0');
  const Hash32 hash = Sha256({slot});
  absl::StrAppend(&slot, BytesOf(hash));
  return slot;
}

absl::Status Beacon::Create(rocksdb::Env& env, const std::string& path,
                            absl::string_view log_id, const BeaconMark& mark) {
  const std::string bytes =
      EncodeBeaconSlot(log_id, 0, mark) + EncodeBeaconSlot(log_id, 1, mark);
  return ToAbsl(rocksdb::WriteStringToFile(&env, bytes, path, true),
                absl::StrCat("making ", path));
}

absl::StatusOr<std::unique_ptr<Beacon>> Beacon::Open(rocksdb::Env& env,
                                                     const std::string& path,
                                                     absl::string_view log_id) {
  std::string bytes;
  if (const auto read = rocksdb::ReadFileToString(&env, path, &bytes);
      !read.ok()) {
    return Missing(path, "cannot be read");
  }
  std::optional<Slot> newest;
  size_t newest_at = 0;
  for (size_t at = 0; at + kBeaconSlotBytes <= bytes.size();
       at += kBeaconSlotBytes) {
    std::optional<Slot> slot =
        DecodeSlot(absl::string_view(bytes).substr(at, kBeaconSlotBytes));
    if (slot && (!newest || slot->generation > newest->generation)) {
      newest = std::move(slot);
      newest_at = at;
    }
  }
  if (!newest || bytes.size() != 2 * kBeaconSlotBytes) {
    return Missing(path, "is damaged");
  }
  if (newest->log_id != log_id) return Missing(path, "is of another log");
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  RETURN_IF_ERROR(ToAbsl(env.GetFileSystem()->NewRandomRWFile(
                             path, rocksdb::FileOptions(), &file, nullptr),
                         absl::StrCat("opening ", path)));
  return absl::WrapUnique(new Beacon(std::move(file), std::string(log_id),
                                     newest_at == 0 ? 1 : 0, newest->generation,
                                     newest->mark));
}

Beacon::Beacon(std::unique_ptr<rocksdb::FSRandomRWFile> file,
               std::string log_id, int slot, uint64_t generation,
               const BeaconMark& mark)
    : file_(std::move(file)),
      log_id_(std::move(log_id)),
      slot_(slot),
      generation_(generation),
      mark_(mark) {}

absl::Status Beacon::Write(const BeaconMark& mark) {
  const uint64_t generation = generation_ + 1;
  const std::string slot = EncodeBeaconSlot(log_id_, generation, mark);
  RETURN_IF_ERROR(
      ToAbsl(file_->Write(static_cast<uint64_t>(slot_) * kBeaconSlotBytes, slot,
                          rocksdb::IOOptions(), nullptr),
             "writing the commit beacon"));
  generation_ = generation;
  mark_ = mark;
  return absl::OkStatus();
}

absl::Status Beacon::Sync() {
  RETURN_IF_ERROR(ToAbsl(file_->Sync(rocksdb::IOOptions(), nullptr),
                         "syncing the commit beacon"));
  slot_ = 1 - slot_;
  return absl::OkStatus();
}

}  // namespace driehoek
