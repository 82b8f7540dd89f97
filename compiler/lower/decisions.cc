// Decisions and their rules; decisions read anew on another date axis.
#include <algorithm>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

ir::Combine CombineOf(model::Combine combine) {
  switch (combine) {
    case model::Combine::kAnyHolds:
      return ir::Combine::kAnyHolds;
    case model::Combine::kFirst:
      return ir::Combine::kFirst;
    case model::Combine::kUnique:
      return ir::Combine::kUnique;
    case model::Combine::kStrictest:
      return ir::Combine::kStrictest;
    case model::Combine::kMildest:
      return ir::Combine::kMildest;
    case model::Combine::kAll:
      return ir::Combine::kAll;
  }
  return ir::Combine::kFirst;
}

ir::Compose ComposeOf(model::Compose compose) {
  switch (compose) {
    case model::Compose::kNone:
      return ir::Compose::kNone;
    case model::Compose::kOr:
      return ir::Compose::kOr;
    case model::Compose::kStrictest:
      return ir::Compose::kStrictest;
    case model::Compose::kMildest:
      return ir::Compose::kMildest;
    case model::Compose::kUnion:
      return ir::Compose::kUnion;
  }
  return ir::Compose::kNone;
}

ir::ActOn ActOnOf(model::ActOn act_on) {
  switch (act_on) {
    case model::ActOn::kNone:
      return ir::ActOn::kNone;
    case model::ActOn::kValue:
      return ir::ActOn::kValue;
    case model::ActOn::kHighest:
      return ir::ActOn::kHighest;
    case model::ActOn::kLowest:
      return ir::ActOn::kLowest;
    case model::ActOn::kBlock:
      return ir::ActOn::kBlock;
    case model::ActOn::kWithhold:
      return ir::ActOn::kWithhold;
  }
  return ir::ActOn::kNone;
}

ir::RuleKind KindOf(model::RuleKind kind) {
  switch (kind) {
    case model::RuleKind::kCase:
      return ir::RuleKind::kCase;
    case model::RuleKind::kException:
      return ir::RuleKind::kException;
    case model::RuleKind::kOverride:
      return ir::RuleKind::kOverride;
  }
  return ir::RuleKind::kCase;
}

bool IsValueType(const ir::Type& type) {
  return type.kind != ir::TypeKind::kBool && type.kind != ir::TypeKind::kSet;
}

}  // namespace

// Whether what an expression says depends on one of the context's axes through a period in force.
bool Lowerer::ReadsAxis(model::ExprId id, int context) {
  if (!id) return false;
  const model::Expr& e = m_.exprs[id];
  if (e.kind == model::ExprKind::kParameter) {
    const model::Parameter& p = m_.parameters[model::ParameterId(e.index)];
    if (p.axis && OnAxis(p.axis, context)) return true;
    for (const model::Period& period : p.periods) {
      if (period.value && ReadsAxis(period.value, context)) return true;
    }
  }
  if (e.kind == model::ExprKind::kDefine) {
    const model::Define& d = m_.defines[model::DefineId(e.index)];
    if (ReadsAxis(d.value, context)) return true;
    for (model::ExprId extension : d.extensions) {
      if (ReadsAxis(extension, context)) return true;
    }
  }
  if ((e.kind == model::ExprKind::kDecision || e.kind == model::ExprKind::kFired) &&
      ReadsAxis(model::DecisionId(e.index), context))
    return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](model::ExprId arg) { return ReadsAxis(arg, context); });
}

bool Lowerer::ReadsAxis(model::DecisionId id, int context) {
  auto [it, fresh] = reads_axis_.emplace(std::pair(id.index, context), false);
  if (!fresh) return it->second;
  const model::Decision& d = m_.decisions[id];
  bool reads = ReadsAxis(d.otherwise, context) || (d.parent && ReadsAxis(d.parent, context));
  for (model::RuleId rule : d.rules) {
    const model::Rule& r = m_.rules[rule];
    reads = reads || (r.axis && OnAxis(r.axis, context)) || ReadsAxis(r.when, context) ||
            ReadsAxis(r.value, context);
  }
  reads_axis_[std::pair(id.index, context)] = reads;
  return reads;
}

