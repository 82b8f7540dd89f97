#pragma once
// Everything one compilation reads: the policy asked for, its superiors and the policies it uses, parsed.
#include <map>
#include <string>
#include <vector>

#include "compiler/diag/diag.h"
#include "compiler/source/source.h"
#include "compiler/syntax/syntax.h"
#include "compiler/syntax/tree.h"

namespace guiju::model {

// Directories searched, with their subdirectories and in order, for policies named by 引用 and 上位: the
// standard library, the policies folder. The directory of the given path is always searched first, its parent
// and the directories beside it last.
struct SearchRoots {
  std::vector<std::string> directories;
};

// One policy: the file with the header and the header-less files beside it.
struct Unit {
  std::string name;             // dotted, as in the header; the file's stem when there is no header
  std::string second;           // dotted second spelling, "" when absent
  std::vector<size_t> trees;    // indexes into Closure::trees; the first one carries the header
  int superior = -1;            // index into Closure::units
  std::vector<size_t> uses;     // 引用, direct
  std::vector<size_t> visible;  // itself, then every unit reachable through 上位 and 引用, nearest first
};

struct FileDigest {
  std::string path;    // relative to the search root or to the directory of the given path
  std::string sha256;  // hexadecimal
};

// Movable, not copyable. Immutable after loading.
struct Closure {
  source::SourceSet sources;
  std::vector<syntax::SyntaxTree> trees;  // trees[i].file is FileId(i)
  std::vector<Unit> units;                // every unit after the units it depends on
  std::vector<size_t> mains;              // the units of the given path, in path order
  std::vector<FileDigest> digests;        // of every file, by path
};

// `path`: a .gj or .gj.md file, which is read alone, or a directory whose *.gj and *.gj.md files (not those
// of subdirectories) form one policy, or one policy per header when several have one. Missing policies,
// unreadable files, defective text and cycles are diagnostics; the closure then holds what could be read.
// Linear in the text read; headers of the roots are scanned once.
Closure LoadClosure(const std::string& path, const SearchRoots& roots, diag::Sink& sink);

// The same from memory: file name → text. The first policy in order of name that no other one depends on is
// main; `main_file` names another.
Closure LoadClosureFromText(const std::map<std::string, std::string>& files, const std::string& main_file,
                            diag::Sink& sink);

// Paths to hand to LoadClosure one by one so that every policy at or below `path` is compiled once: the file
// itself, or a directory that forms one policy, or each headed file of a directory, and so on in
// subdirectories. Sorted.
std::vector<std::string> PolicyPaths(const std::string& path);

// Both spellings of every name declared in the closure.
syntax::NameTable NamesOf(const Closure& closure);

}  // namespace guiju::model
