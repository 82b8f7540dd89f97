#include "runtime/caseio/fast_scanner.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "runtime/caseio/scalar.h"
#include "runtime/caseio/scan_inline.h"
#include "runtime/caseio/store_field.h"

namespace guiju::caseio {
namespace {

bool IsDigit(char c) { return static_cast<uint8_t>(c - '0') < 10; }

bool StartsWith4(const char* p, const char* word) { return std::memcmp(p, word, 4) == 0; }

// Content of the string whose opening quote is at p; false when it is not a plain one.
bool PlainString(const char* p, const char* end, std::string_view* content) {
  const char* close = FindSpecial(p + 1, end);
  if (close >= end || *close != '"') return false;
  *content = {p + 1, static_cast<size_t>(close - p - 1)};
  return true;
}

// False when the bit was set before.
bool Mark(uint64_t* seen, uint32_t slot) {
  uint64_t bit = uint64_t{1} << (slot % 64);
  bool fresh = (seen[slot / 64] & bit) == 0;
  seen[slot / 64] |= bit;
  return fresh;
}

bool IsAscii(std::string_view text) {
  uint8_t bits = 0;
  for (char c : text) bits |= static_cast<uint8_t>(c);
  return bits < 0x80;
}

bool IsInner(TargetKind kind) {
  return kind == TargetKind::kRecord || kind == TargetKind::kAxes || kind == TargetKind::kCase;
}

}  // namespace

FastScanner::FastScanner(const Schema& schema) : schema_(schema) {
  shapes_.resize(schema.scope_count());
  for (Shape& shape : shapes_) shape.words = schema.layout().row.known_words;
  seen_.resize(schema.slots() / 64 + 1);
  for (size_t i = 0; i < schema.layout().list_offsets.size(); ++i) {
    uint32_t list = static_cast<uint32_t>(i);
    element_seen_.emplace_back(schema.element_slots(list) / 64 + 1);
    shapes_[schema.element_scope(list)].words = schema.layout().elements[i].known_words;
  }
}

bool FastScanner::Scan(std::string_view text, CaseBuffer* out) {
  const char* end = text.data() + text.size();
  return Case(text.data(), end, false, out) == end;
}

const char* FastScanner::ScanLine(const char* line, const char* end, CaseBuffer* out) {
  const char* p = Case(line, end, true, out);
  if (p == nullptr || p == end) return p;
  return *p == '\n' ? p + 1 : nullptr;
}

// Behind the case and the blanks that follow it.
const char* FastScanner::Case(const char* p, const char* end, bool lines, CaseBuffer* out) {
  if (lines != lines_) {  // what was learned may hold line feeds
    for (Shape& shape : shapes_) shape.steps.clear(), shape.known.clear();
    lines_ = lines;
  }
  out_ = out;
  end_ = end;
  p = SkipBlanks(p);
  if (p >= end_ || *p != '{') return nullptr;
  p = Object(p, schema_.case_scope(), {out->row(), seen_.data(), seen_.size(), false});
  if (p == nullptr) return nullptr;
  out->Seal();
  return SkipBlanks(p);
}

const char* FastScanner::SkipBlanks(const char* p) const {
  while (p < end_ && (*p == ' ' || *p == '\t' || *p == '\r' || (*p == '\n' && !lines_))) ++p;
  return p;
}

inline bool FastScanner::Matches(const char* p, const Step& step) const {
#if defined(__SSE2__)
  for (size_t i = 0; i * 16 < step.length; ++i) {
    __m128i found = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
    __m128i expected = _mm_load_si128(reinterpret_cast<const __m128i*>(step.key + 16 * i));
    unsigned equal = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(found, expected)));
    if ((equal & step.masks[i]) != step.masks[i]) return false;
  }
  return true;
#else
  return std::memcmp(p, step.key, step.length) == 0;
#endif
}

// The ordinary form of a fact's value, stored without its known bit; nullptr for anything else.
inline const char* FastScanner::Simple(const char* p, const Step& step, std::byte* row) const {
  int64_t value = 0;
  switch (step.type) {
    case ir::TypeKind::kBool: {
      bool yes = StartsWith4(p, "true");
      if (!yes && !(StartsWith4(p, "fals") && p[4] == 'e')) return nullptr;
      value = yes;
      p += 5 - value;
      break;
    }
    case ir::TypeKind::kInt: {
      uint64_t magnitude;
      size_t count = ScanDigits(p, &magnitude);
      char after = p[count];
      if (count == 0 || count == 16 || (*p == '0' && count > 1) || after == '.' || after == 'e' ||
          after == 'E' || step.bare_quanta == 0)
        return nullptr;
      if (__builtin_mul_overflow(static_cast<int64_t>(magnitude), step.bare_quanta, &value)) return nullptr;
      p += count;
      break;
    }
    case ir::TypeKind::kEnum: {
      std::string_view word;
      if (*p != '"' || !PlainString(p, end_, &word)) return nullptr;
      value = step.words->FindPadded(word);
      p = word.data() + word.size() + 1;
      break;
    }
    case ir::TypeKind::kDate:
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      return nullptr;
  }
  if (value < step.lo || value > step.hi) return nullptr;
  StoreValue(row + step.offset, step.width, value);
  return p;
}

