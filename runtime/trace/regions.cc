#include "runtime/trace/regions.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>

namespace guiju::trace {
namespace {

constexpr size_t kMostForms = 48;
constexpr size_t kMostSetMembers = 4;

int64_t Clamped(__int128 value) {
  return static_cast<int64_t>(std::clamp<__int128>(value, INT64_MIN, INT64_MAX));
}
__int128 FloorDiv(__int128 a, __int128 b) { return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0); }

bool IsNumeric(const ir::Type& type) {
  return type.kind == ir::TypeKind::kInt || type.kind == ir::TypeKind::kDate;
}

}  // namespace

// One way a number can come about: constant + sum of coefficient * fact, or unknown arithmetic over some
// facts.
struct RegionTable::Form {
  std::map<ir::FactId, __int128> terms;
  __int128 constant = 0;
  bool opaque = false;
  bool winding = false;         // opaque, and may rise and fall as a fact rises
  std::set<ir::FactId> hidden;  // facts inside opaque arithmetic
};

RegionTable::RegionTable(const Slice& slice) : program_(slice.program) {
  std::set<std::pair<int32_t, int32_t>> seen;
  for (const ir::Decision& decision : program_.decisions) {
    for (ir::RuleId id : decision.rules) {
      const ir::Rule& rule = program_.rules[id];
      ReadExpr(rule.guard, {}, &seen);
      if (rule.value) ReadExpr(rule.value, {}, &seen);
    }
    if (decision.otherwise) ReadExpr(decision.otherwise, {}, &seen);
  }
  for (ir::FactId fact : slice.facts) {
    const ir::Fact& row = program_.facts[fact];
    if (row.applies) ReadExpr(row.applies, row.list, &seen);
  }
  for (const ir::Presumption& presumption : program_.presumptions) {
    if (presumption.when) ReadExpr(presumption.when, program_.facts[presumption.fact].list, &seen);
  }
  const ir::Decision& asked = program_.decisions[slice.decision];
  ReadResult({});
  for (ir::RuleId id : asked.rules) {
    if (program_.rules[id].value) ReadResult(program_.rules[id].value);
  }
  if (asked.otherwise) ReadResult(asked.otherwise);
  for (ir::DecisionId up = asked.parent; up; up = program_.decisions[up].parent) {
    for (ir::RuleId id : program_.decisions[up].rules) {
      if (program_.rules[id].value) ReadResult(program_.rules[id].value);
    }
    if (program_.decisions[up].otherwise) ReadResult(program_.decisions[up].otherwise);
  }
}

void RegionTable::ReadExpr(ir::ExprId id, ir::ListId scope, std::set<std::pair<int32_t, int32_t>>* seen) {
  if (!seen->insert({id.index, scope.index}).second) return;
  const ir::Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ir::ExprKind::kGe0:
      ReadComparison(id, scope);
      break;
    case ir::ExprKind::kIn: {
      const ir::Expr& arg = program_.exprs[expr.args[0]];
      if (arg.kind == ir::ExprKind::kFact) {
        value_sets_[arg.fact].push_back(expr.set);
        return;  // not a use by value
      }
      break;
    }
    case ir::ExprKind::kSetHas: {
      const ir::Expr& arg = program_.exprs[expr.args[0]];
      if (arg.kind == ir::ExprKind::kFact) {
        members_[arg.fact] |= uint64_t{1} << expr.value;
        simplified_sets_ |= std::popcount(members_[arg.fact]) > static_cast<int>(kMostSetMembers);
        return;  // not a use by value
      }
      break;
    }
    case ir::ExprKind::kTextEq:
      ReadTextTest(expr);
      break;
    case ir::ExprKind::kFact:
      if (expr.type.kind == ir::TypeKind::kEnum) singles_.insert(expr.fact);
      if (expr.type.kind == ir::TypeKind::kSet) {
        const size_t values = program_.enums[expr.type.enumeration].values.size();
        members_[expr.fact] = values >= 64 ? ~uint64_t{0} : (uint64_t{1} << values) - 1;
        simplified_sets_ |= values > kMostSetMembers;
      }
      break;
    case ir::ExprKind::kAny:
    case ir::ExprKind::kAll:
    case ir::ExprKind::kCount:
    case ir::ExprKind::kSum:
    case ir::ExprKind::kLargest:
    case ir::ExprKind::kSmallest:
      for (ir::ExprId arg : expr.args) ReadExpr(arg, expr.list, seen);
      return;
    case ir::ExprKind::kConst:
    case ir::ExprKind::kDecision:
    case ir::ExprKind::kFired:
    case ir::ExprKind::kLin:
    case ir::ExprKind::kMul:
    case ir::ExprKind::kRound:
    case ir::ExprKind::kMin:
    case ir::ExprKind::kMax:
    case ir::ExprKind::kIf:
    case ir::ExprKind::kNot:
    case ir::ExprKind::kAnd:
    case ir::ExprKind::kOr:
    case ir::ExprKind::kDateAdd:
    case ir::ExprKind::kWorkdays:
      break;
  }
  for (ir::ExprId arg : expr.args) ReadExpr(arg, scope, seen);
}

