#pragma once
// Compares every tier with the interpreter, one generated program at a time.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/differential/generate.h"
#include "tests/differential/tier.h"

namespace guiju::differential {

// What a tier is given instead of the truth, to show that a wrong built-in is noticed. Empty: nothing is
// broken. An operator (rewrite.h) or a calendar function: add_workdays, next_workday, count_workdays.
struct Breakage {
  std::string name;
  static std::vector<std::string> Names();
};

struct Difference {
  std::string tier;  // Runner::name(), or the tier that refused the program
  uint64_t program_seed = 0;
  std::string what;     // first word that differs, or the refusal
  ir::Program program;  // shrunk
  CaseData data;        // shrunk
};

struct Tally {
  std::map<std::string, uint64_t> pairs;  // by runner
  uint64_t programs = 0, cases = 0, undetermined = 0;
  std::vector<Difference> differences;
  uint64_t Total() const;
  void Add(Tally other);
};

class Comparer {
 public:
  // `tiers` outlive it.
  Comparer(std::vector<const Tier*> tiers, Breakage breakage);

  // Generates the program of that seed and `cases` cases of it, runs all. At most one difference per runner
  // is kept.
  Tally CompareSeed(uint64_t program_seed, int cases) const;
  // One program, given cases.
  Tally CompareProgram(const ir::Program& program, const std::vector<CaseData>& cases,
                       const value::Calendar& calendar, uint64_t seed) const;

 private:
  struct Prepared;
  std::optional<std::string> Disagrees(const Tier& tier, const std::string& runner,
                                       const ir::Program& program, const CaseData& data,
                                       const value::Calendar& calendar, uint64_t seed) const;
  Difference Shrink(const Tier& tier, Difference found, const value::Calendar& calendar) const;
  ir::Program CopyFor(const ir::Program& program) const;

  std::vector<const Tier*> tiers_;
  Breakage breakage_;
};

// The facts of a case and the outcome words, readable.
std::string Describe(const ir::Program& program, const CaseData& data);

}  // namespace guiju::differential
