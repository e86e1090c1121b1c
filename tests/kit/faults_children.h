// Runs many cases in child processes, so that a case may abort or hang without
// taking the test with it.
#ifndef DRIEHOEK_TESTS_KIT_FAULTS_CHILDREN_H_
#define DRIEHOEK_TESTS_KIT_FAULTS_CHILDREN_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"

namespace driehoek {

// What a case ends with that did not end by itself.
inline constexpr char kAborted[] = "aborted";
inline constexpr char kHung[] = "hung";

// Runs `one_case(0)` to `one_case(count - 1)` in order, as many in one child as
// go well, and calls `outcome` in this process with what each returned (one
// line, at most 1 KiB), or kAborted, or kHung after `patience`. The calling
// process must not have used anything that starts threads (RocksDB): a child
// has only the thread that forked. What children say on standard error is lost,
// for aborts are meant to happen; DRIEHOEK_TEST_VERBOSE in the environment
// shows it.
void RunInChildren(
    uint64_t count, absl::Duration patience,
    const std::function<std::string(uint64_t)>& one_case,
    const std::function<void(uint64_t, const std::string&)>& outcome);

// The same for one case.
std::string RunInChild(absl::Duration patience,
                       const std::function<std::string()>& one_case);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_FAULTS_CHILDREN_H_
