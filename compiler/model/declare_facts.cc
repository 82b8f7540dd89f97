// Facts: records flattened into scalars, lists of records into lists of scalar fields; ranges, applicability,
// presumptions.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

constexpr int kMaxRecordDepth = 16;

Name Dotted(const Name& prefix, const Name& name) {
  if (prefix.zh.empty() && prefix.en.empty()) return name;
  Name out;
  out.zh = prefix.Zh() + "." + name.Zh();
  if (!prefix.en.empty() || !name.en.empty()) out.en = prefix.Key() + "." + name.Key();
  return out;
}

}  // namespace

bool Checker::AllowedAsFact(const Type& type, const syntax::TypeRef& ref) {
  if (type.kind != TypeKind::kInterval && type.kind != TypeKind::kSet) return true;
  sink_.Emit(diag::Kind::TypeNotHere, ref.span, TypeText(type));
  return false;
}

FactId Checker::NewFact(size_t tree, size_t unit, const syntax::FactDecl& d, const Name& name,
                        const Type& type, ListId list, GroupId siblings) {
  Fact fact;
  fact.name = name;
  fact.type = type;
  fact.range = DefaultRange(m_, type);
  fact.list = list;
  fact.role = d.is_finding ? FactRole::kFinding : d.axis ? FactRole::kAxis : FactRole::kFact;
  fact.question = d.question;
  fact.description = d.description;
  if (!d.name.second.empty() && !IsSecondSpelling(d.name.text, d.name.second) && fact.description.empty())
    fact.description = d.name.second;
  fact.finders = d.finders;
  fact.raisers = d.raisers;
  fact.unit = unit;
  fact.span = d.name.span;
  FactId id = m_.facts.Add(std::move(fact));
  if (list) m_.lists[list].fields.push_back(id);
  if (d.axis) {
    if (type.kind != TypeKind::kDate && type.kind != TypeKind::kPoison)
      sink_.Emit(diag::Kind::TypeMismatch, d.type.span, TypeText(DateType()), TypeText(type));
    m_.facts[id].axis = *d.axis;
    if (!list && !siblings) CheckAxisIsNew(unit, d);
    scopes_[unit].axes.emplace(*d.axis, id);
  }
  pending_facts_.push_back({id, &d, tree, unit, siblings});
  return id;
}

// An axis is one date: a case is read on it by its name.
void Checker::CheckAxisIsNew(size_t unit, const syntax::FactDecl& d) {
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].axes.find(*d.axis);
    if (it == scopes_[seen].axes.end()) continue;
    diag::Diagnostic& found = seen == unit ? sink_.Emit(diag::Kind::DuplicateName, d.name.span, d.name.text)
                                           : sink_.Emit(diag::Kind::ImportedNameTaken, d.name.span,
                                                        d.name.text, closure_.units[seen].name);
    found.notes.push_back({m_.facts[it->second].span, "这个时间轴在这里声明", "this axis is declared here"});
    return;
  }
}

GroupId Checker::InstantiateRecord(RecordId record, const Name& prefix, ListId list, int depth) {
  GroupId id = m_.groups.Add(Group{record, list, {}});
  const Record r = m_.records[record];
  const auto& d = std::get<syntax::RecordDecl>(closure_.trees[r.tree].declarations[r.declaration]);
  std::unordered_map<Word, Span> seen;
  for (const syntax::FactDecl& field : d.fields) {
    Word word = words_.Intern(field.name.text);
    auto [it, fresh] = seen.emplace(word, field.name.span);
    if (!fresh) {
      sink_.Emit(diag::Kind::DuplicateName, field.name.span, field.name.text)
          .notes.push_back({it->second, "先在这里声明", "first declared here"});
      continue;
    }
    Name name = list && prefix.zh.empty() && prefix.en.empty() ? words_.NameOf(word)
                                                               : Dotted(prefix, words_.NameOf(word));
    Symbol symbol = Instantiate(r.tree, r.unit, field, name, list, id, depth + 1);
    Group::Member member;
    member.word = word;
    switch (symbol.kind) {
      case SymbolKind::kFact:
        member.fact = FactId(symbol.index);
        break;
      case SymbolKind::kGroup:
        member.group = GroupId(symbol.index);
        break;
      case SymbolKind::kList:
        member.list = ListId(symbol.index);
        break;
      case SymbolKind::kNone:
      case SymbolKind::kParameter:
      case SymbolKind::kDefine:
      case SymbolKind::kDecision:
      case SymbolKind::kTable:
      case SymbolKind::kEnum:
      case SymbolKind::kRecord:
      case SymbolKind::kDimension:
        break;
    }
    m_.groups[id].members.push_back(member);
  }
  return id;
}

