#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "runtime/trace/quantified_words.h"
#include "runtime/trace/render.h"

namespace guiju::trace {
namespace {

class Writer {
 public:
  Writer(const ir::Program& program, const RenderOptions& options)
      : program_(program), options_(options), zh_(options.chinese) {}

  std::string Decision(const DecisionTrace& trace) {
    const ir::Decision& decision = program_.decisions[trace.decision];
    const std::string value = KnowledgeText(program_, decision.type, trace.value, options_);
    const std::string name = decision.name.In(zh_);
    if (trace.determined) {
      Line(0, zh_ ? fmt::format("{}：{}", name, value) : fmt::format("{}: {}", name, value));
    } else if (trace.missing && trace.missing->uncounted) {
      const std::string lack = NotYetText(program_, *trace.missing, options_);
      Line(0, zh_ ? fmt::format("{}：未定（{}）", name, lack)
                  : fmt::format("{}: undetermined ({})", name, lack));
    } else {
      const std::string possible =
          trace.missing ? KnowledgeText(program_, decision.type, trace.missing->possible, options_) : value;
      const bool one = trace.missing && interp::IsExact(decision.type, trace.missing->possible);
      Line(0, zh_ ? fmt::format("{}：未定（尚不能确定，{}为{}）", name, one ? "只可能" : "可能", possible)
                  : fmt::format("{}: undetermined ({} {})", name, one ? "only" : "possibly", possible));
    }
    for (const auto& [depth, line] : MissingLines(program_, trace, options_)) Line(depth, line);
    Rules(trace);
    if (trace.by_otherwise) Otherwise(trace);
    if (trace.determined && !trace.notices.empty()) Line(1, NoticesText(trace.notices, options_));
    Sufficient(trace);
    Changes(trace);
    return std::move(text_);
  }

 private:
  void Line(int depth, const std::string& text) {
    text_ += std::string(static_cast<size_t>(depth) * 2, ' ') + text + "\n";
  }

  void Rules(const DecisionTrace& trace) {
    bool headed = false;
    for (const RuleTrace& rule : trace.rules) {
      if (rule.state != RuleState::kHolds && rule.state != RuleState::kExcepted) continue;
      if (!headed) Line(1, zh_ ? "理由：" : "Because:");
      headed = true;
      Rule(rule, 2);
    }
    headed = false;
    for (const RuleTrace& rule : trace.rules) {
      if (rule.state != RuleState::kOpen) continue;
      if (!headed) Line(1, zh_ ? "可能成立：" : "May hold:");
      headed = true;
      Rule(rule, 2);
    }
    if (!options_.all_rules) return;
    headed = false;
    for (const RuleTrace& rule : trace.rules) {
      if (rule.state != RuleState::kFails) continue;
      if (!headed) Line(1, zh_ ? "没有成立的情形：" : "Rules that do not hold:");
      headed = true;
      Failed(rule, 2);
    }
  }

  std::string NameOf(const ir::Rule& rule) const {
    const std::string& name = rule.name.In(zh_);
    const std::string shown = name.empty() ? rule.key : name;
    const std::string kind = zh_ ? (rule.kind == ir::RuleKind::kException  ? "例外"
                                    : rule.kind == ir::RuleKind::kOverride ? "优先规定"
                                                                           : "情形")
                                 : (rule.kind == ir::RuleKind::kException  ? "exception"
                                    : rule.kind == ir::RuleKind::kOverride ? "override"
                                                                           : "rule");
    std::string text = zh_ ? fmt::format("{}“{}”", kind, shown) : fmt::format("{} \"{}\"", kind, shown);
    if (!rule.title.empty() && rule.title != shown)
      text += zh_ ? fmt::format("（{}）", rule.title) : fmt::format(" ({})", rule.title);
    return text;
  }
  // Of the superior's, its policy.
  std::string PolicyOf(const ir::Rule& rule) const {
    if (!rule.origin) return "";
    const ir::PolicyId policy = program_.origins[rule.origin].policy;
    if (!policy || !program_.main || policy == program_.main) return "";
    const ir::Policy& row = program_.policies[policy];
    const std::string title = row.title.empty() ? row.name.In(zh_) : row.title;
    return zh_ ? fmt::format("，出自上位制度“{}”", title)
               : fmt::format(", of the superior policy \"{}\"", title);
  }
  std::string StateText(RuleState state) const {
    switch (state) {
      case RuleState::kHolds:
        return zh_ ? "成立" : "holds";
      case RuleState::kExcepted:
        return zh_ ? "条件成立，但因例外或者优先规定不适用"
                   : "is met, but an exception or an overriding provision applies";
      case RuleState::kFails:
        return zh_ ? "不成立" : "does not hold";
      case RuleState::kOpen:
        return zh_ ? "尚不能确定" : "is not determined";
    }
    return "";
  }

