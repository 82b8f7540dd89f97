#include "compiler/native/columns.h"

#include "runtime/loader/loaded.h"

namespace guiju::native {
namespace {

constexpr uint64_t kRows = 64;

}  // namespace

llvm::Value* BlockAddress::Load(Member member, llvm::Type* type) {
  llvm::Value* at = b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), columns_, member);
  return Invariant(b_.CreateAlignedLoad(type, at, llvm::Align(8)));
}

llvm::Value* BlockAddress::Pointer(Member table, int32_t index) {
  llvm::Value* pointers = Load(table, b_.getPtrTy());
  llvm::Value* at = b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), pointers, static_cast<uint64_t>(index));
  return Invariant(b_.CreateAlignedLoad(b_.getPtrTy(), at, llvm::Align(8)));
}

llvm::Value* BlockAddress::InBlock(llvm::Value* base, uint64_t bytes) {
  return b_.CreateInBoundsGEP(b_.getInt8Ty(), base, b_.CreateMul(block_, b_.getInt64(bytes), "", true, true));
}

llvm::Value* BlockAddress::RuleWord(Member matrix, ir::RuleId rule) {
  // Eight small multiples of the distance serve all groups of eight rules: one addition per group instead of
  // a multiplication per rule.
  constexpr int32_t kGroup = 8;
  llvm::Value* stride = Load(kRuleStride, b_.getInt64Ty());
  auto times = [&](int32_t factor) {
    return b_.CreateMul(stride, b_.getInt64(static_cast<uint64_t>(factor)), "", true, true);
  };
  llvm::Value* first = b_.CreateInBoundsGEP(b_.getInt64Ty(), Load(matrix, b_.getPtrTy()), block_);
  llvm::Value* group = b_.CreateInBoundsGEP(b_.getInt64Ty(), first, times(rule.index / kGroup * kGroup));
  return b_.CreateInBoundsGEP(b_.getInt64Ty(), group, times(rule.index % kGroup));
}

RawFact ColumnSource::Load(Lanes& lanes, ir::FactId id) {
  Builder& b = lanes.b;
  RawFact raw;
  raw.known = lanes.Rail(true);
  if (!two_valued_) {
    llvm::Value* words = address_.Pointer(BlockAddress::kKnown, id.index);
    raw.known = Invariant(b.CreateAlignedLoad(b.getInt64Ty(), address_.InBlock(words, 8), llvm::Align(1)));
  }
  llvm::Value* values = address_.Pointer(BlockAddress::kValues, id.index);
  if (program_.facts[id].type.kind == ir::TypeKind::kBool) {
    raw.value = Invariant(b.CreateAlignedLoad(b.getInt64Ty(), address_.InBlock(values, 8), llvm::Align(1)));
    return raw;
  }
  const uint64_t width = layout_.fields[static_cast<size_t>(id.index)].width;
  llvm::Value* at = address_.InBlock(values, kRows * width);
  raw.value =
      Invariant(b.CreateAlignedLoad(lanes.NumberType(static_cast<unsigned>(8 * width)), at, llvm::Align(1)));
  return raw;
}

RawFact ColumnRowSource::Load(Lanes& lanes, ir::FactId id) {
  Builder& b = lanes.b;
  auto bit = [&](llvm::Value* base) {
    llvm::Value* word =
        Invariant(b.CreateAlignedLoad(b.getInt64Ty(), address_.InBlock(base, 8), llvm::Align(1)));
    return b.CreateTrunc(b.CreateLShr(word, index_), b.getInt1Ty());
  };
  RawFact raw;
  raw.known = two_valued_ ? lanes.Rail(true) : bit(address_.Pointer(BlockAddress::kKnown, id.index));
  llvm::Value* values = address_.Pointer(BlockAddress::kValues, id.index);
  if (program_.facts[id].type.kind == ir::TypeKind::kBool) {
    raw.value = bit(values);
    return raw;
  }
  const uint64_t width = layout_.fields[static_cast<size_t>(id.index)].width;
  llvm::Type* type = b.getIntNTy(static_cast<unsigned>(8 * width));
  llvm::Value* at = b.CreateInBoundsGEP(type, address_.InBlock(values, kRows * width), index_);
  raw.value = Invariant(b.CreateAlignedLoad(type, at, llvm::Align(1)));
  return raw;
}

