#pragma once
// What is wrong with a case, as positions in its text. Kinds: compiler/diag/kinds/case.def (GJ09xx).
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/diag.h"

namespace guiju::caseio {

struct Problem {
  diag::Kind kind;
  size_t begin = 0, end = 0;  // bytes of the case text
  std::vector<std::string> args;
};

// At most kMaxProblems per case; the rest is counted, not kept.
class Problems {
 public:
  static constexpr size_t kMaxProblems = 20;
  template <class... Args>
  void Add(diag::Kind kind, size_t begin, size_t end, const Args&... args) {
    if (all_.size() < kMaxProblems) all_.push_back({kind, begin, end, {fmt::format("{}", args)...}});
    ++count_;
  }
  bool empty() const { return count_ == 0; }
  void Clear() { all_.clear(), count_ = 0; }
  const std::vector<Problem>& all() const { return all_; }

 private:
  std::vector<Problem> all_;
  size_t count_ = 0;
};

struct Place {
  size_t line = 1, column = 1;  // 1-based; column in characters (code points; invalid bytes count one each)
};
Place PlaceOf(std::string_view text, size_t offset);

// For people: with source line and caret, through compiler/diag. `name` is printed as the file name.
std::string RenderProblems(const Problems& problems, std::string_view text, const std::string& name,
                           const diag::RenderOptions& options);
// One line: "GJ0906 第 3 行第 5 列：…".
std::string RenderShort(const Problem& problem, std::string_view text, diag::Language language);
// JSON array of {"code","byte","line","column","message","help"}.
std::string RenderProblemsJson(const Problems& problems, std::string_view text, diag::Language language);

// Excerpt of user text for a message: at most `limit` bytes on a character boundary, control characters and
// invalid bytes shown as \xNN, "…" when cut.
std::string Excerpt(std::string_view text, size_t limit = 60);

}  // namespace guiju::caseio
