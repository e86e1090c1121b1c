// Measures what it costs to record who looks, and whether what someone may not
// know of answers as quickly as what is not there. In one process, over real
// gRPC on loopback, with both logs on disk; prints a table and writes JSON.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "bench/figures.h"
#include "bench/institute.h"
#include "bench/load.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "eventstore/rocksdb_event_store.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "services/local_issuer.h"
#include "services/server.h"

namespace driehoek::bench {
namespace {

struct Settings {
  std::string directory = "build/bench/looks";
  std::string procedure = "procedures/utrecht-ontkoppeling-2023-03.textproto";
  std::string json;
  int cases = 400;
  int rounds = 5;
  int calls = 10'000;
  bool in_clear = false;
  absl::Duration run = absl::Seconds(2);
};

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::_Exit(1);
}

template <typename T>
T OrFail(absl::StatusOr<T> value) {
  if (!value.ok()) Fail(value.status().ToString());
  return *std::move(value);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

const absl::Time kStart = StartOf(absl::CivilDay(2026, 9, 1)) + absl::Hours(9);

// Null when nothing is to be sealed, to compare.
std::unique_ptr<Keyring> OpenKeyring(const std::string& directory,
                                     bool in_clear) {
  if (in_clear) return nullptr;
  std::filesystem::create_directories(directory);
  KeyringOptions options;
  options.directory = directory + "/keys";
  options.root = NewRootKey(SecretKey(std::string(SecretKey::kBytes, 'r')));
  options.may_make = !std::filesystem::exists(options.directory);
  return OrFail(Keyring::Open(std::move(options)));
}

std::unique_ptr<EventStore> OpenLog(const std::string& directory,
                                    Keyring* keyring) {
  std::filesystem::create_directories(directory);
  RocksDbOptions options;
  options.keyring = keyring;
  options.directory = directory;
  options.manual_clock = true;
  return OrFail(OpenRocksDbEventStore(options));
}

// A server with a log of its own on disk, and the log of looks on disk too or
// in memory.
struct Measured {
  ManualClock clock{kStart};
  std::unique_ptr<Server> server;

  Measured(const std::string& directory, bool looks_on_disk, bool in_clear) {
    ServerOptions options;
    options.keyring = OpenKeyring(directory, in_clear);
    Keyring* const keys = options.keyring.get();
    options.manual_clock = &clock;
    options.try_out_issuer = std::make_shared<LocalIssuer>();
    options.engine.projector.directory = directory + "/views";
    options.engine.founding_if_new = {"Opleiding Voorbeeldstad", "beheer",
                                      "Beatrijs Beheer"};
    if (looks_on_disk)
      options.access_log = OpenLog(directory + "/access", keys);
    server = OrFail(
        Server::Start(std::move(options), OpenLog(directory + "/log", keys)));
  }
};

std::vector<std::string> MakeCases(const Settings& settings,
                                   const std::string& directory) {
  ManualClock clock{kStart};
  const std::unique_ptr<Keyring> keyring =
      OpenKeyring(directory, settings.in_clear);
  EngineOptions options;
  options.projector.keyring = keyring.get();
  options.projector.directory = directory + "/views";
  options.founding_if_new = {"Opleiding Voorbeeldstad", "beheer",
                             "Beatrijs Beheer"};
  const std::unique_ptr<Engine> engine = OrFail(Engine::Create(
      options, OpenLog(directory + "/log", keyring.get()), clock));
  std::ifstream file(settings.procedure);
  std::stringstream text;
  text << file.rdbuf();
  return OrFail(MakeInstitute(*engine, text.str(), settings.cases, 100))
      .case_ids;
}

// Reading a case as its teacher: with the look on disk, and in memory.
void MeasureReads(const Settings& settings, Figures& figures) {
  struct Series {
    std::string name;
    bool on_disk;
    std::string directory;
    std::unique_ptr<Measured> measured;
    CaseClient client;
    std::vector<std::string> cases;
  };
  std::vector<Series> all(2);
  for (size_t i = 0; i < all.size(); ++i) {
    Series& series = all[i];
    series.on_disk = i == 1;
    series.name = series.on_disk ? "recorded on disk" : "recorded in memory";
    series.directory = absl::StrCat(settings.directory, "/reads-", i);
    series.cases = MakeCases(settings, series.directory);
    series.measured = std::make_unique<Measured>(
        series.directory, series.on_disk, settings.in_clear);
    series.client = Connect(series.measured->server->address());
    WaitForViews(series.client, series.cases[0],
                 series.measured->server->engine().store().head());
  }
  for (const int clients : {1, 16}) {
    std::vector<std::vector<double>> rate(2), p50(2), p99(2);
    for (int round = 0; round <= settings.rounds; ++round) {
      for (size_t i = 0; i < all.size(); ++i) {
        const Series& series = all[i];
        const LoadResult result = GetCaseLoad(
            series.client, clients, settings.run,
            [&series](uint64_t turn) { return series.cases[turn % 100]; });
        if (round == 0) continue;  // Warming up.
        rate[i].push_back(result.per_second);
        p50[i].push_back(absl::ToDoubleMicroseconds(result.p50));
        p99[i].push_back(absl::ToDoubleMicroseconds(result.p99));
      }
    }
    for (size_t i = 0; i < all.size(); ++i) {
      const std::string name =
          absl::StrCat("reads, ", clients, " clients, ", all[i].name);
      figures.Add(name, Median(rate[i]), "reads/s");
      figures.Add(name + ", p50", Median(p50[i]), "us");
      figures.Add(name + ", p99", Median(p99[i]), "us");
    }
    const std::string added = absl::StrCat("added, ", clients, " clients");
    figures.Add(added + ", p50", Median(p50[1]) - Median(p50[0]), "us");
    figures.Add(added + ", p99", Median(p99[1]) - Median(p99[0]), "us");
  }
}

// How long one call takes that is refused as not found.
double AskInVain(const CaseClient& client, const std::string& case_id) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", client.authorization);
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  v1::GetCaseResponse response;
  const absl::Time sent = absl::Now();
  const grpc::Status status =
      client.stub->GetCase(&context, request, &response);
  const absl::Duration took = absl::Now() - sent;
  if (status.error_code() != grpc::StatusCode::NOT_FOUND) {
    Fail(absl::StrCat("not refused: ", status.error_message()));
  }
  return absl::ToDoubleMicroseconds(took);
}

// A resident asks for cases of others and for cases that are not there, in
// turn.
void MeasureHidden(const Settings& settings, Figures& figures) {
  const std::string directory = settings.directory + "/hidden";
  const std::vector<std::string> cases = MakeCases(settings, directory);
  const Measured measured(directory, true, settings.in_clear);
  const CaseClient resident = Connect(measured.server->address(), "aios-0");
  // None of these is a case of that resident: then it would not be refused.
  std::vector<double> hidden, missing;
  for (int i = 0; i < settings.calls; ++i) {
    const std::string& id = cases[1 + static_cast<size_t>(i) % 40];
    std::string other = id;
    std::reverse(other.begin(), other.end());
    hidden.push_back(AskInVain(resident, id));
    missing.push_back(AskInVain(resident, other));
  }
  const double of_hidden = Median(hidden);
  const double of_missing = Median(missing);
  figures.Add("a case that may not be known, p50", of_hidden, "us");
  figures.Add("a case that is not there, p50", of_missing, "us");
  figures.Add(
      "difference of the medians",
      100 * std::abs(of_hidden - of_missing) / std::min(of_hidden, of_missing),
      "%", AtMost(20));
}

int Run(const Settings& settings) {
  std::filesystem::remove_all(settings.directory);
  Figures figures;
  MeasureReads(settings, figures);
  MeasureHidden(settings, figures);
  if (settings.json.empty()) return 0;
  const absl::Status written = figures.Write(settings.json);
  if (!written.ok()) Fail(written.ToString());
  return 0;
}

}  // namespace
}  // namespace driehoek::bench

int main(int argc, char** argv) {
  driehoek::bench::Settings settings;
  CLI::App app("Measures what recording who looks costs.");
  app.add_option("--directory", settings.directory, "Where; emptied first")
      ->capture_default_str();
  app.add_option("--json", settings.json, "Writes the figures to this file");
  app.add_option("--rounds", settings.rounds)->capture_default_str();
  app.add_flag("--in-clear", settings.in_clear, "Seal nothing, to compare");
  app.add_option("--calls", settings.calls, "Refused calls of each kind")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return driehoek::bench::Run(settings);
}
