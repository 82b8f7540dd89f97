// Straight-line code, one row at a time; no branches, as a careful programmer would write it.
#include <bit>

#include "tests/bench/hand.h"

namespace guiju::bench {
namespace {

inline void Conclude(const Case& c, int fired, int collective_from, HandAnswer* out) {
  const bool exempt = (c.procedure == 0) & !(c.revoke | c.suspend | c.hearing);
  const bool major = (fired > 0) & !exempt;
  const bool collective = c.revoke | c.suspend | (fired >= collective_from) | (c.fine >= 50000000);
  out->major = major;
  out->route = !major ? 0 : collective ? 2 : 1;
  out->days = (c.state_secret | c.trade_secret | c.privacy) ? 0 : c.act <= 1 ? 7 : 20;
}

inline void LargeRules(const Case& c, uint64_t* w) {
#include "large_rows.inc"
}

}  // namespace

__attribute__((noinline)) void HandSmall(const Case& c, HandAnswer* out) {
  uint32_t m = 0;
  m |= static_cast<uint32_t>((c.party == 0) & (c.fine >= 1000000)) << 0;
  m |= static_cast<uint32_t>((c.party == 1) & (c.fine >= 10000000)) << 1;
  m |= static_cast<uint32_t>(c.confiscation >= 10000000) << 2;
  m |= static_cast<uint32_t>(c.revoke) << 3;
  m |= static_cast<uint32_t>(c.suspend) << 4;
  m |= static_cast<uint32_t>(c.hearing) << 5;
  m |= static_cast<uint32_t>((c.parties >= 10) & c.disputed) << 6;
  m |= static_cast<uint32_t>(((c.field == 1) | (c.field == 2)) & (c.fine + c.confiscation >= 5000000) &
                             (c.date >= 19723))
       << 7;
  m |= static_cast<uint32_t>((c.act == 2) & (c.procedure != 0)) << 8;
  m |= static_cast<uint32_t>(((c.act == 3) | (c.act == 4)) & (c.amount >= 50000000)) << 9;
  m |= static_cast<uint32_t>((c.level <= 1) & (c.party != 0) & (c.fine >= 20000000)) << 10;
  m |= static_cast<uint32_t>((c.span_level > c.level) & (c.act != 5)) << 11;
  out->fired[0] = m;
  Conclude(c, std::popcount(m), 3, out);
}

__attribute__((noinline)) void HandLarge(const Case& c, HandAnswer* out) {
  LargeRules(c, out->fired);
  int fired = 0;
  for (uint64_t word : out->fired) fired += std::popcount(word);
  Conclude(c, fired, 8, out);
}

const char* HandCompiler() {
#if defined(__clang__)
  return "clang " __clang_version__ " " GUIJU_HAND_FLAGS;
#else
  return "g++ " __VERSION__ " " GUIJU_HAND_FLAGS;
#endif
}

}  // namespace guiju::bench
