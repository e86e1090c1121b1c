#include "services/founding.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/dates.h"
#include "eventstore/event_store.h"

namespace driehoek {
namespace {

constexpr char kRequestId[] = "driehoek/founding";
constexpr size_t kMaxNameBytes = 800;  // 200 characters of UTF-8.
constexpr size_t kMaxReferenceBytes = 64;

absl::Status CheckName(absl::string_view what, absl::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "een nieuw logboek vraagt ", what, " van 1 tot 200 tekens"));
  }
  return absl::OkStatus();
}

absl::Status CheckReference(absl::string_view reference) {
  const bool good =
      !reference.empty() && reference.size() <= kMaxReferenceBytes &&
      std::all_of(reference.begin(), reference.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
               c == '_' || c == '-';
      });
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "een nieuw logboek vraagt het kenmerk van een beheerder: 1 tot 64 "
      "letters, cijfers, punten, streepjes");
}

AppendRequest RequestOf(const Founding& founding, absl::string_view secret,
                        absl::CivilDay today) {
  IdSupply ids(secret, kRequestId);
  AppendRequest request;
  request.request_id = kRequestId;
  request.content = HmacSha256(
      secret, {founding.institute_name, "\n", founding.administrator_reference,
               "\n", founding.administrator_name});
  request.actor.set_role(v1::ROLE_SYSTEM);

  const std::string institute_id = ids.Next();
  NewEvent founded;
  founded.tags = {{TagKind::kInstitute, institute_id}};
  v1::InstituteFounded& institute = *founded.event.mutable_institute_founded();
  institute.set_institute_id(institute_id);
  institute.set_name(founding.institute_name);

  const std::string person_id =
      ids.ForReference("person", founding.administrator_reference);
  NewEvent registered;
  registered.tags = {{TagKind::kPerson, person_id}};
  v1::PersonRegistered& person = *registered.event.mutable_person_registered();
  person.set_person_id(person_id);
  person.set_reference(founding.administrator_reference);
  person.set_name(founding.administrator_name);

  NewEvent granted;
  granted.tags = {{TagKind::kPerson, person_id}};
  v1::RoleGranted& grant = *granted.event.mutable_role_granted();
  grant.set_grant_id(ids.Next());
  grant.set_person_id(person_id);
  grant.set_role(v1::ROLE_ADMINISTRATOR);
  grant.mutable_scope();
  *grant.mutable_from() = ToProto(today);

  request.events = {std::move(founded), std::move(registered),
                    std::move(granted)};
  return request;
}

}  // namespace

absl::Status FoundIfNew(const Founding& founding, EventStore& store,
                        absl::Time now) {
  if (store.head() > 0) return absl::OkStatus();
  RETURN_IF_ERROR(
      CheckName("de naam van het instituut", founding.institute_name));
  RETURN_IF_ERROR(CheckReference(founding.administrator_reference));
  RETURN_IF_ERROR(
      CheckName("de naam van een beheerder", founding.administrator_name));
  const std::unique_ptr<AppendBatch> batch = store.Begin(now);
  RETURN_IF_ERROR(
      batch->Add(RequestOf(founding, store.identity().id_secret, DayOf(now)))
          .status());
  return batch->Commit();
}

}  // namespace driehoek
