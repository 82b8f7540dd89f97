// LLJIT is slow to compile; it lives alone here. A closed world: the built-ins, mem*, and nothing of the
// process.
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>

#include <cstring>
#include <mutex>

#include "compiler/native/native.h"
#include "runtime/loader/symbols.h"
#include "runtime/value/builtins.h"

namespace guiju::native {
namespace {

using llvm::orc::ExecutorAddr;

void InitialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
}

llvm::orc::SymbolMap Allowed(llvm::orc::LLJIT& jit) {
  llvm::orc::SymbolMap symbols;
  auto allow = [&](const char* name, auto* function) {
    symbols[jit.mangleAndIntern(name)] = {ExecutorAddr::fromPtr(function), llvm::JITSymbolFlags::Exported};
  };
#define GJ_BUILTIN(symbol, arguments) allow(#symbol, &symbol);
#include "runtime/abi/builtins.def"
#undef GJ_BUILTIN
  allow("memcpy", static_cast<void* (*)(void*, const void*, size_t)>(&std::memcpy));
  allow("memmove", static_cast<void* (*)(void*, const void*, size_t)>(&std::memmove));
  allow("memset", static_cast<void* (*)(void*, int, size_t)>(&std::memset));
  allow("memcmp", static_cast<int (*)(const void*, const void*, size_t)>(&std::memcmp));
  return symbols;
}

class InMemory : public loader::Loaded {
 public:
  explicit InMemory(std::unique_ptr<llvm::orc::LLJIT> jit) : jit_(std::move(jit)) {}

  base::Status Load(const Unit& unit) {
    auto& session = jit_->getExecutionSession();
    llvm::orc::JITDylib& library = session.createBareJITDylib("guiju");
    if (auto error = library.define(llvm::orc::absoluteSymbols(Allowed(*jit_))))
      return Complain(std::move(error));
    auto bytes = llvm::MemoryBuffer::getMemBufferCopy(unit.object, "guiju.o");
    if (auto error = jit_->addObjectFile(library, std::move(bytes))) return Complain(std::move(error));
    auto find = [&](const char* symbol) {
      auto address = jit_->lookup(library, symbol);
      if (address) return *address;
      // A body that was not asked for. Anything wrong with the object shows at the descriptor, which always
      // exists.
      llvm::consumeError(address.takeError());
      return ExecutorAddr();
    };
    auto descriptor = jit_->lookup(library, loader::kDescriptorSymbol);
    if (!descriptor) return Complain(descriptor.takeError());
    std::memcpy(&descriptor_, descriptor->toPtr<const void*>(), sizeof(descriptor_));
    const auto* need = find(loader::kNeedSymbol).toPtr<const uint64_t*>();
    if (descriptor_ != unit.descriptor || need == nullptr ||
        !loader::Need::Decode(need, descriptor_.need_words, &need_)) {
      return base::Error{"the compiled object does not match its descriptor"};
    }
    row_two_ = find(loader::kRowTwoSymbol).toPtr<loader::TwoValuedFunction>();
    row_three_ = find(loader::kRowThreeSymbol).toPtr<loader::ThreeValuedFunction>();
    columns_two_ = find(loader::kColumnsTwoSymbol).toPtr<loader::ColumnFunction>();
    columns_three_ = find(loader::kColumnsThreeSymbol).toPtr<loader::ColumnFunction>();
    return base::Done{};
  }

 private:
  static base::Status Complain(llvm::Error error) {
    return base::Error{"compiled code cannot be loaded: " + llvm::toString(std::move(error))};
  }
  std::unique_ptr<llvm::orc::LLJIT> jit_;
};

}  // namespace

base::Result<std::shared_ptr<const loader::Loaded>> LoadInMemory(const Unit& unit) {
  InitialiseOnce();
  auto jit = llvm::orc::LLJITBuilder()
                 .setLinkProcessSymbolsByDefault(false)
                 .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                 .create();
  if (!jit) return base::Error{"LLVM cannot make code in memory: " + llvm::toString(jit.takeError())};
  // What the linker finds wrong is returned as an error, not printed.
  (*jit)->getExecutionSession().setErrorReporter(
      [](llvm::Error error) { llvm::consumeError(std::move(error)); });
  auto loaded = std::make_shared<InMemory>(std::move(*jit));
  if (base::Status status = loaded->Load(unit); !status) return status.error();
  return std::shared_ptr<const loader::Loaded>(std::move(loaded));
}

}  // namespace guiju::native
