#include <fmt/format.h>

#include "runtime/caseio/classification.h"
#include "runtime/caseio/json_text.h"
#include "runtime/value/date.h"

namespace guiju::caseio {
namespace {

// Writes the members of one object on lines of their own.
class Members {
 public:
  Members(std::string* out, int indent) : out_(out), indent_(indent) { *out_ += "{"; }
  std::string* Add(std::string_view key) {
    *out_ += first_ ? "\n" : ",\n";
    first_ = false;
    out_->append(static_cast<size_t>(indent_) + 2, ' ');
    AppendJsonString(out_, key);
    *out_ += ": ";
    return out_;
  }
  void Close() {
    if (!first_) {
      *out_ += "\n";
      out_->append(static_cast<size_t>(indent_), ' ');
    }
    *out_ += "}";
  }

 private:
  std::string* out_;
  int indent_;
  bool first_ = true;
};

void AppendStrings(std::string* out, const std::vector<std::string>& texts) {
  *out += "[";
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) *out += ", ";
    AppendJsonString(out, texts[i]);
  }
  *out += "]";
}

void AppendReasons(std::string* out, const std::vector<Reason>& reasons) {
  *out += "[";
  for (size_t i = 0; i < reasons.size(); ++i) {
    if (i > 0) *out += ", ";
    AppendJsonString(out, reasons[i].key);
  }
  *out += "]";
}

void AppendFigures(std::string* out, const ir::Program& program, const std::vector<Figure>& figures) {
  *out += "[";
  for (size_t i = 0; i < figures.size(); ++i) {
    *out += i > 0 ? ", {\"figure\": " : "{\"figure\": ";
    AppendJsonString(out, figures[i].name.Key());
    *out += ", \"name\": ";
    AppendJsonString(out, figures[i].name.In(true));
    if (program.figures[figures[i].figure].kind == ir::FigureKind::kDefinition)
      *out += ", \"definition\": true";
    *out += ", \"basis\": ";
    AppendStrings(out, figures[i].basis);
    *out += "}";
  }
  *out += "]";
}

void AppendAsk(std::string* out, const std::vector<Question>& questions) {
  *out += "[";
  for (size_t i = 0; i < questions.size(); ++i) {
    *out += i > 0 ? ", {\"fact\": " : "{\"fact\": ";
    AppendJsonString(out, questions[i].key);
    *out += ", \"name\": ";
    AppendJsonString(out, questions[i].name_zh);
    *out += ", \"question\": ";
    AppendJsonString(out, questions[i].text);
    if (questions[i].finding) {
      *out += ", \"finders\": ";
      AppendStrings(out, questions[i].finders);
      *out += ", \"raisers\": ";
      AppendStrings(out, questions[i].raisers);
      *out += ", \"reason_required\": true";
    }
    *out += "}";
  }
  *out += "]";
}

void AppendDecisive(std::string* out, const std::vector<DecisiveAnswer>& answers) {
  *out += "[";
  for (size_t i = 0; i < answers.size(); ++i) {
    *out += i > 0 ? ", {\"given\": " : "{\"given\": ";
    AppendStrings(out, answers[i].given_zh);
    *out += ", \"result\": ";
    AppendJsonString(out, answers[i].result_zh);
    *out += "}";
  }
  *out += "]";
}

void AppendActOn(std::string* out, const ir::Program& program, const ir::Decision& decision,
                 const DecisionAnswer& d) {
  if (std::optional<int64_t> value = ActOnValue(decision, d.lo, d.hi, d.uncounted)) {
    AppendValueJson(out, program, decision.type, *value);
  } else if (decision.act_on == ir::ActOn::kBlock) {
    *out += "\"block\"";
  } else if (decision.act_on == ir::ActOn::kWithhold) {
    *out += "\"withhold\"";
  } else {
    *out += "null";
  }
}

