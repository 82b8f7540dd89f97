// Names in scope, suggestions for names that are not.
#include <algorithm>

#include "compiler/model/checker.h"
#include "compiler/model/functions.h"
#include "runtime/value/units.h"

namespace guiju::model {

namespace {

// 1万元, 10万元以上: a number with a unit, as it may be run into what stands before it.
bool IsQuantity(std::string_view piece) {
  size_t digits = 0;
  while (digits < piece.size() && piece[digits] >= '0' && piece[digits] <= '9') ++digits;
  if (digits == 0) return false;
  std::string_view unit = piece.substr(digits);
  for (std::string_view bound : {"以上", "以下", "以内"}) {
    if (unit.ends_with(bound)) unit.remove_suffix(bound.size());
  }
  return unit.empty() || value::FindUnit(unit) != nullptr;
}

// Words that may stand between names without a blank; what Segment may cut out.
constexpr std::string_view kOperatorWords[] = {
    "且",   "或",   "非",   "是",     "不是", "否",   "属于", "超出",   "包含", "并且",
    "或者", "达到", "超过", "不超过", "不满", "不足", "成立", "不成立", "任一", "每一",
    "若",   "则",   "否则", "其余",   "当",   "数量", "合计", "最大",   "最小"};

}  // namespace

int Checker::UnitByName(std::string_view name) const {
  auto it = units_by_name_.find(std::string(name));
  return it == units_by_name_.end() ? -1 : static_cast<int>(it->second);
}

bool Checker::IsAncestor(DecisionId ancestor, DecisionId of) const {
  for (DecisionId d = m_.decisions[of].parent; d; d = m_.decisions[d].parent) {
    if (d == ancestor) return true;
  }
  return false;
}

Symbol Checker::FindValueQuietly(size_t unit, Word word) const {
  if (word == 0) return {};
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].values.find(word);
    if (it != scopes_[seen].values.end()) return it->second.symbol;
  }
  return {};
}

Symbol Checker::FindValue(size_t unit, Word word, Span span, std::string_view spelled) {
  if (word == 0) return {};
  Symbol found;
  size_t home = 0;
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].values.find(word);
    if (it == scopes_[seen].values.end()) continue;
    const Symbol& symbol = it->second.symbol;
    if (seen != unit && used_units_.size() > unit) used_units_[unit][seen] = true;
    if (found.kind == SymbolKind::kNone) {
      found = symbol;
      home = seen;
      if (seen == unit) return found;
      continue;
    }
    if (symbol == found) continue;
    if (symbol.kind == SymbolKind::kDecision && found.kind == SymbolKind::kDecision &&
        IsAncestor(DecisionId(symbol.index), DecisionId(found.index)))
      continue;
    const std::string first = closure_.units[home].name, second = closure_.units[seen].name;
    sink_.Emit(diag::Kind::AmbiguousName, span, spelled, first + "、" + second,
               first + "." + std::string(spelled));
    return found;
  }
  return found;
}

Symbol Checker::FindType(size_t unit, Word word) const {
  if (word == 0) return {};
  for (size_t seen : closure_.units[unit].visible) {
    auto it = scopes_[seen].types.find(word);
    if (it != scopes_[seen].types.end()) return it->second.symbol;
  }
  return {};
}

Symbol Checker::FollowFields(Symbol start, const syntax::QName& name, size_t from) {
  Symbol at = start;
  for (size_t i = from; i < name.parts.size(); ++i) {
    MarkUsed(at);
    const Group* group = at.kind == SymbolKind::kGroup ? &m_.groups[GroupId(at.index)] : nullptr;
    Word word = words_.Find(name.parts[i]);
    Symbol next;
    std::string fields;
    if (group != nullptr) {
      for (const Group::Member& member : group->members) {
        fields += (fields.empty() ? "" : "、") + words_.NameOf(member.word).Zh();
        if (member.word != word || word == 0) continue;
        if (member.fact)
          next = {SymbolKind::kFact, member.fact.index};
        else if (member.group)
          next = {SymbolKind::kGroup, member.group.index};
        else if (member.list)
          next = {SymbolKind::kList, member.list.index};
        else
          next = {SymbolKind::kNone, 0};  // its type was wrong and has been reported
        if (next.kind == SymbolKind::kNone) return {SymbolKind::kNone, 0};
      }
    }
    if (next.kind == SymbolKind::kNone && at.kind == SymbolKind::kList && HasField(ListId(at.index), word)) {
      sink_.Emit(diag::Kind::FieldOfList, name.span, name.parts[i - 1], name.parts[i]);
      return {SymbolKind::kNone, 0};
    }
    if (next.kind == SymbolKind::kNone) {
      sink_.Emit(diag::Kind::UnknownField, name.span, name.parts[i - 1], name.parts[i],
                 fields.empty() ? "—" : fields);
      return {SymbolKind::kNone, 0};
    }
    at = next;
  }
  return at;
}

