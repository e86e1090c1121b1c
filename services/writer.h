// The way of every command; nothing else appends.
//
// Step takes what waits, decides each command on the folded states of the
// histories it needs, adds what was decided to one batch, makes the batch
// durable with one fsync and hands the answers over. States live in a cache
// that only the stepping thread touches; a command whose states are not there
// is loaded by LoadStep at a snapshot and queued again, and only what came
// since is applied. Commands never conflict with each other and never retry.
#ifndef DRIEHOEK_SERVICES_WRITER_H_
#define DRIEHOEK_SERVICES_WRITER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "domain/calendar.h"
#include "domain/command_sink.h"
#include "domain/same_people.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "sealing/keyring.h"
#include "sealing/sealed_files.h"

namespace driehoek {

struct WriterOptions {
  size_t queue_submissions = 10000;  // More are refused: QUEUE_FULL.
  size_t queue_bytes = size_t{64} << 20;
  size_t batch_events = 4096;  // A larger single request goes alone.
  size_t batch_bytes = size_t{16} << 20;
  size_t state_cache_bytes = size_t{256} << 20;
  size_t ring_events = 65536;  // Recent events for catching up.
  size_t ring_bytes = size_t{64} << 20;
  // Of the store, when that is sealed: keys of what is erased are destroyed.
  // Borrowed.
  Keyring* keyring = nullptr;
  // Attached to reports: those of what is erased are deleted. Borrowed.
  SealedFiles* files = nullptr;
  // Wake whoever steps: a command came in, a load is wanted, answers wait.
  std::function<void()> wake_writer = nullptr;
  std::function<void()> wake_loader = nullptr;
  std::function<void()> wake_answerer = nullptr;
};

class Writer : public CommandSink {
 public:
  // Borrows store and clock. Reads from the log which procedures were published
  // and who is the same person.
  static absl::StatusOr<std::unique_ptr<Writer>> Create(WriterOptions options,
                                                        EventStore& store,
                                                        const Clock& clock);

  // Any thread.
  void Submit(Submission submission, SubmissionAnswer answer) override = 0;

  // Takes what waits and commits it. Returns whether it did anything. Called by
  // one thread. An error is final: the outcome of the batch is unknown, every
  // waiting command was answered so, and the process must end.
  virtual absl::StatusOr<bool> Step() = 0;
  // Loads states for commands that need them. Any number of threads. Returns
  // whether it did anything.
  virtual bool LoadStep() = 0;
  // Gives answers. One thread. Returns whether it did anything.
  virtual bool AnswerStep() = 0;

  // No more commands are taken: they get Unavailable/DRAINING.
  virtual void Drain() = 0;
  // Nothing waits and every answer was given.
  virtual bool idle() const = 0;

  // The published procedures, as of the last commit. Any thread.
  virtual std::shared_ptr<const Catalogue> catalogue() const = 0;
  // The days that the institute set, as of the last commit. Any thread.
  virtual std::shared_ptr<const Calendar> calendar() const = 0;
  // Who is the same person, as of the last commit. Any thread.
  virtual std::shared_ptr<const SamePeople> same_people() const = 0;
  // No event after this changed who is one person, or took someone's rights
  // away. Any thread.
  virtual Position last_change_of_people() const = 0;
  virtual std::string institute_id() const = 0;
  virtual std::string institute_name() const = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_WRITER_H_
