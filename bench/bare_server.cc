// The measure to hold the server against: gRPC and RocksDB with nothing
// between. It takes the same requests and puts the same number of keys and
// values of the same sizes into RocksDB, with one synced write for all requests
// that wait.
//
//   --mode=callback  callback API; one committing thread, one that replies.
//   --mode=queue     completion queue; one thread polls, commits and replies.
#include <grpcpp/grpcpp.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "driehoek/v1/case_service.grpc.pb.h"

namespace driehoek::bench {
namespace {

// What one command of the load writes in the log, as keys and values (the sizes
// are those of eventstore/FORMAT.md for an event with one tag).
struct Sizes {
  size_t envelope = 420;
  size_t body = 130;
  int index_entries = 1;
};

class Disk {
 public:
  Disk(const std::string& directory, Sizes sizes) : sizes_(sizes) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kNoCompression;
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, directory, &db);
    if (!status.ok()) {
      std::fprintf(stderr, "%s\n", status.ToString().c_str());
      std::_Exit(1);
    }
    db_.reset(db);
  }

  // Adds what one command writes to `batch`; returns its position.
  uint64_t Add(const v1::SubmitRequest& request, rocksdb::WriteBatch& batch) {
    const uint64_t position = ++head_;
    batch.Put(Key('e', position), std::string(sizes_.envelope, 'e'));
    batch.Put(Key('b', position), std::string(sizes_.body, 'b'));
    for (int i = 0; i < sizes_.index_entries; ++i) {
      batch.Put(Key('i', position) + std::string(8, static_cast<char>(i)),
                std::string(12, 'i'));
      batch.Put(Key('t', position % 10000), std::string(48, 't'));
    }
    batch.Put("r" + request.request_id(), std::string(56, 'r'));
    return position;
  }

  // Makes a batch durable, with the head, tree and root that go with it.
  void Commit(rocksdb::WriteBatch& batch) {
    batch.Put("head", std::string(16, 'h'));
    batch.Put("frontier", std::string(size_t{32} * 20, 'f'));
    batch.Put(Key('R', head_), std::string(32, 'r'));
    rocksdb::WriteOptions options;
    options.sync = true;
    const rocksdb::Status status = db_->Write(options, &batch);
    if (!status.ok()) {
      std::fprintf(stderr, "%s\n", status.ToString().c_str());
      std::_Exit(1);
    }
  }

  void PutCase(const v1::Case& value) {
    db_->Put(rocksdb::WriteOptions(), "c" + value.case_id(),
             value.SerializeAsString());
  }

  bool ReadCase(const std::string& id, v1::Case& value) {
    std::string bytes;
    return db_->Get(rocksdb::ReadOptions(), "c" + id, &bytes).ok() &&
           value.ParseFromString(bytes);
  }

 private:
  static std::string Key(char kind, uint64_t number) {
    std::string key(9, kind);
    for (int i = 8; i > 0; --i, number >>= 8) {
      key[static_cast<size_t>(i)] = static_cast<char>(number & 0xff);
    }
    return key;
  }

  const Sizes sizes_;
  std::unique_ptr<rocksdb::DB> db_;
  uint64_t head_ = 0;  // Touched by the committing thread only.
};

struct Waiting {
  const v1::SubmitRequest* request;
  v1::SubmitResponse* response;
  grpc::ServerUnaryReactor* reactor;
};

// Handlers enqueue; one thread commits all that waits; another replies.
class CallbackServer final : public v1::CaseService::CallbackService {
 public:
  explicit CallbackServer(Disk& disk) : disk_(disk) {
    committer_ = std::thread([this] { CommitLoop(); });
    replier_ = std::thread([this] { ReplyLoop(); });
  }

