#pragma once
// What a type's dimension means and how its values are written: the built-in table or the program's own
// declarations, so that no reader has to ask which.
#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/ir.h"
#include "runtime/value/units.h"

namespace guiju::ir {

// Built in or declared by the program.
bool HasDimension(const Program& program, std::string_view key);

// nullopt: neither built in nor declared by the program. Copies; for building tables, not for each value.
std::optional<value::Dimension> DimensionOf(const Program& program, std::string_view key);

// 30000 -> "3万度", "3 wan_kilowatt_hour"; exact, as value::FormatQuantity. `type` is an int.
std::string QuantityText(const Program& program, const Type& type, int64_t value, bool chinese);

}  // namespace guiju::ir
