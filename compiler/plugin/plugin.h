#pragma once
// What the lazily opened libraries offer: libguiju_compiler (front end: text to program) and libguiju_native
// (LLVM). This header is all their users know of them: a process that answers from its cache loads neither.
//
// Both sides are built from one source tree by one compiler; kBuildId is compared when opening, so that C++
// types may cross. No exception crosses. Objects made by a library stay valid: libraries are never unloaded.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/diag/diag.h"
#include "compiler/ir/ir.h"
#include "compiler/source/source.h"
#include "runtime/abi/abi.h"
#include "runtime/loader/loaded.h"
#include "runtime/value/calendar.h"

namespace guiju::plugin {

struct Compilation {
  std::optional<ir::Program> program;  // only when there is no error
  std::vector<diag::Diagnostic> diagnostics;
  std::shared_ptr<const source::SourceSet> sources;  // the diagnostics point into it
  std::vector<std::string> files;                    // paths read, in order of reading
  size_t errors = 0;
};

struct Formatted {
  std::string text;  // "" when there are errors
  std::vector<diag::Diagnostic> diagnostics;
  std::shared_ptr<const source::SourceSet> sources;
  size_t errors = 0;
};

// Thread-safe.
class FrontEnd {
 public:
  virtual ~FrontEnd() = default;
  virtual Compilation Compile(const std::string& path, const std::vector<std::string>& roots,
                              bool lint) const = 0;
  // Every policy at or below the path, as paths to hand to Compile.
  virtual std::vector<std::string> PolicyPaths(const std::string& path) const = 0;
  // File that declares the policy of this name (either spelling) in the roots; "" when none does.
  virtual std::string FindPolicy(const std::string& name, const std::vector<std::string>& roots) const = 0;
  // Canonical text in the language; nullopt: the language of the file's own keywords,
  // Chinese when they are mixed.
  virtual Formatted Format(const std::string& path, const std::vector<std::string>& roots,
                           std::optional<diag::Language> language) const = 0;
  // Listing after a phase: source, syntax, model.
  virtual base::Result<std::string> Dump(const std::string& phase, const std::string& path,
                                         const std::vector<std::string>& roots) const = 0;
};

struct Library {
  std::string header, shared_library, static_library;
};

// Thread-safe.
class BackEnd {
 public:
  virtual ~BackEnd() = default;
  virtual base::Result<std::shared_ptr<const loader::Loaded>> Compile(const ir::Program& program,
                                                                      const abi::Layout& layout) const = 0;
  // An unsealed shared object for the cache.
  virtual base::Status EmitSharedObject(const ir::Program& program, const abi::Layout& layout,
                                        const std::string& path) const = 0;
  virtual base::Result<Library> EmitLibrary(const ir::Program& program, const abi::Layout& layout,
                                            const value::Calendar& calendar, const std::string& directory,
                                            const std::string& stem) const = 0;
  virtual base::Result<std::string> Listing(const ir::Program& program, const abi::Layout& layout) const = 0;
};

// Version and edition: what a cache entry and both sides of a library must agree on.
std::string BuildId();

inline constexpr char kFrontEndSymbol[] = "guiju_front_end";
inline constexpr char kBackEndSymbol[] = "guiju_back_end";
using FrontEndEntry = const FrontEnd* (*)(const char* build_id);  // null when the build differs
using BackEndEntry = const BackEnd* (*)(const char* build_id);

}  // namespace guiju::plugin
