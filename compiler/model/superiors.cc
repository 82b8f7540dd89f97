// What a policy must not do to the ones above it: stand over them, presume their facts, change them for
// others.
#include <algorithm>

#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

constexpr size_t kMaxRules = 10'000;

struct LevelName {
  std::string_view key, zh;
};
constexpr LevelName kLevels[] = {  // highest first
    {"national", "国家级"},
    {"province", "省级"},
    {"city", "市级"},
    {"county", "县级"},
    {"township", "乡级"}};
const LevelName* FindLevel(std::string_view key) {
  const auto* end = std::end(kLevels);
  const auto* found =
      std::find_if(std::begin(kLevels), end, [&](const LevelName& level) { return level.key == key; });
  return found == end ? nullptr : found;
}

// Every fact that the decisions of some policies depend on.
class FactReads {
 public:
  explicit FactReads(const Model& m)
      : m_(m),
        facts_(m.facts.size()),
        defines_(m.defines.size()),
        parameters_(m.parameters.size()),
        decisions_(m.decisions.size()) {}

  void AddDecision(DecisionId id) {
    if (!id || !First(decisions_, id.index)) return;
    const Decision& d = m_.decisions[id];
    for (RuleId rule : d.rules) {
      AddExpr(m_.rules[rule].when);
      AddExpr(m_.rules[rule].value);
      AddFact(m_.rules[rule].axis);
    }
    AddExpr(d.otherwise);
    AddDecision(d.parent);
    AddDecision(d.milder_of);
    AddFact(d.milder_from);
    AddFact(d.milder_to);
  }
  void AddExpr(ExprId id) {
    if (!id) return;
    const Expr& e = m_.exprs[id];
    if (e.kind == ExprKind::kFact) AddFact(FactId(e.index));
    if (e.kind == ExprKind::kDecision || e.kind == ExprKind::kFired) AddDecision(DecisionId(e.index));
    if (e.kind == ExprKind::kDefine) AddDefine(DefineId(e.index));
    if (e.kind == ExprKind::kParameter) AddParameter(ParameterId(e.index));
    if (e.kind == ExprKind::kTable) AddOutputs(m_.tables[TableId(e.table)].rows);
    for (ExprId arg : e.args) AddExpr(arg);
  }
  bool Reads(FactId fact) const { return facts_[static_cast<size_t>(fact.index)]; }

 private:
  static bool First(std::vector<bool>& seen, int32_t index) {
    const bool first = !seen[static_cast<size_t>(index)];
    seen[static_cast<size_t>(index)] = true;
    return first;
  }
  void AddFact(FactId id) {
    if (id && First(facts_, id.index)) AddExpr(m_.facts[id].applies);
  }
  void AddDefine(DefineId id) {
    if (!First(defines_, id.index)) return;
    AddExpr(m_.defines[id].value);  // not its extensions: they belong to those who widen it
  }
  void AddParameter(ParameterId id) {
    if (!First(parameters_, id.index)) return;
    const Parameter& p = m_.parameters[id];
    AddFact(p.axis);
    std::vector<ExprId> values;
    AppendValues(p, values);
    for (ExprId value : values) AddExpr(value);
  }
  void AddOutputs(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      for (ExprId output : row.outputs) AddExpr(output);
    }
  }

  const Model& m_;
  std::vector<bool> facts_, defines_, parameters_, decisions_;
};

}  // namespace

bool Checker::IsVisible(size_t unit, size_t from) const {
  const std::vector<size_t>& visible = closure_.units[from].visible;
  return std::find(visible.begin(), visible.end(), unit) != visible.end();
}

// False when a policy with all it stands on has too many rules: nothing else is then worth checking.
bool Checker::CheckSize() {
  std::vector<size_t> own(closure_.units.size());
  for (size_t unit = 0; unit < own.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      for (const syntax::Declaration& declaration : closure_.trees[tree].declarations) {
        if (const auto* d = std::get_if<syntax::DecisionDecl>(&declaration)) own[unit] += d->rules.size();
      }
    }
  }
  for (size_t main : closure_.mains) {
    size_t rules = 0;
    for (size_t seen : closure_.units[main].visible) rules += own[seen];
    if (rules <= kMaxRules) continue;
    sink_.Emit(diag::Kind::TooManyRules, m_.policies[main].span, closure_.units[main].name, rules, kMaxRules);
    return false;
  }
  return true;
}

