#pragma once
// Diagnostics: the kinds (kinds/*.def), the sink every phase reports into, and rendering for people and
// machines.
#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source.h"

namespace guiju::diag {

enum class Severity { kError, kWarning, kLint };
enum class Language { kZh, kEn };

// One row of kinds/*.def:
//   GJ_DIAG(Name, number, severity, zh_message, en_message, zh_help, en_help)
// Messages and help are fmt patterns over the same positional arguments {0} {1} …; help says what to write
// instead.
enum class Kind : uint16_t {
#define GJ_DIAG(name, number, severity, zh, en, zh_help, en_help) name,
#include "compiler/diag/kinds/kinds.def"
#undef GJ_DIAG
};

struct KindInfo {
  Kind kind;
  int number;  // printed as GJ0301
  Severity severity;
  std::string_view name, zh, en, zh_help, en_help;
};
const KindInfo& InfoOf(Kind kind);
const std::vector<KindInfo>& AllKinds();
std::string CodeOf(Kind kind);  // "GJ0301"

// A second place that belongs to the message, e.g. "first declared here".
struct Note {
  source::Span span;
  std::string zh, en;
};

struct Diagnostic {
  Kind kind;
  source::Span span;              // file may be unset for problems of no file
  std::vector<std::string> args;  // already formatted, user text verbatim
  std::vector<Note> notes;

  std::string Message(Language language) const;
  std::string Help(Language language) const;
};

// An argument that reads differently in the two languages: Both("金额", "money").
inline constexpr char kBothSeparator = '\x1f';
inline std::string Both(std::string_view zh, std::string_view en) {
  return std::string(zh) + kBothSeparator + std::string(en);
}

// Collects in order of emission. Not thread-safe: one sink per compilation.
class Sink {
 public:
  template <class... Args>
  Diagnostic& Emit(Kind kind, source::Span span, const Args&... args) {
    return Add(Diagnostic{kind, span, {fmt::format("{}", args)...}, {}});
  }
  Diagnostic& Add(Diagnostic diagnostic);
  bool has_errors() const { return errors_ > 0; }
  size_t error_count() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }
  // Stable order for output: by file, position, code; exact repeats dropped.
  std::vector<Diagnostic> Sorted() const;

 private:
  std::vector<Diagnostic> all_;
  size_t errors_ = 0;
};

// Turns the defects found by source::Load into diagnostics; `file` is the id under which loaded.file is or
// will be kept.
void ReportTextProblems(const source::Loaded& loaded, source::FileId file, Sink& sink);

// Closest of `candidates` to `found` (edit distance over code points); failing that the only one that
// contains it; "" when there is none. A name of two characters is never taken for another one that shares a
// single character with it: it means something else.
std::string ClosestName(std::string_view found, const std::vector<std::string>& candidates);
// The same among the few words of the language that can stand at a place, where one character of two
// suffices.
std::string ClosestWord(std::string_view found, const std::vector<std::string>& candidates);

struct RenderOptions {
  Language language = Language::kZh;
  bool color = false;
  bool language_of_file = false;  // a finding in an English file is told in English, any other in `language`
};
Language LanguageFor(const Diagnostic& diagnostic, const source::SourceSet& sources,
                     const RenderOptions& options);
// "error[GJ0301]: …  --> file:line:col", source line with carets (wide characters count two columns), notes,
// help.
std::string RenderText(const std::vector<Diagnostic>& diagnostics, const source::SourceSet& sources,
                       const RenderOptions& options);
std::string RenderJson(const std::vector<Diagnostic>& diagnostics, const source::SourceSet& sources);
// SARIF 2.1.0. A result speaks one language, so it is chosen as for text.
std::string RenderSarif(const std::vector<Diagnostic>& diagnostics, const source::SourceSet& sources,
                        const RenderOptions& options = {});

}  // namespace guiju::diag
