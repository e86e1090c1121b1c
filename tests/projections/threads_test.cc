// Readers, waiters and the stepping thread at once: for ThreadSanitizer.
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

TEST(Views, AreReadWhileTheyAreWritten) {
  constexpr int kStories = 8;
  std::atomic<bool> done = false;
  std::atomic<int> reached = 0;
  std::atomic<int> asked = 0;
  WrittenLog log;
  log.TellTogether(kStories, DecouplingStory());
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(
      *rows, log.store(),
      {.directory = "", .case_cache_bytes = 1 << 20, .events_per_step = 5});
  std::vector<std::thread> readers;
  readers.reserve(3);
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      WorkListQuery query;
      query.caller.role = v1::ROLE_TEACHER;
      v1::RoleHeld& held = query.caller.grants.emplace_back();
      held.set_role(v1::ROLE_TEACHER);
      query.ended_too = true;
      while (!done) {
        const Position before = projector->position();
        const absl::StatusOr<v1::Case> row = projector->GetCase("case-1");
        if (row.ok()) {
          // A case is never older than what the views said they had, nor torn:
          // each of its obligations is derived at its own position.
          for (const v1::Due& due : row->obligations()) {
            EXPECT_EQ(due.source_position(), row->position());
          }
        } else {
          EXPECT_LE(before, Position{3} + kStories);
        }
        EXPECT_TRUE(projector->ListObligations(query).ok());
        EXPECT_TRUE(projector
                        ->ListFallenDue(absl::InfiniteFuture(), 5,
                                        [](const auto&) { return false; })
                        .ok());
        EXPECT_TRUE(projector->NextDueInstant(TenOn(0)).ok());
        ++asked;
        projector->WhenReached(before + 5, absl::InfiniteDuration(),
                               [&](const absl::Status& status) {
                                 if (status.ok()) ++reached;
                               });
      }
    });
  }
  // Others take their place meanwhile.
  const auto rebuild = projector->StartRebuild();
  EXPECT_TRUE(rebuild.ok()) << rebuild.status();
  CatchUp(*projector);
  while (asked < 3) std::this_thread::yield();
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_GE(asked, 3);
  EXPECT_EQ(projector->position(), log.store().head());
  const absl::StatusOr<uint64_t> wrong =
      projector->rebuild()->Now().outcome.value_or(
          absl::UnavailableError("the rebuild has not ended"));
  ASSERT_TRUE(wrong.ok()) << wrong.status();
  EXPECT_EQ(*wrong, 0u);
}

}  // namespace
}  // namespace driehoek
