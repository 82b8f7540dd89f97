#include "tests/differential/shrink.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "compiler/ir/passes.h"

namespace guiju::differential {
namespace {

// The program without a rule, or without a decision nothing reads.
template <class Store, class Id>
void Erase(Store* store, Id gone) {
  Store kept;
  for (Id id : store->ids()) {
    if (id != gone) kept.Add(std::move((*store)[id]));
  }
  *store = std::move(kept);
}
template <class Id>
void CloseGap(Id gone, Id* id) {
  if (id->index > gone.index) --id->index;
}

ir::Program WithoutRule(ir::Program program, ir::RuleId gone) {
  const auto drop = [gone](std::vector<ir::RuleId>* ids) {
    std::erase(*ids, gone);
    for (ir::RuleId& id : *ids) CloseGap(gone, &id);
  };
  for (ir::Decision& decision : program.decisions) drop(&decision.rules);
  Erase(&program.rules, gone);
  for (ir::Rule& rule : program.rules) drop(&rule.attacks);
  // An exception without a target is none: another attempt may drop it.
  return program;
}

ir::Program WithoutDecision(ir::Program program, ir::DecisionId gone) {
  while (!program.decisions[gone].rules.empty()) {
    program = WithoutRule(std::move(program), program.decisions[gone].rules.front());
  }
  Erase(&program.decisions, gone);
  for (ir::Decision& decision : program.decisions) CloseGap(gone, &decision.parent);
  for (ir::Rule& rule : program.rules) CloseGap(gone, &rule.decision);
  for (ir::Expr& expr : program.exprs) CloseGap(gone, &expr.decision);
  return program;
}

class Shrinker {
 public:
  Shrinker(const std::function<bool(const ir::Program&, const CaseData&)>& fails, ir::Program* program,
           CaseData* data)
      : fails_(fails), program_(program), data_(data) {}

  void Run() {
    bool smaller = true;
    while (smaller && !IsTired()) {
      smaller = DropDecisions();
      smaller = DropRules() || smaller;
      for (ir::RuleId id : program_->rules.ids()) smaller = ShrinkRule(id) || smaller;
      for (ir::DecisionId id : program_->decisions.ids()) smaller = ShrinkDecision(id) || smaller;
      for (ir::FactId id : program_->facts.ids()) smaller = ShrinkFact(id) || smaller;
    }
    const ir::Program live = ir::RemoveDeadExprs(*program_);
    if (fails_(live, *data_)) *program_ = live;
  }

 private:
  static constexpr int kMostAttempts = 400;
  static constexpr std::chrono::seconds kMostTime{20};
  bool IsTired() const {
    return attempts_ > kMostAttempts || std::chrono::steady_clock::now() - start_ > kMostTime;
  }

  bool TryProgram(ir::Program candidate) {
    ++attempts_;
    if (IsTired() || !ir::Verify(candidate).empty() || !fails_(candidate, *data_)) return false;
    *program_ = std::move(candidate);
    return true;
  }
  bool TryCase(CaseData candidate) {
    ++attempts_;
    if (IsTired() || !fails_(*program_, candidate)) return false;
    *data_ = std::move(candidate);
    return true;
  }

  bool DropRules() {
    bool smaller = false;
    for (auto i = static_cast<int32_t>(program_->rules.size()) - 1; i >= 0; --i) {
      smaller = TryProgram(WithoutRule(*program_, ir::RuleId(i))) || smaller;
    }
    return smaller;
  }
  bool DropDecisions() {
    bool smaller = false;
    for (auto i = static_cast<int32_t>(program_->decisions.size()) - 1; i >= 0; --i) {
      *program_ =
          ir::RemoveDeadExprs(*program_);  // what only dropped rules read must not hold on to a decision
      if (!IsRead(ir::DecisionId(i)))
        smaller = TryProgram(WithoutDecision(*program_, ir::DecisionId(i))) || smaller;
    }
    return smaller;
  }
  bool IsRead(ir::DecisionId id) const {
    return std::any_of(program_->exprs.begin(), program_->exprs.end(),
                       [id](const ir::Expr& expr) { return expr.decision == id; }) ||
           std::any_of(program_->decisions.begin(), program_->decisions.end(),
                       [id](const ir::Decision& decision) { return decision.parent == id; });
  }

