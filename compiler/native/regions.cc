#include "compiler/native/regions.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>

namespace guiju::native {
namespace {

using plan::Literal;
using plan::LiteralOp;
using plan::Term;
using plan::TermId;
using plan::TermKind;
using plan::TermSource;

constexpr size_t kFewRules = 32;      // below this straight-line code is as fast
constexpr size_t kMostFurther = 8;    // further clauses of one rule: each costs a bit move
constexpr size_t kTileWords = 8;      // rows are and-ed this many words at a time
constexpr size_t kMostCompared = 32;  // thresholds compared at once; more are searched

// A place among the clause bits. First clauses stand at their rule's index; further ones behind all rules.
struct ClauseBit {
  size_t bit = 0;
  plan::ClauseId clause;
};
using Row = std::vector<uint64_t>;

// Which literals a table answers.
enum class Part { kBoth, kAtLeast, kAtMost };

class GuardEmitter {
 public:
  GuardEmitter(llvm::Module& module, const ir::Program& program, const plan::Plan& plan,
               const RegionRules& rules, ExpressionEmitter& expressions, bool two_valued)
      : module_(module),
        program_(program),
        plan_(plan),
        rules_(rules),
        expressions_(expressions),
        lanes_(expressions.lanes()),
        b_(lanes_.b),
        two_valued_(two_valued) {}

  std::vector<GuardWord> Emit() {
    PlaceClauses();
    for (const auto& [term, clauses] : clauses_of_) EmitTerm(term);
    AndRows();
    return FoldFurther();
  }

 private:
  // A table row to and, chosen at run time.
  struct Choice {
    llvm::GlobalVariable* table = nullptr;  // [rows x [words x i64]]
    llvm::Value* must = nullptr;            // row index, i64
    llvm::Value* may = nullptr;
  };

  void PlaceClauses();
  void EmitTerm(TermId id);
  void EmitFactTerm(const Term& term, TermId id);
  void EmitEnds(TermId id, const Val& ends);
  void EmitEnumTerm(TermId id, const Val& value);
  Val SumOf(const Term& term);
  llvm::Value* RegionOf(llvm::Value* x, const std::vector<int64_t>& bounds);
  llvm::GlobalVariable* Table(const std::vector<Row>& rows);
  template <class Holds>
  Row MakeRow(TermId id, Part part, Holds holds) const;
  std::vector<Row> RegionRows(TermId id, Part part) const;
  void AndRows();
  std::vector<GuardWord> FoldFurther();

