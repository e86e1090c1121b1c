// The package of what is kept of someone (art. 15 AVG), as a file to read.
#ifndef DRIEHOEK_CLIENTS_CLI_PACKAGE_H_
#define DRIEHOEK_CLIENTS_CLI_PACKAGE_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/privacy_service.pb.h"

namespace driehoek::cli {

// A page of HTML, piece by piece. Needs nothing from elsewhere, runs nothing.
class PackagePage {
 public:
  // Writes to `out`, which it borrows.
  explicit PackagePage(std::ostream& out);

  void Add(const v1::GetPackageResponse& piece);
  void End();

 private:
  void Person(const v1::PackagedPerson& person);
  void Event(const v1::PackagedEvent& event);
  void Text(const v1::PackagedText& text);
  void Signal(const v1::Signal& signal);
  void Look(const v1::Look& look);
  // Ends the list that is open, if any, and begins one under this heading.
  void Begin(absl::string_view heading);

  std::ostream& out_;
  bool in_list_ = false;
  bool in_signals_ = false;
  bool in_looks_ = false;
};

// From which character up to which the passage stands in the text. UsageError
// when it is not in it, or more than once.
struct Stretch {
  int32_t from = 0;
  int32_t until = 0;
};
absl::StatusOr<Stretch> FindPassage(absl::string_view passage,
                                    const v1::PackagedText& text);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_PACKAGE_H_
