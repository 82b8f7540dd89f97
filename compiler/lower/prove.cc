// Proof that the rules of a decision cover every case and, for `unique`, never meet: search for a
// counterexample over the regions into which the thresholds cut each fact. Atoms that read more than one fact
// are free booleans: a proof stays sound, a counterexample that needs one is no counterexample.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

constexpr size_t kMaxSteps = 100'000;
constexpr size_t kMaxEvaluations = 20'000'000;  // steps times rules
enum class Truth : uint8_t { kNo, kYes, kUnknown };

class Search {
 public:
  Search(const ir::Program& p, size_t rules)
      : p_(p), max_steps_(std::min(kMaxSteps, kMaxEvaluations / std::max<size_t>(rules, 1))) {}

  void Watch(ir::ExprId id) { Collect(id); }
  struct Found {
    bool found = false, exact = true, complete = true;
    std::vector<std::pair<ir::FactId, int64_t>> assignment;
  };
  // Looks for an assignment under which goal() is kYes; it stops as soon as one without free booleans is
  // found.
  template <class Goal>
  Found Run(Goal goal) {
    found_ = Found{};
    steps_ = 0;
    values_.clear();
    free_.clear();
    Step(goal);
    return found_;
  }

  Truth Of(ir::ExprId id) {
    const ir::Expr& e = p_.exprs[id];
    switch (e.kind) {
      case ir::ExprKind::kConst:
        return e.value != 0 ? Truth::kYes : Truth::kNo;
      case ir::ExprKind::kNot: {
        Truth t = Of(e.args[0]);
        return t == Truth::kUnknown ? t : t == Truth::kYes ? Truth::kNo : Truth::kYes;
      }
      case ir::ExprKind::kAnd:
      case ir::ExprKind::kOr: {
        Truth stop = e.kind == ir::ExprKind::kAnd ? Truth::kNo : Truth::kYes;
        Truth out = e.kind == ir::ExprKind::kAnd ? Truth::kYes : Truth::kNo;
        for (ir::ExprId arg : e.args) {
          Truth t = Of(arg);
          if (t == stop) return stop;
          if (t == Truth::kUnknown) out = t;
        }
        return out;
      }
      case ir::ExprKind::kIf: {
        Truth c = Of(e.args[0]);
        if (c == Truth::kYes) return Of(e.args[1]);
        if (c == Truth::kNo) return Of(e.args[2]);
        Truth a = Of(e.args[1]), b = Of(e.args[2]);
        return a == b ? a : Truth::kUnknown;
      }
      case ir::ExprKind::kFact:
      case ir::ExprKind::kIn:
      case ir::ExprKind::kGe0:
        return Atom(id, e);
      case ir::ExprKind::kDecision:
      case ir::ExprKind::kFired:
      case ir::ExprKind::kLin:
      case ir::ExprKind::kMul:
      case ir::ExprKind::kRound:
      case ir::ExprKind::kMin:
      case ir::ExprKind::kMax:
      case ir::ExprKind::kSetHas:
      case ir::ExprKind::kTextEq:
      case ir::ExprKind::kAny:
      case ir::ExprKind::kAll:
      case ir::ExprKind::kCount:
      case ir::ExprKind::kSum:
      case ir::ExprKind::kLargest:
      case ir::ExprKind::kSmallest:
      case ir::ExprKind::kDateAdd:
      case ir::ExprKind::kWorkdays:
        return Free(id);
    }
    GJ_UNREACHABLE();
  }

