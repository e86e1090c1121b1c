// Where each field of a text in protobuf text format stands. The parser of
// protobuf stops at the first word it does not know and points behind it; this
// names all such words and points at them.
#ifndef DRIEHOEK_PROCEDURES_SOURCE_MAP_H_
#define DRIEHOEK_PROCEDURES_SOURCE_MAP_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace driehoek {

// A place in a text, for people: lines and characters from 1, 0 when it is
// about the whole.
struct Spot {
  int line = 0;
  int column = 0;
};

// The fields of one text.
class SourceMap {
 public:
  // A word that has no meaning where it stands.
  struct BadWord {
    Spot spot;
    std::string field;  // "obligations[3].owner.role"
    std::string what;   // In Dutch: what is wrong and what is allowed.
  };

  // Reads `text` as a message of `type`, as far as its braces add up. `type`
  // holds no message of its own type, however deep. `text` outlives the map.
  SourceMap(absl::string_view text, const google::protobuf::Descriptor& type);

  // Where `field` stands, or else the nearest that encloses it.
  Spot Find(absl::string_view field) const;

  // The field that holds what a tokenizer of protobuf finds at this line and
  // column (from 0, tabs to the next eighth); empty outside all fields.
  std::string FieldAt(int line, int column) const;

  // The same place, for people.
  Spot SpotAt(int line, int column) const;

  // Fields and values that are not known, and fields that are there twice; in
  // the order of the text, at most 200.
  const std::vector<BadWord>& bad_words() const { return bad_words_; }

 private:
  friend class SourceReader;

  // From here on the text belongs to `field`.
  struct Mark {
    int line;
    int column;
    std::string field;
  };

  // How far into a line, as people count and as the tokenizer does.
  struct Progress {
    int line = -1;
    size_t bytes = 0;
    int counted = 0;
    int characters = 0;
  };

  // Goes on from `progress` when that lies before the place, so that going
  // through a long line costs its length once.
  Spot SpotAt(int line, int column, Progress& progress) const;

  std::vector<absl::string_view> lines_;
  std::vector<Mark> marks_;
  absl::flat_hash_map<std::string, Spot> spots_;
  std::vector<BadWord> bad_words_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_SOURCE_MAP_H_
