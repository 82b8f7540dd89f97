// Signatures of parameters, definitions, tables and decisions, so that order of declaration does not matter.
#include "compiler/model/checker.h"

namespace guiju::model {

std::vector<Formal> Checker::ResolveFormals(size_t unit, const std::vector<syntax::Formal>& formals) {
  std::vector<Formal> out;
  std::unordered_map<Word, Span> seen;
  for (const syntax::Formal& formal : formals) {
    Type type = ResolveType(unit, formal.type);
    if (type.kind == TypeKind::kRecord || type.kind == TypeKind::kList || type.kind == TypeKind::kSet) {
      sink_.Emit(diag::Kind::TypeNotHere, formal.type.span, TypeText(type));
      type = Type{};
    }
    auto [it, fresh] = seen.emplace(words_.Intern(formal.name.text), formal.name.span);
    if (!fresh) {
      sink_.Emit(diag::Kind::DuplicateName, formal.name.span, formal.name.text)
          .notes.push_back({it->second, "先在这里声明", "first declared here"});
    }
    out.push_back({NameFor(formal.name), type, formal.name.span});
  }
  return out;
}

bool Checker::AddValue(size_t unit, const syntax::Name& name, Symbol symbol) {
  Word word = words_.Intern(name.text);
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].values.find(word);
    if (it == scopes_[seen].values.end()) continue;
    if (seen == unit) {
      sink_.Emit(diag::Kind::DuplicateName, name.span, name.text)
          .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
    } else {
      sink_.Emit(diag::Kind::ImportedNameTaken, name.span, name.text, closure_.units[seen].name)
          .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
    }
    return false;
  }
  scopes_[unit].values.emplace(word, Declared{symbol, name.span});
  return true;
}

void Checker::DeclareParameter(size_t tree, size_t unit, const syntax::ParameterDecl& d) {
  Word word = words_.Intern(d.name.text);
  Parameter p;
  p.name = words_.NameOf(word);
  p.formals = ResolveFormals(unit, d.formals);
  p.type = ResolveType(unit, d.type);
  if (p.type.kind == TypeKind::kRecord || p.type.kind == TypeKind::kList) {
    sink_.Emit(diag::Kind::TypeNotHere, d.type.span, TypeText(p.type));
    p.type = Type{};
  }
  p.set_by = d.set_by;
  p.open = d.open;
  p.open_direction = d.open_direction;
  p.unit = unit;
  p.span = d.name.span;
  // A parameter the superior left open, or left to somebody to set, is set here.
  for (size_t seen : closure_.units[unit].visible) {
    auto it = seen == unit ? scopes_[seen].values.end() : scopes_[seen].values.find(word);
    if (seen == unit || it == scopes_[seen].values.end() || it->second.symbol.kind != SymbolKind::kParameter)
      continue;
    ParameterId superior(it->second.symbol.index);
    const Parameter& given = m_.parameters[superior];
    auto [own, fresh] =
        scopes_[unit].values.emplace(word, Declared{{SymbolKind::kParameter, superior.index}, d.name.span});
    if (!fresh) {
      sink_.Emit(diag::Kind::DuplicateName, d.name.span, d.name.text)
          .notes.push_back({own->second.span, "先在这里声明", "first declared here"});
      return;
    }
    if (!given.open && given.set_by.empty()) {
      sink_.Emit(diag::Kind::NotOpen, d.name.span, d.name.text)
          .notes.push_back({given.span, "上位制度在这里规定", "the superior sets it here"});
      return;
    }
    bool same = given.formals.size() == p.formals.size();
    for (size_t i = 0; same && i < p.formals.size(); ++i) same = p.formals[i].type == given.formals[i].type;
    if (given.type.kind != TypeKind::kPoison && p.type.kind != TypeKind::kPoison &&
        (given.type != p.type || !same)) {
      sink_.Emit(diag::Kind::TypeMismatch, d.type.span, TypeText(given.type), TypeText(p.type))
          .notes.push_back({given.span, "上位制度在这里声明", "declared by the superior here"});
      return;
    }
    pending_parameters_.push_back({tree, unit, 0, superior.index});
    return;
  }
  ParameterId id(m_.parameters.size());
  m_.parameters.Add(std::move(p));
  if (!AddValue(unit, d.name, {SymbolKind::kParameter, id.index})) return;
  pending_parameters_.push_back({tree, unit, 0, id.index});
}

