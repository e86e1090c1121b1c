// tools/sbom writes what the programs are made of: a bill of materials in
// CycloneDX, in which no library is missing that they are linked with. That it
// keeps to the schema, the tool sees to itself.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/cli/programs.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Json = nlohmann::json;

constexpr char kTool[] = DRIEHOEK_ROOT "/tools/sbom";
constexpr char kLoaded[] = "loaded";
constexpr char kCompiledIn[] = "compiled in";
constexpr char kNotDelivered[] = "for building and testing";

// What CMake finds for the programs.
struct Library {
  // The source package of Debian that brings it.
  std::string source;
  std::string use;
};

const std::map<std::string, Library>& Libraries() {
  static const auto* const libraries = new std::map<std::string, Library>{
      {"CLI11", {"cli11", kCompiledIn}},
      {"CURL", {"curl", kLoaded}},
      {"Magic", {"file", kLoaded}},
      {"OpenSSL", {"openssl", kLoaded}},
      {"P11Kit", {"p11-kit", kLoaded}},
      {"Protobuf", {"protobuf", kLoaded}},
      {"RocksDB", {"rocksdb", kLoaded}},
      {"Threads", {"glibc", kLoaded}},
      {"absl", {"abseil", kLoaded}},
      {"gRPC", {"grpc", kLoaded}},
      {"nlohmann_json", {"nlohmann-json3", kCompiledIn}},
  };
  return *libraries;
}

// What it finds for nothing that is delivered.
const std::set<std::string>& NotInThePrograms() {
  static const auto* const names =
      new std::set<std::string>{"GTest", "PkgConfig", "rapidcheck"};
  return *names;
}

std::vector<std::string> FoundByCMake() {
  std::vector<std::string> names;
  const std::string text = ReadFile(DRIEHOEK_ROOT "/CMakeLists.txt");
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, "find_package(") ||
        absl::ConsumePrefix(&line, "pkg_check_modules(")) {
      names.push_back(std::string(line.substr(0, line.find_first_of(" )"))));
    }
  }
  return names;
}

// A member of an object; null when it has none of that name.
const Json& Member(const Json& object, const std::string& name) {
  static const Json& none = *new Json();
  const Json::const_iterator found = object.find(name);
  return found == object.cend() ? none : *found;
}

// Empty when it is not there.
std::string Text(const Json& object, const std::string& name) {
  const Json& text = Member(object, name);
  return text.is_string() ? text.get<std::string>() : std::string();
}

struct Part {
  std::string type;
  std::string ref;
  std::string name;
  std::string version;
  std::string purl;
  std::string scope;
  std::string sha256;
  // The package of Debian that it was built from, if it is of Debian.
  std::string source;
  // How it gets in.
  std::set<std::string> uses;
};

bool IsOfDebian(const Part& part) {
  return absl::StartsWith(part.purl, "pkg:deb/");
}

std::vector<Part> PartsOf(const Json& bill) {
  std::vector<Part> parts;
  for (const Json& component : Member(bill, "components")) {
    Part& part = parts.emplace_back();
    part.type = Text(component, "type");
    part.ref = Text(component, "bom-ref");
    part.name = Text(component, "name");
    part.version = Text(component, "version");
    part.purl = Text(component, "purl");
    part.scope = Text(component, "scope");
    for (const Json& hash : Member(component, "hashes")) {
      if (Text(hash, "alg") == "SHA-256") part.sha256 = Text(hash, "content");
    }
    for (const Json& ancestor :
         Member(Member(component, "pedigree"), "ancestors")) {
      part.source = Text(ancestor, "name");
    }
    for (const Json& property : Member(component, "properties")) {
      if (Text(property, "name") == "driehoek:use") {
        part.uses.insert(Text(property, "value"));
      }
    }
  }
  return parts;
}

// Runs a tool of the machine that is to succeed; what it says, in lines.
std::vector<std::string> LinesOf(const std::vector<std::string>& command) {
  const Ran ran = RunProgram(command);
  EXPECT_EQ(ran.code, 0) << command[0] << ": " << ran.err;
  return absl::StrSplit(ran.out, '\n', absl::SkipEmpty());
}

