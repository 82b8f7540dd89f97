#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "runtime/record/hash.h"
#include "runtime/record/tree.h"

namespace guiju::record {
namespace {

// Where a tree of `count` leaves divides: the largest power of two below the count. Expects count > 1.
int64_t SplitOf(int64_t count) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(count - 1)));
}

// The root over the leaves [from, to), a subtree that the division of a tree leads to; from < to.
base::Result<base::Digest> RangeRoot(int64_t from, int64_t to, const HashReader& reader) {
  const auto count = static_cast<uint64_t>(to - from);
  if (std::has_single_bit(count)) {
    const int level = std::countr_zero(count);
    return reader.Read(level, from >> level);
  }
  const int64_t middle = from + SplitOf(to - from);
  base::Result<base::Digest> left = RangeRoot(from, middle, reader);
  if (!left) return left;
  base::Result<base::Digest> right = RangeRoot(middle, to, reader);
  if (!right) return right;
  return NodeHash(*left, *right);
}

// Collects the hashes of a proof from the root downwards; a proof lists them upwards.
class ProofBuilder {
 public:
  explicit ProofBuilder(const HashReader& reader) : reader_(reader) {}

  bool Add(int64_t from, int64_t to) {
    base::Result<base::Digest> root = RangeRoot(from, to, reader_);
    if (root) {
      proof_.push_back(*root);
    } else {
      error_ = root.error();
    }
    return root.ok();
  }
  base::Result<Proof> Done() {
    if (!error_.message.empty()) return error_;
    std::reverse(proof_.begin(), proof_.end());
    return std::move(proof_);
  }

 private:
  const HashReader& reader_;
  Proof proof_;
  base::Error error_;
};

// Two positions on the way from a leaf level to the root, moved up together.
struct Climb {
  uint64_t node;
  uint64_t last;  // the last node of the level

  void Up() {
    node >>= 1;
    last >>= 1;
  }
  bool IsRight() const { return (node & 1) != 0; }
  // Levels where the node is the last one and has no sibling are passed without a hash.
  void UpPastLevelsWithoutSibling() {
    while (!IsRight() && node != 0) Up();
  }
};

}  // namespace

base::Result<base::Digest> RootAt(int64_t size, const HashReader& reader) {
  if (size < 0) return base::Error{"tree: a negative size"};
  if (size == 0) return EmptyRoot();
  return RangeRoot(0, size, reader);
}

base::Result<Proof> ProveInclusion(int64_t index, int64_t size, const HashReader& reader) {
  if (index < 0 || index >= size) {
    return base::Error{fmt::format("tree: no entry {} in a tree of {} entries", index, size)};
  }
  ProofBuilder proof(reader);
  for (int64_t from = 0, to = size; to - from > 1;) {
    const int64_t middle = from + SplitOf(to - from);
    const bool left = index < middle;
    if (!(left ? proof.Add(middle, to) : proof.Add(from, middle))) break;
    (left ? to : from) = middle;
  }
  return proof.Done();
}

base::Result<Proof> ProveConsistency(int64_t old_size, int64_t size, const HashReader& reader) {
  if (old_size < 1 || old_size > size) {
    return base::Error{fmt::format("tree: a tree of {} entries cannot begin one of {}", old_size, size)};
  }
  ProofBuilder proof(reader);
  int64_t from = 0, to = size;
  bool whole_old_tree = true;  // its root is known to the reader of the proof
  while (to != old_size) {
    const int64_t middle = from + SplitOf(to - from);
    const bool left = old_size <= middle;
    if (!(left ? proof.Add(middle, to) : proof.Add(from, middle))) return proof.Done();
    (left ? to : from) = middle;
    if (!left) whole_old_tree = false;
  }
  if (!whole_old_tree) proof.Add(from, to);
  return proof.Done();
}

bool VerifyInclusion(int64_t index, const base::Digest& leaf, const Proof& proof, const TreeHead& head) {
  if (index < 0 || index >= head.size) return false;
  Climb climb{static_cast<uint64_t>(index), static_cast<uint64_t>(head.size - 1)};
  base::Digest root = leaf;
  for (const base::Digest& hash : proof) {
    if (climb.last == 0) return false;
    if (climb.IsRight() || climb.node == climb.last) {
      root = NodeHash(hash, root);
      climb.UpPastLevelsWithoutSibling();
    } else {
      root = NodeHash(root, hash);
    }
    climb.Up();
  }
  return climb.last == 0 && root == head.root;
}

bool VerifyConsistency(const TreeHead& old_head, const TreeHead& head, const Proof& proof) {
  if (old_head.size < 1 || old_head.size > head.size) return false;
  if (old_head.size == head.size) return proof.empty() && old_head.root == head.root;
  Climb climb{static_cast<uint64_t>(old_head.size - 1), static_cast<uint64_t>(head.size - 1)};
  while (climb.IsRight()) climb.Up();
  // An old tree that is one complete subtree of the new one is where the climb starts; else the proof begins
  // with that subtree.
  size_t next = 0;
  base::Digest start = old_head.root;
  if (!std::has_single_bit(static_cast<uint64_t>(old_head.size))) {
    if (proof.empty()) return false;
    start = proof[next++];
  }
  base::Digest old_root = start, root = start;
  for (; next < proof.size(); ++next) {
    if (climb.last == 0) return false;
    if (climb.IsRight() || climb.node == climb.last) {
      old_root = NodeHash(proof[next], old_root);
      root = NodeHash(proof[next], root);
      climb.UpPastLevelsWithoutSibling();
    } else {
      root = NodeHash(root, proof[next]);
    }
    climb.Up();
  }
  return climb.last == 0 && old_root == old_head.root && root == head.root;
}

}  // namespace guiju::record
