#include "runtime/record/directory_source.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "runtime/record/checkpoint.h"
#include "runtime/record/directory_layout.h"
#include "runtime/record/durable_file.h"
#include "runtime/record/fields.h"

namespace guiju::record {
namespace {

constexpr size_t kMaxBundleBytes = kTileWidth * (size_t{1} << 16);
constexpr size_t kMaxBodiesBytes = size_t{1} << 30;

bool Exists(const std::string& path) {
  struct stat info = {};
  return ::lstat(path.c_str(), &info) == 0;
}

// The text of a note without a look at its signatures: enough to know which tiles to expect.
base::Result<Checkpoint> UncheckedCheckpoint(std::string_view note) {
  const size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return base::Error{"checkpoint: not a signed note"};
  return ParseCheckpoint(note.substr(0, blank + 1));
}

class DirectorySource : public LogSource {
 public:
  explicit DirectorySource(std::string root) : root_(std::move(root)) {}

  base::Status Load() {
    if (!Exists(At(kCheckpointFile)) && !Exists(At(kUnsignedFile))) {
      return base::Error{root_ + ": neither a checkpoint nor entries"};
    }
    has_bodies_ = Exists(At(kPrivateFolder));
    if (base::Status loaded = LoadCheckpoints(); !loaded) return loaded;
    if (base::Status loaded = LoadUnsigned(kUnsignedFile, ParseEntries, &tail_); !loaded) return loaded;
    if (!has_bodies_) return base::Done{};
    return LoadUnsigned(kUnsignedBodiesFile, ParseBodies, &tail_bodies_);
  }

  base::Result<int64_t> Size() const override { return signed_size_ + static_cast<int64_t>(tail_.size()); }

  base::Result<std::vector<std::string>> Entries(int64_t from, int64_t most) const override {
    if (from >= signed_size_) {
      const auto first = tail_.begin() + (from - signed_size_);
      return std::vector<std::string>(first, first + std::min<int64_t>(most, tail_.end() - first));
    }
    const TileId id = TileAt(kEntryLevel, from / kTileWidth, signed_size_);
    base::Result<std::string> bytes = ReadWholeFile(At(TilePath(id)), kMaxBundleBytes);
    if (!bytes) return bytes.error();
    base::Result<std::vector<std::string>> entries = ParseEntryBundle(*bytes, id.width);
    if (!entries) return base::Error{TilePath(id) + ": " + entries.error().message};
    entries->erase(entries->begin(), entries->begin() + from % kTileWidth);
    if (static_cast<int64_t>(entries->size()) > most) entries->resize(static_cast<size_t>(most));
    return entries;
  }

  base::Result<std::string> HashTile(const TileId& id) const override {
    return ReadWholeFile(At(TilePath(id)), kTileWidth * sizeof(base::Digest));
  }

  base::Result<std::vector<std::string>> Checkpoints() const override { return checkpoints_; }
  bool HasBodies() const override { return has_bodies_; }

  base::Result<std::optional<std::string>> Body(int64_t pos) const override {
    if (!has_bodies_) return std::optional<std::string>();
    const std::vector<std::string>* bodies = &tail_bodies_;
    auto at = static_cast<size_t>(pos - signed_size_);
    if (pos < signed_size_) {
      at = static_cast<size_t>(pos % kTileWidth);
      const base::Status loaded = LoadBodies(pos / kTileWidth);
      if (!loaded) return loaded.error();
      bodies = &bodies_;
    }
    if (at >= bodies->size() || (*bodies)[at].empty()) return std::optional<std::string>();
    return std::optional<std::string>((*bodies)[at]);
  }

 private:
  std::string At(std::string_view relative) const { return fmt::format("{}/{}", root_, relative); }

  base::Status LoadCheckpoints() {
    for (int64_t number = 1;; ++number) {
      const std::string path = At(fmt::format("{}/{:06}", kCheckpointFolder, number));
      if (!Exists(path)) break;
      base::Result<std::string> note = ReadWholeFile(path, kMaxNoteBytes);
      if (!note) return note.error();
      checkpoints_.push_back(*std::move(note));
    }
    if (!Exists(At(kCheckpointFile))) {
      if (checkpoints_.empty()) return base::Done{};
      return base::Error{root_ + ": older checkpoints without the latest"};
    }
    base::Result<std::string> latest = ReadWholeFile(At(kCheckpointFile), kMaxNoteBytes);
    if (!latest) return latest.error();
    const base::Result<Checkpoint> checkpoint = UncheckedCheckpoint(*latest);
    if (!checkpoint) return base::Error{At(kCheckpointFile) + ": " + checkpoint.error().message};
    signed_size_ = checkpoint->head.size;
    if (checkpoints_.empty() || checkpoints_.back() != *latest) checkpoints_.push_back(*std::move(latest));
    return base::Done{};
  }

  template <class Parse>
  base::Status LoadUnsigned(std::string_view file, Parse parse, std::vector<std::string>* out) {
    if (!Exists(At(file))) return base::Done{};
    base::Result<std::string> bytes = ReadWholeFile(At(file), kMaxBodiesBytes);
    if (!bytes) return bytes.error();
    base::Result<std::vector<std::string>> items = parse(*bytes);
    if (!items) return base::Error{At(file) + ": " + items.error().message};
    *out = *std::move(items);
    return base::Done{};
  }

  // Keeps the bodies of one bundle: positions are asked for in order.
  base::Status LoadBodies(int64_t bundle) const {
    if (bundle == bodies_of_) return base::Done{};
    const TileId id = TileAt(kEntryLevel, bundle, signed_size_);
    base::Result<std::string> bytes = ReadWholeFile(At(BodiesPath(id)), kMaxBodiesBytes);
    if (!bytes) return bytes.error();
    base::Result<std::vector<std::string>> bodies = ParseBodies(*bytes);
    if (!bodies || static_cast<int>(bodies->size()) != id.width) {
      return base::Error{fmt::format("{}: not the bodies of {} entries", BodiesPath(id), id.width)};
    }
    bodies_ = *std::move(bodies);
    bodies_of_ = bundle;
    return base::Done{};
  }

  std::string root_;
  int64_t signed_size_ = 0;
  bool has_bodies_ = false;
  std::vector<std::string> checkpoints_;
  std::vector<std::string> tail_, tail_bodies_;
  mutable int64_t bodies_of_ = -1;
  mutable std::vector<std::string> bodies_;
};

}  // namespace

base::Result<std::unique_ptr<LogSource>> OpenDirectory(const std::string& path) {
  auto source = std::make_unique<DirectorySource>(path);
  if (base::Status loaded = source->Load(); !loaded) return loaded.error();
  return std::unique_ptr<LogSource>(std::move(source));
}

}  // namespace guiju::record
