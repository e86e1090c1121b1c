#include "projections/sign_in.h"

#include <functional>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

constexpr absl::string_view kPeople = "sign-in/person/";
// To the person each.
constexpr absl::string_view kAccounts = "sign-in/account/";
constexpr absl::string_view kInvitations = "sign-in/invitation/";

std::string KeyOfInvitation(absl::string_view code_hash) {
  return absl::StrCat(kInvitations, absl::BytesToHexString(code_hash));
}

absl::Status Change(const std::string& person_id, RowEditor& rows,
                    const std::function<void(v1::SignInOfPerson&)>& change) {
  return rows.Change<v1::SignInOfPerson>(absl::StrCat(kPeople, person_id),
                                         [&](v1::SignInOfPerson& row) {
                                           row.set_person_id(person_id);
                                           change(row);
                                         });
}

// The one before counts no more.
void ForgetInvitation(v1::SignInOfPerson& row, RowEditor& rows) {
  if (!row.invitation_hash().empty()) {
    rows.Delete(KeyOfInvitation(row.invitation_hash()));
  }
  row.clear_invitation_hash();
  row.clear_invited_until();
}

absl::Status Invite(const v1::InvitedToSignIn& invited, RowEditor& rows) {
  RETURN_IF_ERROR(
      Change(invited.person_id(), rows, [&](v1::SignInOfPerson& row) {
        ForgetInvitation(row, rows);
        row.set_invitation_hash(invited.code_hash());
        *row.mutable_invited_until() = invited.expires_on();
      }));
  rows.Put(KeyOfInvitation(invited.code_hash()), invited.person_id());
  return absl::OkStatus();
}

absl::Status Link(const v1::AccountLinked& linked, absl::Time at,
                  RowEditor& rows) {
  RETURN_IF_ERROR(
      Change(linked.person_id(), rows, [&](v1::SignInOfPerson& row) {
        ForgetInvitation(row, rows);
        v1::LinkedAccount& account = *row.add_accounts();
        account.set_account_id(linked.account_id());
        account.set_issuer(linked.issuer());
        account.set_linked_at_micros(absl::ToUnixMicros(at));
      }));
  rows.Put(absl::StrCat(kAccounts, linked.account_id()), linked.person_id());
  return absl::OkStatus();
}

absl::Status Unlink(const v1::AccountUnlinked& unlinked, RowEditor& rows) {
  rows.Delete(absl::StrCat(kAccounts, unlinked.account_id()));
  return Change(unlinked.person_id(), rows, [&](v1::SignInOfPerson& row) {
    auto& accounts = *row.mutable_accounts();
    for (int i = 0; i < accounts.size(); ++i) {
      if (accounts[i].account_id() != unlinked.account_id()) continue;
      accounts.DeleteSubrange(i, 1);
      return;
    }
  });
}

absl::StatusOr<std::string> ReadPersonAt(const RowSnapshot& snapshot,
                                         const std::string& key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> person_id,
                   snapshot.Get(key));
  if (!person_id.has_value()) return absl::NotFoundError("nobody");
  return *person_id;
}

}  // namespace

absl::Status ApplyToSignIn(const RecordedEvent& event,
                           const CaseOfEvent* /*of_case*/, RowEditor& rows) {
  switch (event.event.kind_case()) {
    case v1::Event::kInvitedToSignIn:
      return Invite(event.event.invited_to_sign_in(), rows);
    case v1::Event::kAccountLinked:
      return Link(event.event.account_linked(), event.envelope.recorded_at,
                  rows);
    case v1::Event::kAccountUnlinked:
      return Unlink(event.event.account_unlinked(), rows);
    case v1::Event::kSignInBlocked:
      return Change(event.event.sign_in_blocked().person_id(), rows,
                    [](v1::SignInOfPerson& row) { row.set_blocked(true); });
    case v1::Event::kSignInUnblocked:
      return Change(event.event.sign_in_unblocked().person_id(), rows,
                    [](v1::SignInOfPerson& row) { row.set_blocked(false); });
    default:
      return absl::OkStatus();
  }
}

absl::StatusOr<v1::SignInOfPerson> ReadSignIn(const RowSnapshot& snapshot,
                                              const std::string& person_id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   snapshot.Get(absl::StrCat(kPeople, person_id)));
  return ParseRow<v1::SignInOfPerson>(bytes.value_or(""));
}

absl::StatusOr<std::string> ReadAccount(const RowSnapshot& snapshot,
                                        const std::string& account_id) {
  return ReadPersonAt(snapshot, absl::StrCat(kAccounts, account_id));
}

absl::StatusOr<std::string> ReadInvitation(const RowSnapshot& snapshot,
                                           absl::string_view code_hash) {
  return ReadPersonAt(snapshot, KeyOfInvitation(code_hash));
}

std::vector<std::string> PeopleOfSignIn(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kAccountUnlinked:
      return {event.account_unlinked().person_id()};
    case v1::Event::kSignInBlocked:
      return {event.sign_in_blocked().person_id()};
    case v1::Event::kRoleEnded:
      return {event.role_ended().person_id()};
    case v1::Event::kPersonsMerged:
      return {event.persons_merged().person_id(),
              event.persons_merged().duplicate_id()};
    case v1::Event::kPersonsUnmerged:
      return {event.persons_unmerged().person_id(),
              event.persons_unmerged().duplicate_id()};
    default:
      return {};
  }
}

}  // namespace driehoek
