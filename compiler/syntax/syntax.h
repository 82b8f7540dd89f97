#pragma once
// Public face of the room: text to tree, tree to canonical text. ANTLR never shows through this header.
#include <map>
#include <string>

#include "compiler/diag/diag.h"
#include "compiler/syntax/tree.h"

namespace guiju::syntax {

// Parses the code of a loaded file (source::Load without problems). Reports every syntax mistake it can
// separate; the tree always comes back, with poisoned nodes where text was not understood. Thread-safe.
SyntaxTree Parse(const source::SourceFile& file, source::FileId id, diag::Sink& sink);

enum class Spelling { kZh, kEn };
// Both spellings of every declared name visible to a file, in both directions. Built by compiler/model from
// the closure, or by NamesOf from one tree alone.
struct NameTable {
  std::map<std::string, std::string, std::less<>> zh_to_en, en_to_zh;
};
// A type (enum, record, dimension) whose name also names a value is kept under "type:" + name, so that
// 执法类别 may be act_type as a type and act as a fact. A pair that contradicts an earlier one is left out on
// both sides.
NameTable NamesOf(const SyntaxTree& tree);
void AddNames(const SyntaxTree& tree, NameTable& names);

// Canonical text of the file in the given language: keywords of every grammar slot, unit words and names that
// have two spellings are converted, comments are kept, a literate file keeps its Markdown byte for byte.
// Print∘Parse∘Print = Print.
std::string Print(const source::SourceFile& file, const SyntaxTree& tree, const NameTable& names,
                  Spelling spelling);

// Compares two trees ignoring positions and comments, with names compared through the table.
bool SameTree(const SyntaxTree& a, const SyntaxTree& b, const NameTable& names);
// Indented listing for `dump --after syntax`.
std::string Dump(const SyntaxTree& tree);

}  // namespace guiju::syntax
