#include "procedures/source_map.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace driehoek {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::io::Tokenizer;

namespace {

constexpr size_t kMaxBadWords = 200;
constexpr size_t kMaxWordShown = 64;

// What is wrong with the characters is said by the parser.
class Silence : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, google::protobuf::io::ColumnNumber,
                const std::string&) override {}
};

std::string Shown(absl::string_view word) {
  return std::string(word.substr(0, kMaxWordShown));
}

std::string FieldsOf(const Descriptor& type) {
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(type.field_count()));
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(type.field(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

std::string ValuesOf(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

bool IsTrueOrFalse(absl::string_view word) {
  return word == "true" || word == "false" || word == "True" ||
         word == "False" || word == "t" || word == "f";
}

}  // namespace

// Walks through the text once. Each function returns false when the text does
// not go on as it should; the walk ends there.
class SourceReader {
 public:
  SourceReader(absl::string_view text, SourceMap& map)
      : input_(text.data(), static_cast<int>(text.size())),
        tokenizer_(&input_, &silence_),
        map_(map) {
    tokenizer_.set_comment_style(Tokenizer::SH_COMMENT_STYLE);
    tokenizer_.set_allow_multiline_strings(true);
    tokenizer_.set_require_space_after_number(false);
    tokenizer_.set_allow_f_after_float(true);
    tokenizer_.Next();
  }

  // The fields of a message, up to `end`, which is left; the end of the text
  // when `end` is empty.
  bool ReadFields(const Descriptor& type, const std::string& path,
                  absl::string_view end) {
    absl::flat_hash_map<std::string, int> seen;
    while (true) {
      if (end.empty() ? tokenizer_.current().type == Tokenizer::TYPE_END
                      : Is(end)) {
        return true;
      }
      if (tokenizer_.current().type != Tokenizer::TYPE_IDENTIFIER) return false;
      if (!ReadField(type, path, seen)) return false;
      if (Is(";") || Is(",")) tokenizer_.Next();
      Enter(path);
    }
  }

 private:
  bool ReadField(const Descriptor& type, const std::string& path,
                 absl::flat_hash_map<std::string, int>& seen) {
    const std::string name = tokenizer_.current().text;
    const std::string dotted = absl::StrCat(path, path.empty() ? "" : ".");
    const FieldDescriptor* field = type.FindFieldByName(name);
    if (field == nullptr) {
      const std::string shown = Shown(name);
      Enter(dotted + shown);
      Complain(dotted + shown,
               absl::StrCat("\"", shown,
                            "\" is hier geen veld; wel: ", FieldsOf(type)));
      tokenizer_.Next();
      return SkipValue();
    }
    int& count = seen[name];
    const auto next_path = [&] {
      return field->is_repeated() ? absl::StrCat(dotted, name, "[", count, "]")
                                  : dotted + name;
    };
    Enter(next_path());
    if (!field->is_repeated() && count > 0) {
      Complain(next_path(),
               absl::StrCat("\"", name, "\" staat er al; het mag één keer"));
    }
    Place(next_path());
    tokenizer_.Next();
    if (Is(":")) tokenizer_.Next();
    if (!Is("[")) {
      if (!ReadValue(*field, next_path())) return false;
      ++count;
      return true;
    }
    if (!field->is_repeated()) return false;
    tokenizer_.Next();
    while (!Is("]")) {
      Enter(next_path());
      Place(next_path());
      if (!ReadValue(*field, next_path())) return false;
      ++count;
      if (Is(",")) {
        tokenizer_.Next();
      } else if (!Is("]")) {
        return false;
      }
    }
    tokenizer_.Next();
    return true;
  }

  bool ReadValue(const FieldDescriptor& field, const std::string& path) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const bool braces = Is("{");
      if (!braces && !Is("<")) return false;
      tokenizer_.Next();
      if (!ReadFields(*field.message_type(), path, braces ? "}" : ">")) {
        return false;
      }
      tokenizer_.Next();
      return true;
    }
    if (tokenizer_.current().type == Tokenizer::TYPE_IDENTIFIER) {
      CheckWord(field, path);
    }
    return SkipScalar();
  }

  void CheckWord(const FieldDescriptor& field, const std::string& path) {
    const std::string& word = tokenizer_.current().text;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
        field.enum_type()->FindValueByName(word) == nullptr) {
      Complain(path, absl::StrCat("\"", Shown(word), "\" kan hier niet; wel: ",
                                  ValuesOf(*field.enum_type())));
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
        !IsTrueOrFalse(word)) {
      Complain(path, absl::StrCat("\"", Shown(word),
                                  "\" kan hier niet; wel: true, false"));
    }
  }

  bool SkipScalar() {
    if (tokenizer_.current().type == Tokenizer::TYPE_STRING) {
      while (tokenizer_.current().type == Tokenizer::TYPE_STRING) {
        tokenizer_.Next();
      }
      return true;
    }
    if (Is("-")) tokenizer_.Next();
    switch (tokenizer_.current().type) {
      case Tokenizer::TYPE_IDENTIFIER:
      case Tokenizer::TYPE_INTEGER:
      case Tokenizer::TYPE_FLOAT:
        tokenizer_.Next();
        return true;
      default:
        return false;
    }
  }

  // The value of an unknown field. Counts the braces: a text of nothing but
  // braces must not exhaust the stack.
  bool SkipValue() {
    if (Is(":")) tokenizer_.Next();
    if (!Is("{") && !Is("<") && !Is("[")) return SkipScalar();
    int depth = 0;
    do {
      if (tokenizer_.current().type == Tokenizer::TYPE_END) return false;
      if (Is("{") || Is("<") || Is("[")) ++depth;
      if (Is("}") || Is(">") || Is("]")) --depth;
      tokenizer_.Next();
    } while (depth > 0);
    return true;
  }

  bool Is(absl::string_view symbol) {
    return tokenizer_.current().text == symbol;
  }

  Spot Here() {
    return map_.SpotAt(tokenizer_.current().line, tokenizer_.current().column,
                       progress_);
  }

  void Enter(const std::string& path) {
    map_.marks_.push_back(
        {tokenizer_.current().line, tokenizer_.current().column, path});
  }

  void Place(const std::string& path) { map_.spots_[path] = Here(); }

  void Complain(const std::string& path, std::string what) {
    if (map_.bad_words_.size() >= kMaxBadWords) return;
    map_.bad_words_.push_back({Here(), path, std::move(what)});
  }

  Silence silence_;
  google::protobuf::io::ArrayInputStream input_;
  Tokenizer tokenizer_;
  SourceMap::Progress progress_;
  SourceMap& map_;
};

