// Cases and people made up at random, but such as can be: what the questions of
// access are asked about.
#ifndef DRIEHOEK_TESTS_ACCESS_WORLD_H_
#define DRIEHOEK_TESTS_ACCESS_WORLD_H_

#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "domain/access.h"
#include "domain/case.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  // 0 to n - 1.
  size_t Below(size_t n) { return random_() % n; }
  bool OneIn(size_t n) { return Below(n) == 0; }
  template <typename T>
  const T& Of(const std::vector<T>& some) {
    return some[Below(some.size())];
  }

 private:
  std::mt19937_64 random_;
};

struct World {
  Case state;
  v1::Case row;  // As everyone's view has it, before anything is left out.
};

World AnyWorld(const Procedure& procedure, Dice& dice);

// Someone who may have to do with that case, or not.
Caller AnyCaller(const World& world, Dice& dice);

// Something that happened in the case.
v1::TimelineEntry AnyEntry(const World& world, Dice& dice);
// The same, of what is recorded with words.
v1::TimelineEntry AnyEntryWithWords(const World& world, Dice& dice);

// Something that is owed in the case.
v1::Due AnyDue(const World& world, Dice& dice);

// Someone looked, at something of the case or at a file.
struct Look {
  v1::Actor by;
  v1::Looked looked;
};
Look AnyLook(const World& world, const Caller& caller, Dice& dice);

// Among whom they all are.
std::string AnyPerson(Dice& dice);
std::string AnyPractice(Dice& dice);
// One of where someone can hold a role, or something can lie.
v1::Scope AnyScope(Dice& dice);
v1::Role AnyRole(Dice& dice);
// Who owed or decided something: often one of those who see of how terms were
// kept what is theirs alone.
v1::Role AnyOwner(Dice& dice);
// Of about when the case was decoupled.
absl::CivilDay AnyDay(Dice& dice);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_ACCESS_WORLD_H_
