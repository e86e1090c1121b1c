// What a view is made of. There are two kinds: rows that are a pure function of
// a folded subject (a case, a cohort, a procedure), and rows that change event
// by event.
#ifndef DRIEHOEK_PROJECTIONS_VIEW_H_
#define DRIEHOEK_PROJECTIONS_VIEW_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/case.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "projections/rows.h"

namespace driehoek {

// A case as views see it. Borrows everything.
struct CaseSeen {
  const Procedure& procedure;
  const Case& state;
  const v1::Case& row;  // CaseRowOf the two above.
};

// Rows by key.
using RowSet = std::map<std::string, std::string>;

// What can be owed something of, as views see it. Borrows both.
struct SubjectSeen {
  const std::string& key;  // SubjectKeyOf it.
  const google::protobuf::RepeatedPtrField<v1::Due>& obligations;
};

// A view whose rows are a pure function of what is owed, in a case or outside
// cases. The projector folds the subject, and writes what differs from the rows
// of before.
struct SubjectView {
  std::string name;
  int version;  // Raised when the rows of the same log become other rows.
  void (*add_rows)(const SubjectSeen& seen, RowSet& rows);
};

// As SubjectView, of a cohort or a procedure.
struct StandingView {
  std::string name;
  int version;
  void (*add_rows)(const v1::Standing& row, RowSet& rows);
};

// As SubjectView, of a case.
struct CaseView {
  std::string name;
  int version;
  void (*add_rows)(const CaseSeen& seen, RowSet& rows);
  // The rows of one that was erased; null: none.
  void (*add_rows_of_erased)(const ErasedCase& erased, RowSet& rows) = nullptr;
};

// Rows as they are with the changes made so far. Used by one thread.
class RowEditor {
 public:
  RowEditor(const Rows& rows, RowBatch& batch) : rows_(rows), batch_(batch) {}

  absl::StatusOr<std::optional<std::string>> Get(const std::string& key);
  void Put(const std::string& key, std::string value) {
    batch_.Put(key, std::move(value));
  }
  void Delete(const std::string& key) { batch_.Delete(key); }

  // Changes the message under `key`; an empty one when there is none.
  template <typename Message>
  absl::Status Change(const std::string& key,
                      const std::function<void(Message&)>& change);

 private:
  const Rows& rows_;
  RowBatch& batch_;
  std::unique_ptr<RowSnapshot> snapshot_;  // Taken when first needed.
};

// The case of an event, with that event. Borrows both.
struct CaseOfEvent {
  const Procedure& procedure;
  const Case& state;
};

// A view whose rows change event by event.
struct EventView {
  std::string name;
  int version;
  // `of_case`: null for an event of no case.
  absl::Status (*apply)(const RecordedEvent& event, const CaseOfEvent* of_case,
                        RowEditor& rows);
};

// The message that `bytes` are. DataLoss when they are not.
template <typename Message>
absl::StatusOr<Message> ParseRow(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) {
    return absl::DataLossError("a row of the views is damaged");
  }
  return message;
}

template <typename Message>
absl::Status RowEditor::Change(const std::string& key,
                               const std::function<void(Message&)>& change) {
  absl::StatusOr<std::optional<std::string>> bytes = Get(key);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<Message> message = ParseRow<Message>(bytes->value_or(""));
  if (!message.ok()) return message.status();
  change(*message);
  Put(key, message->SerializeAsString());
  return absl::OkStatus();
}

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_VIEW_H_
