// Decisions: combination, direction of undetermined, rules, exceptions and what they are against.
#include <algorithm>

#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

bool IsOrdered(const Model& m, const Type& type) {
  if (type.kind == TypeKind::kInt || type.kind == TypeKind::kDate) return true;
  return type.kind == TypeKind::kEnum && m.enums[type.enumeration].ordered;
}

std::optional<Combine> CombineOf(const std::string& word) {
  if (word == "first" || word == "首个") return Combine::kFirst;
  if (word == "unique" || word == "唯一") return Combine::kUnique;
  if (word == "strictest" || word == "取严") return Combine::kStrictest;
  if (word == "mildest" || word == "取宽") return Combine::kMildest;
  if (word == "all" || word == "全部") return Combine::kAll;
  return std::nullopt;
}

std::string CombineText(Combine combine) {
  switch (combine) {
    case Combine::kAnyHolds:
      return "";
    case Combine::kFirst:
      return diag::Both("首个", "first");
    case Combine::kUnique:
      return diag::Both("唯一", "unique");
    case Combine::kStrictest:
      return diag::Both("取严", "strictest");
    case Combine::kMildest:
      return diag::Both("取宽", "mildest");
    case Combine::kAll:
      return diag::Both("全部", "all");
  }
  return "";
}

}  // namespace

void Checker::CheckCombine(Decision& decision, const syntax::DecisionDecl& d) {
  std::optional<Combine> combine;
  if (!d.combine.empty()) combine = CombineOf(d.combine);
  const TypeKind kind = decision.type.kind;
  if (kind == TypeKind::kPoison) return;
  auto mismatch = [&] {
    sink_.Emit(diag::Kind::CombineMismatch, d.name.span, d.name.text, TypeText(decision.type),
               CombineText(*combine));
  };
  decision.greater_is_stricter = d.stricter != "less";
  if (kind == TypeKind::kBool) {
    decision.combine = Combine::kAnyHolds;
    if (combine) mismatch();
    return;
  }
  if (kind == TypeKind::kSet) {
    decision.combine = Combine::kAll;
    if (!combine)
      sink_.Emit(diag::Kind::SetDecisionCombine, d.name.span, d.name.text);
    else if (*combine != Combine::kAll)
      mismatch();
    return;
  }
  if (!combine) {
    decision.combine = Combine::kFirst;
    if (d.rules.size() > 1) sink_.Emit(diag::Kind::CombineNeeded, d.name.span, d.name.text);
    return;
  }
  decision.combine = *combine;
  if (*combine == Combine::kAll) {
    mismatch();
    decision.combine = Combine::kFirst;
    return;
  }
  if (*combine != Combine::kStrictest && *combine != Combine::kMildest) return;
  if (!IsOrdered(m_, decision.type))
    mismatch();
  else if (d.stricter.empty() && kind != TypeKind::kEnum)
    sink_.Emit(diag::Kind::StrictnessNeeded, d.name.span, d.name.text);
}

void Checker::CheckDirection(Place& place, Decision& decision, const syntax::DecisionDecl& d) {
  const Type& type = decision.type;
  if (type.kind == TypeKind::kPoison) return;
  if (d.act_on.empty()) {
    if (decision.parent && m_.decisions[decision.parent].act_on != ActOn::kNone) {
      decision.act_on = m_.decisions[decision.parent].act_on;
      decision.act_value = m_.decisions[decision.parent].act_value;
      return;
    }
    if (d.milder_of) return;  // taken over from the decision re-read; see CheckMilder
    sink_.Emit(diag::Kind::MissingDirection, d.name.span, d.name.text);
    return;
  }
  auto mismatch = [&](std::string_view word) {
    sink_.Emit(diag::Kind::DirectionMismatch, d.name.span, d.name.text, TypeText(type), word);
  };
  bool boolean = type.kind == TypeKind::kBool;
  if (d.act_on == "yes" || d.act_on == "no") {
    decision.act_on = ActOn::kValue;
    decision.act_value = d.act_on == "yes" ? 1 : 0;
    if (!boolean) mismatch(d.act_on == "yes" ? diag::Both("是", "yes") : diag::Both("否", "no"));
  } else if (d.act_on == "highest" || d.act_on == "lowest") {
    decision.act_on = d.act_on == "highest" ? ActOn::kHighest : ActOn::kLowest;
    if (!IsOrdered(m_, type))
      mismatch(d.act_on == "highest" ? diag::Both("最高", "highest") : diag::Both("最低", "lowest"));
  } else if (d.act_on == "block") {
    decision.act_on = ActOn::kBlock;
  } else if (d.act_on == "withhold") {
    decision.act_on = ActOn::kWithhold;
  } else if (d.act_value) {
    decision.act_on = ActOn::kValue;
    if (auto value = ReadConstant(place, d.act_value, type)) decision.act_value = *value;
  }
}

