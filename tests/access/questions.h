// The questions of access, as both are asked them: the functions of domain/,
// and the policy in driehoek.cedar.
#ifndef DRIEHOEK_TESTS_ACCESS_QUESTIONS_H_
#define DRIEHOEK_TESTS_ACCESS_QUESTIONS_H_

#include <string>
#include <vector>

#include "domain/access.h"
#include "nlohmann/json.hpp"
#include "procedures/catalogue.h"
#include "tests/access/world.h"

namespace driehoek {

// What is asked of the policy: an action of driehoek.cedarschema. Of the case
// when `resource` is null.
struct Ask {
  std::string action;
  nlohmann::json context = nlohmann::json::object();
  nlohmann::json resource = nullptr;
};

struct Question {
  std::string about;  // In words, for whoever reads that the two differ.
  bool allowed;       // By domain/.
  // By the policy it is allowed when all of these are.
  std::vector<Ask> asks;
};

// Whoever asks, and the case, as the policy knows them.
nlohmann::json PrincipalOf(const Caller& caller);
nlohmann::json CaseOf(const World& world);

// All that can be asked about the case, and of what is beside it.
std::vector<Question> QuestionsOf(const Procedure& procedure,
                                  const Caller& caller, const World& world,
                                  Dice& dice);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_ACCESS_QUESTIONS_H_
