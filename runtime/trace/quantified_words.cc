#include "runtime/trace/quantified_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace guiju::trace {
namespace {

// Of a name: letters, digits, underscores and whatever is not ASCII but punctuation of full width.
bool IsNameByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         c == '_';
}

bool IsWidePunctuation(std::string_view text) {
  return text.starts_with("\xE3\x80") || text.starts_with("\xEF\xBC") || text.starts_with("\xEF\xBD");
}

// Whether something the reader knows begins with this word and a dot: a record, a policy.
bool Qualifies(const ir::Program& program, std::string_view word) {
  const std::string prefix = std::string(word) + ".";
  const auto begins = [&](const ir::Name& name) {
    return name.zh.starts_with(prefix) || name.en.starts_with(prefix);
  };
  return std::any_of(program.facts.begin(), program.facts.end(),
                     [&](const ir::Fact& fact) { return begins(fact.name); }) ||
         std::any_of(program.policies.begin(), program.policies.end(),
                     [&](const ir::Policy& policy) { return begins(policy.name); });
}

std::string_view TakeWord(std::string_view* text) {
  while (!text->empty() && text->front() == ' ') text->remove_prefix(1);
  size_t end = 0;
  while (end < text->size() && (*text)[end] != ' ' && (*text)[end] != ':' &&
         !text->substr(end).starts_with("：")) {
    ++end;
  }
  const std::string_view word = text->substr(0, end);
  text->remove_prefix(end);
  return word;
}

struct Quantified {
  bool all = false;
  std::string_view list, body;
};
std::optional<Quantified> TakeApart(std::string_view written) {
  const std::string_view word = TakeWord(&written);
  const bool some = word == "任一" || word == "some", every = word == "每一" || word == "every";
  if (!some && !every) return std::nullopt;
  TakeWord(&written);
  const std::string_view in = TakeWord(&written);
  if (in != "属于" && in != "in") return std::nullopt;
  Quantified parts{every, TakeWord(&written), {}};
  constexpr std::string_view kWide = "：";
  while (!written.empty() && written.front() == ' ') written.remove_prefix(1);
  if (written.starts_with(kWide))
    written.remove_prefix(kWide.size());
  else if (written.starts_with(":"))
    written.remove_prefix(1);
  else
    return std::nullopt;
  while (!written.empty() && (written.front() == ' ' || written.front() == '\n')) written.remove_prefix(1);
  parts.body = written;
  if (parts.body.empty() || parts.list.empty()) return std::nullopt;
  return parts;
}

}  // namespace

std::string WithoutBinders(const ir::Program& program, const std::string& written) {
  std::string out;
  size_t word = 0;  // where the current name begins in `out`
  for (size_t i = 0; i < written.size(); ++i) {
    const char c = written[i];
    if (IsWidePunctuation(std::string_view(written).substr(i))) {
      out.append(written, i, 3);
      word = out.size();
      i += 2;
      continue;
    }
    const bool named = c == '.' && out.size() > word && i + 1 < written.size() && IsNameByte(written[i + 1]);
    const std::string_view before = std::string_view(out).substr(word);
    const bool number =
        std::all_of(before.begin(), before.end(), [](char d) { return d >= '0' && d <= '9'; });
    if (named && !number && !Qualifies(program, before)) {
      out.resize(word);
      continue;
    }
    out += c;
    if (!IsNameByte(c) && c != '.') word = out.size();
  }
  return out;
}

std::string QuantifiedText(const ir::Program& program, const Step& step, const RenderOptions& options) {
  const ir::Use& use = program.uses[step.use];
  if (use.kind != ir::UseKind::kQuantified) return "";
  const std::optional<Quantified> parts = TakeApart(use.text);
  if (!parts) return "";
  const std::string body = WithoutBinders(program, std::string(parts->body));
  const bool holds = step.truth.must, fails = !step.truth.may;
  if (options.chinese) {
    const std::string_view frame = parts->all ? (holds   ? "每个{0}都符合“{1}”"
                                                 : fails ? "不是每个{0}都符合“{1}”"
                                                         : "是否每个{0}都符合“{1}”，尚不能确定")
                                              : (holds   ? "有{0}符合“{1}”"
                                                 : fails ? "没有一个{0}符合“{1}”"
                                                         : "有没有{0}符合“{1}”，尚不能确定");
    return fmt::format(fmt::runtime(frame), parts->list, body);
  }
  const std::string_view frame = parts->all ? (holds   ? "every one of {0} meets \"{1}\""
                                               : fails ? "not every one of {0} meets \"{1}\""
                                                       : "whether every one of {0} meets \"{1}\" is unknown")
                                            : (holds   ? "one of {0} meets \"{1}\""
                                               : fails ? "none of {0} meets \"{1}\""
                                                       : "whether one of {0} meets \"{1}\" is unknown");
  return fmt::format(fmt::runtime(frame), parts->list, body);
}

}  // namespace guiju::trace