  llvm::Module& module_;
  const ir::Program& program_;
  const plan::Plan& plan_;
  const RegionRules& rules_;
  ExpressionEmitter& expressions_;
  Lanes& lanes_;
  Builder& b_;
  bool two_valued_;
  size_t words_ = 0, rule_words_ = 0;
  Row start_;  // clauses that exist
  std::vector<std::pair<size_t, ir::RuleId>> further_;
  std::map<TermId, std::vector<ClauseBit>> clauses_of_;
  std::vector<Choice> choices_;
  std::vector<llvm::Value*> must_, may_;  // by word
};

void GuardEmitter::PlaceClauses() {
  const size_t rules = program_.rules.size();
  std::vector<ClauseBit> placed;
  for (ir::RuleId rule : rules_.rules()) {
    const plan::RulePlan& guard = plan_.rules[rule];
    if (guard.never) continue;
    placed.push_back({static_cast<size_t>(rule.index), plan::ClauseId(static_cast<size_t>(rule.index))});
    for (plan::ClauseId clause : guard.further) {
      const size_t bit = (rules + 63) / 64 * 64 + further_.size();
      further_.emplace_back(bit, rule);
      placed.push_back({bit, clause});
    }
  }
  rule_words_ = (rules + 63) / 64;
  words_ = rule_words_ + (further_.size() + 63) / 64;
  start_.assign(words_, 0);
  for (const ClauseBit& at : placed) {
    start_[at.bit / 64] |= uint64_t{1} << (at.bit % 64);
    for (const Literal& literal : plan_.clauses[at.clause].literals) {
      std::vector<ClauseBit>& clauses = clauses_of_[literal.term];
      if (clauses.empty() || clauses.back().bit != at.bit) clauses.push_back(at);
    }
  }
}

// Every clause bit set except those with a literal of the term that does not hold.
template <class Holds>
Row GuardEmitter::MakeRow(TermId id, Part part, Holds holds) const {
  Row row(words_, ~uint64_t{0});
  for (const ClauseBit& at : clauses_of_.at(id)) {
    for (const Literal& literal : plan_.clauses[at.clause].literals) {
      if (literal.term != id) continue;
      if (part == Part::kAtLeast && literal.op == LiteralOp::kAtMost) continue;
      if (part == Part::kAtMost && literal.op == LiteralOp::kAtLeast) continue;
      if (!holds(literal)) row[at.bit / 64] &= ~(uint64_t{1} << (at.bit % 64));
    }
  }
  return row;
}

std::vector<Row> GuardEmitter::RegionRows(TermId id, Part part) const {
  const std::vector<int64_t>& bounds = plan_.terms[id].bounds;
  std::vector<Row> rows;
  for (size_t region = 0; region <= bounds.size(); ++region) {
    rows.push_back(MakeRow(id, part, [&](const Literal& literal) {
      if (literal.op == LiteralOp::kAtLeast) return region > 0 && bounds[region - 1] >= literal.bound;
      return region == 0 || bounds[region - 1] <= literal.bound;
    }));
  }
  return rows;
}

llvm::GlobalVariable* GuardEmitter::Table(const std::vector<Row>& rows) {
  std::vector<llvm::Constant*> lines;
  for (const Row& row : rows) lines.push_back(llvm::ConstantDataArray::get(module_.getContext(), row));
  auto* array = llvm::ConstantArray::get(llvm::ArrayType::get(lines.front()->getType(), lines.size()), lines);
  auto* table = new llvm::GlobalVariable(module_, array->getType(), true, llvm::GlobalValue::PrivateLinkage,
                                         array, "regions");
  table->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  table->setAlignment(llvm::Align(64));
  return table;
}

// How many bounds are at most x.
llvm::Value* GuardEmitter::RegionOf(llvm::Value* x, const std::vector<int64_t>& bounds) {
  const unsigned bits = Lanes::BitsOf(x);
  auto constant = [&](int64_t value) {
    return llvm::ConstantInt::get(b_.getIntNTy(bits), static_cast<uint64_t>(value), true);
  };
  const int64_t last = bits == 64 ? std::numeric_limits<int64_t>::max() : (int64_t{1} << (bits - 1)) - 1;
  // A bound the field's width cannot hold would wrap around as a constant: compare such terms at full width.
  if (std::ranges::any_of(bounds, [&](int64_t bound) { return bound > last || bound < -last - 1; })) {
    return RegionOf(b_.CreateSExt(x, b_.getInt64Ty()), bounds);
  }
  std::vector<llvm::Constant*> limits;
  for (int64_t bound : bounds) limits.push_back(constant(bound));
  if (limits.size() <= 2) {
    llvm::Value* region = b_.getInt64(0);
    for (llvm::Constant* limit : limits) {
      region = b_.CreateAdd(region, b_.CreateZExt(b_.CreateICmpSGE(x, limit), b_.getInt64Ty()));
    }
    return region;
  }
  if (limits.size() <= kMostCompared) {
    const size_t lanes = std::bit_ceil(std::max<size_t>(limits.size(), 8));
    const size_t real = limits.size();
    limits.resize(lanes, constant(last));
    llvm::Value* reached = b_.CreateICmpSLE(llvm::ConstantVector::get(limits),
                                            b_.CreateVectorSplat(static_cast<unsigned>(lanes), x));
    llvm::Value* word = b_.CreateBitCast(reached, b_.getIntNTy(static_cast<unsigned>(lanes)));
    word = b_.CreateZExt(word, b_.getInt64Ty());
    if (real != lanes) word = b_.CreateAnd(word, (uint64_t{1} << real) - 1);
    return b_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, word);
  }
  auto* array =
      llvm::ConstantArray::get(llvm::ArrayType::get(limits.front()->getType(), limits.size()), limits);
  auto* table = new llvm::GlobalVariable(module_, array->getType(), true, llvm::GlobalValue::PrivateLinkage,
                                         array, "bounds");
  llvm::Value* base = b_.getInt64(0);  // that many bounds are known to be reached
  for (size_t left = limits.size(); left > 0;) {
    const size_t half = (left + 1) / 2;
    llvm::Value* at =
        b_.CreateInBoundsGEP(limits.front()->getType(), table, b_.CreateAdd(base, b_.getInt64(half - 1)));
    llvm::Value* reached = b_.CreateICmpSLE(b_.CreateLoad(limits.front()->getType(), at), x);
    base = b_.CreateSelect(reached, b_.CreateAdd(base, b_.getInt64(half)), base);
    left = left - half == 0 ? 0 : std::max(left - half, half - 1);
  }
  return base;
}

Val GuardEmitter::SumOf(const Term& term) {
  Val sum = Exact(b_.getInt64(0));
  for (size_t i = 0; i < term.coefficients.size(); ++i) {
    const bool given = term.args.empty() || !term.args[i];
    Val value =
        given ? expressions_.AsNumber(expressions_.Given(term.facts[i]), program_.facts[term.facts[i]].type)
              : expressions_.AsNumber(expressions_.Emit(term.args[i]), program_.exprs[term.args[i]].type);
    if (term.coefficients[i] < 0) std::swap(value.lo, value.hi);
    llvm::Value* factor = b_.getInt64(static_cast<uint64_t>(term.coefficients[i]));
    const bool exact = sum.exact() && value.exact();
    sum.lo = b_.CreateAdd(sum.lo, b_.CreateMul(value.lo, factor));
    sum.hi = exact ? sum.lo : b_.CreateAdd(sum.hi, b_.CreateMul(value.hi, factor));
  }
  return sum;
}

void GuardEmitter::EmitTerm(TermId id) {
  const Term& term = plan_.terms[id];
  if (term.source == TermSource::kFact) return EmitFactTerm(term, id);
  if (term.kind == TermKind::kNumber) return EmitEnds(id, SumOf(term));
  const ir::ExprId expr = term.args[0];
  const Val value = expressions_.Emit(expr);
  if (program_.exprs[expr].type.kind == ir::TypeKind::kEnum) return EmitEnumTerm(id, value);
  auto bit = [&](llvm::Value* rail) { return b_.CreateZExt(rail, b_.getInt64Ty()); };
  llvm::Value* must = bit(value.lo);
  EmitEnds(id, {must, value.exact() ? must : bit(value.hi), nullptr, nullptr});
}

// A plain fact: one table; the two rows behind the regions stand for "unknown", must and may.
void GuardEmitter::EmitFactTerm(const Term& term, TermId id) {
  const RawFact& raw = expressions_.Raw(term.facts[0]);
  const ir::Fact& fact = program_.facts[term.facts[0]];
  const bool number = term.kind == TermKind::kNumber;
  std::vector<Row> rows;
  llvm::Value* region;
  if (number) {
    rows = RegionRows(id, Part::kBoth);
    region = RegionOf(raw.value, term.bounds);
  } else {
    for (int32_t value = 0; value < term.values; ++value) {
      rows.push_back(MakeRow(id, Part::kBoth,
                             [&](const Literal& literal) { return ((literal.set >> value) & 1) != 0; }));
    }
    region = b_.CreateZExt(raw.value, b_.getInt64Ty());
    // A byte beyond the enumeration must not lead out of the table.
    if (fact.type.kind != ir::TypeKind::kBool) {
      llvm::Value* last = b_.getInt64(static_cast<uint64_t>(term.values - 1));
      region = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, region, last);
    }
  }
  Choice choice{nullptr, region, region};
  if (!two_valued_) {
    const uint64_t every = term.values >= 64 ? ~uint64_t{0} : (uint64_t{1} << term.values) - 1;
    const auto [lo, hi] = fact.range;
    llvm::Value* unknown = b_.getInt64(rows.size());
    rows.push_back(MakeRow(id, Part::kBoth, [&](const Literal& literal) {
      if (literal.op == LiteralOp::kIn) return (every & ~literal.set) == 0;
      return literal.op == LiteralOp::kAtLeast ? lo >= literal.bound : hi <= literal.bound;
    }));
    rows.push_back(MakeRow(id, Part::kBoth, [&](const Literal& literal) {
      if (literal.op == LiteralOp::kIn) return (every & literal.set) != 0;
      return literal.op == LiteralOp::kAtLeast ? hi >= literal.bound : lo <= literal.bound;
    }));
    choice.must = b_.CreateSelect(raw.known, region, unknown);
    choice.may = b_.CreateSelect(raw.known, region, b_.CreateAdd(unknown, b_.getInt64(1)));
  }
  choice.table = Table(rows);
  choices_.push_back(choice);
}

