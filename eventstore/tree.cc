#include "eventstore/tree.h"

#include <bit>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/bytes.h"
#include "base/sha256.h"

namespace driehoek {
namespace {

Hash32 NodeHash(const Hash32& left, const Hash32& right) {
  return Sha256({absl::string_view("\1", 1), BytesOf(left), BytesOf(right)});
}

}  // namespace

Hash32 LeafHash(absl::string_view leaf) {
  return Sha256({absl::string_view("\0", 1), leaf});
}

void MerkleFrontier::Append(const Hash32& leaf_hash) {
  Hash32 merged = leaf_hash;
  // As in counting: each trailing one of the size carries.
  for (uint64_t carry = size_; (carry & 1) != 0; carry >>= 1) {
    merged = NodeHash(subtrees_.back(), merged);
    subtrees_.pop_back();
  }
  subtrees_.push_back(merged);
  ++size_;
}

Hash32 MerkleFrontier::Root() const {
  if (subtrees_.empty()) return Sha256({});
  Hash32 root = subtrees_.back();
  for (size_t i = subtrees_.size() - 1; i-- > 0;) {
    root = NodeHash(subtrees_[i], root);
  }
  return root;
}

std::string MerkleFrontier::Encode() const {
  ByteWriter writer;
  writer.U64(size_);
  for (const Hash32& subtree : subtrees_) writer.Hash(subtree);
  return writer.Take();
}

absl::StatusOr<MerkleFrontier> MerkleFrontier::Decode(absl::string_view bytes) {
  ByteReader reader(bytes);
  MerkleFrontier frontier;
  frontier.size_ = reader.U64();
  for (int i = std::popcount(frontier.size_); i > 0; --i) {
    frontier.subtrees_.push_back(reader.Hash());
  }
  if (!reader.Finished()) {
    return absl::DataLossError("the stored edge of the Merkle tree is damaged");
  }
  return frontier;
}

}  // namespace driehoek
