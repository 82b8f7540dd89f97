#include "compiler/source/source.h"

#include <algorithm>
#include <utility>

#include "compiler/source/defects.h"
#include "compiler/source/literate.h"
#include "compiler/source/utf8.h"

namespace guiju::source {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::vector<uint32_t> LineStarts(std::string_view text) {
  std::vector<uint32_t> starts{0};
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    starts.push_back(static_cast<uint32_t>(at + 1));
  return starts;
}

}  // namespace

Position SourceFile::PositionOf(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(text.size()));
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  const auto line = static_cast<uint32_t>(after - line_starts.begin());
  const uint32_t start = line == 0 ? 0 : line_starts[line - 1];
  const std::string_view before = std::string_view(text).substr(start, offset - start);
  return {std::max(line, 1u), static_cast<uint32_t>(CountCodePoints(before)) + 1};
}

std::string_view SourceFile::LineAt(uint32_t line) const {
  if (line == 0 || line > line_starts.size()) return {};
  const size_t begin = line_starts[line - 1];
  size_t end = line < line_starts.size() ? line_starts[line] - 1 : text.size();
  if (end > begin && text[end - 1] == '\r') --end;
  return std::string_view(text).substr(begin, end - begin);
}

std::string_view SourceFile::Slice(const Span& span) const {
  const size_t begin = std::min<size_t>(span.begin, text.size());
  const size_t end = std::clamp<size_t>(span.end, begin, text.size());
  return std::string_view(text).substr(begin, end - begin);
}

Loaded Load(std::string path, std::string bytes) {
  Loaded result;
  result.file.path = std::move(path);
  if (bytes.size() > kMaxFileBytes) {
    const auto size = static_cast<uint32_t>(std::min<size_t>(bytes.size(), UINT32_MAX));
    result.problems.push_back({TextDefect::kTooLarge, 0, size, 0});
    result.file.line_starts = {0};
    return result;
  }
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  result.problems = FindDefects(bytes);
  SourceFile& file = result.file;
  file.text = std::move(bytes);
  file.line_starts = LineStarts(file.text);
  file.literate = file.path.ends_with(".md");
  if (!file.literate) {
    file.code = file.text;
    file.blocks = {{0, static_cast<uint32_t>(file.text.size())}};
    return result;
  }
  Extracted extracted = ExtractCode(file.text);
  file.code = std::move(extracted.code);
  file.blocks = std::move(extracted.blocks);
  if (extracted.problem && result.problems.size() < kMaxProblems)
    result.problems.push_back(*extracted.problem);
  return result;
}

FileId SourceSet::Add(SourceFile file) {
  files_.push_back(std::make_unique<SourceFile>(std::move(file)));
  return FileId(files_.size() - 1);
}

}  // namespace guiju::source
