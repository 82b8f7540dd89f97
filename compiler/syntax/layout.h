#pragma once
// Lines of canonical text: indentation, wrapping, aligned rows; the author's comments, single blank lines and
// Markdown are put back between them by source position. Internal to the room.
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/tree.h"

namespace guiju::syntax {

// One clause of a declaration; a long one may be cut before each of its later parts.
struct ClauseText {
  std::vector<std::string> parts;
};

struct RowText {
  std::vector<std::string> inputs, outputs;
  std::string tail;  // behind the closing bar
  Span span;
};

class Layout {
 public:
  Layout(const source::SourceFile& file, const std::vector<Comment>& comments)
      : file_(file), comments_(comments) {}

  // A statement that stands at [begin, end) in the source: head and clauses on one line when they fit in
  // kWidth columns, otherwise clause by clause on further lines. `opens`: ends with " {".
  void Statement(uint32_t begin, uint32_t end, const std::string& head,
                 const std::vector<ClauseText>& clauses, bool opens = false);
  // A line inside a statement that opened a body at source position `at`: it belongs to the line before it,
  // whatever stood between them.
  void Inner(uint32_t at, const std::string& head, const std::vector<ClauseText>& clauses) {
    Advance(at);
    at_block_start_ = true;
    FlushComments(at);
    at_block_start_ = true;
    Statement(at, at, head, clauses);
  }
  // Rows of one table, aligned.
  void Rows(const std::vector<RowText>& rows);
  // Column widths of rows printed in several calls.
  void AlignTo(const std::vector<RowText>& rows);
  void Indent() { ++indent_; }
  // The closing brace at source position `end` - 1.
  void Close(uint32_t end);
  // Start of the brace that opens a body whose first item begins (or whose closing brace stands) at `at`: end
  // of head.
  uint32_t BraceBefore(uint32_t at) const;
  // Where the comments begin that stand on lines of their own directly before `at`; `at` when there are none.
  uint32_t CommentsBefore(uint32_t at) const;
  std::string Finish();

  static constexpr size_t kWidth = 100;
  size_t room() const { return kWidth - 2 * static_cast<size_t>(indent_); }

 private:
  void Advance(uint32_t position);
  void FlushComments(uint32_t limit);
  void Line(std::string_view text, uint32_t begin);
  void Trailing(uint32_t end);
  bool BlankBefore(uint32_t position) const;
  std::string Row(const RowText& row) const;

  const source::SourceFile& file_;
  const std::vector<Comment>& comments_;
  size_t next_comment_ = 0;
  size_t block_ = 0;
  bool at_block_start_ = true;  // no blank line is wanted here
  bool started_ = false;
  int indent_ = 0;
  std::vector<size_t> widths_;
  size_t input_columns_ = 0;
  std::string out_;
};

}  // namespace guiju::syntax
