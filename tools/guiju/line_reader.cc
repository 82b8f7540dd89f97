#include "tools/guiju/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace guiju::cli {
namespace {

std::string CannotRead(const std::string& path) {
  return fmt::format("无法读取 {} (cannot read: {})", path, std::strerror(errno));
}

}  // namespace

base::Result<LineReader> LineReader::Open(const std::string& path, size_t most_bytes) {
  const int file = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return base::Error{CannotRead(path)};
  return LineReader(file, most_bytes);
}

LineReader::LineReader(LineReader&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      most_(other.most_),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_) {}

LineReader::~LineReader() {
  if (file_ >= 0) close(file_);
}

base::Result<bool> LineReader::Fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  char block[65536];
  while (true) {
    const ssize_t n = read(file_, block, sizeof(block));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::Error{CannotRead("")};
    buffer_.append(block, static_cast<size_t>(n));
    return n > 0;
  }
}

base::Result<std::optional<LineReader::Line>> LineReader::Next() {
  bool too_long = false;
  size_t looked = 0;  // bytes of the line known to hold no end
  while (true) {
    const size_t end = buffer_.find('\n', begin_ + looked);
    if (end != std::string::npos) {
      Line line{buffer_.substr(begin_, end - begin_), too_long || end - begin_ > most_};
      begin_ = end + 1;
      if (line.too_long) line.text.clear();
      return std::optional(std::move(line));
    }
    looked = buffer_.size() - begin_;
    if (looked > most_) {
      too_long = true;
      buffer_.clear();
      begin_ = looked = 0;
    }
    auto more = Fill();
    if (!more) return more.error();
    if (*more) continue;
    if (buffer_.empty() && !too_long) return std::optional<Line>{};
    Line line{too_long ? std::string() : std::exchange(buffer_, {}), too_long};
    buffer_.clear();
    return std::optional(std::move(line));
  }
}

}  // namespace guiju::cli
