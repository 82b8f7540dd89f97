#pragma once
// What the emitters need to know about expressions before emitting any: static ranges, which lists they stand
// inside, and which are too expensive to compute twice. One pass, linear in the program.
#include <cstdint>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::native {

// Set of lists, small and ordered.
using ListSet = std::vector<ir::ListId>;

class Analysis {
 public:
  explicit Analysis(const ir::Program& program);

  // Every value the expression can take lies here; meaningless for texts and sets.
  const ir::Range& RangeOf(ir::ExprId expr) const { return ranges_[Index(expr)]; }
  // Lists whose element the expression reads from an enclosing aggregate.
  const ListSet& FreeLists(ir::ExprId expr) const { return free_[Index(expr)]; }
  // An aggregate or a date built-in is inside (through facts' applicability too, not through decisions).
  bool IsExpensive(ir::ExprId expr) const { return expensive_[Index(expr)] != 0; }
  // Some expression of the program reads the fact, or goes through the list.
  bool Reads(ir::FactId fact) const { return reads_[Index(fact)] != 0; }
  bool Reads(ir::ListId list) const { return reads_list_[Index(list)] != 0; }

 private:
  template <class Id>
  static size_t Index(Id id) {
    return static_cast<size_t>(id.index);
  }
  void Visit(ir::ExprId id);
  void VisitDecision(ir::DecisionId id);
  ListSet ComputeFree(const ir::Expr& expr) const;

  const ir::Program& program_;
  std::vector<char> seen_, decision_seen_;
  std::vector<ir::Range> ranges_;
  std::vector<ListSet> free_;
  std::vector<char> expensive_, reads_, reads_list_;
};

bool Contains(const ListSet& set, ir::ListId list);
// True for the kinds that need a loop or a call.
bool NeedsLoopOrCall(const ir::Expr& expr);
}  // namespace guiju::native
