#include "tests/differential/shrink.h"

#include <utility>

#include "compiler/ir/passes.h"

namespace guiju::differential {
namespace {

class Shrinker {
 public:
  Shrinker(const std::function<bool(const ir::Program&, const CaseData&)>& fails, ir::Program* program, CaseData* data)
      : fails_(fails), program_(program), data_(data) {}

  void Run() {
    bool smaller = true;
    while (smaller && attempts_ < kMostAttempts) {
      smaller = false;
      for (ir::RuleId id : program_->rules.ids()) smaller = ShrinkRule(id) || smaller;
      for (ir::DecisionId id : program_->decisions.ids()) smaller = ShrinkDecision(id) || smaller;
      for (ir::FactId id : program_->facts.ids()) smaller = ShrinkFact(id) || smaller;
    }
    TryProgram(ir::RemoveDeadExprs(*program_));
  }

 private:
  static constexpr int kMostAttempts = 300;

  bool TryProgram(ir::Program candidate) {
    if (++attempts_ > kMostAttempts || !ir::Verify(candidate).empty() || !fails_(candidate, *data_)) return false;
    *program_ = std::move(candidate);
    return true;
  }
  bool TryCase(CaseData candidate) {
    if (++attempts_ > kMostAttempts || !fails_(*program_, candidate)) return false;
    *data_ = std::move(candidate);
    return true;
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
    const ir::Decision& decision = program_->decisions[id];
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
    const ir::Fact& fact = program_->facts[id];
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
};

}  // namespace

void ShrinkFailure(const std::function<bool(const ir::Program&, const CaseData&)>& fails, ir::Program* program,
                   CaseData* data) {
  Shrinker(fails, program, data).Run();
}

}  // namespace guiju::differential
