#pragma once
// Opening an engine with the schema steps it is to know; `Store::Open` passes those of this program.
#include "runtime/store/schema.h"
#include "runtime/store/store.h"

namespace guiju::store {

base::Result<std::unique_ptr<Store>> OpenStore(const std::string& where, const OpenOptions& options,
                                               std::span<const SchemaStep> steps);
base::Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, const OpenOptions& options,
                                                     std::span<const SchemaStep> steps);
base::Result<std::unique_ptr<Store>> OpenPostgresStore(const std::string& url, const OpenOptions& options,
                                                       std::span<const SchemaStep> steps);

}  // namespace guiju::store