// Texts any side may be, and facts that may be it.
void RegionTable::ReadTextTest(const ir::Expr& test) {
  Form form;
  std::set<int64_t> constants;
  for (ir::ExprId side : test.args) {
    Opaque(side, &form, [&](const ir::Expr& inner) {
      if (inner.kind == ir::ExprKind::kConst && inner.type.kind == ir::TypeKind::kText)
        constants.insert(inner.value);
    });
  }
  std::vector<ir::FactId> texts;
  for (ir::FactId fact : form.hidden) {
    if (program_.facts[fact].type.kind != ir::TypeKind::kText) continue;
    texts.push_back(fact);
    if (program_.facts[fact].applies) constants.insert(program_.facts[fact].otherwise);
  }
  for (ir::FactId fact : texts) texts_[fact].insert(constants.begin(), constants.end());
  if (texts.size() < 2) return;
  for (ir::FactId fact : texts) {
    cross_facts_.insert(fact);
    for (size_t text = 0; text < program_.texts.size(); ++text)
      texts_[fact].insert(static_cast<int64_t>(text));
  }
}

// Everything an expression reads hides in the form: solved by probing.
void RegionTable::Opaque(ir::ExprId id, Form* form, const std::function<void(const ir::Expr&)>& visit) const {
  form->opaque = true;
  std::set<ir::ExprId> seen;
  std::set<ir::DecisionId> decisions;
  std::vector<ir::ExprId> open{id};
  while (!open.empty()) {
    const ir::ExprId next = open.back();
    open.pop_back();
    if (!next || !seen.insert(next).second) continue;
    const ir::Expr& expr = program_.exprs[next];
    if (visit) visit(expr);
    if (expr.fact) form->hidden.insert(expr.fact);
    form->winding |= expr.kind == ir::ExprKind::kMul || expr.kind == ir::ExprKind::kFired ||
                     (expr.list && expr.kind != ir::ExprKind::kFact);
    open.insert(open.end(), expr.args.begin(), expr.args.end());
    for (ir::DecisionId up = expr.decision; up && decisions.insert(up).second;
         up = program_.decisions[up].parent) {
      for (ir::RuleId rule : program_.decisions[up].rules) {
        open.push_back(program_.rules[rule].value);
        if (expr.kind == ir::ExprKind::kFired) open.push_back(program_.rules[rule].guard);
      }
      open.push_back(program_.decisions[up].otherwise);
    }
  }
}

std::vector<RegionTable::Form> RegionTable::Alternatives(const std::vector<ir::ExprId>& ids) const {
  std::vector<Form> forms;
  for (ir::ExprId id : ids) {
    if (!id) continue;
    for (Form& form : Expand(id)) forms.push_back(std::move(form));
  }
  return forms;
}

