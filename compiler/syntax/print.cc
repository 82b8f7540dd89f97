#include <algorithm>

#include "compiler/source/utf8.h"
#include "compiler/syntax/layout.h"
#include "compiler/syntax/print_clauses.h"
#include "compiler/syntax/print_flow.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

class Printer : private ClauseTexts {
 public:
  Printer(const source::SourceFile& file, const SyntaxTree& tree, const Speller& speller)
      : ClauseTexts(file, tree, speller),
        file_(file),
        tree_(tree),
        layout_(file, tree.comments),
        flows_(file, tree, speller, layout_) {}

  std::string Run() {
    bool header = !tree_.header.has_value();
    for (const Declaration& declaration : tree_.declarations) {
      const uint32_t begin = std::visit([](const auto& d) { return d.span.begin; }, declaration);
      if (!header && tree_.header->span.begin < begin) {
        Header(*tree_.header);
        header = true;
      }
      std::visit([&](const auto& d) { Print(d); }, declaration);
    }
    if (!header) Header(*tree_.header);
    return layout_.Finish();
  }

 private:
  // `head { items }` on one line when it fits, else one item a line.
  void Braced(const Span& span, const std::string& head, const Clauses& items) {
    std::string line = head + " {";
    for (const ClauseText& item : items) {
      for (const std::string& part : item.parts) line += " " + part;
    }
    line += " }";
    if (source::DisplayWidth(line) <= layout_.room()) {
      layout_.Statement(span.begin, span.end, line, {});
      return;
    }
    layout_.Statement(span.begin, span.end - 1, head, {}, true);
    layout_.Indent();
    for (const ClauseText& item : items) layout_.Inner(span.end - 1, "", {item});
    layout_.Close(span.end);
  }

  // ---- the policy and its sources
  void Header(const PolicyHeader& header) {
    const Name name{header.name.Joined(), header.second, {}, {}};
    const std::string head =
        W("policy") + " " + Declared(name) + (header.title.empty() ? "" : " " + QuotedText(header.title));
    Clauses items;
    if (header.issuer) Put(items, W("issuer") + " " + QuotedText(*header.issuer));
    if (header.level) PutWord(items, "level", C("level", *header.level));
    if (header.document_no) Put(items, W("document_no") + " " + QuotedText(*header.document_no));
    if (header.issued) PutWord(items, "issued", *header.issued);
    if (header.effective) PutWord(items, "effective", *header.effective);
    if (header.repealed) PutWord(items, "repealed", *header.repealed);
    if (header.superior) PutWord(items, "under", speller_.Joined(*header.superior));
    if (header.nature_span.end != 0)
      PutWord(items, "nature", C("nature", header.is_example ? "example" : "law"));
    for (const TransitionClause& transition : header.transitions)
      Put(items, W("transition") + " " + W("when") + " " + exprs_.Text(transition.when) + " " + W("applies") +
                     " " + C("applies", transition.applies) +
                     (transition.basis.empty() ? "" : " " + BasisText(transition.basis)));
    const bool braces = header.span.end > 0 && file_.code[header.span.end - 1] == '}';
    if (items.empty() && !braces) {
      layout_.Statement(header.span.begin, header.span.end, head, {});
      return;
    }
    layout_.Statement(header.span.begin, header.span.end - 1, head, {}, true);
    layout_.Indent();
    for (const ClauseText& item : items) layout_.Inner(header.span.end - 1, item.parts[0], {});
    layout_.Close(header.span.end);
  }

  void Print(const UseDecl& x) {
    layout_.Statement(x.span.begin, x.span.end, W("use") + " " + speller_.Joined(x.policy), {});
  }

  void Print(const SourceDecl& x) {
    Clauses items;
    PutText(items, "title", x.title);
    PutText(items, "document_no", x.document_no);
    PutWord(items, "rank", C("rank", x.rank));
    PutWord(items, "issued", x.issued.value_or(""));
    PutWord(items, "effective", x.in_force.value_or(""));
    PutWord(items, "repealed", x.repealed.value_or(""));
    std::string ranks;
    for (const std::string& rank : x.admits) ranks += (ranks.empty() ? "" : ", ") + C("rank", rank);
    PutWord(items, "admits", ranks);
    PutText(items, "url", x.url);
    PutText(items, "doubtful", x.doubt);
    const std::string head = W("source") + " " + Declared(x.name);
    if (items.empty()) return layout_.Statement(x.span.begin, x.span.end, head, {});
    Braced(x.span, head, items);
  }

