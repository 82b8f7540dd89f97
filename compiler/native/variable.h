#pragma once
// Loop variables of emitted code. Contract: made and used while one function is being built; Get and Set emit
// at the builder's place, the slot itself stands in the function's entry block.
#include "compiler/native/builder.h"

namespace guiju::native {

// A variable of a loop. Kept in memory until the optimiser promotes it: the folding builder would take a phi
// node that still lacks its second operand for a constant.
class Variable {
 public:
  Variable(Builder& b, llvm::Value* start) : b_(b) {
    llvm::BasicBlock& entry = b.GetInsertBlock()->getParent()->getEntryBlock();
    llvm::IRBuilder<> slots(&entry, entry.begin());
    slot_ = slots.CreateAlloca(start->getType());
    Set(start);
  }
  llvm::Value* Get() { return b_.CreateLoad(slot_->getAllocatedType(), slot_); }
  void Set(llvm::Value* value) { b_.CreateStore(value, slot_); }

 private:
  Builder& b_;
  llvm::AllocaInst* slot_;
};

}  // namespace guiju::native
