#include "runtime/caseio/schema.h"

#include <algorithm>

#include "compiler/ir/quantities.h"

namespace guiju::caseio {
namespace {

int64_t PowerOf10(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::vector<std::string> Segments(const std::string& dotted) {
  std::vector<std::string> parts(1);
  for (char c : dotted) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// The name without the name of its list: 当事人.类型 -> 类型.
ir::Name WithinList(const ir::Name& field, const ir::Name& list) {
  ir::Name inner = field;
  auto strip = [](std::string* spelling, const std::string& prefix) {
    if (!prefix.empty() && spelling->starts_with(prefix + ".")) spelling->erase(0, prefix.size() + 1);
  };
  strip(&inner.zh, list.zh);
  strip(&inner.en, list.en);
  return inner;
}

constexpr struct {
  const char *zh, *en;
  TargetKind kind;
} kFileKeys[] = {
    {"已知", "facts", TargetKind::kCase},
    {"标题", "title", TargetKind::kIgnored},
    {"应得", "expect", TargetKind::kIgnored},
    {"因", "because", TargetKind::kIgnored},
    {"例外", "excepted", TargetKind::kIgnored},
    {"制度", "policy", TargetKind::kIgnored},
    {"编号", "id", TargetKind::kId},
    {"说明", "note", TargetKind::kIgnored},
};

}  // namespace

Schema::Schema(const ir::Program& program, const abi::Layout& layout) : program_(program), layout_(layout) {
  enum_words_.assign(program.enums.size(), -1);
  auto words = std::make_unique<SpellingTable>();
  for (const char* yes : {"是", "yes", "true", "TRUE"}) words->Add(yes, 1);
  for (const char* no : {"否", "no", "false", "FALSE"}) words->Add(no, 0);
  bool_words_ = words.get();
  words_.push_back(std::move(words));
  for (size_t i = 0; i < program.texts.size(); ++i) texts_.Add(program.texts[i], static_cast<int32_t>(i));

  uint32_t facts_scope = NewScope();
  for (size_t i = 0; i < program.lists.size(); ++i) element_scopes_.push_back(NewScope());
  element_slots_.assign(program.lists.size(), 0);
  for (ir::FactId id : program.facts.ids()) {
    const ir::Fact& fact = program.facts[id];
    BuildFact(fact, id);
    Target target{TargetKind::kFact, static_cast<uint32_t>(id.index), 0};
    if (fact.list) {
      size_t list = static_cast<size_t>(fact.list.index);
      AddPath(element_scopes_[list], WithinList(fact.name, program.lists[fact.list].name), target,
              &element_slots_[list]);
    } else {
      AddPath(facts_scope, fact.name, target, &case_slots_);
    }
  }
  for (ir::ListId id : program.lists.ids()) {
    Target target{TargetKind::kList, static_cast<uint32_t>(id.index), 0};
    AddPath(facts_scope, program.lists[id].name, target, &case_slots_);
  }
  AddAxes(facts_scope, &case_slots_);
  AddQualified(facts_scope);
  AddFile(facts_scope, &case_slots_);
}

uint32_t Schema::NewScope() {
  scopes_.push_back(std::make_unique<Scope>());
  return static_cast<uint32_t>(scopes_.size() - 1);
}

uint32_t Schema::AddTarget(uint32_t scope, const ir::Name& name, Target target) {
  Scope& s = *scopes_[scope];
  uint32_t index = static_cast<uint32_t>(s.targets.size());
  s.targets.push_back(target);
  for (const std::string* spelling : {&name.zh, &name.en}) {
    if (spelling->empty()) continue;
    s.keys.Add(*spelling, static_cast<int32_t>(index));
    s.suggestions.push_back(*spelling);
  }
  return index;
}

void Schema::AddPath(uint32_t scope, const ir::Name& name, Target target, uint32_t* slots) {
  target.slot = (*slots)++;
  std::vector<std::string> zh = Segments(name.zh), en = Segments(name.en);
  size_t depth = std::max(zh.size(), en.size());
  auto segment = [&](size_t i) {
    return ir::Name{zh.size() == depth ? zh[i] : "", en.size() == depth ? en[i] : ""};
  };
  if (depth > 1) AddTarget(scope, name, target);
  for (size_t i = 0; i + 1 < depth; ++i) {
    ir::Name step = segment(i);
    int32_t found = SpellingTable::kNone;
    for (const std::string* spelling : {&step.zh, &step.en}) {
      if (found < 0 && !spelling->empty()) found = scopes_[scope]->keys.Find(*spelling);
    }
    if (found >= 0 && scopes_[scope]->targets[static_cast<size_t>(found)].kind != TargetKind::kRecord) return;
    if (found < 0) {
      uint32_t inner = NewScope();
      found = static_cast<int32_t>(AddTarget(scope, step, {TargetKind::kRecord, inner, (*slots)++}));
    }
    scope = scopes_[scope]->targets[static_cast<size_t>(found)].index;
  }
  AddTarget(scope, segment(depth - 1), target);
}

void Schema::AddAxes(uint32_t scope, uint32_t* slots) {
  axes_scope_ = NewScope();
  for (ir::FactId id : program_.facts.ids()) {
    const ir::Fact& fact = program_.facts[id];
    if (fact.role != ir::FactRole::kAxis || fact.list) continue;
    int32_t at = scopes_[scope]->keys.Find(fact.name.Key());
    Target target{TargetKind::kFact, static_cast<uint32_t>(id.index), 0};
    if (at >= 0) target.slot = scopes_[scope]->targets[static_cast<size_t>(at)].slot;
    AddTarget(axes_scope_, fact.axis, target);
    if (!(fact.name == fact.axis)) AddTarget(axes_scope_, fact.name, target);
    for (const std::string* word : {&fact.axis.zh, &fact.axis.en, &fact.name.zh, &fact.name.en})
      axes_.Add(*word, id.index);
  }
  if (scopes_[scope]->keys.Find("axes") == SpellingTable::kNone)
    AddTarget(scope, {"时间轴", "axes"}, {TargetKind::kAxes, axes_scope_, (*slots)++});
}

void Schema::AddQualified(uint32_t facts_scope) {
  Scope& scope = *scopes_[facts_scope];
  auto find = [&](uint32_t fact) {
    for (size_t i = 0; i < scope.targets.size(); ++i) {
      if (scope.targets[i].kind == TargetKind::kFact && scope.targets[i].index == fact)
        return static_cast<int32_t>(i);
    }
    return SpellingTable::kNone;
  };
  for (ir::FactId id : program_.facts.ids()) {
    const ir::Fact& fact = program_.facts[id];
    bool ambiguous = scope.keys.Find(fact.name.zh) == SpellingTable::kAmbiguous ||
                     scope.keys.Find(fact.name.en) == SpellingTable::kAmbiguous;
    if (!ambiguous || fact.list || !fact.origin || !program_.origins[fact.origin].policy) continue;
    const ir::Name& policy = program_.policies[program_.origins[fact.origin].policy].name;
    int32_t target = find(static_cast<uint32_t>(id.index));
    for (const std::string* prefix : {&policy.zh, &policy.en}) {
      for (const std::string* name : {&fact.name.zh, &fact.name.en}) {
        if (!prefix->empty() && !name->empty()) scope.keys.Add(*prefix + "." + *name, target);
      }
    }
  }
}

// The whole file may wrap its facts and carry a title; inside "facts" only facts are meant.
void Schema::AddFile(uint32_t facts_scope, uint32_t* slots) {
  case_scope_ = NewScope();
  *scopes_[case_scope_] = *scopes_[facts_scope];
  for (const auto& key : kFileKeys) {
    const SpellingTable& keys = scopes_[case_scope_]->keys;
    ir::Name name{keys.Find(key.zh) == SpellingTable::kNone ? key.zh : "",
                  keys.Find(key.en) == SpellingTable::kNone ? key.en : ""};
    AddTarget(case_scope_, name, {key.kind, facts_scope, (*slots)++});
  }
}

void Schema::BuildFact(const ir::Fact& fact, ir::FactId id) {
  FactSpec spec = SpecOf(fact.type, fact.range);
  spec.fact = id;
  spec.field = layout_.fields[static_cast<size_t>(id.index)];
  facts_.push_back(std::move(spec));
}

FactSpec Schema::SpecOf(const ir::Type& type, ir::Range range) {
  FactSpec spec;
  spec.kind = type.kind;
  spec.lo = range.lo;
  spec.hi = range.hi;
  spec.scale = type.scale;
  spec.dim = type.dim;
  switch (type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
    case ir::TypeKind::kSet:
      spec.words = WordsOf(type);
      break;
    case ir::TypeKind::kInt:
      BuildUnits(type, &spec);
      break;
    case ir::TypeKind::kDate:
    case ir::TypeKind::kText:
      break;
  }
  return spec;
}

void Schema::BuildUnits(const ir::Type& type, FactSpec* spec) {
  if (!ir::HasDimension(program_, type.dim)) {
    spec->bare_quanta = PowerOf10(type.scale);
    return;
  }
  auto known = std::find_if(unit_words_.begin(), unit_words_.end(),
                            [&](const auto& u) { return u.first == type.dim; });
  if (known == unit_words_.end()) {
    auto words = std::make_unique<SpellingTable>();
    std::vector<int64_t> quanta;
    const value::Dimension dimension = *ir::DimensionOf(program_, type.dim);
    for (const value::Unit& unit : dimension.units) {
      words->Add(unit.zh, static_cast<int32_t>(quanta.size()));
      words->Add(unit.en, static_cast<int32_t>(quanta.size()));
      quanta.push_back(unit.quanta);
    }
    unit_words_.emplace_back(type.dim, words.get());
    unit_quanta_.push_back(std::move(quanta));
    words_.push_back(std::move(words));
    known = unit_words_.end() - 1;
  }
  spec->words = known->second;
  spec->units = unit_quanta_[static_cast<size_t>(known - unit_words_.begin())];
  // A number of money is a number of yuan; elsewhere a bare number is understood only when no unit could be
  // confused.
  int32_t yuan = spec->words->Find("元");
  if (type.dim == "money" && yuan >= 0) {
    spec->bare_quanta = spec->units[static_cast<size_t>(yuan)] * PowerOf10(type.scale);
  } else if (std::all_of(spec->units.begin(), spec->units.end(),
                         [&](int64_t quanta) { return quanta == spec->units[0]; })) {
    spec->bare_quanta = spec->units[0] * PowerOf10(type.scale);
  }
}

const SpellingTable* Schema::WordsOf(const ir::Type& type) {
  if (type.kind == ir::TypeKind::kBool) return bool_words_;
  size_t index = static_cast<size_t>(type.enumeration.index);
  if (enum_words_[index] < 0) {
    auto words = std::make_unique<SpellingTable>();
    const auto& values = program_.enums[type.enumeration].values;
    for (size_t i = 0; i < values.size(); ++i) {
      words->Add(values[i].zh, static_cast<int32_t>(i));
      words->Add(values[i].en, static_cast<int32_t>(i));
    }
    enum_words_[index] = static_cast<int32_t>(words_.size());
    words_.push_back(std::move(words));
  }
  return words_[static_cast<size_t>(enum_words_[index])].get();
}

ir::FactId Schema::FindAxis(std::string_view word) const {
  int32_t found = axes_.Find(word);
  return found >= 0 ? ir::FactId(found) : ir::FactId();
}

std::vector<std::string> Schema::AxisWords() const { return axes_.Spellings(); }

}  // namespace guiju::caseio
