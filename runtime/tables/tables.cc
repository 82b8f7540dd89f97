#include "runtime/tables/tables.h"

#include <cstring>

#include "runtime/tables/program.h"

namespace guiju::tables {
namespace {

// Scratch of one evaluation: both rails and the registers. Usual programs fit the stack.
constexpr size_t kStackWords = 1024;

void EvaluateIn(const Data& data, const interp::Case& c, abi::Outcome out, uint64_t* scratch) {
  const View& view = data.view;
  Frame frame;
  frame.row = c.row;
  frame.calendar = c.calendar;
  frame.must = scratch;
  frame.may = scratch + view.words;
  frame.registers = reinterpret_cast<Slot*>(scratch + 2 * size_t{view.words});
  frame.lo = out.lo;
  frame.hi = out.hi;
  data.kernels->evaluate(view, &Run, frame, out.must, out.may);
}

}  // namespace

Tables::Tables(std::unique_ptr<const Data> data) : data_(std::move(data)) {}
Tables::Tables(Tables&&) noexcept = default;
Tables& Tables::operator=(Tables&&) noexcept = default;
Tables::~Tables() = default;

size_t Tables::bytes() const { return data_->bytes; }
uint64_t Tables::layout_hash() const { return data_->layout_hash; }

void Evaluate(const Tables& tables, const abi::Layout& layout, const interp::Case& c, abi::Outcome out) {
  const Data& data = tables.data();
  GJ_CHECK(layout.hash == data.layout_hash);
  size_t words = 2 * size_t{data.view.words} + 2 * size_t{data.view.registers};
  if (words <= kStackWords) {
    alignas(64) uint64_t scratch[kStackWords];
    return EvaluateIn(data, c, out, scratch);
  }
  std::vector<uint64_t> scratch(words);
  EvaluateIn(data, c, out, scratch.data());
}

}  // namespace guiju::tables
