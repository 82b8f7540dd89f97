#include "compiler/syntax/recovery.h"

#include <GuijuParser.h>
#include <InputMismatchException.h>

#include <utility>

#include "compiler/syntax/expectation.h"
#include "compiler/syntax/misspoken_clause.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

using guiju_antlr::GuijuParser;

// Those and what every clock may say.
std::vector<uint16_t> With(std::vector<uint16_t> types) {
  types.insert(types.end(), {tok::WITHIN, tok::MINIMUM, tok::LATEST, tok::PROLONG, tok::PROLONG_AGAIN,
                             tok::EXCLUDES, tok::ON_EXPIRY, tok::ROLL});
  return types;
}

const std::vector<uint16_t>& StartersOf(size_t body_rule) {
  static const std::vector<uint16_t> policy = {tok::ISSUER,    tok::DOCUMENT_NO, tok::ISSUED,
                                               tok::EFFECTIVE, tok::REPEALED,    tok::LEVEL,
                                               tok::NATURE,    tok::UNDER,       tok::TRANSITION};
  static const std::vector<uint16_t> source = {tok::TITLE,    tok::DOCUMENT_NO, tok::URL,
                                               tok::DOUBT,    tok::ISSUED,      tok::EFFECTIVE,
                                               tok::REPEALED, tok::RANK,        tok::ADMITS};
  static const std::vector<uint16_t> finding = {tok::ASK,       tok::DESCRIPTION, tok::RANGE, tok::WHEN,
                                                tok::OTHERWISE, tok::ABSENT_IS,   tok::BASIS, tok::AXIS,
                                                tok::FINDER,    tok::RAISED_BY};
  static const std::vector<uint16_t> decision = {tok::RULE, tok::EXCEPT, tok::OTHERWISE};
  static const std::vector<uint16_t> example = {tok::GIVEN, tok::EXPECT};
  static const std::vector<uint16_t> table = {tok::ROW, tok::SINCE, tok::UNTIL};
  static const std::vector<uint16_t> body = {
      tok::CHAIR,       tok::VICE,    tok::MEMBERS,       tok::MEMBER_UNITS, tok::ATTENDS,
      tok::SUBSTITUTES, tok::ACTS_AS, tok::RECUSE,        tok::QUORUM,       tok::VOTE,
      tok::DEADLOCK,    tok::DISSENT, tok::CHAIR_RECUSED, tok::BASIS,        tok::DESCRIPTION};
  static const std::vector<uint16_t> clock = With({tok::SINCE, tok::BASIS});
  static const std::vector<uint16_t> duty =
      With({tok::SINCE, tok::BY, tok::APPROVER, tok::DISCHARGED_BY, tok::VOIDED_BY, tok::WHEN,
            tok::NOT_APPLICABLE, tok::ENCOURAGED, tok::CHANNEL, tok::BASIS, tok::OVERRIDES});
  static const std::vector<uint16_t> flow = {tok::WHEN,  tok::SEPARATE,  tok::ENDS,    tok::CLOCK,
                                             tok::STAGE, tok::INTERRUPT, tok::REQUIRE, tok::BASIS};
  static const std::vector<uint16_t> stage =
      With({tok::BY, tok::IN_TURN, tok::PARALLEL, tok::ACTS_AS, tok::NEEDS, tok::BARS, tok::AGENDA,
            tok::ONLY_WHEN, tok::CHECKS, tok::OUTCOME, tok::BASIS});
  static const std::vector<uint16_t> none = {};
  switch (body_rule) {
    case GuijuParser::RulePolicyBody:
      return policy;
    case GuijuParser::RuleSourceBody:
      return source;
    case GuijuParser::RuleFindingBody:
      return finding;
    case GuijuParser::RuleDecisionBody:
      return decision;
    case GuijuParser::RuleExampleBody:
      return example;
    case GuijuParser::RuleTableBody:
      return table;
    case GuijuParser::RuleBodyBlock:
      return body;
    case GuijuParser::RuleClockBlock:
      return clock;
    case GuijuParser::RuleDutyBlock:
      return duty;
    case GuijuParser::RuleFlowBlock:
      return flow;
    case GuijuParser::RuleStageBlock:
      return stage;
    default:
      return none;
  }
}

bool Contains(const std::vector<uint16_t>& types, uint16_t type) {
  for (const uint16_t candidate : types) {
    if (candidate == type) return true;
  }
  return false;
}

