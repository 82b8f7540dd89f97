#pragma once
// One run of a work over a connection that is in a transaction.
#include <string_view>

#include "runtime/store/connection.h"
#include "runtime/store/store.h"

namespace guiju::store {

// What the work said, or the first thing that went wrong. kCommit only when what it did may be committed.
// Whether an error is the engine's is seen from the connection's fault().
base::Result<Verdict> Attempt(Connection& connection, std::string_view agency, const Work& work);

}  // namespace guiju::store
