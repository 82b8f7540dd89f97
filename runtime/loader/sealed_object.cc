#include "runtime/loader/sealed_object.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "compiler/base/sha256.h"
#include "runtime/loader/cpu.h"
#include "runtime/loader/symbols.h"
#include "runtime/value/builtins.h"

namespace guiju::loader {
namespace {

constexpr std::string_view kMacMark = "gujiumac";
constexpr size_t kTrailer = sizeof(base::Digest) + kMacMark.size();
constexpr size_t kKeyBytes = 32;
constexpr off_t kLargestObject = off_t{256} << 20;

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

base::Error Failed(const std::string& path, const char* what) {
  return base::Error{fmt::format("{}: {}: {}", path, what, std::strerror(errno))};
}

// Open, ours, a plain file, and not writable (or, with `secret`, not even readable) by anybody else.
base::Result<FileDescriptor> OpenOwn(const std::string& path, bool secret, off_t* size) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.ok()) return Failed(path, "cannot be opened");
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return Failed(path, "cannot be examined");
  const mode_t forbidden = secret ? (S_IRWXG | S_IRWXO) : (S_IWGRP | S_IWOTH);
  if (!S_ISREG(info.st_mode)) return base::Error{path + ": not a plain file"};
  if (info.st_uid != ::geteuid()) return base::Error{path + ": belongs to another user"};
  if ((info.st_mode & forbidden) != 0) return base::Error{path + ": other users have access to it"};
  *size = info.st_size;
  return file;
}

bool ReadAll(int fd, char* into, size_t count) {
  while (count > 0) {
    const ssize_t got = ::read(fd, into, count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    count -= static_cast<size_t>(got);
  }
  return true;
}

bool WriteAll(int fd, const char* from, size_t count) {
  while (count > 0) {
    const ssize_t put = ::write(fd, from, count);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from += put;
    count -= static_cast<size_t>(put);
  }
  return true;
}

base::Result<std::string> ReadOwn(const std::string& path, bool secret) {
  off_t size = 0;
  auto file = OpenOwn(path, secret, &size);
  if (!file) return file.error();
  if (size > kLargestObject) return base::Error{path + ": too large"};
  std::string bytes(static_cast<size_t>(size), '\0');
  if (!ReadAll(file->get(), bytes.data(), bytes.size())) return Failed(path, "cannot be read");
  return bytes;
}

// In constant time: how much of a forged MAC is right must not show.
bool SameDigest(std::string_view a, const base::Digest& b) {
  uint8_t difference = 0;
  for (size_t i = 0; i < b.size(); ++i) difference |= static_cast<uint8_t>(a[i]) ^ b[i];
  return difference == 0;
}

class SealedObject : public Loaded {
 public:
  explicit SealedObject(FileDescriptor memory) : memory_(std::move(memory)) {}
  ~SealedObject() override {
    if (library_ != nullptr) ::dlclose(library_);
  }
  SealedObject(const SealedObject&) = delete;
  SealedObject& operator=(const SealedObject&) = delete;

  base::Status Open(const std::string& path, const Expected& expected) {
    // The loader recognises libraries by name, so the descriptor stays open and keeps the name unique.
    const std::string name = fmt::format("/proc/self/fd/{}", memory_.get());
    library_ = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) return base::Error{fmt::format("{}: {}", path, ::dlerror())};
    const void* descriptor = ::dlsym(library_, kDescriptorSymbol);
    if (descriptor == nullptr) return base::Error{path + ": has no descriptor"};
    std::memcpy(&descriptor_, descriptor, sizeof(descriptor_));
    if (base::Status fits = Check(path, expected); !fits) return fits;
    const auto* need = static_cast<const uint64_t*>(::dlsym(library_, kNeedSymbol));
    if (need == nullptr || !Need::Decode(need, descriptor_.need_words, &need_))
      return base::Error{path + ": damaged"};
    FillBuiltins();
    row_two_ = reinterpret_cast<TwoValuedFunction>(::dlsym(library_, kRowTwoSymbol));
    row_three_ = reinterpret_cast<ThreeValuedFunction>(::dlsym(library_, kRowThreeSymbol));
    columns_two_ = reinterpret_cast<ColumnFunction>(::dlsym(library_, kColumnsTwoSymbol));
    columns_three_ = reinterpret_cast<ColumnFunction>(::dlsym(library_, kColumnsThreeSymbol));
    return base::Done{};
  }

 private:
  base::Status Check(const std::string& path, const Expected& expected) const {
    const Descriptor blank;
    if (descriptor_.magic != blank.magic || descriptor_.abi_version != abi::kAbiVersion) {
      return base::Error{path + ": made for another version of the runtime"};
    }
    if (descriptor_.layout_hash != expected.layout_hash || descriptor_.ir_digest != expected.ir_digest) {
      return base::Error{path + ": made from another policy"};
    }
    if (!Covers(HostCpuBits(), descriptor_.cpu_bits))
      return base::Error{path + ": made for another processor"};
    return base::Done{};
  }

  void FillBuiltins() {
    auto* table = static_cast<void**>(::dlsym(library_, kBuiltinTableSymbol));
    if (table == nullptr) return;
    size_t next = 0;
#define GJ_BUILTIN(symbol, arguments) table[next++] = reinterpret_cast<void*>(&symbol);
#include "runtime/abi/builtins.def"
#undef GJ_BUILTIN
  }

  FileDescriptor memory_;
  void* library_ = nullptr;
};

}  // namespace

