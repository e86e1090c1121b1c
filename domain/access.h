// Who may see what: pure functions over a caller's roles and relations. Denied
// unless something here allows it.
#ifndef DRIEHOEK_DOMAIN_ACCESS_H_
#define DRIEHOEK_DOMAIN_ACCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "domain/calendar.h"
#include "domain/case.h"
#include "domain/directory.h"
#include "domain/sights.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/view.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Whoever asks: a person in one role, with the grants that count that day.
struct Caller {
  std::string person_id;  // Under which the person goes on.
  v1::Role role = v1::ROLE_UNSPECIFIED;
  std::vector<v1::RoleHeld> grants;  // Of `role`, counting on the day.
  // Further records of the same person (same_people.h).
  std::vector<std::string> other_ids = {};
  // Practices in which the person is or was a trainer, by any record.
  std::vector<std::string> practice_ids = {};
  // As the procedure says that is in force; null: as the rules propose.
  std::shared_ptr<const Sights> sights = nullptr;
  // The training years of the groups of the grants; only where someone reads.
  std::vector<int> years_of_groups = {};
  // Cases opened in an emergency, in this role, and still open; only where
  // someone reads.
  std::vector<v1::EmergencyAccess> emergencies = {};

  // Whether `id` is a record of the caller: ids are compared by this alone.
  bool Is(const std::string& id) const;
  bool IsAmong(const std::vector<std::string>& ids) const;
  // How much the caller sees of it.
  v1::SightDegree Sees(v1::SightSubject subject) const;
  bool SeesAll(v1::SightSubject subject) const;
  // Of lateness, whether what this role owed or decided is the caller's to see.
  bool SeesLatenessOf(v1::Role owed_by) const;
  // By which opening the case is seen in an emergency; empty: by none.
  std::string EmergencyFor(const std::string& case_id) const;
};

// The person in that role on that day, as this one record says (people.h takes
// all of them).
Caller CallerOf(const PersonState& person, v1::Role role, absl::CivilDay day);

// Teachers, assistants, managers and heads: those who work on cases for the
// institute.
bool IsStaff(v1::Role role);

// Residents and trainers: who can be a party to a case.
bool IsPartyRole(v1::Role role);

// Whether the caller acts in `role` for this scope: an institute-wide grant, or
// one for the group, the year or the placement. A resident or trainer acts for
// a placement only; being a party to it is asked beside it.
bool HoldsFor(const Caller& caller, const std::string& group_id,
              int training_year, const std::string& placement_id);

// Who a case, or a placement without one, is about, and where it lies.
struct Surroundings {
  std::string group_id;
  int training_year = 0;
  std::string placement_id;
  std::string resident_id;
  std::vector<std::string> trainer_ids;
  std::string practice_id;
  std::vector<std::string> candidate_ids;       // Ever.
  std::vector<std::string> open_candidate_ids;  // With whom it has not ended.
  std::string new_trainer_id;  // Of the confirmed pairing; empty: none.
  // Who had the case and still owe something in it.
  std::vector<v1::Scope> former_scopes = {};
  // Of a case that is read; nothing is done in an emergency.
  std::string read_case_id = {};
};
Surroundings SurroundingsOf(const Case& of_case, const Procedure& procedure,
                            const Calendar& calendar);
// Without who had the case, which takes all that is owed to know.
Surroundings SurroundingsNowOf(const Case& of_case);
Surroundings SurroundingsOf(const v1::Case& of_case);
Surroundings SurroundingsOf(const PlacementState& placement);
Surroundings SurroundingsOf(const v1::Placement& placement);

// Whether it came to nothing with the candidate, as far as he or she may know:
// the practice does not suit, the own answer is no, both answered and not both
// yes, another trainer was confirmed, or the case is closed without this one.
bool HasEnded(const Candidate& candidate, const Case& of_case);

// Whether the caller is concerned: as the resident or a trainer of it, or in a
// role that sees cases as staff of the group, the year or the institute, now or
// formerly. Someone who has a part in it has no staff right there.
bool IsConcerned(const Caller& caller, const Surroundings& surroundings);

// Whether the caller is a party there, was put forward, or is or was a trainer
// in the practice, as a duo-partner too; in whichever role he or she asks.
bool HasPartIn(const Caller& caller, const Surroundings& surroundings);

// Whether the caller sees the case by an emergency alone.
bool IsInEmergency(const Caller& caller, const v1::Case& of_case);

// Whether the caller is told by himself or herself when someone opens the case
// in an emergency: those whom it is about, and auditors (the data protection
// officer is one).
bool IsToldOfEmergencies(const Caller& caller, const v1::Case& of_case);

