#include "runtime/caseio/spelling_table.h"

#include <algorithm>

namespace guiju::caseio {

bool SpellingTable::Add(std::string_view spelling, int32_t value) {
  if (spelling.empty()) return true;
  if (used_ * 4 >= slots_.size()) Grow();
  char bytes[16] = {};
  std::memcpy(bytes, spelling.data(), std::min<size_t>(spelling.size(), 16));
  Ends ends = EndsOf(bytes, 16);
  for (size_t i = HashOf(ends, spelling.size()) & mask_;; i = (i + 1) & mask_) {
    Slot& slot = slots_[i];
    if (slot.value == kNone) {
      slot = {ends, static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(spelling.size()), value};
      text_ += spelling;
      ++used_;
      return true;
    }
    if (std::string_view(text_).substr(slot.begin, slot.length) == spelling) {
      if (slot.value == value) return true;
      slot.value = kAmbiguous;
      return false;
    }
  }
}

void SpellingTable::Grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_.assign(old.size() * 2, Slot{});
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.value == kNone) continue;
    size_t i = HashOf(slot.ends, slot.length) & mask_;
    while (slots_[i].value != kNone) i = (i + 1) & mask_;
    slots_[i] = slot;
  }
}

std::vector<std::string> SpellingTable::Spellings() const {
  std::vector<std::string> all;
  for (const Slot& slot : slots_) {
    if (slot.value != kNone) all.push_back(text_.substr(slot.begin, slot.length));
  }
  return all;
}

}  // namespace guiju::caseio