  void Figures(const std::vector<FigureReading>& figures, int depth) {
    for (const FigureReading& reading : figures)
      Line(depth, fmt::format("{}{}{}", program_.figures[reading.figure].name.In(zh_), zh_ ? "：" : ": ",
                              FigureBasisText(program_, reading, options_)));
  }
  void Counts(const std::vector<DateCount>& counts, int depth) {
    for (const DateCount& count : counts) {
      bool first = true;
      for (const std::string& line : CountLines(count, options_)) {
        Line(first ? depth : depth + 1, line);
        first = false;
      }
    }
  }
  void Otherwise(const DecisionTrace& trace) {
    Line(1, zh_ ? "没有情形适用，按“其余”的规定。" : "No rule applies; the remaining value is taken.");
    for (ir::CiteId cite : program_.decisions[trace.decision].otherwise_basis)
      Line(2, fmt::format("{}{}", zh_ ? "依据：" : "basis: ", BasisText(program_, cite, options_)));
    Figures(trace.otherwise_figures, 2);
    Counts(trace.otherwise_counts, 2);
  }

  void Bases(const ir::Rule& rule, int depth) {
    for (ir::CiteId cite : rule.basis) {
      Line(depth, fmt::format("{}{}", zh_ ? "依据：" : "basis: ", BasisText(program_, cite, options_)));
    }
  }

  void Rule(const RuleTrace& trace, int depth) {
    const ir::Rule& rule = program_.rules[trace.rule];
    std::string head = fmt::format("{} {}{}{}", trace.state == RuleState::kHolds ? "●" : "○", NameOf(rule),
                                   zh_ ? "" : " ", StateText(trace.state));
    if (trace.value) {
      const std::string value =
          KnowledgeText(program_, program_.exprs[rule.value].type, *trace.value, options_);
      if (trace.uncounted)
        head += zh_ ? "，其值尚不能计算" : ", its value cannot be counted yet";
      else
        head += zh_ ? fmt::format("，其值为{}", value) : fmt::format(", giving {}", value);
      if (trace.decides) head += zh_ ? "，据此确定" : ", which decides";
    }
    Line(depth, head + PolicyOf(rule));
    Bases(rule, depth + 1);
    Figures(trace.figures, depth + 1);
    Counts(trace.counts, depth + 1);
    if (trace.condition)
      Condition(*trace.condition, depth + 1,
                trace.state == RuleState::kHolds || trace.state == RuleState::kExcepted);
    for (const RuleTrace& exception : trace.exceptions) Exception(exception, depth + 1);
  }

  void Exception(const RuleTrace& trace, int depth) {
    const ir::Rule& rule = program_.rules[trace.rule];
    if (trace.state == RuleState::kFails) {
      Line(depth, fmt::format("{}{}{}", NameOf(rule), zh_ ? "不适用：" : " does not apply: ", Reason(trace)));
      return;
    }
    Line(depth,
         fmt::format("{}{}{}", NameOf(rule), zh_ ? "" : " ",
                     trace.state == RuleState::kHolds ? (zh_ ? "适用" : "applies") : StateText(trace.state)));
    Bases(rule, depth + 1);
    if (trace.condition) Condition(*trace.condition, depth + 1, trace.state != RuleState::kOpen);
    for (const RuleTrace& inner : trace.exceptions) Exception(inner, depth + 1);
  }

