// What is gone for good once something happened.
#ifndef DRIEHOEK_DOMAIN_ERASURE_H_
#define DRIEHOEK_DOMAIN_ERASURE_H_

#include <string>

#include "driehoek/v1/event.pb.h"

namespace driehoek {

// The document of which the words are destroyed once `event` is in the log: an
// author took back the own reflection report, of which no trace is left for
// others (A-21; context V-5). Empty: none.
std::string ErasedDocument(const v1::Event& event);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_ERASURE_H_
