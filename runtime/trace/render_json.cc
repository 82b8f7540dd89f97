#include <nlohmann/json.hpp>

#include "runtime/trace/render.h"
#include "runtime/value/calendar_text.h"
#include "runtime/value/date.h"

namespace guiju::trace {
namespace {

using Json = nlohmann::ordered_json;

class JsonWriter {
 public:
  JsonWriter(const ir::Program& program, const RenderOptions& options)
      : program_(program), options_(options) {}

  Json Decision(const DecisionTrace& trace) const {
    const ir::Decision& decision = program_.decisions[trace.decision];
    Json json{{"decision", decision.name.Key()}, {"name", decision.name.In(options_.chinese)}};
    json["status"] = trace.determined ? "determined" : "undetermined";
    if (trace.determined) json["value"] = Value(decision.type, trace.value);
    json["text"] = KnowledgeText(program_, decision.type, trace.value, options_);
    if (trace.by_otherwise) json["otherwise"] = Otherwise(trace);
    if (!trace.notices.empty()) json["provisional"] = trace.notices;
    json["rules"] = Json::array();
    for (const RuleTrace& rule : trace.rules) {
      if (rule.state != RuleState::kFails || options_.all_rules) json["rules"].push_back(Rule(rule));
    }
    if (trace.missing) json["missing"] = Unknown(*trace.missing, trace.decision);
    if (!trace.determined) return json;
    json["sufficient"] = Readings(trace.sufficient);
    json["changes"] = Json::array();
    for (const Change& change : trace.changes) {
      json["changes"].push_back(Outcome(change.settings, change.result, decision.type));
      if (!change.within) continue;
      const Setting reach{change.settings[0].place, *change.within};
      json["changes"].back()["other_rules_when"] = SettingText(program_, reach, options_);
    }
    json["all_changes_tried"] = trace.all_changes;
    return json;
  }

 private:
  Json Otherwise(const DecisionTrace& trace) const {
    Json json = Json::object();
    for (ir::CiteId cite : program_.decisions[trace.decision].otherwise_basis)
      json["basis"].push_back(Basis(cite));
    for (const FigureReading& reading : trace.otherwise_figures) json["figures"].push_back(Figure(reading));
    for (const DateCount& count : trace.otherwise_counts) json["counts"].push_back(Count(count));
    return json;
  }
  // Exact values only: numbers as text with their unit, so that nothing is rounded on the way.
  Json Value(const ir::Type& type, const interp::Knowledge& k) const {
    if (type.kind == ir::TypeKind::kBool) return k.set == 2;
    if (type.kind == ir::TypeKind::kDate && k.lo == k.hi) return value::FormatDate(k.lo);
    return KnowledgeText(program_, type, k, options_);
  }
  Json ValueOf(const ir::Type& type, int64_t value) const {
    if (type.kind == ir::TypeKind::kBool) return value != 0;
    if (type.kind == ir::TypeKind::kDate) return value::FormatDate(value);
    return ValueText(program_, type, value, options_);
  }

  void Put(const Place& place, Json* json) const {
    if (place.fact) (*json)["fact"] = program_.facts[place.fact].name.Key();
    if (place.list) (*json)["list"] = program_.lists[place.list].name.Key();
    if (place.element >= 0) (*json)["element"] = place.element + 1;
    (*json)["name"] = PlaceText(program_, place, options_);
  }
  Json One(const Reading& reading) const {
    Json json;
    Put(reading.place, &json);
    if (reading.place.fact && reading.known)
      json["value"] = ValueOf(program_.facts[reading.place.fact].type, reading.value);
    if (!reading.place.fact) json["complete"] = reading.known;
    if (!reading.known) json["unknown"] = true;
    if (!reading.applicable) json["applicable"] = false;
    if (reading.presumed) json["presumed"] = BasesText(program_, reading.presumption_basis, options_);
    return json;
  }
  Json Readings(const std::vector<Reading>& readings) const {
    Json list = Json::array();
    for (const Reading& reading : readings) list.push_back(One(reading));
    return list;
  }

