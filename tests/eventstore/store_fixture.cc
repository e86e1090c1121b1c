#include "tests/eventstore/store_fixture.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"
#include "eventstore/memory_event_store.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"

namespace driehoek {

absl::Time FixtureStart() {
  return absl::FromCivil(absl::CivilHour(2026, 9, 14, 9), absl::UTCTimeZone());
}

LogIdentity FixtureIdentity() {
  return {"0123456789abcdef0123456789abcdef", std::string(32, 's')};
}

Tag CaseTag(const std::string& id) { return {TagKind::kCase, id}; }
Tag TrainerTag(const std::string& id) { return {TagKind::kTrainer, id}; }
Tag PersonTag(const std::string& id) { return {TagKind::kPerson, id}; }

v1::Event Registered(const std::string& reference) {
  v1::Event event;
  event.mutable_person_registered()->set_person_id("p-1");
  event.mutable_person_registered()->set_reference(reference);
  event.mutable_person_registered()->set_name("Noor Verzonnen");
  return event;
}

v1::Event Opened(const std::string& number) {
  v1::Event event;
  event.mutable_case_opened()->set_case_id("c-1");
  event.mutable_case_opened()->set_number(number);
  return event;
}

v1::Event Ruled(const std::string& motivation) {
  v1::Event event;
  event.mutable_decoupling_ruled()->set_case_id("c-1");
  event.mutable_decoupling_ruled()->set_motivation(motivation);
  return event;
}

v1::Event Closed(const std::string& case_id) {
  v1::Event event;
  event.mutable_case_closed()->set_case_id(case_id);
  return event;
}

AppendRequest Request(const std::string& id, std::vector<NewEvent> events) {
  AppendRequest request;
  request.request_id = id;
  request.content = Sha256({id});
  request.actor.set_person_id("p-9");
  request.actor.set_role(v1::ROLE_TEACHER);
  request.procedure_version = "utrecht-ontkoppeling@2023-03";
  request.events = std::move(events);
  return request;
}

std::unique_ptr<Keyring> FixtureKeyring(const std::string& directory) {
  KeyringOptions options;
  options.directory = directory;
  options.root = NewRootKey(SecretKey(std::string(SecretKey::kBytes, 'r')));
  options.may_make = true;
  auto keyring = Keyring::Open(std::move(options));
  if (!keyring.ok()) {
    ADD_FAILURE() << keyring.status();
    std::abort();
  }
  return *std::move(keyring);
}

ScratchDirectory::ScratchDirectory() {
  std::string pattern = ::testing::TempDir() + "/driehoek-log-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no directory";
  path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string NameOf(StoreKind kind) {
  switch (kind) {
    case StoreKind::kMemory:
      return "Memory";
    case StoreKind::kRocksDb:
      return "RocksDb";
    case StoreKind::kSealed:
      return "Sealed";
  }
  return "";
}

StoreTest::StoreTest() {
  if (GetParam() == StoreKind::kMemory) {
    store_ = NewMemoryEventStore(FixtureIdentity());
    return;
  }
  directory_ = std::make_unique<ScratchDirectory>();
  RocksDbOptions options;
  options.directory = directory_->path();
  options.identity_if_new = FixtureIdentity();
  options.min_free_bytes = 0;
  if (GetParam() == StoreKind::kSealed) {
    keyring_ = FixtureKeyring(directory_->path() + "/keys");
    options.keyring = keyring_.get();
  }
  auto opened = OpenRocksDbEventStore(options);
  if (!opened.ok()) {
    ADD_FAILURE() << opened.status();
    std::abort();
  }
  store_ = *std::move(opened);
}

AppendAnswer StoreTest::AppendOne(AppendRequest request) {
  const auto batch = store_->Begin(now_);
  const auto answer = batch->Add(std::move(request));
  EXPECT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(batch->Commit().ok());
  return answer.value_or(AppendAnswer(ConditionFailed()));
}

Position StoreTest::Append(v1::Event event, std::vector<Tag> tags) {
  const AppendAnswer answer =
      AppendOne(Request(absl::StrCat("fixture-", ++requests_),
                        {{std::move(event), std::move(tags)}}));
  const auto* const where = std::get_if<Appended>(&answer);
  EXPECT_NE(where, nullptr);
  return where == nullptr ? 0 : where->last;
}

void StoreTest::AppendMany(int count, const Tag& tag) {
  std::vector<NewEvent> events;
  events.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    events.push_back({Opened(absl::StrCat("2026-", i)), {tag}});
  }
  AppendOne(Request(absl::StrCat("fixture-", ++requests_), std::move(events)));
}

std::vector<Position> StoreTest::PositionsOf(const Query& query,
                                             const ReadOptions& options) {
  const auto reader = store_->Read(query, options);
  if (!reader.ok()) {
    ADD_FAILURE() << reader.status();
    return {};
  }
  std::vector<Position> positions;
  for (const RecordedEvent& event : DrainEvents(**reader)) {
    positions.push_back(event.position());
  }
  return positions;
}

std::vector<RecordedEvent> DrainEvents(EventReader& reader) {
  std::vector<RecordedEvent> events;
  while (true) {
    absl::StatusOr<std::optional<RecordedEvent>> next = reader.Next();
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok()) return events;
    std::optional<RecordedEvent> event = *std::move(next);
    if (!event.has_value()) return events;
    events.push_back(*std::move(event));
  }
}

}  // namespace driehoek