// A number known by its ends (a condition: 0 or 1): at-least literals look at one end, at-most literals at
// the other.
void GuardEmitter::EmitEnds(TermId id, const Val& ends) {
  const Term& term = plan_.terms[id];
  const bool number = term.kind == TermKind::kNumber;
  auto rows = [&](Part part) {
    if (number) return RegionRows(id, part);
    std::vector<Row> both;
    for (int value = 0; value < 2; ++value) {
      both.push_back(MakeRow(id, Part::kBoth, [&](const Literal& literal) {
        const bool positive = (literal.set & 3) == 2, negative = (literal.set & 3) == 1;
        if ((positive && part == Part::kAtMost) || (negative && part == Part::kAtLeast)) return true;
        return ((literal.set >> value) & 1) != 0;
      }));
    }
    return both;
  };
  auto region = [&](llvm::Value* x) { return number ? RegionOf(x, term.bounds) : x; };
  llvm::Value* lo = region(ends.lo);
  if (ends.exact()) {
    choices_.push_back({Table(rows(Part::kBoth)), lo, lo});
    return;
  }
  llvm::Value* hi = region(ends.hi);
  choices_.push_back({Table(rows(Part::kAtLeast)), lo, hi});
  choices_.push_back({Table(rows(Part::kAtMost)), hi, lo});
}

