// What the services serve from. Everything is borrowed from the server.
#ifndef DRIEHOEK_SERVICES_SERVED_H_
#define DRIEHOEK_SERVICES_SERVED_H_

#include "automations/deadline_watch.h"
#include "base/clock.h"
#include "eventstore/event_store.h"
#include "projections/projector.h"
#include "sealing/keyring.h"
#include "sealing/sealed_files.h"
#include "services/access_log.h"
#include "services/clock_hand.h"
#include "services/identity.h"
#include "services/local_issuer.h"
#include "services/provider.h"
#include "services/stream_board.h"
#include "services/task_queue.h"
#include "services/upload_desk.h"
#include "services/writer.h"

namespace driehoek {

struct Served {
  EventStore& store;
  Writer& writer;
  Projector& views;
  DeadlineWatch& watch;
  const Clock& clock;       // Of the procedures.
  const Clock& real_clock;  // Of the machine: how long something takes.
  const Identity& identity;
  const LocalIssuer* try_out_issuer;  // Null unless for trying out.
  // Null without one.
  const ProviderSettings* provider_settings;
  Provider* provider;
  TaskQueue& tasks;
  TaskQueue& file_tasks;  // Of the filing thread.
  StreamBoard& streams;
  AccessLog& access_log;
  const Keyring* keyring;    // Null: nothing is sealed.
  const SealedFiles& files;  // Attached to documents.
  UploadDesk& uploads;
  ClockHand* clock_hand;        // Null on the system clock.
  absl::Duration longest_wait;  // For the views to reach a position.
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_SERVED_H_
