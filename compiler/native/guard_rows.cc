#include "compiler/native/guard_rows.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <set>

namespace guiju::native {
namespace {

using plan::Literal;
using plan::LiteralOp;
using plan::Term;
using plan::TermId;
using plan::TermKind;
using plan::TermSource;

constexpr int64_t kLargestSmall = 15;
constexpr uint32_t kWindow = 8;  // bytes

size_t PaddedWords(size_t bits) {
  const size_t words = std::max<size_t>(1, (bits + 63) / 64);
  return words <= 2 ? words : (words + 3) / 4 * 4;
}

uint64_t EveryValue(int32_t values) { return values >= 64 ? ~uint64_t{0} : (uint64_t{1} << values) - 1; }

// The bits of a fact's value within an index; nothing when it is no small fact.
std::optional<unsigned> BitsOf(const ir::Program& program, ir::FactId id) {
  const ir::Fact& fact = program.facts[id];
  if (fact.list) return std::nullopt;
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
      return 1;
    case ir::TypeKind::kEnum: {
      const size_t values = program.enums[fact.type.enumeration].values.size();
      if (values > kLargestSmall + 1) return std::nullopt;
      return std::max<unsigned>(1, std::bit_width(values - 1));
    }
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      if (fact.range.lo < 0 || fact.range.hi > kLargestSmall) return std::nullopt;
      return std::max<unsigned>(1, std::bit_width(static_cast<uint64_t>(fact.range.hi)));
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      return std::nullopt;
  }
  GJ_UNREACHABLE();
}

// Facts that must share an index, with the terms that read them.
struct Cluster {
  std::set<ir::FactId> facts;
  std::vector<TermId> terms;
};

bool ReadsSmallFacts(const ir::Program& program, const Term& term) {
  if (term.source != TermSource::kFact && term.source != TermSource::kLinear) return false;
  return std::ranges::all_of(term.facts, [&](ir::FactId fact) { return BitsOf(program, fact).has_value(); });
}

class Grouping {
 public:
  Grouping(const ir::Program& program, const abi::Layout& layout, bool flags, size_t most_rows)
      : program_(program), layout_(layout), flags_(flags), most_rows_(most_rows) {}

  // Joins what the term reads with the clusters present, unless that makes too much of them.
  void AddTerm(TermId id, const Term& term) {
    Cluster joined{{term.facts.begin(), term.facts.end()}, {id}};
    std::vector<Cluster> others;
    for (const Cluster& cluster : clusters_) {
      if (std::ranges::none_of(cluster.facts, [&](ir::FactId f) { return joined.facts.contains(f); })) {
        others.push_back(cluster);
        continue;
      }
      joined.facts.insert(cluster.facts.begin(), cluster.facts.end());
      joined.terms.insert(joined.terms.end(), cluster.terms.begin(), cluster.terms.end());
    }
    const FactGroup group = GroupOf(joined);
    if (!Fits(group) && group.members.size() > 1) return;
    others.push_back(std::move(joined));
    clusters_ = std::move(others);
  }

  // Neighbours in the row together, as many as fit.
  std::vector<FactGroup> Pack() const {
    std::vector<FactGroup> clusters, groups;
    for (const Cluster& cluster : clusters_) clusters.push_back(GroupOf(cluster));
    std::ranges::sort(clusters, {}, [](const FactGroup& group) { return group.members.front().offset; });
    for (const FactGroup& next : clusters) {
      if (!groups.empty()) {
        const FactGroup both = Joined(groups.back(), next);
        if (Fits(both)) {
          groups.back() = both;
          continue;
        }
      }
      groups.push_back(next);
    }
    return groups;
  }

 private:
  FactGroup GroupOf(const Cluster& cluster) const {
    FactGroup group;
    group.terms = cluster.terms;
    for (ir::FactId fact : cluster.facts) {
      const abi::Field& field = layout_.fields[static_cast<size_t>(fact.index)];
      group.members.push_back({fact, field.offset, field.known_bit, *BitsOf(program_, fact), 0});
    }
    Complete(&group);
    return group;
  }
  FactGroup Joined(const FactGroup& a, const FactGroup& b) const {
    FactGroup both = a;
    both.members.insert(both.members.end(), b.members.begin(), b.members.end());
    both.terms.insert(both.terms.end(), b.terms.begin(), b.terms.end());
    Complete(&both);
    return both;
  }
  void Complete(FactGroup* group) const {
    std::ranges::sort(group->members, {}, &FactGroup::Member::offset);
    group->window = std::min(group->members.front().offset, layout_.row.size - kWindow);
    group->value_bits = 0;
    for (FactGroup::Member& member : group->members) {
      group->value_bits += member.bits;
      member.flag = static_cast<unsigned>(std::ranges::count_if(
          group->members, [&](const auto& other) { return other.known_bit < member.known_bit; }));
    }
  }
  bool Fits(const FactGroup& group) const {
    const FactGroup::Member &first = group.members.front(), &last = group.members.back();
    const size_t bits = group.value_bits + (flags_ ? group.members.size() : 0);
    const bool one_word = std::ranges::all_of(group.members, [&](const FactGroup::Member& member) {
      return member.known_bit / 64 == first.known_bit / 64;
    });
    return last.offset < group.window + kWindow && bits < 32 && (size_t{1} << bits) <= most_rows_ && one_word;
  }

