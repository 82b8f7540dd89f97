#pragma once
// The single-pass scanner of JsonReader. Accepts a subset of what the careful path accepts, with the same result;
// refuses (never reports) anything else, so that the careful path decides.
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

class FastScanner {
 public:
  explicit FastScanner(const Schema& schema);
  // `text` is followed by kPadding readable bytes. False: not decided; `out` is unspecified.
  bool Scan(std::string_view text, CaseBuffer* out);

 private:
  // A key as it stood in the last record: `,"fine":` and what it means.
  struct Prediction {
    alignas(16) char text[48] = {};
    uint32_t length = 0;
    uint32_t masks[3] = {0, 0, 0};
    Target target;
  };
  struct Frame {
    std::byte* row;
    uint64_t* seen;
  };
  static constexpr size_t kMaxPredictions = 256;  // per object
  bool Matches(const char* p, const Prediction& prediction) const;
  void Learn(std::vector<Prediction>* expected, size_t turn, const char* begin, const char* end, const Target& target);
  const char* Object(const char* p, uint32_t scope, Frame frame);
  const char* Key(const char* p, uint32_t scope, Target* target);
  const char* Value(const char* p, const Target& target, Frame frame);
  const char* Number(const char* p, const FactSpec& spec, std::byte* row);
  const char* Fact(const char* p, const FactSpec& spec, std::byte* row);
  const char* Text(const char* p, const FactSpec& spec, std::byte* row);
  const char* List(const char* p, uint32_t list);
  const char* Identity(const char* p);

  const Schema& schema_;
  CaseBuffer* out_ = nullptr;
  const char* end_ = nullptr;
  std::vector<std::vector<Prediction>> predictions_;  // by scope, in the order of the last object
  std::vector<uint64_t> seen_;
  std::vector<std::vector<uint64_t>> element_seen_;
};

}  // namespace guiju::caseio
