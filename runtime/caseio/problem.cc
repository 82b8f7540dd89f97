#include "runtime/caseio/problem.h"

#include <algorithm>

#include "compiler/source/utf8.h"
#include "runtime/caseio/json_text.h"
#include "runtime/caseio/utf8_check.h"

namespace guiju::caseio {
namespace {

constexpr size_t kContext = 160;  // bytes of the line shown on each side of a problem

// Controls of the terminal, line separators, and marks that change the direction of writing.
bool MisleadsReader(char32_t point) {
  return (point >= 0x80 && point < 0xA0) || point == 0x061C || (point >= 0x200B && point <= 0x200F) ||
         (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x2069) || point == 0xFEFF;
}

std::string Printable(std::string_view text, size_t limit) {
  std::string out;
  size_t i = 0;
  while (i < text.size() && out.size() < limit) {
    size_t length = SequenceLength(text, i);
    uint8_t c = static_cast<uint8_t>(text[i]);
    if (length == 0 || c < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02X}", c);
      ++i;
    } else if (const char32_t point = source::DecodeAt(text, i).value; MisleadsReader(point)) {
      out += fmt::format("\\u{:04X}", static_cast<uint32_t>(point));
      i += length;
    } else {
      out += text.substr(i, length);
      i += length;
    }
  }
  if (i < text.size()) out += "…";
  return out;
}

diag::Diagnostic AsDiagnostic(const Problem& problem) { return {problem.kind, {}, problem.args, {}}; }

// The line holding the problem, made printable and cut around it, as a source of its own.
struct Window {
  std::string text;
  uint32_t begin = 0, end = 0;
};
Window WindowOf(const Problem& problem, std::string_view text) {
  size_t at = std::min(problem.begin, text.size());
  size_t line_begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  size_t line_end = std::min(text.find('\n', at), text.size());
  size_t begin = at - line_begin > kContext ? at - kContext : line_begin;
  while (begin < at && (static_cast<uint8_t>(text[begin]) & 0xC0) == 0x80) ++begin;
  size_t end = std::min(line_end, at + kContext);
  while (end < line_end && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) ++end;
  Window window;
  if (begin > line_begin) window.text = "…";
  window.text += Printable(text.substr(begin, at - begin), std::string::npos);
  window.begin = static_cast<uint32_t>(window.text.size());
  size_t stop = std::min(std::max(problem.end, at), end);
  window.text += Printable(text.substr(at, stop - at), std::string::npos);
  window.end = static_cast<uint32_t>(std::max<size_t>(window.text.size(), window.begin + 1));
  window.text += Printable(text.substr(stop, end - stop), std::string::npos);
  if (end < line_end) window.text += "…";
  if (window.end > window.text.size()) window.text += " ";
  return window;
}

}  // namespace

Place PlaceOf(std::string_view text, size_t offset) {
  Place place;
  offset = std::min(offset, text.size());
  size_t begin = 0;
  for (size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n') {
      ++place.line;
      begin = i + 1;
    }
  }
  for (size_t i = begin; i < offset;) {
    size_t length = SequenceLength(text, i);
    i += length == 0 ? 1 : length;
    if (i <= offset) ++place.column;
  }
  return place;
}

std::string Excerpt(std::string_view text, size_t limit) { return Printable(text, limit); }

std::string RenderProblems(const Problems& problems, std::string_view text, const std::string& name,
                           const diag::RenderOptions& options) {
  std::string out;
  for (const Problem& problem : problems.all()) {
    Window window = WindowOf(problem, text);
    Place place = PlaceOf(text, problem.begin);
    diag::Diagnostic diagnostic = AsDiagnostic(problem);
    bool zh = options.language == diag::Language::kZh;
    const char* severity = zh ? "错误" : "error";
    out += fmt::format("{}[{}]: {}\n  --> {}:{}:{}\n   |\n   | {}\n", severity, diag::CodeOf(problem.kind),
                       diagnostic.Message(options.language), name, place.line, place.column, window.text);
    size_t columns = source::DisplayWidth(std::string_view(window.text).substr(0, window.begin));
    size_t carets = std::max<size_t>(
        source::DisplayWidth(std::string_view(window.text).substr(window.begin, window.end - window.begin)),
        1);
    out += fmt::format("   | {}{}\n", std::string(columns, ' '), std::string(carets, '^'));
    std::string help = diagnostic.Help(options.language);
    if (!help.empty()) out += fmt::format("   = {}{}\n", zh ? "改法：" : "help: ", help);
  }
  return out;
}

std::string RenderShort(const Problem& problem, std::string_view text, diag::Language language) {
  diag::Diagnostic diagnostic = AsDiagnostic(problem);
  Place place = PlaceOf(text, problem.begin);
  if (language == diag::Language::kZh)
    return fmt::format("{} 第 {} 行第 {} 列：{}；{}", diag::CodeOf(problem.kind), place.line, place.column,
                       diagnostic.Message(language), diagnostic.Help(language));
  return fmt::format("{} line {} column {}: {}; {}", diag::CodeOf(problem.kind), place.line, place.column,
                     diagnostic.Message(language), diagnostic.Help(language));
}

std::string RenderProblemsJson(const Problems& problems, std::string_view text, diag::Language language) {
  std::string out = "[";
  for (const Problem& problem : problems.all()) {
    diag::Diagnostic diagnostic = AsDiagnostic(problem);
    Place place = PlaceOf(text, problem.begin);
    if (out.size() > 1) out += ",";
    out += fmt::format(
        "\n  {{\"code\":\"{}\",\"byte\":{},\"line\":{},\"column\":{},\"message\":{},\"help\":{}}}",
        diag::CodeOf(problem.kind), problem.begin, place.line, place.column,
        JsonString(diagnostic.Message(language)), JsonString(diagnostic.Help(language)));
  }
  return out + (out.size() > 1 ? "\n]" : "]");
}

}  // namespace guiju::caseio