void Checker::DeclareDefine(size_t tree, size_t unit, const syntax::DefineDecl& d) {
  if (d.extends) {
    pending_extensions_.push_back({tree, unit, 0, -1});
    return;
  }
  Define define;
  define.name = NameFor(d.name);
  define.formals = ResolveFormals(unit, d.formals);
  if (d.type) define.type = ResolveType(unit, *d.type);
  define.open = d.open;
  define.unit = unit;
  define.span = d.name.span;
  DefineId id = m_.defines.Add(std::move(define));
  define_states_.push_back({{tree, unit, 0, id.index}, DefineState::kWaiting, 0});
  AddValue(unit, d.name, {SymbolKind::kDefine, id.index});
}

void Checker::DeclareTable(size_t tree, size_t unit, const syntax::TableDecl& d) {
  Table table;
  table.name = NameFor(d.name);
  table.inputs = ResolveFormals(unit, d.inputs);
  table.outputs = ResolveFormals(unit, d.outputs);
  table.first = d.combine == "first";
  table.unit = unit;
  table.span = d.name.span;
  TableId id = m_.tables.Add(std::move(table));
  if (AddValue(unit, d.name, {SymbolKind::kTable, id.index}))
    pending_tables_.push_back({tree, unit, 0, id.index});
}

void Checker::DeclareDecision(size_t tree, size_t unit, const syntax::DecisionDecl& d) {
  Word word = words_.Intern(d.name.text);
  Decision decision;
  decision.name = words_.NameOf(word);
  decision.title = d.title;
  decision.type = ResolveType(unit, d.type);
  decision.unit = unit;
  decision.span = d.name.span;
  if (decision.type.kind == TypeKind::kRecord || decision.type.kind == TypeKind::kList ||
      decision.type.kind == TypeKind::kInterval || decision.type.kind == TypeKind::kText) {
    sink_.Emit(diag::Kind::TypeNotHere, d.type.span, TypeText(decision.type));
    decision.type = Type{};
  }
  if (d.open) sink_.Emit(diag::Kind::OpenDecision, d.name.span, d.name.text);
  DecisionId id(m_.decisions.size());
  auto own = scopes_[unit].values.find(word);
  if (own != scopes_[unit].values.end()) {
    sink_.Emit(diag::Kind::DuplicateName, d.name.span, d.name.text)
        .notes.push_back({own->second.span, "先在这里声明", "first declared here"});
    return;
  }
  for (int up = closure_.units[unit].superior; up >= 0 && !decision.parent;
       up = closure_.units[static_cast<size_t>(up)].superior) {
    auto it = scopes_[static_cast<size_t>(up)].values.find(word);
    if (it != scopes_[static_cast<size_t>(up)].values.end() &&
        it->second.symbol.kind == SymbolKind::kDecision)
      decision.parent = DecisionId(it->second.symbol.index);
  }
  bool composed = decision.parent.has_value();
  m_.decisions.Add(std::move(decision));
  rule_names_.emplace_back();
  pending_decisions_.push_back({tree, unit, 0, id.index});
  if (composed)
    scopes_[unit].values.emplace(word, Declared{{SymbolKind::kDecision, id.index}, d.name.span});
  else
    AddValue(unit, d.name, {SymbolKind::kDecision, id.index});
}

void Checker::DeclareValues() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      const auto& declarations = closure_.trees[tree].declarations;
      for (size_t i = 0; i < declarations.size(); ++i) {
        size_t waiting = pending_parameters_.size() + pending_tables_.size() + pending_decisions_.size() +
                         pending_extensions_.size();
        size_t defines = define_states_.size();
        if (const auto* d = std::get_if<syntax::ParameterDecl>(&declarations[i]))
          DeclareParameter(tree, unit, *d);
        if (const auto* d = std::get_if<syntax::DefineDecl>(&declarations[i])) DeclareDefine(tree, unit, *d);
        if (const auto* d = std::get_if<syntax::TableDecl>(&declarations[i])) DeclareTable(tree, unit, *d);
        if (const auto* d = std::get_if<syntax::DecisionDecl>(&declarations[i]))
          DeclareDecision(tree, unit, *d);
        if (define_states_.size() > defines) define_states_.back().where.declaration = i;
        if (pending_parameters_.size() + pending_tables_.size() + pending_decisions_.size() +
                pending_extensions_.size() ==
            waiting)
          continue;
        if (std::holds_alternative<syntax::ParameterDecl>(declarations[i]))
          pending_parameters_.back().declaration = i;
        if (std::holds_alternative<syntax::TableDecl>(declarations[i]))
          pending_tables_.back().declaration = i;
        if (std::holds_alternative<syntax::DecisionDecl>(declarations[i]))
          pending_decisions_.back().declaration = i;
        if (std::holds_alternative<syntax::DefineDecl>(declarations[i]))
          pending_extensions_.back().declaration = i;
      }
    }
  }
}

}  // namespace guiju::model
