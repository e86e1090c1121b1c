// What is gone for good once something happened, and what may not go.
#ifndef DRIEHOEK_DOMAIN_ERASURE_H_
#define DRIEHOEK_DOMAIN_ERASURE_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/tag.h"
#include "domain/case.h"
#include "domain/directory.h"
#include "domain/same_people.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// What is destroyed with an event.
struct Erased {
  // Histories of which the words go: documents, people, a case.
  std::vector<Tag> words;
  // Histories of which the facts go too.
  std::vector<Tag> facts;

  bool empty() const { return words.empty() && facts.empty(); }
};

// What is destroyed once `event` is in the log: what was decided to be erased,
// and what an author took back of the own reflection report, of which no trace
// is left for others (A-21; context V-5, §9).
Erased ErasedBy(const v1::Event& event);

// Whether a legal hold keeps the case: its own, or of someone who is a party to
// it or a candidate.
bool IsHeld(const Institute& institute, const Case& of_case,
            const SamePeople& same_people);
// The same of a case as it lies in the rows.
bool IsHeld(const Institute& institute, const v1::Case& of_case,
            const SamePeople& same_people);
// Whether one keeps what is known of the person: his or her own, or of a case
// to which he or she was a party when it was placed.
bool IsHeld(const Institute& institute, const std::string& person_id,
            const SamePeople& same_people);

// Whether someone who is a party to the case, or a candidate, asked to see the
// own data or to have it left alone, and has no answer yet.
bool AwaitsAnswer(const Institute& institute, const Case& of_case,
                  const SamePeople& same_people);

// The reports that were struck by a correction (S-44): the case has them no
// more, and what they say still lies in the log. Borrows the case.
std::vector<const v1::ReportSubmitted*> StruckReports(const Case& of_case);

// The reports of the case that only their author may keep, and that go when it
// is closed: their author chose, or never chose otherwise, that they
// are in no file (G-8, context §9), or it was struck. None when the procedure
// keeps them.
std::vector<std::string> UnsharedReports(const Procedure& procedure,
                                         const Case& of_case);

// The first day on which something of which the term runs from `last_day` may
// be erased: the day after the term is over.
absl::CivilDay ErasableFrom(absl::CivilDay last_day,
                            const v1::RetentionTerm& term);

// The term for files of that kind; null when the procedure has none.
const v1::RetentionTerm* TermOf(const Procedure& procedure,
                                v1::RetainedKind kind);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_ERASURE_H_