  static const char* TruthKey(const interp::Truth& truth) {
    return truth.must ? "yes" : truth.may ? "unknown" : "no";
  }
  static const char* KindKey(ir::UseKind kind) {
    switch (kind) {
      case ir::UseKind::kAtom:
        return "condition";
      case ir::UseKind::kAnd:
        return "and";
      case ir::UseKind::kOr:
        return "or";
      case ir::UseKind::kNot:
        return "not";
      case ir::UseKind::kQuantified:
        return "elements";
      case ir::UseKind::kDefined:
        return "definition";
      case ir::UseKind::kValue:
        return "value";
    }
    return "";
  }
  Json StepJson(const Step& step) const {
    const ir::Use& use = program_.uses[step.use];
    Json json{{"kind", KindKey(use.kind)}, {"holds", TruthKey(step.truth)}};
    if (!use.text.empty()) json["written"] = use.text;
    if (step.element >= 0) json["element"] = step.element + 1;
    if (step.subject && !use.subject.empty()) {
      json["compared"] = {
          {"what", use.subject},
          {"value", KnowledgeText(program_, program_.exprs[use.subject_expr].type, *step.subject, options_)}};
    }
    if (step.bound && !use.bound.empty()) {
      json["threshold"] = {
          {"what", use.bound},
          {"value", KnowledgeText(program_, program_.exprs[use.bound_expr].type, *step.bound, options_)}};
    }
    if (step.low || step.high) {
      const ir::Use& ends = program_.uses[use.children[0]];
      const ir::Type& type = program_.exprs[ends.subject_expr ? ends.subject_expr : ends.bound_expr].type;
      json["threshold"] = {{"what", use.bound},
                           {"value", IntervalText(program_, type, step.low, step.high, options_)}};
      if (step.low) json["threshold"]["from"] = KnowledgeText(program_, type, *step.low, options_);
      if (step.high) json["threshold"]["to"] = KnowledgeText(program_, type, *step.high, options_);
    }
    for (const FigureReading& reading : step.figures) json["figures"].push_back(Figure(reading));
    if (!step.facts.empty()) json["facts"] = Readings(step.facts);
    for (ir::DecisionId id : step.decisions) json["decisions"].push_back(program_.decisions[id].name.Key());
    for (const Step& child : step.children) json["parts"].push_back(StepJson(child));
    if (use.origin) json["line"] = program_.origins[use.origin].line;
    return json;
  }

  static const char* StateKey(RuleState state) {
    switch (state) {
      case RuleState::kHolds:
        return "holds";
      case RuleState::kExcepted:
        return "excepted";
      case RuleState::kFails:
        return "fails";
      case RuleState::kOpen:
        return "undetermined";
    }
    return "";
  }
  Json Basis(ir::CiteId id) const {
    const ir::Cite& cite = program_.cites[id];
    Json json{{"text", BasisText(program_, id, options_)}, {"provision", cite.text}};
    if (!cite.source) return json;
    const ir::LegalSource& source = program_.sources[cite.source];
    json["source"] = source.title.empty() ? source.name.In(options_.chinese) : source.title;
    if (!source.doc_no.empty()) json["number"] = source.doc_no;
    if (!source.doubt.empty()) json["doubt"] = source.doubt;
    if (!source.url.empty()) json["url"] = source.url;
    return json;
  }
  Json Figure(const FigureReading& reading) const {
    const ir::Figure& figure = program_.figures[reading.figure];
    Json json{{"figure", figure.name.Key()}, {"name", figure.name.In(options_.chinese)}};
    if (figure.kind == ir::FigureKind::kDefinition) json["definition"] = true;
    for (ir::CiteId cite : reading.basis) json["basis"].push_back(Basis(cite));
    if (!figure.set_by.empty()) json["set_by"] = figure.set_by;
    return json;
  }
  Json Count(const DateCount& count) const {
    const std::vector<std::string> lines = CountLines(count, options_);
    const value::DueDate& due = count.deadline.due;
    Json json{{"from", value::FormatDate(count.start)},
              {"n", count.n},
              {"unit", value::UnitText(count.unit, options_.chinese)},
              {"earliest", value::FormatDate(due.earliest)},
              {"latest", value::FormatDate(due.latest)},
              {"provisional", due.provisional}};
    if (due.provisional) json["missing"] = due.missing;
    json["text"] = lines[0];
    json["days"] = Json::array();
    for (size_t i = 1; i < lines.size(); ++i) json["days"].push_back(lines[i]);
    return json;
  }
  Json Rule(const RuleTrace& trace) const {
    const ir::Rule& rule = program_.rules[trace.rule];
    Json json{{"rule", rule.key}, {"name", rule.name.In(options_.chinese)}};
    if (!rule.title.empty()) json["title"] = rule.title;
    json["state"] = StateKey(trace.state);
    if (trace.decides) json["decides"] = true;
    if (trace.out_of_period) json["in_force"] = false;
    if (trace.value)
      json["value"] = KnowledgeText(program_, program_.exprs[rule.value].type, *trace.value, options_);
    for (ir::CiteId cite : rule.basis) json["basis"].push_back(Basis(cite));
    for (const FigureReading& reading : trace.figures) json["figures"].push_back(Figure(reading));
    for (const DateCount& count : trace.counts) json["counts"].push_back(Count(count));
    if (rule.origin) {
      const ir::Origin& origin = program_.origins[rule.origin];
      if (origin.policy) json["policy"] = program_.policies[origin.policy].name.Key();
      json["file"] = origin.file;
      json["line"] = origin.line;
    }
    if (trace.condition) json["condition"] = StepJson(*trace.condition);
    for (const Step& step : trace.failed) json["failed"].push_back(StepJson(step));
    for (const RuleTrace& exception : trace.exceptions) json["exceptions"].push_back(Rule(exception));
    return json;
  }

