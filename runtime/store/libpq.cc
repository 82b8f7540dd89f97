#include "runtime/store/libpq.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <optional>
#include <string>

namespace guiju::store {
namespace {

constexpr const char* kLibrary = "libpq.so.5";

struct Opened {
  Libpq functions;
  std::optional<std::string> problem;
};

// Stays open for the life of the process.
Opened Open() {
  Opened opened;
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    opened.problem = fmt::format("PostgreSQL's client library {} cannot be opened", kLibrary);
    return opened;
  }
#define GJ_PQ(name)                                                                   \
  opened.functions.name = reinterpret_cast<decltype(&::name)>(dlsym(library, #name)); \
  if (opened.functions.name == nullptr) opened.problem = fmt::format("{} has no {}", kLibrary, #name);
#include "runtime/store/libpq.def"
#undef GJ_PQ
  return opened;
}

const Opened& Shared() {
  static const Opened opened = Open();
  return opened;
}

}  // namespace

base::Status OpenLibpq() {
  if (Shared().problem) return base::Error{*Shared().problem};
  return base::Done{};
}

const Libpq& Pq() { return Shared().functions; }

}  // namespace guiju::store
