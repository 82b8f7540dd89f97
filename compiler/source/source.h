#pragma once
// Source text as the compiler sees it: validated UTF-8, literate Markdown reduced to its guiju blocks,
// positions.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/id.h"

namespace guiju::source {

struct FileTag {};
using FileId = base::Id<FileTag>;  // index into SourceSet

// Half-open byte range of the ORIGINAL text (for a literate file: of the Markdown), so that every message
// points into the file the author edits.
struct Span {
  FileId file;
  uint32_t begin = 0;
  uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

struct Position {
  uint32_t line = 1;    // 1-based
  uint32_t column = 1;  // 1-based, in code points
};

// A run of code in a file: the inside of one ```guiju block, or the whole of a file that is not literate.
struct Block {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// One input file. Immutable after Load.
struct SourceFile {
  std::string path;       // as given by the user or relative to the search root; printed in messages
  std::string text;       // original bytes, valid UTF-8, without a BOM
  std::string code;       // same length as text: outside ```guiju blocks replaced by blanks (newlines kept)
  bool literate = false;  // *.gj.md
  bool english = false;   // written with English keywords only; known once it was parsed
  std::vector<Block> blocks;          // where code stands, in order
  std::vector<uint32_t> line_starts;  // byte offsets of line starts in text

  Position PositionOf(uint32_t offset) const;      // O(log lines + line length)
  std::string_view LineAt(uint32_t line) const;    // without the newline; line is 1-based
  std::string_view Slice(const Span& span) const;  // text of the span
};

// A defect of the bytes themselves, before any syntax.
enum class TextDefect {
  kTooLarge,     // over kMaxFileBytes
  kInvalidUtf8,  // also lone surrogates and overlong forms
  kNul,
  kControl,        // C0/C1 other than tab, newline, carriage return
  kBidi,           // the twelve Bidi_Control characters
  kInvisible,      // zero-width characters, other category Cf, byte order mark inside the text
  kNotNormalized,  // not NFC
  kUnclosedBlock,  // literate: ``` never closed
};
struct TextProblem {
  TextDefect defect;
  uint32_t begin = 0;  // byte offsets into the original bytes
  uint32_t end = 0;
  char32_t character = 0;
};

inline constexpr size_t kMaxFileBytes = 1 << 20;
inline constexpr int kMaxNesting = 64;

struct Loaded {
  SourceFile file;                    // usable only when problems is empty
  std::vector<TextProblem> problems;  // at most 20, in order of position
};
// Validates and prepares. `path` ending in ".md" selects literate extraction. Never fails otherwise; linear
// time.
Loaded Load(std::string path, std::string bytes);

// All files of one compilation, owned together so that spans can be shown later.
class SourceSet {
 public:
  FileId Add(SourceFile file);
  void MarkEnglish(FileId id) { files_[static_cast<size_t>(id.index)]->english = true; }
  const SourceFile& operator[](FileId id) const { return *files_[static_cast<size_t>(id.index)]; }
  size_t size() const { return files_.size(); }

 private:
  std::vector<std::unique_ptr<SourceFile>> files_;
};

}  // namespace guiju::source
