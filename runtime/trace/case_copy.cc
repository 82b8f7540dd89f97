#include "runtime/trace/case_copy.h"

#include "compiler/base/check.h"

namespace guiju::trace {

CaseCopy::CaseCopy(const abi::Layout& layout, const std::byte* row)
    : layout_(&layout), row_(row, row + layout.row.size), elements_(layout.elements.size()) {
  for (size_t list = 0; list < elements_.size(); ++list) {
    const abi::ListView view = abi::LoadList(row, layout.list_offsets[list]);
    if (view.count > 0)
      elements_[list].assign(view.elements, view.elements + size_t{view.count} * layout.elements[list].size);
    Point(list, view.count, view.open != 0);
  }
}

CaseCopy::CaseCopy(const CaseCopy& other)
    : layout_(other.layout_), row_(other.row_), elements_(other.elements_) {
  for (size_t list = 0; list < elements_.size(); ++list) {
    const abi::ListView view = abi::LoadList(other.row(), layout_->list_offsets[list]);
    Point(list, view.count, view.open != 0);
  }
}

CaseCopy& CaseCopy::operator=(const CaseCopy& other) {
  if (this == &other) return *this;
  layout_ = other.layout_;
  row_ = other.row_;
  elements_ = other.elements_;
  for (size_t list = 0; list < elements_.size(); ++list) {
    const abi::ListView view = abi::LoadList(other.row(), layout_->list_offsets[list]);
    Point(list, view.count, view.open != 0);
  }
  return *this;
}

void CaseCopy::Point(size_t list, uint32_t count, bool open) {
  const abi::ListView view{elements_[list].empty() ? nullptr : elements_[list].data(), count, open ? 1u : 0u};
  std::memcpy(row_.data() + layout_->list_offsets[list], &view, sizeof(view));
}

uint32_t CaseCopy::CountOf(ir::ListId list) const {
  return abi::LoadList(row(), layout_->list_offsets[static_cast<size_t>(list.index)]).count;
}
bool CaseCopy::IsOpen(ir::ListId list) const {
  return abi::LoadList(row(), layout_->list_offsets[static_cast<size_t>(list.index)]).open != 0;
}
void CaseCopy::SetOpen(ir::ListId list, bool open) {
  Point(static_cast<size_t>(list.index), CountOf(list), open);
}

std::byte* CaseCopy::RowOf(const Place& place) {
  if (!place.list) return row_.data();
  const auto list = static_cast<size_t>(place.list.index);
  GJ_CHECK(place.element >= 0 && static_cast<uint32_t>(place.element) < CountOf(place.list));
  return elements_[list].data() + static_cast<size_t>(place.element) * layout_->elements[list].size;
}

bool CaseCopy::IsKnown(const Place& place) const {
  if (!place.fact) return !IsOpen(place.list);
  return abi::IsKnown(RowOf(place), layout_->fields[static_cast<size_t>(place.fact.index)]);
}
int64_t CaseCopy::ValueOf(const Place& place) const {
  return abi::Load(RowOf(place), layout_->fields[static_cast<size_t>(place.fact.index)]);
}
void CaseCopy::Set(const Place& place, int64_t value) {
  if (!place.fact) return SetOpen(place.list, value != 1);
  abi::Store(RowOf(place), layout_->fields[static_cast<size_t>(place.fact.index)], value);
}
void CaseCopy::Forget(const Place& place) {
  if (!place.fact) return SetOpen(place.list, true);
  abi::Forget(RowOf(place), layout_->fields[static_cast<size_t>(place.fact.index)]);
}

}  // namespace guiju::trace
