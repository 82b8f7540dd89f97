#include "runtime/caseio/json_reader.h"

#include <algorithm>

#include "runtime/caseio/fast_scanner.h"

namespace guiju::caseio {
namespace {

// Where the brackets first nest deeper than `limit`; the greatest depth. Strings are skipped.
struct Nesting {
  int depth = 0;
  size_t at = 0;
};
Nesting NestingOf(std::string_view text, int limit) {
  Nesting worst;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
      }
    } else if (c == '{' || c == '[') {
      if (++depth == limit + 1 && worst.depth <= limit) worst.at = i;
      worst.depth = std::max(worst.depth, depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return worst;
}

}  // namespace

JsonReader::JsonReader(const Schema& schema, Limits limits)
    : schema_(schema), limits_(limits), fast_(std::make_unique<FastScanner>(schema)) {}
JsonReader::~JsonReader() = default;

bool JsonReader::Read(std::string_view text, CaseBuffer* out, Problems* problems) {
  if (text.size() > limits_.max_bytes) return ReadPadded(text, out, problems);  // refused by its size alone
  copy_.assign(text.begin(), text.end());
  copy_.resize(text.size() + kPadding, ' ');
  return ReadPadded({copy_.data(), text.size()}, out, problems);
}

bool JsonReader::ReadPadded(std::string_view text, CaseBuffer* out, Problems* problems) {
  if (!problems->empty()) problems->Clear();
  if (text.size() <= limits_.max_bytes) {
    out->Reset();
    if (fast_->Scan(text, out)) {
      ++fast_reads_;
      return true;
    }
  }
  return ReadPaddedCarefully(text, out, problems);
}

const char* JsonReader::ReadNext(const char* line, const char* end, CaseBuffer* out) {
  out->Reset();
  const char* next = fast_->ScanLine(line, end, out);
  if (next == nullptr || static_cast<size_t>(next - line) > limits_.max_bytes) return nullptr;
  ++fast_reads_;
  return next;
}

bool JsonReader::ReadPaddedCarefully(std::string_view text, CaseBuffer* out, Problems* problems) {
  problems->Clear();
  out->Reset();
  if (text.size() > limits_.max_bytes) {
    problems->Add(diag::Kind::CaseTooLarge, 0, 1, text.size(), limits_.max_bytes);
    return false;
  }
  Nesting nesting = NestingOf(text, limits_.max_depth);
  if (nesting.depth > limits_.max_depth) {
    problems->Add(diag::Kind::CaseTooDeep, nesting.at, nesting.at + 1, nesting.depth, limits_.max_depth);
    return false;
  }
  return careful_.Read(schema_, text, out, problems);
}

}  // namespace guiju::caseio
