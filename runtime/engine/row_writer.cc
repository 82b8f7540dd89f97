#include "runtime/engine/row_writer.h"

#include <bit>
#include <charconv>

#include "runtime/caseio/classification.h"
#include "runtime/caseio/json_text.h"
#include "runtime/engine/answer.h"

namespace guiju::engine {
namespace {

void AppendNumber(std::string* out, uint64_t number) {
  char digits[24];
  out->append(digits, std::to_chars(digits, digits + sizeof(digits), number).ptr);
}

// RFC 4180; a cell a spreadsheet would take for a formula is kept text by a leading apostrophe.
void AppendCell(std::string* out, std::string_view cell) {
  bool formula = !cell.empty() &&
                 (cell[0] == '=' || cell[0] == '+' || cell[0] == '@' || cell[0] == '\t' || cell[0] == '\r' ||
                  (cell[0] == '-' && (cell.size() == 1 || cell[1] < '0' || cell[1] > '9')));
  bool quote = formula || cell.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quote) {
    out->append(cell);
    return;
  }
  *out += formula ? "\"'" : "\"";
  for (char c : cell) {
    if (c == '"') *out += '"';
    *out += c;
  }
  *out += '"';
}

}  // namespace

RowWriter::RowWriter(const LoadedPolicy& policy)
    : policy_(policy), program_(policy.program()), text_of_rule_(program_.rules.size(), -1) {
  for (const LoadedPolicy::Visible& visible : policy.visible()) {
    const ir::Decision& decision = program_.decisions[visible.decision];
    Part part;
    part.decision = visible.decision;
    part.open = parts_.empty() ? "" : ",";
    caseio::AppendJsonString(&part.open, visible.key);
    part.open += ":";
    size_t values = decision.type.kind == ir::TypeKind::kBool ? 2
                    : decision.type.kind == ir::TypeKind::kEnum
                        ? program_.enums[decision.type.enumeration].values.size()
                        : 0;
    for (size_t v = 0; v < values; ++v) part.values.push_back(Render(part, static_cast<int64_t>(v)));
    AddRoots(visible.decision, &part);
    part.all_roots = decision.combine == ir::Combine::kAnyHolds || decision.combine == ir::Combine::kAll;
    for (ir::DecisionId d = decision.parent; part.all_roots && d; d = program_.decisions[d].parent) {
      ir::Combine combine = program_.decisions[d].combine;
      part.all_roots = combine == ir::Combine::kAnyHolds || combine == ir::Combine::kAll;
    }
    part.first_root = (decision.combine == ir::Combine::kFirst || decision.combine == ir::Combine::kUnique) &&
                      !decision.parent;
    if (decision.type.kind == ir::TypeKind::kInt) AddConstants(visible.decision, &part);
    if (part.all_roots) {
      part.masks.assign(policy.shape().rule_words, 0);
      for (size_t i = 0; i < part.rules.size(); ++i) {
        int32_t rule = part.rules[i].rule.index;
        part.masks[static_cast<size_t>(rule) / 64] |= uint64_t{1} << (rule % 64);
        text_of_rule_[static_cast<size_t>(rule)] = static_cast<int32_t>(i);
      }
    }
    parts_.push_back(std::move(part));
  }
}

void RowWriter::AddRoots(ir::DecisionId id, Part* part) const {
  const ir::Decision& decision = program_.decisions[id];
  if (decision.parent && decision.compose != ir::Compose::kReplace) AddRoots(decision.parent, part);
  for (ir::RuleId rule_id : decision.rules) {
    const ir::Rule& rule = program_.rules[rule_id];
    if (rule.kind == ir::RuleKind::kException) continue;
    const std::string& name = rule.name.In(true);
    std::string cell;
    AppendCell(&cell, name);
    part->plain_names = part->plain_names && cell == name;
    part->rules.push_back({rule_id, caseio::JsonString(rule.name.Key()), name});
  }
}

void RowWriter::AddConstants(ir::DecisionId id, Part* part) const {
  const ir::Decision& decision = program_.decisions[id];
  auto add = [&](ir::ExprId expr) {
    if (!expr || program_.exprs[expr].kind != ir::ExprKind::kConst || part->constants.size() >= 16) return;
    int64_t value = program_.exprs[expr].value;
    if (TextOf(*part, value) != nullptr) return;
    part->constants.emplace_back(value, Render(*part, value));
  };
  for (ir::RuleId rule : decision.rules) add(program_.rules[rule].value);
  add(decision.otherwise);
}

RowWriter::ValueText RowWriter::Render(const Part& part, int64_t value) const {
  const ir::Type& type = program_.decisions[part.decision].type;
  ValueText text;
  text.json = part.open + "{\"value\":";
  caseio::AppendValueJson(&text.json, program_, type, value);
  text.json += ",\"because\":[";
  text.cell = ",";
  AppendCell(&text.cell, caseio::ValueText(program_, type, value, true));
  text.cell += ",";
  return text;
}

