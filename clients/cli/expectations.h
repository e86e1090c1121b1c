// What a script expects, beside what is found.
#ifndef DRIEHOEK_CLIENTS_CLI_EXPECTATIONS_H_
#define DRIEHOEK_CLIENTS_CLI_EXPECTATIONS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/play.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek::cli {

// Each says, in Dutch, what was expected and what was found; nothing when that
// is the same. Ids are those behind the keys in the expectation.

// `trainer_id`: empty when it names no trainer.
std::optional<std::string> Mismatch(const v1::ExpectedDue& expected,
                                    const std::string& trainer_id,
                                    const v1::Case& found);

std::optional<std::string> Mismatch(const v1::ExpectedAnswers& expected,
                                    const std::string& candidate_id,
                                    const v1::Case& found);

std::optional<std::string> Mismatch(const v1::ExpectedStanding& expected,
                                    const v1::Case& found);

// Of a document as someone sees it; null when it cannot be known of. `text` is
// what can be read of it; null when nothing.
std::optional<std::string> Mismatch(const v1::ExpectedSight& expected,
                                    const v1::CaseDocument* found,
                                    const v1::Document* text);

std::optional<std::string> Mismatch(const v1::ExpectedSubmits& expected,
                                    const std::map<v1::Role, int>& submits);

// `expected`: the rules that must warn.
std::optional<std::string> MismatchOfWarnings(
    const google::protobuf::RepeatedPtrField<std::string>& expected,
    const google::protobuf::RepeatedPtrField<v1::Warning>& found);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_EXPECTATIONS_H_
