// Open terms: a subordinate policy may widen them, so what a superior decides from them must only become
// stricter by it.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

constexpr uint8_t kPositive = 1, kNegative = 2, kBoth = 3;
uint8_t Flip(uint8_t polarity) {
  return static_cast<uint8_t>(((polarity & kPositive) != 0 ? kNegative : 0) |
                              ((polarity & kNegative) != 0 ? kPositive : 0));
}
uint8_t AnyWay(uint8_t polarity) { return polarity == 0 ? 0 : kBoth; }

// How what is computed depends on one open term: more of the term makes it larger (true, more members, a
// greater number), smaller, or either. What cannot be told counts as either.
class Polarity {
 public:
  Polarity(const Model& m, const Checker& checker, DefineId term)
      : m_(m),
        checker_(checker),
        term_(term),
        of_define_(m.defines.size(), kUnseen),
        of_decision_(m.decisions.size(), kUnseen),
        of_fact_(m.facts.size(), kUnseen),
        of_parameter_(m.parameters.size(), kUnseen) {}

  uint8_t OfDecision(DecisionId id) {
    uint8_t& known = of_decision_[static_cast<size_t>(id.index)];
    if (known != kUnseen) return known;
    known = 0;
    uint8_t out = OfRules(id);
    const Decision& d = m_.decisions[id];
    if (d.parent) out |= OfDecision(d.parent);
    if (d.milder_of) out |= OfDecision(d.milder_of);
    of_decision_[static_cast<size_t>(id.index)] = out;
    return out;
  }

 private:
  static constexpr uint8_t kUnseen = 255;

  uint8_t OfRules(DecisionId id) {
    const Decision& d = m_.decisions[id];
    uint8_t guards = OfGuards(d), values = OfOptional(d.otherwise);
    for (RuleId rule : d.rules) values |= OfOptional(m_.rules[rule].value);
    switch (d.combine) {
      case Combine::kAnyHolds:
        return guards;
      case Combine::kAll:
        return static_cast<uint8_t>(guards | values);
      case Combine::kStrictest:
        if (!FiringIsStricter(d)) return AnyWay(static_cast<uint8_t>(guards | values));
        return static_cast<uint8_t>((d.greater_is_stricter ? guards : Flip(guards)) | values);
      case Combine::kFirst:
      case Combine::kUnique:
      case Combine::kMildest:
        return AnyWay(static_cast<uint8_t>(guards | values));
    }
    return kBoth;
  }

  // More guards that hold, or fewer.
  uint8_t OfGuards(const Decision& d) {
    uint8_t out = 0;
    for (RuleId rule : d.rules) {
      const Rule& r = m_.rules[rule];
      uint8_t p = OfOptional(r.when);
      if (r.axis) p |= AnyWay(OfFact(r.axis));
      if (p != 0) out |= Through(rule, p, 0);
    }
    return out;
  }

  // What a guard of this polarity does to the decision: an exception takes away what it is against.
  uint8_t Through(RuleId rule, uint8_t p, int depth) const {
    constexpr int kMaxDepth = 64;
    const Rule& r = m_.rules[rule];
    if (r.kind == RuleKind::kCase) return p;
    if (r.kind == RuleKind::kOverride || depth > kMaxDepth) return kBoth;
    uint8_t out = 0;
    for (RuleId target : r.attacks) out |= Through(target, Flip(p), depth + 1);
    return out;
  }

  // 取严 takes 其余 only when no rule holds, so a further rule is stricter only if its value is no milder.
  bool FiringIsStricter(const Decision& d) const {
    if (!d.otherwise) return true;
    auto otherwise = checker_.FixedValue(d.otherwise, d.type);
    if (!otherwise) return false;
    return std::all_of(d.rules.begin(), d.rules.end(), [&](RuleId rule) {
      if (!m_.rules[rule].value) return true;
      auto value = checker_.FixedValue(m_.rules[rule].value, d.type);
      return value && (d.greater_is_stricter ? *value >= *otherwise : *value <= *otherwise);
    });
  }

  uint8_t OfFired(DecisionId id) {
    uint8_t out = 0;
    for (DecisionId at = id; at; at = m_.decisions[at].parent) out |= OfGuards(m_.decisions[at]);
    return m_.decisions[id].milder_of ? AnyWay(OfDecision(id)) : out;
  }

  uint8_t OfDefine(DefineId id) {
    if (id == term_) return kPositive;
    uint8_t& known = of_define_[static_cast<size_t>(id.index)];
    if (known != kUnseen) return known;
    known = 0;
    const Define& d = m_.defines[id];
    uint8_t out = OfOptional(d.value);
    for (ExprId extension : d.extensions) out |= OfExpr(extension);
    of_define_[static_cast<size_t>(id.index)] = out;
    return out;
  }

  // Through what decides whether it applies or is presumed.
  uint8_t OfFact(FactId id) {
    uint8_t& known = of_fact_[static_cast<size_t>(id.index)];
    if (known != kUnseen) return known;
    known = 0;
    uint8_t out = OfOptional(m_.facts[id].applies);
    for (const Presumption& p : m_.presumptions) {
      if (p.fact == id) out |= OfOptional(p.when);
    }
    out = AnyWay(out);
    of_fact_[static_cast<size_t>(id.index)] = out;
    return out;
  }

