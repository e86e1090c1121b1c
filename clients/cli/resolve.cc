#include "clients/cli/resolve.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "driehoek/v1/directory_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// IdSupply makes ids of this length.
constexpr size_t kIdLength = 20;
// What LookUp and ListPeople take at once.
constexpr size_t kMostAtOnce = 1000;

std::string DutchKind(const std::string& kind) {
  if (kind == "person") return "persoon";
  if (kind == "group") return "groep";
  if (kind == "practice") return "praktijk";
  if (kind == "placement") return "stage";
  if (kind == "cohort") return "opleidingsjaar";
  return "zaak";
}

// The document that the case has of a report. One of which the words are gone
// is meant only where there is no other.
absl::StatusOr<std::string> DocumentOf(Session& session,
                                       const std::string& case_id,
                                       const std::string& report) {
  v1::ListDocumentsRequest request;
  request.set_case_id(case_id);
  ASSIGN_OR_RETURN(
      const v1::ListDocumentsResponse response,
      session.Call(&v1::DocumentService::Stub::ListDocuments, request));
  std::vector<std::string> found;
  std::string gone;
  for (const v1::CaseDocument& document : response.documents()) {
    if (document.report() != report) continue;
    if (document.withdrawn() || DayIn(document.erased_on())) {
      gone = document.document_id();
    } else {
      found.push_back(document.document_id());
    }
  }
  if (found.empty() && !gone.empty()) return gone;
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrCat("Geen verslag \"", report, "\" in deze zaak."));
  }
  if (found.size() > 1) {
    return UsageError(absl::StrCat("Van ", report,
                                   " zijn er meer in deze zaak. Noem het "
                                   "document: ",
                                   absl::StrJoin(found, ", "), "."));
  }
  return found.front();
}

}  // namespace

bool LooksLikeId(const std::string& text) {
  return text.size() == kIdLength && IsWellFormedId(text);
}

absl::Status ResolveDocument(Session& session, Message& message) {
  const FieldDescriptor* const of_case =
      message.GetDescriptor()->FindFieldByName("case_id");
  const FieldDescriptor* const document =
      message.GetDescriptor()->FindFieldByName("document_id");
  if (of_case == nullptr || document == nullptr) return absl::OkStatus();
  const Reflection& reflection = *message.GetReflection();
  const std::string case_id = reflection.GetString(message, of_case);
  const std::string named = reflection.GetString(message, document);
  if (case_id.empty() || named.empty() || LooksLikeId(named)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string id, DocumentOf(session, case_id, named));
  reflection.SetString(&message, document, id);
  return absl::OkStatus();
}

std::string KindNamedBy(absl::string_view field) {
  static const auto* const kinds = new std::map<std::string, std::string>{
      {"person_id", "person"},     {"duplicate_id", "person"},
      {"resident_id", "person"},   {"trainer_id", "person"},
      {"trainer_ids", "person"},   {"teacher_ids", "person"},
      {"candidate_id", "person"},  {"supervisor_id", "person"},
      {"replaced_id", "person"},   {"group_id", "group"},
      {"practice_id", "practice"}, {"placement_id", "placement"},
      {"case_id", "case"},         {"cohort_id", "cohort"},
  };
  const auto found = kinds->find(std::string(field));
  return found == kinds->end() ? "" : found->second;
}

absl::StatusOr<std::string> IdOf(Session& session, const Caller& caller,
                                 const std::string& kind,
                                 const std::string& reference) {
  // Of a case it is the number, not the key of the institute.
  if (kind == "case" && LooksLikeId(reference)) return reference;
  v1::LookUpRequest request;
  v1::Reference* asked = request.add_references();
  asked->set_kind(kind);
  asked->set_reference(reference);
  ASSIGN_OR_RETURN(
      const v1::LookUpResponse response,
      session.CallAs(caller, &v1::DirectoryService::Stub::LookUp, request));
  if (response.ids_size() == 1 && !response.ids(0).empty()) {
    return response.ids(0);
  }
  if (LooksLikeId(reference)) return reference;
  return absl::NotFoundError(absl::StrCat("Geen ", DutchKind(kind), " met het ",
                                          kind == "case" ? "nummer" : "kenmerk",
                                          " \"", reference, "\"."));
}

absl::Status VisitStrings(
    Message& message,
    const std::function<absl::Status(const std::string& field, std::string&)>&
        visit) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Message* const inner =
            field->is_repeated()
                ? reflection.MutableRepeatedMessage(&message, field, i)
                : reflection.MutableMessage(&message, field);
        RETURN_IF_ERROR(VisitStrings(*inner, visit));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        std::string value =
            field->is_repeated()
                ? reflection.GetRepeatedString(message, field, i)
                : reflection.GetString(message, field);
        RETURN_IF_ERROR(visit(field->name(), value));
        if (field->is_repeated()) {
          reflection.SetRepeatedString(&message, field, i, value);
        } else {
          reflection.SetString(&message, field, value);
        }
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ResolveIds(Session& session, v1::Command& command) {
  // Who needs it may not see the case, so would not find it; the server does.
  if (command.has_open_emergency_access()) return absl::OkStatus();
  RETURN_IF_ERROR(VisitStrings(
      command,
      [&session](const std::string& field, std::string& value) -> absl::Status {
        const std::string kind = KindNamedBy(field);
        if (kind.empty() || value.empty()) return absl::OkStatus();
        ASSIGN_OR_RETURN(value,
                         IdOf(session, session.globals().caller, kind, value));
        return absl::OkStatus();
      }));
  const Reflection& reflection = *command.GetReflection();
  const FieldDescriptor* const kind = reflection.GetOneofFieldDescriptor(
      command, command.GetDescriptor()->oneof_decl(0));
  if (kind == nullptr) return absl::OkStatus();
  return ResolveDocument(session, *reflection.MutableMessage(&command, kind));
}

absl::StatusOr<std::map<std::string, std::string>> GroupNames(
    Session& session) {
  std::map<std::string, std::string> names;
  v1::ListGroupsRequest request;
  do {
    ASSIGN_OR_RETURN(
        const v1::ListGroupsResponse page,
        session.Call(&v1::DirectoryService::Stub::ListGroups, request));
    for (const v1::Group& group : page.groups()) {
      names[group.group_id()] = group.name();
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return names;
}

std::string NameOf(const v1::Person& person) {
  return DayIn(person.erased_on()) ? "(gewist)" : person.name();
}

void Names::Fetch(const std::vector<std::string>& person_ids) {
  std::set<std::string> unknown;
  for (const std::string& id : person_ids) {
    if (!id.empty() && !names_.contains(id)) unknown.insert(id);
  }
  if (unknown.empty()) return;
  v1::ListPeopleRequest request;
  for (const std::string& id : unknown) {
    if (request.person_ids_size() < static_cast<int>(kMostAtOnce)) {
      request.add_person_ids(id);
    }
    names_.emplace(id, id);
  }
  request.set_page_size(static_cast<int>(kMostAtOnce));
  const absl::StatusOr<v1::ListPeopleResponse> response =
      session_.Call(&v1::DirectoryService::Stub::ListPeople, request);
  if (!response.ok()) return;
  for (const v1::Person& person : response->people()) {
    const std::string name = NameOf(person);
    if (!name.empty()) names_[person.person_id()] = name;
  }
}

std::string Names::Of(const std::string& person_id) {
  if (person_id.empty()) return "-";
  Fetch({person_id});
  return names_[person_id];
}

}  // namespace driehoek::cli
