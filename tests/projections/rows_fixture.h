// Rows that a test can look into while a projector has them.
#ifndef DRIEHOEK_TESTS_PROJECTIONS_ROWS_FIXTURE_H_
#define DRIEHOEK_TESTS_PROJECTIONS_ROWS_FIXTURE_H_

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/fatal.h"
#include "projections/made_from.h"
#include "projections/rows.h"

namespace driehoek {

// Lends rows that outlive whoever borrows them: what stays when a process ends.
class LentRows : public Rows {
 public:
  explicit LentRows(Rows& rows) : rows_(rows) {}

  std::unique_ptr<RowSnapshot> Snapshot() const override {
    return rows_.Snapshot();
  }
  absl::Status Write(const RowBatch& batch) override {
    return rows_.Write(batch);
  }
  absl::Status Clear() override { return rows_.Clear(); }

 private:
  Rows& rows_;
};

// Every row, by key.
inline std::map<std::string, std::string> AllRows(const Rows& rows) {
  std::map<std::string, std::string> all;
  const std::unique_ptr<RowScan> scan = rows.Snapshot()->Scan("", "\xff");
  for (; scan->valid(); scan->Next()) {
    // When they were begun is no matter of what is in them.
    if (scan->key() == kBegunAtKey) continue;
    all.emplace(std::string(scan->key()), std::string(scan->value()));
  }
  if (!scan->status().ok()) Fatal(scan->status().ToString());
  return all;
}

// A directory of its own, removed at the end.
class RowsDirectory {
 public:
  RowsDirectory() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "rows-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) Fatal("no directory");
    path_ = pattern;
  }
  ~RowsDirectory() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_PROJECTIONS_ROWS_FIXTURE_H_
