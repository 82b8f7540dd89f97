#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "compiler/base/check.h"
#include "compiler/diag/diag.h"

namespace guiju::diag {
namespace {

using Json = nlohmann::ordered_json;

std::string_view SeverityKey(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kLint:
      return "lint";
  }
  GJ_UNREACHABLE();
  return {};
}

std::string_view SarifLevel(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kLint:
      return "note";
  }
  GJ_UNREACHABLE();
  return {};
}

Json PlaceJson(const source::Span& span, const source::SourceSet& sources) {
  Json place = Json::object();
  if (!span.file.has_value()) return place;
  const source::SourceFile& file = sources[span.file];
  const source::Position begin = file.PositionOf(span.begin), end = file.PositionOf(span.end);
  place["file"] = file.path;
  place["line"] = begin.line;
  place["column"] = begin.column;
  place["end_line"] = end.line;
  place["end_column"] = end.column;
  place["begin"] = span.begin;
  place["end"] = span.end;
  return place;
}

// Paths and texts may hold bytes that are not UTF-8; they are shown with U+FFFD instead of failing.
std::string Written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string PercentEncoded(std::string_view path) {
  std::string uri;
  for (const unsigned char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_' || c == '~';
    uri += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return uri;
}

Json SarifLocation(const source::Span& span, const source::SourceSet& sources, const std::string* text) {
  const source::SourceFile& file = sources[span.file];
  const source::Position begin = file.PositionOf(span.begin), end = file.PositionOf(span.end);
  Json location;
  location["physicalLocation"]["artifactLocation"]["uri"] = PercentEncoded(file.path);
  location["physicalLocation"]["region"] = {
      {"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line},
      {"endColumn", end.column}, {"byteOffset", span.begin},    {"byteLength", span.end - span.begin}};
  if (text != nullptr) location["message"]["text"] = *text;
  return location;
}

// A pattern as a sentence about no file in particular: “{0}”和“{1}” -> “…”和“…”.
std::string Generic(std::string_view pattern) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool brace = pattern[i] == '{' || pattern[i] == '}';
    if (brace && i + 1 < pattern.size() && pattern[i + 1] == pattern[i]) {
      text += pattern[i++];
    } else if (pattern[i] == '{') {
      text += "…";
      i = pattern.find('}', i);
    } else {
      text += pattern[i];
    }
  }
  return text;
}

Json SarifRules(const std::vector<Diagnostic>& diagnostics, Language language) {
  const bool zh = language == Language::kZh;
  std::set<Kind> used;
  for (const Diagnostic& diagnostic : diagnostics) used.insert(diagnostic.kind);
  Json rules = Json::array();
  for (const Kind kind : used) {
    const KindInfo& info = InfoOf(kind);
    rules.push_back({{"id", CodeOf(kind)},
                     {"name", info.name},
                     {"shortDescription", {{"text", Generic(zh ? info.zh : info.en)}}},
                     {"defaultConfiguration", {{"level", SarifLevel(info.severity)}}}});
    const std::string help = Generic(zh ? info.zh_help : info.en_help);
    if (!help.empty()) rules.back()["help"]["text"] = help;
  }
  return rules;
}

Json SarifResult(const Diagnostic& diagnostic, const source::SourceSet& sources, Language language) {
  const bool zh = language == Language::kZh;
  Json result;
  result["ruleId"] = CodeOf(diagnostic.kind);
  result["level"] = SarifLevel(InfoOf(diagnostic.kind).severity);
  const std::string help = diagnostic.Help(language);
  result["message"]["text"] = diagnostic.Message(language) + (help.empty() ? "" : (zh ? "。" : ". ") + help);
  result["locations"] = Json::array();
  if (diagnostic.span.file.has_value())
    result["locations"].push_back(SarifLocation(diagnostic.span, sources, nullptr));
  for (const Note& note : diagnostic.notes) {
    if (note.span.file.has_value())
      result["relatedLocations"].push_back(SarifLocation(note.span, sources, zh ? &note.zh : &note.en));
  }
  return result;
}

}  // namespace

std::string RenderJson(const std::vector<Diagnostic>& diagnostics, const source::SourceSet& sources) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json item;
    item["code"] = CodeOf(diagnostic.kind);
    item["severity"] = SeverityKey(InfoOf(diagnostic.kind).severity);
    item["zh"] = diagnostic.Message(Language::kZh);
    item["en"] = diagnostic.Message(Language::kEn);
    item["zh_help"] = diagnostic.Help(Language::kZh);
    item["en_help"] = diagnostic.Help(Language::kEn);
    item["place"] = PlaceJson(diagnostic.span, sources);
    item["notes"] = Json::array();
    for (const Note& note : diagnostic.notes)
      item["notes"].push_back({{"zh", note.zh}, {"en", note.en}, {"place", PlaceJson(note.span, sources)}});
    list.push_back(std::move(item));
  }
  return Written(Json{{"diagnostics", std::move(list)}});
}

std::string RenderSarif(const std::vector<Diagnostic>& diagnostics, const source::SourceSet& sources,
                        const RenderOptions& options) {
  Json run;
  run["tool"]["driver"] = {
      {"name", "guiju"}, {"version", "0.1.0"}, {"rules", SarifRules(diagnostics, options.language)}};
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = Json::array();
  for (const Diagnostic& diagnostic : diagnostics)
    run["results"].push_back(SarifResult(diagnostic, sources, LanguageFor(diagnostic, sources, options)));
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return Written(log);
}

}  // namespace guiju::diag
