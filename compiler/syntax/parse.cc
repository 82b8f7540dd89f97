#include <GuijuParser.h>

#include "compiler/syntax/build.h"
#include "compiler/syntax/guard.h"
#include "compiler/syntax/promote.h"
#include "compiler/syntax/recovery.h"
#include "compiler/syntax/scan.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

// One declaration at a time, so that memory for contexts is that of the largest declaration.
void ParseItems(std::string_view code, Lexed& lexed, source::FileId file, SyntaxTree& tree,
                diag::Sink& sink) {
  using guiju_antlr::GuijuParser;
  TokenArray input(lexed.tokens);
  GuijuParser parser(&input);
  Recovery recovery(code, lexed, file, sink);
  parser.Start(&recovery);
  Builder builder(code, lexed, file, tree, sink);
  while (input.TypeAt(input.index()) != tok::NONE) {
    if (!StartsItem(input.TypeAt(input.index()))) {
      recovery.SkipStray(&parser);
      continue;
    }
    builder.Item(parser.item());
    parser.Forget();
  }
}

// Names do not count: after promotion a word that serves as a name is no keyword any more.
bool IsEnglish(std::string_view code, const std::vector<Lexeme>& tokens) {
  bool english = false;
  for (const Lexeme& token : tokens) {
    const std::string_view text = code.substr(token.begin, token.end - token.begin);
    const Keyword* keyword = FindKeyword(text);
    if (keyword == nullptr || keyword->token != token.type) continue;
    if (IsChinese(text)) return false;
    english = true;
  }
  return english;
}

}  // namespace

SyntaxTree Parse(const source::SourceFile& file, source::FileId id, diag::Sink& sink) {
  SyntaxTree tree;
  tree.file = id;
  Lexed lexed = Promote(file.code, Scan(file.code, id, sink), id, sink);
  tree.comments = std::move(lexed.comments);
  tree.english = IsEnglish(file.code, lexed.tokens);
  if (!CheckNesting(lexed, id, sink)) {
    tree.declarations.push_back(PoisonDecl{{id, 0, static_cast<uint32_t>(file.code.size())}});
    return tree;
  }
  tree.exprs.reserve(lexed.tokens.size() * 2 / 3);  // a little above what policies have
  ParseItems(file.code, lexed, id, tree, sink);
  return tree;
}

}  // namespace guiju::syntax
