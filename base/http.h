// Asking over HTTPS, by libcurl.
#ifndef DRIEHOEK_BASE_HTTP_H_
#define DRIEHOEK_BASE_HTTP_H_

#include <atomic>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace driehoek {

// OK for https, and for http to this machine itself. InvalidArgument for
// anything else: what comes from there could be anybody's.
absl::Status CheckUrl(absl::string_view url);

struct HttpLimits {
  size_t bytes = 256 << 10;
  absl::Duration time = absl::Seconds(10);
  // Once it is true the asking is given up, within a second or so. Null: never.
  const std::atomic<bool>* give_up = nullptr;
};

// What the server answers with status 200. Blocks. Follows no redirect, and
// takes the certificate authorities of the machine. InvalidArgument of
// CheckUrl; Unavailable for all else, with what went wrong and without what
// was answered.
absl::StatusOr<std::string> HttpGet(const std::string& url,
                                    const HttpLimits& limits = {});

struct HttpAnswer {
  int status = 0;
  std::string body;
};
// Names and values, in this order.
using HttpForm = std::vector<std::pair<std::string, std::string>>;

// As HttpGet, but sends a form, and gives the answer whatever its status.
absl::StatusOr<HttpAnswer> HttpPost(const std::string& url,
                                    const HttpForm& form,
                                    const HttpLimits& limits = {});

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_HTTP_H_