void ExpectEachLibraryHasAVersionAndAnAddress(const std::vector<Part>& parts) {
  const std::vector<std::string> lines =
      LinesOf({"/usr/bin/dpkg-query", "--show",
               "--showformat=${Package} ${Version}\\n"});
  const std::set<std::string> installed(lines.begin(), lines.end());
  for (const Part& part : parts) {
    if (part.type != "library") continue;
    EXPECT_NE(part.version, "") << part.name;
    EXPECT_THAT(part.purl, StartsWith("pkg:")) << part.name;
    EXPECT_THAT(part.uses, Not(IsEmpty())) << part.name;
    if (!IsOfDebian(part)) continue;
    EXPECT_EQ(installed.count(absl::StrCat(part.name, " ", part.version)), 1U)
        << part.name << " is not what is on this machine";
    const std::string named = absl::StrReplaceAll(
        absl::StrCat(part.name, "@", part.version, "?"), {{"+", "%2B"}});
    EXPECT_THAT(part.purl, StartsWith("pkg:deb/debian/" + named));
  }
}

void ExpectWhatCMakeFinds(const std::vector<Part>& parts) {
  std::map<std::string, std::set<std::string>> uses_of;  // By source package.
  for (const Part& part : parts) {
    uses_of[part.source].insert(part.uses.begin(), part.uses.end());
  }
  const std::vector<std::string> found = FoundByCMake();
  EXPECT_THAT(found, SizeIs(Libraries().size() + NotInThePrograms().size()));
  for (const std::string& name : found) {
    if (NotInThePrograms().count(name) > 0) continue;
    const auto library = Libraries().find(name);
    if (library == Libraries().end()) {
      ADD_FAILURE() << "say here what brings " << name;
      continue;
    }
    EXPECT_THAT(uses_of[library->second.source], Contains(library->second.use))
        << name;
  }
}

// Whoever asks for them: the programs, or a library that they load.
std::set<std::string> LoadedLibraries() {
  std::set<std::string> paths;
  for (const char* const program : {DRIEHOEK_BINARY, DRIEHOEKD_BINARY}) {
    // "libssl.so.3 => /lib/x86_64-linux-gnu/libssl.so.3 (0x...)"
    for (const std::string& line : LinesOf({"/usr/bin/ldd", program})) {
      const std::vector<std::string> sides = absl::StrSplit(line, " => ");
      if (sides.size() != 2) continue;
      paths.insert(sides[1].substr(0, sides[1].find(' ')));
    }
  }
  return paths;
}

// The package that brings each, by the name of the library.
std::map<std::string, std::string> PackagesOf(
    const std::set<std::string>& libraries) {
  std::vector<std::string> command = {"/usr/bin/dpkg-query", "--search"};
  for (const std::string& library : libraries) {
    // What lies in /usr/lib may have come as /lib.
    const std::string path(absl::StripPrefix(library, "/usr"));
    command.insert(command.end(), {path, "/usr" + path});
  }
  std::map<std::string, std::string> packages;
  // "libc6:amd64: /lib/x86_64-linux-gnu/libc.so.6"; and an error for each that
  // it does not know.
  const Ran ran = RunProgram(command);
  for (const absl::string_view line :
       absl::StrSplit(ran.out, '\n', absl::SkipEmpty())) {
    packages[std::string(line.substr(line.rfind('/') + 1))] =
        std::string(line.substr(0, line.find(':')));
  }
  return packages;
}

void ExpectWhatIsLoaded(const std::vector<Part>& parts) {
  std::set<std::string> told;
  for (const Part& part : parts) {
    if (part.uses.count(kLoaded) > 0) told.insert(part.name);
  }
  const std::set<std::string> libraries = LoadedLibraries();
  EXPECT_THAT(libraries, Contains(HasSubstr("/librocksdb.so")));
  std::map<std::string, std::string> packages = PackagesOf(libraries);
  for (const std::string& library : libraries) {
    const std::string name = library.substr(library.rfind('/') + 1);
    EXPECT_EQ(told.count(packages[name]), 1U)
        << name << " of the package \"" << packages[name] << "\"";
  }
}

