#include "tests/property/policy_generator.h"

#include <fmt/format.h>

#include <vector>

#include "tests/differential/random.h"

namespace guiju::property {
namespace {

using differential::Random;

constexpr std::string_view kVocabulary =
    R"(法源 办法「measures」 { 全称 "生成办法" 位阶 规范性文件 施行 2000-01-01 }
枚举 类别「kind」 { 许可「licence」, 处罚「penalty」, 检查「inspection」 }
等级 程度「degree」 { 轻「light」 < 中「middle」 < 重「grave」 }
枚举 材料「paper」 { 报告「report」, 证据「evidence」, 笔录「minutes」 }
记录 参与人「participant」 {
  身份「status」: 类别
  分额「share」: 金额 范围 0元以上 1亿元以下
  到场「present」: 是否
}
事实 执法「act」: 类别
事实 轻重「gravity」: 程度
事实 罚款「fine」: 金额 范围 0元以上 1亿元以下 当 执法 是 处罚 其余 0元
事实 所得「gain」: 金额 范围 0元以上 1亿元以下
事实 人数若干「head_count」: 人数 范围 0人以上 10000人以下
事实 次序「ordinal」: 整数 范围 0以上 100以下
事实 再犯「repeated」: 是否 未记载视为 否 依据 办法 第一条
事实 听证「heard」: 是否
事实 紧急「urgent」: 是否
事实 地域「region」: 文字
事实 行为日「act_date」: 日期 范围 >= 2010-01-01 <= 2030-12-31 时间轴 行为
事实 决定日「decision_date」: 日期 范围 >= 2010-01-01 <= 2030-12-31 时间轴 决定
事实 名单「people」: 列表<参与人>
认定 复杂「complex」 { 认定人 承办机构 }
推定 紧急 = 否 依据 办法 第二条 当 执法 是 许可
)";

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed), seed_(seed) {}

  std::string Run() {
    std::string text = fmt::format(
        "制度 生成.第{}号「generated.number_{}」 \"生成的制度\" {{ 层级 县级 施行 2021-07-15 性质 示例 "
        "}}\n{}",
        seed_, seed_, kVocabulary);
    text += Parameters();
    for (int64_t n = random_.Within(0, 2); n > 0; --n) text += Define();
    for (int64_t n = random_.Within(1, 4); n > 0; --n) text += Decision();
    return text;
  }

 private:
  bool Chance(int percent) { return random_.Chance(percent); }
  std::string Pick(const std::vector<std::string>& words) { return random_.Pick(words); }
  std::string Fresh(std::string_view zh, std::string_view en) {
    ++count_;
    return fmt::format("{}{}「{}_{}」", zh, count_, en, count_);
  }
  std::string Basis() { return fmt::format("依据 办法 第{}条", random_.Within(1, 120)); }
  std::string Money() { return Pick({"0元", "1元", "5000元", "1万元", "五万元", "100万元", "9999.99元"}); }
  std::string Date() { return Pick({"2015-01-01", "2021-07-14", "2021-07-15", "2024-02-29", "2030-12-31"}); }
  std::string Kind() { return Pick({"许可", "处罚", "检查"}); }
  std::string Ordered() { return Pick({"达到", "超过", "不满", "不超过"}); }

  // ---- declarations
  std::string Parameters() {
    std::string text = fmt::format("标准 常额「fixed_sum」: 金额 = {} {}\n", Money(), Basis());
    text += fmt::format("标准 分类额「sum_by_kind」(种「sort」: 类别): 区间<金额> {} {{\n", Basis());
    text += fmt::format("  | 种 || 额度 |\n  | {} || {}以上 |\n  | 其他 || {} |\n}}\n", Kind(), Money(),
                        Pick({"超过1万元", "1万元以上 不满5万元", "不满5000元", "10万元以下"}));
    text += fmt::format("标准 分期额「sum_by_date」: 金额 按 {} {} {{\n", Pick({"行为", "决定"}), Basis());
    text += fmt::format("  至 2021-07-14 止: {}\n  自 2021-07-15 起: {}\n}}\n", Money(), Money());
    text += fmt::format(
        "对照表 裁量「scale」(额「amount」: 金额, 又「again」: 是否) -> (低「low」: 金额, 高「high」: 金额) "
        "择定 唯一 {} {{\n",
        Basis());
    const std::string limit = Pick({"1万元", "100元", "50万元"});
    text += "  | 额 | 又 || 低 | 高 |\n";
    text += fmt::format("  | 不满{} | 否 || {} | {} |\n", limit, Money(), Money());
    text += fmt::format("  | 不满{} | 是 || {} | {} |\n", limit, Money(), Money());
    text += fmt::format("  | {}以上 | 不限 || {} | {} |\n}}\n", limit, Money(), Money());
    text += fmt::format("定义 超标「over」(值「figure」: 金额): 是否 = 值 {} {}\n", Ordered(), Money());
    return text;
  }

  std::string Define() {
    const std::string name = Fresh("定", "term");
    const std::string text = fmt::format("定义 {} = {}\n", name, Condition(3));
    conditions_.push_back(name.substr(0, name.find("「")));
    return text;
  }

  std::string Decision() {
    const std::string name = Fresh("判", "decision");
    const std::string plain = name.substr(0, name.find("「"));
    std::string text;
    switch (random_.Below(6)) {
      case 0:
        text =
            fmt::format("判定 {}: 金额 择定 {} 从严方向 {} 未定按 {} {{\n{}  其余 {}\n}}\n", name,
                        Pick({"首个", "取严", "取宽"}), Pick({"大", "小"}), Pick({"最高", "最低", "1万元"}),
                        ValueRules([&] { return MoneyValue(2); }), Money());
        break;
      case 1:
        text = fmt::format("判定 {}: 程度 择定 {} 从严方向 大 未定按 最高 {{\n{}  其余 轻\n}}\n", name,
                           Pick({"首个", "取严"}),
                           ValueRules([&] { return Pick({"轻", "中", "重", "若 再犯 则 重 否则 中"}); }));
        break;
      case 2:
        text = fmt::format("判定 {}: 集合<材料> 择定 全部 未定按 {{报告, 证据, 笔录}} {{\n{}}}\n", name,
                           ValueRules([&] { return Pick({"{报告}", "{报告, 证据}", "{笔录}"}); }));
        break;
      case 3:
        text = fmt::format("判定 {}: 工作日数 择定 首个 未定按 最低 {{\n{}  其余 20工作日\n}}\n", name,
                           ValueRules([&] { return Pick({"7工作日", "3工作日", "15工作日"}); }));
        break;
      default:
        text = Boolean(name);
        conditions_.push_back(plain);
        conditions_.push_back(plain + Pick({" 成立", " 不成立"}));
        booleans_.push_back(plain);
    }
    return text;
  }

  template <class F>
  std::string ValueRules(const F& value) {
    std::string text;
    for (int64_t n = random_.Within(1, 4); n > 0; --n)
      text += fmt::format("  情形 {} {}{} 当 {} 则 {}\n", Fresh("情", "rule"), Basis(), Period(),
                          Condition(2), value());
    return text;
  }
  std::string Period() {
    if (Chance(80)) return "";
    return fmt::format(" 按 {} 自 {} 起", Pick({"行为", "决定"}), Date());
  }

  std::string Boolean(const std::string& name) {
    std::string text =
        fmt::format("判定 {} \"生成的判定\": 是否 未定按 {} {{\n", name, Pick({"是", "否", "阻止"}));
    std::vector<std::string> rules;
    for (int64_t n = random_.Within(1, 5); n > 0; --n) {
      const std::string rule = Fresh("情", "rule");
      text += fmt::format("  情形 {} {}{} 当 {}\n", rule, Basis(), Period(), Condition(3));
      rules.push_back(rule.substr(0, rule.find("「")));
    }
    for (int64_t n = random_.Below(3); n > 0; --n) {
      const std::string rule = Fresh("例", "except");
      text += fmt::format("  例外 {} 针对 {} {} 当 {}\n", rule, Pick(rules), Basis(), Condition(2));
      rules.push_back(rule.substr(0, rule.find("「")));
    }
    return text + "}\n";
  }

  // ---- values
  std::string MoneyValue(int depth) {
    if (depth <= 0) return Pick({"罚款", "所得", Money()});
    switch (random_.Below(10)) {
      case 0:
        return fmt::format("{} + {}", MoneyValue(0), MoneyValue(0));
      case 1:
        return fmt::format("{} * {}", Pick({"罚款", "所得"}), random_.Within(2, 5));
      case 2:
        return fmt::format("较大({}, {})", MoneyValue(depth - 1), MoneyValue(0));
      case 3:
        return fmt::format("取整({} / {}, 1元, {})", Pick({"罚款", "所得"}), random_.Within(2, 7),
                           Pick({"舍", "入", "四舍五入"}));
      case 4:
        return Pick({"常额", "分期额"});
      case 5:
        return fmt::format("裁量({}, 再犯).{}", Pick({"罚款", "所得"}), Pick({"低", "高"}));
      case 6:
        return fmt::format("(若 {} 则 {} 否则 {})", Condition(1), MoneyValue(0), MoneyValue(0));
      default:
        return MoneyValue(0);
    }
  }

  // ---- conditions
  std::string Condition(int depth) {
    if (depth > 0 && Chance(60)) {
      const std::string word = Chance(50) ? " 且 " : " 或 ";
      std::string text = Operand(depth - 1);
      for (int64_t n = random_.Within(1, 2); n > 0; --n) text += word + Operand(depth - 1);
      return text;
    }
    return Simple();
  }
  std::string Operand(int depth) {
    if (depth > 0 && Chance(40)) return (Chance(30) ? "非 (" : "(") + Condition(depth) + ")";
    return Chance(20) ? "非 " + Simple() : Simple();
  }

  std::string Simple() {
    switch (random_.Below(16)) {
      case 0:
        return fmt::format("{} {} {}", MoneyValue(1), Ordered(), MoneyValue(0));
      case 1:
        return fmt::format(
            "{} {} {}", Pick({"罚款", "所得"}), Pick({"属于", "超出"}),
            Pick({"1万元以上", "超过5000元 不满5万元", "分类额(执法)", "100元以上 1亿元以下"}));
      case 2:
        return fmt::format("执法 {} {}", Pick({"是", "不是"}), Kind());
      case 3:
        return fmt::format("执法 属于 {{{}, {}}}", Kind(), Kind());
      case 4:
        return fmt::format("轻重 {} {}", Ordered(), Pick({"轻", "中", "重"}));
      case 5:
        return fmt::format("{} {} {}", Pick({"行为日", "决定日"}), Pick({">=", ">", "<", "<="}), Date());
      case 6:
        return fmt::format("{} + {} {} {}", Pick({"行为日", "决定日"}), Pick({"7工作日", "90日", "1个月"}),
                           Pick({">=", "<"}), Date());
      case 7:
        return fmt::format("工作日数(行为日, 决定日) {} {}工作日", Ordered(), random_.Within(1, 30));
      case 8:
        return fmt::format("({} 某 属于 名单: 某.{})", Pick({"任一", "每一"}),
                           Pick({"到场", "分额 达到 1万元", "身份 是 处罚", "分额 属于 分类额(某.身份)"}));
      case 9:
        return fmt::format("(数量 某 属于 名单: 某.到场) {} {}", Ordered(), random_.Within(1, 3));
      case 10:
        return fmt::format("(合计 某 属于 名单: 某.分额) {} {}", Ordered(), Money());
      case 11:
        return fmt::format("超标({})", Pick({"罚款", "所得", "罚款 + 所得"}));
      case 12:
        return Chance(50) ? fmt::format("人数若干 {} {}人", Ordered(), random_.Within(0, 50))
                          : fmt::format("次序 {} {}", Ordered(), random_.Within(0, 100));
      case 13:
        return fmt::format("地域 {} \"{}\"", Pick({"是", "不是"}), Pick({"甲", "乙"}));
      case 14:
        if (!booleans_.empty())
          return fmt::format("成立数({}) {} {}", Pick(booleans_), Ordered(), random_.Within(1, 3));
        [[fallthrough]];
      default:
        return conditions_.empty() || Chance(60) ? Pick({"再犯", "听证", "紧急", "复杂"}) : Pick(conditions_);
    }
  }

  Random random_;
  uint64_t seed_;
  int count_ = 0;
  std::vector<std::string> conditions_;  // names that stand for a condition, declared so far
  std::vector<std::string> booleans_;    // boolean decisions
};

}  // namespace

std::string GeneratePolicy(uint64_t seed) { return Generator(seed).Run(); }

}  // namespace guiju::property
