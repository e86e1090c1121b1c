// Who may know and do what, as a page in Dutch, asked cell by cell of the
// functions that decide.
#ifndef DRIEHOEK_TESTS_ACCESS_MATRIX_H_
#define DRIEHOEK_TESTS_ACCESS_MATRIX_H_

#include <string>

#include "procedures/catalogue.h"

namespace driehoek {

std::string AccessMatrix(const Procedure& procedure);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_ACCESS_MATRIX_H_