void Checker::CheckMilder(DecisionId id, const syntax::DecisionDecl& d) {
  const size_t unit = m_.decisions[id].unit;
  DecisionId of = FindDecision(unit, *d.milder_of);
  FactId from = FindAxis(unit, d.milder_from, d.span), to = FindAxis(unit, d.milder_to, d.span);
  if (!of || !from || !to) return;
  const Type type = m_.decisions[of].type;
  Decision& decision = m_.decisions[id];
  if (type.kind == TypeKind::kPoison || decision.type.kind == TypeKind::kPoison) return;
  if (type.kind != TypeKind::kBool && !IsOrdered(m_, type)) {
    sink_.Emit(diag::Kind::MilderTarget, d.milder_of->span, d.milder_of->Joined(), TypeText(type));
    return;
  }
  if (type != decision.type) {
    sink_.Emit(diag::Kind::TypeMismatch, d.type.span, TypeText(type), TypeText(decision.type));
    return;
  }
  decision.milder_of = of;
  decision.milder_from = from;
  decision.milder_to = to;
  if (d.stricter.empty()) decision.greater_is_stricter = m_.decisions[of].greater_is_stricter;
  if (decision.act_on == ActOn::kNone) {
    decision.act_on = m_.decisions[of].act_on;
    decision.act_value = m_.decisions[of].act_value;
  }
}