// Whether the caller is a trainer who was put forward there, and with whom it
// has not ended.
bool IsCandidate(const Caller& caller, const Surroundings& surroundings);

// Whether the caller may know of the case: who is concerned, and staff who
// opened it in an emergency, for as long as that lasts. Not a candidate or the
// new trainer (G-12).
bool MaySeeCase(const Caller& caller, const v1::Case& of_case);

// Whether the caller may know of contact agreements and their calls, in a case
// that he or she may see: the teachers, the year assistant and the programme
// manager (S-37).
bool MaySeeContactAgreements(const Caller& caller);

// Whether the caller is a trainer of the case who was decoupled before `day`:
// how it goes on for the resident is not his or hers to know (§3.2).
bool IsDecoupledBefore(const Caller& caller, const v1::Case& of_case,
                       absl::CivilDay day);
// Takes that out of a case: the time without a trainer, and what is owed by
// others about others. Of the new placement KeepSeenCandidates does.
void HideAfterDecoupling(const Caller& caller, v1::Case& of_case);

// Whether an obligation rests on a contact agreement or its calls.
bool IsOfContactAgreement(const v1::Obligation& obligation);
// The same of an obligation of this case, whatever version asked it: by what
// created it.
bool IsOfContactAgreement(const Case& of_case, const v1::ObligationRef& row);

// Whether the caller goes through histories of cases, event by event: as
// proposed the head, the deputy head and auditors.
bool MayReadHistories(const Caller& caller);
// Whether that of this case: staff who may see it, and an auditor who has no
// part in it. Of each event they get what they may know (MaySeeEntry)
// and read (MayReadWords).
bool MayReadHistory(const Caller& caller, const Surroundings& surroundings);
bool MayReadHistory(const Caller& caller, const v1::Case& of_case);

// What someone who may look there looks for, as far as the role and whose it is
// tell (context V-3).
v1::Purpose PurposeOf(const Caller& caller, const v1::Looked& looked);

// Whether the caller is told that someone looked; of a document only when it is
// there for him or her. An auditor of what he or she may go through, and
// of no own files. Whom it concerns; of someone who was put forward or
// takes over only who sees the candidates, or knows of that one (G-12). And all
// but auditors of their own looks. `of_case`: null for what is of no case.
bool MayKnowOfLook(const Caller& caller, const v1::Case* of_case,
                   const v1::Actor& by, const v1::Looked& looked);

// Whether the caller recorded it, or it was recorded on his or her behalf.
bool IsAuthor(const Caller& caller, const v1::Actor& actor);

// Whether the caller is the trainer of the confirmed new pairing: who sees of
// the case only the documents that are meant for that (D-7a, A-11).
bool IsNewTrainer(const Caller& caller, const Surroundings& surroundings);

// Who someone is to the documents of a case.
struct Viewing {
  v1::Viewer viewer = v1::VIEWER_UNSPECIFIED;  // Nobody: knows of none.
  std::string person_id;
  std::vector<std::string> other_ids = {};  // As of Caller.

  bool Is(const std::string& id) const;
};
Viewing ViewingOf(const Caller& caller, const Surroundings& surroundings);
// As ViewingOf, for who reads what was recorded: an auditor too, who may read
// the history.
Viewing ReadingOf(const Caller& caller, const Surroundings& surroundings);
Viewing ReadingOf(const Caller& caller, const v1::Case& of_case);

// How much is seen of a document: unspecified for who does not know of it. Its
// author sees all; a document about one trainer is not there for another
// . `seen_by` as things are now (SightsOf in reports.h, and the rows).
v1::SightLevel SightOf(const Viewing& viewing, v1::Role author,
                       const std::string& trainer_id,
                       const std::vector<v1::Sight>& seen_by);
v1::SightLevel SightOf(const Viewing& viewing,
                       const v1::CaseDocument& document);
v1::SightLevel SightOf(const Viewing& viewing, const v1::FileEntry& entry);

// The parts of a document that are read: all of them, those shared with who
// does not see the whole, or none.
std::vector<std::string> PartsRead(const Viewing& viewing,
                                   const v1::CaseDocument& document);

// Whether the caller knows of that document: of all of it, of a part, or that
// it is there.
bool KnowsOfDocument(const Viewing& viewing, const v1::Case& of_case,
                     const std::string& document_id);

// Leaves of the documents what is seen of each, with its level; a document that
// is not known of is left out.
void KeepSeenDocuments(
    const Viewing& viewing,
    google::protobuf::RepeatedPtrField<v1::CaseDocument>& documents);

