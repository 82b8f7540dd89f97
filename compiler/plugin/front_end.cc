// libguiju_compiler: syntax, model and lowering behind plugin::FrontEnd. Reads files; writes none.
#include <algorithm>
#include <exception>
#include <filesystem>

#include "compiler/lower/lower.h"
#include "compiler/model/closure.h"
#include "compiler/model/find_policies.h"
#include "compiler/plugin/plugin.h"
#include "compiler/syntax/syntax.h"

namespace guiju::plugin {
namespace {

// The sources of a closure, kept alive as long as somebody renders diagnostics.
std::shared_ptr<const source::SourceSet> Keep(std::shared_ptr<const model::Closure> closure) {
  const source::SourceSet* sources = &closure->sources;
  return {std::move(closure), sources};
}

class CompilerLibrary final : public FrontEnd {
 public:
  Compilation Compile(const std::string& path, const std::vector<std::string>& roots,
                      bool lint) const override {
    lower::CompileOptions options;
    options.lint = lint;
    lower::Compiled compiled = lower::CompilePolicy(path, {roots}, options);
    Compilation result;
    result.program = std::move(compiled.program);
    result.diagnostics = compiled.diagnostics.Sorted();
    result.errors = compiled.diagnostics.error_count();
    if (result.errors > 0) result.program.reset();
    std::shared_ptr<const model::Closure> closure = std::move(compiled.closure);
    for (size_t i = 0; i < closure->sources.size(); ++i)
      result.files.push_back(closure->sources[source::FileId(i)].path);
    result.sources = Keep(std::move(closure));
    return result;
  }

  std::vector<std::string> PolicyPaths(const std::string& path) const override {
    return model::PolicyPaths(path);
  }

  std::string FindPolicy(const std::string& name, const std::vector<std::string>& roots) const override {
    std::vector<model::PolicyFinder::Place> places;
    for (const std::string& root : roots) places.push_back({root, 16});
    auto found = model::PolicyFinder(places).Find(name);
    return found && !found->paths.empty() ? found->paths[0] : "";
  }

  Formatted Format(const std::string& path, const std::vector<std::string>& roots,
                   std::optional<diag::Language> language) const override {
    diag::Sink sink;
    auto closure = std::make_shared<model::Closure>(model::LoadClosure(path, {roots}, sink));
    Formatted result;
    // Only the file itself must be sound: a policy it uses may be missing while it is being written.
    std::error_code error;
    for (size_t i = 0; i < closure->sources.size(); ++i) {
      source::FileId id(i);
      const source::SourceFile& file = closure->sources[id];
      if (!std::filesystem::equivalent(file.path, path, error)) continue;
      for (const diag::Diagnostic& diagnostic : sink.Sorted()) {
        if (diagnostic.span.file != id || diag::InfoOf(diagnostic.kind).severity != diag::Severity::kError)
          continue;
        if (InfoOf(diagnostic.kind).number >= 300) continue;
        result.diagnostics.push_back(diagnostic);
        ++result.errors;
      }
      if (result.errors == 0) {
        bool english = language ? *language == diag::Language::kEn : file.english;
        syntax::Spelling spelling = english ? syntax::Spelling::kEn : syntax::Spelling::kZh;
        result.text = syntax::Print(file, closure->trees[i], model::NamesOf(*closure), spelling);
      }
      result.sources = Keep(closure);
      return result;
    }
    result.diagnostics = sink.Sorted();
    result.errors = std::max<size_t>(sink.error_count(), 1);
    result.sources = Keep(closure);
    return result;
  }

  base::Result<std::string> Dump(const std::string& phase, const std::string& path,
                                 const std::vector<std::string>& roots) const override {
    diag::Sink sink;
    if (phase == "source" || phase == "syntax") {
      model::Closure closure = model::LoadClosure(path, {roots}, sink);
      std::string out;
      for (size_t i = 0; i < closure.trees.size(); ++i) {
        const source::SourceFile& file = closure.sources[source::FileId(i)];
        out += fmt::format("// ---- {}\n", file.path);
        out += phase == "source" ? file.code : syntax::Dump(closure.trees[i]);
      }
      return out;
    }
    lower::Compiled compiled = lower::CompilePolicy(path, {roots});
    if (phase == "model") return model::Dump(*compiled.model);
    return base::Error{fmt::format("no phase named {}", phase)};
  }
};

}  // namespace
}  // namespace guiju::plugin

extern "C" __attribute__((visibility("default"))) const guiju::plugin::FrontEnd* guiju_front_end(
    const char* build_id) {
  static const guiju::plugin::CompilerLibrary library;
  return guiju::plugin::BuildId() == build_id ? &library : nullptr;
}