Symbol Checker::Instantiate(size_t tree, size_t unit, const syntax::FactDecl& d, const Name& name,
                            ListId list, GroupId siblings, int depth) {
  Type type = d.is_finding && d.type.name.parts.empty() ? BoolType() : ResolveType(unit, d.type);
  if (!AllowedAsFact(type, d.type)) type = Type{};
  if (depth > kMaxRecordDepth) {
    sink_.Emit(diag::Kind::RecordCycle, d.type.span, d.type.name.Joined());
    return {};
  }
  if (type.kind == TypeKind::kRecord)
    return {SymbolKind::kGroup, InstantiateRecord(type.record, name, list, depth).index};
  if (type.kind == TypeKind::kList) {
    if (list) {
      sink_.Emit(diag::Kind::TypeNotHere, d.type.span, TypeText(type));
      return {};
    }
    ListId id = m_.lists.Add(List{name, {}, {}, unit, d.name.span});
    if (d.range) pending_lists_.push_back({id, tree, unit, &d});
    GroupId element = InstantiateRecord(type.record, Name{}, id, depth);
    m_.lists[id].element = element;
    return {SymbolKind::kList, id.index};
  }
  return {SymbolKind::kFact, NewFact(tree, unit, d, name, type, list, siblings).index};
}

void Checker::DeclareFact(size_t tree, size_t unit, const syntax::FactDecl& d) {
  Word word = words_.Intern(d.name.text);
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].values.find(word);
    if (it == scopes_[seen].values.end()) continue;
    if (seen == unit) {
      sink_.Emit(diag::Kind::DuplicateName, d.name.span, d.name.text)
          .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
    } else {
      sink_.Emit(diag::Kind::ImportedNameTaken, d.name.span, d.name.text, closure_.units[seen].name)
          .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
    }
    return;
  }
  Symbol symbol = Instantiate(tree, unit, d, words_.NameOf(word), {}, {}, 0);
  scopes_[unit].values.emplace(word, Declared{symbol, d.name.span});
}

void Checker::DeclareFacts() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      for (const syntax::Declaration& declaration : closure_.trees[tree].declarations) {
        if (const auto* d = std::get_if<syntax::FactDecl>(&declaration)) DeclareFact(tree, unit, *d);
      }
    }
  }
}

// 事实 当事人: 列表<当事人> 范围 1以上: how many there are.
void Checker::CheckListSizes() {
  for (const PendingList& pending : pending_lists_) {
    Place place{&closure_.trees[pending.tree], pending.unit, nullptr, {}, {}};
    const syntax::ExprId range = pending.declaration->range;
    const auto size = CellInterval(place, range, Type{TypeKind::kInt, TypeKind::kPoison, 0, {}, {}, {}});
    if (!size) continue;
    Range& whole = m_.lists[pending.list].size;
    const Range given{std::max(size->first, whole.lo), std::min(size->second, whole.hi)};
    if (size->first > whole.hi || given.lo > given.hi)
      sink_.Emit(diag::Kind::BadRange, At(place, range).span);
    else
      whole = given;
  }
}

