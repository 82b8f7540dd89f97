#include "compiler/native/scratch.h"

namespace guiju::native {
namespace {

// Rails of one case are stored as bytes.
llvm::Type* StoredType(Lanes& lanes, llvm::Type* type) {
  return type->isIntegerTy(1) ? lanes.b.getInt8Ty() : type;
}

}  // namespace

Scratch::Part Scratch::Keep(Lanes& lanes, llvm::Value* base, llvm::Value* value) {
  llvm::Type* stored = StoredType(lanes, value->getType());
  const uint32_t bytes = static_cast<uint32_t>(stored->getPrimitiveSizeInBits().getFixedValue() / 8);
  const Part part{size_, value->getType()};
  size_ += (bytes + 7) / 8 * 8;
  llvm::Value* at = lanes.b.CreateConstInBoundsGEP1_64(lanes.b.getInt8Ty(), base, part.offset);
  lanes.b.CreateAlignedStore(lanes.b.CreateZExtOrTrunc(value, stored), at, llvm::Align(8));
  return part;
}

void Scratch::Store(Lanes& lanes, llvm::Value* base, ir::ExprId expr, const Val& value) {
  Slot slot;
  if (value.lo != nullptr) slot.lo = Keep(lanes, base, value.lo);
  if (value.hi == value.lo) {
    slot.hi = slot.lo;
  } else if (value.hi != nullptr) {
    slot.hi = Keep(lanes, base, value.hi);
  }
  if (value.mask != nullptr) slot.mask = Keep(lanes, base, value.mask);
  if (value.known != nullptr) slot.known = Keep(lanes, base, value.known);
  slots_.emplace(expr, slot);
}

std::optional<Val> Scratch::Load(Lanes& lanes, llvm::Value* base, ir::ExprId expr) const {
  const auto found = slots_.find(expr);
  if (found == slots_.end()) return std::nullopt;
  const Slot& slot = found->second;
  auto load = [&](const std::optional<Part>& part) -> llvm::Value* {
    if (!part) return nullptr;
    llvm::Value* at = lanes.b.CreateConstInBoundsGEP1_64(lanes.b.getInt8Ty(), base, part->offset);
    llvm::Value* stored = lanes.b.CreateAlignedLoad(StoredType(lanes, part->type), at, llvm::Align(8));
    return lanes.b.CreateZExtOrTrunc(stored, part->type);
  };
  Val value;
  value.lo = load(slot.lo);
  const bool same = slot.hi && slot.lo && slot.hi->offset == slot.lo->offset;
  value.hi = same ? value.lo : load(slot.hi);
  value.mask = load(slot.mask);
  value.known = load(slot.known);
  return value;
}

}  // namespace guiju::native
