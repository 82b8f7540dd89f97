#include "compiler/lower/lower.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace guiju::lower {
namespace {

std::string Report(const Compiled& compiled) {
  diag::RenderOptions options;
  return diag::RenderText(compiled.diagnostics.Sorted(), compiled.closure->sources, options);
}

Compiled Compile(const std::string& text) { return CompileText({{"main.gj", text}}); }

// Compiles without errors to a program that verifies.
ir::Program Sound(const std::string& text) {
  Compiled compiled = Compile(text);
  EXPECT_TRUE(compiled.program.has_value()) << Report(compiled);
  if (!compiled.program) return {};
  for (const std::string& problem : ir::Verify(*compiled.program))
    ADD_FAILURE() << problem << "\n" << ir::Print(*compiled.program);
  ir::ParseFailure failure;
  auto again = ir::Parse(ir::Print(*compiled.program), &failure);
  EXPECT_TRUE(again.has_value()) << failure.line << ": " << failure.message;
  if (again) {
    EXPECT_TRUE(*again == *compiled.program);
  }
  return std::move(*compiled.program);
}

// The codes reported, warnings too.
std::vector<std::string> Codes(const std::string& text) {
  Compiled compiled = Compile(text);
  std::vector<std::string> codes;
  for (const diag::Diagnostic& d : compiled.diagnostics.Sorted()) codes.push_back(diag::CodeOf(d.kind));
  return codes;
}

bool Reports(const std::string& text, diag::Kind kind) {
  std::vector<std::string> codes = Codes(text);
  return std::find(codes.begin(), codes.end(), diag::CodeOf(kind)) != codes.end();
}

const char* const kHeader = R"(制度 示范县.测试「example.test」 "测试" { 性质 示例 }
法源 处罚法 { 全称 "中华人民共和国行政处罚法" 位阶 法律 施行 2021-07-15 }
法源 办法 { 全称 "示范县办法" 位阶 规范性文件 文号 "示政〔2021〕1号" 施行 2021-07-15 }
枚举 类别「kind」 { 许可「licence」, 处罚「penalty」, 强制「coercion」 }
枚举 身份「party_kind」 { 公民「citizen」, 法人「legal_person」, 其他组织「other_org」 }
等级 程度「severity」 { 一般「low」 < 重大「major」 < 特别重大「huge」 }
事实 案由类别「act」: 类别 问 "哪一类？"
事实 拟罚款「fine」: 金额 范围 0元以上 100亿元以下 当 案由类别 是 处罚 其余 0元
事实 严重性「level」: 程度
事实 公开「public」: 是否
事实 决定日「decided」: 日期 时间轴 决定
事实 行为日「acted」: 日期 时间轴 行为
记录 人「person」 { 身份「party_kind」: 身份 罚款额「amount」: 金额 }
事实 当事人「parties」: 列表<人>
认定 疑难「complex」 { 认定人 承办机构 提级人 负责人 问 "是否疑难？" }
)";

std::string With(const std::string& rest) { return kHeader + rest; }

