#pragma once
// A log read from its first entry: columns against entries, every stream folded again, every decision
// evaluated again under the law it was made under. What was deleted is counted, not held against anybody.
#include <map>
#include <string>
#include <vector>

#include "runtime/cases/policies.h"
#include "runtime/cases/streams.h"
#include "runtime/store/reader.h"

namespace guiju::cases {

enum class FindingKind : uint8_t {
#define CASES_FINDING(name, code, zh, en) name,
#include "runtime/cases/findings.def"
#undef CASES_FINDING
};
const char* CodeOf(FindingKind kind);
const char* TextOf(FindingKind kind, bool chinese);

struct Finding {
  FindingKind kind;
  int64_t pos = -1;
  std::string stream;
  std::string detail;
};

struct Folded {
  StreamState state;
  int64_t sver = 0, head = -1;
  bool whole = true;     // false: a body is gone, so that the state cannot be made again
  bool deleted = false;  // values were: the state is made again without them, its decisions are not evaluated
};

struct Replayed {
  int64_t entries = 0;
  int64_t decisions = 0;       // evaluated again
  int64_t not_evaluable = 0;   // what they rest on was deleted
  int64_t states = 0;          // compared
  int64_t not_comparable = 0;  // of streams with deleted bodies
  std::map<std::string, Folded> streams;
  std::vector<Finding> findings;
};

// Memory grows with the number of streams, time with that of entries. An Error is the engine's.
base::Result<Replayed> Replay(store::Reader& reader, const std::string& log, Policies& policies);

}  // namespace guiju::cases