std::vector<RegionTable::Form> RegionTable::Expand(ir::ExprId id) const {
  const ir::Expr& expr = program_.exprs[id];
  std::vector<Form> forms;
  switch (expr.kind) {
    case ir::ExprKind::kConst:
      forms.emplace_back().constant = expr.value;
      break;
    case ir::ExprKind::kFact: {
      forms.emplace_back().terms[expr.fact] = 1;
      const ir::Fact& fact = program_.facts[expr.fact];
      if (fact.applies) forms.emplace_back().constant = fact.otherwise;
      break;
    }
    case ir::ExprKind::kIf:
      forms = Alternatives({expr.args[1], expr.args[2]});
      break;
    case ir::ExprKind::kMin:
    case ir::ExprKind::kMax:
      forms = Alternatives(expr.args);
      break;
    case ir::ExprKind::kDecision: {
      std::vector<ir::ExprId> values;
      for (ir::DecisionId up = expr.decision; up; up = program_.decisions[up].parent) {
        for (ir::RuleId rule : program_.decisions[up].rules) values.push_back(program_.rules[rule].value);
        values.push_back(program_.decisions[up].otherwise);
      }
      forms = Alternatives(values);
      break;
    }
    case ir::ExprKind::kLin: {
      forms.emplace_back().constant = expr.value;
      for (size_t i = 0; i < expr.args.size() && forms.size() <= kMostForms; ++i) {
        std::vector<Form> sums;
        for (const Form& term : Expand(expr.args[i])) {
          for (const Form& base : forms) {
            Form sum = base;
            sum.constant += expr.coefficients[i] * term.constant;
            for (const auto& [fact, coefficient] : term.terms)
              sum.terms[fact] += expr.coefficients[i] * coefficient;
            sum.opaque |= term.opaque;
            sum.winding |= term.winding;
            sum.hidden.insert(term.hidden.begin(), term.hidden.end());
            sums.push_back(std::move(sum));
          }
        }
        forms = std::move(sums);
      }
      break;
    }
    case ir::ExprKind::kMul:
      for (size_t i = 0; i < 2 && forms.empty(); ++i) {  // a factor that is a constant
        const ir::Expr& factor = program_.exprs[expr.args[i]];
        if (factor.kind != ir::ExprKind::kConst) continue;
        forms = Expand(expr.args[1 - i]);
        for (Form& form : forms) {
          form.constant *= factor.value;
          for (auto& [fact, c] : form.terms) c *= factor.value;
        }
      }
      if (forms.empty()) Opaque(id, &forms.emplace_back());
      break;
    case ir::ExprKind::kFired:
    case ir::ExprKind::kRound:
    case ir::ExprKind::kGe0:
    case ir::ExprKind::kIn:
    case ir::ExprKind::kSetHas:
    case ir::ExprKind::kTextEq:
    case ir::ExprKind::kNot:
    case ir::ExprKind::kAnd:
    case ir::ExprKind::kOr:
    case ir::ExprKind::kAny:
    case ir::ExprKind::kAll:
    case ir::ExprKind::kCount:
    case ir::ExprKind::kSum:
    case ir::ExprKind::kLargest:
    case ir::ExprKind::kSmallest:
    case ir::ExprKind::kDateAdd:
    case ir::ExprKind::kWorkdays:
      Opaque(id, &forms.emplace_back());
      break;
  }
  if (forms.empty() || forms.size() > kMostForms) {  // too many to tell apart
    forms.clear();
    Opaque(id, &forms.emplace_back());
  }
  return forms;
}

void RegionTable::ReadComparison(ir::ExprId id, ir::ListId scope) {
  std::set<ir::FactId> crossing;
  for (const Form& form : Expand(program_.exprs[id].args[0])) {
    if (!form.opaque && form.terms.size() == 1) {
      const auto& [fact, c] = *form.terms.begin();
      if (c > 0) cuts_[fact].insert(Clamped(-FloorDiv(form.constant, c)));      // x >= ceil(-k / c)
      if (c < 0) cuts_[fact].insert(Clamped(FloorDiv(form.constant, -c) + 1));  // x <= floor(k / -c)
      continue;
    }
    for (const auto& [fact, c] : form.terms) crossing.insert(fact);
    crossing.insert(form.hidden.begin(), form.hidden.end());
  }
  if (crossing.empty()) return;
  cross_.push_back({id, scope, {crossing.begin(), crossing.end()}});
  cross_facts_.insert(crossing.begin(), crossing.end());
}

// A value of the decision asked for: facts in it show through the result.
void RegionTable::ReadResult(ir::ExprId id) {
  if (!id) return;
  if (program_.exprs[id].type.kind == ir::TypeKind::kText) {
    Form form;
    Opaque(id, &form);
    numeric_results_.insert(form.hidden.begin(), form.hidden.end());
  }
  if (!IsNumeric(program_.exprs[id].type)) return;
  for (const Form& form : Expand(id)) {
    for (const auto& [fact, c] : form.terms) numeric_results_.insert(fact);
    numeric_results_.insert(form.hidden.begin(), form.hidden.end());
    winding_result_ |= form.winding;
  }
}

