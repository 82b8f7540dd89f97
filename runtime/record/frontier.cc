#include <bit>

#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"
#include "runtime/record/tree.h"

namespace guiju::record {

void Frontier::Append(const base::Digest& leaf) {
  base::Digest peak = leaf;
  // Every trailing one of the size is a complete subtree as large as the one just completed.
  for (int64_t rest = size_; rest & 1; rest >>= 1) {
    peak = NodeHash(peaks_.back(), peak);
    peaks_.pop_back();
  }
  peaks_.push_back(peak);
  ++size_;
}

base::Digest Frontier::Root() const {
  if (peaks_.empty()) return EmptyRoot();
  base::Digest root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) root = NodeHash(peaks_[i - 1], root);
  return root;
}

std::string Frontier::Print() const {
  std::string bytes;
  bytes.reserve(8 + peaks_.size() * 32);
  AppendBigEndian(static_cast<uint64_t>(size_), 8, &bytes);
  for (const base::Digest& peak : peaks_) bytes.append(BytesOf(peak));
  return bytes;
}

base::Result<Frontier> Frontier::Parse(std::string_view bytes) {
  if (bytes.size() < 8) return base::Error{"frontier: shorter than its size"};
  Frontier frontier;
  const uint64_t size = BigEndian(bytes.substr(0, 8));
  const size_t peaks = static_cast<size_t>(std::popcount(size));
  if (size >> 63 != 0 || bytes.size() != 8 + peaks * 32) {
    return base::Error{"frontier: its size and its hashes do not belong together"};
  }
  frontier.size_ = static_cast<int64_t>(size);
  for (size_t i = 0; i < peaks; ++i) frontier.peaks_.push_back(DigestOf(bytes.substr(8 + i * 32, 32)));
  return frontier;
}

base::Digest RootOf(const std::vector<base::Digest>& leaves) {
  Frontier frontier;
  for (const base::Digest& leaf : leaves) frontier.Append(leaf);
  return frontier.Root();
}

}  // namespace guiju::record
