#pragma once
// One scalar of a case file to the int64 of its fact. Exact: never through floating point.
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/caseio/problem.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

enum class ScalarStatus : uint8_t {
  kOk,
  kWrongType,  // e.g. true where money is expected
  kNotAWord,   // no value of the enumeration, no yes/no
  kBadDate,
  kBadNumber,    // not digits with at most one point
  kExponent,     // 1e400
  kUnknownUnit,  // not a unit of this dimension
  kNeedsUnit,
  kInexact,  // not a whole number of the smallest units (half a 分)
  kOutOfRange,
  kControl,  // NUL or another control character inside a text
};

// A value written as text (JSON string, CSV cell), without quotes and escapes. Not for kText facts.
ScalarStatus FromText(const FactSpec& spec, std::string_view text, int64_t* value);
// A JSON number token as written.
ScalarStatus FromNumber(const FactSpec& spec, std::string_view digits, int64_t* value);
ScalarStatus FromBool(const FactSpec& spec, bool given, int64_t* value);

// The report for a status other than kOk. `found` is the token as written.
void Report(ScalarStatus status, const Schema& schema, const FactSpec& spec, std::string_view found,
            size_t begin, size_t end, Problems* problems);

// NFC form, so that equal texts are equal bytes; nullopt-free: the input must be valid UTF-8.
std::string Normalized(std::string_view text);
bool IsPlainText(
    std::string_view text);  // valid UTF-8 without control characters other than tab and line ends
bool NeedsNormalizing(std::string_view text);  // cheap: false for ASCII and the common Han blocks

// "money" facts: 1万元以上…; enum: one of …; for messages.
std::string ExpectedForm(const Schema& schema, const FactSpec& spec, bool chinese);

}  // namespace guiju::caseio
