#include "runtime/record/finding.h"

#include <algorithm>

namespace guiju::record {
namespace {

struct Words {
  std::string_view code, chinese, english;
};

constexpr Words kWords[] = {
#define FINDING(kind, code, zh, en) {code, zh, en},
#include "runtime/record/findings.def"
#undef FINDING
};

}  // namespace

std::string_view FindingCode(FindingKind kind) { return kWords[static_cast<size_t>(kind)].code; }
std::string_view FindingChinese(FindingKind kind) { return kWords[static_cast<size_t>(kind)].chinese; }
std::string_view FindingEnglish(FindingKind kind) { return kWords[static_cast<size_t>(kind)].english; }

void Findings::Add(FindingKind kind, int64_t pos, std::string detail) {
  constexpr size_t kMostKept = 1000;
  ++total_;
  // One of every kind at least, however many there are of another.
  if (first_.size() < kMostKept || !Has(kind)) first_.push_back({kind, pos, std::move(detail)});
}

bool Findings::Has(FindingKind kind) const {
  return std::any_of(first_.begin(), first_.end(),
                     [kind](const Finding& finding) { return finding.kind == kind; });
}

}  // namespace guiju::record
