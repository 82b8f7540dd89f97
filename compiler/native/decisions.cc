#include "compiler/native/decisions.h"

#include <limits>

#include "compiler/native/regions.h"

namespace guiju::native {

using ir::TypeKind;

Attacks::Attacks(const ir::Program& program) : on_(program.rules.size()), roots_(program.decisions.size()) {
  for (ir::DecisionId id : program.decisions.ids()) {
    for (ir::RuleId r : program.decisions[id].rules) {
      const ir::Rule& rule = program.rules[r];
      if (rule.kind != ir::RuleKind::kException) roots_[static_cast<size_t>(id.index)].push_back(r);
      for (ir::RuleId target : rule.attacks) {
        if (program.rules[target].decision == id) on_[static_cast<size_t>(target.index)].push_back(r);
      }
    }
  }
}

DecisionEmitter::DecisionEmitter(const ExpressionEmitter::Context& context, const Attacks& attacks,
                                 ExpressionEmitter& expressions, Outcomes& outcomes, const Progress& progress,
                                 ClauseGuards* guards)
    : context_(context),
      attacks_(attacks),
      expressions_(expressions),
      outcomes_(outcomes),
      progress_(progress),
      guards_(guards),
      lanes_(expressions.lanes()),
      b_(lanes_.b),
      exact_(lanes_.Rail(true)) {}

Val DecisionEmitter::GuardOf(ir::RuleId rule) {
  if (guards_ != nullptr) {
    if (std::optional<Val> guard = guards_->Of(rule)) return *guard;
  }
  return expressions_.Emit(context_.program.rules[rule].guard);
}

Val DecisionEmitter::Applies(ir::RuleId rule) {
  if (auto found = applies_.find(rule); found != applies_.end()) return found->second;
  if (progress_.rule_done[static_cast<size_t>(rule.index)]) return applies_[rule] = outcomes_.Rule(rule);
  Val applies = GuardOf(rule);
  for (ir::RuleId attacker : attacks_.On(rule))
    applies = expressions_.And(applies, expressions_.Not(Applies(attacker)));
  applies_[rule] = applies;
  rules_.push_back(rule);
  outcomes_.StoreRule(rule, applies);
  NoteExactness(applies, {});
  return applies;
}

void DecisionEmitter::NoteExactness(const Val& value, const ir::Type& type) {
  if (!context_.two_valued) return;
  llvm::Value* exact = lanes_.Rail(true);
  if (value.mask != nullptr) {
    exact = lanes_.IsSingle(value.mask);
  } else if (type.kind == TypeKind::kText) {
    exact = value.known;
  } else if (!value.exact()) {
    exact = type.kind == TypeKind::kBool ? b_.CreateNot(b_.CreateXor(value.lo, value.hi))
                                         : lanes_.Compare(llvm::CmpInst::ICMP_EQ, value.lo, value.hi);
  }
  exact_ = b_.CreateAnd(exact_, exact);
}

Val DecisionEmitter::Value(ir::DecisionId id) {
  auto found = values_.find(id);
  if (found == values_.end()) found = values_.emplace(id, outcomes_.LoadDecision(id)).first;
  return found->second;
}

void DecisionEmitter::EmitDecision(ir::DecisionId id) {
  const ir::Decision& decision = context_.program.decisions[id];
  for (ir::RuleId rule : decision.rules) Applies(rule);
  Val own;
  switch (decision.combine) {
    case ir::Combine::kAnyHolds:
      own = outcomes_.AnyOf(attacks_.Roots(id));
      break;
    case ir::Combine::kFirst:
      own = First(id, decision);
      break;
    case ir::Combine::kUnique:
      own = Unique(id, decision);
      break;
    case ir::Combine::kStrictest:
    case ir::Combine::kMildest:
      own = Ordered(id, decision);
      break;
    case ir::Combine::kAll:
      own = All(id, decision);
      break;
  }
  const Val value = Compose(decision, own);
  NoteExactness(value, decision.type);
  values_[id] = value;
  decisions_.push_back(id);
  outcomes_.StoreDecision(id, value);
}

Val DecisionEmitter::Join(const Val& a, const Val& b, const ir::Type& type) {
  return expressions_.Choose({lanes_.Rail(false), lanes_.Rail(true), nullptr, nullptr}, a, b, type);
}

Val DecisionEmitter::ValueOf(ir::RuleId rule, const ir::Decision& decision) {
  return Sized(expressions_.Emit(context_.program.rules[rule].value), decision);
}

// Numbers as wide as the decision's range needs; the verifier has proved that every value fits.
Val DecisionEmitter::Sized(const Val& value, const ir::Decision& decision) {
  const bool number = decision.type.kind == TypeKind::kInt || decision.type.kind == TypeKind::kDate;
  return number ? expressions_.ToBits(value, expressions_.BitsFor(decision.range)) : value;
}

Val DecisionEmitter::Anything(const ir::Decision& decision) {
  switch (decision.type.kind) {
    case TypeKind::kBool:
      return {lanes_.Rail(false), lanes_.Rail(true), nullptr, nullptr};
    case TypeKind::kEnum: {
      const auto every = static_cast<int64_t>(expressions_.EveryValue(decision.type));
      return {nullptr, nullptr, lanes_.Number(every, expressions_.MaskBits(decision.type)), nullptr};
    }
    case TypeKind::kInt:
    case TypeKind::kDate: {
      const unsigned bits = expressions_.BitsFor(decision.range);
      return {lanes_.Number(decision.range.lo, bits), lanes_.Number(decision.range.hi, bits), nullptr,
              nullptr};
    }
    case TypeKind::kSet:
      return {lanes_.Number(0), lanes_.Number(static_cast<int64_t>(expressions_.EveryValue(decision.type))),
              nullptr, nullptr};
    case TypeKind::kText:
      return {lanes_.Number(0), lanes_.Number(0), nullptr, lanes_.Rail(false)};
  }
  GJ_UNREACHABLE();
}

Val DecisionEmitter::Otherwise(ir::DecisionId id, const ir::Decision& decision) {
  if (decision.otherwise) return Sized(expressions_.Emit(decision.otherwise), decision);
  const bool composes = decision.compose != ir::Compose::kNone && decision.compose != ir::Compose::kReplace;
  if (decision.parent && composes) return Sized(Value(decision.parent), decision);
  if (!context_.two_valued) return Anything(decision);
  // Rules that cover leave nothing: a complete case that none of them fits is handed to the three-valued
  // body.
  exact_ = b_.CreateAnd(exact_, outcomes_.AnyOf(attacks_.Roots(id)).lo);
  if (decision.type.kind == TypeKind::kBool) return Exact(lanes_.Rail(false));
  if (decision.type.kind == TypeKind::kText)
    return {lanes_.Number(0), lanes_.Number(0), nullptr, lanes_.Rail(true)};
  const bool set = decision.type.kind == TypeKind::kSet;
  if (decision.type.kind == TypeKind::kEnum || set) return Exact(lanes_.Number(0, set ? 64 : 8));
  return Exact(lanes_.Number(0, expressions_.BitsFor(decision.range)));
}

// Join of the values that may be, through the first that must; otherwise joined when none must.
Val DecisionEmitter::First(ir::DecisionId id, const ir::Decision& decision) {
  const std::vector<ir::RuleId>& roots = attacks_.Roots(id);
  Val value = Otherwise(id, decision);
  for (size_t i = roots.size(); i-- > 0;) {
    value = expressions_.Choose(Applies(roots[i]), ValueOf(roots[i], decision), value, decision.type);
  }
  return value;
}

// The first that must; else the join of those that may, and of otherwise unless the rules are proved to
// cover.
Val DecisionEmitter::Unique(ir::DecisionId id, const ir::Decision& decision) {
  const std::vector<ir::RuleId>& roots = attacks_.Roots(id);
  const ir::Type& type = decision.type;
  Val value = Otherwise(id, decision);
  bool all_exact = true;
  for (ir::RuleId rule : roots) all_exact &= Applies(rule).exact();
  const bool covers = !decision.otherwise && !decision.parent;
  llvm::Value* any = lanes_.Rail(false);
  for (ir::RuleId rule : roots) {
    if (all_exact) break;
    const Val may = Exact(Applies(rule).hi);
    const Val next = ValueOf(rule, decision);
    Val joined = Join(value, next, type);
    if (covers) joined = expressions_.Choose(Exact(any), joined, next, type);
    value = expressions_.Choose(may, joined, value, type);
    any = b_.CreateOr(any, may.lo);
  }
  for (size_t i = roots.size(); i-- > 0;) {
    value = expressions_.Choose(Exact(Applies(roots[i]).lo), ValueOf(roots[i], decision), value, type);
  }
  return value;
}

// Strictest and mildest: [best lower end over must, best upper end over may]; none must: the hull with
// otherwise.
Val DecisionEmitter::Ordered(ir::DecisionId id, const ir::Decision& decision) {
  const bool larger = (decision.combine == ir::Combine::kStrictest) == decision.greater_is_stricter;
  const bool is_enum = decision.type.kind == TypeKind::kEnum;
  const unsigned bits = expressions_.BitsFor(is_enum ? ir::Range{0, 63} : decision.range);
  const std::vector<ir::RuleId>& roots = attacks_.Roots(id);
  auto number = [&](const Val& value) {
    return expressions_.ToBits(expressions_.AsNumber(value, decision.type), bits);
  };
  auto best = [&](llvm::Value* x, llvm::Value* y) { return larger ? lanes_.Max(x, y) : lanes_.Min(x, y); };
  llvm::Value* lowest = lanes_.Number(std::numeric_limits<int64_t>::min() >> (64 - bits), bits);
  llvm::Value* highest = lanes_.Number(std::numeric_limits<int64_t>::max() >> (64 - bits), bits);
  const Val otherwise = number(Otherwise(id, decision));

  bool exact = otherwise.exact();
  llvm::Value* any = lanes_.Rail(false);
  llvm::Value* must_end = larger ? lowest : highest;  // the end that only rules that must apply can move
  llvm::Value *low = highest, *high = lowest;         // over rules that may apply: hull …
  llvm::Value* far_end = must_end;                    // … and the best of the other ends
  for (ir::RuleId rule : roots) {
    const Val applies = Applies(rule);
    const Val value = number(ValueOf(rule, decision));
    exact &= applies.exact() && value.exact();
    any = b_.CreateOr(any, applies.lo);
    must_end = lanes_.Select(applies.lo, best(must_end, larger ? value.lo : value.hi), must_end);
    far_end = lanes_.Select(applies.hi, best(far_end, larger ? value.hi : value.lo), far_end);
    low = lanes_.Select(applies.hi, lanes_.Min(low, value.lo), low);
    high = lanes_.Select(applies.hi, lanes_.Max(high, value.hi), high);
  }
  if (exact) return expressions_.Between(Exact(lanes_.Select(any, must_end, otherwise.lo)), decision.type);
  llvm::Value* lo = lanes_.Select(any, larger ? must_end : far_end, lanes_.Min(low, otherwise.lo));
  llvm::Value* hi = lanes_.Select(any, larger ? far_end : must_end, lanes_.Max(high, otherwise.hi));
  return expressions_.Between({lo, hi, nullptr, nullptr}, decision.type);
}

// The set of what must be in it, and of what may. A single enum value is certain only when it is certain
// which.
Val DecisionEmitter::All(ir::DecisionId id, const ir::Decision&) {
  Val sets = Exact(lanes_.Number(0));
  for (ir::RuleId rule : attacks_.Roots(id)) {
    const Val applies = Applies(rule);
    const ir::ExprId expr = context_.program.rules[rule].value;
    const ir::Type& type = context_.program.exprs[expr].type;
    Val value = expressions_.Emit(expr);
    if (type.kind == TypeKind::kEnum) {
      const bool exact = value.exact();
      llvm::Value* mask = lanes_.ExtendUnsigned(expressions_.AsMask(value, type).lo, 64);
      value = Exact(mask);
      if (!exact) {
        value.lo = lanes_.Select(lanes_.IsSingle(mask), mask, lanes_.Number(0));
      }
    }
    const bool exact = applies.exact() && value.exact() && sets.exact();
    llvm::Value* none = lanes_.Number(0);
    llvm::Value* may = exact ? nullptr : b_.CreateOr(sets.hi, lanes_.Select(applies.hi, value.hi, none));
    sets.lo = b_.CreateOr(sets.lo, lanes_.Select(applies.lo, value.lo, none));
    sets.hi = exact ? sets.lo : may;
  }
  return sets;
}

Val DecisionEmitter::Compose(const ir::Decision& decision, const Val& own) {
  if (!decision.parent) return own;
  switch (decision.compose) {
    case ir::Compose::kNone:
    case ir::Compose::kReplace:
      return own;
    case ir::Compose::kOr:
      return expressions_.Or(Value(decision.parent), own);
    case ir::Compose::kUnion: {
      const Val superior = Value(decision.parent);
      llvm::Value* lo = b_.CreateOr(superior.lo, own.lo);
      return {lo, superior.exact() && own.exact() ? lo : b_.CreateOr(superior.hi, own.hi), nullptr, nullptr};
    }
    case ir::Compose::kStrictest:
    case ir::Compose::kMildest: {
      const bool larger = (decision.compose == ir::Compose::kStrictest) == decision.greater_is_stricter;
      Val x = expressions_.AsNumber(Value(decision.parent), decision.type);
      Val y = expressions_.AsNumber(own, decision.type);
      expressions_.Widen(x, y);
      auto pick = [&](llvm::Value* p, llvm::Value* q) {
        return larger ? lanes_.Max(p, q) : lanes_.Min(p, q);
      };
      llvm::Value* lo = pick(x.lo, y.lo);
      return expressions_.Between({lo, x.exact() && y.exact() ? lo : pick(x.hi, y.hi), nullptr, nullptr},
                                  decision.type);
    }
  }
  GJ_UNREACHABLE();
}

}  // namespace guiju::native
