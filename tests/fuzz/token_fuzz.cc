// For libFuzzer.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/token_target.h"

// Its name and its types are libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  driehoek::TryToken({reinterpret_cast<const char*>(data), size});
  return 0;
}
