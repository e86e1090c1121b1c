#include "clients/cli/verify.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb_event_store.h"

namespace driehoek::cli {
namespace {

absl::string_view DutchFor(LogPart part) {
  switch (part) {
    case LogPart::kFiles:
      return "een bestand van het logboek ontbreekt of is beschadigd";
    case LogPart::kEvents:
      return "een gebeurtenis ontbreekt of is veranderd";
    case LogPart::kChains:
      return "de keten van voorgangers klopt niet";
    case LogPart::kTree:
      return "de boom van hashes klopt niet";
    case LogPart::kHead:
      return "het eind van het logboek klopt niet met de gebeurtenissen";
    case LogPart::kTags:
      return "de stand van een label klopt niet met de gebeurtenissen";
    case LogPart::kIndex:
      return "de index klopt niet met de gebeurtenissen";
    case LogPart::kRequests:
      return "een verzoeknummer leidt niet naar zijn gebeurtenissen";
    case LogPart::kTypes:
      return "de lijst van soorten gebeurtenissen klopt niet";
    case LogPart::kBeacon:
      return "het logboek klopt niet met het baken, dat zegt tot waar het "
             "bevestigd is";
  }
  return "er is iets mis";
}

// Where a server keeps who opened which document, beside the log.
constexpr char kAccesses[] = "/access";

// "positie 9: de keten van voorgangers klopt niet (the chain of ...)"
std::string Written(const LogProblem& problem) {
  return absl::StrCat(problem.position == 0
                          ? "het geheel"
                          : absl::StrCat("positie ", problem.position),
                      ": ", DutchFor(problem.part), " (", problem.what, ")");
}

absl::StatusOr<LogReport> Verified(
    const std::string& directory,
    const std::function<void(uint64_t)>& progress) {
  RocksDbOptions options;
  options.directory = directory;
  absl::StatusOr<LogReport> verified = VerifyLog(options, progress);
  if (absl::IsFailedPrecondition(verified.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("Dit logboek kan nu niet worden nagerekend. Is het in "
                     "gebruik, stop dan "
                     "de server of geef verify zonder map. (",
                     verified.status().message(), ")"));
  }
  return verified;
}

}  // namespace

absl::StatusOr<v1::VerifyLogResponse> VerifyDirectory(
    const std::string& directory,
    const std::function<void(uint64_t)>& progress) {
  ASSIGN_OR_RETURN(const LogReport report, Verified(directory, progress));
  v1::VerifyLogResponse response;
  response.set_position(report.head);
  response.set_done(true);
  response.set_root(std::string(BytesOf(report.root)));
  for (const LogProblem& problem : report.problems) {
    response.add_problems(Written(problem));
  }
  const std::string accesses = directory + kAccesses;
  if (!std::filesystem::is_directory(accesses)) return response;
  ASSIGN_OR_RETURN(const LogReport of_accesses, Verified(accesses, progress));
  for (const LogProblem& problem : of_accesses.problems) {
    response.add_problems(
        absl::StrCat("het logboek van inzage, ", Written(problem)));
  }
  return response;
}

}  // namespace driehoek::cli
