// How fast a file is sealed and put away, and read back, on this thread alone,
// with a sync at the end of each. Prints, and judges nothing.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/fatal.h"
#include "base/sha256.h"
#include "bench/figures.h"
#include "bench/or_fail.h"
#include "sealing/sealed_files.h"

namespace driehoek::bench {
namespace {

class Bench {
 public:
  Bench(const std::string& directory, int rounds) : rounds_(rounds) {
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    SealedFilesOptions options;
    options.directory = directory + "/files";
    files_ = OrFail(SealedFiles::Open(
        options,
        [](const FileName&) -> absl::StatusOr<bool> { return false; }));
  }

  void Measure(size_t bytes) {
    const std::string content = RandomBytes(bytes);
    std::vector<double> in;
    std::vector<double> out;
    for (int round = 0; round < rounds_; ++round) {
      const FileName name{"bench", absl::StrCat(bytes, "-", round)};
      absl::Duration begun = clock_.Monotonic();
      const SealedFile file = PutAway(name, content);
      in.push_back(absl::ToDoubleMilliseconds(clock_.Monotonic() - begun));
      begun = clock_.Monotonic();
      ReadBack(file, content);
      out.push_back(absl::ToDoubleMilliseconds(clock_.Monotonic() - begun));
      OrFail(files_->Delete(name));
    }
    const std::string what = absl::StrCat(bytes >> 10, " KiB");
    Tell(what + " in", in);
    Tell(what + " out", out);
  }

 private:
  static constexpr size_t kMessage = size_t{256} << 10;

  SealedFile PutAway(const FileName& name, const std::string& content) {
    const auto writer = OrFail(files_->Begin(name));
    for (size_t at = 0; at < content.size(); at += kMessage) {
      OrFail(writer->Add(content.substr(at, kMessage)));
    }
    return OrFail(writer->Finish());
  }

  void ReadBack(const SealedFile& file, const std::string& content) {
    const auto reader = OrFail(files_->Read(file));
    size_t read = 0;
    while (const std::optional<std::string> piece = OrFail(reader->Next())) {
      read += piece->size();
    }
    if (read != content.size()) Fatal("another length came back");
  }

  void Tell(const std::string& what, std::vector<double>& milliseconds) {
    std::sort(milliseconds.begin(), milliseconds.end());
    const size_t count = milliseconds.size();
    figures_.Add(what + ", p50", milliseconds[count / 2], "ms");
    figures_.Add(what + ", p99", milliseconds[count * 99 / 100], "ms");
  }

  const int rounds_;
  const SystemClock clock_;
  std::unique_ptr<SealedFiles> files_;
  Figures figures_;
};

}  // namespace
}  // namespace driehoek::bench

int main(int argc, char** argv) {
  CLI::App app{"Measures files that are attached to reports."};
  std::string directory = "/tmp/driehoek-bench-files";
  int rounds = 100;
  app.add_option("--directory", directory, "Made anew; on the disk to measure");
  app.add_option("--rounds", rounds, "Of each size")
      ->check(CLI::Range(1, 1000));
  CLI11_PARSE(app, argc, argv);
  driehoek::bench::Bench bench(directory, rounds);
  for (const size_t kib : {100, 1024, 20 * 1024}) bench.Measure(kib << 10);
  return EXIT_SUCCESS;
}
