// What is asked to be erased, and what is told of it.
#include "clients/cli/erasures.h"

#include <map>
#include <string>
#include <vector>

#include "clients/cli/failure.h"
#include "clients/cli/resolve.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::HasSubstr;
using Given = std::map<std::string, std::vector<std::string>>;

// With these options, and why.
absl::StatusOr<v1::EraseContent> Asked(Given options) {
  options["grond"] = {"termijn-voorbij"};
  options["waarom"] = {"Verzonnen"};
  return ErasureFrom(Arguments(options));
}

std::string WhyNot(const Given& options) {
  const absl::Status status = Asked(options).status();
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUsage);
  return std::string(status.message());
}

TEST(ErasureFrom, TakesTheSmallestThatIsNamed) {
  const auto report = Asked({{"zaak", {"2026-014"}},
                             {"verslag", {"D-7"}},
                             {"uit", {"EP"}},
                             {"op", {"2026-09-14"}}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->ShortDebugString(),
            "scope: ERASURE_SCOPE_DOCUMENT case_id: \"2026-014\" document_id: "
            "\"D-7\" place: \"EP\" ground: ERASURE_GROUND_TERM_OVER on { year: "
            "2026 month: 9 day: 14 } argument: \"Verzonnen\"");
  const auto whole = Asked({{"zaak", {"2026-014"}}});
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->scope(), v1::ERASURE_SCOPE_CASE);
  const auto person = Asked({{"persoon", {"aios-01"}}});
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->scope(), v1::ERASURE_SCOPE_PERSON);
  EXPECT_EQ(person->person_id(), "aios-01");
}

TEST(ErasureFrom, RefusesWhatMayMeanMoreThanWasMeant) {
  EXPECT_THAT(WhyNot({}), HasSubstr("--zaak"));
  EXPECT_THAT(WhyNot({{"zaak", {"2026-014"}}, {"persoon", {"aios-01"}}}),
              HasSubstr("--persoon"));
  EXPECT_EQ(WhyNot({{"persoon", {"aios-01"}}, {"verslag", {"D-7"}}}),
            "--verslag hoort bij --zaak.");
  EXPECT_EQ(WhyNot({{"zaak", {"2026-014"}}, {"uit", {"EP"}}}),
            "--uit hoort bij --verslag.");
  EXPECT_EQ(
      WhyNot({{"zaak", {"2026-014"}}, {"verslag", {"D-7"}}, {"uit", {""}}}),
      "--uit is leeg.");
  EXPECT_EQ(WhyNot({{"zaak", {"2026-014"}}, {"op", {"gisteren"}}}),
            "--op: schrijf een dag als 2026-09-14.");
}

TEST(WhatGoes, NamesItAsItWasNamed) {
  EXPECT_EQ(WhatGoes(*Asked({{"zaak", {"2026-014"}}})),
            "zaak 2026-014, met alle verslagen");
  EXPECT_EQ(
      WhatGoes(*Asked(
          {{"zaak", {"2026-014"}}, {"verslag", {"D-7"}}, {"uit", {"EP"}}})),
      "verslag D-7 van zaak 2026-014, uit EP");
  EXPECT_EQ(WhatGoes(*Asked({{"persoon", {"aios-01"}}})),
            "naam, mailadres en kenmerk van aios-01, en wat die persoon buiten "
            "zaken schreef");
}

TEST(WhatWent, CountsWhatWentAlong) {
  v1::Erasure erasure;
  erasure.set_scope(v1::ERASURE_SCOPE_CASE);
  erasure.set_case_number("2026-014");
  EXPECT_EQ(WhatWent(erasure), "zaak 2026-014, zonder verslagen");
  erasure.set_documents(1);
  EXPECT_EQ(WhatWent(erasure), "zaak 2026-014, met 1 verslag");
  erasure.set_documents(3);
  EXPECT_EQ(WhatWent(erasure), "zaak 2026-014, met 3 verslagen");
}

TEST(WhatWent, SaysThatAReportIsStillInTheCase) {
  v1::Erasure erasure;
  erasure.set_scope(v1::ERASURE_SCOPE_DOCUMENT);
  erasure.set_case_number("2026-014");
  erasure.set_report("D-7");
  EXPECT_EQ(WhatWent(erasure), "verslag D-7 van zaak 2026-014");
  erasure.set_place("EP");
  EXPECT_EQ(WhatWent(erasure),
            "verslag D-7 van zaak 2026-014, uit EP (in de zaak staat het nog)");
}

TEST(NameOf, SaysOfWhoWasErasedThatAlone) {
  v1::Person person;
  person.set_name("Anna Aiosproef");
  EXPECT_EQ(NameOf(person), "Anna Aiosproef");
  person.clear_name();
  person.mutable_erased_on()->set_year(2026);
  EXPECT_EQ(NameOf(person), "(gewist)");
}

}  // namespace
}  // namespace driehoek::cli