void Checker::CheckFactExpressions() {
  CheckListSizes();
  for (size_t i = 0; i < pending_facts_.size(); ++i) {
    const PendingFact pending = pending_facts_[i];
    const syntax::FactDecl& d = *pending.declaration;
    Place place{&closure_.trees[pending.tree], pending.unit, nullptr, pending.siblings, {}};
    const Type type = m_.facts[pending.fact].type;
    if (type.kind == TypeKind::kPoison) continue;
    if (d.range) {
      auto range = CellInterval(place, d.range, type);
      if (range && type.kind != TypeKind::kInt && type.kind != TypeKind::kDate) range.reset();
      if (range) {
        Range whole = DefaultRange(m_, type);
        int64_t lo = range->first == INT64_MIN ? whole.lo : range->first;
        int64_t hi = range->second == INT64_MAX ? whole.hi : range->second;
        if (lo <= hi)
          m_.facts[pending.fact].range = {lo, hi};
        else
          sink_.Emit(diag::Kind::BadRange, At(place, d.range).span);
      } else if (At(place, d.range).kind != syntax::ExprKind::kPoison) {
        sink_.Emit(diag::Kind::BadRange, At(place, d.range).span);
      }
    }
    const Range range = m_.facts[pending.fact].range;
    auto in_range = [&](std::optional<int64_t> value, syntax::ExprId at) {
      if (!value || type.kind == TypeKind::kText || (*value >= range.lo && *value <= range.hi)) return value;
      sink_.Emit(diag::Kind::ValueOutsideRange, At(place, at).span, m_.TextOf(At(place, at).span),
                 ValueText(m_, type, range.lo), ValueText(m_, type, range.hi));
      return std::optional<int64_t>{};
    };
    if (d.applies) {
      ExprId applies = Condition(place, d.applies);
      m_.facts[pending.fact].applies = IsPoison(applies) ? ExprId{} : applies;
      if (!d.otherwise) sink_.Emit(diag::Kind::GuardNeedsOtherwise, d.name.span, d.name.text);
    }
    if (d.otherwise) {
      // The value of a fact that does not apply may lie outside the range of those that do (0元).
      if (auto value = ReadConstant(place, d.otherwise, type)) m_.facts[pending.fact].otherwise = *value;
    }
    if (d.absent_is)
      m_.facts[pending.fact].absent_is = in_range(ReadConstant(place, d.absent_is, type), d.absent_is);
    std::vector<CiteId> basis = ResolveCites(pending.unit, d.basis);
    m_.facts[pending.fact].absent_basis = std::move(basis);
  }
}

namespace {

// Facts an expression reads, through definitions and figures.
class FactCollector {
 public:
  explicit FactCollector(const Model& m)
      : m_(m), defines_(m.defines.size()), parameters_(m.parameters.size()) {}
  void Add(ExprId id, std::vector<FactId>& out) {
    const Expr& e = m_.exprs[id];
    if (e.kind == ExprKind::kFact) out.push_back(FactId(e.index));
    if (e.kind == ExprKind::kDefine && First(defines_, e.index)) {
      const Define& define = m_.defines[DefineId(e.index)];
      if (define.value) Add(define.value, out);
      for (ExprId extension : define.extensions) Add(extension, out);
    }
    if (e.kind == ExprKind::kParameter && First(parameters_, e.index)) {
      const Parameter& p = m_.parameters[ParameterId(e.index)];
      if (p.axis) out.push_back(p.axis);
      std::vector<ExprId> values;
      AppendValues(p, values);
      for (ExprId value : values) Add(value, out);
    }
    if (e.kind == ExprKind::kTable) {
      for (const Row& row : m_.tables[TableId(e.table)].rows) {
        for (ExprId output : row.outputs) Add(output, out);
      }
    }
    for (ExprId arg : e.args) Add(arg, out);
  }

 private:
  static bool First(std::vector<bool>& seen, int32_t index) {
    const bool first = !seen[static_cast<size_t>(index)];
    seen[static_cast<size_t>(index)] = true;
    return first;
  }
  const Model& m_;
  std::vector<bool> defines_, parameters_;
};

}  // namespace

