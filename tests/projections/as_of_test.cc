#include "projections/as_of.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/fold.h"
#include "tests/kit/effort.h"
#include "tests/kit/procedures.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(AsOf, GivesWhatTheViewsShowedAtEachPosition) {
  WrittenLog log;
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(*rows, log.store());
  struct Shown {
    std::string of_case;
    size_t timeline;
    std::vector<std::string> portfolio;
    std::vector<std::string> dossier;
  };
  const auto serialized = [](const std::vector<v1::FileEntry>& entries) {
    std::vector<std::string> bytes;
    bytes.reserve(entries.size());
    for (const v1::FileEntry& entry : entries) {
      bytes.push_back(entry.SerializeAsString());
    }
    return bytes;
  };
  std::map<Position, Shown> shown;
  for (const Told& told : DecouplingStory()) {
    log.Tell(1, told);
    CatchUp(*projector);
    shown[log.store().head()] = {
        projector->GetCase("case-1").value().SerializeAsString(),
        projector->GetTimeline("case-1", 100, "").value().rows.size(),
        serialized(projector->GetPortfolio("resident-1", 100, "").value().rows),
        serialized(projector->GetDossier("trainer-1", 100, "").value().rows)};
  }
  ASSERT_GT(shown.size(), 40u);
  for (const auto& [position, then] : shown) {
    const auto as_of =
        CaseAsOf(log.store(), log.catalogue(), Calendar(), "case-1", position);
    ASSERT_TRUE(as_of.ok()) << as_of.status();
    EXPECT_EQ(as_of->SerializeAsString(), then.of_case) << position;
    EXPECT_EQ(
        TimelineAsOf(log.store(), log.catalogue(), "case-1", position, 100, "")
            .value()
            .rows.size(),
        then.timeline);
    EXPECT_EQ(serialized(PortfolioAsOf(log.store(), log.catalogue(),
                                       {"resident-1"}, position, 100, "")
                             .value()
                             .rows),
              then.portfolio);
    EXPECT_EQ(serialized(DossierAsOf(log.store(), log.catalogue(),
                                     {"trainer-1"}, position, 100, "")
                             .value()
                             .rows),
              then.dossier);
  }
  EXPECT_EQ(shown.rbegin()->second.portfolio.size(), 5u);
  EXPECT_EQ(shown.rbegin()->second.dossier.size(), 5u);
  // The timeline is the same entry by entry, too.
  const auto now = projector->GetTimeline("2026-1", 100, "").value().rows;
  const auto again = TimelineAsOf(log.store(), log.catalogue(), "case-1",
                                  log.store().head(), 100, "")
                         .value()
                         .rows;
  ASSERT_EQ(now.size(), again.size());
  for (size_t i = 0; i < now.size(); ++i) {
    EXPECT_EQ(now[i].SerializeAsString(), again[i].SerializeAsString());
  }
}

TEST(AsOf, ComesInThePagesInWhichItIsReadNow) {
  WrittenLog log;
  std::unique_ptr<Rows> rows = NewMemoryRows();
  const std::unique_ptr<Projector> projector = OpenOn(*rows, log.store());
  log.Tell(1, DecouplingStory());
  CatchUp(*projector);
  const Position head = log.store().head();
  std::string token;
  size_t entries = 0;
  do {
    const auto now = projector->GetTimeline("case-1", 7, token).value();
    const auto then =
        TimelineAsOf(log.store(), log.catalogue(), "case-1", head, 7, token)
            .value();
    ASSERT_EQ(now.rows.size(), then.rows.size());
    EXPECT_LE(now.rows.size(), 7u);
    for (size_t i = 0; i < now.rows.size(); ++i) {
      EXPECT_EQ(now.rows[i].position(), then.rows[i].position());
    }
    EXPECT_EQ(now.next_page_token, then.next_page_token);
    entries += now.rows.size();
    token = now.next_page_token;
  } while (!token.empty());
  EXPECT_EQ(entries,
            projector->GetTimeline("case-1", 100, "").value().rows.size());
  size_t documents = 0;
  do {
    const auto now = projector->GetDossier("trainer-1", 2, token).value();
    const auto then =
        DossierAsOf(log.store(), log.catalogue(), {"trainer-1"}, head, 2, token)
            .value();
    ASSERT_EQ(now.rows.size(), then.rows.size());
    for (size_t i = 0; i < now.rows.size(); ++i) {
      EXPECT_EQ(now.rows[i].document_id(), then.rows[i].document_id());
    }
    EXPECT_EQ(now.next_page_token, then.next_page_token);
    documents += now.rows.size();
    token = now.next_page_token;
  } while (!token.empty());
  EXPECT_EQ(documents, 5u);
  EXPECT_EQ(
      ReasonOf(projector->GetTimeline("case-1", 7, "no page gave it").status()),
      "PAGE_TOKEN_UNKNOWN");
}

