// Bit-sliced columns: 64 rows per step, one word per condition, a vertical counter for the number of rules.
#include "tests/bench/hand.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace guiju::bench {
namespace {

enum Compare { kEqual, kNotEqual, kAtLeast, kLess, kAtMost, kGreater };

#if defined(__AVX512BW__) && defined(__AVX512F__)
template <Compare kOp>
constexpr int Predicate() {
  return kOp == kEqual      ? _MM_CMPINT_EQ
         : kOp == kNotEqual ? _MM_CMPINT_NE
         : kOp == kAtLeast  ? _MM_CMPINT_NLT
         : kOp == kLess     ? _MM_CMPINT_LT
         : kOp == kAtMost   ? _MM_CMPINT_LE
                            : _MM_CMPINT_NLE;
}
template <Compare kOp>
inline uint64_t Mask(const uint8_t* p, uint8_t v) {
  return _mm512_cmp_epu8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(static_cast<char>(v)),
                              Predicate<kOp>());
}
template <Compare kOp>
inline uint64_t Mask(const int32_t* p, int32_t v) {
  uint64_t mask = 0;
  for (int i = 0; i < 4; ++i) {
    mask |= uint64_t{_mm512_cmp_epi32_mask(_mm512_loadu_si512(p + 16 * i), _mm512_set1_epi32(v),
                                           Predicate<kOp>())}
            << (16 * i);
  }
  return mask;
}
template <Compare kOp>
inline uint64_t Mask(const int32_t* p, const int32_t* q) {
  uint64_t mask = 0;
  for (int i = 0; i < 4; ++i) {
    mask |= uint64_t{_mm512_cmp_epi32_mask(_mm512_loadu_si512(p + 16 * i), _mm512_loadu_si512(q + 16 * i),
                                           Predicate<kOp>())}
            << (16 * i);
  }
  return mask;
}
template <Compare kOp>
inline uint64_t Mask(const int64_t* p, int64_t v) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; ++i) {
    mask |=
        uint64_t{_mm512_cmp_epi64_mask(_mm512_loadu_si512(p + 8 * i), _mm512_set1_epi64(v), Predicate<kOp>())}
        << (8 * i);
  }
  return mask;
}
template <Compare kOp>
inline uint64_t MaskSum(const int64_t* p, const int64_t* q, int64_t v) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; ++i) {
    const __m512i sum = _mm512_add_epi64(_mm512_loadu_si512(p + 8 * i), _mm512_loadu_si512(q + 8 * i));
    mask |= uint64_t{_mm512_cmp_epi64_mask(sum, _mm512_set1_epi64(v), Predicate<kOp>())} << (8 * i);
  }
  return mask;
}
inline void Blend(uint8_t* out, uint64_t mask1, uint8_t v1, uint64_t mask2, uint8_t v2, uint8_t otherwise) {
  __m512i v = _mm512_set1_epi8(static_cast<char>(otherwise));
  v = _mm512_mask_blend_epi8(mask2, v, _mm512_set1_epi8(static_cast<char>(v2)));
  v = _mm512_mask_blend_epi8(mask1, v, _mm512_set1_epi8(static_cast<char>(v1)));
  _mm512_storeu_si512(out, v);
}
constexpr const char* kSimd = "AVX-512";
#else
template <Compare kOp, class T>
inline bool Holds(T a, T b) {
  return kOp == kEqual      ? a == b
         : kOp == kNotEqual ? a != b
         : kOp == kAtLeast  ? a >= b
         : kOp == kLess     ? a < b
         : kOp == kAtMost   ? a <= b
                            : a > b;
}
// Bytes of 0 or 1 to bits, eight at a time.
inline uint64_t Pack(const uint8_t (&flags)[64]) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; ++i) {
    uint64_t eight;
    __builtin_memcpy(&eight, flags + 8 * i, 8);
    mask |= ((eight * 0x0102040810204080u) >> 56) << (8 * i);
  }
  return mask;
}
template <Compare kOp, class T>
inline uint64_t Mask(const T* p, T v) {
  uint8_t flags[64];
  for (int i = 0; i < 64; ++i) flags[i] = Holds<kOp>(p[i], v);
  return Pack(flags);
}
template <Compare kOp>
inline uint64_t Mask(const int32_t* p, const int32_t* q) {
  uint8_t flags[64];
  for (int i = 0; i < 64; ++i) flags[i] = Holds<kOp>(p[i], q[i]);
  return Pack(flags);
}
template <Compare kOp>
inline uint64_t MaskSum(const int64_t* p, const int64_t* q, int64_t v) {
  uint8_t flags[64];
  for (int i = 0; i < 64; ++i) flags[i] = Holds<kOp>(p[i] + q[i], v);
  return Pack(flags);
}
inline void Blend(uint8_t* out, uint64_t mask1, uint8_t v1, uint64_t mask2, uint8_t v2, uint8_t otherwise) {
  for (int i = 0; i < 64; ++i) out[i] = (mask1 >> i) & 1 ? v1 : (mask2 >> i) & 1 ? v2 : otherwise;
}
constexpr const char* kSimd = "compiler's vectors";
#endif

