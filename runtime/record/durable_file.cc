#include "runtime/record/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "runtime/record/encoding.h"
#include "runtime/record/random.h"

namespace guiju::record {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

base::Error Failure(const std::string& path, const char* what) {
  return {fmt::format("{}: {}: {}", path, what, std::strerror(errno))};
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

base::Status FlushFolder(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok() || ::fsync(folder.get()) != 0) return Failure(path, "cannot be flushed");
  return base::Done{};
}

// link() refuses to replace what is there, rename() does not.
bool Place(const std::string& from, const std::string& to, Placing placing) {
  if (placing == Placing::kReplace) return ::rename(from.c_str(), to.c_str()) == 0;
  return ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0;
}

}  // namespace

base::Result<std::string> ReadWholeFile(const std::string& path, size_t most) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info = {};
  if (!file.ok() || ::fstat(file.get(), &info) != 0) return Failure(path, "cannot be read");
  if (!S_ISREG(info.st_mode)) return base::Error{path + ": is not a file"};
  if (static_cast<uint64_t>(info.st_size) > most) return base::Error{path + ": too large"};
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure(path, "cannot be read");
    if (got == 0) break;
    have += static_cast<size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

base::Status WriteDurably(const std::string& path, std::string_view bytes, mode_t mode, Placing placing) {
  const std::string beside = fmt::format("{}.{}.new", path, HexOf(RandomBytes(8)));
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file.ok()) return Failure(beside, "cannot be made");
    if (!WriteAll(file.get(), bytes) || ::fsync(file.get()) != 0) {
      const base::Error error = Failure(beside, "cannot be written");
      ::unlink(beside.c_str());
      return error;
    }
  }
  if (!Place(beside, path, placing)) {
    const base::Error error = Failure(path, "cannot be put in place");
    ::unlink(beside.c_str());
    return error;
  }
  return FlushFolder(FolderOf(path));
}

base::Status MakeFolders(const std::string& path, mode_t mode) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return base::Done{};
    return base::Error{path + ": is not a folder"};
  }
  const std::string above = FolderOf(path);
  if (base::Status made = MakeFolders(above, mode); !made) return made;
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return Failure(path, "cannot be made");
  return FlushFolder(above);
}

}  // namespace guiju::record
