// The checks of one flow.
#include <algorithm>

#include "compiler/soundness/properties.h"
#include "compiler/soundness/soundness.h"
#include "compiler/soundness/staffing.h"

namespace guiju::soundness {

namespace {

using model::StageId;

class FlowProof {
 public:
  FlowProof(const model::Model& model, const model::Flow& flow, diag::Sink& sink)
      : m_(model), flow_(flow), graph_(model, flow), sink_(sink) {}

  void Run() {
    CheckReach();
    CheckReturns();
    for (const model::GateId gate : flow_.gates) CheckGate(m_.gates[gate]);
    CheckAgreements();
    CheckBars();
    for (size_t i = 0; i < flow_.separations.size(); ++i) {
      if (!CanBeSeparate(m_, flow_.separations[i]))
        sink_.Emit(diag::Kind::SeparationImpossible, flow_.written->separations[i].span);
    }
  }

 private:
  // Forward from the start, backward from the ends.
  std::vector<bool> Reached(bool backward) const {
    std::vector<bool> reached(m_.stages.size());
    std::vector<StageId> waiting;
    const auto reach = [&](StageId stage) {
      if (reached[static_cast<size_t>(stage.index)]) return;
      reached[static_cast<size_t>(stage.index)] = true;
      waiting.push_back(stage);
    };
    if (!backward) reach(graph_.start());
    for (const StageId stage : flow_.stages) {
      if (backward && m_.stages[stage].is_end()) reach(stage);
    }
    while (!waiting.empty()) {
      const StageId at = waiting.back();
      waiting.pop_back();
      for (const Edge& edge : graph_.edges()) {
        if (backward && edge.to == at) reach(edge.from);
        if (!backward && edge.from == at) reach(edge.to);
      }
    }
    return reached;
  }

  void CheckReach() {
    const std::vector<bool> forward = Reached(false), backward = Reached(true);
    can_end_ = backward;
    for (const StageId id : flow_.stages) {
      const model::Stage& stage = m_.stages[id];
      if (!forward[static_cast<size_t>(id.index)])
        sink_.Emit(diag::Kind::StageUnreachable, stage.span, stage.name.Zh());
      else if (!backward[static_cast<size_t>(id.index)])
        sink_.Emit(diag::Kind::StageCannotEnd, stage.span, stage.name.Zh());
    }
  }

  bool IsBounded(const Edge& edge) const {
    return edge.kind == EdgeKind::kOutcome && m_.outcomes[edge.outcome].at_most > 0;
  }
  // A circle of steps none of which is bounded could go on for ever. Told once per circle found.
  void CheckReturns() {
    enum State : uint8_t { kNew, kOpen, kDone };
    std::vector<State> state(m_.stages.size(), kNew);
    std::vector<size_t> path;
    const auto visit = [&](auto&& self, StageId at) -> void {
      state[static_cast<size_t>(at.index)] = kOpen;
      for (const size_t index : graph_.From(at)) {
        const Edge& edge = graph_.edges()[index];
        if (IsBounded(edge)) continue;
        path.push_back(index);
        const State to = state[static_cast<size_t>(edge.to.index)];
        if (to == kNew) self(self, edge.to);
        if (to == kOpen) ReportCircle(path, edge);
        path.pop_back();
      }
      state[static_cast<size_t>(at.index)] = kDone;
    };
    visit(visit, graph_.start());
  }
  void ReportCircle(const std::vector<size_t>& path, const Edge& last) {
    if (!can_end_[static_cast<size_t>(last.to.index)]) return;  // reported already
    const auto first =
        std::ranges::find_if(path, [&](size_t index) { return graph_.edges()[index].from == last.to; });
    const std::vector<size_t> circle(first, path.end());
    const model::Span span =
        last.outcome ? m_.outcomes[last.outcome].written->name.span : m_.stages[last.from].span;
    sink_.Emit(diag::Kind::ReturnUnbounded, span, graph_.Tell(circle, true), graph_.Tell(circle, false));
  }

