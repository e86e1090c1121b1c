// The procedures an institute has published, checked and ready for use.
#ifndef DRIEHOEK_PROCEDURES_CATALOGUE_H_
#define DRIEHOEK_PROCEDURES_CATALOGUE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/procedure_service.pb.h"

namespace driehoek {

// A checked version of a procedure. Immutable; safe to share between threads.
class Procedure {
 public:
  explicit Procedure(v1::Procedure data);

  const v1::Procedure& data() const { return data_; }
  // "key@version"
  const std::string& name() const { return name_; }
  absl::CivilDay in_force_from() const { return in_force_from_; }

  // Null when the procedure has none of that key.
  const v1::Report* FindReport(absl::string_view key) const;
  // A part of a report; null without that report, too.
  const v1::ReportPart* FindPart(absl::string_view report,
                                 absl::string_view part) const;
  const v1::Place* FindPlace(absl::string_view key) const;
  const v1::Obligation* FindObligation(absl::string_view key) const;
  // Null when the guard is not switched on.
  const v1::GuardRule* FindGuard(v1::Guard guard) const;
  // By the command's field name; null when the procedure lets nobody.
  const v1::Competence* FindCompetence(absl::string_view command) const;
  // By the event's name in event.proto; null when only whoever recorded its
  // words reads them.
  const v1::RecordedWords* FindWords(absl::string_view event) const;
  // What the institute calls a role ("jaarassistent"); its name in English
  // ("year assistant") when it does not say.
  std::string RoleName(v1::Role role) const;

 private:
  v1::Procedure data_;
  std::string name_;
  absl::CivilDay in_force_from_;
};

// Reads and checks a procedure in protobuf text format, at most 256 KiB.
// Returns null and fills `problems` (at most 200, in the order of the text,
// after those about the whole) when anything is wrong: each with line, column
// and field, in Dutch; empties it when all is well. Checked: form, unknown
// words, limits, dates, duplicate keys, references to reports and places, an
// obligation without owner or (HARD, TARGET) bound, a bound on a class without
// dates, a cycle between obligations, an obligation of a case and of something
// else at once, a report that nobody files or writes, a role without a name, a
// command that nobody may give.
std::shared_ptr<const Procedure> ParseProcedure(
    absl::string_view textproto, std::vector<v1::ProcedureProblem>* problems);

// The published versions. Immutable once built; copied when one is added.
class Catalogue {
 public:
  // Adds a version, published at this moment; long ago without it.
  // AlreadyExists when that version is there.
  absl::Status Add(std::shared_ptr<const Procedure> procedure,
                   absl::Time published_at = absl::InfinitePast());

  // Null when not published.
  std::shared_ptr<const Procedure> Find(absl::string_view key,
                                        absl::string_view version) const;
  // By "key@version".
  std::shared_ptr<const Procedure> Find(absl::string_view name) const;
  // What a case that begins on `day` follows: the version that came into force
  // last; of equals the one published last. Null when none is in force.
  std::shared_ptr<const Procedure> InForceOn(absl::CivilDay day) const;
  // The same among the versions of one procedure.
  std::shared_ptr<const Procedure> InForceOn(absl::string_view key,
                                             absl::CivilDay day) const;
  // The version of a procedure that came into force first. Null when there is
  // none.
  std::shared_ptr<const Procedure> First(absl::string_view key) const;

  // When a version of this catalogue was published, as Add was told.
  absl::Time PublishedAt(const Procedure& procedure) const;

  // In the order of publication.
  const std::vector<std::shared_ptr<const Procedure>>& all() const {
    return all_;
  }

 private:
  template <typename Counts>
  std::shared_ptr<const Procedure> LastInForce(absl::CivilDay day,
                                               const Counts& counts) const;

  std::vector<std::shared_ptr<const Procedure>> all_;
  std::vector<absl::Time> published_at_;  // Of each.
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_CATALOGUE_H_
