#include "projections/waits.h"

#include <utility>

#include "domain/rejections.h"

namespace driehoek {
namespace {

absl::Status Behind() {
  return Refuse(
      {.code = absl::StatusCode::kUnavailable,
       .reason = "VIEW_BEHIND",
       .rule = "",
       .section = "",
       .dutch = "De overzichten zijn nog niet bij. Probeer het zo nog eens.",
       .english = "the views have not reached that position yet; try again"});
}

absl::Status TooManyWait() {
  return Refuse({.code = absl::StatusCode::kResourceExhausted,
                 .reason = "TOO_MANY_WAITING",
                 .rule = "",
                 .section = "",
                 .dutch = "Er wachten te veel vragen. Probeer het zo nog eens.",
                 .english = "too many reads wait for the views; try again"});
}

absl::Status Stopping() {
  return Refuse({.code = absl::StatusCode::kUnavailable,
                 .reason = "STOPPING",
                 .rule = "",
                 .section = "",
                 .dutch = "De server stopt. Probeer het zo nog eens.",
                 .english = "the server stops; try again"});
}

}  // namespace

Waits::~Waits() { Close(Stopping()); }

void Waits::Add(Position position, absl::Duration deadline, Done done) {
  absl::Status answer;
  {
    MutexLock lock(mutex_);
    if (position > reached_) {
      if (closed_.ok() && waiting_.size() < most_) {
        waiting_.emplace(position, Wait{deadline, std::move(done)});
        return;
      }
      answer = closed_.ok() ? TooManyWait() : closed_;
    }
  }
  done(answer);
}

void Waits::Reached(Position position) {
  std::vector<Done> reached;
  {
    MutexLock lock(mutex_);
    reached_ = position;
    const auto end = waiting_.upper_bound(position);
    for (auto it = waiting_.begin(); it != end; ++it) {
      reached.push_back(std::move(it->second.done));
    }
    waiting_.erase(waiting_.begin(), end);
  }
  for (const Done& done : reached) done(absl::OkStatus());
}

void Waits::Expire(absl::Duration now) {
  std::vector<Done> expired;
  {
    MutexLock lock(mutex_);
    for (auto it = waiting_.begin(); it != waiting_.end();) {
      if (it->second.deadline < now) {
        expired.push_back(std::move(it->second.done));
        it = waiting_.erase(it);
      } else {
        ++it;
      }
    }
  }
  for (const Done& done : expired) done(Behind());
}

void Waits::Close(const absl::Status& why) {
  std::multimap<Position, Wait> left;
  {
    MutexLock lock(mutex_);
    if (closed_.ok()) closed_ = why;
    left.swap(waiting_);
  }
  for (const auto& [position, wait] : left) wait.done(why);
}

}  // namespace driehoek
