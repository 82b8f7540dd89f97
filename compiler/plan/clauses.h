#pragma once
// Inside the room: guards to clauses.
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "compiler/plan/plan.h"

namespace guiju::plan {

using Conjunction = std::vector<Literal>;      // sorted, without duplicates or implied literals
using Disjunction = std::vector<Conjunction>;  // empty: never; one empty conjunction: always

// Conjoins two clauses; nullopt when no case, known or not, can satisfy both.
std::optional<Conjunction> Conjoin(const Conjunction& a, const Conjunction& b);
// The same for literals of any number of clauses, sorted.
std::optional<Conjunction> WithoutImplied(const std::vector<Literal>& literals);
// Appends `clause` unless it is absorbed by one present; removes those it absorbs.
void AddAbsorbing(Disjunction* clauses, Conjunction clause);

// Finds or adds terms.
class TermTable {
 public:
  TermTable(Plan* plan, Strata* strata) : plan_(plan), strata_(strata) {}
  TermId Intern(Term term);

 private:
  using Key = std::tuple<TermKind, TermSource, int32_t, std::vector<int32_t>, std::vector<int64_t>>;
  Plan* plan_;
  Strata* strata_;
  std::map<Key, TermId> known_;
};

class Normaliser {
 public:
  Normaliser(const ir::Program& program, TermTable* terms) : program_(program), terms_(*terms) {}
  // The condition (or its negation) as clauses; exact on both rails. Within kMaxClauses.
  // The reference stays valid as long as the normaliser.
  const Disjunction& Of(ir::ExprId condition, bool positive);

 private:
  struct Summand {
    ir::ExprId arg;  // unset: the given value of `fact`
    ir::FactId fact;
    int64_t coefficient = 0;
  };
  struct Sum {  // sum of summands + bias
    std::vector<Summand> summands;
    int64_t bias = 0;
  };
  Disjunction Compute(ir::ExprId condition, bool positive);
  Disjunction All(const std::vector<ir::ExprId>& args, bool positive);
  Disjunction Some(const std::vector<ir::ExprId>& args, bool positive);
  Disjunction Conditional(const Disjunction& c, const Disjunction& not_c, const Disjunction& a,
                          const Disjunction& b);
  Disjunction Product(const std::vector<const Disjunction*>& factors);
  Disjunction Union(std::vector<Disjunction> parts);
  Disjunction Choice(Term term, uint64_t set);
  Disjunction Membership(ir::ExprId choice, uint64_t set);
  Disjunction FactMembership(ir::FactId fact, uint64_t set, int values);
  Disjunction AtLeastZero(Sum sum, bool positive, int splits);
  Disjunction Compared(const Sum& sum, bool positive);
  Disjunction Opaque(ir::ExprId condition, bool positive);
  void AddTo(Sum* sum, ir::ExprId expr, int64_t coefficient);

  const ir::Program& program_;
  TermTable& terms_;
  std::unordered_map<int64_t, Disjunction> memo_;
  bool overflow_ = false;  // a product or union went beyond its cap since the flag was cleared
};

}  // namespace guiju::plan
