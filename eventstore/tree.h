// The Merkle tree of RFC 9162 (and 6962) over all envelopes, of which only the
// right edge is kept: enough to append and to tell the root.
#ifndef DRIEHOEK_EVENTSTORE_TREE_H_
#define DRIEHOEK_EVENTSTORE_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace driehoek {

// SHA-256(0x00 ‖ leaf).
Hash32 LeafHash(absl::string_view leaf);

class MerkleFrontier {
 public:
  void Append(const Hash32& leaf_hash);

  uint64_t size() const { return size_; }
  // SHA-256 of nothing when the tree is empty.
  Hash32 Root() const;

  // Size and the hashes of the complete subtrees, largest first.
  std::string Encode() const;
  // DataLoss when `bytes` are not an encoded frontier.
  static absl::StatusOr<MerkleFrontier> Decode(absl::string_view bytes);

 private:
  uint64_t size_ = 0;
  // One per bit that is set in size_, the largest subtree first.
  std::vector<Hash32> subtrees_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_TREE_H_
