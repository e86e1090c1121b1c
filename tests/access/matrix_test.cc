// docs/access-matrix.md says, cell by cell, what the functions that decide say
// (§3.2).
#include "tests/access/matrix.h"

#include "gtest/gtest.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

TEST(AccessMatrix, IsWhatTheDocumentSays) {
  EXPECT_TRUE(AccessMatrix(*Utrecht()) == TextOf("docs/access-matrix.md"))
      << "someone may know or do something else than is written: look at each "
         "difference, and when it is meant, make the document anew:\n  "
         "build/dev/tests/access/print_matrix > docs/access-matrix.md";
}

}  // namespace
}  // namespace driehoek
