// Measures the server against bare gRPC and RocksDB, in one run, over real gRPC
// on loopback; prints a table and writes JSON. It judges nothing.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/civil.h"
#include "bench/figures.h"
#include "bench/institute.h"
#include "bench/load.h"
#include "bench/process.h"
#include "eventstore/rocksdb_event_store.h"
#include "projections/all_views.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "services/engine.h"
#include "services/keys.h"
#include "services/server.h"

namespace driehoek::bench {
namespace {

struct Settings {
  std::string directory = "build/bench";
  std::string programs;  // Where driehoekd and bench_bare_server are.
  std::string procedure = "procedures/utrecht-ontkoppeling-2023-03.textproto";
  std::string json;
  int small_cases = 1600;    // About 18 k events.
  int large_cases = 125000;  // About 1 M events, 0.5 M open obligations.
  int rounds = 5;
  absl::Duration run = absl::Seconds(2);
  absl::Duration idle = absl::Seconds(60);
  absl::Duration outcomes = absl::Seconds(120);  // At most.
};

[[noreturn]] void Fail(const absl::Status& status) {
  std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
  std::_Exit(1);
}

template <typename T>
T OrFail(absl::StatusOr<T> value) {
  if (!value.ok()) Fail(value.status());
  return *std::move(value);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (text.str().empty()) Fail(absl::NotFoundError(path));
  return text.str();
}

const absl::Time kStart = StartOf(absl::CivilDay(2026, 9, 1)) + absl::Hours(9);

// Of all directories of this program; made when it is not there.
std::string RootKeyOf(const Settings& settings) {
  const std::string file = settings.directory + "/hoofdsleutel";
  std::filesystem::create_directories(settings.directory);
  if (!std::filesystem::exists(file)) {
    if (const absl::Status made = MakeRootKeyFile(file); !made.ok()) Fail(made);
  }
  return file;
}

absl::StatusOr<std::unique_ptr<EventStore>> OpenLog(
    const std::string& directory, Keyring& keyring) {
  RocksDbOptions options;
  options.directory = directory;
  options.manual_clock = true;
  options.keyring = &keyring;
  return OpenRocksDbEventStore(options);
}

// The server's parts in this process, on a manual clock.
struct InProcess {
  ManualClock clock{kStart};
  std::unique_ptr<Keyring> keyring;
  std::unique_ptr<Engine> engine;

