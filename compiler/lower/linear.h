#pragma once
// Linear forms with exact rational coefficients: (bias + Σ coefficient·term) / denominator, at a decimal
// scale.
#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::lower {

struct Linear {
  std::vector<std::pair<ir::ExprId, int64_t>> terms;  // distinct ids, no zero coefficients
  int64_t bias = 0;
  int64_t denominator = 1;  // positive
  int8_t scale = 0;
  bool overflow = false;  // some coefficient left int64: the form is meaningless
};

Linear Constant(int64_t value, int8_t scale);
Linear Term(ir::ExprId id, int8_t scale);
// a + factor·b, brought to common denominator and scale.
Linear AddScaled(Linear a, Linear b, int64_t factor);
Linear Times(Linear a, int64_t numerator, int64_t denominator);
Linear ToScale(Linear a, int8_t scale);  // scale >= a.scale

}  // namespace guiju::lower