bool IsInnerDeclaration(uint16_t type) {
  return type == tok::RULE || type == tok::EXCEPT || type == tok::GIVEN || type == tok::EXPECT ||
         type == tok::STAGE || type == tok::OUTCOME || type == tok::CLOCK || type == tok::INTERRUPT;
}

bool StartsClause(uint16_t type) {
  if (type == tok::WHEN || type == tok::THEN || type == tok::OTHERWISE || type == tok::BASIS) return true;
  return type >= tok::ISSUER && type <= tok::BECAUSE && type != tok::LOWER_ONLY && type != tok::HIGHER_ONLY;
}

enum class Scope { kNone, kClause, kHead, kRow, kBodyItem, kDeclaration };

// Rules behind which parsing can go on, and how far to skip.
Scope ScopeOf(size_t rule) {
  switch (rule) {
    case GuijuParser::RuleHeaderItem:
    case GuijuParser::RuleSourceItem:
    case GuijuParser::RuleFactClause:
    case GuijuParser::RulePresumeClause:
    case GuijuParser::RuleRuleClause:
    case GuijuParser::RuleDoubtClause:
    case GuijuParser::RuleDefineClause:
    case GuijuParser::RuleExpectReason:
    case GuijuParser::RuleField:
    case GuijuParser::RulePositionClause:
    case GuijuParser::RuleEventClause:
    case GuijuParser::RuleDocumentClause:
    case GuijuParser::RuleGroundClause:
    case GuijuParser::RuleBodyClause:
    case GuijuParser::RuleTiming:
    case GuijuParser::RuleClockClause:
    case GuijuParser::RuleDutyClause:
    case GuijuParser::RuleObligationClause:
    case GuijuParser::RuleGateClause:
    case GuijuParser::RuleFlowItem:
    case GuijuParser::RuleStageItem:
    case GuijuParser::RuleOutcomeClause:
    case GuijuParser::RuleInterruptClause:
      return Scope::kClause;
    case GuijuParser::RuleParameterClause:
    case GuijuParser::RuleTableClause:
    case GuijuParser::RuleDecisionClause:
    case GuijuParser::RulePolicyHead:
    case GuijuParser::RuleSourceHead:
    case GuijuParser::RuleRecordHead:
    case GuijuParser::RuleParameterHead:
    case GuijuParser::RuleTableHead:
    case GuijuParser::RuleDecisionHead:
    case GuijuParser::RuleExampleHead:
    case GuijuParser::RuleBodyHead:
    case GuijuParser::RuleClockHead:
    case GuijuParser::RuleDutyHead:
    case GuijuParser::RuleFlowHead:
    case GuijuParser::RuleStageHead:
      return Scope::kHead;
    case GuijuParser::RuleRow:
      return Scope::kRow;
    case GuijuParser::RuleBodyItem:
    case GuijuParser::RulePeriod:
      return Scope::kBodyItem;
    case GuijuParser::RuleItem:
    case GuijuParser::RuleRuleDecl:
    case GuijuParser::RuleDecisionItem:
    case GuijuParser::RuleExampleItem:
    case GuijuParser::RuleStageDecl:
    case GuijuParser::RuleClockDecl:
    case GuijuParser::RuleOutcomeDecl:
    case GuijuParser::RuleInterruptDecl:
      return Scope::kDeclaration;
    default:
      return Scope::kNone;
  }
}

}  // namespace

constinit const std::array<bool, 128> Recovery::kHasBody = [] {
  std::array<bool, 128> has{};
  for (const size_t rule :
       {GuijuParser::RulePolicyBody, GuijuParser::RuleSourceBody, GuijuParser::RuleFindingBody,
        GuijuParser::RuleDecisionBody, GuijuParser::RuleExampleBody, GuijuParser::RuleTableBody,
        GuijuParser::RuleBodyBlock, GuijuParser::RuleClockBlock, GuijuParser::RuleDutyBlock,
        GuijuParser::RuleFlowBlock, GuijuParser::RuleStageBlock})
    has[rule] = true;
  return has;
}();

bool StartsItem(uint16_t type) {
  return type == tok::OPEN_DECLARATION ||
         (type >= tok::POLICY && type <= tok::EXPECT && !IsInnerDeclaration(type) && type != tok::OPEN);
}

