// Access tokens and the keys of their issuers, given anything at all.
#ifndef DRIEHOEK_TESTS_FUZZ_TOKEN_TARGET_H_
#define DRIEHOEK_TESTS_FUZZ_TOKEN_TARGET_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace driehoek {

// Reads the input as its first byte says: as a token; as the header and the
// claims of one (with a newline between), which are then signed with a key that
// counts; as a key set. Returns whether a token was taken. Ends the process
// when one was that should not be: when nlohmann/json, asked in another way,
// does not find in it what RFC 9068 asks for.
bool TryToken(absl::string_view input);

// Good inputs of each kind, to change.
std::vector<std::string> GoodTokenInputs();

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_FUZZ_TOKEN_TARGET_H_
