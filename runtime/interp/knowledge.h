#pragma once
// Operations on knowledge, the lattice of the formal core: ⊔ joins, everything else is an extension of exact
// arithmetic.
#include <cstdint>

#include "runtime/interp/interp.h"

namespace guiju::interp {

Knowledge Exactly(const ir::Type& type, int64_t value);
// Everything the type allows: range for int and date, all values for the others.
Knowledge Anything(const ir::Program& program, const ir::Type& type, const ir::Range& range);
// a ⊔ b: union of masks, hull of intervals, ⊤ of different texts.
Knowledge Join(const ir::Type& type, const Knowledge& a, const Knowledge& b);

// A bool's knowledge as rails and back.
Truth TruthOf(const Knowledge& k);
Knowledge FromTruth(Truth truth);
Truth And(Truth a, Truth b);
Truth Or(Truth a, Truth b);
Truth Not(Truth a);

// The interval an int, date or ordered enum (by index) lies in, and the knowledge of lying in it.
struct Interval {
  int64_t lo = 0, hi = 0;
};
Interval IntervalOf(const ir::Type& type, const Knowledge& k);
Knowledge Between(const ir::Type& type, Interval interval);

// Interval extensions; each is monotone in every argument or looks at all corners.
Interval Multiply(Interval a, Interval b);
Interval RoundInterval(Interval a, const ir::Expr& round);
Interval SmallerOf(Interval a, Interval b);
Interval LargerOf(Interval a, Interval b);

}  // namespace guiju::interp
