#pragma once
// Output lines of a block, written through a raw pointer and kept from block to block.
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace guiju::engine {

// Not thread-safe.
class LineBuffer {
 public:
  // Where the text ends, with room for so many bytes more. Valid until the next call of Reserve or Append.
  char* Reserve(size_t bytes) {
    if (capacity_ - size_ < bytes) Grow(bytes);
    return bytes_.get() + size_;
  }
  void Commit(const char* end) { size_ = static_cast<size_t>(end - bytes_.get()); }
  void Append(std::string_view text) {
    std::memcpy(Reserve(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void Clear() { size_ = 0; }
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  void Grow(size_t bytes) {
    const size_t wanted = size_ + bytes;
    const size_t capacity = wanted > 2 * capacity_ ? wanted : 2 * capacity_;
    std::unique_ptr<char[]> grown(new char[capacity]);  // not cleared
    if (size_ > 0) std::memcpy(grown.get(), bytes_.get(), size_);
    bytes_ = std::move(grown);
    capacity_ = capacity;
  }
  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace guiju::engine
