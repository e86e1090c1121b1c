// The procedures that tests follow.
#ifndef DRIEHOEK_TESTS_KIT_PROCEDURES_H_
#define DRIEHOEK_TESTS_KIT_PROCEDURES_H_

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fatal.h"
#include "procedures/catalogue.h"

namespace driehoek {

inline constexpr char kUtrechtFile[] =
    "procedures/utrecht-ontkoppeling-2023-03.textproto";
// Differs from Utrecht wherever the format lets it.
inline constexpr char kOtherFile[] = "tests/procedures/other.textproto";

// The text of a file, by its path from the root of the tree.
inline std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  if (!file) Fatal(absl::StrCat("cannot read ", path));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The procedure in a file; ends the test when it has a problem.
inline std::shared_ptr<const Procedure> ProcedureIn(const std::string& path) {
  std::vector<v1::ProcedureProblem> problems;
  std::shared_ptr<const Procedure> procedure =
      ParseProcedure(TextOf(path), &problems);
  if (procedure == nullptr) {
    Fatal(absl::StrCat(path, ":", problems[0].line(), ":", problems[0].column(),
                       ": ", problems[0].field(), ": ", problems[0].what()));
  }
  return procedure;
}

inline std::shared_ptr<const Procedure> Utrecht() {
  return ProcedureIn(kUtrechtFile);
}

// The text of Utrecht's procedure without its rhythm, for tests of what falls
// due: nobody is reminded.
inline std::string TextOfUtrechtWithoutReminders() {
  std::string text = TextOf(kUtrechtFile);
  const size_t begin = text.find("\nrhythm {");
  const size_t end = text.find("\n}\n", begin);
  if (begin == std::string::npos || end == std::string::npos) {
    Fatal("the procedure of Utrecht has no rhythm");
  }
  return text.erase(begin, end + 2 - begin);
}

inline std::shared_ptr<const Procedure> OtherInstitute() {
  return ProcedureIn(kOtherFile);
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_PROCEDURES_H_
