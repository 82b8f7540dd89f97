#include "runtime/abi/abi.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace guiju::abi {
namespace {

ir::FactId AddFact(ir::Program* program, ir::TypeKind kind, ir::Range range, ir::ListId list = {}) {
  ir::Fact fact;
  fact.type.kind = kind;
  fact.range = range;
  fact.list = list;
  const ir::FactId id = program->facts.Add(fact);
  if (list) program->lists[list].fields.push_back(id);
  return id;
}

TEST(Layout, GroupsByWidthInFactOrder) {
  ir::Program program;
  const ir::ListId list = program.lists.Add({});
  const auto flag = AddFact(&program, ir::TypeKind::kBool, {0, 1});
  const auto date = AddFact(&program, ir::TypeKind::kDate, {0, 40000});
  const auto field = AddFact(&program, ir::TypeKind::kBool, {0, 1}, list);
  const auto money = AddFact(&program, ir::TypeKind::kInt, {0, int64_t{1} << 40});
  const auto edge = AddFact(&program, ir::TypeKind::kInt,
                            {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()});
  const auto beyond = AddFact(&program, ir::TypeKind::kInt, {0, int64_t{1} << 31});
  const auto text = AddFact(&program, ir::TypeKind::kText, {});
  const Layout layout = LayoutOf(program);
  const auto at = [&](ir::FactId id) { return layout.fields[static_cast<size_t>(id.index)]; };
  EXPECT_EQ(layout.row.known_words, 1u);
  EXPECT_EQ(layout.list_offsets[0], 8u);
  EXPECT_EQ(at(money).offset, 24u);
  EXPECT_EQ(at(beyond).offset, 32u);
  EXPECT_EQ(at(text).offset, 40u);
  EXPECT_EQ(at(date).offset, 48u);
  EXPECT_EQ(at(date).width, 4);
  EXPECT_EQ(at(edge).offset, 52u);
  EXPECT_EQ(at(edge).width, 4);
  EXPECT_EQ(at(flag).offset, 56u);
  EXPECT_EQ(at(flag).width, 1);
  EXPECT_EQ(layout.row.size, 64u);
  EXPECT_EQ(at(field).offset, 8u);  // in the element's row
  EXPECT_EQ(at(field).known_bit, 0u);
  EXPECT_EQ(layout.elements[0].size, 16u);
  EXPECT_EQ(at(money).known_bit, 2u);  // facts of the case only
}

TEST(Layout, HashTellsLayoutsApart) {
  ir::Program a;
  AddFact(&a, ir::TypeKind::kInt, {0, 10});
  ir::Program b = a;
  EXPECT_EQ(LayoutOf(a).hash, LayoutOf(b).hash);
  b.facts[ir::FactId(0)].range.hi = int64_t{1} << 40;
  EXPECT_NE(LayoutOf(a).hash, LayoutOf(b).hash);
  AddFact(&a, ir::TypeKind::kBool, {0, 1});
  ir::Program c = a;
  AddFact(&c, ir::TypeKind::kBool, {0, 1});
  EXPECT_NE(LayoutOf(a).hash, LayoutOf(c).hash);
}

TEST(Row, StoreLoadForget) {
  ir::Program program;
  for (int i = 0; i < 70; ++i) AddFact(&program, ir::TypeKind::kBool, {0, 1});
  const auto small = AddFact(&program, ir::TypeKind::kInt, {-1000, 1000});
  const auto large = AddFact(&program, ir::TypeKind::kInt, {std::numeric_limits<int64_t>::min(), 0});
  const Layout layout = LayoutOf(program);
  EXPECT_EQ(layout.row.known_words, 2u);
  std::vector<std::byte> row(layout.row.size);
  const std::vector<std::byte> empty = row;
  for (const auto& [id, value] : {std::pair<ir::FactId, int64_t>{small, -7},
                                  {large, std::numeric_limits<int64_t>::min()},
                                  {ir::FactId(69), 1}}) {
    const Field& field = layout.fields[static_cast<size_t>(id.index)];
    EXPECT_FALSE(IsKnown(row.data(), field));
    Store(row.data(), field, value);
    EXPECT_TRUE(IsKnown(row.data(), field));
    EXPECT_EQ(Load(row.data(), field), value);
  }
  EXPECT_FALSE(IsKnown(row.data(), layout.fields[68]));
  for (ir::FactId id : {small, large, ir::FactId(69)})
    Forget(row.data(), layout.fields[static_cast<size_t>(id.index)]);
  EXPECT_EQ(row, empty);
}

TEST(Layout, FieldsNeverOverlap) {
  ir::Program program;
  for (int i = 0; i < 200; ++i) {
    AddFact(&program, i % 3 == 0 ? ir::TypeKind::kBool : ir::TypeKind::kInt,
            {0, i % 5 == 0 ? int64_t{1} << 50 : 1});
  }
  const Layout layout = LayoutOf(program);
  std::vector<int> used(layout.row.size);
  std::fill_n(used.begin(), layout.row.known_words * 8, 1);
  for (const Field& field : layout.fields) {
    EXPECT_EQ(field.offset % field.width, 0u);
    for (uint32_t i = 0; i < field.width; ++i) EXPECT_EQ(used.at(field.offset + i)++, 0);
  }
}

TEST(Outcome, FourArraysOneAfterAnother) {
  ir::Program program;
  for (int i = 0; i < 65; ++i) program.rules.Add({});
  for (int i = 0; i < 3; ++i) program.decisions.Add({});
  const OutcomeShape shape = ShapeOf(program);
  EXPECT_EQ(shape.rule_words, 2u);
  EXPECT_EQ(shape.words(), 10u);
  std::vector<uint64_t> words(shape.words());
  const Outcome out(shape, words.data());
  EXPECT_EQ(out.may - words.data(), 2);
  EXPECT_EQ(reinterpret_cast<uint64_t*>(out.hi) - words.data(), 7);
}

}  // namespace
}  // namespace guiju::abi
