#include "compiler/soundness/graph.h"

#include <algorithm>
#include <deque>
#include <map>

namespace guiju::soundness {

Graph::Graph(const model::Model& model, const model::Flow& flow)
    : model_(model), flow_(flow), from_(model.stages.size()) {
  for (const model::StageId id : flow.stages) {
    const model::Stage& stage = model.stages[id];
    if (stage.is_end()) continue;
    for (const model::OutcomeId outcome_id : stage.outcomes) {
      const model::Outcome& outcome = model.outcomes[outcome_id];
      Add({EdgeKind::kOutcome, id, outcome.target, outcome_id, {}});
      if (outcome.beyond) Add({EdgeKind::kBeyond, id, outcome.beyond, outcome_id, {}});
    }
    if (stage.only_when) Add({EdgeKind::kSkip, id, stage.otherwise, {}, {}});
    if (stage.limit) Add({EdgeKind::kExpiry, id, model.clocks[stage.limit].expiry_target, {}, {}});
    for (const model::ClockId clock : flow.clocks)
      Add({EdgeKind::kExpiry, id, model.clocks[clock].expiry_target, {}, {}});
    for (const model::InterruptId interrupt : flow.interrupts)
      Add({EdgeKind::kInterrupt, id, model.interrupts[interrupt].target, {}, interrupt});
  }
}

void Graph::Add(Edge edge) {
  if (!edge.to) return;
  from_[static_cast<size_t>(edge.from.index)].push_back(edges_.size());
  edges_.push_back(edge);
}

std::string Graph::Tell(const std::vector<size_t>& path, bool chinese) const {
  const auto name = [&](const model::Name& n) { return chinese ? n.Zh() : n.Key(); };
  std::string text = path.empty() ? "" : name(model_.stages[edges_[path[0]].from].name);
  for (const size_t index : path) {
    const Edge& edge = edges_[index];
    std::string how;
    switch (edge.kind) {
      case EdgeKind::kOutcome:
        how = name(model_.outcomes[edge.outcome].name);
        break;
      case EdgeKind::kBeyond:
        how = name(model_.outcomes[edge.outcome].name) + (chinese ? "，超过次数" : ", too often");
        break;
      case EdgeKind::kSkip:
        how = chinese ? "条件不成立，不经过" : "its condition fails, passed by";
        break;
      case EdgeKind::kExpiry:
        how = chinese ? "期限届满" : "a limit runs out";
        break;
      case EdgeKind::kInterrupt:
        how = name(model_.interrupts[edge.interrupt].name);
        break;
    }
    text += chinese ? " →（" + how + "）" : " -> (" + how + ") ";
    text += name(model_.stages[edge.to].name);
  }
  return text;
}

std::optional<std::vector<size_t>> FindBreach(const Graph& graph, const Property& property) {
  using State = std::pair<int32_t, uint8_t>;
  struct Step {
    State before;
    size_t edge = 0;
  };
  std::map<State, Step> reached;
  const State start{graph.start().index, property.Start()};
  reached.emplace(start, Step{start, 0});
  const auto path_to = [&](State state, size_t last) {
    std::vector<size_t> path{last};
    while (state != start) {
      const Step& step = reached.at(state);
      path.push_back(step.edge);
      state = step.before;
    }
    std::ranges::reverse(path);
    return path;
  };
  std::deque<State> waiting{start};
  while (!waiting.empty()) {
    const State state = waiting.front();
    waiting.pop_front();
    for (const size_t index : graph.From(model::StageId(state.first))) {
      const Edge& edge = graph.edges()[index];
      if (property.Breaks(edge, state.second)) return path_to(state, index);
      const State next{edge.to.index, property.After(edge, state.second)};
      if (reached.emplace(next, Step{state, index}).second) waiting.push_back(next);
    }
  }
  return std::nullopt;
}

}  // namespace guiju::soundness
