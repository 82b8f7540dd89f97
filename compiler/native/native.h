#pragma once
// ir::Program → machine code. LLVM stays inside this room; what comes out is loader::Loaded
// (runtime/loader/loaded.h), object bytes, or a library for other programs.
//
// Every body computes exactly what interp::Evaluate computes. Errors: base::Error, one sentence (a program
// the verifier refuses, LLVM's own complaint, a failed linker). Thread-safe: no state between calls. Compile
// time is linear in the number of rules (at most 64 rules per function); roughly 1–3 ms per rule at
// Effort::kFull, a tenth at kFast.
#include <memory>
#include <string>

#include "compiler/base/result.h"
#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "runtime/loader/loaded.h"
#include "runtime/value/calendar.h"

namespace guiju::native {

enum class Effort : uint8_t { kAuto, kFast, kFull };              // kAuto: full up to 512 rules
enum class RowForm : uint8_t { kAuto, kStraightLine, kRegions };  // kAuto: by the cost model

struct Options {
  bool row_two_valued = true;
  bool row_three_valued = true;
  bool columns = false;  // both kernels
  Effort effort = Effort::kAuto;
  RowForm form = RowForm::kAuto;
  // "native", "x86-64-v2" or any other name LLVM knows; only the first two are checked when loading.
  std::string cpu = "native";
  bool keep_ir = false;  // fill Unit::ir, for `dump --after native`
};

struct Unit {
  std::string object;  // ELF, position independent, no absolute addresses, no constructors
  loader::Descriptor descriptor;
  bool regions = false;  // which form the row bodies took
  std::string ir;        // optimised LLVM IR when asked for
};

base::Result<Unit> Compile(const ir::Program& program, const abi::Layout& layout,
                           const Options& options = {});

// Links and loads in this process. Resolves runtime/abi/builtins.def and mem* and nothing else.
base::Result<std::shared_ptr<const loader::Loaded>> LoadInMemory(const Unit& unit);

// Writes a shared object for loader::LoadSealed (seal it first): no DT_NEEDED, no constructors, built-ins
// through a table the loader fills in. Runs the system linker (mold or ld).
base::Status EmitSharedObject(const Unit& unit, const std::string& path);

// `guiju compile`: DIR/<stem>.h, lib<stem>.so, lib<stem>.a. Needs neither LLVM nor Guiju to run. `calendar`
// is copied into the library. `stem`: letters, digits, underscores.
struct LibraryFiles {
  std::string header, shared_library, static_library;
};
base::Result<LibraryFiles> EmitLibrary(const ir::Program& program, const abi::Layout& layout,
                                       const value::Calendar& calendar, const std::string& directory,
                                       const std::string& stem, const Options& options = {});

// SHA-256 of ir::Print(program), as in Descriptor.
std::array<uint8_t, 32> IrDigest(const ir::Program& program);

}  // namespace guiju::native
