#include "bench/load.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/time/clock.h"
#include "base/mutex.h"

namespace driehoek::bench {
namespace {

void AddDemoIdentity(grpc::ClientContext& context) {
  context.AddMetadata("x-driehoek-person", "docent-p");
  context.AddMetadata("x-driehoek-role", "ROLE_TEACHER");
}

// One client: sends, waits for the answer, sends again.
template <typename Request, typename Response>
class Client {
 public:
  using Send =
      std::function<void(grpc::ClientContext*, const Request*, Response*,
                         std::function<void(grpc::Status)>)>;

  Client(Send send, std::function<Request(uint64_t)> make,
         std::atomic<uint64_t>& turns, absl::Time until,
         std::function<void()> done)
      : send_(std::move(send)),
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
    AddDemoIdentity(*context_);
    sent_ = absl::Now();
    send_(context_.get(), &request_, &response_, [this](grpc::Status status) {
      if (!status.ok()) {
        std::fprintf(stderr, "load: %s\n", status.error_message().c_str());
        std::_Exit(1);
      }
      took_.push_back(absl::Now() - sent_);
      Next();
    });
  }

  const std::vector<absl::Duration>& took() const { return took_; }

 private:
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
};

template <typename Request, typename Response>
LoadResult Run(typename Client<Request, Response>::Send send,
               std::function<Request(uint64_t)> make, int clients,
               absl::Duration duration, std::atomic<uint64_t>& turns) {
  Mutex mutex;
  CondVar all_done;
  int running = clients;
  const absl::Time start = absl::Now();
  std::vector<std::unique_ptr<Client<Request, Response>>> all;
  for (int i = 0; i < clients; ++i) {
    all.push_back(std::make_unique<Client<Request, Response>>(
        send, make, turns, start + duration, [&] {
          MutexLock lock(mutex);
          if (--running == 0) all_done.NotifyAll();
        }));
  }
  for (auto& client : all) client->Next();
  {
    MutexLock lock(mutex);
    while (running > 0) all_done.Wait(mutex);
  }
  const absl::Duration ran = absl::Now() - start;
  std::vector<absl::Duration> took;
  for (const auto& client : all) {
    took.insert(took.end(), client->took().begin(), client->took().end());
  }
  std::sort(took.begin(), took.end());
  LoadResult result;
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

LoadResult SubmitLoad(v1::CaseService::Stub& stub, int clients,
                      absl::Duration duration, const MakeSubmit& make) {
  return Run<v1::SubmitRequest, v1::SubmitResponse>(
      [&stub](grpc::ClientContext* context, const v1::SubmitRequest* request,
              v1::SubmitResponse* response,
              std::function<void(grpc::Status)> done) {
        stub.async()->Submit(context, request, response, std::move(done));
      },
      make, clients, duration, Turns());
}

LoadResult GetCaseLoad(v1::CaseService::Stub& stub, int clients,
                       absl::Duration duration,
                       const std::function<std::string(uint64_t)>& case_of) {
  return Run<v1::GetCaseRequest, v1::GetCaseResponse>(
      [&stub](grpc::ClientContext* context, const v1::GetCaseRequest* request,
              v1::GetCaseResponse* response,
              std::function<void(grpc::Status)> done) {
        stub.async()->GetCase(context, request, response, std::move(done));
      },
      [&case_of](uint64_t turn) {
        v1::GetCaseRequest request;
        request.set_case_id(case_of(turn));
        return request;
      },
      clients, duration, Turns());
}

std::unique_ptr<v1::CaseService::Stub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto channel = grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() +
                                 std::chrono::seconds(30))) {
    std::fprintf(stderr, "no server at %s\n", address.c_str());
    std::_Exit(1);
  }
  return v1::CaseService::NewStub(channel);
}

}  // namespace driehoek::bench
