#pragma once
// What a verification found wrong: a stable code, where, and a sentence. No findings: everything that was
// checked holds.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::record {

enum class FindingKind : uint8_t {
#define FINDING(kind, code, zh, en) kind,
#include "runtime/record/findings.def"
#undef FINDING
};

std::string_view FindingCode(FindingKind kind);
std::string_view FindingChinese(FindingKind kind);
std::string_view FindingEnglish(FindingKind kind);

struct Finding {
  FindingKind kind;
  int64_t pos = -1;    // of the entry concerned, -1: of none in particular
  std::string detail;  // English, of this case
};

// A list that a hostile log cannot make endless.
class Findings {
 public:
  void Add(FindingKind kind, int64_t pos, std::string detail);
  bool empty() const { return total_ == 0; }
  int64_t total() const { return total_; }
  const std::vector<Finding>& first() const { return first_; }  // the first thousand
  bool Has(FindingKind kind) const;

 private:
  int64_t total_ = 0;
  std::vector<Finding> first_;
};

}  // namespace guiju::record
