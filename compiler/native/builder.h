#pragma once
// Thin vocabulary over IRBuilder for one case (lanes = 1) or 64 cases at once (lanes = 64): the expression
// emitter is written once and produces scalar or vector code.
//
// A *rail* is one bit per case: i1 for one case, i64 for 64. A *number* is iN or <64 x iN>.
#include <llvm/Analysis/InstSimplifyFolder.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Module.h>

#include <cstdint>

namespace guiju::native {

using Builder = llvm::IRBuilder<llvm::InstSimplifyFolder>;

class Lanes {
 public:
  Lanes(Builder& builder, unsigned lanes) : b(builder), lanes_(lanes) {}

  Builder& b;
  bool scalar() const { return lanes_ == 1; }
  unsigned count() const { return lanes_; }

  llvm::Type* NumberType(unsigned bits) const {
    llvm::Type* scalar_type = b.getIntNTy(bits);
    return scalar() ? scalar_type : llvm::FixedVectorType::get(scalar_type, lanes_);
  }
  llvm::Type* RailType() const { return scalar() ? b.getInt1Ty() : static_cast<llvm::Type*>(b.getInt64Ty()); }
  llvm::Value* Number(int64_t value, unsigned bits = 64) const {
    return llvm::ConstantInt::get(NumberType(bits), static_cast<uint64_t>(value), true);
  }
  llvm::Value* Rail(bool value) const {
    return value ? llvm::Constant::getAllOnesValue(RailType()) : llvm::Constant::getNullValue(RailType());
  }
  static unsigned BitsOf(const llvm::Value* number) { return number->getType()->getScalarSizeInBits(); }
  llvm::Value* Extend(llvm::Value* number, unsigned bits) const {
    return b.CreateSExt(number, NumberType(bits));
  }
  llvm::Value* ExtendUnsigned(llvm::Value* number, unsigned bits) const {
    return b.CreateZExtOrTrunc(number, NumberType(bits));
  }
  // A comparison's result as a rail, and a rail as the condition of a select.
  llvm::Value* ToRail(llvm::Value* compared) const {
    return scalar() ? compared : b.CreateBitCast(compared, b.getInt64Ty());
  }
  // Logic of rails stays in words: LLVM 19 would turn `bitcast (or a, b)` into vector logic and back without
  // end, so the word passes through an empty instruction it cannot see into.
  llvm::Value* ToLanes(llvm::Value* rail) const {
    if (scalar()) return rail;
    if (!llvm::isa<llvm::Constant>(rail)) rail = Opaque(rail);
    return b.CreateBitCast(rail, llvm::FixedVectorType::get(b.getInt1Ty(), lanes_));
  }
  llvm::Value* Compare(llvm::CmpInst::Predicate predicate, llvm::Value* x, llvm::Value* y) const {
    return ToRail(b.CreateICmp(predicate, x, y));
  }
  llvm::Value* Select(llvm::Value* rail, llvm::Value* then, llvm::Value* otherwise) const {
    if (then == otherwise) return then;
    if (rail == Rail(true)) return then;
    if (rail == Rail(false)) return otherwise;
    llvm::Value* chosen = b.CreateSelect(ToLanes(rail), then, otherwise);
    const bool folds = llvm::isa<llvm::Constant>(then) || llvm::isa<llvm::Constant>(otherwise);
    if (scalar() || !folds) return chosen;
    // Comparing a choice between constants would fold back into logic of the conditions as masks, and LLVM 19
    // would then turn `or (bitcast a), (bitcast b)` and `bitcast (or a, b)` into each other without end: hide
    // the constants.
    llvm::Value* zero = Opaque(b.getIntN(BitsOf(chosen), 0));
    return b.CreateXor(chosen, b.CreateVectorSplat(lanes_, zero));
  }
  llvm::Value* SelectRail(llvm::Value* rail, llvm::Value* then, llvm::Value* otherwise) const {
    return b.CreateOr(b.CreateAnd(rail, then), b.CreateAnd(b.CreateNot(rail), otherwise));
  }
  llvm::Value* Min(llvm::Value* x, llvm::Value* y) const {
    return x == y ? x : b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, x, y);
  }
  llvm::Value* Max(llvm::Value* x, llvm::Value* y) const {
    return x == y ? x : b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, x, y);
  }
  // Exactly one bit is set, given that one is.
  llvm::Value* IsSingle(llvm::Value* mask) const {
    const unsigned bits = BitsOf(mask);
    llvm::Value* rest = b.CreateAnd(mask, b.CreateSub(mask, Number(1, bits)));
    return Compare(llvm::CmpInst::ICMP_EQ, rest, Number(0, bits));
  }
  // 1 or 0 per case.
  llvm::Value* RailAsNumber(llvm::Value* rail, unsigned bits = 64) const {
    return b.CreateZExt(ToLanes(rail), NumberType(bits));
  }

 private:
  // The same word, out of an instruction LLVM cannot see into.
  llvm::Value* Opaque(llvm::Value* word) const {
    llvm::Type* type = word->getType();
    return b.CreateCall(llvm::InlineAsm::get(llvm::FunctionType::get(type, {type}, false), "", "=r,0", false),
                        {word});
  }

  unsigned lanes_;
};

}  // namespace guiju::native