RawList ColumnRowSource::Load(Lanes& lanes, ir::ListId list) {
  Builder& b = lanes.b;
  llvm::Value* views =
      address_.InBlock(address_.Pointer(BlockAddress::kLists, list.index), kRows * sizeof(abi::ListView));
  llvm::Value* view =
      b.CreateInBoundsGEP(b.getInt8Ty(), views, b.CreateMul(index_, b.getInt64(sizeof(abi::ListView))));
  auto at = [&](uint64_t offset) { return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), view, offset); };
  RawList raw;
  raw.elements = Invariant(b.CreateAlignedLoad(b.getPtrTy(), at(0), llvm::Align(8)));
  raw.count =
      b.CreateZExt(Invariant(b.CreateAlignedLoad(b.getInt32Ty(), at(8), llvm::Align(8))), b.getInt64Ty());
  raw.open = b.getFalse();
  if (two_valued_) return raw;
  llvm::Value* open = Invariant(b.CreateAlignedLoad(b.getInt32Ty(), at(12), llvm::Align(4)));
  raw.open = b.CreateICmpNE(open, b.getInt32(0));
  return raw;
}

// ---- outcomes
// -------------------------------------------------------------------------------------------------------

void ColumnOutcomes::StoreRule(ir::RuleId rule, const Val& applies) {
  rules_[rule] = applies;
  b_.CreateAlignedStore(applies.lo, address_.RuleWord(BlockAddress::kMust, rule), llvm::Align(8));
  if (!two_valued_)
    b_.CreateAlignedStore(applies.hi, address_.RuleWord(BlockAddress::kMay, rule), llvm::Align(8));
}

Val ColumnOutcomes::Rule(ir::RuleId rule) {
  if (auto found = rules_.find(rule); found != rules_.end()) return found->second;
  auto load = [&](BlockAddress::Member matrix) {
    return b_.CreateAlignedLoad(b_.getInt64Ty(), address_.RuleWord(matrix, rule), llvm::Align(8));
  };
  llvm::Value* must = load(BlockAddress::kMust);
  return rules_[rule] = {must, two_valued_ ? must : load(BlockAddress::kMay), nullptr, nullptr};
}

Val ColumnOutcomes::AnyOf(std::span<const ir::RuleId> rules) {
  Val any = Exact(lanes_.Rail(false));
  for (ir::RuleId rule : rules) any = expressions_.Or(any, Rule(rule));
  return any;
}

Val ColumnOutcomes::CountOf(std::span<const ir::RuleId> rules) {
  constexpr unsigned kBits = 32;
  Val count = Exact(lanes_.Number(0, kBits));
  for (ir::RuleId rule : rules) {
    const Val applies = Rule(rule);
    const bool exact = applies.exact() && count.exact();
    count.lo = b_.CreateAdd(count.lo, lanes_.RailAsNumber(applies.lo, kBits));
    count.hi = exact ? count.lo : b_.CreateAdd(count.hi, lanes_.RailAsNumber(applies.hi, kBits));
  }
  return count;
}

Val ColumnOutcomes::AtLeastOf(std::span<const ir::RuleId> rules, int64_t bound) {
  std::vector<llvm::Value*> must, may;
  bool exact = true;
  for (ir::RuleId rule : rules) {
    const Val applies = Rule(rule);
    exact &= applies.exact();
    must.push_back(applies.lo);
    may.push_back(applies.hi);
  }
  llvm::Value* lo = PlanesAtLeast(must, bound);
  return {lo, exact ? lo : PlanesAtLeast(may, bound), nullptr, nullptr};
}

