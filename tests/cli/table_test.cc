#include "clients/cli/table.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::ElementsAre;

TEST(DisplayWidth, CountsCharactersAndNotBytes) {
  EXPECT_EQ(DisplayWidth("aios"), 4u);
  EXPECT_EQ(DisplayWidth("geïnformeerd"), 12u);
  EXPECT_EQ(DisplayWidth("├──┤"), 4u);
  EXPECT_EQ(DisplayWidth("e\u0301e\u0301n"), 3u);
  EXPECT_EQ(DisplayWidth(""), 0u);
}

TEST(Printable, LeavesNothingThatSteersATerminal) {
  EXPECT_EQ(Printable("rood\x1b[31m\r\nweg"), "rood [31m  weg");
  EXPECT_EQ(Printable("twee\nregels", /*keep_lines=*/true), "twee\nregels");
  EXPECT_EQ(Printable("naam\u202Eommekeer"), "naam ommekeer");
  EXPECT_EQ(Printable("half \xc3"), "half ?");
  EXPECT_EQ(Printable("geïnd ├"), "geïnd ├");
}

TEST(Wrap, BreaksAtBlanksAndCutsALongWord) {
  EXPECT_THAT(Wrap("een twee drie", 8), ElementsAre("een twee", "drie"));
  EXPECT_THAT(Wrap("reflectieverslag", 10),
              ElementsAre("reflectiev", "erslag"));
  EXPECT_THAT(Wrap("één\ntwee", 10), ElementsAre("één", "twee"));
  EXPECT_THAT(Wrap("ééééé", 3), ElementsAre("ééé", "éé"));
  EXPECT_THAT(Wrap("", 5), ElementsAre(""));
}

TEST(Table, PutsCellsUnderEachOther) {
  Table table({"Zaak", "Wie"});
  table.Add({"2026-001", "één"});
  table.Add({"2026-002"});
  EXPECT_EQ(table.Render(80),
            "Zaak      Wie\n"
            "────────  ───\n"
            "2026-001  één\n"
            "2026-002\n");
}

TEST(Table, WrapsTheWidestColumnWhenTheWholeDoesNotFit) {
  Table table({"Regel", "Wat er te doen is"});
  table.Add({"T-01", "Stuur het verslag naar de jaarassistent"});
  EXPECT_EQ(table.Render(30),
            "Regel  Wat er te doen is\n"
            "─────  ───────────────────────\n"
            "T-01   Stuur het verslag naar\n"
            "       de jaarassistent\n");
}

}  // namespace
}  // namespace driehoek::cli