 private:
  // The one fact a comparison reads, or unset.
  ir::FactId FactOf(const ir::Expr& e) const {
    if (e.kind == ir::ExprKind::kFact)
      return e.list ? ir::FactId{} : p_.facts[e.fact].list ? ir::FactId{} : e.fact;
    if (e.kind != ir::ExprKind::kIn && e.kind != ir::ExprKind::kGe0) return {};
    const ir::Expr& arg = p_.exprs[e.args[0]];
    if (arg.kind == ir::ExprKind::kFact) return p_.facts[arg.fact].list ? ir::FactId{} : arg.fact;
    if (arg.kind != ir::ExprKind::kLin || arg.args.size() != 1) return {};
    const ir::Expr& inner = p_.exprs[arg.args[0]];
    return inner.kind == ir::ExprKind::kFact && !p_.facts[inner.fact].list ? inner.fact : ir::FactId{};
  }
  bool Holds(const ir::Expr& e, int64_t value) const {
    if (e.kind == ir::ExprKind::kFact) return value != 0;
    if (e.kind == ir::ExprKind::kIn) return (e.set >> value & 1) != 0;
    const ir::Expr& arg = p_.exprs[e.args[0]];
    if (arg.kind == ir::ExprKind::kFact) return value >= 0;
    return static_cast<__int128>(arg.coefficients[0]) * value + arg.value >= 0;
  }
  Truth Atom(ir::ExprId id, const ir::Expr& e) {
    ir::FactId fact = FactOf(e);
    if (!fact) return Free(id);
    const ir::Fact& f = p_.facts[fact];
    if (f.applies) {
      Truth applies = Of(f.applies);
      if (applies == Truth::kNo) return Holds(e, f.otherwise) ? Truth::kYes : Truth::kNo;
      if (applies == Truth::kUnknown) return Truth::kUnknown;
    }
    auto it = values_.find(fact.index);
    if (it != values_.end()) return Holds(e, it->second) ? Truth::kYes : Truth::kNo;
    if (!pending_fact_ && !pending_free_) pending_fact_ = fact;
    return Truth::kUnknown;
  }
  Truth Free(ir::ExprId id) {
    auto it = free_.find(id.index);
    if (it != free_.end()) return it->second ? Truth::kYes : Truth::kNo;
    if (!pending_fact_ && !pending_free_) pending_free_ = id;
    return Truth::kUnknown;
  }

  // Representative values of the regions of each fact.
  void Collect(ir::ExprId id) {
    if (!seen_.insert(id.index).second) return;
    const ir::Expr& e = p_.exprs[id];
    if (ir::FactId fact = FactOf(e)) {
      auto [it, fresh] = regions_.emplace(fact.index, std::set<int64_t>{});
      const ir::Fact& f = p_.facts[fact];
      if (fresh) {
        it->second.insert(f.range.lo);
        if (f.type.kind == ir::TypeKind::kBool || f.type.kind == ir::TypeKind::kEnum) {
          for (int64_t v = f.range.lo; v <= f.range.hi; ++v) it->second.insert(v);
        }
        if (f.applies) Collect(f.applies);
      }
      if (e.kind == ir::ExprKind::kGe0) {
        const ir::Expr& arg = p_.exprs[e.args[0]];
        int64_t coefficient = arg.kind == ir::ExprKind::kLin ? arg.coefficients[0] : 1;
        int64_t bias = arg.kind == ir::ExprKind::kLin ? arg.value : 0;
        // The first value on the other side: c·x + b >= 0.
        int64_t quotient = -bias / coefficient;
        for (int64_t near = quotient - 1; near <= quotient + 2; ++near) {
          if (near <= f.range.lo || near > f.range.hi) continue;
          if (Holds(e, near) != Holds(e, near - 1)) it->second.insert(near);
        }
      }
      return;
    }
    for (ir::ExprId arg : e.args) Collect(arg);
  }

  template <class Goal>
  void Step(Goal& goal) {
    if (found_.found && found_.exact) return;
    if (++steps_ > max_steps_) {
      found_.complete = false;
      return;
    }
    pending_fact_ = {};
    pending_free_ = {};
    Truth t = goal(*this);
    if (t == Truth::kNo) return;
    if (t == Truth::kYes || (!pending_fact_ && !pending_free_)) {
      found_.found = true;
      found_.exact = free_.empty();
      found_.assignment.clear();
      for (const auto& [fact, value] : values_) found_.assignment.emplace_back(ir::FactId(fact), value);
      return;
    }
    if (pending_fact_) {
      ir::FactId fact = pending_fact_;
      for (int64_t value : regions_[fact.index]) {
        values_[fact.index] = value;
        Step(goal);
        if (!found_.complete || (found_.found && found_.exact)) return;
      }
      values_.erase(fact.index);
      return;
    }
    ir::ExprId id = pending_free_;
    for (bool value : {false, true}) {
      free_[id.index] = value;
      Step(goal);
      if (!found_.complete || (found_.found && found_.exact)) return;
    }
    free_.erase(id.index);
  }

