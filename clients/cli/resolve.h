// From what people write (a kenmerk, a case number) to the server's ids, and
// from ids to names.
#ifndef DRIEHOEK_CLIENTS_CLI_RESOLVE_H_
#define DRIEHOEK_CLIENTS_CLI_RESOLVE_H_

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/session.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek::cli {

// The kind of the directory that a field of a command names ("person", "group",
// "practice", "placement"); "case" for a case; empty for other fields.
std::string KindNamedBy(absl::string_view field);

// Whether it is an id, and not a key or a number.
bool LooksLikeId(const std::string& text);

// The id behind the institute's own key. An id stays as it is. NotFound when
// nothing has that key.
absl::StatusOr<std::string> IdOf(Session& session, const Caller& caller,
                                 const std::string& kind,
                                 const std::string& reference);

// Calls `visit` for every string in `message`, however deep, with the name of
// its field.
absl::Status VisitStrings(
    google::protobuf::Message& message,
    const std::function<absl::Status(const std::string& field, std::string&)>&
        visit);

// Puts an id where a message of a case (case_id) holds a report ("D-7") for its
// document (document_id), of which the case has one document. UsageError naming
// the documents when it has more; NotFound.
absl::Status ResolveDocument(Session& session,
                             google::protobuf::Message& message);

// Puts ids where `command` holds keys and case numbers, and where it holds a
// report. Errors as above.
absl::Status ResolveIds(Session& session, v1::Command& command);

// The names of all groups, by id.
absl::StatusOr<std::map<std::string, std::string>> GroupNames(Session& session);

// "Pim Proefdocent"; "(gewist)" when nothing is known of the person any more.
std::string NameOf(const v1::Person& person);

// Names of people, as far as the caller may know them.
class Names {
 public:
  explicit Names(Session& session) : session_(session) {}

  // Asks for all at once; what the directory does not tell stays an id.
  void Fetch(const std::vector<std::string>& person_ids);
  // "Pim Proefdocent"; the id when not known, "-" for no id.
  std::string Of(const std::string& person_id);

 private:
  Session& session_;
  std::map<std::string, std::string> names_;
};

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_RESOLVE_H_
