#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <type_traits>

#include "compiler/native/object_files.h"
#include "compiler/native/target.h"
#include "runtime/loader/symbols.h"
#include "runtime/value/builtins.h"

namespace guiju::native {
namespace {

template <class T>
llvm::Type* TypeOf(llvm::LLVMContext& context) {
  if constexpr (std::is_void_v<T>) return llvm::Type::getVoidTy(context);
  if constexpr (std::is_pointer_v<T>) return llvm::PointerType::getUnqual(context);
  if constexpr (std::is_integral_v<T>) return llvm::Type::getIntNTy(context, 8 * sizeof(T));
  GJ_UNREACHABLE();
}

// The LLVM type of a C function, so that the stubs cannot drift from runtime/value/builtins.h.
template <class Result, class... Args>
llvm::FunctionType* Signature(llvm::LLVMContext& context, Result (*)(Args...)) {
  return llvm::FunctionType::get(TypeOf<Result>(context), {TypeOf<Args>(context)...}, false);
}

llvm::Function* Hidden(llvm::Module& module, llvm::FunctionType* type, const char* name) {
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  function->addFnAttr("no-builtins");
  function->setDoesNotThrow();
  return function;
}

void AddJump(llvm::Module& module, llvm::GlobalVariable* table, unsigned index, llvm::FunctionType* type,
             const char* name) {
  llvm::Function* function = Hidden(module, type, name);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(module.getContext(), "entry", function));
  llvm::Value* slot = b.CreateConstInBoundsGEP2_32(table->getValueType(), table, 0, index);
  std::vector<llvm::Value*> args;
  for (llvm::Argument& arg : function->args()) args.push_back(&arg);
  llvm::CallInst* call = b.CreateCall(type, b.CreateLoad(b.getPtrTy(), slot), args);
  call->setTailCallKind(llvm::CallInst::TCK_Tail);
  type->getReturnType()->isVoidTy() ? b.CreateRetVoid() : b.CreateRet(call);
}

// for (i = 0; i < n; ++i) to[i] = …: the code generator may ask for these by name.
void AddMemory(llvm::Module& module, const char* name, bool copy) {
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* pointer = llvm::PointerType::getUnqual(context);
  llvm::Type* word = llvm::Type::getInt64Ty(context);
  llvm::Type* second = copy ? pointer : static_cast<llvm::Type*>(llvm::Type::getInt32Ty(context));
  llvm::Function* function =
      Hidden(module, llvm::FunctionType::get(pointer, {pointer, second, word}, false), name);
  auto* entry = llvm::BasicBlock::Create(context, "entry", function);
  auto* body = llvm::BasicBlock::Create(context, "body", function);
  auto* done = llvm::BasicBlock::Create(context, "done", function);
  llvm::IRBuilder<> b(entry);
  llvm::Value *to = function->getArg(0), *from = function->getArg(1), *n = function->getArg(2);
  b.CreateCondBr(b.CreateICmpEQ(n, b.getInt64(0)), done, body);
  b.SetInsertPoint(body);
  llvm::PHINode* i = b.CreatePHI(word, 2);
  i->addIncoming(b.getInt64(0), entry);
  llvm::Value* at = i;
  if (copy) {  // memmove too: backwards when the target lies behind the source
    llvm::Value* last = b.CreateSub(b.CreateSub(n, b.getInt64(1)), i);
    at = b.CreateSelect(b.CreateICmpUGT(b.CreatePtrToInt(to, word), b.CreatePtrToInt(from, word)), last, i);
  }
  llvm::Value* value = copy ? b.CreateLoad(b.getInt8Ty(), b.CreateGEP(b.getInt8Ty(), from, at))
                            : b.CreateTrunc(from, b.getInt8Ty());
  b.CreateStore(value, b.CreateGEP(b.getInt8Ty(), to, at));
  llvm::Value* next = b.CreateAdd(i, b.getInt64(1));
  i->addIncoming(next, body);
  b.CreateCondBr(b.CreateICmpEQ(next, n), done, body);
  b.SetInsertPoint(done);
  b.CreateRet(to);
}

}  // namespace

base::Result<std::string> BuiltinStubs(llvm::TargetMachine& target) {
  llvm::LLVMContext context;
  llvm::Module module("guiju_stubs", context);
  Prepare(module, target);
  constexpr unsigned kBuiltins = 0
#define GJ_BUILTIN(symbol, arguments) +1
#include "runtime/abi/builtins.def"
#undef GJ_BUILTIN
      ;
  auto* type = llvm::ArrayType::get(llvm::PointerType::getUnqual(context), kBuiltins);
  auto* table = new llvm::GlobalVariable(module, type, false, llvm::GlobalValue::ExternalLinkage,
                                         llvm::ConstantAggregateZero::get(type), loader::kBuiltinTableSymbol);
  unsigned index = 0;
#define GJ_BUILTIN(symbol, arguments) AddJump(module, table, index++, Signature(context, &symbol), #symbol);
#include "runtime/abi/builtins.def"
#undef GJ_BUILTIN
  AddMemory(module, "memcpy", true);
  AddMemory(module, "memmove", true);
  AddMemory(module, "memset", false);
  if (std::string complaint = Verify(module); !complaint.empty()) return base::Error{complaint};
  return EmitObject(module, target);
}

}  // namespace guiju::native
