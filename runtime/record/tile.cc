#include "runtime/record/tile.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"

namespace guiju::record {
namespace {

constexpr size_t kHashBytes = 32;
constexpr int kLevels = 8;  // 256^8 entries are more than any size

std::string IndexPath(int64_t index) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (int64_t rest = index / 1000; rest > 0; rest /= 1000)
    path = fmt::format("x{:03}/{}", rest % 1000, path);
  return path;
}

bool TakeNumber(std::string_view text, int64_t* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && *number >= 0;
}

// The text up to the next '/' (or the end), removed from *rest.
std::string_view NextElement(std::string_view* rest) {
  const size_t slash = std::min(rest->find('/'), rest->size());
  const std::string_view element = rest->substr(0, slash);
  rest->remove_prefix(std::min(slash + 1, rest->size()));
  return element;
}

std::optional<TileId> ReadTilePath(std::string_view rest) {
  TileId id;
  if (NextElement(&rest) != "tile") return std::nullopt;
  const std::string_view level = NextElement(&rest);
  int64_t number = 0;
  if (level == "entries") {
    id.level = kEntryLevel;
  } else if (TakeNumber(level, &number) && number < 64) {
    id.level = static_cast<int>(number);
  } else {
    return std::nullopt;
  }
  for (bool more = true; more;) {
    std::string_view element = NextElement(&rest);
    more = element.starts_with('x');
    if (more) element.remove_prefix(1);
    if (const size_t dot = element.find(".p"); dot != std::string_view::npos) {
      if (!TakeNumber(rest, &number) || number < 1 || number >= kTileWidth) return std::nullopt;
      id.width = static_cast<int>(number);
      element = element.substr(0, dot);
    }
    if (!TakeNumber(element, &number) || number > 999 || id.index > INT64_MAX / 1000 - 1) return std::nullopt;
    id.index = id.index * 1000 + number;
  }
  return id;
}

}  // namespace

std::string TilePath(const TileId& id) {
  const std::string level = id.level == kEntryLevel ? "entries" : std::to_string(id.level);
  const std::string path = fmt::format("tile/{}/{}", level, IndexPath(id.index));
  return id.width == kTileWidth ? path : fmt::format("{}.p/{}", path, id.width);
}

std::optional<TileId> ParseTilePath(std::string_view path) {
  const std::optional<TileId> id = ReadTilePath(path);
  return id && TilePath(*id) == path ? id : std::nullopt;
}

int64_t TilesOfLevel(int level, int64_t size) {
  const int shift = 8 * std::max(level, 0);
  const int64_t hashes = shift < 63 ? size >> shift : 0;
  return hashes / kTileWidth + (hashes % kTileWidth > 0 ? 1 : 0);
}

TileId TileAt(int level, int64_t index, int64_t size) {
  const int64_t hashes = size >> (8 * std::max(level, 0));
  return {level, index, static_cast<int>(std::min<int64_t>(kTileWidth, hashes - index * kTileWidth))};
}

int TileLevels(int64_t size) {
  int levels = 0;
  while (levels < kLevels && TilesOfLevel(levels, size) > 0) ++levels;
  return levels;
}

base::Digest TileRoot(std::string_view hashes) {
  GJ_CHECK(!hashes.empty() && hashes.size() % kHashBytes == 0);
  if (hashes.size() == kHashBytes) return DigestOf(hashes);
  const size_t half = hashes.size() / 2;
  return NodeHash(TileRoot(hashes.substr(0, half)), TileRoot(hashes.substr(half)));
}

std::string PrintEntryBundle(const std::vector<std::string>& entries) {
  std::string bytes;
  for (const std::string& entry : entries) {
    GJ_CHECK(entry.size() < 65536);
    AppendBigEndian(entry.size(), 2, &bytes);
    bytes.append(entry);
  }
  return bytes;
}

base::Result<std::vector<std::string>> ParseEntryBundle(std::string_view bytes, int width) {
  std::vector<std::string> entries;
  while (!bytes.empty() && static_cast<int>(entries.size()) < width) {
    const size_t length = bytes.size() < 2 ? bytes.size() : 2 + BigEndian(bytes.substr(0, 2));
    if (length < 2 || bytes.size() < length) return base::Error{"entry bundle: ends inside an entry"};
    entries.emplace_back(bytes.substr(2, length - 2));
    bytes.remove_prefix(length);
  }
  if (static_cast<int>(entries.size()) != width || !bytes.empty()) {
    return base::Error{fmt::format("entry bundle: not exactly {} entries", width)};
  }
  return entries;
}

