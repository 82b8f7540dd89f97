#include "runtime/engine/block_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "runtime/caseio/csv_reader.h"
#include "runtime/caseio/json_reader.h"

namespace guiju::engine {
namespace {

constexpr size_t kBlockBytes = size_t{256} << 10;  // stays in the second cache between reading and scanning

uint64_t CountLines(const char* text, size_t size) {
  uint64_t lines = 0;
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i newline = _mm_set1_epi8('\n');
  while (i + 16 <= size) {  // byte counters, emptied before they can overflow
    __m128i counters = _mm_setzero_si128();
    for (int turn = 0; turn < 255 && i + 16 <= size; ++turn, i += 16)
      counters = _mm_sub_epi8(
          counters, _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i)), newline));
    __m128i sums = _mm_sad_epu8(counters, _mm_setzero_si128());
    lines += static_cast<uint64_t>(_mm_cvtsi128_si64(sums)) +
             static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_srli_si128(sums, 8)));
  }
#endif
  for (; i < size; ++i) lines += text[i] == '\n' ? 1 : 0;
  return lines;
}

}  // namespace

base::Result<BlockReader> BlockReader::Open(const std::string& path, bool csv, size_t max_record) {
  int fd = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (fd < 0 || fstat(fd, &info) != 0)
    return base::Error{fmt::format("无法读取 {} (cannot read: {})", path, std::strerror(errno))};
  if (S_ISDIR(info.st_mode)) {
    close(fd);
    return base::Error{fmt::format("{} 是目录，不是案件文件 (is a directory)", path)};
  }
  return BlockReader(fd, csv, max_record, S_ISREG(info.st_mode) ? static_cast<uint64_t>(info.st_size) : 0);
}

BlockReader::BlockReader(BlockReader&& other) noexcept { *this = std::move(other); }

BlockReader& BlockReader::operator=(BlockReader&& other) noexcept {
  std::swap(fd_, other.fd_);
  csv_ = other.csv_;
  end_ = other.end_;
  failed_ = other.failed_;
  max_record_ = other.max_record_;
  bytes_read_ = other.bytes_read_;
  total_bytes_ = other.total_bytes_;
  line_ = other.line_;
  carry_ = std::move(other.carry_);
  carry_size_ = other.carry_size_;
  return *this;
}

BlockReader::~BlockReader() {
  if (fd_ >= 0) close(fd_);
}

bool BlockReader::Fill(size_t wanted) {
  if (carry_.size() < wanted + caseio::kPadding) carry_.resize(wanted + caseio::kPadding);
  while (carry_size_ < wanted && !end_) {
    ssize_t n = read(fd_, carry_.data() + carry_size_, wanted - carry_size_);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) failed_ = true;
    if (n <= 0) {
      end_ = true;
      break;
    }
    carry_size_ += static_cast<size_t>(n);
    bytes_read_ += static_cast<uint64_t>(n);
  }
  return carry_size_ >= wanted;
}

size_t BlockReader::CompleteRecords() const {
  if (carry_size_ == 0) return 0;
  bool quotes = csv_ && std::memchr(carry_.data(), '"', carry_size_) != nullptr;
  if (!quotes) {
    const void* last = memrchr(carry_.data(), '\n', carry_size_);
    return last == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(last) - carry_.data()) + 1;
  }
  const bool full = carry_size_ > max_record_ + 2;
  size_t complete = 0;
  while (complete < carry_size_) {
    const std::string_view rest(carry_.data() + complete, carry_size_ - complete);
    caseio::Record record = caseio::FirstRecord(rest);
    if (!record.whole && full && complete == 0) {  // as long as a record may be: its first line alone
      record.length = rest.find('\n') + 1;
      record.whole = record.length > 0;
    }
    if (!record.whole) break;
    complete += record.length;
  }
  return complete;
}

// carry_ begins with a line longer than allowed: drop it.
void BlockReader::SkipRecord(Block* block) {
  block->too_large_line = line_;
  block->too_large_bytes = 0;
  while (true) {
    const char* newline = static_cast<const char*>(std::memchr(carry_.data(), '\n', carry_size_));
    size_t drop = newline == nullptr ? carry_size_ : static_cast<size_t>(newline - carry_.data()) + 1;
    block->too_large_bytes += drop;
    std::memmove(carry_.data(), carry_.data() + drop, carry_size_ - drop);
    carry_size_ -= drop;
    if (newline != nullptr) {
      ++line_;
      return;
    }
    if (end_) return;
    Fill(kBlockBytes);
  }
}

base::Result<bool> BlockReader::Next(Block* block) {
  block->size = 0;
  block->too_large_line = 0;
  if (carry_size_ == 0 && end_) return false;
  size_t wanted = kBlockBytes;
  size_t complete = 0;
  while (true) {
    bool full = Fill(wanted);
    if (failed_) return base::Error{"读取案件文件时出错 (error while reading the case file)"};
    complete = CompleteRecords();
    if (complete == 0 && !full) complete = carry_size_;  // the last record has no line end
    if (complete > 0 || carry_size_ == 0) break;
    if (carry_size_ > max_record_ + 2) break;
    wanted = std::min(wanted * 2, max_record_ + 3);
  }
  block->first_line = line_;
  if (complete == 0) {
    if (carry_size_ == 0) return false;
    SkipRecord(block);
    block->bytes.resize(caseio::kPadding);
    return true;
  }
  // The block takes the memory that was read into; only the beginning of the next record moves.
  size_t rest = carry_size_ - complete;
  block->bytes.swap(carry_);
  block->size = complete;
  if (carry_.size() < rest + caseio::kPadding) carry_.resize(std::max(rest, kBlockBytes) + caseio::kPadding);
  std::memcpy(carry_.data(), block->bytes.data() + complete, rest);
  carry_size_ = rest;
  line_ += CountLines(block->bytes.data(), complete);
  return true;
}

base::Result<std::string> BlockReader::FirstRecord() {
  size_t length = 0;
  const size_t most = max_record_ + 3;
  for (size_t wanted = std::min(kBlockBytes, most);; wanted = std::min(2 * wanted, most)) {
    const bool full = Fill(wanted);
    if (failed_) return base::Error{"读取案件文件时出错 (error while reading the case file)"};
    const std::string_view text(carry_.data(), carry_size_);
    const size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;  // of the byte order
    const caseio::Record first = caseio::FirstRecord(text.substr(mark));
    length = mark + first.length;
    if (first.whole || !full || wanted == most) break;
  }
  std::string record(carry_.data(), length);
  std::memmove(carry_.data(), carry_.data() + length, carry_size_ - length);
  carry_size_ -= length;
  line_ += static_cast<uint64_t>(std::count(record.begin(), record.end(), '\n'));
  while (!record.empty() && (record.back() == '\n' || record.back() == '\r')) record.pop_back();
  return record;
}

}  // namespace guiju::engine
