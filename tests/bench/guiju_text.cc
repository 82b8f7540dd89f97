// The policies as an author would write them in Guiju.
#include <fmt/format.h>

#include "tests/bench/workload.h"

namespace guiju::bench {
namespace {

std::string ValueText(Field field, int64_t value) {
  const FieldInfo& info = Fields()[field];
  if (info.kind == FieldKind::kEnum) return std::string(info.chinese_values[static_cast<size_t>(value)]);
  return fmt::format("{}", value);
}

std::string SetText(Field field, uint64_t set) {
  std::string text;
  for (int v = 0; v < 64; ++v) {
    if ((set >> v) & 1) text += (text.empty() ? "{" : ", ") + ValueText(field, v);
  }
  return text + "}";
}

std::string ConditionText(const Condition& k) {
  const FieldInfo& info = Fields()[k.left];
  if (info.kind == FieldKind::kBool) return fmt::format("{}{}", k.value != 0 ? "" : "非 ", info.chinese);
  if (info.kind == FieldKind::kEnum) {
    if (k.op == Op::kIn) return fmt::format("{} 属于 {}", info.chinese, SetText(k.left, k.set));
    return fmt::format("{} {} {}", info.chinese, k.op == Op::kEq ? "是" : "不是", ValueText(k.left, k.value));
  }
  const char* op = "";
  switch (k.op) {
    case Op::kEq:
    case Op::kIn:
      op = "=";
      break;
    case Op::kNe:
      op = "!=";
      break;
    case Op::kGe:
      op = ">=";
      break;
    case Op::kGt:
      op = ">";
      break;
    case Op::kLe:
      op = "<=";
      break;
    case Op::kLt:
      op = "<";
      break;
  }
  const std::string left = k.sum ? fmt::format("{} + {}", info.chinese, Fields()[kConfiscation].chinese)
                                 : std::string(info.chinese);
  const std::string right = k.to_field ? std::string(Fields()[k.right].chinese) : fmt::format("{}", k.value);
  return fmt::format("{} {} {}", left, op, right);
}

std::string Header(const Policy& policy) {
  std::string out = fmt::format(
      "// 基准测试所用的制度, 由 guiju_bench_generate 写出; 数额以分为单位的整数, 与测试数据一致。\n"
      "制度 基准.{0}「bench.{0}」 \"基准测试: {1}条规则\" {{\n  制定机关 \"基准测试\"\n  性质 示例\n}}\n\n"
      "法源 基准规则「bench_rules」 {{ 全称 \"基准测试规则\" 位阶 内部规定 }}\n\n",
      policy.name, policy.rules.size());
  for (const FieldInfo& info : Fields()) {
    if (info.kind != FieldKind::kEnum) continue;
    out += fmt::format("枚举 {}种类「{}_kind」 {{ ", info.chinese, info.name);
    for (size_t v = 0; v < info.values.size(); ++v) {
      out += fmt::format("{}{}「{}」", v == 0 ? "" : ", ", info.chinese_values[v], info.values[v]);
    }
    out += " }\n";
  }
  out +=
      "枚举 路线种类「route_kind」 { 不审核「no_review」, 法制审核「legal_review」, 集体讨论「collective」 "
      "}\n\n";
  for (const FieldInfo& info : Fields()) {
    out += fmt::format("事实 {}「{}」: ", info.chinese, info.name);
    switch (info.kind) {
      case FieldKind::kEnum:
        out += fmt::format("{}种类\n", info.chinese);
        break;
      case FieldKind::kBool:
        out += "是否\n";
        break;
      case FieldKind::kInt:
        out += fmt::format("整数 范围 {}以上 {}以下\n", info.lo, info.hi);
        break;
    }
  }
  return out;
}

}  // namespace

std::string ToGuiju(const Policy& policy) {
  std::string out = Header(policy);
  out += "\n判定 命中「fired」: 是否 未定按 是 {\n";
  for (size_t r = 0; r < policy.rules.size(); ++r) {
    std::string all;
    for (const Condition& k : policy.rules[r]) all += (all.empty() ? "" : " 且 ") + ConditionText(k);
    out += fmt::format("  情形 规则{0}「r{0}」 依据 基准规则 第{0}条 当 {1}\n", r + 1, all);
  }
  out += "}\n";
  const auto name = [](Field field) { return Fields()[field].chinese; };
  out += fmt::format(
      "\n判定 公开期限「days」: 工作日数 择定 首个 未定按 最低 {{\n"
      "  情形 不公开「withheld」 依据 基准规则 第二百零一条 当 {} 或 {} 或 {} 则 0工作日\n"
      "  情形 七日「short」 依据 基准规则 第二百零二条 当 {} 属于 {{行政许可, 行政处罚}} 则 7工作日\n  其余 "
      "20工作日\n}}\n",
      name(kStateSecret), name(kTradeSecret), name(kPrivacy), name(kAct));
  out += fmt::format("\n定义 简易免审「exempt」 = {} 是 简易程序 且 非 {} 且 非 {} 且 非 {}\n",
                     name(kProcedure), name(kRevoke), name(kSuspend), name(kHearing));
  out +=
      "\n判定 重大「major」: 是否 未定按 是 {\n  情形 应当审核「reviewable」 依据 基准规则 第二百零三条 当 "
      "命中 且 非 简易免审\n}\n";
  out += fmt::format(
      "\n判定 路线「route」: 路线种类 择定 首个 未定按 阻止 {{\n"
      "  情形 集体「panel」 依据 基准规则 第二百零四条 当 重大 且 ({} 或 {} 或 {} >= 50000000 或 "
      "成立数(命中) >= {}) 则 集体讨论\n"
      "  情形 审核「review」 依据 基准规则 第二百零五条 当 重大 则 法制审核\n  其余 不审核\n}}\n",
      name(kRevoke), name(kSuspend), name(kFine), policy.collective_from);
  return out;
}

}  // namespace guiju::bench
