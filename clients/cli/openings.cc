#include "clients/cli/openings.h"

#include <vector>

#include "base/status_macros.h"
#include "clients/cli/dates.h"
#include "clients/cli/resolve.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/file_service.grpc.pb.h"

namespace driehoek::cli {

absl::Status ShowOpenings(Session& session, const std::string& case_id,
                          const std::string& document_id) {
  v1::ListOpeningsRequest request;
  request.set_case_id(case_id);
  request.set_document_id(document_id);
  RETURN_IF_ERROR(ResolveDocument(session, request));
  Table table({"Wie", "Rol", "Wanneer", "Waar"});
  Names names(session);
  RETURN_IF_ERROR(session.EachPage(
      &v1::DocumentService::Stub::ListOpenings, request,
      [&](const v1::ListOpeningsResponse& page) {
        if (session.json()) return;
        std::vector<std::string> people;
        for (const v1::Opening& opening : page.openings()) {
          people.push_back(opening.by().person_id());
        }
        names.Fetch(people);
        for (const v1::Opening& opening : page.openings()) {
          table.Add({names.Of(opening.by().person_id()),
                     RoleWord(opening.by().role()),
                     LongMoment(opening.at_micros()),
                     opening.place() == "case" ? "zaak" : opening.place()});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Niemand heeft dit document geopend.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

}  // namespace driehoek::cli