void AppendDecision(std::string* out, const Classification& answer, const DecisionAnswer& d) {
  const ir::Program& program = *answer.program;
  const ir::Decision& decision = program.decisions[d.decision];
  Members m(out, 4);
  AppendJsonString(m.Add("name"), decision.name.In(true));
  *m.Add("status") += d.determined ? "\"determined\"" : "\"undetermined\"";
  if (d.determined) {
    int64_t value = ExactValue(decision.type, d.lo);
    AppendValueJson(m.Add("value"), program, decision.type, value);
    if (decision.type.kind != ir::TypeKind::kBool)
      AppendJsonString(m.Add("text"), ValueText(program, decision.type, value, true));
  } else {
    AppendPossibleJson(m.Add("possible"), program, decision, d.lo, d.hi);
    AppendAsk(m.Add("ask"), d.ask);
    if (!d.ask_minimal) *m.Add("ask_minimal") += "false";
    AppendDecisive(m.Add("decisive"), d.decisive);
    AppendActOn(m.Add("act_on"), program, decision, d);
    if (d.uncounted && !ActOnValue(decision, d.lo, d.hi, true))
      AppendJsonString(m.Add("act_on_reason"), NotYetCounted(d, true));
    AppendReasons(m.Add("perhaps"), d.perhaps);
  }
  if (!d.notices.empty()) {
    *m.Add("provisional") += "true";
    AppendStrings(m.Add("missing_notices"), d.notices);
  }
  AppendReasons(m.Add("because"), d.because);
  AppendReasons(m.Add("excepted"), d.excepted);
  AppendStrings(m.Add("basis"), d.basis);
  if (!d.figures.empty()) AppendFigures(m.Add("figures"), program, d.figures);
  m.Close();
}

void AppendAxes(std::string* out, const Classification& answer) {
  *out += "{";
  bool first = true;
  for (const AxisValue& axis : answer.axes) {
    if (!axis.day) continue;
    if (!first) *out += ", ";
    first = false;
    AppendJsonString(out, axis.word_en.empty() ? axis.word_zh : axis.word_en);
    *out += ": ";
    AppendJsonString(out, value::FormatDate(*axis.day));
  }
  *out += "}";
}

void AppendPresumed(std::string* out, const Classification& answer) {
  const ir::Program& program = *answer.program;
  *out += "[";
  for (size_t i = 0; i < answer.presumed.size(); ++i) {
    const PresumedFact& presumed = answer.presumed[i];
    const ir::Fact& fact = program.facts[presumed.fact];
    *out += i > 0 ? ", {\"fact\": " : "{\"fact\": ";
    AppendJsonString(out, fact.name.Key());
    *out += ", \"name\": ";
    AppendJsonString(out, fact.name.In(true));
    *out += ", \"value\": ";
    AppendValueJson(out, program, fact.type, presumed.value);
    *out += ", \"basis\": ";
    AppendJsonString(out, presumed.basis);
    *out += "}";
  }
  *out += "]";
}

std::string PolicyName(const ir::Program& program, ir::PolicyId policy) {
  return program.policies[policy].name.In(true);
}

void AppendVersions(std::string* out, const Classification& answer) {
  *out += "[";
  for (size_t i = 0; i < answer.versions.size(); ++i) {
    const VersionAnswer& version = answer.versions[i];
    *out += i > 0 ? ", {\"policy\": " : "{\"policy\": ";
    AppendJsonString(out, PolicyName(*answer.program, version.policy));
    *out += ", \"applies\": ";
    switch (version.applies) {
      case Version::kNew:
        *out += "\"new\"";
        break;
      case Version::kOld:
        *out += "\"old\"";
        break;
      case Version::kOpen:
        *out += "\"undetermined\"";
        break;
    }
    *out += ", \"clause\": ";
    AppendJsonString(out, version.clause);
    *out += ", \"basis\": ";
    AppendStrings(out, version.basis);
    if (version.applies == Version::kOpen) {
      *out += ", \"ask\": ";
      AppendAsk(out, version.ask);
    }
    *out += "}";
  }
  *out += "]";
}

void AppendOutOfOrder(std::string* out, const Classification& answer) {
  *out += "[";
  for (size_t i = 0; i < answer.out_of_order.size(); ++i) {
    const DatesOutOfOrder& one = answer.out_of_order[i];
    *out += i > 0 ? ", {" : "{";
    for (const AxisValue* axis : {&one.first, &one.then}) {
      if (axis == &one.then) *out += ", ";
      AppendJsonString(out, axis->word_en);
      *out += ": ";
      AppendJsonString(out, value::FormatDate(*axis->day));
    }
    *out += "}";
  }
  *out += "]";
}

