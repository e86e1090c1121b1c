// The columns and words of the CSV files of the directory: what is imported and
// exported alike.
#ifndef DRIEHOEK_SERVICES_CSV_COLUMNS_H_
#define DRIEHOEK_SERVICES_CSV_COLUMNS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "driehoek/v1/directory_service.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

using Columns = std::vector<std::string>;

// The columns of each kind, in their order; `?` may be left empty. Null for no
// kind.
const Columns* ColumnsOf(v1::ImportKind kind);
bool IsOptional(absl::string_view column);
// Without the `?`.
std::string NameOf(absl::string_view column);

template <typename Value>
using Words = std::vector<std::pair<absl::string_view, Value>>;

const Words<v1::Role>& RoleWords();
const Words<v1::CalendarDayKind>& DayWords();

// The word for a value; empty when it has none.
template <typename Value>
std::string WordFor(Value value, const Words<Value>& words) {
  for (const auto& [word, meant] : words) {
    if (meant == value) return std::string(word);
  }
  return "";
}

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CSV_COLUMNS_H_
