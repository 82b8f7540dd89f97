#pragma once
// The stage graph of one flow and walks through it. Private to the room.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/model/model.h"

namespace guiju::soundness {

enum class EdgeKind : uint8_t {
  kOutcome,    // an opinion was given
  kBeyond,     // … once more than it may be
  kSkip,       // 仅当 is definitely no
  kExpiry,     // a limit ran out
  kInterrupt,  // 随时 … 转
};
struct Edge {
  EdgeKind kind = EdgeKind::kOutcome;
  model::StageId from, to;
  model::OutcomeId outcome;      // kOutcome, kBeyond
  model::InterruptId interrupt;  // kInterrupt
};

class Graph {
 public:
  Graph(const model::Model& model, const model::Flow& flow);

  const model::Flow& flow() const { return flow_; }
  const model::Model& model() const { return model_; }
  model::StageId start() const { return flow_.stages[0]; }
  // Stages of a flow are numbered one behind the other: where one stands among them.
  size_t PlaceOf(model::StageId stage) const {
    return static_cast<size_t>(stage.index - flow_.stages[0].index);
  }
  const std::vector<Edge>& edges() const { return edges_; }  // of single stages
  const std::vector<size_t>& From(model::StageId stage) const { return from_[PlaceOf(stage)]; }
  // From every stage that is no end, `from` unset: interrupts and the clocks of the case. Kept once, not once
  // for every stage. They change no memory, as nobody gives an opinion.
  const std::vector<Edge>& everywhere() const { return everywhere_; }
  // 调查终结 →（报送）法制审核 →（不需要）告知; a path without steps is the start.
  std::string Tell(const std::vector<Edge>& path, bool chinese) const;

 private:
  void Add(Edge edge);
  void AddEverywhere(Edge edge);

  const model::Model& model_;
  const model::Flow& flow_;
  std::vector<Edge> edges_, everywhere_;
  std::vector<std::vector<size_t>> from_;  // by place: indexes of edges
};

// What one property remembers while walking: one small number that edges change.
class Property {
 public:
  static constexpr uint8_t kMemories = 3;  // every memory is below
  virtual ~Property() = default;
  virtual uint8_t Start() const = 0;
  virtual uint8_t After(const Edge& edge, uint8_t memory) const = 0;
  virtual bool Breaks(const Edge& edge, uint8_t memory) const = 0;
};
// The shortest path whose last edge breaks the property; unset when none does. O(edges).
std::optional<std::vector<Edge>> FindBreach(const Graph& graph, const Property& property);

}  // namespace guiju::soundness
