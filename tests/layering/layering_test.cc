// Each folder knows only the folders that the table below lets it know, so
// that the shape of the tree stays the shape of the program.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Layer {
  std::string folder;
  // Folders it may include besides its own; "proto" is the generated messages.
  std::vector<std::string> knows;
};

const std::vector<Layer>& Layers() {
  static const auto* const layers = new std::vector<Layer>{
      {"base", {}},
      {"sealing", {"base"}},
      {"procedures", {"proto", "base"}},
      {"domain", {"procedures", "proto", "base"}},
      {"eventstore", {"sealing", "proto", "base"}},
      {"projections",
       {"eventstore", "sealing", "domain", "procedures", "proto", "base"}},
      {"automations",
       {"projections", "eventstore", "sealing", "domain", "procedures", "proto",
        "base"}},
      {"services",
       {"automations", "projections", "eventstore", "sealing", "domain",
        "procedures", "proto", "base"}},
      {"clients/cli", {"procedures", "proto", "base"}},
  };
  return *layers;
}

// A header of others that only some folders may use; everywhere else it would
// leak a choice that is theirs.
struct Confined {
  std::string prefix;
  std::vector<std::string> folders;
  std::string because;
};

const std::vector<Confined>& ConfinedHeaders() {
  static const auto* const confined = new std::vector<Confined>{
      {"grpcpp/", {"services", "clients/cli"}, "gRPC stays at the edge"},
      {"grpc/", {"services", "clients/cli"}, "gRPC stays at the edge"},
      {"openssl/", {"base", "sealing", "services"}, "docs/cryptography.md"},
      {"p11-kit/", {"sealing"}, "sealing/token_root_key.h asks the device"},
      {"curl/", {"base"}, "base/http.h asks over HTTP"},
      {"rocksdb/",
       {"eventstore", "projections", "sealing"},
       "RocksDB does not leak out of the log, the keys and the rows of the "
       "views"},
      {"CLI/", {"services", "clients/cli"}, "only programs have flags"},
      {"thread",
       {"services", "clients/cli"},
       "no component starts a thread of its own"},
  };
  return *confined;
}

// One file that may know a folder which its own folder may not.
struct Exception {
  std::string file;
  std::string knows;
  std::string because;
};

const std::vector<Exception>& Exceptions() {
  static const auto* const exceptions = new std::vector<Exception>{
      {"clients/cli/verify.cc", "eventstore",
       "`driehoek verify DIR` re-hashes a log that no server has open"},
  };
  return *exceptions;
}

bool IsExcepted(const std::string& file, const std::string& folder) {
  return std::any_of(Exceptions().begin(), Exceptions().end(),
                     [&](const Exception& exception) {
                       return exception.file == file &&
                              exception.knows == folder;
                     });
}

// What makes a function depend on more than its arguments.
const std::vector<std::string>& NotInDomain() {
  static const auto* const headers = new std::vector<std::string>{
      "base/clock.h", "base/mutex.h", "absl/time/clock.h",
      "fstream",      "mutex",        "filesystem"};
  return *headers;
}

struct Include {
  std::string header;
  bool quoted;
};

std::optional<Include> IncludeOn(absl::string_view line) {
  const auto skip_blanks = [&line] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_blanks();
  if (!absl::ConsumePrefix(&line, "#")) return std::nullopt;
  skip_blanks();
  if (!absl::ConsumePrefix(&line, "include")) return std::nullopt;
  skip_blanks();
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return std::nullopt;
  const bool quoted = line[0] == '"';
  const size_t end = line.find(quoted ? '"' : '>', 1);
  if (end == absl::string_view::npos) return std::nullopt;
  return Include{std::string(line.substr(1, end - 1)), quoted};
}

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// The folder of the tree that `header` is in, or nothing for one of others.
std::optional<std::string> FolderOf(const std::string& header) {
  if (absl::StartsWith(header, "driehoek/v1/") ||
      absl::StartsWith(header, "google/rpc/")) {
    return "proto";
  }
  for (const Layer& layer : Layers()) {
    if (absl::StartsWith(header, absl::StrCat(layer.folder, "/"))) {
      return layer.folder;
    }
  }
  const std::string first = header.substr(0, header.find('/'));
  if (first == "tests" || first == "bench" || first == "clients") return first;
  return std::nullopt;
}

std::optional<std::string> WhyNot(const Layer& layer, const std::string& file,
                                  const Include& include) {
  if (include.quoted && !absl::StrContains(include.header, "/")) {
    return "includes are relative to the root of the tree";
  }
  for (const Confined& confined : ConfinedHeaders()) {
    const bool matches = absl::EndsWith(confined.prefix, "/")
                             ? absl::StartsWith(include.header, confined.prefix)
                             : include.header == confined.prefix;
    if (matches && !Contains(confined.folders, layer.folder)) {
      return confined.because;
    }
  }
  if (absl::EndsWith(include.header, ".grpc.pb.h") &&
      layer.folder != "services" && layer.folder != "clients/cli") {
    return "gRPC stays at the edge";
  }
  if (layer.folder == "domain" && Contains(NotInDomain(), include.header)) {
    return "domain/ is pure: no I/O, clock or thread";
  }
  const std::optional<std::string> folder = FolderOf(include.header);
  if (folder && *folder != layer.folder && !Contains(layer.knows, *folder) &&
      !IsExcepted(file, *folder)) {
    return absl::StrCat(layer.folder, "/ does not know ", *folder, "/");
  }
  return std::nullopt;
}

