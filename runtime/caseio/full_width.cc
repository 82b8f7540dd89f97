#include "runtime/caseio/full_width.h"

namespace guiju::caseio {
namespace {

struct Pair {
  std::string_view full, ascii;
};
constexpr Pair kPairs[] = {
    {"，", ","},  {"、", ","},  {"：", ":"}, {"“", "\""}, {"”", "\""}, {"＂", "\""},
    {"「", "\""}, {"」", "\""}, {"‘", "\""}, {"’", "\""}, {"｛", "{"}, {"｝", "}"},
    {"［", "["},  {"］", "]"},  {"【", "["}, {"】", "]"}, {"；", ","}, {"　", " "},
};

constexpr std::string_view kCloses = "”";

// What follows a string in JSON, in either width.
bool EndsString(std::string_view rest) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  for (const std::string_view next : {",", ":", "}", "]", "\n", "\r", "，", "：", "｝", "］"}) {
    if (rest.starts_with(next)) return true;
  }
  return rest.empty();
}

// Where the string that begins at `quote` ends, or its line. `doubtful`: the first quote of the other width
// that looks as if it had been meant to end one.
size_t StringEnd(std::string_view text, size_t quote, size_t* doubtful) {
  size_t i = quote + 1;
  bool quoting = false;  // “…” inside the string
  for (; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    const bool closes = text.substr(i).starts_with(kCloses), opens = text.substr(i).starts_with("“");
    if (!closes && !opens) continue;
    const bool ends = !(closes && quoting) && EndsString(text.substr(i + kCloses.size()));
    if (ends && *doubtful == std::string_view::npos) *doubtful = i;
    quoting = opens;
  }
  return i;
}

}  // namespace

FullWidth FirstFullWidth(std::string_view text) {
  size_t doubtful = std::string_view::npos;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      i = StringEnd(text, i, &doubtful);
      continue;
    }
    for (const Pair& pair : kPairs) {
      if (!text.substr(i).starts_with(pair.full)) continue;
      if (doubtful < i) break;  // the wrong quote made what follows look like punctuation
      return {i, pair.full.size(), pair.ascii};
    }
  }
  if (doubtful == std::string_view::npos) return {};
  return {doubtful, kCloses.size(), "\""};
}

}  // namespace guiju::caseio
