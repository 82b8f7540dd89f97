#include "runtime/engine/row_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "runtime/caseio/classification.h"
#include "runtime/caseio/json_text.h"
#include "runtime/engine/answer.h"
#include "runtime/engine/csv_cell.h"

namespace guiju::engine {
namespace {

constexpr size_t kMostConstants = 16;
constexpr size_t kDigits = 24;

// Without the call that std::has_single_bit is on the oldest processors.
bool IsOneBit(uint64_t mask) { return mask != 0 && (mask & (mask - 1)) == 0; }

bool EveryRootIsReason(const ir::Program& program, ir::DecisionId id) {
  for (; id; id = program.decisions[id].parent) {
    const ir::Combine combine = program.decisions[id].combine;
    if (combine != ir::Combine::kAnyHolds && combine != ir::Combine::kAll) return false;
  }
  return true;
}

int CountBits(uint64_t bits) {
  bits -= (bits >> 1) & 0x5555555555555555u;
  bits = (bits & 0x3333333333333333u) + ((bits >> 2) & 0x3333333333333333u);
  return static_cast<int>((((bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u) >> 56);
}

size_t FirstHeld(const std::vector<ir::RuleId>& roots, const uint64_t* must) {
  size_t i = 0;
  for (; i < roots.size(); ++i) {
    const size_t index = static_cast<size_t>(roots[i].index);
    if ((must[index / 64] >> (index % 64) & 1) != 0) break;
  }
  return i;
}

}  // namespace

RowWriter::RowWriter(const LoadedPolicy& policy, Format format)
    : policy_(policy), program_(policy.program()), format_(format), rules_(program_.rules.size()) {
  const bool json = format_ == Format::kJsonLines;
  separator_ = json ? 1 : 2;
  close_ = Keep(json ? "]}" : "");
  for (const LoadedPolicy::Visible& visible : policy.visible()) AddPart(visible);
  end_ = Keep(json ? "}}\n" : "\r\n");
  pool_.append(kSlack, '\0');
  most_ += end_.length + kDigits + 64;
}

RowWriter::Fragment RowWriter::Keep(const std::string& text) {
  Fragment fragment{static_cast<uint32_t>(pool_.size()), static_cast<uint32_t>(text.size())};
  pool_ += text;
  return fragment;
}

void RowWriter::AddPart(const LoadedPolicy::Visible& visible) {
  const ir::Decision& decision = program_.decisions[visible.decision];
  Part part;
  part.decision = visible.decision;
  part.mask = decision.type.kind == ir::TypeKind::kEnum;
  if (EveryRootIsReason(program_, visible.decision)) {
    part.reasons = Reasons::kEveryRoot;
  } else if ((decision.combine == ir::Combine::kFirst || decision.combine == ir::Combine::kUnique) &&
             !decision.parent) {
    part.reasons = Reasons::kFirstRoot;
  }
  AddRoots(visible.decision, &part);
  const size_t values = decision.type.kind == ir::TypeKind::kBool ? 2
                        : part.mask ? program_.enums[decision.type.enumeration].values.size()
                                    : 0;
  for (size_t v = 0; v < values; ++v) part.values.push_back(Value(part, static_cast<int64_t>(v)));
  if (decision.type.kind == ir::TypeKind::kInt) AddConstants(&part);
  if (part.reasons == Reasons::kFirstRoot) AddDecided(&part);
  uint32_t longest = 0;
  for (Fragment value : part.values) longest = std::max(longest, value.length);
  for (const auto& [value, text] : part.constants) longest = std::max(longest, text.length);
  most_ += longest + 2;
  for (ir::RuleId rule : part.roots) most_ += rules_[static_cast<size_t>(rule.index)].length;
  parts_.push_back(std::move(part));
}

void RowWriter::AddRoots(ir::DecisionId id, Part* part) {
  const ir::Decision& decision = program_.decisions[id];
  if (decision.parent && decision.compose != ir::Compose::kReplace) AddRoots(decision.parent, part);
  for (ir::RuleId rule_id : decision.rules) {
    const ir::Rule& rule = program_.rules[rule_id];
    if (rule.kind == ir::RuleKind::kException) continue;
    const size_t index = static_cast<size_t>(rule_id.index);
    const std::string& name = rule.name.In(true);
    part->plain_names = part->plain_names && CsvCell(name) == name;
    if (rules_[index].length == 0) {
      rules_[index] = Keep(format_ == Format::kCsv ? name + "; " : caseio::JsonString(rule.name.Key()) + ",");
    }
    part->roots.push_back(rule_id);
    const uint32_t word = static_cast<uint32_t>(index / 64);
    if (part->root_bits.empty() || part->root_bits.back().first != word) part->root_bits.push_back({word, 0});
    part->root_bits.back().second |= uint64_t{1} << (index % 64);
  }
}

void RowWriter::AddConstants(Part* part) {
  const ir::Decision& decision = program_.decisions[part->decision];
  auto add = [&](ir::ExprId expr) {
    if (!expr || program_.exprs[expr].kind != ir::ExprKind::kConst) return;
    const int64_t value = program_.exprs[expr].value;
    if (part->constants.size() < kMostConstants && Find(*part, value) == nullptr)
      part->constants.emplace_back(value, Value(*part, value));
  };
  for (ir::RuleId rule : decision.rules) add(program_.rules[rule].value);
  add(decision.otherwise);
}

void RowWriter::AddDecided(Part* part) {
  for (ir::RuleId root : part->roots) {
    const ir::Rule& rule = program_.rules[root];
    const Fragment reason = rules_[static_cast<size_t>(root.index)];
    const bool constant = rule.value && program_.exprs[rule.value].kind == ir::ExprKind::kConst;
    if (!constant || !part->plain_names) {
      part->decided.emplace_back(0, Fragment{});
      continue;
    }
    const int64_t value = program_.exprs[rule.value].value;
    part->decided.emplace_back(
        value, Keep(ValueText(*part, value) + pool_.substr(reason.begin, reason.length - separator_) +
                    pool_.substr(close_.begin, close_.length)));
    most_ += part->decided.back().second.length;
  }
}

// The key, or the comma between cells.
std::string RowWriter::ValueStart(const Part& part) const {
  if (format_ == Format::kCsv) return ",";
  const auto visible =
      std::find_if(policy_.visible().begin(), policy_.visible().end(),
                   [&](const LoadedPolicy::Visible& v) { return v.decision == part.decision; });
  const bool first = visible == policy_.visible().begin();
  return (first ? "" : ",") + caseio::JsonString(visible->key) + ":{";
}

std::string RowWriter::ValueText(const Part& part, int64_t value) const {
  const ir::Type& type = program_.decisions[part.decision].type;
  std::string text = ValueStart(part);
  if (format_ == Format::kCsv) return text + CsvCell(caseio::ValueText(program_, type, value, true)) + ",";
  text += "\"value\":";
  caseio::AppendValueJson(&text, program_, type, value);
  return text + ",\"because\":[";
}

RowWriter::Fragment RowWriter::Value(const Part& part, int64_t value) { return Keep(ValueText(part, value)); }

const RowWriter::Fragment* RowWriter::Find(const Part& part, int64_t value) const {
  if (static_cast<uint64_t>(value) < part.values.size()) return &part.values[static_cast<size_t>(value)];
  for (const auto& [constant, text] : part.constants) {
    if (constant == value) return &text;
  }
  return nullptr;
}

// "? 是|否", "? 1万元 至 5万元"
std::string RowWriter::PossibleText(const ir::Decision& decision, int64_t lo, int64_t hi) const {
  auto text = [&](int64_t value) { return caseio::ValueText(program_, decision.type, value, true); };
  switch (decision.type.kind) {
    case ir::TypeKind::kBool:
      return "? " + text(1) + "|" + text(0);
    case ir::TypeKind::kEnum: {
      std::string values;
      for (uint64_t mask = static_cast<uint64_t>(lo); mask != 0; mask &= mask - 1)
        values += (values.empty() ? "? " : "|") + text(std::countr_zero(mask));
      return values;
    }
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      return "? " + text(lo) + " 至 " + text(hi);
    case ir::TypeKind::kSet:
      return "? 至少 " + text(lo) + "，至多 " + text(hi);
    case ir::TypeKind::kText:
      break;
  }
  return "?";
}

// An undetermined value, up to the first reason.
std::string RowWriter::OpenText(const Part& part, int64_t lo, int64_t hi) const {
  const ir::Decision& decision = program_.decisions[part.decision];
  std::string text = ValueStart(part);
  if (format_ == Format::kCsv) return text + CsvCell(PossibleText(decision, lo, hi)) + ",";
  text += "\"status\":\"undetermined\",\"possible\":";
  caseio::AppendPossibleJson(&text, program_, decision, lo, hi);
  text += ",\"act_on\":";
  if (std::optional<int64_t> value = caseio::ActOnValue(decision, lo, hi)) {
    caseio::AppendValueJson(&text, program_, decision.type, *value);
  } else {
    text += decision.act_on == ir::ActOn::kBlock      ? "\"block\""
            : decision.act_on == ir::ActOn::kWithhold ? "\"withhold\""
                                                      : "null";
  }
  return text + ",\"because\":[";
}

std::string RowWriter::Head() const {
  if (format_ != Format::kCsv) return "";
  std::string header = "\xEF\xBB\xBFid";
  for (const LoadedPolicy::Visible& visible : policy_.visible())
    header += "," + CsvCell(visible.key) + "," + CsvCell(visible.key + ".because");
  return header + "\r\n";
}

// ---- one row
// ------------------------------------------------------------------------------------------------------------

inline char* RowWriter::Put(char* at, Fragment fragment) const {
  const char* text = pool_.data() + fragment.begin;
  std::memcpy(at, text, 32);
  if (fragment.length > 32) [[unlikely]] {
    std::memcpy(at + 32, text + 32, 32);
    if (fragment.length > kSlack) std::memcpy(at + kSlack, text + kSlack, fragment.length - kSlack);
  }
  return at + fragment.length;
}

inline char* RowWriter::PutId(char* at, std::string_view id, uint64_t line) const {
  auto text = [&at](std::string_view word) {
    std::memcpy(at, word.data(), word.size());
    at += word.size();
  };
  const bool json = format_ == Format::kJsonLines;
  if (id.empty()) {
    text(json ? "{\"line\":" : "line ");
    at = std::to_chars(at, at + kDigits, line).ptr;
  } else if (json) {
    text("{\"id\":");
    text(id);
  } else if (id.front() == '"') {
    text(CsvCell(TextOfJsonString(id)));
  } else {
    text(id);
  }
  if (json) text(",\"decisions\":{");
  return at;
}

// The rules are gathered before any is written: how many of them one word holds is hard to foresee.
inline char* RowWriter::PutEveryRoot(char* at, const Part& part, const uint64_t* must) const {
  constexpr size_t kGathered = 192;
  std::array<uint32_t, kGathered + 64 + 4> held;
  size_t count = 0;
  auto put = [&] {
    for (size_t i = 0; i < count; ++i) at = Put(at, rules_[held[i]]);
    count = 0;
  };
  for (const auto& [word, mask] : part.root_bits) {
    uint64_t bits = must[word] & mask;
    if (bits == 0) continue;
    const size_t end = count + static_cast<size_t>(CountBits(bits));
    for (; count < end; count += 4) {
      for (size_t i = 0; i < 4; ++i, bits &= bits - 1)
        held[count + i] = word * 64 + static_cast<uint32_t>(std::countr_zero(bits | uint64_t{1} << 63));
    }
    count = end;
    if (count >= kGathered) put();
  }
  put();
  return at;
}

// With what separates each from the next.
inline char* RowWriter::PutReasons(char* at, const Part& part, const abi::Outcome& outcome,
                                   bool settled) const {
  if (part.reasons == Reasons::kEveryRoot) return PutEveryRoot(at, part, outcome.must);
  if (!settled) return at;  // an open value has no single reason yet
  if (part.reasons == Reasons::kFirstRoot) {
    const size_t first = FirstHeld(part.roots, outcome.must);
    return first < part.roots.size() ? PutReason(at, part.roots[first]) : at;
  }
  for (ir::RuleId rule : DecidingRules(policy_, part.decision, outcome)) at = PutReason(at, rule);
  return at;
}

std::string RowWriter::QuotedReasons(const Part& part, const abi::Outcome& outcome, bool settled) const {
  std::string names(most_ + kSlack, '\0');
  const char* end = PutReasons(names.data(), part, outcome, settled);
  names.resize(static_cast<size_t>(end - names.data()));
  if (!names.empty()) names.resize(names.size() - separator_);
  return CsvCell(names);
}

bool RowWriter::Append(LineBuffer* out, std::string_view id, uint64_t line, uint64_t* words) const {
  const abi::Outcome outcome(policy_.shape(), words);
  bool determined = true;
  char* at = PutId(out->Reserve(most_ + kSlack + 2 * id.size()), id, line);
  auto append = [&](const std::string& text) {  // whatever its length
    out->Commit(at);
    out->Append(text);
    at = out->Reserve(most_ + kSlack);
  };
  for (const Part& part : parts_) {
    const int64_t lo = outcome.lo[part.decision.index], hi = outcome.hi[part.decision.index];
    // As caseio::IsDetermined and ExactValue have it.
    const bool settled = part.mask ? IsOneBit(static_cast<uint64_t>(lo)) : lo == hi;
    const int64_t value = part.mask ? std::countr_zero(static_cast<uint64_t>(lo)) : lo;
    if (settled && !part.decided.empty()) {
      const size_t first = FirstHeld(part.roots, outcome.must);
      if (first < part.decided.size() && part.decided[first].first == value &&
          part.decided[first].second.length != 0) {
        at = Put(at, part.decided[first].second);
        continue;
      }
    }
    const Fragment* text = settled ? Find(part, value) : nullptr;
    if (text != nullptr) {
      at = Put(at, *text);
    } else {
      append(settled ? ValueText(part, value) : OpenText(part, lo, hi));
    }
    determined = determined && settled;
    if (format_ == Format::kCsv && !part.plain_names) {
      append(QuotedReasons(part, outcome, settled));
      continue;
    }
    char* begin = at;
    at = PutReasons(at, part, outcome, settled);
    if (at != begin) at -= separator_;
    at = Put(at, close_);
  }
  at = Put(at, end_);
  out->Commit(at);
  return determined;
}

}  // namespace guiju::engine
