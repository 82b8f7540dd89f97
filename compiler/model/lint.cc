// Findings about the main policies that are no mistakes: unused names, missing transition.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

void Checker::Lint() {
  for (size_t main : closure_.mains) {
    const syntax::SyntaxTree& tree = closure_.trees[closure_.units[main].trees[0]];
    if (tree.header && tree.header->superior && tree.header->effective && tree.header->transitions.empty())
      sink_.Emit(diag::Kind::MissingTransition, tree.header->name.span, tree.header->name.Joined());
  }
  if (!options_.lint) return;
  auto is_main = [&](size_t unit) {
    return std::find(closure_.mains.begin(), closure_.mains.end(), unit) != closure_.mains.end();
  };
  auto is_used = [](const std::vector<bool>& used, int32_t index) {
    return static_cast<size_t>(index) < used.size() && used[static_cast<size_t>(index)];
  };
  // A vocabulary without decisions of its own is there for others.
  std::vector<bool> decides(closure_.units.size());
  for (const Decision& d : m_.decisions) decides[d.unit] = true;
  auto report = [&](size_t unit, Span span, const Name& name) {
    if (is_main(unit) && decides[unit]) sink_.Emit(diag::Kind::UnusedName, span, name.Zh());
  };
  for (FactId id : m_.facts.ids()) {
    const Fact& fact = m_.facts[id];
    if (!is_used(used_facts_, id.index) && !fact.list && fact.name.Zh().find('.') == std::string::npos)
      report(fact.unit, fact.span, fact.name);
  }
  for (ListId id : m_.lists.ids()) {
    if (!is_used(used_lists_, id.index)) report(m_.lists[id].unit, m_.lists[id].span, m_.lists[id].name);
  }
  for (ParameterId id : m_.parameters.ids()) {
    const Parameter& p = m_.parameters[id];
    if (!is_used(used_parameters_, id.index) && !p.open) report(p.unit, p.span, p.name);
  }
  for (DefineId id : m_.defines.ids()) {
    const Define& d = m_.defines[id];
    if (!is_used(used_defines_, id.index) && !d.open) report(d.unit, d.span, d.name);
  }
  for (TableId id : m_.tables.ids()) {
    if (!is_used(used_tables_, id.index)) report(m_.tables[id].unit, m_.tables[id].span, m_.tables[id].name);
  }
  for (EnumId id : m_.enums.ids()) {
    if (!is_used(used_enums_, id.index)) report(m_.enums[id].unit, m_.enums[id].span, m_.enums[id].name);
  }
  for (SourceId id : m_.sources.ids()) {
    const LegalSource& s = m_.sources[id];
    if (!is_used(used_sources_, id.index) && is_main(s.unit) && decides[s.unit])
      sink_.Emit(diag::Kind::UnusedSource, s.span, s.name.Zh());
  }
  for (size_t main : closure_.mains) {
    for (size_t tree : closure_.units[main].trees) {
      for (const syntax::Declaration& declaration : closure_.trees[tree].declarations) {
        const auto* use = std::get_if<syntax::UseDecl>(&declaration);
        if (use == nullptr) continue;
        int unit = UnitByName(use->policy.Joined());
        if (unit < 0) continue;
        bool used = false;
        for (size_t seen : closure_.units[static_cast<size_t>(unit)].visible) used |= used_units_[main][seen];
        if (!used) sink_.Emit(diag::Kind::UnusedUse, use->span, use->policy.Joined());
      }
    }
  }
}

}  // namespace guiju::model
