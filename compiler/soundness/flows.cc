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
  // By place: forward from the start, backward from the ends.
  std::vector<bool> Reached(bool backward) const {
    std::vector<bool> reached(flow_.stages.size());
    std::vector<std::vector<StageId>> next(flow_.stages.size());
    for (const Edge& edge : graph_.edges())
      next[graph_.PlaceOf(backward ? edge.to : edge.from)].push_back(backward ? edge.from : edge.to);
    std::vector<StageId> waiting;
    const auto reach = [&](StageId stage) {
      if (reached[graph_.PlaceOf(stage)]) return;
      reached[graph_.PlaceOf(stage)] = true;
      waiting.push_back(stage);
    };
    const auto follow = [&] {
      while (!waiting.empty()) {
        const StageId at = waiting.back();
        waiting.pop_back();
        for (const StageId stage : next[graph_.PlaceOf(at)]) reach(stage);
      }
    };
    if (!backward) {
      reach(graph_.start());
      for (const Edge& edge : graph_.everywhere()) reach(edge.to);
      follow();
      return reached;
    }
    for (const StageId stage : flow_.stages) {
      if (m_.stages[stage].is_end()) reach(stage);
    }
    follow();
    const bool from_everywhere = std::ranges::any_of(
        graph_.everywhere(), [&](const Edge& edge) { return bool{reached[graph_.PlaceOf(edge.to)]}; });
    if (from_everywhere) reached.assign(reached.size(), true);
    return reached;
  }

  void CheckReach() {
    const std::vector<bool> forward = Reached(false), backward = Reached(true);
    can_end_ = backward;
    for (const StageId id : flow_.stages) {
      const model::Stage& stage = m_.stages[id];
      if (!forward[graph_.PlaceOf(id)])
        sink_.Emit(diag::Kind::StageUnreachable, stage.span, stage.name.Zh());
      else if (!backward[graph_.PlaceOf(id)])
        sink_.Emit(diag::Kind::StageCannotEnd, stage.span, stage.name.Zh());
    }
  }

  bool IsBounded(const Edge& edge) const {
    return edge.kind == EdgeKind::kOutcome && m_.outcomes[edge.outcome].at_most > 0;
  }
  // A circle of steps none of which is bounded could go on for ever. Told once per circle found. What may
  // happen everywhere is in none: interrupts lead to ends, a clock of the case runs out once.
  void CheckReturns() {
    enum State : uint8_t { kNew, kOpen, kDone };
    std::vector<State> state(flow_.stages.size(), kNew);
    std::vector<Edge> path;
    const auto visit = [&](auto&& self, StageId at) -> void {
      state[graph_.PlaceOf(at)] = kOpen;
      for (const size_t index : graph_.From(at)) {
        const Edge& edge = graph_.edges()[index];
        if (IsBounded(edge)) continue;
        path.push_back(edge);
        const State to = state[graph_.PlaceOf(edge.to)];
        if (to == kNew) self(self, edge.to);
        if (to == kOpen) ReportCircle(path, edge);
        path.pop_back();
      }
      state[graph_.PlaceOf(at)] = kDone;
    };
    visit(visit, graph_.start());
  }
  void ReportCircle(const std::vector<Edge>& path, const Edge& last) {
    if (!can_end_[graph_.PlaceOf(last.to)]) return;  // reported already
    const auto first = std::ranges::find_if(path, [&](const Edge& edge) { return edge.from == last.to; });
    const std::vector<Edge> circle(first, path.end());
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
      // What the case begins with is reached before anything is passed.
      auto breach = target == graph_.start() ? std::optional(std::vector<Edge>{})
                                             : FindBreach(graph_, GateKept(graph_, gate, function, target));
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

  // Whether gates of the decision ask for all it performs; its own name counts where it performs nothing
  // else.
  bool IsForGates(const model::Stage& stage) const {
    const auto is_asked_for = [&](const model::Name& function) {
      return std::ranges::any_of(flow_.gates, [&](model::GateId id) {
        const model::Gate& gate = m_.gates[id];
        return gate.written->decides && std::ranges::any_of(gate.needed, [&](const model::Name& needed) {
                 return needed.zh == function.zh && needed.en == function.en;
               });
      });
    };
    const size_t first = stage.functions.size() > 1 ? 1 : 0;  // its name
    return std::all_of(stage.functions.begin() + static_cast<ptrdiff_t>(first), stage.functions.end(),
                       is_asked_for);
  }
  void CheckAgreements() {
    for (const StageId id : flow_.stages) {
      const model::Stage& stage = m_.stages[id];
      if (std::ranges::find(bypassed_, id) != bypassed_.end() || IsForGates(stage)) continue;
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
  std::vector<bool> can_end_;      // by place
  std::vector<StageId> bypassed_;  // reported: that its agreement may be stale follows
};

}  // namespace

void CheckFlows(const model::Model& model, diag::Sink& sink) {
  for (const model::Flow& flow : model.flows) FlowProof(model, flow, sink).Run();
  CheckEventsHappen(model, sink);
}

}  // namespace guiju::soundness
