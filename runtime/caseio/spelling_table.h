#pragma once
// Small immutable map from spelling to a number, for the words of a case file. Words of up to 16 bytes are
// two integers: looking one up costs two loads, one multiplication and one comparison.
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::caseio {

class SpellingTable {
 public:
  static constexpr int32_t kNone = -1;
  static constexpr int32_t kAmbiguous = -2;
  // False when the spelling is already there with another value (its value then becomes kAmbiguous).
  bool Add(std::string_view spelling, int32_t value);
  // O(1); any string is a legal question.
  int32_t Find(std::string_view spelling) const {
    char bytes[16] = {};
    std::memcpy(bytes, spelling.data(), spelling.size() < 16 ? spelling.size() : 16);
    return Find(spelling, EndsOf(bytes, 16));
  }
  // The same when 16 bytes can be read from the beginning of the spelling.
  int32_t FindPadded(std::string_view spelling) const {
    return Find(spelling, EndsOf(spelling.data(), spelling.size()));
  }
  std::vector<std::string> Spellings() const;

 private:
  struct Ends {  // the first 16 bytes, zeros behind the word
    uint64_t head = 0, tail = 0;
  };
  struct Slot {
    Ends ends;
    uint32_t begin = 0, length = 0;
    int32_t value = kNone;
  };
  static Ends EndsOf(const char* bytes, size_t size) {
    Ends ends;
    std::memcpy(&ends.head, bytes, 8);
    std::memcpy(&ends.tail, bytes + 8, 8);
    const Ends& mask = kMasks[size < 16 ? size : 16];
    ends.head &= mask.head;
    ends.tail &= mask.tail;
    return ends;
  }
  static uint64_t HashOf(Ends ends, size_t size) {
    uint64_t hash = (ends.head ^ (ends.tail * 0x9E3779B97F4A7C15u) ^ size) * 0xD6E8FEB86659FD93u;
    return hash ^ (hash >> 32);
  }
  int32_t Find(std::string_view spelling, Ends ends) const {
    for (size_t i = HashOf(ends, spelling.size()) & mask_;; i = (i + 1) & mask_) {
      const Slot& slot = slots_[i];
      if (slot.value == kNone) return kNone;
      if (slot.length == spelling.size() && slot.ends.head == ends.head && slot.ends.tail == ends.tail &&
          (spelling.size() <= 16 ||
           std::memcmp(text_.data() + slot.begin, spelling.data(), slot.length) == 0))
        return slot.value;
    }
  }
  void Grow();

  // kMasks[n]: the first n bytes of a word (little endian).
  static constexpr std::array<Ends, 17> MakeMasks() {
    std::array<Ends, 17> masks;
    for (size_t n = 1; n <= 16; ++n) {
      masks[n] = masks[n - 1];
      (n <= 8 ? masks[n].head : masks[n].tail) |= uint64_t{0xFF} << (8 * ((n - 1) % 8));
    }
    return masks;
  }
  static const std::array<Ends, 17> kMasks;
  std::string text_;
  std::vector<Slot> slots_ = std::vector<Slot>(16);  // never full
  size_t mask_ = 15, used_ = 0;
};
inline constexpr std::array<SpellingTable::Ends, 17> SpellingTable::kMasks = SpellingTable::MakeMasks();

}  // namespace guiju::caseio
