// What a thread still has to do: the one that answers, or the one that puts
// files away. Bounded by what asks: each call and each stream has at most one
// task here.
#ifndef DRIEHOEK_SERVICES_TASK_QUEUE_H_
#define DRIEHOEK_SERVICES_TASK_QUEUE_H_

#include <deque>
#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"

namespace driehoek {

class TaskQueue {
 public:
  // `wake` wakes whoever calls Step.
  explicit TaskQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Any thread.
  void Add(std::function<void()> task) {
    {
      const MutexLock lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_();
  }

  // Does what waits. Returns whether there was anything. One thread.
  bool Step() {
    std::deque<std::function<void()>> tasks;
    {
      const MutexLock lock(mutex_);
      tasks.swap(tasks_);
    }
    for (const std::function<void()>& task : tasks) task();
    return !tasks.empty();
  }

 private:
  const std::function<void()> wake_;
  Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_TASK_QUEUE_H_
