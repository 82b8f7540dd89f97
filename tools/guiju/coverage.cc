#include "tools/guiju/coverage.h"

#include <fmt/format.h>

namespace guiju::cli {

Coverage::Coverage(const engine::LoadedPolicy& policy)
    : policy_(policy), decisive_(policy.program().rules.size()) {
  const ir::Program& program = policy.program();
  for (ir::RuleId id : program.rules.ids()) {
    const ir::Rule& rule = program.rules[id];
    if (!rule.origin || program.origins[rule.origin].policy != program.main ||
        !program.decisions[rule.decision].is_public)
      continue;
    rules_.push_back(id);
    if (rule.guard_use) Collect(rule.guard_use, id, {});
  }
}

void Coverage::Collect(ir::UseId id, ir::RuleId rule, ir::ListId list) {
  const ir::Program& program = policy_.program();
  const ir::Use& use = program.uses[id];
  if (use.kind == ir::UseKind::kValue) return;
  if (use.kind == ir::UseKind::kQuantified && use.expr && program.exprs[use.expr].list) {
    conditions_.push_back({id, rule, list, false, false});
    list = program.exprs[use.expr].list;
  } else if ((use.children.empty() || use.kind == ir::UseKind::kAtom) && use.expr &&
             program.exprs[use.expr].type.kind == ir::TypeKind::kBool) {
    if (program.exprs[use.expr].kind != ir::ExprKind::kConst)
      conditions_.push_back({id, rule, list, false, false});
    return;
  }
  for (ir::UseId child : use.children) Collect(child, rule, list);
}

void Coverage::Add(const caseio::CaseBuffer& input, const caseio::Classification& answer) {
  const ir::Program& program = policy_.program();
  interp::Evaluator evaluator(program, policy_.layout(), {input.row(), &policy_.calendar()});
  for (Condition& condition : conditions_) {
    if (condition.seen_true && condition.seen_false) continue;
    ir::ExprId expr = program.uses[condition.use].expr;
    auto note = [&](interp::Truth truth) {
      if (truth.must) condition.seen_true = true;
      if (!truth.may) condition.seen_false = true;
    };
    if (!condition.list) {
      note(evaluator.Holds(expr));
      continue;
    }
    uint32_t offset = policy_.layout().list_offsets[static_cast<size_t>(condition.list.index)];
    abi::ListView view = abi::LoadList(input.row(), offset);
    for (uint32_t i = 0; i < view.count; ++i) note(evaluator.HoldsFor(expr, condition.list, i));
  }
  for (const caseio::DecisionAnswer& decision : answer.decisions) {
    for (const caseio::Reason& reason : decision.because)
      if (reason.rule) decisive_[static_cast<size_t>(reason.rule.index)] = true;  // not 其余
  }
  // An exception is decisive when it applies to a rule whose condition holds.
  for (ir::RuleId id : rules_) {
    const ir::Rule& rule = program.rules[id];
    if (rule.kind != ir::RuleKind::kException || !evaluator.Applies(id).must) continue;
    for (ir::RuleId target : rule.attacks) {
      if (evaluator.GuardHolds(target).must) decisive_[static_cast<size_t>(id.index)] = true;
    }
  }
}

size_t Coverage::goals() const { return conditions_.size() * 2 + rules_.size(); }

size_t Coverage::reached() const {
  size_t count = 0;
  for (const Condition& condition : conditions_)
    count += (condition.seen_true ? 1u : 0u) + (condition.seen_false ? 1u : 0u);
  for (ir::RuleId rule : rules_) count += decisive_[static_cast<size_t>(rule.index)] ? 1 : 0;
  return count;
}

std::vector<std::string> Coverage::Missing(bool chinese) const {
  const ir::Program& program = policy_.program();
  std::vector<std::string> lines;
  auto place = [&](ir::OriginId id) {
    return id ? fmt::format("{}:{}", program.origins[id].file, program.origins[id].line) : std::string();
  };
  for (ir::RuleId id : rules_) {
    const ir::Rule& rule = program.rules[id];
    if (decisive_[static_cast<size_t>(id.index)]) continue;
    lines.push_back(
        chinese ? fmt::format("{}：没有例子由“{}”决定", place(rule.origin), rule.name.In(true))
                : fmt::format("{}: no example is decided by {}", place(rule.origin), rule.name.Key()));
  }
  for (const Condition& condition : conditions_) {
    const ir::Use& use = program.uses[condition.use];
    ir::OriginId origin = use.origin ? use.origin : program.rules[condition.rule].origin;
    for (bool wanted : {true, false}) {
      if (wanted ? condition.seen_true : condition.seen_false) continue;
      lines.push_back(
          chinese ? fmt::format("{}：没有例子使“{}”{}", place(origin), use.text, wanted ? "成立" : "不成立")
                  : fmt::format("{}: no example where \"{}\" {}", place(origin), use.text,
                                wanted ? "holds" : "fails"));
    }
  }
  return lines;
}

}  // namespace guiju::cli
