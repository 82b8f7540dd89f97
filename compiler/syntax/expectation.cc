#include "compiler/syntax/expectation.h"

#include <GuijuParser.h>

#include <algorithm>

#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

using guiju_antlr::GuijuParser;

constexpr size_t kMaxListed = 10;

struct Place {
  size_t rule;
  std::string_view zh, en;
};
constexpr Place kPlaces[] = {
    {GuijuParser::RuleItem, "文件", "a file"},
    {GuijuParser::RuleType, "类型", "a type"},
    {GuijuParser::RuleFormals, "参数表", "a list of arguments"},
    {GuijuParser::RulePolicyDecl, "制度", "a policy"},
    {GuijuParser::RulePolicyBody, "制度的说明", "the head of a policy"},
    {GuijuParser::RuleUseDecl, "引用", "a `use`"},
    {GuijuParser::RuleSourceDecl, "法源", "a source"},
    {GuijuParser::RuleSourceBody, "法源", "a source"},
    {GuijuParser::RuleEnumDecl, "枚举或等级", "an enumeration"},
    {GuijuParser::RuleDimensionDecl, "计量", "a dimension"},
    {GuijuParser::RuleRecordDecl, "记录", "a record"},
    {GuijuParser::RuleRecordBody, "记录", "a record"},
    {GuijuParser::RuleFactDecl, "事实", "a fact"},
    {GuijuParser::RuleFindingDecl, "认定", "a finding"},
    {GuijuParser::RuleFindingBody, "认定", "a finding"},
    {GuijuParser::RulePresumeDecl, "推定", "a presumption"},
    {GuijuParser::RuleParameterDecl, "标准", "a parameter"},
    {GuijuParser::RuleTableBody, "表格", "a table"},
    {GuijuParser::RuleRow, "表格行", "a row"},
    {GuijuParser::RulePeriod, "时间段", "a period"},
    {GuijuParser::RuleTableDecl, "对照表", "a table"},
    {GuijuParser::RuleDefineDecl, "定义", "a definition"},
    {GuijuParser::RuleExtendDecl, "扩充", "an extension"},
    {GuijuParser::RuleDecisionDecl, "判定", "a decision"},
    {GuijuParser::RuleDecisionBody, "判定", "a decision"},
    {GuijuParser::RuleRuleDecl, "情形", "a rule"},
    {GuijuParser::RuleDoubtDecl, "原文存疑", "a doubt"},
    {GuijuParser::RuleExampleDecl, "示例", "an example"},
    {GuijuParser::RuleExampleBody, "示例", "an example"},
    {GuijuParser::RulePositionDecl, "岗位", "a position"},
    {GuijuParser::RuleEventDecl, "事件", "an event"},
    {GuijuParser::RuleDocumentDecl, "文书", "a document"},
    {GuijuParser::RuleGroundDecl, "事由", "a ground"},
    {GuijuParser::RuleBodyDecl, "组织", "a body"},
    {GuijuParser::RuleBodyBlock, "组织", "a body"},
    {GuijuParser::RuleTiming, "期限", "a period"},
    {GuijuParser::RuleAmount, "期限", "a period"},
    {GuijuParser::RuleClockDecl, "期限", "a clock"},
    {GuijuParser::RuleClockBlock, "期限", "a clock"},
    {GuijuParser::RuleDutyDecl, "义务", "a duty"},
    {GuijuParser::RuleDutyBlock, "义务", "a duty"},
    {GuijuParser::RuleObligation, "义务", "a duty"},
    {GuijuParser::RuleGateDecl, "须经", "a requirement"},
    {GuijuParser::RuleFlowDecl, "流程", "a flow"},
    {GuijuParser::RuleFlowBlock, "流程", "a flow"},
    {GuijuParser::RuleStageDecl, "环节", "a stage"},
    {GuijuParser::RuleStageBlock, "环节", "a stage"},
    {GuijuParser::RuleOutcomeDecl, "意见", "an outcome"},
    {GuijuParser::RuleInterruptDecl, "随时", "an interrupt"},
    {GuijuParser::RuleExpr, "条件或算式", "an expression"},
};

