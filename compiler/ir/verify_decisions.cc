#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/verify.h"

namespace guiju::ir {
namespace {

class DecisionCheck {
 public:
  DecisionCheck(const Program& program, DecisionId id, Problems* problems)
      : program_(program), decision_(program.decisions[id]), id_(id), problems_(problems) {}

  void Run() {
    const TypeKind kind = decision_.type.kind;
    const bool wants_enum = kind == TypeKind::kEnum || kind == TypeKind::kSet;
    if (wants_enum != decision_.type.enumeration.has_value())
      return Complain("exactly enum and set types name an enumeration");
    if (kind == TypeKind::kText) Complain("a decision is not a text");
    if (kind != TypeKind::kSet && decision_.range.lo > decision_.range.hi) Complain("empty range");
    if ((kind == TypeKind::kBool) != (decision_.combine == Combine::kAnyHolds))
      Complain("any-holds combines exactly the bools");
    if ((kind == TypeKind::kSet) != (decision_.combine == Combine::kAll))
      Complain("all combines exactly the sets");
    CheckOtherwise();
    CheckParent();
    for (RuleId rule : decision_.rules) CheckRule(rule);
  }

 private:
  bool Composes() const {
    return decision_.compose != Compose::kNone && decision_.compose != Compose::kReplace;
  }

  void CheckOtherwise() {
    const bool may_lack = decision_.combine == Combine::kAnyHolds || decision_.combine == Combine::kAll ||
                          decision_.combine == Combine::kUnique || (decision_.parent && Composes());
    if (!decision_.otherwise) {
      if (!may_lack) Complain("needs a value for when no rule applies");
      return;
    }
    if (decision_.combine == Combine::kAnyHolds || decision_.combine == Combine::kAll) {
      return Complain("a bool or a set has no `otherwise`");
    }
    if (!IsValue(decision_.otherwise)) Complain("`otherwise` is not of its type");
  }

  void CheckParent() {
    if (!decision_.parent) {
      if (decision_.compose != Compose::kNone) Complain("composes with no parent");
      return;
    }
    if (decision_.parent >= id_) Complain("its parent does not come before it");
    const Type& type = program_.decisions[decision_.parent].type;
    if (type.kind != decision_.type.kind || type.enumeration != decision_.type.enumeration) {
      Complain("its parent is of another type");
    }
    switch (decision_.compose) {
      case Compose::kNone:
      case Compose::kReplace:
        return;
      case Compose::kOr:
        if (decision_.type.kind != TypeKind::kBool) Complain("only bools compose by or");
        return;
      case Compose::kUnion:
        if (decision_.type.kind != TypeKind::kSet) Complain("only sets compose by union");
        return;
      case Compose::kStrictest:
      case Compose::kMildest:
        if (decision_.type.kind == TypeKind::kBool || decision_.type.kind == TypeKind::kSet) {
          Complain("bools and sets have no stricter value");
        }
        return;
    }
  }

  void CheckRule(RuleId id) {
    const Rule& rule = program_.rules[id];
    const auto complain = [&](std::string_view what) {
      Complain(fmt::format("rule r{} {}: {}", id.index, rule.key, what));
    };
    if (rule.decision != id_) complain("belongs to another decision");
    if (!rule.guard || program_.exprs[rule.guard].type.kind != TypeKind::kBool)
      complain("its guard is not a condition");
    const bool wants_value = rule.kind != RuleKind::kException && decision_.type.kind != TypeKind::kBool;
    if (wants_value != rule.value.has_value()) complain("exactly the cases of a value decision have a value");
    if (wants_value && rule.value && !IsValue(rule.value))
      complain("its value is not of the decision's type");
    if (rule.kind == RuleKind::kException && rule.attacks.empty()) complain("an exception attacks something");
    if (rule.kind == RuleKind::kCase && !rule.attacks.empty()) complain("a case attacks nothing");
    for (RuleId target : rule.attacks) {
      if (program_.rules[target].decision != id_) complain("attacks a rule of another decision");
    }
    if (rule.axis && program_.facts[rule.axis].role != FactRole::kAxis) complain("its axis is no axis");
    if (std::count(decision_.rules.begin(), decision_.rules.end(), id) != 1) complain("listed twice");
  }

  // kAll takes single values too: each is a set of one.
  bool IsValue(ExprId expr) const {
    const Type& type = program_.exprs[expr].type;
    if (type.enumeration != decision_.type.enumeration) return false;
    return type.kind == decision_.type.kind ||
           (decision_.combine == Combine::kAll && type.kind == TypeKind::kEnum);
  }

  void Complain(std::string_view what) {
    problems_->push_back(fmt::format("decision d{} {}: {}", id_.index, decision_.name.Key(), what));
  }

  const Program& program_;
  const Decision& decision_;
  DecisionId id_;
  Problems* problems_;
};

// Depth-first over attacks; a rule met again on its own path defeats itself.
class AttackCheck {
 public:
  explicit AttackCheck(const Program& program) : program_(program), state_(program.rules.size(), kNew) {}

  bool HasCycle() {
    for (RuleId id : program_.rules.ids()) {
      if (!Visit(id)) return true;
    }
    return false;
  }

 private:
  enum State : uint8_t { kNew, kOpen, kDone };
  bool Visit(RuleId id) {
    State& state = state_[static_cast<size_t>(id.index)];
    if (state == kDone) return true;
    if (state == kOpen) return false;
    state = kOpen;
    for (RuleId target : program_.rules[id].attacks) {
      if (!Visit(target)) return false;
    }
    state_[static_cast<size_t>(id.index)] = kDone;
    return true;
  }

  const Program& program_;
  std::vector<State> state_;
};

}  // namespace

void VerifyDecisions(const Program& program, Problems* problems) {
  for (DecisionId id : program.decisions.ids()) DecisionCheck(program, id, problems).Run();
  for (RuleId id : program.rules.ids()) {
    const Rule& rule = program.rules[id];
    const bool listed = rule.decision && std::count(program.decisions[rule.decision].rules.begin(),
                                                    program.decisions[rule.decision].rules.end(), id) == 1;
    if (!listed)
      problems->push_back(fmt::format("rule r{} {}: its decision does not list it", id.index, rule.key));
  }
  if (problems->empty() && AttackCheck(program).HasCycle())
    problems->push_back("exceptions attack one another in a circle");
}

}  // namespace guiju::ir
