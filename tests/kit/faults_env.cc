#include "tests/kit/faults_env.h"

#include <thread>
#include <utility>

#include "rocksdb/system_clock.h"

namespace driehoek {
namespace {

class ImpatientClock : public rocksdb::SystemClockWrapper {
 public:
  ImpatientClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}

  const char* Name() const override { return "ImpatientClock"; }
  void SleepForMicroseconds(int) override { std::this_thread::yield(); }
};

class ImpatientEnv : public rocksdb::EnvWrapper {
 public:
  explicit ImpatientEnv(std::shared_ptr<rocksdb::FileSystem> file_system)
      : EnvWrapper(rocksdb::NewCompositeEnv(file_system)) {
    file_system_ = std::move(file_system);
    system_clock_ = std::make_shared<ImpatientClock>();
  }

  void SleepForMicroseconds(int) override { std::this_thread::yield(); }
};

}  // namespace

std::unique_ptr<rocksdb::Env> NewImpatientEnv(
    std::shared_ptr<rocksdb::FileSystem> file_system) {
  return std::make_unique<ImpatientEnv>(std::move(file_system));
}

}  // namespace driehoek
