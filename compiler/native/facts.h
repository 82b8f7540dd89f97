#pragma once
// Where the emitter reads facts: a case row, a list element's row, or one block of columns.
#include <map>
#include <vector>

#include "compiler/native/builder.h"
#include "runtime/abi/abi.h"

namespace guiju::native {

// A fact as it lies in memory. Booleans: a rail. Enumerations: the index, i8 per case. Others: i32 or i64 per
// case.
struct RawFact {
  llvm::Value* value = nullptr;
  llvm::Value* known = nullptr;    // rail; the constant true in a two-valued body
  bool zero_when_unknown = false;  // the row contract: an absent field's bytes are 0
};

class FactSource {
 public:
  virtual ~FactSource() = default;
  virtual RawFact Load(Lanes& lanes, ir::FactId fact) = 0;
};

struct RawList {
  llvm::Value* elements = nullptr;  // ptr
  llvm::Value* count = nullptr;     // i64
  llvm::Value* open = nullptr;      // i1; the constant false in a two-valued body
};
class ListSource {
 public:
  virtual ~ListSource() = default;
  virtual RawList Load(Lanes& lanes, ir::ListId list) = 0;
};

// One row laid out by `layout` (the case's or a list element's).
class RowSource : public FactSource, public ListSource {
 public:
  RowSource(const ir::Program& program, const abi::Layout& layout, llvm::Value* row, bool two_valued)
      : program_(program), layout_(layout), row_(row), two_valued_(two_valued) {}
  RawFact Load(Lanes& lanes, ir::FactId fact) override;
  RawList Load(Lanes& lanes, ir::ListId list) override;

 private:
  llvm::Value* At(Lanes& lanes, uint32_t offset);
  const ir::Program& program_;
  const abi::Layout& layout_;
  llvm::Value* row_;
  bool two_valued_;
  std::map<uint32_t, llvm::Value*> known_words_;
};

// Marks a load from memory nothing writes during the call.
llvm::LoadInst* Invariant(llvm::LoadInst* load);

}  // namespace guiju::native
