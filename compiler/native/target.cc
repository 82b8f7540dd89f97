#include "compiler/native/target.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

#include <mutex>

#include "runtime/loader/cpu.h"

namespace guiju::native {
namespace {

void InitialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    llvm::InitializeNativeTargetAsmParser();
  });
}

std::string HostFeatures() {
  std::string features;
  for (const auto& feature : llvm::sys::getHostCPUFeatures()) {
    if (!features.empty()) features += ',';
    features += (feature.second ? '+' : '-');
    features += feature.first().str();
  }
  return features;
}

}  // namespace

base::Result<std::unique_ptr<llvm::TargetMachine>> MakeTarget(const std::string& cpu, bool fast) {
  InitialiseOnce();
  const std::string triple = llvm::sys::getProcessTriple();
  std::string complaint;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, complaint);
  if (target == nullptr) return base::Error{"LLVM knows no target " + triple + ": " + complaint};
  const bool native = cpu == "native";
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, native ? llvm::sys::getHostCPUName().str() : cpu,
                                  native ? HostFeatures() : "", {}, llvm::Reloc::PIC_, llvm::CodeModel::Small,
                                  fast ? llvm::CodeGenOptLevel::Less : llvm::CodeGenOptLevel::Default));
  if (machine == nullptr) return base::Error{"LLVM makes no code for " + triple + " " + cpu};
  return machine;
}

std::array<uint32_t, 8> RequiredCpuBits(const std::string& cpu) {
  return cpu == "native" ? loader::HostCpuBits() : loader::BaselineCpuBits();
}

bool GathersBits(const llvm::TargetMachine& target) {
  const llvm::StringRef cpu = target.getTargetCPU();
  if (cpu == "znver1" || cpu == "znver2" || cpu == "bdver4") return false;  // in microcode
  return target.getMCSubtargetInfo()->checkFeatures("+bmi2");
}

void Prepare(llvm::Module& module, llvm::TargetMachine& target) {
  module.setTargetTriple(target.getTargetTriple().str());
  module.setDataLayout(target.createDataLayout());
  module.setPICLevel(llvm::PICLevel::BigPIC);
}

std::string Verify(llvm::Module& module) {
  std::string complaint;
  llvm::raw_string_ostream stream(complaint);
  return llvm::verifyModule(module, &stream) ? complaint : std::string();
}

base::Result<std::string> EmitObject(llvm::Module& module, llvm::TargetMachine& target) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (target.addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile)) {
    return base::Error{"LLVM writes no object files for this target"};
  }
  passes.run(module);
  return std::string(bytes.begin(), bytes.end());
}

std::string PrintModule(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

}  // namespace guiju::native