  const ir::Program& program_;
  const abi::Layout& layout_;
  bool flags_;
  size_t most_rows_;
  std::vector<Cluster> clusters_;
};

// The facts of a group in one of its states.
class GroupState {
 public:
  GroupState(const FactGroup& group, const ir::Program& program, size_t index, bool flags)
      : program_(program) {
    unsigned shift = 0;
    for (const FactGroup::Member& member : group.members) {
      const auto value = static_cast<int64_t>((index >> shift) & ((size_t{1} << member.bits) - 1));
      const bool known = !flags || ((index >> (group.value_bits + member.flag)) & 1) != 0;
      known_[member.fact] = known ? std::optional<int64_t>(value) : std::nullopt;
      shift += member.bits;
    }
  }

  bool Must(const Term& term, const Literal& literal) const {
    if (term.kind == TermKind::kNumber) return MustHold(literal, EndsOf(term));
    return (ValuesOf(term) & ~literal.set) == 0;
  }
  bool May(const Term& term, const Literal& literal) const {
    if (term.kind == TermKind::kNumber) return MayHold(literal, EndsOf(term));
    return (ValuesOf(term) & literal.set) != 0;
  }

 private:
  uint64_t ValuesOf(const Term& term) const {
    const std::optional<int64_t>& value = known_.at(term.facts[0]);
    return value ? uint64_t{1} << *value : EveryValue(term.values);
  }
  ir::Range EndsOf(const Term& term) const {
    ir::Range sum{0, 0};
    for (size_t i = 0; i < term.facts.size(); ++i) {
      const std::optional<int64_t>& value = known_.at(term.facts[i]);
      const ir::Range& range = program_.facts[term.facts[i]].range;
      const int64_t low = value ? *value : range.lo, high = value ? *value : range.hi;
      const int64_t factor = term.coefficients[i];
      sum.lo += factor * (factor > 0 ? low : high);
      sum.hi += factor * (factor > 0 ? high : low);
    }
    return sum;
  }
  const ir::Program& program_;
  std::map<ir::FactId, std::optional<int64_t>> known_;
};

void AndInto(Row* row, const Row& other) {
  for (size_t w = 0; w < row->size(); ++w) (*row)[w] &= other[w];
}

}  // namespace

bool MustHold(const Literal& literal, const ir::Range& known) {
  return literal.op == LiteralOp::kAtLeast ? known.lo >= literal.bound : known.hi <= literal.bound;
}
bool MayHold(const Literal& literal, const ir::Range& known) {
  return literal.op == LiteralOp::kAtLeast ? known.hi >= literal.bound : known.lo <= literal.bound;
}

bool IsLate(const plan::Plan& plan, const Literal& literal) { return plan.terms[literal.term].stratum > 0; }

ClausePlaces::ClausePlaces(const ir::Program& program, const plan::Plan& plan,
                           const std::vector<ir::RuleId>& rules)
    : plan_(plan), of_rule_(program.rules.size()) {
  size_t next = program.rules.size();
  for (ir::RuleId rule : rules) {
    const plan::RulePlan& guard = plan.rules[rule];
    if (guard.never) continue;
    of_rule_[Index(rule)].push_back({Index(rule), plan::ClauseId(Index(rule))});
    for (plan::ClauseId clause : guard.further) of_rule_[Index(rule)].push_back({next++, clause});
  }
  start_.assign(PaddedWords(next), 0);
  for (const std::vector<ClauseBit>& places : of_rule_) {
    for (const ClauseBit& at : places) {
      start_[at.bit / 64] |= uint64_t{1} << (at.bit % 64);
      for (const Literal& literal : plan.clauses[at.clause].literals) {
        if (IsLate(plan, literal)) continue;
        std::vector<ClauseBit>& clauses = of_term_[literal.term];
        if (clauses.empty() || clauses.back().bit != at.bit) clauses.push_back(at);
      }
    }
  }
}

bool ClausePlaces::HasLiteral(TermId term, LiteralOp op) const {
  return std::ranges::any_of(of_term_.at(term), [&](const ClauseBit& at) {
    return std::ranges::any_of(plan_.clauses[at.clause].literals, [&](const Literal& literal) {
      return literal.term == term && literal.op == op;
    });
  });
}

std::vector<FactGroup> GroupFacts(const ir::Program& program, const abi::Layout& layout,
                                  const plan::Plan& plan, const ClausePlaces& places, bool flags,
                                  size_t most_rows) {
  if (layout.row.size < kWindow) return {};
  Grouping grouping(program, layout, flags, most_rows);
  // Terms of one fact first: a sum joins them only where all of it fits.
  for (const TermSource source : {TermSource::kFact, TermSource::kLinear}) {
    for (const auto& [id, clauses] : places.terms()) {
      const Term& term = plan.terms[id];
      if (term.source == source && ReadsSmallFacts(program, term)) grouping.AddTerm(id, term);
    }
  }
  return grouping.Pack();
}

std::vector<RailRows> RowsOf(const FactGroup& group, const ir::Program& program, const plan::Plan& plan,
                             const ClausePlaces& places, bool flags) {
  const size_t bits = group.value_bits + (flags ? group.members.size() : 0);
  const Row all(places.words(), ~uint64_t{0});
  std::vector<RailRows> rows;
  for (size_t index = 0; index < size_t{1} << bits; ++index) {
    const GroupState state(group, program, index, flags);
    RailRows joint{all, all};
    for (TermId id : group.terms) {
      const Term& term = plan.terms[id];
      AndInto(&joint.must,
              places.RowWhere(id, [&](const Literal& literal) { return state.Must(term, literal); }));
      AndInto(&joint.may,
              places.RowWhere(id, [&](const Literal& literal) { return state.May(term, literal); }));
    }
    rows.push_back(std::move(joint));
  }
  return rows;
}

}  // namespace guiju::native
