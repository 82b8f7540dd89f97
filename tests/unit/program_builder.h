#pragma once
// Small programs for tests of what runs them: facts, expressions, decisions with the fewest words.
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::testing {

class ProgramBuilder {
 public:
  ProgramBuilder() : table_(&program_) {}
  ir::Program& program() { return program_; }

  ir::EnumId Enum(int values) {
    ir::Enum made;
    made.name = {"枚举" + std::to_string(program_.enums.size()), ""};
    for (int v = 0; v < values; ++v) made.values.push_back({"值" + std::to_string(v), ""});
    return program_.enums.Add(std::move(made));
  }
  static ir::Type Type(ir::TypeKind kind, ir::EnumId enumeration = {}) {
    ir::Type type;
    type.kind = kind;
    type.enumeration = enumeration;
    return type;
  }
  ir::FactId FactOf(ir::Type type, ir::Range range, ir::ListId list = {}) {
    ir::Fact fact;
    fact.name = {"事实" + std::to_string(program_.facts.size()), ""};
    fact.type = type;
    fact.range = range;
    fact.list = list;
    return program_.facts.Add(std::move(fact));
  }
  ir::FactId Bool() { return FactOf({}, {0, 1}); }
  ir::FactId Int(int64_t lo, int64_t hi, ir::ListId list = {}) {
    return FactOf(Type(ir::TypeKind::kInt), {lo, hi}, list);
  }
  ir::FactId Choice(ir::EnumId enumeration) {
    return FactOf(Type(ir::TypeKind::kEnum, enumeration),
                  {0, static_cast<int64_t>(program_.enums[enumeration].values.size()) - 1});
  }

  ir::ExprId Make(ir::ExprKind kind, ir::Type type, std::vector<ir::ExprId> args = {}) {
    ir::Expr e;
    e.kind = kind;
    e.type = type;
    e.args = std::move(args);
    return table_.Intern(std::move(e));
  }
  ir::ExprId Value(ir::FactId fact) {
    ir::Expr e;
    e.kind = ir::ExprKind::kFact;
    e.fact = fact;
    e.type = program_.facts[fact].type;
    return table_.Intern(std::move(e));
  }
  ir::ExprId Value(ir::DecisionId decision) {
    ir::Expr e;
    e.kind = ir::ExprKind::kDecision;
    e.decision = decision;
    e.type = program_.decisions[decision].type;
    return table_.Intern(std::move(e));
  }
  ir::ExprId Fired(ir::DecisionId decision) {
    ir::Expr e;
    e.kind = ir::ExprKind::kFired;
    e.decision = decision;
    e.type = Type(ir::TypeKind::kInt);
    return table_.Intern(std::move(e));
  }
  ir::ExprId Constant(ir::Type type, int64_t value) {
    ir::Expr e;
    e.type = type;
    e.value = value;
    return table_.Intern(std::move(e));
  }
  ir::ExprId Yes() { return Constant({}, 1); }
  ir::ExprId Lin(std::vector<std::pair<int64_t, ir::ExprId>> terms, int64_t bias) {
    ir::Expr e;
    e.kind = ir::ExprKind::kLin;
    e.type = Type(ir::TypeKind::kInt);
    e.value = bias;
    for (auto [coefficient, arg] : terms) {
      e.coefficients.push_back(coefficient);
      e.args.push_back(arg);
    }
    return table_.Intern(std::move(e));
  }
  ir::ExprId AtLeast(ir::ExprId value, int64_t bound) {
    return Make(ir::ExprKind::kGe0, {}, {Lin({{1, value}}, -bound)});
  }
  ir::ExprId AtMost(ir::ExprId value, int64_t bound) {
    return Make(ir::ExprKind::kGe0, {}, {Lin({{-1, value}}, bound)});
  }
  ir::ExprId In(ir::ExprId value, uint64_t set) {
    ir::Expr e;
    e.kind = ir::ExprKind::kIn;
    e.set = set;
    e.args = {value};
    return table_.Intern(std::move(e));
  }
  ir::ExprId Not(ir::ExprId a) { return Make(ir::ExprKind::kNot, {}, {a}); }
  ir::ExprId And(std::vector<ir::ExprId> args) { return Make(ir::ExprKind::kAnd, {}, std::move(args)); }
  ir::ExprId Or(std::vector<ir::ExprId> args) { return Make(ir::ExprKind::kOr, {}, std::move(args)); }
  ir::ExprId If(ir::ExprId c, ir::ExprId a, ir::ExprId b) {
    return Make(ir::ExprKind::kIf, program_.exprs[a].type, {c, a, b});
  }
  ir::ExprId Over(ir::ExprKind kind, ir::ListId list, ir::ExprId body, ir::Type type) {
    ir::Expr e;
    e.kind = kind;
    e.list = list;
    e.type = type;
    e.args = {body};
    return table_.Intern(std::move(e));
  }

  struct RuleText {
    ir::ExprId guard, value;
  };
  ir::DecisionId Decide(ir::Type type, ir::Range range, ir::Combine combine,
                        const std::vector<RuleText>& cases, ir::ExprId otherwise = {}) {
    ir::Decision decision;
    decision.name = {"判定" + std::to_string(program_.decisions.size()), ""};
    decision.type = type;
    decision.range = range;
    decision.combine = combine;
    decision.otherwise = otherwise;
    const ir::DecisionId id = program_.decisions.Add(std::move(decision));
    for (const RuleText& text : cases) AddRule(id, ir::RuleKind::kCase, text, {});
    return id;
  }
  ir::DecisionId Holds(const std::vector<ir::ExprId>& guards) {
    std::vector<RuleText> cases;
    for (ir::ExprId guard : guards) cases.push_back({guard, {}});
    return Decide({}, {0, 1}, ir::Combine::kAnyHolds, cases);
  }
  ir::RuleId AddRule(ir::DecisionId decision, ir::RuleKind kind, RuleText text,
                     std::vector<ir::RuleId> attacks) {
    ir::Rule rule;
    rule.key = "规则" + std::to_string(program_.rules.size());
    rule.name = {rule.key, ""};
    rule.kind = kind;
    rule.decision = decision;
    rule.guard = text.guard;
    rule.value = text.value;
    rule.attacks = std::move(attacks);
    const ir::RuleId id = program_.rules.Add(std::move(rule));
    program_.decisions[decision].rules.push_back(id);
    return id;
  }
  ir::RuleId Except(ir::DecisionId decision, ir::ExprId guard, std::vector<ir::RuleId> attacks) {
    return AddRule(decision, ir::RuleKind::kException, {guard, {}}, std::move(attacks));
  }

 private:
  ir::Program program_;
  ir::ExprTable table_;
};

}  // namespace guiju::testing
