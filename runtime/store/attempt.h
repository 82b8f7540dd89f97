#pragma once
// One run of a work over a connection that is in a transaction.
#include <string_view>

#include "runtime/store/connection.h"
#include "runtime/store/store.h"

namespace guiju::store {

struct Attempted {
  // What the work said, or the first thing that went wrong. kCommit only when what it did may be committed.
  base::Result<Verdict> outcome;
  bool wrote = false;  // something is to be undone unless it commits
};
// Whether an error is the engine's is seen from the connection's fault().
Attempted Attempt(Connection& connection, std::string_view agency, const Work& work);

}  // namespace guiju::store
