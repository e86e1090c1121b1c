// T3 on the server itself: driehoekd is killed with SIGKILL under load; its
// clients, which live on, kept what was answered.
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "tests/kit/effort.h"
#include "tests/kit/faults_directory.h"

namespace driehoek {
namespace {

constexpr int kClients = 4;
constexpr absl::Duration kPatience = absl::Seconds(30);

// A driehoekd of its own process.
class RunningServer {
 public:
  explicit RunningServer(const std::string& directory) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<std::string> words = {DRIEHOEK_DRIEHOEKD,
                                      "--data-dir",
                                      directory,
                                      "--listen",
                                      "127.0.0.1:0",
                                      "--min-free-mib",
                                      "0",
                                      "--insecure-demo-identity",
                                      "--institute",
                                      "Instituut Voorbeeldstad"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const absl::Time start = absl::Now();
    EXPECT_EQ(posix_spawn(&process_, arguments[0], &actions, nullptr,
                          arguments.data(), environ),
              0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    address_ = ReadAddress();
    start_took_ = absl::Now() - start;
  }
  ~RunningServer() {
    if (process_ != 0) Kill();
    close(output_);
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  void Kill() {
    kill(process_, SIGKILL);
    int status = 0;
    waitpid(process_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "driehoekd ended by itself";
    process_ = 0;
  }

  const std::string& address() const { return address_; }
  absl::Duration start_took() const { return start_took_; }

 private:
  std::string ReadAddress() const {
    constexpr char kBefore[] = "luistert op ";
    std::string said;
    char byte = 0;
    while (read(output_, &byte, 1) == 1) {
      said += byte;
      if (byte != '\n') continue;
      const size_t at = said.find(kBefore);
      if (at == std::string::npos) continue;
      const size_t begin = at + sizeof(kBefore) - 1;
      return said.substr(begin, said.size() - 1 - begin);
    }
    ADD_FAILURE() << "driehoekd did not start: " << said;
    return "";
  }

  pid_t process_ = 0;
  int output_ = -1;
  std::string address_;
  absl::Duration start_took_;
};

void Introduce(grpc::ClientContext& context) {
  context.AddMetadata("x-driehoek-person", "beheer");
  context.AddMetadata("x-driehoek-role", "ROLE_ADMINISTRATOR");
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
}

v1::SubmitRequest RequestOf(uint64_t number) {
  v1::SubmitRequest request;
  request.set_request_id(absl::StrCat("request-", number));
  v1::RegisterPerson& person =
      *request.add_commands()->mutable_register_person();
  person.set_reference(absl::StrCat("verzonnen-", number));
  person.set_name(absl::StrCat("Verzonnen Persoon ", number));
  return request;
}

// What the clients were told, whatever became of the server.
struct Answer {
  uint64_t number;
  v1::SubmitResponse response;
};

struct Told {
  std::vector<Answer> answers;
  std::vector<uint64_t> unanswered;
};

// Clients that submit until their server is gone.
class Load {
 public:
  Load(const std::string& address, uint64_t first_number)
      : stub_(v1::CaseService::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))),
        next_(first_number) {
    for (int i = 0; i < kClients; ++i) {
      threads_.emplace_back([this] { SubmitUntilGone(); });
    }
  }

  // Returns when so many requests were answered, or all clients gave up.
  void AwaitAnswers(size_t count) {
    MutexLock lock(mutex_);
    while (told_.answers.size() < count && ended_ < kClients) {
      changed_.Wait(mutex_);
    }
  }

  Told End() {
    for (std::thread& thread : threads_) thread.join();
    MutexLock lock(mutex_);
    return std::move(told_);
  }

 private:
  void SubmitUntilGone() {
    while (true) {
      uint64_t number = 0;
      {
        MutexLock lock(mutex_);
        number = next_++;
      }
      grpc::ClientContext context;
      Introduce(context);
      Answer answer{number, {}};
      const grpc::Status status =
          stub_->Submit(&context, RequestOf(number), &answer.response);
      MutexLock lock(mutex_);
      if (!status.ok()) {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE)
            << status.error_message();
        told_.unanswered.push_back(number);
        ++ended_;
        changed_.NotifyAll();
        return;
      }
      told_.answers.push_back(std::move(answer));
      changed_.NotifyAll();
    }
  }

