// 认定: judgements that the law leaves to named positions.
#include <algorithm>

#include "runtime/flow/decider.h"

namespace guiju::flow {

using record::Value;

bool Decider::CheckFinding(const ir::Fact& fact, const Value& value, bool* raises, bool* lowers) {
  // Names that are no positions of the policy (承办机构) bind nobody here.
  std::vector<ir::ActorId> finders, raisers;
  for (auto [names, actors] : {std::pair(&fact.finders, &finders), std::pair(&fact.raisers, &raisers)}) {
    for (const std::string& name : *names) {
      if (const ir::ActorId actor = FindActor(p_, name)) actors->push_back(actor);
    }
  }
  const std::string name = fact.name.In(true);
  const bool finds = RoleOf(p_, c_.acting.person.position, finders).has_value();
  const bool may_raise = RoleOf(p_, c_.acting.person.position, raisers).has_value();
  const bool yes = value.kind() == Value::Kind::kBool && value.truth();
  const bool raised = std::ranges::find(now_.raised, fact.name.Key()) != now_.raised.end();
  if (!finds && !may_raise && !finders.empty()) {
    finders.insert(finders.end(), raisers.begin(), raisers.end());
    return Object(RefusalCode::kNotYourPosition, c_.acting.person.position, NamesOf(p_, finders));
  }
  if (fact.type.kind != ir::TypeKind::kBool) return true;
  *raises = may_raise && !finds && yes;
  *lowers = raised && !yes;
  if (*lowers && !may_raise) return Object(RefusalCode::kMayNotLower, name, NamesOf(p_, raisers));
  return !may_raise || finds || yes || raised || Object(RefusalCode::kMayOnlyRaise, name);
}

bool Decider::CheckFindings(const Value& facts, Value* body) {
  std::vector<std::string> raised, lowered;
  for (const record::Member& member : facts.members()) {
    for (const ir::Fact& fact : p_.facts) {
      if (fact.list || !fact.name.Is(member.name) || (fact.finders.empty() && fact.raisers.empty())) continue;
      bool raises = false, lowers = false;
      if (!CheckFinding(fact, member.value, &raises, &lowers)) return false;
      if (raises) raised.push_back(fact.name.Key());
      if (lowers) lowered.push_back(fact.name.Key());
    }
  }
  if (!raised.empty()) body->Insert("raised", Texts(raised));
  if (!lowered.empty()) body->Insert("lowered", Texts(lowered));
  return true;
}

}  // namespace guiju::flow