struct Group {
  std::vector<uint16_t> key;      // all present: the group stands for
  std::vector<uint16_t> members;  // these
  std::string_view zh, en;
};

const std::vector<Group>& Groups() {
  using namespace tok;
  static const std::vector<Group> groups = {
      {{NUMBER, WORD, LPAREN},
       {NUMBER, WORD, PATH,  LPAREN,  CN_NUMBER,  FRACTION, DATE,     TEXT,    YES,     NO,
        ANY,    NOT,  MINUS, BOUNDED, CN_BOUNDED, FROM_GE,  FROM_GT,  FROM_LE, FROM_LT, LBRACE,
        LBRACK, SOME, EVERY, COUNT,   SUM,        LARGEST,  SMALLEST, IF},
       "一个值或条件",
       "a value or condition"},
      {{AND, IS, PLUS},
       {AND, OR,      IS,       IS_NOT, EQ,    NE,   LT,    LE,    GT,    GE,
        IN,  OUTSIDE, CONTAINS, PLUS,   MINUS, STAR, SLASH, HOLDS, FAILS, LPAREN},
       "运算词（如 是、达到、且）",
       "an operator (such as is, >=, and)"},
      {{WORD}, {WORD, CN_NUMBER, CN_BOUNDED, PATH}, "名称", "a name"},
      {{NUMBER}, {NUMBER, CN_NUMBER, FRACTION}, "数字", "a number"},
      {{FACT, DECISION, DEFINE},
       {POLICY,   USE,       SOURCE,   ENUM,   ORDERED,  DIMENSION, RECORD,  FACT,    FINDING,
        PRESUME,  PARAMETER, DEFINE,   EXTEND, DECISION, TABLE,     DOUBT,   EXAMPLE, OPEN_DECLARATION,
        POSITION, EVENT,     DOCUMENT, GROUND, BODY,     DUTY,      REQUIRE, FLOW},
       "下一个声明",
       "the next declaration"},
  };
  return groups;
}

std::string_view TokenName(uint16_t type, Spelling spelling) {
  const bool zh = spelling == Spelling::kZh;
  switch (type) {
    case tok::DATE:
      return zh ? "日期（如 2021-07-15）" : "a date (such as 2021-07-15)";
    case tok::TEXT:
      return zh ? "引号中的文字" : "a text in quotes";
    case tok::SECOND:
      return zh ? "「另一种写法」" : "「second spelling」";
    case tok::CITES:
      return zh ? "法源和条款" : "a source and article";
    case tok::ROW:
      return zh ? "表格行 | … || … |" : "a row | … || … |";
    case tok::ROW_END:
      return zh ? "行末的“|”" : "`|` ending the row";
    case tok::LBRACE:
      return zh ? "“{”" : "`{`";
    case tok::RBRACE:
      return zh ? "“}”" : "`}`";
    case tok::LPAREN:
      return zh ? "“(”" : "`(`";
    case tok::RPAREN:
      return zh ? "“)”" : "`)`";
    case tok::RBRACK:
      return zh ? "“]”" : "`]`";
    case tok::COMMA:
      return zh ? "“,”" : "`,`";
    case tok::COLON:
      return zh ? "“:”" : "`:`";
    case tok::EQ:
      return zh ? "“=”" : "`=`";
    case tok::ARROW:
      return zh ? "“->”" : "`->`";
    case tok::BAR:
      return zh ? "“|”" : "`|`";
    case tok::DBAR:
      return zh ? "“||”" : "`||`";
    case tok::TYPE_CLOSE:
      return zh ? "“>”" : "`>`";
    case tok::LT:
      return zh ? "“<”" : "`<`";
    default:
      return {};
  }
}

