#include <fmt/args.h>

#include <algorithm>

#include "compiler/diag/diag.h"

namespace guiju::diag {
namespace {

// An argument in two languages (see Both) becomes the half that is asked for.
std::string_view HalfOf(std::string_view arg, Language language) {
  const size_t separator = arg.find(kBothSeparator);
  if (separator == std::string_view::npos) return arg;
  return language == Language::kZh ? arg.substr(0, separator) : arg.substr(separator + 1);
}

std::string Fill(std::string_view pattern, const std::vector<std::string>& args, Language language) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const std::string& arg : args) store.push_back(std::string(HalfOf(arg, language)));
  try {
    return fmt::vformat(pattern, store);
  } catch (const fmt::format_error&) {
    // A row of kinds/*.def and its emitter disagree; a test finds these. The author still gets the words.
    return std::string(pattern);
  }
}

}  // namespace

std::string Diagnostic::Message(Language language) const {
  const KindInfo& info = InfoOf(kind);
  return Fill(language == Language::kZh ? info.zh : info.en, args, language);
}

std::string Diagnostic::Help(Language language) const {
  const KindInfo& info = InfoOf(kind);
  return Fill(language == Language::kZh ? info.zh_help : info.en_help, args, language);
}

Diagnostic& Sink::Add(Diagnostic diagnostic) {
  if (InfoOf(diagnostic.kind).severity == Severity::kError) ++errors_;
  all_.push_back(std::move(diagnostic));
  return all_.back();
}

std::vector<Diagnostic> Sink::Sorted() const {
  std::vector<Diagnostic> sorted = all_;
  const auto key = [](const Diagnostic& d) {
    return std::tuple(d.span.file.index, d.span.begin, InfoOf(d.kind).number, d.span.end);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return key(a) == key(b) && a.args == b.args;
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  return sorted;
}

}  // namespace guiju::diag
