// Outcome columns as Arrow arrays. Children own a share of the memory, so a consumer may move one out and
// keep it.
#include <fmt/core.h>

#include <bit>
#include <cstring>
#include <deque>
#include <memory>

#include "runtime/loader/columns.h"

namespace guiju::loader {
namespace {

// Everything the exported structures point at.
struct Memory {
  ColumnOutcome outcome;
  std::deque<std::vector<std::byte>> bytes;
  std::deque<std::vector<uint64_t>> words;
  std::deque<std::string> names;
  std::deque<std::vector<const void*>> buffers;
  std::vector<ArrowSchema> schemas;
  std::vector<ArrowArray> arrays;
  std::vector<ArrowSchema*> schema_children;
  std::vector<ArrowArray*> array_children;
};
using Share = std::shared_ptr<Memory>;

template <class T>
void ReleaseOne(T* item) {
  delete static_cast<Share*>(item->private_data);
  item->release = nullptr;
}

template <class T>
void ReleaseAll(T* top) {
  for (int64_t i = 0; i < top->n_children; ++i) {
    if (top->children[i]->release != nullptr) top->children[i]->release(top->children[i]);
  }
  ReleaseOne(top);
}

class Exporter {
 public:
  Exporter(const ir::Program& program, ColumnOutcome outcome)
      : program_(program), memory_(std::make_shared<Memory>()) {
    memory_->outcome = std::move(outcome);
    blocks_ = memory_->outcome.refused.size();
  }

  void Export(ArrowSchema* schema, ArrowArray* array) {
    for (ir::RuleId id : program_.rules.ids()) AddRule(id);
    for (ir::DecisionId id : program_.decisions.ids()) {
      if (program_.decisions[id].is_public) AddDecision(id);
    }
    Finish(schema, array);
  }

 private:
  ColumnOutcome& outcome() { return memory_->outcome; }

  // Bits of `words`, for rows that were not refused.
  const void* Valid(std::vector<uint64_t> words) {
    for (size_t block = 0; block < blocks_; ++block) words[block] &= ~outcome().refused[block];
    memory_->words.push_back(std::move(words));
    return memory_->words.back().data();
  }
  std::vector<uint64_t> Everywhere() const { return std::vector<uint64_t>(blocks_, ~uint64_t{0}); }
  const void* Keep(std::vector<std::byte> bytes) {
    memory_->bytes.push_back(std::move(bytes));
    return memory_->bytes.back().data();
  }

  void Add(std::string name, const char* format, const void* validity, const void* values) {
    memory_->names.push_back(std::move(name));
    memory_->buffers.push_back({validity, values});
    memory_->schemas.push_back({format, memory_->names.back().c_str(), nullptr, ARROW_FLAG_NULLABLE, 0,
                                nullptr, nullptr, &ReleaseOne<ArrowSchema>, nullptr});
    memory_->arrays.push_back({outcome().rows, -1, 0, 2, 0, memory_->buffers.back().data(), nullptr, nullptr,
                               &ReleaseOne<ArrowArray>, nullptr});
  }

  void AddRule(ir::RuleId id) {
    const uint64_t first = static_cast<uint64_t>(id.index) * outcome().rule_stride;
    std::vector<uint64_t> same = Everywhere();
    for (size_t block = 0; outcome().three_valued && block < blocks_; ++block) {
      same[block] = ~(outcome().must[first + block] ^ outcome().may[first + block]);
    }
    Add("rule." + program_.rules[id].key, "b", Valid(std::move(same)), outcome().must.data() + first);
  }

  // One integer per row, `width` bytes each.
  template <class ValueOf>
  const void* Gather(int width, ValueOf value_of) {
    std::vector<std::byte> bytes(static_cast<size_t>(outcome().rows * width) + 8);
    for (int64_t row = 0; row < outcome().rows; ++row) {
      const int64_t value = value_of(row);
      std::memcpy(bytes.data() + row * width, &value, static_cast<size_t>(width));
    }
    return Keep(std::move(bytes));
  }

  void AddDecision(ir::DecisionId id) {
    const ir::Decision& decision = program_.decisions[id];
    const std::string& key = decision.name.Key();
    auto lo = [&](int64_t row) { return outcome().Lo(program_, id, row); };
    auto hi = [&](int64_t row) { return outcome().Hi(program_, id, row); };
    const bool is_enum = decision.type.kind == ir::TypeKind::kEnum;
    std::vector<uint64_t> exact = Everywhere();
    for (int64_t row = 0; outcome().three_valued && row < outcome().rows; ++row) {
      const bool single = is_enum ? std::has_single_bit(static_cast<uint64_t>(lo(row))) : lo(row) == hi(row);
      if (!single) exact[static_cast<size_t>(row / 64)] &= ~(uint64_t{1} << (row % 64));
    }
    const void* validity = Valid(std::move(exact));
    switch (decision.type.kind) {
      case ir::TypeKind::kBool:
        return Add(key, "b", validity, outcome().lo[static_cast<size_t>(id.index)].data());
      case ir::TypeKind::kEnum:
        Add(key, "c", validity,
            Gather(1, [&](int64_t row) { return std::countr_zero(static_cast<uint64_t>(lo(row))); }));
        if (outcome().three_valued) Add(key + ".possible", "L", Valid(Everywhere()), Gather(8, lo));
        return;
      case ir::TypeKind::kDate:
        return AddEnds(key, "tdD", 4, validity, lo, hi);
      case ir::TypeKind::kInt:
      case ir::TypeKind::kText:
      case ir::TypeKind::kSet:
        return AddEnds(key, "l", 8, validity, lo, hi);
    }
  }

  template <class Low, class High>
  void AddEnds(const std::string& key, const char* format, int width, const void* validity, Low lo, High hi) {
    Add(key, format, validity, Gather(width, lo));
    if (!outcome().three_valued) return;
    Add(key + ".low", format, Valid(Everywhere()), Gather(width, lo));
    Add(key + ".high", format, Valid(Everywhere()), Gather(width, hi));
  }

  void Finish(ArrowSchema* schema, ArrowArray* array) {
    Memory& memory = *memory_;
    for (ArrowSchema& child : memory.schemas) {
      child.private_data = new Share(memory_);
      memory.schema_children.push_back(&child);
    }
    for (ArrowArray& child : memory.arrays) {
      child.private_data = new Share(memory_);
      memory.array_children.push_back(&child);
    }
    const auto children = static_cast<int64_t>(memory.arrays.size());
    memory.buffers.push_back({nullptr});
    *schema = {"+s",
               "",
               nullptr,
               0,
               children,
               memory.schema_children.data(),
               nullptr,
               &ReleaseAll<ArrowSchema>,
               new Share(memory_)};
    *array = {outcome().rows,
              0,
              0,
              1,
              children,
              memory.buffers.back().data(),
              memory.array_children.data(),
              nullptr,
              &ReleaseAll<ArrowArray>,
              new Share(memory_)};
  }

  const ir::Program& program_;
  Share memory_;
  size_t blocks_ = 0;
};

}  // namespace

void ExportColumns(const ir::Program& program, ColumnOutcome outcome, ArrowSchema* schema,
                   ArrowArray* array) {
  Exporter(program, std::move(outcome)).Export(schema, array);
}

}  // namespace guiju::loader