void ExpectBothProgramsByTheirHash(const std::vector<Part>& parts) {
  std::map<std::string, std::string> told;
  for (const Part& part : parts) {
    if (part.type == "application" && !part.sha256.empty()) {
      told[part.name] = part.sha256;
    }
  }
  std::map<std::string, std::string> built;
  for (const auto& [name, path] : std::map<std::string, std::string>{
           {"driehoek", DRIEHOEK_BINARY}, {"driehoekd", DRIEHOEKD_BINARY}}) {
    for (const std::string& line : LinesOf({"/usr/bin/sha256sum", path})) {
      built[name] = line.substr(0, line.find(' '));
    }
  }
  EXPECT_EQ(told, built);
}

// What builds and tests is told of too, as what nobody gets.
void ExpectWhatNpmBringsToBeExcluded(const std::vector<Part>& parts) {
  std::set<std::string> excluded;  // "pkg:npm/jose"
  for (const Part& part : parts) {
    const bool is_not_delivered = part.uses.count(kNotDelivered) > 0;
    EXPECT_EQ(part.scope, is_not_delivered ? "excluded" : "required")
        << part.name;
    if (is_not_delivered) {
      excluded.insert(part.purl.substr(0, part.purl.rfind('@')));
    }
  }
  for (const char* const folder : {"tests", "tools/node"}) {
    const Json package = Json::parse(
        ReadFile(absl::StrCat(DRIEHOEK_ROOT, "/", folder, "/package.json")),
        nullptr, false);
    for (const char* const kind : {"dependencies", "devDependencies"}) {
      for (const auto& wanted : Member(package, kind).items()) {
        const std::string purl = absl::StrReplaceAll(
            absl::StrCat("pkg:npm/", wanted.key()), {{"@", "%40"}});
        EXPECT_EQ(excluded.count(purl), 1U) << purl;
      }
    }
  }
}

// Who needs whom is said of what it tells of, each by a name of its own.
void ExpectNoDanglingReference(const Json& bill,
                               const std::vector<Part>& parts) {
  std::set<std::string> refs = {
      Text(Member(Member(bill, "metadata"), "component"), "bom-ref")};
  for (const Part& part : parts) {
    EXPECT_TRUE(refs.insert(part.ref).second) << part.ref << " twice";
  }
  std::set<std::string> named;
  for (const Json& dependency : Member(bill, "dependencies")) {
    named.insert(Text(dependency, "ref"));
    for (const Json& on : Member(dependency, "dependsOn")) {
      named.insert(on.get<std::string>());
    }
  }
  EXPECT_EQ(named, refs);
}

TEST(Sbom, TellsOfEveryLibraryThatIsLinkedWithItsVersionAndAddress) {
  const ScratchDirectory scratch;
  const std::string file = scratch.File("driehoek.cdx.json");
  const Ran ran = RunProgram({kTool, "--built", DRIEHOEK_BUILT, file});
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err << "(tools/setup --check)";
  const Json bill = Json::parse(ReadFile(file), nullptr, false);
  ASSERT_TRUE(bill.is_object()) << "this is no JSON";
  EXPECT_EQ(Text(bill, "bomFormat"), "CycloneDX");
  EXPECT_EQ(Text(bill, "specVersion"), "1.6");
  EXPECT_THAT(Text(bill, "serialNumber"), StartsWith("urn:uuid:"));
  EXPECT_EQ(Text(Member(Member(bill, "metadata"), "component"), "name"),
            "driehoek");
  const std::vector<Part> parts = PartsOf(bill);
  ExpectEachLibraryHasAVersionAndAnAddress(parts);
  ExpectWhatCMakeFinds(parts);
  ExpectWhatIsLoaded(parts);
  ExpectBothProgramsByTheirHash(parts);
  ExpectWhatNpmBringsToBeExcluded(parts);
  ExpectNoDanglingReference(bill, parts);
}

TEST(Sbom, IsNotWrittenOfProgramsThatAreNotThere) {
  const ScratchDirectory scratch;
  const std::string file = scratch.File("driehoek.cdx.json");
  const Ran ran = RunProgram({kTool, "--built", scratch.path(), file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("no services/driehoekd in"));
  EXPECT_EQ(ReadFile(file), "");
}

}  // namespace
}  // namespace driehoek
