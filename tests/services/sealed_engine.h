// A server without gRPC on a sealed log, with its keys and views, that ends and
// starts again.
#ifndef DRIEHOEK_TESTS_SERVICES_SEALED_ENGINE_H_
#define DRIEHOEK_TESTS_SERVICES_SEALED_ENGINE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "sealing/sealed_files.h"
#include "services/engine.h"
#include "tests/kit/faults_directory.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {

class SealedEngine : public ::testing::Test {
 protected:
  SealedEngine() { Start(); }

  void OpenKeys() {
    KeyringOptions keys;
    keys.directory = directory_.path() + "/keys";
    keys.root = NewRootKey(SecretKey(std::string(SecretKey::kBytes, 'r')));
    keys.may_make = !std::filesystem::exists(keys.directory);
    auto keyring = Keyring::Open(std::move(keys));
    ASSERT_TRUE(keyring.ok()) << keyring.status();
    keyring_ = *std::move(keyring);
  }

  RocksDbOptions LogOptions() const {
    RocksDbOptions options;
    options.directory = directory_.path() + "/data";
    options.identity_if_new = Voorbeeldstad::Identity();
    options.min_free_bytes = 0;
    options.keyring = keyring_.get();
    return options;
  }

  void Start() {
    OpenKeys();
    auto store = OpenRocksDbEventStore(LogOptions());
    ASSERT_TRUE(store.ok()) << store.status();
    EngineOptions options;
    options.founding_if_new = Voorbeeldstad::FoundingIfNew();
    options.projector.directory = directory_.path() + "/views";
    options.projector.keyring = keyring_.get();
    options.writer.keyring = keyring_.get();
    options.files.directory = directory_.path() + "/files";
    options.files.min_free_bytes = 0;
    auto engine = Engine::Create(std::move(options), *std::move(store), clock_);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    ASSERT_TRUE(engine_->RunUntilIdle().ok());
  }

  void End() {
    engine_.reset();
    keyring_.reset();
  }

  void Give(Submission submission) {
    engine_->writer().Submit(
        std::move(submission),
        [this](const absl::StatusOr<v1::SubmitResponse>& answer) {
          ASSERT_TRUE(answer.ok()) << answer.status();
          if (answer->case_ids_size() == 0) return;
          if (!answer->case_ids(0).empty()) case_id_ = answer->case_ids(0);
        });
    ASSERT_TRUE(engine_->RunUntilIdle().ok());
  }

  void Do(v1::Role role, const std::string& person, const std::string& what) {
    Give(Voorbeeldstad::Ask(
        absl::StrCat("request-", ++requests_), role, person,
        {absl::StrReplaceAll(
            what, {{"$case", absl::StrCat("case_id: '", case_id_, "'")}})}));
  }

  std::vector<std::string> Doomed() {
    std::vector<std::string> subjects;
    const auto doomed = keyring_->Doomed();
    EXPECT_TRUE(doomed.ok()) << doomed.status();
    if (!doomed.ok()) return subjects;
    for (const DoomedKey& key : *doomed) subjects.push_back(key.subject);
    return subjects;
  }

  // Attaches a file that says this to the latest report of this kind.
  void Attach(v1::Role role, const std::string& person,
              const std::string& content, const std::string& report = "D-1") {
    const FileName name{case_id_, absl::StrCat("letter-", report)};
    const auto writer = engine_->files().Begin(name);
    ASSERT_TRUE(writer.ok()) << writer.status();
    ASSERT_TRUE((*writer)->Add(content).ok());
    const auto file = (*writer)->Finish();
    ASSERT_TRUE(file.ok()) << file.status();
    Submission submission = Voorbeeldstad::Ask(
        absl::StrCat("request-", ++requests_), role, person,
        {absl::StrCat("attach_file { case_id: '", case_id_, "' report: '",
                      report, "' upload_id: '", name.id, "' }")});
    submission.uploads.push_back(
        {.id = name.id,
         .case_id = name.owner,
         .name = content + ".pdf",
         .media_type = "application/pdf",
         .bytes = file->bytes,
         .sealed_hash = std::string(BytesOf(file->sealed_hash)),
         .key = std::string(file->key.bytes())});
    Give(std::move(submission));
    ASSERT_TRUE(engine_->files().Keep(name).ok());
  }

  // What lies beside the log.
  std::vector<std::string> FilesOnDisk() const {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(directory_.path() + "/files")) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  // Copies log, views and files, or puts such a copy back.
  void CopyLogAndViews() {
    std::filesystem::create_directory(old());
    for (const char* const part : {"/data", "/views", "/files"}) {
      std::filesystem::copy(directory_.path() + part, old() + part,
                            std::filesystem::copy_options::recursive);
    }
  }
  void PutLogAndViewsBack() {
    for (const char* const part : {"/data", "/views", "/files"}) {
      std::filesystem::remove_all(directory_.path() + part);
      std::filesystem::rename(old() + part, directory_.path() + part);
    }
  }
  std::string old() const { return directory_.path() + "/old"; }

  const TemporaryDirectory directory_;
  ManualClock clock_{StartOf(absl::CivilDay(2026, 9, 7)) + absl::Hours(9)};
  std::unique_ptr<Keyring> keyring_;
  std::unique_ptr<Engine> engine_;
  std::string case_id_;
  int requests_ = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_SEALED_ENGINE_H_
