#include "compiler/soundness/properties.h"

#include <algorithm>

namespace guiju::soundness {

namespace {

bool Same(const model::Name& a, const model::Name& b) {
  return (!a.zh.empty() && a.zh == b.zh) || (!a.en.empty() && a.en == b.en);
}

const model::Outcome* OutcomeOf(const Graph& graph, const Edge& edge) {
  return edge.outcome ? &graph.model().outcomes[edge.outcome] : nullptr;
}

bool Decides(const Graph& graph, const Edge& edge) {
  const model::Outcome* outcome = edge.kind == EdgeKind::kOutcome ? OutcomeOf(graph, edge) : nullptr;
  return outcome != nullptr && outcome->written->decides;
}
// The same step changes the proposal: what is decided is the changed one.
bool Revises(const Graph& graph, const Edge& edge) {
  const model::Outcome* outcome = OutcomeOf(graph, edge);
  return outcome != nullptr && outcome->written->revises;
}

}  // namespace

bool Performs(const model::Stage& stage, const model::Name& function) {
  return std::ranges::any_of(stage.functions, [&](const model::Name& name) { return Same(name, function); });
}

GateKept::GateKept(const Graph& graph, const model::Gate& gate, const model::Name& function,
                   model::StageId target)
    : graph_(graph), function_(function), target_(target), condition_(gate.when) {
  if (condition_) return;
  bool one = true;
  for (const model::StageId id : graph.flow().stages) {
    const model::Stage& stage = graph.model().stages[id];
    if (stage.is_end() || !Performs(stage, function)) continue;
    if (!condition_) condition_ = stage.only_when;
    one = one && stage.only_when && stage.only_when == condition_;
  }
  if (!one) condition_ = {};
}

uint8_t GateKept::After(const Edge& edge, uint8_t passed) const {
  const model::Stage& stage = graph_.model().stages[edge.from];
  const bool performs = !stage.is_end() && Performs(stage, function_);
  if (edge.kind == EdgeKind::kSkip)
    return performs && condition_ && stage.only_when == condition_ ? 1 : passed;
  const model::Outcome* outcome = OutcomeOf(graph_, edge);
  if (outcome == nullptr) return passed;
  if (outcome->written->revises) return 0;
  if (!performs || outcome->written->verdict.empty()) return passed;
  return outcome->passes() ? 1 : 0;
}

bool GateKept::Breaks(const Edge& edge, uint8_t passed) const {
  if (target_) return edge.to == target_ && After(edge, passed) == 0;
  return Decides(graph_, edge) && (passed == 0 || Revises(graph_, edge));
}

uint8_t AgreementFresh::After(const Edge& edge, uint8_t memory) const {
  if (edge.kind == EdgeKind::kSkip) return edge.from == review_ ? uint8_t{kNone} : memory;
  const model::Outcome* outcome = OutcomeOf(graph_, edge);
  if (outcome == nullptr) return memory;
  const bool agrees = edge.from == review_ && outcome->passes();
  if (outcome->written->revises) return memory == kFresh || agrees ? uint8_t{kStale} : memory;
  if (edge.from != review_ || outcome->written->verdict.empty()) return memory;
  return agrees ? uint8_t{kFresh} : uint8_t{kNone};
}

bool AgreementFresh::Breaks(const Edge& edge, uint8_t memory) const {
  if (!Decides(graph_, edge)) return false;
  return memory == kStale || (memory == kFresh && Revises(graph_, edge));
}

bool DefectBarred::Checks(const model::Stage& stage, const model::Name& defect) {
  return std::ranges::any_of(stage.defects, [&](const model::Name& name) { return Same(name, defect); });
}

uint8_t DefectBarred::After(const Edge& edge, uint8_t found) const {
  const model::Outcome* outcome = OutcomeOf(graph_, edge);
  if (outcome == nullptr) return found;
  if (outcome->written->revises) return 0;
  if (!Checks(graph_.model().stages[edge.from], defect_)) return found;
  return outcome->passes() ? 0 : 1;
}

}  // namespace guiju::soundness
