// That whoever changes what a view keeps says so. A server that starts on the
// rows of an earlier program makes them anew only where the version of a view
// is another one (all_views.cc); with the same version it would take them for
// its own, and miss in each what the earlier program did not know.
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "projections/all_views.h"
#include "tests/kit/procedures.h"
#include "tests/projections/projector_fixture.h"
#include "tests/projections/written_log.h"

namespace driehoek {
namespace {

constexpr char kRecorded[] = "tests/projections/golden/rows_of_views.txt";

// A sample of every event that was ever released, in the order of their
// numbers, but that a case is opened first: they touch more fields of the rows
// than any true case.
std::vector<v1::Event> Samples() {
  std::map<std::pair<int, std::string>, v1::Event> samples;
  for (const auto& file :
       std::filesystem::directory_iterator("tests/domain/golden")) {
    v1::Event event;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        TextOf(file.path().string()), &event));
    // They name texts of procedures that this log has not.
    if (event.has_case_migrated() || event.has_procedure_published()) continue;
    const int place = event.has_case_opened() ? 0 : event.kind_case();
    samples.emplace(std::pair(place, file.path().stem().string()), event);
  }
  std::vector<v1::Event> events;
  events.reserve(samples.size());
  for (const auto& [place, event] : samples) events.push_back(event);
  return events;
}

// A hash of what came before and of this.
void Hash(absl::string_view part, std::string& digest) {
  digest = std::string(
      BytesOf(Sha256({digest, absl::StrCat(part.size(), " "), part})));
}

// Of one log: a hash of its events, the versions of the views, and a hash of
// the rows for each first word of their keys.
struct Made {
  std::string log;
  std::string versions;
  std::string rows;

  std::string lines() const {
    return absl::StrCat("log ", log, "\n", versions, "\n", rows);
  }
};

Made MadeNow() {
  WrittenLog log;
  Made made;
  const auto tell = [&](absl::Time at, const v1::Event& event) {
    log.Add(at, {event});
    Hash(absl::StrCat(absl::ToUnixSeconds(at)), made.log);
    Hash(event.ShortDebugString(), made.log);
  };
  Hash(TextOf(kUtrechtFile), made.log);
  // To the end, and as far as the waiting for a new trainer.
  constexpr size_t kWaiting = 17;
  for (const Told& told : DecouplingStory()) {
    tell(TenOn(told.day), EventIn(7, told.event));
  }
  for (size_t i = 0; i < kWaiting; ++i) {
    tell(TenOn(90), EventIn(8, DecouplingStory()[i].event));
  }
  for (const v1::Event& event : Samples()) tell(TenOn(91), event);
  std::map<std::string, std::string> digests;
  for (const auto& [key, value] : RowsFromNothing(log.store())) {
    if (key == "made-from") continue;  // How far they have come: no view's.
    std::string& digest = digests[key.substr(0, key.find('/'))];
    Hash(key, digest);
    Hash(value, digest);
  }
  made.log = absl::BytesToHexString(made.log);
  made.versions = VersionsOfAllViews();
  for (const auto& [word, digest] : digests) {
    absl::StrAppend(&made.rows, word, " ", absl::BytesToHexString(digest),
                    "\n");
  }
  return made;
}

TEST(ViewVersions, AreRaisedWhenTheRowsOfTheSameLogBecomeOtherRows) {
  const std::string recorded = TextOf(kRecorded);
  const Made now = MadeNow();
  EXPECT_EQ(now.lines(), MadeNow().lines()) << "rows that differ each time";
  if (now.lines() == recorded) return;
  const bool same_log =
      absl::StartsWith(recorded, absl::StrCat("log ", now.log, "\n"));
  const bool same_versions =
      absl::StrContains(recorded, absl::StrCat("\n", now.versions, "\n"));
  FAIL() << (same_log && same_versions
                 ? "raise the versions of the views of these rows; then "
                 : "")
         << "let " << kRecorded << " be\n"
         << now.lines();
}

}  // namespace
}  // namespace driehoek