ir::DecisionId Lowerer::DecisionOf(model::DecisionId id) {
  int context = context_;
  if (context != 0 && !ReadsAxis(id, context)) context = 0;
  auto it = decisions_.find(std::pair(id.index, context));
  if (it != decisions_.end()) return it->second;
  int saved_context = context_;
  auto* saved_frame = frame_;
  auto* saved_uses = frame_uses_;
  auto* saved_footings = footings_;
  ir::OriginId saved_origin = origin_;
  std::vector<model::ListId> saved_lists;
  std::swap(saved_lists, active_lists_);
  context_ = context;
  frame_ = nullptr;
  frame_uses_ = nullptr;
  footings_ = nullptr;
  ir::DecisionId lowered = m_.decisions[id].milder_of ? LowerMilder(id) : LowerDecision(id);
  decisions_.emplace(std::pair(id.index, context), lowered);
  std::swap(saved_lists, active_lists_);
  context_ = saved_context;
  frame_ = saved_frame;
  frame_uses_ = saved_uses;
  footings_ = saved_footings;
  origin_ = saved_origin;
  return lowered;
}

std::string Lowerer::ContextSuffix(bool chinese) const {
  if (context_ == 0) return "";
  const ir::Fact& axis = p_.facts[ir::FactId(contexts_[static_cast<size_t>(context_)].target.index)];
  return "@" + axis.name.In(chinese);
}

ir::Range Lowerer::RangeOfDecision(const ir::Decision& decision) const {
  switch (decision.type.kind) {
    case ir::TypeKind::kBool:
      return {0, 1};
    case ir::TypeKind::kEnum:
      return {0, static_cast<int64_t>(p_.enums[decision.type.enumeration].values.size()) - 1};
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      return {0, 0};
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      break;
  }
  std::optional<ir::Range> hull;
  auto add = [&](ir::Range range) {
    if (!hull) hull = range;
    hull = ir::Range{std::min(hull->lo, range.lo), std::max(hull->hi, range.hi)};
  };
  for (ir::RuleId rule : decision.rules) {
    if (p_.rules[rule].value) add(RangeOf(p_.rules[rule].value));
  }
  if (decision.otherwise) add(RangeOf(decision.otherwise));
  if (decision.parent && decision.compose != ir::Compose::kReplace) add(p_.decisions[decision.parent].range);
  return hull.value_or(ir::Range{0, 0});
}

// The value of a rule or of 其余, with what it rests on.
ir::UseId Lowerer::ValueUse(model::ExprId id, const model::Type& type) {
  FootingScope footings(*this);
  ir::Use use;
  use.kind = ir::UseKind::kValue;
  use.expr = Value(id, type);
  use.text = TextOf(m_.exprs[id].span);
  use.origin = origin_;
  use.footings = footings.found();
  return p_.uses.Add(std::move(use));
}

