#pragma once
// Command line of one command: options it knows, everything else is misuse with a suggestion.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace guiju::cli {

struct OptionSpec {
  const char* name;   // "--threads"
  const char* alias;  // "-w" or ""
  const char* value;  // word for its value in help, "" = none
  const char *zh, *en;
};

// Exit status of every command.
enum Exit : int { kYes = 0, kNo = 1, kMisuse = 2 };

class Arguments {
 public:
  // --name value, --name=value, -x value; "--" ends options; "-" is a path. Options may repeat.
  static base::Result<Arguments> Parse(const std::vector<std::string>& words,
                                       const std::vector<OptionSpec>& specs, bool chinese);
  bool Has(const std::string& name) const { return values_.contains(name); }
  std::string Get(const std::string& name, const std::string& fallback = "") const;
  std::vector<std::string> All(const std::string& name) const;
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> paths_;
};

// A whole number from 0 to `limit`; nullopt otherwise.
std::optional<int64_t> WholeNumber(const std::string& text, int64_t limit);

}  // namespace guiju::cli
