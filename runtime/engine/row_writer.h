#pragma once
// One outcome as one line of a batch file. Everything that does not depend on the case is written beforehand.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/engine/line_buffer.h"
#include "runtime/engine/loaded_policy.h"

namespace guiju::engine {

enum class Format : uint8_t { kJsonLines, kCsv };

// Immutable after construction; thread-safe. The policy must outlive it.
class RowWriter {
 public:
  RowWriter(const LoadedPolicy& policy, Format format);
  // What stands above the rows: the header of a CSV file with its byte order mark.
  std::string Head() const;
  // Appends one line. `id` is a JSON scalar, "" = none, then `line` is written. Returns whether all is
  // determined.
  bool Append(LineBuffer* out, std::string_view id, uint64_t line, uint64_t* words) const;

 private:
  // Text in pool_, which has kSlack readable bytes behind it.
  struct Fragment {
    uint32_t begin = 0, length = 0;
  };
  enum class Reasons : uint8_t { kEveryRoot, kFirstRoot, kDeciding };
  struct Part {
    ir::DecisionId decision;
    bool mask = false;  // the value is a mask of possible ones (enum)
    Reasons reasons = Reasons::kDeciding;
    bool plain_names = true;                              // CSV: no rule's name needs quoting
    std::vector<Fragment> values;                         // bool and enum, by value: up to the first reason
    std::vector<std::pair<int64_t, Fragment>> constants;  // the same of numbers the rules can give
    std::vector<ir::RuleId> roots;                        // the superior's first
    std::vector<std::pair<int64_t, Fragment>> decided;  // kFirstRoot: all of the part when this root decides
    std::vector<std::pair<uint32_t, uint64_t>> root_bits;  // of them: word and its bits
  };
  Fragment Keep(const std::string& text);
  Fragment Value(const Part& part, int64_t value);
  std::string ValueStart(const Part& part) const;
  std::string ValueText(const Part& part, int64_t value) const;
  std::string PossibleText(const ir::Decision& decision, int64_t lo, int64_t hi) const;
  std::string OpenText(const Part& part, int64_t lo, int64_t hi) const;
  void AddRoots(ir::DecisionId decision, Part* part);
  void AddConstants(Part* part);
  void AddDecided(Part* part);
  void AddPart(const LoadedPolicy::Visible& visible);
  const Fragment* Find(const Part& part, int64_t value) const;

  char* Put(char* at, Fragment fragment) const;
  char* PutId(char* at, std::string_view id, uint64_t line) const;
  char* PutReason(char* at, ir::RuleId rule) const {
    return Put(at, rules_[static_cast<size_t>(rule.index)]);
  }
  char* PutEveryRoot(char* at, const Part& part, const uint64_t* must) const;
  char* PutReasons(char* at, const Part& part, const abi::Outcome& outcome, bool settled) const;
  std::string QuotedReasons(const Part& part, const abi::Outcome& outcome, bool settled) const;

  static constexpr size_t kSlack = 64;
  const LoadedPolicy& policy_;
  const ir::Program& program_;
  const Format format_;
  std::string pool_;
  std::vector<Part> parts_;
  std::vector<Fragment> rules_;  // by rule: as a reason, with what separates it from the next
  Fragment close_, end_;         // of a part, of the line
  size_t separator_ = 0;         // bytes of it
  size_t most_ = 0;              // bytes of the longest line of prepared fragments
};

}  // namespace guiju::engine
