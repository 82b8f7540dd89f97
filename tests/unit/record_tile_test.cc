#include <gtest/gtest.h>

#include <map>
#include <random>

#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"
#include "runtime/record/tile.h"

namespace guiju::record {
namespace {

TEST(RecordTile, Paths) {
  EXPECT_EQ(TilePath({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath({1, 0, 17}), "tile/1/000.p/17");
  EXPECT_EQ(TilePath({kEntryLevel, 1234, 5}), "tile/entries/x001/234.p/5");
  EXPECT_EQ(TilePath({63, 999, 256}), "tile/63/999");
  for (const TileId& id : {TileId{0, 0, 256}, TileId{0, 999, 255}, TileId{5, 1000, 1},
                           TileId{63, INT64_MAX / 1000, 256}, TileId{kEntryLevel, 999999, 256}}) {
    EXPECT_EQ(ParseTilePath(TilePath(id)), id) << TilePath(id);
  }
  for (const char* path : {"",
                           "tile",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/0/x000/001",
                           "tile/0/x001",
                           "tile/0/001/002",
                           "tile/0/x001/x002",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/1/2",
                           "tile/0/../000",
                           "/tile/0/000",
                           "tile/0/000/",
                           "tile/0/+00",
                           "tile/0/ 00",
                           "tile/data/000",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/x001.p/5/000"}) {
    EXPECT_FALSE(ParseTilePath(path)) << path;
  }
}

// The example of the specification: 70 000 entries.
TEST(RecordTile, WhichTilesThereAre) {
  EXPECT_EQ(TilesOfLevel(0, 70000), 274);
  EXPECT_EQ(TileAt(0, 273, 70000), (TileId{0, 273, 112}));
  EXPECT_EQ(TilesOfLevel(1, 70000), 2);
  EXPECT_EQ(TileAt(1, 0, 70000).width, 256);
  EXPECT_EQ(TileAt(1, 1, 70000), (TileId{1, 1, 17}));
  EXPECT_EQ(TileAt(2, 0, 70000), (TileId{2, 0, 1}));
  EXPECT_EQ(TilesOfLevel(2, 70000), 1);
  EXPECT_EQ(TileLevels(70000), 3);
  EXPECT_EQ(TileLevels(256), 2);
  EXPECT_EQ(TileLevels(0), 0);
  EXPECT_EQ(TileLevels(INT64_MAX), 8);
}

class Tiles {
 public:
  void Append(int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      leaves.push_back(LeafHash(std::to_string(leaves.size())));
      frontier.Append(leaves.back());
      edge.Append(leaves.back(), [this](const TileId& id, std::string_view hashes) { Keep(id, hashes); });
    }
  }
  void KeepPartial() {
    edge.Partial([this](const TileId& id, std::string_view hashes) { Keep(id, hashes); });
  }
  void Keep(const TileId& id, std::string_view hashes) {
    ASSERT_EQ(hashes.size(), static_cast<size_t>(id.width) * 32);
    all[TilePath(id)] = hashes;
  }
  TileFetch Fetch() const {
    return [this](const TileId& id) -> base::Result<std::string> {
      const auto found = all.find(TilePath(id));
      if (found == all.end()) return base::Error{TilePath(id)};
      return found->second;
    };
  }

  std::vector<base::Digest> leaves;
  std::map<std::string, std::string> all;
  Frontier frontier;
  TileEdge edge;
};

TEST(RecordTile, TilesHoldTheTree) {
  Tiles tiles;
  tiles.Append(66000);
  tiles.KeepPartial();
  const int64_t size = 66000;
  for (int level = 0; level < TileLevels(size); ++level) {
    for (int64_t i = 0; i < TilesOfLevel(level, size); ++i)
      EXPECT_TRUE(tiles.all.contains(TilePath(TileAt(level, i, size))));
  }
  EXPECT_EQ(tiles.all.size(), static_cast<size_t>(258 + 2 + 1));
  const TileHashReader reader(size, tiles.Fetch());
  EXPECT_EQ(*RootAt(size, reader), tiles.frontier.Root());
  EXPECT_EQ(tiles.edge.Root(), tiles.frontier.Root());
  const TreeHead head = tiles.frontier.Head();
  for (const int64_t index : {0, 1, 255, 256, 65535, 65536, 65999}) {
    const Proof proof = *ProveInclusion(index, size, reader);
    EXPECT_TRUE(VerifyInclusion(index, tiles.leaves[static_cast<size_t>(index)], proof, head));
  }
  for (const int64_t old_size : {1, 2, 255, 256, 257, 65536, 65537, 65999, 66000}) {
    const TreeHead old_head{old_size,
                            RootOf(std::vector(tiles.leaves.begin(), tiles.leaves.begin() + old_size))};
    EXPECT_TRUE(VerifyConsistency(old_head, head, *ProveConsistency(old_size, size, reader))) << old_size;
  }
  EXPECT_FALSE(reader.Read(0, size));
  EXPECT_FALSE(reader.Read(62, 1));
  EXPECT_FALSE(reader.Read(-1, 0));
}

TEST(RecordTile, TheEdgeKnowsTheRoot) {
  Tiles tiles;
  EXPECT_EQ(tiles.edge.Root(), EmptyRoot());
  for (int i = 0; i < 1500; ++i) {
    tiles.Append(1);
    ASSERT_EQ(tiles.edge.Root(), tiles.frontier.Root()) << i;
  }
}

TEST(RecordTile, TheEdgeCanBeLoadedAgain) {
  for (const int64_t size : {1, 255, 256, 257, 511, 512, 65535, 65536, 65537}) {
    Tiles tiles;
    tiles.Append(size);
    tiles.KeepPartial();
    base::Result<TileEdge> edge = TileEdge::Load(size, tiles.Fetch());
    ASSERT_TRUE(edge) << size;
    tiles.edge = *edge;
    tiles.Append(700);
    tiles.KeepPartial();
    const TileHashReader reader(size + 700, tiles.Fetch());
    EXPECT_EQ(*RootAt(size + 700, reader), tiles.frontier.Root()) << size;
  }
}

TEST(RecordTile, HostileTiles) {
  Tiles tiles;
  tiles.Append(300);
  tiles.KeepPartial();
  tiles.all[TilePath({0, 1, 44})].pop_back();
  EXPECT_FALSE(TileEdge::Load(300, tiles.Fetch()));
  const TileHashReader reader(300, tiles.Fetch());
  EXPECT_FALSE(RootAt(300, reader));
  EXPECT_FALSE(ProveInclusion(299, 300, reader));
}

TEST(RecordTile, EntryBundles) {
  const std::vector<std::string> entries = {"", "a", std::string(65535, 'x')};
  const std::string bytes = PrintEntryBundle(entries);
  EXPECT_EQ(*ParseEntryBundle(bytes, 3), entries);
  EXPECT_FALSE(ParseEntryBundle(bytes, 2));
  EXPECT_FALSE(ParseEntryBundle(bytes, 4));
  EXPECT_FALSE(ParseEntryBundle(bytes + "x", 3));
  for (size_t length = 0; length < 8; ++length) EXPECT_FALSE(ParseEntryBundle(bytes.substr(0, length), 3));
  std::mt19937_64 random(5);
  for (int i = 0; i < 20000; ++i) {
    std::string noise(random() % 40, '\0');
    for (char& c : noise) c = static_cast<char>(random() % 4);
    const auto width = static_cast<int>(1 + random() % 5);
    const base::Result<std::vector<std::string>> read = ParseEntryBundle(noise, width);
    if (read) {
      ASSERT_EQ(PrintEntryBundle(*read), noise);
    }
  }
}

}  // namespace
}  // namespace guiju::record