  ~CallbackServer() override {
    {
      MutexLock lock(mutex_);
      stop_ = true;
      work_.NotifyAll();
      replies_ready_.NotifyAll();
    }
    committer_.join();
    replier_.join();
  }

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    MutexLock lock(mutex_);
    waiting_.push_back({request, response, reactor});
    work_.NotifyOne();
    return reactor;
  }

  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context,
                                    const v1::GetCaseRequest* request,
                                    v1::GetCaseResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const bool found =
        disk_.ReadCase(request->case_id(), *response->mutable_case_());
    reactor->Finish(found ? grpc::Status::OK
                          : grpc::Status(grpc::StatusCode::NOT_FOUND, ""));
    return reactor;
  }

 private:
  void CommitLoop() {
    while (true) {
      std::vector<Waiting> taken;
      {
        MutexLock lock(mutex_);
        while (waiting_.empty() && !stop_) work_.Wait(mutex_);
        if (waiting_.empty()) return;
        taken.swap(waiting_);
      }
      rocksdb::WriteBatch batch;
      for (Waiting& one : taken) {
        one.response->set_position(disk_.Add(*one.request, batch));
      }
      disk_.Commit(batch);
      MutexLock lock(mutex_);
      replies_.insert(replies_.end(), taken.begin(), taken.end());
      replies_ready_.NotifyOne();
    }
  }

  void ReplyLoop() {
    while (true) {
      std::vector<Waiting> taken;
      {
        MutexLock lock(mutex_);
        while (replies_.empty() && !stop_) replies_ready_.Wait(mutex_);
        if (replies_.empty()) return;
        taken.swap(replies_);
      }
      for (Waiting& one : taken) one.reactor->Finish(grpc::Status::OK);
    }
  }

  Disk& disk_;
  Mutex mutex_;
  CondVar work_;
  CondVar replies_ready_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<Waiting> replies_ ABSL_GUARDED_BY(mutex_);
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread committer_;
  std::thread replier_;
};

// One call of the completion-queue server.
struct QueueCall {
  grpc::ServerContext context;
  v1::SubmitRequest request;
  v1::SubmitResponse response;
  grpc::ServerAsyncResponseWriter<v1::SubmitResponse> writer{&context};
  bool answered = false;
};

// Polls until nothing more comes at once, commits all of it, replies.
void ServeQueue(v1::CaseService::AsyncService& service,
                grpc::ServerCompletionQueue& queue, Disk& disk) {
  const auto listen = [&] {
    auto* call = new QueueCall();
    service.RequestSubmit(&call->context, &call->request, &call->writer, &queue,
                          &queue, call);
  };
  for (int i = 0; i < 256; ++i) listen();
  std::vector<QueueCall*> taken;
  void* tag = nullptr;
  bool ok = false;
  while (true) {
    // Long past: gRPC rounds a deadline up to a millisecond, and waits.
    constexpr std::chrono::system_clock::time_point kNoWait;
    const auto got = taken.empty() ? (queue.Next(&tag, &ok)
                                          ? grpc::CompletionQueue::GOT_EVENT
                                          : grpc::CompletionQueue::SHUTDOWN)
                                   : queue.AsyncNext(&tag, &ok, kNoWait);
    if (got == grpc::CompletionQueue::SHUTDOWN) return;
    if (got == grpc::CompletionQueue::GOT_EVENT) {
      auto* call = static_cast<QueueCall*>(tag);
      if (call->answered || !ok) {
        delete call;
        continue;
      }
      listen();
      taken.push_back(call);
      if (taken.size() < 256) continue;
    }
    rocksdb::WriteBatch batch;
    for (QueueCall* call : taken) {
      call->response.set_position(disk.Add(call->request, batch));
    }
    disk.Commit(batch);
    for (QueueCall* call : taken) {
      call->answered = true;
      call->writer.Finish(call->response, grpc::Status::OK, call);
    }
    taken.clear();
  }
}

}  // namespace
}  // namespace driehoek::bench

int main(int argc, char** argv) {
  CLI::App app("bare gRPC and RocksDB, to measure against");
  std::string directory;
  std::string mode = "callback";
  std::string case_file;
  driehoek::bench::Sizes sizes;
  app.add_option("--directory", directory)->required();
  app.add_option("--mode", mode)->check(CLI::IsMember({"callback", "queue"}));
  app.add_option("--case", case_file, "a serialized driehoek.v1.Case to serve");
  app.add_option("--envelope-bytes", sizes.envelope);
  app.add_option("--body-bytes", sizes.body);
  app.add_option("--index-entries", sizes.index_entries);
  CLI11_PARSE(app, argc, argv);

  driehoek::bench::Disk disk(directory, sizes);
  if (!case_file.empty()) {
    driehoek::v1::Case value;
    FILE* file = std::fopen(case_file.c_str(), "rb");
    std::string bytes(1 << 20, '\0');
    if (file == nullptr) return 1;
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
    std::fclose(file);
    if (!value.ParseFromString(bytes)) return 1;
    disk.PutCase(value);
  }
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  const auto announce = [&port] {
    std::printf("luistert op 127.0.0.1:%d\n", port);
    std::fflush(stdout);
  };
  if (mode == "callback") {
    driehoek::bench::CallbackServer service(disk);
    builder.RegisterService(&service);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    announce();
    server->Wait();
  } else {
    driehoek::v1::CaseService::AsyncService service;
    builder.RegisterService(&service);
    const auto queue = builder.AddCompletionQueue();
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    announce();
    driehoek::bench::ServeQueue(service, *queue, disk);
  }
  return 0;
}
