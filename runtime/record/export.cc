#include "runtime/record/export.h"

#include <dirent.h>
#include <fmt/format.h>

#include "runtime/record/checkpoint.h"
#include "runtime/record/directory_layout.h"
#include "runtime/record/durable_file.h"

namespace guiju::record {
namespace {

constexpr mode_t kOpenFile = 0644, kOpenFolder = 0755, kOwnFile = 0600, kOwnFolder = 0700;

bool IsEmptyOrAbsent(const std::string& path) {
  DIR* folder = ::opendir(path.c_str());
  if (!folder) return errno == ENOENT;
  int entries = 0;
  while (::readdir(folder)) ++entries;
  ::closedir(folder);
  return entries <= 2;  // . and ..
}

class Exporter {
 public:
  Exporter(const LogSource& source, std::string root, Bodies bodies)
      : source_(source),
        root_(std::move(root)),
        with_bodies_(bodies == Bodies::kPrivate && source.HasBodies()) {}

  base::Status Run() {
    if (!IsEmptyOrAbsent(root_)) return base::Error{root_ + ": there is something already"};
    base::Result<std::vector<std::string>> checkpoints = source_.Checkpoints();
    if (!checkpoints) return checkpoints.error();
    base::Result<int64_t> size = source_.Size();
    if (!size) return size.error();
    if (base::Status read = ReadSignedSize(*checkpoints); !read) return read;
    if (signed_size_ > *size) {
      return base::Error{
          fmt::format("export: {} entries are signed and only {} are there", signed_size_, *size)};
    }
    if (base::Status made = MakeFolders(root_, kOpenFolder); !made) return made;
    for (int level = 0; level < TileLevels(signed_size_); ++level) {
      if (base::Status written = WriteLevel(level); !written) return written;
    }
    for (int64_t index = 0; index < TilesOfLevel(kEntryLevel, signed_size_); ++index) {
      if (base::Status written = WriteBundle(TileAt(kEntryLevel, index, signed_size_)); !written)
        return written;
    }
    if (base::Status written = WriteUnsigned(*size); !written) return written;
    return WriteCheckpoints(*checkpoints);
  }

 private:
  base::Status ReadSignedSize(const std::vector<std::string>& checkpoints) {
    if (checkpoints.empty()) return base::Done{};
    const std::string& note = checkpoints.back();
    const base::Result<Checkpoint> latest = ParseCheckpoint(note.substr(0, note.rfind("\n\n") + 1));
    if (!latest) return latest.error();
    signed_size_ = latest->head.size;
    return base::Done{};
  }

  base::Status Write(std::string_view relative, std::string_view bytes, bool own) {
    const std::string path = fmt::format("{}/{}", root_, relative);
    const std::string folder = path.substr(0, path.rfind('/'));
    if (folder != last_folder_) {
      if (own) {
        if (base::Status made = MakeFolders(fmt::format("{}/{}", root_, kPrivateFolder), kOwnFolder); !made)
          return made;
      }
      if (base::Status made = MakeFolders(folder, own ? kOwnFolder : kOpenFolder); !made) return made;
      last_folder_ = folder;
    }
    return WriteDurably(path, bytes, own ? kOwnFile : kOpenFile, Placing::kNew);
  }

  base::Status WriteLevel(int level) {
    for (int64_t index = 0; index < TilesOfLevel(level, signed_size_); ++index) {
      const TileId id = TileAt(level, index, signed_size_);
      base::Result<std::string> hashes = source_.HashTile(id);
      if (!hashes) return hashes.error();
      if (base::Status written = Write(TilePath(id), *hashes, false); !written) return written;
    }
    return base::Done{};
  }

  base::Result<std::vector<std::string>> EntriesFrom(int64_t from, int64_t to) {
    std::vector<std::string> all;
    while (from < to) {
      base::Result<std::vector<std::string>> some = source_.Entries(from, to - from);
      if (!some) return some.error();
      if (some->empty()) return base::Error{fmt::format("export: no entry {}", from)};
      from += static_cast<int64_t>(some->size());
      for (std::string& entry : *some) all.push_back(std::move(entry));
    }
    return all;
  }

  base::Result<std::string> BodiesFrom(int64_t from, int64_t to) {
    std::vector<std::string> all;
    for (int64_t pos = from; pos < to; ++pos) {
      base::Result<std::optional<std::string>> body = source_.Body(pos);
      if (!body) return body.error();
      all.push_back(body->value_or(""));
    }
    return PrintBodies(all);
  }

  base::Status WriteBundle(const TileId& id) {
    const int64_t from = id.index * kTileWidth;
    return WriteRange(from, from + id.width, TilePath(id), BodiesPath(id));
  }

  base::Status WriteUnsigned(int64_t size) {
    if (signed_size_ == size && signed_size_ > 0) return base::Done{};
    return WriteRange(signed_size_, size, std::string(kUnsignedFile), std::string(kUnsignedBodiesFile));
  }

  base::Status WriteRange(int64_t from, int64_t to, const std::string& entries_path,
                          const std::string& bodies_path) {
    base::Result<std::vector<std::string>> entries = EntriesFrom(from, to);
    if (!entries) return entries.error();
    if (base::Status written = Write(entries_path, PrintEntryBundle(*entries), false); !written)
      return written;
    if (!with_bodies_) return base::Done{};
    base::Result<std::string> bodies = BodiesFrom(from, to);
    if (!bodies) return bodies.error();
    return Write(bodies_path, *bodies, true);
  }

  base::Status WriteCheckpoints(const std::vector<std::string>& checkpoints) {
    for (size_t i = 0; i < checkpoints.size(); ++i) {
      const std::string path = fmt::format("{}/{:06}", kCheckpointFolder, i + 1);
      if (base::Status written = Write(path, checkpoints[i], false); !written) return written;
    }
    if (checkpoints.empty()) return base::Done{};
    return Write(kCheckpointFile, checkpoints.back(), false);
  }

  const LogSource& source_;
  std::string root_;
  bool with_bodies_;
  int64_t signed_size_ = 0;
  std::string last_folder_;
};

}  // namespace

base::Status ExportLog(const LogSource& source, const std::string& path, Bodies bodies) {
  return Exporter(source, path, bodies).Run();
}

}  // namespace guiju::record
