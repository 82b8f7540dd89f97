#pragma once
// The tree as files: C2SP tlog-tiles. A hash tile holds up to 256 hashes of one level of every eighth, an
// entry bundle the entries below a tile of level 0.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/record/tree.h"

namespace guiju::record {

inline constexpr int kTileWidth = 256;
inline constexpr int kEntryLevel = -1;  // a bundle of entries instead of hashes

struct TileId {
  int level = 0;  // 0-63, or kEntryLevel
  int64_t index = 0;
  int width = kTileWidth;  // 1-256; less than 256: partial, at the right edge of a tree
  friend auto operator<=>(const TileId&, const TileId&) = default;
};

// tile/0/x001/x234/067, tile/entries/000.p/17
std::string TilePath(const TileId& id);
// Exactly what TilePath gives.
std::optional<TileId> ParseTilePath(std::string_view path);

// The tiles of a level that a tree of `size` has: all full but perhaps the last. Works for kEntryLevel too.
int64_t TilesOfLevel(int level, int64_t size);
// The index-th tile of a level, with the width it has in a tree of `size`. Expects index < TilesOfLevel.
TileId TileAt(int level, int64_t index, int64_t size);
// Levels of hash tiles that a tree of `size` has.
int TileLevels(int64_t size);

// The root over the hashes of a tile or an aligned part of one: a power of two of them.
base::Digest TileRoot(std::string_view hashes);

// Entries with their lengths before them, two bytes each. Expects entries shorter than 64 KiB.
std::string PrintEntryBundle(const std::vector<std::string>& entries);
// Strict: exactly `width` entries and no byte more.
base::Result<std::vector<std::string>> ParseEntryBundle(std::string_view bytes, int width);

using TileFetch = std::function<base::Result<std::string>(const TileId&)>;

// Hashes out of tiles. What it reads is only as true as the tiles: proofs made of it are checked by whoever
// gets them. One thread at a time.
class TileHashReader : public HashReader {
 public:
  // `fetch` is called with tiles of a tree of `size` and must outlive the reader.
  TileHashReader(int64_t size, TileFetch fetch) : size_(size), fetch_(std::move(fetch)) {}
  base::Result<base::Digest> Read(int level, int64_t index) const override;

 private:
  base::Result<const std::string*> Tile(const TileId& id) const;

  int64_t size_;
  TileFetch fetch_;
  mutable std::unordered_map<std::string, std::string> tiles_;
};

// The partial tiles at the right edge: what is needed to write the tiles of a growing tree.
class TileEdge {
 public:
  using Sink = std::function<void(const TileId&, std::string_view hashes)>;

  TileEdge() = default;
  // The edge of a tree of `size`, from its partial tiles.
  static base::Result<TileEdge> Load(int64_t size, const TileFetch& fetch);

  int64_t size() const { return size_; }
  base::Digest Root() const;
  // `full` receives every tile that this leaf completes.
  void Append(const base::Digest& leaf, const Sink& full);
  // The partial tiles, lowest level first.
  void Partial(const Sink& sink) const;

 private:
  void AppendAt(size_t level, const base::Digest& hash, const Sink& full);

  int64_t size_ = 0;
  std::vector<std::string> open_;  // by level: hashes of the tile being filled
};

}  // namespace guiju::record
