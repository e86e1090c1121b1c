// Closed-loop load over real gRPC: each of N clients sends its next request
// when the previous answer is in.
#ifndef DRIEHOEK_BENCH_LOAD_H_
#define DRIEHOEK_BENCH_LOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/ids.h"
#include "driehoek/v1/case_service.grpc.pb.h"

namespace driehoek::bench {

// What one run of load gave.
struct LoadResult {
  double per_second = 0;
  absl::Duration p50;
  absl::Duration p99;
  uint64_t answers = 0;
  Position last_position = 0;  // The furthest that an answer named.
};

// Makes the request of a turn; called from many threads.
using MakeSubmit = std::function<v1::SubmitRequest(uint64_t turn)>;

// Who asks, and over which connection.
struct CaseClient {
  std::unique_ptr<v1::CaseService::Stub> stub;
  std::string authorization;  // What the header says.
};

// On `address` over a channel of its own, signed in as the teacher of the demo
// or whoever is named; waits until it is connected.
CaseClient Connect(const std::string& address,
                   const std::string& person = "docent-p");
// On a bare server, which reads no header; gets the same bytes.
CaseClient ConnectBare(const std::string& address,
                       const std::string& authorization);

// Sends commands from `clients` clients for `duration`. Ends the process on a
// transport error: a figure with errors in it says nothing.
LoadResult SubmitLoad(const CaseClient& client, int clients,
                      absl::Duration duration, const MakeSubmit& make);

// Reads cases, whose ids `case_of` gives, from `clients` clients.
LoadResult GetCaseLoad(const CaseClient& client, int clients,
                       absl::Duration duration,
                       const std::function<std::string(uint64_t)>& case_of);

// How long it takes until the views of the server show `position`: one read of
// a case that asks for it. Ends the process when they do not get there.
absl::Duration WaitForViews(const CaseClient& client,
                            const std::string& case_id, Position position);

// Returns when the health service at `address` says SERVING; ends the process
// when it does not within half a minute.
void WaitUntilServing(const std::string& address);

}  // namespace driehoek::bench

#endif  // DRIEHOEK_BENCH_LOAD_H_
