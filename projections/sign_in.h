// Who may sign in with which account.
#ifndef DRIEHOEK_PROJECTIONS_SIGN_IN_H_
#define DRIEHOEK_PROJECTIONS_SIGN_IN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/view.pb.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

absl::Status ApplyToSignIn(const RecordedEvent& event,
                           const CaseOfEvent* of_case, RowEditor& rows);

// Of one record of a person; an empty one when nothing is known.
absl::StatusOr<v1::SignInOfPerson> ReadSignIn(const RowSnapshot& snapshot,
                                              const std::string& person_id);
// The record to which the account is linked. NotFound: to none.
absl::StatusOr<std::string> ReadAccount(const RowSnapshot& snapshot,
                                        const std::string& account_id);
// The record that was invited with a code of this hash, and not since with
// another. NotFound: none.
absl::StatusOr<std::string> ReadInvitation(const RowSnapshot& snapshot,
                                           absl::string_view code_hash);

// The records of which an event may take rights away, or whom it makes another
// person; of most none.
std::vector<std::string> PeopleOfSignIn(const v1::Event& event);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_SIGN_IN_H_