void Recovery::SyncBody(antlr4::Parser* parser, size_t rule) {
  const std::vector<uint16_t>& starters = StartersOf(rule);
  auto* input = static_cast<TokenArray*>(parser->getTokenStream());
  uint16_t type = input->TypeAt(input->index());
  if (Contains(starters, type) || type == tok::RBRACE || type == tok::NONE || StartsItem(type)) return;
  if (!AlreadyReported(input->index())) ReportUnknown(parser, starters, static_cast<int>(rule));
  int depth = 0;
  while (true) {
    type = input->TypeAt(input->index());
    if (type == tok::NONE || StartsItem(type)) break;
    if (depth == 0 && (type == tok::RBRACE || Contains(starters, type))) break;
    depth += type == tok::LBRACE;
    depth -= type == tok::RBRACE;
    input->consume();
  }
  reported_ = true;
  resumed_at_ = input->index();
}

antlr4::Token* Recovery::recoverInline(antlr4::Parser* parser) {
  throw antlr4::InputMismatchException(parser);
}

void Recovery::reportError(antlr4::Parser* parser, const antlr4::RecognitionException&) { Report(parser); }

void Recovery::recover(antlr4::Parser* parser, std::exception_ptr error) {
  const size_t rule = parser->getContext()->getRuleIndex();
  if (ScopeOf(rule) == Scope::kNone) {
    // Inside a declaration that cannot go on: rise to the rule that can.
    if (parser->getContext()->parent != nullptr) std::rethrow_exception(std::move(error));
  }
  Skip(parser, rule);
}

void Recovery::Skip(antlr4::Parser* parser, size_t rule) {
  auto* input = static_cast<TokenArray*>(parser->getTokenStream());
  const Scope scope = ScopeOf(rule);
  int depth = 0;
  while (true) {
    const uint16_t type = input->TypeAt(input->index());
    if (type == tok::NONE || StartsItem(type) || IsInnerDeclaration(type)) break;
    if (type == tok::RBRACE && depth == 0) break;
    const bool table = scope == Scope::kRow || scope == Scope::kBodyItem;
    if (table && (type == tok::ROW || (depth == 0 && type == tok::SINCE))) break;
    if (scope == Scope::kRow && type == tok::ROW_END) {
      input->consume();
      break;
    }
    if (depth == 0 && (scope == Scope::kClause || scope == Scope::kHead) && StartsClause(type)) break;
    if (depth == 0 && scope == Scope::kHead && type == tok::LBRACE) break;
    depth += type == tok::LBRACE;
    depth -= type == tok::RBRACE;
    input->consume();
  }
  reported_ = true;
  resumed_at_ = input->index();
}

void Recovery::SkipStray(antlr4::Parser* parser) {
  auto* input = static_cast<TokenArray*>(parser->getTokenStream());
  const size_t index = input->index();
  if (!AlreadyReported(index)) {
    if (input->TypeAt(index) == tok::RBRACE) {
      const Lexeme& token = lexed_.tokens[index];
      sink_.Emit(diag::Kind::UnmatchedClose, {file_, token.begin, token.end}, "}");
    } else {
      std::vector<uint16_t> starters;
      for (uint16_t type = tok::POLICY; type <= tok::EXAMPLE; ++type) {
        if (StartsItem(type)) starters.push_back(type);
      }
      ReportUnknown(parser, starters, GuijuParser::RuleItem);
    }
  }
  while (input->TypeAt(input->index()) != tok::NONE && !StartsItem(input->TypeAt(input->index())))
    input->consume();
  reported_ = true;
  resumed_at_ = input->index();
}

std::string Recovery::TextAt(size_t index) const {
  const Lexeme& token = lexed_.tokens[index];
  return std::string(code_.substr(token.begin, token.end - token.begin));
}

