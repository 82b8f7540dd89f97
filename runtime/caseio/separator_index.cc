#include "runtime/caseio/separator_index.h"

#include "runtime/caseio/scan_inline.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace guiju::caseio {
namespace {

constexpr size_t kStep = 64;

// The set bits of a mask as offsets. Writes in groups, so that the number of bits rarely decides a branch.
[[gnu::always_inline]] inline uint32_t* Flatten(uint64_t mask, uint32_t base, uint32_t* out) {
  const int count = __builtin_popcountll(mask);
  for (int done = 0; done < count; done += 8) {
    for (int i = 0; i < 8; ++i) {
      out[done + i] = base + static_cast<uint32_t>(__builtin_ctzll(mask | uint64_t{1} << 63));
      mask &= mask - 1;
    }
  }
  return out + count;
}

// The bits of the last, partial step.
[[gnu::always_inline]] inline uint64_t Within(uint64_t mask, size_t left) {
  return left >= kStep ? mask : mask & ((uint64_t{1} << left) - 1);
}

uint64_t PlainMask(const char* text) {
  uint64_t mask = 0;
  for (size_t i = 0; i < kStep; i += 16) {
    const unsigned hit = Equal16(text + i, ',') | Equal16(text + i, '\n') | Equal16(text + i, '"');
    mask |= uint64_t{hit} << i;
  }
  return mask;
}

size_t IndexPlain(const char* text, size_t size, uint32_t* offsets) {
  uint32_t* out = offsets;
  for (size_t at = 0; at < size; at += kStep) {
    for (uint64_t mask = Within(PlainMask(text + at), size - at); mask != 0; mask &= mask - 1)
      *out++ = static_cast<uint32_t>(at) + static_cast<uint32_t>(__builtin_ctzll(mask));
  }
  return static_cast<size_t>(out - offsets);
}

#if defined(__x86_64__)
[[gnu::target("avx2,bmi,popcnt")]] size_t IndexAvx2(const char* text, size_t size, uint32_t* offsets) {
  const __m256i comma = _mm256_set1_epi8(','), feed = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"');
  uint32_t* out = offsets;
  for (size_t at = 0; at < size; at += kStep) {
    uint64_t mask = 0;
    for (size_t half = 0; half < kStep; half += 32) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + half));
      const __m256i hit =
          _mm256_or_si256(_mm256_cmpeq_epi8(bytes, comma),
                          _mm256_or_si256(_mm256_cmpeq_epi8(bytes, feed), _mm256_cmpeq_epi8(bytes, quote)));
      mask |= uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(hit))} << half;
    }
    out = Flatten(Within(mask, size - at), static_cast<uint32_t>(at), out);
  }
  return static_cast<size_t>(out - offsets);
}
#endif

}  // namespace

SeparatorIndexer PlainSeparatorIndexer() { return IndexPlain; }

SeparatorIndexer BestSeparatorIndexer() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
    return IndexAvx2;
#endif
  return IndexPlain;
}

}  // namespace guiju::caseio
