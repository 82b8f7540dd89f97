#pragma once
// Object bytes that go beside the compiled program, and the linker. Private to the room.
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace llvm {
class TargetMachine;
}

namespace guiju::native {

// Definitions of the built-ins that jump through loader::kBuiltinTableSymbol, and of mem*.
base::Result<std::string> BuiltinStubs(llvm::TargetMachine& target);

// Links position-independent objects into a shared object that needs no library. Without a `soname` every
// symbol must be defined in them; with one, mem* may come from the program's libc.
base::Status LinkShared(const std::vector<std::string>& objects, const std::string& path,
                        const std::string& soname);

// Writes through a new file and a rename.
base::Status WriteFile(const std::string& path, const std::string& bytes);

}  // namespace guiju::native