  Json Outcome(const std::vector<Setting>& settings, const interp::Knowledge& result,
               const ir::Type& type) const {
    Json json;
    for (const Setting& setting : settings) {
      Json one;
      Put(setting.place, &one);
      one["text"] = SettingText(program_, setting, options_);
      const ir::Type& fact = program_.facts[setting.place.fact].type;
      if (fact.kind == ir::TypeKind::kBool || fact.kind == ir::TypeKind::kEnum) {
        for (int64_t value = 0; value < 64; ++value) {
          if ((setting.region.mask >> value) & 1) one["values"].push_back(ValueOf(fact, value));
        }
      } else if (!setting.region.other_text) {
        one["from"] = ValueOf(fact, setting.region.lo);
        one["to"] = ValueOf(fact, setting.region.hi);
      }
      json["given"].push_back(std::move(one));
    }
    json["result"] = Value(type, result);
    return json;
  }

  Json Unknown(const Missing& missing, ir::DecisionId decision) const {
    Json json;
    const ir::Type& type = program_.decisions[decision].type;
    json["possible"] = KnowledgeText(program_, type, missing.possible, options_);
    const std::string act_on = ActOnText(program_, decision, missing, options_);
    if (!act_on.empty()) json["act_on"] = act_on;
    if (!missing.notices.empty()) {
      json["missing_notices"] = missing.notices;
      json["provisional"] = NoticesText(missing.notices, options_);
    }
    if (missing.uncounted && act_on.empty()) {
      json["act_on"] = nullptr;
      json["act_on_reason"] = NotYetText(program_, missing, options_);
    }
    json["ask"] = Json::array();
    for (const Place& place : missing.ask) {
      Json one;
      Put(place, &one);
      one["question"] = QuestionText(program_, place, options_);
      if (place.fact && program_.facts[place.fact].role == ir::FactRole::kFinding) {
        one["finders"] = program_.facts[place.fact].finders;
        one["raisers"] = program_.facts[place.fact].raisers;
        one["reason_required"] = true;
      }
      json["ask"].push_back(std::move(one));
    }
    json["minimal"] = missing.minimal;
    json["decisive"] = Json::array();
    for (const Decisive& answer : missing.decisive)
      json["decisive"].push_back(Outcome(answer.given, answer.result, type));
    return json;
  }

  const ir::Program& program_;
  const RenderOptions& options_;
};

}  // namespace

std::string DecisionJson(const ir::Program& program, const DecisionTrace& trace,
                         const RenderOptions& options) {
  return JsonWriter(program, options).Decision(trace).dump(1, ' ', false, Json::error_handler_t::replace);
}

std::string ExplainJson(const Explainer& explainer, const std::vector<ir::DecisionId>& decisions,
                        const RenderOptions& options) {
  Json list = Json::array();
  for (ir::DecisionId decision : decisions) {
    list.push_back(JsonWriter(explainer.program(), options).Decision(explainer.Explain(decision)));
  }
  return list.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace guiju::trace
