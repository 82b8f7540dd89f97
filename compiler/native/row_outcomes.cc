#include "compiler/native/outcomes.h"

namespace guiju::native {
namespace {

uint32_t WordOf(ir::RuleId rule) { return static_cast<uint32_t>(rule.index) / 64; }
uint32_t BitOf(ir::RuleId rule) { return static_cast<uint32_t>(rule.index) % 64; }

}  // namespace

RowOutcomes::RowOutcomes(const ir::Program& program, ExpressionEmitter& expressions, llvm::Value* words,
                         bool two_valued, const Progress& progress)
    : program_(program),
      expressions_(expressions),
      b_(expressions.lanes().b),
      words_(words),
      two_valued_(two_valued),
      progress_(progress),
      shape_(abi::ShapeOf(program)) {}

llvm::Value* RowOutcomes::At(uint32_t word) {
  return b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), words_, word);
}

void RowOutcomes::StoreRule(ir::RuleId rule, const Val& applies) {
  rules_[rule] = applies;
  Word& word = own_[WordOf(rule)];
  auto put = [&](llvm::Value* into, llvm::Value* rail) {
    llvm::Value* bit = b_.CreateShl(b_.CreateZExt(rail, b_.getInt64Ty()), BitOf(rule), "", true);
    return into == nullptr ? bit : b_.CreateOr(into, bit);
  };
  const bool exact = applies.exact() && word.must == word.may;
  llvm::Value* may = exact ? nullptr : put(word.may, applies.hi);
  word.must = put(word.must, applies.lo);
  word.may = exact ? word.must : may;
}

Val RowOutcomes::Rule(ir::RuleId rule) {
  if (auto found = rules_.find(rule); found != rules_.end()) return found->second;
  const Word word = Full(WordOf(rule));
  auto bit = [&](llvm::Value* bits) {
    return b_.CreateTrunc(b_.CreateLShr(bits, BitOf(rule)), b_.getInt1Ty());
  };
  llvm::Value* must = bit(word.must);
  return rules_[rule] = {must, word.must == word.may ? must : bit(word.may), nullptr, nullptr};
}

RowOutcomes::Word RowOutcomes::Full(uint32_t index) {
  Word word;
  if (auto found = own_.find(index); found != own_.end()) word = found->second;
  if (!progress_.word_started[index]) {
    if (word.must == nullptr) word.must = word.may = b_.getInt64(0);
    return word;
  }
  Word& earlier = earlier_[index];
  if (earlier.must == nullptr) {
    earlier.must = b_.CreateLoad(b_.getInt64Ty(), At(index));
    earlier.may = two_valued_ ? earlier.must : b_.CreateLoad(b_.getInt64Ty(), At(shape_.rule_words + index));
  }
  if (word.must == nullptr) return earlier;
  const bool exact = word.must == word.may && earlier.must == earlier.may;
  word.must = b_.CreateOr(word.must, earlier.must);
  word.may = exact ? word.must : b_.CreateOr(word.may, earlier.may);
  return word;
}

std::map<uint32_t, uint64_t> RowOutcomes::Masks(std::span<const ir::RuleId> rules) const {
  std::map<uint32_t, uint64_t> masks;
  for (ir::RuleId rule : rules) masks[WordOf(rule)] |= uint64_t{1} << BitOf(rule);
  return masks;
}

Val RowOutcomes::AnyOf(std::span<const ir::RuleId> rules) {
  llvm::Value *must = b_.getInt64(0), *may = b_.getInt64(0);
  bool exact = true;
  for (const auto& [index, mask] : Masks(rules)) {
    const Word word = Full(index);
    exact &= word.must == word.may;
    must = b_.CreateOr(must, b_.CreateAnd(word.must, mask));
    may = b_.CreateOr(may, b_.CreateAnd(word.may, mask));
  }
  must = b_.CreateICmpNE(must, b_.getInt64(0));
  return {must, exact ? must : b_.CreateICmpNE(may, b_.getInt64(0)), nullptr, nullptr};
}

Val RowOutcomes::CountOf(std::span<const ir::RuleId> rules) {
  llvm::Value *must = b_.getInt64(0), *may = b_.getInt64(0);
  bool exact = true;
  auto count = [&](llvm::Value* bits) { return b_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits); };
  for (const auto& [index, mask] : Masks(rules)) {
    const Word word = Full(index);
    exact &= word.must == word.may;
    must = b_.CreateAdd(must, count(b_.CreateAnd(word.must, mask)));
    may = b_.CreateAdd(may, count(b_.CreateAnd(word.may, mask)));
  }
  return {must, exact ? must : may, nullptr, nullptr};
}

Val RowOutcomes::AtLeastOf(std::span<const ir::RuleId> rules, int64_t bound) {
  const Val count = CountOf(rules);
  llvm::Value* limit = b_.getInt64(static_cast<uint64_t>(bound));
  llvm::Value* must = b_.CreateICmpSGE(count.lo, limit);
  return {must, count.exact() ? must : b_.CreateICmpSGE(count.hi, limit), nullptr, nullptr};
}

void RowOutcomes::StoreDecision(ir::DecisionId id, const Val& value) {
  const ir::Type& type = program_.decisions[id].type;
  llvm::Value *lo = value.lo, *hi = value.hi;
  switch (type.kind) {
    case ir::TypeKind::kBool:
      lo = b_.CreateZExt(value.lo, b_.getInt64Ty());
      hi = value.exact() ? lo : b_.CreateZExt(value.hi, b_.getInt64Ty());
      break;
    case ir::TypeKind::kEnum:
      lo = hi = expressions_.AsMask(value, type).lo;
      break;
    case ir::TypeKind::kText:
      lo = hi = b_.CreateSelect(value.known, value.lo, b_.getInt64(0));
      break;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet:
      break;
  }
  const uint32_t at = 2 * shape_.rule_words + static_cast<uint32_t>(id.index);
  b_.CreateStore(lo, At(at));
  if (!two_valued_) b_.CreateStore(hi, At(at + shape_.decisions));
}

Val RowOutcomes::LoadDecision(ir::DecisionId id) {
  const uint32_t at = 2 * shape_.rule_words + static_cast<uint32_t>(id.index);
  llvm::Value* lo = b_.CreateLoad(b_.getInt64Ty(), At(at));
  llvm::Value* hi = two_valued_ ? lo : b_.CreateLoad(b_.getInt64Ty(), At(at + shape_.decisions));
  switch (program_.decisions[id].type.kind) {
    case ir::TypeKind::kBool:
      lo = b_.CreateTrunc(lo, b_.getInt1Ty());
      return {lo, two_valued_ ? lo : b_.CreateTrunc(hi, b_.getInt1Ty()), nullptr, nullptr};
    case ir::TypeKind::kEnum:
      if (!two_valued_) return {nullptr, nullptr, lo, nullptr};
      return Exact(
          b_.CreateTrunc(b_.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, lo, b_.getFalse()), b_.getInt8Ty()));
    case ir::TypeKind::kText:
      return {lo, lo, nullptr, b_.getTrue()};
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet:
      return {lo, hi, nullptr, nullptr};
  }
  GJ_UNREACHABLE();
}

void RowOutcomes::Finish(Progress& progress) {
  for (const auto& [index, mine] : own_) {
    const Word word = Full(index);
    b_.CreateStore(word.must, At(index));
    if (!two_valued_) b_.CreateStore(word.may, At(shape_.rule_words + index));
  }
  for (const auto& [index, mine] : own_) progress.word_started[index] = 1;
}

}  // namespace guiju::native
