// The program itself: how it starts, stops and comes back.
#include <fcntl.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/clock.h"
#include "base/fatal.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "eventstore/rocksdb_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/root_key.h"
#include "tests/kit/sign_in_at.h"

namespace driehoek {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A running driehoekd, or another program; killed when it is still there at the
// end.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments,
                   const char* name = DRIEHOEKD) {
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) Fatal("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      ::signal(SIGPIPE, SIG_DFL);  // Whatever the test was started with.
      dup2(out[1], STDOUT_FILENO);
      dup2(out[1], STDERR_FILENO);
      std::vector<char*> words = {const_cast<char*>(name)};
      for (const std::string& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str()));
      }
      words.push_back(nullptr);
      execvp(name, words.data());
      _exit(127);
    }
    close(out[1]);
    output_ = fdopen(out[0], "r");
  }
  ~Program() {
    if (pid_ > 0) Kill(SIGKILL);
    StopReading();
  }

  // Reads until it says where it listens; empty when it ended instead.
  std::string Address() {
    constexpr absl::string_view kSays = "luistert op ";
    for (std::string line = ReadLine(); !line.empty(); line = ReadLine()) {
      said_ += line;
      absl::string_view address = line;
      if (absl::ConsumePrefix(&address, kSays)) {
        return std::string(absl::StripSuffix(address, "\n"));
      }
    }
    return "";
  }

  // What it said until it listened, or ended.
  const std::string& said() const { return said_; }

  // From now on nobody reads what it says.
  void StopReading() {
    if (output_ != nullptr) fclose(std::exchange(output_, nullptr));
  }

  // All it still has to say.
  std::string Rest() {
    std::string rest;
    for (std::string line = ReadLine(); !line.empty(); line = ReadLine()) {
      rest += line;
    }
    return rest;
  }

  pid_t pid() const { return pid_; }
  void Signal(int signal) { kill(pid_, signal); }
  // Its exit code, or minus the signal that ended it.
  int Wait() {
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  int Kill(int signal) {
    Signal(signal);
    return Wait();
  }

 private:
  std::string ReadLine() {
    char line[4096];
    return fgets(line, sizeof line, output_) == nullptr ? "" : line;
  }

  pid_t pid_ = -1;
  FILE* output_ = nullptr;
  std::string said_;
};

// Runs a tool to its end.
void RunTool(const char* name, const std::vector<std::string>& arguments) {
  Program tool(arguments, name);
  const std::string said = tool.Rest();
  ASSERT_EQ(tool.Wait(), 0) << name << " (tools/setup --test): " << said;
}

// A security module in software (SoftHSM2), as an operator sets it up: with a
// root key in it. What can be wrong there: tests/sealing.
class SoftwareToken {
 public:
  // All of it is kept in a new `directory`, gone when this is.
  explicit SoftwareToken(const std::string& directory)
      : directory_(directory), pin_file_(directory + "/pin") {
    std::filesystem::create_directories(directory + "/tokens");
    const std::string configuration = directory + "/softhsm2.conf";
    std::ofstream(configuration)
        << "directories.tokendir = " << directory << "/tokens\n"
        << "objectstore.backend = file\n";
    setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
    RunTool("softhsm2-util", {"--init-token", "--free", "--label", "driehoek",
                              "--so-pin", "161803", "--pin", kPin});
    MakeKey("hoofdsleutel");
    PutPin(kPin);
  }
  ~SoftwareToken() { std::filesystem::remove_all(directory_); }
  SoftwareToken(const SoftwareToken&) = delete;
  SoftwareToken& operator=(const SoftwareToken&) = delete;

  static constexpr char kPin[] = "271828";

  void MakeKey(const std::string& label) const {
    RunTool("pkcs11-tool",
            {"--module", kModule, "--token-label", "driehoek", "--login",
             "--pin", kPin, "--keygen", "--key-type", "GENERIC:32", "--label",
             label, "--usage-sign", "--sensitive"});
  }

  // Where the server finds it.
  void PutPin(const std::string& pin) const {
    std::ofstream(pin_file_) << pin << "\n";
    std::filesystem::permissions(pin_file_, std::filesystem::perms(0600));
  }

