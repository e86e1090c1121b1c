#include "bench/figures.h"

#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace driehoek::bench {
namespace {

bool IsMet(const Aim& aim, double value) {
  return aim.side == Aim::Side::kAtLeast ? value >= aim.value
                                         : value <= aim.value;
}

}  // namespace

void Figures::Add(const std::string& name, double value,
                  const std::string& unit, std::optional<Aim> aim) {
  std::string judged;
  google::protobuf::Struct figure;
  auto& fields = *figure.mutable_fields();
  fields["name"].set_string_value(name);
  fields["value"].set_number_value(value);
  fields["unit"].set_string_value(unit);
  if (aim.has_value()) {
    const bool at_least = aim->side == Aim::Side::kAtLeast;
    const bool met = IsMet(*aim, value);
    judged = absl::StrFormat("  %s %-8g %s", at_least ? ">=" : "<=", aim->value,
                             met ? "met" : "MISSED");
    fields["aim"].set_number_value(aim->value);
    fields["aim_is"].set_string_value(at_least ? "at least" : "at most");
    fields["met"].set_bool_value(met);
  }
  std::printf("%-56s %12.2f %-10s%s\n", name.c_str(), value, unit.c_str(),
              judged.c_str());
  std::fflush(stdout);
  *list_.add_values()->mutable_struct_value() = figure;
}

absl::Status Figures::Write(const std::string& path) const {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(list_, &text, options)
           .ok()) {
    return absl::InternalError("the figures are no JSON");
  }
  std::ofstream file(path);
  file << text;
  file.close();
  return file ? absl::OkStatus()
              : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

}  // namespace driehoek::bench
