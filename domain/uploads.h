// What was brought in to be attached to a report, and is not attached yet.
#ifndef DRIEHOEK_DOMAIN_UPLOADS_H_
#define DRIEHOEK_DOMAIN_UPLOADS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace driehoek {

struct Upload {
  std::string id;
  std::string case_id;  // For which it was brought in.
  std::string name;
  std::string media_type;
  uint64_t bytes = 0;
  std::string sealed_hash;  // 32 bytes.
  std::string key;          // 32 bytes.
};

// Those of one person.
using Uploads = std::vector<Upload>;

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_UPLOADS_H_
