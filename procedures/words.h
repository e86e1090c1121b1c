// The Dutch words for what a procedure speaks of, as they stand in a sentence.
#ifndef DRIEHOEK_PROCEDURES_WORDS_H_
#define DRIEHOEK_PROCEDURES_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// What the institute calls the role, with its article: "de jaarassistent".
std::string TheRole(const Procedure& procedure, v1::Role role);

// "de jaarassistent van jaar 1", "de docent van de groep"
std::string TheRoleInScope(const Procedure& procedure,
                           const v1::RoleInScope& role);

// "het driehoeksgesprek"; for a report by its key, "verslag D-1".
std::string TheFact(const Procedure& procedure, v1::FactKind fact,
                    absl::string_view report);

// "de ontkoppeldatum"; empty for the day of the creating fact, which has words
// of its own.
std::string TheAnchor(v1::Anchor anchor);

// What a guard keeps people from, as a sentence.
std::string GuardWords(const Procedure& procedure, v1::Guard guard);

// "1 maand en 2 weken na", "1 dag vóór", "op de dag van"
std::string OffsetWords(const v1::Bound& bound);

// Why it was deviated from the procedure, in one neutral word (P-7):
// "overmacht".
std::string DeviationReasonWord(v1::DeviationReason why);

// Why something was erased, as it stands behind "gewist": "op verzoek".
std::string GroundWords(v1::ErasureGround ground);
// As after "verzoek": "om inzage", "om wissing".
std::string RightWords(v1::PrivacyRight right);
// "gedaan wat gevraagd was"
std::string AnswerWords(v1::PrivacyAnswer answer);

// "1 dag", "3 dagen"
std::string DaysWords(absl::civil_diff_t days);

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_WORDS_H_