  std::string Uri(const std::string& label = "hoofdsleutel") const {
    return absl::StrCat("pkcs11:token=driehoek;object=", label,
                        "?module-path=", kModule,
                        "&pin-source=file:", pin_file_);
  }

 private:
  static constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";

  const std::string directory_;
  const std::string pin_file_;
};

// From now on this thread, and what it starts, has no right of root to look
// into any process.
void GiveUpTheRightToLookIntoAll() {
  // Fails for whoever is not root, and has no such right.
  static_cast<void>(prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE));
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> rights{};
  ASSERT_EQ(syscall(SYS_capget, &header, rights.data()), 0);
  __user_cap_data_struct& held = rights[CAP_TO_INDEX(CAP_SYS_PTRACE)];
  held.effective &= ~CAP_TO_MASK(CAP_SYS_PTRACE);
  held.permitted &= ~CAP_TO_MASK(CAP_SYS_PTRACE);
  held.inheritable &= ~CAP_TO_MASK(CAP_SYS_PTRACE);
  ASSERT_EQ(syscall(SYS_capset, &header, rights.data()), 0);
}

// Opens the memory of a process to read; the error, or 0.
int ErrorOfLookingInto(pid_t process) {
  const std::string path = absl::StrCat("/proc/", process, "/mem");
  const int memory = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (memory < 0) return errno;
  close(memory);
  return 0;
}

class DriehoekdTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/driehoekdXXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override {
    std::filesystem::remove_all(directory_);
    std::filesystem::remove(RootKey());
  }

  // Where a try-out keeps its root key when none is named.
  std::string RootKey() const { return directory_ + ".hoofdsleutel"; }

  std::vector<std::string> Arguments(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {
        "--data-dir",     directory_,    "--listen",
        "127.0.0.1:0",    "--institute", "Opleiding Voorbeeldstad",
        "--min-free-mib", "1",           "--try-out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  // It does not start, says why, and ends so.
  static void ExpectRefused(const std::vector<std::string>& arguments,
                            const std::string& why, int exit_code) {
    Program refused(arguments);
    EXPECT_EQ(refused.Address(), "");
    EXPECT_THAT(refused.said(), HasSubstr(why));
    EXPECT_EQ(refused.Wait(), exit_code) << why;
  }

  static std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
    return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  }

  static SignedIn Administrator(const std::string& address) {
    return {address, "beheer", "ROLE_ADMINISTRATOR"};
  }

  // Registers person N; the request id says so.
  static grpc::Status Register(const SignedIn& administrator, int number,
                               v1::SubmitResponse* response) {
    grpc::ClientContext context;
    administrator.Identify(context);
    v1::SubmitRequest request;
    request.set_request_id(absl::StrCat("register-", number));
    v1::RegisterPerson& person =
        *request.add_commands()->mutable_register_person();
    person.set_reference(absl::StrCat("proef-", number));
    person.set_name(absl::StrCat("Proef ", number));
    return v1::CaseService::NewStub(administrator.channel())
        ->Submit(&context, request, response);
  }

  // Sends one message to a method by its name and returns the first that
  // comes back, both as bytes.
  static std::string CallRaw(const std::string& address,
                             const std::string& method,
                             const std::string& request) {
    grpc::GenericStub stub(ChannelTo(address));
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    const auto call = stub.PrepareCall(&context, method, &queue);
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      queue.Next(&tag, &ok);
      return ok;
    };
    call->StartCall(nullptr);
    wait();
    const grpc::Slice slice(request);
    call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    wait();
    grpc::ByteBuffer response;
    call->Read(&response, nullptr);
    std::string bytes;
    if (wait()) {
      std::vector<grpc::Slice> slices;
      response.Dump(&slices);
      for (const grpc::Slice& part : slices) {
        bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
      }
    }
    context.TryCancel();
    grpc::Status status;
    call->Finish(&status, nullptr);
    wait();
    queue.Shutdown();
    return bytes;
  }

  std::string directory_;
};