  uint8_t OfOutputs(const std::vector<Row>& rows) {
    uint8_t out = 0;
    for (const Row& row : rows) {
      for (ExprId output : row.outputs) out |= OfOptional(output);
    }
    return out;
  }
  uint8_t OfParameter(ParameterId id) {
    uint8_t& known = of_parameter_[static_cast<size_t>(id.index)];
    if (known != kUnseen) return known;
    known = 0;
    const Parameter& p = m_.parameters[id];
    uint8_t out = p.axis ? OfFact(p.axis) : 0;
    std::vector<ExprId> values;
    AppendValues(p, values);
    for (ExprId value : values) out |= OfExpr(value);
    out = AnyWay(out);
    of_parameter_[static_cast<size_t>(id.index)] = out;
    return out;
  }

  uint8_t OfOptional(ExprId id) { return id ? OfExpr(id) : 0; }

  uint8_t OfExpr(ExprId id) {
    const Expr& e = m_.exprs[id];
    // Each argument once: a chain of differences would otherwise be walked again at every step.
    uint8_t args = 0, first = 0, second = 0;
    for (size_t i = 0; i < e.args.size(); ++i) {
      const uint8_t arg = OfExpr(e.args[i]);
      args |= arg;
      if (i == 0) first = arg;
      if (i == 1) second = arg;
    }
    switch (e.kind) {
      case ExprKind::kDefine:
        return static_cast<uint8_t>(OfDefine(DefineId(e.index)) | AnyWay(args));
      case ExprKind::kDecision:
        return OfDecision(DecisionId(e.index));
      case ExprKind::kFired:
        return OfFired(DecisionId(e.index));
      case ExprKind::kFact:
        return OfFact(FactId(e.index));
      case ExprKind::kParameter:
        return static_cast<uint8_t>(OfParameter(ParameterId(e.index)) | AnyWay(args));
      case ExprKind::kTable:
        return AnyWay(static_cast<uint8_t>(args | OfOutputs(m_.tables[TableId(e.table)].rows)));
      case ExprKind::kNot:
      case ExprKind::kNegate:
        return Flip(args);
      case ExprKind::kAnd:
      case ExprKind::kOr:
      case ExprKind::kSome:
      case ExprKind::kEvery:
      case ExprKind::kCount:
      case ExprKind::kAdd:
      case ExprKind::kContains:
        return args;
      case ExprKind::kSubtract:
        return static_cast<uint8_t>(first | Flip(second));
      case ExprKind::kMember:
        if (m_.exprs[e.args[0]].type.kind != TypeKind::kBool) return AnyWay(args);
        return e.set == 2 ? args : e.set == 1 ? Flip(args) : AnyWay(args);
      case ExprKind::kCompare: {
        if (e.op == CompareOp::kGe || e.op == CompareOp::kGt)
          return static_cast<uint8_t>(first | Flip(second));
        if (e.op == CompareOp::kLe || e.op == CompareOp::kLt)
          return static_cast<uint8_t>(Flip(first) | second);
        return AnyWay(args);
      }
      case ExprKind::kPoison:
      case ExprKind::kConst:
      case ExprKind::kFormal:
      case ExprKind::kMultiply:
      case ExprKind::kRatio:
      case ExprKind::kWithin:
      case ExprKind::kInterval:
      case ExprKind::kIf:
      case ExprKind::kSum:
      case ExprKind::kLargest:
      case ExprKind::kSmallest:
      case ExprKind::kCall:
      case ExprKind::kDateAdd:
      case ExprKind::kDateDiff:
        return AnyWay(args);
    }
    return AnyWay(args);
  }

  const Model& m_;
  const Checker& checker_;
  DefineId term_;
  std::vector<uint8_t> of_define_, of_decision_, of_fact_, of_parameter_;
};

// The polarities by which the decision would be relaxed.
uint8_t Relaxing(const Decision& d) {
  if (d.type.kind == TypeKind::kBool) {
    if (d.act_on == ActOn::kValue) return d.act_value == 0 ? kPositive : kNegative;
    return kBoth;  // 阻止, 暂不公开: which answer is the careful one is not written
  }
  if (d.type.kind == TypeKind::kSet) return kNegative;
  if (d.combine == Combine::kStrictest || d.milder_of) return d.greater_is_stricter ? kNegative : kPositive;
  return kBoth;
}

}  // namespace

// In the policy that declares the term every decision must bear a wider term; elsewhere those whose authors
// have not seen the policy that widens it.
void Checker::CheckOpenTerms() {
  for (DefineId id : m_.defines.ids()) {
    const Define& define = m_.defines[id];
    if (!define.open || define.type.kind != TypeKind::kBool) continue;
    Polarity polarity(m_, *this, id);
    for (DecisionId decision : m_.decisions.ids()) {
      const Decision& d = m_.decisions[decision];
      if (d.type.kind == TypeKind::kPoison || (polarity.OfDecision(decision) & Relaxing(d)) == 0) continue;
      if (d.unit == define.unit) {
        sink_.Emit(diag::Kind::OpenTermRelaxes, d.span, define.name.Zh(), d.name.Zh())
            .notes.push_back({define.span, "开放定义在这里", "the open definition is here"});
        continue;
      }
      for (const Alteration& widening : alterations_) {
        if (widening.term != id || IsVisible(widening.by, d.unit)) continue;
        sink_.Emit(diag::Kind::OpenTermRelaxes, widening.span, define.name.Zh(), d.name.Zh())
            .notes.push_back({d.span, "会变宽的判定", "the decision that would be relaxed"});
      }
    }
  }
}

}  // namespace guiju::model
