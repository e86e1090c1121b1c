// The table of contents of what can be seen. A signal of discontent is in none
// of them (S-1): it is read from the log by those who may.
#include "projections/all_views.h"

#include "absl/strings/str_cat.h"
#include "projections/blocked_trainers.h"
#include "projections/cases.h"
#include "projections/directory.h"
#include "projections/due_index.h"
#include "projections/erasures.h"
#include "projections/files.h"
#include "projections/forecast.h"
#include "projections/known_calendar.h"
#include "projections/merged.h"
#include "projections/numbers.h"
#include "projections/published.h"
#include "projections/sign_in.h"
#include "projections/standings.h"
#include "projections/timelines.h"
#include "projections/waiting_residents.h"
#include "projections/work_list.h"

namespace driehoek {

const std::vector<SubjectView>& SubjectViews() {
  static const auto* const views = new std::vector<SubjectView>{
      {"work list", 7, AddWorkRows},      // Who owes and who watches what.
      {"due index", 6, AddDueIndexRows},  // What is recorded next.
      {"forecast", 3, AddForecastRows},   // What falls due if nobody acts.
  };
  return *views;
}

const std::vector<StandingView>& StandingViews() {
  static const auto* const views = new std::vector<StandingView>{
      {"standings", 3, AddStandingRows},  // What is owed outside cases.
  };
  return *views;
}

const std::vector<CaseView>& CaseViews() {
  static const auto* const views = new std::vector<CaseView>{
      {"cases", 10, AddCaseRows},  // Each case, by id, number, recency.
      {"files", 4, AddFileRows},   // E-portfolios and dossiers.
      {"blocked trainers", 2, AddBlockedTrainerRows},  // No new resident yet.
      {"on calendar", 2, AddOnCalendarRows},  // What counts from days set.
      {"waiting", 2, AddWaitingRows},  // Who has no trainer, or soon will not.
      {"numbers", 4, AddNumberRows,    // What is counted, without a name.
       AddKeptNumberRows},
  };
  return *views;
}

const std::vector<EventView>& EventViews() {
  static const auto* const views = new std::vector<EventView>{
      {"timelines", 9, ApplyToTimelines},     // What happened in each case.
      {"directory", 6, ApplyToDirectory},     // People, placements, calendar.
      {"published", 2, ApplyToPublished},     // The texts of the procedures.
      {"calendar", 2, ApplyToKnownCalendar},  // The days, each as it was set.
      {"merged", 1, ApplyToMerged},           // Who is the same person.
      {"sign in", 1, ApplyToSignIn},          // Who may, with which account.
      {"erasures", 1, ApplyToErasures},       // What was erased, or may not be.
  };
  return *views;
}

std::string VersionsOfAllViews() {
  std::string versions;
  const auto add = [&versions](const auto& views) {
    for (const auto& view : views) {
      absl::StrAppend(&versions, view.name, " ", view.version, ", ");
    }
  };
  add(SubjectViews());
  add(StandingViews());
  add(CaseViews());
  add(EventViews());
  return versions;
}

}  // namespace driehoek
