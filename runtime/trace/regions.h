#pragma once
// The regions of a place: its values split where a condition of the slice can change. Private to the room.
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "runtime/trace/case_copy.h"
#include "runtime/trace/slice.h"

namespace guiju::trace {

// A comparison whose side is no single fact plus constants: where it changes depends on the other facts.
struct CrossAtom {
  ir::ExprId condition;  // Ge0 in the slice
  ir::ListId scope;      // the list whose element it is read for; unset outside lists
  std::vector<ir::FactId> facts;
};

// What evaluates a slice on a case under change, counting the evaluations.
struct Bench {
  const Slice& slice;
  const abi::Layout& layout;
  const value::Calendar& calendar;
  int budget = 0;
  int spent = 0;
  bool exhausted() const { return spent >= budget; }
  std::unique_ptr<interp::Evaluator> Run(const CaseCopy& c) {
    ++spent;
    return std::make_unique<interp::Evaluator>(slice.program, layout, interp::Case{c.row(), &calendar});
  }
};

class RegionTable {
 public:
  explicit RegionTable(const Slice& slice);

  // Regions in ascending order. `c` is changed during the call and restored; cross comparisons are solved for
  // the place with everything else as in `c`.
  std::vector<Region> RegionsOf(const Place& place, Bench* bench, CaseCopy* c) const;

  // Its value itself, not only the region it lies in, can be part of the result.
  bool IsNumericResult(ir::FactId fact) const { return numeric_results_.contains(fact); }
  bool IsCross(ir::FactId fact) const { return cross_facts_.contains(fact); }
  const std::vector<CrossAtom>& cross_atoms() const { return cross_; }
  // Not every value that matters has a region of its own.
  bool is_simplified() const { return simplified_sets_ || winding_result_; }

 private:
  struct Form;
  void ReadExpr(ir::ExprId id, ir::ListId scope, std::set<std::pair<int32_t, int32_t>>* seen);
  void ReadComparison(ir::ExprId id, ir::ListId scope);
  void ReadResult(ir::ExprId id);
  std::vector<Form> Expand(ir::ExprId id) const;
  std::vector<Form> Alternatives(const std::vector<ir::ExprId>& ids) const;
  void ReadTextTest(const ir::Expr& test);
  void Opaque(ir::ExprId id, Form* form, const std::function<void(const ir::Expr&)>& visit = nullptr) const;
  std::vector<int64_t> CrossCuts(const Place& place, Bench* bench, CaseCopy* c) const;
  std::vector<Region> EnumRegions(ir::FactId fact) const;
  std::vector<Region> SetRegions(ir::FactId fact) const;

  const ir::Program& program_;
  std::map<ir::FactId, std::set<int64_t>> cuts_;            // conditions may differ between cut - 1 and cut
  std::map<ir::FactId, std::vector<uint64_t>> value_sets_;  // enum facts: sets they are tested against
  std::set<ir::FactId> singles_;                            // enum facts used by value
  std::map<ir::FactId, std::set<int64_t>> texts_;
  std::map<ir::FactId, uint64_t> members_;  // set facts: members asked for
  std::set<ir::FactId> numeric_results_, cross_facts_;
  std::vector<CrossAtom> cross_;
  bool simplified_sets_ = false, winding_result_ = false;
};

// One value of the region: the end nearest to `from`, or the far one.
int64_t ValueIn(const Region& region, const ir::Fact& fact, int64_t from, bool far, size_t texts);
bool Contains(const Region& region, const ir::Fact& fact, int64_t value);

}  // namespace guiju::trace
