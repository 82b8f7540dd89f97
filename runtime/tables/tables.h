#pragma once
// Region tables: the first tier that runs a program. A plan (compiler/plan) turned into data — per group of
// facts one row of rule bits for every region of their values — so that a case is decided by looking rows up
// and and-ing them. Needs no compiler at run time.
//
// Units and ranges: rows are laid out by abi::LayoutOf of the same program; outcomes have the shape
// abi::ShapeOf. Errors: none. A row whose values lie outside their declared ranges is the caller's mistake
// (rows are validated when they are filled); answers are then unspecified, memory safety is not: every read
// stays inside the tables. Complexity: Build is linear in literals + regions × words; Evaluate is (groups +
// terms) row lookups of rules/64 words each, plus the computed terms (aggregates, dates) that tables cannot
// hold. Thread-safety: Tables are immutable after Build; Evaluate may run on any number of threads at once.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "compiler/plan/plan.h"
#include "runtime/abi/abi.h"
#include "runtime/interp/interp.h"

namespace guiju::tables {

struct Data;

class Tables {
 public:
  explicit Tables(std::unique_ptr<const Data> data);
  Tables(Tables&&) noexcept;
  Tables& operator=(Tables&&) noexcept;
  ~Tables();

  const Data& data() const { return *data_; }
  size_t bytes() const;          // of all rows, regions and programs
  uint64_t layout_hash() const;  // abi::Layout the rows must have

 private:
  std::unique_ptr<const Data> data_;
};

// Self-contained: neither the plan nor the program is needed afterwards.
Tables Build(const plan::Plan& plan);

// Same answers as interp::Evaluate on every case, complete or not.
void Evaluate(const Tables& tables, const abi::Layout& layout, const interp::Case& c, abi::Outcome out);

// Instruction set used by Evaluate on this machine: "avx512", "avx2" or "baseline".
const char* InstructionSet();

}  // namespace guiju::tables
