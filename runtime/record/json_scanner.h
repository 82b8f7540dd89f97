#pragma once
// The tokens of strict JSON, read from left to right. Private to this room.
#include <cstdint>
#include <string>
#include <string_view>

namespace guiju::record {

class JsonScanner {
 public:
  // `text` must outlive the scanner.
  explicit JsonScanner(std::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  bool AtEnd() const { return at_ == text_.size(); }
  // The next byte, 0 at the end.
  char Next() const { return AtEnd() ? '\0' : text_[at_]; }
  void SkipSpace();
  // Consumes `word` if it comes next.
  bool Take(std::string_view word);
  // A string with its quotes; its text is put into *out. false: see problem().
  bool TakeText(std::string* out);
  // Likewise, and spelled as RFC 8785 demands.
  bool TakeCanonicalText(std::string* out);
  // An integer of 64 bits without fraction, exponent, leading zero or -0.
  bool TakeInteger(int64_t* out);

  // What was found wrong at at(), for a person.
  const char* problem() const { return problem_; }

 private:
  bool Fail(const char* problem);
  bool TakeEscape(std::string* out);
  bool TakeCodeUnit(uint32_t* out);

  std::string_view text_;
  size_t at_ = 0;
  const char* problem_ = "";
};

}  // namespace guiju::record