void Checker::CheckSuperiors() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    if (closure_.units[unit].superior < 0) continue;
    const auto up = static_cast<size_t>(closure_.units[unit].superior);
    const Policy& mine = m_.policies[unit];
    const Policy& superior = m_.policies[up];
    const LevelName* own = FindLevel(mine.level);
    const LevelName* theirs = FindLevel(superior.level);
    if (own != nullptr && theirs != nullptr && theirs > own) {
      sink_
          .Emit(diag::Kind::SuperiorLevel, mine.span, superior.name.Zh(), diag::Both(theirs->zh, theirs->key),
                diag::Both(own->zh, own->key))
          .notes.push_back({superior.span, "上位制度在这里", "the superior is here"});
    }
    if (!mine.effective) continue;
    const auto& header = closure_.trees[closure_.units[up].trees[0]].header;
    auto repealed = header ? DateOf(header->repealed, header->name.span) : std::nullopt;
    auto warn = [&](const std::string& zh, const std::string& en) {
      sink_
          .Emit(diag::Kind::SuperiorNotInForce, mine.span, superior.name.Zh(),
                value::FormatDate(*mine.effective), diag::Both(zh, en))
          .notes.push_back({superior.span, "上位制度在这里", "the superior is here"});
    };
    if (superior.effective && *superior.effective > *mine.effective) {
      const std::string date = value::FormatDate(*superior.effective);
      warn(date + " 起施行", "in force since " + date);
    } else if (repealed && *repealed <= *mine.effective) {
      const std::string date = value::FormatDate(*repealed);
      warn(date + " 失效", "repealed on " + date);
    }
  }
}

// What a policy adds to its superior must not tell the superior's decisions what nobody has stated: a
// presumption would settle them where they are undetermined.
void Checker::CheckForeignPresumptions() {
  if (m_.presumptions.empty()) return;
  std::vector<bool> reported(m_.presumptions.size());
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    if (closure_.units[unit].superior < 0) continue;
    const auto up = static_cast<size_t>(closure_.units[unit].superior);
    FactReads reads(m_);
    for (DecisionId id : m_.decisions.ids()) {
      if (IsVisible(m_.decisions[id].unit, up)) reads.AddDecision(id);
    }
    for (const Presumption& p : m_.presumptions) {
      if (IsVisible(p.unit, up)) reads.AddExpr(p.when);
    }
    for (size_t i = 0; i < m_.presumptions.size(); ++i) {
      const Presumption& p = m_.presumptions[i];
      if (reported[i] || !IsVisible(p.unit, unit) || IsVisible(p.unit, up)) continue;
      bool theirs = false;
      for (int at = closure_.units[unit].superior; at >= 0;
           at = closure_.units[static_cast<size_t>(at)].superior)
        theirs = theirs || m_.facts[p.fact].unit == static_cast<size_t>(at);
      if (!theirs && !reads.Reads(p.fact)) continue;
      reported[i] = true;
      sink_
          .Emit(diag::Kind::PresumesForSuperior, p.span, m_.facts[p.fact].name.Zh(),
                m_.policies[up].name.Zh())
          .notes.push_back({m_.facts[p.fact].span, "事实在这里声明", "the fact is declared here"});
    }
  }
}

// A change of a superior binds those below the policy that makes it. A policy that merely uses another one
// must not find its own superior changed by it.
void Checker::CheckAlterations() {
  std::vector<size_t> bound;
  for (size_t main : closure_.mains) {
    for (int at = static_cast<int>(main); at >= 0; at = closure_.units[static_cast<size_t>(at)].superior) {
      if (std::find(bound.begin(), bound.end(), static_cast<size_t>(at)) == bound.end())
        bound.push_back(static_cast<size_t>(at));
    }
  }
  for (size_t unit : bound) {
    const int up = closure_.units[unit].superior;
    if (up < 0) continue;
    const auto superior = static_cast<size_t>(up);
    for (const Alteration& change : alterations_) {
      if (change.by == unit || IsVisible(change.by, superior) || !IsVisible(change.of, superior)) continue;
      // Another main policy beside this one reaches it only through the superior they share.
      if (!IsVisible(change.by, unit) && unit != closure_.mains[0]) continue;
      sink_
          .Emit(diag::Kind::SuperiorChangedElsewhere, m_.policies[unit].span, change.what,
                m_.policies[change.by].name.Zh(), m_.policies[change.of].name.Zh())
          .notes.push_back({change.span, "在这里改动", "changed here"});
    }
  }
}

}  // namespace guiju::model
