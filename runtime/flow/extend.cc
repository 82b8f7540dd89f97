// 延长, 再延长: by whom, how often, until when.
#include <algorithm>

#include "runtime/flow/decider.h"

namespace guiju::flow {

void Decider::Extend() {
  if (!InProgress()) return;
  auto clocks = Clocks(rules_, now_);
  if (!clocks) return Refuse(RefusalCode::kBadFacts, clocks.error().message);
  const auto running = std::ranges::find_if(*clocks, [&](const RunningClock& clock) {
    return clock.name == c_.name && !clock.is_minimum && !clock.closing;
  });
  if (running == clocks->end()) return Refuse(RefusalCode::kUnknownClock, c_.name);
  if (clock::Remaining(running->data, rules_.calendar, c_.occurred).passed == clock::Verdict::kYes &&
      !Object(RefusalCode::kAfterExpiry, c_.name))
    return;
  // In written order: plain ones are used up before 再延长 may begin.
  int64_t used = static_cast<int64_t>(running->data.extensions.size());
  for (const ir::Extension& extension : p_.clocks[running->clock].extensions) {
    if (extension.at_most > 0 && used >= extension.at_most) {
      used -= extension.at_most;
      continue;
    }
    const auto approver = ApproverOf(extension);
    if (!approver) return;
    if (extension.amount.count == 0 && !c_.until) return Refuse(RefusalCode::kDateMissing, c_.name);
    record::Value body = record::Value::EmptyObject();
    body.Insert("clock", running->name);
    body.Insert("count", extension.amount.count);
    body.Insert("unit", static_cast<int64_t>(extension.amount.unit));
    if (extension.amount.count == 0) body.Insert("until", value::FormatMoment(*c_.until));
    body.Insert("by", *approver);
    if (!c_.ballots.empty()) body.Insert("ballots", BallotsValue());
    body.Insert("person", c_.acting.person.id);
    if (!c_.reason.empty()) body.Insert("reason", c_.reason);
    if (extension.again) body.Insert("again", true);
    return Emit("extended", std::move(body));
  }
  Refuse(RefusalCode::kNoExtension, c_.name);
}

}  // namespace guiju::flow
