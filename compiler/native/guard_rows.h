#pragma once
// The data of region tables: where every clause stands among the bits of a row, which small facts share one
// index, and the row of clause bits for each state of a quantity. Nothing of LLVM here; the emitter
// (regions.cc) adds how a quantity finds its row.
#include <cstdint>
#include <map>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/abi/abi.h"

namespace guiju::native {

// Clause bits, a set bit: not refuted.
using Row = std::vector<uint64_t>;
// What a state of knowledge leaves standing: clauses that must hold, clauses that may.
struct RailRows {
  Row must, may;
};

struct ClauseBit {
  size_t bit = 0;
  plan::ClauseId clause;
};

// A literal that waits for a decision; the tables of facts do not look at it.
bool IsLate(const plan::Plan& plan, const plan::Literal& literal);

// Places of the clauses of the rules that tables serve: first clauses at their rule's index, further ones
// behind all rules.
class ClausePlaces {
 public:
  ClausePlaces(const ir::Program& program, const plan::Plan& plan, const std::vector<ir::RuleId>& rules);

  size_t words() const { return start_.size(); }  // 1, 2, 4 or a multiple of 4
  const Row& start() const { return start_; }     // clauses that exist
  const std::vector<ClauseBit>& Of(ir::RuleId rule) const { return of_rule_[Index(rule)]; }
  // Terms of facts that some clause asks about, each with these clauses, ascending.
  const std::map<plan::TermId, std::vector<ClauseBit>>& terms() const { return of_term_; }

  // Every bit set but those of clauses with a literal of the term for which `holds` is false.
  template <class Holds>
  Row RowWhere(plan::TermId term, Holds holds) const {
    Row row(words(), ~uint64_t{0});
    for (const ClauseBit& at : of_term_.at(term)) {
      for (const plan::Literal& literal : plan_.clauses[at.clause].literals) {
        if (literal.term == term && !holds(literal)) row[at.bit / 64] &= ~(uint64_t{1} << (at.bit % 64));
      }
    }
    return row;
  }
  bool HasLiteral(plan::TermId term, plan::LiteralOp op) const;

 private:
  static size_t Index(ir::RuleId rule) { return static_cast<size_t>(rule.index); }
  const plan::Plan& plan_;
  Row start_;
  std::vector<std::vector<ClauseBit>> of_rule_;
  std::map<plan::TermId, std::vector<ClauseBit>> of_term_;
};

// Booleans, enumerations and numbers from 0 to at most 15, side by side in one window of eight bytes: their
// bits together are an index. With `flags`, one bit per fact follows that says whether it is known.
struct FactGroup {
  struct Member {
    ir::FactId fact;
    uint32_t offset = 0, known_bit = 0;
    unsigned bits = 0;
    unsigned flag = 0;  // place of its flag: by known bit
  };
  std::vector<Member> members;      // by offset
  std::vector<plan::TermId> terms;  // every one reads members only
  uint32_t window = 0;              // byte offset
  unsigned value_bits = 0;
};
// The terms that groups answer; all others are for the caller. `most_rows`: of one group (at least what its
// first fact needs).
std::vector<FactGroup> GroupFacts(const ir::Program& program, const abi::Layout& layout,
                                  const plan::Plan& plan, const ClausePlaces& places, bool flags,
                                  size_t most_rows);
// By index. Without flags every member is known and may is must.
std::vector<RailRows> RowsOf(const FactGroup& group, const ir::Program& program, const plan::Plan& plan,
                             const ClausePlaces& places, bool flags);

// What a literal of a number says when all that is known is that it lies in lo..hi.
bool MustHold(const plan::Literal& literal, const ir::Range& known);
bool MayHold(const plan::Literal& literal, const ir::Range& known);

}  // namespace guiju::native