base::Result<base::Digest> TileHashReader::Read(int level, int64_t index) const {
  const int tile_level = level / 8;
  const int within = level % 8;
  const int64_t first = index << within;
  const int64_t tile = first / kTileWidth;
  const int64_t span = int64_t{1} << within;
  const int64_t at = first % kTileWidth;
  if (level < 0 || level > 62 || index < 0 || tile >= TilesOfLevel(tile_level, size_)) {
    return base::Error{fmt::format("tree: no subtree {} of level {}", index, level)};
  }
  const TileId id = TileAt(tile_level, tile, size_);
  if (at + span > id.width)
    return base::Error{fmt::format("tree: subtree {} of level {} is not complete", index, level)};
  base::Result<const std::string*> hashes = Tile(id);
  if (!hashes) return hashes.error();
  return TileRoot(std::string_view(**hashes).substr(at * kHashBytes, span * kHashBytes));
}

base::Result<const std::string*> TileHashReader::Tile(const TileId& id) const {
  constexpr size_t kMostKept = 1024;  // 8 MiB
  std::string path = TilePath(id);
  if (const auto known = tiles_.find(path); known != tiles_.end()) return &known->second;
  base::Result<std::string> hashes = fetch_(id);
  if (!hashes) return hashes.error();
  if (hashes->size() != id.width * kHashBytes) {
    return base::Error{fmt::format("{}: {} bytes, not {}", path, hashes->size(), id.width * kHashBytes)};
  }
  if (tiles_.size() >= kMostKept) tiles_.clear();
  return &tiles_.emplace(std::move(path), *std::move(hashes)).first->second;
}

base::Result<TileEdge> TileEdge::Load(int64_t size, const TileFetch& fetch) {
  TileEdge edge;
  edge.size_ = size;
  for (int level = 0; level < kLevels && size >> (8 * level) > 0; ++level) {
    edge.open_.emplace_back();
    const int64_t hashes = size >> (8 * level);
    const auto width = static_cast<int>(hashes % kTileWidth);
    if (width == 0) continue;
    const TileId id{level, hashes / kTileWidth, width};
    base::Result<std::string> tile = fetch(id);
    if (!tile) return tile.error();
    if (tile->size() != width * kHashBytes) return base::Error{TilePath(id) + ": not of its width"};
    edge.open_.back() = *std::move(tile);
  }
  return edge;
}

base::Digest TileEdge::Root() const {
  // From below: what is not complete yet at one level is the last, smaller part of the next.
  std::optional<base::Digest> rest;
  for (const std::string& hashes : open_) {
    Frontier level;
    for (size_t at = 0; at < hashes.size(); at += kHashBytes) {
      level.Append(DigestOf(std::string_view(hashes).substr(at, kHashBytes)));
    }
    if (rest) level.Append(*rest);
    if (level.size() > 0) rest = level.Root();
  }
  return rest.value_or(EmptyRoot());
}

void TileEdge::Append(const base::Digest& leaf, const Sink& full) {
  ++size_;
  AppendAt(0, leaf, full);
}

void TileEdge::AppendAt(size_t level, const base::Digest& hash, const Sink& full) {
  if (open_.size() == level) open_.emplace_back();
  open_[level].append(BytesOf(hash));
  if (open_[level].size() < kTileWidth * kHashBytes) return;
  const std::string tile = std::exchange(open_[level], {});
  const int64_t count = size_ >> (8 * level);
  full({static_cast<int>(level), count / kTileWidth - 1, kTileWidth}, tile);
  AppendAt(level + 1, TileRoot(tile), full);
}

void TileEdge::Partial(const Sink& sink) const {
  for (size_t level = 0; level < open_.size(); ++level) {
    const auto width = static_cast<int>(open_[level].size() / kHashBytes);
    if (width > 0) sink({static_cast<int>(level), (size_ >> (8 * level)) / kTileWidth, width}, open_[level]);
  }
}

}  // namespace guiju::record
