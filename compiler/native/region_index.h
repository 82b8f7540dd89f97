#pragma once
// How a quantity of one case finds its row: the region of a number among its thresholds, the bits of small
// facts gathered from a word. Branch-free; every index lies inside the table it is made for.
#include <vector>

#include "compiler/native/builder.h"

namespace guiju::native {

// How many bounds (ascending) are at most x, as i64. More than a few vectors of them are searched in a
// constant added to the module.
llvm::Value* RegionOf(llvm::Module& module, Builder& b, llvm::Value* x, const std::vector<int64_t>& bounds);

struct BitField {
  unsigned place = 0, width = 0;  // in a word of 64 bits
};
// The fields, ascending by place, one after another from bit 0 on. `in_one`: the processor gathers bits with
// one instruction.
llvm::Value* GatherBits(Builder& b, llvm::Value* word, const std::vector<BitField>& fields, bool in_one);

}  // namespace guiju::native