TEST(Lower, BooleanDecisionWithException) {
  ir::Program p = Sound(With(R"(
判定 审核范围「review」: 是否 未定按 是 {
  情形 疑难案件「hard」 "疑难" 依据 处罚法 第五十八条第一款第三项 当 疑难
  情形 较大罚款「big」 依据 办法 第三条 当 案由类别 是 处罚 且 拟罚款 达到 1万元
  例外 不公开「hidden」 针对 较大罚款 依据 办法 第四条 当 非 公开
}
)"));
  ASSERT_EQ(p.decisions.size(), 1u);
  ASSERT_EQ(p.rules.size(), 3u);
  EXPECT_EQ(p.rules[ir::RuleId(0)].key, "example.test.review.hard");
  EXPECT_EQ(p.rules[ir::RuleId(2)].kind, ir::RuleKind::kException);
  ASSERT_EQ(p.rules[ir::RuleId(2)].attacks.size(), 1u);
  EXPECT_EQ(p.rules[ir::RuleId(2)].attacks[0], ir::RuleId(1));
  const ir::Rule& big = p.rules[ir::RuleId(1)];
  EXPECT_EQ(p.cites[big.basis[0]].text, "第三条");
  const ir::Use& use = p.uses[big.guard_use];
  ASSERT_EQ(use.kind, ir::UseKind::kAnd);
  EXPECT_EQ(p.uses[use.children[1]].subject, "拟罚款");
  EXPECT_EQ(p.uses[use.children[1]].bound, "1万元");
  EXPECT_TRUE(p.policies[p.main].is_example);
}

TEST(Lower, IntervalParameterKeepsOpenness) {
  ir::Program p = Sound(With(R"(
标准 线(类型: 身份): 区间<金额> 依据 办法 第三条 {
  | 类型 || 额度 |
  | 公民 || 1万元以上 |
  | 其他 || 超过10万元 |
}
判定 范围「scope」: 是否 未定按 是 {
  情形 甲「a」 依据 办法 第三条 当 任一 甲 属于 当事人: 甲.罚款额 属于 线(甲.身份)
}
)"));
  std::string text = ir::Print(p);
  // 超过10万元 starts one 分 above; 1万元以上 at the number itself.
  EXPECT_NE(text.find("-10000001"), std::string::npos) << text;
  EXPECT_NE(text.find("-1000000"), std::string::npos) << text;
}

TEST(Lower, OrderedEnumAndArithmetic) {
  ir::Program p = Sound(With(R"(
事实 违法所得「gains」: 金额
定义 合并「total」 = 拟罚款 + 违法所得
判定 档次「tier」: 程度 择定 首个 未定按 最高 {
  情形 甲「a」 依据 办法 第一条 当 合并 超过 50万元 则 特别重大
  情形 乙「b」 依据 办法 第一条 当 严重性 达到 重大 或 拟罚款 * 3 达到 违法所得 * 2 则 重大
  其余 一般
}
判定 幅度「span」: 金额 择定 首个 未定按 最高 {
  情形 甲「a」 依据 办法 第一条 当 疑难 则 取整(违法所得 * 三分之一, 1元, 舍)
  其余 0元
}
)"));
  EXPECT_EQ(p.decisions.size(), 2u);
}

TEST(Lower, PeriodsAndMilder) {
  ir::Program p = Sound(With(R"(
标准 上限「cap」: 金额 按 行为 依据 办法 第五条 { 自 2017-01-01 起: 5000元  自 2021-07-15 起: 1万元 }
判定 罚款上限「fine_cap」: 金额 择定 首个 从严方向 大 未定按 最低 {
  情形 处罚的「p」 依据 办法 第五条 当 案由类别 是 处罚 则 上限
  其余 0元
}
判定 从轻上限「mild_cap」: 金额 从旧兼从轻 罚款上限 自 行为 至 决定
)"));
  // As written, on the act date (the same axis reading anew), on the decision date, and the milder of the
  // two.
  EXPECT_EQ(p.decisions.size(), 4u);
  int open = 0;
  for (const ir::Decision& d : p.decisions) open += d.is_public;
  EXPECT_EQ(open, 2);
}

TEST(Lower, DatesAndAggregates) {
  Sound(With(R"(
定义 总额「sum_fine」 = 合计 甲 属于 当事人: 甲.罚款额
判定 期限「due」: 日期 择定 首个 从严方向 小 未定按 最低 {
  情形 快「fast」 依据 办法 第一条 当 公开 则 决定日 + 7工作日
  情形 一月「month」 依据 办法 第一条 当 总额 达到 1万元 则 决定日 + 1个月
  其余 顺延(决定日 + 20日)
}
判定 人数多「many」: 是否 未定按 是 {
  情形 甲「a」 依据 办法 第一条 当 (数量 甲 属于 当事人: 甲.身份 是 公民) 达到 10
  情形 乙「b」 依据 办法 第一条 当 每一 甲 属于 当事人: 甲.罚款额 超过 最低额(甲.身份)
  情形 丙「c」 依据 办法 第一条 当 工作日数(行为日, 决定日) 超过 30工作日
}
标准 最低额「floor」(谁: 身份): 金额 { | 谁 || 额 |
  | 公民, 法人 || 100元 |
  | 其他 || 1000元 | }
)"));
}

TEST(Lower, CompositionWithSuperior) {
  Compiled compiled =
      CompileText({{"up.gj", std::string(R"(制度 国家.甲「national.a」 "上位"
法源 办法 { 位阶 规范性文件 全称 "县办法" }
法源 文件 { 位阶 国务院文件 全称 "某文件" 文号 "国办发〔2018〕118号" 许可优先 法律 }
事实 金额数「amount」: 金额
事实 秘密「secret」: 是否
开放 定义 公共利益「interest」 = 金额数 超过 100万元
标准 线「line」: 金额 = 10万元 开放 只可降低 范围 1万元以上 10万元以下
判定 审核「review」: 是否 未定按 是 { 情形 利益「i」 依据 国办发(2018)118号 第六项 当 公共利益 或 金额数 达到 线 }
判定 期限「limit」: 工作日数 择定 首个 从严方向 小 未定按 最低 { 其余 20工作日 }
)")},
                   {"low.gj", std::string(R"(制度 示范县.乙「county.b」 "下位" { 上位 国家.甲 }
标准 线: 金额 = 5万元
扩充 公共利益 当 秘密 依据 办法 第二条
判定 审核: 是否 未定按 是 { 情形 秘密案「s」 依据 办法 第一条 当 秘密 }
判定 期限: 工作日数 择定 首个 未定按 最低 { 其余 7工作日 }
)")}});
  ASSERT_TRUE(compiled.program.has_value()) << Report(compiled);
  EXPECT_TRUE(ir::Verify(*compiled.program).empty()) << ir::Print(*compiled.program);
  const ir::Program& p = *compiled.program;
  EXPECT_EQ(p.policies[p.main].name.zh, "示范县.乙");
  int with_parent = 0, open = 0;
  for (const ir::Decision& d : p.decisions) {
    with_parent += d.parent.has_value();
    open += d.is_public;
  }
  EXPECT_EQ(with_parent, 2);
  EXPECT_EQ(open, 2);
}

TEST(Lower, RelaxingSettingIsRefused) {
  auto kinds = [](const std::string& low) {
    Compiled c = CompileText({{"up.gj", R"(制度 国家.甲 "上位"
法源 办法 { 位阶 规范性文件 全称 "办法" }
事实 额: 金额
标准 线: 金额 = 10万元 开放 只可降低 范围 1万元以上 20万元以下
判定 审核: 是否 未定按 是 { 情形 甲 依据 办法 第一条 当 额 达到 线 }
)"},
                              {"low.gj", "制度 县.乙 \"下位\" { 上位 国家.甲 }\n" + low}});
    std::vector<diag::Kind> out;
    for (const auto& d : c.diagnostics.all()) out.push_back(d.kind);
    return out;
  };
  EXPECT_EQ(kinds("标准 线: 金额 = 15万元"), std::vector<diag::Kind>{diag::Kind::SetWrongDirection});
  EXPECT_EQ(kinds("标准 线: 金额 = 5000元"), std::vector<diag::Kind>{diag::Kind::SetOutsideBounds});
  EXPECT_TRUE(kinds("标准 线: 金额 = 2万元").empty());
}

TEST(Lower, TablesAreSwept) {
  const std::string table = R"(
对照表 裁量「grid」(额: 金额, 再次: 是否) -> (下限: 金额, 上限: 金额) 择定 唯一 依据 办法 第六条 {
  | 额 | 再次 || 下限 | 上限 |
  | 不满100元 | 否 || 1元 | 2元 |
  | 不满100元 | 是 || 2元 | 3元 |
  | %s | 不限 || 3元 | 4元 |
}
判定 下限额「lower_sum」: 金额 择定 首个 未定按 最低 { 其余 裁量(拟罚款, 疑难).下限 }
)";
  auto with = [&](const char* cell) { return With(std::string(table).replace(table.find("%s"), 2, cell)); };
  Sound(with("100元以上"));
  EXPECT_TRUE(Reports(with("超过100元"), diag::Kind::TableGap));
  EXPECT_TRUE(Reports(with("50元以上"), diag::Kind::TableOverlap));
}

TEST(Lower, UniqueIsProved) {
  auto decision = [](const std::string& second) {
    return With(
        "判定 档「t」: 整数 择定 唯一 未定按 最高 {\n 情形 甲 依据 办法 第一条 当 拟罚款 不满 1万元 则 1\n "
        "情形 乙 依据 办法 第一条 当 " +
        second + " 则 2\n}\n");
  };
  Sound(decision("拟罚款 达到 1万元"));
  EXPECT_TRUE(Reports(decision("拟罚款 超过 1万元"), diag::Kind::MissingOtherwise));
  EXPECT_TRUE(Reports(decision("拟罚款 达到 5000元"), diag::Kind::UniqueOverlap));
}

TEST(Lower, OverflowIsFound) {
  EXPECT_TRUE(Reports(With("判定 大: 是否 未定按 是 { 情形 甲 依据 办法 第一条 当 (合计 甲 属于 当事人: "
                           "甲.罚款额) * 100 超过 1元 }\n"),
                      diag::Kind::Overflow));
}

TEST(Lower, MistakesAreNamed) {
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 办法 第一条 当 疑难且公开 }\n"),
                      diag::Kind::JoinedWords));
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 办法 第一条 当 拟罚 达到 1元 }\n"),
                      diag::Kind::UnknownNameSimilar));
  EXPECT_TRUE(
      Reports(With("判定 甲: 是否 { 情形 乙 依据 办法 第一条 当 疑难 }\n"), diag::Kind::MissingDirection));
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 办法 第一条 当 拟罚款 达到 5工作日 }\n"),
                      diag::Kind::DimensionMix));
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 办法 第一条 当 案由类别 达到 处罚 }\n"),
                      diag::Kind::NotOrdered));
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 处罚法 当 疑难 }\n"),
                      diag::Kind::ArticleRequired));
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 处罚发 第一条 当 疑难 }\n"),
                      diag::Kind::UnknownSourceSimilar));
  EXPECT_TRUE(Reports(With("判定 甲: 是否 未定按 是 { 情形 乙 依据 办法 第一条 当 丙 }\n判定 丙: 是否 未定按 "
                           "是 { 情形 丁 依据 办法 第一条 当 甲 }\n"),
                      diag::Kind::DecisionCycle));
  EXPECT_TRUE(Reports(
      With("标准 线: 金额 按 行为 { 自 2017-01-01 起 至 2020-12-31 止: 1元 自 2021-07-15 起: 2元 }\n"),
      diag::Kind::PeriodGap));
}

