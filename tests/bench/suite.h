#pragma once
// What the benchmarks share: each policy with its program, tables, native code, cases and expected answers,
// made once.
#include <memory>
#include <string>
#include <vector>

#include "runtime/abi/abi.h"
#include "runtime/loader/loaded.h"
#include "runtime/tables/tables.h"
#include "runtime/value/calendar.h"
#include "tests/bench/hand.h"
#include "tests/bench/program.h"
#include "tests/bench/workload.h"

namespace guiju::bench {

inline constexpr uint32_t kCases = 8192;        // of the single-row and column benchmarks
inline constexpr uint32_t kUnknownPercent = 5;  // of every fact, in the three-valued ones

struct Suite {
  Policy policy;
  ir::Program program;  // lowered from the policy's source
  abi::Layout layout;
  abi::OutcomeShape shape;
  Binding binding;
  std::unique_ptr<tables::Tables> tables;
  std::shared_ptr<const loader::Loaded> native;  // rows and columns, full effort
  std::vector<Case> cases;
  std::vector<Answer> expected;
  Rows complete, partial;
  std::vector<uint64_t> want_partial;  // the interpreter's outcomes of `partial`
  void (*hand_row)(const Case&, HandAnswer*) = nullptr;
  void (*hand_columns)(const HandColumns&, uint64_t, const HandOutput&) = nullptr;
};
const Suite& SmallSuite();
const Suite& LargeSuite();
const value::Calendar& BenchCalendar();

// Program of a policy file under tests/bench, or the process ends with its diagnostics.
ir::Program CompileFile(const std::string& path);

// ---- registration, one per file; every answer is compared before anything is timed
// --------------------------------
void RegisterRows();
void RegisterColumns();
void RegisterScale();
void RegisterCompile();
void RegisterFiles();
void RegisterProcesses();

// Says what differs and ends the process: a fast wrong answer is worth nothing.
void Require(bool condition, const std::string& what);

}  // namespace guiju::bench
