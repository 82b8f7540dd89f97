#include "compiler/native/regions.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>

#include "compiler/native/region_index.h"

namespace guiju::native {
namespace {

using plan::Literal;
using plan::LiteralOp;
using plan::Term;
using plan::TermId;
using plan::TermKind;
using plan::TermSource;

constexpr size_t kTileWords = 8;      // rows are and-ed this many words at a time
constexpr size_t kPairWords = 4;      // up to here both rails of a row lie side by side in one vector
constexpr size_t kGroupBytes = 4096;  // joint rows of one group of small facts: many fit the first cache

// Which literals a table answers.
enum class Part { kBoth, kAtLeast, kAtMost };

// A table row to and, chosen at run time. Rows of both rails lie side by side and share an index, or each
// rail has its own index.
struct Lookup {
  size_t offset = 0;            // of its first row, in words
  size_t width = 0;             // words from one row to the next
  size_t may_at = 0;            // where the row of `may` starts
  llvm::Value* must = nullptr;  // index, i64
  llvm::Value* may = nullptr;
  bool paired() const { return may_at != 0; }
  bool exact() const { return may_at == 0 && must == may; }
};

class ClauseWordEmitter {
 public:
  ClauseWordEmitter(llvm::Module& module, const GuardContext& context, const ClausePlaces& places,
                    ExpressionEmitter& expressions)
      : module_(module),
        context_(context),
        program_(context.program),
        plan_(context.plan),
        places_(places),
        expressions_(expressions),
        lanes_(expressions.lanes()),
        b_(lanes_.b),
        words_(places.words()) {}

  std::vector<RailWord> Emit() {
    EmitGroups();
    for (const auto& [term, clauses] : places_.terms()) {
      if (!grouped_.contains(term)) EmitTerm(term);
    }
    return AndRows();
  }

 private:
  void EmitGroups();
  llvm::Value* IndexOf(const FactGroup& group);
  void EmitTerm(TermId id);
  void EmitNumberFact(const Term& term, TermId id);
  void EmitChoiceFact(const Term& term, TermId id);
  void AddFact(TermId id, std::vector<Row> rows, llvm::Value* region, llvm::Value* known);
  void EmitEnds(TermId id, const Val& ends);
  void EmitEnumTerm(TermId id, const Val& value);
  Val SumOf(const Term& term);
  size_t Table(const std::vector<Row>& rows);
  void Add(const std::vector<Row>& rows, llvm::Value* must, llvm::Value* may);
  void AddPaired(const std::vector<RailRows>& rows, llvm::Value* index);
  std::vector<Row> RegionRows(TermId id, Part part) const;
  llvm::Value* Load(const Lookup& lookup, bool may, size_t first, size_t count);
  std::vector<RailWord> AndRows();
  llvm::Value* Piece(llvm::Value* from, size_t first, size_t count);
  llvm::Value* Constant(size_t first, size_t count);

