#include "projections/merged_scan.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "domain/rejections.h"

namespace driehoek {

MergedScan::MergedScan(const RowSnapshot& snapshot,
                       const std::set<std::string>& prefixes,
                       const std::string& after) {
  for (const std::string& prefix : prefixes) {
    // No key follows `after` directly but one with more bytes: a zero is the
    // least of those.
    const std::string first =
        after.empty() ? prefix : absl::StrCat(prefix, after, std::string(1, 0));
    streams_.push_back({prefix.size(), snapshot.Scan(first, EndOf(prefix))});
  }
  FindFirst();
}

absl::string_view MergedScan::rest() const { return RestOf(*first_); }

absl::string_view MergedScan::value() const { return first_->scan->value(); }

void MergedScan::Next() {
  const std::string passed(rest());
  for (Stream& stream : streams_) {
    if (stream.scan->valid() && RestOf(stream) == passed) stream.scan->Next();
  }
  FindFirst();
}

absl::Status MergedScan::status() const {
  for (const Stream& stream : streams_) {
    RETURN_IF_ERROR(stream.scan->status());
  }
  return absl::OkStatus();
}

absl::string_view MergedScan::RestOf(const Stream& stream) const {
  return stream.scan->key().substr(stream.prefix_size);
}

void MergedScan::FindFirst() {
  first_ = nullptr;
  for (const Stream& stream : streams_) {
    if (stream.scan->valid() &&
        (first_ == nullptr || RestOf(stream) < RestOf(*first_))) {
      first_ = &stream;
    }
  }
}

absl::StatusOr<std::set<std::string>> PrefixesUnder(const RowSnapshot& snapshot,
                                                    const std::string& prefix) {
  std::set<std::string> prefixes;
  for (std::string from = prefix;;) {
    const std::unique_ptr<RowScan> scan = snapshot.Scan(from, EndOf(prefix));
    RETURN_IF_ERROR(scan->status());
    if (!scan->valid()) return prefixes;
    const absl::string_view key = scan->key();
    const size_t end = key.find('/', prefix.size());
    const std::string found(key.substr(0, end == key.npos ? end : end + 1));
    prefixes.insert(found);
    from = EndOf(found);
  }
}

std::string PageTokenOf(absl::string_view rest) {
  return absl::WebSafeBase64Escape(rest);
}

absl::StatusOr<std::string> RestOfPageToken(const std::string& token) {
  std::string rest;
  if (!absl::WebSafeBase64Unescape(token, &rest) ||
      PageTokenOf(rest) != token) {
    return rejection::PageTokenUnknown();
  }
  return rest;
}

size_t BoundedPageSize(size_t wished) {
  return std::clamp(wished, size_t{1}, size_t{1000});
}

}  // namespace driehoek
