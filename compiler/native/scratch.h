#pragma once
// Values one function of a body computes and later ones read: a region of memory the entry function owns.
#include <optional>
#include <unordered_map>

#include "compiler/native/expression.h"

namespace guiju::native {

class Scratch {
 public:
  uint32_t size() const { return size_; }  // bytes, known when the last function is built
  // `words` words of 64 bits for what is not an expression; their offset in bytes.
  uint32_t Reserve(size_t words) {
    const uint32_t offset = size_;
    size_ += static_cast<uint32_t>(8 * words);
    return offset;
  }
  // The value if an earlier function stored it. `base`: the scratch pointer of the function being built.
  std::optional<Val> Load(Lanes& lanes, llvm::Value* base, ir::ExprId expr) const;
  void Store(Lanes& lanes, llvm::Value* base, ir::ExprId expr, const Val& value);

 private:
  struct Part {
    uint32_t offset = 0;
    llvm::Type* type = nullptr;
  };
  struct Slot {
    std::optional<Part> lo, hi, mask, known;
  };
  Part Keep(Lanes& lanes, llvm::Value* base, llvm::Value* value);
  std::unordered_map<ir::ExprId, Slot> slots_;
  uint32_t size_ = 0;
};

}  // namespace guiju::native