  // ---- vocabulary
  void Print(const EnumDecl& x) {
    const std::string head = W(x.ordered ? "ordered" : "enum") + " " + Declared(x.name, true);
    std::vector<std::string> values;
    for (size_t i = 0; i < x.values.size(); ++i) {
      const bool last = i + 1 == x.values.size();
      values.push_back(Declared(x.values[i]) + (last ? "" : x.ordered ? " <" : ","));
    }
    List(x.span, head, values);
  }
  void Print(const DimensionDecl& x) {
    std::vector<std::string> units;
    for (size_t i = 0; i < x.units.size(); ++i)
      units.push_back(Declared(x.units[i].name) + " = " + x.units[i].factor +
                      (i + 1 == x.units.size() ? "" : ","));
    List(x.span, W("dimension") + " " + Declared(x.name, true), units);
  }
  // head { a, b, c }: one line, or filled lines.
  void List(const Span& span, const std::string& head, const std::vector<std::string>& values) {
    std::string line = head + " {";
    for (const std::string& value : values) line += " " + value;
    if (source::DisplayWidth(line) + 2 <= layout_.room())
      return layout_.Statement(span.begin, span.end, line + " }", {});
    layout_.Statement(span.begin, span.end - 1, head, {}, true);
    layout_.Indent();
    std::string filled;
    for (const std::string& value : values) {
      if (!filled.empty() &&
          source::DisplayWidth(filled) + 1 + source::DisplayWidth(value) > layout_.room()) {
        layout_.Inner(span.end - 1, filled, {});
        filled.clear();
      }
      filled += (filled.empty() ? "" : " ") + value;
    }
    if (!filled.empty()) layout_.Inner(span.end - 1, filled, {});
    layout_.Close(span.end);
  }

  Clauses FactClauses(const FactDecl& x) const {
    Clauses clauses;
    const auto roles = [&](std::string_view slot, const std::vector<std::string>& names) {
      std::string text;
      for (const std::string& name : names) text += (text.empty() ? "" : ", ") + speller_.Word(name);
      PutWord(clauses, slot, text);
    };
    roles("finder", x.finders);
    roles("raised_by", x.raisers);
    if (x.axis) PutWord(clauses, "axis", speller_.Axis(*x.axis));
    PutExpr(clauses, "range", x.range);
    PutExpr(clauses, "when", x.applies);
    PutExpr(clauses, "otherwise", x.otherwise);
    PutExpr(clauses, "absent_is", x.absent_is);
    PutBasis(clauses, x.basis);
    PutText(clauses, "ask", x.question);
    PutText(clauses, "description", x.description);
    return clauses;
  }
  void Print(const FactDecl& x) {
    if (!x.is_finding) {
      layout_.Statement(x.span.begin, x.span.end,
                        W("fact") + " " + Declared(x.name) + ": " + TypeText(x.type), FactClauses(x));
      return;
    }
    const std::string type = TypeText(x.type);
    const bool plain = type == C("type", "bool");
    const std::string head = W("finding") + " " + Declared(x.name) + (plain ? "" : ": " + type);
    const Clauses clauses = FactClauses(x);
    if (clauses.empty()) return layout_.Statement(x.span.begin, x.span.end, head, {});
    Braced(x.span, head, clauses);
  }
  void Print(const RecordDecl& x) {
    const uint32_t first = x.fields.empty() ? x.span.end - 1 : x.fields[0].span.begin;
    layout_.Statement(x.span.begin, layout_.BraceBefore(first) + 1,
                      W("record") + " " + Declared(x.name, true), {}, true);
    layout_.Indent();
    for (const FactDecl& field : x.fields)
      layout_.Statement(field.span.begin, field.span.end, Declared(field.name) + ": " + TypeText(field.type),
                        FactClauses(field));
    layout_.Close(x.span.end);
  }
  void Print(const PresumeDecl& x) {
    Clauses clauses;
    PutBasis(clauses, x.basis);
    PutExpr(clauses, "when", x.when);
    layout_.Statement(x.span.begin, x.span.end,
                      W("presume") + " " + speller_.Joined(x.fact) + " = " + exprs_.Text(x.value), clauses);
  }

