#pragma once
// Rewrites of a program that keep every three-valued answer: law 4 of the formal core allows the De Morgan
// lattice (associativity, commutativity, idempotence, absorption of constants, double negation), never the
// excluded middle. Each takes a verified program and gives a verified one with the same facts, rules and
// decisions; only expressions and the references to them change. O(program).
#include "compiler/ir/ir.h"

namespace guiju::ir {

// Keeps the expressions something refers to (facts, presumptions, uses, rules, decisions), in the same order.
Program RemoveDeadExprs(const Program& program);

// ¬¬a = a; nested ∧ and ∨ flattened, repeated and neutral arguments dropped, a deciding constant taken; one
// argument is itself. Then dead expressions are removed.
Program SimplifyConditions(const Program& program);

}  // namespace guiju::ir
