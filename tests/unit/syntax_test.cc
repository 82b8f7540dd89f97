#include "compiler/syntax/syntax.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "compiler/syntax/scan.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

struct Parsed {
  source::SourceSet sources;
  source::FileId id;
  diag::Sink sink;
  SyntaxTree tree;
  explicit Parsed(const std::string& text, const std::string& path = "a.gj") {
    source::Loaded loaded = source::Load(path, text);
    EXPECT_TRUE(loaded.problems.empty());
    id = sources.Add(std::move(loaded.file));
    tree = Parse(sources[id], id, sink);
  }
  std::string Codes() const {
    std::string codes;
    for (const diag::Diagnostic& d : sink.Sorted())
      codes += (codes.empty() ? "" : " ") + diag::CodeOf(d.kind);
    return codes;
  }
  std::string Report() const {
    return diag::RenderText(sink.Sorted(), sources, {diag::Language::kEn, false});
  }
  std::string Printed(Spelling spelling) const { return Print(sources[id], tree, NamesOf(tree), spelling); }
};

// Canonical text of `定义 x = <expression>` without its head.
std::string Canonical(const std::string& expression, Spelling spelling = Spelling::kZh) {
  const Parsed parsed("定义 x = " + expression);
  EXPECT_EQ(parsed.Codes(), "") << expression << parsed.Report();
  std::string text = parsed.Printed(spelling);
  text.erase(0, text.find("= ") + 2);
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

TEST(Names, AreHanAndAscii) {
  auto codes = [](const std::string& name) { return Parsed("事实 " + name + ": 是否").Codes(); };
  for (const char* name : {"力度", "ab_1", "甲b", "𠮷处", "〇号", "甲「ab」"})
    EXPECT_EQ(codes(name), "") << name;
  for (const char* name :
       {"\u0430b", "\u30AB度", "\u4E00\u30FC", "\u03B1", "甲\u0661", "b\u0117", "甲「\u0430b」"})
    EXPECT_EQ(codes(name), "GJ0111") << name;
  EXPECT_EQ(codes("\uFF21\uFF22"), "GJ0109");
  EXPECT_EQ(codes("甲\u2160"), "GJ0110");
  EXPECT_NE(codes("\u2FA6"), "");
  EXPECT_EQ(Parsed("定义 x = a.\u0430b").Codes(), "GJ0111");
}

TEST(Expressions, CanonicalForms) {
  EXPECT_EQ(Canonical("a = b"), "a 是 b");
  EXPECT_EQ(Canonical("a is-not b"), "a 不是 b");
  EXPECT_EQ(Canonical("a >= 1万元"), "a 达到 1万元");
  EXPECT_EQ(Canonical("a 不足 1万元"), "a 不满 1万元");
  EXPECT_EQ(Canonical("a 达到 5000元", Spelling::kEn), "a >= 5000 yuan");
  EXPECT_EQ(Canonical("a 属于 1万元以上 不满5万元"), "a 属于 1万元以上 不满5万元");
  EXPECT_EQ(Canonical("a 属于 1万元以上 不满 五万元", Spelling::kEn), "a in >= 1 wan_yuan < 50000 yuan");
  EXPECT_EQ(Canonical("a in >= 1 wan_yuan < 5 wan_yuan"), "a 属于 1万元以上 不满5万元");
  EXPECT_EQ(Canonical("立案日 达到 2021年7月15日"), "立案日 >= 2021-07-15");
  EXPECT_EQ(Canonical("a 并且 （b 或者 c）"), "a 且 (b 或 c)");
  EXPECT_EQ(Canonical("非 a 是 b"), "非 a 是 b");
  EXPECT_EQ(Canonical("a * 2/3"), "a * 三分之二");
  EXPECT_EQ(Canonical("a * 12.5%"), "a * 千分之一百二十五");
  EXPECT_EQ(Canonical("７工作日"), "7工作日");
  EXPECT_EQ(Canonical("10万吨"), "100000吨");
  EXPECT_EQ(Canonical("取整(a, 1元, down)"), "取整(a, 1元, 舍)");
  EXPECT_EQ(Canonical("min(a, b)"), "较小(a, b)");
  EXPECT_EQ(Canonical("{a、b}"), "{a, b}");
}

TEST(Expressions, NegationReachesOverTheComparison) {
  const Parsed parsed("定义 x = 非 a 是 b 且 c");
  const auto& define = std::get<DefineDecl>(parsed.tree.declarations.at(0));
  const Expr& both = parsed.tree.exprs[define.value];
  ASSERT_EQ(both.kind, ExprKind::kAnd);
  const Expr& negated = parsed.tree.exprs[both.args[0]];
  ASSERT_EQ(negated.kind, ExprKind::kNot);
  EXPECT_EQ(parsed.tree.exprs[negated.args[0]].kind, ExprKind::kEq);
}

TEST(Expressions, BoundsAndIntervals) {
  const Parsed parsed("定义 x = a 属于 1万元以上 不满 5万元");
  const auto& define = std::get<DefineDecl>(parsed.tree.declarations.at(0));
  const Expr& in = parsed.tree.exprs[define.value];
  const Expr& interval = parsed.tree.exprs[in.args[1]];
  ASSERT_EQ(interval.kind, ExprKind::kInterval);
  ASSERT_EQ(interval.args.size(), 2u);
  EXPECT_EQ(parsed.tree.exprs[interval.args[0]].bound, ExprKind::kGe);
  EXPECT_EQ(parsed.tree.exprs[interval.args[1]].bound, ExprKind::kLt);
  const Expr& limit = parsed.tree.exprs[parsed.tree.exprs[interval.args[1]].args[0]];
  EXPECT_EQ(limit.text, "5");
  EXPECT_EQ(limit.unit, "万元");
}

TEST(Citations, EveryWayOfWriting) {
  for (const std::string cite :
       {"行政处罚法 第五十八条第一款第二项", "行政处罚法第58条第1款第2项",
        "《行政处罚法》第五十八条 第一款 第（二）项", "行政处罚法 art 58 para 1 item 2",
        "行政处罚法 article 58 paragraph 1 item 2"}) {
    const Parsed parsed("定义 x = a 依据 " + cite);
    EXPECT_EQ(parsed.Codes(), "") << cite << parsed.Report();
    const auto& define = std::get<DefineDecl>(parsed.tree.declarations.at(0));
    ASSERT_EQ(define.basis.size(), 1u) << cite;
    EXPECT_EQ(define.basis[0].source.Joined(), "行政处罚法");
    EXPECT_EQ(define.basis[0].article, 58);
    EXPECT_EQ(define.basis[0].paragraph, 1);
    EXPECT_EQ(define.basis[0].item, 2);
  }
  for (const std::string number : {"国办发(2018)118号", "国办发〔2018〕118号", "国办发[2018]118号",
                                   "国办发（2018）118号", "国办发【2018】118号"}) {
    const Parsed parsed("定义 x = a 依据 " + number + " 第六项、第七项");
    const auto& define = std::get<DefineDecl>(parsed.tree.declarations.at(0));
    ASSERT_EQ(define.basis.size(), 2u) << number;
    EXPECT_EQ(define.basis[1].source.Joined(), "国办发〔2018〕118号");
    EXPECT_EQ(define.basis[1].item, 7);
    EXPECT_EQ(define.basis[1].article, 0);
  }
}

TEST(Names, BothSpellingsTypesApart) {
  const Parsed parsed("枚举 类别「act_type」 { 许可「licence」 }\n事实 类别「act」: 类别\n");
  const NameTable names = NamesOf(parsed.tree);
  EXPECT_EQ(names.zh_to_en.at("类别"), "act");
  EXPECT_EQ(names.zh_to_en.at("type:类别"), "act_type");
  EXPECT_EQ(names.en_to_zh.at("licence"), "许可");
  EXPECT_EQ(parsed.Printed(Spelling::kEn),
            "enum act_type「类别」 { licence「许可」 }\nfact act「类别」: act_type\n");
}

TEST(Print, WrapsLongRulesAndAlignsTables) {
  const Parsed parsed(
      "标准 额(类: 类别): 区间<金额> { | 类 || 额度 |\n | 公民 || 1万元以上 |\n| 法人 || 超过10万元 | }\n"
      "判定 甲: 是否 未定按 是 { 情形 名称很长的一个情形「a_rule_with_a_long_name」 依据 行政处罚法 "
      "第五十八条第一款第一项 当 涉及重大公共利益 且 直接关系重大权益 }\n");
  EXPECT_EQ(parsed.Printed(Spelling::kZh),
            "标准 额(类: 类别): 区间<金额> {\n"
            "  | 类   || 额度       |\n"
            "  | 公民 || 1万元以上  |\n"
            "  | 法人 || 超过10万元 |\n"
            "}\n"
            "判定 甲: 是否 未定按 是 {\n"
            "  情形 名称很长的一个情形「a_rule_with_a_long_name」 依据 行政处罚法 第五十八条第一款第一项\n"
            "      当 涉及重大公共利益 且 直接关系重大权益\n"
            "}\n");
}

TEST(Print, KeepsCommentsAndMarkdown) {
  const std::string text =
      "# 办法\n\n第三条 …\n```guiju\n// 前\n标准  线: 金额=1万元 // 后\n\n\n// "
      "末\n```\n第四条\n```guiju\n判定 甲: 是否 未定按 是 {\n```\n中间\n```guiju\n情形 乙 依据 办法 当 "
      "丙\n}\n```\n尾\n";
  const Parsed parsed(text, "a.gj.md");
  EXPECT_EQ(parsed.Codes(), "") << parsed.Report();
  EXPECT_EQ(parsed.Printed(Spelling::kZh),
            "# 办法\n\n第三条 …\n```guiju\n// 前\n标准 线: 金额 = 1万元  // 后\n\n// "
            "末\n```\n第四条\n```guiju\n判定 甲: 是否 未定按 是 {\n```\n中间\n```guiju\n  "
            "情形 乙 依据 办法 当 丙\n}\n```\n尾\n");
}

// ---- recovery

// A choice that is an operator could not be written where it is due; 最大 and 最小 are read as words there.
TEST(Words, ChoicesAreNoOperators) {
  for (const std::string_view choice_class :
       {"level", "rank", "nature", "applies", "combine", "stricter", "verdict", "recusal", "count_base",
        "vote_rule", "deadlock", "roll", "axis"}) {
    for (const Spelling spelling : {Spelling::kZh, Spelling::kEn}) {
      for (const std::string& word : ChoiceWords(choice_class, spelling)) {
        const Keyword* keyword = FindKeyword(word);
        EXPECT_TRUE(keyword == nullptr || keyword->word_class != WordClass::operator_)
            << choice_class << " " << word;
      }
    }
  }
}

TEST(Print, CommentsOfTheFirstItemStayWithIt) {
  const std::string text =
      "流程 流 {\n"
      "  环节 一 {\n"
      "    由 甲\n"
      "    // 同意之后\n"
      "    意见 同意 转 完\n"
      "  }\n"
      "  终局 完\n"
      "}\n";
  EXPECT_EQ(Parsed(text).Printed(Spelling::kZh), text);
}

// 须经 … 方可 decides is the decision: a stage with that name keeps its other one there.
TEST(Print, AStageNamedLikeTheDecision) {
  const Parsed parsed(
      "流程 流 {\n  环节 定案「decides」 { 由 甲 意见 一 转 完 }\n  须经 审核 方可 定案\n  终局 完\n}\n");
  EXPECT_EQ(parsed.Codes(), "");
  EXPECT_NE(parsed.Printed(Spelling::kEn).find("permits 定案"), std::string::npos)
      << parsed.Printed(Spelling::kEn);
}

TEST(Words, GoBehindElse) {
  // 否则 转 ends 仅当; the 否则 of 若 has a value behind it, whatever its name.
  const Parsed parsed(
      "流程 流 { 环节 一 { 由 甲 仅当 若 a 则 b 否则 转 否则 转 完 意见 一 转 完 } 终局 完 }");
  EXPECT_EQ(parsed.Codes(), "") << parsed.Report();
  EXPECT_EQ(Canonical("若 a 则 b 否则 转 且 c"), "若 a 则 b 否则 转 且 c");
}

TEST(Recovery, OneReportPerMistakeAndTheRestIsRead) {
  const Parsed parsed(
      "判断 甲: 是否\n判定 乙: 是否 未定按 是 {\n  情型 一 依据 办法 当 x\n  情形 二 依据 办法 当 x 且\n  "
      "情形 三 依据 办法 当 x\n}\n定义 丙 = (a 且 b\n定义 丁 = a\n");
  EXPECT_EQ(parsed.Codes(), "GJ0202 GJ0202 GJ0226 GJ0226") << parsed.Report();
  size_t rules = 0, defines = 0;
  for (const Declaration& declaration : parsed.tree.declarations) {
    if (const auto* decision = std::get_if<DecisionDecl>(&declaration)) rules = decision->rules.size();
    defines += std::holds_alternative<DefineDecl>(declaration);
  }
  EXPECT_EQ(rules, 2u);
  EXPECT_EQ(defines, 2u);
}

TEST(Recovery, MissingBraceIsReportedAtTheOpeningOne) {
  const Parsed parsed("判定 甲: 是否 未定按 是 {\n  情形 一 依据 办法 当 x\n事实 乙: 是否\n");
  EXPECT_EQ(parsed.Codes(), "GJ0206") << parsed.Report();
  ASSERT_EQ(parsed.tree.declarations.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<FactDecl>(parsed.tree.declarations[1]));
}

TEST(Recovery, APoisonedConditionIsNotAnEmptyOne) {
  const Parsed parsed("判定 甲: 是否 未定按 是 {\n  情形 一 依据 办法 当 且 x\n}\n");
  EXPECT_TRUE(parsed.sink.has_errors());
  const auto& decision = std::get<DecisionDecl>(parsed.tree.declarations.at(0));
  ASSERT_EQ(decision.rules.size(), 1u);
  ASSERT_TRUE(decision.rules[0].when.has_value());
  EXPECT_EQ(parsed.tree.exprs[decision.rules[0].when].kind, ExprKind::kPoison);
}

// ---- hostile input: a clear report each, no crash, bounded time

std::string Repeat(std::string_view text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

// Both ways of finding tokens give the same ones and the same reports.
void ExpectShortcutsAgree(const std::string& text) {
  diag::Sink quick_sink, slow_sink;
  const Lexed quick = Scan(text, source::FileId(0), quick_sink);
  const Lexed slow = Scan(text, source::FileId(0), slow_sink, Shortcuts::kNone);
  const auto same = [](const Lexeme& a, const Lexeme& b) {
    return a.begin == b.begin && a.end == b.end && a.type == b.type && a.first_on_line == b.first_on_line &&
           a.glued == b.glued;
  };
  ASSERT_EQ(quick.tokens.size(), slow.tokens.size()) << text;
  for (size_t i = 0; i < quick.tokens.size(); ++i)
    ASSERT_TRUE(same(quick.tokens[i], slow.tokens[i])) << "token " << i << " of " << text;
  ASSERT_EQ(quick.comments.size(), slow.comments.size()) << text;
  ASSERT_EQ(quick_sink.Sorted().size(), slow_sink.Sorted().size()) << text;
}

TEST(Scan, ShortcutsAgreeWithTheGrammar) {
  const std::vector<std::string> pieces = {
      "a",  "规则", "1",  "12", "2024", "123", " ",  "  ", "\n",     "\r\n", "\t", "-",  "->",
      "=",  "==",   "!",  "!=", ">",    ">=",  "<",  "<=", "|",      "||",   "+",  "*",  "/",
      "//", "%",    "(",  "）", "[",    "]",   "{",  "}",  ",",      "、",   ":",  "：", ";",
      ".",  "．",   "「", "」", "“",    "”",   "\"", "。", "《",     "≥",    "≤",  "≠",  "→",
      "×",  "＝",   "＞", "｜", "０",   "é",   "ａ", "_",  "\u3000", "x-y"};
  std::mt19937 random(7);
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += pieces[random() % pieces.size()];
    ExpectShortcutsAgree(text);
  }
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(GUIJU_SOURCE_DIR "/policies")) {
    if (!entry.is_regular_file()) continue;
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const source::Loaded loaded = source::Load(entry.path().string(), text.str());
    if (!loaded.problems.empty()) continue;
    ExpectShortcutsAgree(loaded.file.code);
    ++files;
  }
  EXPECT_GE(files, 3);
}