ir::DecisionId Lowerer::LowerDecision(model::DecisionId id) {
  const model::Decision& d = m_.decisions[id];
  ir::Decision out;
  out.name = NameOf(d.name);
  if (context_ != 0) {
    if (!out.name.zh.empty()) out.name.zh += ContextSuffix(true);
    if (!out.name.en.empty()) out.name.en += ContextSuffix(false);
  }
  out.title = d.title;
  out.type = TypeOf(d.type);
  out.combine = CombineOf(d.combine);
  out.greater_is_stricter = d.greater_is_stricter;
  out.act_on = ActOnOf(d.act_on);
  out.act_value = d.act_value;
  out.origin = OriginOf(d.unit, d.span);
  if (d.parent) {
    out.parent = DecisionOf(d.parent);
    out.compose = ComposeOf(d.compose);
    if (out.compose == ir::Compose::kNone) out.parent = {};
  }
  out.is_public = context_ == 0 && !d.is_guard;
  out.is_guard = d.is_guard;
  std::vector<ir::Rule> rules;
  for (model::RuleId rule_id : d.rules) {
    const model::Rule& r = m_.rules[rule_id];
    origin_ = OriginOf(r.unit, r.span);
    ir::Rule rule;
    rule.key = r.key + (context_ != 0 ? ContextSuffix(false) : "");
    rule.name = NameOf(r.name);
    rule.title = r.title;
    rule.kind = KindOf(r.kind);
    rule.basis = CitesOf(r.basis);
    rule.origin = origin_;
    Condition when{Bool(true), {}};
    if (r.when) {
      when = Cond(r.when);
      if (IsBool(when.expr, true) || IsBool(when.expr, false))
        sink_.Emit(diag::Kind::ConditionConstant, m_.exprs[r.when].span, r.name.Zh(),
                   IsBool(when.expr, true) ? diag::Both("成立", "holds") : diag::Both("不成立", "fails"));
    }
    rule.guard = when.expr;
    rule.guard_use = when.use;
    if (r.axis) {
      model::FactId axis =
          OnAxis(r.axis, context_) ? contexts_[static_cast<size_t>(context_)].target : r.axis;
      rule.axis = ir::FactId(axis.index);
      rule.from = r.from;
      rule.to = r.to;
      ir::ExprId period = PeriodCondition(r.axis, r.from, r.to);
      rule.guard = Join(ir::ExprKind::kAnd, {period, when.expr});
      ir::Use use;
      use.kind = ir::UseKind::kAtom;
      use.expr = period;
      use.subject = p_.facts[rule.axis].name.In(true);
      use.subject_expr = FactNode(rule.axis);
      use.text = use.subject +
                 (rule.from ? " 自 " + model::ValueText(m_, m_.facts[axis].type, *rule.from) + " 起" : "") +
                 (rule.to ? " 至 " + model::ValueText(m_, m_.facts[axis].type, *rule.to - 1) + " 止" : "");
      use.origin = origin_;
      ir::UseId period_use = p_.uses.Add(std::move(use));
      rule.guard_use = period_use;
      if (when.use) {
        ir::Use both;
        both.kind = ir::UseKind::kAnd;
        both.expr = rule.guard;
        both.text = p_.uses[when.use].text;
        both.origin = origin_;
        both.children = {period_use, when.use};
        rule.guard_use = p_.uses.Add(std::move(both));
      }
    }
    if (!rule.guard_use) {
      ir::Use always;
      always.expr = rule.guard;
      always.text = "";
      always.origin = origin_;
      rule.guard_use = p_.uses.Add(std::move(always));
    }
    if (r.value) {
      rule.value_use = ValueUse(r.value, d.type);
      rule.value = p_.uses[rule.value_use].expr;
    }
    rules.push_back(std::move(rule));
  }
  out.otherwise_basis = CitesOf(d.otherwise_basis);
  if (d.otherwise) {
    origin_ = out.origin;
    out.otherwise_use = ValueUse(d.otherwise, d.type);
    out.otherwise = p_.uses[out.otherwise_use].expr;
  }
  // All expressions it reads exist, so their decisions have smaller ids.
  ir::DecisionId decision(p_.decisions.size());
  std::map<int32_t, ir::RuleId> ids;
  for (size_t i = 0; i < rules.size(); ++i) ids[d.rules[i].index] = ir::RuleId(p_.rules.size() + i);
  for (size_t i = 0; i < rules.size(); ++i) {
    rules[i].decision = decision;
    for (model::RuleId target : m_.rules[d.rules[i]].attacks) {
      if (auto it = ids.find(target.index); it != ids.end()) rules[i].attacks.push_back(it->second);
    }
    out.rules.push_back(p_.rules.Add(std::move(rules[i])));
  }
  out.range = RangeOfDecision(out);
  bool composed = out.parent && out.compose != ir::Compose::kNone;
  p_.decisions.Add(std::move(out));
  ir::Decision& added = p_.decisions[decision];
  if (context_ == 0 && IsValueType(added.type) &&
      (added.combine == ir::Combine::kUnique || (!added.otherwise && !composed)))
    Prove(decision, d.span);
  // Proved to be covered: no case reaches it, but a value must stand there.
  if (IsValueType(added.type) && added.combine != ir::Combine::kUnique && !added.otherwise && !composed) {
    for (ir::RuleId rule : added.rules) {
      if (p_.rules[rule].value) added.otherwise = p_.rules[rule].value;
    }
  }
  return decision;
}

