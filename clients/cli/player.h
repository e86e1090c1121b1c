// Plays scripts against a server on a manual clock.
#ifndef DRIEHOEK_CLIENTS_CLI_PLAYER_H_
#define DRIEHOEK_CLIENTS_CLI_PLAYER_H_

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/play_progress.h"
#include "clients/cli/play_script.h"
#include "clients/cli/session.h"
#include "driehoek/v1/play.pb.h"

namespace driehoek::cli {

class Player {
 public:
  // Moves the clock as `keeper`. `show` is called after each step. Borrows the
  // session.
  Player(Session& session, Caller keeper, PlayProgress progress,
         std::function<void(const v1::PlayStep&, const v1::PlayedStep&)> show);

  // Plays one script to its end. An expectation that does not come true is in
  // the report, and the script goes on. Stops with an error when a step that
  // must succeed is refused (ExpectationFailed), when a step that was not done
  // lies before the clock (UsageError), or when the server does not answer.
  absl::StatusOr<v1::PlayReport> Play(const PlayScript& script);

 private:
  absl::Status Begin();
  absl::Status DoStep(const PlayScript& script, int index,
                      v1::PlayedStep& played);
  absl::Status MoveClockTo(absl::Time moment);
  absl::Status PublishProcedure(const PlayScript& script, int index);
  absl::Status Submit(const PlayScript& script, int index,
                      v1::PlayedStep& played);
  // The request of a step of a script in `folder`, with ids filled in, and its
  // files brought in.
  absl::StatusOr<v1::SubmitRequest> RequestOf(const std::string& folder,
                                              const v1::PlayStep& step,
                                              const std::string& request_id);
  // Whether the server remembers this request; asks without changing anything.
  absl::StatusOr<bool> WasDone(const Caller& caller,
                               const v1::SubmitRequest& request);
  void Remember(const v1::PlayStep& step, int index, const DoneStep& done);
  absl::StatusOr<std::string> LookUp(const std::string& kind,
                                     const std::string& reference);
  absl::Status TellReminders(v1::PlayedStep& played);
  absl::Status CheckExpectations(const v1::PlayStep& step, bool narrate,
                                 v1::PlayedStep& played);
  absl::Status CheckFiling(const v1::ExpectedFiling& expected,
                           const v1::Case& one, v1::PlayedStep& played);
  absl::Status CheckSight(const v1::ExpectedSight& expected,
                          const v1::Case& one, v1::PlayedStep& played);
  // Empty for an empty key.
  absl::StatusOr<std::string> IdOfPerson(const std::string& reference);
  absl::StatusOr<v1::Case> ReadCase(const std::string& case_id);
  absl::StatusOr<v1::Case> ReadCandidates();
  // As the one who acted last and may see it: with the last thing to be done,
  // someone can lose the sight of a case that was handed over.
  template <typename Method, typename Request>
  auto CallAsReader(Method method, const Request& request) {
    auto answer = session_.CallAs(readers_.back(), method, request);
    while (absl::IsNotFound(answer.status()) && readers_.size() > 1) {
      readers_.pop_back();
      answer = session_.CallAs(readers_.back(), method, request);
    }
    return answer;
  }

  Session& session_;
  const Caller keeper_;
  PlayProgress progress_;
  std::function<void(const v1::PlayStep&, const v1::PlayedStep&)> show_;

  uint64_t head_ = 0;  // Of the log, when the script began.
  absl::Time clock_;
  absl::Time past_;  // The clock when the script began.
  uint64_t position_ = 0;
  // The members of staff who acted, the last one last: who reads the case.
  std::vector<Caller> readers_;
  std::optional<Caller> matcher_;  // Who looked for a trainer last.
  std::string case_id_;
  std::map<std::string, std::string> kept_;
  // The last event of each step, by the step's number: what correct_fact names
  // in `corrects`, since a script knows no positions.
  std::map<uint64_t, uint64_t> events_;
  std::map<std::string, std::string> ids_;
  // The cases of the script, by id: as last seen, empty when not yet.
  std::map<std::string, v1::Case> cases_;
  std::map<v1::Role, int> submits_;
  // Reminders and escalations given since they were told of last, and the
  // position before the first.
  int reminders_ = 0;
  uint64_t before_reminders_ = 0;
};

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_PLAYER_H_
