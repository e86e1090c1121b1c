// Which events are recorded with words that a procedure says the readers of.
#ifndef DRIEHOEK_PROCEDURES_EVENT_WORDS_H_
#define DRIEHOEK_PROCEDURES_EVENT_WORDS_H_

#include <string>
#include <vector>

#include "driehoek/v1/event.pb.h"
#include "google/protobuf/descriptor.h"

namespace driehoek {

// The fields with words of an event of a case, in the order of event.proto.
// None for an event without, and for a report and a reaction to it: who reads
// those is said of the report.
const std::vector<const google::protobuf::FieldDescriptor*>& WordFieldsOf(
    v1::Event::KindCase kind);

// The names in event.proto of all events that have such words.
const std::vector<std::string>& EventsWithWords();

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_EVENT_WORDS_H_