TEST(Hostile, DeepNestingIsRefusedBeforeParsing) {
  EXPECT_EQ(Parsed("定义 x = " + Repeat("(", 10000) + "a" + Repeat(")", 10000)).Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("非 ", 50000) + "a").Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("- ", 50000) + "a").Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("若 a 则 ", 5000) + "b").Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("若 a 则 b 否则 ", 5000) + "b").Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("任一 甲 属于 乙: ", 5000) + "b").Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = a" + Repeat(" + a", 50000)).Codes(), "GJ0208");
  EXPECT_EQ(Parsed("事实 x: " + Repeat("列表<", 5000) + "a" + Repeat(">", 5000)).Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("[{a = ", 5000) + "b").Codes(), "GJ0208");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("f(", 5000) + "b").Codes(), "GJ0208");
}

TEST(Hostile, AsDeepAsAllowed) {
  EXPECT_EQ(Parsed("定义 x = " + Repeat("(", 60) + "a" + Repeat(")", 60)).Codes(), "");
  EXPECT_EQ(Parsed("定义 x = " + Repeat("非 ", 60) + "a").Codes(), "");
  EXPECT_EQ(Parsed("定义 x = a" + Repeat(" 且 a", 50000)).Codes(), "");
}

TEST(Hostile, UnclosedAndStray) {
  EXPECT_TRUE(Parsed(Repeat("判定 x: 是否 {\n", 5000)).sink.has_errors());
  EXPECT_TRUE(Parsed(Repeat("}\n", 50000)).sink.has_errors());
  EXPECT_TRUE(Parsed(Repeat("\"", 50001)).sink.has_errors());
  EXPECT_TRUE(Parsed(Repeat("| ", 50000)).sink.has_errors());
  EXPECT_TRUE(Parsed(Repeat("依据 ", 50000)).sink.has_errors());
  EXPECT_EQ(Parsed("").Codes(), "");
  EXPECT_EQ(Parsed("// 只有注释").Codes(), "");
}

