// The model as an indented listing.
#include <fmt/format.h>

#include "compiler/model/functions.h"
#include "compiler/model/model.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

std::string Both(const Name& name) {
  if (name.zh.empty() || name.en.empty()) return name.Zh();
  return name.zh + "「" + name.en + "」";
}

std::string_view OpText(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return "=";
    case CompareOp::kNe:
      return "!=";
    case CompareOp::kLt:
      return "<";
    case CompareOp::kLe:
      return "<=";
    case CompareOp::kGt:
      return ">";
    case CompareOp::kGe:
      return ">=";
  }
  return "?";
}

class Printer {
 public:
  explicit Printer(const Model& m) : m_(m) {}

  std::string Run() {
    for (const Policy& policy : m_.policies)
      Line(0, "policy {} {}{}", Both(policy.name), policy.title, policy.is_example ? " (example)" : "");
    for (const Transition& t : m_.transitions)
      Line(0, "transition {}{}: {}", Both(m_.policies[t.unit].name), When(t.when),
           t.old_version ? "old" : "new");
    for (const LegalSource& source : m_.sources)
      Line(0, "source {} {} {}", Both(source.name), source.title, source.document_no);
    for (const Enum& e : m_.enums) {
      std::string values;
      for (const Name& value : e.values) values += " " + Both(value);
      Line(0, "{} {}:{}", e.ordered ? "ordered" : "enum", Both(e.name), values);
    }
    for (const Dimension& d : m_.dimensions) Line(0, "dimension {} {}", d.key, Both(d.name));
    for (FactId id : m_.facts.ids()) Fact_(id);
    for (const List& list : m_.lists) Line(0, "list {} ({} fields)", Both(list.name), list.fields.size());
    for (const Parameter& p : m_.parameters) Parameter_(p);
    for (const Define& d : m_.defines) {
      Line(0, "define {}{}: {} = {}", Both(d.name), Formals(d.formals), TypeName(m_, d.type),
           Text(d.value, d.formals));
      for (ExprId extension : d.extensions) Line(1, "extended {}", Text(extension, d.formals));
    }
    for (const Table& t : m_.tables) {
      Line(0, "table {}{} -> {}{}", Both(t.name), Formals(t.inputs), Formals(t.outputs),
           t.first ? " first" : " unique");
      Rows(t.rows, t.inputs);
    }
    for (DecisionId id : m_.decision_order) Decision_(m_.decisions[id]);
    for (const Presumption& p : m_.presumptions)
      Line(0, "presume {} = {}{}", m_.facts[p.fact].name.Zh(), ValueText(m_, m_.facts[p.fact].type, p.value),
           When(p.when));
    for (const Example& e : m_.examples) Line(0, "example {} {}", e.title, e.case_json);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void Line(int depth, fmt::format_string<Args...> pattern, Args&&... args) {
    out_.append(static_cast<size_t>(depth) * 2, ' ');
    out_ += fmt::format(pattern, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void Fact_(FactId id) {
    const Fact& f = m_.facts[id];
    std::string line = fmt::format("fact {}{}: {}", f.list ? m_.lists[f.list].name.Zh() + "[]." : "",
                                   Both(f.name), TypeName(m_, f.type));
    if (f.type.kind == TypeKind::kInt || f.type.kind == TypeKind::kDate)
      line += fmt::format(" [{}, {}]", ValueText(m_, f.type, f.range.lo), ValueText(m_, f.type, f.range.hi));
    if (f.applies) line += When(f.applies) + " otherwise " + ValueText(m_, f.type, f.otherwise);
    if (f.absent_is) line += " absent-is " + ValueText(m_, f.type, *f.absent_is);
    if (!f.axis.empty()) line += " axis " + f.axis;
    Line(0, "{}", line);
  }

  void Parameter_(const Parameter& p) {
    Line(0, "parameter {}{}: {}{}{}", Both(p.name), Formals(p.formals), TypeName(m_, p.type),
         p.open ? " open" : "", p.set_by.empty() ? "" : " set-by " + p.set_by);
    for (const Period& period : p.periods) {
      if (p.axis)
        Line(1, "since {} until {}", value::FormatDate(period.from), value::FormatDate(period.to - 1));
      if (period.value) Line(1, "{}", Text(period.value, p.formals));
      Rows(period.rows, p.formals);
    }
  }

  void Rows(const std::vector<Row>& rows, const std::vector<Formal>& formals) {
    for (const Row& row : rows) {
      std::string line = "|";
      for (size_t i = 0; i < row.cells.size(); ++i)
        line += " " + CellText(row.cells[i], formals[i].type) + " |";
      line += "|";
      for (ExprId output : row.outputs) line += " " + Text(output, formals) + " |";
      Line(1, "{}", line);
    }
  }

  std::string CellText(const Cell& cell, const Type& type) const {
    if (cell.any) return "any";
    std::string out;
    for (const auto& [lo, hi] : cell.pieces) {
      if (!out.empty()) out += ", ";
      auto end = [&](int64_t v) {
        return v == INT64_MIN || v == INT64_MAX ? std::string("…") : ValueText(m_, type, v);
      };
      out += lo == hi ? end(lo) : end(lo) + " … " + end(hi);
    }
    return out;
  }

  void Decision_(const Decision& d) {
    Line(0, "decision {}: {}{}{}", Both(d.name), TypeName(m_, d.type),
         d.parent ? " composed with the superior's" : "",
         d.milder_of ? " milder of " + m_.decisions[d.milder_of].name.Zh() : "");
    for (RuleId id : d.rules) {
      const Rule& r = m_.rules[id];
      std::string against;
      for (RuleId target : r.attacks) against += " " + m_.rules[target].key;
      Line(1, "{} {}{}{}{}",
           r.kind == RuleKind::kCase        ? "rule"
           : r.kind == RuleKind::kException ? "except"
                                            : "override",
           r.key, against.empty() ? "" : " against" + against, When(r.when),
           r.value ? " then " + Text(r.value, {}) : "");
      for (CiteId cite : r.basis)
        Line(2, "basis {} {}", m_.sources[m_.cites[cite].source].name.Zh(), m_.cites[cite].text);
    }
    if (d.otherwise) Line(1, "otherwise {}", Text(d.otherwise, {}));
  }

  std::string Formals(const std::vector<Formal>& formals) const {
    if (formals.empty()) return "";
    std::string out = "(";
    for (const Formal& formal : formals)
      out += (out.size() > 1 ? ", " : "") + formal.name.Zh() + ": " + TypeName(m_, formal.type);
    return out + ")";
  }
  std::string When(ExprId id) const { return id ? " when " + Text(id, {}) : ""; }

  std::string Text(ExprId id, const std::vector<Formal>& formals) const {
    if (!id) return "";
    const Expr& e = m_.exprs[id];
    std::string args;
    for (ExprId arg : e.args) args += (args.empty() ? "" : ", ") + Text(arg, formals);
    auto call = [&](std::string_view head) { return std::string(head) + "(" + args + ")"; };
    switch (e.kind) {
      case ExprKind::kPoison:
        return "<poison>";
      case ExprKind::kConst:
        return ValueText(m_, e.type, e.value);
      case ExprKind::kFact:
        return m_.facts[FactId(e.index)].name.Zh();
      case ExprKind::kDecision:
        return "decision " + m_.decisions[DecisionId(e.index)].name.Zh();
      case ExprKind::kFired:
        return "fired(" + m_.decisions[DecisionId(e.index)].name.Zh() + ")";
      case ExprKind::kFormal:
        return static_cast<size_t>(e.index) < formals.size() ? formals[static_cast<size_t>(e.index)].name.Zh()
                                                             : "formal";
      case ExprKind::kDefine:
        return call(m_.defines[DefineId(e.index)].name.Zh());
      case ExprKind::kParameter:
        return call(m_.parameters[ParameterId(e.index)].name.Zh());
      case ExprKind::kTable: {
        const Table& t = m_.tables[TableId(e.table)];
        return call(t.name.Zh()) + "." + t.outputs[static_cast<size_t>(e.index)].name.Zh();
      }
      case ExprKind::kNegate:
        return call("-");
      case ExprKind::kAdd:
        return call("add");
      case ExprKind::kSubtract:
        return call("subtract");
      case ExprKind::kMultiply:
        return call("multiply");
      case ExprKind::kRatio:
        return fmt::format("ratio({}, {}/{})", args, e.numerator, e.denominator);
      case ExprKind::kCompare:
        return fmt::format("({} {} {})", Text(e.args[0], formals), OpText(e.op), Text(e.args[1], formals));
      case ExprKind::kMember:
        return fmt::format("member({}, {:#x})", args, e.set);
      case ExprKind::kWithin:
        return call("within");
      case ExprKind::kInterval:
        return std::string(m_.TextOf(e.span));
      case ExprKind::kContains:
        return fmt::format("contains({}, {})", args, e.value);
      case ExprKind::kNot:
        return call("not");
      case ExprKind::kAnd:
        return call("and");
      case ExprKind::kOr:
        return call("or");
      case ExprKind::kIf:
        return call("if");
      case ExprKind::kSome:
        return List_("some", e, args);
      case ExprKind::kEvery:
        return List_("every", e, args);
      case ExprKind::kCount:
        return List_("count", e, args);
      case ExprKind::kSum:
        return List_("sum", e, args);
      case ExprKind::kLargest:
        return List_("largest", e, args);
      case ExprKind::kSmallest:
        return List_("smallest", e, args);
      case ExprKind::kCall:
        return call(AllFunctions()[static_cast<size_t>(e.index)].en);
      case ExprKind::kDateAdd:
        return call("date_add");
      case ExprKind::kDateDiff:
        return call("days_between");
    }
    return "?";
  }
  std::string List_(std::string_view head, const Expr& e, const std::string& body) const {
    return fmt::format("{}({}: {})", head, m_.lists[ListId(e.index)].name.Zh(), body);
  }

  const Model& m_;
  std::string out_;
};

}  // namespace

std::string Dump(const Model& model) { return Printer(model).Run(); }

}  // namespace guiju::model
