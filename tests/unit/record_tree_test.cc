#include <gtest/gtest.h>

#include <random>

#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"
#include "runtime/record/tree.h"

namespace guiju::record {
namespace {

// Straight from the definition in RFC 6962, section 2.1.
base::Digest Mth(const std::vector<base::Digest>& leaves, size_t from, size_t to) {
  if (from == to) return EmptyRoot();
  if (to - from == 1) return leaves[from];
  size_t half = 1;
  while (half * 2 < to - from) half *= 2;
  return NodeHash(Mth(leaves, from, from + half), Mth(leaves, from + half, to));
}

class Leaves : public HashReader {
 public:
  explicit Leaves(size_t count) {
    for (size_t i = 0; i < count; ++i) all.push_back(LeafHash("entry " + std::to_string(i)));
  }
  base::Result<base::Digest> Read(int level, int64_t index) const override {
    const size_t from = static_cast<size_t>(index) << level, to = static_cast<size_t>(index + 1) << level;
    if (to > all.size()) return base::Error{"beyond"};
    return Mth(all, from, to);
  }
  TreeHead Head(size_t size) const { return {static_cast<int64_t>(size), Mth(all, 0, size)}; }

  std::vector<base::Digest> all;
};

TEST(RecordTree, KnownVectors) {
  // Inputs and roots of the reference implementation of Certificate Transparency.
  const char* const inputs[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const char* const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Frontier frontier;
  EXPECT_EQ(base::ToHex(frontier.Root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (size_t i = 0; i < std::size(inputs); ++i) {
    frontier.Append(LeafHash(*BytesOfHex(inputs[i])));
    EXPECT_EQ(base::ToHex(frontier.Root()), roots[i]);
  }
}

TEST(RecordTree, FrontierAgreesWithTheDefinition) {
  const Leaves leaves(300);
  Frontier frontier;
  for (size_t size = 0; size <= leaves.all.size(); ++size) {
    ASSERT_EQ(frontier.Head(), leaves.Head(size));
    const Frontier again = *Frontier::Parse(frontier.Print());
    ASSERT_EQ(again, frontier);
    if (size > 0) {
      ASSERT_EQ(*RootAt(static_cast<int64_t>(size), leaves), frontier.Root());
    }
    if (size < leaves.all.size()) frontier.Append(leaves.all[size]);
  }
  std::string bytes = frontier.Print();
  EXPECT_FALSE(Frontier::Parse(""));
  EXPECT_FALSE(Frontier::Parse(bytes + "x"));
  EXPECT_FALSE(Frontier::Parse(bytes.substr(0, bytes.size() - 32)));
  EXPECT_FALSE(Frontier::Parse(std::string("\x80\0\0\0\0\0\0\0", 8) + std::string(32, 'x')));
}

TEST(RecordTree, InclusionOfEveryLeafOfEveryTree) {
  const Leaves leaves(70);
  for (int64_t size = 1; size <= 70; ++size) {
    const TreeHead head = leaves.Head(static_cast<size_t>(size));
    for (int64_t index = 0; index < size; ++index) {
      const base::Digest& leaf = leaves.all[static_cast<size_t>(index)];
      const Proof proof = *ProveInclusion(index, size, leaves);
      ASSERT_TRUE(VerifyInclusion(index, leaf, proof, head)) << index << " of " << size;
      ASSERT_FALSE(VerifyInclusion(index, LeafHash("other"), proof, head));
      for (int64_t other = 0; other < size; ++other) {
        if (other != index) {
          ASSERT_FALSE(VerifyInclusion(other, leaf, proof, head)) << index << other << size;
        }
      }
    }
  }
  EXPECT_FALSE(ProveInclusion(5, 5, leaves));
  EXPECT_FALSE(ProveInclusion(-1, 5, leaves));
  EXPECT_FALSE(ProveInclusion(0, 0, leaves));
}

TEST(RecordTree, ConsistencyOfEveryPair) {
  const Leaves leaves(70);
  for (int64_t size = 1; size <= 70; ++size) {
    const TreeHead head = leaves.Head(static_cast<size_t>(size));
    for (int64_t old_size = 1; old_size <= size; ++old_size) {
      const TreeHead old_head = leaves.Head(static_cast<size_t>(old_size));
      const Proof proof = *ProveConsistency(old_size, size, leaves);
      ASSERT_TRUE(VerifyConsistency(old_head, head, proof)) << old_size << " of " << size;
      ASSERT_FALSE(VerifyConsistency({old_size, LeafHash("other")}, head, proof));
      ASSERT_FALSE(VerifyConsistency(old_head, {size, LeafHash("other")}, proof));
      ASSERT_FALSE(VerifyConsistency({old_size + 1, old_head.root}, head, proof));
    }
  }
  EXPECT_FALSE(ProveConsistency(0, 5, leaves));
  EXPECT_FALSE(ProveConsistency(6, 5, leaves));
  EXPECT_FALSE(VerifyConsistency({0, EmptyRoot()}, leaves.Head(5), {}));
  EXPECT_FALSE(VerifyConsistency({-1, EmptyRoot()}, leaves.Head(5), {}));
  EXPECT_FALSE(VerifyConsistency(leaves.Head(5), leaves.Head(4), {}));
  EXPECT_FALSE(VerifyConsistency(leaves.Head(5), leaves.Head(5), {leaves.all[0]}));
}

Proof Spoiled(Proof proof, std::mt19937_64* random) {
  const auto any = [random](size_t below) { return static_cast<size_t>((*random)() % below); };
  switch ((*random)() % (proof.empty() ? 1 : 6)) {
    case 0:
      proof.insert(proof.begin() + static_cast<ptrdiff_t>(any(proof.size() + 1)),
                   LeafHash(std::to_string((*random)())));
      break;
    case 1:
      proof.erase(proof.begin() + static_cast<ptrdiff_t>(any(proof.size())));
      break;
    case 2:
      proof[any(proof.size())][any(32)] ^= static_cast<uint8_t>(1 << any(8));
      break;
    case 3:
      proof.resize(proof.size() + 64, proof.back());
      break;
    case 4:
      proof.push_back(proof[any(proof.size())]);
      break;
    default:
      proof.clear();
      break;
  }
  return proof;
}

TEST(RecordTree, HostileProofsFail) {
  const Leaves leaves(200);
  std::mt19937_64 random(3);
  for (int i = 0; i < 5000; ++i) {
    const auto size = static_cast<int64_t>(2 + random() % 199);
    const auto place = static_cast<int64_t>(random() % static_cast<uint64_t>(size));
    const TreeHead head = leaves.Head(static_cast<size_t>(size));
    const Proof inclusion = *ProveInclusion(place, size, leaves);
    const Proof spoiled = Spoiled(inclusion, &random);
    if (spoiled != inclusion) {
      ASSERT_FALSE(VerifyInclusion(place, leaves.all[static_cast<size_t>(place)], spoiled, head));
    }
    if (place == 0) continue;
    const TreeHead old_head = leaves.Head(static_cast<size_t>(place));
    const Proof consistency = *ProveConsistency(place, size, leaves);
    const Proof bad = Spoiled(consistency, &random);
    if (bad != consistency) {
      ASSERT_FALSE(VerifyConsistency(old_head, head, bad)) << place << " " << size;
    }
  }
}

TEST(RecordTree, ImpossibleSizesFail) {
  const base::Digest any = LeafHash("");
  for (const int64_t size : {INT64_MIN, int64_t{-1}, int64_t{0}, INT64_MAX}) {
    EXPECT_FALSE(VerifyInclusion(0, any, {}, {size, any}));
    EXPECT_FALSE(VerifyInclusion(INT64_MAX - 1, any, Proof(63, any), {size, any}));
    EXPECT_FALSE(VerifyConsistency({1, any}, {size, any}, Proof(64, any)));
    EXPECT_FALSE(VerifyConsistency({size, any}, {INT64_MAX, any}, Proof(1, any)));
  }
  EXPECT_TRUE(VerifyInclusion(0, any, {}, {1, any}));
}

}  // namespace
}  // namespace guiju::record
