// Hash-consing: open addressing over the ids already in the program's store.
#include <utility>

#include "compiler/ir/ir.h"

namespace guiju::ir {
namespace {

class Hasher {
 public:
  void Add(uint64_t word) {
    hash_ ^= word + 0x9e3779b97f4a7c15u + (hash_ << 6) + (hash_ >> 2);
    hash_ *= 0xff51afd7ed558ccdu;
    hash_ ^= hash_ >> 32;
  }
  template <class Tag>
  void Add(base::Id<Tag> id) {
    Add(static_cast<uint64_t>(static_cast<uint32_t>(id.index)));
  }
  template <class A, class B>
  void Add(base::Id<A> a, base::Id<B> b) {
    Add(static_cast<uint64_t>(static_cast<uint32_t>(a.index)) << 32 | static_cast<uint32_t>(b.index));
  }
  uint64_t Finish() const { return hash_; }

 private:
  uint64_t hash_ = 0x51ed270b9f1c2b3du;
};

uint64_t HashOf(const Expr& expr) {
  Hasher hash;
  hash.Add(static_cast<uint64_t>(expr.kind) | static_cast<uint64_t>(expr.type.kind) << 8 |
           static_cast<uint64_t>(static_cast<uint8_t>(expr.type.scale)) << 16 |
           static_cast<uint64_t>(expr.mode) << 24 | static_cast<uint64_t>(expr.unit) << 32 |
           static_cast<uint64_t>(expr.roll) << 40);
  if (!expr.type.dim.empty()) hash.Add(std::hash<std::string>{}(expr.type.dim));
  for (ExprId arg : expr.args) hash.Add(arg);
  for (int64_t coefficient : expr.coefficients) hash.Add(static_cast<uint64_t>(coefficient));
  hash.Add(static_cast<uint64_t>(expr.value) ^ expr.set);  // no kind has both
  hash.Add(expr.fact, expr.decision);
  hash.Add(expr.list, expr.type.enumeration);
  // Seldom other than 1.
  if (expr.numerator != 1 || expr.denominator != 1)
    hash.Add(static_cast<uint64_t>(expr.numerator) * 31 + static_cast<uint64_t>(expr.denominator));
  return hash.Finish();
}

}  // namespace

struct ExprTable::Index {
  std::vector<int32_t> slots = std::vector<int32_t>(64, -1);  // size is a power of two, at most half full
  std::vector<uint64_t> hashes;                               // by ExprId

  size_t SlotFor(uint64_t hash, const Program& program, const Expr* wanted) const {
    const size_t mask = slots.size() - 1;
    size_t slot = hash & mask;
    while (slots[slot] >= 0) {
      const int32_t id = slots[slot];
      if (wanted != nullptr && hashes[static_cast<size_t>(id)] == hash &&
          program.exprs[ExprId(id)] == *wanted) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void Grow(const Program& program) {
    slots.assign(slots.size() * 2, -1);
    for (size_t id = 0; id < hashes.size(); ++id) {
      slots[SlotFor(hashes[id], program, nullptr)] = static_cast<int32_t>(id);
    }
  }
};

ExprTable::ExprTable(Program* program) : program_(program), index_(new Index) {
  for (const Expr& expr : program_->exprs) {
    const uint64_t hash = HashOf(expr);
    const size_t id = index_->hashes.size();
    index_->hashes.push_back(hash);
    if (index_->hashes.size() * 2 > index_->slots.size()) {
      index_->Grow(*program_);
    } else {
      index_->slots[index_->SlotFor(hash, *program_, nullptr)] = static_cast<int32_t>(id);
    }
  }
}

ExprTable::~ExprTable() { delete index_; }

ExprId ExprTable::Intern(Expr expr) {
  const uint64_t hash = HashOf(expr);
  size_t slot = index_->SlotFor(hash, *program_, &expr);
  if (index_->slots[slot] >= 0) return ExprId(index_->slots[slot]);
  const ExprId id = program_->exprs.Add(std::move(expr));
  index_->hashes.push_back(hash);
  if (index_->hashes.size() * 2 > index_->slots.size()) {
    index_->Grow(*program_);
  } else {
    index_->slots[slot] = id.index;
  }
  return id;
}

}  // namespace guiju::ir
