#include "compiler/native/analysis.h"

#include <algorithm>
#include <iterator>

#include "compiler/ir/ranges.h"

namespace guiju::native {

using ir::Expr;
using ir::ExprKind;

bool Contains(const ListSet& set, ir::ListId list) {
  return std::binary_search(set.begin(), set.end(), list);
}

bool NeedsLoopOrCall(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kAny:
    case ExprKind::kAll:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
    case ExprKind::kDateAdd:
    case ExprKind::kWorkdays:
      return true;
    case ExprKind::kConst:
    case ExprKind::kFact:
    case ExprKind::kDecision:
    case ExprKind::kFired:
    case ExprKind::kLin:
    case ExprKind::kMul:
    case ExprKind::kRound:
    case ExprKind::kMin:
    case ExprKind::kMax:
    case ExprKind::kIf:
    case ExprKind::kGe0:
    case ExprKind::kIn:
    case ExprKind::kSetHas:
    case ExprKind::kTextEq:
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return false;
  }
  GJ_UNREACHABLE();
}

Analysis::Analysis(const ir::Program& program)
    : program_(program),
      seen_(program.exprs.size()),
      decision_seen_(program.decisions.size()),
      ranges_(ir::RangesOf(program, nullptr)),
      free_(program.exprs.size()),
      expensive_(program.exprs.size()),
      reads_(program.facts.size()),
      reads_list_(program.lists.size()) {
  for (ir::DecisionId id : program.decisions.ids()) VisitDecision(id);
}

void Analysis::VisitDecision(ir::DecisionId id) {
  if (decision_seen_[Index(id)]) return;
  decision_seen_[Index(id)] = 1;
  const ir::Decision& decision = program_.decisions[id];
  for (ir::RuleId r : decision.rules) {
    const ir::Rule& rule = program_.rules[r];
    Visit(rule.guard);
    if (rule.value) Visit(rule.value);
  }
  if (decision.otherwise) Visit(decision.otherwise);
  if (decision.parent) VisitDecision(decision.parent);
}

void Analysis::Visit(ir::ExprId id) {
  if (seen_[Index(id)]) return;
  seen_[Index(id)] = 1;
  const Expr& expr = program_.exprs[id];
  for (ir::ExprId arg : expr.args) Visit(arg);
  if (expr.kind == ExprKind::kDecision || expr.kind == ExprKind::kFired) VisitDecision(expr.decision);
  bool expensive = NeedsLoopOrCall(expr);
  if (expr.list) reads_list_[Index(expr.list)] = 1;
  if (expr.kind == ExprKind::kFact) {
    reads_[Index(expr.fact)] = 1;
    const ir::Fact& fact = program_.facts[expr.fact];
    if (fact.applies) {
      Visit(fact.applies);
      expensive |= expensive_[Index(fact.applies)] != 0;
    }
  }
  for (ir::ExprId arg : expr.args) expensive |= expensive_[Index(arg)] != 0;
  expensive_[Index(id)] = expensive ? 1 : 0;
  free_[Index(id)] = ComputeFree(expr);
}

ListSet Analysis::ComputeFree(const Expr& expr) const {
  ListSet set;
  auto add = [&](const ListSet& more) {
    ListSet both;
    std::set_union(set.begin(), set.end(), more.begin(), more.end(), std::back_inserter(both));
    set = std::move(both);
  };
  for (ir::ExprId arg : expr.args) add(free_[Index(arg)]);
  if (expr.kind == ExprKind::kFact) {
    const ir::Fact& fact = program_.facts[expr.fact];
    if (fact.list) add({fact.list});
    if (fact.applies) add(free_[Index(fact.applies)]);
  }
  if (expr.list && expr.kind != ExprKind::kFact) std::erase(set, expr.list);
  return set;
}

}  // namespace guiju::native