  // Why a rule does not hold, in one line.
  std::string Reason(const RuleTrace& trace) {
    if (trace.out_of_period) {
      const ir::Rule& rule = program_.rules[trace.rule];
      std::string period;
      const ir::Type date{ir::TypeKind::kDate, "", 0, {}};
      if (rule.from)
        period +=
            (zh_ ? "自" : "from ") + ValueText(program_, date, *rule.from, options_) + (zh_ ? "起" : " ");
      if (rule.to)
        period += (zh_ ? "至" : "until ") + ValueText(program_, date, *rule.to, options_) + (zh_ ? "前" : "");
      return zh_ ? fmt::format("不在适用期间（{}）", period) : fmt::format("not in force ({})", period);
    }
    std::string text;
    constexpr size_t kMostReasons = 6;
    std::set<std::string> said;
    for (const Step& step : trace.failed) {
      const std::string one = StepText(step);
      if (one.empty() || !said.insert(one).second) continue;
      if (said.size() > kMostReasons) {
        text += zh_ ? "；等" : "; …";
        break;
      }
      if (!text.empty()) text += zh_ ? "；" : "; ";
      text += one;
    }
    return text.empty() ? (zh_ ? "条件不成立" : "its condition does not hold") : text;
  }

  void Failed(const RuleTrace& trace, int depth) {
    Line(depth,
         fmt::format("○ {}{}{}", NameOf(program_.rules[trace.rule]), zh_ ? "：" : ": ", Reason(trace)) +
             PolicyOf(program_.rules[trace.rule]));
  }

  std::string ReadingText(const Reading& reading) const {
    if (!reading.place.fact) {
      const std::string place = program_.lists[reading.place.list].name.In(zh_);
      if (reading.known)
        return zh_ ? fmt::format("{}已全部列明", place) : fmt::format("all {} are listed", place);
      return zh_ ? fmt::format("{}未全部列明", place) : fmt::format("not all {} are listed", place);
    }
    const ir::Fact& fact = program_.facts[reading.place.fact];
    const std::string place = PlaceWords(program_, reading.place, options_);
    if (!reading.known) return zh_ ? fmt::format("{}不明", place) : fmt::format("{} is unknown", place);
    const std::string value = ValueText(program_, fact.type, reading.value, options_);
    std::string text = zh_ ? fmt::format("{}为{}", place, value) : fmt::format("{} is {}", place, value);
    if (!reading.applicable) text += zh_ ? "（本案不适用该项）" : " (does not apply to this case)";
    if (reading.presumed) {
      const std::string basis = BasesText(program_, reading.presumption_basis, options_);
      text += zh_ ? fmt::format("（未记载，推定{}{}）", basis.empty() ? "" : "，依据", basis)
                  : fmt::format(" (not given, presumed{}{})", basis.empty() ? "" : ", ", basis);
    }
    return text;
  }

  std::string Verdict(const interp::Truth& truth) const {
    if (truth.must) return zh_ ? "成立" : "holds";
    if (!truth.may) return zh_ ? "不成立" : "does not hold";
    return zh_ ? "不明" : "unknown";
  }

