#include <fmt/format.h>

#include <algorithm>

#include "runtime/caseio/classification.h"
#include "runtime/caseio/problem.h"
#include "runtime/value/date.h"

namespace guiju::caseio {
namespace {

constexpr size_t kWhole = SIZE_MAX;  // texts of the case: made harmless, not cut

class TextWriter {
 public:
  TextWriter(const Classification& answer, const TextOptions& options)
      : answer_(answer), program_(*answer.program), zh_(options.chinese), options_(options) {}

  std::string Write() {
    Header();
    for (const DecisionAnswer& d : answer_.decisions) Decision(d);
    Findings();
    if (options_.brief) {
      Omitted();
    } else {
      Presumed();
      Doubts();
    }
    if (!answer_.trace_text.empty()) out_ += "\n" + answer_.trace_text;
    return std::move(out_);
  }

 private:
  const char* Pick(const char* zh, const char* en) const { return zh_ ? zh : en; }
  std::string Bold(const std::string& text) const {
    return options_.color ? "\x1b[1m" + text + "\x1b[0m" : text;
  }

  void Header() {
    const ir::Policy& policy = program_.policies[program_.main];
    out_ += fmt::format("{}{}", Pick("制度：", "Policy: "), Bold(policy.name.In(zh_)));
    if (!policy.title.empty()) out_ += fmt::format(fmt::runtime(zh_ ? "《{}》" : " “{}”"), policy.title);
    if (!policy.doc_no.empty()) out_ += fmt::format(fmt::runtime(zh_ ? "（{}）" : " ({})"), policy.doc_no);
    out_ += "\n";
    if (!answer_.id.empty()) out_ += fmt::format("{}{}\n", Pick("案件：", "Case: "), answer_.id);
    if (policy.is_example)
      out_ += Pick("注意：这是示例制度，所载数额、期限为虚构，不是法律规定。\n",
                   "Note: this is an example policy; its figures are invented and are not law.\n");
    for (const VersionAnswer& version : answer_.versions) VersionLine(version);
    for (const OutOfForce& one : answer_.out_of_force) OutOfForceLine(one);
    for (const DatesOutOfOrder& one : answer_.out_of_order) OutOfOrderLine(one);
    std::string axes;
    for (const AxisValue& axis : answer_.axes) {
      if (!axis.day) continue;
      if (!axes.empty()) axes += Pick("，", ", ");
      const std::string& word = zh_ || axis.word_en.empty() ? axis.word_zh : axis.word_en;
      axes += fmt::format("{} {}", word, zh_ ? value::FormatDateZh(*axis.day) : value::FormatDate(*axis.day));
    }
    if (!axes.empty()) out_ += fmt::format("{}{}\n", Pick("时间：", "Dates: "), axes);
    out_ += "\n";
  }

  // "本制度" or the superior's name.
  std::string PolicyText(ir::PolicyId policy) const {
    if (policy == program_.main) return Pick("本制度", "this policy");
    return Pick("上位制度", "the superior policy ") + program_.policies[policy].name.In(zh_);
  }
  std::string Joined(const std::vector<std::string>& texts) const {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : Pick("；", "; ")) + text;
    return out;
  }

