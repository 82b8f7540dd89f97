#include "compiler/syntax/promote.h"

#include <algorithm>
#include <utility>

#include "compiler/source/utf8.h"
#include "compiler/syntax/citation.h"
#include "compiler/syntax/misspoken.h"
#include "compiler/syntax/misspoken_clause.h"
#include "compiler/syntax/numbers.h"
#include "compiler/syntax/token_roles.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

struct Advice {
  std::string_view zh, en;
};
Advice AdviceFor(std::string_view character) {
  if (character == "。")
    return {"规则末尾不写句号，直接换行", "write no full stop; begin a new line instead"};
  if (character == "；" || character == ";") return {"删去分号", "delete the semicolon"};
  if (character == "《" || character == "》")
    return {"书名号只写在“依据”之后；别处用法源的名称",
            "《》 stand only after `basis`; use the source's name elsewhere"};
  if (character == "'" || character == "‘" || character == "’" || character == "＇")
    return {"文字用双引号 \"…\" 或 “…”", "put texts in double quotes \"…\""};
  if (character == "&") return {"“并且”写作 且", "write `and`"};
  if (character == "!") return {"“不是”写作 不是 或 !=；否定写作 非", "write `is-not` or `not`"};
  if (character == "#") return {"注释用 // 开头", "comments begin with //"};
  return {"删去这个符号", "delete the character"};
}

class Promoter {
 public:
  Promoter(std::string_view code, Lexed raw, source::FileId file, diag::Sink& sink)
      : code_(code), raw_(std::move(raw)), file_(file), sink_(sink) {
    out_.tokens.reserve(raw_.tokens.size() + 16);
    out_.comments = std::move(raw_.comments);
  }

  Lexed Run() {
    for (at_ = 0; at_ < raw_.tokens.size(); ++at_) Step(raw_.tokens[at_]);
    return std::move(out_);
  }

 private:
  std::string_view Text(const Lexeme& t) const { return code_.substr(t.begin, t.end - t.begin); }
  const Lexeme& Next() const { return raw_.tokens[std::min(at_ + 1, raw_.tokens.size() - 1)]; }
  uint16_t Before(size_t back = 1) const {
    return out_.tokens.size() < back ? uint16_t{tok::NONE} : out_.tokens[out_.tokens.size() - back].type;
  }
  bool AfterOperand() const { return EndsOperand(Before()) && !ExpectsValue(); }
  // 应得 <判定> 是: the value directly behind the name of a decision.
  bool ExpectsValue() const { return Before(2) == tok::EXPECT && IsNameToken(Before()); }

  void Push(Lexeme token, uint16_t type) {
    token.type = type;
    out_.tokens.push_back(token);
  }
  void PushNumber(Lexeme token, uint16_t type, NumberParts parts) {
    token.payload = static_cast<int32_t>(out_.numbers.size());
    out_.numbers.push_back(std::move(parts));
    Push(token, type);
  }

  void Step(const Lexeme& token) {
    switch (token.type) {
      case tok::WORD:
        return Word(token);
      case tok::PATH:
        return Path(token);
      case tok::NUMBER:
        return PushNumber(token, tok::NUMBER, {CanonicalDigits(Text(token)), "", ExprKind::kPoison});
      case tok::FRACTION:
        return PushNumber(token, tok::FRACTION, {CanonicalDigits(Text(token)), "", ExprKind::kPoison});
      case tok::DATE:
        return Date(token, CanonicalDate(Text(token)));
      case tok::PERCENT:
        return Percent(token);
      case tok::GE:
      case tok::LE:
        return Comparison(token, token.type);
      case tok::LT:
        if (TypeBefore()) {
          ++open_types_;
          return Push(token, tok::TYPE_OPEN);
        }
        return Comparison(token, tok::LT);
      case tok::GT:
        if (open_types_ > 0) {
          --open_types_;
          return Push(token, tok::TYPE_CLOSE);
        }
        return Comparison(token, tok::GT);
      case tok::BAR:
        return Bar(token);
      case tok::BAD:
        return Bad(token);
      case tok::SEMI:
        return;  // statements need no terminator; one may stand
      case tok::COMMA:
        // 当 …, 其余 …: the comma carries nothing.
        if (const Keyword* next = NextKeyword(); next != nullptr && next->token == tok::OTHERWISE) return;
        return Push(token, tok::COMMA);
      default:
        return Push(token, token.type);
    }
  }