  llvm::Module& module_;
  const GuardContext& context_;
  const ir::Program& program_;
  const plan::Plan& plan_;
  const ClausePlaces& places_;
  ExpressionEmitter& expressions_;
  Lanes& lanes_;
  Builder& b_;
  size_t words_;
  std::set<TermId> grouped_;
  std::vector<Lookup> lookups_;
  Row data_;                                // of all tables
  llvm::GlobalVariable* tables_ = nullptr;  // made of it when every table is known
};

// ---- tables

// All tables are one array, so that one address serves them all.
size_t ClauseWordEmitter::Table(const std::vector<Row>& rows) {
  const size_t offset = (data_.size() + 7) / 8 * 8;
  data_.resize(offset);
  for (const Row& row : rows) data_.insert(data_.end(), row.begin(), row.end());
  return offset;
}

void ClauseWordEmitter::Add(const std::vector<Row>& rows, llvm::Value* must, llvm::Value* may) {
  lookups_.push_back({Table(rows), words_, 0, must, may});
}

void ClauseWordEmitter::AddPaired(const std::vector<RailRows>& rows, llvm::Value* index) {
  std::vector<Row> both;
  for (const RailRows& row : rows) {
    both.push_back(row.must);
    both.back().insert(both.back().end(), row.may.begin(), row.may.end());
  }
  lookups_.push_back({Table(both), 2 * words_, words_, index, index});
}

std::vector<Row> ClauseWordEmitter::RegionRows(TermId id, Part part) const {
  const std::vector<int64_t>& bounds = plan_.terms[id].bounds;
  std::vector<Row> rows;
  for (size_t region = 0; region <= bounds.size(); ++region) {
    rows.push_back(places_.RowWhere(id, [&](const Literal& literal) {
      if (part == Part::kAtLeast && literal.op == LiteralOp::kAtMost) return true;
      if (part == Part::kAtMost && literal.op == LiteralOp::kAtLeast) return true;
      if (literal.op == LiteralOp::kAtLeast) return region > 0 && bounds[region - 1] >= literal.bound;
      return region == 0 || bounds[region - 1] <= literal.bound;
    }));
  }
  return rows;
}

// ---- small facts

llvm::Value* ClauseWordEmitter::IndexOf(const FactGroup& group) {
  auto word_at = [&](uint32_t offset, uint64_t align) {
    llvm::Value* at = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), context_.row, offset);
    return Invariant(b_.CreateAlignedLoad(b_.getInt64Ty(), at, llvm::Align(align)));
  };
  std::vector<BitField> values, flags;
  for (const FactGroup::Member& member : group.members) {
    values.push_back({8 * (member.offset - group.window), member.bits});
    flags.push_back({member.known_bit % 64, 1});
  }
  llvm::Value* index = GatherBits(b_, word_at(group.window, 1), values, context_.gathers_bits);
  if (context_.two_valued) return index;
  std::ranges::sort(flags, {}, &BitField::place);
  llvm::Value* known = word_at(8 * (group.members.front().known_bit / 64), 8);
  return b_.CreateOr(index,
                     b_.CreateShl(GatherBits(b_, known, flags, context_.gathers_bits), group.value_bits));
}

void ClauseWordEmitter::EmitGroups() {
  const bool flags = !context_.two_valued;
  const size_t row_bytes = 8 * words_ * (flags ? 2 : 1);
  const std::vector<FactGroup> groups = GroupFacts(program_, context_.layout, plan_, places_, flags,
                                                   std::max<size_t>(4, kGroupBytes / row_bytes));
  for (const FactGroup& group : groups) {
    grouped_.insert(group.terms.begin(), group.terms.end());
    const std::vector<RailRows> rows = RowsOf(group, program_, plan_, places_, flags);
    llvm::Value* index = IndexOf(group);
    if (flags) {
      AddPaired(rows, index);
      continue;
    }
    std::vector<Row> exact;
    for (const RailRows& row : rows) exact.push_back(row.must);
    Add(exact, index, index);
  }
}

// ---- other terms

