#include "runtime/loader/loaded.h"

#include <limits>

namespace guiju::loader {

std::vector<uint64_t> Need::Encode() const {
  std::vector<uint64_t> words{row.size()};
  words.insert(words.end(), row.begin(), row.end());
  words.push_back(lists.size());
  for (const ListNeed& list : lists) {
    words.push_back(list.offset);
    words.push_back(list.element_size);
    words.push_back(list.words.size());
    words.insert(words.end(), list.words.begin(), list.words.end());
  }
  return words;
}

bool Need::Decode(const uint64_t* words, size_t count, Need* need) {
  size_t at = 0;
  auto take = [&](std::vector<uint64_t>* into) {
    if (at >= count || words[at] > count - at - 1) return false;
    into->assign(words + at + 1, words + at + 1 + words[at]);
    at += 1 + words[at];
    return true;
  };
  need->lists.clear();
  if (!take(&need->row) || at >= count) return false;
  const uint64_t lists = words[at++];
  for (uint64_t i = 0; i < lists; ++i) {
    if (count - at < 3) return false;
    ListNeed list{static_cast<uint32_t>(words[at]), static_cast<uint32_t>(words[at + 1]), {}};
    at += 2;
    if (!take(&list.words)) return false;
    need->lists.push_back(std::move(list));
  }
  return at == count;
}

bool Loaded::ListsAreComplete(const std::byte* row) const {
  for (const Need::ListNeed& list : need_.lists) {
    const abi::ListView view = abi::LoadList(row, list.offset);
    if (view.open != 0) return false;
    for (uint32_t i = 0; i < view.count; ++i) {
      const std::byte* element = view.elements + size_t{i} * list.element_size;
      for (size_t word = 0; word < list.words.size(); ++word) {
        uint64_t known;
        std::memcpy(&known, element + 8 * word, 8);
        if ((known & list.words[word]) != list.words[word]) return false;
      }
    }
  }
  return true;
}

int TwoValuedWidth(const ir::Decision& decision) {
  switch (decision.type.kind) {
    case ir::TypeKind::kBool:
      return 0;
    case ir::TypeKind::kEnum:
      return 1;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate: {
      const auto [lo, hi] = decision.range;
      if (lo >= 0 && hi <= std::numeric_limits<int8_t>::max()) return 1;
      return lo >= std::numeric_limits<int32_t>::min() && hi <= std::numeric_limits<int32_t>::max() ? 4 : 8;
    }
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      return 8;
  }
  GJ_UNREACHABLE();
}

int ThreeValuedWidth(const ir::Program& program, const ir::Decision& decision) {
  if (decision.type.kind != ir::TypeKind::kEnum) return TwoValuedWidth(decision);
  const size_t values = program.enums[decision.type.enumeration].values.size();
  return values > 32 ? 8 : values > 16 ? 4 : values > 8 ? 2 : 1;
}

}  // namespace guiju::loader
