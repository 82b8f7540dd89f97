#pragma once
// Small immutable map from spelling to a number, for the words of a case file: one multiplication, one comparison.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::caseio {

class SpellingTable {
 public:
  static constexpr int32_t kNone = -1;

  // False when the spelling is already there with another value (its value then becomes kAmbiguous).
  static constexpr int32_t kAmbiguous = -2;
  bool Add(std::string_view spelling, int32_t value);
  // O(1); any string is a legal question.
  int32_t Find(std::string_view spelling) const {
    if (slots_.empty()) return kNone;
    uint64_t hash = HashOf(spelling);
    for (size_t i = hash & mask_;; i = (i + 1) & mask_) {
      const Slot& slot = slots_[i];
      if (slot.value == kNone) return kNone;
      if (slot.length == spelling.size() && std::memcmp(text_.data() + slot.begin, spelling.data(), slot.length) == 0)
        return slot.value;
    }
  }
  std::vector<std::string> Spellings() const;

 private:
  struct Slot {
    uint32_t begin = 0, length = 0;
    int32_t value = kNone;
  };
  static uint64_t HashOf(std::string_view s) {
    uint64_t head = 0, tail = 0;
    if (s.size() >= 8) {
      std::memcpy(&head, s.data(), 8);
      std::memcpy(&tail, s.data() + s.size() - 8, 8);
    } else {
      for (char c : s) head = head << 8 | static_cast<uint8_t>(c);
    }
    uint64_t hash = (head ^ (tail * 0x9E3779B97F4A7C15u) ^ s.size()) * 0xD6E8FEB86659FD93u;
    return hash ^ (hash >> 32);
  }
  void Grow();

  std::string text_;
  std::vector<Slot> slots_;
  size_t mask_ = 0, used_ = 0;
};

}  // namespace guiju::caseio