SourceMap::SourceMap(absl::string_view text, const Descriptor& type)
    : lines_(absl::StrSplit(text, '\n')) {
  SourceReader(text, *this).ReadFields(type, "", "");
}

Spot SourceMap::Find(absl::string_view field) const {
  while (!field.empty()) {
    if (const auto found = spots_.find(field); found != spots_.end()) {
      return found->second;
    }
    const size_t end = field.find_last_of(".[");
    if (end == absl::string_view::npos) break;
    field = field.substr(0, end);
  }
  return {};
}

std::string SourceMap::FieldAt(int line, int column) const {
  const auto after =
      std::upper_bound(marks_.begin(), marks_.end(), std::tie(line, column),
                       [](const auto& place, const Mark& mark) {
                         return place < std::tie(mark.line, mark.column);
                       });
  return after == marks_.begin() ? "" : std::prev(after)->field;
}

Spot SourceMap::SpotAt(int line, int column) const {
  Progress progress;
  return SpotAt(line, column, progress);
}

Spot SourceMap::SpotAt(int line, int column, Progress& progress) const {
  if (line != progress.line || column < progress.counted) {
    progress = {.line = line};
  }
  const bool exists = line >= 0 && static_cast<size_t>(line) < lines_.size();
  const absl::string_view text =
      exists ? lines_[static_cast<size_t>(line)] : absl::string_view();
  // The tokenizer counts bytes, and a tab up to the next eighth; people count
  // characters.
  for (; progress.counted < column && progress.bytes < text.size();
       ++progress.bytes) {
    const char byte = text[progress.bytes];
    progress.counted += byte == '\t' ? 8 - progress.counted % 8 : 1;
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
    if (!continues) ++progress.characters;
  }
  return {.line = line + 1, .column = progress.characters + 1};
}

}  // namespace driehoek
