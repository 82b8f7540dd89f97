// Which provisions stand behind what is read: those of parameters and tables with the period and row that
// apply, and those of definitions. They follow the choices the values make, but never take part in them.
#include <algorithm>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

// An interval stands for what it holds.
model::Type ElementOf(model::Type type) {
  if (type.kind == model::TypeKind::kInterval) type.kind = type.element;
  return type;
}

bool HasBasis(const std::vector<model::Row>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const model::Row& row) { return !row.basis.empty(); });
}

}  // namespace

ir::FigureId Lowerer::FigureOf(model::TableId id) const {
  return ir::FigureId(m_.parameters.size() + static_cast<size_t>(id.index));
}

ir::FigureId Lowerer::FigureOf(model::DefineId id) const {
  return ir::FigureId(m_.parameters.size() + m_.tables.size() + static_cast<size_t>(id.index));
}

void Lowerer::LowerFigures() {
  for (const model::Parameter& parameter : m_.parameters) {
    ir::Figure out;
    out.name = NameOf(parameter.name);
    out.type = TypeOf(ElementOf(parameter.type));
    out.set_by = parameter.set_by;
    out.basis = CitesOf(parameter.basis);
    out.written = parameter.written;
    out.origin = OriginOf(parameter.unit, parameter.span);
    p_.figures.Add(std::move(out));
  }
  for (const model::Table& table : m_.tables) {
    ir::Figure out;
    out.name = NameOf(table.name);
    out.kind = ir::FigureKind::kTable;
    if (!table.outputs.empty()) out.type = TypeOf(ElementOf(table.outputs[0].type));
    out.basis = CitesOf(table.basis);
    out.written = table.written;
    out.origin = OriginOf(table.unit, table.span);
    p_.figures.Add(std::move(out));
  }
  for (const model::Define& define : m_.defines) {
    ir::Figure out;
    out.name = NameOf(define.name);
    out.kind = ir::FigureKind::kDefinition;
    out.type = TypeOf(define.type);
    out.basis = CitesOf(define.basis);
    out.origin = OriginOf(define.unit, define.span);
    p_.figures.Add(std::move(out));
  }
}

ir::FootingId Lowerer::InternFooting(ir::Footing footing) {
  std::vector<int32_t> key{footing.figure.index, footing.when.index, footing.yes.index, footing.no.index};
  for (ir::CiteId cite : footing.basis) key.push_back(cite.index);
  auto [it, fresh] = interned_footings_.emplace(std::move(key), ir::FootingId{});
  if (fresh) it->second = p_.footings.Add(std::move(footing));
  return it->second;
}

ir::FootingId Lowerer::ChooseFooting(ir::FigureId figure, ir::ExprId when, ir::FootingId yes,
                                     ir::FootingId no) {
  if (yes == no || IsBool(when, true)) return yes;
  if (IsBool(when, false)) return no;
  return InternFooting({figure, {}, when, yes, no});
}

ir::FootingId Lowerer::FootingFor(ir::FigureId figure, const std::vector<model::CiteId>& basis,
                                  ir::FootingId further) {
  return basis.empty() ? further : InternFooting({figure, CitesOf(basis), {}, further, {}});
}

void Lowerer::AddFooting(ir::FootingId footing) {
  if (!footing || footings_ == nullptr) return;
  if (std::find(footings_->begin(), footings_->end(), footing) == footings_->end())
    footings_->push_back(footing);
}

// Periods and rows in the order in which FoldParameter asks for them.
void Lowerer::ReadParameter(model::ParameterId id, const std::vector<ir::ExprId>& args) {
  if (footings_ == nullptr) return;
  const model::Parameter& p = m_.parameters[id];
  const ir::FigureId figure = FigureOf(id);
  const bool detailed = std::any_of(p.periods.begin(), p.periods.end(), [](const model::Period& period) {
    return !period.basis.empty() || HasBasis(period.rows);
  });
  ir::FootingId tree;
  if (detailed) {
    for (size_t i = 0; i < p.periods.size(); ++i) {
      const model::Period& period = p.periods[i];
      ir::FootingId rows;
      for (size_t r = period.rows.size(); r-- > 0;) {
        const ir::FootingId row = FootingFor(figure, period.rows[r].basis, {});
        const bool last = r + 1 == period.rows.size();
        rows = last ? row : ChooseFooting(figure, RowCondition(period.rows[r], p.formals, args), row, rows);
      }
      const ir::FootingId here = FootingFor(figure, period.basis, rows);
      const bool always = i == 0 && !p.before_first_missing;
      tree = always ? here
                    : ChooseFooting(figure, PeriodCondition(p.axis, period.from, std::nullopt), here, tree);
    }
  }
  AddFooting(FootingFor(figure, p.basis, tree));
}

void Lowerer::ReadTable(model::TableId id, const std::vector<ir::ExprId>& args) {
  if (footings_ == nullptr) return;
  const model::Table& t = m_.tables[id];
  const ir::FigureId figure = FigureOf(id);
  ir::FootingId tree;
  if (HasBasis(t.rows)) {
    for (size_t r = t.rows.size(); r-- > 0;) {
      const ir::FootingId row = FootingFor(figure, t.rows[r].basis, {});
      const bool last = r + 1 == t.rows.size();
      tree = last ? row : ChooseFooting(figure, RowCondition(t.rows[r], t.inputs, args), row, tree);
    }
  }
  AddFooting(FootingFor(figure, t.basis, tree));
}

// Of the values a decision may take, for one that takes its value from there.
std::vector<ir::FootingId> Lowerer::ValueFootings(ir::DecisionId decision) const {
  std::vector<ir::FootingId> all;
  auto add = [&](ir::UseId use) {
    if (!use) return;
    for (ir::FootingId footing : p_.uses[use].footings) {
      if (std::find(all.begin(), all.end(), footing) == all.end()) all.push_back(footing);
    }
  };
  for (ir::RuleId rule : p_.decisions[decision].rules) add(p_.rules[rule].value_use);
  add(p_.decisions[decision].otherwise_use);
  return all;
}

}  // namespace guiju::lower
