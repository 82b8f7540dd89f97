#include "tools/guiju/key_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace guiju::cli {
namespace {

constexpr size_t kMostKeyBytes = 4096;

std::string Trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(fd) == 0;
}

}  // namespace

base::Result<record::SigningKey> SecretKey(const Session& session) {
  auto text = ReadInput(session.arguments.Get("--key"), kMostKeyBytes);
  if (!text) return text.error();
  return record::SigningKey::Parse(Trimmed(*text));
}

base::Result<std::vector<record::VerifierKey>> PublicKeys(const Session& session) {
  std::vector<record::VerifierKey> keys;
  for (const std::string& text : session.arguments.All("--key")) {
    std::string line = text;
    if (access(text.c_str(), R_OK) == 0) {
      auto read = ReadInput(text, kMostKeyBytes);
      if (!read) return read.error();
      line = Trimmed(*read);
    }
    auto key = record::VerifierKey::Parse(line);
    if (!key) return base::Error{fmt::format("--key: {}", key.error().message)};
    keys.push_back(*std::move(key));
  }
  if (keys.empty())
    return base::Error{session.Pick(
        "请写明 --key：核验签名用的公钥（guiju sign --new-key 时给出），或者存放它的文件",
        "--key is missing: the public key that guiju sign --new-key printed, or a file with it")};
  return keys;
}

base::Status WritePrivate(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return base::Error{fmt::format("{}: 已经存在或者无法建立 (is there already, or cannot be made)", path)};
  const bool written = WriteAll(fd, text);
  const bool closed = close(fd) == 0;
  if (written && closed) return base::Done{};
  unlink(path.c_str());
  return base::Error{fmt::format("{}: 无法写入 (cannot be written)", path)};
}

}  // namespace guiju::cli