  void Bad(const Lexeme& token) {
    const Advice advice = AdviceFor(Text(token));
    sink_.Emit(diag::Kind::UnexpectedCharacter, {file_, token.begin, token.end}, Text(token), advice.zh,
               advice.en);
  }

  // 列表<…>: the bracket after a name that stands where a type does.
  bool TypeBefore() const {
    const uint16_t behind = raw_.tokens[std::min(at_ + 2, raw_.tokens.size() - 1)].type;
    return IsNameToken(Before()) && IsNameToken(Next().type) &&
           (behind == tok::GT || behind == tok::LT || open_types_ > 0) &&
           (Before(2) == tok::COLON || Before(2) == tok::TYPE_OPEN ||
            (Before(2) == tok::COMMA && open_types_ > 0));
  }

  const Keyword* NextKeyword() const {
    return Next().type == tok::WORD ? FindKeyword(Text(Next())) : nullptr;
  }

  static std::string CanonicalDate(std::string_view text) {
    std::string iso;
    for (size_t i = 0; i < text.size();) {
      const source::CodePoint point = source::DecodeAt(text, i);
      iso += static_cast<char>(point.value >= 0xFF00 ? point.value - 0xFEE0 : point.value);
      i += point.length;
    }
    return iso;
  }

  void Date(const Lexeme& token, std::string iso) {
    CheckDate(iso, {file_, token.begin, token.end});
    PushNumber(token, tok::DATE, {std::move(iso), "", ExprKind::kPoison});
  }

  // A date that does not exist is reported once; behind it a real one stands in its place.
  void CheckDate(std::string& iso, const source::Span& span) {
    if (IsRealDate(iso)) return;
    sink_.Emit(diag::Kind::ImpossibleDate, span, iso);
    iso = iso.starts_with("0000") ? "1900-01-01" : iso.substr(0, 4) + "-01-01";
  }

  void Percent(const Lexeme& token) {
    if (!token.glued || Before() != tok::NUMBER || out_.tokens.back().end != token.begin)
      return Push(token, tok::PERCENT);
    Lexeme& number = out_.tokens.back();
    std::string& digits = out_.numbers[static_cast<size_t>(number.payload)].digits;
    std::string below = "100";
    if (const size_t point = digits.find('.'); point != std::string::npos) {
      below += std::string(digits.size() - point - 1, '0');
      digits.erase(point, 1);
      digits = CanonicalDigits(digits);
    }
    digits += "/" + below;
    number.type = tok::FRACTION;
    number.end = token.end;
  }

  void Comparison(const Lexeme& token, uint16_t infix) {
    const bool chained_bound =
        IsBoundOpener(Before(2)) || Before() == tok::BOUNDED || Before() == tok::CN_BOUNDED;
    Push(token, AfterOperand() && !chained_bound ? infix : BoundOpener(infix));
  }

  void Bar(const Lexeme& token) {
    const uint16_t before = Before();
    const bool opens =
        token.first_on_line || before == tok::LBRACE || before == tok::ROW_END || before == tok::COLON;
    if (opens) return Push(token, tok::ROW);
    const Lexeme& next = Next();
    const Keyword* keyword = NextKeyword();
    const bool ends = next.first_on_line || next.type == tok::RBRACE || next.type == tok::NONE ||
                      next.type == tok::BAR ||
                      (keyword != nullptr && (keyword->token == tok::BASIS || keyword->token == tok::SINCE));
    Push(token, ends ? tok::ROW_END : tok::BAR);
  }

  void Path(const Lexeme& token) {
    // 执法类别.行政处罚当 … has no special reading; only a unit behind a number could be meant otherwise.
    Push(token, tok::PATH);
  }

