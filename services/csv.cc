#include "services/csv.h"

#include <csv.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace driehoek {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
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

}  // namespace

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
