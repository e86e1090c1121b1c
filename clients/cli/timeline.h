// A case as a picture: a lane for each role, a line for each obligation.
#ifndef DRIEHOEK_CLIENTS_CLI_TIMELINE_H_
#define DRIEHOEK_CLIENTS_CLI_TIMELINE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "driehoek/v1/view.pb.h"

namespace driehoek::cli {

// Draws within `width` columns; narrower than a picture needs, the lists alone
// remain. All that the picture says, the lists say in words.
std::string DrawTimeline(const v1::Case& case_now,
                         const std::vector<v1::TimelineEntry>& entries,
                         size_t width);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_TIMELINE_H_
