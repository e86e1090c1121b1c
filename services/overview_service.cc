#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "driehoek/v1/overview_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

constexpr int kFirstYear = 1900;
// So many years after the first, statistics end.
constexpr int kMaxYearsOn = 10;

int ThisYear(const Served& served) {
  return static_cast<int>(TodayOf(served).year());
}

// This year unless asked otherwise.
absl::StatusOr<int> YearCounted(int32_t asked, int this_year) {
  if (asked == 0) return this_year;
  if (asked < kFirstYear || asked > this_year) {
    return Malformed("year", "een jaar van 1900 tot en met dit jaar",
                     "a year from 1900 up to this one");
  }
  return asked;
}

struct Years {
  int from;
  int until;
};

absl::StatusOr<Years> YearsOf(const v1::GetStatisticsRequest& request,
                              int this_year) {
  Years years{};
  years.until =
      request.until_year() == 0 ? this_year - 1 : request.until_year();
  years.from = request.from_year() == 0 ? std::min(this_year - 2, years.until)
                                        : request.from_year();
  if (years.from < kFirstYear) {
    return Malformed("from_year", "een jaar vanaf 1900", "a year from 1900 on");
  }
  if (years.until >= this_year) return YearNotOver(years.until);
  if (years.from > years.until || years.until - years.from > kMaxYearsOn) {
    return Malformed("until_year", "niet voor from_year, en hooguit tien later",
                     "not before from_year, and at most ten years on");
  }
  return years;
}

template <typename Row, typename Repeated>
void MoveInto(std::vector<Row> rows, Repeated& repeated) {
  for (Row& row : rows) *repeated.Add() = std::move(row);
}

class OverviewService final : public v1::OverviewService::CallbackService {
 public:
  explicit OverviewService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* ListWaiting(
      grpc::CallbackServerContext* context,
      const v1::ListWaitingRequest* request,
      v1::ListWaitingResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (!MayListWaiting(caller)) return NotForThisRole();
          WaitingQuery query;
          query.caller = caller;
          query.today = TodayOf(served_);
          query.page_token = request->page_token();
          ASSIGN_OR_RETURN(query.page_size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(Page<v1::WaitingResident> page,
                           served_.views.ListWaiting(query));
          MoveInto(std::move(page.rows), *response->mutable_residents());
          response->set_next_page_token(page.next_page_token);
          *response->mutable_today() = ToProto(query.today);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* CountOutcomes(
      grpc::CallbackServerContext* context,
      const v1::CountOutcomesRequest* request,
      v1::CountOutcomesResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (!MayCount(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const int year,
                           YearCounted(request->year(), ThisYear(served_)));
          ASSIGN_OR_RETURN(std::vector<v1::ObligationNumbers> counts,
                           served_.views.CountOutcomes(caller, year));
          MoveInto(std::move(counts), *response->mutable_counts());
          response->set_year(year);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* CountDeviations(
      grpc::CallbackServerContext* context,
      const v1::CountDeviationsRequest* request,
      v1::CountDeviationsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (!MayCount(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const int year,
                           YearCounted(request->year(), ThisYear(served_)));
          ASSIGN_OR_RETURN(std::vector<v1::DeviationNumbers> counts,
                           served_.views.CountDeviations(caller, year));
          MoveInto(std::move(counts), *response->mutable_counts());
          response->set_year(year);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* GetStatistics(
      grpc::CallbackServerContext* context,
      const v1::GetStatisticsRequest* request,
      v1::GetStatisticsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (!MaySeeStatistics(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const Years years,
                           YearsOf(*request, ThisYear(served_)));
          ASSIGN_OR_RETURN(
              std::vector<v1::YearStatistics> statistics,
              served_.views.GetStatistics(years.from, years.until));
          MoveInto(std::move(statistics), *response->mutable_years());
          return absl::OkStatus();
        });
  }

 private:
  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewOverviewService(const Served& served) {
  return std::make_unique<OverviewService>(served);
}

}  // namespace driehoek
