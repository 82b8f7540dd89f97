#pragma once
// The single-pass scanner of JsonReader. Accepts a subset of what the careful path accepts, with the same
// result; refuses (never reports) anything else, so that the careful path decides.
//
// It remembers the members of the last object of each kind as steps: the bytes of the key with its blanks,
// and all that storing its value needs. While the members come as remembered, a key costs one comparison of
// vectors, a value is parsed in place, and neither duplicates nor known bits have to be looked after: the
// steps are distinct, and the known words after n steps are kept with them. At the first surprise the object
// goes on member by member, and the steps are learned anew.
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
  // The case on the line that begins at `line`, which the text up to `end` holds. Returns where the next line
  // begins; nullptr: not decided.
  const char* ScanLine(const char* line, const char* end, CaseBuffer* out);

 private:
  struct Step {
    alignas(64) char key[48] = {};  // from behind the '{' or ',' to the value
    uint32_t masks[3] = {0, 0, 0};
    uint32_t length = 0;
    // The fact, copied.
    int64_t lo = 0, hi = 0, bare_quanta = 0;
    const SpellingTable* words = nullptr;
    uint32_t offset = 0;
    uint8_t width = 0;
    ir::TypeKind type = ir::TypeKind::kBool;
    Target target;
  };
  struct Shape {
    std::vector<Step> steps;
    std::vector<uint64_t> known;  // known words after each step, `words` per step
    uint32_t words = 0;
  };
  struct Frame {
    std::byte* row;
    uint64_t* seen;
    size_t seen_words;
    bool shared;  // a record inside the case: its members belong to the case's frame
  };
  static constexpr size_t kMaxSteps = 256;  // per object

  const char* Case(const char* p, const char* end, bool lines, CaseBuffer* out);
  const char* SkipBlanks(const char* p) const;
  bool Matches(const char* p, const Step& step) const;
  const char* Simple(const char* p, const Step& step, std::byte* row) const;
  const char* Object(const char* p, uint32_t scope, Frame frame);
  const char* Remaining(const char* p, uint32_t scope, Frame frame, size_t turn);
  const char* Key(const char* p, uint32_t scope, Target* target) const;
  void Learn(Shape* shape, size_t turn, const char* begin, const char* end, const Target& target) const;
  void StoreKnown(const Shape& shape, size_t steps, std::byte* row) const;
  const char* Value(const char* p, const Target& target, Frame frame);
  const char* Number(const char* p, const FactSpec& spec, std::byte* row) const;
  const char* Fact(const char* p, const FactSpec& spec, std::byte* row);
  const char* Text(const char* p, const FactSpec& spec, std::byte* row);
  const char* List(const char* p, uint32_t list);
  const char* Identity(const char* p);

  const Schema& schema_;
  CaseBuffer* out_ = nullptr;
  const char* end_ = nullptr;
  bool lines_ = false;         // a line feed ends the case
  std::vector<Shape> shapes_;  // by scope
  std::vector<uint64_t> seen_;
  std::vector<std::vector<uint64_t>> element_seen_;
};

}  // namespace guiju::caseio