// 从旧兼从轻: the decision is computed once on each axis, the milder value stands.
ir::DecisionId Lowerer::LowerMilder(model::DecisionId id) {
  const model::Decision& d = m_.decisions[id];
  const size_t unit = d.unit;
  int written = context_;
  ir::DecisionId on[2];
  const model::FactId targets[2] = {d.milder_from, d.milder_to};
  for (int i = 0; i < 2; ++i) {
    contexts_.push_back({d.milder_from, d.milder_to, targets[i]});
    context_ = static_cast<int>(contexts_.size()) - 1;
    on[i] = DecisionOf(d.milder_of);
    context_ = written;
  }
  origin_ = OriginOf(unit, d.span);
  ir::Decision out;
  out.name = NameOf(d.name);
  out.title = d.title;
  out.type = TypeOf(d.type);
  out.greater_is_stricter = d.greater_is_stricter;
  out.act_on = ActOnOf(d.act_on);
  out.act_value = d.act_value;
  out.origin = origin_;
  const bool boolean = out.type.kind == ir::TypeKind::kBool;
  out.combine = boolean ? ir::Combine::kAnyHolds : ir::Combine::kMildest;
  out.is_public = context_ == 0;
  std::vector<ir::ExprId> values;
  for (ir::DecisionId decision : on) {
    ir::Expr node;
    node.kind = ir::ExprKind::kDecision;
    node.decision = decision;
    node.type = out.type;
    values.push_back(Intern(std::move(node)));
  }
  const std::string prefix = m_.policies[unit].name.Key() + "." + d.name.Key() + ".";
  auto add_rule = [&](ir::Name name, ir::ExprId guard, ir::ExprId value, const std::string& text,
                      const std::vector<ir::FootingId>& footings) {
    ir::Rule rule;
    rule.key = prefix + name.Key();
    rule.name = std::move(name);
    rule.decision = ir::DecisionId(p_.decisions.size());
    rule.guard = guard;
    rule.value = value;
    rule.origin = origin_;
    ir::Use use;
    use.expr = guard;
    use.text = text;
    use.origin = origin_;
    rule.guard_use = p_.uses.Add(use);
    if (value) {
      use.kind = ir::UseKind::kValue;
      use.expr = value;
      use.footings = footings;
      rule.value_use = p_.uses.Add(std::move(use));
    }
    out.rules.push_back(p_.rules.Add(std::move(rule)));
  };
  auto named = [&](int i) { return p_.facts[ir::FactId(targets[i].index)].name; };
  if (boolean) {
    // The milder of yes and no is whichever is not the strict one; the strict answer of a gate is yes.
    ir::ExprId both = Join(ir::ExprKind::kAnd, values);
    add_rule({"两时均成立", "on_both_dates"}, both, {},
             p_.decisions[on[0]].name.In(true) + " 且 " + p_.decisions[on[1]].name.In(true), {});
  } else {
    for (int i = 0; i < 2; ++i)
      add_rule({"按" + named(i).In(true), "on_" + named(i).In(false)}, Bool(true),
               values[static_cast<size_t>(i)], p_.decisions[on[i]].name.In(true), ValueFootings(on[i]));
    out.otherwise = values[1];
  }
  out.range = RangeOfDecision(out);
  return p_.decisions.Add(std::move(out));
}

void Lowerer::LowerDecisions() {
  const std::vector<size_t>& visible = m_.closure->units[main_unit_].visible;
  std::vector<model::DecisionId> wanted;
  for (model::DecisionId id : m_.decision_order) {
    if (std::find(visible.begin(), visible.end(), m_.decisions[id].unit) != visible.end())
      wanted.push_back(id);
  }
  for (model::DecisionId id : wanted) DecisionOf(id);
  // What a subordinate composes with speaks through it.
  for (model::DecisionId id : wanted) {
    const model::Decision& d = m_.decisions[id];
    if (d.parent && d.compose != model::Compose::kNone)
      p_.decisions[decisions_.at(std::pair(d.parent.index, 0))].is_public = false;
  }
}

}  // namespace guiju::lower
