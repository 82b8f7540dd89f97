#include <algorithm>

#include "runtime/trace/counts.h"
#include "runtime/trace/figures.h"
#include "runtime/trace/state.h"

namespace guiju::trace {
namespace {

CaseCopy WithoutPresumed(CaseCopy c, const ir::Program& program,
                         const std::vector<interp::Presumed>& presumed) {
  for (const interp::Presumed& one : presumed)
    c.Forget({one.fact, program.facts[one.fact].list, one.element});
  return c;
}

}  // namespace

Explainer::State::State(const Input& input)
    : program(*input.program),
      layout(*input.layout),
      calendar(*input.calendar),
      presumed(input.presumed),
      full(layout, input.row),
      given(WithoutPresumed(full, program, presumed)),
      evaluator(program, layout, {full.row(), &calendar}) {}

const Slice& Explainer::State::SliceOf(ir::DecisionId decision) {
  const auto found = slices_.find(decision);
  if (found != slices_.end()) return found->second;
  return slices_.emplace(decision, CutSlice(program, decision)).first->second;
}

interp::Knowledge Trial::Decide(CaseCopy c) {
  if (!bench_.slice.program.presumptions.empty() ||
      std::any_of(bench_.slice.facts.begin(), bench_.slice.facts.end(),
                  [&](ir::FactId id) { return bench_.slice.program.facts[id].absent_is.has_value(); })) {
    interp::ApplyPresumptions(bench_.slice.program, bench_.layout, c.row(), bench_.calendar);
  }
  return DecideAsIs(c);
}

interp::Knowledge Trial::DecideAsIs(const CaseCopy& c) {
  return bench_.Run(c)->DecisionValue(bench_.slice.decision);
}

std::vector<Place> PlacesOf(const Slice& slice, const CaseCopy& c) {
  std::vector<Place> places;
  for (ir::FactId fact : slice.facts) {
    const ir::ListId list = slice.program.facts[fact].list;
    if (!list) {
      places.push_back({fact, {}, -1});
      continue;
    }
    for (uint32_t i = 0; i < c.CountOf(list); ++i) places.push_back({fact, list, static_cast<int32_t>(i)});
  }
  for (ir::ListId list : slice.lists) places.push_back({{}, list, -1});
  return places;
}

bool IsSettled(const Slice& slice, const interp::Evaluator& evaluator, const Place& place) {
  if (!place.fact) return false;
  const ir::ExprId expr = slice.fact_exprs[static_cast<size_t>(place.fact.index)];
  if (!expr || !slice.program.facts[place.fact].applies) return false;
  const ir::ExprId applies = slice.program.facts[place.fact].applies;
  const interp::Truth truth =
      place.list ? evaluator.HoldsFor(applies, place.list, static_cast<uint32_t>(place.element))
                 : evaluator.Holds(applies);
  return !truth.may;
}

Explainer::Explainer(const Input& input) : state_(std::make_unique<State>(input)) {}
Explainer::~Explainer() = default;

const ir::Program& Explainer::program() const { return state_->program; }

interp::Knowledge Explainer::ValueOf(ir::DecisionId decision) const {
  return state_->evaluator.DecisionValue(decision);
}

bool Explainer::IsDetermined(ir::DecisionId decision) const {
  return interp::IsExact(state_->program.decisions[decision].type, ValueOf(decision));
}

Reading Explainer::Read(const Place& place) const {
  Reading reading;
  reading.place = place;
  reading.known = state_->full.IsKnown(place);
  if (!place.fact) return reading;
  const ir::Fact& fact = state_->program.facts[place.fact];
  if (reading.known) reading.value = state_->full.ValueOf(place);
  if (fact.applies) {
    const interp::Truth applies =
        place.list
            ? state_->evaluator.HoldsFor(fact.applies, place.list, static_cast<uint32_t>(place.element))
            : state_->evaluator.Holds(fact.applies);
    reading.applicable = applies.may;
    if (!applies.may) {
      reading.known = true;
      reading.value = fact.otherwise;
      return reading;
    }
  }
  for (const interp::Presumed& presumed : state_->presumed) {
    if (presumed.fact != place.fact || presumed.element != place.element) continue;
    reading.presumed = true;
    reading.presumption_basis.assign(presumed.basis.begin(), presumed.basis.end());
  }
  return reading;
}

DecisionTrace Explainer::Explain(ir::DecisionId decision) const {
  DecisionTrace trace;
  trace.decision = decision;
  trace.value = ValueOf(decision);
  trace.determined = IsDetermined(decision);
  trace.rules = FindRules(decision);
  if (!trace.determined) {
    for (RuleTrace& rule : trace.rules) rule.decides = false;
  }
  const ir::Decision& row = state_->program.decisions[decision];
  trace.by_otherwise = row.combine != ir::Combine::kAnyHolds && row.otherwise &&
                       std::none_of(row.rules.begin(), row.rules.end(), [&](ir::RuleId rule) {
                         return state_->program.rules[rule].kind != ir::RuleKind::kException &&
                                state_->evaluator.Applies(rule).may;
                       });
  if (trace.by_otherwise) {
    trace.otherwise_figures = FiguresOf(
        ReadCase{state_->program, state_->layout, state_->full.row(), state_->evaluator}, row.otherwise_use);
    trace.otherwise_counts = CountsOf(*state_, row.otherwise);
  }
  if (row.type.kind == ir::TypeKind::kDate) trace.notices = FindNotices(decision);
  if (trace.determined) {
    trace.sufficient = FindSufficient(decision);
    trace.changes = FindChanges(decision, &trace.all_changes);
  } else {
    trace.missing = FindMissing(decision);
  }
  return trace;
}

}  // namespace guiju::trace
