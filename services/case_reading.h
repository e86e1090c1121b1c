// The history of a case as someone may read it, event by event. For the
// *_service.cc files only.
#ifndef DRIEHOEK_SERVICES_CASE_READING_H_
#define DRIEHOEK_SERVICES_CASE_READING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/access.h"
#include "domain/case.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "services/served.h"

namespace driehoek {

// A text of an event, that someone may read.
struct ReadText {
  std::string field;  // The field of the event that is it, or has it.
  std::string part;   // The key of the part, of a report; else empty.
  std::string title;  // What the part is called; else empty.
  std::string text;
};

// What one caller may know and read of the events of one case, by what is so at
// the head of the log: what was taken back since is not there any more.
class CaseReading {
 public:
  // NotFound when there is no such case, or not for this caller: it is there
  // for who may see it, for a candidate, and for who may read its history.
  static absl::StatusOr<CaseReading> Of(const Served& served, Caller caller,
                                        const std::string& case_id);
  // By what was so then.
  static absl::StatusOr<CaseReading> Of(const Served& served, Caller caller,
                                        const std::string& case_id,
                                        Position until);

  const std::string& case_id() const { return seen_.case_id(); }
  // The case, as the caller may see it.
  const v1::Case& seen() const { return seen_; }

  // Whether the caller may know of the event.
  bool MaySee(const RecordedEvent& recorded) const;
  // The words of the event that the caller may read.
  std::vector<v1::Words> WordsRead(const RecordedEvent& recorded) const;
  // With those of a document too: its parts, and what was put beside it.
  std::vector<ReadText> TextsRead(const RecordedEvent& recorded) const;
  // Whether it is of after the caller was decoupled: of how it went on for
  // others.
  bool IsPastTheCaller(const RecordedEvent& recorded) const;
  // The event as a line of the timeline.
  v1::TimelineEntry EntryOf(const RecordedEvent& recorded) const;
  // Takes out of the event what is for others to read or to see, of candidates
  // too; and the text of a document, which is to be opened (access_log.h).
  void LeaveOutUnread(RecordedEvent& recorded) const;

 private:
  CaseReading(Caller caller, Case state,
              std::shared_ptr<const Procedure> procedure, v1::Case seen);

  // Null: it is not there for the caller, or not to read.
  const v1::CaseDocument* FindRead(const std::string& document_id) const;
  bool ReadsAllOf(const std::string& document_id) const;
  std::string TitleOf(const std::string& report, const std::string& part) const;
  void LeaveOutParts(v1::ReportSubmitted& report) const;

  Caller caller_;
  Case state_;
  std::shared_ptr<const Procedure> procedure_;
  v1::Case seen_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CASE_READING_H_
