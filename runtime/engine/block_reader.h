#pragma once
// A file as blocks of whole records (lines, or CSV records with quotes). A line over the limit is cut out and
// reported.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace guiju::engine {

struct Block {
  std::vector<char> bytes;  // `size` bytes of records, then caseio::kPadding bytes
  size_t size = 0;
  uint64_t first_line = 1;      // of the file, 1-based
  uint64_t too_large_line = 0;  // a record that began at this line was dropped after the block; 0: none
  uint64_t too_large_bytes = 0;
};

// Not thread-safe. Memory: one block and one record.
class BlockReader {
 public:
  // "-": standard input.
  static base::Result<BlockReader> Open(const std::string& path, bool csv, size_t max_record);
  ~BlockReader();
  BlockReader(BlockReader&& other) noexcept;
  BlockReader& operator=(BlockReader&& other) noexcept;
  BlockReader(const BlockReader&) = delete;

  // Next block into `block` (its memory is reused). False at the end of the file.
  base::Result<bool> Next(Block* block);
  // The first record alone (CSV header), without its line end. Cut off behind the limit.
  base::Result<std::string> FirstRecord();
  int file() const { return fd_; }
  uint64_t bytes_read() const { return bytes_read_; }
  uint64_t total_bytes() const { return total_bytes_; }

 private:
  BlockReader(int fd, bool csv, size_t max_record, uint64_t total)
      : fd_(fd), csv_(csv), max_record_(max_record), total_bytes_(total) {}
  bool Fill(size_t wanted);        // carry_ gets at least `wanted` bytes unless the file ends
  size_t CompleteRecords() const;  // bytes of carry_ that are whole records
  void SkipRecord(Block* block);

  int fd_ = -1;
  bool csv_ = false, end_ = false, failed_ = false;
  size_t max_record_;
  uint64_t bytes_read_ = 0, total_bytes_ = 0, line_ = 1;
  std::vector<char> carry_;
  size_t carry_size_ = 0;
};

}  // namespace guiju::engine
