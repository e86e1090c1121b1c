#include "procedures/subject_checks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace driehoek {
namespace {

constexpr char kHandOut[] = "hand_out_procedure";
constexpr char kReview[] = "review_procedure";

// As in checks.cc, which objects to a longer list.
constexpr int kMaxObligations = 200;
constexpr int kMaxInObligation = 10;

int Looked(int size) { return std::min(size, kMaxInObligation); }

enum class Of { kCase, kCohort, kProcedure, kPrivacyRequest };

Of SubjectOf(v1::FactKind fact) {
  switch (fact) {
    case v1::FACT_KIND_TRAINING_YEAR_STARTED:
    case v1::FACT_KIND_PROCEDURE_HANDED_OUT:
      return Of::kCohort;
    case v1::FACT_KIND_PROCEDURE_REVIEWED:
      return Of::kProcedure;
    case v1::FACT_KIND_PRIVACY_REQUEST_MADE:
    case v1::FACT_KIND_PRIVACY_REQUEST_EXTENDED:
    case v1::FACT_KIND_PRIVACY_REQUEST_ANSWERED:
      return Of::kPrivacyRequest;
    default:
      return Of::kCase;
  }
}

absl::string_view WordsFor(Of subject) {
  switch (subject) {
    case Of::kCase:
      return "een zaak";
    case Of::kCohort:
      return "een opleidingsjaar";
    case Of::kProcedure:
      return "de procedure zelf";
    case Of::kPrivacyRequest:
      return "een verzoek over gegevens";
  }
  return "";
}

// The command that records such a fact; empty when it is of a case, and where
// the law says who gives it.
std::string CommandFor(v1::FactKind fact) {
  switch (fact) {
    case v1::FACT_KIND_PROCEDURE_HANDED_OUT:
      return kHandOut;
    case v1::FACT_KIND_PROCEDURE_REVIEWED:
      return kReview;
    default:
      return "";
  }
}

class SubjectChecker {
 public:
  explicit SubjectChecker(const v1::Procedure& procedure)
      : procedure_(procedure) {}

  std::vector<Objection> Run() && {
    for (int i = 0;
         i < std::min(procedure_.obligations_size(), kMaxObligations); ++i) {
      path_ = absl::StrCat("obligations[", i, "]");
      CheckObligation(procedure_.obligations(i));
    }
    return std::move(objections_);
  }

 private:
  using Facts = google::protobuf::RepeatedPtrField<v1::FactRef>;

  void Object(absl::string_view field, std::string what) {
    objections_.push_back({absl::StrCat(path_, ".", field), std::move(what)});
  }

  void CheckObligation(const v1::Obligation& obligation) {
    const v1::FactKind created_by = obligation.created_by().fact();
    const Of subject = SubjectOf(created_by);
    CheckFacts("fulfilled_by.facts", obligation.fulfilled_by().facts(),
               created_by);
    CheckFacts("date_lifted_by", obligation.date_lifted_by(), created_by);
    CheckFacts("lapses_by", obligation.lapses_by(), created_by);
    CheckAnchors(obligation, subject);
    if (subject == Of::kCase) return;
    CheckOnlyOfCases(obligation, subject);
    CheckScope("owner", obligation.owner(), subject);
    for (int i = 0; i < Looked(obligation.watchers_size()); ++i) {
      CheckScope(absl::StrCat("watchers[", i, "]"), obligation.watchers(i),
                 subject);
    }
    CheckScope("escalation", obligation.escalation(), subject);
    for (int i = 0; i < Looked(obligation.fulfilled_by().facts_size()); ++i) {
      CheckCommand(absl::StrCat("fulfilled_by.facts[", i, "].fact"),
                   obligation.fulfilled_by().facts(i).fact());
    }
  }

  // Each thing has its own days to count from.
  void CheckAnchors(const v1::Obligation& obligation, Of subject) {
    for (int i = 0; i < Looked(obligation.bounds_size()); ++i) {
      const v1::Anchor anchor = obligation.bounds(i).anchor();
      const bool of_request = anchor == v1::ANCHOR_PRIVACY_REQUEST_MADE;
      if (anchor == v1::ANCHOR_CREATION || anchor == v1::ANCHOR_UNSPECIFIED ||
          (of_request ? subject == Of::kPrivacyRequest
                      : subject == Of::kCase)) {
        continue;
      }
      Object(
          absl::StrCat("bounds[", i, "].anchor"),
          absl::StrCat(v1::Anchor_Name(anchor), " is een dag van ",
                       WordsFor(of_request ? Of::kPrivacyRequest : Of::kCase),
                       "; hier kan ", AnchorsOf(subject)));
    }
  }

