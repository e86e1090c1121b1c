#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "google/protobuf/util/message_differencer.h"
#include "procedures/case_work.h"

namespace driehoek {
namespace {

constexpr size_t kMaxProblemsInRefusal = 5;

std::string Summary(const std::vector<v1::ProcedureProblem>& problems) {
  std::vector<std::string> lines;
  for (const v1::ProcedureProblem& problem : problems) {
    if (lines.size() == kMaxProblemsInRefusal) break;
    lines.push_back(absl::StrCat("regel ", problem.line(), ", ",
                                 problem.field(), ": ", problem.what()));
  }
  return absl::StrJoin(lines, "; ");
}

}  // namespace

Answer Decide(const v1::PublishProcedure& command, const Situation& situation) {
  std::vector<v1::ProcedureProblem> problems;
  const std::shared_ptr<const Procedure> procedure =
      ParseProcedure(command.textproto(), &problems);
  if (procedure == nullptr)
    return rejection::ProcedureInvalid(Summary(problems));

  const v1::Procedure& data = procedure->data();
  if (data.has_reviewed_on() &&
      FromProto(data.reviewed_on()) > situation.context.today) {
    return rejection::DateInFuture(FromProto(data.reviewed_on()));
  }

  // Cases of every version are seen by what is in force, which may be any.
  for (const auto& other : situation.draft.catalogue().all()) {
    for (const auto& [sights, work] :
         {std::pair(procedure, other), std::pair(other, procedure)}) {
      const std::vector<std::string> wrong =
          LeftWithoutCases(sights->data(), work->data());
      if (wrong.empty()) continue;
      return rejection::ProcedureInvalid(
          absl::StrCat("sights van ", sights->name(), ", naast ", work->name(),
                       ": ", absl::StrJoin(wrong, "; ")));
    }
  }

  Ruled ruled;
  ruled.id = procedure->name();
  if (const std::shared_ptr<const Procedure> published =
          situation.draft.catalogue().Find(procedure->name())) {
    // Comments and layout may differ: what it says is what counts.
    return google::protobuf::util::MessageDifferencer::Equals(published->data(),
                                                              procedure->data())
               ? Answer(std::move(ruled))
               : rejection::ProcedureVersionExists(procedure->name());
  }
  v1::ProcedurePublished& published =
      *ruled.events.emplace_back().mutable_procedure_published();
  published.set_key(procedure->data().key());
  published.set_version(procedure->data().version());
  *published.mutable_in_force_from() = procedure->data().in_force_from();
  published.set_textproto(command.textproto());
  return ruled;
}

}  // namespace driehoek
