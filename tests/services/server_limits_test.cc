// What a client cannot make of the server, over real sockets: messages, headers
// and streams without end, and readers that do not read.
#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/forwarding_store.h"
#include "tests/services/server_fixture.h"

namespace driehoek {
namespace {

constexpr size_t kMessageCap = 4 << 20;
constexpr size_t kHeaderCap = 16 << 10;
constexpr int kStreamsAConnection = 256;

// A connection of its own, whatever other channels there are.
std::shared_ptr<grpc::Channel> OwnConnection(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

// Takes no more of a stream than the reader has asked for, and this much.
std::shared_ptr<grpc::Channel> NarrowConnection(const std::string& address) {
  constexpr int kTakenAheadBytes = 64 << 10;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kTakenAheadBytes);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

class ServerLimits : public ServerTest {
 protected:
  // As many streams as a connection can have, for one person.
  void SetUp() override {
    ServerOptions options;
    options.streams.per_person = 1000;
    options.streams.in_all = 1000;
    StartFilled(std::move(options));
  }

  // Practices, so that the message is as large as asked.
  grpc::Status SubmitOf(size_t bytes) {
    v1::SubmitRequest request;
    request.set_request_id("large");
    v1::RegisterPractice& practice =
        *request.add_commands()->mutable_register_practice();
    practice.set_reference("large");
    while (request.ByteSizeLong() < bytes) {
      practice.mutable_name()->append(bytes - request.ByteSizeLong(), 'x');
    }
    while (request.ByteSizeLong() > bytes) practice.mutable_name()->pop_back();
    v1::SubmitResponse response;
    return cases_->Submit(AsAdministrator().get(), request, &response);
  }
};

TEST_F(ServerLimits, TakesAMessageOf4MiBAndNoByteMore) {
  // The rules refuse the largest one: it came through.
  EXPECT_EQ(ReasonOf(SubmitOf(kMessageCap)), "NAME_MALFORMED");
  const Position before = server_->engine().store().head();
  const grpc::Status refused = SubmitOf(kMessageCap + 1);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(refused), "") << "not by a rule";
  EXPECT_EQ(server_->engine().store().head(), before);
  EXPECT_EQ(ReasonOf(SubmitOf(1000)), "NAME_MALFORMED") << "and goes on";
}

// A small message can unpack to one without end.
TEST_F(ServerLimits, TakesNoPackedMessages) {
  for (const grpc_compression_algorithm packed :
       {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    const auto context = AsTeacher();
    context->set_compression_algorithm(packed);
    v1::ListCasesRequest list;
    list.set_page_token(std::string(64 << 10, 'x'));
    v1::ListCasesResponse response;
    EXPECT_EQ(cases_->ListCases(context.get(), list, &response).error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
}

TEST_F(ServerLimits, TakesHeadersOf16KiBAtMost) {
  const auto list = [&](size_t bytes) {
    const auto context = AsTeacher();
    context->AddMetadata("x-more", std::string(bytes, 'x'));
    v1::ListCasesResponse response;
    return cases_->ListCases(context.get(), {}, &response);
  };
  EXPECT_TRUE(list(kHeaderCap / 2).ok());
  EXPECT_EQ(list(kHeaderCap).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  // The client may lose its connection over it; the server goes on.
  grpc::ChannelArguments of_its_own;
  of_its_own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  cases_ = v1::CaseService::NewStub(grpc::CreateCustomChannel(
      server_->address(), grpc::InsecureChannelCredentials(), of_its_own));
  EXPECT_TRUE(list(0).ok());
}

// What the server says of itself at the start of an HTTP/2 connection.
std::map<int, uint32_t> SettingsOf(const std::string& address) {
  const size_t colon = address.rfind(':');
  int port = 0;
  EXPECT_TRUE(absl::SimpleAtoi(address.substr(colon + 1), &port));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(
      connect(connection, reinterpret_cast<const sockaddr*>(&to), sizeof to),
      0);
  // The preface, and settings of the client without any.
  constexpr char kPreface[] =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      "\0\0\0\x04\0\0\0\0\0";
  EXPECT_EQ(write(connection, kPreface, sizeof kPreface - 1),
            static_cast<ssize_t>(sizeof kPreface - 1));
  const auto read_all = [connection](size_t size) {
    std::string bytes(size, '\0');
    size_t got = 0;
    while (got < size) {
      const ssize_t some = read(connection, bytes.data() + got, size - got);
      if (some <= 0) break;
      got += static_cast<size_t>(some);
    }
    EXPECT_EQ(got, size);
    return bytes;
  };
  const auto number = [](absl::string_view bytes) {
    uint32_t value = 0;
    for (const char byte : bytes) {
      value = value << 8 | static_cast<unsigned char>(byte);
    }
    return value;
  };
  constexpr char kSettingsFrame = 4;
  std::map<int, uint32_t> settings;
  while (settings.empty()) {
    const std::string head = read_all(9);
    const std::string body = read_all(number(head.substr(0, 3)));
    if (head[3] != kSettingsFrame) continue;
    for (size_t i = 0; i + 6 <= body.size(); i += 6) {
      settings[static_cast<int>(number(body.substr(i, 2)))] =
          number(body.substr(i + 2, 4));
    }
  }
  close(connection);
  return settings;
}

TEST_F(ServerLimits, SaysHowManyStreamsAndHeadersAConnectionMayHave) {
  const std::map<int, uint32_t> settings = SettingsOf(server_->address());
  constexpr int kMaxConcurrentStreams = 3;  // RFC 9113, 6.5.2.
  constexpr int kMaxHeaderListSize = 6;
  ASSERT_TRUE(settings.contains(kMaxConcurrentStreams));
  EXPECT_EQ(settings.at(kMaxConcurrentStreams), kStreamsAConnection);
  ASSERT_TRUE(settings.contains(kMaxHeaderListSize));
  EXPECT_EQ(settings.at(kMaxHeaderListSize), kHeaderCap);
}

TEST_F(ServerLimits, HoldsAStreamBackThatAConnectionHasNoRoomFor) {
  const auto crowded =
      v1::WorkService::NewStub(OwnConnection(server_->address()));
  v1::WatchAlertsResponse alert;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<v1::WatchAlertsResponse>>>
      readers;
  for (int i = 0; i < kStreamsAConnection; ++i) {
    contexts.push_back(AsTeacher());
    readers.push_back(crowded->WatchAlerts(contexts.back().get(), {}));
    ASSERT_TRUE(readers.back()->Read(&alert)) << i;
  }
  const auto list = [](v1::WorkService::Stub& stub, absl::Duration time) {
    const auto context = AsTeacher();
    context->set_deadline(absl::ToChronoTime(absl::Now() + time));
    v1::ListObligationsResponse response;
    return stub.ListObligations(context.get(), {}, &response).error_code();
  };
  EXPECT_EQ(list(*crowded, absl::Milliseconds(300)),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(list(*v1::WorkService::NewStub(OwnConnection(server_->address())),
                 absl::Seconds(30)),
            grpc::StatusCode::OK)
      << "another connection is not held up";
  contexts.front()->TryCancel();
  readers.front()->Finish();
  EXPECT_EQ(list(*crowded, absl::Seconds(30)), grpc::StatusCode::OK)
      << "room again";
  for (size_t i = 1; i < readers.size(); ++i) {
    contexts[i]->TryCancel();
    readers[i]->Finish();
  }
}

// Counts, for each read of the log that was begun, the events it gave.
class CountingStore final : public ForwardingStore {
 public:
  using Counter = std::shared_ptr<std::atomic<int>>;

  using ForwardingStore::ForwardingStore;

  absl::StatusOr<std::unique_ptr<EventReader>> Read(
      const Query& query, const ReadOptions& options) const override {
    absl::StatusOr<std::unique_ptr<EventReader>> reader =
        ForwardingStore::Read(query, options);
    if (!reader.ok()) return reader.status();
    const auto counter = std::make_shared<std::atomic<int>>(0);
    const MutexLock lock(mutex_);
    counters_.push_back(counter);
    return std::make_unique<Counted>(*std::move(reader), counter);
  }

  size_t begun() const {
    const MutexLock lock(mutex_);
    return counters_.size();
  }
  Counter counter(size_t index) const {
    const MutexLock lock(mutex_);
    return counters_.at(index);
  }

 private:
  class Counted final : public EventReader {
   public:
    Counted(std::unique_ptr<EventReader> reader, Counter counter)
        : reader_(std::move(reader)), counter_(std::move(counter)) {}

    absl::StatusOr<std::optional<RecordedEvent>> Next() override {
      absl::StatusOr<std::optional<RecordedEvent>> next = reader_->Next();
      if (next.ok() && next->has_value()) ++*counter_;
      return next;
    }
    Position scanned_to() const override { return reader_->scanned_to(); }

   private:
    const std::unique_ptr<EventReader> reader_;
    const Counter counter_;
  };

  mutable Mutex mutex_;
  mutable std::vector<Counter> counters_ ABSL_GUARDED_BY(mutex_);
};

class SlowReader : public ServerTest {
 protected:
  static constexpr int kMeetings = 150;
  static constexpr int kArgumentCharacters = 4000;

  void SetUp() override {
    ServerOptions options;
    options.manual_clock = &clock_;
    auto store = std::make_unique<CountingStore>(
        NewMemoryEventStore(Voorbeeldstad::Identity()));
    store_ = store.get();
    StartServer(std::move(options), std::move(store));
    FillDirectory();
    FillCase();
  }

  // A history of some 2 MB: meeting after meeting, and why there is no report
  // of it.
  void FillCase() {
    case_id_ = OpenCase(1);
    std::string argument;
    for (int i = 0; i < kArgumentCharacters; ++i) argument += "\u20ac";
    for (int i = 0; i < kMeetings; ++i) {
      v1::Command meet;
      meet.mutable_hold_triangular_meeting()->set_case_id(case_id_);
      meet.mutable_hold_triangular_meeting()->set_outcome(
          v1::MEETING_OUTCOME_FOLLOW_UP);
      Record(absl::StrCat("meet-", i), meet);
      v1::Command deviate;
      v1::RecordDeviation& deviation = *deviate.mutable_record_deviation();
      deviation.set_case_id(case_id_);
      deviation.set_deviation(v1::DEVIATION_KIND_WAIVE);
      deviation.set_obligation("T-01");
      deviation.set_why(v1::DEVIATION_REASON_AGREED);
      deviation.set_argument(argument);
      deviation.add_consulted(v1::ROLE_RESIDENT);
      Record(absl::StrCat("deviate-", i), deviate);
    }
    CaseNow(case_id_);
  }
  void Record(const std::string& request_id, const v1::Command& command) {
    v1::SubmitRequest request;
    request.set_request_id(request_id);
    *request.add_commands() = command;
    v1::SubmitResponse response;
    const grpc::Status status =
        cases_->Submit(AsTeacher().get(), request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    position_ = response.position();
  }

  std::unique_ptr<grpc::ClientReader<v1::GetHistoryResponse>> History(
      v1::AuditService::Stub& stub, grpc::ClientContext& context) {
    v1::GetHistoryRequest request;
    request.set_case_id(case_id_);
    return stub.GetHistory(&context, request);
  }

  // How many events there are; each in its place.
  static int ReadOn(grpc::ClientReader<v1::GetHistoryResponse>& reader) {
    v1::GetHistoryResponse event;
    int events = 0;
    while (reader.Read(&event)) {
      EXPECT_EQ(event.sequence(), static_cast<uint64_t>(++events));
    }
    return events;
  }

  CountingStore* store_ = nullptr;
  std::string case_id_;
};

TEST_F(SlowReader, HoldsNothingButItsOwnMessagesAndHoldsNobodyUp) {
  const auto slow_stub =
      v1::AuditService::NewStub(NarrowConnection(server_->address()));
  // The first folds the case, to know what the reader may see.
  const size_t its_read = store_->begun() + 1;
  const auto slow_context = As("plv", "ROLE_DEPUTY_HEAD");
  const auto slow = History(*slow_stub, *slow_context);
  slow->WaitForInitialMetadata();

  // Meanwhile others read all of it, and write, on the same threads.
  int events = 0;
  for (int i = 0; i < 3; ++i) {
    const auto context = As("plv", "ROLE_DEPUTY_HEAD");
    const auto reader = History(*audit_, *context);
    events = ReadOn(*reader);
    EXPECT_TRUE(reader->Finish().ok());
  }
  EXPECT_GE(events, 2 * kMeetings);
  ServerTest::Do(AsTeacher(),
                 absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id_,
                              R"(" })"));

  // What it did not read is still in the log: what the connection takes ahead
  // was read of it, and not 2 MB.
  const int taken = *store_->counter(its_read);
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, events / 2);

  EXPECT_EQ(ReadOn(*slow), events) << "and it gets all, when it reads";
  EXPECT_TRUE(slow->Finish().ok());
}

}  // namespace
}  // namespace driehoek
