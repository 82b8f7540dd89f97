#pragma once
// Programs rebuilt expression by expression: De Morgan rewrites that must change nothing, damage that must be
// noticed.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.h"
#include "tests/differential/random.h"

namespace guiju::differential {

// Rebuilds all expressions in order: `make` gets each with its arguments already rebuilt.
ir::Program Rebuild(const ir::Program& program,
                    const std::function<ir::ExprId(ir::Expr, ir::Program*, ir::ExprTable*)>& make);

// Replaces conditions by equals of the De Morgan lattice: negations pushed in or pulled out, ∧ and ∨
// distributed over each other, arguments reordered, repeated, nested. Never the excluded middle.
ir::Program DeMorganRewrite(const ir::Program& program, Random* random);

// What Break knows to break: the words of expr_kinds.def that compute something, and `except`, `strictest`,
// `mildest`.
std::vector<std::string> BreakableOperators();
// The program with that operator computing something else wherever it occurs; nullopt when the word is not
// known.
std::optional<ir::Program> Break(const ir::Program& program, std::string_view word);

}  // namespace guiju::differential
