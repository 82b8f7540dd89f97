// 过渡: which version of a policy the case falls under. The clauses are asked in written order.
#include "runtime/trace/missing.h"

namespace guiju::trace {

VersionTrace Explainer::FindVersion(ir::PolicyId policy) const {
  VersionTrace version;
  version.may_be_new = false;
  bool open = true;  // no clause met so far must hold
  for (size_t i = 0; open && i < state_->program.transitions.size(); ++i) {
    const ir::Transition& transition = state_->program.transitions[i];
    if (transition.policy != policy) continue;
    const interp::Truth truth = state_->evaluator.Holds(transition.when);
    if (!truth.may) continue;
    (transition.old_version ? version.may_be_old : version.may_be_new) = true;
    if (truth.must) version.clause = i;
    open = !truth.must;
  }
  if (open) version.may_be_new = true;
  if (version.may_be_old && version.may_be_new) {
    version.clause.reset();
    version.missing = MissingOf(*state_, CutVersion(state_->program, policy, state_->evaluator),
                                interp::Knowledge{0, 0, 3, false});
  }
  return version;
}

}  // namespace guiju::trace
