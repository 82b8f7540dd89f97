// Composition with the superior: same-named decisions, overrides, open terms.
#include <algorithm>
#include <functional>

#include "compiler/model/checker.h"

namespace guiju::model {

void Checker::Compose(DecisionId id, const syntax::DecisionDecl& d) {
  Decision& decision = m_.decisions[id];
  if (!decision.parent) return;
  Decision& parent = m_.decisions[decision.parent];
  if (decision.type.kind == TypeKind::kPoison || parent.type.kind == TypeKind::kPoison) return;
  if (decision.type != parent.type) {
    sink_
        .Emit(diag::Kind::ComposeMismatch, d.type.span, d.name.text, TypeText(decision.type),
              TypeText(parent.type))
        .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
    return;
  }
  const Type type = decision.type;
  parent.is_composed = true;
  if (type.kind == TypeKind::kBool) {
    decision.compose = model::Compose::kOr;
    bool acts_on_no = parent.act_on == ActOn::kValue && parent.act_value == 0;
    bool adds = std::any_of(d.rules.begin(), d.rules.end(), [](const syntax::RuleDecl& r) {
      return r.kind == syntax::RuleKind::kCase && !r.overrides;
    });
    if (acts_on_no && adds) {
      sink_.Emit(diag::Kind::ComposeRelaxes, d.name.span, d.name.text)
          .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
    }
    return;
  }
  if (type.kind == TypeKind::kSet) {
    decision.compose = model::Compose::kUnion;
    return;
  }
  bool ordered_enum = type.kind == TypeKind::kEnum && m_.enums[type.enumeration].ordered;
  bool declared = type.kind == TypeKind::kInt || type.kind == TypeKind::kDate;
  if (!ordered_enum && !(declared && declares_strictness_.contains(decision.parent.index))) {
    sink_.Emit(diag::Kind::ComposeUnordered, d.name.span, d.name.text)
        .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
    return;
  }
  decision.compose = model::Compose::kStrictest;
  decision.greater_is_stricter = parent.greater_is_stricter;
  declares_strictness_.insert(id.index);
}

// A case with 优先于 defeats the rules that rest on the overridden source, in the nearest decision of the
// chain that has any; it decides there. An exception with 优先于 goes to the superior's decision whose rules
// it is against.
void Checker::PlaceOverrides() {
  for (const ForeignException& foreign : foreign_exceptions_) {
    DecisionId home = foreign.decision;
    for (const OverrideClaim& claim : overrides_) {
      if (claim.rule == foreign.rule) home = claim.decision;
    }
    Decision& own = m_.decisions[home];
    std::erase(own.rules, foreign.rule);
    m_.decisions[foreign.decision].rules.push_back(foreign.rule);
    // Targets in the own decision cannot be reached from there any more.
    auto& attacks = m_.rules[foreign.rule].attacks;
    const auto& there = m_.decisions[foreign.decision].rules;
    std::erase_if(
        attacks, [&](RuleId target) { return std::find(there.begin(), there.end(), target) == there.end(); });
  }
  for (const OverrideClaim& claim : overrides_) {
    if (m_.rules[claim.rule].kind == RuleKind::kException && !m_.rules[claim.rule].attacks.empty()) continue;
    for (DecisionId at = claim.decision; at; at = m_.decisions[at].parent) {
      std::vector<RuleId> targets;
      for (RuleId rule : m_.decisions[at].rules) {
        if (rule == claim.rule || m_.rules[rule].kind == RuleKind::kException) continue;
        const auto& basis = m_.rules[rule].basis;
        if (std::any_of(basis.begin(), basis.end(),
                        [&](CiteId cite) { return m_.cites[cite].source == claim.source; }))
          targets.push_back(rule);
      }
      if (targets.empty()) continue;
      Rule& rule = m_.rules[claim.rule];
      if (rule.kind == RuleKind::kCase) rule.kind = RuleKind::kOverride;
      rule.attacks = std::move(targets);
      if (at != claim.decision) {
        std::erase(m_.decisions[claim.decision].rules, claim.rule);
        m_.decisions[at].rules.push_back(claim.rule);
      }
      break;
    }
    const Rule& rule = m_.rules[claim.rule];
    if (rule.kind == RuleKind::kException && rule.attacks.empty())
      sink_.Emit(diag::Kind::ExceptionNeedsTarget, rule.span, rule.name.Zh());
  }
}

void Checker::CheckOverrideConflicts() {
  for (size_t i = 0; i < overrides_.size(); ++i) {
    for (size_t j = i + 1; j < overrides_.size(); ++j) {
      const OverrideClaim& a = overrides_[i];
      const OverrideClaim& b = overrides_[j];
      const Rule& ra = m_.rules[a.rule];
      const Rule& rb = m_.rules[b.rule];
      auto cites = [&](const Rule& rule, SourceId source) {
        return std::any_of(rule.basis.begin(), rule.basis.end(),
                           [&](CiteId cite) { return m_.cites[cite].source == source; });
      };
      auto rank = [&](const Rule& rule) {
        return rule.basis.empty() ? Rank::kInternal : m_.sources[m_.cites[rule.basis[0]].source].rank;
      };
      bool same_decision = a.decision == b.decision || IsAncestor(a.decision, b.decision) ||
                           IsAncestor(b.decision, a.decision);
      if (!same_decision) continue;
      bool mutual = cites(ra, b.source) && cites(rb, a.source);
      bool rivals =
          a.source == b.source && rank(ra) == rank(rb) && ra.value && rb.value && !ra.basis.empty() &&
          !rb.basis.empty() && m_.cites[ra.basis[0]].source != m_.cites[rb.basis[0]].source &&
          !(ConstantValue(ra.value, TypeOf(ra.value)) == ConstantValue(rb.value, TypeOf(rb.value)) &&
            ConstantValue(ra.value, TypeOf(ra.value)));
      if (!mutual && !rivals) continue;
      sink_.Emit(diag::Kind::OverrideConflict, rb.span, ra.name.Zh(), rb.name.Zh())
          .notes.push_back({ra.span, "另一条在这里", "the other one is here"});
    }
  }
}

namespace {

constexpr uint8_t kPositive = 1, kNegative = 2;
uint8_t Flip(uint8_t polarity) {
  return static_cast<uint8_t>(((polarity & kPositive) != 0 ? kNegative : 0) |
                              ((polarity & kNegative) != 0 ? kPositive : 0));
}

// How each decision and definition depends on one open term: more of the term means more of it, less of it,
// or both.
class Polarity {
 public:
  Polarity(const Model& m, DefineId term)
      : m_(m),
        term_(term),
        of_define_(m.defines.size(), kUnseen),
        of_decision_(m.decisions.size(), kUnseen) {}

