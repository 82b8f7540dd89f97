// Checks and copies over whole columns, written so that the compiler vectorises them for the processor at
// hand.
#include <algorithm>
#include <cstring>
#include <limits>

#include "runtime/loader/column_batch.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define GJ_FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define GJ_FOR_EACH_CPU
#endif

namespace guiju::loader {
namespace {

#define GJ_ALL_WITHIN(name, type)                                                  \
  GJ_FOR_EACH_CPU bool name(const type* values, int64_t count, type lo, type hi) { \
    type smallest = lo, largest = hi;                                              \
    for (int64_t i = 0; i < count; ++i) {                                          \
      smallest = values[i] < smallest ? values[i] : smallest;                      \
      largest = values[i] > largest ? values[i] : largest;                         \
    }                                                                              \
    return smallest == lo && largest == hi;                                        \
  }
GJ_ALL_WITHIN(WithinU8, uint8_t)
GJ_ALL_WITHIN(WithinI8, int8_t)
GJ_ALL_WITHIN(WithinI32, int32_t)
GJ_ALL_WITHIN(WithinI64, int64_t)
#undef GJ_ALL_WITHIN

template <class T>
T Clamped(int64_t value) {
  return static_cast<T>(
      std::clamp<int64_t>(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

}  // namespace

bool AllWithin(const void* values, int width, bool is_signed, int64_t count, int64_t lo, int64_t hi) {
  switch (width) {
    case 1:
      if (is_signed)
        return WithinI8(static_cast<const int8_t*>(values), count, Clamped<int8_t>(lo), Clamped<int8_t>(hi));
      return WithinU8(static_cast<const uint8_t*>(values), count, Clamped<uint8_t>(lo), Clamped<uint8_t>(hi));
    case 4:
      return WithinI32(static_cast<const int32_t*>(values), count, Clamped<int32_t>(lo),
                       Clamped<int32_t>(hi));
    default:
      return WithinI64(static_cast<const int64_t*>(values), count, lo, hi);
  }
}

void CopyBits(const void* bits, int64_t from, int64_t count, uint64_t* words) {
  const int64_t blocks = (count + 63) / 64;
  const auto* bytes = static_cast<const uint8_t*>(bits);
  const int64_t last_byte = bytes == nullptr ? 0 : (from + count - 1) / 8;
  for (int64_t block = 0; block < blocks; ++block) {
    const int64_t rows = std::min<int64_t>(64, count - 64 * block);
    uint64_t word = ~uint64_t{0};
    if (bytes != nullptr) {
      const int64_t first = from + 64 * block;
      uint8_t window[9] = {};
      std::memcpy(window, bytes + first / 8,
                  static_cast<size_t>(std::min<int64_t>(9, last_byte - first / 8 + 1)));
      std::memcpy(&word, window, 8);
      const int shift = static_cast<int>(first % 8);
      if (shift != 0) word = (word >> shift) | (static_cast<uint64_t>(window[8]) << (64 - shift));
    }
    words[block] = rows == 64 ? word : word & ((uint64_t{1} << rows) - 1);
  }
}

}  // namespace guiju::loader
