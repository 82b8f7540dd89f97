#pragma once
// The two lazily opened libraries: libguiju_compiler (front end) and libguiju_native (LLVM).
#include <string>

#include "compiler/base/result.h"
#include "compiler/plugin/plugin.h"

namespace guiju::engine {

// Directory to look in; "" = beside this program or library (., ../lib, ../lib/guiju, guiju). First call per
// process opens (milliseconds), later ones return the same object. Thread-safe.
base::Result<const plugin::FrontEnd*> OpenFrontEnd(const std::string& directory);
base::Result<const plugin::BackEnd*> OpenBackEnd(const std::string& directory);

// Path of the front end library, "" when it is not installed; its age tells whether cached programs are
// current.
std::string FrontEndPath(const std::string& directory);
std::string BackEndPath(const std::string& directory);
// Directory of the program or shared library this code is in.
std::string OwnDirectory();

}  // namespace guiju::engine
