#include "tests/eventstore_crash/power_loss_drill.h"

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb_event_store.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "tests/kit/faults_env.h"
#include "tests/kit/faults_memory_disk.h"

namespace driehoek {
namespace {

constexpr char kDirectory[] = "/log-in-a-test";
constexpr size_t kLossesPerRound = 8;

const absl::Time kNow = absl::FromUnixSeconds(1800000000);

// Requests with the first position that each was given.
using Requests = std::vector<std::pair<AppendRequest, Position>>;

// A moment at which the power failed: what was on the disk, and what had been
// promised.
struct PowerLoss {
  std::shared_ptr<MemoryDisk> disk;
  LogHistory history;
  // Of the last batch that was acknowledged, and of the one that was tried.
  Requests acknowledged_requests;
  Requests attempted_requests;
};

class Drill {
 public:
  explicit Drill(const DrillOptions& options)
      : options_(options),
        random_(options.seed),
        random_at_loss_(options.seed) {
    StartNewLog();
  }

  DrillReport Run() {
    while (report_.losses < options_.losses) {
      std::vector<PowerLoss> losses = AppendWhilePowerFails();
      std::vector<PowerLoss*> sound;
      for (PowerLoss& loss : losses) {
        if (report_.losses == options_.losses) break;
        if (Inspect(loss)) sound.push_back(&loss);
      }
      if (sound.empty() ||
          state_.history.events.size() > options_.longest_log) {
        StartNewLog();
      } else {
        state_ = std::move(*sound[random_() % sound.size()]);
      }
    }
    return report_;
  }

 private:
  void StartNewLog() {
    state_ = PowerLoss();
    state_.disk = std::make_shared<MemoryDisk>();
  }

  absl::StatusOr<std::unique_ptr<EventStore>> Open(rocksdb::Env& env) {
    RocksDbOptions options;
    options.directory = kDirectory;
    options.env = &env;
    if (options_.sealed) {
      RETURN_IF_ERROR(OpenKeys(env));
      options.keyring = keyring_.get();
    }
    options.on_salvage = [this](const Salvage&) { ++report_.salvages; };
    return OpenRocksDbEventStore(options);
  }

  // A key that a power failure took along takes acknowledged events along.
  absl::Status OpenKeys(rocksdb::Env& env) {
    env.CreateDirIfMissing(kDirectory).PermitUncheckedError();
    KeyringOptions options;
    options.directory = absl::StrCat(kDirectory, "/keys");
    options.root = NewRootKey(SecretKey(std::string(SecretKey::kBytes, 'r')));
    options.env = &env;
    options.may_make =
        !env.FileExists(absl::StrCat(kDirectory, "/FORMAT")).ok();
    ASSIGN_OR_RETURN(keyring_, Keyring::Open(std::move(options)));
    return absl::OkStatus();
  }

  // Opens the log and appends some batches. The power fails at up to
  // kLossesPerRound moments; every time a copy of the disk goes its own way.
  std::vector<PowerLoss> AppendWhilePowerFails() {
    losses_.clear();
    random_at_loss_.seed(random_());
    const uint64_t one_in = 1 + random_() % (options_.only_at.empty() ? 40 : 3);
    const std::thread::id committer = std::this_thread::get_id();
    state_.disk->BeforeEachChange([&](DiskChange, const std::string& path) {
      if (absl::EndsWith(path, "/LOG")) return;  // Messages, not the log.
      if (!absl::StrContains(path, options_.only_at)) return;
      MutexLock lock(mutex_);
      if (losses_.size() == kLossesPerRound ||
          random_at_loss_() % one_in != 0) {
        return;
      }
      LosePower();
      if (committing_ != nullptr && std::this_thread::get_id() == committer) {
        // What a reader could have seen must not vanish either.
        LogHistory& history = losses_.back().history;
        history.acknowledged =
            std::max(history.acknowledged, committing_->head());
      }
    });
    if (options_.disk_ignores_syncs) state_.disk->IgnoreSyncs();
    AppendBatches();
    state_.disk->BeforeEachChange(nullptr);
    return std::move(losses_);
  }

  void LosePower() {
    losses_.push_back(state_);
    losses_.back().disk =
        state_.disk->AfterPowerLoss(random_at_loss_, !options_.only_at.empty());
  }

  void AppendBatches() {
    const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(state_.disk);
    const absl::Cleanup keys_closed = [this] { keyring_.reset(); };
    absl::StatusOr<std::unique_ptr<EventStore>> store = Open(*env);
    if (!store.ok()) {
      // It opened a moment ago, when it was inspected.
      Wrong("opened once, then refused", store.status());
      return;
    }
    if (options_.syncs_fail) state_.disk->FailSync(1 + random_() % 30);
    const uint64_t batches = 2 + random_() % 12;
    for (uint64_t i = 0; i < batches; ++i) {
      const std::unique_ptr<AppendBatch> batch = (*store)->Begin(kNow);
      if (!AddRequests(*batch)) return;
      {
        MutexLock lock(mutex_);
        committing_ = store->get();
      }
      const absl::Status committed = batch->Commit();
      MutexLock lock(mutex_);
      committing_ = nullptr;
      if (!committed.ok()) {
        if (!options_.syncs_fail || !absl::IsUnavailable(committed)) {
          Wrong("a commit failed", committed);
        }
        ++report_.failed_syncs;
        LosePower();
        return;
      }
      report_.acknowledged += batch->events().size();
      state_.history.Acknowledge();
      state_.acknowledged_requests = std::move(state_.attempted_requests);
      state_.attempted_requests.clear();
    }
  }

