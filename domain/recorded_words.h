// The words with which something in a case was recorded, and who reads them.
#ifndef DRIEHOEK_DOMAIN_RECORDED_WORDS_H_
#define DRIEHOEK_DOMAIN_RECORDED_WORDS_H_

#include <vector>

#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The words of an event that are asked for by themselves, not with a document:
// those that are there, in the order of event.proto.
std::vector<v1::Words> WordsIn(const v1::Event& event);

// Takes every text out, also those of a document.
void ClearTexts(v1::Event& event);

// Whether the caller may read the words of this line of the timeline, given
// what he or she sees of that case (KeepSeenDocuments): whoever recorded them,
// or on whose behalf, and whom the procedure names. Nobody who may not see the
// line (MaySeeEntry). A candidate reads what he or she was told (K-10), a
// trainer of what is about one trainer the own.
bool MayReadWords(const Caller& caller, const Procedure& procedure,
                  const v1::Case& seen, const v1::TimelineEntry& entry);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_RECORDED_WORDS_H_
