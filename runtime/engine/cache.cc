#include "runtime/engine/cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

#include "compiler/base/sha256.h"
#include "compiler/plugin/plugin.h"
#include "runtime/loader/sealed_object.h"

namespace guiju::engine {
namespace {

constexpr size_t kMaxEntry = size_t{1} << 30;
constexpr size_t kMacBytes = 32;
constexpr std::string_view kProgramWord = "program ";

bool DigestFromHex(std::string_view hex, base::Digest* digest) {
  if (hex.size() != 2 * digest->size()) return false;
  for (size_t i = 0; i < digest->size(); ++i) {
    const char* at = hex.data() + 2 * i;
    const auto result = std::from_chars(at, at + 2, (*digest)[i], 16);
    if (result.ec != std::errc() || result.ptr != at + 2) return false;
  }
  return true;
}

// Whole regular file; nullopt when it cannot be read or follows a link.
std::optional<std::string> ReadRegular(const std::string& path, bool follow) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
  if (fd < 0) return std::nullopt;
  struct stat info;
  std::string text;
  bool ok = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && static_cast<size_t>(info.st_size) <= kMaxEntry;
  if (ok) {
    text.resize(static_cast<size_t>(info.st_size));
    size_t done = 0;
    while (done < text.size()) {
      ssize_t n = read(fd, text.data() + done, text.size() - done);
      if (n <= 0) break;
      done += static_cast<size_t>(n);
    }
    ok = done == text.size();
  }
  close(fd);
  if (!ok) return std::nullopt;
  return text;
}

std::string TimeOf(const struct stat& info) {
  return fmt::format("{}.{}", info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

std::string LibraryLine(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return "library none";
  return fmt::format("library {} {} {}", info.st_size, TimeOf(info), path);
}
// `text`: without a byte order mark, as the front end keeps it.
std::string FileLine(const std::string& path, std::string_view text) {
  return fmt::format("file {} {} {}", text.size(), base::ToHex(base::Sha256(text)), path);
}
std::string FileLine(const std::string& path) {
  const std::optional<std::string> text = ReadRegular(path, true);
  if (!text) return "file missing " + path;
  std::string_view read = *text;
  if (read.starts_with("\xEF\xBB\xBF")) read.remove_prefix(3);
  return FileLine(path, read);
}
std::string DirectoryLine(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return "directory missing " + path;
  return fmt::format("directory {} {}", TimeOf(info), path);
}

bool MakeDirectories(const std::string& path) {
  for (size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
    mkdir(path.substr(0, at).c_str(), 0700);
  return mkdir(path.c_str(), 0700) == 0 || errno == EEXIST;
}

// True when the line says what is so now.
bool StillHolds(std::string_view line) {
  size_t space = line.find(' ');
  std::string_view kind = line.substr(0, space);
  size_t path = line.find('/');
  if (path == std::string_view::npos) return false;
  std::string name(line.substr(path));
  if (kind == "file") return line == FileLine(name);
  if (kind == "directory") return line == DirectoryLine(name);
  return false;
}

}  // namespace

std::string Cache::DefaultDirectory() {
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg == '/')
    return std::string(xdg) + "/guiju";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return std::string(home) + "/.cache/guiju";
  return "";
}

Cache::Cache(const std::string& directory) : directory_(directory) {
  if (directory.empty() || !MakeDirectories(directory)) return;
  struct stat info;
  if (lstat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid() ||
      (info.st_mode & 077) != 0)
    return;
  if (base::Result<std::string> key = loader::CacheKey(directory + "/key")) key_ = *key;
}

std::string Cache::EntryPath(const std::string& subject) const {
  return fmt::format("{}/{}.gjc", directory_, base::ToHex(base::Sha256(subject)).substr(0, 32));
}

std::string Cache::CodePath(const base::Digest& ir_digest, const std::string& compiler) const {
  if (!enabled()) return "";
  return fmt::format(
      "{}/{}.so", directory_,
      base::ToHex(base::Sha256(plugin::BuildId() + LibraryLine(compiler) + base::ToHex(ir_digest)))
          .substr(0, 32));
}

// Entry: "guiju-cache BUILD", the subject line, the digest of the printed program (so that it is not digested
// again at each start), the compiler library, manifest lines, an empty line, the printed program; then the
// MAC.
std::optional<Cache::Entry> Cache::Find(const std::string& subject, const std::string& compiler) const {
  if (!enabled()) return std::nullopt;
  std::optional<std::string> entry = ReadRegular(EntryPath(subject), false);
  if (!entry || entry->size() < kMacBytes) return std::nullopt;
  std::string_view body(entry->data(), entry->size() - kMacBytes);
  base::Digest mac = base::HmacSha256(key_, body);
  uint8_t difference = 0;
  for (size_t i = 0; i < kMacBytes; ++i)
    difference |= static_cast<uint8_t>((*entry)[body.size() + i]) ^ mac[i];
  if (difference != 0) return std::nullopt;
  size_t at = 0;
  auto line = [&] {
    size_t end = std::min(body.find('\n', at), body.size());
    std::string_view text = body.substr(at, end - at);
    at = std::min(end + 1, body.size());
    return text;
  };
  if (line() != "guiju-cache " + plugin::BuildId() ||
      line() != "subject " + base::ToHex(base::Sha256(subject)))
    return std::nullopt;
  std::string_view program_line = line();
  base::Digest digest{};
  if (!program_line.starts_with(kProgramWord) ||
      !DigestFromHex(program_line.substr(kProgramWord.size()), &digest) || line() != LibraryLine(compiler))
    return std::nullopt;
  for (std::string_view manifest = line(); !manifest.empty(); manifest = line()) {
    if (!StillHolds(manifest)) return std::nullopt;
  }
  ir::ParseFailure failure;
  std::optional<ir::Program> program = ir::Parse(body.substr(at), &failure);
  if (!program) return std::nullopt;
  return Entry{std::move(*program), digest};
}

std::vector<std::string> Cache::StateOf(const std::vector<std::string>& directories) const {
  std::vector<std::string> lines;
  if (!enabled()) return lines;
  for (const std::string& directory : directories) lines.push_back(DirectoryLine(directory));
  return lines;
}

void Cache::Store(const std::string& subject, const std::string& compiler, const std::vector<File>& files,
                  const std::vector<std::string>& directories, const ir::Program& program) const {
  if (!enabled()) return;
  const std::string printed = ir::Print(program);
  std::string entry = fmt::format("guiju-cache {}\nsubject {}\n{}{}\n{}\n", plugin::BuildId(),
                                  base::ToHex(base::Sha256(subject)), kProgramWord,
                                  base::ToHex(base::Sha256(printed)), LibraryLine(compiler));
  for (const File& file : files) entry += FileLine(file.path, file.text) + "\n";
  for (const std::string& directory : directories) entry += directory + "\n";
  entry += "\n" + printed;
  base::Digest mac = base::HmacSha256(key_, entry);
  entry.append(reinterpret_cast<const char*>(mac.data()), mac.size());
  std::string temporary = directory_ + "/entry.XXXXXX";
  int fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return;
  bool ok = write(fd, entry.data(), entry.size()) == static_cast<ssize_t>(entry.size());
  ok = close(fd) == 0 && ok;
  if (!ok || rename(temporary.c_str(), EntryPath(subject).c_str()) != 0) unlink(temporary.c_str());
}

}  // namespace guiju::engine
