#include "runtime/caseio/case_buffer.h"

#include <algorithm>

namespace guiju::caseio {
namespace {

// An absent list is unknown: nothing is known of its elements, and there may be some.
constexpr abi::ListView kUnknownList{nullptr, 0, 1};

}  // namespace

CaseBuffer::CaseBuffer(const abi::Layout& layout) : row_(layout.row.size / 8) {
  lists_.resize(layout.list_offsets.size());
  for (size_t i = 0; i < lists_.size(); ++i) {
    lists_[i].offset = layout.list_offsets[i];
    lists_[i].element_words = layout.elements[i].size / 8;
    std::memcpy(row() + lists_[i].offset, &kUnknownList, sizeof(kUnknownList));
  }
}

void CaseBuffer::Reset() {
  std::fill(row_.begin(), row_.end(), 0);
  for (ListRows& list : lists_) {
    list.words.clear();
    list.count = 0;
    list.given = list.open = false;
    std::memcpy(row() + list.offset, &kUnknownList, sizeof(kUnknownList));
  }
  texts_.clear();
  id.clear();
  findings.clear();
  lists_used_ = false;
}

std::byte* CaseBuffer::AddElement(size_t list) {
  ListRows& rows = lists_[list];
  size_t begin = rows.words.size();
  rows.words.resize(begin + rows.element_words, 0);
  ++rows.count;
  return reinterpret_cast<std::byte*>(rows.words.data() + begin);
}

void CaseBuffer::Given(size_t list, bool open) {
  lists_[list].given = true;
  lists_[list].open = open;
  lists_used_ = true;
}

void CaseBuffer::Seal() {
  if (!lists_used_) return;
  for (ListRows& list : lists_) {
    if (!list.given) continue;
    abi::ListView view{reinterpret_cast<const std::byte*>(list.words.data()), list.count,
                       list.open ? 1u : 0u};
    std::memcpy(row() + list.offset, &view, sizeof(view));
  }
}

int64_t CaseBuffer::Intern(std::string_view text, size_t constants) {
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (texts_[i] == text) return static_cast<int64_t>(constants + i);
  }
  texts_.emplace_back(text);
  return static_cast<int64_t>(constants + texts_.size() - 1);
}

}  // namespace guiju::caseio