  void Word(const Lexeme& token) {
    if (Before() == tok::NUMBER && out_.numbers.back().unit.empty() && TryUnit(token)) return;
    if (token.glued && Before() == tok::FRACTION && TryBoundAlone(token)) return;
    if (!token.glued && !token.first_on_line && TryBoundAlone(token)) return;
    const std::string_view text = Text(token);
    if (const Keyword* keyword = FindKeyword(text)) return KeywordWord(token, *keyword);
    if (TrySplitBoundWord(token) || TryMisspoken(token) || TryMisspokenClause(token)) return;
    const bool name = NameDue() || NextNames();
    if (const size_t second = name ? std::string_view::npos : FindSecondBound(text);
        second != std::string_view::npos && ReadChineseNumber(text.substr(0, second))) {
      return Both(token, second);
    }
    if (auto number = name ? std::nullopt : ReadChineseNumber(text)) {
      PushNumber(token, number->bound == ExprKind::kPoison ? tok::CN_NUMBER : tok::CN_BOUNDED,
                 std::move(*number));
      return MendMissingIn();
    }
    Push(token, tok::WORD);
  }

  // 五万元以上十万元以下 in one run: the word up to the second end, then the rest.
  void Both(const Lexeme& token, size_t second) {
    const auto cut = static_cast<uint32_t>(token.begin + second);
    Word({token.begin, cut, tok::WORD, token.first_on_line, token.glued, -1});
    Lexeme rest{cut, token.end, tok::WORD, false, true, -1};
    const auto digits = static_cast<uint32_t>(LeadingDigits(Text(rest)));
    if (digits > 0) {
      const Lexeme number{cut, cut + digits, tok::NUMBER, false, true, -1};
      PushNumber(number, tok::NUMBER, {CanonicalDigits(Text(number)), "", ExprKind::kPoison});
      rest.begin = number.end;
    }
    Word(rest);
  }

  static size_t LeadingDigits(std::string_view text) {
    size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    return digits;
  }

  // 情形 七日 …, 七日: …, 七日「…」: a name, whatever it looks like.
  bool NameDue() const {
    return IsDeclaration(Before()) || Before() == tok::AGAINST || Before() == tok::BECAUSE;
  }
  bool NextNames() const { return Next().type == tok::COLON || Next().type == tok::SECOND; }

  // 不满 1 三分之一以上, 超过 0 不满三分之二: a second bound, not a unit.
  static bool BeginsNumber(std::string_view word) {
    for (const std::string_view bound : kBoundWords) {
      if (word.starts_with(bound)) return true;
    }
    return ReadChineseNumber(word).has_value();
  }

  bool TryUnit(const Lexeme& token) {
    Lexeme& number = out_.tokens.back();
    const std::string_view tail = Text(token);
    const bool glued = token.glued && number.end == token.begin;
    const Keyword* keyword = FindKeyword(tail);
    if (keyword != nullptr && (keyword->word_class == WordClass::operator_ || !glued)) return false;
    if (glued) {
      NumberParts& parts = out_.numbers[static_cast<size_t>(number.payload)];
      if (auto date = ReadChineseDate(code_.substr(number.begin, number.end - number.begin), tail)) {
        number.end = token.end;
        number.type = tok::DATE;
        CheckDate(*date, {file_, number.begin, number.end});
        parts.digits = std::move(*date);
        return true;
      }
    } else if (token.first_on_line || NextNames() || BeginsNumber(tail)) {
      return false;
    }
    if (const size_t second = FindSecondBound(tail); second != std::string_view::npos && !NextNames()) {
      Both(token, second);
      return true;
    }
    ApplyUnit(number, token, SplitUnit(out_.numbers[static_cast<size_t>(number.payload)].digits, tail));
    return true;
  }

  void ApplyUnit(Lexeme& number, const Lexeme& token, const UnitSplit& split) {
    out_.numbers[static_cast<size_t>(number.payload)] = split.parts;
    if (split.parts.bound != ExprKind::kPoison) number.type = tok::BOUNDED;
    number.end = token.end;
    if (split.rest == std::string_view::npos) return MendMissingIn();
    const auto cut = static_cast<uint32_t>(token.begin + split.rest);
    number.end = cut;
    sink_.Emit(diag::Kind::UnitRunsInto, {file_, token.begin, token.end},
               code_.substr(token.begin, split.rest), code_.substr(cut, token.end - cut));
    Word({cut, token.end, tok::WORD, false, true, -1});
  }

