#pragma once
// "In this log of this size, this stream has n entries, the last at this position", signed. An entry of the
// stream below that size which is not among the n proves the statement false.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/record/note.h"
#include "runtime/record/tree.h"

namespace guiju::record {

struct StreamHead {
  std::string origin;
  TreeHead head;
  std::string stream;
  int64_t sver = 0;  // n
  int64_t pos = 0;   // of the n-th
  friend bool operator==(const StreamHead&, const StreamHead&) = default;
};

// Lines: guiju/stream-head/v1, origin, size, root, stream, sver, pos. The first keeps the note apart from a
// checkpoint.
base::Result<std::string> SignStreamHead(const StreamHead& statement, const SigningKey& key);
base::Result<StreamHead> OpenStreamHead(std::string_view note, const std::vector<VerifierKey>& keys);

// The first line; no log may be named so.
inline constexpr std::string_view kStreamHeadLine = "guiju/stream-head/v1";

}  // namespace guiju::record