  InProcess(const std::string& directory, const std::string& root_key) {
    std::filesystem::create_directories(directory);
    keyring = OrFail(OpenKeys({directory, root_key}));
    EngineOptions options;
    options.projector.keyring = keyring.get();
    options.projector.directory = directory + "/views";
    options.founding_if_new = {"Opleiding Voorbeeldstad", "beheer",
                               "Beatrijs Beheer"};
    engine = OrFail(
        Engine::Create(options, OrFail(OpenLog(directory, *keyring)), clock));
  }
};

void CatchUp(Projector& views) {
  while (OrFail(views.Step())) {
  }
}

// The directory of an institute with so many cases; made when it is not there.
std::vector<std::string> Institute(const Settings& settings,
                                   const std::string& directory, int cases,
                                   Figures& figures) {
  const std::string list = directory + "/case-ids";
  if (!std::filesystem::exists(list)) {
    std::filesystem::remove_all(directory);
    InProcess server(directory, RootKeyOf(settings));
    const absl::Time start = absl::Now();
    const LargeInstitute institute = OrFail(MakeInstitute(
        *server.engine, ReadFile(settings.procedure), cases, 100));
    const auto head = static_cast<double>(server.engine->store().head());
    figures.Add(absl::StrCat("made: events in the log of ", cases, " cases"),
                head, "events");
    figures.Add("made: events decided and stored (no gRPC, no views)",
                head / absl::ToDoubleSeconds(absl::Now() - start), "events/s");
    CatchUp(server.engine->projector());
    std::ofstream file(list);
    for (const std::string& id : institute.case_ids) file << id << "\n";
  }
  std::vector<std::string> ids;
  std::ifstream file(list);
  for (std::string id; std::getline(file, id);) ids.push_back(id);
  return ids;
}

std::vector<std::string> ServerCommand(const Settings& settings,
                                       const std::string& directory) {
  return {settings.programs + "/services/driehoekd",
          "--data-dir",
          directory,
          "--listen",
          "127.0.0.1:0",
          "--try-out",
          "--root-key",
          RootKeyOf(settings),
          "--manual-clock",
          absl::FormatTime(absl::RFC3339_sec, kStart, absl::UTCTimeZone())};
}

std::vector<std::string> BareCommand(const Settings& settings,
                                     const std::string& directory,
                                     const std::string& mode) {
  std::filesystem::remove_all(directory);
  return {settings.programs + "/bench/bench_bare_server", "--directory",
          directory, "--mode", mode};
}

// A fresh copy of the log called `name` ("small", "large"), which may be
// changed. Sorted tables never change, so that they are shared.
std::vector<std::string> CopyOf(const Settings& settings,
                                const std::string& name,
                                const std::string& directory,
                                Figures& figures) {
  const std::filesystem::path original = settings.directory + "/" + name;
  const int cases =
      name == "small" ? settings.small_cases : settings.large_cases;
  std::vector<std::string> case_ids =
      Institute(settings, original, cases, figures);
  std::filesystem::remove_all(directory);
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(original)) {
    const auto to = directory / std::filesystem::relative(entry, original);
    if (entry.is_directory()) continue;
    std::filesystem::create_directories(to.parent_path());
    if (entry.path().extension() == ".sst") {
      std::filesystem::create_hard_link(entry, to);
    } else {
      std::filesystem::copy_file(entry, to);
    }
  }
  return case_ids;
}

// Plans a meeting in one case after another; `run_id` keeps the requests of
// runs apart.
MakeSubmit PlanMeetings(const std::vector<std::string>& cases,
                        const std::string& run_id) {
  return [&cases, run_id](uint64_t turn) {
    v1::SubmitRequest request;
    request.set_request_id(absl::StrCat("load-", run_id, "-", turn));
    auto& meeting = *request.add_commands()->mutable_plan_triangular_meeting();
    meeting.set_case_id(cases[turn % cases.size()]);
    meeting.mutable_planned_on()->set_year(2026);
    meeting.mutable_planned_on()->set_month(12);
    meeting.mutable_planned_on()->set_day(static_cast<int>(turn % 28) + 1);
    return request;
  };
}

// Durable commands, ours and bare in turn.
void MeasureCommands(const Settings& settings, Figures& figures) {
  const std::string directory = settings.directory + "/commands";
  const std::vector<std::string> cases =
      CopyOf(settings, "small", directory, figures);
  ServerProcess ours(ServerCommand(settings, directory));
  ServerProcess callback(
      BareCommand(settings, settings.directory + "/bare-callback", "callback"));
  ServerProcess queue(
      BareCommand(settings, settings.directory + "/bare-queue", "queue"));
  const CaseClient our_client = Connect(ours.address());
  const CaseClient callback_client =
      ConnectBare(callback.address(), our_client.authorization);
  const CaseClient queue_client =
      ConnectBare(queue.address(), our_client.authorization);
  const std::string run_id = absl::StrCat(absl::ToUnixMicros(absl::Now()));
  const MakeSubmit make = PlanMeetings(cases, run_id);
  SubmitLoad(our_client, 16, absl::Seconds(1), make);
  SubmitLoad(callback_client, 16, absl::Seconds(1), make);
  SubmitLoad(queue_client, 16, absl::Seconds(1), make);
  for (const int clients : {1, 16, 64}) {
    struct Series {
      std::string name;
      const CaseClient* client;
      const ServerProcess* server;
      std::vector<double> rate, p50, p99, processor;
    };
    std::vector<Series> all = {
        {"driehoekd", &our_client, &ours, {}, {}, {}, {}},
        {"bare callback", &callback_client, &callback, {}, {}, {}, {}},
        {"bare queue", &queue_client, &queue, {}, {}, {}, {}}};
    std::vector<double> to_callback, to_queue, p50_to_callback, behind;
    for (int round = 0; round < settings.rounds; ++round) {
      for (Series& series : all) {
        const absl::Duration before = series.server->ProcessorTime();
        const LoadResult result =
            SubmitLoad(*series.client, clients, settings.run, make);
        series.rate.push_back(result.per_second);
        series.p50.push_back(absl::ToDoubleMicroseconds(result.p50));
        series.p99.push_back(absl::ToDoubleMicroseconds(result.p99));
        // Else what it has left to do would slow down the next.
        if (&series == &all.front()) {
          behind.push_back(absl::ToDoubleMilliseconds(
              WaitForViews(our_client, cases[0], result.last_position)));
        }
        series.processor.push_back(
            absl::ToDoubleMicroseconds(series.server->ProcessorTime() -
                                       before) /
            static_cast<double>(result.answers));
      }
      to_callback.push_back(all[0].rate.back() / all[1].rate.back());
      to_queue.push_back(all[0].rate.back() / all[2].rate.back());
      p50_to_callback.push_back(all[0].p50.back() / all[1].p50.back());
    }
    for (const Series& series : all) {
      const std::string name =
          absl::StrCat("commands, ", clients, " clients, ", series.name);
      figures.Add(name, Median(series.rate), "commands/s");
      figures.Add(name + ", p50", Median(series.p50), "us");
      figures.Add(name + ", p99", Median(series.p99), "us");
      figures.Add(name + ", processor time each", Median(series.processor),
                  "us");
    }
    const std::string ratio = absl::StrCat("commands, ", clients, " clients");
    figures.Add(ratio + ", until the views show the last", Median(behind),
                "ms");
    figures.Add(ratio + ", rate to bare callback", Median(to_callback), "x",
                AtLeast(0.9));
    figures.Add(ratio + ", rate to bare queue", Median(to_queue), "x");
    figures.Add(ratio + ", p50 to bare callback", Median(p50_to_callback), "x",
                clients == 1 ? std::optional(AtMost(1.2)) : std::nullopt);
  }
  figures.Add("commands, memory of driehoekd after", ours.MemoryMiB(), "MiB");
}

// Reading a case of 20 events at two sizes of the log, and a bare read of the
// same bytes.
void MeasureReads(const Settings& settings, Figures& figures) {
  const std::string small = settings.directory + "/small";
  const std::string large = settings.directory + "/large";
  const auto small_cases =
      Institute(settings, small, settings.small_cases, figures);
  const auto large_cases =
      Institute(settings, large, settings.large_cases, figures);
  v1::Case row;
  {
    InProcess server(small, RootKeyOf(settings));
    row = OrFail(server.engine->projector().GetCase(small_cases[0]));
  }
  const std::string row_file = settings.directory + "/case.bin";
  std::ofstream(row_file, std::ios::binary) << row.SerializeAsString();
  auto bare_command =
      BareCommand(settings, settings.directory + "/bare-read", "callback");
  bare_command.insert(bare_command.end(), {"--case", row_file});
  ServerProcess bare(bare_command);
  ServerProcess at_small(ServerCommand(settings, small));
  ServerProcess at_large(ServerCommand(settings, large));
  figures.Add("reads, memory of driehoekd at the large log",
              at_large.MemoryMiB(), "MiB");
  const CaseClient small_client = Connect(at_small.address());
  const CaseClient large_client = Connect(at_large.address());
  const CaseClient bare_client =
      ConnectBare(bare.address(), small_client.authorization);
  const auto bare_case = [&](uint64_t) { return row.case_id(); };
  const auto small_case = [&](uint64_t turn) {
    return small_cases[turn % 100];
  };
  const auto large_case = [&](uint64_t turn) {
    return large_cases[turn % 100];
  };
  std::vector<double> bare_rate, small_rate, large_rate, to_bare, to_small;
  for (int round = 0; round <= settings.rounds; ++round) {
    const double bare_now =
        GetCaseLoad(bare_client, 16, settings.run, bare_case).per_second;
    const double small_now =
        GetCaseLoad(small_client, 16, settings.run, small_case).per_second;
    const double large_now =
        GetCaseLoad(large_client, 16, settings.run, large_case).per_second;
    if (round == 0) continue;  // Warm-up.
    bare_rate.push_back(bare_now);
    small_rate.push_back(small_now);
    large_rate.push_back(large_now);
    to_bare.push_back(small_now / bare_now);
    to_small.push_back(large_now / small_now);
  }
  figures.Add("reads, bytes of the case",
              static_cast<double>(row.ByteSizeLong()), "bytes");
  figures.Add("reads, bare", Median(bare_rate), "reads/s");
  figures.Add("reads, small log", Median(small_rate), "reads/s");
  figures.Add("reads, large log", Median(large_rate), "reads/s");
  figures.Add("reads, small log to bare", Median(to_bare), "x", AtLeast(0.7));
  figures.Add("reads, large log to small log", Median(to_small), "x",
              AtLeast(0.8));
}

// From the start after SIGKILL until its health is SERVING. Commands are given
// before each kill, so that there is something to recover.
void MeasureStart(const Settings& settings, Figures& figures) {
  const std::string directory = settings.directory + "/killed";
  const auto cases = CopyOf(settings, "large", directory, figures);
  const std::string run_id = absl::StrCat(absl::ToUnixMicros(absl::Now()));
  std::vector<double> listens, serves;
  for (int round = 0; round <= settings.rounds; ++round) {
    const absl::Time start = absl::Now();
    ServerProcess server(ServerCommand(settings, directory));
    WaitUntilServing(server.address());
    if (round > 0) {
      listens.push_back(absl::ToDoubleSeconds(server.started_in()));
      serves.push_back(absl::ToDoubleSeconds(absl::Now() - start));
    }
    const CaseClient client = Connect(server.address());
    SubmitLoad(client, 16, absl::Seconds(1), PlanMeetings(cases, run_id));
    server.Kill();
  }
  figures.Add("start after a kill, until it listens", Median(listens), "s");
  figures.Add("start after a kill, until SERVING", Median(serves), "s",
              AtMost(1));
}

// The log replayed into the views, all and one by one.
void MeasureReplay(const Settings& settings, Figures& figures) {
  const std::string large = settings.directory + "/large";
  Institute(settings, large, settings.large_cases, figures);
  const auto keyring = OrFail(OpenKeys({large, RootKeyOf(settings)}));
  const auto store = OrFail(OpenLog(large, *keyring));
  const auto replay = [&](const std::optional<std::string>& view) {
    ProjectorOptions views;
    views.directory = settings.directory + "/replayed";
    views.keyring = keyring.get();
    views.only_view = view;
    std::filesystem::remove_all(views.directory);
    const auto projector = OrFail(Projector::Open(views, *store));
    const absl::Time start = absl::Now();
    CatchUp(*projector);
    return static_cast<double>(store->head()) /
           absl::ToDoubleSeconds(absl::Now() - start);
  };
  figures.Add("replay into all views", replay(std::nullopt), "events/s",
              AtLeast(50000));
  std::vector<std::string> names;
  for (const SubjectView& view : SubjectViews()) names.push_back(view.name);
  for (const StandingView& view : StandingViews()) names.push_back(view.name);
  for (const CaseView& view : CaseViews()) names.push_back(view.name);
  for (const EventView& view : EventViews()) names.push_back(view.name);
  for (const std::string& name : names) {
    figures.Add(absl::StrCat("replay into the view ", name), replay(name),
                "events/s", AtLeast(50000));
  }
}

// A server that was away for two months catches up: all that fell due in them
// is recorded.
void MeasureOutcomes(const Settings& settings, const std::string& directory,
                     Figures& figures) {
  constexpr absl::Duration kSlice = absl::Seconds(5);
  constexpr absl::Duration kLook = absl::Milliseconds(20);
  ManualClock clock(kStart + absl::Hours(24 * 60));
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.manual_clock = &clock;
  options.engine.projector.directory = directory + "/views";
  options.keyring = OrFail(OpenKeys({directory, RootKeyOf(settings)}));
  auto log = OrFail(OpenLog(directory, *options.keyring));
  const auto server = OrFail(Server::Start(std::move(options), std::move(log)));
  const DeadlineWatch& watch = server->engine().watch();
  const absl::Time start = absl::Now();
  absl::Time last = start;
  // Reminders too: each is asked for and recorded in the same way.
  const auto recorded_so_far = [&watch] {
    return watch.recorded() + watch.reminders();
  };
  uint64_t recorded = 0;
  std::vector<double> rates;
  while (last - start < settings.outcomes) {
    const absl::Time slice = last;
    const uint64_t before = recorded;
    while (last - slice < kSlice && absl::Now() - last < kSlice) {
      absl::SleepFor(kLook);
      if (recorded_so_far() == recorded) continue;
      recorded = recorded_so_far();
      last = absl::Now();
    }
    // All is done, and this slice is shorter than the others.
    if (last - slice < kSlice) break;
    rates.push_back(static_cast<double>(recorded - before) /
                    absl::ToDoubleSeconds(last - slice));
    figures.Add(absl::StrCat("watch, outcomes up to ", recorded), rates.back(),
                "outcomes/s");
  }
  figures.Add(
      absl::StrCat("watch, outcomes, all ", recorded),
      static_cast<double>(recorded) / absl::ToDoubleSeconds(last - start),
      "outcomes/s", AtLeast(10000));
  if (rates.size() < 4) return;
  const auto quarter = static_cast<ptrdiff_t>(rates.size() / 4);
  figures.Add("watch, outcomes, last quarter to first",
              Median({rates.end() - quarter, rates.end()}) /
                  Median({rates.begin(), rates.begin() + quarter}),
              "x", AtLeast(0.9));
}

// The watch over the large log's open obligations.
void MeasureWatch(const Settings& settings, Figures& figures) {
  const std::string directory = settings.directory + "/watched";
  CopyOf(settings, "large", directory, figures);
  {
    ServerProcess server(ServerCommand(settings, directory));
    WaitUntilServing(server.address());
    const absl::Duration before = server.ProcessorTime();
    absl::SleepFor(settings.idle);
    figures.Add(absl::StrCat("watch, processor time of driehoekd idle for ",
                             absl::FormatDuration(settings.idle)),
                absl::ToDoubleMilliseconds(server.ProcessorTime() - before),
                "ms");
  }
  {
    InProcess server(directory, RootKeyOf(settings));
    CatchUp(server.engine->projector());
    figures.Add("watch, open rows in the due index",
                static_cast<double>(server.engine->projector().open_due()),
                "rows");
    constexpr int kChecks = 100000;
    const absl::Time start = absl::Now();
    for (int i = 0; i < kChecks; ++i) OrFail(server.engine->watch().Step());
    figures.Add("watch, an idle check",
                absl::ToDoubleMicroseconds(absl::Now() - start) / kChecks, "us",
                AtMost(20));
  }
  MeasureOutcomes(settings, directory, figures);
}

}  // namespace
}  // namespace driehoek::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the server against bare gRPC and RocksDB");
  driehoek::bench::Settings settings;
  settings.programs =
      std::filesystem::path(argv[0]).parent_path().parent_path().string();
  std::vector<std::string> parts = {"commands", "reads", "start", "replay",
                                    "watch"};
  double seconds = 2;
  double idle_seconds = 60;
  double outcome_seconds = 120;
  app.add_option("--directory", settings.directory,
                 "logs are made and kept here");
  app.add_option("--procedure", settings.procedure);
  app.add_option("--json", settings.json, "where to write the figures");
  app.add_option("--small-cases", settings.small_cases);
  app.add_option("--large-cases", settings.large_cases);
  app.add_option("--rounds", settings.rounds);
  app.add_option("--seconds", seconds, "length of a run");
  app.add_option("--idle-seconds", idle_seconds);
  app.add_option("--outcome-seconds", outcome_seconds,
                 "stop recording outcomes after so long");
  app.add_option("--parts", parts, "commands reads start replay watch");
  CLI11_PARSE(app, argc, argv);
  settings.run = absl::Seconds(seconds);
  settings.idle = absl::Seconds(idle_seconds);
  settings.outcomes = absl::Seconds(outcome_seconds);
  std::filesystem::create_directories(settings.directory);

  driehoek::bench::Figures figures;
  const std::vector<std::pair<
      std::string, std::function<void(const driehoek::bench::Settings&,
                                      driehoek::bench::Figures&)>>>
      all = {{"commands", driehoek::bench::MeasureCommands},
             {"reads", driehoek::bench::MeasureReads},
             {"start", driehoek::bench::MeasureStart},
             {"replay", driehoek::bench::MeasureReplay},
             {"watch", driehoek::bench::MeasureWatch}};
  for (const auto& [name, measure] : all) {
    if (std::find(parts.begin(), parts.end(), name) != parts.end()) {
      measure(settings, figures);
    }
  }
  if (!settings.json.empty()) {
    if (const absl::Status written = figures.Write(settings.json);
        !written.ok()) {
      driehoek::bench::Fail(written);
    }
  }
  return 0;
}
