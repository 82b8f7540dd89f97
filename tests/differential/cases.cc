#include <algorithm>

#include "tests/differential/generate.h"

namespace guiju::differential {
namespace {

const abi::Field& FieldOf(const abi::Layout& layout, ir::FactId fact) {
  return layout.fields[static_cast<size_t>(fact.index)];
}

void PointAt(CaseData* data, const abi::Layout& layout, size_t list, uint32_t count, uint32_t open) {
  const abi::ListView view{data->elements[list].empty() ? nullptr : data->elements[list].data(), count, open};
  std::memcpy(data->row.data() + layout.list_offsets[list], &view, sizeof(view));
}

abi::ListView ViewOf(const CaseData& data, const abi::Layout& layout, size_t list) {
  return abi::LoadList(data.row.data(), layout.list_offsets[list]);
}

}  // namespace

CaseData UnknownCase(const ir::Program& program, const abi::Layout& layout) {
  CaseData data;
  data.row.resize(layout.row.size);
  data.elements.resize(program.lists.size());
  for (size_t list = 0; list < data.elements.size(); ++list) PointAt(&data, layout, list, 0, 1);
  return data;
}

CaseData CopyOf(const CaseData& from, const abi::Layout& layout) {
  CaseData copy = from;
  for (size_t list = 0; list < copy.elements.size(); ++list) {
    const abi::ListView view = ViewOf(from, layout, list);
    PointAt(&copy, layout, list, view.count, view.open);
  }
  return copy;
}

void SetList(CaseData* data, const abi::Layout& layout, ir::ListId list, uint32_t count, bool open) {
  const auto index = static_cast<size_t>(list.index);
  data->elements[index].resize(size_t{count} * layout.elements[index].size);
  PointAt(data, layout, index, count, open);
}

CaseGenerator::CaseGenerator(const ir::Program& program, const abi::Layout& layout)
    : program_(program), layout_(layout), interesting_(program.facts.size()) {
  for (const ir::Expr& expr : program.exprs) {
    if (expr.kind != ir::ExprKind::kLin) continue;
    for (size_t i = 0; i < expr.args.size(); ++i) {
      const ir::Expr& arg = program.exprs[expr.args[i]];
      if (arg.kind != ir::ExprKind::kFact) continue;
      const int64_t threshold = -expr.value / expr.coefficients[i];
      for (int64_t step : {-1, 0, 1})
        interesting_[static_cast<size_t>(arg.fact.index)].push_back(threshold + step);
    }
  }
}

int64_t CaseGenerator::ValueFor(Random* random, ir::FactId id) const {
  const ir::Fact& fact = program_.facts[id];
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
      return random->Below(2);
    case ir::TypeKind::kEnum:
      return random->Within(fact.range.lo, fact.range.hi);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate: {
      const auto& near = interesting_[static_cast<size_t>(id.index)];
      const int64_t dice = random->Below(100);
      if (dice < 65 && !near.empty()) return std::clamp(random->Pick(near), fact.range.lo, fact.range.hi);
      if (dice < 75) return random->Chance(50) ? fact.range.lo : fact.range.hi;
      return random->Within(fact.range.lo, fact.range.hi);
    }
    case ir::TypeKind::kText:
      return random->Below(static_cast<int64_t>(program_.texts.size()) + 2);  // texts it never names too
    case ir::TypeKind::kSet: {
      const size_t size = program_.enums[fact.type.enumeration].values.size();
      return static_cast<int64_t>(random->Next() & (size == 64 ? ~uint64_t{0} : (uint64_t{1} << size) - 1));
    }
  }
  return 0;
}

std::byte* CaseGenerator::RowOf(CaseData* data, ir::ListId list, uint32_t index) const {
  if (!list) return data->row.data();
  const auto at = static_cast<size_t>(list.index);
  return data->elements[at].data() + size_t{index} * layout_.elements[at].size;
}

CaseData CaseGenerator::Generate(Random* random, int unknown_percent) const {
  CaseData data = UnknownCase(program_, layout_);
  for (ir::ListId list : program_.lists.ids()) {
    if (random->Chance(unknown_percent / 3)) continue;  // stays unknown
    const int64_t most = std::min<int64_t>(program_.lists[list].max_size, random->Chance(10) ? 40 : 4);
    SetList(&data, layout_, list, static_cast<uint32_t>(random->Within(0, most)),
            random->Chance(unknown_percent / 2));
  }
  FillFacts(random, 100 - unknown_percent, &data);
  return data;
}

void CaseGenerator::Refine(Random* random, int percent, CaseData* data) const {
  for (ir::ListId list : program_.lists.ids()) {
    const abi::ListView view = ViewOf(*data, layout_, static_cast<size_t>(list.index));
    if (view.open == 0 || !random->Chance(percent)) continue;
    const int64_t room = std::max<int64_t>(0, program_.lists[list].max_size - view.count);
    const auto more = static_cast<uint32_t>(random->Within(0, std::min<int64_t>(room, 2)));
    SetList(data, layout_, list, view.count + more, random->Chance(40));
  }
  FillFacts(random, percent, data);
}

void CaseGenerator::FillFacts(Random* random, int percent, CaseData* data) const {
  for (ir::FactId id : program_.facts.ids()) {
    const ir::ListId list = program_.facts[id].list;
    const uint32_t rows = list ? ViewOf(*data, layout_, static_cast<size_t>(list.index)).count : 1;
    for (uint32_t i = 0; i < rows; ++i) {
      std::byte* const row = RowOf(data, list, i);
      if (!abi::IsKnown(row, FieldOf(layout_, id)) && random->Chance(percent)) {
        abi::Store(row, FieldOf(layout_, id), ValueFor(random, id));
      }
    }
  }
}

}  // namespace guiju::differential
