#include "compiler/soundness/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace guiju::soundness {

namespace {
constexpr size_t kToldAtEachEnd = 20;
}  // namespace

Graph::Graph(const model::Model& model, const model::Flow& flow)
    : model_(model), flow_(flow), from_(flow.stages.size()) {
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
  }
  for (const model::ClockId clock : flow.clocks)
    AddEverywhere({EdgeKind::kExpiry, {}, model.clocks[clock].expiry_target, {}, {}});
  for (const model::InterruptId interrupt : flow.interrupts)
    AddEverywhere({EdgeKind::kInterrupt, {}, model.interrupts[interrupt].target, {}, interrupt});
}

void Graph::Add(Edge edge) {
  if (!edge.to) return;
  from_[PlaceOf(edge.from)].push_back(edges_.size());
  edges_.push_back(edge);
}

void Graph::AddEverywhere(Edge edge) {
  if (edge.to) everywhere_.push_back(edge);
}

std::string Graph::Tell(const std::vector<Edge>& path, bool chinese) const {
  const auto name = [&](const model::Name& n) { return chinese ? n.Zh() : n.Key(); };
  std::string text = name(model_.stages[path.empty() ? start() : path[0].from].name);
  // Nobody reads a story of a thousand steps: its beginning and its end.
  const bool shortened = path.size() > 2 * kToldAtEachEnd;
  for (size_t i = 0; i < path.size(); ++i) {
    if (shortened && i == kToldAtEachEnd) {
      i = path.size() - kToldAtEachEnd;
      const size_t left_out = path.size() - 2 * kToldAtEachEnd;
      text += (chinese ? fmt::format(" → …… 另有{}步 …… ", left_out)
                       : fmt::format(" -> … {} more steps … ", left_out)) +
              name(model_.stages[path[i].from].name);
    }
    const Edge& edge = path[i];
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

namespace {

// Breadth first over (place, memory).
class Walk {
 public:
  Walk(const Graph& graph, const Property& property)
      : graph_(graph),
        property_(property),
        reached_(graph.flow().stages.size() * Property::kMemories),
        steps_(reached_.size()) {}

  std::optional<std::vector<Edge>> Run() {
    start_ = StateOf(graph_.start(), property_.Start());
    reached_[start_] = true;
    waiting_.push_back(start_);
    for (size_t next = 0; next < waiting_.size(); ++next) {
      const size_t state = waiting_[next];
      const model::StageId stage = graph_.flow().stages[state / Property::kMemories];
      if (graph_.model().stages[stage].is_end()) continue;
      for (const size_t index : graph_.From(stage)) {
        if (auto breach = Take(state, graph_.edges()[index])) return breach;
      }
      // With one memory they lead to the same states from everywhere: the first stage is the nearest.
      bool& led = led_everywhere_[state % Property::kMemories];
      if (std::exchange(led, true)) continue;
      for (Edge edge : graph_.everywhere()) {
        edge.from = stage;
        if (auto breach = Take(state, edge)) return breach;
      }
    }
    return std::nullopt;
  }

 private:
  struct Step {
    size_t before = 0;
    Edge edge;
  };

  size_t StateOf(model::StageId stage, uint8_t memory) const {
    return graph_.PlaceOf(stage) * Property::kMemories + memory;
  }
  // The path that `edge` ends when it breaks the property.
  std::optional<std::vector<Edge>> Take(size_t state, const Edge& edge) {
    const auto memory = static_cast<uint8_t>(state % Property::kMemories);
    if (property_.Breaks(edge, memory)) return PathTo(state, edge);
    const size_t to = StateOf(edge.to, property_.After(edge, memory));
    if (!reached_[to]) {
      reached_[to] = true;
      steps_[to] = {state, edge};
      waiting_.push_back(to);
    }
    return std::nullopt;
  }
  std::vector<Edge> PathTo(size_t state, const Edge& last) const {
    std::vector<Edge> path{last};
    for (; state != start_; state = steps_[state].before) path.push_back(steps_[state].edge);
    std::ranges::reverse(path);
    return path;
  }

  const Graph& graph_;
  const Property& property_;
  size_t start_ = 0;
  std::vector<bool> reached_;  // by state
  std::vector<Step> steps_;    // by state: how it was reached
  std::vector<size_t> waiting_;
  bool led_everywhere_[Property::kMemories] = {};
};

}  // namespace

std::optional<std::vector<Edge>> FindBreach(const Graph& graph, const Property& property) {
  return Walk(graph, property).Run();
}

}  // namespace guiju::soundness
