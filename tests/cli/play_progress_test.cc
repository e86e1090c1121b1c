#include "clients/cli/play_progress.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

namespace fs = std::filesystem;

class PlayProgressFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    path_ = (folder_ / "new" / "progress").string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
  std::string path_;
};

TEST_F(PlayProgressFile, IsReadBackByTheNextRun) {
  {
    auto progress = PlayProgress::Open(path_);
    ASSERT_TRUE(progress.ok()) << progress.status();
    EXPECT_FALSE(progress->Find("aa").has_value());
    ASSERT_TRUE(progress->Add("aa", {7, "document", "case"}).ok());
    ASSERT_TRUE(progress->Add("bb", {9, "", ""}).ok());
  }
  const auto progress = PlayProgress::Open(path_);
  ASSERT_TRUE(progress.ok()) << progress.status();
  const DoneStep first = progress->Find("aa").value_or(DoneStep{});
  EXPECT_EQ(first.position, 7u);
  EXPECT_EQ(first.id, "document");
  EXPECT_EQ(first.case_id, "case");
  const DoneStep second = progress->Find("bb").value_or(DoneStep{});
  EXPECT_EQ(second.position, 9u);
  EXPECT_EQ(second.id, "");
}

TEST_F(PlayProgressFile, LeavesOutALineThatWasNotWrittenWhole) {
  fs::create_directories(fs::path(path_).parent_path());
  std::ofstream(path_) << "aa 7 case id\nbb 9 ca";
  {
    auto progress = PlayProgress::Open(path_);
    ASSERT_TRUE(progress.ok()) << progress.status();
    EXPECT_TRUE(progress->Find("aa").has_value());
    EXPECT_FALSE(progress->Find("bb").has_value());
    ASSERT_TRUE(progress->Add("cc", {10, "", ""}).ok());
  }
  const auto again = PlayProgress::Open(path_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->Find("cc").has_value());
}

TEST_F(PlayProgressFile, RefusesAFileThatIsSomethingElse) {
  fs::create_directories(fs::path(path_).parent_path());
  std::ofstream(path_) << "Geachte heer,\n";
  EXPECT_FALSE(PlayProgress::Open(path_).ok());
}

TEST(PlayProgress, KeepsNothingOnDiskWithoutAPath) {
  auto progress = PlayProgress::Open("");
  ASSERT_TRUE(progress.ok());
  ASSERT_TRUE(progress->Add("aa", {1, "", ""}).ok());
  EXPECT_TRUE(progress->Find("aa").has_value());
}

TEST(UsualProgressFile, IsNotLedAstrayByTheServer) {
  EXPECT_EQ(UsualProgressFile("../../etc/passwd"), "");
  EXPECT_NE(UsualProgressFile("0123abcd").find("play-0123abcd"),
            std::string::npos);
}

}  // namespace
}  // namespace driehoek::cli
