#pragma once
// Typed 32-bit ids and the vectors they index. An id is meaningful only with the store that issued it.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "compiler/base/check.h"

namespace guiju::base {

template <class Tag>
struct Id {
  int32_t index = -1;

  constexpr Id() = default;
  constexpr explicit Id(int32_t i) : index(i) {}
  constexpr explicit Id(size_t i) : index(static_cast<int32_t>(i)) {}
  constexpr bool has_value() const { return index >= 0; }
  constexpr explicit operator bool() const { return has_value(); }
  friend constexpr auto operator<=>(Id, Id) = default;
};

// Append-only vector indexed by its own id type.
template <class T, class IdType>
class Store {
 public:
  IdType Add(T value) {
    items_.push_back(std::move(value));
    return IdType(items_.size() - 1);
  }
  T& operator[](IdType id) {
    GJ_CHECK(id.index >= 0 && static_cast<size_t>(id.index) < items_.size());
    return items_[static_cast<size_t>(id.index)];
  }
  const T& operator[](IdType id) const {
    GJ_CHECK(id.index >= 0 && static_cast<size_t>(id.index) < items_.size());
    return items_[static_cast<size_t>(id.index)];
  }
  void reserve(size_t count) { items_.reserve(count); }
  size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  std::vector<IdType> ids() const {
    std::vector<IdType> all;
    all.reserve(items_.size());
    for (size_t i = 0; i < items_.size(); ++i) all.push_back(IdType(i));
    return all;
  }
  friend bool operator==(const Store&, const Store&) = default;

 private:
  std::vector<T> items_;
};

}  // namespace guiju::base

template <class Tag>
struct std::hash<guiju::base::Id<Tag>> {
  size_t operator()(guiju::base::Id<Tag> id) const noexcept { return std::hash<int32_t>{}(id.index); }
};