void Checker::CheckExceptions(DecisionId id, const syntax::DecisionDecl& d,
                              const std::vector<RuleId>& written) {
  const size_t unit = m_.decisions[id].unit;
  auto rule_list = [&](DecisionId of) {
    std::string all;
    for (RuleId rule : m_.decisions[of].rules) all += (all.empty() ? "" : "、") + m_.rules[rule].name.Zh();
    return all.empty() ? std::string("—") : all;
  };
  for (size_t i = 0; i < d.rules.size(); ++i) {
    const syntax::RuleDecl& r = d.rules[i];
    if (!written[i]) continue;
    SourceId overridden;
    bool overrides = false;
    if (r.overrides) {
      overrides =
          CheckOverride(unit, *r.overrides, r.basis, m_.rules[written[i]].basis, r.name.text, &overridden);
      if (!overrides) continue;
      overrides_.push_back({written[i], id, overridden});
    }
    if (r.kind != syntax::RuleKind::kException) continue;
    if (r.targets.empty()) {
      if (!overrides) sink_.Emit(diag::Kind::ExceptionNeedsTarget, r.name.span, r.name.text);
      continue;
    }
    DecisionId foreign;
    bool refused = false;
    for (const syntax::QName& target : r.targets) {
      Word word = words_.Find(target.parts.empty() ? "" : target.parts.back());
      auto own = rule_names_[static_cast<size_t>(id.index)].find(word);
      if (own != rule_names_[static_cast<size_t>(id.index)].end() && own->second != written[i]) {
        m_.rules[written[i]].attacks.push_back(own->second);
        continue;
      }
      RuleId found;
      DecisionId home;
      for (DecisionId up = m_.decisions[id].parent; up && !found; up = m_.decisions[up].parent) {
        auto it = rule_names_[static_cast<size_t>(up.index)].find(word);
        if (it == rule_names_[static_cast<size_t>(up.index)].end()) continue;
        found = it->second;
        home = up;
      }
      if (!found) {
        std::vector<std::string> known;
        for (RuleId rule : m_.decisions[id].rules)
          known.insert(known.end(), {m_.rules[rule].name.Zh(), m_.rules[rule].name.Key()});
        std::string close = diag::ClosestName(target.Joined(), known);
        if (close.empty())
          sink_.Emit(diag::Kind::UnknownRule, target.span, d.name.text, target.Joined(), rule_list(id));
        else
          sink_.Emit(diag::Kind::UnknownNameSimilar, target.span, target.Joined(), close);
        continue;
      }
      if (!overrides) {
        sink_.Emit(diag::Kind::ForeignTarget, target.span, r.name.text, target.Joined())
            .notes.push_back({m_.rules[found].span, "上位制度的情形", "the superior's rule"});
        continue;
      }
      if (!MayDefeat(overridden, m_.rules[written[i]].basis, m_.rules[found].basis)) {
        sink_
            .Emit(diag::Kind::OverrideMissesTarget, target.span, r.name.text,
                  m_.sources[overridden].name.Zh(), target.Joined(), SourceNames(m_.rules[found].basis))
            .notes.push_back({m_.rules[found].span, "上位制度的情形", "the superior's rule"});
        refused = true;
        continue;
      }
      m_.rules[written[i]].attacks.push_back(found);
      foreign = home;
    }
    if (refused) overrides_.pop_back();  // the claim of this rule
    if (foreign) foreign_exceptions_.push_back({written[i], foreign});
  }
  // Exceptions to exceptions must not come back to themselves.
  for (RuleId start : written) {
    if (!start || m_.rules[start].kind != RuleKind::kException) continue;
    std::vector<RuleId> stack(m_.rules[start].attacks), seen;
    while (!stack.empty()) {
      RuleId at = stack.back();
      stack.pop_back();
      if (at == start) {
        sink_.Emit(diag::Kind::ExceptionCycle, m_.rules[start].span, m_.rules[start].name.Zh());
        m_.rules[start].attacks.clear();
        break;
      }
      if (std::find(seen.begin(), seen.end(), at) != seen.end()) continue;
      seen.push_back(at);
      stack.insert(stack.end(), m_.rules[at].attacks.begin(), m_.rules[at].attacks.end());
    }
  }
}

