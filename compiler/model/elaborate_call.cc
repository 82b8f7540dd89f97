// Calls: definitions, parameters, tables, built-in functions.
#include <algorithm>

#include "compiler/model/checker.h"
#include "compiler/model/functions.h"

namespace guiju::model {

std::vector<ExprId> Checker::Arguments(Place& place, const syntax::Expr& e,
                                       const std::vector<Formal>& formals, const std::string& name) {
  if (e.args.size() != formals.size()) {
    sink_.Emit(diag::Kind::ArgumentCount, e.span, name, formals.size(), e.args.size());
    return {};
  }
  std::vector<ExprId> out;
  bool poisoned = false;
  for (size_t i = 0; i < e.args.size(); ++i) {
    const Type type = formals[i].type;
    ExprId arg =
        type.kind == TypeKind::kBool ? Condition(place, e.args[i]) : ValueOfType(place, e.args[i], type);
    poisoned |= IsPoison(arg);
    out.push_back(arg);
  }
  if (poisoned) out.clear();
  return out;
}

ExprId Checker::CallSymbol(Place& place, const syntax::Expr& e, Symbol symbol) {
  Expr out;
  out.span = e.span;
  out.index = symbol.index;
  std::vector<Formal> formals;
  MarkUsed(symbol);
  const std::string name = SymbolName(symbol);
  const std::string wanted_column = e.fields.empty() ? "" : e.fields[0].Joined();
  switch (symbol.kind) {
    case SymbolKind::kParameter: {
      const Parameter& p = m_.parameters[ParameterId(symbol.index)];
      out.kind = ExprKind::kParameter;
      out.type = p.type;
      formals = p.formals;
      break;
    }
    case SymbolKind::kDefine: {
      ElaborateDefine(DefineId(symbol.index));
      const Define& d = m_.defines[DefineId(symbol.index)];
      out.kind = ExprKind::kDefine;
      out.type = d.type;
      formals = d.formals;
      break;
    }
    case SymbolKind::kTable: {
      const Table& t = m_.tables[TableId(symbol.index)];
      out.kind = ExprKind::kTable;
      formals = t.inputs;
      out.table = symbol.index;
      size_t column = 0;
      std::string columns;
      bool found = wanted_column.empty() && t.outputs.size() == 1;
      for (size_t i = 0; i < t.outputs.size(); ++i) {
        columns += (columns.empty() ? "" : "、") + t.outputs[i].name.Zh();
        if (wanted_column.empty() ||
            (t.outputs[i].name.zh != wanted_column && t.outputs[i].name.en != wanted_column))
          continue;
        column = i;
        found = true;
      }
      if (!found && wanted_column.empty()) {
        sink_.Emit(diag::Kind::NeedsArguments, e.span, name,
                   name + "(…)." + (t.outputs.empty() ? "" : t.outputs[0].name.Zh()));
        return poison_;
      }
      if (!found) {
        sink_.Emit(diag::Kind::UnknownField, e.span, name, wanted_column, columns);
        return poison_;
      }
      out.index = static_cast<int32_t>(column);
      out.type = t.outputs[column].type;
      break;
    }
    case SymbolKind::kNone:
      return poison_;
    case SymbolKind::kFact:
    case SymbolKind::kGroup:
    case SymbolKind::kList:
    case SymbolKind::kDecision:
    case SymbolKind::kEnum:
    case SymbolKind::kRecord:
    case SymbolKind::kDimension:
      sink_.Emit(diag::Kind::TakesNoArguments, e.span, e.name.Joined());
      return poison_;
  }
  if (formals.empty() && !e.args.empty()) {
    sink_.Emit(diag::Kind::TakesNoArguments, e.span, e.name.Joined());
    return poison_;
  }
  out.args = Arguments(place, e, formals, name);
  if (out.args.size() != formals.size() || out.type.kind == TypeKind::kPoison) return poison_;
  return Add(std::move(out));
}

ExprId Checker::ElaborateCall(Place& place, const syntax::Expr& e, const Type* hint) {
  Symbol symbol;
  size_t used = 0;
  std::tie(symbol, used) = FindPath(place.unit, e.name);
  const FunctionInfo* function = e.name.parts.size() == 1 ? FindFunction(e.name.parts[0]) : nullptr;
  bool callable = symbol.kind == SymbolKind::kParameter || symbol.kind == SymbolKind::kDefine ||
                  symbol.kind == SymbolKind::kTable;
  if (callable && used == e.name.parts.size()) return CallSymbol(place, e, symbol);
  if (function != nullptr)
    return ElaborateBuiltin(place, e, static_cast<int>(function - AllFunctions().data()), hint);
  if (symbol.kind != SymbolKind::kNone) {
    sink_.Emit(diag::Kind::TakesNoArguments, e.span, e.name.Joined());
    return poison_;
  }
  if (e.name.parts.size() == 1 && ++proposals_ < 100) {
    std::vector<std::string> known = Spellings(place.unit, &place);
    for (const FunctionInfo& info : AllFunctions())
      known.insert(known.end(), {std::string(info.zh), std::string(info.en)});
    std::string close = diag::ClosestName(e.name.parts[0], known);
    if (!close.empty())
      sink_.Emit(diag::Kind::UnknownNameSimilar, e.name.span, e.name.parts[0], close);
    else
      ReportUnknown(place.unit, e.name, &place);
    return poison_;
  }
  ReportUnknown(place.unit, e.name, &place);
  return poison_;
}

ExprId Checker::ElaborateBuiltin(Place& place, const syntax::Expr& e, int index, const Type* hint) {
  const FunctionInfo& info = AllFunctions()[static_cast<size_t>(index)];
  const std::string name = e.name.parts[0];
  const std::string usage = diag::Both(info.zh_usage, info.en_usage);
  if (e.args.size() != info.arguments.size()) {
    sink_.Emit(diag::Kind::ArgumentCount, e.span, name, info.arguments.size(), e.args.size());
    return poison_;
  }
  Expr out;
  out.kind = ExprKind::kCall;
  out.index = index;
  out.span = e.span;
  auto wrong = [&](size_t i, const std::string& wanted, const std::string& found) {
    sink_.Emit(diag::Kind::WrongFunctionArgument, At(place, e.args[i]).span, name, i + 1, wanted, found,
               usage);
    return poison_;
  };
  Type first;
  for (size_t i = 0; i < info.arguments.size(); ++i) {
    const syntax::Expr& arg = At(place, e.args[i]);
    switch (info.arguments[i]) {
      case 'm': {
        const Rounding* mode = arg.kind == syntax::ExprKind::kName && arg.name.parts.size() == 1
                                   ? FindRounding(arg.name.parts[0])
                                   : nullptr;
        if (mode == nullptr)
          return wrong(i, diag::Both("舍、入、四舍五入", "down, up, half"), std::string(m_.TextOf(arg.span)));
        out.set = static_cast<uint64_t>(*mode);
        continue;
      }
      case 'n': {
        if (arg.kind != syntax::ExprKind::kName)
          return wrong(i, diag::Both("判定的名称", "the name of a decision"),
                       std::string(m_.TextOf(arg.span)));
        DecisionId decision = FindDecision(place.unit, arg.name);
        if (!decision) return poison_;
        Expr fired;
        fired.kind = ExprKind::kFired;
        fired.type = NumberType();
        fired.index = decision.index;
        fired.span = e.span;
        return Add(std::move(fired));
      }
      default:
        break;
    }
    const Type* wanted = info.arguments[i] == 's' || info.arguments[i] == 'u' ? &first : hint;
    ExprId value = Elaborate(place, e.args[i], wanted);
    if (IsPoison(value)) return poison_;
    const Type type = TypeOf(value);
    bool number = type.kind == TypeKind::kInt;
    bool date = type.kind == TypeKind::kDate;
    bool ordered = type.kind == TypeKind::kEnum && m_.enums[type.enumeration].ordered;
    switch (info.arguments[i]) {
      case 'q':
        if (!number) return wrong(i, diag::Both("数量", "a quantity"), TypeText(type));
        break;
      case 'o':
        if (!number && !date && !ordered)
          return wrong(i, diag::Both("数量、日期或等级", "a quantity, date or ordered value"),
                       TypeText(type));
        break;
      case 's':
        if (type.kind != first.kind || type.dim != first.dim || type.enumeration != first.enumeration)
          return wrong(i, TypeText(first), TypeText(type));
        break;
      case 'u': {
        if (!number || type.dim != first.dim) return wrong(i, TypeText(first), TypeText(type));
        auto unit = ConstantRatio(value);
        if (!unit || unit->denominator != 1 || unit->numerator <= 0) {
          sink_.Emit(diag::Kind::NotConstant, arg.span);
          return poison_;
        }
        out.value = unit->numerator;
        break;
      }
      default:
        if (!date) return wrong(i, TypeText(DateType()), TypeText(type));
        break;
    }
    if (i == 0) first = type;
    bool rounds = info.arguments.find('m') != std::string_view::npos;
    if (!rounds && m_.exprs[value].fractional) {
      sink_.Emit(diag::Kind::NeedsRounding, arg.span);
      return poison_;
    }
    out.args.push_back(value);
  }
  switch (info.result) {
    case 'W':
      out.type = NumberType(DimensionByKey("workdays"));
      break;
    case 'D':
      out.type = DateType();
      break;
    case 'N':
      out.type = NumberType();
      break;
    default: {
      out.type = first;
      for (ExprId arg : out.args) out.type.scale = std::max(out.type.scale, TypeOf(arg).scale);
      if (info.function == Function::kRound) out.type.scale = TypeOf(out.args[1]).scale;
      break;
    }
  }
  return Add(std::move(out));
}

}  // namespace guiju::model