  // 三分之二以上; also 1万元 以上 with a blank.
  bool TryBoundAlone(const Lexeme& token) {
    const BoundSuffix suffix = FindBoundSuffix(Text(token));
    if (suffix.length == 0 || suffix.length != token.end - token.begin) return false;
    Lexeme& number = out_.tokens.back();
    const bool fraction = number.type == tok::FRACTION, chinese = number.type == tok::CN_NUMBER;
    if (!fraction && !chinese && number.type != tok::NUMBER) return false;
    number.end = token.end;
    number.type = chinese ? tok::CN_BOUNDED : tok::BOUNDED;
    out_.numbers[static_cast<size_t>(number.payload)].bound = suffix.lower ? ExprKind::kGe : ExprKind::kLe;
    MendMissingIn();
    return true;
  }

  // Whether the last tokens belong to a condition rather than to a name, a list of names or a cell.
  bool InCondition() const {
    for (size_t back = 1; back <= out_.tokens.size() && back <= 64; ++back) {
      const uint16_t type = Before(back);
      if (type == tok::WHEN || type == tok::AND || type == tok::OR || type == tok::IF) return true;
      if (type == tok::LBRACE || type == tok::RBRACE || type == tok::ROW || type == tok::DBAR ||
          type == tok::CITES || IsDeclaration(type)) {
        return false;
      }
    }
    return false;
  }

  bool OperandNext() const {
    switch (Next().type) {
      case tok::WORD: {
        const Keyword* keyword = NextKeyword();
        return keyword == nullptr || keyword->word_class != WordClass::operator_ ||
               keyword->token == tok::NOT || keyword->token == tok::SOME || keyword->token == tok::EVERY ||
               keyword->token == tok::COUNT || keyword->token == tok::SUM;
      }
      case tok::PATH:
      case tok::NUMBER:
      case tok::DATE:
      case tok::LPAREN:
        return true;
      default:
        return false;
    }
  }

  // Another word for an operator where only an operator can stand: reported, then read as it was meant.
  bool TryMisspoken(const Lexeme& token) {
    const Misspoken* misspoken = FindMisspoken(Text(token));
    if (misspoken == nullptr || token.first_on_line || !OperandNext() || !InCondition()) return false;
    const uint16_t before = Before();
    const bool after_operand =
        IsNameToken(before) || before == tok::RPAREN || before == tok::CN_NUMBER || before == tok::NUMBER;
    if (misspoken->prefix == after_operand) return false;
    sink_.Emit(diag::Kind::MisspokenOperator, {file_, token.begin, token.end}, Text(token), misspoken->zh,
               misspoken->en);
    Push(token, misspoken->token);
    return true;
  }

  // 如果 … 那么 … where a rule has 当 … 则 …: reported, then read as it was meant.
  bool TryMisspokenClause(const Lexeme& token) {
    const ClauseWord* word = FindClauseWord(Text(token));
    if (word == nullptr || NextNames()) return false;
    if (Before() == tok::WHEN && word->token == tok::WHEN && Text(token) != "若" && Text(token) != "if") {
      const source::Span span{file_, out_.tokens.back().begin, token.end};
      sink_.Emit(diag::Kind::MisspokenOperator, span, code_.substr(span.begin, span.end - span.begin),
                 word->zh, word->en);
      return true;
    }
    if (!EndsOperand(Before())) return false;
    if (word->token == tok::WHEN ? !LacksCondition(out_.tokens) : !InCondition()) return false;
    sink_.Emit(diag::Kind::MisspokenOperator, {file_, token.begin, token.end}, Text(token), word->zh,
               word->en);
    Push(token, word->token);
    return true;
  }

  // 情形：较大罚款 …: the colon is reported and left out.
  bool TryColonAfterKeyword(const Lexeme& token, uint16_t declaration) {
    const size_t behind = at_ + 2;
    if (!token.first_on_line || Next().type != tok::COLON || Next().first_on_line ||
        behind >= raw_.tokens.size() || !IsNameToken(raw_.tokens[behind].type) || declaration == tok::OPEN ||
        raw_.tokens[behind].first_on_line || !MayDeclare(out_.tokens, declaration)) {
      return false;
    }
    sink_.Emit(diag::Kind::ColonAfterKeyword, {file_, token.begin, Next().end}, Text(token),
               Text(raw_.tokens[behind]));
    Push(token, declaration);
    ++at_;
    return true;
  }