// Says `count` corrections of the story, by the dice: another day or struck.
void CorrectAtRandom(WrittenLog& log, std::mt19937_64& dice, int count) {
  const auto roll = [&](int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(dice);
  };
  const Case state =
      FoldCase(log.store(), "case-1", log.store().head()).value();
  for (int i = 0; i < count; ++i) {
    // Not the opening, which is no fact of the case.
    const auto& wrong = state.past[static_cast<size_t>(
        roll(1, static_cast<int>(state.past.size()) - 1))];
    log.Tell(
        1, Told{60 + i,
                absl::StrCat("fact_corrected { case_id: 'case-$' corrects: ",
                             wrong->position, " on @", 60 + i,
                             roll(0, 3) == 0
                                 ? " struck: true"
                                 : absl::StrCat(" happened_on @", roll(0, 50)),
                             " }")});
  }
}

TEST(AsOf, ShowsTheOldDayBeforeACorrectionAndTheRightOneAfter_S44) {
  WrittenLog log;
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(*rows, log.store());
  const auto& story = DecouplingStory();
  log.Tell(1, {story.begin(), story.begin() + 3});
  const Position before = log.store().head();
  const Case state = FoldCase(log.store(), "case-1", before).value();
  const auto met =
      std::find_if(state.past.begin(), state.past.end(), [](const auto& past) {
        return past->event.has_triangular_meeting_held();
      });
  ASSERT_NE(met, state.past.end());
  const Position wrong = (*met)->position;
  const auto entry_at = [](const std::vector<v1::TimelineEntry>& entries,
                           Position position) {
    for (const v1::TimelineEntry& entry : entries) {
      if (entry.position() == position) return entry;
    }
    ADD_FAILURE() << "no entry at " << position;
    return v1::TimelineEntry();
  };
  log.Tell(
      1, Told{9, absl::StrCat("fact_corrected { case_id: 'case-$' ",
                              "corrects: ", wrong, " happened_on @3 on @9 }")});
  CatchUp(*projector);
  const auto then =
      TimelineAsOf(log.store(), log.catalogue(), "case-1", before, 100, "")
          .value()
          .rows;
  EXPECT_THAT(entry_at(then, wrong).sentence(), Not(HasSubstr("Verbeterd")));
  for (const auto& now :
       {projector->GetTimeline("case-1", 100, "").value().rows,
        TimelineAsOf(log.store(), log.catalogue(), "case-1", log.store().head(),
                     100, "")
            .value()
            .rows}) {
    const v1::TimelineEntry entry = entry_at(now, wrong);
    EXPECT_EQ(entry.on().day(), (kMonday + 3).day());
    EXPECT_THAT(entry.sentence(), HasSubstr("(Verbeterd: eerst stond hier "));
    EXPECT_THAT(now.back().sentence(),
                HasSubstr("Het gaat om: Het driehoeksgesprek is gehouden."));
  }
  log.Tell(
      1, Told{10, absl::StrCat("fact_corrected { case_id: 'case-$' ",
                               "corrects: ", wrong, " struck: true on @10 }")});
  CatchUp(*projector);
  EXPECT_THAT(
      entry_at(projector->GetTimeline("case-1", 100, "").value().rows, wrong)
          .sentence(),
      HasSubstr("(Verbeterd: dit is niet gebeurd.)"));
}

