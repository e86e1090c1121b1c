#include "services/stream_board.h"

#include <list>
#include <memory>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "services/refusals.h"

namespace driehoek {

absl::Status StreamBoard::Admit(const std::string& person_id,
                                const std::shared_ptr<OpenStream>& stream) {
  const MutexLock lock(mutex_);
  if (ended_) return Draining();
  if (streams_.size() >= limits_.in_all) return TooManyStreams();
  size_t& of_person = per_person_[person_id];
  if (of_person >= limits_.per_person) return TooManyStreams();
  ++of_person;
  streams_[stream.get()] = {person_id, stream, false};
  return absl::OkStatus();
}

void StreamBoard::Release(const OpenStream* stream) {
  const MutexLock lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  const auto of_person = per_person_.find(found->second.person_id);
  if (--of_person->second == 0) per_person_.erase(of_person);
  streams_.erase(found);
}

void StreamBoard::Touch(const Projector::Touched& touched) {
  for (const std::shared_ptr<OpenStream>& stream : All()) {
    if (stream->Wants(touched)) PlanPump(stream);
  }
  if (touched.person_ids.empty()) return;
  for (const std::shared_ptr<OpenStream>& stream : Of(touched.person_ids)) {
    PlanPump(stream);
  }
}

void StreamBoard::PlanPump(const std::shared_ptr<OpenStream>& stream) {
  {
    const MutexLock lock(mutex_);
    const auto found = streams_.find(stream.get());
    if (found == streams_.end() || found->second.pump_planned) return;
    found->second.pump_planned = true;
  }
  tasks_.Add([this, stream] {
    {
      const MutexLock lock(mutex_);
      const auto found = streams_.find(stream.get());
      if (found != streams_.end()) found->second.pump_planned = false;
    }
    stream->Pump();
  });
}

void StreamBoard::Expire(absl::Duration monotonic, absl::Time now) {
  for (const std::shared_ptr<OpenStream>& stream : All()) {
    stream->BreakOffIfStuck(monotonic - limits_.write);
    stream->EndIfExpired(now);
  }
}

void StreamBoard::EndAll(const absl::Status& why) {
  {
    const MutexLock lock(mutex_);
    ended_ = true;
  }
  for (const std::shared_ptr<OpenStream>& stream : All()) stream->End(why);
}

std::list<std::shared_ptr<OpenStream>> StreamBoard::All() const {
  const MutexLock lock(mutex_);
  std::list<std::shared_ptr<OpenStream>> all;
  for (const auto& [pointer, admitted] : streams_) {
    if (auto stream = admitted.stream.lock()) all.push_back(std::move(stream));
  }
  return all;
}

std::list<std::shared_ptr<OpenStream>> StreamBoard::Of(
    const std::vector<std::string>& person_ids) const {
  const MutexLock lock(mutex_);
  std::list<std::shared_ptr<OpenStream>> theirs;
  for (const auto& [pointer, admitted] : streams_) {
    if (!absl::c_linear_search(person_ids, admitted.person_id)) continue;
    if (auto stream = admitted.stream.lock()) {
      theirs.push_back(std::move(stream));
    }
  }
  return theirs;
}

}  // namespace driehoek
