#include "clients/cli/failure.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/support/status.h>

#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace driehoek::cli {
namespace {

constexpr char kUsageUrl[] = "driehoek/usage";
constexpr char kExpectationUrl[] = "driehoek/expectation";
constexpr char kRepairedUrl[] = "driehoek/repaired";

template <typename Detail>
std::string UrlOf() {
  return absl::StrCat("type.googleapis.com/",
                      Detail::descriptor()->full_name());
}

template <typename Detail>
std::optional<Detail> DetailOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(UrlOf<Detail>());
  Detail detail;
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) {
    return std::nullopt;
  }
  return detail;
}

absl::Status Marked(absl::Status status, absl::string_view url) {
  status.SetPayload(url, absl::Cord("1"));
  return status;
}

// What to say when the server gave no Dutch sentence of its own.
std::string DutchWithoutDetail(const absl::Status& status) {
  const std::string said(status.message());
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      if (absl::StartsWith(said, kProviderAway)) return said;
      return absl::StrCat("De server is niet bereikbaar: ", said, ".");
    case absl::StatusCode::kDeadlineExceeded:
      return "De server gaf niet op tijd antwoord.";
    case absl::StatusCode::kUnimplemented:
      return absl::StrCat("De server kent deze vraag niet: ", said, ".");
    default:
      return said.empty() ? "Er ging iets mis." : said;
  }
}

std::string Metadata(const absl::Status& status, const std::string& key) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  if (!info) return "";
  const auto found = info->metadata().find(key);
  return found == info->metadata().end() ? "" : found->second;
}

}  // namespace

absl::Status UsageError(absl::string_view dutch) {
  return Marked(absl::InvalidArgumentError(dutch), kUsageUrl);
}

absl::Status ExpectationFailed(absl::string_view dutch) {
  return Marked(absl::FailedPreconditionError(dutch), kExpectationUrl);
}

absl::Status Repaired(absl::string_view dutch) {
  return Marked(absl::DataLossError(dutch), kRepairedUrl);
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
  google::rpc::Status rich;
  if (rich.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : rich.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.GetPayload(kUsageUrl).has_value()) return ExitCode::kUsage;
  if (status.GetPayload(kExpectationUrl).has_value()) {
    return ExitCode::kExpectation;
  }
  if (status.GetPayload(kRepairedUrl).has_value()) return ExitCode::kRepaired;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kNotFound;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kRefused;
    case absl::StatusCode::kDataLoss:
      return ExitCode::kDamaged;
    default:
      return ExitCode::kUnreachable;
  }
}

std::string ReasonOf(const absl::Status& status) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  return info ? info->reason() : "";
}

std::string RuleOf(const absl::Status& status) {
  return Metadata(status, "rule");
}

std::vector<std::string> SentencesOf(const absl::Status& status) {
  std::vector<std::string> sentences;
  const auto localized = DetailOf<google::rpc::LocalizedMessage>(status);
  std::string first =
      localized ? localized->message() : DutchWithoutDetail(status);
  const std::string rule = RuleOf(status);
  const std::string section = Metadata(status, "section");
  if (!rule.empty() && !section.empty()) {
    absl::StrAppend(&first, " (", rule, ", ", section, ")");
  } else if (!rule.empty() || !section.empty()) {
    absl::StrAppend(&first, " (", rule, section, ")");
  }
  sentences.push_back(std::move(first));
  if (const auto bad = DetailOf<google::rpc::BadRequest>(status)) {
    for (const auto& violation : bad->field_violations()) {
      sentences.push_back(
          absl::StrCat(violation.field(), ": ", violation.description()));
    }
  }
  return sentences;
}

std::string FailureAsJson(const absl::Status& status) {
  google::protobuf::Struct error;
  auto& fields = *error.mutable_fields();
  fields["code"].set_string_value(absl::StatusCodeToString(status.code()));
  fields["message"].set_string_value(std::string(status.message()));
  fields["reason"].set_string_value(ReasonOf(status));
  fields["rule"].set_string_value(RuleOf(status));
  fields["exit"].set_number_value(static_cast<int>(ExitCodeOf(status)));
  auto* sentences = fields["dutch"].mutable_list_value();
  for (std::string& sentence : SentencesOf(status)) {
    sentences->add_values()->set_string_value(std::move(sentence));
  }
  google::protobuf::Struct whole;
  *(*whole.mutable_fields())["error"].mutable_struct_value() = error;
  std::string json;
  return google::protobuf::util::MessageToJsonString(whole, &json).ok()
             ? json
             : R"({"error":{}})";
}

}  // namespace driehoek::cli
