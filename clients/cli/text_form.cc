#include "clients/cli/text_form.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include "absl/strings/str_cat.h"
#include "clients/cli/failure.h"

namespace driehoek::cli {
namespace {

// Keeps the first thing that is wrong with a text.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) {
      text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

absl::Status ParseTextForm(absl::string_view text, const std::string& path,
                           google::protobuf::Message& message) {
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  return parser.ParseFromString(std::string(text), &message)
             ? absl::OkStatus()
             : UsageError(absl::StrCat(path, ":", error.text()));
}

}  // namespace driehoek::cli
