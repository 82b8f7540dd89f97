#pragma once
// The machine code is made for, optimisation and object emission. PassBuilder is sealed in optimise.cc.
#include <memory>
#include <string>

#include "compiler/base/result.h"
#include "compiler/native/native.h"

namespace llvm {
class Module;
class TargetMachine;
}  // namespace llvm

namespace guiju::native {

// cpu: "native" or a name LLVM knows. `fast`: quick instruction selection, little optimisation.
base::Result<std::unique_ptr<llvm::TargetMachine>> MakeTarget(const std::string& cpu, bool fast);
std::array<uint32_t, 8> RequiredCpuBits(const std::string& cpu);
// The processor packs the bits under a mask in one quick instruction.
bool GathersBits(const llvm::TargetMachine& target);
// Sets triple, data layout, PIC; before any IR is built.
void Prepare(llvm::Module& module, llvm::TargetMachine& target);
// Verifies, optimises, verifies again. "" or LLVM's complaint.
std::string Optimise(llvm::Module& module, llvm::TargetMachine& target, bool fast);
std::string Verify(llvm::Module& module);
base::Result<std::string> EmitObject(llvm::Module& module, llvm::TargetMachine& target);
std::string PrintModule(const llvm::Module& module);

}  // namespace guiju::native
