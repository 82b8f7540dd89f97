// Composition with the superior: same-named decisions, overrides.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

// Whether yes is the answer that lets something pass: what holds meanwhile is no, or that nothing happens.
bool YesRelaxes(const Decision& d) {
  if (d.type.kind != TypeKind::kBool) return false;
  if (d.act_on == ActOn::kValue) return d.act_value == 0;
  return d.act_on == ActOn::kBlock || d.act_on == ActOn::kWithhold;
}

std::string DirectionText(const Model& m, const Decision& d) {
  auto both = [](std::string_view zh, std::string_view en) {
    return diag::Both("未定按 " + std::string(zh), "if-unknown " + std::string(en));
  };
  switch (d.act_on) {
    case ActOn::kNone:
      return both("—", "—");
    case ActOn::kValue:
      return both(ValueText(m, d.type, d.act_value, true), ValueText(m, d.type, d.act_value, false));
    case ActOn::kHighest:
      return both("最高", "highest");
    case ActOn::kLowest:
      return both("最低", "lowest");
    case ActOn::kBlock:
      return both("阻止", "block");
    case ActOn::kWithhold:
      return both("暂不公开", "withhold");
  }
  return "";
}

std::string StrictnessText(bool greater) {
  return greater ? diag::Both("从严方向 大", "stricter greater") : diag::Both("从严方向 小", "stricter less");
}

// Whether acting as `mine` says while undetermined is at least as strict as acting as `superior` says. What
// cannot be compared must be the same.
bool ActsAsStrictly(const Decision& superior, const Decision& mine) {
  if (superior.act_on == ActOn::kNone || mine.act_on == ActOn::kNone) return true;  // reported by itself
  if (superior.act_on == mine.act_on &&
      (mine.act_on != ActOn::kValue || mine.act_value == superior.act_value))
    return true;
  auto apart = [](ActOn act) { return act == ActOn::kBlock || act == ActOn::kWithhold; };
  if (apart(superior.act_on) || apart(mine.act_on) || mine.type.kind == TypeKind::kBool) return false;
  if (mine.type.kind == TypeKind::kSet) return (superior.act_value & ~mine.act_value) == 0;
  const bool greater = superior.greater_is_stricter;
  const ActOn strict = greater ? ActOn::kHighest : ActOn::kLowest;
  if (mine.act_on == strict) return true;
  if (superior.act_on == strict) return false;
  if (superior.act_on != ActOn::kValue) return true;  // the mildest that is possible: nothing is milder
  if (mine.act_on != ActOn::kValue) return false;
  return greater ? mine.act_value >= superior.act_value : mine.act_value <= superior.act_value;
}

}  // namespace

void Checker::Compose(DecisionId id, const syntax::DecisionDecl& d) {
  Decision& decision = m_.decisions[id];
  if (!decision.parent) return;
  Decision& parent = m_.decisions[decision.parent];
  if (decision.type.kind == TypeKind::kPoison || parent.type.kind == TypeKind::kPoison) return;
  if (decision.type != parent.type) {
    sink_
        .Emit(diag::Kind::ComposeMismatch, d.type.span, d.name.text, TypeText(decision.type),
              TypeText(parent.type))
        .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
    return;
  }
  const Type type = decision.type;
  if (d.milder_of) {
    sink_.Emit(diag::Kind::MilderReplacesSuperior, d.name.span, d.name.text)
        .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
    return;
  }
  parent.is_composed = true;
  if (type.kind == TypeKind::kBool) {
    decision.compose = model::Compose::kOr;
    CheckActsAsStrictly(id, d);
    return;
  }
  if (type.kind == TypeKind::kSet) {
    decision.compose = model::Compose::kUnion;
    CheckActsAsStrictly(id, d);
    return;
  }
  bool ordered_enum = type.kind == TypeKind::kEnum && m_.enums[type.enumeration].ordered;
  bool declared = type.kind == TypeKind::kInt || type.kind == TypeKind::kDate;
  if (!ordered_enum && !(declared && declares_strictness_.contains(decision.parent.index))) {
    sink_.Emit(diag::Kind::ComposeUnordered, d.name.span, d.name.text)
        .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
    return;
  }
  decision.compose = model::Compose::kStrictest;
  if (!d.stricter.empty() && decision.greater_is_stricter != parent.greater_is_stricter) {
    sink_
        .Emit(diag::Kind::ComposedDirection, d.name.span, d.name.text,
              StrictnessText(decision.greater_is_stricter), StrictnessText(parent.greater_is_stricter))
        .notes.push_back({parent.span, "上位制度的判定", "the superior's decision"});
  }
  decision.greater_is_stricter = parent.greater_is_stricter;
  declares_strictness_.insert(id.index);
  CheckActsAsStrictly(id, d);
}