Val ClauseWordEmitter::SumOf(const Term& term) {
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

void ClauseWordEmitter::EmitTerm(TermId id) {
  const Term& term = plan_.terms[id];
  const bool number = term.kind == TermKind::kNumber;
  if (term.source == TermSource::kFact) {
    return number ? EmitNumberFact(term, id) : EmitChoiceFact(term, id);
  }
  if (number) return EmitEnds(id, SumOf(term));
  const ir::ExprId expr = term.args[0];
  const Val value = expressions_.Emit(expr);
  if (program_.exprs[expr].type.kind == ir::TypeKind::kEnum) return EmitEnumTerm(id, value);
  auto bit = [&](llvm::Value* rail) { return b_.CreateZExt(rail, b_.getInt64Ty()); };
  llvm::Value* must = bit(value.lo);
  EmitEnds(id, {must, value.exact() ? must : bit(value.hi), nullptr, nullptr});
}

// A fact's rows by region or value; what "unknown" leaves stands behind them.
void ClauseWordEmitter::AddFact(TermId id, std::vector<Row> rows, llvm::Value* region, llvm::Value* known) {
  if (context_.two_valued) return Add(rows, region, region);
  const Term& term = plan_.terms[id];
  const ir::Range& range = program_.facts[term.facts[0]].range;
  const uint64_t every = term.values >= 64 ? ~uint64_t{0} : (uint64_t{1} << term.values) - 1;
  const RailRows unknown{places_.RowWhere(id,
                                          [&](const Literal& literal) {
                                            if (literal.op != LiteralOp::kIn) return MustHold(literal, range);
                                            return (every & ~literal.set) == 0;
                                          }),
                         places_.RowWhere(id, [&](const Literal& literal) {
                           if (literal.op != LiteralOp::kIn) return MayHold(literal, range);
                           return (every & literal.set) != 0;
                         })};
  llvm::Value* behind = b_.getInt64(rows.size());
  llvm::Value* must = b_.CreateSelect(known, region, behind);
  if (words_ <= kPairWords) {
    std::vector<RailRows> both;
    for (Row& row : rows) both.push_back({row, row});
    both.push_back(unknown);
    return AddPaired(both, must);
  }
  rows.push_back(unknown.must);
  rows.push_back(unknown.may);
  Add(rows, must, b_.CreateSelect(known, region, b_.CreateAdd(behind, b_.getInt64(1))));
}

void ClauseWordEmitter::EmitNumberFact(const Term& term, TermId id) {
  const RawFact& raw = expressions_.Raw(term.facts[0]);
  AddFact(id, RegionRows(id, Part::kBoth), RegionOf(module_, b_, raw.value, term.bounds), raw.known);
}

void ClauseWordEmitter::EmitChoiceFact(const Term& term, TermId id) {
  const RawFact& raw = expressions_.Raw(term.facts[0]);
  std::vector<Row> rows;
  for (int32_t value = 0; value < term.values; ++value) {
    rows.push_back(
        places_.RowWhere(id, [&](const Literal& literal) { return ((literal.set >> value) & 1) != 0; }));
  }
  llvm::Value* region = b_.CreateZExt(raw.value, b_.getInt64Ty());
  // A byte beyond the enumeration must not lead out of the table.
  if (program_.facts[term.facts[0]].type.kind != ir::TypeKind::kBool) {
    llvm::Value* last = b_.getInt64(static_cast<uint64_t>(term.values - 1));
    region = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, region, last);
  }
  AddFact(id, std::move(rows), region, raw.known);
}

// A number known by its ends (a condition: 0 or 1): at-least literals look at one end, at-most literals at
// the other.
void ClauseWordEmitter::EmitEnds(TermId id, const Val& ends) {
  const Term& term = plan_.terms[id];
  const bool number = term.kind == TermKind::kNumber;
  auto is_of = [&](Part part, const Literal& literal) {
    const bool least = number ? literal.op == LiteralOp::kAtLeast : (literal.set & 3) == 2;
    return part == Part::kBoth || least == (part == Part::kAtLeast);
  };
  auto rows = [&](Part part) {
    if (number) return RegionRows(id, part);
    std::vector<Row> both;
    for (int value = 0; value < 2; ++value) {
      both.push_back(places_.RowWhere(id, [&](const Literal& literal) {
        return !is_of(part, literal) || ((literal.set >> value) & 1) != 0;
      }));
    }
    return both;
  };
  auto has = [&](Part part) {
    return std::ranges::any_of(places_.terms().at(id), [&](const ClauseBit& at) {
      return std::ranges::any_of(plan_.clauses[at.clause].literals, [&](const Literal& literal) {
        return literal.term == id && is_of(part, literal);
      });
    });
  };
  auto region = [&](llvm::Value* x) { return number ? RegionOf(module_, b_, x, term.bounds) : x; };
  llvm::Value* lo = region(ends.lo);
  if (ends.exact()) return Add(rows(Part::kBoth), lo, lo);
  llvm::Value* hi = region(ends.hi);
  if (has(Part::kAtLeast)) Add(rows(Part::kAtLeast), lo, hi);
  if (has(Part::kAtMost)) Add(rows(Part::kAtMost), hi, lo);
}

// A computed enumeration: each set asked about is a condition of its own.
void ClauseWordEmitter::EmitEnumTerm(TermId id, const Val& value) {
  std::vector<uint64_t> sets;
  for (const ClauseBit& at : places_.terms().at(id)) {
    for (const Literal& literal : plan_.clauses[at.clause].literals) {
      if (literal.term == id && std::ranges::find(sets, literal.set) == sets.end())
        sets.push_back(literal.set);
    }
  }
  ir::Type type = program_.exprs[plan_.terms[id].args[0]].type;
  llvm::Value* mask = expressions_.AsMask(value, type).lo;
  for (uint64_t set : sets) {
    const Row fails = places_.RowWhere(id, [&](const Literal& literal) { return literal.set != set; });
    llvm::Value* outside = b_.CreateAnd(mask, ~set);
    llvm::Value* inside = b_.CreateAnd(mask, set);
    llvm::Value* must = b_.CreateZExt(b_.CreateICmpEQ(outside, b_.getInt64(0)), b_.getInt64Ty());
    llvm::Value* may =
        value.exact() ? must : b_.CreateZExt(b_.CreateICmpNE(inside, b_.getInt64(0)), b_.getInt64Ty());
    Add({fails, Row(words_, ~uint64_t{0})}, must, may);
  }
}

