// The steps of Lower: provenance, vocabulary, presumptions, transitions, decisions, examples.
#include "compiler/lower/lower.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

ir::Rank RankOf(model::Rank rank) { return static_cast<ir::Rank>(rank); }
static_assert(static_cast<int>(ir::Rank::kInternal) == static_cast<int>(model::Rank::kInternal));

ir::FactRole RoleOf(model::FactRole role) {
  switch (role) {
    case model::FactRole::kFact:
      return ir::FactRole::kFact;
    case model::FactRole::kFinding:
      return ir::FactRole::kFinding;
    case model::FactRole::kAxis:
      return ir::FactRole::kAxis;
  }
  return ir::FactRole::kFact;
}

// The axis word in both spellings.
ir::Name AxisName(const std::string& axis) {
  static const std::unordered_map<std::string, ir::Name> kKnown = {{"act", {"行为", "act"}},
                                                                   {"filing", {"立案", "filing"}},
                                                                   {"step", {"办理", "step"}},
                                                                   {"notice", {"告知", "notice"}},
                                                                   {"decision", {"决定", "decision"}}};
  for (const auto& [key, name] : kKnown) {
    if (name.Is(axis)) return name;
  }
  ir::Name own;
  bool ascii =
      std::all_of(axis.begin(), axis.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  (ascii ? own.en : own.zh) = axis;
  return own;
}

}  // namespace

ir::Type Lowerer::TypeOf(const model::Type& type) const {
  ir::Type out;
  switch (type.kind) {
    case model::TypeKind::kBool:
      out.kind = ir::TypeKind::kBool;
      break;
    case model::TypeKind::kInt:
      out.kind = ir::TypeKind::kInt;
      if (type.dim) out.dim = m_.dimensions[type.dim].key;
      out.scale = type.scale;
      break;
    case model::TypeKind::kEnum:
      out.kind = ir::TypeKind::kEnum;
      out.enumeration = ir::EnumId(type.enumeration.index);
      break;
    case model::TypeKind::kDate:
      out.kind = ir::TypeKind::kDate;
      break;
    case model::TypeKind::kText:
      out.kind = ir::TypeKind::kText;
      break;
    case model::TypeKind::kSet:
      out.kind = ir::TypeKind::kSet;
      out.enumeration = ir::EnumId(type.enumeration.index);
      break;
    case model::TypeKind::kPoison:
    case model::TypeKind::kRecord:
    case model::TypeKind::kList:
    case model::TypeKind::kInterval:
      GJ_UNREACHABLE();
      break;
  }
  return out;
}

ir::OriginId Lowerer::OriginOf(size_t unit, Span span) {
  if (!span.file) return {};
  uint64_t key = static_cast<uint64_t>(span.file.index) << 32 | span.begin;
  if (auto it = origins_.find(key); it != origins_.end()) return it->second;
  const source::SourceFile& file = m_.closure->sources[span.file];
  source::Position position = file.PositionOf(span.begin);
  ir::OriginId id =
      p_.origins.Add({ir::PolicyId(static_cast<int32_t>(unit)), file.path, position.line, position.column});
  origins_.emplace(key, id);
  return id;
}

std::vector<ir::CiteId> Lowerer::CitesOf(const std::vector<model::CiteId>& cites) const {
  std::vector<ir::CiteId> out;
  out.reserve(cites.size());
  for (model::CiteId cite : cites) out.push_back(ir::CiteId(cite.index));
  return out;
}

void Lowerer::LowerProvenance() {
  p_.main = ir::PolicyId(static_cast<int32_t>(main_unit_));
  for (const model::FileDigest& digest : m_.closure->digests)
    p_.closure.push_back({digest.path, digest.sha256});
  p_.texts = m_.texts;
  for (const model::Policy& policy : m_.policies) {
    ir::Policy out;
    out.name = NameOf(policy.name);
    out.title = policy.title;
    out.issuer = policy.issuer;
    out.level = policy.level;
    out.doc_no = policy.document_no;
    out.is_example = policy.is_example;
    out.issued = policy.issued;
    out.effective = policy.effective;
    out.repealed = policy.repealed;
    if (policy.superior >= 0) out.superior = ir::PolicyId(policy.superior);
    p_.policies.Add(std::move(out));
  }
  for (const model::LegalSource& source : m_.sources) {
    ir::LegalSource out;
    out.name = NameOf(source.name);
    out.title = source.title;
    out.doc_no = source.document_no;
    out.rank = RankOf(source.rank);
    out.issued = source.issued;
    out.in_force = source.in_force;
    out.repealed = source.repealed;
    for (model::Rank rank : source.admits) out.admits.push_back(RankOf(rank));
    out.doubt = source.doubt;
    out.url = source.url;
    p_.sources.Add(std::move(out));
  }
  for (const model::Cite& cite : m_.cites)
    p_.cites.Add(
        {ir::SourceId(cite.source.index), cite.article, cite.paragraph, cite.item, cite.subitem, cite.text});
  for (const model::Doubt& doubt : m_.doubts) {
    p_.doubts.push_back(
        {doubt.quote, doubt.read_as, doubt.reason, CitesOf(doubt.basis), OriginOf(doubt.unit, doubt.span)});
  }
}

