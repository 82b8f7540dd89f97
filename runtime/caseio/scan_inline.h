#pragma once
// The inner loops of the two fast readers. All of them may read kPadding bytes past the text.
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace guiju::caseio {

// Bytes that must be readable (any content) after a text that is scanned.
inline constexpr size_t kPadding = 64;

// Decimal digits at p: at most 16 of them into `value`; returns how many there are (16 also when there are
// more).
inline size_t ScanDigits(const char* p, uint64_t* value) {
  auto eight = [](const char* at, uint64_t* sum) -> size_t {
    uint64_t chunk;
    std::memcpy(&chunk, at, 8);
    // A byte is a digit when neither adding 0x46 nor subtracting 0x30 sets its top bit.
    uint64_t other = ((chunk + 0x4646464646464646u) | (chunk - 0x3030303030303030u)) & 0x8080808080808080u;
    size_t count = other == 0 ? 8 : static_cast<size_t>(__builtin_ctzll(other)) / 8;
    if (count == 0) {
      *sum = 0;
      return 0;
    }
    uint64_t digits = (chunk - 0x3030303030303030u) << (64 - 8 * count);  // leading zeros in front
    digits = digits * 10 + (digits >> 8);
    digits = ((digits & 0x000000FF000000FFu) * 0x000F424000000064u +
              ((digits >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
             32;
    *sum = digits & 0xFFFFFFFFu;
    return count;
  };
  size_t count = eight(p, value);
  if (count < 8) return count;
  static constexpr uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
  uint64_t low;
  size_t more = eight(p + 8, &low);
  *value = *value * kPowers[more] + low;
  return 8 + more;
}

// First '"', '\' or control character from p on, or `end`.
inline const char* FindSpecial(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(0x1F);
  while (p < end) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(block, blank), blank);
    __m128i hit =
        _mm_or_si128(control, _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, slash)));
    int mask = _mm_movemask_epi8(hit);
    if (mask != 0) {
      p += __builtin_ctz(static_cast<unsigned>(mask));
      return p < end ? p : end;
    }
    p += 16;
  }
  return end;
#else
  while (p < end && *p != '"' && *p != '\\' && static_cast<uint8_t>(*p) > 0x1F) ++p;
  return p;
#endif
}

// Bit i: text[i] equals `c` (16 bytes).
inline unsigned Equal16(const char* text, char c) {
#if defined(__SSE2__)
  __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(c))));
#else
  unsigned mask = 0;
  for (unsigned i = 0; i < 16; ++i) mask |= static_cast<unsigned>(text[i] == c) << i;
  return mask;
#endif
}

}  // namespace guiju::caseio