TEST(AsOf, ReplayMakesEveryViewAgainWhateverWasCorrected_S44) {
  for (const uint64_t seed : Seeds(20)) {
    SCOPED_TRACE(seed);
    std::mt19937_64 dice(seed);
    WrittenLog log;
    const std::unique_ptr<Rows> rows = NewMemoryRows();
    const auto projector = OpenOn(*rows, log.store());
    log.Tell(1, DecouplingStory());
    CatchUp(*projector);
    CorrectAtRandom(log, dice, 8);
    CatchUp(*projector);
    const std::unique_ptr<Rows> again = NewMemoryRows();
    CatchUp(*OpenOn(*again, log.store()));
    EXPECT_EQ(AllRows(*rows), AllRows(*again));
    const auto now = projector->GetTimeline("case-1", 100, "").value().rows;
    const auto as_of = TimelineAsOf(log.store(), log.catalogue(), "case-1",
                                    log.store().head(), 100, "")
                           .value()
                           .rows;
    ASSERT_EQ(now.size(), as_of.size());
    for (size_t i = 0; i < now.size(); ++i) {
      EXPECT_EQ(now[i].SerializeAsString(), as_of[i].SerializeAsString());
    }
  }
}

TEST(AsOf, KnowsNoCaseBeforeItWasOpened) {
  WrittenLog log;
  const Position before = log.store().head();
  log.Tell(1, DecouplingStory());
  EXPECT_EQ(CaseAsOf(log.store(), log.catalogue(), Calendar(), "case-1", before)
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      TimelineAsOf(log.store(), log.catalogue(), "case-1", before, 100, "")
          .status()
          .code(),
      absl::StatusCode::kNotFound);
  EXPECT_THAT(PortfolioAsOf(log.store(), log.catalogue(), {"resident-1"},
                            before, 100, "")
                  .value()
                  .rows,
              IsEmpty());
}

TEST(AsOf, FindsThePositionOfAnInstant) {
  WrittenLog log;
  EXPECT_EQ(PositionAt(log.store(), TenOn(-30)).value(), Position{0});
  for (int day = 0; day < 50; ++day) {
    Told told = DecouplingStory()[0];
    told.day = day;
    log.Tell(day, told);
  }
  EXPECT_EQ(PositionAt(log.store(), TenOn(0)).value(), Position{3});
  EXPECT_EQ(PositionAt(log.store(), TenOn(0) - absl::Microseconds(1)).value(),
            Position{2});
  EXPECT_EQ(PositionAt(log.store(), TenOn(17) + absl::Hours(1)).value(),
            Position{20});
  EXPECT_EQ(PositionAt(log.store(), absl::InfiniteFuture()).value(),
            log.store().head());
}

TEST(AsOf, ShowsTheVersionThatTheCaseFollowedThen_A32) {
  WrittenLog log;
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(*rows, log.store());
  log.Tell(1, {DecouplingStory()[0], DecouplingStory()[1]});
  const Position before = log.store().head();

  const std::string text = absl::StrReplaceAll(
      TextOf(kUtrechtFile), {{"\"2023-03\"", "\"2026-09\""}});
  v1::Event published;
  published.mutable_procedure_published()->set_key("utrecht-ontkoppeling");
  published.mutable_procedure_published()->set_version("2026-09");
  published.mutable_procedure_published()->set_textproto(text);
  log.Add(TenOn(1), {published});
  std::vector<v1::ProcedureProblem> problems;
  Catalogue catalogue = log.catalogue();
  ASSERT_TRUE(catalogue.Add(ParseProcedure(text, &problems)).ok());
  log.Tell(
      1,
      Told{2,
           R"pb(case_migrated {
                  case_id: "case-$"
                  from: "utrecht-ontkoppeling@2023-03"
                  to: "utrecht-ontkoppeling\1002026-09" on @2
                  lapsed {
                    obligation { case_id: "case-$" key: "T-99" created_by: 4 }
                    title: "Verzonnen"
                  }
                })pb"});
  CatchUp(*projector);

  EXPECT_EQ(projector->GetCase("case-1").value().procedure(),
            "utrecht-ontkoppeling@2026-09");
  const v1::Case then =
      CaseAsOf(log.store(), catalogue, Calendar(), "case-1", before).value();
  EXPECT_EQ(then.procedure(), "utrecht-ontkoppeling@2023-03");
  EXPECT_EQ(
      CaseAsOf(log.store(), catalogue, Calendar(), "case-1", log.store().head())
          .value()
          .SerializeAsString(),
      projector->GetCase("case-1").value().SerializeAsString());
  EXPECT_THAT(
      projector->GetTimeline("case-1", 100, "").value().rows.back().sentence(),
      HasSubstr("andere versie"));
}

}  // namespace
}  // namespace driehoek