void Lowerer::LowerVocabulary() {
  for (const model::Dimension& dimension : m_.dimensions) {
    if (dimension.units.empty()) continue;  // built in
    ir::Dimension out{dimension.key, NameOf(dimension.name), {}, OriginOf(0, dimension.span)};
    for (const auto& unit : dimension.units) out.units.push_back({NameOf(unit.name), unit.quanta});
    p_.dimensions.push_back(std::move(out));
  }
  for (const model::Enum& e : m_.enums) {
    ir::Enum out;
    out.name = NameOf(e.name);
    for (const model::Name& value : e.values) out.values.push_back(NameOf(value));
    out.ordered = e.ordered;
    out.origin = OriginOf(e.unit, e.span);
    p_.enums.Add(std::move(out));
  }
  for (const model::List& list : m_.lists) {
    ir::List out;
    out.name = NameOf(list.name);
    for (model::FactId field : list.fields) out.fields.push_back(ir::FactId(field.index));
    out.min_size = list.size.lo;
    out.max_size = list.size.hi;
    out.origin = OriginOf(list.unit, list.span);
    p_.lists.Add(std::move(out));
  }
  for (const model::Fact& fact : m_.facts) {
    ir::Fact out;
    out.name = NameOf(fact.name);
    out.type = TypeOf(fact.type);
    out.range = {fact.range.lo, fact.range.hi};
    out.role = RoleOf(fact.role);
    if (fact.role == model::FactRole::kAxis) out.axis = AxisName(fact.axis);
    if (fact.list) out.list = ir::ListId(fact.list.index);
    out.otherwise = fact.otherwise;
    out.absent_is = fact.absent_is;
    out.absent_basis = CitesOf(fact.absent_basis);
    out.question = fact.question;
    out.finders = fact.finders;
    out.raisers = fact.raisers;
    out.description = fact.description;
    out.origin = OriginOf(fact.unit, fact.span);
    p_.facts.Add(std::move(out));
  }
  for (model::FactId id : m_.facts.ids()) {
    if (m_.facts[id].applies) p_.facts[ir::FactId(id.index)].applies = Cond(m_.facts[id].applies).expr;
  }
  // A fact's applicability bounds its values, so ranges met before it was known are taken again.
  for (size_t i = 0; i < ranges_.size(); ++i) {
    const ir::Expr& e = p_.exprs[ir::ExprId(i)];
    if (e.kind != ir::ExprKind::kFact || !p_.facts[e.fact].applies || e.type.kind == ir::TypeKind::kText)
      continue;
    ranges_[i].lo = std::min(ranges_[i].lo, p_.facts[e.fact].otherwise);
    ranges_[i].hi = std::max(ranges_[i].hi, p_.facts[e.fact].otherwise);
  }
}

// Those of the policies the main one stands on: another main policy of the closure presumes for itself.
void Lowerer::LowerPresumptions() {
  const std::vector<size_t>& visible = m_.closure->units[main_unit_].visible;
  for (const model::Presumption& presumption : m_.presumptions) {
    if (std::find(visible.begin(), visible.end(), presumption.unit) == visible.end()) continue;
    ir::Presumption out;
    out.fact = ir::FactId(presumption.fact.index);
    out.value = presumption.value;
    out.origin = OriginOf(presumption.unit, presumption.span);
    origin_ = out.origin;
    if (presumption.when) out.when = Cond(presumption.when).expr;
    out.basis = CitesOf(presumption.basis);
    p_.presumptions.push_back(std::move(out));
  }
}

void Lowerer::LowerTransitions() {
  const std::vector<size_t>& visible = m_.closure->units[main_unit_].visible;
  for (const model::Transition& transition : m_.transitions) {
    if (std::find(visible.begin(), visible.end(), transition.unit) == visible.end()) continue;
    ir::Transition out;
    out.policy = ir::PolicyId(static_cast<int32_t>(transition.unit));
    out.old_version = transition.old_version;
    out.basis = CitesOf(transition.basis);
    out.origin = OriginOf(transition.unit, transition.span);
    origin_ = out.origin;
    Condition when = Cond(transition.when);
    out.when = when.expr;
    out.when_use = when.use;
    p_.transitions.push_back(std::move(out));
  }
}

void Lowerer::LowerExamples() {
  for (const model::Example& example : m_.examples) {
    if (example.unit != main_unit_) continue;
    ir::Example out;
    out.title = example.title;
    out.case_json = example.case_json;
    out.origin = OriginOf(example.unit, example.span);
    for (const model::Expectation& expectation : example.expected) {
      ir::Expectation e;
      e.decision = decisions_.at(std::pair(expectation.decision.index, 0));
      e.undetermined = expectation.undetermined;
      e.value = expectation.value;
      e.because = expectation.because;
      for (model::FactId fact : expectation.ask) e.ask.push_back(ir::FactId(fact.index));
      out.expected.push_back(std::move(e));
    }
    p_.examples.push_back(std::move(out));
  }
}

ir::Program Lowerer::Run() {
  if (m_.closure->mains.empty()) return std::move(p_);
  main_unit_ = m_.closure->mains[std::min(options_.main, m_.closure->mains.size() - 1)];
  p_.exprs.reserve(m_.exprs.size());
  p_.uses.reserve(m_.exprs.size());
  p_.rules.reserve(m_.rules.size());
  ranges_.reserve(m_.exprs.size());
  LowerProvenance();
  LowerFigures();
  LowerVocabulary();
  LowerDecisions();
  LowerPresumptions();
  LowerTransitions();
  LowerFlows();
  LowerExamples();
  return std::move(p_);
}

ir::Program Lower(const model::Model& model, diag::Sink& sink, const LowerOptions& options) {
  return Lowerer(model, sink, options).Run();
}

}  // namespace guiju::lower
