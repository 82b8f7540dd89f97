#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {
namespace {

const std::vector<std::string> kTexts = {"罚款多少?",        "见〔2018〕118号", "a b c",       "。",
                                         "https://a.cn/x?y", "他说“好”",        "// 不是注释", "| 不是表 |"};
const std::vector<std::string> kCurlyTexts = {"说 \"好\" 的", "一", "plain"};

}  // namespace

std::string Writer::W(std::string_view slot) {
  if (slot == "and" && Chance(5)) return "并且";
  if (slot == "or" && Chance(5)) return "或者";
  if (slot == "less_than" && Chance(20)) return "不足";
  const auto zh = syntax::SlotWord(slot, syntax::Spelling::kZh),
             en = syntax::SlotWord(slot, syntax::Spelling::kEn);
  return std::string(en.empty() || Chance(60) ? zh : en);
}

std::string Writer::C(std::string_view choice_class, std::string_view key) {
  return std::string(
      syntax::ChoiceWord(choice_class, key, Chance(60) ? syntax::Spelling::kZh : syntax::Spelling::kEn));
}

std::string Writer::AnyChoice(std::string_view choice_class, std::string* key) {
  const std::string word = random_->Pick(
      syntax::ChoiceWords(choice_class, Chance(60) ? syntax::Spelling::kZh : syntax::Spelling::kEn));
  *key = syntax::ChoiceKey(choice_class, word);
  return word;
}

std::string Writer::Quoted(std::string* content) {
  if (Chance(30)) {
    *content = random_->Pick(kCurlyTexts);
    return "“" + *content + "”";
  }
  *content = random_->Pick(kTexts);
  return "\"" + *content + "\"";
}

std::string Writer::Date(std::string* iso) {
  const auto year = random_->Within(1990, 2030), month = random_->Within(1, 12), day = random_->Within(1, 28);
  *iso = fmt::format("{:04}-{:02}-{:02}", year, month, day);
  return Chance(20) ? fmt::format("{}年{}月{}日", year, month, day) : *iso;
}

std::string Writer::Axis(std::string* key) {
  if (Chance(80)) return AnyChoice("axis", key);
  return *key = names_.Refer();
}

// The end of a line, perhaps with a comment behind the text, on a line of its own, or after an empty line.
std::string Writer::LineEnd() {
  std::string text;
  const auto comment = [&] {
    out_->comments.push_back(fmt::format("// 说明 {}", out_->comments.size()));
    return out_->comments.back();
  };
  if (Chance(8)) text += "  " + comment();
  text += "\n";
  if (Chance(8)) text += "\n";
  while (Chance(8)) text += std::string(static_cast<size_t>(random_->Below(5)), ' ') + comment() + "\n";
  return text;
}

std::string Writer::Break() {
  if (Chance(60)) return std::string(static_cast<size_t>(random_->Within(1, 2)), ' ');
  return LineEnd() + std::string(static_cast<size_t>(random_->Below(8)), ' ');
}

std::string Writer::Shuffled(Clauses clauses) {
  std::string text;
  while (!clauses.empty()) {
    const auto at = clauses.begin() + random_->Below(static_cast<int64_t>(clauses.size()));
    text += Break() + *at;
    clauses.erase(at);
  }
  return text;
}

const std::vector<std::string_view> Writer::kOfObligation = {
    "basis", "overrides", "within", "minimum", "latest", "prolong", "excludes", "on_expiry", "roll"};
const std::vector<std::string_view> Writer::kOfOutcome = {"basis", "needs"};

std::string Writer::Ordered(std::vector<Clause> clauses, std::vector<std::string_view>* takes) {
  const auto fits = [&] {
    for (size_t i = 1; i < clauses.size(); ++i) {
      const std::vector<std::string_view>& taken = clauses[i - 1].takes;
      if (std::ranges::find(taken, clauses[i].key) != taken.end()) return false;
    }
    return true;
  };
  const std::vector<Clause> written = clauses;
  bool fit = false;
  for (int tries = 0; tries < 20 && !fit; ++tries) {
    for (size_t i = clauses.size(); i > 1; --i)
      std::swap(clauses[i - 1], clauses[static_cast<size_t>(random_->Below(static_cast<int64_t>(i)))]);
    fit = fits();
  }
  if (!fit) clauses = written;  // the order of the formatter, in which nothing is taken
  std::string text;
  for (const Clause& clause : clauses) text += Break() + clause.text;
  if (takes != nullptr && !clauses.empty()) *takes = clauses.back().takes;
  return text;
}

bool Writer::IsWordOf(std::string_view slot, std::string_view word) const {
  return word == syntax::SlotWord(slot, syntax::Spelling::kZh) ||
         word == syntax::SlotWord(slot, syntax::Spelling::kEn);
}

std::string Writer::Braces(const Clauses& items) {
  std::string text = " {";
  for (const std::string& item : items) text += Break() + item;
  return text + Break() + "}";
}

}  // namespace guiju::property
