// Load, check, lower.
#include "compiler/lower/lower.h"
#include "compiler/soundness/soundness.h"

namespace guiju::lower {

namespace {

void Finish(Compiled& compiled, const CompileOptions& options) {
  model::CheckOptions check;
  check.lint = options.lint;
  compiled.model =
      std::make_unique<model::Model>(model::Check(*compiled.closure, compiled.diagnostics, check));
  if (compiled.diagnostics.has_errors() || compiled.closure->mains.empty()) return;
  soundness::CheckFlows(*compiled.model, compiled.diagnostics);
  ir::Program program = Lower(*compiled.model, compiled.diagnostics);
  if (!compiled.diagnostics.has_errors()) compiled.program = std::move(program);
}

}  // namespace

Compiled CompilePolicy(const std::string& path, const model::SearchRoots& roots,
                       const CompileOptions& options) {
  Compiled compiled;
  compiled.closure = std::make_unique<model::Closure>(model::LoadClosure(path, roots, compiled.diagnostics));
  Finish(compiled, options);
  return compiled;
}

Compiled CompileText(const std::map<std::string, std::string>& files, const std::string& main_file,
                     const CompileOptions& options) {
  Compiled compiled;
  compiled.closure =
      std::make_unique<model::Closure>(model::LoadClosureFromText(files, main_file, compiled.diagnostics));
  Finish(compiled, options);
  return compiled;
}

}  // namespace guiju::lower