void AppendOutOfForce(std::string* out, const Classification& answer) {
  *out += "[";
  for (size_t i = 0; i < answer.out_of_force.size(); ++i) {
    const OutOfForce& one = answer.out_of_force[i];
    *out += i > 0 ? ", {\"policy\": " : "{\"policy\": ";
    AppendJsonString(out, PolicyName(*answer.program, one.policy));
    *out += ", \"axis\": ";
    AppendJsonString(out, one.word_en.empty() ? one.word_zh : one.word_en);
    *out += ", \"date\": ";
    AppendJsonString(out, value::FormatDate(one.day));
    *out += one.repealed ? ", \"repealed\": " : ", \"effective\": ";
    AppendJsonString(out, value::FormatDate(one.limit));
    *out += "}";
  }
  *out += "]";
}

void AppendTextDoubts(std::string* out, const std::vector<TextDoubt>& doubts) {
  *out += "[";
  for (size_t i = 0; i < doubts.size(); ++i) {
    *out += i > 0 ? ", {\"quote\": " : "{\"quote\": ";
    AppendJsonString(out, doubts[i].quote);
    *out += ", \"read_as\": ";
    AppendJsonString(out, doubts[i].read_as);
    *out += ", \"reason\": ";
    AppendJsonString(out, doubts[i].reason);
    *out += ", \"basis\": ";
    AppendStrings(out, doubts[i].basis);
    *out += "}";
  }
  *out += "]";
}

void AppendFindings(std::string* out, const Classification& answer) {
  *out += "[";
  for (size_t i = 0; i < answer.findings.size(); ++i) {
    const FindingMade& finding = answer.findings[i];
    *out += i > 0 ? ", {\"fact\": " : "{\"fact\": ";
    AppendJsonString(out, answer.program->facts[finding.fact].name.Key());
    if (finding.element >= 0) *out += fmt::format(", \"element\": {}", finding.element + 1);
    *out += ", \"by\": ";
    AppendJsonString(out, finding.by);
    *out += ", \"reason\": ";
    AppendJsonString(out, finding.reason);
    *out += "}";
  }
  *out += "]";
}

}  // namespace

std::string ToJson(const Classification& answer) {
  const ir::Program& program = *answer.program;
  const ir::Policy& policy = program.policies[program.main];
  std::string out;
  Members m(&out, 0);
  AppendJsonString(m.Add("policy"), policy.name.In(true));
  if (!policy.doc_no.empty()) AppendJsonString(m.Add("document_no"), policy.doc_no);
  AppendJsonString(m.Add("closure"), answer.closure);
  if (!answer.id.empty()) *m.Add("id") += answer.id;
  if (policy.is_example) AppendJsonString(m.Add("notice"), "示例制度：所载数额、期限为虚构，不是法律规定");
  if (!answer.versions.empty()) AppendVersions(m.Add("transition"), answer);
  if (!answer.out_of_force.empty()) AppendOutOfForce(m.Add("not_in_force"), answer);
  if (!answer.out_of_order.empty()) AppendOutOfOrder(m.Add("dates_out_of_order"), answer);
  AppendAxes(m.Add("axes"), answer);
  AppendJsonString(m.Add("engine"), answer.engine);
  *m.Add("recorded") += "false";
  if (!answer.presumed.empty()) AppendPresumed(m.Add("presumed"), answer);
  if (!answer.findings.empty()) AppendFindings(m.Add("findings"), answer);
  if (!answer.doubts.empty()) {
    std::string* list = m.Add("doubts");
    *list += "[";
    for (size_t i = 0; i < answer.doubts.size(); ++i) {
      *list += i > 0 ? ", {\"source\": " : "{\"source\": ";
      AppendJsonString(list, answer.doubts[i].source);
      *list += ", \"doubt\": ";
      AppendJsonString(list, answer.doubts[i].doubt);
      *list += "}";
    }
    *list += "]";
  }
  if (!answer.text_doubts.empty()) AppendTextDoubts(m.Add("text_doubts"), answer.text_doubts);
  Members decisions(m.Add("decisions"), 2);
  for (const DecisionAnswer& decision : answer.decisions)
    AppendDecision(decisions.Add(decision.key), answer, decision);
  decisions.Close();
  if (!answer.trace_json.empty()) *m.Add("trace") += answer.trace_json;
  m.Close();
  return out + "\n";
}

}  // namespace guiju::caseio
