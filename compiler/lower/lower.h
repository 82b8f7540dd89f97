#pragma once
// From the checked model to the one intermediate representation, and the facade that runs every phase.
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "compiler/diag/diag.h"
#include "compiler/ir/ir.h"
#include "compiler/model/closure.h"
#include "compiler/model/model.h"

namespace guiju::lower {

struct LowerOptions {
  size_t main = 0;  // index into Closure::mains
};
// Inlines definitions and parameters, flattens linear arithmetic, makes periods ordinary conditions, re-reads
// decisions on other axes, and proves what needs ranges: that no arithmetic overflows, that `unique` and
// missing 其余 are covered. Requires a model checked without errors. The result verifies unless the sink
// received errors. Near-linear in the inlined size, which is bounded (an error beyond kMaxNodes).
inline constexpr size_t kMaxNodes = 250'000;
ir::Program Lower(const model::Model& model, diag::Sink& sink, const LowerOptions& options = {});

struct CompileOptions {
  bool lint = false;
};
struct Compiled {
  std::unique_ptr<model::Closure> closure;  // owns the sources the diagnostics point into; never null
  std::unique_ptr<model::Model> model;      // refers to *closure; never null
  diag::Sink diagnostics;
  std::optional<ir::Program> program;  // only when there is no error
};
// Load, check and lower. Never fails otherwise than by diagnostics. Thread-safe.
Compiled CompilePolicy(const std::string& path, const model::SearchRoots& roots,
                       const CompileOptions& options = {});
// The same from memory, for tests and editors: file name → text.
Compiled CompileText(const std::map<std::string, std::string>& files, const std::string& main_file = "",
                     const CompileOptions& options = {});

}  // namespace guiju::lower
