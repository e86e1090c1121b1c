// Where commands go. The writer is one; automations know only this.
#ifndef DRIEHOEK_DOMAIN_COMMAND_SINK_H_
#define DRIEHOEK_DOMAIN_COMMAND_SINK_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/uploads.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek {

// Commands to carry out, all or nothing.
struct Submission {
  std::string request_id;
  v1::Actor actor;
  std::vector<v1::Command> commands;
  // Decide as if it were asked, and record nothing: the answer says what would
  // have come of it.
  bool validate_only = false;
  // That the commands attach, as far as they are there still.
  Uploads uploads = {};
};

// Called once, on some thread, when the outcome is durable. A refusal at the
// door (see Submit) is given before Submit returns, so hold no lock around it
// that the answer takes.
using SubmissionAnswer =
    std::function<void(const absl::StatusOr<v1::SubmitResponse>&)>;

class CommandSink {
 public:
  virtual ~CommandSink() = default;

  // Hands over and returns at once. Refused at the door, Unavailable: the queue
  // is full (QUEUE_FULL), the server drains (DRAINING) or the store has failed
  // (STORE_FAILED).
  virtual void Submit(Submission submission, SubmissionAnswer answer) = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_COMMAND_SINK_H_
