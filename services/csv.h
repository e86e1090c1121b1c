// Rows of a CSV file, by libcsv.
#ifndef DRIEHOEK_SERVICES_CSV_H_
#define DRIEHOEK_SERVICES_CSV_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace driehoek {

struct CsvRow {
  int line = 0;  // Where it begins; 1 is the first.
  std::vector<std::string> fields;
};

struct CsvFile {
  std::vector<CsvRow> rows;  // Without empty lines.
  int bad_line = 0;          // Where a quote does not close or stands wrong.
};

// Reads RFC 4180: quoted fields may hold the delimiter, quotes and line ends;
// lines end in LF or CRLF. The delimiter is `;` when the first line has one,
// else `,`. A byte order mark is skipped.
CsvFile ParseCsv(absl::string_view bytes);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CSV_H_