void Checker::CheckActsAsStrictly(DecisionId id, const syntax::DecisionDecl& d) {
  const Decision& mine = m_.decisions[id];
  const Decision& superior = m_.decisions[mine.parent];
  if (ActsAsStrictly(superior, mine)) return;
  sink_
      .Emit(diag::Kind::ComposedDirection, d.name.span, d.name.text, DirectionText(m_, mine),
            DirectionText(m_, superior))
      .notes.push_back({superior.span, "上位制度的判定", "the superior's decision"});
}

// Every rank cited must be admitted: a higher citation beside one's own does not lend its rank.
bool Checker::Admits(SourceId source, const std::vector<CiteId>& basis) const {
  const std::vector<Rank>& admits = m_.sources[source].admits;
  if (m_.sources[source].misdeclared) return true;  // reported where it is declared
  return !basis.empty() && std::all_of(basis.begin(), basis.end(), [&](CiteId cite) {
    const LegalSource& cited = m_.sources[m_.cites[cite].source];
    return cited.misdeclared || std::find(admits.begin(), admits.end(), cited.rank) != admits.end();
  });
}

// Whether a provision that overrides a source may set aside what rests on `rests`: on that source, and on no
// other that does not admit it too.
bool Checker::MayDefeat(SourceId overridden, const std::vector<CiteId>& basis,
                        const std::vector<CiteId>& rests) const {
  bool rests_on_it = false;
  for (CiteId cite : rests) {
    const SourceId source = m_.cites[cite].source;
    rests_on_it = rests_on_it || source == overridden;
    if (!Admits(source, basis)) return false;
  }
  return rests_on_it;
}

std::string Checker::SourceNames(const std::vector<CiteId>& basis) const {
  std::vector<std::string> names;
  for (CiteId cite : basis) {
    std::string name = m_.sources[m_.cites[cite].source].name.Zh();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : "、") + name;
  return all.empty() ? "—" : all;
}

// An exception with 优先于 goes to the superior's decision whose rules it is against.
void Checker::PlaceForeignExceptions() {
  for (const ForeignException& foreign : foreign_exceptions_) {
    DecisionId home = foreign.decision;
    for (const OverrideClaim& claim : overrides_) {
      if (claim.rule == foreign.rule) home = claim.decision;
    }
    Decision& own = m_.decisions[home];
    std::erase(own.rules, foreign.rule);
    m_.decisions[foreign.decision].rules.push_back(foreign.rule);
    RecordOverride(foreign.rule, foreign.decision);
    // Targets in the own decision cannot be reached from there any more.
    auto& attacks = m_.rules[foreign.rule].attacks;
    const auto& there = m_.decisions[foreign.decision].rules;
    std::erase_if(
        attacks, [&](RuleId target) { return std::find(there.begin(), there.end(), target) == there.end(); });
  }
}

// The cases of one decision that the claim sets aside: of its own policy those that cite the source, of
// others those that may be overridden.
std::vector<RuleId> Checker::DefeatedBy(const OverrideClaim& claim, DecisionId in) const {
  std::vector<RuleId> targets;
  const Rule& claimant = m_.rules[claim.rule];
  for (RuleId id : m_.decisions[in].rules) {
    const Rule& rule = m_.rules[id];
    if (id == claim.rule || rule.kind == RuleKind::kException) continue;
    bool cites = std::any_of(rule.basis.begin(), rule.basis.end(),
                             [&](CiteId cite) { return m_.cites[cite].source == claim.source; });
    if (rule.unit == claimant.unit ? cites : MayDefeat(claim.source, claimant.basis, rule.basis))
      targets.push_back(id);
  }
  return targets;
}

void Checker::RecordOverride(RuleId rule, DecisionId in) {
  alterations_.push_back({{},
                          {},
                          m_.rules[rule].unit,
                          m_.decisions[in].unit,
                          m_.rules[rule].span,
                          m_.rules[rule].name.Zh(),
                          m_.decisions[in].name.Zh()});
}

