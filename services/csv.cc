#include "services/csv.h"

#include <csv.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace driehoek {
namespace {

// libcsv reads on to the end of a piece when a limit is passed.
constexpr size_t kPieceBytes = 64 << 10;

// What libcsv calls back into.
struct Reading {
  const CsvLimits limits;
  CsvFile file;
  CsvRow row;
  int line = 1;

  bool PastALimit() const {
    return file.row_too_many != 0 || file.row_too_long != 0;
  }

  int LinesInRow() const {
    int lines = 1;
    for (const std::string& field : row.fields) {
      lines += static_cast<int>(std::count(field.begin(), field.end(), '\n'));
    }
    return lines;
  }

  void AddField(absl::string_view field) {
    if (PastALimit()) return;
    if (file.rows.size() == limits.rows) {
      file.row_too_many = line;
    } else if (row.fields.size() == limits.fields_in_row) {
      file.row_too_long = line;
    } else {
      row.fields.emplace_back(field);
    }
  }

  void EndRow() {
    if (PastALimit()) return;
    const int lines = LinesInRow();
    row.line = line;
    line += lines;
    if (!row.fields.empty()) file.rows.push_back(std::move(row));
    row = CsvRow();
  }
};

void OnField(void* bytes, size_t size, void* reading) {
  static_cast<Reading*>(reading)->AddField(
      {static_cast<const char*>(bytes), size});
}

void OnRow(int /*terminator*/, void* reading) {
  static_cast<Reading*>(reading)->EndRow();
}

// Owns what libcsv allocates.
class Parser {
 public:
  explicit Parser(char delimiter) {
    // Reports empty lines too, so that lines can be counted.
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Whether all quotes are right, as far as the limits let it read.
  bool Parse(absl::string_view bytes, Reading& reading) {
    while (!bytes.empty()) {
      const absl::string_view piece = bytes.substr(0, kPieceBytes);
      const bool good = csv_parse(&parser_, piece.data(), piece.size(), OnField,
                                  OnRow, &reading) == piece.size();
      if (reading.PastALimit()) return true;
      if (!good) return false;
      bytes.remove_prefix(piece.size());
    }
    return csv_fini(&parser_, OnField, OnRow, &reading) == 0;
  }

 private:
  csv_parser parser_;
};

// Also what already has a `'` before it, or more: taking one away must give
// back what was there.
bool LooksLikeFormula(absl::string_view field) {
  const size_t first = field.find_first_not_of('\'');
  return first != absl::string_view::npos &&
         absl::StrContains("=+-@", field[first]);
}

std::string Quoted(absl::string_view field) {
  std::string quoted(csv_write(nullptr, 0, field.data(), field.size()), '\0');
  csv_write(quoted.data(), quoted.size(), field.data(), field.size());
  return quoted;
}

}  // namespace

std::string CsvLine(const std::vector<std::string>& fields) {
  return absl::StrCat(
      absl::StrJoin(fields, ";",
                    [](std::string* line, const std::string& field) {
                      absl::StrAppend(line,
                                      Quoted(LooksLikeFormula(field)
                                                 ? absl::StrCat("'", field)
                                                 : field));
                    }),
      "\n");
}

absl::string_view MeantBy(absl::string_view field) {
  if (LooksLikeFormula(field)) absl::ConsumePrefix(&field, "'");
  return field;
}

CsvFile ParseCsv(absl::string_view bytes, const CsvLimits& limits) {
  absl::ConsumePrefix(&bytes, kByteOrderMark);
  // Reporting every line end would count both of CRLF.
  const std::string text = absl::StrReplaceAll(bytes, {{"\r\n", "\n"}});
  const size_t first_line = std::min(text.find('\n'), text.size());
  const bool semicolons = text.find(';') < first_line;

  Parser parser(semicolons ? ';' : ',');
  Reading reading{.limits = limits, .file = {}, .row = {}};
  if (!parser.Parse(text, reading)) {
    reading.file.bad_line = reading.line + reading.LinesInRow() - 1;
  }
  return std::move(reading.file);
}

}  // namespace driehoek
