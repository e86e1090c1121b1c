// Rows of a CSV file, by libcsv.
#ifndef DRIEHOEK_SERVICES_CSV_H_
#define DRIEHOEK_SERVICES_CSV_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace driehoek {

struct CsvRow {
  int line = 0;  // Where it begins; 1 is the first.
  std::vector<std::string> fields;
};

struct CsvLimits {
  size_t rows;
  size_t fields_in_row;
};

// Each line is 0 when there is none.
struct CsvFile {
  std::vector<CsvRow> rows;  // Without empty lines.
  int bad_line = 0;          // Where a quote does not close or stands wrong.
  // Where the first row past a limit begins; it and what follows is not read.
  int row_too_many = 0;
  int row_too_long = 0;
};

// Reads RFC 4180: quoted fields may hold the delimiter, quotes and line ends;
// lines end in LF or CRLF. The delimiter is `;` when the first line has one,
// else `,`. A byte order mark is skipped.
CsvFile ParseCsv(absl::string_view bytes, const CsvLimits& limits);

// What ParseCsv reads as these fields, with `;` and a line end. What a
// spreadsheet would take for a formula (it begins with `=`, `+`, `-` or `@`)
// gets a `'` before it, which makes it text there.
std::string CsvLine(const std::vector<std::string>& fields);

// A field of a file without the `'` that CsvLine put before it.
absl::string_view MeantBy(absl::string_view field);

// By which a spreadsheet knows that a file is UTF-8; ParseCsv skips it.
inline constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CSV_H_
