// The package of what is kept of someone, as a page to read.
#include "clients/cli/package.h"

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/failure.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string PageOfPieces(const std::vector<std::string>& pieces) {
  std::ostringstream out;
  PackagePage page(out);
  for (const std::string& text : pieces) {
    v1::GetPackageResponse piece;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &piece))
        << text;
    page.Add(piece);
  }
  page.End();
  return out.str();
}

std::string PageOf(absl::string_view event) {
  return PageOfPieces({absl::StrCat("event {", event, "}")});
}

v1::PackagedText TextOf(absl::string_view text) {
  v1::PackagedText packaged;
  packaged.add_runs()->set_text(std::string(text.substr(0, 4)));
  packaged.add_runs()->set_text(std::string(text.substr(4)));
  packaged.mutable_runs(1)->set_mask_id("m");
  return packaged;
}

TEST(PackagePage, ShowsNothingAsMarkup) {
  const std::string page = PageOf(R"pb(
    sentence: "<b>a</b> & b"
    texts {
      field: "argument"
      runs { text: "<script>x()</script>" }
    })pb");
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;a&lt;/b&gt; &amp; b"));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
}

TEST(PackagePage, SaysThatSomethingWasLeftOutAndWhy) {
  const std::string page = PageOf(R"pb(
    position: 14
    texts {
      field: "parts"
      part: "advice"
      title: "Het advies"
      runs { text: "Voor " }
      runs { mask_id: "m-1" reason: "Gaat over een ander." }
      runs { text: " na." }
    })pb");
  EXPECT_THAT(
      page,
      HasSubstr("Voor <mark>[weggelaten: Gaat over een ander.]</mark> na."));
  EXPECT_THAT(page, HasSubstr("positie 14"));
  EXPECT_THAT(page, HasSubstr("veld parts, deel advice"));
}

TEST(PackagePage, SaysOfATextThatItIsForWhoAskedAlone) {
  EXPECT_THAT(PageOf(R"pb(
                texts { field: "parts" own: true not_for_reader: true })pb"),
              HasSubstr("voor wie het verzoek deed en niet voor u"));
}

TEST(PackagePage, HasSignalsAndLooksEachUnderAHeadingOfTheirOwn) {
  const std::string page =
      PageOfPieces({R"pb(signal {
                           on { year: 2026 month: 9 day: 1 }
                           note: "a <b>"
                         })pb",
                    R"pb(signal {
                           on { year: 2026 month: 9 day: 2 }
                           note: "c"
                         })pb",
                    R"pb(look { looked { kind: LOOK_KIND_CASE } })pb"});
  EXPECT_THAT(page, HasSubstr("<blockquote>a &lt;b&gt;</blockquote>"));
  EXPECT_EQ(page.find("Wat u signaleerde"), page.rfind("Wat u signaleerde"));
  EXPECT_LT(page.find("Wat u signaleerde"), page.find("Wie er keek"));
}

TEST(PackagePage, AsksNothingOfAnotherPlace) {
  const std::string page = PageOf("sentence: 'x'");
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
}

TEST(FindPassage, CountsInCharacters) {
  const auto found = FindPassage("ander", TextOf("Één ander zei"));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->from, 4);
  EXPECT_EQ(found->until, 9);
}

TEST(FindPassage, RefusesWhatIsNotThereOrMoreThanOnce) {
  for (const char* const passage : {"", "niets", "an"}) {
    const auto found = FindPassage(passage, TextOf("Een man en een ander."));
    EXPECT_EQ(ExitCodeOf(found.status()), ExitCode::kUsage) << passage;
  }
  v1::PackagedText own = TextOf("Een ander zei");
  own.set_own(true);
  EXPECT_EQ(ExitCodeOf(FindPassage("ander", own).status()), ExitCode::kUsage);
}

}  // namespace
}  // namespace driehoek::cli
