#include "base/http.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/fatal.h"
#include "base/status_macros.h"
#include "base/this_machine.h"

namespace driehoek {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};
using Handle = std::unique_ptr<CURL, Free>;
using Url = std::unique_ptr<CURLU, Free>;
using Text = std::unique_ptr<char, Free>;

// Once, before any other thread uses it.
void Initialize() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (done != CURLE_OK) Fatal("libcurl does not start");
}

std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  const Text owned(text);
  return text;
}

// What is received so far.
struct Received {
  std::string bytes;
  size_t limit;
};

size_t Receive(char* data, size_t size, size_t count, void* into) {
  auto& received = *static_cast<Received*>(into);
  const size_t bytes = size * count;
  // Another number than was given ends the transfer.
  if (received.bytes.size() + bytes > received.limit) return 0;
  received.bytes.append(data, bytes);
  return bytes;
}

int IsGivenUp(void* give_up, curl_off_t /*to_come*/, curl_off_t /*came*/,
              curl_off_t /*to_go*/, curl_off_t /*went*/) {
  // Anything but 0 ends the transfer.
  return static_cast<const std::atomic<bool>*>(give_up)->load() ? 1 : 0;
}

template <typename T>
void Set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) {
    Fatal(absl::StrCat("libcurl does not know option ",
                       static_cast<int>(option)));
  }
}

}  // namespace

absl::Status CheckUrl(absl::string_view url) {
  Initialize();
  const Url parsed(curl_url());
  if (parsed == nullptr ||
      curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0) !=
          CURLUE_OK) {
    return absl::InvalidArgumentError("this is no address of a web page");
  }
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME);
  if (scheme == "https") return absl::OkStatus();
  const std::string host = PartOf(parsed.get(), CURLUPART_HOST);
  if (scheme == "http" && (IsLoopback(host) || host == "localhost")) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "an address must begin with https:// (http:// is for this machine "
      "alone)");
}

namespace {

// "name=value&...", with what is not plain written as %XX.
std::string Encoded(const HttpForm& form, CURL* handle) {
  const auto escaped = [handle](const std::string& text) {
    const Text safe(
        curl_easy_escape(handle, text.data(), static_cast<int>(text.size())));
    if (safe == nullptr) Fatal("no memory for a form");
    return std::string(safe.get());
  };
  std::vector<std::string> fields;
  fields.reserve(form.size());
  for (const auto& [name, value] : form) {
    fields.push_back(absl::StrCat(escaped(name), "=", escaped(value)));
  }
  return absl::StrJoin(fields, "&");
}

// Null form: a GET.
absl::StatusOr<HttpAnswer> Ask(const std::string& url, const HttpForm* form,
                               const HttpLimits& limits) {
  RETURN_IF_ERROR(CheckUrl(url));
  const Handle handle(curl_easy_init());
  if (handle == nullptr) return absl::UnavailableError("no memory for a call");
  Received received{"", limits.bytes};
  Set(handle.get(), CURLOPT_URL, url.c_str());
  Set(handle.get(), CURLOPT_PROTOCOLS_STR, "https,http");
  Set(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle.get(), CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  // What is for this machine alone goes to no proxy.
  Set(handle.get(), CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  Set(handle.get(), CURLOPT_NOSIGNAL, 1L);  // There are threads.
  Set(handle.get(), CURLOPT_TIMEOUT_MS,
      static_cast<long>(absl::ToInt64Milliseconds(limits.time)));  // NOLINT
  Set(handle.get(), CURLOPT_WRITEFUNCTION, &Receive);
  Set(handle.get(), CURLOPT_WRITEDATA, &received);
  if (limits.give_up != nullptr) {
    Set(handle.get(), CURLOPT_NOPROGRESS, 0L);
    Set(handle.get(), CURLOPT_XFERINFOFUNCTION, &IsGivenUp);
    Set(handle.get(), CURLOPT_XFERINFODATA, limits.give_up);
  }
  std::string sent;
  if (form != nullptr) {
    sent = Encoded(*form, handle.get());
    Set(handle.get(), CURLOPT_POSTFIELDS, sent.c_str());
    Set(handle.get(), CURLOPT_POSTFIELDSIZE,
        static_cast<long>(sent.size()));  // NOLINT: as libcurl has it.
  }
  const CURLcode done = curl_easy_perform(handle.get());
  if (done != CURLE_OK) {
    return absl::UnavailableError(
        absl::StrCat(url, ": ", curl_easy_strerror(done)));
  }
  long status = 0;  // NOLINT: as libcurl has it.
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return HttpAnswer{static_cast<int>(status), std::move(received.bytes)};
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& url,
                                    const HttpLimits& limits) {
  ASSIGN_OR_RETURN(HttpAnswer answer, Ask(url, nullptr, limits));
  if (answer.status != 200) {
    return absl::UnavailableError(
        absl::StrCat(url, ": status ", answer.status));
  }
  return std::move(answer.body);
}

absl::StatusOr<HttpAnswer> HttpPost(const std::string& url,
                                    const HttpForm& form,
                                    const HttpLimits& limits) {
  return Ask(url, &form, limits);
}

}  // namespace driehoek
