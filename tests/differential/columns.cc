#ifdef GUIJU_HAS_NATIVE
#include "tests/differential/columns.h"

#include <algorithm>
#include <cstring>

namespace guiju::differential {

Columns::Columns(const ir::Program& program, const abi::Layout& layout)
    : program_(program),
      layout_(layout),
      values_(program.facts.size()),
      known_(program.facts.size()),
      lists_(program.lists.size()),
      lo_(program.decisions.size()),
      hi_(program.decisions.size()) {}

void Columns::Resize(size_t blocks) {
  blocks_ = blocks;
  const size_t rows = blocks * 64;
  for (auto& values : values_) values.assign(rows * 8, std::byte{0});
  for (auto& known : known_) known.assign(blocks, 0);
  for (auto& list : lists_) list.assign(rows, {});
  stride_ = blocks + 3;
  for (auto* rail : {&must_, &may_}) {
    rail->assign(program_.rules.size() * stride_, 0x5555555555555555u);  // rubbish the kernel must overwrite
  }
  exact_.assign(blocks, 0);
  for (auto* ends : {&lo_, &hi_}) {
    for (auto& end : *ends) end.assign(rows * 8, std::byte{0x5a});
  }
}

void Columns::SetRows(const std::vector<const std::byte*>& rows) {
  Resize((rows.size() + 63) / 64);
  for (size_t i = 0; i < blocks_ * 64; ++i) {
    const std::byte* const row = rows[std::min(i, rows.size() - 1)];
    for (ir::FactId id : program_.facts.ids()) {
      const ir::Fact& fact = program_.facts[id];
      if (fact.list) continue;
      const auto f = static_cast<size_t>(id.index);
      const abi::Field& field = layout_.fields[f];
      known_[f][i / 64] |= uint64_t{abi::IsKnown(row, field)} << (i % 64);
      if (fact.type.kind == ir::TypeKind::kBool) {
        std::byte& bits = values_[f][i / 8];
        bits |= static_cast<std::byte>((abi::Load(row, field) & 1) << (i % 8));
      } else {
        std::memcpy(values_[f].data() + i * field.width, row + field.offset, field.width);
      }
    }
    for (size_t l = 0; l < lists_.size(); ++l) lists_[l][i] = abi::LoadList(row, layout_.list_offsets[l]);
  }
}

void Columns::Run(loader::ColumnFunction kernel, bool three_valued, const void* calendar) {
  std::vector<const void*> values;
  std::vector<const uint64_t*> known;
  std::vector<const abi::ListView*> lists;
  std::vector<void*> lo, hi;
  for (auto& column : values_) values.push_back(column.data());
  for (auto& column : known_) known.push_back(column.data());
  for (auto& column : lists_) lists.push_back(column.data());
  for (auto& column : lo_) lo.push_back(column.data());
  for (auto& column : hi_) hi.push_back(column.data());
  loader::ColumnBlocks blocks;
  blocks.blocks = blocks_;
  blocks.values = values.data();
  blocks.known = three_valued ? known.data() : nullptr;
  blocks.lists = lists.data();
  blocks.must = must_.data();
  blocks.may = three_valued ? may_.data() : nullptr;
  blocks.rule_stride = stride_;
  blocks.exact = three_valued ? nullptr : exact_.data();
  blocks.lo = lo.data();
  blocks.hi = three_valued ? hi.data() : nullptr;
  kernel(&blocks, calendar);
}

int Columns::WidthOf(ir::DecisionId id, bool three_valued) const {
  const ir::Decision& decision = program_.decisions[id];
  return three_valued ? loader::ThreeValuedWidth(program_, decision) : loader::TwoValuedWidth(decision);
}

int64_t Columns::Read(const std::vector<std::byte>& column, int width, size_t row) const {
  if (width == 0) return (static_cast<uint8_t>(column[row / 8]) >> (row % 8)) & 1;
  int64_t value = 0;
  std::memcpy(&value, column.data() + row * static_cast<size_t>(width), static_cast<size_t>(width));
  return value;
}

void Columns::Outcome(size_t row, bool three_valued, uint64_t* words) const {
  const abi::OutcomeShape shape = abi::ShapeOf(program_);
  std::memset(words, 0, 8 * shape.words());
  abi::Outcome out(shape, words);
  for (size_t r = 0; r < program_.rules.size(); ++r) {
    const size_t word = r * stride_ + row / 64;
    out.must[r / 64] |= ((must_[word] >> (row % 64)) & 1) << (r % 64);
    out.may[r / 64] |= (((three_valued ? may_ : must_)[word] >> (row % 64)) & 1) << (r % 64);
  }
  for (ir::DecisionId id : program_.decisions.ids()) {
    const auto d = static_cast<size_t>(id.index);
    const int width = WidthOf(id, three_valued);
    int64_t lo = Read(lo_[d], width, row);
    int64_t hi = three_valued ? Read(hi_[d], width, row) : lo;
    switch (program_.decisions[id].type.kind) {
      case ir::TypeKind::kEnum:
        if (!three_valued) lo = static_cast<int64_t>(uint64_t{1} << lo);
        hi = lo;
        break;
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        if (width == 4) {
          lo = static_cast<int32_t>(lo);
          hi = static_cast<int32_t>(hi);
        }
        break;
      case ir::TypeKind::kBool:
      case ir::TypeKind::kSet:
      case ir::TypeKind::kText:
        break;
    }
    out.lo[d] = lo;
    out.hi[d] = hi;
  }
}

}  // namespace guiju::differential
#endif
