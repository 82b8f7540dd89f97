// The two bodies that run tables, compiled once per instruction set (kernels_*.cc define GUIJU_KERNELS, the
// namespace, and GUIJU_KERNELS_NAME). Everything is local to the including file: nothing compiled for a
// better machine may be shared.
#include <cstring>

#include "runtime/tables/data.h"

#if defined(__BMI2__)
#include <immintrin.h>
#endif

namespace guiju::tables {
namespace {

using ir::Combine;
using ir::Compose;
using ir::TypeKind;

typedef uint64_t Vector2 __attribute__((vector_size(16)));
typedef uint64_t Vector4 __attribute__((vector_size(32)));
typedef uint64_t Vector8 __attribute__((vector_size(64)));
typedef int64_t Lanes __attribute__((vector_size(32)));

template <class T>
inline T Read(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

inline int64_t ReadField(const std::byte* row, uint32_t offset, uint32_t width) {
  if (width == 8) return Read<int64_t>(row + offset);
  if (width == 4) return Read<int32_t>(row + offset);
  return static_cast<int64_t>(Read<uint8_t>(row + offset));
}
inline bool IsOneValue(uint64_t mask) { return mask != 0 && (mask & (mask - 1)) == 0; }
inline bool IsKnownBit(const std::byte* row, uint32_t bit) {
  return (Read<uint64_t>(row + 8 * (bit / 64)) >> (bit % 64)) & 1;
}

inline uint32_t RegionOf(const Regions& regions, int64_t x) {
  if (regions.lut != nullptr) [[likely]] {
    int64_t clamped = x < regions.low ? regions.low : x;
    clamped = clamped > regions.high ? regions.high : clamped;
    uint64_t distance = static_cast<uint64_t>(clamped) - static_cast<uint64_t>(regions.low);
    uint64_t index =
        static_cast<uint64_t>((static_cast<unsigned __int128>(distance << 1) * regions.magic) >> 64);
    return regions.lut[index];
  }
  if (regions.count <= 32) {
    Lanes wanted = {x, x, x, x}, below = {0, 0, 0, 0}, bounds;
    for (uint32_t i = 0; i < regions.count; i += 4) {
      std::memcpy(&bounds, regions.bounds + i, sizeof(bounds));
      below -= wanted >= bounds;
    }
    uint32_t padding = x == INT64_MAX ? (4 - regions.count % 4) % 4 : 0;
    return static_cast<uint32_t>(below[0] + below[1] + below[2] + below[3]) - padding;
  }
  uint32_t begin = 0, length = regions.count;  // bounds before `begin` are <= x
  while (length > 0) {
    uint32_t half = (length + 1) / 2;
    bool below = regions.bounds[begin + half - 1] <= x;
    begin += below ? half : 0;
    length = below ? length - half : half - 1;
  }
  return begin;
}

inline uint64_t IndexOf(const View& view, const Group& group, uint64_t window) {
#if defined(__BMI2__)
  (void)view;
  return _pext_u64(window, group.mask);
#else
  uint64_t index = 0;
  for (uint32_t m = 0; m < group.members; ++m) {
    const Member& member = view.member[group.first_member + m];
    index |= ((window >> member.shift) & member.value_mask) << member.index_shift;
  }
  return index;
#endif
}
inline uint64_t FlagsOf(const View& view, const Group& group, uint64_t known) {
#if defined(__BMI2__)
  (void)view;
  return _pext_u64(known, group.known_mask) << group.bits;
#else
  uint64_t flags = 0;
  for (uint32_t m = 0; m < group.members; ++m) {
    const Member& member = view.member[group.first_member + m];
    flags |= ((known >> member.known_shift) & 1) << member.flag_shift;
  }
  return flags;
#endif
}

// clang-format off: each builds on those before it
#include "runtime/tables/rows.inl"
#include "runtime/tables/decisions.inl"
#include "runtime/tables/ops.inl"
// clang-format on

inline bool HasAllNeeded(const View& view, const std::byte* row) {
  for (uint32_t w = 0; w < view.need_words; ++w) {
    if ((Read<uint64_t>(row + 8 * w) & view.need[w]) != view.need[w]) return false;
  }
  return true;
}

constexpr uint32_t kManyWords = 8;  // from here on a call that copies costs less than a loop

inline void CopyRules(const View& view, const uint64_t* from, uint64_t* to) {
  const uint32_t last = view.rule_words - 1;
  if (last >= kManyWords) {
    std::memcpy(to, from, size_t{8} * last);
  } else {
    for (uint32_t w = 0; w < last; ++w) to[w] = from[w];
  }
  to[last] = from[last] & view.last_rule_mask;
}

inline void CopyExactRules(const View& view, const uint64_t* from, uint64_t* must, uint64_t* may) {
  const uint32_t last = view.rule_words - 1;
  if (last >= kManyWords) {
    CopyRules(view, from, must);
    CopyRules(view, from, may);
    return;
  }
  for (uint32_t w = 0; w < last; ++w) must[w] = may[w] = from[w];
  must[last] = may[last] = from[last] & view.last_rule_mask;
}

template <bool kOneWord>
inline void EvaluateAs(const View& view, RunProgram run, Frame& frame, uint64_t* must, uint64_t* may) {
  if (HasAllNeeded(view, frame.row)) {
    uint64_t* const apart = frame.may;
    frame.may = frame.must;
    CompleteRows(view, frame);
    const bool exact = RunOps<kOneWord>(view, run, frame);
    frame.may = apart;
    if (exact) [[likely]] {
      if (view.rule_words == 0) return;
      CopyExactRules(view, frame.must, must, may);
      return;
    }
  }
  PartialRows(view, frame);
  RunPartialOps<kOneWord>(view, run, frame);
  if (view.rule_words == 0) return;
  CopyRules(view, frame.must, must);
  CopyRules(view, frame.may, may);
}

void Evaluate(const View& view, RunProgram run, Frame& frame, uint64_t* must, uint64_t* may) {
  if (view.words == 1) return EvaluateAs<true>(view, run, frame, must, may);
  EvaluateAs<false>(view, run, frame, must, may);
}

}  // namespace

const Kernels& GUIJU_KERNELS() {
  static constexpr Kernels kernels{GUIJU_KERNELS_NAME, &Evaluate};
  return kernels;
}

}  // namespace guiju::tables
