#include "domain/erasure.h"

#include <algorithm>
#include <memory>

#include "base/civil.h"

namespace driehoek {
namespace {

// A case that is kept, and whoever has a part in it.
bool IsHeldFor(const Institute& institute, const std::string& case_id,
               const std::vector<std::string>& people,
               const SamePeople& same_people) {
  return std::any_of(
      institute.holds.begin(), institute.holds.end(), [&](const auto& hold) {
        const Hold& held = hold.second;
        return held.person_id.empty()
                   ? !case_id.empty() && held.case_id == case_id
                   : same_people.FindIn(people, held.person_id).has_value();
      });
}

std::vector<std::string> PeopleIn(const Case& of_case) {
  std::vector<std::string> people = of_case.trainer_ids;
  people.push_back(of_case.resident_id);
  for (const Candidate& candidate : of_case.candidates) {
    people.push_back(candidate.trainer_id);
  }
  return people;
}

Erased ErasedByDecision(const v1::ContentErased& event) {
  Erased erased;
  for (const std::string& document_id : event.document_ids()) {
    erased.words.push_back({TagKind::kDocument, document_id});
  }
  for (const std::string& person_id : event.person_ids()) {
    erased.words.push_back({TagKind::kPerson, person_id});
  }
  if (event.scope() == v1::ERASURE_SCOPE_CASE) {
    erased.words.push_back({TagKind::kCase, event.case_id()});
    erased.facts.push_back({TagKind::kCase, event.case_id()});
  }
  return erased;
}

}  // namespace

Erased ErasedBy(const v1::Event& event) {
  if (event.has_content_erased()) {
    return ErasedByDecision(event.content_erased());
  }
  Erased erased;
  if (event.has_reflection_withdrawn()) {
    erased.words.push_back(
        {TagKind::kDocument, event.reflection_withdrawn().document_id()});
  }
  return erased;
}

bool IsHeld(const Institute& institute, const Case& of_case,
            const SamePeople& same_people) {
  return IsHeldFor(institute, of_case.id, PeopleIn(of_case), same_people);
}

bool IsHeld(const Institute& institute, const v1::Case& of_case,
            const SamePeople& same_people) {
  std::vector<std::string> people(of_case.trainer_ids().begin(),
                                  of_case.trainer_ids().end());
  people.push_back(of_case.resident_id());
  for (const v1::Candidacy& candidacy : of_case.candidacies()) {
    people.push_back(candidacy.candidate_id());
  }
  return IsHeldFor(institute, of_case.case_id(), people, same_people);
}

bool IsHeld(const Institute& institute, const std::string& person_id,
            const SamePeople& same_people) {
  return IsHeldFor(institute, "", {person_id}, same_people) ||
         std::any_of(institute.holds.begin(), institute.holds.end(),
                     [&](const auto& hold) {
                       return same_people
                           .FindIn(hold.second.people_ids, person_id)
                           .has_value();
                     });
}

bool AwaitsAnswer(const Institute& institute, const Case& of_case,
                  const SamePeople& same_people) {
  const std::vector<std::string> people = PeopleIn(of_case);
  return std::any_of(
      institute.open_requests.begin(), institute.open_requests.end(),
      [&](const auto& request) {
        return same_people.FindIn(people, request.second).has_value();
      });
}

std::vector<const v1::ReportSubmitted*> StruckReports(const Case& of_case) {
  std::vector<const v1::ReportSubmitted*> struck;
  for (const std::shared_ptr<const PastEvent>& past : of_case.past) {
    if (!past->event.has_report_submitted()) continue;
    const v1::ReportSubmitted& submitted = past->event.report_submitted();
    if (std::none_of(of_case.reports.begin(), of_case.reports.end(),
                     [&](const SubmittedReport& report) {
                       return report.document_id == submitted.document_id();
                     })) {
      struck.push_back(&submitted);
    }
  }
  return struck;
}

std::vector<std::string> UnsharedReports(const Procedure& procedure,
                                         const Case& of_case) {
  std::vector<std::string> reports;
  if (TermOf(procedure, v1::RETAINED_KIND_UNSHARED_REPORT) == nullptr) {
    return reports;
  }
  for (const SubmittedReport& submitted : of_case.reports) {
    const v1::Report* const report = procedure.FindReport(submitted.report);
    if (report == nullptr || report->chosen_by() == v1::ROLE_UNSPECIFIED ||
        submitted.withdrawn || submitted.chosen == true ||
        submitted.erased_on.has_value()) {
      continue;
    }
    reports.push_back(submitted.document_id);
  }
  for (const v1::ReportSubmitted* const struck : StruckReports(of_case)) {
    const v1::Report* const report = procedure.FindReport(struck->report());
    if (report != nullptr && report->chosen_by() != v1::ROLE_UNSPECIFIED) {
      reports.push_back(struck->document_id());
    }
  }
  return reports;
}

absl::CivilDay ErasableFrom(absl::CivilDay last_day,
                            const v1::RetentionTerm& term) {
  return AddMonths(last_day, term.months()) + 1;
}

const v1::RetentionTerm* TermOf(const Procedure& procedure,
                                v1::RetainedKind kind) {
  for (const v1::RetentionTerm& term : procedure.data().retention()) {
    if (term.kind() == kind) return &term;
  }
  return nullptr;
}

}  // namespace driehoek
