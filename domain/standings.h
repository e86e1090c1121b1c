// What is owed outside cases: once in each training year of a cohort (T-27),
// about a procedure itself (T-28), and to whoever asks something about the own
// data (art. 12(3) AVG).
#ifndef DRIEHOEK_DOMAIN_STANDINGS_H_
#define DRIEHOEK_DOMAIN_STANDINGS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/tag.h"
#include "domain/happened.h"
#include "domain/subject.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The training year of a cohort.
struct CohortState : Subject {
  CohortState() : Subject(TagKind::kCohort) {}

  struct Receipt {
    std::string teacher_id;  // Empty: all who had none yet.
    absl::CivilDay on;
  };

  std::string reference;
  absl::CivilDay starts_on;
  absl::CivilDay ends_on;
  std::vector<Receipt> receipts;  // In the order of the log.

  // Null when there is none; of all of them at once for an empty id.
  const Receipt* FindReceipt(const std::string& teacher_id) const;
};

// A procedure over all its versions.
struct ProcedureState : Subject {
  ProcedureState() : Subject(TagKind::kProcedure) {}

  // The evaluation that was completed on this day; null when there is none.
  const Fact* ReviewOn(absl::CivilDay day) const;
};

// What someone asked about the own data.
struct PrivacyRequestState : Subject {
  PrivacyRequestState() : Subject(TagKind::kPrivacyRequest) {}

  std::string person_id;
  v1::PrivacyRight right = v1::PRIVACY_RIGHT_UNSPECIFIED;
  absl::CivilDay made_on;
  std::optional<absl::CivilDay> extended_on;
  std::optional<absl::CivilDay> answered_on;
  v1::PrivacyAnswer answer = v1::PRIVACY_ANSWER_UNSPECIFIED;
  std::vector<std::string> mask_ids;  // Those that count.
};

// A cohort that is announced anew with another first day has that day moved: it
// is the same training year.
void Evolve(CohortState& state, const Happened& happened);
// What led to a version is a completed evaluation too: on the day that the
// version names, else on the day it came into force or was published, whichever
// came first. Of one day there is one.
void Evolve(ProcedureState& state, const Happened& happened);
void Evolve(PrivacyRequestState& state, const Happened& happened);

// The version that a subject without a case follows in what a fact of `day`
// creates: the one in force that day. For a procedure before its first version
// was in force: that one. Null when there is none.
std::shared_ptr<const Procedure> FollowedOn(const Catalogue& catalogue,
                                            const Tag& subject,
                                            absl::CivilDay day);

// As DueDatesOf, for a subject without a case: each obligation by the version
// that is followed in it.
std::vector<v1::Due> DueDatesOutsideCases(const Catalogue& catalogue,
                                          const Subject& subject);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_STANDINGS_H_
