// Text ⇄ tree on generated policies: what is written is what is read; printing in either language and reading
// again gives the same tree, the same comments, and the same text when printed back.
#include "compiler/syntax/syntax.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "compiler/syntax/words.h"
#include "runtime/value/units.h"
#include "tests/property/amount.h"
#include "tests/property/slots.h"
#include "tests/property/syntax_generator.h"

namespace guiju::property {
namespace {

using syntax::Spelling;

struct Read {
  source::SourceSet sources;
  source::FileId id;
  diag::Sink sink;
  syntax::SyntaxTree tree;
  std::string problems;

  explicit Read(const std::string& text) {
    source::Loaded loaded = source::Load("generated.gj", text);
    if (!loaded.problems.empty()) problems = "the text itself is refused";
    id = sources.Add(std::move(loaded.file));
    tree = syntax::Parse(sources[id], id, sink);
    if (sink.has_errors()) problems += diag::RenderText(sink.Sorted(), sources, {diag::Language::kEn, false});
  }
  std::string Print(Spelling spelling) const {
    return syntax::Print(sources[id], tree, syntax::NamesOf(tree), spelling);
  }
  std::vector<std::string> Comments() const {
    std::vector<std::string> texts;
    for (const syntax::Comment& comment : tree.comments) texts.emplace_back(sources[id].Slice(comment.span));
    std::sort(texts.begin(), texts.end());
    return texts;
  }
};

// A word of a listing as the table and the language spell it in Chinese, second spelling left out.
std::string ChineseWord(const std::string& written, const syntax::NameTable& names) {
  const std::string word = written.substr(0, written.find("「"));
  for (const std::string& key : {word, "type:" + word}) {
    const auto found = names.en_to_zh.find(key);
    if (found != names.en_to_zh.end()) return found->second;
  }
  if (const value::Unit* unit = value::FindUnit(word); unit != nullptr && !unit->zh.empty()) return unit->zh;
  if (const value::Dimension* dimension = value::FindDimension(word)) return dimension->zh;
  for (const std::string_view choice : {"type", "function", "rounding"}) {
    const std::string_view key = syntax::ChoiceKey(choice, word);
    if (!key.empty()) return std::string(syntax::ChoiceWord(choice, key, Spelling::kZh));
  }
  const size_t dot = word.find('.');
  if (dot == std::string::npos) return word;
  return ChineseWord(word.substr(0, dot), names) + "." + ChineseWord(word.substr(dot + 1), names);
}

// A listing in one language, as far as a word at a time can tell: enough to show where two trees differ.
std::string Chinese(const syntax::SyntaxTree& tree, const syntax::NameTable& names) {
  std::string text, word;
  for (const char c : syntax::Dump(tree)) {
    if (std::string_view(" \n<>,").find(c) == std::string_view::npos) {
      word += c;
      continue;
    }
    text += ChineseWord(word, names) + c;
    word.clear();
  }
  return text;
}

// First line in which two listings differ, for a message a person can read.
std::string FirstDifference(const std::string& a, const std::string& b) {
  const size_t at =
      static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  const auto around = [&](const std::string& text) {
    const size_t begin = text.rfind('\n', at > 0 ? at - 1 : 0);
    const size_t from = begin == std::string::npos ? 0 : begin + 1;
    return text.substr(from, std::min(text.find('\n', at), text.size()) - from);
  };
  return around(a) + "\n  against\n" + around(b);
}

std::string WhatDiffers(const GeneratedText& generated) {
  const Read first(generated.text);
  if (!first.problems.empty()) return "the text is not understood\n" + first.problems;
  const syntax::NameTable names = syntax::NamesOf(first.tree);
  if (!syntax::SameTree(generated.tree, first.tree, names))
    return "the tree is not the one written\n" +
           FirstDifference(Chinese(generated.tree, names), Chinese(first.tree, names));
  std::vector<std::string> comments = generated.comments;
  std::sort(comments.begin(), comments.end());
  if (first.Comments() != comments) return "a comment is not read";
  const std::string zh = first.Print(Spelling::kZh), en = first.Print(Spelling::kEn);
  for (const auto& [spelling, text] : {std::pair(Spelling::kZh, zh), std::pair(Spelling::kEn, en)}) {
    const Read again(text);
    const std::string where = spelling == Spelling::kZh ? " (Chinese)\n" : " (English)\n";
    if (!again.problems.empty()) return "the printed text is not understood" + where + again.problems;
    if (!syntax::SameTree(first.tree, again.tree, names))
      return "the printed text is another tree" + where +
             FirstDifference(Chinese(first.tree, names), Chinese(again.tree, names)) + "\n" + text;
    if (again.Comments() != comments) return "a comment is lost in print" + where + text;
    if (again.Print(spelling) != text)
      return "printing again changes it" + where + FirstDifference(text, again.Print(spelling)) + "\n" +
             text + "--- again\n" + again.Print(spelling);
    if (again.Print(Spelling::kZh) != zh)
      return "the Chinese text is not got back" + where + FirstDifference(zh, again.Print(Spelling::kZh));
  }
  return {};
}

TEST(GeneratedSyntax, IsReadAsWrittenAndPrintedWithoutLoss) {
  const Amount amount = AmountToRun(2000);
  int failures = 0;
  for (uint64_t seed = amount.first; seed < amount.first + amount.count && failures < 3; ++seed) {
    const GeneratedText generated = GenerateText(seed, seed % 4 == 0 ? 12 : 1);
    const std::string difference = WhatDiffers(generated);
    if (difference.empty()) continue;
    ++failures;
    ADD_FAILURE() << "GUIJU_SEED=" << seed << ": " << difference << "\n--- as written\n" << generated.text;
  }
}

// A generator that stopped writing some construct would prove nothing about it.
TEST(GeneratedSyntax, CoversEveryExpressionAndEverySlot) {
  std::set<std::string> filled, every;
  std::set<syntax::ExprKind> kinds;
  for (uint64_t seed = 1; seed <= 1000; ++seed) {
    const GeneratedText generated = GenerateText(seed, 12);
    SlotCounter(&filled, false).Tree(generated.tree);
    for (const syntax::Expr& expr : generated.tree.exprs) kinds.insert(expr.kind);
  }
  SlotCounter counter(&every, true);
  counter.Node("policy", syntax::PolicyHeader{});
  const auto all = [&]<class... T>(const std::variant<T...>*) {
    (counter.Node(syntax::kDeclarationName<T>, T{}), ...);
  };
  all(static_cast<const syntax::Declaration*>(nullptr));
  // Nothing but what was written as it should not be.
  for (const std::string slot : {"record.fields.is_finding"}) every.erase(slot);
  for (const std::string& slot : every) EXPECT_TRUE(filled.contains(slot)) << slot << " is never generated";
  for (int kind = 0; kind < static_cast<int>(syntax::ExprKind::kPoison); ++kind)
    EXPECT_TRUE(kinds.contains(static_cast<syntax::ExprKind>(kind))) << "expression kind " << kind;
}

}  // namespace
}  // namespace guiju::property