// p at '{'. Returns behind the matching '}', or nullptr.
const char* FastScanner::Object(const char* p, uint32_t scope, Frame frame) {
  p = SkipBlanks(p + 1);
  if (p < end_ && *p == '}') return p + 1;
  const Shape& shape = shapes_[scope];
  size_t turn = 0;
  if (!frame.shared) {
    for (; turn < shape.steps.size(); ++turn) {
      const Step& step = shape.steps[turn];
      if (p >= end_ || !Matches(p, step)) break;
      const char* value = p + step.length;
      if (value >= end_) return nullptr;
      const char* next;
      if (step.target.kind == TargetKind::kFact) {
        next = Simple(value, step, frame.row);
        if (next == nullptr) break;
      } else if (step.target.kind == TargetKind::kId) {
        next = Identity(value);
        if (next == nullptr) return nullptr;
      } else {
        break;
      }
      if (*next != ',' && *next != '}') next = SkipBlanks(next);
      if (next >= end_) return nullptr;
      p = next + 1;
      if (*next == '}') {
        StoreKnown(shape, turn + 1, frame.row);
        return p;
      }
      if (*next != ',') return nullptr;
    }
    // From here on every member is looked after.
    std::fill_n(frame.seen, frame.seen_words, 0);
    for (size_t i = 0; i < turn; ++i) Mark(frame.seen, shape.steps[i].target.slot);
    if (turn > 0) StoreKnown(shape, turn, frame.row);
  }
  return Remaining(p, scope, frame, turn);
}

// The members from `turn` on, one by one. p behind '{' or ','.
const char* FastScanner::Remaining(const char* p, uint32_t scope, Frame frame, size_t turn) {
  Shape& shape = shapes_[scope];
  for (;; ++turn) {
    if (p >= end_) return nullptr;
    Target target;
    if (turn < shape.steps.size() && Matches(p, shape.steps[turn])) {
      target = shape.steps[turn].target;
      p += shape.steps[turn].length;
      if (p >= end_ || !Mark(frame.seen, target.slot)) return nullptr;
    } else {
      const char* value = Key(p, scope, &target);
      if (value == nullptr || value >= end_ || !Mark(frame.seen, target.slot)) return nullptr;
      Learn(&shape, turn, p, value, target);
      p = value;
    }
    p = Value(p, target, frame);
    if (p == nullptr) return nullptr;
    if (*p != ',' && *p != '}') p = SkipBlanks(p);
    if (p >= end_) return nullptr;
    if (*p == '}') return p + 1;
    if (*p != ',') return nullptr;
    ++p;
  }
}

// p behind '{' or ','. Returns where the value begins.
const char* FastScanner::Key(const char* p, uint32_t scope, Target* target) const {
  p = SkipBlanks(p);
  std::string_view key;
  if (p >= end_ || *p != '"' || !PlainString(p, end_, &key)) return nullptr;
  const Scope& s = schema_.scope(scope);
  int32_t found = s.keys.Find(key);
  if (found < 0) return nullptr;
  *target = s.targets[static_cast<size_t>(found)];
  p = SkipBlanks(key.data() + key.size() + 1);
  if (p >= end_ || *p != ':') return nullptr;
  return SkipBlanks(p + 1);
}

// Replaces the steps from `turn` on: the ones before it are known to be distinct from this one, later ones
// are not.
void FastScanner::Learn(Shape* shape, size_t turn, const char* begin, const char* end,
                        const Target& target) const {
  size_t length = static_cast<size_t>(end - begin);
  if (turn > shape->steps.size()) return;
  shape->steps.resize(turn);
  shape->known.resize(turn * shape->words);
  if (turn >= kMaxSteps || length > sizeof(Step::key)) return;
  Step step;
  std::memcpy(step.key, begin, length);
  step.length = static_cast<uint32_t>(length);
  for (size_t i = 0; i < 3 && i * 16 < length; ++i)
    step.masks[i] = length - i * 16 >= 16 ? 0xFFFF : (1u << (length - i * 16)) - 1;
  step.target = target;
  std::vector<uint64_t> known(shape->words);
  if (turn > 0) std::copy_n(shape->known.end() - shape->words, shape->words, known.begin());
  if (target.kind == TargetKind::kFact) {
    const FactSpec& spec = schema_.fact(target.index);
    step.lo = spec.lo;
    step.hi = spec.hi;
    step.bare_quanta = spec.bare_quanta;
    step.words = spec.words;
    step.offset = spec.field.offset;
    step.width = spec.field.width;
    step.type = spec.kind;
    known[spec.field.known_bit / 64] |= uint64_t{1} << (spec.field.known_bit % 64);
  }
  shape->steps.push_back(step);
  shape->known.insert(shape->known.end(), known.begin(), known.end());
}

