#include "tools/guiju/arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/diag.h"

namespace guiju::cli {
namespace {

const OptionSpec* FindOption(const std::vector<OptionSpec>& specs, const std::string& name) {
  for (const OptionSpec& spec : specs) {
    if (name == spec.name || (*spec.alias != 0 && name == spec.alias)) return &spec;
  }
  return nullptr;
}

}  // namespace

base::Result<Arguments> Arguments::Parse(const std::vector<std::string>& words,
                                         const std::vector<OptionSpec>& specs, bool chinese) {
  Arguments arguments;
  bool options = true;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!options || word.size() < 2 || word[0] != '-') {
      arguments.paths_.push_back(word);
      continue;
    }
    if (word == "--") {
      options = false;
      continue;
    }
    size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    std::string name = word.substr(0, equals);
    const OptionSpec* spec = FindOption(specs, name);
    if (spec == nullptr) {
      std::vector<std::string> names;
      names.reserve(specs.size());
      for (const OptionSpec& s : specs) names.emplace_back(s.name);
      std::string close = diag::ClosestName(name, names);
      if (chinese)
        return base::Error{
            fmt::format("没有选项 {}{}", name, close.empty() ? "" : fmt::format("；是否想写 {}？", close))};
      return base::Error{
          fmt::format("no option {}{}", name, close.empty() ? "" : fmt::format("; did you mean {}?", close))};
    }
    std::string value;
    if (*spec->value != 0) {
      if (equals != std::string::npos) {
        value = word.substr(equals + 1);
      } else if (i + 1 < words.size()) {
        value = words[++i];
      } else {
        return base::Error{fmt::format(fmt::runtime(chinese ? "选项 {} 后面要写 {}" : "option {} needs {}"),
                                       name, spec->value)};
      }
    } else if (equals != std::string::npos) {
      return base::Error{
          fmt::format(fmt::runtime(chinese ? "选项 {} 后面不写值" : "option {} takes no value"), name)};
    }
    arguments.values_[spec->name].push_back(value);
  }
  return arguments;
}

std::string Arguments::Get(const std::string& name, const std::string& fallback) const {
  auto it = values_.find(name);
  return it == values_.end() ? fallback : it->second.back();
}

std::vector<std::string> Arguments::All(const std::string& name) const {
  auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>() : it->second;
}

std::optional<int64_t> WholeNumber(const std::string& text, int64_t limit) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  int64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number <= limit ? std::optional<int64_t>(number) : std::nullopt;
}

}  // namespace guiju::cli
