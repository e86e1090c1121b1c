#include "bench/load.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <latch>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"

namespace driehoek::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "load: %s\n", why.c_str());
  std::_Exit(1);
}

// Its own connection, shared with no other channel.
std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

void Identify(grpc::ClientContext& context, const CaseClient& client) {
  context.AddMetadata("authorization", client.authorization);
  context.AddMetadata("x-driehoek-role", "ROLE_TEACHER");
}

std::shared_ptr<grpc::Channel> Connected(const std::string& address) {
  std::shared_ptr<grpc::Channel> channel = NewChannel(address);
  if (!channel->WaitForConnected(absl::ToChronoTime(absl::Now() + kPatience))) {
    Fail(absl::StrCat("no server at ", address));
  }
  return channel;
}

Position PositionOf(const v1::SubmitResponse& response) {
  return response.position();
}
Position PositionOf(const v1::GetCaseResponse& /*response*/) { return 0; }

// One client: sends, waits for the answer, sends again.
template <typename Request, typename Response>
class Client {
 public:
  using Send =
      std::function<void(grpc::ClientContext*, const Request*, Response*,
                         std::function<void(grpc::Status)>)>;

  Client(const CaseClient& by, Send send, std::function<Request(uint64_t)> make,
         std::atomic<uint64_t>& turns, absl::Time until,
         std::function<void()> done)
      : by_(by),
        send_(std::move(send)),
        make_(std::move(make)),
        turns_(turns),
        until_(until),
        done_(std::move(done)) {}

  void Next() {
    if (absl::Now() >= until_) {
      done_();
      return;
    }
    request_ = make_(turns_.fetch_add(1));
    response_.Clear();
    context_ = std::make_unique<grpc::ClientContext>();
    Identify(*context_, by_);
    sent_ = absl::Now();
    send_(context_.get(), &request_, &response_,
          [this](const grpc::Status& status) {
            if (!status.ok()) Fail(status.error_message());
            took_.push_back(absl::Now() - sent_);
            last_position_ = std::max(last_position_, PositionOf(response_));
            Next();
          });
  }

  const std::vector<absl::Duration>& took() const { return took_; }
  Position last_position() const { return last_position_; }

 private:
  const CaseClient& by_;
  const Send send_;
  const std::function<Request(uint64_t)> make_;
  std::atomic<uint64_t>& turns_;
  const absl::Time until_;
  const std::function<void()> done_;
  Request request_;
  Response response_;
  std::unique_ptr<grpc::ClientContext> context_;
  absl::Time sent_;
  std::vector<absl::Duration> took_;
  Position last_position_ = 0;
};

template <typename Request, typename Response>
LoadResult Run(const CaseClient& by,
               const typename Client<Request, Response>::Send& send,
               const std::function<Request(uint64_t)>& make, int clients,
               absl::Duration duration, std::atomic<uint64_t>& turns) {
  std::latch running(clients);
  const absl::Time start = absl::Now();
  std::vector<std::unique_ptr<Client<Request, Response>>> all;
  all.reserve(static_cast<size_t>(clients));
  for (int i = 0; i < clients; ++i) {
    all.push_back(std::make_unique<Client<Request, Response>>(
        by, send, make, turns, start + duration,
        [&] { running.count_down(); }));
  }
  for (auto& client : all) client->Next();
  running.wait();
  const absl::Duration ran = absl::Now() - start;
  std::vector<absl::Duration> took;
  LoadResult result;
  for (const auto& client : all) {
    took.insert(took.end(), client->took().begin(), client->took().end());
    result.last_position =
        std::max(result.last_position, client->last_position());
  }
  std::sort(took.begin(), took.end());
  result.answers = took.size();
  if (took.empty()) return result;
  result.per_second =
      static_cast<double>(took.size()) / absl::ToDoubleSeconds(ran);
  result.p50 = took[took.size() / 2];
  result.p99 = took[took.size() * 99 / 100];
  return result;
}

// Turns go on over all runs of the process, so that no request id comes twice.
std::atomic<uint64_t>& Turns() {
  static std::atomic<uint64_t> turns{1};
  return turns;
}

}  // namespace

LoadResult SubmitLoad(const CaseClient& client, int clients,
                      absl::Duration duration, const MakeSubmit& make) {
  return Run<v1::SubmitRequest, v1::SubmitResponse>(
      client,
      [&client](grpc::ClientContext* context, const v1::SubmitRequest* request,
                v1::SubmitResponse* response,
                std::function<void(grpc::Status)> done) {
        client.stub->async()->Submit(context, request, response,
                                     std::move(done));
      },
      make, clients, duration, Turns());
}

LoadResult GetCaseLoad(const CaseClient& client, int clients,
                       absl::Duration duration,
                       const std::function<std::string(uint64_t)>& case_of) {
  return Run<v1::GetCaseRequest, v1::GetCaseResponse>(
      client,
      [&client](grpc::ClientContext* context, const v1::GetCaseRequest* request,
                v1::GetCaseResponse* response,
                std::function<void(grpc::Status)> done) {
        client.stub->async()->GetCase(context, request, response,
                                      std::move(done));
      },
      [&case_of](uint64_t turn) {
        v1::GetCaseRequest request;
        request.set_case_id(case_of(turn));
        return request;
      },
      clients, duration, Turns());
}

absl::Duration WaitForViews(const CaseClient& client,
                            const std::string& case_id, Position position) {
  grpc::ClientContext context;
  Identify(context, client);
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  request.set_min_position(position);
  v1::GetCaseResponse response;
  const absl::Time start = absl::Now();
  const grpc::Status status =
      client.stub->GetCase(&context, request, &response);
  if (!status.ok()) {
    Fail(absl::StrCat("the views stay behind: ", status.error_message()));
  }
  return absl::Now() - start;
}

void WaitUntilServing(const std::string& address) {
  // HealthCheckResponse { status: SERVING }; its message is in no library.
  constexpr char kServing[] = "\x08\x01";
  const absl::Time until = absl::Now() + kPatience;
  const auto channel = NewChannel(address);
  grpc::GenericStub stub(channel);
  std::string answer;
  while (answer != kServing) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(until));
    grpc::ByteBuffer request(nullptr, 0);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(
        &context, "/grpc.health.v1.Health/Check", {}, &request, &response,
        [&done](const grpc::Status& status) { done.set_value(status); });
    const grpc::Status status = done.get_future().get();
    if (!status.ok()) Fail(absl::StrCat("no health at ", address));
    answer = BytesOf(response);
  }
}

CaseClient Connect(const std::string& address, const std::string& person) {
  const std::shared_ptr<grpc::Channel> channel = Connected(address);
  v1::SignInToTryOutRequest request;
  request.set_person(person);
  grpc::ClientContext context;
  v1::SignInToTryOutResponse response;
  const grpc::Status status =
      v1::SignInService::NewStub(channel)->SignInToTryOut(&context, request,
                                                          &response);
  if (!status.ok()) Fail(absl::StrCat("not let in: ", status.error_message()));
  return {v1::CaseService::NewStub(channel),
          absl::StrCat("Bearer ", response.access_token())};
}

CaseClient ConnectBare(const std::string& address,
                       const std::string& authorization) {
  return {v1::CaseService::NewStub(Connected(address)), authorization};
}

}  // namespace driehoek::bench