bool Checker::HasField(ListId list, Word word) const {
  const auto& members = m_.groups[m_.lists[list].element].members;
  return word != 0 && std::ranges::any_of(members, [&](const auto& member) { return member.word == word; });
}

// A list in scope whose elements have the field.
ListId Checker::ListWithField(size_t unit, Word word) const {
  for (size_t seen : closure_.units[unit].visible) {
    for (const auto& [name, declared] : scopes_[seen].values) {
      if (declared.symbol.kind != SymbolKind::kList) continue;
      if (const ListId list(declared.symbol.index); HasField(list, word)) return list;
    }
  }
  return {};
}

std::pair<Symbol, size_t> Checker::FindPath(size_t unit, const syntax::QName& name) {
  if (name.parts.empty()) return {};
  Symbol symbol = FindValue(unit, words_.Find(name.parts[0]), name.span, name.parts[0]);
  if (symbol.kind != SymbolKind::kNone) return {symbol, 1};
  std::string policy;
  for (size_t i = 0; i + 1 < name.parts.size(); ++i) {
    policy += (i > 0 ? "." : "") + name.parts[i];
    int home = UnitByName(policy);
    if (home < 0) continue;
    const auto& visible = closure_.units[unit].visible;
    if (std::find(visible.begin(), visible.end(), static_cast<size_t>(home)) == visible.end()) continue;
    auto it = scopes_[static_cast<size_t>(home)].values.find(words_.Find(name.parts[i + 1]));
    if (it == scopes_[static_cast<size_t>(home)].values.end()) continue;
    if (used_units_.size() > unit) used_units_[unit][static_cast<size_t>(home)] = true;
    return {it->second.symbol, i + 2};
  }
  return {};
}

DecisionId Checker::FindDecision(size_t unit, const syntax::QName& name) {
  auto [symbol, used] = FindPath(unit, name);
  if (symbol.kind == SymbolKind::kDecision && used == name.parts.size()) return DecisionId(symbol.index);
  if (symbol.kind == SymbolKind::kNone)
    ReportUnknown(unit, name, nullptr);
  else
    sink_.Emit(diag::Kind::NotADecision, name.span, name.Joined());
  return {};
}

