#pragma once
// Inside the room: the steps of Build.
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/tables/data.h"
#include "runtime/tables/program.h"

namespace guiju::tables {

struct TermLiteral {
  uint32_t clause = 0;
  plan::Literal literal;
};

// Words of rule bits: rows appended to the pool.
class Pool {
 public:
  explicit Pool(std::vector<uint64_t>* storage) : storage_(*storage) {}
  // Index of `count` new rows of `words` words, every bit set.
  uint32_t AddRows(size_t count, uint32_t words);
  uint64_t* At(uint32_t index) { return storage_.data() + index; }

 private:
  std::vector<uint64_t>& storage_;
};

class Builder {
 public:
  Builder(const plan::Plan& plan, Data* data);
  void Build();

 private:
  void AddTerm(plan::TermId id);
  uint32_t Focus() const;

  // build_terms.cc
  void CollectLiterals();
  void AddBase();
  struct SmallFact {
    plan::TermId term;
    uint32_t offset = 0, known_bit = 0, bits = 0;
  };
  struct ChoiceRows;
  ChoiceRows RowsOf(plan::TermId id) const;
  // `flags`: for incomplete cases.
  void AddGroups(bool flags);
  void AddGroup(const std::vector<SmallFact>& facts, uint32_t window, bool flags);
  void AddNumber(plan::TermId id);
  void AddDerived(plan::TermId id);
  void AddSimple(plan::TermId id, const Regions& regions, uint32_t rows);
  bool IsAnyOfOneWord(uint32_t decision) const;
  void AddDerivedOp(const Derived& derived, const plan::Term& term);
  void AddDerivedChoice(plan::TermId id, Derived* derived);
  void Need(uint32_t known_bit);
  // Rows by region: `lower` takes the >= literals, `upper` the <= ones; both may be the same rows.
  void FillRegions(plan::TermId id, uint32_t lower, uint32_t upper, uint32_t words, uint32_t first_word);
  uint32_t Bits(uint64_t last_value) const;

  // build_decisions.cc
  void AddRules(const plan::Stratum& stratum);
  void AddDefeats(const plan::Stratum& stratum);
  void AddValues();
  void AddRootMasks();
  void AddStep(ir::DecisionId id);
  bool MakeTable(const ir::Decision& decision, const DecisionStep& step, Op* op);
  ValueRef ValueOf(ir::ExprId expr, bool wants_set);

  const plan::Plan& plan_;
  const ir::Program& program_;
  Data& data_;
  abi::Layout layout_;
  plan::Strata strata_;
  Compiler compiler_;
  Pool pool_;
  uint32_t words_ = 1;
  std::vector<std::vector<TermLiteral>> literals_;  // by term
};

Regions MakeRegions(Data* data, const std::vector<int64_t>& bounds);

}  // namespace guiju::tables
