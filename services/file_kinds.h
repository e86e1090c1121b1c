// The two kinds of file: the resident's e-portfolio and the trainer's dossier.
// For the *_service.cc files and what opens documents for them.
#ifndef DRIEHOEK_SERVICES_FILE_KINDS_H_
#define DRIEHOEK_SERVICES_FILE_KINDS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "projections/as_of.h"
#include "services/call.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/served.h"

namespace driehoek {

using Entries = Page<v1::FileEntry>;

inline constexpr size_t kEntriesAMessage = 1000;

// The two kinds of file differ in whose they are, and in nothing else.
struct Portfolio {
  static constexpr v1::LookKind kLook = v1::LOOK_KIND_PORTFOLIO;
  static void SetOwner(const std::string& owner, v1::Looked& looked) {
    looked.set_resident_id(owner);
  }
  static absl::Status Check(const Caller& caller, const std::string& owner) {
    return IsWellFormedId(owner) && MaySeeResidentFile(caller, owner)
               ? absl::OkStatus()
               : NotFound("Dit e-portfolio", "This e-portfolio");
  }
  static absl::StatusOr<Entries> Now(const Served& served,
                                     const std::string& owner, size_t page_size,
                                     const std::string& page_token) {
    return served.views.GetPortfolio(owner, page_size, page_token);
  }
  static absl::StatusOr<Entries> AsOf(const Served& served,
                                      const std::string& owner, Position until,
                                      size_t page_size,
                                      const std::string& page_token) {
    return PortfolioAsOf(served.store, *served.writer.catalogue(),
                         served.views.same_people()->AllOf(owner), until,
                         page_size, page_token);
  }
  static bool Touches(const Projector::Touched& touched,
                      const std::string& owner) {
    return absl::c_linear_search(touched.resident_ids, owner);
  }
};

struct Dossier {
  static constexpr v1::LookKind kLook = v1::LOOK_KIND_DOSSIER;
  static void SetOwner(const std::string& owner, v1::Looked& looked) {
    looked.add_trainer_ids(owner);
  }
  static absl::Status Check(const Caller& caller, const std::string& owner) {
    return IsWellFormedId(owner) && MaySeeTrainerFile(caller, owner)
               ? absl::OkStatus()
               : NotFound("Dit dossier", "This dossier");
  }
  static absl::StatusOr<Entries> Now(const Served& served,
                                     const std::string& owner, size_t page_size,
                                     const std::string& page_token) {
    return served.views.GetDossier(owner, page_size, page_token);
  }
  static absl::StatusOr<Entries> AsOf(const Served& served,
                                      const std::string& owner, Position until,
                                      size_t page_size,
                                      const std::string& page_token) {
    return DossierAsOf(served.store, *served.writer.catalogue(),
                       served.views.same_people()->AllOf(owner), until,
                       page_size, page_token);
  }
  static bool Touches(const Projector::Touched& touched,
                      const std::string& owner) {
    return absl::c_linear_search(touched.trainer_ids, owner);
  }
};

// What is asked for: whose file, and which document in it.
template <typename Kind>
v1::Looked AskedOf(const std::string& owner, v1::LookKind kind,
                   const std::string& document_id = "") {
  v1::Looked looked = AskedFor(kind, "", document_id, /*call=*/"");
  if (IsMadeId(owner)) Kind::SetOwner(owner, looked);
  return looked;
}

// Of a file its owner gets all; staff get what the procedure shows them, at
// least at this level, of cases that they may see. Nobody else comes as far as
// this.
inline absl::StatusOr<bool> Sees(const Caller& caller, const Served& served,
                                 v1::SightLevel level,
                                 const v1::FileEntry& entry) {
  if (!IsStaff(caller.role)) return true;
  const absl::StatusOr<v1::Case> of_case =
      FindCase(served, caller, entry.case_id());
  if (absl::IsNotFound(of_case.status())) return false;
  RETURN_IF_ERROR(of_case.status());
  return SightOf(ViewingOf(caller, SurroundingsOf(*of_case)), entry) >= level;
}

// Walks all that the caller sees of a file at this level, until `visit` says
// that it has seen enough.
template <typename Kind>
absl::Status VisitFile(const Caller& caller, const Served& served,
                       const std::string& owner, v1::SightLevel level,
                       const std::function<bool(const v1::FileEntry&)>& visit) {
  std::string page_token;
  do {
    ASSIGN_OR_RETURN(const Entries page,
                     Kind::Now(served, owner, kEntriesAMessage, page_token));
    for (const v1::FileEntry& entry : page.rows) {
      ASSIGN_OR_RETURN(const bool sees, Sees(caller, served, level, entry));
      if (sees && !visit(entry)) return absl::OkStatus();
    }
    page_token = page.next_page_token;
  } while (!page_token.empty());
  return absl::OkStatus();
}

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_FILE_KINDS_H_
