#pragma once
// Random verified programs and random cases of them, deterministic in the seed.
#include <cstdint>
#include <memory>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "runtime/interp/interp.h"
#include "tests/differential/random.h"

namespace guiju::differential {

struct ProgramSize {
  int facts = 8;   // of the case; list fields come on top
  int rules = 12;  // about
  int decisions = 3;
  int depth = 3;  // of conditions
  bool lists = true;
  bool dates = true;
  bool values = true;  // arithmetic, value decisions, texts and sets; otherwise thresholds and yes/no only
  bool tiny = false;   // ranges so small that every completion of a case can be listed
};
// Sizes from tiny to about 100 rules, in the proportions that compile fast.
ProgramSize RandomSize(Random* random);

// Passes ir::Verify, or the process aborts saying what is wrong with it and with which seed.
ir::Program GenerateProgram(uint64_t seed, const ProgramSize& size);

// Adds what evaluation never reads — sources, citations, uses, examples, texts with every awkward character —
// for the printed form to carry.
void Decorate(ir::Program* program, Random* random);

// A case row that owns its list elements. Movable: pointers into `elements` stay valid.
struct CaseData {
  std::vector<std::byte> row;
  std::vector<std::vector<std::byte>> elements;  // by ListId
  interp::Case View(const value::Calendar& calendar) const { return {row.data(), &calendar}; }
};
// Copies with its own elements.
CaseData CopyOf(const CaseData& from, const abi::Layout& layout);
// An unknown case: every fact absent, every list empty and open.
CaseData UnknownCase(const ir::Program& program, const abi::Layout& layout);
void SetList(CaseData* data, const abi::Layout& layout, ir::ListId list, uint32_t count, bool open);

// Per program: the values around which its conditions change, by fact.
class CaseGenerator {
 public:
  CaseGenerator(const ir::Program& program, const abi::Layout& layout);
  // Each fact is unknown with `unknown_percent`; lists are open or unknown with about the same chance.
  CaseData Generate(Random* random, int unknown_percent) const;
  // Gives values to some of the unknown facts, closes or extends some open lists: more is known, nothing is
  // changed.
  void Refine(Random* random, int percent, CaseData* data) const;

 private:
  void FillFacts(Random* random, int percent, CaseData* data) const;
  int64_t ValueFor(Random* random, ir::FactId fact) const;
  std::byte* RowOf(CaseData* data, ir::ListId list, uint32_t index) const;

  const ir::Program& program_;
  const abi::Layout& layout_;
  std::vector<std::vector<int64_t>> interesting_;  // by FactId
};

}  // namespace guiju::differential
