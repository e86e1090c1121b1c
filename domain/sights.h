// Who sees what of a case that is no report and no text (§3.2): as the rules
// propose it, or as a procedure says.
#ifndef DRIEHOEK_DOMAIN_SIGHTS_H_
#define DRIEHOEK_DOMAIN_SIGHTS_H_

#include <map>
#include <memory>

#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

class Sights {
 public:
  // As rules §3.2 propose.
  Sights();

  // Unspecified: nothing of it.
  v1::SightDegree Of(v1::SightSubject subject, v1::Role role) const;

 private:
  friend std::shared_ptr<const Sights> SightsIn(const Procedure* procedure);

  std::map<v1::SightSubject, std::map<v1::Role, v1::SightDegree>> degrees_;
};

// As the procedure says, and for what it does not name as the rules propose.
// Null stands for the latter alone: no procedure, or one that names nothing.
std::shared_ptr<const Sights> SightsIn(const Procedure* procedure);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_SIGHTS_H_
