#pragma once
// The column kernels: 64 rows at a time, one word per condition, one loop over the blocks.
#include "compiler/native/row_module.h"

namespace guiju::native {

// Adds `name`: void(const loader::ColumnBlocks*, calendar).
void AddColumnBody(llvm::Module& module, const ProgramView& view, bool two_valued, const char* name);

}  // namespace guiju::native