// Adds the rails up column by column in carry-save form: after that plane p holds bit p of every row's count.
llvm::Value* ColumnOutcomes::PlanesAtLeast(std::span<llvm::Value* const> rails, int64_t bound) {
  if (bound <= 0) return lanes_.Rail(true);
  if (bound > static_cast<int64_t>(rails.size())) return lanes_.Rail(false);
  std::vector<llvm::Value*> planes;
  std::vector<llvm::Value*> level(rails.begin(), rails.end());
  while (!level.empty()) {
    std::vector<llvm::Value*> carries;
    size_t next = 0;
    while (level.size() - next >= 3) {
      llvm::Value *x = level[next], *y = level[next + 1], *z = level[next + 2];
      next += 3;
      llvm::Value* half = b_.CreateXor(x, y);
      level.push_back(b_.CreateXor(half, z));
      carries.push_back(b_.CreateOr(b_.CreateAnd(x, y), b_.CreateAnd(half, z)));
    }
    if (level.size() - next == 2) {
      carries.push_back(b_.CreateAnd(level[next], level[next + 1]));
      planes.push_back(b_.CreateXor(level[next], level[next + 1]));
    } else {
      planes.push_back(level[next]);
    }
    level = std::move(carries);
  }
  // count >= bound, from the lowest bit up.
  llvm::Value* at_least = lanes_.Rail(true);
  for (size_t p = 0; p < planes.size(); ++p) {
    at_least = ((bound >> p) & 1) != 0 ? b_.CreateAnd(planes[p], at_least) : b_.CreateOr(planes[p], at_least);
  }
  return (bound >> planes.size()) != 0 ? lanes_.Rail(false) : at_least;
}

int ColumnOutcomes::WidthOf(ir::DecisionId id) const {
  const ir::Decision& decision = program_.decisions[id];
  return two_valued_ ? loader::TwoValuedWidth(decision) : loader::ThreeValuedWidth(program_, decision);
}

llvm::Value* ColumnOutcomes::DecisionAt(BlockAddress::Member table, ir::DecisionId id, int width) {
  return address_.InBlock(address_.Pointer(table, id.index),
                          width == 0 ? 8 : kRows * static_cast<uint64_t>(width));
}

void ColumnOutcomes::StoreDecision(ir::DecisionId id, const Val& value) {
  const ir::Type& type = program_.decisions[id].type;
  const int width = WidthOf(id);
  auto store = [&](BlockAddress::Member table, llvm::Value* x) {
    b_.CreateAlignedStore(x, DecisionAt(table, id, width), llvm::Align(8));
  };
  switch (type.kind) {
    case ir::TypeKind::kBool:
      store(BlockAddress::kLo, value.lo);
      if (!two_valued_) store(BlockAddress::kHi, value.hi);
      return;
    case ir::TypeKind::kEnum: {
      if (!two_valued_) return store(BlockAddress::kLo, expressions_.AsMask(value, type).lo);
      return store(BlockAddress::kLo, lanes_.ExtendUnsigned(expressions_.AsNumber(value, type).lo, 8));
    }
    case ir::TypeKind::kText: {
      llvm::Value* id_or_zero = lanes_.Select(value.known, value.lo, lanes_.Number(0));
      store(BlockAddress::kLo, id_or_zero);
      if (!two_valued_) store(BlockAddress::kHi, id_or_zero);
      return;
    }
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet: {
      const Val sized = expressions_.ToBits(value, static_cast<unsigned>(8 * width));
      store(BlockAddress::kLo, sized.lo);
      if (!two_valued_) store(BlockAddress::kHi, sized.hi);
      return;
    }
  }
}

Val ColumnOutcomes::LoadDecision(ir::DecisionId id) {
  const ir::Type& type = program_.decisions[id].type;
  const int width = WidthOf(id);
  llvm::Type* stored = width == 0 ? b_.getInt64Ty() : lanes_.NumberType(static_cast<unsigned>(8 * width));
  auto load = [&](BlockAddress::Member table) {
    return b_.CreateAlignedLoad(stored, DecisionAt(table, id, width), llvm::Align(8));
  };
  llvm::Value* lo = load(BlockAddress::kLo);
  if (type.kind == ir::TypeKind::kEnum && !two_valued_) return {nullptr, nullptr, lo, nullptr};
  Val value{lo, two_valued_ || type.kind == ir::TypeKind::kEnum ? lo : load(BlockAddress::kHi), nullptr,
            nullptr};
  if (type.kind == ir::TypeKind::kText) value = {lo, lo, nullptr, lanes_.Rail(true)};
  return value;
}

}  // namespace guiju::native