  const ir::Program& p_;
  size_t max_steps_;
  std::set<int32_t> seen_;
  std::map<int32_t, std::set<int64_t>> regions_;
  std::map<int32_t, int64_t> values_;
  std::map<int32_t, bool> free_;
  ir::FactId pending_fact_;
  ir::ExprId pending_free_;
  Found found_;
  size_t steps_ = 0;
};

}  // namespace

void Lowerer::Prove(ir::DecisionId id, Span span) {
  const ir::Decision& d = p_.decisions[id];
  Search search(p_, d.rules.size());
  std::unordered_map<int32_t, std::vector<ir::RuleId>> attackers;
  std::vector<ir::RuleId> cases;
  for (ir::RuleId rule : d.rules) {
    search.Watch(p_.rules[rule].guard);
    for (ir::RuleId target : p_.rules[rule].attacks) attackers[target.index].push_back(rule);
    if (p_.rules[rule].kind != ir::RuleKind::kException) cases.push_back(rule);
  }
  const std::string name = d.name.In(true);
  // guard ∧ no exception applies
  auto applies = [&](auto& self, Search& s, ir::RuleId rule) -> Truth {
    Truth out = s.Of(p_.rules[rule].guard);
    auto found = attackers.find(rule.index);
    if (out == Truth::kNo || found == attackers.end()) return out;
    for (ir::RuleId other : found->second) {
      Truth defeated = self(self, s, other);
      if (defeated == Truth::kYes) return Truth::kNo;
      if (defeated == Truth::kUnknown) out = Truth::kUnknown;
    }
    return out;
  };
  auto describe = [&](const Search::Found& found) {
    std::string zh, en;
    for (const auto& [fact, value] : found.assignment) {
      const ir::Fact& f = p_.facts[fact];
      model::Type type = static_cast<size_t>(fact.index) < m_.facts.size()
                             ? m_.facts[model::FactId(fact.index)].type
                             : model::Type{};
      zh += (zh.empty() ? "" : "，") + f.name.In(true) + " 是 " + model::ValueText(m_, type, value, true);
      en += (en.empty() ? "" : ", ") + f.name.In(false) + " is " + model::ValueText(m_, type, value, false);
    }
    return diag::Both(zh.empty() ? "任何情况" : zh, en.empty() ? "every case" : en);
  };
  auto not_proved = [&](std::string_view zh, std::string_view en) {
    sink_.Emit(diag::Kind::NotProved, span, name, diag::Both(zh, en));
  };
  // Looked for: a case under which no rule applies, or (not gap) one under which two do; `pair` names the
  // two.
  std::vector<ir::RuleId> pair;
  auto goal = [&](bool gap) {
    return [&, gap](Search& s) {
      size_t certain = 0, possible = 0;
      pair.clear();
      for (ir::RuleId rule : cases) {
        Truth t = applies(applies, s, rule);
        if (t == Truth::kNo) continue;
        ++possible;
        if (t != Truth::kYes) continue;
        if (gap) return Truth::kNo;
        pair.push_back(rule);
        if (++certain == 2) return Truth::kYes;
      }
      if (gap) return possible == 0 ? Truth::kYes : Truth::kUnknown;
      return possible < 2 ? Truth::kNo : Truth::kUnknown;
    };
  };
  if (!d.otherwise && !(d.parent && d.compose != ir::Compose::kNone)) {
    auto gap = goal(true);
    Search::Found found = search.Run(gap);
    if (found.found && found.exact)
      sink_.Emit(diag::Kind::MissingOtherwise, span, name, describe(found));
    else if (found.found || !found.complete)
      not_proved("每种情况都有结果", "every case has a value");
  }
  if (d.combine != ir::Combine::kUnique) return;
  auto overlap = goal(false);
  Search::Found found = search.Run(overlap);
  if (found.found && found.exact && pair.size() == 2)
    sink_.Emit(diag::Kind::UniqueOverlap, span, name, p_.rules[pair[0]].name.In(true),
               p_.rules[pair[1]].name.In(true), describe(found));
  else if (found.found || !found.complete)
    not_proved("两条情形不会同时成立", "no two rules hold together");
}

}  // namespace guiju::lower