TEST(Lower, ExamplesBecomeCases) {
  ir::Program p = Sound(With(R"(
判定 审核「review」: 是否 未定按 是 { 情形 公民大额「c」 依据 办法 第一条 当 任一 甲 属于 当事人: 甲.身份 是 公民 且 甲.罚款额 达到 1万元 }
示例 "公民一万元" {
  已知 案由类别 = 处罚, 当事人 = [{身份 = 公民, 罚款额 = 1万元}], 公开 = 否
  应得 审核 是 因 公民大额
}
)"));
  ASSERT_EQ(p.examples.size(), 1u);
  EXPECT_EQ(
      p.examples[0].case_json,
      "{\"案由类别\": \"处罚\", \"当事人\": [{\"身份\": \"公民\", \"罚款额\": \"1万元\"}], \"公开\": false}");
  EXPECT_EQ(p.examples[0].expected[0].value, 1);
}

TEST(Lower, EnglishKeywordsGiveTheSameProgram) {
  const char* const zh = R"(制度 县.甲「county.a」 "标题"
法源 办法「measures」 { 全称 "办法" 位阶 规范性文件 }
枚举 类别「kind」 { 许可「licence」, 处罚「penalty」 }
事实 案由「act」: 类别
事实 罚款「fine」: 金额 当 案由 是 处罚 其余 0元
判定 审核「review」: 是否 未定按 是 { 情形 大额「big」 依据 办法 第三条 当 罚款 达到 1万元 或 案由 不是 处罚 }
)";
  const char* const en = R"(policy county.a「县.甲」 "标题"
source measures「办法」 { title "办法" rank normative_document }
enum kind「类别」 { licence「许可」, penalty「处罚」 }
fact act「案由」: kind
fact fine「罚款」: money when act is penalty otherwise 0yuan
decision review「审核」: bool if-unknown yes { rule big「大额」 basis measures art 3 when fine >= 1wan_yuan or act is-not penalty }
)";
  ir::Program a = Sound(zh), b = Sound(en);
  EXPECT_EQ(a.exprs, b.exprs);
  ASSERT_EQ(a.rules.size(), 1u);
  ASSERT_EQ(b.rules.size(), 1u);
  EXPECT_EQ(a.rules[ir::RuleId(0)].key, b.rules[ir::RuleId(0)].key);
  EXPECT_EQ(a.facts[ir::FactId(1)].name, b.facts[ir::FactId(1)].name);
}