  // 涉案金额 1万元以上: what is tested and the interval, with nothing between them.
  void MendMissingIn() {
    const uint16_t bound = Before();
    if ((bound != tok::BOUNDED && bound != tok::CN_BOUNDED) || out_.tokens.size() < 3) return;
    const Lexeme& operand = out_.tokens[out_.tokens.size() - 2];
    if (!IsNameToken(operand.type) || !BeginsOperand(Before(3)) || !InCondition()) return;
    Lexeme in = out_.tokens.back();
    sink_.Emit(diag::Kind::MissingIn, {file_, operand.begin, in.end}, Text(operand), Text(in));
    in.end = in.begin;
    in.type = tok::IN;
    in.payload = -1;
    out_.tokens.insert(out_.tokens.end() - 1, in);
  }
  static bool BeginsOperand(uint16_t before) {
    return before == tok::WHEN || before == tok::AND || before == tok::OR || before == tok::NOT ||
           before == tok::LPAREN || before == tok::COLON || before == tok::IF;
  }

  // 超过10万元, 不满五千元 are one run of word characters.
  bool TrySplitBoundWord(const Lexeme& token) {
    const std::string_view text = Text(token);
    const bool could = text.starts_with("不") || text.starts_with("超") || text.starts_with("达");
    if (!could) return false;
    for (const std::string_view word : kBoundWords) {
      if (!text.starts_with(word)) continue;
      const std::string_view tail = text.substr(word.size());
      const auto cut = static_cast<uint32_t>(token.begin + word.size());
      const size_t digits = LeadingDigits(tail);
      if (digits == 0) {
        auto number = ReadChineseNumber(tail);
        if (!number || NameDue() || NextNames()) return false;
        KeywordWord({token.begin, cut, tok::WORD, token.first_on_line, token.glued, -1}, *FindKeyword(word));
        PushNumber({cut, token.end, tok::WORD, false, true, -1},
                   number->bound == ExprKind::kPoison ? tok::CN_NUMBER : tok::CN_BOUNDED, std::move(*number));
        return true;
      }
      KeywordWord({token.begin, cut, tok::WORD, token.first_on_line, token.glued, -1}, *FindKeyword(word));
      const auto unit = static_cast<uint32_t>(cut + digits);
      PushNumber({cut, unit, tok::NUMBER, false, true, -1}, tok::NUMBER,
                 {CanonicalDigits(tail.substr(0, digits)), "", ExprKind::kPoison});
      if (unit < token.end) Word({unit, token.end, tok::WORD, false, true, -1});
      return true;
    }
    return false;
  }

  void KeywordWord(const Lexeme& token, const Keyword& keyword) {
    switch (keyword.word_class) {
      case WordClass::operator_:
        return Operator(token, keyword.token);
      case WordClass::declaration:
        if (TryColonAfterKeyword(token, keyword.token)) return;
        return Push(token, StaysDeclaration(token) ? DeclarationToken(keyword.token) : uint16_t{tok::WORD});
      case WordClass::clause:
        if (keyword.token == tok::ONLY_WHEN) open_ifs_ = 0;
        return Push(token, StaysClause(keyword.token) ? keyword.token : uint16_t{tok::WORD});
      case WordClass::mark:
        return Push(token, Before() == tok::DATE ? keyword.token : uint16_t{tok::WORD});
    }
  }

  void Operator(const Lexeme& token, uint16_t type) {
    switch (type) {
      case tok::IS:
        return Push(token, AfterOperand() ? tok::IS : tok::YES);
      case tok::LARGEST:
      case tok::SMALLEST:
        return Push(token, Before() == tok::IF_UNKNOWN ? uint16_t{tok::WORD} : type);
      case tok::AT_LEAST:
      case tok::MORE_THAN:
      case tok::AT_MOST:
      case tok::LESS_THAN:
        return Comparison(token, InfixOf(type));
      case tok::BASIS:
        return Basis(token);
      case tok::IF:
        if (TryMisspokenClause(token)) return;
        ++open_ifs_;
        return Push(token, type);
      case tok::ELSE:
        else_of_if_ = open_ifs_ > 0;
        if (else_of_if_) --open_ifs_;
        return Push(token, type);
      default:
        return Push(token, type);
    }
  }

  // A word that may be a keyword is a name where a name is due: behind an operator, a comma, another keyword,
  // a dot, or before a colon, 「, =, or a dot.
  bool NameContext() const {
    const uint16_t next = Next().type;
    if (next == tok::COLON || next == tok::SECOND || next == tok::DOT || next == tok::EQ) return true;
    const uint16_t before = Before();
    if (before == tok::LBRACE) return InSet();
    return !EndsOperand(before) && !EndsClause(before);
  }