  void VersionLine(const VersionAnswer& version) {
    const std::string policy = PolicyText(version.policy), basis = Joined(version.basis);
    const std::string clause = version.clause.empty() ? ""
                               : zh_                  ? "（" + version.clause + "）"
                                                      : " (" + version.clause + ")";
    switch (version.applies) {
      case Version::kNew:
        return;
      case Version::kOld:
        out_ += zh_ ? fmt::format("注意：本案按{}的过渡条款{}适用旧制度，以下结论仅供参考{}{}。\n", policy,
                                  clause, basis.empty() ? "" : "——", basis)
                    : fmt::format(
                          "Note: by the transition clause{} of {} the old version applies to this case; "
                          "what follows is for reference only{}{}.\n",
                          clause, policy, basis.empty() ? "" : " - ", basis);
        return;
      case Version::kOpen:
        out_ += zh_ ? fmt::format("注意：按{}的过渡条款，尚不能确定本案适用旧制度还是新制度，需要查明：\n",
                                  policy)
                    : fmt::format(
                          "Note: whether {} applies in its old or new version is open; to be found out:\n",
                          policy);
        for (const Question& question : version.ask) Ask(question, "  - ");
        return;
    }
  }
  void OutOfForceLine(const OutOfForce& one) {
    const std::string policy = PolicyText(one.policy);
    const std::string day = zh_ ? value::FormatDateZh(one.day) : value::FormatDate(one.day);
    const std::string limit = zh_ ? value::FormatDateZh(one.limit) : value::FormatDate(one.limit);
    const std::string& word = zh_ || one.word_en.empty() ? one.word_zh : one.word_en;
    if (zh_)
      out_ += fmt::format("注意：{} {}，{}{}，以下结论仅供参考。\n", word, day, policy,
                          one.repealed ? fmt::format("已于 {} 失效", limit)
                                       : fmt::format("自 {} 起施行，当时尚未施行", limit));
    else
      out_ += fmt::format(
          "Note: on {} ({}) {} was {} {}; what follows is for reference only.\n", day, word, policy,
          one.repealed ? "no longer in force, repealed on" : "not yet in force before", limit);
  }
  void OutOfOrderLine(const DatesOutOfOrder& one) {
    const ir::Name &first = program_.facts[one.first.fact].name, &then = program_.facts[one.then.fact].name;
    if (zh_)
      out_ += fmt::format("注意：{} {} 晚于{} {}，先后颠倒；请核对日期，以下结论是按所填日期得出的。\n",
                          first.In(true), value::FormatDateZh(*one.first.day), then.In(true),
                          value::FormatDateZh(*one.then.day));
    else
      out_ += fmt::format(
          "Note: {} {} is after {} {}, the wrong way round; check the dates, what follows rests on them.\n",
          first.In(false), value::FormatDate(*one.first.day), then.In(false),
          value::FormatDate(*one.then.day));
  }
  void Ask(const Question& question, const char* bullet) {
    out_ += fmt::format("{}{}{}\n", bullet, zh_ ? question.name_zh : question.name_en,
                        question.text.empty() ? "" : Pick("：", ": ") + question.text);
    if (!question.finding) return;
    auto names = [&](const std::vector<std::string>& all) {
      std::string out;
      for (const std::string& name : all) out += (out.empty() ? "" : Pick("、", ", ")) + name;
      return out;
    };
    std::string who;
    if (!question.finders.empty())
      who = fmt::format(fmt::runtime(Pick("由{}认定并说明理由", "to be found, with reasons, by {}")),
                        names(question.finders));
    if (!question.raisers.empty())
      who += (who.empty() ? "" : Pick("；", "; ")) +
             fmt::format(fmt::runtime(Pick("{}可以提级", "may be raised by {}")), names(question.raisers));
    if (!who.empty()) out_ += fmt::format("        {}\n", who);
  }

  void Decision(const DecisionAnswer& d) {
    const ir::Decision& decision = program_.decisions[d.decision];
    std::string name = decision.name.In(zh_);
    if (!decision.title.empty()) name += zh_ ? "（" + decision.title + "）" : " (" + decision.title + ")";
    if (d.determined) {
      std::string value = ValueText(program_, decision.type, ExactValue(decision.type, d.lo), zh_);
      out_ += fmt::format("{} {}{}\n", Pick("■", "■"), Bold(name + Pick("：", ": ")), Bold(value));
      if (!d.notices.empty()) out_ += fmt::format("    {}\n", AwaitedText(d, zh_));
    } else {
      out_ += fmt::format("□ {}{}\n", Bold(name + Pick("：", ": ")),
                          Bold(Pick("未定（尚不能确定）", "undetermined")));
      Undetermined(d, decision);
    }
    Reasons(Pick("理由", "because"), d.because);
    if (!d.determined) Reasons(Pick("可能成立", "may hold"), d.perhaps);
    Reasons(Pick("因例外或者优先规定不适用", "defeated by an exception or an overriding provision"),
            d.excepted);
    for (const Figure& figure : d.figures) {
      const bool defined = program_.figures[figure.figure].kind == ir::FigureKind::kDefinition;
      out_ += fmt::format("    {}{}{}{}\n",
                          defined ? Pick("所用定义：", "definition: ") : Pick("适用标准：", "figure: "),
                          figure.name.In(zh_), Pick("——", " - "), Joined(figure.basis));
    }
    if (d.determined && NoRule(d) && decision.type.kind == ir::TypeKind::kBool)
      out_ += fmt::format("    {}\n", Pick("没有一项情形成立", "no rule holds"));
  }

