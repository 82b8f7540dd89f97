#pragma once
// abi::Store where every nanosecond counts: inlined into the readers.
#include <cstring>

#include "runtime/abi/abi.h"

namespace guiju::caseio {

// A value in the width of its field; the known bit is the caller's.
inline void StoreValue(std::byte* at, uint8_t width, int64_t value) {
  switch (width) {
    case 1:
      *at = static_cast<std::byte>(value);
      return;
    case 4: {
      const int32_t narrow = static_cast<int32_t>(value);
      std::memcpy(at, &narrow, 4);
      return;
    }
    default:
      std::memcpy(at, &value, 8);
  }
}

inline void StoreField(std::byte* row, const abi::Field& field, int64_t value) {
  uint64_t word;
  std::byte* known = row + 8 * (field.known_bit / 64);
  std::memcpy(&word, known, 8);
  word |= uint64_t{1} << (field.known_bit % 64);
  std::memcpy(known, &word, 8);
  StoreValue(row + field.offset, field.width, value);
}

}  // namespace guiju::caseio
