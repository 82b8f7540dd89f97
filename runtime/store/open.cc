#include "runtime/store/open.h"

#include <fmt/format.h>

namespace guiju::store {

base::Result<std::unique_ptr<Store>> OpenStore(const std::string& where, const OpenOptions& options,
                                               std::span<const SchemaStep> steps) {
  constexpr std::string_view kFile = "sqlite://";
  if (where.starts_with("postgresql://") || where.starts_with("postgres://"))
    return OpenPostgresStore(where, options, steps);
  if (where.starts_with(kFile)) {
    if (where.size() < kFile.size() + 2 || where[kFile.size()] != '/') {
      return base::Error{
          fmt::format("{} is no place of a store: write sqlite:///PATH, or only the path", where)};
    }
    return OpenSqliteStore(where.substr(kFile.size()), options, steps);
  }
  if (where.empty() || where.find("://") != std::string::npos) {
    return base::Error{
        fmt::format("\"{}\" is no place of a store: a path, sqlite:///PATH or postgresql://…", where)};
  }
  return OpenSqliteStore(where, options, steps);
}

base::Result<std::unique_ptr<Store>> Store::Open(const std::string& where, const OpenOptions& options) {
  return OpenStore(where, options, SchemaSteps());
}

}  // namespace guiju::store