  // What was read: values of a comparison, else the facts.
  std::string Read(const Step& step) const {
    const ir::Use& use = program_.uses[step.use];
    std::vector<std::string> parts;
    const auto add = [&](const std::string& part) {
      if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    };
    const bool decided = step.truth.must || !step.truth.may;
    for (const Reading& reading : step.facts) {
      if (reading.known || !decided) add(ReadingText(reading));  // what is unknown did not matter
    }
    if (step.subject && use.subject_expr && program_.exprs[use.subject_expr].kind != ir::ExprKind::kFact &&
        !use.subject.empty() && use.subject != use.text) {
      add(Named(WithoutBinders(program_, use.subject), use.subject_expr, *step.subject));
    }
    if (step.low || step.high) {
      const ir::Use& ends = program_.uses[use.children[0]];
      const ir::Type& type = program_.exprs[ends.subject_expr ? ends.subject_expr : ends.bound_expr].type;
      const std::string value = IntervalText(program_, type, step.low, step.high, options_);
      const std::string bound = WithoutBinders(program_, use.bound);
      add(zh_ ? fmt::format("{}为{}", bound, value) : fmt::format("{} is {}", bound, value));
    } else if (step.bound && use.bound_expr && !use.bound.empty()) {
      const std::string value =
          KnowledgeText(program_, program_.exprs[use.bound_expr].type, *step.bound, options_);
      if (value != use.bound) add(Named(WithoutBinders(program_, use.bound), use.bound_expr, *step.bound));
    }
    for (const FigureReading& reading : step.figures) add(FigureText(reading, use));
    for (ir::DecisionId id : step.decisions) {
      if (program_.decisions[id].is_public)
        add(zh_ ? fmt::format("见“{}”", program_.decisions[id].name.In(true))
                : fmt::format("see \"{}\"", program_.decisions[id].name.In(false)));
    }
    std::string text;
    for (const std::string& part : parts) {
      if (!text.empty()) text += zh_ ? "，" : ", ";
      text += part;
    }
    return text;
  }
  // Right behind its value; by name when the text compares with more than the figure.
  std::string FigureText(const FigureReading& reading, const ir::Use& use) const {
    std::string basis = FigureBasisText(program_, reading, options_);
    const ir::Figure& figure = program_.figures[reading.figure];
    const std::string& beside = use.kind == ir::UseKind::kDefined ? use.text : use.bound;
    const bool named = !beside.empty() &&
                       (beside.starts_with(figure.name.In(true)) || beside.starts_with(figure.name.Key()));
    if (named) return basis;
    return zh_ ? fmt::format("{}{}", figure.name.In(true), basis)
               : fmt::format("{} {}", figure.name.In(false), basis);
  }
  std::string Named(const std::string& name, ir::ExprId expr, const interp::Knowledge& k) const {
    const std::string value = KnowledgeText(program_, program_.exprs[expr].type, k, options_);
    return zh_ ? fmt::format("{}为{}", name, value) : fmt::format("{} is {}", name, value);
  }
  std::string Written(const Step& step) const {
    const ir::Use& use = program_.uses[step.use];
    if (!use.text.empty()) return use.text;
    switch (use.kind) {
      case ir::UseKind::kAnd:
        return zh_ ? "下列各项都成立" : "all of these";
      case ir::UseKind::kOr:
        return zh_ ? "下列之一成立" : "one of these";
      case ir::UseKind::kNot:
        return zh_ ? "下列不成立" : "not this";
      case ir::UseKind::kAtom:
      case ir::UseKind::kQuantified:
      case ir::UseKind::kDefined:
      case ir::UseKind::kValue:
        return "";
    }
    return "";
  }
  std::string StepText(const Step& step) const {
    const std::string written = WithoutBinders(program_, Written(step));
    std::string read = Read(step);
    if (written.empty()) return read;
    if (const std::string quantified = QuantifiedText(program_, step, options_); !quantified.empty())
      return read.empty() ? quantified : quantified + (zh_ ? "（" + read + "）" : " (" + read + ")");
    // A lone yes/no fact says it all: 涉及重大公共利益为否.
    const ir::ExprId expr = program_.uses[step.use].expr;
    if (!read.empty() && expr && program_.exprs[expr].kind == ir::ExprKind::kFact) return read;
    const std::string verdict = Verdict(step.truth);
    if (read.empty())
      return zh_ ? fmt::format("“{}”{}", written, verdict) : fmt::format("\"{}\" {}", written, verdict);
    return zh_ ? fmt::format("“{}”{}（{}）", written, verdict, read)
               : fmt::format("\"{}\" {} ({})", written, verdict, read);
  }

