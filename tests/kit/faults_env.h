// RocksDB's surroundings with a file system of the test's choice and a clock
// that never makes anyone wait (RocksDB sleeps for a second after errors).
#ifndef DRIEHOEK_TESTS_KIT_FAULTS_ENV_H_
#define DRIEHOEK_TESTS_KIT_FAULTS_ENV_H_

#include <memory>

#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace driehoek {

std::unique_ptr<rocksdb::Env> NewImpatientEnv(
    std::shared_ptr<rocksdb::FileSystem> file_system);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_FAULTS_ENV_H_
