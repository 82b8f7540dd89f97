#pragma once
// Case test files: cases with the decisions expected of them (cases/*.json beside a policy). The format is in
// README.md.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/caseio/problem.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

struct ExpectedDecision {
  std::string name;  // as written
  ir::DecisionId decision;
  bool undetermined = false;
  std::optional<int64_t> value;  // sets: bit mask
  std::optional<int64_t> act_on;
  std::optional<uint64_t> possible;                 // bool, enum: mask of the possible values
  std::vector<std::string> ask, because, excepted;  // each must be among those reported
};

struct CaseTest {
  std::string title, policy;   // policy "": the only one of the folder
  std::string_view case_json;  // slice of the file; JsonReader reads it as it is
  size_t begin = 0;            // of the slice
  std::vector<ExpectedDecision> expected;
};

// Cuts the file into its tests: title, policy and slice only. False: malformed. `text` must outlive the
// tests.
bool SplitCaseTests(std::string_view text, std::vector<CaseTest>* tests, Problems* problems);
// Reads what is expected. `decisions`: those that may be named, with their key. Offsets of problems are in
// the slice.
struct NamedDecision {
  ir::DecisionId decision;
  std::string key;
};
bool ReadExpected(const ir::Program& program, const std::vector<NamedDecision>& decisions, Schema* schema,
                  CaseTest* test, Problems* problems);

}  // namespace guiju::caseio
