// Both logs behind one name, and short ways to fill and read them.
#ifndef DRIEHOEK_TESTS_EVENTSTORE_STORE_FIXTURE_H_
#define DRIEHOEK_TESTS_EVENTSTORE_STORE_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "eventstore/event_store.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"

namespace driehoek {

// 14 September 2026, 09:00 UTC.
absl::Time FixtureStart();

LogIdentity FixtureIdentity();

Tag CaseTag(const std::string& id);
Tag TrainerTag(const std::string& id);
Tag PersonTag(const std::string& id);

// Events of four types; the string tells them apart.
v1::Event Registered(const std::string& reference);
v1::Event Opened(const std::string& number);
v1::Event Ruled(const std::string& motivation);
v1::Event Closed(const std::string& case_id);

// A request for `events` whose content is derived from its id.
AppendRequest Request(const std::string& id, std::vector<NewEvent> events);

// A new keyring, or the same one again, in `directory`; with the root key of
// these tests.
std::unique_ptr<Keyring> FixtureKeyring(const std::string& directory);

// A directory of its own, removed at the end.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

enum class StoreKind { kMemory, kRocksDb, kSealed };
std::string NameOf(StoreKind kind);

class StoreTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  StoreTest();

  EventStore& store() { return *store_; }

  // Adds one request to a batch of its own, commits, and gives its answer.
  AppendAnswer AppendOne(AppendRequest request);
  // Appends one event; gives its position.
  Position Append(v1::Event event, std::vector<Tag> tags);
  // `count` events of the same tag in one request.
  void AppendMany(int count, const Tag& tag);

  std::vector<Position> PositionsOf(const Query& query,
                                    const ReadOptions& options = {});

  absl::Time now_ = FixtureStart();

 private:
  std::unique_ptr<ScratchDirectory> directory_;
  std::unique_ptr<Keyring> keyring_;
  std::unique_ptr<EventStore> store_;
  int requests_ = 0;
};

// What a reader gives until its end.
std::vector<RecordedEvent> DrainEvents(EventReader& reader);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_EVENTSTORE_STORE_FIXTURE_H_