  const std::unique_ptr<v1::CaseService::Stub> stub_;
  Mutex mutex_;
  CondVar changed_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_);
  Told told_ ABSL_GUARDED_BY(mutex_);
  int ended_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_;
};

// Asks everything again. How many acknowledged requests are not answered as
// they were; what was never answered becomes an answer, and `kept` counts what
// had happened nevertheless.
uint64_t AskAgain(const std::string& address, Told& told, uint64_t& kept) {
  const std::unique_ptr<v1::CaseService::Stub> stub = v1::CaseService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  uint64_t wrong = 0;
  for (const Answer& answer : told.answers) {
    grpc::ClientContext context;
    Introduce(context);
    v1::SubmitResponse again;
    const grpc::Status status =
        stub->Submit(&context, RequestOf(answer.number), &again);
    const bool same =
        status.ok() && again.repeated_request() &&
        again.position() == answer.response.position() &&
        std::equal(again.ids().begin(), again.ids().end(),
                   answer.response.ids().begin(), answer.response.ids().end());
    if (!same) ++wrong;
  }
  for (const uint64_t number : told.unanswered) {
    grpc::ClientContext context;
    Introduce(context);
    v1::SubmitResponse response;
    const grpc::Status status =
        stub->Submit(&context, RequestOf(number), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (response.repeated_request()) ++kept;
    told.answers.push_back({number, response});
  }
  told.unanswered.clear();
  return wrong;
}

// The institute's own keys of all people in the log of a server that is gone,
// sorted, each as often as it was registered.
std::vector<std::string> PeopleIn(const RocksDbOptions& log) {
  std::vector<std::string> references;
  const absl::StatusOr<std::unique_ptr<EventStore>> store =
      OpenRocksDbEventStore(log);
  EXPECT_TRUE(store.ok()) << store.status();
  if (!store.ok()) return references;
  const absl::StatusOr<std::unique_ptr<EventReader>> reader = (*store)->Read(
      Query::AnyOf({{{EventType::kPersonRegistered}, {}}}), ReadOptions());
  EXPECT_TRUE(reader.ok()) << reader.status();
  while (reader.ok()) {
    const absl::StatusOr<std::optional<RecordedEvent>> event =
        (*reader)->Next();
    EXPECT_TRUE(event.ok()) << event.status();
    if (!event.ok() || !event->has_value()) break;
    references.push_back((*event)->event.person_registered().reference());
  }
  std::sort(references.begin(), references.end());
  return references;
}

TEST(DriehoekdKill9, AnswersEveryAcknowledgedRequestAsBefore) {
  const TemporaryDirectory place;
  const std::string directory = absl::StrCat(place.path(), "/data");
  const uint64_t seed = FromEnvironment("DRIEHOEK_TEST_SEED", 1);
  std::cout << "DRIEHOEK_TEST_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  const uint64_t kills = Effort(50);
  uint64_t next_number = 1;
  uint64_t acknowledged = 0;
  uint64_t kept = 0;
  absl::Duration slowest_start;
  std::vector<std::string> expected = {"beheer"};
  RocksDbOptions log;
  log.directory = directory;
  auto server = std::make_unique<RunningServer>(directory);
  for (uint64_t i = 0; i < kills && !HasFailure(); ++i) {
    Load load(server->address(), next_number);
    load.AwaitAnswers(1 + random() % 150);
    server->Kill();
    Told told = load.End();
    acknowledged += told.answers.size();

    const absl::StatusOr<LogReport> verified = VerifyLog(log, [](Position) {});
    ASSERT_TRUE(verified.ok()) << "kill " << i << ": " << verified.status();
    EXPECT_TRUE(verified->problems.empty())
        << "kill " << i << ": " << verified->problems[0].what;

    server = std::make_unique<RunningServer>(directory);
    slowest_start = std::max(slowest_start, server->start_took());
    EXPECT_EQ(AskAgain(server->address(), told, kept), 0u) << "kill " << i;
    for (const Answer& answer : told.answers) {
      expected.push_back(absl::StrCat("verzonnen-", answer.number));
      next_number = std::max(next_number, answer.number + 1);
    }
  }
  server->Kill();
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(PeopleIn(log), expected);
  std::cout << kills << " kills of driehoekd, " << acknowledged
            << " requests acknowledged, " << kept
            << " unanswered ones kept, slowest start " << slowest_start
            << std::endl;
}

TEST(DriehoekdKill9, IsNoticedWhenAnAcknowledgedRequestIsNotThere) {
  const TemporaryDirectory place;
  const RunningServer server(absl::StrCat(place.path(), "/data"));
  Told told;
  told.answers.push_back({1, {}});
  told.answers.back().response.set_position(4);
  uint64_t kept = 0;
  EXPECT_EQ(AskAgain(server.address(), told, kept), 1u);
}

}  // namespace
}  // namespace driehoek
