// Clauses as sorted literal lists: what may be merged and absorbed without changing either rail.
#include <algorithm>

#include "compiler/plan/clauses.h"

namespace guiju::plan {
namespace {

// On both rails: whenever `a` must (may) hold, so must (may) `b`.
bool Implies(const Literal& a, const Literal& b) {
  if (a.term != b.term || a.op != b.op) return false;
  switch (a.op) {
    case LiteralOp::kAtLeast:
      return a.bound >= b.bound;
    case LiteralOp::kAtMost:
      return a.bound <= b.bound;
    case LiteralOp::kIn:
      return (a.set & ~b.set) == 0;
  }
  GJ_UNREACHABLE();
}

// Every literal of `weaker` follows from one of `stronger`.
bool Absorbs(const Conjunction& weaker, const Conjunction& stronger) {
  return std::all_of(weaker.begin(), weaker.end(), [&](const Literal& w) {
    return std::any_of(stronger.begin(), stronger.end(), [&](const Literal& s) { return Implies(s, w); });
  });
}

}  // namespace

std::optional<Conjunction> Conjoin(const Conjunction& a, const Conjunction& b) {
  Conjunction all;
  all.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return WithoutImplied(all);
}

std::optional<Conjunction> WithoutImplied(const std::vector<Literal>& all) {
  Conjunction kept;
  kept.reserve(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].op == LiteralOp::kIn && all[i].set == 0) return std::nullopt;
    bool implied = false;
    // Literals of one term are neighbours.
    for (size_t j = i; j > 0 && all[j - 1].term == all[i].term; --j)
      implied = implied || Implies(all[j - 1], all[i]);
    for (size_t j = i + 1; j < all.size() && all[j].term == all[i].term; ++j) {
      implied = implied || (Implies(all[j], all[i]) && all[j] != all[i]);
    }
    if (!implied) kept.push_back(all[i]);
  }
  return kept;
}

void AddAbsorbing(Disjunction* clauses, Conjunction clause) {
  for (const Conjunction& present : *clauses) {
    if (Absorbs(present, clause)) return;
  }
  std::erase_if(*clauses, [&](const Conjunction& present) { return Absorbs(clause, present); });
  clauses->push_back(std::move(clause));
}

}  // namespace guiju::plan