void Checker::CheckFactCycles() {
  size_t n = m_.facts.size();
  std::vector<std::vector<FactId>> reads(n);
  for (FactId fact : m_.facts.ids()) {
    if (!m_.facts[fact].applies) continue;
    FactCollector(m_).Add(m_.facts[fact].applies, reads[static_cast<size_t>(fact.index)]);
  }
  std::vector<uint8_t> state(n);
  std::vector<std::pair<FactId, size_t>> path;
  for (FactId start : m_.facts.ids()) {
    if (state[static_cast<size_t>(start.index)] != 0) continue;
    path.assign(1, {start, 0});
    state[static_cast<size_t>(start.index)] = 1;
    while (!path.empty()) {
      auto& [at, next] = path.back();
      const auto& out = reads[static_cast<size_t>(at.index)];
      if (next == out.size()) {
        state[static_cast<size_t>(at.index)] = 2;
        path.pop_back();
        continue;
      }
      FactId to = out[next++];
      uint8_t& s = state[static_cast<size_t>(to.index)];
      if (s == 0) {
        s = 1;
        path.emplace_back(to, 0);
      } else if (s == 1) {
        auto from =
            std::find_if(path.begin(), path.end(), [&](const auto& step) { return step.first == to; });
        std::string circle;
        for (auto it = from; it != path.end(); ++it) circle += m_.facts[it->first].name.Zh() + " → ";
        circle += m_.facts[to].name.Zh();
        sink_.Emit(diag::Kind::FactGuardCycle, m_.facts[to].span, m_.facts[to].name.Zh(), circle);
        m_.facts[to].applies = {};
      }
    }
  }
}

void Checker::DeclarePresumptions() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      for (const syntax::Declaration& declaration : closure_.trees[tree].declarations) {
        const auto* d = std::get_if<syntax::PresumeDecl>(&declaration);
        if (d == nullptr) continue;
        Place place{&closure_.trees[tree], unit, nullptr, {}, {}};
        std::vector<CiteId> basis = ResolveCites(unit, d->basis);
        if (d->basis.empty())
          sink_.Emit(diag::Kind::RuleWithoutBasis, d->span,
                     diag::Both("推定 " + d->fact.Joined(), "presume " + d->fact.Joined()));
        auto [symbol, used] = FindPath(unit, d->fact);
        if (symbol.kind == SymbolKind::kNone) {
          ReportUnknown(unit, d->fact, nullptr);
          continue;
        }
        symbol = FollowFields(symbol, d->fact, used);
        if (symbol.kind != SymbolKind::kFact) {
          if (symbol.kind != SymbolKind::kNone)
            sink_.Emit(diag::Kind::NotAValue, d->fact.span, d->fact.Joined());
          continue;
        }
        FactId fact(symbol.index);
        MarkUsed(symbol);
        auto value = ReadConstant(place, d->value, m_.facts[fact].type);
        Presumption p;
        p.fact = fact;
        p.unit = unit;
        p.span = d->span;
        p.basis = std::move(basis);
        if (d->when) {
          p.when = Condition(place, d->when);
          if (IsPoison(p.when)) continue;
        }
        if (!value) continue;
        p.value = *value;
        m_.presumptions.push_back(p);
      }
    }
  }
  std::vector<bool> presumed(m_.facts.size());
  for (const Presumption& p : m_.presumptions) presumed[static_cast<size_t>(p.fact.index)] = true;
  for (const Presumption& p : m_.presumptions) {
    if (!p.when) continue;
    std::vector<FactId> reads;
    FactCollector(m_).Add(p.when, reads);
    for (FactId read : reads) {
      if (presumed[static_cast<size_t>(read.index)])
        sink_.Emit(diag::Kind::PresumptionReadsPresumed, p.span, m_.facts[p.fact].name.Zh(),
                   m_.facts[read].name.Zh());
    }
  }
}

}  // namespace guiju::model