void Checker::CheckDecision(DecisionId id, const syntax::SyntaxTree& tree, const syntax::DecisionDecl& d) {
  const size_t unit = m_.decisions[id].unit;
  Place place{&tree, unit, nullptr, {}, {}};
  {
    Decision decision = m_.decisions[id];
    if (!d.milder_of)
      CheckCombine(decision, d);
    else
      decision.greater_is_stricter = d.stricter != "less";
    CheckDirection(place, decision, d);
    m_.decisions[id] = std::move(decision);
  }
  if (!d.stricter.empty()) declares_strictness_.insert(id.index);
  if (d.milder_of) CheckMilder(id, d);
  const Type type = m_.decisions[id].type;
  const std::string prefix = m_.policies[unit].name.Key() + "." + m_.decisions[id].name.Key() + ".";
  std::vector<RuleId> written;
  for (const syntax::RuleDecl& r : d.rules) {
    Rule rule;
    Word word = words_.Intern(r.name.text);
    rule.name = words_.NameOf(word);
    rule.key = prefix + rule.name.Key();
    rule.title = r.title;
    rule.kind = r.kind == syntax::RuleKind::kException ? RuleKind::kException : RuleKind::kCase;
    rule.unit = unit;
    rule.span = r.name.span;
    rule.basis = ResolveCites(unit, r.basis);
    if (r.basis.empty()) sink_.Emit(diag::Kind::RuleWithoutBasis, r.name.span, r.name.text);
    if (r.from || r.to) {
      if (r.axis.empty())
        sink_.Emit(diag::Kind::AxisNeeded, r.name.span, r.name.text);
      else
        rule.axis = FindAxis(unit, r.axis, r.span);
      rule.from = DateOf(r.from, r.span);
      if (auto to = DateOf(r.to, r.span)) rule.to = *to + 1;
      if (rule.from && rule.to && *rule.from >= *rule.to) sink_.Emit(diag::Kind::EmptyPeriod, r.name.span);
    }
    CheckInForce(rule.basis, rule.from, rule.to);
    if (r.when) {
      rule.when = Condition(place, r.when);
      if (IsPoison(rule.when)) rule.when = {};
    }
    bool takes_value =
        rule.kind == RuleKind::kCase && type.kind != TypeKind::kBool && type.kind != TypeKind::kPoison;
    if (r.value) {
      if (takes_value && type.kind == TypeKind::kSet) {
        // One value stands for the set of it.
        rule.value = Elaborate(place, r.value, &type);
        bool one = !IsPoison(rule.value) && TypeOf(rule.value).kind == TypeKind::kEnum &&
                   TypeOf(rule.value).enumeration == type.enumeration;
        if (!one) rule.value = Coerce(rule.value, type, At(place, r.value).span);
      } else if (takes_value) {
        rule.value = ValueOfType(place, r.value, type);
      } else if (type.kind != TypeKind::kPoison) {
        sink_.Emit(diag::Kind::RuleTakesNoValue, r.name.span, r.name.text);
      }
    } else if (takes_value) {
      sink_.Emit(diag::Kind::RuleNeedsValue, r.name.span, r.name.text, d.name.text);
    }
    auto [it, fresh] = rule_names_[static_cast<size_t>(id.index)].emplace(word, RuleId(m_.rules.size()));
    if (!fresh) {
      sink_.Emit(diag::Kind::DuplicateName, r.name.span, r.name.text)
          .notes.push_back({m_.rules[it->second].span, "先在这里声明", "first declared here"});
      written.push_back({});
      continue;
    }
    written.push_back(m_.rules.Add(std::move(rule)));
  }
  Decision& decision = m_.decisions[id];
  for (RuleKind kind : {RuleKind::kCase, RuleKind::kException}) {
    for (RuleId rule : written) {
      if (rule && m_.rules[rule].kind == kind) decision.rules.push_back(rule);
    }
  }
  if (d.otherwise) {
    m_.decisions[id].otherwise_basis = ResolveCites(unit, d.otherwise_basis);
    CheckInForce(m_.decisions[id].otherwise_basis, std::nullopt, std::nullopt);
    if (type.kind == TypeKind::kBool || type.kind == TypeKind::kSet) {
      ExprId value = ValueOfType(place, d.otherwise, type);
      auto constant = IsPoison(value) ? std::nullopt : ConstantValue(value, type);
      if (!IsPoison(value) && (!constant || *constant != 0))
        sink_.Emit(diag::Kind::RuleTakesNoValue, At(place, d.otherwise).span, "其余");
    } else {
      ExprId value = ValueOfType(place, d.otherwise, type);
      m_.decisions[id].otherwise = IsPoison(value) ? ExprId{} : value;
    }
  }
  CheckExceptions(id, d, written);
  Compose(id, d);
}

void Checker::CheckDecisions() {
  for (const Pending& pending : pending_decisions_) {
    const syntax::SyntaxTree& tree = closure_.trees[pending.tree];
    CheckDecision(DecisionId(pending.id), tree,
                  std::get<syntax::DecisionDecl>(tree.declarations[pending.declaration]));
  }
  PlaceOverrides();
  CheckOverrideConflicts();
}

}  // namespace guiju::model
