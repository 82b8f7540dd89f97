// Sufficient facts: blank one after another and keep the blank when the answer stands. Knowledge only
// shrinks, so one pass leaves a set of which nothing can be spared.
#include <algorithm>
#include <set>

#include "runtime/trace/state.h"

namespace guiju::trace {
namespace {

// Facts read by the first rule that decides: blanked last, so that the reason given is the one the law names
// first.
std::set<ir::FactId> FactsOf(const ir::Program& program, ir::ExprId root) {
  std::set<ir::FactId> facts;
  std::set<ir::ExprId> seen;
  std::vector<ir::ExprId> open{root};
  while (!open.empty()) {
    const ir::ExprId next = open.back();
    open.pop_back();
    if (!next || !seen.insert(next).second) continue;
    const ir::Expr& expr = program.exprs[next];
    if (expr.fact) facts.insert(expr.fact);
    open.insert(open.end(), expr.args.begin(), expr.args.end());
  }
  return facts;
}

std::set<ir::FactId> LeadingFacts(const ir::Program& program, const interp::Evaluator& evaluator,
                                  ir::DecisionId decision) {
  for (ir::DecisionId at = decision; at; at = program.decisions[at].parent) {
    for (ir::RuleId rule : program.decisions[at].rules) {
      if (program.rules[rule].kind == ir::RuleKind::kException || !evaluator.Applies(rule).must) continue;
      return FactsOf(program, program.rules[rule].guard);
    }
  }
  return {};
}

// In declared order; the facts of the leading rule last.
std::vector<Place> BlankingOrder(const Slice& slice, const CaseCopy& c, const std::set<ir::FactId>& leading) {
  std::vector<Place> places = PlacesOf(slice, c);
  const auto rank = [&](const Place& place) {
    if (!place.fact) return std::tuple(0, place.list.index, 0);
    return std::tuple(leading.contains(place.fact) ? 2 : 1, place.fact.index,
                      static_cast<int>(place.element));
  };
  std::stable_sort(places.begin(), places.end(),
                   [&](const Place& a, const Place& b) { return rank(a) < rank(b); });
  return places;
}

// A copy of the case that knows nothing the decision does not read.
CaseCopy OnlyRead(const ir::Program& program, CaseCopy c, const std::vector<Place>& read) {
  const std::set<Place> kept(read.begin(), read.end());
  for (ir::FactId id : program.facts.ids()) {
    const ir::ListId list = program.facts[id].list;
    for (uint32_t i = 0; i < (list ? c.CountOf(list) : 1u); ++i) {
      const Place place{id, list, list ? static_cast<int32_t>(i) : -1};
      if (!kept.contains(place)) c.Forget(place);
    }
  }
  return c;
}

}  // namespace

// All the case gives of what the decision reads, with what is presumed beside it.
std::vector<Reading> Explainer::Everything(const std::vector<Place>& places) const {
  std::vector<Reading> all;
  for (const Place& place : places) {
    if (state_->full.IsKnown(place)) all.push_back(Read(place));
  }
  std::sort(all.begin(), all.end(), [](const Reading& a, const Reading& b) { return a.place < b.place; });
  return all;
}

std::vector<Reading> Explainer::FindSufficient(ir::DecisionId decision) const {
  const interp::Knowledge target = ValueOf(decision);
  const Slice& slice = state_->SliceOf(decision);
  Trial trial(slice, state_->layout, state_->calendar, kNodeBudget);
  const std::vector<Place> order =
      BlankingOrder(slice, state_->given, LeadingFacts(state_->program, state_->evaluator, decision));
  CaseCopy c = OnlyRead(state_->program, state_->given, order);
  std::vector<Reading> kept;
  for (const Place& place : order) {
    if (!c.IsKnown(place)) continue;
    const int64_t value = place.fact ? c.ValueOf(place) : 1;
    c.Forget(place);
    if (trial.Decide(c) == target) continue;
    c.Set(place, value);
    kept.push_back(Read(place));
    kept.back().presumed = false;
  }
  // Of what is presumed for the facts left out, what the answer rests on. Where the case gives the fact, it
  // is not presumed there: what is given is kept instead.
  CaseCopy presumed = c;
  for (const interp::Presumed& one :
       interp::ApplyPresumptions(slice.program, state_->layout, presumed.row(), state_->calendar)) {
    const Place place{one.fact, state_->program.facts[one.fact].list, one.element};
    CaseCopy without = presumed;
    without.Forget(place);
    if (trial.DecideAsIs(without) == target) {
      presumed = without;
      continue;
    }
    if (state_->given.IsKnown(place)) {
      presumed.Set(place, state_->given.ValueOf(place));
      kept.push_back(Read(place));
      if (trial.DecideAsIs(presumed) == target) continue;
      return Everything(order);  // only the presumed value would do beside the facts left out
    }
    Reading reading;
    reading.place = place;
    reading.known = true;
    reading.value = one.value;
    reading.presumed = true;
    reading.presumption_basis.assign(one.basis.begin(), one.basis.end());
    kept.push_back(reading);
  }
  std::sort(kept.begin(), kept.end(), [](const Reading& a, const Reading& b) { return a.place < b.place; });
  return kept;
}

interp::Knowledge ValueWithOnly(const Input& input, ir::DecisionId decision,
                                const std::vector<Reading>& kept) {
  CaseCopy c(*input.layout, input.row);
  std::set<Place> given;
  for (const Reading& reading : kept) {
    if (!reading.presumed) given.insert(reading.place);
  }
  for (ir::FactId id : input.program->facts.ids()) {
    const ir::ListId list = input.program->facts[id].list;
    for (uint32_t i = 0; i < (list ? c.CountOf(list) : 1u); ++i) {
      const Place place{id, list, list ? static_cast<int32_t>(i) : -1};
      if (!given.contains(place)) c.Forget(place);
    }
  }
  for (ir::ListId list : input.program->lists.ids()) {
    if (!given.contains(Place{{}, list, -1})) c.SetOpen(list, true);
  }
  interp::ApplyPresumptions(*input.program, *input.layout, c.row(), *input.calendar);
  return interp::Evaluator(*input.program, *input.layout, {c.row(), input.calendar}).DecisionValue(decision);
}

}  // namespace guiju::trace
