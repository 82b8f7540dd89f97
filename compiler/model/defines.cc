// Definitions: elaborated when first met, so that their order does not matter; extensions of open
// definitions.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {
constexpr int kMaxDefinitionDepth = 40;
}

void Checker::ElaborateDefine(DefineId id) {
  DefineState& state = define_states_[static_cast<size_t>(id.index)];
  if (state.state == DefineState::kDone) return;
  const Pending where = state.where;
  const syntax::SyntaxTree& tree = closure_.trees[where.tree];
  const auto& d = std::get<syntax::DefineDecl>(tree.declarations[where.declaration]);
  if (state.state == DefineState::kActive) {
    std::string circle;
    auto from = std::find(define_stack_.begin(), define_stack_.end(), id);
    for (; from != define_stack_.end(); ++from) circle += m_.defines[*from].name.Zh() + " → ";
    sink_.Emit(diag::Kind::DefinitionCycle, d.name.span, d.name.text, circle + m_.defines[id].name.Zh());
    m_.defines[id].type = Type{};
    return;
  }
  if (define_stack_.size() >= kMaxDefinitionDepth) {
    sink_.Emit(diag::Kind::TooDeep, d.name.span, d.name.text, kMaxDefinitionDepth);
    m_.defines[id].type = Type{};
    state.state = DefineState::kDone;
    return;
  }
  state.state = DefineState::kActive;
  define_stack_.push_back(id);
  const std::vector<Formal> formals = m_.defines[id].formals;
  Place place{&tree, where.unit, &formals, {}, {}};
  const Type declared = m_.defines[id].type;
  bool typed = d.type.has_value();
  ExprId value = Elaborate(place, d.value, typed && declared.kind != TypeKind::kPoison ? &declared : nullptr);
  if (typed && declared.kind != TypeKind::kPoison) value = Coerce(value, declared, At(place, d.value).span);
  if (!typed && !IsPoison(value)) {
    const Expr& e = m_.exprs[value];
    if (e.fractional) {
      sink_.Emit(diag::Kind::NeedsRounding, e.span);
      value = poison_;
    } else if (e.type.kind == TypeKind::kInterval || e.type.kind == TypeKind::kSet) {
      sink_.Emit(diag::Kind::TypeNotHere, e.span, TypeText(e.type));
      value = poison_;
    }
  }
  Define& define = m_.defines[id];
  define.value = value;
  define.type = IsPoison(value) ? (typed ? declared : Type{}) : typed ? declared : TypeOf(value);
  define_stack_.pop_back();
  define_states_[static_cast<size_t>(id.index)].state = DefineState::kDone;
}

// Whether expressions read a definition, a parameter or a table, also through others and what widens them.
// What has been accepted so far is free of cycles, so one more value closes a cycle only by reading itself.
bool Checker::ReadsItself(std::vector<ExprId> waiting, Symbol self) const {
  std::vector<bool> defines(m_.defines.size()), parameters(m_.parameters.size()), tables(m_.tables.size());
  auto first = [](std::vector<bool>& seen, int32_t index) {
    const bool fresh = !seen[static_cast<size_t>(index)];
    seen[static_cast<size_t>(index)] = true;
    return fresh;
  };
  while (!waiting.empty()) {
    const Expr& e = m_.exprs[waiting.back()];
    waiting.pop_back();
    waiting.insert(waiting.end(), e.args.begin(), e.args.end());
    if (e.kind == ExprKind::kDefine) {
      if (self == Symbol{SymbolKind::kDefine, e.index}) return true;
      if (!first(defines, e.index)) continue;
      const Define& define = m_.defines[DefineId(e.index)];
      if (define.value) waiting.push_back(define.value);
      waiting.insert(waiting.end(), define.extensions.begin(), define.extensions.end());
    } else if (e.kind == ExprKind::kParameter) {
      if (self == Symbol{SymbolKind::kParameter, e.index}) return true;
      if (first(parameters, e.index)) AppendValues(m_.parameters[ParameterId(e.index)], waiting);
    } else if (e.kind == ExprKind::kTable) {
      if (self == Symbol{SymbolKind::kTable, e.table}) return true;
      if (!first(tables, e.table)) continue;
      for (const Row& row : m_.tables[TableId(e.table)].rows)
        waiting.insert(waiting.end(), row.outputs.begin(), row.outputs.end());
    }
  }
  return false;
}

void Checker::CheckDefines() {
  for (DefineId id : m_.defines.ids()) {
    ElaborateDefine(id);
    const Pending& where = define_states_[static_cast<size_t>(id.index)].where;
    const auto& d = std::get<syntax::DefineDecl>(closure_.trees[where.tree].declarations[where.declaration]);
    m_.defines[id].basis = ResolveCites(where.unit, d.basis);
  }
  for (const Pending& pending : pending_extensions_) {
    const syntax::SyntaxTree& tree = closure_.trees[pending.tree];
    const auto& d = std::get<syntax::DefineDecl>(tree.declarations[pending.declaration]);
    Symbol symbol = FindValueQuietly(pending.unit, words_.Find(d.name.text));
    std::vector<CiteId> basis = ResolveCites(pending.unit, d.basis);
    if (d.basis.empty()) sink_.Emit(diag::Kind::RuleWithoutBasis, d.name.span, d.name.text);
    if (symbol.kind != SymbolKind::kDefine) {
      sink_.Emit(diag::Kind::NothingToExtend, d.name.span, d.name.text);
      continue;
    }
    DefineId id(symbol.index);
    if (!m_.defines[id].open) {
      sink_.Emit(diag::Kind::NotOpen, d.name.span, d.name.text)
          .notes.push_back({m_.defines[id].span, "在这里定义", "defined here"});
      continue;
    }
    if (m_.defines[id].type.kind == TypeKind::kPoison) continue;
    if (m_.defines[id].type.kind != TypeKind::kBool) {
      sink_.Emit(diag::Kind::TypeMismatch, d.name.span, TypeText(BoolType()), TypeText(m_.defines[id].type));
      continue;
    }
    const std::vector<Formal> formals = m_.defines[id].formals;
    Place place{&tree, pending.unit, &formals, {}, {}};
    ExprId value = Condition(place, d.value);
    if (IsPoison(value)) continue;
    if (ReadsItself({value}, symbol)) {
      sink_.Emit(diag::Kind::DefinitionCycle, d.name.span, d.name.text,
                 m_.defines[id].name.Zh() + " → " + m_.defines[id].name.Zh());
      continue;
    }
    m_.defines[id].extensions.push_back(value);
    m_.defines[id].extension_basis.push_back(std::move(basis));
    alterations_.push_back(
        {id, {}, pending.unit, m_.defines[id].unit, d.name.span, d.name.text, m_.defines[id].name.Zh()});
    MarkUsed(symbol);
  }
}

}  // namespace guiju::model
