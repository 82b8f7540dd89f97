#include <algorithm>

#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {

std::string Builder::Text(const antlr4::Token* token) const {
  if (token == nullptr) return {};
  const Lexeme& lexeme = LexemeOf(token);
  return std::string(code_.substr(lexeme.begin, lexeme.end - lexeme.begin));
}

std::string Builder::Quoted(const antlr4::Token* token) const {
  std::string text = Text(token);
  for (const std::string_view open : {"\"", "“", "「", "＂"}) {
    if (text.starts_with(open)) {
      text.erase(0, open.size());
      break;
    }
  }
  for (const std::string_view close : {"\"", "”", "」", "＂"}) {
    if (text.ends_with(close)) {
      text.erase(text.size() - close.size());
      break;
    }
  }
  return text;
}

Span Builder::SpanOf(const antlr4::Token* token) const {
  if (token == nullptr) return {file_, 0, 0};
  const Lexeme& lexeme = LexemeOf(token);
  return {file_, lexeme.begin, lexeme.end};
}

Span Builder::SpanOf(const antlr4::ParserRuleContext* context) const {
  if (context == nullptr || context->start == nullptr) return {file_, 0, 0};
  Span span = SpanOf(context->start);
  if (context->stop != nullptr && IndexOf(context->stop) >= IndexOf(context->start))
    span.end = LexemeOf(context->stop).end;
  return span;
}

Name Builder::NameOf(P::NameContext* name) {
  if (Failed(name)) return {};
  return {Text(name->start), "", SpanOf(name->start), {file_, 0, 0}};
}

Name Builder::NameOf(P::NewNameContext* name) {
  if (name == nullptr) return {};
  Name result = NameOf(name->first);
  if (name->second == nullptr) return result;
  result.second = Quoted(name->second);
  result.second_span = SpanOf(name->second);
  CheckSecondName(result.second, name->second, false);
  return result;
}

// The second spelling becomes the name when the text is printed in the other language: it must be one there.
void Builder::CheckSecondName(const std::string& second, const antlr4::Token* token, bool dotted) {
  const Keyword* keyword = FindKeyword(second);
  if (keyword != nullptr && keyword->word_class == WordClass::operator_) {
    const std::string other = second + (IsChinese(second) ? "项" : "_value");
    sink_.Emit(diag::Kind::ReservedName, SpanOf(token), second, other);
  } else if (!IsNameText(second, dotted)) {
    sink_.Emit(diag::Kind::BadSecondName, SpanOf(token), Text(token));
  }
}

QName Builder::QNameOf(const Span& span) const {
  QName name;
  name.span = span;
  const std::string_view text = code_.substr(span.begin, span.end - span.begin);
  const auto may_be_dot = [](char c) { return c == '.' || c == '\xEF'; };
  if (std::none_of(text.begin(), text.end(), may_be_dot)) {
    name.parts.emplace_back(text);
    return name;
  }
  for (size_t from = 0; from <= text.size();) {
    const size_t dot = std::min({text.find('.', from), text.find("．", from), text.size()});
    name.parts.emplace_back(text.substr(from, dot - from));
    from = dot + (dot < text.size() && text[dot] != '.' ? 3 : 1);
  }
  return name;
}

QName Builder::QNameOf(P::QnameContext* name) {
  if (Failed(name)) return {};
  return QNameOf(SpanOf(name->start));
}

std::vector<QName> Builder::QNamesOf(P::QnamesContext* names) {
  std::vector<QName> result;
  if (names == nullptr) return result;
  for (P::QnameContext* name : names->all) {
    if (!Failed(name)) result.push_back(QNameOf(name));
  }
  return result;
}

std::vector<std::string> Builder::WordsOf(P::NamesContext* names) {
  std::vector<std::string> result;
  if (names == nullptr) return result;
  for (P::NameContext* name : names->all) {
    if (!Failed(name)) result.push_back(NameOf(name).text);
  }
  return result;
}

TypeRef Builder::TypeOf(P::TypeContext* type) {
  TypeRef result;
  if (type == nullptr) return result;
  result.span = SpanOf(type);
  result.name = QNameOf(type->base);
  for (P::TypeContext* arg : type->args) result.args.push_back(TypeOf(arg));
  return result;
}

std::vector<Formal> Builder::FormalsOf(P::FormalsContext* formals) {
  std::vector<Formal> result;
  if (formals == nullptr) return result;
  for (P::FormalContext* formal : formals->all) {
    if (!Failed(formal)) result.push_back({NameOf(formal->id), TypeOf(formal->of)});
  }
  return result;
}

std::vector<Cite> Builder::CitesOf(P::BasisContext* basis) {
  if (Failed(basis) || basis->cites == nullptr) return {};
  const std::vector<Cite>& read = lexed_.citations[static_cast<size_t>(LexemeOf(basis->cites).payload)];
  // A basis that could not be read has been reported: it is cited, of no source, rather than missing.
  if (read.empty()) return {Cite{{}, 0, 0, 0, 0, SpanOf(basis->cites)}};
  return read;
}

const NumberParts& Builder::NumberOf(const antlr4::Token* token) const {
  return lexed_.numbers[static_cast<size_t>(LexemeOf(token).payload)];
}

std::string Builder::DateOf(const antlr4::Token* token) const {
  return token == nullptr ? "" : NumberOf(token).digits;
}

std::string Builder::ChoiceOf(P::NameContext* word, std::string_view choice_class, std::string_view slot) {
  if (Failed(word)) return {};
  const Name name = NameOf(word);
  const std::string_view key = ChoiceKey(choice_class, name.text);
  if (!key.empty()) return std::string(key);
  const auto list = [](const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& choice : words) text += (text.empty() ? "" : ", ") + choice;
    return text;
  };
  std::vector<std::string> zh = ChoiceWords(choice_class, Spelling::kZh),
                           en = ChoiceWords(choice_class, Spelling::kEn);
  diag::Diagnostic& report =
      sink_.Emit(diag::Kind::UnknownChoice, name.span, name.text, SlotWord(slot, Spelling::kZh), list(zh),
                 list(en), SlotWord(slot, Spelling::kEn));
  zh.insert(zh.end(), en.begin(), en.end());
  const std::string close = diag::ClosestWord(name.text, zh);
  if (!close.empty())
    report.notes.push_back({name.span, "是不是想写“" + close + "”？", "did you mean `" + close + "`?"});
  return {};
}

std::string Builder::AxisOf(P::NameContext* word) {
  if (Failed(word)) return {};
  const std::string text = NameOf(word).text;
  const std::string_view key = ChoiceKey("axis", text);
  return key.empty() ? text : std::string(key);
}

bool Builder::Once(bool already, const antlr4::Token* key) {
  if (already)
    sink_.Emit(diag::Kind::DuplicateClause, SpanOf(key),
               LexemeOf(key).type == tok::CITES ? "依据" : Text(key));
  return !already;
}

void Builder::Missing(const Span& span, std::string_view what_zh, std::string_view clause_zh,
                      std::string_view what_en, std::string_view clause_en) {
  sink_.Emit(diag::Kind::MissingClause, span, what_zh, clause_zh, what_en, clause_en);
}

}  // namespace guiju::syntax
