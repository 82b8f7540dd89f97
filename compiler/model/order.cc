// The order in which decisions can be computed.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

// Decisions an expression reads, through definitions, figures and facts' applicability.
class Reads {
 public:
  explicit Reads(const Model& m)
      : m_(m),
        defines_(m.defines.size()),
        done_(m.defines.size()),
        facts_(m.facts.size()),
        facts_done_(m.facts.size()),
        parameters_(m.parameters.size()),
        parameters_done_(m.parameters.size()) {}

  void Of(ExprId id, std::vector<DecisionId>& out) {
    if (!id) return;
    const Expr& e = m_.exprs[id];
    if (e.kind == ExprKind::kDecision || e.kind == ExprKind::kFired) out.push_back(DecisionId(e.index));
    if (e.kind == ExprKind::kDefine) Append(OfDefine(DefineId(e.index)), out);
    if (e.kind == ExprKind::kFact) Append(OfFact(FactId(e.index)), out);
    if (e.kind == ExprKind::kParameter) Append(OfParameter(ParameterId(e.index)), out);
    if (e.kind == ExprKind::kTable) {
      for (const Row& row : m_.tables[TableId(e.table)].rows) {
        for (ExprId output : row.outputs) Of(output, out);
      }
    }
    for (ExprId arg : e.args) Of(arg, out);
  }
  void OfDecision(DecisionId id, std::vector<DecisionId>& out) {
    const Decision& d = m_.decisions[id];
    for (RuleId rule : d.rules) {
      Of(m_.rules[rule].when, out);
      Of(m_.rules[rule].value, out);
    }
    Of(d.otherwise, out);
    if (d.parent) out.push_back(d.parent);
    if (d.milder_of) out.push_back(d.milder_of);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }

 private:
  static void Append(const std::vector<DecisionId>& from, std::vector<DecisionId>& to) {
    to.insert(to.end(), from.begin(), from.end());
  }
  const std::vector<DecisionId>& OfDefine(DefineId id) {
    size_t i = static_cast<size_t>(id.index);
    if (done_[i]) return defines_[i];
    done_[i] = true;
    std::vector<DecisionId> out;
    Of(m_.defines[id].value, out);
    for (ExprId extension : m_.defines[id].extensions) Of(extension, out);
    defines_[i] = std::move(out);
    return defines_[i];
  }
  const std::vector<DecisionId>& OfFact(FactId id) {
    size_t i = static_cast<size_t>(id.index);
    if (facts_done_[i]) return facts_[i];
    facts_done_[i] = true;
    std::vector<DecisionId> out;
    Of(m_.facts[id].applies, out);
    facts_[i] = std::move(out);
    return facts_[i];
  }

  const std::vector<DecisionId>& OfParameter(ParameterId id) {
    size_t i = static_cast<size_t>(id.index);
    if (parameters_done_[i]) return parameters_[i];
    parameters_done_[i] = true;
    std::vector<ExprId> values;
    AppendValues(m_.parameters[id], values);
    std::vector<DecisionId> out;
    for (ExprId value : values) Of(value, out);
    parameters_[i] = std::move(out);
    return parameters_[i];
  }

  const Model& m_;
  std::vector<std::vector<DecisionId>> defines_;
  std::vector<bool> done_;
  std::vector<std::vector<DecisionId>> facts_;
  std::vector<bool> facts_done_;
  std::vector<std::vector<DecisionId>> parameters_;
  std::vector<bool> parameters_done_;
};

}  // namespace

// Whether facts apply or are presumed, and which version a pending case falls under, is settled before any
// decision.
void Checker::CheckGuardsReadNoDecision() {
  Reads reads(m_);
  auto check = [&](ExprId guard, const std::string& name) {
    std::vector<DecisionId> out;
    reads.Of(guard, out);
    if (!out.empty())
      sink_.Emit(diag::Kind::GuardReadsDecision, m_.exprs[guard].span, name, m_.decisions[out[0]].name.Zh());
    return out.empty();
  };
  for (FactId id : m_.facts.ids()) {
    if (m_.facts[id].applies && !check(m_.facts[id].applies, m_.facts[id].name.Zh()))
      m_.facts[id].applies = {};
  }
  for (const Presumption& p : m_.presumptions) {
    if (p.when) check(p.when, m_.facts[p.fact].name.Zh());
  }
  for (const Transition& t : m_.transitions) check(t.when, diag::Both("过渡", "transition"));
}

void Checker::OrderDecisions() {
  Reads reads(m_);
  size_t n = m_.decisions.size();
  std::vector<std::vector<DecisionId>> edges(n);
  for (DecisionId id : m_.decisions.ids()) reads.OfDecision(id, edges[static_cast<size_t>(id.index)]);
  std::vector<uint8_t> state(n);
  std::vector<std::pair<DecisionId, size_t>> path;
  for (DecisionId start : m_.decisions.ids()) {
    if (state[static_cast<size_t>(start.index)] != 0) continue;
    path.assign(1, {start, 0});
    state[static_cast<size_t>(start.index)] = 1;
    while (!path.empty()) {
      auto& [at, next] = path.back();
      const auto& out = edges[static_cast<size_t>(at.index)];
      if (next == out.size()) {
        state[static_cast<size_t>(at.index)] = 2;
        m_.decision_order.push_back(at);
        path.pop_back();
        continue;
      }
      DecisionId to = out[next++];
      uint8_t& s = state[static_cast<size_t>(to.index)];
      if (s == 0) {
        s = 1;
        path.emplace_back(to, 0);
      } else if (s == 1) {
        auto from =
            std::find_if(path.begin(), path.end(), [&](const auto& step) { return step.first == to; });
        std::string circle;
        for (auto it = from; it != path.end(); ++it) circle += m_.decisions[it->first].name.Zh() + " → ";
        sink_.Emit(diag::Kind::DecisionCycle, m_.decisions[to].span, circle + m_.decisions[to].name.Zh());
      }
    }
  }
}

}  // namespace guiju::model
