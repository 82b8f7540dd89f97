#pragma once
// Guards of many rules at once by region tables: every quantity that guards compare is located among its
// thresholds, and one row of rule bits per quantity is and-ed. Constants are data of the module; the search
// is unrolled.
#include <vector>

#include "compiler/native/expression.h"
#include "compiler/native/native.h"
#include "compiler/plan/plan.h"

namespace guiju::native {

// The rules whose guards the tables settle: no decision is read and nobody attacks them. Empty when tables
// would not pay.
class RegionRules {
 public:
  RegionRules() = default;
  // `forced`: whatever the cost model says.
  RegionRules(const ir::Program& program, const plan::Plan& plan, bool forced);
  bool empty() const { return rules_.empty(); }
  bool Settles(ir::RuleId rule) const {
    return !rules_.empty() && settled_[static_cast<size_t>(rule.index)] != 0;
  }
  const std::vector<ir::RuleId>& rules() const { return rules_; }

 private:
  std::vector<ir::RuleId> rules_;
  std::vector<char> settled_;
};

// By the form asked for.
RegionRules RegionsFor(const ir::Program& program, const plan::Plan& plan, RowForm form);

struct GuardWord {
  llvm::Value* must = nullptr;  // bit r % 64 of word r / 64 is rule r; equal pointers when exact
  llvm::Value* may = nullptr;
};
// By word of rule bits, as far as the last settled rule; bits of other rules are 0.
std::vector<GuardWord> EmitGuards(llvm::Module& module, const ir::Program& program, const plan::Plan& plan,
                                  const RegionRules& rules, ExpressionEmitter& expressions, bool two_valued);

}  // namespace guiju::native