  // Whether the brace just pushed opens a set or a record value rather than a block.
  bool InSet() const {
    const uint16_t opener = Before(2);
    // 枚举 类别「kind」 { 情形, … }: values are names too.
    for (size_t back = 3; back <= 4; ++back) {
      if (Before(back) == tok::ENUM || Before(back) == tok::ORDERED) return true;
    }
    if (Before(3) == tok::EXPECT && IsNameToken(opener)) return true;  // 应得 判定 {…}: the value
    return !EndsOperand(opener) && !EndsClause(opener);
  }

  bool StaysDeclaration(const Lexeme& token) const {
    const uint16_t next = Next().type;
    const bool named = next == tok::WORD || next == tok::PATH || next == tok::TEXT;
    // At the start of a line with a name behind it: a declaration even after something unfinished.
    if (token.first_on_line && named && !IsDeclaration(Before())) return true;
    if (Before() == tok::OPEN_DECLARATION) return true;
    return !NameContext() && !ExpectsValue();
  }

  uint16_t DeclarationToken(uint16_t type) const {
    if (type != tok::OPEN) return type;
    // 标准 …: 金额 = 1元 开放, and on the next line another declaration: the word belongs to its own line.
    const Keyword* next = Next().first_on_line ? nullptr : NextKeyword();
    const bool prefix = next != nullptr && (next->token == tok::DEFINE || next->token == tok::DECISION ||
                                            next->token == tok::PARAMETER);
    return prefix ? uint16_t{tok::OPEN_DECLARATION} : uint16_t{tok::OPEN};
  }

  bool StaysClause(uint16_t type) const {
    if (type == tok::UNDETERMINED) return ExpectsValue();
    // 仅当 … 否则 转 …; behind the 否则 of 若 … 则 … a value is due, which may have the name 转.
    const bool of_value = Before() == tok::ELSE && else_of_if_;
    if (FollowsKeyword(Before(), type) && !of_value) return true;
    return !NameContext() && !ExpectsValue();
  }

  void Basis(const Lexeme& token) {
    Push(token, tok::BASIS);
    CitationText citation = ReadCitations(code_, token.end, file_);
    if (citation.cites.empty()) {
      const Lexeme& next = Next();
      sink_.Emit(diag::Kind::BadCitation, {file_, token.begin, token.end},
                 next.type == tok::NONE ? "…" : std::string(Text(next)));
    }
    Lexeme cites{citation.begin, std::max(citation.begin, citation.end), tok::CITES, false, false, -1};
    cites.payload = static_cast<int32_t>(out_.citations.size());
    out_.citations.push_back(std::move(citation.cites));
    Push(cites, tok::CITES);
    SkipTo(cites.end, citation.runs_into);
  }

  // Drops the raw tokens the citation was read from; one it cuts in two keeps its second part.
  void SkipTo(uint32_t end, bool runs_into) {
    while (at_ + 1 < raw_.tokens.size() && raw_.tokens[at_ + 1].type != tok::NONE &&
           raw_.tokens[at_ + 1].begin < end) {
      Lexeme& next = raw_.tokens[at_ + 1];
      if (next.end > end) {
        if (runs_into) {
          const Lexeme& cites = out_.tokens.back();
          sink_.Emit(diag::Kind::CitationRunsInto, {file_, cites.begin, next.end},
                     code_.substr(cites.begin, end - cites.begin), code_.substr(end, next.end - end));
        }
        next = {end, next.end, tok::WORD, false, true, -1};
        return;
      }
      ++at_;
    }
  }

  std::string_view code_;
  Lexed raw_;
  source::FileId file_;
  diag::Sink& sink_;
  Lexed out_;
  size_t at_ = 0;
  int open_types_ = 0;
  int open_ifs_ = 0;         // 若 whose 否则 has not come, since 仅当
  bool else_of_if_ = false;  // the last 否则 was of a 若
};

}  // namespace

Lexed Promote(std::string_view code, Lexed raw, source::FileId file, diag::Sink& sink) {
  return Promoter(code, std::move(raw), file, sink).Run();
}

}  // namespace guiju::syntax
