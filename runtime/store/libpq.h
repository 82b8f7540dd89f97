#pragma once
// PostgreSQL's client library, opened when the first connection is made: with what it brings along it takes
// several times as long to load as a whole answer, and most processes never need it. Private to the room.
#include <libpq-fe.h>

#include "compiler/base/result.h"

namespace guiju::store {

struct Libpq {
#define GJ_PQ(name) decltype(&::name) name = nullptr;
#include "runtime/store/libpq.def"
#undef GJ_PQ
};

// Opens the library once; an Error says that it is not installed, or too old. Thread-safe.
base::Status OpenLibpq();
// Expects that OpenLibpq has succeeded.
const Libpq& Pq();

}  // namespace guiju::store
