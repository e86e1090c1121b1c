#include "services/strict_json.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"

namespace driehoek {
namespace {

using Json = nlohmann::json;

// Watches a parse for what JSON lets through and we do not.
class Watch {
 public:
  explicit Watch(int max_depth) : max_depth_(max_depth) {}

  bool Take(int depth, Json::parse_event_t event, const Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
        names_.emplace_back();
        strict_ = strict_ && depth < max_depth_;
        break;
      case Json::parse_event_t::array_start:
        strict_ = strict_ && depth < max_depth_;
        break;
      case Json::parse_event_t::key:
        strict_ =
            strict_ &&
            names_.back().insert(parsed.get_ref<const std::string&>()).second;
        break;
      case Json::parse_event_t::object_end:
        names_.pop_back();
        break;
      case Json::parse_event_t::array_end:
      case Json::parse_event_t::value:
        break;
    }
    return true;
  }

  bool strict() const { return strict_; }

 private:
  const int max_depth_;
  bool strict_ = true;
  std::vector<absl::flat_hash_set<std::string>> names_;
};

}  // namespace

absl::StatusOr<Json> ParseStrictObject(absl::string_view text, int max_depth) {
  Watch watch(max_depth);
  Json parsed = Json::parse(
      text.begin(), text.end(),
      [&watch](int depth, Json::parse_event_t event, const Json& part) {
        return watch.Take(depth, event, part);
      },
      /*allow_exceptions=*/false);
  if (!parsed.is_object() || !watch.strict()) {
    return absl::InvalidArgumentError("no JSON object of the kind we take");
  }
  return parsed;
}

std::optional<std::string> StringIn(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::string> FromBase64Url(absl::string_view text) {
  std::string bytes;
  // Abseil takes padding, blanks and loose last bits as well.
  if (!absl::WebSafeBase64Unescape(text, &bytes) ||
      ToBase64Url(bytes) != text) {
    return std::nullopt;
  }
  return bytes;
}

std::string ToBase64Url(absl::string_view bytes) {
  return absl::WebSafeBase64Escape(bytes);
}

}  // namespace driehoek
