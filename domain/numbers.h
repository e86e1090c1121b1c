// What a case comes to in numbers, without a name: for counting breaches and
// deviations, and for the statistics of decouplings.
#ifndef DRIEHOEK_DOMAIN_NUMBERS_H_
#define DRIEHOEK_DOMAIN_NUMBERS_H_

#include <vector>

#include "domain/case.h"
#include "driehoek/v1/event.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The numbers of a case that nobody owed or decided: of the decoupling itself.
inline constexpr v1::Role kOfNobody = v1::ROLE_UNSPECIFIED;

// Spread over the years that they are about and the roles that owed or decided
// it, each once. Contact agreements and their calls are in no number (S-37).
std::vector<v1::KeptNumbers> NumbersOf(const Procedure& procedure,
                                       const Case& of_case);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_NUMBERS_H_
