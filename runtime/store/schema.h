#pragma once
// The tables of a store and how an older store becomes a newer one.
//
// Expand, then contract: a step that only adds keeps `min_reader`, so that programs of the version before go
// on beside it; one that changes what they read raises it. A step that has been released is never changed.
#include <span>
#include <string_view>

#include "runtime/store/connection.h"
#include "runtime/store/dialect.h"
#include "runtime/store/store.h"

namespace guiju::store {

struct SchemaStep {
  int min_reader;         // the oldest schema version whose programs may read the store after this step
  std::string_view text;  // spelled by dialect.h
};

// Step i makes version i + 1.
std::span<const SchemaStep> SchemaSteps();

// Looks at the store behind a fresh connection and makes it or brings it forward as the options say. Several
// processes may do so at once; `alone`, a script, makes sure inside the transaction that only one does.
// `name` is the store's in messages.
base::Result<StoreInfo> PrepareSchema(Connection& connection, Dialect dialect, const std::string& name,
                                      const OpenOptions& options, std::span<const SchemaStep> steps,
                                      const std::string& alone);

}  // namespace guiju::store
