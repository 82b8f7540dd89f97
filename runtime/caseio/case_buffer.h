#pragma once
// One case in memory, as the readers leave it for evaluation. Reused from case to case: no allocation once
// warm.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/abi.h"

namespace guiju::caseio {

// Owns the row, the element rows its lists point to and the texts that are no constants of the policy.
// Not thread-safe; the row stays valid until the next Reset.
class CaseBuffer {
 public:
  explicit CaseBuffer(const abi::Layout& layout);
  CaseBuffer(const CaseBuffer&) = delete;
  CaseBuffer& operator=(const CaseBuffer&) = delete;
  CaseBuffer(CaseBuffer&&) = default;

  // Everything unknown, no texts.
  void Reset();
  std::byte* row() { return reinterpret_cast<std::byte*>(row_.data()); }
  const std::byte* row() const { return reinterpret_cast<const std::byte*>(row_.data()); }

  // Appends an element row, all unknown, and returns it. Valid until the next AddElement of the same list.
  std::byte* AddElement(size_t list);
  std::byte* ElementRow(size_t list, size_t element) {
    return reinterpret_cast<std::byte*>(lists_[list].words.data() + element * lists_[list].element_words);
  }
  uint32_t ElementCount(size_t list) const { return lists_[list].count; }
  // Writes the views of every list given so far into the row; call once after reading.
  void Given(size_t list, bool open);
  void Seal();

  // Id of a text that is no constant of the policy; equal texts of one case get equal ids.
  int64_t Intern(std::string_view text, size_t constants);
  std::string_view TextOf(int64_t id, size_t constants) const {
    return texts_[static_cast<size_t>(id) - constants];
  }
  size_t text_count() const { return texts_.size(); }

  std::string id;  // "id" of the case as a JSON scalar, "" when it has none

  // A finding given with who made it and why: {"value": true, "by": "承办机构", "reason": "…"}.
  struct Finding {
    ir::FactId fact;
    int32_t element = -1;  // of its list; -1: a fact of the case
    std::string by, reason;
  };
  std::vector<Finding> findings;

 private:
  struct ListRows {
    std::vector<uint64_t> words;
    uint32_t offset = 0, element_words = 0, count = 0;
    bool given = false, open = false;
  };
  std::vector<uint64_t> row_;
  std::vector<ListRows> lists_;
  std::vector<std::string> texts_;
  bool lists_used_ = false;
};

}  // namespace guiju::caseio