  StageId StageNamed(const model::Name& name) const {
    for (const StageId stage : flow_.stages) {
      const model::Name& own = m_.stages[stage].name;
      if (own.zh == name.zh && own.en == name.en) return stage;
    }
    return {};
  }
  bool SomeOutcomeDecides() const {
    return std::ranges::any_of(graph_.edges(), [&](const Edge& edge) {
      return edge.kind == EdgeKind::kOutcome && m_.outcomes[edge.outcome].written->decides;
    });
  }

  void CheckGate(const model::Gate& gate) {
    StageId target;
    if (!gate.written->decides) {
      target = StageNamed(gate.target);
      if (!target) {
        // One written outside a flow concerns only the flows that have such a stage.
        if (gate.flow) sink_.Emit(diag::Kind::GateTarget, gate.written->target.span, gate.target.Zh());
        return;
      }
    } else if (!SomeOutcomeDecides()) {
      if (gate.flow) sink_.Emit(diag::Kind::GateWithoutDecision, gate.span, flow_.name.Zh());
      return;
    }
    for (const model::Name& function : gate.needed) {
      const bool performed = std::ranges::any_of(flow_.stages, [&](StageId stage) {
        return !m_.stages[stage].is_end() && Performs(m_.stages[stage], function);
      });
      // A gate of a superior is reported where this flow is, not where the gate is.
      const model::Span at = gate.flow ? gate.span : flow_.span;
      if (!performed) {
        sink_.Emit(diag::Kind::GateUnperformed, at, flow_.name.Zh(), function.Zh());
        continue;
      }
      const auto breach = FindBreach(graph_, GateKept(graph_, gate, function, target));
      if (!breach) continue;
      for (const StageId stage : flow_.stages) {
        if (Performs(m_.stages[stage], function)) bypassed_.push_back(stage);
      }
      const std::string before_zh = target ? m_.stages[target].name.Zh() : "作出决定";
      const std::string before_en = target ? m_.stages[target].name.Key() : "the decision";
      diag::Diagnostic& report =
          sink_.Emit(diag::Kind::GateBypassed, at, function.Zh(), before_zh, graph_.Tell(*breach, true),
                     before_en, graph_.Tell(*breach, false));
      if (!gate.flow)
        report.notes.push_back({gate.span, "这个要求写在这里", "the requirement is written here"});
    }
  }

  void CheckAgreements() {
    for (const StageId id : flow_.stages) {
      const model::Stage& stage = m_.stages[id];
      if (std::ranges::find(bypassed_, id) != bypassed_.end()) continue;
      if (stage.is_end() || std::ranges::none_of(stage.outcomes, [&](model::OutcomeId outcome) {
            return m_.outcomes[outcome].passes();
          }))
        continue;
      const auto breach = FindBreach(graph_, AgreementFresh(graph_, id));
      if (breach)
        sink_.Emit(diag::Kind::AgreementStale, stage.span, stage.name.Zh(), graph_.Tell(*breach, true),
                   graph_.Tell(*breach, false));
    }
  }

  void CheckBars() {
    for (const StageId id : flow_.stages) {
      const model::Stage& body = m_.stages[id];
      for (size_t i = 0; i < body.bars.size(); ++i) {
        const model::Name& defect = body.bars[i];
        const bool checked = std::ranges::any_of(
            flow_.stages, [&](StageId stage) { return DefectBarred::Checks(m_.stages[stage], defect); });
        const model::Span span = body.written->bars[i].span;
        if (!checked) {
          sink_.Emit(diag::Kind::BarUnchecked, span, defect.Zh());
          continue;
        }
        const auto breach = FindBreach(graph_, DefectBarred(graph_, defect, id));
        if (breach)
          sink_.Emit(diag::Kind::BarBypassed, span, defect.Zh(), body.name.Zh(), graph_.Tell(*breach, true),
                     graph_.Tell(*breach, false));
      }
    }
  }

  const model::Model& m_;
  const model::Flow& flow_;
  Graph graph_;
  diag::Sink& sink_;
  std::vector<bool> can_end_;      // by StageId
  std::vector<StageId> bypassed_;  // reported: that its agreement may be stale follows
};

}  // namespace

void CheckFlows(const model::Model& model, diag::Sink& sink) {
  for (const model::Flow& flow : model.flows) FlowProof(model, flow, sink).Run();
  CheckEventsHappen(model, sink);
}

}  // namespace guiju::soundness