std::vector<std::string> Checker::Spellings(size_t unit, const Place* place) const {
  std::vector<std::string> all;
  auto add = [&](Word word) {
    const Name& name = words_.NameOf(word);
    if (!name.zh.empty()) all.push_back(name.zh);
    if (!name.en.empty()) all.push_back(name.en);
  };
  for (size_t seen : closure_.units[unit].visible) {
    for (const auto& [word, declared] : scopes_[seen].values) add(word);
    for (const auto& [word, values] : scopes_[seen].enum_values) add(word);
  }
  if (place != nullptr) {
    for (const Binder& binder : place->binders) add(binder.word);
    if (place->formals != nullptr) {
      for (const Formal& formal : *place->formals)
        all.insert(all.end(), {formal.name.Zh(), formal.name.Key()});
    }
    if (place->siblings) {
      for (const Group::Member& member : m_.groups[place->siblings].members) add(member.word);
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// Cuts a word that several were run into (公民且罚款金额) at known names and operators: fewest pieces, at
// least one of them an operator; "" when it cannot be cut.
std::string Checker::Segment(std::string_view joined) const {
  constexpr size_t kNone = SIZE_MAX;
  if (joined.size() > 300) return "";
  struct Step {
    size_t from = kNone, pieces = kNone;
    bool has_operator = false;
  };
  std::vector<Step> best(joined.size() + 1);
  best[0] = {0, 0, false};
  auto boundary = [&](size_t i) {
    return i == joined.size() || (static_cast<unsigned char>(joined[i]) & 0xC0) != 0x80;
  };
  for (size_t begin = 0; begin < joined.size(); ++begin) {
    if (best[begin].pieces == kNone || !boundary(begin)) continue;
    for (size_t end = begin + 1; end <= joined.size(); ++end) {
      if (!boundary(end)) continue;
      std::string_view piece = joined.substr(begin, end - begin);
      bool is_operator =
          std::find(std::begin(kOperatorWords), std::end(kOperatorWords), piece) != std::end(kOperatorWords);
      if (!is_operator && words_.Find(piece) == 0 && !IsQuantity(piece)) continue;
      Step step{begin, best[begin].pieces + 1, best[begin].has_operator || is_operator};
      if (step.pieces < best[end].pieces) best[end] = step;
    }
  }
  const Step& last = best[joined.size()];
  if (last.pieces == kNone || last.pieces < 2 || !last.has_operator) return "";
  std::vector<std::string_view> pieces;
  for (size_t end = joined.size(); end > 0; end = best[end].from)
    pieces.push_back(joined.substr(best[end].from, end - best[end].from));
  std::string out;
  for (auto it = pieces.rbegin(); it != pieces.rend(); ++it)
    out += (out.empty() ? "" : " ") + std::string(*it);
  return out;
}

// 甲.拟罚款 where no 任一 甲 属于 当事人 stands around it; a slip in the name of one that does is told as
// such.
bool Checker::ReportUnboundElement(size_t unit, const syntax::QName& name, const Place* place) {
  const ListId list = ListWithField(unit, words_.Find(name.parts[1]));
  if (!list) return false;
  if (place != nullptr && !place->binders.empty()) return false;
  const std::string close = diag::ClosestName(name.parts[0], Spellings(unit, place));
  if (const Symbol meant = FindValueQuietly(unit, words_.Find(close)); !close.empty()) {
    if (meant.kind == SymbolKind::kGroup || meant.kind == SymbolKind::kList) return false;
  }
  MarkUsed({SymbolKind::kList, list.index});
  sink_.Emit(diag::Kind::UnboundElement, name.span, name.parts[0], m_.lists[list].name.Zh(), name.parts[1]);
  return true;
}

void Checker::ReportUnknown(size_t unit, const syntax::QName& name, const Place* place) {
  const std::string joined = name.Joined();
  if (name.parts.empty()) return;
  // Looking for a near name costs all the names; a file full of unknown ones gets no further proposals.
  constexpr int kMaxProposals = 100;
  if (++proposals_ > kMaxProposals) {
    sink_.Emit(diag::Kind::UnknownName, name.span, joined);
    return;
  }
  std::string spaced;
  if (name.parts.size() == 1) spaced = Segment(joined);
  if (!spaced.empty()) {
    sink_.Emit(diag::Kind::JoinedWords, name.span, joined, spaced);
    return;
  }
  if (name.parts.size() == 1) {
    if (const ListId list = ListWithField(unit, words_.Find(joined))) {
      sink_.Emit(diag::Kind::FieldOfList, name.span, m_.lists[list].name.Zh(), joined);
      return;
    }
  }
  if (name.parts.size() == 2 && ReportUnboundElement(unit, name, place)) return;
  std::string close = diag::ClosestName(name.parts[0], Spellings(unit, place));
  if (close.empty()) {
    sink_.Emit(diag::Kind::UnknownName, name.span, joined);
    return;
  }
  for (size_t i = 1; i < name.parts.size(); ++i) close += "." + name.parts[i];
  sink_.Emit(diag::Kind::UnknownNameSimilar, name.span, joined, close);
}

void Checker::MarkUsed(Symbol symbol) {
  auto mark = [&](std::vector<bool>& used) {
    if (used.size() <= static_cast<size_t>(symbol.index)) used.resize(static_cast<size_t>(symbol.index) + 1);
    used[static_cast<size_t>(symbol.index)] = true;
  };
  switch (symbol.kind) {
    case SymbolKind::kFact:
      mark(used_facts_);
      break;
    case SymbolKind::kGroup:
      mark(used_groups_);
      break;
    case SymbolKind::kList:
      mark(used_lists_);
      break;
    case SymbolKind::kParameter:
      mark(used_parameters_);
      break;
    case SymbolKind::kDefine:
      mark(used_defines_);
      break;
    case SymbolKind::kTable:
      mark(used_tables_);
      break;
    case SymbolKind::kEnum:
      mark(used_enums_);
      break;
    case SymbolKind::kNone:
    case SymbolKind::kDecision:
    case SymbolKind::kRecord:
    case SymbolKind::kDimension:
      break;
  }
}

std::string Checker::SymbolName(Symbol symbol) const {
  switch (symbol.kind) {
    case SymbolKind::kFact:
      return m_.facts[FactId(symbol.index)].name.Zh();
    case SymbolKind::kList:
      return m_.lists[ListId(symbol.index)].name.Zh();
    case SymbolKind::kParameter:
      return m_.parameters[ParameterId(symbol.index)].name.Zh();
    case SymbolKind::kDefine:
      return m_.defines[DefineId(symbol.index)].name.Zh();
    case SymbolKind::kDecision:
      return m_.decisions[DecisionId(symbol.index)].name.Zh();
    case SymbolKind::kTable:
      return m_.tables[TableId(symbol.index)].name.Zh();
    case SymbolKind::kEnum:
      return m_.enums[EnumId(symbol.index)].name.Zh();
    case SymbolKind::kRecord:
      return m_.records[RecordId(symbol.index)].name.Zh();
    case SymbolKind::kDimension:
      return m_.dimensions[DimensionId(symbol.index)].name.Zh();
    case SymbolKind::kGroup:
    case SymbolKind::kNone:
      break;
  }
  return "";
}

}  // namespace guiju::model