void Recovery::ReportUnknown(antlr4::Parser* parser, const std::vector<uint16_t>& starters, int place) {
  const size_t index = parser->getTokenStream()->index();
  const Lexeme& token = lexed_.tokens[index];
  const source::Span span{file_, token.begin, token.end};
  const std::string found = TextAt(index);
  if (ReportTitle(index)) return;
  const ClauseWord* clause = FindClauseWord(found);
  if (place == GuijuParser::RuleDecisionBody &&
      (token.type == tok::WHEN || (clause != nullptr && clause->token == tok::WHEN))) {
    sink_.Emit(diag::Kind::ConditionWithoutRule, span, found);
    return;
  }
  const std::string_view zh = PlaceName(static_cast<size_t>(place), Spelling::kZh);
  const std::string_view en = PlaceName(static_cast<size_t>(place), Spelling::kEn);
  const std::string close = ClosestKeyword(found, starters);
  if (!close.empty()) {
    sink_.Emit(diag::Kind::UnknownWord, span, found, zh, close, en);
    return;
  }
  sink_.Emit(diag::Kind::UnexpectedToken, span, found, zh, DescribeTokens(starters, Spelling::kZh), en,
             DescribeTokens(starters, Spelling::kEn));
}

// 依据 … "题名": a title behind the basis instead of before it.
bool Recovery::ReportTitle(size_t index) {
  const Lexeme& token = lexed_.tokens[index];
  if (token.type != tok::TEXT || index == 0 || lexed_.tokens[index - 1].type != tok::CITES) return false;
  sink_.Emit(diag::Kind::TitleMisplaced, {file_, token.begin, token.end}, TextAt(index));
  return true;
}

bool Recovery::ReportUnclosed(antlr4::Parser* parser) {
  const antlr4::ParserRuleContext* context = parser->getContext();
  const size_t rule = context->getRuleIndex();
  const bool body = !StartersOf(rule).empty() || rule == GuijuParser::RuleRecordBody;
  if (!body || context->start == nullptr) return false;
  const size_t index = parser->getTokenStream()->index();
  const uint16_t type = lexed_.tokens[index].type;
  if (type != tok::NONE && !StartsItem(type)) return false;
  const Lexeme& open = LexemeOf(context->start);
  if (open.type != tok::LBRACE) return false;
  const std::string next = type == tok::NONE ? "" : TextAt(index) + " " + TextAt(index + 1);
  diag::Diagnostic& report = sink_.Emit(diag::Kind::UnclosedBracket, {file_, open.begin, open.end}, "{", "}",
                                        next.empty() ? "文件结尾" : "“" + next + "”",
                                        next.empty() ? "the end of the file" : "`" + next + "`");
  const Lexeme& here = lexed_.tokens[index];
  report.notes.push_back(
      {{file_, here.begin, here.end}, "最迟应在这里之前结束", "it should end before this at the latest"});
  return true;
}

void Recovery::Report(antlr4::Parser* parser) {
  const size_t index = parser->getTokenStream()->index();
  if (AlreadyReported(index)) return;
  reported_ = true;
  resumed_at_ = index;
  if (ReportUnclosed(parser)) return;
  const Lexeme& token = lexed_.tokens[index];
  const source::Span span{file_, token.begin, token.end};
  const Expectation expected = ExpectationAt(parser);
  // The text stops, or something new begins, before this is complete: show where the missing part belongs.
  const bool stops = token.type == tok::NONE ||
                     (token.first_on_line && (StartsItem(token.type) || IsInnerDeclaration(token.type)));
  if (stops && index > 0) {
    const Lexeme& last = lexed_.tokens[index - 1];
    sink_.Emit(diag::Kind::UnexpectedEnd, {file_, last.begin, last.end}, expected.place_zh, expected.zh,
               expected.place_en, expected.en, TextAt(index - 1));
    return;
  }
  const std::string found = TextAt(index);
  if (ReportTitle(index)) return;
  const Keyword* keyword = FindKeyword(found);
  const bool opens_clause = token.type == tok::BASIS || token.type == tok::WHEN || token.type == tok::THEN ||
                            token.type == tok::OTHERWISE;
  if (expected.name_due && keyword != nullptr && keyword->word_class == WordClass::operator_ &&
      !opens_clause) {
    sink_.Emit(diag::Kind::ReservedName, span, found, IsChinese(found) ? found + "项" : found + "_");
    return;
  }
  if (token.type == tok::WORD) {
    const std::string close = ClosestKeyword(found, expected.tokens);
    if (!close.empty()) {
      sink_.Emit(diag::Kind::UnknownWord, span, found, expected.place_zh, close, expected.place_en);
      return;
    }
  }
  sink_.Emit(diag::Kind::UnexpectedToken, span, token.type == tok::CITES ? "依据" : found, expected.place_zh,
             expected.zh, expected.place_en, expected.en);
}

}  // namespace guiju::syntax
