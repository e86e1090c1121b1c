#include "projections/rows_difference.h"

#include <utility>

#include "base/status_macros.h"
#include "projections/made_from.h"

namespace driehoek {
namespace {

// Every key begins with a word.
constexpr char kAfterEveryKey[] = "\xff";

}  // namespace

RowsDifference::RowsDifference(std::unique_ptr<RowSnapshot> one,
                               std::unique_ptr<RowSnapshot> other)
    : one_(std::move(one)),
      other_(std::move(other)),
      of_one_(one_->Scan("", kAfterEveryKey)),
      of_other_(other_->Scan("", kAfterEveryKey)) {}

absl::StatusOr<bool> RowsDifference::Compare(size_t rows) {
  for (; rows > 0 && (of_one_->valid() || of_other_->valid()); --rows) {
    const bool one_alone =
        !of_other_->valid() ||
        (of_one_->valid() && of_one_->key() < of_other_->key());
    const bool other_alone =
        !one_alone && (!of_one_->valid() || of_other_->key() < of_one_->key());
    const bool is_same = !one_alone && !other_alone &&
                         (of_one_->value() == of_other_->value() ||
                          of_one_->key() == kBegunAtKey);
    if (!is_same) ++count_;
    if (!other_alone) of_one_->Next();
    if (!one_alone) of_other_->Next();
  }
  // A scan that broke off is not one that has come to its end.
  RETURN_IF_ERROR(of_one_->status());
  RETURN_IF_ERROR(of_other_->status());
  return of_one_->valid() || of_other_->valid();
}

}  // namespace driehoek