  void Undetermined(const DecisionAnswer& d, const ir::Decision& decision) {
    if (d.uncounted) {
      out_ += fmt::format("    {}\n", NotYetCounted(d, zh_));
    } else {
      const std::string awaited = AwaitedText(d, zh_);
      if (d.ask.empty() && IsDetermined(decision.type, d.lo, d.hi)) {
        out_ += fmt::format("    {}{}{}\n", Pick("只有一种结果：", "only one result is left: "),
                            Possible(d, decision),
                            Pick("（不论怎样补充事实都一样；由哪一条情形得出，尚不能确定）",
                                 " (whatever is added; by which rule is open)"));
      } else {
        out_ += fmt::format("    {}{}{}{}\n", Pick("可能的结果：", "possible: "), Possible(d, decision),
                            awaited.empty() ? "" : Pick("，", "; "), awaited);
      }
    }
    std::string act = ActOn(d, decision);
    if (!act.empty()) out_ += fmt::format("    {}{}\n", Pick("查清之前：", "meanwhile: "), act);
    if (!d.ask.empty()) {
      out_ += fmt::format("    {}\n", Pick("需要查明：", "to be found out:"));
      for (const Question& question : d.ask) Ask(question, "      - ");
    }
    for (const DecisiveAnswer& answer : d.decisive) {
      std::string given;
      for (const std::string& part : zh_ ? answer.given_zh : answer.given_en)
        given += (given.empty() ? "" : Pick(" 且 ", " and ")) + part;
      out_ += fmt::format("      {}{}{}{}\n", Pick("只要 ", "if "), given,
                          Pick("，结果即为 ", ", the result is "), zh_ ? answer.result_zh : answer.result_en);
    }
  }

  std::string Possible(const DecisionAnswer& d, const ir::Decision& decision) const {
    const ir::Type& type = decision.type;
    switch (type.kind) {
      case ir::TypeKind::kBool:
        if (d.lo == d.hi) return ValueText(program_, type, d.lo, zh_);
        return Pick("是 或 否", "yes or no");
      case ir::TypeKind::kEnum: {
        ir::Type as_set = type;
        as_set.kind = ir::TypeKind::kSet;
        return ValueText(program_, as_set, d.lo, zh_);
      }
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        if (d.lo == d.hi) return ValueText(program_, type, d.lo, zh_);
        return fmt::format("{} {} {}", ValueText(program_, type, d.lo, zh_), Pick("至", "to"),
                           ValueText(program_, type, d.hi, zh_));
      case ir::TypeKind::kSet:
        return fmt::format("{}{}{}{}", Pick("至少 ", "at least "), ValueText(program_, type, d.lo, zh_),
                           Pick("，至多 ", ", at most "), ValueText(program_, type, d.hi, zh_));
      case ir::TypeKind::kText:
        break;
    }
    return "";
  }

  std::string ActOn(const DecisionAnswer& d, const ir::Decision& decision) const {
    if (std::optional<int64_t> value = ActOnValue(decision, d.lo, d.hi, d.uncounted))
      return fmt::format("{}{}", Pick("按“", "treat as "), ValueText(program_, decision.type, *value, zh_)) +
             Pick("”处理", "");
    if (decision.act_on == ir::ActOn::kBlock) return Pick("不得进入下一步", "do not proceed");
    if (decision.act_on == ir::ActOn::kWithhold) return Pick("暂不公开", "withhold from publication");
    return "";
  }

  static bool NoRule(const DecisionAnswer& d) {
    return std::none_of(d.because.begin(), d.because.end(),
                        [](const Reason& reason) { return reason.rule.has_value(); });
  }

  void Reasons(const char* label, const std::vector<Reason>& reasons) {
    for (const Reason& reason : reasons) {
      out_ += fmt::format("    {}{}{}", label, Pick("：", ": "), reason.name.In(zh_));
      if (!reason.title.empty()) out_ += fmt::format(fmt::runtime(zh_ ? "（{}）" : " ({})"), reason.title);
      const std::string basis = Joined(reason.basis);
      if (!basis.empty()) out_ += fmt::format("{}{}", Pick("——", " - "), basis);
      out_ += "\n";
    }
  }