  bool AddRequests(AppendBatch& batch) {
    Requests requests;
    const uint64_t count = 1 + random_() % 5;
    for (uint64_t i = 0; i < count; ++i) {
      AppendRequest request = RandomRequest(random_, ++requests_);
      const absl::StatusOr<AppendAnswer> answer = batch.Add(request);
      if (!answer.ok() || !std::holds_alternative<Appended>(*answer)) {
        Wrong("a request was refused", answer.status());
        return false;
      }
      requests.emplace_back(std::move(request),
                            std::get<Appended>(*answer).first);
    }
    MutexLock lock(mutex_);
    state_.history.Attempt(batch);
    state_.attempted_requests = std::move(requests);
    return true;
  }

  // Whether the log is whole; then `loss` says what it holds.
  bool Inspect(PowerLoss& loss) {
    ++report_.losses;
    const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(loss.disk);
    const absl::Cleanup keys_closed = [this] { keyring_.reset(); };
    absl::StatusOr<std::unique_ptr<EventStore>> store = Open(*env);
    Judgement judgement = Judge(store, loss.history);
    if (judgement.verdict == Verdict::kWhole) {
      if (judgement.head > loss.history.acknowledged) ++report_.kept_unknown;
      RetryRequests(**store, loss, judgement.head);
      store->reset();
      // Costly, and it finds little that Judge does not: now and then.
      if (report_.losses % 8 == 0) judgement = Verify(*env, judgement);
    }
    ++report_.verdicts[judgement.verdict];
    if (judgement.verdict != Verdict::kWhole) {
      Note(std::string(ToString(judgement.verdict)), judgement.why);
      return false;
    }
    loss.history.ContinueFrom(judgement.head);
    return true;
  }

  void RetryRequests(EventStore& store, const PowerLoss& loss, Position head) {
    const std::unique_ptr<AppendBatch> batch = store.Begin(kNow);
    for (const auto* requests :
         {&loss.acknowledged_requests, &loss.attempted_requests}) {
      for (const auto& [request, first] : *requests) {
        const absl::StatusOr<AppendAnswer> answer = batch->Add(request);
        const Appended* const appended =
            answer.ok() ? std::get_if<Appended>(&*answer) : nullptr;
        if (appended == nullptr || appended->first != first ||
            appended->repeated != (first <= head)) {
          ++report_.wrong_retries;
          Note("a retry got another answer",
               absl::StrCat(request.request_id, " ",
                            answer.status().ToString()));
        }
      }
    }
  }

  Judgement Verify(rocksdb::Env& env, Judgement judgement) {
    RocksDbOptions options;
    options.directory = kDirectory;
    options.env = &env;
    const absl::StatusOr<LogReport> verified =
        VerifyLog(options, [](Position) {});
    if (!verified.ok()) {
      return {Verdict::kDetected, verified.status().ToString()};
    }
    if (!verified->problems.empty()) {
      return {Verdict::kDetected,
              absl::StrCat("verify at ", verified->problems[0].position, ": ",
                           verified->problems[0].what)};
    }
    if (verified->head != judgement.head) {
      return {Verdict::kAltered, "verify found another head"};
    }
    return judgement;
  }

  void Note(const std::string& kind, const std::string& why) {
    report_.examples.try_emplace(
        kind, absl::StrCat("seed ", options_.seed, ", loss ", report_.losses,
                           ": ", why));
  }

  // What happened without a power loss, and may never.
  void Wrong(const std::string& kind, const absl::Status& status) {
    Note(kind, status.ToString());
    ++report_.verdicts[Verdict::kAltered];
  }

  const DrillOptions options_;
  std::mt19937_64 random_;
  uint64_t requests_ = 0;
  // Written with mutex_ held, by the thread of Run alone.
  PowerLoss state_;
  Mutex mutex_;
  // The store that is committing, if any.
  const EventStore* committing_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::vector<PowerLoss> losses_;
  std::mt19937_64 random_at_loss_;
  std::unique_ptr<Keyring> keyring_;  // Of the log that is open, if sealed.
  DrillReport report_;
};

}  // namespace

uint64_t DrillReport::Count(Verdict verdict) const {
  const auto found = verdicts.find(verdict);
  return found == verdicts.end() ? 0 : found->second;
}

bool DrillReport::Safe() const {
  const uint64_t refused = Count(Verdict::kRefused);
  uint64_t total = 0;
  for (const auto& [verdict, count] : verdicts) total += count;
  return wrong_retries == 0 && total == Count(Verdict::kWhole) + refused &&
         refused * 200 <= losses;
}

void DrillReport::Add(const DrillReport& other) {
  losses += other.losses;
  acknowledged += other.acknowledged;
  kept_unknown += other.kept_unknown;
  failed_syncs += other.failed_syncs;
  salvages += other.salvages;
  wrong_retries += other.wrong_retries;
  for (const auto& [verdict, count] : other.verdicts) {
    verdicts[verdict] += count;
  }
  examples.insert(other.examples.begin(), other.examples.end());
}

std::string ToString(const DrillReport& report) {
  std::string text =
      absl::StrCat(report.losses, " power losses, ", report.acknowledged,
                   " events acknowledged, ", report.kept_unknown,
                   " batches of unknown outcome kept, ", report.failed_syncs,
                   " failed syncs, ", report.salvages, " torn ends set aside, ",
                   report.wrong_retries, " wrong retries:");
  for (const auto& [verdict, count] : report.verdicts) {
    absl::StrAppend(&text, " ", count, " ", ToString(verdict));
  }
  for (const auto& [kind, example] : report.examples) {
    absl::StrAppend(&text, "\n  ", kind, ": ", example);
  }
  return text;
}

DrillReport LosePowerRepeatedly(const DrillOptions& options) {
  return Drill(options).Run();
}

}  // namespace driehoek
