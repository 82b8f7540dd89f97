// 过渡: which version of the policy a case pending on its first day falls under.
#include "compiler/model/checker.h"

namespace guiju::model {

void Checker::CheckTransitions() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t index : closure_.units[unit].trees) {
      const syntax::SyntaxTree& tree = closure_.trees[index];
      if (!tree.header) continue;
      for (const syntax::TransitionClause& clause : tree.header->transitions) {
        Place place{&tree, unit, nullptr, {}, {}};
        Transition transition;
        transition.when = Condition(place, clause.when);
        transition.old_version = clause.applies == "old";
        transition.basis = ResolveCites(unit, clause.basis);
        transition.unit = unit;
        transition.span = clause.span;
        if (!IsPoison(transition.when)) m_.transitions.push_back(std::move(transition));
      }
    }
  }
}

}  // namespace guiju::model