namespace {

struct Bounds {
  int64_t lo, hi;
};

// Where a comparison changes as one place runs over its range and all else stays.
class Prober {
 public:
  Prober(const Slice& slice, const CrossAtom& atom, int32_t element, const Place& place, Bench* bench,
         CaseCopy* c)
      : slice_(slice), atom_(atom), element_(element), place_(place), bench_(bench), case_(c) {}

  void Run(const ir::Range& range, std::vector<int64_t>* cuts) {
    if (range.lo >= range.hi) return;
    const Bounds at_lo = At(range.lo), at_hi = At(range.hi);
    const int64_t middle = range.lo + (range.hi - range.lo) / 2;
    const Bounds at_middle = At(middle);
    for (int64_t Bounds::* end : {&Bounds::lo, &Bounds::hi}) {
      Search(range, at_lo.*end, at_middle.*end, at_hi.*end, middle, end, cuts);
    }
  }

 private:
  Bounds At(int64_t value) {
    case_->Set(place_, value);
    const auto evaluator = bench_->Run(*case_);
    const ir::ExprId side = slice_.program.exprs[atom_.condition].args[0];
    const interp::Knowledge k = element_ < 0
                                    ? evaluator->ValueOf(side)
                                    : evaluator->ValueFor(side, atom_.scope, static_cast<uint32_t>(element_));
    return {k.lo, k.hi};
  }

  // end(x) as a function of x: solved when straight, else halved on its sign.
  void Search(const ir::Range& range, int64_t lo, int64_t mid, int64_t hi, int64_t middle,
              int64_t Bounds::* end, std::vector<int64_t>* cuts) {
    const __int128 width = static_cast<__int128>(range.hi) - range.lo, rise = static_cast<__int128>(hi) - lo;
    if (rise % width == 0 && static_cast<__int128>(mid) - lo == rise / width * (middle - range.lo)) {
      const __int128 slope = rise / width;
      if (slope > 0) cuts->push_back(Clamped(range.lo - FloorDiv(lo, slope)));
      if (slope < 0) cuts->push_back(Clamped(range.lo + FloorDiv(lo, -slope) + 1));
      return;
    }
    Halve(range.lo, lo >= 0, middle, mid >= 0, end, cuts);
    Halve(middle, mid >= 0, range.hi, hi >= 0, end, cuts);
  }
  void Halve(int64_t lo, bool at_lo, int64_t hi, bool at_hi, int64_t Bounds::* end,
             std::vector<int64_t>* cuts) {
    if (at_lo == at_hi) return;
    while (hi - lo > 1 && !bench_->exhausted()) {
      const int64_t middle = lo + (hi - lo) / 2;
      (((At(middle).*end) >= 0) == at_lo ? lo : hi) = middle;
    }
    cuts->push_back(hi);
  }

  const Slice& slice_;
  const CrossAtom& atom_;
  const int32_t element_;
  const Place place_;
  Bench* bench_;
  CaseCopy* case_;
};

}  // namespace

std::vector<int64_t> RegionTable::CrossCuts(const Place& place, Bench* bench, CaseCopy* c) const {
  std::vector<int64_t> cuts;
  const bool was_known = c->IsKnown(place);
  const int64_t value = was_known ? c->ValueOf(place) : 0;
  const auto now = bench->Run(*c);
  for (const CrossAtom& atom : cross_) {
    if (std::find(atom.facts.begin(), atom.facts.end(), place.fact) == atom.facts.end()) continue;
    std::vector<int32_t> elements{-1};
    if (atom.scope && atom.scope == place.list) elements = {place.element};
    if (atom.scope && atom.scope != place.list) {
      elements.clear();
      for (uint32_t i = 0; i < c->CountOf(atom.scope) && i < 8; ++i)
        elements.push_back(static_cast<int32_t>(i));
    }
    for (int32_t element : elements) {
      const interp::Truth truth =
          element < 0 ? now->Holds(atom.condition)
                      : now->HoldsFor(atom.condition, atom.scope, static_cast<uint32_t>(element));
      if (!was_known && truth.must == truth.may) continue;  // decided without it
      Prober(bench->slice, atom, element, place, bench, c).Run(program_.facts[place.fact].range, &cuts);
    }
  }
  if (was_known) {
    c->Set(place, value);
  } else {
    c->Forget(place);
  }
  return cuts;
}