  // ---- parameters and tables
  std::vector<std::string> Cells(const std::vector<ExprId>& ids) const {
    std::vector<std::string> cells;
    for (const ExprId id : ids) cells.push_back(exprs_.Text(id));
    return cells;
  }
  RowText RowOf(const TableRow& row) const {
    return {Cells(row.inputs), Cells(row.outputs), row.basis.empty() ? "" : BasisText(row.basis), row.span};
  }
  RowText Heading(const std::vector<Name>& names, size_t inputs) const {
    RowText row;
    for (size_t i = 0; i < names.size(); ++i)
      (i < inputs ? row.inputs : row.outputs).push_back(speller_.Word(names[i].text));
    if (!names.empty()) row.span = {names.front().span.file, names.front().span.begin, names.back().span.end};
    return row;
  }

  void Print(const ParameterDecl& x) {
    Clauses clauses;
    PutAssigned(clauses, x.value);
    if (!x.axis.empty()) PutWord(clauses, "per", speller_.Axis(x.axis));
    PutText(clauses, "set_by", x.set_by);
    if (x.open)
      Put(clauses, W("open") + (x.open_direction.empty()
                                    ? ""
                                    : " " + W(x.open_direction == "lower" ? "lower_only" : "higher_only")));
    PutExpr(clauses, "range", x.open_bounds);
    if (x.overrides) PutWord(clauses, "overrides", speller_.Joined(*x.overrides));
    PutBasis(clauses, x.basis);
    const std::string head =
        W("parameter") + " " + Declared(x.name) + FormalsText(x.formals, false) + ": " + TypeText(x.type);
    const bool body = !x.rows.empty() || !x.periods.empty() || !x.columns.empty();
    if (!body) return layout_.Statement(x.span.begin, x.span.end, head, clauses);
    std::vector<Name> names = x.columns;
    if (!x.output_column.text.empty()) names.push_back(x.output_column);
    std::vector<RowText> rows;
    if (!names.empty()) rows.push_back(Heading(names, x.columns.size()));
    for (const TableRow& row : x.rows) rows.push_back(RowOf(row));
    uint32_t first = x.span.end - 1;
    if (!x.periods.empty()) first = std::min(first, x.periods[0].span.begin);
    if (!rows.empty()) first = std::min(first, rows[0].span.begin);
    layout_.Statement(x.span.begin, BodyStart(first), head, clauses, true);
    layout_.Indent();
    std::vector<RowText> all = rows;
    for (const Period& period : x.periods) {
      for (const TableRow& row : period.rows) all.push_back(RowOf(row));
    }
    layout_.AlignTo(all);
    layout_.Rows(rows);
    for (const Period& period : x.periods) PrintPeriod(period);
    layout_.Close(x.span.end);
  }
  // The row of a heading begins at its first name; the bar before it is skipped.
  uint32_t BodyStart(uint32_t first) const {
    uint32_t at = first;
    while (at > 0 && (file_.code[at - 1] == ' ' || file_.code[at - 1] == '|')) --at;
    return layout_.BraceBefore(at) + 1;
  }
  void PrintPeriod(const Period& x) {
    Clauses since;
    PutSince(since, x.from, x.to);
    std::string head;
    for (const ClauseText& clause : since) head += (head.empty() ? "" : " ") + clause.parts[0];
    head += ":";
    Clauses clauses;
    if (x.value.has_value()) Put(clauses, exprs_.Text(x.value));
    PutBasis(clauses, x.basis);
    const uint32_t end = x.rows.empty() ? x.span.end : x.span.begin + 1;
    layout_.Statement(x.span.begin, end, head, clauses);
    std::vector<RowText> rows;
    for (const TableRow& row : x.rows) rows.push_back(RowOf(row));
    layout_.Rows(rows);
  }
  void Print(const TableDecl& x) {
    Clauses clauses;
    PutWord(clauses, "combine", C("combine", x.combine));
    PutBasis(clauses, x.basis);
    const std::string head = W("table") + " " + Declared(x.name) + FormalsText(x.inputs, true) + " -> " +
                             FormalsText(x.outputs, true);
    std::vector<RowText> rows;
    if (!x.heading.empty()) rows.push_back(Heading(x.heading, x.inputs.size()));
    for (const TableRow& row : x.rows) rows.push_back(RowOf(row));
    layout_.Statement(x.span.begin, BodyStart(rows.empty() ? x.span.end - 1 : rows[0].span.begin), head,
                      clauses, true);
    layout_.Indent();
    layout_.AlignTo(rows);
    layout_.Rows(rows);
    layout_.Close(x.span.end);
  }