TEST_F(DriehoekdTest, SaysWhatItResolvedToAndDrainsOnSigterm) {
  Program program(Arguments());
  const std::string address = program.Address();
  ASSERT_THAT(address, HasSubstr("127.0.0.1:"));
  v1::SubmitResponse response;
  const SignedIn administrator = Administrator(address);
  EXPECT_TRUE(Register(administrator, 1, &response).ok());
  program.Signal(SIGTERM);
  EXPECT_THAT(program.Rest(), HasSubstr("netjes gestopt"));
  EXPECT_EQ(program.Wait(), 0);
}

TEST_F(DriehoekdTest, ServesOnAndStopsWellWhenNobodyReadsWhatItSays) {
  Program program(Arguments());
  const SignedIn administrator = Administrator(program.Address());
  program.StopReading();
  v1::SubmitResponse response;
  EXPECT_TRUE(Register(administrator, 1, &response).ok());
  EXPECT_EQ(program.Kill(SIGTERM), 0);
}

// What it should say depends on the machine that the test runs on.
TEST_F(DriehoekdTest, SaysWhenTheMachineDoesNotKnowWhetherItsClockIsRight) {
  constexpr char kSays[] = "STA_UNSYNC";
  const bool unsure = !SystemClock().Synchronized();
  for (const bool trusted : {false, true}) {
    Program program(trusted ? Arguments({"--trust-clock"}) : Arguments());
    const std::string address = program.Address();
    ASSERT_NE(address, "");
    EXPECT_EQ(absl::StrContains(program.said(), kSays), unsure && !trusted)
        << program.said();
    const SignedIn administrator = Administrator(address);
    const auto stub = v1::AdminService::NewStub(administrator.channel());
    grpc::ClientContext context;
    administrator.Identify(context);
    v1::GetStatusResponse status;
    ASSERT_TRUE(stub->GetStatus(&context, {}, &status).ok());
    EXPECT_EQ(status.outcomes_held(), unsure && !trusted);
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
}

TEST_F(DriehoekdTest, SaysInDutchThatTheLogIsDamagedAndWhatToDo) {
  {
    Program program(Arguments());
    ASSERT_NE(program.Address(), "");
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  std::filesystem::remove(directory_ + "/beacon");
  Program refused(Arguments());
  EXPECT_EQ(refused.Address(), "");
  EXPECT_THAT(refused.said(), HasSubstr("het logboek klopt niet"));
  EXPECT_THAT(refused.said(), HasSubstr("driehoek verify " + directory_));
  EXPECT_EQ(refused.Wait(), 65);
}

// Whatever is wrong with its keys, it says so and leaves everything as it is.
TEST_F(DriehoekdTest, SaysInDutchWhatIsWrongWithItsKeys) {
  {
    Program program(Arguments());
    ASSERT_NE(program.Address(), "");
    EXPECT_THAT(program.said(), HasSubstr("versleuteld op schijf: ja"));
    EXPECT_THAT(
        program.said(),
        HasSubstr(std::filesystem::path(RootKey()).filename().string()));
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  std::vector<std::string> without_try_out = Arguments();
  without_try_out.pop_back();
  ExpectRefused(without_try_out, "noem het bestand met de hoofdsleutel", 64);

  const std::string other = directory_ + "-andere";
  ASSERT_TRUE(MakeRootKeyFile(other).ok());
  ExpectRefused(
      Arguments({"--root-key", other}),
      "dit is niet de hoofdsleutel waarmee deze gegevens zijn versleuteld", 69);
  std::filesystem::permissions(other, std::filesystem::perms(0644));
  ExpectRefused(Arguments({"--root-key", other}),
                "anderen kunnen bij deze sleutel", 64);
  std::filesystem::remove(other);

  const std::string inside = directory_ + "/hoofdsleutel";
  std::filesystem::copy(RootKey(), inside);
  ExpectRefused(Arguments({"--root-key", inside}),
                "ligt in de map met gegevens", 64);

  const std::string epochs = directory_ + "/keys/epochs";
  std::filesystem::copy(epochs, directory_ + "/kept");
  std::ofstream(epochs) << "geen sleutels";
  ExpectRefused(Arguments(), "ontbreken of zijn beschadigd", 65);
  std::filesystem::rename(directory_ + "/keys", directory_ + "/keys-away");
  ExpectRefused(Arguments(), "ontbreken of zijn beschadigd", 65);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/keys"));
  std::filesystem::rename(directory_ + "/keys-away", directory_ + "/keys");

  // A root key that is gone is not made again for data that it sealed.
  std::filesystem::rename(directory_ + "/kept", epochs);
  std::filesystem::rename(RootKey(), RootKey() + "-away");
  ExpectRefused(Arguments(), "dit bestand is niet te lezen", 64);
  std::filesystem::rename(RootKey() + "-away", RootKey());
  Program again(Arguments());
  EXPECT_NE(again.Address(), "");
  EXPECT_EQ(again.Kill(SIGTERM), 0);
}

// As when the keys were put back from before the log went on.
TEST_F(DriehoekdTest, SaysInDutchThatAKeyOfTheLogIsMissing) {
  const std::string keys = directory_ + "/keys";
  {
    Program program(Arguments());
    ASSERT_NE(program.Address(), "");
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  std::filesystem::copy(keys, keys + "-before",
                        std::filesystem::copy_options::recursive);
  {
    Program program(Arguments());
    const SignedIn administrator = Administrator(program.Address());
    v1::SubmitResponse response;
    ASSERT_TRUE(Register(administrator, 1, &response).ok());
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  std::filesystem::rename(keys, keys + "-now");
  std::filesystem::rename(keys + "-before", keys);
  ExpectRefused(Arguments(),
                "er ontbreekt een sleutel van wat in het logboek staat; er is "
                "niets in veranderd. Zet de map keys terug uit een "
                "reservekopie die niet ouder is dan het logboek",
                65);
  std::filesystem::remove_all(keys);
  std::filesystem::rename(keys + "-now", keys);
  Program again(Arguments());
  const SignedIn administrator = Administrator(again.Address());
  v1::SubmitResponse response;
  EXPECT_TRUE(Register(administrator, 1, &response).ok());
  EXPECT_TRUE(response.repeated_request()) << "nothing was changed";
}

TEST_F(DriehoekdTest, StartsAgainWithARootKeyInADeviceAndRefusesAWrongPin) {
  const SoftwareToken token(directory_ + "-token");
  const std::vector<std::string> arguments =
      Arguments({"--root-key", token.Uri()});
  {
    Program program(arguments);
    const std::string address = program.Address();
    ASSERT_NE(address, "") << program.said();
    EXPECT_THAT(program.said(),
                AllOf(HasSubstr("de hoofdsleutel staat in " + token.Uri()),
                      Not(HasSubstr(SoftwareToken::kPin))));
    const SignedIn administrator = Administrator(address);
    v1::SubmitResponse response;
    ASSERT_TRUE(Register(administrator, 1, &response).ok());
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(RootKey()));

  token.PutPin("000000");
  {
    Program refused(arguments);
    EXPECT_EQ(refused.Address(), "");
    EXPECT_THAT(refused.said(),
                AllOf(HasSubstr("de pincode"), Not(HasSubstr("000000"))));
    EXPECT_EQ(refused.Wait(), 64) << "so that it is not tried again and again";
  }
  token.PutPin(SoftwareToken::kPin);
  token.MakeKey("andere");
  ExpectRefused(
      Arguments({"--root-key", token.Uri("andere")}),
      "dit is niet de hoofdsleutel waarmee deze gegevens zijn versleuteld", 69);

  // Named as in deploy/driehoekd.toml.
  const std::string file = directory_ + ".toml";
  std::ofstream(file) << "root-key = \"" << token.Uri() << "\"\n";
  Program again(Arguments({"--config", file}));
  const std::string address = again.Address();
  EXPECT_NE(address, "") << again.said();
  std::filesystem::remove(file);
  const SignedIn administrator = Administrator(address);
  v1::SubmitResponse response;
  EXPECT_TRUE(Register(administrator, 1, &response).ok());
  EXPECT_TRUE(response.repeated_request());
  EXPECT_EQ(again.Kill(SIGTERM), 0);
}

TEST_F(DriehoekdTest, WarnsLoudlyThatAnyoneSignsInAsAnyone) {
  {
    Program program(Arguments());
    ASSERT_NE(program.Address(), "");
    EXPECT_THAT(program.said(),
                AllOf(HasSubstr("inloggen: IEDEREEN, ZONDER WACHTWOORD, ALS "
                                "WIE HIJ WIL (--try-out)\n"),
                      HasSubstr("LET OP: alleen verzonnen gegevens.\n")));
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  std::vector<std::string> in_earnest = Arguments();
  in_earnest.pop_back();
  in_earnest.insert(in_earnest.end(), {"--root-key", RootKey()});
  Program program(in_earnest);
  ASSERT_NE(program.Address(), "") << program.said();
  EXPECT_THAT(program.said(),
              AllOf(HasSubstr("inloggen: niemand"), Not(HasSubstr("IEDEREEN")),
                    Not(HasSubstr("verzonnen gegevens"))));
  EXPECT_EQ(program.Kill(SIGTERM), 0);
}

// With TLS neither: tests/services/tls_test.cc.
TEST_F(DriehoekdTest, ListensOnThisMachineAloneWhereAnyoneSignsInAsAnyone) {
  const std::string made = directory_ + "/made";
  for (const char* const listen : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    ExpectRefused(
        {"--data-dir", made, "--listen", listen, "--institute", "Proef",
         "--min-free-mib", "1", "--try-out"},
        absl::StrCat("waar iedereen inlogt als wie hij wil, luistert de server "
                     "alleen op deze machine (127.0.0.1), niet op ",
                     listen),
        64);
    EXPECT_FALSE(std::filesystem::exists(made));
    EXPECT_FALSE(std::filesystem::exists(made + ".hoofdsleutel"));
  }
}

// RocksDB aborts when it opens on a full disk: nothing of it is begun.
TEST_F(DriehoekdTest, SaysThatTheDiskIsTooFullBeforeItOpensAnything) {
  Program refused({"--data-dir", directory_, "--listen", "127.0.0.1:0",
                   "--institute", "Proef", "--try-out", "--min-free-mib",
                   "1000000000"});
  EXPECT_EQ(refused.Address(), "");
  EXPECT_THAT(refused.said(), HasSubstr("de schijf is te vol"));
  EXPECT_EQ(refused.Wait(), 69);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/keys"));
}

TEST_F(DriehoekdTest, RefusesByNameADirectoryThatWasNeverSealed) {
  RocksDbOptions in_clear;
  in_clear.directory = directory_;
  ASSERT_TRUE(OpenRocksDbEventStore(in_clear).ok());
  Program refused(Arguments());
  EXPECT_EQ(refused.Address(), "");
  EXPECT_THAT(refused.said(),
              AllOf(HasSubstr(directory_), HasSubstr("niets versleutelde")));
  EXPECT_EQ(refused.Wait(), 64);
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/keys"));
  EXPECT_FALSE(std::filesystem::exists(RootKey()));
}

// What was in memory is found in no file after a crash.
TEST_F(DriehoekdTest, LeavesNoCoreDump) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &before), 0);
  rlimit all = before;
  all.rlim_cur = before.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_CORE, &all), 0);
  Program program(Arguments());
  EXPECT_EQ(setrlimit(RLIMIT_CORE, &before), 0);
  ASSERT_NE(program.Address(), "");
  std::ifstream limits(absl::StrCat("/proc/", program.pid(), "/limits"));
  std::string line;
  while (std::getline(limits, line) &&
         !absl::StartsWith(line, "Max core file size")) {
  }
  EXPECT_THAT(line, HasSubstr(" 0 "));
  program.Signal(SIGABRT);
  int status = 0;
  ASSERT_EQ(waitpid(program.pid(), &status, 0), program.pid());
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(WCOREDUMP(status));
}

TEST_F(DriehoekdTest, KeepsItsMemoryFromOtherProcessesOfItsUser) {
  // Rights are those of a thread: the other tests keep theirs.
  std::thread([this] {
    GiveUpTheRightToLookIntoAll();
    Program other({"-c", "echo luistert op niets; exec sleep 60"}, "/bin/sh");
    ASSERT_EQ(other.Address(), "niets");
    ASSERT_EQ(ErrorOfLookingInto(other.pid()), 0)
        << "this machine keeps all memory from others: it shows nothing here";
    Program program(Arguments());
    ASSERT_NE(program.Address(), "");
    EXPECT_EQ(ErrorOfLookingInto(program.pid()), EACCES);
  }).join();
}

TEST_F(DriehoekdTest, EndsItsStreamsWhenItDrainsOnSigterm) {
  Program program(Arguments());
  const SignedIn administrator = Administrator(program.Address());
  const auto stub = v1::WorkService::NewStub(administrator.channel());
  grpc::ClientContext context;
  administrator.Identify(context);
  const auto reader = stub->WatchAlerts(&context, {});
  v1::WatchAlertsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.caught_up());
  program.Signal(SIGTERM);
  EXPECT_FALSE(reader->Read(&response)) << "it would wait for ever";
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(program.Rest(), HasSubstr("netjes gestopt"));
  EXPECT_EQ(program.Wait(), 0);
}