TEST(Hostile, RandomTokens) {
  const std::vector<std::string> words = {
      "制度", "判定", "情形", "例外", "当",    "则",         "且",         "或",     "非",
      "是",   "否",   "属于", "甲",   "乙.丙", "10万元以上", "2021-02-30", "\"文\"", "「n」",
      "{",    "}",    "(",    ")",    "[",     "]",          "<",          ">",      "|",
      "||",   ":",    ",",    "=",    "->",    "依据",       "第三条",     "\n",     "\n",
      "if",   "then", "自",   "至",   "起",    "止",         "标准",       "对照表", "事实",
      "示例", "已知", "应得", "若",   "否则",  "任一",       "五千元",     "%",      "&"};
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    std::string text;
    while (text.size() < 50000) text += words[random() % words.size()] + " ";
    const Parsed parsed(text);
    EXPECT_TRUE(parsed.sink.has_errors()) << seed;
    Dump(parsed.tree);
    parsed.Printed(Spelling::kEn);
  }
}

TEST(Hostile, RandomBytesOfValidText) {
  const std::string sample =
      "判定 甲「a」: 是否 未定按 是 {\n  情形 乙 依据 办法 第三条 当 x 属于 1万元以上 不满 5万元\n}\n";
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text = sample;
    for (int i = 0; i < 3; ++i) text.erase(random() % text.size(), 1 + random() % 6);
    source::Loaded loaded = source::Load("a.gj", text);
    if (!loaded.problems.empty()) continue;
    const Parsed parsed(text);
    Dump(parsed.tree);
    parsed.Printed(Spelling::kZh);
  }
}

