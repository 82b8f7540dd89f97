#include "compiler/syntax/print_clauses.h"

#include "compiler/syntax/citation.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {

std::string ClauseTexts::W(std::string_view slot) const {
  return std::string(SlotWord(slot, speller_.spelling()));
}

std::string ClauseTexts::C(std::string_view choice_class, std::string_view key) const {
  return std::string(ChoiceWord(choice_class, key, speller_.spelling()));
}

std::string ClauseTexts::Declared(const Name& name, bool is_type) const {
  const Name shown = speller_.Declared(name, is_type);
  return shown.second.empty() ? shown.text : shown.text + "「" + shown.second + "」";
}

std::string ClauseTexts::TypeText(const TypeRef& type) const {
  std::string text = speller_.TypeName(type.name);
  for (size_t i = 0; i < type.args.size(); ++i) text += (i == 0 ? "<" : ", ") + TypeText(type.args[i]);
  return type.args.empty() ? text : text + ">";
}

std::string ClauseTexts::FormalsText(const std::vector<Formal>& formals, bool always) const {
  if (formals.empty() && !always) return {};
  std::string text;
  for (const Formal& formal : formals)
    text += (text.empty() ? "" : ", ") + Declared(formal.name) + ": " + TypeText(formal.type);
  return "(" + text + ")";
}

std::string ClauseTexts::NamesText(const std::vector<QName>& names) const {
  std::string text;
  for (const QName& name : names) text += (text.empty() ? "" : ", ") + speller_.Joined(name);
  return text;
}

// A title that does not read as one name — 《审核办法（试行）》 — keeps its brackets.
std::string ClauseTexts::SourceText(const QName& source) const {
  std::string name = speller_.Joined(source);
  const CitationText read = ReadCitations(name, 0, source.span.file);
  const bool whole =
      read.cites.size() == 1 && read.end == name.size() && read.cites[0].source.Joined() == name;
  return whole ? name : "《" + name + "》";
}

std::string ClauseTexts::BasisText(const std::vector<Cite>& cites) const {
  std::string text;
  std::string before;
  for (const Cite& cite : cites) {
    const std::string locator = PrintLocator(cite, speller_.spelling()), source = SourceText(cite.source);
    text += text.empty() ? "" : ", ";
    if (source != before || locator.empty()) text += source + (locator.empty() ? "" : " ");
    text += locator;
    before = source;
  }
  return W("basis") + " " + text;
}

void ClauseTexts::PutExpr(Clauses& clauses, std::string_view slot, ExprId id) const {
  if (!id.has_value()) return;
  std::vector<std::string> parts = exprs_.Parts(id);
  parts[0] = W(slot) + " " + parts[0];
  clauses.push_back({std::move(parts)});
}

void ClauseTexts::PutAssigned(Clauses& clauses, ExprId id) const {
  if (!id.has_value()) return;
  std::vector<std::string> parts = exprs_.Parts(id);
  parts[0] = "= " + parts[0];
  clauses.push_back({std::move(parts)});
}

void ClauseTexts::PutText(Clauses& clauses, std::string_view slot, const std::string& text) const {
  if (!text.empty()) Put(clauses, W(slot) + " " + QuotedText(text));
}

void ClauseTexts::PutWord(Clauses& clauses, std::string_view slot, const std::string& word) const {
  if (!word.empty()) Put(clauses, W(slot) + " " + word);
}

void ClauseTexts::PutBasis(Clauses& clauses, const std::vector<Cite>& basis) const {
  if (!basis.empty()) Put(clauses, BasisText(basis));
}

void ClauseTexts::PutSince(Clauses& clauses, const std::optional<std::string>& from,
                           const std::optional<std::string>& to) const {
  if (from) Put(clauses, W("since") + " " + *from + (W("start").empty() ? "" : " " + W("start")));
  if (to) Put(clauses, W("until") + " " + *to + (W("end").empty() ? "" : " " + W("end")));
}

}  // namespace guiju::syntax
