#include "compiler/native/facts.h"

namespace guiju::native {

llvm::LoadInst* Invariant(llvm::LoadInst* load) {
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(load->getContext(), {}));
  return load;
}

llvm::Value* RowSource::At(Lanes& lanes, uint32_t offset) {
  return lanes.b.CreateConstInBoundsGEP1_64(lanes.b.getInt8Ty(), row_, offset);
}

RawFact RowSource::Load(Lanes& lanes, ir::FactId id) {
  Builder& b = lanes.b;
  const abi::Field& field = layout_.fields[static_cast<size_t>(id.index)];
  const ir::Type& type = program_.facts[id].type;
  RawFact raw;
  llvm::Type* stored = b.getIntNTy(8 * field.width);
  raw.value = Invariant(b.CreateAlignedLoad(stored, At(lanes, field.offset), llvm::Align(field.width)));
  if (type.kind == ir::TypeKind::kBool) raw.value = b.CreateTrunc(raw.value, b.getInt1Ty());
  raw.zero_when_unknown = true;
  raw.known = lanes.Rail(true);
  if (two_valued_) return raw;
  llvm::Value*& word = known_words_[field.known_bit / 64];
  if (word == nullptr) {
    word =
        Invariant(b.CreateAlignedLoad(b.getInt64Ty(), At(lanes, 8 * (field.known_bit / 64)), llvm::Align(8)));
  }
  raw.known = b.CreateTrunc(b.CreateLShr(word, field.known_bit % 64), b.getInt1Ty());
  return raw;
}

RawList RowSource::Load(Lanes& lanes, ir::ListId list) {
  Builder& b = lanes.b;
  const uint32_t offset = layout_.list_offsets[static_cast<size_t>(list.index)];
  RawList raw;
  raw.elements = Invariant(b.CreateAlignedLoad(b.getPtrTy(), At(lanes, offset), llvm::Align(8)));
  llvm::Value* count = Invariant(b.CreateAlignedLoad(b.getInt32Ty(), At(lanes, offset + 8), llvm::Align(8)));
  raw.count = b.CreateZExt(count, b.getInt64Ty());
  raw.open = b.getFalse();
  if (two_valued_) return raw;
  llvm::Value* open = Invariant(b.CreateAlignedLoad(b.getInt32Ty(), At(lanes, offset + 12), llvm::Align(4)));
  raw.open = b.CreateICmpNE(open, b.getInt32(0));
  return raw;
}

}  // namespace guiju::native
