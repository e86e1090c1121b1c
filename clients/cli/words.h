// The Dutch words for what the contract names in English.
#ifndef DRIEHOEK_CLIENTS_CLI_WORDS_H_
#define DRIEHOEK_CLIENTS_CLI_WORDS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek::cli {

// "manager opleiding"; "onbekend" for unspecified.
std::string RoleWord(v1::Role role);
// Who owes something; "nog te bepalen" until there is a placement.
std::string OwnerWord(const v1::RoleInScope& owner);
// From "manager-opleiding", "manager opleiding" or "ROLE_PROGRAMME_MANAGER".
// UsageError naming the roles otherwise.
absl::StatusOr<v1::Role> ParseRole(absl::string_view text);

// What may be written for a value of an enum: "advies-tot-ontkoppelen". Empty
// for a value that nobody gives ("unspecified", the server's own role).
std::string ChoiceOf(const google::protobuf::EnumValueDescriptor& value);
// All choices of an enum, in its order.
std::vector<std::string> ChoicesOf(
    const google::protobuf::EnumDescriptor& type);
// The number behind a choice; UsageError naming the choices otherwise.
absl::StatusOr<int> ParseChoice(const google::protobuf::EnumDescriptor& type,
                                absl::string_view text);

// "nieuwe opleider"
std::string ViewerWord(v1::Viewer viewer);
std::string PhaseWord(v1::CasePhase phase);
std::string ResultWord(v1::CaseResult result);
std::string ChecklistWord(v1::ChecklistItem item);
// "op tijd, later geregistreerd"
std::string WithdrawalWord(v1::WithdrawalReason reason);
// "streefdatum" or "termijn" or "volgorde"
std::string ClassWord(v1::ObligationClass obligation_class);
// What deserves a thought, and where its rule stands, if anywhere: "Er is nog
// geen opleider voorgesteld. (§5.1, G-5)".
std::string WordsOf(const v1::Warning& warning);
// What an obligation is of: "2026-014", "jaar 1, gestart op 1 september 2026".
std::string SubjectOf(const v1::Due& due);
// How an obligation stands, in words: "te laat", "gedaan, op tijd",
// "nog geen datum", ...
std::string StandingOf(const v1::Due& due);

// "verplaatst op 10-09-2026 van 14-09-2026 naar 18-09-2026"
std::string DeviationWords(const v1::Due& due,
                           const v1::DeviationFromDue& deviation);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_WORDS_H_
