#include "sample.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/lower/lower.h"

namespace guiju::golden {

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

bool Updating() {
  const char* value = std::getenv("GUIJU_UPDATE");
  return value != nullptr && std::string_view(value) == "1";
}

std::vector<std::string> FilesIn(const std::string& folder, const std::vector<std::string>& endings) {
  std::vector<std::string> files;
  const std::filesystem::path root = std::filesystem::path(GUIJU_SOURCE_DIR) / folder;
  if (!std::filesystem::exists(root)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (std::any_of(endings.begin(), endings.end(), [&](const std::string& e) { return path.ends_with(e); }))
      files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

namespace {

std::string ColumnsOf(const source::SourceFile& file, const source::Span& span) {
  const source::Position begin = file.PositionOf(span.begin), end = file.PositionOf(span.end);
  const std::string first = std::to_string(begin.column);
  if (end.line != begin.line) return first + "-";
  return end.column <= begin.column + 1 ? first : first + "-" + std::to_string(end.column - 1);
}

}  // namespace

std::vector<Found> Compile(const std::map<std::string, std::string>& files) {
  const lower::Compiled compiled = lower::CompileText(files, "", {.lint = true});
  std::vector<Found> found;
  for (const diag::Diagnostic& diagnostic : compiled.diagnostics.Sorted()) {
    Found item;
    item.code = diag::CodeOf(diagnostic.kind);
    item.message = diagnostic.Message(diag::Language::kZh);
    item.is_error = diag::InfoOf(diagnostic.kind).severity == diag::Severity::kError;
    if (diagnostic.span.file.has_value()) {
      const source::SourceFile& file = compiled.closure->sources[diagnostic.span.file];
      item.line = file.PositionOf(diagnostic.span.begin).line;
      item.columns = ColumnsOf(file, diagnostic.span);
      item.file = file.path;
    }
    found.push_back(std::move(item));
  }
  return found;
}

std::map<std::string, std::string> Example::Files() const {
  if (kind == "guiju-md") return {{"page.gj.md", text}};
  if (kind == "guiju-repeat") {
    std::string repeated;
    for (long i = std::strtol(argument.c_str(), nullptr, 10); i > 0; --i) repeated += text;
    return {{"page.gj", repeated}};
  }
  if (kind == "guiju-hex") {
    std::string bytes, digits;
    for (const char c : text) {
      if (c == ' ' || c == '\n') continue;
      digits += c;
      if (digits.size() < 2) continue;
      bytes += static_cast<char>(std::strtol(digits.c_str(), nullptr, 16));
      digits.clear();
    }
    return {{"page.gj", bytes}};
  }
  std::map<std::string, std::string> files;
  std::string name = "page.gj";
  for (const std::string& line : Lines(text)) {
    constexpr std::string_view kMark = "// --- file ";
    if (line.starts_with(kMark)) {
      name = line.substr(kMark.size());
    } else {
      files[name] += line + "\n";
    }
  }
  return files;
}

std::vector<Example> ExamplesOf(std::string_view page) {
  std::vector<Example> examples;
  std::string fence;
  bool wanted = false;
  for (const std::string& line : Lines(page)) {
    const size_t marks = line.find_first_not_of(line.empty() ? '`' : line[0]);
    const bool is_fence = (line.starts_with("```") || line.starts_with("~~~")) && marks != 0;
    const std::string run = is_fence ? line.substr(0, marks) : "";
    if (fence.empty()) {
      if (!is_fence) continue;
      fence = run;
      const std::string info = marks == std::string::npos ? "" : line.substr(marks);
      wanted = info.starts_with("guiju");
      if (!wanted) continue;
      const size_t blank = std::min(info.find(' '), info.size());
      examples.push_back({info.substr(0, blank), info.substr(std::min(blank + 1, info.size())), ""});
    } else if (is_fence && run[0] == fence[0] && run.size() >= fence.size() && marks == std::string::npos) {
      fence.clear();
    } else if (wanted) {
      examples.back().text += line + "\n";
    }
  }
  return examples;
}

}  // namespace guiju::golden
