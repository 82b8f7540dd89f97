#pragma once
// One outcome as one line of a batch file. Everything that does not depend on the case is written beforehand.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/engine/loaded_policy.h"

namespace guiju::engine {

// Immutable after construction; thread-safe. The policy must outlive it.
class RowWriter {
 public:
  explicit RowWriter(const LoadedPolicy& policy);
  // Appends one line. `id` is a JSON scalar, "" = none, then `line` is written. Returns whether all is
  // determined.
  bool AppendJson(std::string* out, std::string_view id, uint64_t line, uint64_t* words) const;
  bool AppendCsv(std::string* out, std::string_view id, uint64_t line, uint64_t* words) const;
  std::string CsvHeader() const;

 private:
  struct RuleText {
    ir::RuleId rule;
    std::string quoted;  // "heavy_fine", with quotes
    std::string cell;    // 较大罚款, as it stands inside a CSV cell
  };
  struct ValueText {
    std::string json;  // "review_scope":{"value":true,"because":[
    std::string cell;  // ,是,
  };
  struct Part {
    ir::DecisionId decision;
    std::string open;               // ,"review_scope":
    std::vector<ValueText> values;  // bool and enum, by value
    std::vector<RuleText> rules;    // roots, the superior's first
    std::vector<uint64_t> masks;    // by word: the roots' bits, when every holding root is a reason
    bool all_roots = false;         // every holding root is a reason
    bool first_root = false;        // only the first holding root is
    bool plain_names = true;        // no rule's name needs quoting in CSV
    std::vector<std::pair<int64_t, ValueText>> constants;  // numbers the rules can give
  };
  void AddConstants(ir::DecisionId decision, Part* part) const;
  static const ValueText* TextOf(const Part& part, int64_t value);
  ValueText Render(const Part& part, int64_t value) const;
  void AddRoots(ir::DecisionId decision, Part* part) const;
  template <class Emit>
  void Reasons(const Part& part, const abi::Outcome& outcome, bool determined, Emit&& emit) const;

  const LoadedPolicy& policy_;
  const ir::Program& program_;
  std::vector<Part> parts_;
  std::vector<int32_t> text_of_rule_;  // by rule, index into its part's rules (parts with all_roots only)
};

}  // namespace guiju::engine
