#include "compiler/source/literate.h"

namespace guiju::source {
namespace {

struct Fence {
  char mark = 0;
  size_t count = 0;
  std::string_view info;  // text after the marks, trimmed
};

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::optional<Fence> ParseFence(std::string_view line) {
  size_t at = 0;
  while (at < line.size() && line[at] == ' ') ++at;
  if (at > 3 || at >= line.size() || (line[at] != '`' && line[at] != '~')) return std::nullopt;
  Fence fence{line[at], 0, {}};
  while (at < line.size() && line[at] == fence.mark) ++at, ++fence.count;
  if (fence.count < 3) return std::nullopt;
  fence.info = Trim(line.substr(at));
  return fence;
}

bool IsGuiju(std::string_view info) { return info.substr(0, info.find_first_of(" \t{")) == "guiju"; }

void AppendBlanked(std::string& code, std::string_view line) {
  for (char c : line) code += c == '\n' ? '\n' : ' ';
}

}  // namespace

Extracted ExtractCode(std::string_view markdown) {
  Extracted result;
  result.code.reserve(markdown.size());
  std::optional<Fence> open;
  bool inside_guiju = false;
  uint32_t open_begin = 0, open_end = 0, code_begin = 0;
  for (size_t begin = 0; begin < markdown.size();) {
    const size_t newline = markdown.find('\n', begin);
    const size_t end = newline == std::string_view::npos ? markdown.size() : newline + 1;
    const std::string_view line = markdown.substr(begin, end - begin);
    const std::string_view bare = newline == std::string_view::npos ? line : line.substr(0, line.size() - 1);
    const auto fence = ParseFence(bare);
    if (open) {
      const bool closes =
          fence && fence->mark == open->mark && fence->count >= open->count && fence->info.empty();
      if (closes && inside_guiju) result.blocks.push_back({code_begin, static_cast<uint32_t>(begin)});
      if (closes) open.reset();
      if (closes || !inside_guiju) {
        AppendBlanked(result.code, line);
      } else {
        result.code += line;
      }
    } else {
      if (fence && !(fence->mark == '`' && fence->info.find('`') != std::string_view::npos)) {
        open = fence;
        inside_guiju = IsGuiju(fence->info);
        open_begin = static_cast<uint32_t>(begin);
        code_begin = static_cast<uint32_t>(end);
        open_end = static_cast<uint32_t>(begin + bare.size());
      }
      AppendBlanked(result.code, line);
    }
    begin = end;
  }
  if (open && inside_guiju) result.problem = TextProblem{TextDefect::kUnclosedBlock, open_begin, open_end, 0};
  return result;
}

}  // namespace guiju::source