base::Result<std::string> CacheKey(const std::string& path) {
  std::string fresh(kKeyBytes, '\0');
  if (::getrandom(fresh.data(), fresh.size(), 0) != static_cast<ssize_t>(fresh.size())) {
    return Failed(path, "no random numbers for a new key");
  }
  // Under a name of its own first, then linked: two processes starting together agree on one key.
  const std::string own =
      fmt::format("{}.{}.{}", path, ::getpid(), base::ToHex(base::Sha256(fresh)).substr(0, 16));
  if (::access(path.c_str(), F_OK) != 0) {
    FileDescriptor file(::open(own.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.ok()) return Failed(own, "cannot be written");
    const bool written = WriteAll(file.get(), fresh.data(), fresh.size()) && ::fsync(file.get()) == 0;
    const bool linked = written && (::link(own.c_str(), path.c_str()) == 0 || errno == EEXIST);
    ::unlink(own.c_str());
    if (!linked) return Failed(path, "cannot be written");
  }
  auto key = ReadOwn(path, true);
  if (!key) return key.error();
  if (key->size() != kKeyBytes) return base::Error{path + ": not a key"};
  return key;
}

base::Status Seal(const std::string& path, const std::string& key) {
  auto bytes = ReadOwn(path, false);
  if (!bytes) return bytes.error();
  const base::Digest mac = base::HmacSha256(key, *bytes);
  bytes->append(reinterpret_cast<const char*>(mac.data()), mac.size());
  bytes->append(kMacMark);
  const std::string next = fmt::format("{}.{}.new", path, ::getpid());
  FileDescriptor file(::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.ok()) return Failed(next, "cannot be written");
  if (!WriteAll(file.get(), bytes->data(), bytes->size()) || ::rename(next.c_str(), path.c_str()) != 0) {
    const base::Error error = Failed(path, "cannot be replaced");
    ::unlink(next.c_str());
    return error;
  }
  return base::Done{};
}

base::Result<std::shared_ptr<const Loaded>> LoadSealed(const std::string& path, const std::string& key,
                                                       const Expected& expected) {
  auto bytes = ReadOwn(path, false);
  if (!bytes) return bytes.error();
  if (bytes->size() < kTrailer || !bytes->ends_with(kMacMark)) return base::Error{path + ": not sealed"};
  const std::string_view object = std::string_view(*bytes).substr(0, bytes->size() - kTrailer);
  const std::string_view mac = std::string_view(*bytes).substr(object.size(), sizeof(base::Digest));
  if (!SameDigest(mac, base::HmacSha256(key, object))) return base::Error{path + ": its seal is broken"};
  // The bytes just checked go into memory nobody can change any more, and only those are loaded.
  FileDescriptor memory(::memfd_create("guiju", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.ok() || !WriteAll(memory.get(), object.data(), object.size()))
    return Failed(path, "cannot be copied");
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
    return Failed(path, "cannot be sealed");
  }
  auto loaded = std::make_shared<SealedObject>(std::move(memory));
  if (base::Status opened = loaded->Open(path, expected); !opened) return opened.error();
  return std::shared_ptr<const Loaded>(std::move(loaded));
}

}  // namespace guiju::loader