// A case with 优先于 defeats the rules that rest on the overridden source, in the nearest decision of the
// chain that has any; it decides there.
void Checker::PlaceOverrides() {
  PlaceForeignExceptions();
  for (const OverrideClaim& claim : overrides_) {
    if (m_.rules[claim.rule].kind == RuleKind::kException && !m_.rules[claim.rule].attacks.empty()) continue;
    for (DecisionId at = claim.decision; at; at = m_.decisions[at].parent) {
      std::vector<RuleId> targets = DefeatedBy(claim, at);
      if (targets.empty()) continue;
      Rule& rule = m_.rules[claim.rule];
      if (rule.kind == RuleKind::kCase) rule.kind = RuleKind::kOverride;
      rule.attacks = std::move(targets);
      if (at != claim.decision) {
        std::erase(m_.decisions[claim.decision].rules, claim.rule);
        m_.decisions[at].rules.push_back(claim.rule);
        RecordOverride(claim.rule, at);
      }
      break;
    }
    const Rule& rule = m_.rules[claim.rule];
    if (rule.kind == RuleKind::kException && rule.attacks.empty())
      sink_.Emit(diag::Kind::ExceptionNeedsTarget, rule.span, rule.name.Zh());
    if (rule.kind == RuleKind::kCase) ReportMissedTarget(claim);
  }
  CheckAddedCases();
}

// A case that defeats nothing although the superior has a rule resting on the source it names: left alone, it
// would be added beside the rule it was meant to replace.
void Checker::ReportMissedTarget(const OverrideClaim& claim) {
  const Rule& claimant = m_.rules[claim.rule];
  for (DecisionId at = m_.decisions[claim.decision].parent; at; at = m_.decisions[at].parent) {
    for (RuleId id : m_.decisions[at].rules) {
      const Rule& rule = m_.rules[id];
      const bool cites =
          std::ranges::any_of(rule.basis, [&](CiteId cite) { return m_.cites[cite].source == claim.source; });
      if (!cites || rule.kind == RuleKind::kException) continue;
      sink_
          .Emit(diag::Kind::OverrideMissesTarget, claimant.span, claimant.name.Zh(),
                m_.sources[claim.source].name.Zh(), rule.name.Zh(), SourceNames(rule.basis))
          .notes.push_back({rule.span, "上位制度的情形", "the superior's rule"});
      return;
    }
  }
}

// Where yes is what relaxes, nothing that yields it may stay in a decision below.
// Cases that override a rule of the superior have been moved there.
void Checker::CheckAddedCases() {
  for (const Decision& d : m_.decisions) {
    if (!d.parent || d.compose != model::Compose::kOr || !YesRelaxes(m_.decisions[d.parent])) continue;
    bool adds = std::any_of(d.rules.begin(), d.rules.end(),
                            [&](RuleId rule) { return m_.rules[rule].kind != RuleKind::kException; });
    if (!adds) continue;
    sink_.Emit(diag::Kind::ComposeRelaxes, d.span, d.name.Zh())
        .notes.push_back({m_.decisions[d.parent].span, "上位制度的判定", "the superior's decision"});
  }
}

void Checker::CheckOverrideConflicts() {
  for (size_t i = 0; i < overrides_.size(); ++i) {
    for (size_t j = i + 1; j < overrides_.size(); ++j) {
      const OverrideClaim& a = overrides_[i];
      const OverrideClaim& b = overrides_[j];
      const Rule& ra = m_.rules[a.rule];
      const Rule& rb = m_.rules[b.rule];
      auto cites = [&](const Rule& rule, SourceId source) {
        return std::any_of(rule.basis.begin(), rule.basis.end(),
                           [&](CiteId cite) { return m_.cites[cite].source == source; });
      };
      auto rank = [&](const Rule& rule) {
        return rule.basis.empty() ? Rank::kInternal : m_.sources[m_.cites[rule.basis[0]].source].rank;
      };
      bool same_decision = a.decision == b.decision || IsAncestor(a.decision, b.decision) ||
                           IsAncestor(b.decision, a.decision);
      if (!same_decision) continue;
      bool mutual = cites(ra, b.source) && cites(rb, a.source);
      bool rivals =
          a.source == b.source && rank(ra) == rank(rb) && ra.value && rb.value && !ra.basis.empty() &&
          !rb.basis.empty() && m_.cites[ra.basis[0]].source != m_.cites[rb.basis[0]].source &&
          !(ConstantValue(ra.value, TypeOf(ra.value)) == ConstantValue(rb.value, TypeOf(rb.value)) &&
            ConstantValue(ra.value, TypeOf(ra.value)));
      if (!mutual && !rivals) continue;
      sink_.Emit(diag::Kind::OverrideConflict, rb.span, ra.name.Zh(), rb.name.Zh())
          .notes.push_back({ra.span, "另一条在这里", "the other one is here"});
    }
  }
}

}  // namespace guiju::model
