#pragma once
// The properties a walk through a flow may break. Private to the room.
#include "compiler/soundness/graph.h"

namespace guiju::soundness {

// Whether the stage performs the function: it has that name, is written 作为, or its body performs it.
bool Performs(const model::Stage& stage, const model::Name& function);

// 须经 F 方可 …: F is passed, or definitely not needed, and nothing was changed since. Not needed: a stage
// that performs F is passed by under the condition of the gate; where the gate has none, under the one
// condition of every stage that performs F — one more review that is not needed says nothing of the first.
class GateKept : public Property {
 public:
  // `target`: the stage it stands before; unset: 作出决定.
  GateKept(const Graph& graph, const model::Gate& gate, const model::Name& function, model::StageId target);
  uint8_t Start() const override { return 0; }
  uint8_t After(const Edge& edge, uint8_t passed) const override;
  bool Breaks(const Edge& edge, uint8_t passed) const override;

 private:
  const Graph& graph_;
  const model::Name& function_;
  model::StageId target_;
  model::DecisionId condition_;  // a stage under it that is passed by was not needed; unset: none may be
};

// Once a review stage has passed, a material change asks for it anew before 作出决定. For reviews that a gate
// of the decision names, the gate says it, and better: it knows which stages perform the same and when none
// is needed.
class AgreementFresh : public Property {
 public:
  AgreementFresh(const Graph& graph, model::StageId review) : graph_(graph), review_(review) {}
  uint8_t Start() const override { return kNone; }
  uint8_t After(const Edge& edge, uint8_t memory) const override;
  bool Breaks(const Edge& edge, uint8_t memory) const override;

 private:
  enum : uint8_t { kNone, kFresh, kStale };
  const Graph& graph_;
  model::StageId review_;
};

// A defect that a check may have found does not reach the body that bars it before the check passes or the
// proposal is changed.
class DefectBarred : public Property {
 public:
  DefectBarred(const Graph& graph, const model::Name& defect, model::StageId body)
      : graph_(graph), defect_(defect), body_(body) {}
  uint8_t Start() const override { return 0; }
  uint8_t After(const Edge& edge, uint8_t found) const override;
  bool Breaks(const Edge& edge, uint8_t found) const override {
    return edge.to == body_ && After(edge, found) != 0;
  }
  static bool Checks(const model::Stage& stage, const model::Name& defect);

 private:
  const Graph& graph_;
  const model::Name& defect_;
  model::StageId body_;
};

}  // namespace guiju::soundness
