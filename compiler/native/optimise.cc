// PassBuilder is slow to compile; it lives alone here.
#include <llvm/Analysis/CGSCCPassManager.h>
#include <llvm/Analysis/LoopAnalysisManager.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/Error.h>
#include <llvm/Target/TargetMachine.h>

#include "compiler/native/target.h"

namespace guiju::native {

std::string Optimise(llvm::Module& module, llvm::TargetMachine& target, bool fast) {
  if (std::string complaint = Verify(module); !complaint.empty()) return complaint;
  for (llvm::Function& function : module) {
    if (function.isDeclaration()) continue;
    function.addFnAttr("target-cpu", target.getTargetCPU());
    function.addFnAttr("target-features", target.getTargetFeatureString());
  }
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager graph;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&target);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graph, modules);
  llvm::ModulePassManager passes;
  const char* const pipeline =
      fast ? "function(sroa,early-cse,instcombine<no-verify-fixpoint>)" : "default<O2>";
  if (llvm::Error error = builder.parsePassPipeline(passes, pipeline))
    return llvm::toString(std::move(error));
  passes.run(module, modules);
  return Verify(module);
}

}  // namespace guiju::native
