// guiju_bench_generate DIR: writes the yardstick's rule code (large_rows.inc, small_columns.inc,
// large_columns.inc) and the policies in Guiju (small.gj, large.gj). The same bytes on every machine.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/workload.h"

namespace guiju::bench {
namespace {

std::string_view NameOf(Field field) { return Fields()[field].name; }

const char* Operator(Op op) {
  switch (op) {
    case Op::kEq:
    case Op::kIn:
      return "==";
    case Op::kNe:
      return "!=";
    case Op::kGe:
      return ">=";
    case Op::kGt:
      return ">";
    case Op::kLe:
      return "<=";
    case Op::kLt:
      return "<";
  }
  return "";
}
const char* CompareName(Op op) {
  switch (op) {
    case Op::kEq:
    case Op::kIn:
      return "kEqual";
    case Op::kNe:
      return "kNotEqual";
    case Op::kGe:
      return "kAtLeast";
    case Op::kGt:
      return "kGreater";
    case Op::kLe:
      return "kAtMost";
    case Op::kLt:
      return "kLess";
  }
  return "";
}

template <class Each>
std::string JoinSet(uint64_t set, Each each) {
  std::string text;
  for (int v = 0; v < 64; ++v) {
    if (((set >> v) & 1) == 0) continue;
    text += (text.empty() ? "(" : " | ") + each(v);
  }
  return text + ")";
}

std::string RowCondition(const Condition& k) {
  const std::string left = k.sum ? "c.fine + c.confiscation" : fmt::format("c.{}", NameOf(k.left));
  if (k.op == Op::kIn) return JoinSet(k.set, [&](int v) { return fmt::format("({} == {})", left, v); });
  if (k.to_field) return fmt::format("({} {} c.{})", left, Operator(k.op), NameOf(k.right));
  return fmt::format("({} {} {})", left, Operator(k.op), k.value);
}

std::string ColumnCondition(const Condition& k) {
  const std::string_view name = NameOf(k.left);
  if (k.sum) return fmt::format("MaskSum<{}>(c.fine, c.confiscation, {})", CompareName(k.op), k.value);
  if (k.to_field) return fmt::format("Mask<{}>(c.{}, c.{})", CompareName(k.op), name, NameOf(k.right));
  switch (Fields()[k.left].kind) {
    case FieldKind::kBool:
      return fmt::format("{}c.{}", k.value != 0 ? "" : "~", name);
    case FieldKind::kEnum:
      if (k.op == Op::kIn) {
        return JoinSet(k.set,
                       [&](int v) { return fmt::format("Mask<kEqual>(c.{}, uint8_t{{{}}})", name, v); });
      }
      return fmt::format("Mask<{}>(c.{}, uint8_t{{{}}})", CompareName(k.op), name, k.value);
    case FieldKind::kInt:
      break;
  }
  const bool wide = k.left == kFine || k.left == kConfiscation || k.left == kAmount;
  return fmt::format("Mask<{}>(c.{}, {}{{{}}})", CompareName(k.op), name, wide ? "int64_t" : "int32_t",
                     k.value);
}

template <class Each>
std::string Conjunction(const std::vector<Condition>& rule, Each each) {
  std::string text;
  for (const Condition& k : rule) text += (text.empty() ? "" : " & ") + each(k);
  return text;
}

std::string Rows(const Policy& policy) {
  std::string out;
  for (size_t word = 0; word < 4; ++word) {
    out += fmt::format("  w[{}] = 0", word);
    for (size_t r = 64 * word; r < std::min(policy.rules.size(), 64 * word + 64); ++r) {
      out += fmt::format("\n      | static_cast<uint64_t>({}) << {}",
                         Conjunction(policy.rules[r], RowCondition), r % 64);
    }
    out += ";\n";
  }
  return out;
}

// Every distinct condition once, then the rules over them.
std::string Columns(const Policy& policy) {
  std::vector<std::string> conditions;
  std::string rules;
  const auto index_of = [&](const Condition& k) {
    const std::string text = ColumnCondition(k);
    const auto found = std::find(conditions.begin(), conditions.end(), text);
    const auto index = static_cast<size_t>(found - conditions.begin());
    if (found == conditions.end()) conditions.push_back(text);
    return index;
  };
  for (size_t r = 0; r < policy.rules.size(); ++r) {
    const std::string all =
        Conjunction(policy.rules[r], [&](const Condition& k) { return fmt::format("m{}", index_of(k)); });
    rules += fmt::format(
        "    const uint64_t r{0} = {1};\n    out.fired[{0}][b] = r{0};\n    count.Add(r{0});\n", r, all);
  }
  std::string out;
  for (size_t i = 0; i < conditions.size(); ++i)
    out += fmt::format("    const uint64_t m{} = {};\n", i, conditions[i]);
  return out + rules;
}

bool Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return static_cast<bool>(file.flush());
}

}  // namespace
}  // namespace guiju::bench

int main(int argc, char** argv) {
  using namespace guiju::bench;
  if (argc != 2) return 2;
  const std::string dir = argv[1];
  const Policy small = SmallPolicy(), large = LargePolicy();
  const bool written = Write(dir + "/large_rows.inc", Rows(large)) &&
                       Write(dir + "/small_columns.inc", Columns(small)) &&
                       Write(dir + "/large_columns.inc", Columns(large)) &&
                       Write(dir + "/small.gj", ToGuiju(small)) && Write(dir + "/large.gj", ToGuiju(large));
  return written ? 0 : 2;
}