// After `steps` steps that were all simple facts.
inline void FastScanner::StoreKnown(const Shape& shape, size_t steps, std::byte* row) const {
  const uint64_t* known = shape.known.data() + (steps - 1) * shape.words;
  for (uint32_t i = 0; i < shape.words; ++i) {
    uint64_t word;
    std::memcpy(&word, row + 8 * i, 8);
    word |= known[i];
    std::memcpy(row + 8 * i, &word, 8);
  }
}

const char* FastScanner::Number(const char* p, const FactSpec& spec, std::byte* row) const {
  const char* begin = p;
  if (*p == '-') ++p;
  const char* digits = p;
  while (p < end_ && IsDigit(*p)) ++p;
  if (p == digits || (*digits == '0' && p - digits > 1)) return nullptr;
  if (p < end_ && *p == '.') {
    const char* decimals = ++p;
    while (p < end_ && IsDigit(*p)) ++p;
    if (p == decimals) return nullptr;
  }
  int64_t value;
  if (p >= end_ || *p == 'e' || *p == 'E') return nullptr;
  if (FromNumber(spec, {begin, static_cast<size_t>(p - begin)}, &value) != ScalarStatus::kOk) return nullptr;
  StoreField(row, spec.field, value);
  return p;
}

const char* FastScanner::Fact(const char* p, const FactSpec& spec, std::byte* row) {
  int64_t value;
  if (spec.kind == ir::TypeKind::kText) return Text(p, spec, row);
  if (spec.kind == ir::TypeKind::kInt && *p != '"') return Number(p, spec, row);
  if (spec.kind == ir::TypeKind::kBool && *p != '"') {
    bool given = *p == 't';
    if (given ? !StartsWith4(p, "true") : !(StartsWith4(p, "fals") && p[4] == 'e')) return nullptr;
    if (FromBool(spec, given, &value) != ScalarStatus::kOk) return nullptr;
    StoreField(row, spec.field, value);
    return p + (given ? 4 : 5);
  }
  std::string_view content;
  if (*p != '"' || !PlainString(p, end_, &content)) return nullptr;
  if (FromText(spec, content, &value) != ScalarStatus::kOk) return nullptr;
  StoreField(row, spec.field, value);
  return content.data() + content.size() + 1;
}

const char* FastScanner::Value(const char* p, const Target& target, Frame frame) {
  if (*p == 'n') return StartsWith4(p, "null") && p + 4 <= end_ ? p + 4 : nullptr;
  if (IsInner(target.kind))
    return *p == '{' ? Object(p, target.index, {frame.row, frame.seen, frame.seen_words, true}) : nullptr;
  switch (target.kind) {
    case TargetKind::kFact:
      return Fact(p, schema_.fact(target.index), frame.row);
    case TargetKind::kList:
      return *p == '[' ? List(p, target.index) : nullptr;
    case TargetKind::kId:
      return Identity(p);
    case TargetKind::kRecord:
    case TargetKind::kAxes:
    case TargetKind::kCase:
    case TargetKind::kIgnored:
      break;
  }
  return nullptr;
}

const char* FastScanner::Text(const char* p, const FactSpec& spec, std::byte* row) {
  std::string_view content;
  if (*p != '"' || !PlainString(p, end_, &content)) return nullptr;
  if (!IsAscii(content) &&
      (NeedsNormalizing(content) || !simdjson::validate_utf8(content.data(), content.size())))
    return nullptr;
  int64_t id = schema_.FindConstant(content);
  if (id < 0) id = out_->Intern(content, schema_.constants());
  StoreField(row, spec.field, id);
  return content.data() + content.size() + 1;
}

const char* FastScanner::List(const char* p, uint32_t list) {
  const ir::List& declared = schema_.program().lists[ir::ListId(static_cast<int32_t>(list))];
  const int64_t limit = declared.max_size;
  uint32_t scope = schema_.element_scope(list);
  p = SkipBlanks(p + 1);
  bool first = true;
  while (p < end_ && (*p != ']' || !first)) {
    if (*p != '{' || out_->ElementCount(list) >= limit) return nullptr;
    p = Object(p, scope,
               {out_->AddElement(list), element_seen_[list].data(), element_seen_[list].size(), false});
    if (p == nullptr) return nullptr;
    p = SkipBlanks(p);
    if (p >= end_ || *p == ']') break;
    if (*p != ',') return nullptr;
    p = SkipBlanks(p + 1);
    first = false;
  }
  if (p >= end_ || *p != ']') return nullptr;
  out_->Given(list, out_->ElementCount(list) < declared.min_size);
  return p + 1;
}

const char* FastScanner::Identity(const char* p) {
  const char* begin = p;
  if (*p == '"') {
    std::string_view content;
    if (!PlainString(p, end_, &content)) return nullptr;
    if (!IsAscii(content) && !simdjson::validate_utf8(content.data(), content.size())) return nullptr;
    p = content.data() + content.size() + 1;
  } else {
    uint64_t number;
    size_t count = ScanDigits(p, &number);
    p += count;
    if (count == 0 || count == 16 || (*begin == '0' && count > 1) || *p == '.' || *p == 'e' || *p == 'E')
      return nullptr;
  }
  out_->id.assign(begin, static_cast<size_t>(p - begin));
  return p;
}

}  // namespace guiju::caseio