  static absl::string_view AnchorsOf(Of subject) {
    switch (subject) {
      case Of::kCase:
        return "ANCHOR_CREATION of een dag van een zaak";
      case Of::kPrivacyRequest:
        return "alleen ANCHOR_CREATION of ANCHOR_PRIVACY_REQUEST_MADE";
      default:
        return "alleen ANCHOR_CREATION";
    }
  }

  void CheckFacts(absl::string_view list, const Facts& facts,
                  v1::FactKind created_by) {
    if (created_by == v1::FACT_KIND_UNSPECIFIED) return;
    for (int i = 0; i < Looked(facts.size()); ++i) {
      const v1::FactKind fact = facts[i].fact();
      if (fact == v1::FACT_KIND_UNSPECIFIED ||
          SubjectOf(fact) == SubjectOf(created_by)) {
        continue;
      }
      Object(absl::StrCat(list, "[", i, "].fact"),
             absl::StrCat(v1::FactKind_Name(fact), " is een feit van ",
                          WordsFor(SubjectOf(fact)), ", maar ",
                          v1::FactKind_Name(created_by), " is er een van ",
                          WordsFor(SubjectOf(created_by))));
    }
  }

  // Each by its own name.
  void CheckOnlyOfCases(const v1::Obligation& obligation, Of subject) {
    const auto only_of_cases = [&](absl::string_view field, bool is_set) {
      if (!is_set) return;
      Object(field, absl::StrCat("kan alleen bij een zaak; dit is van ",
                                 WordsFor(subject)));
    };
    if (obligation.obligation_class() == v1::OBLIGATION_CLASS_HARD &&
        subject != Of::kPrivacyRequest) {
      Object(
          "obligation_class",
          absl::StrCat("OBLIGATION_CLASS_HARD kan alleen bij een zaak of een "
                       "verzoek over gegevens; dit is van ",
                       WordsFor(subject)));
    }
    only_of_cases("fulfilled_by.archived_reports[0]",
                  !obligation.fulfilled_by().archived_reports().empty());
    only_of_cases("owner_once_submitted",
                  obligation.has_owner_once_submitted());
    only_of_cases("per_trainer", obligation.per_trainer());
    only_of_cases("within", obligation.within() != v1::WINDOW_UNSPECIFIED);
    only_of_cases("survives_closing", obligation.survives_closing());
    if (subject != Of::kCohort && !obligation.training_years().empty()) {
      Object("training_years[0]",
             absl::StrCat(WordsFor(subject), " heeft geen opleidingsjaar"));
    }
  }

  void CheckScope(absl::string_view field, const v1::Owner& owner, Of subject) {
    if (owner.scope() == v1::OWNER_SCOPE_UNSPECIFIED ||
        owner.scope() == v1::OWNER_SCOPE_INSTITUTE ||
        (owner.scope() == v1::OWNER_SCOPE_TRAINING_YEAR &&
         subject == Of::kCohort)) {
      return;
    }
    Object(absl::StrCat(field, ".scope"),
           absl::StrCat(
               v1::OwnerScope_Name(owner.scope()), " past niet bij ",
               WordsFor(subject), "; wel: ",
               subject == Of::kCohort ? "OWNER_SCOPE_TRAINING_YEAR of " : "",
               "OWNER_SCOPE_INSTITUTE"));
  }

  void CheckCommand(absl::string_view field, v1::FactKind fact) {
    const std::string command = CommandFor(fact);
    const auto& competences = procedure_.competences();
    if (command.empty() || std::any_of(competences.begin(), competences.end(),
                                       [&](const v1::Competence& competence) {
                                         return competence.command() == command;
                                       })) {
      return;
    }
    Object(field, absl::StrCat("niemand mag \"", command,
                               "\" (zie competences): dit wordt nooit gedaan"));
  }

  const v1::Procedure& procedure_;
  std::string path_;
  std::vector<Objection> objections_;
};

}  // namespace

std::vector<Objection> CheckSubjects(const v1::Procedure& procedure) {
  return SubjectChecker(procedure).Run();
}

bool IsFactOfACase(v1::FactKind fact) { return SubjectOf(fact) == Of::kCase; }

const std::vector<std::string>& CommandsOutsideCases() {
  static const auto* const commands =
      new std::vector<std::string>{kHandOut, kReview};
  return *commands;
}

}  // namespace driehoek