  uint8_t OfDecision(DecisionId id) {
    uint8_t& known = of_decision_[static_cast<size_t>(id.index)];
    if (known != kUnseen) return known;
    known = 0;
    uint8_t out = 0;
    const Decision& d = m_.decisions[id];
    bool boolean = d.type.kind == TypeKind::kBool;
    for (RuleId rule : d.rules) {
      const Rule& r = m_.rules[rule];
      uint8_t p = r.when ? OfExpr(r.when) : 0;
      if (p == 0) continue;
      if (r.kind == RuleKind::kException) p = Depth(rule) % 2 == 1 ? Flip(p) : p;
      if (r.kind == RuleKind::kOverride) p = kPositive | kNegative;
      if (!boolean && d.combine != Combine::kAll && d.combine != Combine::kStrictest)
        p = 0;  // no order to compare by
      out |= p;
    }
    if (d.parent) out |= OfDecision(d.parent);
    if (d.milder_of) out |= OfDecision(d.milder_of);
    of_decision_[static_cast<size_t>(id.index)] = out;
    return out;
  }

 private:
  static constexpr uint8_t kUnseen = 255;
  int Depth(RuleId rule) const {
    int depth = 0;
    for (RuleId at = rule;
         m_.rules[at].kind == RuleKind::kException && !m_.rules[at].attacks.empty() && depth < 64; ++depth)
      at = m_.rules[at].attacks[0];
    return depth;
  }
  uint8_t OfDefine(DefineId id) {
    if (id == term_) return kPositive;
    uint8_t& known = of_define_[static_cast<size_t>(id.index)];
    if (known != kUnseen) return known;
    known = 0;
    const Define& d = m_.defines[id];
    uint8_t out = d.value ? OfExpr(d.value) : 0;
    for (ExprId extension : d.extensions) out |= OfExpr(extension);
    of_define_[static_cast<size_t>(id.index)] = out;
    return out;
  }
  uint8_t OfExpr(ExprId id) {
    const Expr& e = m_.exprs[id];
    uint8_t args = 0;
    for (ExprId arg : e.args) args |= OfExpr(arg);
    uint8_t both = args == 0 ? 0 : kPositive | kNegative;
    switch (e.kind) {
      case ExprKind::kDefine:
        return static_cast<uint8_t>(OfDefine(DefineId(e.index)) | both);
      case ExprKind::kDecision:
        return OfDecision(DecisionId(e.index));
      case ExprKind::kFired:
        return OfDecision(DecisionId(e.index));
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
        return static_cast<uint8_t>(OfExpr(e.args[0]) | Flip(OfExpr(e.args[1])));
      case ExprKind::kMember:
        return TypeOfArgIsBool(e) ? (e.set == 2 ? args : e.set == 1 ? Flip(args) : both) : both;
      case ExprKind::kCompare: {
        uint8_t left = OfExpr(e.args[0]), right = OfExpr(e.args[1]);
        if (e.op == CompareOp::kGe || e.op == CompareOp::kGt) return static_cast<uint8_t>(left | Flip(right));
        if (e.op == CompareOp::kLe || e.op == CompareOp::kLt) return static_cast<uint8_t>(Flip(left) | right);
        return both;
      }
      default:
        return both;
    }
  }
  bool TypeOfArgIsBool(const Expr& e) const { return m_.exprs[e.args[0]].type.kind == TypeKind::kBool; }

  const Model& m_;
  DefineId term_;
  std::vector<uint8_t> of_define_, of_decision_;
};

}  // namespace

void Checker::CheckOpenTerms() {
  for (DefineId id : m_.defines.ids()) {
    const Define& define = m_.defines[id];
    if (!define.open || define.type.kind != TypeKind::kBool) continue;
    Polarity polarity(m_, id);
    for (DecisionId decision : m_.decisions.ids()) {
      const Decision& d = m_.decisions[decision];
      if (d.unit != define.unit || d.type.kind == TypeKind::kPoison) continue;
      uint8_t p = polarity.OfDecision(decision);
      bool acts_on_no = d.type.kind == TypeKind::kBool && d.act_on == ActOn::kValue && d.act_value == 0;
      uint8_t relaxing = acts_on_no ? kPositive : kNegative;
      if ((p & relaxing) == 0) continue;
      sink_.Emit(diag::Kind::OpenTermRelaxes, d.span, define.name.Zh(), d.name.Zh())
          .notes.push_back({define.span, "开放定义在这里", "the open definition is here"});
    }
  }
}

}  // namespace guiju::model