  // Of a condition that holds, what makes it hold; else everything that is open or fails.
  void Condition(const Step& step, int depth, bool holds) {
    const ir::Use& use = program_.uses[step.use];
    const bool list = use.kind == ir::UseKind::kAnd || use.kind == ir::UseKind::kOr;
    if (list && !step.children.empty()) {
      const bool choice = use.kind == ir::UseKind::kOr;
      for (const Step& child : step.children) {
        if (choice && holds && !child.truth.must) continue;
        if (choice && !holds && !child.truth.may && AnyOpen(step)) continue;
        Condition(child, depth, holds);
      }
      return;
    }
    const std::string text = StepText(step);
    if (text.empty()) return;  // no condition was written
    Line(depth, fmt::format("{} {}", step.truth.must ? "✓" : step.truth.may ? "？" : "✗", text));
    for (const Step& child : step.children) {
      if (use.kind == ir::UseKind::kQuantified && holds && child.truth.must != step.truth.must) continue;
      Condition(child, depth + 1, holds && use.kind != ir::UseKind::kNot);
    }
  }
  static bool AnyOpen(const Step& step) {
    return std::any_of(step.children.begin(), step.children.end(),
                       [](const Step& child) { return child.truth.may; });
  }

  void Sufficient(const DecisionTrace& trace) {
    if (!trace.determined) return;
    if (trace.sufficient.empty()) {
      Line(1, zh_ ? "不论事实如何，结论都一样。" : "It comes out the same whatever the facts are.");
      return;
    }
    Line(1, zh_ ? "只凭下列事实就得出这一结论，其余事实如何都不影响："
                : "These facts alone give this result, whatever the others are:");
    for (const Reading& reading : trace.sufficient) Line(2, "· " + ReadingText(reading));
  }

  // Where the result is counted from the fact, its bounds say what matters and one value is an example.
  std::string ChangeText(const Change& change, ir::DecisionId decision) const {
    if (!change.within) return OutcomeText(program_, change.settings, change.result, decision, options_);
    const Setting reach{change.settings[0].place, *change.within};
    const std::string example = OutcomeText(program_, change.settings, change.result, decision, options_);
    return zh_ ? fmt::format("{}：适用的规定不同，例如 {}", SettingText(program_, reach, options_), example)
               : fmt::format("{}: other rules apply, for instance {}", SettingText(program_, reach, options_),
                             example);
  }

  void Changes(const DecisionTrace& trace) {
    if (!trace.determined || trace.sufficient.empty()) return;
    if (trace.changes.empty()) {
      const ir::TypeKind kind = program_.decisions[trace.decision].type.kind;
      const bool computed = kind == ir::TypeKind::kDate || kind == ir::TypeKind::kInt;
      if (computed)
        Line(1, zh_ ? "除据以计算的日期、数额本身以外，改变任何一项或两项事实都不会改变结论。"
                    : "Apart from the dates and amounts it is computed from, no change of one or two facts "
                      "changes it.");
      else
        Line(1, zh_ ? "改变任何一项或两项事实都不会改变结论。" : "No change of one or two facts changes it.");
      return;
    }
    Line(1, zh_ ? "怎样才会不同（其余事实不变）：" : "What would change it (all else equal):");
    for (const Change& change : trace.changes) Line(2, "· " + ChangeText(change, trace.decision));
  }

  const ir::Program& program_;
  const RenderOptions& options_;
  const bool zh_;
  std::string text_;
};

}  // namespace

std::string DecisionText(const ir::Program& program, const DecisionTrace& trace,
                         const RenderOptions& options) {
  return Writer(program, options).Decision(trace);
}

std::string ExplainText(const Explainer& explainer, const std::vector<ir::DecisionId>& decisions,
                        const RenderOptions& options) {
  std::string text;
  for (ir::DecisionId decision : decisions) {
    if (!text.empty()) text += '\n';
    text += DecisionText(explainer.program(), explainer.Explain(decision), options);
  }
  return text;
}

}  // namespace guiju::trace
