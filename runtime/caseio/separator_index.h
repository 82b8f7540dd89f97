#pragma once
// Where the cells of a piece of CSV end, found with vectors before anything is looked at twice.
#include <cstddef>
#include <cstdint>

namespace guiju::caseio {

// Writes the offset of every comma, line feed and quote of the text, ascending, and returns how many there
// are. `offsets` has room for size + kIndexSlack of them (what lies behind the result is overwritten);
// kPadding readable bytes follow the text. size < 2^32.
using SeparatorIndexer = size_t (*)(const char* text, size_t size, uint32_t* offsets);
inline constexpr size_t kIndexSlack = 64;

// The fastest one of this processor. Thread-safe.
SeparatorIndexer BestSeparatorIndexer();
SeparatorIndexer PlainSeparatorIndexer();  // the same without vectors beyond the architecture's own

}  // namespace guiju::caseio