// A computed enumeration: each set asked about is a condition of its own.
void GuardEmitter::EmitEnumTerm(TermId id, const Val& value) {
  std::vector<uint64_t> sets;
  for (const ClauseBit& at : clauses_of_.at(id)) {
    for (const Literal& literal : plan_.clauses[at.clause].literals) {
      if (literal.term == id && std::ranges::find(sets, literal.set) == sets.end())
        sets.push_back(literal.set);
    }
  }
  ir::Type type = program_.exprs[plan_.terms[id].args[0]].type;
  llvm::Value* mask = expressions_.AsMask(value, type).lo;
  for (uint64_t set : sets) {
    const Row fails = MakeRow(id, Part::kBoth, [&](const Literal& literal) { return literal.set != set; });
    llvm::Value* outside = b_.CreateAnd(mask, ~set);
    llvm::Value* inside = b_.CreateAnd(mask, set);
    Choice choice;
    choice.table = Table({fails, Row(words_, ~uint64_t{0})});
    choice.must = b_.CreateZExt(b_.CreateICmpEQ(outside, b_.getInt64(0)), b_.getInt64Ty());
    choice.may =
        value.exact() ? choice.must : b_.CreateZExt(b_.CreateICmpNE(inside, b_.getInt64(0)), b_.getInt64Ty());
    choices_.push_back(choice);
  }
}

