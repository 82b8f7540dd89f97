#include "compiler/ir/quantities.h"

#include <algorithm>

namespace guiju::ir {
namespace {

const Dimension* Declared(const Program& program, std::string_view key) {
  auto found = std::ranges::find(program.dimensions, key, &Dimension::key);
  return found == program.dimensions.end() ? nullptr : &*found;
}

value::Dimension ValueOf(const Dimension& declared) {
  value::Dimension dimension{declared.key, declared.name.zh, declared.name.en, {}};
  for (const Unit& unit : declared.units)
    dimension.units.push_back(value::DeclaredUnit(declared.key, unit.name.zh, unit.name.en, unit.quanta));
  return dimension;
}

}  // namespace

bool HasDimension(const Program& program, std::string_view key) {
  return Declared(program, key) != nullptr || value::FindDimension(key) != nullptr;
}

std::optional<value::Dimension> DimensionOf(const Program& program, std::string_view key) {
  if (key.empty()) return std::nullopt;
  if (const Dimension* declared = Declared(program, key)) return ValueOf(*declared);
  const value::Dimension* known = value::FindDimension(key);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

std::string QuantityText(const Program& program, const Type& type, int64_t value, bool chinese) {
  const Dimension* declared = program.dimensions.empty() ? nullptr : Declared(program, type.dim);
  if (declared == nullptr) return value::FormatQuantity(value, type.dim, type.scale, chinese);
  return value::FormatQuantity(value, ValueOf(*declared), type.scale, chinese);
}

}  // namespace guiju::ir