// Whether the caller may ask for a resident's e-portfolio or a trainer's
// dossier: its owner, and staff, who get of it what comes from cases that they
// may see (ask MaySeeCase for each entry).
bool MaySeeResidentFile(const Caller& caller, const std::string& resident_id);
bool MaySeeTrainerFile(const Caller& caller, const std::string& trainer_id);

// A signal: the teachers of the group and whoever signalled, whatever a
// procedure says (S-1); not a teacher who has a part in the placement that it
// is about.
bool MaySeeSignal(const Caller& caller, const std::string& group_id,
                  const std::string& signalled_by,
                  const Surroundings& placement);

// Whether the caller may know of what is owed outside cases: of a cohort, the
// staff of that year and of the whole institute; about a procedure, who keeps
// it and who answers for it; of a privacy request, whoever made it, those who
// answer it and an auditor.
bool MaySeeStanding(const Caller& caller, const v1::Standing& standing);

// Whether the caller may see how terms were kept, where he or she may see what
// they are of: what is late, what was deviated from. A resident and a trainer
// may not: it is about staff.
bool MaySeeLateness(const Caller& caller);
// The same of what this role owed or decided: trainer managers and their
// assistants see that of what is theirs alone (§3.2).
bool MaySeeLatenessOf(const Caller& caller, v1::Role owed_by);
// The same of a row: theirs is also what they watch.
bool MaySeeLatenessOf(const Caller& caller, const v1::Due& due);
// Takes all of that out of a row.
void HideLateness(v1::Due& due);

// Whether the caller may see this line of the timeline of a case, given what he
// or she sees of that case (KeepSeenDocuments). Of lateness as above, but that
// a trainer sees a deviation that is about him or her alone. A link to a signal
// is for the teachers and for who made it (S-1); a contact agreement as above,
// and for an auditor, and a call for who was called (S-37). What is about a
// document is for who knows of that document, and what its author chose about
// it for its author. What is about a candidate is for who sees the
// candidates, and for who recorded it. A correction is for who may see what it
// corrects. A candidate sees what he or she recorded or was told, and that he
// or she became the new trainer (D-15), and no more (G-12).
bool MaySeeEntry(const Caller& caller, const v1::Case& seen,
                 const v1::TimelineEntry& entry);

// Whether the caller may see which trainers get no new resident at present
// (G-2): the trainer managers and their assistants.
bool MaySeeUnavailable(const Caller& caller);

// The overviews over cases (§3.2). Whether the caller may ask at all who waits
// for a trainer: staff and auditors.
bool MayListWaiting(const Caller& caller);
// Whether that one resident is shown: of a case that the caller may see, or
// read as an auditor.
bool MaySeeWaiting(const Caller& caller, const v1::Case& of_case);

// Leaves of the candidates what the caller sees; to a candidate the own.
void KeepSeenCandidates(
    const Caller& caller,
    google::protobuf::RepeatedPtrField<v1::Candidacy>& candidacies);
// Leaves of the candidates of the case, and of the new trainer and placement,
// what the caller sees.
void KeepSeenCandidates(const Caller& caller, v1::Case& of_case);

// Whether the caller may have breaches, passed targets and deviations counted:
// staff, policy officers and auditors.
bool MayCount(const Caller& caller);
// Whether what `role` owed or decided, in a case of that group and training
// year, counts for the caller: in the scope of the caller's own role, and for
// trainer managers and their assistants only what is theirs.
bool CountsFor(const Caller& caller, v1::Role role, const std::string& group_id,
               int training_year);

// Whether the caller may see the statistics without names. They are the same
// for all who may: a difference between two tables would tell of someone.
bool MaySeeStatistics(const Caller& caller);

// Whether the caller may see what is kept, for how long, and what was erased:
// the head and the deputy head, who decide on it, and auditors. Not of a case
// to which he or she is a party.
bool MaySeeRetention(const Caller& caller);

// Whether an obligation is the caller's: the role owes it in that scope. A
// resident or trainer owes what is owed in a placement; being a party to it is
// asked beside it.
bool Owes(const Caller& caller, const v1::RoleInScope& owner);

// Whether the placement of the resident or trainer who owes it is not there
// yet: until a new pairing is confirmed, what the new trainer is to do is
// nobody's, and those who watch it see that.
bool IsYetToBeNamed(const v1::RoleInScope& owner);

// Whether it is asked of one trainer, and the caller is another.
bool IsOfAnotherTrainer(const Caller& caller, const v1::Due& due);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_ACCESS_H_
