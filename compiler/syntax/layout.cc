#include "compiler/syntax/layout.h"

#include <algorithm>

#include "compiler/source/utf8.h"

namespace guiju::syntax {
namespace {

size_t Width(std::string_view text) { return source::DisplayWidth(text); }

std::string Joined(const ClauseText& clause) {
  std::string text;
  for (const std::string& part : clause.parts) text += (text.empty() ? "" : " ") + part;
  return text;
}

}  // namespace

// Moves on to the block of code that holds `position`, writing the Markdown in between unchanged.
void Layout::Advance(uint32_t position) {
  if (!started_) {
    started_ = true;
    if (!file_.blocks.empty()) out_ += std::string_view(file_.text).substr(0, file_.blocks[0].begin);
  }
  while (block_ + 1 < file_.blocks.size() && position >= file_.blocks[block_].end) {
    FlushComments(file_.blocks[block_].end);
    const uint32_t from = file_.blocks[block_].end, to = file_.blocks[block_ + 1].begin;
    out_ += std::string_view(file_.text).substr(from, to - from);
    ++block_;
    at_block_start_ = true;
  }
}

bool Layout::BlankBefore(uint32_t position) const {
  const uint32_t floor = block_ < file_.blocks.size() ? file_.blocks[block_].begin : 0;
  int newlines = 0;
  while (position > floor) {
    const char c = file_.code[position - 1];
    if (c == '\n') {
      ++newlines;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      return newlines >= 2;
    }
    --position;
  }
  return false;
}

void Layout::Line(std::string_view text, uint32_t begin) {
  if (!at_block_start_ && BlankBefore(begin)) out_ += '\n';
  at_block_start_ = false;
  out_.append(static_cast<size_t>(indent_) * 2, ' ');
  out_ += text;
  out_ += '\n';
}

// Comments before `limit` that were not attached to a line become lines of their own.
void Layout::FlushComments(uint32_t limit) {
  while (next_comment_ < comments_.size() && comments_[next_comment_].span.begin < limit) {
    const Comment& comment = comments_[next_comment_];
    Line(comment.text, comment.span.begin);
    ++next_comment_;
  }
}

// A comment behind the statement on its line stays there.
void Layout::Trailing(uint32_t end) {
  if (next_comment_ >= comments_.size()) return;
  const Comment& comment = comments_[next_comment_];
  if (comment.own_line || comment.span.begin < end) return;
  for (uint32_t i = end; i < comment.span.begin; ++i) {
    const char c = file_.code[i];
    if (c != ' ' && c != '\t' && c != ',' && c != ';' && c != '|') return;
  }
  out_.pop_back();
  out_ += "  " + comment.text + "\n";
  ++next_comment_;
}

void Layout::Statement(uint32_t begin, uint32_t end, const std::string& head,
                       const std::vector<ClauseText>& clauses, bool opens) {
  Advance(begin);
  // Comments inside the statement would have no line to stand on: they move in front of it.
  uint32_t limit = begin;
  for (size_t i = next_comment_; i < comments_.size() && comments_[i].span.begin < end; ++i) limit = end;
  const bool blank = next_comment_ < comments_.size() && comments_[next_comment_].span.begin < begin;
  FlushComments(begin);
  if (limit == end && next_comment_ < comments_.size() && comments_[next_comment_].span.begin < end) {
    if (!blank && !at_block_start_ && BlankBefore(begin)) out_ += '\n';
    at_block_start_ = true;
    FlushComments(end);
    at_block_start_ = true;
  }
  const size_t room = this->room();
  const std::string indent = "    ";
  std::vector<std::string> lines{head};
  for (const ClauseText& clause : clauses) {
    const std::string whole = Joined(clause);
    const size_t tail = opens && &clause == &clauses.back() ? 2 : 0;
    if (Width(lines.back()) + 1 + Width(whole) + tail <= room) {
      lines.back() += (lines.back().empty() ? "" : " ") + whole;
      continue;
    }
    // A statement without a head begins with its first clause.
    const bool headless = lines.back().empty();
    if (!headless) lines.push_back(indent);
    bool fresh = true;
    for (const std::string& part : clause.parts) {
      if (!fresh && Width(lines.back()) + 1 + Width(part) > room) {
        lines.push_back(indent + (headless ? "" : "  ") + part);
      } else {
        lines.back() += (fresh ? "" : " ") + part;
      }
      fresh = false;
    }
  }
  if (opens) lines.back() += " {";
  for (size_t i = 0; i < lines.size(); ++i) Line(lines[i], i == 0 ? begin : 0);
  Trailing(end);
  if (opens) at_block_start_ = true;
}

void Layout::AlignTo(const std::vector<RowText>& rows) {
  widths_.clear();
  input_columns_ = 0;
  for (const RowText& row : rows) input_columns_ = std::max(input_columns_, row.inputs.size());
  for (const RowText& row : rows) {
    for (size_t i = 0; i < row.inputs.size() + row.outputs.size(); ++i) {
      const bool input = i < row.inputs.size();
      const size_t column = input ? i : input_columns_ + i - row.inputs.size();
      if (widths_.size() <= column) widths_.resize(column + 1, 0);
      widths_[column] =
          std::max(widths_[column], Width(input ? row.inputs[i] : row.outputs[i - row.inputs.size()]));
    }
  }
}

std::string Layout::Row(const RowText& row) const {
  std::string text;
  const auto cell = [&](const std::string& content, size_t column, std::string_view bar) {
    text += std::string(text.empty() ? "" : " ") + std::string(bar) + " " + content;
    if (column < widths_.size())
      text.append(widths_[column] - std::min(widths_[column], Width(content)), ' ');
  };
  for (size_t i = 0; i < row.inputs.size(); ++i) cell(row.inputs[i], i, "|");
  for (size_t i = 0; i < row.outputs.size(); ++i)
    cell(row.outputs[i], input_columns_ + i, i == 0 ? "||" : "|");
  return text + " |" + (row.tail.empty() ? "" : " " + row.tail);
}

void Layout::Rows(const std::vector<RowText>& rows) {
  for (const RowText& row : rows) {
    Advance(row.span.begin);
    FlushComments(row.span.begin);
    Line(Row(row), row.span.begin);
    Trailing(row.span.end);
  }
}

void Layout::Close(uint32_t end) {
  const uint32_t brace = end > 0 ? end - 1 : 0;
  Advance(brace);
  FlushComments(brace);
  --indent_;
  at_block_start_ = true;  // no blank line before a closing brace
  Line("}", brace);
  Trailing(end);
}

uint32_t Layout::BraceBefore(uint32_t at) const {
  size_t comment =
      std::upper_bound(comments_.begin(), comments_.end(), at,
                       [](uint32_t position, const Comment& c) { return position < c.span.begin; }) -
      comments_.begin();
  while (at > 0) {
    const char c = file_.code[at - 1];
    if (comment > 0 && comments_[comment - 1].span.end == at) {
      at = comments_[--comment].span.begin;
      continue;
    }
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') break;
    --at;
  }
  // The brace may be full width.
  const bool wide = at >= 3 && file_.code.compare(at - 3, 3, "｛") == 0;
  return at == 0 ? 0 : at - (wide ? 3 : 1);
}

uint32_t Layout::CommentsBefore(uint32_t at) const {
  size_t comment =
      std::upper_bound(comments_.begin(), comments_.end(), at,
                       [](uint32_t position, const Comment& c) { return position < c.span.begin; }) -
      comments_.begin();
  for (; comment > 0 && comments_[comment - 1].own_line; --comment) {
    const Span& span = comments_[comment - 1].span;
    if (span.end > at) break;
    const std::string_view between = std::string_view(file_.code).substr(span.end, at - span.end);
    if (between.find_first_not_of(" \t\r\n") != std::string_view::npos) break;
    at = span.begin;
  }
  return at;
}

std::string Layout::Finish() {
  Advance(0);
  for (size_t i = block_; i + 1 < file_.blocks.size(); ++i) Advance(file_.blocks[i + 1].begin);
  if (!file_.blocks.empty()) {
    FlushComments(file_.blocks.back().end);
    out_ += std::string_view(file_.text).substr(file_.blocks.back().end);
  } else {
    out_ = file_.text;
  }
  return std::move(out_);
}

}  // namespace guiju::syntax