  // ---- definitions and decisions
  void Print(const DefineDecl& x) {
    Clauses clauses;
    std::string head = (x.open ? W("open") + " " : "") + W(x.extends ? "extend" : "define") + " " +
                       Declared(x.name) + FormalsText(x.formals, false);
    if (x.type) head += ": " + TypeText(*x.type);
    if (x.extends) {
      PutExpr(clauses, "when", x.value);
    } else {
      PutAssigned(clauses, x.value);
    }
    PutBasis(clauses, x.basis);
    layout_.Statement(x.span.begin, x.span.end, head, clauses);
  }

  void Print(const DecisionDecl& x) {
    Clauses clauses;
    PutWord(clauses, "combine", C("combine", x.combine));
    PutWord(clauses, "stricter", C("stricter", x.stricter));
    if (x.act_on == "yes" || x.act_on == "no") {
      PutWord(clauses, "if_unknown", W(x.act_on));
    } else if (x.act_on == "value") {
      PutExpr(clauses, "if_unknown", x.act_value);
    } else if (!x.act_on.empty()) {
      PutWord(clauses, "if_unknown", C("act_on", x.act_on));
    }
    if (x.milder_of) {
      Put(clauses, W("milder") + " " + speller_.Joined(*x.milder_of) + " " + W("from") + " " +
                       speller_.Axis(x.milder_from) + " " + W("to") + " " + speller_.Axis(x.milder_to));
    }
    const std::string head = (x.open ? W("open") + " " : "") + W("decision") + " " + Declared(x.name) +
                             (x.title.empty() ? "" : " " + QuotedText(x.title)) + ": " + TypeText(x.type);
    if (x.rules.empty() && !x.otherwise.has_value())
      return layout_.Statement(x.span.begin, x.span.end, head, clauses);
    const uint32_t first =
        x.rules.empty() ? OtherwiseBegin(x) : std::min(x.rules[0].span.begin, OtherwiseBegin(x));
    layout_.Statement(x.span.begin, layout_.BraceBefore(first) + 1, head, clauses, true);
    layout_.Indent();
    for (const RuleDecl& rule : x.rules) Print(rule);
    if (x.otherwise.has_value()) {
      Clauses basis;
      PutBasis(basis, x.otherwise_basis);
      const uint32_t end =
          basis.empty() ? tree_.exprs[x.otherwise].span.end : x.otherwise_basis.back().span.end;
      layout_.Statement(OtherwiseBegin(x), end, W("otherwise") + " " + exprs_.Text(x.otherwise), basis);
    }
    layout_.Close(x.span.end);
  }
  // Position of the word 其余 before the value.
  uint32_t OtherwiseBegin(const DecisionDecl& x) const {
    if (!x.otherwise.has_value()) return x.span.end - 1;
    const uint32_t value = tree_.exprs[x.otherwise].span.begin;
    size_t best = 0;
    for (const std::string_view word :
         {SlotWord("otherwise", Spelling::kZh), SlotWord("otherwise", Spelling::kEn)}) {
      const size_t at = std::string_view(file_.code).substr(0, value).rfind(word);
      if (at != std::string_view::npos) best = std::max(best, at);
    }
    return best > x.span.begin ? static_cast<uint32_t>(best) : value;
  }

