#pragma once
// Binding Arrow arrays to facts, and laying them out for the kernels block by block. Private to the room.
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/loader/columns.h"

namespace guiju::loader {

// A column of one fact, of cases or of list elements.
struct BoundColumn {
  const ArrowSchema* schema = nullptr;
  const ArrowArray* array = nullptr;
  int64_t first = 0;  // index of row 0 in the buffers: offsets of parent and child
  int width = 0;      // of the stored integers; 0: bits
  bool is_signed = true;
  bool names = false;               // utf8
  std::vector<int64_t> dictionary;  // value by dictionary index; empty: none
};

// Texts of the case get ids beyond the program's own.
class TextIds {
 public:
  explicit TextIds(const ir::Program& program);
  int64_t IdOf(std::string_view text);

 private:
  std::unordered_map<std::string, int64_t> ids_;
};

base::Result<BoundColumn> Bind(const ir::Program& program, ir::FactId fact, const ArrowSchema& schema,
                               const ArrowArray& array, int64_t parent_offset, TextIds& texts);
inline bool IsNull(const ArrowArray& array, int64_t index) {
  if (array.buffers[0] == nullptr || array.null_count == 0) return false;
  return ((static_cast<const uint8_t*>(array.buffers[0])[index / 8] >> (index % 8)) & 1) == 0;
}
// Value of one row, or nothing when null. The slow way: lists and conversions.
struct Cell {
  bool known = false;
  int64_t value = 0;
  bool valid = true;  // a name that the enumeration lacks
};
Cell Read(const ir::Program& program, ir::FactId fact, const BoundColumn& column, int64_t row,
          TextIds& texts);

}  // namespace guiju::loader