  bool IsConst(ir::ExprId id) const { return !id || program_->exprs[id].kind == ir::ExprKind::kConst; }

  // Tries to put a constant, then each part of the same type, in the place of the expression `change` sets.
  template <class F>
  bool ShrinkExpr(ir::ExprId id, int64_t constant, F change) {
    if (IsConst(id)) return false;
    ir::Program candidate = *program_;
    ir::Expr value;
    value.type = program_->exprs[id].type;
    value.value = constant;
    const ir::ExprId simple = ir::ExprTable(&candidate).Intern(std::move(value));
    change(&candidate, simple);
    if (TryProgram(std::move(candidate))) return true;
    for (ir::ExprId part : program_->exprs[id].args) {
      if (program_->exprs[part].type != program_->exprs[id].type) continue;
      candidate = *program_;
      change(&candidate, part);
      if (TryProgram(std::move(candidate))) return true;
    }
    return false;
  }

  bool ShrinkRule(ir::RuleId id) {
    bool smaller = ShrinkExpr(program_->rules[id].guard, 0,
                              [id](ir::Program* p, ir::ExprId expr) { p->rules[id].guard = expr; });
    if (program_->rules[id].value) {
      smaller = ShrinkExpr(program_->rules[id].value, 0,
                           [id](ir::Program* p, ir::ExprId expr) { p->rules[id].value = expr; }) ||
                smaller;
    }
    return smaller;
  }

  bool ShrinkDecision(ir::DecisionId id) {
    const ir::Decision decision = program_->decisions[id];  // a copy: every success replaces the program
    bool smaller = ShrinkExpr(decision.otherwise, 0,
                              [id](ir::Program* p, ir::ExprId expr) { p->decisions[id].otherwise = expr; });
    if (decision.parent) {
      ir::Program candidate = *program_;
      candidate.decisions[id].parent = {};
      candidate.decisions[id].compose = ir::Compose::kNone;
      smaller = TryProgram(std::move(candidate)) || smaller;
    }
    return smaller;
  }

  bool ShrinkFact(ir::FactId id) {
    bool smaller = false;
    const ir::Fact fact = program_->facts[id];  // a copy: every success replaces the program
    if (fact.applies) {
      ir::Program candidate = *program_;
      candidate.facts[id].applies = {};
      smaller = TryProgram(std::move(candidate));
    }
    const abi::Layout layout = abi::LayoutOf(*program_);
    const abi::Field& field = layout.fields[static_cast<size_t>(id.index)];
    if (!fact.list && abi::IsKnown(data_->row.data(), field)) {
      CaseData candidate = CopyOf(*data_, layout);
      abi::Forget(candidate.row.data(), field);
      smaller = TryCase(std::move(candidate)) || smaller;
    }
    if (fact.list) {
      const auto list = static_cast<size_t>(fact.list.index);
      const abi::ListView view = abi::LoadList(data_->row.data(), layout.list_offsets[list]);
      if (view.count > 0) {
        CaseData candidate = CopyOf(*data_, layout);
        SetList(&candidate, layout, fact.list, view.count - 1, view.open != 0);
        smaller = TryCase(std::move(candidate)) || smaller;
      }
    }
    return smaller;
  }

  const std::function<bool(const ir::Program&, const CaseData&)>& fails_;
  ir::Program* program_;
  CaseData* data_;
  int attempts_ = 0;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

void ShrinkFailure(const std::function<bool(const ir::Program&, const CaseData&)>& fails,
                   ir::Program* program, CaseData* data) {
  Shrinker(fails, program, data).Run();
}

}  // namespace guiju::differential