TEST(Lower, DatesBeforeTheFirstPeriodAreAskedFor) {
  ir::Program p = Sound(With(R"(
标准 起点「start」: 金额 按 行为 依据 办法 第三条 { 自 2017-01-01 起: 5000元 自 2021-07-15 起: 1万元 }
判定 审核「review」: 是否 未定按 是 { 情形 一 依据 办法 第三条 当 拟罚款 达到 起点 }
)"));
  const ir::Fact& asked = p.facts[ir::FactId(p.facts.size() - 1)];
  EXPECT_EQ(asked.name.zh, "起点_2017-01-01以前");
  EXPECT_FALSE(asked.question.empty());
}

TEST(Lower, OverrideDecidesAndDefeats) {
  ir::Program p = Sound(With(R"(
法源 意见「opinion」 { 全称 "国家意见" 位阶 国务院文件 许可优先 法律 }
判定 期限「limit」: 工作日数 择定 首个 未定按 最低 {
  情形 通常「usual」 依据 意见 第三条 当 公开 则 7工作日
  情形 另定「other」 依据 处罚法 第六条 优先于 意见 当 疑难 则 20工作日
  其余 7工作日
}
)"));
  const ir::Rule& rule = p.rules[ir::RuleId(1)];
  EXPECT_EQ(rule.kind, ir::RuleKind::kOverride);
  ASSERT_EQ(rule.attacks.size(), 1u);
  EXPECT_EQ(rule.attacks[0], ir::RuleId(0));
}

TEST(Lower, SuperiorsRuleSetAsideByAdmittedException) {
  Compiled compiled = CompileText({{"up.gj", R"(制度 国家.甲 "上位"
法源 意见 { 全称 "国家意见" 位阶 国务院文件 许可优先 法律 }
法源 某法 { 全称 "某某法" 位阶 法律 }
事实 复杂: 是否
事实 涉密: 是否
判定 审核: 是否 未定按 是 { 情形 疑难 依据 意见 第三条 当 复杂 }
)"},
                                   {"low.gj", R"(制度 县.乙 "下位" { 上位 国家.甲 }
判定 审核: 是否 未定按 是 {
  情形 又一 依据 意见 第四条 当 涉密
  例外 除外 针对 疑难 依据 某法 第五条 优先于 意见 当 涉密
}
)"}});
  ASSERT_TRUE(compiled.program.has_value()) << Report(compiled);
  EXPECT_TRUE(ir::Verify(*compiled.program).empty());
  for (const ir::Rule& rule : compiled.program->rules) {
    if (rule.kind != ir::RuleKind::kException) continue;
    const ir::Decision& home = compiled.program->decisions[rule.decision];
    EXPECT_FALSE(home.is_public);
    EXPECT_EQ(rule.key, "县.乙.审核.除外");
  }
}

TEST(Lower, SetsAndCounts) {
  ir::Program p = Sound(With(R"(
判定 渠道「channels」: 集合<类别> 择定 全部 未定按 阻止 {
  情形 一「a」 依据 办法 第一条 当 公开 则 {许可, 处罚}
  情形 二「b」 依据 办法 第一条 当 疑难 则 强制
}
判定 多项「several」: 是否 未定按 是 {
  情形 甲「x」 依据 办法 第二条 当 成立数(渠道) 达到 2
  情形 乙「y」 依据 办法 第二条 当 渠道 包含 强制 且 案由类别 属于 渠道
}
)"));
  EXPECT_EQ(p.decisions.size(), 2u);
}

// Every provision a use can lead to, its parts included: as cited, in order of the footings' trees.
void Provisions(const ir::Program& p, ir::FootingId id, std::vector<std::string>* out) {
  if (!id) return;
  for (ir::CiteId cite : p.footings[id].basis) out->push_back(p.cites[cite].text);
  Provisions(p, p.footings[id].yes, out);
  Provisions(p, p.footings[id].no, out);
}
std::vector<std::string> Provisions(const ir::Program& p, ir::UseId use) {
  std::vector<std::string> out;
  for (ir::FootingId id : p.uses[use].footings) Provisions(p, id, &out);
  for (ir::UseId part : p.uses[use].children) {
    for (const std::string& provision : Provisions(p, part)) out.push_back(provision);
  }
  return out;
}

TEST(Lower, ProvisionsOfFiguresAndDefinitionsAreKept) {
  const ir::Program p = Sound(std::string(kHeader) + R"(
法源 旧法 { 全称 "旧行政处罚法" 位阶 法律 施行 1996-10-01 失效 2021-07-15 }
标准 限额(身份: 身份): 金额 按 行为 依据 处罚法 第一条 {
  自 1996-10-01 起: 1000元 依据 旧法 第二条
  自 2021-07-15 起:
    | 公民 || 200元 | 依据 处罚法 第三条
    | 其他 || 3000元 | 依据 处罚法 第四条
}
定义 公民限额: 金额 = 限额(公民) 依据 办法 第五条
定义 大额 = 拟罚款 超过 公民限额 依据 办法 第六条
对照表 裁量(严重: 程度) -> (数额: 金额) 择定 唯一 依据 办法 第七条 {
  | 严重 || 数额 |
  | 一般 || 1元 | 依据 办法 第八条
  | 重大, 特别重大 || 2元 |
}
判定 审核: 是否 未定按 是 {
  情形 甲 依据 办法 第三条 当 大额
  其余 否 依据 办法 第十条
}
判定 数额: 金额 择定 首个 未定按 最低 {
  情形 乙 依据 办法 第三条 当 公开 则 裁量(严重性).数额
  其余 公民限额 依据 办法 第十一条, 办法 第十二条
})");
  ASSERT_FALSE(p.decisions.empty());
  const auto decision = [&](std::string_view name) -> const ir::Decision& {
    for (const ir::Decision& d : p.decisions) {
      if (d.name.Is(name)) return d;
    }
    ADD_FAILURE() << name;
    return *p.decisions.begin();
  };
  // Of the row for citizens: the argument is one.
  const std::vector<std::string> limit = {"第一条", "第三条", "第二条"};
  std::vector<std::string> large = {"第六条", "第五条"};
  large.insert(large.end(), limit.begin(), limit.end());
  EXPECT_EQ(Provisions(p, p.rules[decision("审核").rules[0]].guard_use), large);
  ASSERT_EQ(decision("审核").otherwise_basis.size(), 1u);
  EXPECT_EQ(p.cites[decision("审核").otherwise_basis[0]].text, "第十条");
  EXPECT_EQ(Provisions(p, p.rules[decision("数额").rules[0]].value_use),
            (std::vector<std::string>{"第七条", "第八条"}));
  EXPECT_EQ(decision("数额").otherwise_basis.size(), 2u);
  std::vector<std::string> rest = {"第五条"};
  rest.insert(rest.end(), limit.begin(), limit.end());
  EXPECT_EQ(Provisions(p, decision("数额").otherwise_use), rest);
}

TEST(Lower, HeaderAndTransitionsAreKept) {
  const std::string body = R"(
法源 办法 { 全称 "示范县办法" 位阶 规范性文件 }
事实 立案日「filed」: 日期 时间轴 立案
事实 复杂: 是否
判定 审核: 是否 未定按 是 {
  情形 甲 依据 办法 第三条 当 复杂
}
)";
  const auto header = [&](const std::string& condition) {
    return R"(制度 示范县.测试 "测试" {
  文号 "示政〔2021〕1号"
  印发 2021-06-01
  施行 2021-07-15
  失效 2026-07-15
  过渡 当 )" +
           condition + R"( 适用 旧制度 依据 办法 第三十条
  过渡 当 非 复杂 适用 新制度
})" + body;
  };
  const ir::Program p = Sound(header("立案日 < 2021-07-15"));
  const ir::Policy& policy = p.policies[p.main];
  EXPECT_EQ(policy.doc_no, "示政〔2021〕1号");
  EXPECT_EQ(policy.issued, 18779);
  EXPECT_EQ(policy.effective, 18823);
  EXPECT_EQ(policy.repealed, 20649);
  ASSERT_EQ(p.transitions.size(), 2u);
  EXPECT_TRUE(p.transitions[0].old_version);
  EXPECT_FALSE(p.transitions[1].old_version);
  EXPECT_EQ(p.uses[p.transitions[0].when_use].text, "立案日 < 2021-07-15");
  EXPECT_EQ(p.exprs[p.transitions[0].when].type.kind, ir::TypeKind::kBool);
  ASSERT_EQ(p.transitions[0].basis.size(), 1u);
  EXPECT_EQ(p.cites[p.transitions[0].basis[0]].text, "第三十条");
  EXPECT_TRUE(Reports(header("没有声明的词 < 2021-07-15"), diag::Kind::UnknownName));
  EXPECT_TRUE(Reports(header("立案日 < 3万元"), diag::Kind::TypeMismatch));
  EXPECT_TRUE(Reports(header("审核"), diag::Kind::GuardReadsDecision));
}

TEST(Lower, FoldingKeepsUnknown) {
  // x 或 非 x is not yes while x is unknown: it must stay.
  ir::Program p = Sound(With("判定 审核: 是否 未定按 是 { 情形 一 依据 办法 第一条 当 公开 或 非 公开 }\n"));
  EXPECT_EQ(p.exprs[p.rules[ir::RuleId(0)].guard].kind, ir::ExprKind::kOr);
}

TEST(Dimensions, ReachTheProgramUnderKeysOfTheirOwn) {
  const ir::Program program = Sound(std::string(kHeader) + R"(
计量 用电量「energy」 { 度「kilowatt_hour」 = 1, 万度「wan_kilowatt_hour」 = 10000 }
计量 林地「area」 { 小块 = 1 }
事实 窃电量「stolen」: 用电量 范围 0度以上 1000万度以下
事实 毁林: 林地 范围 0小块以上 9小块以下
判定 大额「large」: 是否 未定按 是 { 情形 甲 依据 办法 第三条 当 窃电量 达到 3万度 且 毁林 达到 2小块 }
示例 "三万度" { 已知 窃电量 = 3万度, 毁林 = 2小块 应得 大额 是 }
)");
  ASSERT_EQ(program.dimensions.size(), 2u);
  EXPECT_EQ(program.dimensions[0].key, "energy");
  EXPECT_EQ(program.dimensions[0].units[1].quanta, 10000);
  EXPECT_NE(program.dimensions[1].key, "area") << "never that of a built-in dimension";
  EXPECT_NE(program.examples[0].case_json.find("3万度"), std::string::npos) << program.examples[0].case_json;
  for (const ir::Fact& fact : program.facts) {
    if (fact.name.zh == "毁林") {
      EXPECT_EQ(fact.type.dim, program.dimensions[1].key);
    }
  }
  EXPECT_TRUE(Reports(std::string(kHeader) + "计量 用电量 { 度 = 1, 度 = 10 }\n", diag::Kind::DuplicateName));
}

}  // namespace
}  // namespace guiju::lower
