#pragma once
// Where a function being built leaves what it decided, and reads what earlier functions decided.
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "compiler/native/expression.h"

namespace guiju::native {

// What the functions of one body have settled so far, in the order they will run.
struct Progress {
  explicit Progress(const ir::Program& program)
      : rule_done(program.rules.size()),
        decision_done(program.decisions.size()),
        word_started((program.rules.size() + 63) / 64) {}
  std::vector<char> rule_done, decision_done;  // by an earlier function
  std::vector<char> word_started;              // rows: a word of rule bits was written
};

class Outcomes {
 public:
  virtual ~Outcomes() = default;
  virtual void StoreRule(ir::RuleId rule, const Val& applies) = 0;
  virtual Val Rule(ir::RuleId rule) = 0;  // stored by this function or an earlier one
  virtual void StoreDecision(ir::DecisionId decision, const Val& value) = 0;
  virtual Val LoadDecision(ir::DecisionId decision) = 0;  // stored by an earlier function
  virtual Val AnyOf(std::span<const ir::RuleId> rules) = 0;
  virtual Val CountOf(std::span<const ir::RuleId> rules) = 0;
  virtual Val AtLeastOf(std::span<const ir::RuleId> rules, int64_t bound) = 0;
  virtual void Finish(Progress& progress) = 0;  // at the end of the function
};

// One case: the outcome words of abi.h.
class RowOutcomes : public Outcomes {
 public:
  RowOutcomes(const ir::Program& program, ExpressionEmitter& expressions, llvm::Value* words, bool two_valued,
              const Progress& progress);
  void StoreRule(ir::RuleId rule, const Val& applies) override;
  Val Rule(ir::RuleId rule) override;
  void StoreDecision(ir::DecisionId decision, const Val& value) override;
  Val LoadDecision(ir::DecisionId decision) override;
  Val AnyOf(std::span<const ir::RuleId> rules) override;
  Val CountOf(std::span<const ir::RuleId> rules) override;
  Val AtLeastOf(std::span<const ir::RuleId> rules, int64_t bound) override;
  void Finish(Progress& progress) override;
  // Bits of rules settled elsewhere in this function; before anything else is stored.
  void Preset(uint32_t word, llvm::Value* must, llvm::Value* may) { own_[word] = {must, may}; }

 private:
  struct Word {
    llvm::Value* must = nullptr;
    llvm::Value* may = nullptr;  // == must while every bit in it is exact
  };
  llvm::Value* At(uint32_t word);
  // The word as far as it is known here: bits of this function and of earlier ones.
  Word Full(uint32_t word);
  std::map<uint32_t, uint64_t> Masks(std::span<const ir::RuleId> rules) const;

  const ir::Program& program_;
  ExpressionEmitter& expressions_;
  Builder& b_;
  llvm::Value* words_;
  bool two_valued_;
  const Progress& progress_;
  abi::OutcomeShape shape_;
  std::map<uint32_t, Word> own_, earlier_;
  std::unordered_map<ir::RuleId, Val> rules_;
};

}  // namespace guiju::native
