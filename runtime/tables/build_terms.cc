// Rows of clause bits for every term.
#include <algorithm>
#include <bit>

#include "runtime/tables/build.h"

namespace guiju::tables {
namespace {

using plan::LiteralOp;
using plan::Term;
using plan::TermId;
using plan::TermKind;
using plan::TermSource;

// Joint rows of one group of small facts: small enough to stay in the first-level cache beside the others.
// With flags most rows are never seen.
size_t GroupBytes(uint32_t words, bool flags) {
  if (flags) return size_t{8} << 10;
  return words <= 8 ? size_t{16} << 10 : size_t{128} << 10;
}

void Clear(uint64_t* row, uint32_t bit) { row[bit / 64] &= ~(uint64_t{1} << (bit % 64)); }
void Set(uint64_t* row, uint32_t bit) { row[bit / 64] |= uint64_t{1} << (bit % 64); }

}  // namespace

uint32_t Pool::AddRows(size_t count, uint32_t words) {
  size_t index = storage_.size();
  storage_.resize(index + count * words, ~uint64_t{0});
  GJ_CHECK(storage_.size() < UINT32_MAX);
  return static_cast<uint32_t>(index);
}

void Builder::CollectLiterals() {
  literals_.resize(plan_.terms.size());
  for (plan::ClauseId id : plan_.clauses.ids()) {
    for (const plan::Literal& literal : plan_.clauses[id].literals) {
      literals_[static_cast<size_t>(literal.term.index)].push_back(
          {static_cast<uint32_t>(id.index), literal});
    }
  }
}

void Builder::AddBase() {
  uint32_t base = pool_.AddRows(1, words_);
  uint64_t* row = pool_.At(base);
  for (uint32_t bit = 0; bit < words_ * 64; ++bit) {
    bool exists = bit < data_.clauses;
    if (bit < data_.rules && plan_.rules[ir::RuleId(static_cast<int32_t>(bit))].never) exists = false;
    if (!exists) Clear(row, bit);
  }
  data_.view.base = base;
}

void Builder::Need(uint32_t known_bit) {
  if (data_.need.size() <= known_bit / 64) data_.need.resize(known_bit / 64 + 1, 0);
  data_.need[known_bit / 64] |= uint64_t{1} << (known_bit % 64);
}

uint32_t Builder::Bits(uint64_t last_value) const {
  return static_cast<uint32_t>(std::bit_width(last_value));
}

// Rows of one small fact, by value, and what stands when it is unknown: nothing is refuted by an unknown
// choice, nothing it is asked about must hold.
struct Builder::ChoiceRows {
  std::vector<std::vector<uint64_t>> by_value;
  std::vector<uint64_t> unknown;
};

Builder::ChoiceRows Builder::RowsOf(TermId id) const {
  const std::vector<uint64_t> all(words_, ~uint64_t{0});
  const uint32_t values = uint32_t{1} << Bits(static_cast<uint64_t>(plan_.terms[id].values - 1));
  ChoiceRows rows{std::vector<std::vector<uint64_t>>(values, all), all};
  for (const TermLiteral& l : literals_[static_cast<size_t>(id.index)]) {
    for (uint32_t v = 0; v < values; ++v) {
      if (v >= 64 || ((l.literal.set >> v) & 1) == 0) Clear(rows.by_value[v].data(), l.clause);
    }
    Clear(rows.unknown.data(), l.clause);
  }
  return rows;
}

void Builder::AddGroup(const std::vector<SmallFact>& facts, uint32_t window, bool flags) {
  Group group;
  group.window = window;
  group.known_word = facts.front().known_bit / 64;
  group.first_member = static_cast<uint32_t>(data_.members.size());
  group.members = static_cast<uint32_t>(facts.size());
  std::vector<ChoiceRows> rows;
  std::vector<Member> members;
  for (const SmallFact& fact : facts) {
    Member member;
    member.known_shift = fact.known_bit % 64;
    member.shift = (fact.offset - window) * 8;
    member.index_shift = group.bits;
    member.value_mask = (uint64_t{1} << fact.bits) - 1;
    group.bits += fact.bits;
    group.mask |= member.value_mask << member.shift;
    group.known_mask |= uint64_t{1} << member.known_shift;
    rows.push_back(RowsOf(fact.term));
    members.push_back(member);
    Need(fact.known_bit);
  }
  for (Member& member : members) {  // flags in the order of the known bits
    const uint64_t below = group.known_mask & ((uint64_t{1} << member.known_shift) - 1);
    member.flag_shift = group.bits + static_cast<uint32_t>(std::popcount(below));
  }
  const size_t count = size_t{1} << (group.bits + (flags ? group.members : 0));
  group.must = pool_.AddRows(count, words_);
  if (flags) group.may = pool_.AddRows(count, words_);
  for (size_t index = 0; index < count; ++index) {
    uint64_t* must = pool_.At(group.must) + index * words_;
    uint64_t* may = flags ? pool_.At(group.may) + index * words_ : nullptr;
    for (uint32_t m = 0; m < group.members; ++m) {
      const bool known = !flags || ((index >> members[m].flag_shift) & 1) != 0;
      const uint64_t value = (index >> members[m].index_shift) & members[m].value_mask;
      const uint64_t* row = known ? rows[m].by_value[value].data() : rows[m].unknown.data();
      for (uint32_t w = 0; w < words_; ++w) must[w] &= row[w];
      for (uint32_t w = 0; may != nullptr && known && w < words_; ++w) may[w] &= row[w];
    }
  }
  data_.members.insert(data_.members.end(), members.begin(), members.end());
  (flags ? data_.flagged : data_.groups).push_back(group);
}

// Facts of one byte, in the order of the row, as many together as the joint rows and one window allow.
void Builder::AddGroups(bool flags) {
  std::vector<SmallFact> facts;
  for (TermId id : plan_.terms.ids()) {
    const Term& term = plan_.terms[id];
    if (term.kind != TermKind::kChoice || term.source != TermSource::kFact) continue;
    const abi::Field& field = layout_.fields[static_cast<size_t>(term.facts[0].index)];
    facts.push_back({id, field.offset, field.known_bit, Bits(static_cast<uint64_t>(term.values - 1))});
  }
  std::sort(facts.begin(), facts.end(),
            [](const SmallFact& a, const SmallFact& b) { return a.offset < b.offset; });
  const size_t most_rows = GroupBytes(words_, flags) / (size_t{8} * words_);
  for (size_t begin = 0, end; begin < facts.size(); begin = end) {
    const uint32_t window = std::min(facts[begin].offset, layout_.row.size - 8);
    std::vector<SmallFact> members;
    uint32_t bits = 0;
    for (end = begin; end < facts.size(); ++end) {
      const SmallFact& fact = facts[end];
      const uint32_t more = fact.bits + (flags ? 1 : 0);
      const bool fits = fact.offset < window + 8 && fact.known_bit / 64 == facts[begin].known_bit / 64 &&
                        (size_t{1} << (bits + more)) <= most_rows;
      if (!fits && end > begin) break;
      bits += more;
      members.push_back(fact);
    }
    AddGroup(members, window, flags);
  }
}

void Builder::FillRegions(TermId id, uint32_t lower, uint32_t upper, uint32_t words, uint32_t first_word) {
  const std::vector<int64_t>& bounds = plan_.terms[id].bounds;
  const std::vector<TermLiteral>& literals = literals_[static_cast<size_t>(id.index)];
  const auto region_of = [&](int64_t bound) {  // the first region at or above the bound
    return static_cast<size_t>(std::lower_bound(bounds.begin(), bounds.end(), bound) - bounds.begin()) + 1;
  };
  // What changes when a region is entered from below. A clause has at most one literal of each direction.
  std::vector<std::vector<uint32_t>> begins(bounds.size() + 1), ends(bounds.size() + 1);
  std::vector<uint64_t> at_least(words, ~uint64_t{0}), at_most(words, ~uint64_t{0});
  for (const TermLiteral& l : literals) {
    uint32_t bit = l.clause - first_word * 64;
    if (l.literal.op == LiteralOp::kAtLeast) {
      Clear(at_least.data(), bit);
      begins[region_of(l.literal.bound)].push_back(bit);
    } else if (l.literal.bound != INT64_MAX) {
      ends[region_of(l.literal.bound + 1)].push_back(bit);
    }
  }
  for (size_t region = 0; region <= bounds.size(); ++region) {
    for (uint32_t bit : begins[region]) Set(at_least.data(), bit);
    for (uint32_t bit : ends[region]) Clear(at_most.data(), bit);
    uint64_t* low = pool_.At(lower) + region * words;
    uint64_t* high = pool_.At(upper) + region * words;
    for (uint32_t w = 0; w < words; ++w) {
      low[w] &= at_least[w];
      high[w] &= at_most[w];
    }
  }
}

void Builder::AddNumber(TermId id) {
  const Term& term = plan_.terms[id];
  for (ir::FactId fact : term.facts) Need(layout_.fields[static_cast<size_t>(fact.index)].known_bit);
  Regions regions = MakeRegions(&data_, term.bounds);
  uint32_t rows = pool_.AddRows(term.bounds.size() + 1, words_);
  FillRegions(id, rows, rows, words_, 0);
  if (term.facts.size() == 1 && regions.lut != nullptr) return AddSimple(id, regions, rows);
  Number number;
  number.regions = regions;
  number.rows = rows;
  number.first_summand = static_cast<uint32_t>(data_.summands.size());
  number.summands = static_cast<uint32_t>(term.facts.size());
  for (size_t i = 0; i < term.facts.size(); ++i) {
    const abi::Field& field = layout_.fields[static_cast<size_t>(term.facts[i].index)];
    data_.summands.push_back({term.coefficients[i], field.offset, field.known_bit, field.width,
                              program_.facts[term.facts[i]].range});
  }
  number.ge = pool_.AddRows(term.bounds.size() + 1, words_);
  number.le = pool_.AddRows(term.bounds.size() + 1, words_);
  FillRegions(id, number.ge, number.le, words_, 0);
  data_.numbers.push_back(number);
}

// Of an unknown fact the ends of its range are all that is known: two rows say what follows.
void Builder::AddSimple(TermId id, const Regions& regions, uint32_t rows) {
  const ir::FactId fact = plan_.terms[id].facts[0];
  const abi::Field& field = layout_.fields[static_cast<size_t>(fact.index)];
  const ir::Range& range = program_.facts[fact].range;
  SimpleRows made;
  made.simple.lut = regions.lut;
  made.simple.low = regions.low;
  made.simple.high = regions.high;
  made.simple.magic = regions.magic;
  made.simple.offset = field.offset;
  made.simple.known_bit = field.known_bit;
  made.rows = rows;
  made.unknown_must = pool_.AddRows(1, words_);
  made.unknown_may = pool_.AddRows(1, words_);
  for (const TermLiteral& l : literals_[static_cast<size_t>(id.index)]) {
    bool at_least = l.literal.op == LiteralOp::kAtLeast;
    bool must = at_least ? range.lo >= l.literal.bound : range.hi <= l.literal.bound;
    bool may = at_least ? range.hi >= l.literal.bound : range.lo <= l.literal.bound;
    if (!must) Clear(pool_.At(made.unknown_must), l.clause);
    if (!may) Clear(pool_.At(made.unknown_may), l.clause);
  }
  (field.width == 8 ? data_.simple8 : data_.simple4).push_back(made);
}

void Builder::AddDerivedChoice(TermId id, Derived* derived) {
  const Term& term = plan_.terms[id];
  const std::vector<TermLiteral>& literals = literals_[static_cast<size_t>(id.index)];
  derived->values = static_cast<uint32_t>(term.values);
  derived->type = term.values == 2 ? ir::TypeKind::kBool : ir::TypeKind::kEnum;
  bool is_enum = term.source == TermSource::kDecision
                     ? program_.decisions[term.decision].type.kind == ir::TypeKind::kEnum
                     : program_.exprs[term.args[0]].type.kind == ir::TypeKind::kEnum;
  derived->type = is_enum ? ir::TypeKind::kEnum : ir::TypeKind::kBool;
  derived->rows = pool_.AddRows(derived->values, derived->words);
  derived->unknown_must = pool_.AddRows(1, derived->words);
  // Literals of one clause are neighbours: the n-th of a clause goes to layer n.
  std::vector<uint32_t> layer_of;
  for (size_t i = 0; i < literals.size(); ++i) {
    bool same = i > 0 && literals[i].clause == literals[i - 1].clause;
    layer_of.push_back(same ? layer_of.back() + 1 : 0);
    derived->layers = std::max(derived->layers, layer_of.back() + 1);
  }
  derived->layer_rows = pool_.AddRows(size_t{derived->layers} * derived->values, derived->words);
  for (size_t i = 0; i < literals.size(); ++i) {
    uint32_t bit = literals[i].clause - derived->word * 64;
    Clear(pool_.At(derived->unknown_must), bit);
    for (uint32_t v = 0; v < derived->values; ++v) {
      if ((literals[i].literal.set >> v) & 1) continue;
      Clear(pool_.At(derived->rows) + size_t{v} * derived->words, bit);
      Clear(pool_.At(derived->layer_rows) + (size_t{layer_of[i]} * derived->values + v) * derived->words,
            bit);
    }
  }
}

void Builder::AddDerived(TermId id) {
  const Term& term = plan_.terms[id];
  const std::vector<TermLiteral>& literals = literals_[static_cast<size_t>(id.index)];
  if (literals.empty()) return;
  Derived derived;
  derived.word = literals.front().clause / 64;
  derived.words = literals.back().clause / 64 - derived.word + 1;
  switch (term.source) {
    case TermSource::kDecision:
      derived.source = DerivedSource::kDecision;
      break;
    case TermSource::kFired:
      derived.source = DerivedSource::kFired;
      break;
    case TermSource::kFact:
    case TermSource::kLinear:
    case TermSource::kComputed:
      derived.source = DerivedSource::kRegister;
      break;
  }
  if (derived.source == DerivedSource::kRegister) {
    derived.index =
        term.kind == TermKind::kChoice ? compiler_.RegisterOf(term.args[0]) : compiler_.RegisterOfSum(term);
  } else {
    derived.index = static_cast<uint32_t>(term.decision.index);
  }
  if (term.kind == TermKind::kChoice) {
    AddDerivedChoice(id, &derived);
  } else {
    derived.type = ir::TypeKind::kInt;
    derived.regions = MakeRegions(&data_, term.bounds);
    size_t regions = term.bounds.size() + 1;
    derived.rows = pool_.AddRows(regions, derived.words);
    FillRegions(id, derived.rows, derived.rows, derived.words, derived.word);
    derived.ge = pool_.AddRows(regions, derived.words);
    derived.le = pool_.AddRows(regions, derived.words);
    FillRegions(id, derived.ge, derived.le, derived.words, derived.word);
  }
  AddDerivedOp(derived, term);
}

// The decision is exactly "one of these bits", nothing joined to it.
bool Builder::IsAnyOfOneWord(uint32_t decision) const {
  const ir::Decision& d = program_.decisions[ir::DecisionId(static_cast<int32_t>(decision))];
  return d.combine == ir::Combine::kAnyHolds && !d.parent &&
         data_.root_mask_of[2 * size_t{decision} + 1] == 1;
}

// Yes/no decisions and single thresholds on a count touch one word as a rule: then two masks say all.
void Builder::AddDerivedOp(const Derived& derived, const Term& term) {
  const bool decides = derived.source == DerivedSource::kDecision && derived.type == ir::TypeKind::kBool;
  const bool counts = derived.source == DerivedSource::kFired && term.bounds.size() == 1;
  Op op;
  if (derived.words == 1 && (decides || counts)) {
    op.code = decides ? OpCode::kBit : OpCode::kCount;
    op.word = derived.word;
    op.target = derived.index;
    op.a = *pool_.At(derived.rows);
    op.b = *pool_.At(derived.rows + 1);
    op.c = ~uint64_t{0};
    const uint32_t* masks = data_.root_mask_of.data() + 2 * size_t{derived.index};
    if (decides && IsAnyOfOneWord(derived.index)) {
      op.code = OpCode::kGate;
      op.target = data_.masks[masks[0]].word;
      op.mask = data_.masks[masks[0]].mask;
    }
    if (counts) {
      op.first = masks[0];
      op.count = masks[1];
      op.bound = term.bounds[0];
      op.c = *pool_.At(derived.ge + 1) & *pool_.At(derived.le);
    }
  } else {
    op.code = OpCode::kDerived;
    op.first = static_cast<uint32_t>(data_.derived.size());
    data_.derived.push_back(derived);
  }
  data_.ops.push_back(op);
}

}  // namespace guiju::tables