TEST_F(DriehoekdTest, AnswersHealthAndReflection) {
  Program program(Arguments());
  const std::string address = program.Address();
  // HealthCheckResponse { status: SERVING }
  EXPECT_EQ(CallRaw(address, "/grpc.health.v1.Health/Check", ""), "\x08\x01");
  // ServerReflectionRequest { list_services: "*" }
  EXPECT_THAT(
      CallRaw(address,
              "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              "\x3a\x01*"),
      HasSubstr("driehoek.v1.CaseService"));
}

TEST_F(DriehoekdTest, LosesNothingThatWasAnsweredWhenItIsKilled) {
  constexpr int kClients = 8;
  constexpr int kEnough = 60;
  Mutex mutex;
  std::map<int, Position> answered;
  {
    Program program(Arguments());
    const std::string address = program.Address();
    std::atomic<int> next = 0;
    std::atomic<int> answers = 0;
    std::vector<std::thread> clients;
    clients.reserve(kClients);
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&] {
        const SignedIn administrator = Administrator(address);
        while (true) {
          const int number = next++;
          v1::SubmitResponse response;
          if (!Register(administrator, number, &response).ok()) return;
          const MutexLock lock(mutex);
          answered[number] = response.position();
          // In the middle of what the others ask.
          if (++answers == kEnough) program.Signal(SIGKILL);
        }
      });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(program.Wait(), -SIGKILL);
  }
  ASSERT_GE(answered.size(), static_cast<size_t>(kEnough));

  Program again(Arguments());
  const SignedIn administrator = Administrator(again.Address());
  for (const auto& [number, position] : answered) {
    v1::SubmitResponse response;
    const grpc::Status status = Register(administrator, number, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_TRUE(response.repeated_request()) << number;
    EXPECT_EQ(response.position(), position) << number;
  }
}

