#include "runtime/engine/libraries.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include <mutex>
#include <string_view>

namespace guiju::engine {
namespace {

std::string RealPath(const std::string& path) {
  char resolved[PATH_MAX];
  return realpath(path.c_str(), resolved) == nullptr ? "" : resolved;
}

std::string FindLibrary(const std::string& directory, const char* name) {
  std::string base = directory.empty() ? OwnDirectory() : directory;
  for (const char* place :
       {"", "guiju/", "../lib/", "../lib/guiju/", "../lib64/guiju/", "../lib/x86_64-linux-gnu/guiju/"}) {
    if (!directory.empty() && *place != 0) break;
    std::string path = base + "/" + place + name;
    if (access(path.c_str(), R_OK) == 0) return path;
  }
  return "";
}

template <class Interface>
struct Slot {
  std::mutex mutex;
  const Interface* opened = nullptr;
};

template <class Interface, class Entry>
base::Result<const Interface*> Open(Slot<Interface>* slot, const std::string& directory, const char* name,
                                    const char* symbol) {
  std::lock_guard<std::mutex> lock(slot->mutex);
  if (slot->opened != nullptr) return slot->opened;
  std::string path = FindLibrary(directory, name);
  if (path.empty())
    return base::Error{
        fmt::format("cannot find {} beside {}", name, directory.empty() ? OwnDirectory() : directory)};
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return base::Error{fmt::format("cannot open {}: {}", path, dlerror())};
  auto entry = reinterpret_cast<Entry>(dlsym(handle, symbol));
  if (entry == nullptr) return base::Error{fmt::format("{} is no Guiju library", path)};
  slot->opened = entry(plugin::BuildId().c_str());
  if (slot->opened == nullptr)
    return base::Error{fmt::format("{} belongs to another version of Guiju", path)};
  return slot->opened;
}

}  // namespace

std::string OwnDirectory() {
  static const std::string directory = [] {
    Dl_info info;
    std::string path;
    if (dladdr(reinterpret_cast<const void*>(&OpenFrontEnd), &info) != 0 && info.dli_fname != nullptr &&
        std::string_view(info.dli_fname).find('/') != std::string_view::npos)
      path = RealPath(info.dli_fname);
    if (path.empty()) path = RealPath("/proc/self/exe");
    return path.substr(0, path.rfind('/'));
  }();
  return directory;
}

std::string FrontEndPath(const std::string& directory) {
  return FindLibrary(directory, "libguiju_compiler.so");
}

std::string BackEndPath(const std::string& directory) { return FindLibrary(directory, "libguiju_native.so"); }

base::Result<const plugin::FrontEnd*> OpenFrontEnd(const std::string& directory) {
  static Slot<plugin::FrontEnd> slot;
  return Open<plugin::FrontEnd, plugin::FrontEndEntry>(&slot, directory, "libguiju_compiler.so",
                                                       plugin::kFrontEndSymbol);
}

base::Result<const plugin::BackEnd*> OpenBackEnd(const std::string& directory) {
  static Slot<plugin::BackEnd> slot;
  return Open<plugin::BackEnd, plugin::BackEndEntry>(&slot, directory, "libguiju_native.so",
                                                     plugin::kBackEndSymbol);
}

}  // namespace guiju::engine
