// Who may sign in as whom: a person is invited, an account is linked to the
// person with the code of that invitation, and either can be undone. Names and
// mail addresses prove nothing here.
#include <algorithm>
#include <string>

#include "base/status_macros.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr int kDaysToAccept = 14;
constexpr int kMostDaysToAccept = 30;
// SHA-256.
constexpr size_t kHashBytes = 32;
constexpr size_t kMostAccounts = 10;
constexpr size_t kMaxIssuer = 500;

absl::Status CheckPerson(const std::string& person_id, const Draft& draft) {
  RETURN_IF_ERROR(CheckId(person_id, "person_id"));
  return draft.Get<PersonState>(TagKind::kPerson, person_id).exists()
             ? absl::OkStatus()
             : rejection::PersonNotFound("person_id");
}

// Under which record the person goes on: so it is recorded.
std::string KeptOf(const std::string& person_id, const Situation& situation) {
  return situation.draft.same_people().KeptOf(person_id);
}

absl::Status CheckHash(const std::string& hash) {
  if (hash.empty()) return rejection::FieldMissing("code_hash");
  return hash.size() == kHashBytes ? absl::OkStatus()
                                   : rejection::IdMalformed("code_hash");
}

absl::StatusOr<absl::CivilDay> LastDayOf(const v1::InviteToSignIn& command,
                                         absl::CivilDay today) {
  if (!command.has_expires_on()) return today + kDaysToAccept;
  RETURN_IF_ERROR(CheckDay(command.expires_on(), "expires_on"));
  const absl::CivilDay expires_on = FromProto(command.expires_on());
  if (expires_on < today) return rejection::DateInPast(expires_on);
  if (expires_on > today + kMostDaysToAccept) {
    return rejection::InvitationTooLong(kMostDaysToAccept);
  }
  return expires_on;
}

bool HasAccount(const PersonState& person, const std::string& account_id) {
  return std::find(person.account_ids.begin(), person.account_ids.end(),
                   account_id) != person.account_ids.end();
}

}  // namespace

Answer Decide(const v1::InviteToSignIn& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckPerson(command.person_id(), situation.draft));
  RETURN_IF_ERROR(CheckHash(command.code_hash()));
  ASSIGN_OR_RETURN(const absl::CivilDay expires_on,
                   LastDayOf(command, situation.context.today));
  Ruled ruled;
  // Of that record: were it told apart from another, it keeps its account.
  ruled.id = command.person_id();
  v1::InvitedToSignIn& invited =
      *ruled.events.emplace_back().mutable_invited_to_sign_in();
  invited.set_person_id(ruled.id);
  invited.set_code_hash(command.code_hash());
  *invited.mutable_expires_on() = ToProto(expires_on);
  return ruled;
}

Answer Decide(const v1::LinkAccount& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckPerson(command.person_id(), situation.draft));
  RETURN_IF_ERROR(CheckId(command.account_id(), "account_id"));
  RETURN_IF_ERROR(CheckHash(command.code_hash()));
  RETURN_IF_ERROR(CheckReason(command.issuer(), "issuer", kMaxIssuer));
  const PersonState& person =
      situation.draft.Get<PersonState>(TagKind::kPerson, command.person_id());
  // One word for all that is wrong with it, so that nobody learns whether a
  // code was good once.
  if (person.invitation_hash != command.code_hash() ||
      person.invitation_expires_on < situation.context.today) {
    return rejection::InvitationNotValid();
  }
  const std::string& linked_to =
      situation.draft.Get<AccountState>(TagKind::kAccount, command.account_id())
          .person_id;
  if (!linked_to.empty()) return rejection::AccountLinkedAlready();
  if (person.account_ids.size() >= kMostAccounts) {
    return rejection::TooManyAccounts(kMostAccounts);
  }
  Ruled ruled;
  ruled.id = person.id;
  v1::AccountLinked& linked =
      *ruled.events.emplace_back().mutable_account_linked();
  linked.set_person_id(person.id);
  linked.set_account_id(command.account_id());
  linked.set_issuer(command.issuer());
  return ruled;
}

Answer Decide(const v1::UnlinkAccount& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckPerson(command.person_id(), situation.draft));
  RETURN_IF_ERROR(CheckId(command.account_id(), "account_id"));
  Ruled ruled;
  for (const std::string& record :
       situation.draft.same_people().AllOf(command.person_id())) {
    if (!HasAccount(situation.draft.Get<PersonState>(TagKind::kPerson, record),
                    command.account_id())) {
      continue;
    }
    ruled.id = record;
    v1::AccountUnlinked& unlinked =
        *ruled.events.emplace_back().mutable_account_unlinked();
    unlinked.set_person_id(record);
    unlinked.set_account_id(command.account_id());
    return ruled;
  }
  return rejection::AccountNotFound();
}

Answer Decide(const v1::BlockSignIn& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckPerson(command.person_id(), situation.draft));
  // Nobody would be there to undo it.
  if (KeptOf(command.person_id(), situation) ==
      KeptOf(situation.context.actor.person_id(), situation)) {
    return rejection::MayNotBlockOneself();
  }
  Ruled ruled;
  ruled.id = KeptOf(command.person_id(), situation);
  // Each record, so that all stay blocked should they be told apart.
  for (const std::string& record :
       situation.draft.same_people().AllOf(ruled.id)) {
    if (!situation.draft.Get<PersonState>(TagKind::kPerson, record)
             .sign_in_blocked) {
      ruled.events.emplace_back().mutable_sign_in_blocked()->set_person_id(
          record);
    }
  }
  return ruled;
}

Answer Decide(const v1::UnblockSignIn& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckPerson(command.person_id(), situation.draft));
  Ruled ruled;
  ruled.id = KeptOf(command.person_id(), situation);
  // Whichever record it was that was blocked.
  for (const std::string& record :
       situation.draft.same_people().AllOf(ruled.id)) {
    if (situation.draft.Get<PersonState>(TagKind::kPerson, record)
            .sign_in_blocked) {
      ruled.events.emplace_back().mutable_sign_in_unblocked()->set_person_id(
          record);
    }
  }
  return ruled;
}

}  // namespace driehoek
