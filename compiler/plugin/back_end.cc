// libguiju_native: LLVM behind plugin::BackEnd.
#include "compiler/native/native.h"
#include "compiler/plugin/plugin.h"

namespace guiju::plugin {
namespace {

class NativeLibrary final : public BackEnd {
 public:
  base::Result<std::shared_ptr<const loader::Loaded>> Compile(const ir::Program& program,
                                                              const abi::Layout& layout) const override {
    base::Result<native::Unit> unit = native::Compile(program, layout);
    if (!unit) return unit.error();
    return native::LoadInMemory(*unit);
  }
  base::Status EmitSharedObject(const ir::Program& program, const abi::Layout& layout,
                                const std::string& path) const override {
    base::Result<native::Unit> unit = native::Compile(program, layout);
    if (!unit) return unit.error();
    return native::EmitSharedObject(*unit, path);
  }
  base::Result<Library> EmitLibrary(const ir::Program& program, const abi::Layout& layout,
                                    const value::Calendar& calendar, const std::string& directory,
                                    const std::string& stem) const override {
    native::Options options;
    options.cpu = "x86-64-v2";  // a library may run on another machine than this one
    auto files = native::EmitLibrary(program, layout, calendar, directory, stem, options);
    if (!files) return files.error();
    return Library{files->header, files->shared_library, files->static_library};
  }
  base::Result<std::string> Listing(const ir::Program& program, const abi::Layout& layout) const override {
    native::Options options;
    options.keep_ir = true;
    base::Result<native::Unit> unit = native::Compile(program, layout, options);
    if (!unit) return unit.error();
    return unit->ir;
  }
};

}  // namespace
}  // namespace guiju::plugin

extern "C" __attribute__((visibility("default"))) const guiju::plugin::BackEnd* guiju_back_end(
    const char* build_id) {
  static const guiju::plugin::NativeLibrary library;
  return guiju::plugin::BuildId() == build_id ? &library : nullptr;
}
