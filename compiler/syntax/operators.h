#pragma once
// Operators as the printer needs them: how strongly they bind, the symbol or grammar slot they are written
// with. Internal to the room.
#include <string_view>

#include "compiler/syntax/tree.h"

namespace guiju::syntax {

enum Strength { kLoose, kOr, kAnd, kNot, kCompare, kAdd, kMultiply, kSign, kPrimary };

// Operands weaker than their operator need parentheses.
int StrengthOf(ExprKind kind);
// 任一 …, 若 …: reaches as far as it can, so that its parentheses depend on what follows.
bool IsOpenKind(ExprKind kind);
// Slot of a quantifier; "" when it is none.
std::string_view QuantifierSlot(ExprKind kind);
// Of an ordering or an arithmetic operator.
std::string_view Symbol(ExprKind kind);
// Slot of a comparison in words; empty for what is none.
std::string_view CompareSlot(ExprKind kind);

}  // namespace guiju::syntax