struct Findings {
  int includes = 0;
  std::vector<std::string> violations;  // "file:line: header: why not"
};

Findings Inspect(const fs::path& root) {
  Findings findings;
  for (const Layer& layer : Layers()) {
    if (!fs::exists(root / layer.folder)) continue;
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(root / layer.folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cc") continue;
      const std::string path = entry.path().lexically_relative(root).string();
      std::ifstream file(entry.path());
      std::string line;
      for (int number = 1; std::getline(file, line); ++number) {
        const std::optional<Include> include = IncludeOn(line);
        if (!include) continue;
        ++findings.includes;
        if (const auto why = WhyNot(layer, path, *include)) {
          findings.violations.push_back(absl::StrCat(
              path, ":", number, ": ", include->header, ": ", *why));
        }
      }
    }
  }
  std::sort(findings.violations.begin(), findings.violations.end());
  return findings;
}

TEST(Layering, IsKeptByEveryFile) {
  const Findings findings = Inspect(fs::current_path());
  EXPECT_GT(findings.includes, 30) << "not started in the root of the tree?";
  EXPECT_THAT(findings.violations, IsEmpty());
}

class PlantedTree : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ =
        fs::path(::testing::TempDir()) /
        absl::StrCat(
            "layering-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void Plant(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  fs::path root_;
};

TEST_F(PlantedTree, IsQuietWhenEachFolderKnowsItsOwn) {
  Plant("domain/case.cc",
        "#include \"domain/case.h\"\n#include <vector>\n"
        "#include \"base/civil.h\"\n#include \"driehoek/v1/event.pb.h\"\n");
  Plant("services/server.cc",
        "#include <grpcpp/grpcpp.h>\n#include <thread>\n"
        "#include \"driehoek/v1/case_service.grpc.pb.h\"\n"
        "#include \"projections/all_views.h\"\n");
  Plant("domain/notes.txt", "#include \"services/server.h\"\n");
  const Findings findings = Inspect(root_);
  EXPECT_EQ(findings.includes, 8);
  EXPECT_THAT(findings.violations, IsEmpty());
}

TEST_F(PlantedTree, CatchesAFolderThatKnowsTooMuch) {
  Plant("base/clock.h", "// A clock.\n  #  include \"domain/case.h\"\n");
  Plant("eventstore/store.cc", "#include <projections/rows.h>\n");
  Plant("clients/cli/verify.cc", "#include \"services/server.h\"\n");
  Plant("services/server.cc", "#include \"tests/kit/scenario.h\"\n");
  EXPECT_THAT(Inspect(root_).violations,
              ElementsAre(HasSubstr("base/clock.h:2: domain/case.h: "
                                    "base/ does not know domain/"),
                          HasSubstr("clients/cli/verify.cc:1: "),
                          HasSubstr("eventstore/store.cc:1: "),
                          HasSubstr("services/server.cc:1: ")));
}

TEST_F(PlantedTree, LetsAnExceptionBeForItsOwnFileAndFolderOnly) {
  Plant("clients/cli/verify.cc",
        "#include \"eventstore/rocksdb_event_store.h\"\n"
        "#include \"domain/case.h\"\n");
  Plant("clients/cli/play.cc", "#include \"eventstore/event_store.h\"\n");
  EXPECT_THAT(Inspect(root_).violations,
              ElementsAre(HasSubstr("clients/cli/play.cc:1: "),
                          HasSubstr("clients/cli/verify.cc:2: ")));
}

TEST_F(PlantedTree, CatchesAHeaderOfOthersOutsideItsPlace) {
  Plant("automations/watch.h", "#include <thread>\n");
  Plant("domain/case.h",
        "#include \"base/clock.h\"\n#include <fstream>\n"
        "#include \"driehoek/v1/case_service.grpc.pb.h\"\n");
  Plant("projections/rows.cc", "#include \"rocksdb/db.h\"\n");
  Plant("services/server.cc", "#include <rocksdb/db.h>\n");
  Plant("domain/decide.h", "#include <grpcpp/grpcpp.h>\n");
  EXPECT_THAT(Inspect(root_).violations,
              ElementsAre(HasSubstr("automations/watch.h:1: thread: "),
                          HasSubstr("domain/case.h:1: base/clock.h: "),
                          HasSubstr("domain/case.h:2: fstream: "),
                          HasSubstr("domain/case.h:3: "),
                          HasSubstr("domain/decide.h:1: grpcpp/grpcpp.h: "),
                          HasSubstr("services/server.cc:1: rocksdb/db.h: ")));
}

TEST_F(PlantedTree, CatchesAnIncludeThatIsNotFromTheRoot) {
  Plant("base/civil.cc", "#include \"civil.h\"\n");
  EXPECT_THAT(Inspect(root_).violations,
              ElementsAre(HasSubstr("base/civil.cc:1: civil.h: ")));
}

}  // namespace
}  // namespace driehoek
