#pragma once
// The workload's policies as ir::Programs without a front end, for sizes no source file reaches, and cases as
// rows.
#include <cstddef>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "tests/bench/workload.h"

namespace guiju::bench {

// Decisions in this order: fired (one rule per conjunction), days, major, route.
ir::Program ProgramOf(const Policy& policy);

// Where the program, made here or lowered from source, keeps what the reference knows by name.
struct Binding {
  std::vector<ir::FactId> facts;  // by Field; unset: the program does not read it
  ir::DecisionId fired, days, major, route;
};
Binding Bind(const ir::Program& program);

// Rows of `size` bytes each.
struct Rows {
  std::vector<std::byte> bytes;
  size_t size = 0, count = 0;
  const std::byte* row(size_t i) const { return bytes.data() + i * size; }
};
// Every fact known, or each unknown with `unknown_percent`, deterministic in the row's number.
Rows MakeRows(const ir::Program& program, const abi::Layout& layout, const std::vector<Case>& cases,
              uint32_t unknown_percent);

// An outcome of a complete case in the reference's terms.
Answer AnswerOf(const ir::Program& program, const Binding& binding, const abi::OutcomeShape& shape,
                const uint64_t* words);

}  // namespace guiju::bench
