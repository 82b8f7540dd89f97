#pragma once
// What an Explainer holds. Private to the room.
#include <map>
#include <memory>

#include "runtime/trace/case_copy.h"
#include "runtime/trace/regions.h"
#include "runtime/trace/slice.h"
#include "runtime/trace/trace.h"

namespace guiju::trace {

struct Explainer::State {
  explicit State(const Input& input);

  const ir::Program& program;
  const abi::Layout& layout;
  const value::Calendar& calendar;
  std::vector<interp::Presumed> presumed;
  CaseCopy full;                // presumptions applied
  CaseCopy given;               // as the case was given, without them
  interp::Evaluator evaluator;  // of `full`, on the whole program

  const Slice& SliceOf(ir::DecisionId decision);

 private:
  std::map<ir::DecisionId, Slice> slices_;
};

// Values of a decision's slice on changed cases, presumptions applied anew each time.
class Trial {
 public:
  Trial(const Slice& slice, const abi::Layout& layout, const value::Calendar& calendar, int budget)
      : bench_{slice, layout, calendar, budget} {}
  interp::Knowledge Decide(CaseCopy c);             // `c` as given
  interp::Knowledge DecideAsIs(const CaseCopy& c);  // nothing is presumed
  Bench& bench() { return bench_; }

 private:
  Bench bench_;
};

// The places of a case that hold one of the slice's facts or are one of its lists, what decides applicability
// first.
std::vector<Place> PlacesOf(const Slice& slice, const CaseCopy& c);
// Its fact has a value that does not depend on what is given for it: it does not apply.
bool IsSettled(const Slice& slice, const interp::Evaluator& evaluator, const Place& place);

}  // namespace guiju::trace