TEST_F(DriehoekdTest, KeepsAManualClockApartFromTheRealOne) {
  {
    Program program(Arguments({"--manual-clock", "2026-09-01T08:00"}));
    ASSERT_NE(program.Address(), "");
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
  Program real(Arguments());
  EXPECT_EQ(real.Address(), "");
  EXPECT_EQ(real.Wait(), 69);
}

TEST_F(DriehoekdTest, SaysWhenTheHolidaysOfNextYearAreNotKnown_AS5) {
  constexpr char kSays[] = "welke feestdagen in 2029";
  for (const bool known : {true, false}) {
    Program program(Arguments(
        {"--manual-clock", known ? "2027-12-31T23:59" : "2028-01-01T00:00"}));
    ASSERT_NE(program.Address(), "");
    EXPECT_EQ(absl::StrContains(program.said(), kSays), !known)
        << program.said();
    EXPECT_EQ(program.Kill(SIGTERM), 0);
  }
}

TEST_F(DriehoekdTest, GivesTheSameIdsForTheSameSeed) {
  std::string ids[2];
  for (std::string& id : ids) {
    Program program(
        Arguments({"--manual-clock", "2026-09-01T08:00", "--seed", "demo"}));
    const SignedIn administrator = Administrator(program.Address());
    v1::SubmitResponse response;
    ASSERT_TRUE(Register(administrator, 1, &response).ok());
    id = response.ids(0);
    program.Kill(SIGTERM);
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
  }
  EXPECT_EQ(ids[0], ids[1]);
}

TEST_F(DriehoekdTest, RefusesWhatCannotBeWithAnExitCodeAndMakesNothing) {
  struct Refused {
    std::vector<std::string> arguments;
    int exit_code;
  };
  for (const auto& [arguments, exit_code] : std::vector<Refused>{
           {{}, 64},
           {{"--data-dir", directory_ + "/x", "--listen", "0.0.0.0:0"}, 64},
           {{"--data-dir", directory_ + "/x", "--tls-certificate",
             directory_ + "/nergens.crt", "--tls-key",
             directory_ + "/nergens.key"},
            64},
           {{"--data-dir", directory_ + "/x", "--tls-client-name", "bff"}, 64},
           {{"--data-dir", directory_ + "/x", "--manual-clock", "gisteren"},
            64},
           {{"--data-dir", directory_ + "/x", "--manual-clock",
             "2200-01-01T00:00"},
            64},
           {{"--data-dir", directory_ + "/x", "--manual-clock",
             "1989-12-31T23:59"},
            64},
           {{"--data-dir", directory_ + "/x", "--manual-clock",
             "infinite-future"},
            64},
           {{"--data-dir", directory_ + "/x", "--seed", "demo"}, 64},
           {{"--data-dir", directory_ + "/x"}, 64},
           {{"--data-dir", directory_ + "/x", "--root-key",
             directory_ + "/nergens"},
            64},
           {{"--data-dir", directory_ + "/x", "--root-key",
             directory_ + "/x/hoofdsleutel"},
            64},
       }) {
    Program program(arguments);
    EXPECT_EQ(program.Address(), "");
    EXPECT_EQ(program.Wait(), exit_code);
    EXPECT_FALSE(std::filesystem::exists(directory_ + "/x"));
  }
}

TEST_F(DriehoekdTest, ReadsTheExampleOfItsOptions) {
  // From the root of the tree, as all tests.
  const std::string made = directory_ + "/made";
  Program program({"--config", "deploy/driehoekd.toml", "--data-dir", made,
                   "--listen", "127.0.0.1:0", "--min-free-mib", "1",
                   "--try-out"});
  const std::string address = program.Address();
  EXPECT_EQ(std::filesystem::status(made).permissions(),
            std::filesystem::perms::owner_all)
      << "what is made is for the server alone";
  const SignedIn administrator = Administrator(address);
  v1::SubmitResponse response;
  EXPECT_TRUE(Register(administrator, 1, &response).ok());
  EXPECT_EQ(program.Kill(SIGTERM), 0);
}

// Misspelt, it would leave a door open.
TEST_F(DriehoekdTest, RefusesAnOptionInAFileThatIsNone) {
  const std::string file = directory_ + ".toml";
  std::ofstream(file) << "tls_client_ca = \"/etc/driehoek/clients.crt\"\n";
  std::vector<std::string> arguments = Arguments();
  arguments.insert(arguments.end(), {"--config", file});
  Program program(arguments);
  EXPECT_EQ(program.Address(), "");
  EXPECT_THAT(program.said(), AllOf(HasSubstr("iets wat er niet hoort"),
                                    HasSubstr("tls_client_ca")));
  EXPECT_EQ(program.Wait(), 64);
  std::filesystem::remove(file);
}

TEST_F(DriehoekdTest, RefusesAPortThatIsTaken) {
  Program first(Arguments());
  const std::string address = first.Address();
  const std::string other = directory_ + "/other";
  Program second({"--data-dir", other, "--institute", "Proef", "--listen",
                  address, "--min-free-mib", "1", "--root-key", RootKey()});
  EXPECT_EQ(second.Address(), "");
  EXPECT_EQ(second.Wait(), 69);
}

}  // namespace
}  // namespace driehoek