const RowWriter::ValueText* RowWriter::TextOf(const Part& part, int64_t value) {
  if (static_cast<uint64_t>(value) < part.values.size()) return &part.values[static_cast<size_t>(value)];
  for (const auto& [constant, text] : part.constants) {
    if (constant == value) return &text;
  }
  return nullptr;
}

template <class Emit>
void RowWriter::Reasons(const Part& part, const abi::Outcome& outcome, bool determined, Emit&& emit) const {
  if (!determined && !part.all_roots) return;  // an open value has no single reason yet
  if (part.all_roots) {
    for (size_t w = 0; w < part.masks.size(); ++w) {
      for (uint64_t bits = outcome.must[w] & part.masks[w]; bits != 0; bits &= bits - 1) {
        size_t rule = w * 64 + static_cast<size_t>(std::countr_zero(bits));
        emit(part.rules[static_cast<size_t>(text_of_rule_[rule])]);
      }
    }
    return;
  }
  if (part.first_root) {
    for (const RuleText& text : part.rules) {
      if ((outcome.must[text.rule.index / 64] >> (text.rule.index % 64) & 1) == 0) continue;
      emit(text);
      return;
    }
    return;
  }
  for (ir::RuleId rule : DecidingRules(policy_, part.decision, outcome)) {
    for (const RuleText& text : part.rules) {
      if (text.rule == rule) emit(text);
    }
  }
}

bool RowWriter::AppendJson(std::string* out, std::string_view id, uint64_t line, uint64_t* words) const {
  abi::Outcome outcome(policy_.shape(), words);
  bool determined = true;
  if (id.empty()) {
    *out += "{\"line\":";
    AppendNumber(out, line);
  } else {
    *out += "{\"id\":";
    out->append(id);
  }
  *out += ",\"decisions\":{";
  for (const Part& part : parts_) {
    const ir::Decision& decision = program_.decisions[part.decision];
    int64_t lo = outcome.lo[part.decision.index], hi = outcome.hi[part.decision.index];
    const bool settled = caseio::IsDetermined(decision.type, lo, hi);
    if (settled) {
      int64_t value = caseio::ExactValue(decision.type, lo);
      if (const ValueText* text = TextOf(part, value)) {
        *out += text->json;
      } else {
        *out += part.open;
        *out += "{\"value\":";
        caseio::AppendValueJson(out, program_, decision.type, value);
        *out += ",\"because\":[";
      }
    } else {
      determined = false;
      *out += part.open;
      *out += "{\"status\":\"undetermined\",\"possible\":";
      caseio::AppendPossibleJson(out, program_, decision, lo, hi);
      *out += ",\"act_on\":";
      if (std::optional<int64_t> value = caseio::ActOnValue(decision, lo, hi)) {
        caseio::AppendValueJson(out, program_, decision.type, *value);
      } else {
        *out += decision.act_on == ir::ActOn::kBlock      ? "\"block\""
                : decision.act_on == ir::ActOn::kWithhold ? "\"withhold\""
                                                          : "null";
      }
      *out += ",\"because\":[";
    }
    bool first = true;
    Reasons(part, outcome, settled, [&](const RuleText& rule) {
      if (!first) *out += ',';
      first = false;
      *out += rule.quoted;
    });
    *out += "]}";
  }
  *out += "}}\n";
  return determined;
}

std::string RowWriter::CsvHeader() const {
  std::string header = "id";
  for (const LoadedPolicy::Visible& visible : policy_.visible()) {
    header += ",";
    AppendCell(&header, visible.key);
    header += ",";
    AppendCell(&header, visible.key + ".because");
  }
  return header + "\r\n";
}

bool RowWriter::AppendCsv(std::string* out, std::string_view id, uint64_t line, uint64_t* words) const {
  abi::Outcome outcome(policy_.shape(), words);
  bool determined = true;
  if (id.empty()) {
    *out += "line ";
    AppendNumber(out, line);
  } else if (id.front() == '"') {
    AppendCell(out, id.substr(1, id.size() - 2));
  } else {
    out->append(id);
  }
  for (const Part& part : parts_) {
    const ir::Decision& decision = program_.decisions[part.decision];
    const int64_t lo = outcome.lo[part.decision.index], hi = outcome.hi[part.decision.index];
    const bool settled = caseio::IsDetermined(decision.type, lo, hi);
    const int64_t value = settled ? caseio::ExactValue(decision.type, lo) : -1;
    if (const ValueText* text = settled ? TextOf(part, value) : nullptr) {
      *out += text->cell;
    } else {
      *out += ',';
      std::string cell = "? ";
      if (settled) {
        cell = caseio::ValueText(program_, decision.type, value, true);
      } else {
        caseio::AppendPossibleJson(&cell, program_, decision, lo, hi);
      }
      AppendCell(out, cell);
      *out += ',';
      determined = determined && settled;
    }
    std::string quoted;
    std::string* because = part.plain_names ? out : &quoted;
    bool first = true;
    Reasons(part, outcome, settled, [&](const RuleText& rule) {
      if (!first) *because += "; ";
      first = false;
      *because += rule.cell;
    });
    if (!part.plain_names) AppendCell(out, quoted);
  }
  *out += "\r\n";
  return determined;
}

}  // namespace guiju::engine