void GuardEmitter::AndRows() {
  const bool exact =
      std::ranges::all_of(choices_, [](const Choice& choice) { return choice.must == choice.may; });
  must_.resize(words_);
  may_.resize(words_);
  for (size_t first = 0; first < words_; first += kTileWords) {
    const size_t count = std::min(kTileWords, words_ - first);
    auto* type = llvm::FixedVectorType::get(b_.getInt64Ty(), static_cast<unsigned>(count));
    auto and_all = [&](llvm::Value* Choice::* index) {
      llvm::Value* all = llvm::ConstantDataVector::get(
          module_.getContext(), llvm::ArrayRef<uint64_t>(start_.data() + first, count));
      for (const Choice& choice : choices_) {
        llvm::Value* row = b_.CreateInBoundsGEP(choice.table->getValueType(), choice.table,
                                                {b_.getInt64(0), choice.*index, b_.getInt64(first)});
        all = b_.CreateAnd(all, Invariant(b_.CreateAlignedLoad(type, row, llvm::Align(8))));
      }
      return all;
    };
    llvm::Value* must = and_all(&Choice::must);
    llvm::Value* may = exact ? must : and_all(&Choice::may);
    for (size_t i = 0; i < count; ++i) {
      must_[first + i] = b_.CreateExtractElement(must, i);
      may_[first + i] = exact ? must_[first + i] : b_.CreateExtractElement(may, i);
    }
  }
}

std::vector<GuardWord> GuardEmitter::FoldFurther() {
  auto fold = [&](std::vector<llvm::Value*>& words) {
    for (const auto& [bit, rule] : further_) {
      const auto index = static_cast<size_t>(rule.index);
      llvm::Value* one = b_.CreateAnd(b_.CreateLShr(words[bit / 64], bit % 64), 1);
      words[index / 64] = b_.CreateOr(words[index / 64], b_.CreateShl(one, index % 64));
    }
  };
  const bool exact = must_ == may_;
  fold(must_);
  if (exact) {
    may_ = must_;
  } else {
    fold(may_);
  }
  std::vector<GuardWord> guards;
  for (size_t word = 0; word < rule_words_; ++word) guards.push_back({must_[word], may_[word]});
  return guards;
}

}  // namespace

RegionRules::RegionRules(const ir::Program& program, const plan::Plan& plan, bool forced)
    : settled_(program.rules.size()) {
  std::vector<char> attacked(program.rules.size());
  for (const plan::Stratum& stratum : plan.strata) {
    for (const plan::Attack& attack : stratum.attacks) attacked[static_cast<size_t>(attack.target.index)] = 1;
  }
  auto early = [&](plan::ClauseId clause) {
    return std::ranges::all_of(plan.clauses[clause].literals,
                               [&](const Literal& literal) { return plan.terms[literal.term].stratum == 0; });
  };
  for (ir::DecisionId decision : program.decisions.ids()) {
    for (ir::RuleId rule : program.decisions[decision].rules) {
      const auto at = static_cast<size_t>(rule.index);
      const plan::RulePlan& guard = plan.rules[rule];
      bool settles = !attacked[at] && guard.further.size() <= kMostFurther;
      if (!guard.never) {
        settles = settles && early(plan::ClauseId(at));
        for (plan::ClauseId clause : guard.further) settles = settles && early(clause);
      }
      if (settles) rules_.push_back(rule);
    }
  }
  if (!forced && rules_.size() < kFewRules) rules_.clear();
  for (ir::RuleId rule : rules_) settled_[static_cast<size_t>(rule.index)] = 1;
}

RegionRules RegionsFor(const ir::Program& program, const plan::Plan& plan, RowForm form) {
  switch (form) {
    case RowForm::kStraightLine:
      return {};
    case RowForm::kAuto:
      return RegionRules(program, plan, false);
    case RowForm::kRegions:
      return RegionRules(program, plan, true);
  }
  GJ_UNREACHABLE();
}

std::vector<GuardWord> EmitGuards(llvm::Module& module, const ir::Program& program, const plan::Plan& plan,
                                  const RegionRules& rules, ExpressionEmitter& expressions, bool two_valued) {
  return GuardEmitter(module, program, plan, rules, expressions, two_valued).Emit();
}

}  // namespace guiju::native
