// Whose key seals what of an event: whoever is to be forgotten decides.
#ifndef DRIEHOEK_EVENTSTORE_BODY_KEYS_H_
#define DRIEHOEK_EVENTSTORE_BODY_KEYS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/tag.h"
#include "eventstore/event_store.h"

namespace driehoek {

// Of what the two keys of an event are.
struct KeySubjects {
  std::string facts;
  std::string texts;
};

inline constexpr char kWordsSubject[] = "words of ";

// Facts go with the case, or else with the file or the person they are in;
// texts with the document, the case or the person whose words they are, each
// under another key than the facts, so that they can go first. `tags` has one
// or more. What says that something was erased, or may not be, goes with
// nothing but the institute: it is to stay.
KeySubjects SubjectsOf(EventType type, const std::vector<Tag>& tags);

inline constexpr char kMonthSubject[] = "month ";

// Everything of a month goes together: for a log of which a month is kept for a
// term. In UTC; kMonthSubject and
// "2026-09".
KeySubjects SubjectsOfMonth(absl::Time recorded_at);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_BODY_KEYS_H_
