#pragma once
// Reading facts from and leaving outcomes in one block of loader::ColumnBlocks.
#include "compiler/native/facts.h"
#include "compiler/native/outcomes.h"

namespace guiju::native {

// Addresses within the block a function works on.
class BlockAddress {
 public:
  // Members of loader::ColumnBlocks, by offset in words.
  enum Member : unsigned { kBlocks, kValues, kKnown, kLists, kMust, kMay, kRuleStride, kLo, kHi, kExact };
  BlockAddress(Builder& b, llvm::Value* columns, llvm::Value* block)
      : b_(b), columns_(columns), block_(block) {}
  llvm::Value* Load(Member member, llvm::Type* type);
  // Entry `index` of a table of pointers.
  llvm::Value* Pointer(Member table, int32_t index);
  // First byte of this block in an array of `bytes` per block.
  llvm::Value* InBlock(llvm::Value* base, uint64_t bytes);
  llvm::Value* RuleWord(Member matrix, ir::RuleId rule);
  llvm::Value* block() const { return block_; }

 private:
  Builder& b_;
  llvm::Value* columns_;
  llvm::Value* block_;
};

// All 64 rows of the block.
class ColumnSource : public FactSource {
 public:
  ColumnSource(const ir::Program& program, const abi::Layout& layout, BlockAddress& address, bool two_valued)
      : program_(program), layout_(layout), address_(address), two_valued_(two_valued) {}
  RawFact Load(Lanes& lanes, ir::FactId fact) override;

 private:
  const ir::Program& program_;
  const abi::Layout& layout_;
  BlockAddress& address_;
  bool two_valued_;
};

// Row `index` of the block.
class ColumnRowSource : public FactSource, public ListSource {
 public:
  ColumnRowSource(const ir::Program& program, const abi::Layout& layout, BlockAddress& address,
                  llvm::Value* index, bool two_valued)
      : program_(program), layout_(layout), address_(address), index_(index), two_valued_(two_valued) {}
  RawFact Load(Lanes& lanes, ir::FactId fact) override;
  RawList Load(Lanes& lanes, ir::ListId list) override;

 private:
  const ir::Program& program_;
  const abi::Layout& layout_;
  BlockAddress& address_;
  llvm::Value* index_;
  bool two_valued_;
};

class ColumnOutcomes : public Outcomes {
 public:
  ColumnOutcomes(const ir::Program& program, ExpressionEmitter& expressions, BlockAddress& address,
                 bool two_valued)
      : program_(program),
        expressions_(expressions),
        lanes_(expressions.lanes()),
        b_(lanes_.b),
        address_(address),
        two_valued_(two_valued) {}
  void StoreRule(ir::RuleId rule, const Val& applies) override;
  Val Rule(ir::RuleId rule) override;
  void StoreDecision(ir::DecisionId decision, const Val& value) override;
  Val LoadDecision(ir::DecisionId decision) override;
  Val AnyOf(std::span<const ir::RuleId> rules) override;
  Val CountOf(std::span<const ir::RuleId> rules) override;
  Val AtLeastOf(std::span<const ir::RuleId> rules, int64_t bound) override;
  void Finish(Progress&) override {}

 private:
  llvm::Value* DecisionAt(BlockAddress::Member table, ir::DecisionId decision, int width);
  int WidthOf(ir::DecisionId decision) const;
  llvm::Value* PlanesAtLeast(std::span<llvm::Value* const> rails, int64_t bound);

  const ir::Program& program_;
  ExpressionEmitter& expressions_;
  Lanes& lanes_;
  Builder& b_;
  BlockAddress& address_;
  bool two_valued_;
  std::unordered_map<ir::RuleId, Val> rules_;
};

}  // namespace guiju::native
