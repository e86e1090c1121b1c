// What the functions of domain/ allow about a case, its documents, its timeline
// and the words of it, its candidates, what is owed in it and who looked at it,
// in an emergency too, and beside cases, an engine for authorization allows by
// a policy that was written from the words of the rules: asked at random, of
// cases and people made up at random (§1, §3.2). Not asked: what the services
// put together of these, such as who is told of which opening, and when an
// emergency is over.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/access/questions.h"
#include "tests/access/world.h"
#include "tests/kit/effort.h"
#include "tests/kit/node_process.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

constexpr int kCallersOfWorld = 4;
// Of one seed: about 600 questions.
constexpr uint64_t kSeeds = 230;
// By both shares together: what the answers of the two are worth.
constexpr uint64_t kShares = 2;
constexpr uint64_t kFewestCompared = 100'000;

struct Tally {
  uint64_t compared = 0;  // Counted one by one, when the policy has answered.
  std::map<std::string, uint64_t> allowed;  // By what was asked.
  std::map<std::string, uint64_t> denied;
};

// What Cedar says of all of it, in the order of the questions.
std::vector<bool> Answers(NodeProcess& oracle, const Caller& caller,
                          const World& world,
                          const std::vector<Question>& questions) {
  nlohmann::json asks = nlohmann::json::array();
  for (const Question& question : questions) {
    for (const Ask& ask : question.asks) {
      nlohmann::json& one = asks.emplace_back();
      one["action"] = ask.action;
      one["context"] = ask.context;
      if (!ask.resource.is_null()) one["resource"] = ask.resource;
    }
  }
  const std::string bits =
      oracle.Ask(nlohmann::json({{"principal", PrincipalOf(caller)},
                                 {"case", CaseOf(world)},
                                 {"asks", asks}})
                     .dump());
  EXPECT_EQ(bits.size(), asks.size()) << "the oracle does not answer: " << bits;
  if (bits.size() != asks.size()) return {};
  std::vector<bool> answers;
  size_t next = 0;
  for (const Question& question : questions) {
    bool allowed = true;
    for (size_t i = 0; i < question.asks.size(); ++i) {
      allowed = bits[next++] == '1' && allowed;
    }
    answers.push_back(allowed);
  }
  return answers;
}

void Compare(const Procedure& procedure, NodeProcess& oracle, uint64_t seed,
             Tally& tally) {
  Dice dice(seed);
  const World world = AnyWorld(procedure, dice);
  for (int i = 0; i < kCallersOfWorld; ++i) {
    const Caller caller = AnyCaller(world, dice);
    const std::vector<Question> questions =
        QuestionsOf(procedure, caller, world, dice);
    const std::vector<bool> answers = Answers(oracle, caller, world, questions);
    ASSERT_EQ(answers.size(), questions.size());
    for (size_t at = 0; at < questions.size(); ++at) {
      const Question& question = questions[at];
      ASSERT_FALSE(question.asks.empty()) << question.about;
      ++(question.allowed ? tally.allowed : tally.denied)[question.about];
      EXPECT_EQ(question.allowed, answers[at])
          << question.about << (question.allowed ? ": allowed" : ": denied")
          << " by domain/, and not so by the policy\n  who: "
          << PrincipalOf(caller) << "\n  case: " << CaseOf(world)
          << "\n  asked: " << question.asks[0].context;
      ++tally.compared;
    }
    if (testing::Test::HasFailure()) return;  // One is enough to read.
  }
}

// Seeds from `first` on, every kShares-th: so that two processors share them.
void CompareShare(uint64_t first) {
  const std::shared_ptr<const Procedure> procedure = Utrecht();
  NodeProcess oracle("tests/access/oracle.mjs");
  Tally tally;
  for (const uint64_t seed : Seeds(kSeeds)) {
    if (Seeds(kSeeds).size() > 1 && seed % kShares != first) continue;
    SCOPED_TRACE(absl::StrCat("DRIEHOEK_TEST_SEED=", seed));
    Compare(*procedure, oracle, seed, tally);
    if (testing::Test::HasFailure()) return;
  }
  std::cout << tally.compared << " questions\n";
  for (const auto& [about, allowed] : tally.allowed) {
    std::cout << "  " << about << ": " << allowed << " allowed, "
              << tally.denied[about] << " denied\n";
  }
  // A sanitizer takes a part of the seeds, in which what is rare may lack.
  if (Seeds(kSeeds).size() < kSeeds) return;
  for (const auto& [about, denied] : tally.denied) {
    EXPECT_GT(tally.allowed[about], 0u) << about << " was never allowed";
    EXPECT_GT(denied, 0u) << about << " was never denied";
  }
  EXPECT_GE(tally.compared, kFewestCompared / kShares);
}

TEST(Access, IsWhatThePolicyAllowsInEvenWorlds_A55) { CompareShare(0); }
TEST(Access, IsWhatThePolicyAllowsInOddWorlds_A55) { CompareShare(1); }

}  // namespace
}  // namespace driehoek
