#include "runtime/interp/interp.h"

#include "runtime/interp/state.h"

namespace guiju::interp {
namespace {

void Write(const ir::Type& type, const Knowledge& k, int64_t* lo, int64_t* hi) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
      *lo = TruthOf(k).must;
      *hi = TruthOf(k).may;
      return;
    case ir::TypeKind::kEnum:
      *lo = *hi = static_cast<int64_t>(k.set);
      return;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kText:
      *lo = k.lo;
      *hi = k.hi;
      return;
  }
}

}  // namespace

Evaluator::State::State(const ir::Program& the_program, const abi::Layout& the_layout, const Case& the_case)
    : program(the_program),
      layout(the_layout),
      c(the_case),
      guards(program.rules.size()),
      applies(program.rules.size()),
      decisions(program.decisions.size()),
      known_(program.exprs.size()),
      attackers_(program.rules.size()),
      applied_(program.rules.size()) {
  for (ir::RuleId attacker : program.rules.ids()) {
    for (ir::RuleId target : program.rules[attacker].attacks) {
      attackers_[static_cast<size_t>(target.index)].push_back(attacker);
    }
  }
}

void Evaluate(const ir::Program& program, const abi::Layout& layout, const Case& c, abi::Outcome out) {
  const Evaluator evaluator(program, layout, c);
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  for (uint32_t word = 0; word < shape.rule_words; ++word) out.must[word] = out.may[word] = 0;
  for (ir::RuleId id : program.rules.ids()) {
    const Truth truth = evaluator.Applies(id);
    const auto bit = static_cast<uint32_t>(id.index);
    out.must[bit / 64] |= uint64_t{truth.must} << (bit % 64);
    out.may[bit / 64] |= uint64_t{truth.may} << (bit % 64);
  }
  for (ir::DecisionId id : program.decisions.ids()) {
    Write(program.decisions[id].type, evaluator.DecisionValue(id), &out.lo[id.index], &out.hi[id.index]);
  }
}

Evaluator::Evaluator(const ir::Program& program, const abi::Layout& layout, const Case& c)
    : state_(new State(program, layout, c)) {
  for (ir::DecisionId id : program.decisions.ids()) state_->Decide(id);
}
Evaluator::~Evaluator() { delete state_; }

Truth Evaluator::Holds(ir::ExprId condition) const { return state_->Holds(condition); }
Knowledge Evaluator::ValueOf(ir::ExprId expr) const { return state_->Eval(expr); }
Truth Evaluator::HoldsFor(ir::ExprId condition, ir::ListId list, uint32_t element) const {
  return state_->Holds(condition, state_->ElementOf(list, element));
}
Knowledge Evaluator::ValueFor(ir::ExprId expr, ir::ListId list, uint32_t element) const {
  return state_->Eval(expr, state_->ElementOf(list, element));
}
Knowledge Evaluator::DecisionValue(ir::DecisionId decision) const {
  return state_->decisions[static_cast<size_t>(decision.index)];
}
Truth Evaluator::Applies(ir::RuleId rule) const { return state_->applies[static_cast<size_t>(rule.index)]; }
Truth Evaluator::GuardHolds(ir::RuleId rule) const { return state_->guards[static_cast<size_t>(rule.index)]; }
Knowledge Evaluator::FactValue(ir::FactId fact) const { return state_->EvalFact(fact); }

}  // namespace guiju::interp