  void Omitted() {
    const size_t presumed = answer_.presumed.size(), doubts = answer_.doubts.size(),
                 texts = answer_.text_doubts.size();
    std::string what;
    if (presumed > 0)
      what = zh_ ? fmt::format("推定的事实 {} 项", presumed) : fmt::format("{} presumed facts", presumed);
    if (doubts > 0) {
      what += what.empty() ? "" : Pick("、", " and ");
      what += zh_ ? fmt::format("法源存疑 {} 处", doubts) : fmt::format("{} doubts about sources", doubts);
    }
    if (texts > 0) {
      what += what.empty() ? "" : Pick("、", " and ");
      what += zh_ ? fmt::format("原文存疑 {} 处", texts) : fmt::format("{} doubtful passages", texts);
    }
    if (what.empty()) return;
    out_ += zh_ ? fmt::format("\n（另有{}，去掉 --brief 即列出）\n", what)
                : fmt::format("\n({}; listed without --brief)\n", what);
  }

  std::string ElementOf(int32_t element) const {
    if (element < 0) return "";
    return zh_ ? fmt::format("第{}个：", element + 1) : fmt::format("no. {}: ", element + 1);
  }

  void Findings() {
    if (answer_.findings.empty()) return;
    out_ += fmt::format("\n{}\n", Pick("以下事实由人认定：", "Found by persons:"));
    for (const FindingMade& finding : answer_.findings) {
      out_ += "  - ";
      out_ += ElementOf(finding.element) + program_.facts[finding.fact].name.In(zh_);
      if (!finding.by.empty())
        out_ += zh_ ? fmt::format("：{}认定", Excerpt(finding.by, kWhole))
                    : fmt::format(": found by {}", Excerpt(finding.by, kWhole));
      if (!finding.reason.empty())
        out_ += zh_ ? fmt::format("，理由：{}", Excerpt(finding.reason, kWhole))
                    : fmt::format(", because: {}", Excerpt(finding.reason, kWhole));
      out_ += "\n";
    }
  }

  void Presumed() {
    if (answer_.presumed.empty()) return;
    out_ += fmt::format("\n{}\n", Pick("以下事实案件没有记载，按制度写明的推定：",
                                       "Not recorded in the case, presumed as provided:"));
    for (const PresumedFact& presumed : answer_.presumed) {
      const ir::Fact& fact = program_.facts[presumed.fact];
      out_ += fmt::format("  - {}{} = {}", ElementOf(presumed.element), fact.name.In(zh_),
                          ValueText(program_, fact.type, presumed.value, zh_));
      if (!presumed.basis.empty()) out_ += fmt::format("{}{}", Pick("——", " - "), presumed.basis);
      out_ += "\n";
    }
  }

  void Doubts() {
    if (!answer_.text_doubts.empty())
      out_ += fmt::format("\n{}\n", Pick("引用的条文原文存疑，按下面的读法处理：",
                                         "Provisions cited whose text is doubtful, and how they are read:"));
    for (const TextDoubt& doubt : answer_.text_doubts) {
      out_ += zh_ ? fmt::format("  - 原文“{}”，按“{}”", doubt.quote, doubt.read_as)
                  : fmt::format("  - printed \"{}\", read as \"{}\"", doubt.quote, doubt.read_as);
      if (!doubt.reason.empty()) out_ += Pick("，理由：", ", because ") + doubt.reason;
      if (!doubt.basis.empty()) out_ += Pick("——", " - ") + Joined(doubt.basis);
      out_ += "\n";
    }
    if (answer_.doubts.empty()) return;
    out_ += fmt::format("\n{}\n", Pick("引用的法源有以下存疑：", "Doubts about the sources cited:"));
    for (const SourceDoubt& doubt : answer_.doubts)
      out_ += fmt::format("  - {}{}{}\n", doubt.source, Pick("：", ": "), doubt.doubt);
  }

  const Classification& answer_;
  const ir::Program& program_;
  bool zh_;
  TextOptions options_;
  std::string out_;
};

}  // namespace

std::string ToText(const Classification& answer, const TextOptions& options) {
  return TextWriter(answer, options).Write();
}

}  // namespace guiju::caseio
