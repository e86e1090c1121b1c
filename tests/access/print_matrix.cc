// Prints docs/access-matrix.md, from the root of the tree.
#include <iostream>

#include "tests/access/matrix.h"
#include "tests/kit/procedures.h"

int main() { std::cout << driehoek::AccessMatrix(*driehoek::Utrecht()); }
