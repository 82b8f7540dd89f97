// 须经 … 方可 …, enforced on the matter as it now stands, whatever the graph was proved to do.
#include <algorithm>

#include "runtime/flow/decider.h"

namespace guiju::flow {

// Passed on exactly this proposal and these facts; or definitely not needed: each stage that performs it,
// under the condition that the gate itself allows for.
bool Decider::IsPassed(const ir::Gate& gate, const ir::Name& function) {
  const std::string digest = MaterialDigest(now_);
  bool performed = false, needed = false;
  for (const ir::StageId id : p_.flows[flow()].stages) {
    const ir::Stage& stage = p_.stages[id];
    if (!Performs(p_, stage, function)) continue;
    const bool agreed = std::ranges::any_of(now_.agreements, [&](const Agreement& agreement) {
      return stage.name.Is(agreement.stage) && agreement.digest == digest;
    });
    if (agreed) return true;
    performed = true;
    if (!stage.only_when || (gate.when && gate.when != stage.only_when)) {
      needed = true;
      continue;
    }
    const Judge::Answer answer = Ask(stage.only_when);
    needed = needed || !answer.determined || answer.holds;
  }
  return performed && !needed;
}

// What is open when it is decided was not found out: no stage's need may be.
bool Decider::CheckDetermined() {
  const Judge::Answer old = AskOldVersion();
  if (refused()) return false;
  if (!old.determined && !Object(RefusalCode::kUndetermined, "过渡", old.missing)) return false;
  if (old.holds && !Object(RefusalCode::kOldVersion, p_.policies[p_.main].name.In(true))) return false;
  for (const ir::StageId id : p_.flows[flow()].stages) {
    const ir::Stage& stage = p_.stages[id];
    if (!stage.only_when) continue;
    const Judge::Answer answer = Ask(stage.only_when);
    if (refused()) return false;
    if (!answer.determined && !Object(RefusalCode::kUndetermined, stage.name.In(true), answer.missing))
      return false;
  }
  return true;
}

bool Decider::CheckGates(bool decides, const ir::Name* target) {
  if (decides && !CheckDetermined()) return false;
  for (const ir::GateId id : p_.flows[flow()].gates) {
    const ir::Gate& gate = p_.gates[id];
    if (gate.decides != decides || (!decides && (target == nullptr || !target->Is(gate.target.Key()))))
      continue;
    if (gate.when) {
      const Judge::Answer needed = Ask(gate.when);
      if (refused()) return false;
      const std::string& what = gate.needed.empty() ? gate.target.In(true) : gate.needed[0].In(true);
      if (!needed.determined) {
        if (!Object(RefusalCode::kUndetermined, what, needed.missing)) return false;
      } else if (!needed.holds) {
        continue;
      }
    }
    for (const ir::Name& function : gate.needed) {
      if (!IsPassed(gate, function) && !Object(RefusalCode::kGateNotPassed, function.In(true))) return false;
      if (refused()) return false;
    }
  }
  return true;
}

}  // namespace guiju::flow
