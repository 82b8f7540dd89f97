#include "compiler/native/region_index.h"

#include <llvm/IR/IntrinsicsX86.h>

#include <algorithm>
#include <limits>

namespace guiju::native {
namespace {

constexpr size_t kMostCompared = 32;  // thresholds compared at once
constexpr unsigned kVectorBits = 256;

int64_t LastOf(unsigned bits) {
  return bits == 64 ? std::numeric_limits<int64_t>::max() : (int64_t{1} << (bits - 1)) - 1;
}

// One comparison each, or a vector of them at a time: x > bound - 1, the lanes to spare never reached.
llvm::Value* CountReached(Builder& b, llvm::Value* x, const std::vector<int64_t>& bounds) {
  const unsigned bits = Lanes::BitsOf(x), lanes = kVectorBits / bits;
  const int64_t last = LastOf(bits);
  llvm::Value* region = b.getInt64(0);
  std::vector<int64_t> below;
  for (int64_t bound : bounds) {
    if (bound == -last - 1) {
      region = b.CreateAdd(region, b.getInt64(1));
    } else {
      below.push_back(bound - 1);
    }
  }
  auto constant = [&](int64_t value) {
    return llvm::ConstantInt::get(b.getIntNTy(bits), static_cast<uint64_t>(value), true);
  };
  if (below.size() <= 2) {
    for (int64_t limit : below) {
      region = b.CreateAdd(region, b.CreateZExt(b.CreateICmpSGT(x, constant(limit)), b.getInt64Ty()));
    }
    return region;
  }
  llvm::Value* spread = b.CreateVectorSplat(lanes, x);
  for (size_t first = 0; first < below.size(); first += lanes) {
    std::vector<llvm::Constant*> limits(lanes, constant(last));
    for (size_t i = 0; i < lanes && first + i < below.size(); ++i) limits[i] = constant(below[first + i]);
    llvm::Value* reached = b.CreateICmpSGT(spread, llvm::ConstantVector::get(limits));
    llvm::Value* word = b.CreateBitCast(reached, b.getIntNTy(lanes));
    llvm::Value* count = b.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, b.CreateZExt(word, b.getInt32Ty()));
    region = b.CreateAdd(region, b.CreateZExt(count, b.getInt64Ty()));
  }
  return region;
}

llvm::Value* SearchReached(llvm::Module& module, Builder& b, llvm::Value* x,
                           const std::vector<int64_t>& bounds) {
  llvm::Type* type = x->getType();
  std::vector<llvm::Constant*> limits;
  limits.reserve(bounds.size());
  for (int64_t bound : bounds) {
    limits.push_back(llvm::ConstantInt::get(type, static_cast<uint64_t>(bound), true));
  }
  auto* array = llvm::ConstantArray::get(llvm::ArrayType::get(type, limits.size()), limits);
  auto* table = new llvm::GlobalVariable(module, array->getType(), true, llvm::GlobalValue::PrivateLinkage,
                                         array, "bounds");
  llvm::Value* base = b.getInt64(0);  // that many bounds are known to be reached
  for (size_t left = limits.size(); left > 0;) {
    const size_t half = (left + 1) / 2;
    llvm::Value* at = b.CreateInBoundsGEP(type, table, b.CreateAdd(base, b.getInt64(half - 1)));
    llvm::Value* reached = b.CreateICmpSLE(b.CreateLoad(type, at), x);
    base = b.CreateSelect(reached, b.CreateAdd(base, b.getInt64(half)), base);
    left = left - half == 0 ? 0 : std::max(left - half, half - 1);
  }
  return base;
}

}  // namespace

llvm::Value* RegionOf(llvm::Module& module, Builder& b, llvm::Value* x, const std::vector<int64_t>& bounds) {
  const unsigned bits = Lanes::BitsOf(x);
  const int64_t last = LastOf(bits);
  // A bound the field's width cannot hold would wrap around as a constant: compare such terms at full width.
  if (std::ranges::any_of(bounds, [&](int64_t bound) { return bound > last || bound < -last - 1; })) {
    return RegionOf(module, b, b.CreateSExt(x, b.getInt64Ty()), bounds);
  }
  return bounds.size() <= kMostCompared ? CountReached(b, x, bounds) : SearchReached(module, b, x, bounds);
}

llvm::Value* GatherBits(Builder& b, llvm::Value* word, const std::vector<BitField>& fields, bool in_one) {
  uint64_t mask = 0;
  for (const auto& [place, width] : fields) mask |= ((uint64_t{1} << width) - 1) << place;
  if (fields.size() > 1 && in_one) {
    return b.CreateIntrinsic(b.getInt64Ty(), llvm::Intrinsic::x86_bmi_pext_64, {word, b.getInt64(mask)});
  }
  llvm::Value* index = b.getInt64(0);
  unsigned shift = 0;
  for (const auto& [place, width] : fields) {
    llvm::Value* bits = b.CreateAnd(b.CreateLShr(word, place), (uint64_t{1} << width) - 1);
    index = b.CreateOr(index, b.CreateShl(bits, shift));
    shift += width;
  }
  return index;
}

}  // namespace guiju::native
