#pragma once
// Where a log is read from: a store, an exported directory. What a source gives is not trusted by those who
// verify.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/record/tile.h"

namespace guiju::record {

class LogSource {
 public:
  virtual ~LogSource() = default;

  // Entries there are, signed or not.
  virtual base::Result<int64_t> Size() const = 0;
  // The bytes of the entries from position `from` on: at least one, at most `most`. Expects from < Size().
  virtual base::Result<std::vector<std::string>> Entries(int64_t from, int64_t most) const = 0;
  // The hashes of a tile of the tree that the latest checkpoint signs.
  virtual base::Result<std::string> HashTile(const TileId& id) const = 0;
  // The signed notes the log has kept, the latest last.
  virtual base::Result<std::vector<std::string>> Checkpoints() const = 0;

  // false: this source has no private bodies at all, as what is given to the public.
  virtual bool HasBodies() const = 0;
  // The bytes of fields.h, nullopt when there are none at this position.
  virtual base::Result<std::optional<std::string>> Body(int64_t pos) const = 0;
};

}  // namespace guiju::record
