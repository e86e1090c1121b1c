// What rules about reports share: the things that reports are about, and where
// they are filed.
#ifndef DRIEHOEK_DOMAIN_REPORTS_H_
#define DRIEHOEK_DOMAIN_REPORTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "domain/case.h"
#include "driehoek/v1/procedure.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

struct Situation;

// The fact that a report of this kind is about: the one of `about`, or the
// latest when that is empty; of this trainer when one is given. Null when there
// is none. A report about a planned talk is also about that talk once it was
// held, planned or not.
const Fact* FindSubject(const Case& state, const v1::Report& report,
                        const std::string& about,
                        const std::string& trainer_id);

// Whether the report prepares a talk: then it may be of a day before it.
bool IsPreparation(const v1::Report& report);

// Whose file a document in this place is in: a copy for every trainer in scope,
// or for the one it is about.
std::vector<std::string> OwnersOf(const v1::Place& place,
                                  const SubmittedReport& document,
                                  const Case& state);

// The document named, or when `document_id` is empty the latest of `report`.
// Null when there is none, or when it was withdrawn.
const SubmittedReport* FindDocument(const Case& state,
                                    const std::string& document_id,
                                    const std::string& report);

// The place where it lies; null when it does not.
const Filed* FindFiled(const SubmittedReport& document,
                       const std::string& place);

// Whether the document is whoever acts' own, of a report whose author chooses
// whether it is filed (B-12).
bool IsOwnChoice(const v1::Report& report, const SubmittedReport& document,
                 const Situation& situation);

// Who sees the document beside its author, as things are now: what its author
// chose (B-12) or took back, and what was released or opened
//
std::vector<v1::Sight> SightsOf(const v1::Report& report,
                                const SubmittedReport& document,
                                const Case& state);

// Whether the resident opened it to the new trainer of now.
bool IsOpened(const v1::Report& report, const SubmittedReport& document,
              const Case& state);

// Who sees a part of it without seeing the whole (D-7a): once the resident has
// seen it.
std::vector<v1::Sight> SightsOf(const v1::ReportPart& part,
                                const SubmittedReport& document);

// Whether a part must be in a report on this meeting (null: on something else).
bool IsNeeded(const v1::ReportPart& part, const Meeting* meeting);

// Whether the report on the latest held meeting holds every part that is needed
// when no decoupling is (G-6). False when there is no such report.
bool HasAttentionPoints(const Case& state, const Procedure& procedure);

// An own act of whoever acts, or what he or she signed.
absl::Status CheckOwnAct(const Situation& situation);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_REPORTS_H_
