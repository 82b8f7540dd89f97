#pragma once
// Guards of many rules at once by region tables: every quantity that guards compare finds its row of clause
// bits, and the rows are and-ed. Constants are data of the module.
#include <map>
#include <optional>
#include <vector>

#include "compiler/native/expression.h"
#include "compiler/native/guard_rows.h"
#include "compiler/native/native.h"
#include "compiler/plan/plan.h"

namespace guiju::native {

// The rules whose guards come out of tables. Empty when straight-line code is as fast.
class RegionRules {
 public:
  RegionRules() = default;
  // `forced`: whatever the cost model says.
  RegionRules(const ir::Program& program, const plan::Plan& plan, bool forced);
  bool empty() const { return rules_.empty(); }
  const std::vector<ir::RuleId>& rules() const { return rules_; }
  bool Serves(ir::RuleId rule) const { return Has(serves_, rule); }
  // The tables say all: no clause waits for a decision and nobody attacks the rule.
  bool Settles(ir::RuleId rule) const { return Has(settles_, rule); }

 private:
  bool Has(const std::vector<char>& marks, ir::RuleId rule) const {
    return !rules_.empty() && marks[static_cast<size_t>(rule.index)] != 0;
  }
  std::vector<ir::RuleId> rules_;
  std::vector<char> serves_, settles_;
};

// By the form asked for.
RegionRules RegionsFor(const ir::Program& program, const plan::Plan& plan, RowForm form);

// 64 bits of one case; equal pointers when exact.
struct RailWord {
  llvm::Value* must = nullptr;
  llvm::Value* may = nullptr;
};

struct GuardContext {
  const ir::Program& program;
  const abi::Layout& layout;
  const plan::Plan& plan;
  const RegionRules& rules;
  llvm::Value* row;
  bool two_valued;
  bool gathers_bits;  // the processor packs bits in one instruction (BMI2)
};

// Clause bits of the case, by word of ClausePlaces.
std::vector<RailWord> EmitClauseWords(llvm::Module& module, const GuardContext& context,
                                      const ClausePlaces& places, ExpressionEmitter& expressions);

// Guards of rules from clause words that were computed here or by an earlier function.
class ClauseGuards {
 public:
  ClauseGuards(const GuardContext& context, const ClausePlaces& places, std::vector<RailWord> words,
               ExpressionEmitter& expressions, Surroundings& surroundings)
      : context_(context),
        places_(places),
        words_(std::move(words)),
        expressions_(expressions),
        surroundings_(surroundings),
        b_(expressions.lanes().b) {}

  // Rule bits of the settled rules, by word of rule bits; other bits are 0.
  std::vector<RailWord> Settled();
  // The guard of a rule that tables serve; nothing of any other.
  std::optional<Val> Of(ir::RuleId rule);

 private:
  Val AnyOf(const std::map<size_t, uint64_t>& masks);
  Val Late(const plan::Literal& literal);

  const GuardContext& context_;
  const ClausePlaces& places_;
  std::vector<RailWord> words_;
  ExpressionEmitter& expressions_;
  Surroundings& surroundings_;
  Builder& b_;
};

}  // namespace guiju::native
