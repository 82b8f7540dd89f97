#include "runtime/trace/residue.h"

#include <set>

namespace guiju::trace {

void AppendKnowledge(const interp::Knowledge& k, std::string* key) {
  key->append(reinterpret_cast<const char*>(&k.lo), sizeof(k.lo));
  key->append(reinterpret_cast<const char*>(&k.hi), sizeof(k.hi));
  key->append(reinterpret_cast<const char*>(&k.set), sizeof(k.set));
  key->push_back(k.top ? 1 : 0);
}

namespace {

// What is still open of a decision, written down: decided expressions as their value, open ones with all they
// read. Two cases with the same residue have the same answers to come.
class Residue {
 public:
  Residue(const Slice& slice, const interp::Evaluator& evaluator, const CaseCopy& c, std::string* out)
      : program_(slice.program), decision_(slice.decision), evaluator_(evaluator), case_(c), out_(*out) {}
  void Write() { Decision(decision_); }

 private:
  void Number(int64_t n) { out_.append(reinterpret_cast<const char*>(&n), sizeof(n)); }

  void Decision(ir::DecisionId id) {
    if (!decisions_.insert(id).second) return;
    const ir::Decision& decision = program_.decisions[id];
    const interp::Knowledge value = evaluator_.DecisionValue(id);
    Number(id.index);
    if (interp::IsExact(decision.type, value)) return AppendKnowledge(value, &out_);
    for (ir::RuleId rule : decision.rules) {
      const interp::Truth applies = evaluator_.Applies(rule);
      out_.push_back(static_cast<char>('0' + applies.must + 2 * applies.may));
      if (!applies.may) continue;
      if (!applies.must) Expr(program_.rules[rule].guard, {}, -1);
      if (program_.rules[rule].value) Expr(program_.rules[rule].value, {}, -1);
    }
    if (decision.otherwise) Expr(decision.otherwise, {}, -1);
    if (decision.parent) Decision(decision.parent);
  }

  void Expr(ir::ExprId id, ir::ListId list, int32_t element) {
    if (!seen_.insert({id.index, element}).second) return Number(~int64_t{id.index});
    const ir::Expr& expr = program_.exprs[id];
    const interp::Knowledge value =
        element < 0 ? evaluator_.ValueOf(id) : evaluator_.ValueFor(id, list, static_cast<uint32_t>(element));
    Number(id.index);
    if (interp::IsExact(expr.type, value)) return AppendKnowledge(value, &out_);
    if (expr.kind == ir::ExprKind::kFact) return Fact(expr.fact, value, element);
    if (expr.decision) {
      if (expr.kind == ir::ExprKind::kFired) {
        for (ir::RuleId rule : program_.decisions[expr.decision].rules) {
          const interp::Truth applies = evaluator_.Applies(rule);
          out_.push_back(static_cast<char>('0' + applies.must + 2 * applies.may));
          if (applies.must != applies.may) Expr(program_.rules[rule].guard, {}, -1);
        }
        return;
      }
      return Decision(expr.decision);
    }
    if (!expr.list) {
      for (ir::ExprId arg : expr.args) Expr(arg, list, element);
      return;
    }
    out_.push_back(case_.IsOpen(expr.list) ? 'o' : 'c');
    for (uint32_t i = 0; i < case_.CountOf(expr.list); ++i) {
      for (ir::ExprId arg : expr.args) Expr(arg, expr.list, static_cast<int32_t>(i));
    }
  }

  // Not exact: not given, or given while it is open whether it applies.
  void Fact(ir::FactId id, const interp::Knowledge& value, int32_t element) {
    const ir::Fact& fact = program_.facts[id];
    const bool known = case_.IsKnown({id, fact.list, fact.list ? element : -1});
    out_.push_back(known ? 'k' : 'u');
    if (known) AppendKnowledge(value, &out_);
    if (fact.applies) Expr(fact.applies, fact.list, fact.list ? element : -1);
  }

  const ir::Program& program_;
  const ir::DecisionId decision_;
  const interp::Evaluator& evaluator_;
  const CaseCopy& case_;
  std::string& out_;
  std::set<ir::DecisionId> decisions_;
  std::set<std::pair<int32_t, int32_t>> seen_;
};

}  // namespace

void AppendResidue(const Slice& slice, const interp::Evaluator& evaluator, const CaseCopy& c,
                   std::string* key) {
  Residue(slice, evaluator, c, key).Write();
}

}  // namespace guiju::trace
