#pragma once
// plan::Plan: the rules of a program as clauses over terms, the shape in which tables and native code run
// them. Derived from ir::Program, immutable, printable; holds no decision of its own about how to run.
//
// A term is a quantity that guards compare: a number with thresholds (one fact, a linear sum, a computed
// value) or a choice (boolean or enumeration, at most 64 values). A rule holds when one of its clauses holds;
// a clause is a conjunction of literals over terms. Everything a guard contains that is neither comparison
// nor connective (aggregates, text equality, membership in sets, …) is a computed boolean term.
//
// Three-valued answers are those of the interpreter, exactly. Distribution and absorption keep both rails (a
// distributive lattice); merging literals of one term does not, except along a chain:
//   number, same direction:  x >= 5 and x >= 3  is  x >= 5        choice, nested sets:  S in T  is  S
//   x >= 5 and x < 3 stays two literals ("may" when x is unknown), e in S and e in T stays two literals.
// A conditional `if c then a else b` is (c and a) or (not c and b) or (a and b); the last clause makes the
// unknown condition exact. For knowledge [lo, hi] of a number: must(x >= k) = lo >= k, may(x >= k) = hi >= k,
// dually for <=. For knowledge k (mask) of a choice: must(e in S) = k within S, may(e in S) = k meets S.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/ir/ir.h"

namespace guiju::plan {

struct TermTag {};
struct ClauseTag {};
using TermId = base::Id<TermTag>;
using ClauseId = base::Id<ClauseTag>;

enum class TermKind : uint8_t { kNumber, kChoice };
// Where the value of a term comes from.
enum class TermSource : uint8_t {
  kFact,      // facts[0] as given in the row (applicability is in the clauses), unknown: the whole range
  kLinear,    // number: sum coefficients[i] * facts[i], likewise
  kDecision,  // value of `decision`
  kFired,     // number: how many root rules of `decision` apply
  kComputed,  // anything else: number: sum coefficients[i] * (args[i], or facts[i] as given where args[i] is
              // unset); choice: args[0]
};
struct Term {
  TermKind kind = TermKind::kChoice;
  TermSource source = TermSource::kComputed;
  std::vector<ir::FactId> facts;  // kFact, kLinear: outside lists
  std::vector<ir::ExprId> args;   // kComputed (then facts has as many)
  ir::DecisionId decision;        // kDecision, kFired
  std::vector<int64_t>
      coefficients;    // numbers only; normalised: first one positive, greatest common divisor 1
  int32_t values = 0;  // choices: values 0..values-1 (2 for booleans)
  // Numbers: the value lies in region r = how many bounds are <= it; ascending. x >= k has bound k, x <= k
  // bound k+1.
  std::vector<int64_t> bounds;
  int32_t stratum = 0;  // known from this stratum on: 0 needs no decision, s+1 needs a decision of stratum s
};

enum class LiteralOp : uint8_t { kAtLeast, kAtMost, kIn };
struct Literal {
  TermId term;
  LiteralOp op = LiteralOp::kIn;
  int64_t bound = 0;  // kAtLeast, kAtMost
  uint64_t set = 0;   // kIn; a boolean's {1} is the condition, {0} its negation
  friend auto operator<=>(const Literal&, const Literal&) = default;
};
struct Clause {
  ir::RuleId rule;
  std::vector<Literal> literals;  // ascending by term, operation, bound, set; empty: always holds
};

// Clause r, for r < rules, is the first clause of rule r; further clauses of a rule follow behind all of
// these. So the first bits of a row of clauses are, once the further ones are or-ed in, the guards of the
// rules.
struct RulePlan {
  bool never = false;  // no clause: the clause at the rule's index is a placeholder that never holds
  std::vector<ClauseId> further;
};

// `attacker` applies, so `target` does not.
struct Attack {
  ir::RuleId attacker, target;
};

// What becomes final together, in this order: terms of this stratum, guards, exceptions, decisions.
struct Stratum {
  std::vector<TermId> terms;
  std::vector<ir::RuleId>
      rules;  // ascending: their guards, and those of their attackers, are known from here on
  std::vector<Attack> attacks;  // on those rules; every rule's attackers are settled before it attacks
  std::vector<ir::DecisionId> decisions;  // ascending; a parent comes before its child
};

struct Plan {
  const ir::Program* program = nullptr;  // outlives the plan
  base::Store<Term, TermId> terms;
  base::Store<Clause, ClauseId> clauses;
  base::Store<RulePlan, ir::RuleId> rules;
  std::vector<Stratum> strata;  // at least one
};

// A conjunction that would distribute into more clauses, or a guard of more, becomes a computed boolean term.
inline constexpr size_t kMaxProduct = 32;
inline constexpr size_t kMaxClauses = 64;

// `program` is verified. Linear in guards, up to the caps above.
Plan Make(const ir::Program& program);

// Stratum from which something may be computed: 0 when it reads no decision. Linear in the program.
class Strata {
 public:
  explicit Strata(const ir::Program& program);
  int32_t Of(ir::ExprId expr);
  int32_t Of(ir::RuleId rule);  // guard and attackers
  int32_t Of(ir::DecisionId decision);

 private:
  int32_t Compute(const ir::Expr& expr);
  const ir::Program& program_;
  std::vector<int32_t> of_expr_, of_rule_, of_decision_;  // -1: not yet
  std::vector<std::vector<ir::RuleId>> attackers_;        // by rule
};

std::string Print(const Plan& plan);

}  // namespace guiju::plan
