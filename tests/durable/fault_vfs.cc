#include "tests/durable/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <vector>

#include "compiler/base/check.h"

namespace guiju::durable {
namespace {

constexpr size_t kSector = 512;

struct Pending {  // a write, or a truncation when `bytes` is empty
  int64_t at = 0;
  std::string bytes;
};
struct Content {
  std::string durable;
  std::vector<Pending> pending;
};

std::mutex g_mutex;
Fault g_fault;
int64_t g_left = 0;  // operations until it strikes; below 1 when it has
bool g_struck = false, g_dead = false;
std::map<std::string, Content> g_files;

void ApplyTo(std::string* content, int64_t at, std::string_view bytes) {
  const size_t end = static_cast<size_t>(at) + bytes.size();
  if (content->size() < end) content->resize(end);
  std::copy(bytes.begin(), bytes.end(), content->begin() + at);
}
void Apply(const Pending& pending, std::string* content) {
  if (pending.bytes.empty()) {
    content->resize(static_cast<size_t>(pending.at));
  } else {
    ApplyTo(content, pending.at, pending.bytes);
  }
}

bool Concerns(Fault::Where where, bool log) {
  return where == Fault::Where::kAny || (where == Fault::Where::kLog) == log;
}

// Under the lock: whether an operation of these kinds fails now, and how.
Fault::Kind Strike(bool log, std::initializer_list<Fault::Kind> kinds) {
  if (g_dead) return Fault::Kind::kPowerCut;
  if (std::find(kinds.begin(), kinds.end(), g_fault.kind) == kinds.end() || !Concerns(g_fault.where, log))
    return Fault::Kind::kNone;
  --g_left;
  if (g_left > 0 || (g_left < 0 && !g_fault.sticky)) return Fault::Kind::kNone;
  g_struck = true;
  g_dead = g_fault.kind == Fault::Kind::kPowerCut;
  return g_fault.kind;
}

struct File {
  sqlite3_file base;
  Content* content;  // null: a file that nobody needs after a cut
  bool log;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_vfs* System() {
  static sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  return system;
}

int Close(sqlite3_file* file) {
  sqlite3_file* real = Of(file)->real();
  return real->pMethods == nullptr ? SQLITE_OK : real->pMethods->xClose(real);
}
int Read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  {
    const std::lock_guard lock(g_mutex);
    if (Strike(Of(file)->log, {Fault::Kind::kReadError}) != Fault::Kind::kNone) return SQLITE_IOERR_READ;
  }
  sqlite3_file* real = Of(file)->real();
  return real->pMethods->xRead(real, to, count, at);
}

int WriteThrough(File* file, const void* from, int count, sqlite3_int64 at) {
  if (file->content != nullptr && count > 0)
    file->content->pending.push_back(
        {at, std::string(static_cast<const char*>(from), static_cast<size_t>(count))});
  return file->real()->pMethods->xWrite(file->real(), from, count, at);
}
int Write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  const std::lock_guard lock(g_mutex);
  File* mine = Of(file);
  switch (Strike(mine->log, {Fault::Kind::kWriteError, Fault::Kind::kDiskFull, Fault::Kind::kShortWrite,
                             Fault::Kind::kPowerCut})) {
    case Fault::Kind::kDiskFull:
      return SQLITE_FULL;
    case Fault::Kind::kShortWrite:
      (void)WriteThrough(mine, from, count / 2, at);
      return SQLITE_IOERR_WRITE;
    case Fault::Kind::kWriteError:
    case Fault::Kind::kPowerCut:
      return SQLITE_IOERR_WRITE;
    default:
      return WriteThrough(mine, from, count, at);
  }
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  const std::lock_guard lock(g_mutex);
  File* mine = Of(file);
  if (Strike(mine->log, {Fault::Kind::kTruncateError}) != Fault::Kind::kNone) return SQLITE_IOERR_TRUNCATE;
  if (mine->content != nullptr) mine->content->pending.push_back({size, ""});
  return mine->real()->pMethods->xTruncate(mine->real(), size);
}
int Sync(sqlite3_file* file, int) {  // what is durable is this room's to say: the system is not asked
  const std::lock_guard lock(g_mutex);
  File* mine = Of(file);
  const Fault::Kind kind = Strike(mine->log, {Fault::Kind::kSyncError, Fault::Kind::kSyncGivesUp,
                                              Fault::Kind::kSyncLies, Fault::Kind::kPowerCut});
  if (kind == Fault::Kind::kSyncLies) return SQLITE_OK;
  if (kind == Fault::Kind::kSyncGivesUp && mine->content != nullptr) mine->content->pending.clear();
  if (kind != Fault::Kind::kNone) return SQLITE_IOERR_FSYNC;
  if (mine->content == nullptr) return SQLITE_OK;
  for (const Pending& pending : mine->content->pending) Apply(pending, &mine->content->durable);
  mine->content->pending.clear();
  return SQLITE_OK;
}

#define PASS(name, type, arguments, ...)                             \
  int name arguments {                                               \
    sqlite3_file* real = Of(file)->real();                           \
    return real->pMethods->x##name(real __VA_OPT__(, ) __VA_ARGS__); \
  }
PASS(FileSize, int, (sqlite3_file * file, sqlite3_int64* size), size)
PASS(Lock, int, (sqlite3_file * file, int level), level)
PASS(Unlock, int, (sqlite3_file * file, int level), level)
PASS(CheckReservedLock, int, (sqlite3_file * file, int* held), held)
PASS(FileControl, int, (sqlite3_file * file, int code, void* argument), code, argument)
PASS(SectorSize, int, (sqlite3_file * file))
PASS(DeviceCharacteristics, int, (sqlite3_file * file))
PASS(ShmMap, int, (sqlite3_file * file, int page, int size, int extend, void volatile** to), page, size,
     extend, to)
PASS(ShmLock, int, (sqlite3_file * file, int offset, int count, int flags), offset, count, flags)
PASS(ShmUnmap, int, (sqlite3_file * file, int remove), remove)
#undef PASS
void ShmBarrier(sqlite3_file* file) { Of(file)->real()->pMethods->xShmBarrier(Of(file)->real()); }

constexpr sqlite3_io_methods kMethods = {2,
                                         &Close,
                                         &Read,
                                         &Write,
                                         &Truncate,
                                         &Sync,
                                         &FileSize,
                                         &Lock,
                                         &Unlock,
                                         &CheckReservedLock,
                                         &FileControl,
                                         &SectorSize,
                                         &DeviceCharacteristics,
                                         &ShmMap,
                                         &ShmLock,
                                         &ShmBarrier,
                                         &ShmUnmap,
                                         nullptr,
                                         nullptr};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  File* mine = Of(file);
  mine->base.pMethods = nullptr;
  mine->content = nullptr;
  mine->log = (flags & SQLITE_OPEN_WAL) != 0;
  const std::lock_guard lock(g_mutex);
  if (Strike(mine->log, {Fault::Kind::kOpenError}) != Fault::Kind::kNone) return SQLITE_CANTOPEN;
  const int code = System()->xOpen(System(), name, mine->real(), flags, out);
  if (code != SQLITE_OK) return code;
  if (name != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0) {
    const auto [found, fresh] = g_files.try_emplace(name);
    if (fresh) {
      std::ifstream existing(name, std::ios::binary);
      found->second.durable.assign((std::istreambuf_iterator<char>(existing)), {});
    }
    mine->content = &found->second;
  }
  mine->base.pMethods = &kMethods;
  return SQLITE_OK;
}
int Delete(sqlite3_vfs*, const char* name, int sync) {
  const std::lock_guard lock(g_mutex);
  if (g_dead) return SQLITE_IOERR_DELETE;
  if (const auto found = g_files.find(name); found != g_files.end()) found->second = {};
  return System()->xDelete(System(), name, sync);
}

}  // namespace

