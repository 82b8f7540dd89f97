#pragma once
// The RFC 6962 tree over leaf hashes: its right edge, its roots, proofs made and checked.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/base/sha256.h"

namespace guiju::record {

// Sizes and positions are below 2^63; a negative one is refused everywhere.
struct TreeHead {
  int64_t size = 0;
  base::Digest root = {};
  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

using Proof = std::vector<base::Digest>;

// What an append needs to know of a tree: the roots of its complete subtrees, the largest first.
class Frontier {
 public:
  int64_t size() const { return size_; }
  void Append(const base::Digest& leaf);
  base::Digest Root() const;
  TreeHead Head() const { return {size_, Root()}; }

  // 8 bytes of size, highest first, then the hashes: at most 8 + 63 * 32 bytes.
  std::string Print() const;
  // Strict: as many hashes as the size has bits set.
  static base::Result<Frontier> Parse(std::string_view bytes);

  friend bool operator==(const Frontier&, const Frontier&) = default;

 private:
  int64_t size_ = 0;
  std::vector<base::Digest> peaks_;
};

base::Digest RootOf(const std::vector<base::Digest>& leaves);

// Where the hashes of a tree are read from: tiles, a table of leaves.
class HashReader {
 public:
  virtual ~HashReader() = default;
  // The root of the complete subtree over the leaves [index << level, (index + 1) << level).
  virtual base::Result<base::Digest> Read(int level, int64_t index) const = 0;
};

base::Result<base::Digest> RootAt(int64_t size, const HashReader& reader);
// That the leaf at `index` is in the tree of `size`. Expects 0 <= index < size, else an Error.
base::Result<Proof> ProveInclusion(int64_t index, int64_t size, const HashReader& reader);
// That the tree of `size` begins with that of `old_size`. Expects 0 < old_size <= size, else an Error.
base::Result<Proof> ProveConsistency(int64_t old_size, int64_t size, const HashReader& reader);

// Proofs come from anywhere. A proof too short, too long or for impossible sizes does not verify.
bool VerifyInclusion(int64_t index, const base::Digest& leaf, const Proof& proof, const TreeHead& head);
// A tree of size 0 is consistent with everything and needs no proof: refused here.
bool VerifyConsistency(const TreeHead& old_head, const TreeHead& head, const Proof& proof);

}  // namespace guiju::record