std::vector<Region> RegionTable::EnumRegions(ir::FactId fact) const {
  const ir::Type& type = program_.facts[fact].type;
  const size_t count = type.kind == ir::TypeKind::kBool ? 2 : program_.enums[type.enumeration].values.size();
  std::vector<Region> regions;
  std::map<std::vector<bool>, size_t> by_signature;
  const auto sets = value_sets_.find(fact);
  for (size_t value = 0; value < count; ++value) {
    std::vector<bool> signature;
    if (sets != value_sets_.end()) {
      for (uint64_t set : sets->second) signature.push_back((set >> value) & 1);
    }
    const bool alone =
        type.kind == ir::TypeKind::kBool || singles_.contains(fact) || sets == value_sets_.end();
    const auto found = by_signature.find(signature);
    if (alone || found == by_signature.end()) {
      by_signature[signature] = regions.size();
      regions.emplace_back().mask = uint64_t{1} << value;
    } else {
      regions[found->second].mask |= uint64_t{1} << value;
    }
  }
  return regions;
}

std::vector<Region> RegionTable::SetRegions(ir::FactId fact) const {
  const auto found = members_.find(fact);
  std::vector<uint64_t> members;
  for (int bit = 0; bit < 64 && found != members_.end(); ++bit) {
    if ((found->second >> bit) & 1) members.push_back(uint64_t{1} << bit);
  }
  std::vector<Region> regions;
  const auto add = [&](uint64_t set) {
    regions.push_back({static_cast<int64_t>(set), static_cast<int64_t>(set), 0, false});
  };
  if (members.size() <= kMostSetMembers) {
    for (size_t choice = 0; choice < (size_t{1} << members.size()); ++choice) {
      uint64_t set = 0;
      for (size_t i = 0; i < members.size(); ++i) set |= (choice >> i) & 1 ? members[i] : 0;
      add(set);
    }
  } else {
    add(0);
    for (uint64_t member : members) add(member);
    add(found->second);
  }
  return regions;
}

std::vector<Region> RegionTable::RegionsOf(const Place& place, Bench* bench, CaseCopy* c) const {
  if (!place.fact) return {Region{0, 0, 1, false}, Region{0, 0, 2, false}};
  const ir::Fact& fact = program_.facts[place.fact];
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return EnumRegions(place.fact);
    case ir::TypeKind::kSet:
      return SetRegions(place.fact);
    case ir::TypeKind::kText: {
      std::vector<Region> regions;
      const auto named = texts_.find(place.fact);
      if (named != texts_.end()) {
        for (int64_t text : named->second) regions.push_back({text, text, 0, false});
      }
      regions.push_back({0, 0, 0, true});
      return regions;
    }
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      break;
  }
  std::set<int64_t> cuts;
  if (const auto found = cuts_.find(place.fact); found != cuts_.end()) cuts = found->second;
  if (cross_facts_.contains(place.fact)) {
    for (int64_t cut : CrossCuts(place, bench, c)) cuts.insert(cut);
  }
  std::vector<Region> regions;
  int64_t lo = fact.range.lo;
  for (int64_t cut : cuts) {
    if (cut <= lo || cut > fact.range.hi) continue;
    regions.push_back({lo, cut - 1, 0, false});
    lo = cut;
  }
  regions.push_back({lo, fact.range.hi, 0, false});
  if (!numeric_results_.contains(place.fact)) return regions;
  std::vector<Region> ends;  // only the ends stand for themselves
  for (const Region& region : regions) {
    const int64_t middle = region.lo + (region.hi - region.lo) / 2;
    for (int64_t value : std::set<int64_t>{region.lo, middle, region.hi})
      ends.push_back({value, value, 0, false});
  }
  return ends;
}

int64_t ValueIn(const Region& region, const ir::Fact& fact, int64_t from, bool far, size_t texts) {
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return far ? 63 - std::countl_zero(region.mask) : std::countr_zero(region.mask);
    case ir::TypeKind::kText:
      return region.other_text ? static_cast<int64_t>(texts) + 1'000'000 : region.lo;
    case ir::TypeKind::kSet:
      return region.lo;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      return (from > region.hi) != far ? region.hi : region.lo;
  }
  return region.lo;
}

bool Contains(const Region& region, const ir::Fact& fact, int64_t value) {
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return (region.mask >> value) & 1;
    case ir::TypeKind::kText:
      return region.other_text ? false : region.lo == value;
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      return value >= region.lo && value <= region.hi;
  }
  return false;
}

}  // namespace guiju::trace
