#include "clients/cli/case_changes.h"

#include <google/protobuf/text_format.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Case CaseWith(const std::string& text) {
  v1::Case one;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &one));
  return one;
}

constexpr char kOpen[] = R"pb(
  phase: CASE_PHASE_COOPERATION
  obligations {
    obligation { key: "T-01" created_by: 5 }
    title: "Stuur het verslag"
    status: DUE_STATUS_OPEN
    due_on { year: 2026 month: 9 day: 14 }
    owner { role: ROLE_TEACHER }
  }
)pb";

TEST(ChangesBetween, TellsWhatBecameDue) {
  EXPECT_THAT(ChangesBetween(v1::Case(), CaseWith(kOpen)),
              ElementsAre("te doen: T-01, docent, uiterlijk ma 14 september "
                          "2026: Stuur het verslag"));
  EXPECT_THAT(ChangesBetween(CaseWith(kOpen), CaseWith(kOpen)), IsEmpty());
}

TEST(ChangesBetween, TellsOfABreachItsWithdrawalAndTheFulfilment) {
  v1::Case breached = CaseWith(kOpen);
  breached.mutable_obligations(0)->set_breach(v1::BREACH_STATE_RECORDED);
  *breached.mutable_obligations(0)->mutable_breach_due_on() =
      breached.obligations(0).due_on();
  EXPECT_THAT(ChangesBetween(CaseWith(kOpen), breached),
              ElementsAre("te laat: T-01 was uiterlijk ma 14 september 2026"));
  v1::Case done = breached;
  v1::Due& due = *done.mutable_obligations(0);
  due.set_breach(v1::BREACH_STATE_WITHDRAWN);
  due.set_withdrawal_reason(v1::WITHDRAWAL_REASON_REGISTERED_LATER);
  due.set_status(v1::DUE_STATUS_FULFILLED);
  due.set_timeliness(v1::TIMELINESS_IN_TIME);
  *due.mutable_fulfilled_on() = due.due_on();
  EXPECT_THAT(ChangesBetween(breached, done),
              ElementsAre("overschrijding ingetrokken: T-01, op tijd, later "
                          "geregistreerd",
                          "gedaan: T-01 op ma 14 september 2026, op tijd"));
}

TEST(ChangesBetween, TellsOfAMovedDayAndAFiledDocument) {
  v1::Case moved = CaseWith(kOpen);
  moved.mutable_obligations(0)->mutable_due_on()->set_day(11);
  v1::CaseDocument& document = *moved.add_documents();
  document.set_document_id("d");
  document.set_report("D-1");
  v1::FilingState& filing = *document.add_filings();
  filing.set_place("EP");
  filing.set_place_name("het e-portfolio");
  filing.mutable_archived_on()->set_year(2026);
  filing.mutable_archived_on()->set_month(9);
  filing.mutable_archived_on()->set_day(9);
  EXPECT_THAT(
      ChangesBetween(CaseWith(kOpen), moved),
      ElementsAre("verschoven: T-01 van ma 14 september 2026 naar vr 11 "
                  "september 2026",
                  "gearchiveerd: D-1 in het e-portfolio"));
}

}  // namespace
}  // namespace driehoek::cli
