// Guards to disjunctive normal form. Every step is an identity on both rails (see plan.h).
#include <algorithm>
#include <list>
#include <numeric>

#include "compiler/plan/clauses.h"

namespace guiju::plan {
namespace {

using ir::ExprKind;

const Disjunction kNever{};
const Disjunction kAlways{Conjunction{}};
constexpr int kMaxSplits = 3;  // conditionals inside one comparison

Disjunction Truth(bool value) { return value ? kAlways : kNever; }

uint64_t AllValues(int values) { return values >= 64 ? ~uint64_t{0} : (uint64_t{1} << values) - 1; }

int64_t FloorDivide(int64_t a, int64_t b) {  // b > 0
  int64_t q = a / b;
  return a % b < 0 ? q - 1 : q;
}

}  // namespace

const Disjunction& Normaliser::Of(ir::ExprId condition, bool positive) {
  int64_t key = int64_t{condition.index} * 2 + (positive ? 1 : 0);
  auto found = memo_.find(key);
  if (found != memo_.end()) return found->second;
  bool outer = overflow_;
  overflow_ = false;
  Disjunction clauses = Compute(condition, positive);
  if (overflow_ || clauses.size() > kMaxClauses) clauses = Opaque(condition, positive);
  overflow_ = outer;
  return memo_.emplace(key, std::move(clauses)).first->second;
}

Disjunction Normaliser::Compute(ir::ExprId condition, bool positive) {
  const ir::Expr& e = program_.exprs[condition];
  switch (e.kind) {
    case ExprKind::kConst:
      return Truth((e.value != 0) == positive);
    case ExprKind::kFact:
      return FactMembership(e.fact, positive ? 2 : 1, 2);
    case ExprKind::kDecision: {
      Term term;
      term.source = TermSource::kDecision;
      term.decision = e.decision;
      term.values = 2;
      return Choice(std::move(term), positive ? 2 : 1);
    }
    case ExprKind::kNot:
      return Of(e.args[0], !positive);
    case ExprKind::kAnd:
      return positive ? All(e.args, true) : Some(e.args, false);
    case ExprKind::kOr:
      return positive ? Some(e.args, true) : All(e.args, false);
    case ExprKind::kIf:
      return Conditional(Of(e.args[0], true), Of(e.args[0], false), Of(e.args[1], positive),
                         Of(e.args[2], positive));
    case ExprKind::kGe0: {
      Sum sum;
      AddTo(&sum, e.args[0], 1);
      return AtLeastZero(std::move(sum), positive, 0);
    }
    case ExprKind::kIn: {
      const ir::Type& type = program_.exprs[e.args[0]].type;
      int values = type.kind == ir::TypeKind::kEnum
                       ? static_cast<int>(program_.enums[type.enumeration].values.size())
                       : 2;
      uint64_t all = AllValues(values);
      return Membership(e.args[0], (positive ? e.set : ~e.set) & all);
    }
    case ExprKind::kTextEq:
    case ExprKind::kSetHas:
    case ExprKind::kAny:
    case ExprKind::kAll:
    case ExprKind::kMin:
    case ExprKind::kMax:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
      return Opaque(condition, positive);
    case ExprKind::kFired:
    case ExprKind::kLin:
    case ExprKind::kMul:
    case ExprKind::kRound:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kDateAdd:
    case ExprKind::kWorkdays:
      break;  // not conditions
  }
  GJ_UNREACHABLE();
}

// Conjunction of the (possibly negated) conditions. A factor with many clauses becomes opaque before the
// product explodes.
Disjunction Normaliser::All(const std::vector<ir::ExprId>& args, bool positive) {
  std::vector<const Disjunction*> factors;
  factors.reserve(args.size());
  for (ir::ExprId arg : args) factors.push_back(&Of(arg, positive));
  std::list<Disjunction> opaque;
  auto product = [&] {
    size_t size = 1;
    for (const Disjunction* f : factors) size = std::min(size * f->size(), kMaxProduct * kMaxClauses);
    return size;
  };
  while (product() > kMaxProduct) {
    size_t widest = 0;
    for (size_t i = 1; i < factors.size(); ++i) {
      if (factors[i]->size() > factors[widest]->size()) widest = i;
    }
    if (factors[widest]->size() <= 1) break;
    factors[widest] = &opaque.emplace_back(Opaque(args[widest], positive));
  }
  return Product(factors);
}

Disjunction Normaliser::Some(const std::vector<ir::ExprId>& args, bool positive) {
  std::vector<Disjunction> parts;
  for (ir::ExprId arg : args) parts.push_back(Of(arg, positive));
  return Union(std::move(parts));
}

Disjunction Normaliser::Conditional(const Disjunction& c, const Disjunction& not_c, const Disjunction& a,
                                    const Disjunction& b) {
  return Union({Product({&c, &a}), Product({&not_c, &b}), Product({&a, &b})});
}

Disjunction Normaliser::Product(const std::vector<const Disjunction*>& factors) {
  const auto single = [](const Disjunction* factor) { return factor->size() == 1; };
  if (std::all_of(factors.begin(), factors.end(), single)) {
    std::vector<Literal> all;
    for (const Disjunction* factor : factors)
      all.insert(all.end(), factor->front().begin(), factor->front().end());
    std::sort(all.begin(), all.end());
    std::optional<Conjunction> both = WithoutImplied(all);
    return both ? Disjunction{*std::move(both)} : kNever;
  }
  Disjunction result = kAlways;
  for (const Disjunction* each : factors) {
    const Disjunction& factor = *each;
    if (result.size() * factor.size() > kMaxProduct && factor.size() > 1 && result.size() > 1) {
      overflow_ = true;
      return kNever;
    }
    Disjunction next;
    for (const Conjunction& left : result) {
      for (const Conjunction& right : factor) {
        std::optional<Conjunction> both = Conjoin(left, right);
        if (both) AddAbsorbing(&next, std::move(*both));
      }
    }
    result = std::move(next);
  }
  return result;
}

Disjunction Normaliser::Union(std::vector<Disjunction> parts) {
  Disjunction result;
  for (Disjunction& part : parts) {
    for (Conjunction& clause : part) {
      AddAbsorbing(&result, std::move(clause));
      if (result.size() > kMaxClauses) {
        overflow_ = true;
        return kNever;
      }
    }
  }
  return result;
}

Disjunction Normaliser::Choice(Term term, uint64_t set) {
  uint64_t all = AllValues(term.values);
  if ((set & all) == 0) return kNever;
  if ((set & all) == all) return kAlways;
  term.kind = TermKind::kChoice;
  Literal literal;
  literal.op = LiteralOp::kIn;
  literal.set = set & all;
  literal.term = terms_.Intern(std::move(term));
  return {{literal}};
}

// `fact` as it is effective: the given value where the fact applies, its `otherwise` elsewhere.
Disjunction Normaliser::FactMembership(ir::FactId fact, uint64_t set, int values) {
  const ir::Fact& f = program_.facts[fact];
  Term term;
  term.source = TermSource::kFact;
  term.facts = {fact};
  term.values = values;
  Disjunction given = Choice(std::move(term), set);
  if (!f.applies) return given;
  return Conditional(Of(f.applies, true), Of(f.applies, false), given, Truth((set >> f.otherwise) & 1));
}

Disjunction Normaliser::Membership(ir::ExprId choice, uint64_t set) {
  const ir::Expr& e = program_.exprs[choice];
  if (e.type.kind == ir::TypeKind::kBool) {
    if ((set & 3) == 3) return kAlways;
    if ((set & 3) == 0) return kNever;
    return Of(choice, (set & 2) != 0);
  }
  int values = static_cast<int>(program_.enums[e.type.enumeration].values.size());
  Term term;
  term.values = values;
  if (e.kind == ExprKind::kConst) return Truth((set >> e.value) & 1);
  if (e.kind == ExprKind::kFact) return FactMembership(e.fact, set, values);
  if (e.kind == ExprKind::kIf) {
    return Conditional(Of(e.args[0], true), Of(e.args[0], false), Membership(e.args[1], set),
                       Membership(e.args[2], set));
  }
  if (e.kind == ExprKind::kDecision) {
    term.source = TermSource::kDecision;
    term.decision = e.decision;
    return Choice(std::move(term), set);
  }
  term.source = TermSource::kComputed;
  term.args = {choice};
  return Choice(std::move(term), set);
}

// Interval arithmetic of nested sums is that of the flat one: each endpoint is a sum of endpoints.
void Normaliser::AddTo(Sum* sum, ir::ExprId expr, int64_t coefficient) {
  const ir::Expr& e = program_.exprs[expr];
  if (coefficient == 0) return;
  if (e.kind == ExprKind::kConst) {
    sum->bias += coefficient * e.value;
  } else if (e.kind == ExprKind::kLin) {
    sum->bias += coefficient * e.value;
    for (size_t i = 0; i < e.args.size(); ++i) AddTo(sum, e.args[i], coefficient * e.coefficients[i]);
  } else {
    Summand summand;
    summand.coefficient = coefficient;
    summand.arg = expr;
    if (e.kind == ExprKind::kFact && !program_.facts[e.fact].applies) {
      summand.arg = ir::ExprId();
      summand.fact = e.fact;
    }
    sum->summands.push_back(summand);
  }
}

// sum >= 0, or its negation. Conditionals and applicability inside the sum are split off: the sum is an
// interval whose ends are sums of ends, so "either branch" joins exactly as plan.h says for conditionals.
Disjunction Normaliser::AtLeastZero(Sum sum, bool positive, int splits) {
  for (size_t i = 0; splits < kMaxSplits && i < sum.summands.size(); ++i) {
    Summand s = sum.summands[i];
    if (!s.arg) continue;
    const ir::Expr& e = program_.exprs[s.arg];
    if (e.kind != ExprKind::kIf && e.kind != ExprKind::kFact) continue;
    sum.summands.erase(sum.summands.begin() + static_cast<std::ptrdiff_t>(i));
    Sum then_sum = sum, else_sum = std::move(sum);
    ir::ExprId condition;
    if (e.kind == ExprKind::kIf) {
      condition = e.args[0];
      AddTo(&then_sum, e.args[1], s.coefficient);
      AddTo(&else_sum, e.args[2], s.coefficient);
    } else {
      condition = program_.facts[e.fact].applies;
      then_sum.summands.push_back({ir::ExprId(), e.fact, s.coefficient});
      else_sum.bias += s.coefficient * program_.facts[e.fact].otherwise;
    }
    return Conditional(Of(condition, true), Of(condition, false),
                       AtLeastZero(std::move(then_sum), positive, splits + 1),
                       AtLeastZero(std::move(else_sum), positive, splits + 1));
  }
  return Compared(sum, positive);
}

Disjunction Normaliser::Compared(const Sum& sum, bool positive) {
  if (sum.summands.empty()) return Truth((sum.bias >= 0) == positive);
  std::vector<Summand> summands = sum.summands;
  std::stable_sort(summands.begin(), summands.end(), [](const Summand& a, const Summand& b) {
    return std::tie(a.fact, a.arg) < std::tie(b.fact, b.arg);
  });
  int64_t sign = summands[0].coefficient < 0 ? -1 : 1;
  int64_t divisor = 0;
  for (const Summand& s : summands) divisor = std::gcd(divisor, s.coefficient);
  GJ_CHECK(divisor > 0);  // like terms are collected: no coefficient is 0

  Term term;
  term.kind = TermKind::kNumber;
  bool given = true;
  for (const Summand& s : summands) {
    term.coefficients.push_back(sign * s.coefficient / divisor);
    given = given && s.fact.has_value();
  }
  const ir::Expr* single =
      summands.size() == 1 && summands[0].arg ? &program_.exprs[summands[0].arg] : nullptr;
  if (given) {
    term.source = summands.size() == 1 ? TermSource::kFact : TermSource::kLinear;
    for (const Summand& s : summands) term.facts.push_back(s.fact);
  } else if (single != nullptr && (single->kind == ExprKind::kDecision || single->kind == ExprKind::kFired)) {
    term.source = single->kind == ExprKind::kDecision ? TermSource::kDecision : TermSource::kFired;
    term.decision = single->decision;
  } else {
    // Facts read through their expression again, so that a computed term has arguments of one sort only.
    term.source = TermSource::kComputed;
    for (const Summand& s : summands) {
      term.args.push_back(s.arg);
      term.facts.push_back(s.fact);
    }
  }
  // sign * divisor * term + bias >= 0, or the negation of it
  Literal literal;
  if (sign > 0) {
    int64_t bound = -FloorDivide(sum.bias, divisor);  // term >= ceil(-bias / divisor)
    literal.op = positive ? LiteralOp::kAtLeast : LiteralOp::kAtMost;
    literal.bound = positive ? bound : bound - 1;
  } else {
    int64_t bound = FloorDivide(sum.bias, divisor);  // term <= floor(bias / divisor)
    literal.op = positive ? LiteralOp::kAtMost : LiteralOp::kAtLeast;
    literal.bound = positive ? bound : bound + 1;
  }
  literal.term = terms_.Intern(std::move(term));
  return {{literal}};
}

Disjunction Normaliser::Opaque(ir::ExprId condition, bool positive) {
  Term term;
  term.source = TermSource::kComputed;
  term.args = {condition};
  term.values = 2;
  return Choice(std::move(term), positive ? 2 : 1);
}

}  // namespace guiju::plan
