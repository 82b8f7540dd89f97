#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/diag/diag.h"
#include "compiler/source/utf8.h"

namespace guiju::diag {
namespace {

constexpr size_t kMaxLineColumns = 160;

struct Style {
  std::string_view bold, severity, quiet, off;
};

class TextRenderer {
 public:
  TextRenderer(const source::SourceSet& sources, const RenderOptions& options)
      : sources_(sources), options_(options) {}

  void Add(const Diagnostic& diagnostic) {
    language_ = LanguageFor(diagnostic, sources_, options_);
    const Severity severity = InfoOf(diagnostic.kind).severity;
    const Style style = StyleOf(severity);
    out_ += fmt::format("{}{}[{}]{}{}: {}{}\n", style.severity, Word(severity), CodeOf(diagnostic.kind),
                        style.off, style.bold, diagnostic.Message(language_), style.off);
    Snippet(diagnostic.span, '^', style, style.severity);
    for (const Note& note : diagnostic.notes) {
      out_ += fmt::format("  {}{}{}: {}\n", style.bold, zh() ? "说明" : "note", style.off,
                          zh() ? note.zh : note.en);
      Snippet(note.span, '-', style, style.quiet);
    }
    const std::string help = diagnostic.Help(language_);
    if (!help.empty())
      out_ += fmt::format("  {}{}{}: {}\n", style.bold, zh() ? "改法" : "help", style.off, help);
    out_ += '\n';
  }

  std::string Take() { return std::move(out_); }

 private:
  bool zh() const { return language_ == Language::kZh; }

  std::string_view Word(Severity severity) const {
    switch (severity) {
      case Severity::kError:
        return zh() ? "错误" : "error";
      case Severity::kWarning:
        return zh() ? "警告" : "warning";
      case Severity::kLint:
        return zh() ? "建议" : "lint";
    }
    GJ_UNREACHABLE();
    return {};
  }

  Style StyleOf(Severity severity) const {
    if (!options_.color) return {};
    const std::string_view tone = severity == Severity::kError     ? "\x1b[1;31m"
                                  : severity == Severity::kWarning ? "\x1b[1;33m"
                                                                   : "\x1b[1;36m";
    return {"\x1b[1m", tone, "\x1b[34m", "\x1b[0m"};
  }

  void Snippet(const source::Span& span, char mark, const Style& style, std::string_view tone) {
    if (!span.file.has_value()) return;
    const source::SourceFile& file = sources_[span.file];
    const source::Position at = file.PositionOf(span.begin);
    out_ += fmt::format("  {}-->{} {}:{}:{}\n", style.quiet, style.off, file.path, at.line, at.column);
    const std::string_view line = file.LineAt(at.line);
    if (line.empty()) return;
    const size_t start = file.line_starts[at.line - 1];
    const size_t from = std::min<size_t>(span.begin - start, line.size());
    const size_t to = std::clamp<size_t>(span.end - start, from, line.size());
    const Window window = Cut(line, from);
    const std::string number = fmt::format("{}", at.line);
    const std::string gutter(number.size(), ' ');
    const size_t lead = Columns(line.substr(window.begin, from - window.begin)) + (window.begin > 0 ? 2 : 0);
    const size_t marks = std::max<size_t>(1, Columns(line.substr(from, std::min(to, window.end) - from)));
    out_ += fmt::format(" {} {}|{}\n", gutter, style.quiet, style.off);
    out_ += fmt::format(" {} {}|{} {}{}{}\n", number, style.quiet, style.off, window.begin > 0 ? "… " : "",
                        Plain(line.substr(window.begin, window.end - window.begin)),
                        window.end < line.size() ? " …" : "");
    out_ += fmt::format(" {} {}|{} {}{}{}{}\n", gutter, style.quiet, style.off, std::string(lead, ' '), tone,
                        std::string(marks, mark), style.off);
  }

  struct Window {
    size_t begin, end;
  };
  // The part of a long line that is shown: whole characters around `from`.
  static Window Cut(std::string_view line, size_t from) {
    if (line.size() <= kMaxLineColumns) return {0, line.size()};
    const auto boundary = [&](size_t at) {
      while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) --at;
      return at;
    };
    const size_t begin = from > kMaxLineColumns / 2 ? boundary(from - kMaxLineColumns / 2) : 0;
    return {begin, boundary(std::min(line.size(), std::max(from, begin) + kMaxLineColumns))};
  }

  // Tabs count one column and are shown as one blank; bytes that are not text are shown as '?'.
  static std::string Plain(std::string_view text) {
    std::string plain;
    for (size_t i = 0; i < text.size();) {
      const source::CodePoint point = source::DecodeAt(text, i);
      const bool shown = point.length > 1 ? point.value >= 0xA0
                                          : point.length == 1 && point.value >= 0x20 && point.value != 0x7F;
      if (shown && source::DisplayWidth(point.value) > 0) {
        plain += text.substr(i, point.length);
      } else {
        plain += point.value == '\t' ? ' ' : '?';
      }
      i += std::max<size_t>(point.length, 1);
    }
    return plain;
  }
  static size_t Columns(std::string_view text) { return source::DisplayWidth(Plain(text)); }

  const source::SourceSet& sources_;
  const RenderOptions& options_;
  Language language_ = Language::kZh;  // of the finding being written
  std::string out_;
};

}  // namespace

Language LanguageFor(const Diagnostic& diagnostic, const source::SourceSet& sources,
                     const RenderOptions& options) {
  const bool english =
      options.language_of_file && diagnostic.span.file.has_value() && sources[diagnostic.span.file].english;
  return english ? Language::kEn : options.language;
}

std::string RenderText(const std::vector<Diagnostic>& diagnostics, const source::SourceSet& sources,
                       const RenderOptions& options) {
  TextRenderer renderer(sources, options);
  for (const Diagnostic& diagnostic : diagnostics) renderer.Add(diagnostic);
  return renderer.Take();
}

}  // namespace guiju::diag
