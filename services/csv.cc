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

// What libcsv calls back into.
struct Reading {
  CsvFile file;
  CsvRow row;
  int line = 1;

  int LinesInRow() const {
    int lines = 1;
    for (const std::string& field : row.fields) {
      lines += static_cast<int>(std::count(field.begin(), field.end(), '\n'));
    }
    return lines;
  }

  void EndRow() {
    const int lines = LinesInRow();
    row.line = line;
    line += lines;
    if (!row.fields.empty()) file.rows.push_back(std::move(row));
    row = CsvRow();
  }
};

void OnField(void* bytes, size_t size, void* reading) {
  static_cast<Reading*>(reading)->row.fields.emplace_back(
      static_cast<const char*>(bytes), size);
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

  bool Parse(absl::string_view bytes, Reading& reading) {
    return csv_parse(&parser_, bytes.data(), bytes.size(), OnField, OnRow,
                     &reading) == bytes.size() &&
           csv_fini(&parser_, OnField, OnRow, &reading) == 0;
  }

 private:
  csv_parser parser_;
};

}  // namespace

CsvFile ParseCsv(absl::string_view bytes) {
  absl::ConsumePrefix(&bytes, kByteOrderMark);
  // Reporting every line end would count both of CRLF.
  const std::string text = absl::StrReplaceAll(bytes, {{"\r\n", "\n"}});
  const size_t first_line = std::min(text.find('\n'), text.size());
  const bool semicolons = text.find(';') < first_line;

  Parser parser(semicolons ? ';' : ',');
  Reading reading;
  if (!parser.Parse(text, reading)) {
    reading.file.bad_line = reading.line + reading.LinesInRow() - 1;
  }
  return std::move(reading.file);
}

}  // namespace driehoek
