// From clause bits to guards: further clauses or-ed in, literals on decisions and-ed on.
#include "compiler/native/regions.h"

namespace guiju::native {

using plan::Literal;
using plan::LiteralOp;

Val ClauseGuards::AnyOf(const std::map<size_t, uint64_t>& masks) {
  llvm::Value *must = b_.getInt64(0), *may = b_.getInt64(0);
  bool exact = true;
  for (const auto& [word, mask] : masks) {
    exact &= words_[word].must == words_[word].may;
    must = b_.CreateOr(must, b_.CreateAnd(words_[word].must, mask));
    may = b_.CreateOr(may, b_.CreateAnd(words_[word].may, mask));
  }
  must = b_.CreateICmpNE(must, b_.getInt64(0));
  return {must, exact ? must : b_.CreateICmpNE(may, b_.getInt64(0)), nullptr, nullptr};
}

std::vector<RailWord> ClauseGuards::Settled() {
  const size_t rule_words = (context_.program.rules.size() + 63) / 64;
  std::vector<uint64_t> alone(rule_words);  // rules of one clause
  std::vector<RailWord> settled(rule_words);
  for (ir::RuleId rule : context_.rules.rules()) {
    const std::vector<ClauseBit>& clauses = places_.Of(rule);
    if (!context_.rules.Settles(rule) || clauses.size() != 1) continue;
    alone[clauses[0].bit / 64] |= uint64_t{1} << (clauses[0].bit % 64);
  }
  for (size_t word = 0; word < rule_words; ++word) {
    const bool exact = words_[word].must == words_[word].may;
    settled[word].must = b_.CreateAnd(words_[word].must, alone[word]);
    settled[word].may = exact ? settled[word].must : b_.CreateAnd(words_[word].may, alone[word]);
  }
  for (ir::RuleId rule : context_.rules.rules()) {
    if (!context_.rules.Settles(rule) || places_.Of(rule).size() < 2) continue;
    const Val holds = *Of(rule);
    const auto index = static_cast<size_t>(rule.index);
    RailWord& word = settled[index / 64];
    auto put = [&](llvm::Value* into, llvm::Value* rail) {
      llvm::Value* bit = b_.CreateShl(b_.CreateZExt(rail, b_.getInt64Ty()), index % 64, "", true);
      return b_.CreateOr(into, bit);
    };
    const bool exact = holds.exact() && word.must == word.may;
    llvm::Value* may = exact ? nullptr : put(word.may, holds.hi);
    word.must = put(word.must, holds.lo);
    word.may = exact ? word.must : may;
  }
  return settled;
}

// A literal on a decision's value, or on how many of its rules apply.
Val ClauseGuards::Late(const Literal& literal) {
  const plan::Term& term = context_.plan.terms[literal.term];
  const bool counts = term.source == plan::TermSource::kFired;
  const Val value = counts ? surroundings_.Fired(term.decision) : surroundings_.DecisionValue(term.decision);
  if (literal.op != LiteralOp::kIn) {
    const bool least = literal.op == LiteralOp::kAtLeast;
    llvm::Value* bound = b_.getInt64(static_cast<uint64_t>(literal.bound));
    auto test = [&](llvm::Value* end) {
      return b_.CreateICmp(least ? llvm::CmpInst::ICMP_SGE : llvm::CmpInst::ICMP_SLE, end, bound);
    };
    llvm::Value* must = test(least ? value.lo : value.hi);
    return {must, value.exact() ? must : test(least ? value.hi : value.lo), nullptr, nullptr};
  }
  const ir::Type& type = context_.program.decisions[term.decision].type;
  if (type.kind == ir::TypeKind::kBool) return literal.set == 2 ? value : expressions_.Not(value);
  llvm::Value* mask = expressions_.AsMask(value, type).lo;
  llvm::Value* none = llvm::ConstantInt::get(mask->getType(), 0);
  llvm::Value* must = b_.CreateICmpEQ(b_.CreateAnd(mask, ~literal.set), none);
  if (value.exact()) return Exact(must);
  return {must, b_.CreateICmpNE(b_.CreateAnd(mask, literal.set), none), nullptr, nullptr};
}

std::optional<Val> ClauseGuards::Of(ir::RuleId rule) {
  if (!context_.rules.Serves(rule)) return std::nullopt;
  // Clauses that wait for the same are asked for together.
  std::map<std::vector<Literal>, std::map<size_t, uint64_t>> waiting;
  for (const ClauseBit& at : places_.Of(rule)) {
    std::vector<Literal> late;
    for (const Literal& literal : context_.plan.clauses[at.clause].literals) {
      if (IsLate(context_.plan, literal)) late.push_back(literal);
    }
    waiting[late][at.bit / 64] |= uint64_t{1} << (at.bit % 64);
  }
  Val guard = Exact(b_.getFalse());
  for (const auto& [late, masks] : waiting) {
    Val holds = AnyOf(masks);
    for (const Literal& literal : late) holds = expressions_.And(holds, Late(literal));
    guard = expressions_.Or(guard, holds);
  }
  return guard;
}

}  // namespace guiju::native