TEST(Hostile, AMegabyteOfRules) {
  std::string text = "判定 x: 是否 未定按 是 {\n";
  for (int i = 0; text.size() < source::kMaxFileBytes - 400; ++i)
    text += "  情形 规则" + std::to_string(i) +
            " 依据 办法 第三条 当 类别 是 处罚 且 拟罚款 达到 1万元 且 (再次 或 面积 超过 100平方米)\n";
  const Parsed parsed(text + "}\n");
  EXPECT_EQ(parsed.Codes(), "");
  EXPECT_GT(std::get<DecisionDecl>(parsed.tree.declarations.at(0)).rules.size(), 5000u);
}

TEST(Language, IsThatOfTheKeywords) {
  EXPECT_FALSE(Parsed("事实 甲: 是否").tree.english);
  EXPECT_TRUE(Parsed("fact 甲「a」: bool // 事实").tree.english) << "names and comments do not count";
  EXPECT_TRUE(Parsed("fact 范围: bool ask \"是不是?\"").tree.english) << "a soft word may be a name";
  EXPECT_FALSE(Parsed("fact a: bool\n事实 乙: 是否").tree.english) << "mixed";
  EXPECT_FALSE(Parsed("").tree.english);
}

}  // namespace
}  // namespace guiju::syntax