// Adds one bit per row to a four-bit counter that sticks beyond 15.
struct Counter {
  uint64_t bit0 = 0, bit1 = 0, bit2 = 0, bit3 = 0, more = 0;
  inline void Add(uint64_t x) {
    uint64_t carry = bit0 & x;
    bit0 ^= x;
    x = carry;
    carry = bit1 & x;
    bit1 ^= x;
    x = carry;
    carry = bit2 & x;
    bit2 ^= x;
    x = carry;
    carry = bit3 & x;
    bit3 ^= x;
    more |= carry;
  }
  uint64_t Any() const { return bit0 | bit1 | bit2 | bit3 | more; }
  uint64_t AtLeast3() const { return (bit0 & bit1) | bit2 | bit3 | more; }
  uint64_t AtLeast8() const { return bit3 | more; }
};

// The columns of one block of 64 rows.
struct Block {
  Block(const HandColumns& in, uint64_t b)
      : revoke(in.revoke[b]),
        suspend(in.suspend[b]),
        hearing(in.hearing[b]),
        disputed(in.disputed[b]),
        state_secret(in.state_secret[b]),
        trade_secret(in.trade_secret[b]),
        privacy(in.privacy[b]),
        act(in.act + 64 * b),
        party(in.party + 64 * b),
        procedure(in.procedure + 64 * b),
        field(in.field + 64 * b),
        parties(in.parties + 64 * b),
        level(in.level + 64 * b),
        span_level(in.span_level + 64 * b),
        date(in.date + 64 * b),
        fine(in.fine + 64 * b),
        confiscation(in.confiscation + 64 * b),
        amount(in.amount + 64 * b) {}
  uint64_t revoke, suspend, hearing, disputed, state_secret, trade_secret, privacy;
  const uint8_t *act, *party, *procedure, *field;
  const int32_t *parties, *level, *span_level, *date;
  const int64_t *fine, *confiscation, *amount;
};

inline void Conclude(const Block& c, uint64_t any, uint64_t enough, uint64_t b, const HandOutput& out) {
  const uint64_t grave = c.revoke | c.suspend;
  const uint64_t exempt = Mask<kEqual>(c.procedure, uint8_t{0}) & ~(grave | c.hearing);
  const uint64_t major = any & ~exempt;
  const uint64_t collective = major & (grave | enough | Mask<kAtLeast>(c.fine, int64_t{50000000}));
  out.major[b] = major;
  Blend(out.route + 64 * b, collective, 2, major, 1, 0);
  Blend(out.days + 64 * b, c.state_secret | c.trade_secret | c.privacy, 0, Mask<kAtMost>(c.act, uint8_t{1}),
        7, 20);
}

}  // namespace

void HandColumnsSmall(const HandColumns& in, uint64_t blocks, const HandOutput& out) {
  for (uint64_t b = 0; b < blocks; ++b) {
    const Block c(in, b);
    Counter count;
#include "small_columns.inc"
    Conclude(c, count.Any(), count.AtLeast3(), b, out);
  }
}

void HandColumnsLarge(const HandColumns& in, uint64_t blocks, const HandOutput& out) {
  for (uint64_t b = 0; b < blocks; ++b) {
    const Block c(in, b);
    Counter count;
#include "large_columns.inc"
    Conclude(c, count.Any(), count.AtLeast8(), b, out);
  }
}

const char* HandSimd() { return kSimd; }

}  // namespace guiju::bench