std::string Quoted(uint16_t type, Spelling spelling) {
  const std::string_view name = TokenName(type, spelling);
  if (!name.empty()) return std::string(name);
  // Both 原文存疑 and the clause 存疑; the declarations are shown as a group, so what is left is the clause.
  const std::string words =
      type == tok::DOUBT ? std::string(SlotWord("doubtful", spelling)) : TokenWords(type, spelling);
  if (words.empty()) return {};
  return spelling == Spelling::kZh ? "“" + words + "”" : "`" + words + "`";
}

bool Has(const std::vector<uint16_t>& types, uint16_t type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

std::string_view PlaceName(size_t rule, Spelling spelling) {
  for (const Place& place : kPlaces) {
    if (place.rule == rule) return spelling == Spelling::kZh ? place.zh : place.en;
  }
  return {};
}

std::string DescribeTokens(const std::vector<uint16_t>& types, Spelling spelling) {
  std::vector<uint16_t> left = types;
  std::vector<std::string> parts;
  for (const Group& group : Groups()) {
    const bool present =
        std::all_of(group.key.begin(), group.key.end(), [&](uint16_t type) { return Has(left, type); });
    if (!present) continue;
    std::erase_if(left, [&](uint16_t type) { return Has(group.members, type); });
    parts.emplace_back(spelling == Spelling::kZh ? group.zh : group.en);
  }
  for (const uint16_t type : left) {
    std::string part = Quoted(type, spelling);
    if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end())
      parts.push_back(std::move(part));
  }
  if (parts.size() > kMaxListed) parts.resize(kMaxListed);
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0)
      text += spelling == Spelling::kZh ? (i + 1 == parts.size() ? " 或 " : "、")
                                        : (i + 1 == parts.size() ? " or " : ", ");
    text += parts[i];
  }
  return text.empty() ? (spelling == Spelling::kZh ? "别的内容" : "something else") : text;
}

std::string ClosestKeyword(const std::string& found, const std::vector<uint16_t>& types) {
  std::vector<std::string> spellings;
  for (const Slot& slot : Slots()) {
    if (!Has(types, slot.token)) continue;
    if (!slot.zh.empty()) spellings.emplace_back(slot.zh);
    if (!slot.en.empty()) spellings.emplace_back(slot.en);
  }
  return diag::ClosestWord(found, spellings);
}

Expectation ExpectationAt(antlr4::Parser* parser) {
  Expectation expected;
  std::vector<uint16_t> types;
  for (const ssize_t type : parser->getExpectedTokens().toList()) {
    if (type > 0 && type <= tok::BAD) types.push_back(static_cast<uint16_t>(type));
  }
  // Where a name may stand, every soft keyword may: naming them would hide what is meant.
  if (Has(types, tok::WORD)) {
    std::erase_if(types, [](uint16_t type) {
      return (type >= tok::ISSUER && type <= tok::BECAUSE) || type == tok::START || type == tok::END;
    });
  }
  expected.zh = DescribeTokens(types, Spelling::kZh);
  expected.en = DescribeTokens(types, Spelling::kEn);
  expected.name_due = Has(types, tok::WORD) && !Has(types, tok::NUMBER);
  for (const uint16_t type : types) {
    if (!TokenWords(type, Spelling::kZh).empty()) expected.tokens.push_back(type);
  }
  for (auto* context = parser->getContext(); context != nullptr;
       context = dynamic_cast<antlr4::ParserRuleContext*>(context->parent)) {
    expected.place_zh = PlaceName(context->getRuleIndex(), Spelling::kZh);
    expected.place_en = PlaceName(context->getRuleIndex(), Spelling::kEn);
    if (!expected.place_zh.empty()) break;
  }
  if (expected.place_zh.empty()) {
    expected.place_zh = "文件";
    expected.place_en = "a file";
  }
  return expected;
}

}  // namespace guiju::syntax
