#pragma once
// abi::Store where every nanosecond counts: inlined into the readers.
#include <cstring>

#include "runtime/abi/abi.h"

namespace guiju::caseio {

inline void StoreField(std::byte* row, const abi::Field& field, int64_t value) {
  uint64_t word;
  std::byte* known = row + 8 * (field.known_bit / 64);
  std::memcpy(&word, known, 8);
  word |= uint64_t{1} << (field.known_bit % 64);
  std::memcpy(known, &word, 8);
  switch (field.width) {
    case 1:
      row[field.offset] = static_cast<std::byte>(value);
      return;
    case 4: {
      int32_t narrow = static_cast<int32_t>(value);
      std::memcpy(row + field.offset, &narrow, 4);
      return;
    }
    default:
      std::memcpy(row + field.offset, &value, 8);
  }
}

}  // namespace guiju::caseio
