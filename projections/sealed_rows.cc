#include "projections/sealed_rows.h"

#include <optional>
#include <string>
#include <utility>

#include "base/status_macros.h"

namespace driehoek {
namespace {

absl::StatusOr<std::string> Opened(const SecretKey& row_key,
                                   absl::string_view key,
                                   absl::string_view value) {
  absl::StatusOr<std::string> opened = OpenWithNonce(row_key, key, value);
  if (opened.ok()) return opened;
  return absl::DataLossError(
      "a row of the views is damaged; they can be thrown away: the next start "
      "makes them again");
}

class SealedScan : public RowScan {
 public:
  SealedScan(const SecretKey& key, std::unique_ptr<RowScan> rows)
      : key_(key), rows_(std::move(rows)) {
    OpenHere();
  }

  bool valid() const override { return opened_.ok() && rows_->valid(); }
  absl::string_view key() const override { return rows_->key(); }
  absl::string_view value() const override { return *opened_; }
  void Next() override {
    rows_->Next();
    OpenHere();
  }
  absl::Status status() const override {
    return opened_.ok() ? rows_->status() : opened_.status();
  }

 private:
  void OpenHere() {
    if (rows_->valid()) opened_ = Opened(key_, rows_->key(), rows_->value());
  }

  const SecretKey key_;
  const std::unique_ptr<RowScan> rows_;
  absl::StatusOr<std::string> opened_ = std::string();
};

class SealedSnapshot : public RowSnapshot {
 public:
  SealedSnapshot(const SecretKey& key, std::unique_ptr<RowSnapshot> rows)
      : key_(key), rows_(std::move(rows)) {}

  absl::StatusOr<std::optional<std::string>> Get(
      const std::string& key) const override {
    ASSIGN_OR_RETURN(const std::optional<std::string> value, rows_->Get(key));
    if (!value) return std::nullopt;
    return Opened(key_, key, *value);
  }

  std::unique_ptr<RowScan> Scan(const std::string& first,
                                const std::string& end) const override {
    return std::make_unique<SealedScan>(key_, rows_->Scan(first, end));
  }

 private:
  const SecretKey key_;
  const std::unique_ptr<RowSnapshot> rows_;
};

class SealedRows : public Rows {
 public:
  SealedRows(std::unique_ptr<Rows> rows, const SecretKey& key)
      : key_(key), rows_(std::move(rows)) {}

  std::unique_ptr<RowSnapshot> Snapshot() const override {
    return std::make_unique<SealedSnapshot>(key_, rows_->Snapshot());
  }

  absl::Status Write(const RowBatch& batch) override {
    RowBatch sealed;
    for (const auto& [key, value] : batch.changes()) {
      if (value) {
        sealed.Put(key, SealWithNonce(key_, key, *value));
      } else {
        sealed.Delete(key);
      }
    }
    return rows_->Write(sealed);
  }

  absl::Status Clear() override { return rows_->Clear(); }

 private:
  const SecretKey key_;
  const std::unique_ptr<Rows> rows_;
};

}  // namespace

std::unique_ptr<Rows> NewSealedRows(std::unique_ptr<Rows> rows,
                                    const SecretKey& key) {
  return std::make_unique<SealedRows>(std::move(rows), key);
}

}  // namespace driehoek
