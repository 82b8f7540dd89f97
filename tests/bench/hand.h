#pragma once
// What a C++ programmer would write by hand for the two policies: the yardstick. Straight-line rows,
// bit-sliced columns.
#include <cstdint>

#include "tests/bench/workload.h"

namespace guiju::bench {

struct HandAnswer {
  uint64_t fired[4];
  uint32_t major, route, days;
};
void HandSmall(const Case& c, HandAnswer* out);
void HandLarge(const Case& c, HandAnswer* out);

// Columns as the engine takes them: booleans one bit per row, enumerations one byte, numbers as in Case.
// (Levels are numbers of 4 bytes.) A multiple of 64 rows.
struct HandColumns {
  const uint64_t *revoke, *suspend, *hearing, *disputed, *state_secret, *trade_secret, *privacy;
  const uint8_t *act, *party, *procedure, *field;
  const int32_t *parties, *level, *span_level, *date;
  const int64_t *fine, *confiscation, *amount;
};
struct HandOutput {
  uint64_t* const* fired;  // by rule, one word per 64 rows
  uint64_t* major;
  uint8_t *route, *days;  // one per row
};
void HandColumnsSmall(const HandColumns& in, uint64_t blocks, const HandOutput& out);
void HandColumnsLarge(const HandColumns& in, uint64_t blocks, const HandOutput& out);

const char* HandCompiler();  // compiler, version and flags of this code
const char* HandSimd();      // instruction set of the columns

}  // namespace guiju::bench