// ---- and-ing

llvm::Value* ClauseWordEmitter::Load(const Lookup& lookup, bool may, size_t first, size_t count) {
  llvm::Value* index =
      b_.CreateMul(may ? lookup.may : lookup.must, b_.getInt64(lookup.width), "", true, true);
  const size_t offset = lookup.offset + first + (may ? lookup.may_at : 0);
  index = b_.CreateAdd(index, b_.getInt64(offset), "", true, true);
  llvm::Value* at = b_.CreateInBoundsGEP(b_.getInt64Ty(), tables_, index);
  llvm::Type* type = b_.getInt64Ty();
  if (count > 1) type = llvm::FixedVectorType::get(type, static_cast<unsigned>(count));
  const size_t whole = std::min<size_t>(8 * count, 64);
  const bool aligned = lookup.width % count == 0 && first % count == 0 && std::has_single_bit(count);
  return Invariant(b_.CreateAlignedLoad(type, at, llvm::Align(aligned ? whole : 8)));
}

std::vector<RailWord> ClauseWordEmitter::AndRows() {
  auto* array = llvm::ConstantDataArray::get(module_.getContext(), data_);
  tables_ = new llvm::GlobalVariable(module_, array->getType(), true, llvm::GlobalValue::PrivateLinkage,
                                     array, "regions");
  tables_->setAlignment(llvm::Align(64));
  // Narrow rows: both rails of the paired ones at once.
  llvm::Value* both = nullptr;
  std::vector<Lookup> apart;
  for (const Lookup& lookup : lookups_) {
    if (!lookup.paired() || words_ > kPairWords) {
      apart.push_back(lookup);
      continue;
    }
    llvm::Value* row = Load(lookup, false, 0, 2 * words_);
    both = both == nullptr ? row : b_.CreateAnd(both, row);
  }
  const bool exact = std::ranges::all_of(lookups_, &Lookup::exact);
  std::vector<RailWord> words(words_);
  for (size_t first = 0; first < words_; first += kTileWords) {
    const size_t count = std::min(kTileWords, words_ - first);
    auto and_all = [&](bool may) {
      llvm::Value* all = Constant(first, count);
      if (both != nullptr) all = b_.CreateAnd(all, Piece(both, may ? words_ : 0, count));
      for (const Lookup& lookup : apart) all = b_.CreateAnd(all, Load(lookup, may, first, count));
      return all;
    };
    llvm::Value* must = and_all(false);
    llvm::Value* may = exact ? must : and_all(true);
    for (size_t i = 0; i < count; ++i) {
      words[first + i].must = Piece(must, i, 1);
      words[first + i].may = exact ? words[first + i].must : Piece(may, i, 1);
    }
  }
  return words;
}

// Words of a row that is a vector, or a single word.
llvm::Value* ClauseWordEmitter::Piece(llvm::Value* from, size_t first, size_t count) {
  if (!from->getType()->isVectorTy()) return from;
  if (count == 1) return b_.CreateExtractElement(from, first);
  std::vector<int> lanes(count);
  std::iota(lanes.begin(), lanes.end(), static_cast<int>(first));
  return b_.CreateShuffleVector(from, lanes);
}

// The clauses that exist, as the words of a row.
llvm::Value* ClauseWordEmitter::Constant(size_t first, size_t count) {
  const Row& start = places_.start();
  if (count == 1) return b_.getInt64(start[first]);
  return llvm::ConstantDataVector::get(module_.getContext(),
                                       llvm::ArrayRef<uint64_t>(start.data() + first, count));
}

}  // namespace

std::vector<RailWord> EmitClauseWords(llvm::Module& module, const GuardContext& context,
                                      const ClausePlaces& places, ExpressionEmitter& expressions) {
  return ClauseWordEmitter(module, context, places, expressions).Emit();
}

}  // namespace guiju::native
