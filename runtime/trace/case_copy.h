#pragma once
// A case that may be changed: the row and the elements of its lists, owned. Private to the room.
#include <cstddef>
#include <vector>

#include "runtime/abi/abi.h"
#include "runtime/trace/trace.h"

namespace guiju::trace {

class CaseCopy {
 public:
  CaseCopy(const abi::Layout& layout, const std::byte* row);
  CaseCopy(const CaseCopy& other);
  CaseCopy& operator=(const CaseCopy& other);

  const std::byte* row() const { return row_.data(); }
  std::byte* row() { return row_.data(); }
  uint32_t CountOf(ir::ListId list) const;
  bool IsOpen(ir::ListId list) const;
  void SetOpen(ir::ListId list, bool open);

  // Of a list itself: known = complete.
  bool IsKnown(const Place& place) const;
  int64_t ValueOf(const Place& place) const;    // of a known fact
  void Set(const Place& place, int64_t value);  // of a list itself: 1 complete, 2 not
  void Forget(const Place& place);

 private:
  void Point(size_t list, uint32_t count, bool open);
  std::byte* RowOf(const Place& place);
  const std::byte* RowOf(const Place& place) const { return const_cast<CaseCopy*>(this)->RowOf(place); }

  const abi::Layout* layout_;
  std::vector<std::byte> row_;
  std::vector<std::vector<std::byte>> elements_;  // by ListId
};

}  // namespace guiju::trace
