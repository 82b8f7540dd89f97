#include <fcntl.h>
#include <fmt/core.h>
#include <llvm/Target/TargetMachine.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "compiler/native/native.h"
#include "compiler/native/object_files.h"
#include "compiler/native/target.h"

namespace guiju::native {
namespace {

base::Error Failed(const std::string& path, const char* what) {
  return base::Error{fmt::format("{}: {}: {}", path, what, std::strerror(errno))};
}

// A directory that goes away with its files.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(std::string pattern) : path_(std::move(pattern)) {
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~TemporaryDirectory() {
    for (const std::string& file : files_) ::unlink(file.c_str());
    if (!path_.empty()) ::rmdir(path_.c_str());
  }
  bool ok() const { return !path_.empty(); }
  std::string File(const std::string& name) {
    files_.push_back(path_ + "/" + name);
    return files_.back();
  }

 private:
  std::string path_;
  std::vector<std::string> files_;
};

// No shell: the arguments reach the linker as they are. Its complaints go to `log`.
int Spawn(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return -1;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string FirstLine(const std::string& path) {
  char buffer[400] = {};
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return "";
  const ssize_t got = ::read(fd, buffer, sizeof(buffer) - 1);
  ::close(fd);
  const std::string text(buffer, got > 0 ? static_cast<size_t>(got) : 0);
  return text.substr(0, text.find('\n'));
}

}  // namespace

base::Status WriteFile(const std::string& path, const std::string& bytes) {
  const std::string next = fmt::format("{}.{}.new", path, ::getpid());
  const int fd = ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) return Failed(next, "cannot be written");
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t put = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) break;
    done += static_cast<size_t>(put);
  }
  const bool closed = ::close(fd) == 0;
  if (done == bytes.size() && closed && ::rename(next.c_str(), path.c_str()) == 0) return base::Done{};
  const base::Error error = Failed(path, "cannot be written");
  ::unlink(next.c_str());
  return error;
}

base::Status LinkShared(const std::vector<std::string>& objects, const std::string& path,
                        const std::string& soname) {
  // The loader's objects are closed; a library may ask libc for memcpy.
  const bool closed = soname.empty();
  TemporaryDirectory temporary(path + ".XXXXXX");
  if (!temporary.ok()) return Failed(path, "no temporary directory beside it");
  const std::string output = temporary.File("linked.so"), log = temporary.File("log");
  std::string complaint = "no linker found (ld, mold)";
  for (const char* linker : {"ld", "mold"}) {
    // Nothing needed, nothing run at load time, nothing writable that is executable.
    std::vector<std::string> command{linker, "-shared", "-Bsymbolic",      "-z", "noexecstack", "-z", "relro",
                                     "-z",   "now",     "--build-id=none", "-o", output};
    if (closed) command.push_back("--no-undefined");
    if (!closed) command.insert(command.end(), {"-soname", soname});
    for (size_t i = 0; i < objects.size(); ++i) {
      command.push_back(temporary.File(fmt::format("{}-{}.o", linker, i)));
      if (base::Status written = WriteFile(command.back(), objects[i]); !written) return written;
    }
    const int status = Spawn(command, log);
    if (status == 0) {
      if (::chmod(output.c_str(), 0644) == 0 && ::rename(output.c_str(), path.c_str()) == 0)
        return base::Done{};
      return Failed(path, "cannot be written");
    }
    if (status > 0) complaint = fmt::format("{}: {}", linker, FirstLine(log));
  }
  return base::Error{fmt::format("{}: cannot be linked: {}", path, complaint)};
}

base::Status EmitSharedObject(const Unit& unit, const std::string& path) {
  auto target = MakeTarget("x86-64", true);
  if (!target) target = MakeTarget("native", true);
  if (!target) return target.error();
  auto stubs = BuiltinStubs(**target);
  if (!stubs) return stubs.error();
  return LinkShared({unit.object, *stubs}, path, "");
}

}  // namespace guiju::native
