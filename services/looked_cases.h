// What is shown of a look: the case that it is of, and not who looked. For the
// *_service.cc files and what they share.
#ifndef DRIEHOEK_SERVICES_LOOKED_CASES_H_
#define DRIEHOEK_SERVICES_LOOKED_CASES_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "domain/access.h"
#include "driehoek/v1/audit_service.pb.h"
#include "driehoek/v1/view.pb.h"
#include "projections/views.h"

namespace driehoek {

// The cases of a page of looks, each looked up once: the most are at a few.
class LookedCases {
 public:
  explicit LookedCases(const Views& views) : views_(views) {}

  // Null when there is none.
  absl::StatusOr<const v1::Case*> Find(const std::string& case_id);

 private:
  const Views& views_;
  std::map<std::string, std::optional<v1::Case>> known_;
};

// Takes out who looked and from where: names of staff are left out for whom
// they looked at (context V-3). An auditor is told, and all are of themselves.
void LeaveOutWho(const Caller& caller, v1::Look& look);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_LOOKED_CASES_H_