  void Print(const RuleDecl& x) {
    Clauses clauses;
    const bool exception = x.kind == RuleKind::kException;
    if (!x.targets.empty()) PutWord(clauses, "against", NamesText(x.targets));
    PutBasis(clauses, x.basis);
    if (x.overrides) PutWord(clauses, "overrides", speller_.Joined(*x.overrides));
    if (!x.axis.empty()) PutWord(clauses, "per", speller_.Axis(x.axis));
    PutSince(clauses, x.from, x.to);
    PutExpr(clauses, "when", x.when);
    PutExpr(clauses, "then", x.value);
    layout_.Statement(x.span.begin, x.span.end,
                      W(exception ? "except" : "rule") + " " + Declared(x.name) +
                          (x.title.empty() ? "" : " " + QuotedText(x.title)),
                      clauses);
  }

  // ---- doubts and examples
  void Print(const DoubtDecl& x) {
    Clauses clauses;
    Put(clauses, W("read_as") + " " + QuotedText(x.read_as));
    PutText(clauses, "reason", x.reason);
    PutBasis(clauses, x.basis);
    layout_.Statement(x.span.begin, x.span.end, W("doubt") + " " + QuotedText(x.quote), clauses);
  }

  void Print(const ExampleDecl& x) {
    uint32_t first = x.span.end - 1;
    if (!x.given.empty()) first = std::min(first, x.given[0].span.begin);
    for (const ExpectDecl& expect : x.expected) first = std::min(first, expect.span.begin);
    layout_.Statement(x.span.begin, x.span.begin + 1, W("example") + " " + QuotedText(x.title), {}, true);
    layout_.Indent();
    std::vector<std::string> given;
    for (size_t i = 0; i < x.given.size(); ++i)
      given.push_back(speller_.Joined(x.given[i].fact) + " = " + exprs_.Text(x.given[i].value) +
                      (i + 1 == x.given.size() ? "" : ","));
    if (!given.empty()) {
      given[0] = W("given") + " " + given[0];
      layout_.Statement(x.given.front().span.begin, x.given.back().span.end, "", {{given}});
    }
    for (const ExpectDecl& expect : x.expected) PrintExpect(expect);
    layout_.Close(x.span.end);
  }
  void PrintExpect(const ExpectDecl& x) {
    Clauses clauses;
    if (!x.because.empty()) PutWord(clauses, "because", NamesText(x.because));
    if (!x.ask.empty()) PutWord(clauses, "ask", NamesText(x.ask));
    layout_.Statement(x.span.begin, x.span.end,
                      W("expect") + " " + speller_.Joined(x.decision) + " " +
                          (x.undetermined ? W("undetermined") : exprs_.Text(x.value)),
                      clauses);
  }

  void Print(const PositionDecl& x) { flows_.Print(x); }
  void Print(const EventDecl& x) { flows_.Print(x); }
  void Print(const DocumentDecl& x) { flows_.Print(x); }
  void Print(const GroundDecl& x) { flows_.Print(x); }
  void Print(const BodyDecl& x) { flows_.Print(x); }
  void Print(const DutyDecl& x) { flows_.Print(x); }
  void Print(const GateDecl& x) { flows_.Print(x); }
  void Print(const FlowDecl& x) { flows_.Print(x); }

  // What was not understood stays as the author wrote it.
  void Print(const PoisonDecl& x) {
    std::string text(file_.Slice(x.span));
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    layout_.Statement(x.span.begin, x.span.end, text, {});
  }

  const source::SourceFile& file_;
  const SyntaxTree& tree_;
  Layout layout_;
  FlowPrinter flows_;
};

}  // namespace

std::string Print(const source::SourceFile& file, const SyntaxTree& tree, const NameTable& names,
                  Spelling spelling) {
  const Speller speller(names, spelling);
  return Printer(file, tree, speller).Run();
}

}  // namespace guiju::syntax
