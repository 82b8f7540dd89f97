#include "runtime/record/stream_head.h"

#include <fmt/format.h>

#include <charconv>

#include "runtime/record/checkpoint.h"

namespace guiju::record {
namespace {

std::string Print(const StreamHead& statement) {
  // The middle lines are a checkpoint's.
  const std::string checkpoint = PrintCheckpoint({statement.origin, statement.head, {}});
  return fmt::format("{}\n{}{}\n{}\n{}\n", kStreamHeadLine, checkpoint, statement.stream, statement.sver,
                     statement.pos);
}

bool ReadNumber(std::string_view text, int64_t* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

base::Result<StreamHead> Parse(std::string_view text) {
  const base::Error malformed{"stream head: not as its format demands"};
  if (!text.starts_with(kStreamHeadLine) || text.substr(kStreamHeadLine.size(), 1) != "\n") return malformed;
  // Stream, version and position pass as extension lines.
  const base::Result<Checkpoint> lines = ParseCheckpoint(text.substr(kStreamHeadLine.size() + 1));
  if (!lines || lines->extensions.size() != 3) return malformed;
  StreamHead statement{lines->origin, lines->head, lines->extensions[0]};
  if (!ReadNumber(lines->extensions[1], &statement.sver) ||
      !ReadNumber(lines->extensions[2], &statement.pos)) {
    return malformed;
  }
  const bool possible =
      statement.sver >= 1 && statement.pos >= statement.sver - 1 && statement.pos < statement.head.size;
  if (!possible || Print(statement) != text) return malformed;
  return statement;
}

}  // namespace

base::Result<std::string> SignStreamHead(const StreamHead& statement, const SigningKey& key) {
  const std::string text = Print(statement);
  if (const base::Result<StreamHead> read = Parse(text); !read || *read != statement) {
    return base::Error{fmt::format("stream head: '{}' cannot be so in a log of {} entries", statement.stream,
                                   statement.head.size)};
  }
  return SignNote(text, {&key});
}

base::Result<StreamHead> OpenStreamHead(std::string_view note, const std::vector<VerifierKey>& keys) {
  const base::Result<OpenedNote> opened = OpenNote(note, keys);
  if (!opened) return opened.error();
  return Parse(opened->text);
}

}  // namespace guiju::record