Disk::Disk() {
  static sqlite3_vfs shim = *System();
  shim.zName = "guiju-disk";
  shim.szOsFile = static_cast<int>(sizeof(File)) + System()->szOsFile;
  shim.xOpen = &Open;
  shim.xDelete = &Delete;
  GJ_CHECK(sqlite3_vfs_register(&shim, 1) == SQLITE_OK);
}

Disk& Disk::Get() {
  static Disk disk;
  return disk;
}

void Disk::Arm(const Fault& fault, int64_t nth) {
  const std::lock_guard lock(g_mutex);
  g_fault = fault;
  g_left = nth;
  g_struck = g_dead = false;
  g_files.clear();
}

bool Disk::struck() const {
  const std::lock_guard lock(g_mutex);
  return g_struck;
}

void Disk::Heal() {
  const std::lock_guard lock(g_mutex);
  g_fault = {};
  g_dead = false;
}

void Disk::CutPower(Left left, uint32_t seed) {
  const std::lock_guard lock(g_mutex);
  std::mt19937 random(seed);
  for (auto& [name, content] : g_files) {
    for (const Pending& pending : content.pending) {
      if (left == Left::kNothing) break;
      if (pending.bytes.empty()) {
        if (random() % 2 == 0) Apply(pending, &content.durable);
        continue;
      }
      for (size_t at = 0; at < pending.bytes.size(); at += kSector) {
        if (random() % 2 == 0) continue;
        ApplyTo(&content.durable, pending.at + static_cast<int64_t>(at),
                std::string_view(pending.bytes).substr(at, kSector));
      }
    }
    std::error_code error;
    std::filesystem::remove(name, error);
    std::filesystem::remove(name + "-shm", error);
    if (!content.durable.empty()) std::ofstream(name, std::ios::binary) << content.durable;
  }
  g_files.clear();
  g_dead = false;
  g_fault = {};
}

}  // namespace guiju::durable
