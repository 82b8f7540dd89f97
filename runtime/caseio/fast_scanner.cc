#include "runtime/caseio/fast_scanner.h"

#include <simdjson.h>

#include <cstring>

#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/scalar.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace guiju::caseio {
namespace {

bool IsDigit(char c) { return static_cast<uint8_t>(c - '0') < 10; }

const char* SkipBlanks(const char* p, const char* end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) ++p;
  return p;
}

// First '"', '\' or control character from p on, or `end`. Reads at most kPadding bytes past the end.
const char* FindSpecial(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(0x1F);
  while (p < end) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(block, blank), blank);
    __m128i hit = _mm_or_si128(control, _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, slash)));
    int mask = _mm_movemask_epi8(hit);
    if (mask != 0) {
      p += __builtin_ctz(static_cast<unsigned>(mask));
      return p < end ? p : end;
    }
    p += 16;
  }
  return end;
#else
  while (p < end && *p != '"' && *p != '\\' && static_cast<uint8_t>(*p) > 0x1F) ++p;
  return p;
#endif
}

// Content of the string whose opening quote is at p; false when it is not a plain one.
bool PlainString(const char* p, const char* end, std::string_view* content) {
  const char* close = FindSpecial(p + 1, end);
  if (close >= end || *close != '"') return false;
  *content = {p + 1, static_cast<size_t>(close - p - 1)};
  return true;
}

void StoreField(std::byte* row, const abi::Field& field, int64_t value) {
  uint64_t word;
  std::byte* known = row + 8 * (field.known_bit / 64);
  std::memcpy(&word, known, 8);
  word |= uint64_t{1} << (field.known_bit % 64);
  std::memcpy(known, &word, 8);
  switch (field.width) {
    case 1: row[field.offset] = static_cast<std::byte>(value); return;
    case 4: {
      int32_t narrow = static_cast<int32_t>(value);
      std::memcpy(row + field.offset, &narrow, 4);
      return;
    }
    default: std::memcpy(row + field.offset, &value, 8);
  }
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

}  // namespace

FastScanner::FastScanner(const Schema& schema) : schema_(schema) {
  predictions_.resize(schema.scope_count());
  seen_.resize(schema.slots() / 64 + 1);
  for (size_t i = 0; i < schema.layout().list_offsets.size(); ++i)
    element_seen_.emplace_back(schema.element_slots(static_cast<uint32_t>(i)) / 64 + 1);
}

bool FastScanner::Scan(std::string_view text, CaseBuffer* out) {
  out_ = out;
  end_ = text.data() + text.size();
  std::fill(seen_.begin(), seen_.end(), 0);
  const char* p = SkipBlanks(text.data(), end_);
  if (p >= end_ || *p != '{') return false;
  p = Object(p, schema_.case_scope(), {out->row(), seen_.data()});
  if (p == nullptr || SkipBlanks(p, end_) != end_) return false;
  out->Seal();
  return true;
}

bool FastScanner::Matches(const char* p, const Prediction& prediction) const {
#if defined(__SSE2__)
  for (size_t i = 0; i * 16 < prediction.length; ++i) {
    __m128i found = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
    __m128i expected = _mm_load_si128(reinterpret_cast<const __m128i*>(prediction.text + 16 * i));
    unsigned equal = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(found, expected)));
    if ((equal & prediction.masks[i]) != prediction.masks[i]) return false;
  }
  return true;
#else
  return std::memcmp(p, prediction.text, prediction.length) == 0;
#endif
}

// p at '{'. Returns behind the matching '}', or nullptr.
const char* FastScanner::Object(const char* p, uint32_t scope, Frame frame) {
  std::vector<Prediction>& expected = predictions_[scope];
  p = SkipBlanks(p + 1, end_);
  if (p < end_ && *p == '}') return p + 1;
  for (size_t turn = 0;; ++turn) {
    if (p >= end_) return nullptr;
    const Prediction* guess = turn < expected.size() ? &expected[turn] : nullptr;
    Target target;
    if (guess != nullptr && Matches(p, *guess)) {
      target = guess->target;
      p += guess->length;
    } else {
      const char* value = Key(p, scope, &target);
      if (value == nullptr) return nullptr;
      Learn(&expected, turn, p, value, target);
      p = value;
    }
    if (p >= end_ || !Mark(frame.seen, target.slot)) return nullptr;
    p = Value(p, target, frame);
    if (p == nullptr) return nullptr;
    if (*p != ',' && *p != '}') p = SkipBlanks(p, end_);
    if (p >= end_) return nullptr;
    if (*p == '}') return p + 1;
    if (*p != ',') return nullptr;
    ++p;
  }
}

// p behind '{' or ','. Returns where the value begins.
const char* FastScanner::Key(const char* p, uint32_t scope, Target* target) {
  p = SkipBlanks(p, end_);
  std::string_view key;
  if (p >= end_ || *p != '"' || !PlainString(p, end_, &key)) return nullptr;
  const Scope& s = schema_.scope(scope);
  int32_t found = s.keys.Find(key);
  if (found < 0) return nullptr;
  *target = s.targets[static_cast<size_t>(found)];
  p = SkipBlanks(key.data() + key.size() + 1, end_);
  if (p >= end_ || *p != ':') return nullptr;
  return SkipBlanks(p + 1, end_);
}

void FastScanner::Learn(std::vector<Prediction>* expected, size_t turn, const char* begin, const char* end, const Target& target) {
  if (turn >= kMaxPredictions) return;
  if (expected->size() <= turn) expected->resize(turn + 1);
  Prediction& prediction = (*expected)[turn];
  size_t length = static_cast<size_t>(end - begin);
  prediction = {};
  if (length > sizeof(prediction.text)) {
    prediction.masks[0] = 0xFFFF;  // matches nothing: a key never begins with NUL
    prediction.length = 1;
    return;
  }
  std::memcpy(prediction.text, begin, length);
  prediction.length = static_cast<uint32_t>(length);
  prediction.target = target;
  for (size_t i = 0; i < 3 && i * 16 < length; ++i)
    prediction.masks[i] = length - i * 16 >= 16 ? 0xFFFF : (1u << (length - i * 16)) - 1;
}

const char* FastScanner::Value(const char* p, const Target& target, Frame frame) {
  if (*p == 'n') return std::memcmp(p, "null", 4) == 0 && p + 4 <= end_ ? p + 4 : nullptr;
  switch (target.kind) {
    case TargetKind::kFact: return Fact(p, schema_.fact(target.index), frame.row);
    case TargetKind::kList: return *p == '[' ? List(p, target.index) : nullptr;
    case TargetKind::kRecord:
    case TargetKind::kAxes:
    case TargetKind::kCase: return *p == '{' ? Object(p, target.index, frame) : nullptr;
    case TargetKind::kId: return Identity(p);
    case TargetKind::kIgnored: return nullptr;
  }
  return nullptr;
}

const char* FastScanner::Number(const char* p, const FactSpec& spec, std::byte* row) {
  const char* begin = p;
  bool negative = *p == '-';
  if (negative) ++p;
  uint64_t magnitude = 0;
  const char* digits = p;
  while (IsDigit(*p) && p - digits < 18) magnitude = magnitude * 10 + static_cast<uint64_t>(*p++ - '0');
  size_t count = static_cast<size_t>(p - digits);
  if (count == 0 || count == 18 || (count > 1 && *digits == '0')) return nullptr;
  int64_t value;
  if (*p == '.') {
    ++p;
    const char* decimals = p;
    while (p < end_ && IsDigit(*p)) ++p;
    if (p == decimals || *p == 'e' || *p == 'E') return nullptr;
    if (FromNumber(spec, {begin, static_cast<size_t>(p - begin)}, &value) != ScalarStatus::kOk) return nullptr;
  } else {
    if (*p == 'e' || *p == 'E' || spec.bare_quanta == 0) return nullptr;
    if (__builtin_mul_overflow(static_cast<int64_t>(magnitude), spec.bare_quanta, &value)) return nullptr;
    if (negative) value = -value;
    if (value < spec.lo || value > spec.hi) return nullptr;
  }
  StoreField(row, spec.field, value);
  return p;
}

const char* FastScanner::Fact(const char* p, const FactSpec& spec, std::byte* row) {
  switch (spec.kind) {
    case ir::TypeKind::kInt:
      if (*p != '"') return Number(p, spec, row);
      break;
    case ir::TypeKind::kBool:
      if (*p == 't' || *p == 'f') {
        bool given = *p == 't';
        size_t length = given ? 4 : 5;
        int64_t value;
        if (std::memcmp(p, given ? "true" : "false", length) != 0) return nullptr;
        if (FromBool(spec, given, &value) != ScalarStatus::kOk) return nullptr;
        StoreField(row, spec.field, value);
        return p + length;
      }
      break;
    case ir::TypeKind::kText: return Text(p, spec, row);
    case ir::TypeKind::kEnum:
    case ir::TypeKind::kDate: break;
    case ir::TypeKind::kSet: return nullptr;
  }
  std::string_view content;
  int64_t value;
  if (*p != '"' || !PlainString(p, end_, &content)) return nullptr;
  if (FromText(spec, content, &value) != ScalarStatus::kOk) return nullptr;
  StoreField(row, spec.field, value);
  return content.data() + content.size() + 1;
}

const char* FastScanner::Text(const char* p, const FactSpec& spec, std::byte* row) {
  std::string_view content;
  if (*p != '"' || !PlainString(p, end_, &content)) return nullptr;
  if (!IsAscii(content) && (NeedsNormalizing(content) || !simdjson::validate_utf8(content.data(), content.size()))) return nullptr;
  int64_t id = schema_.FindConstant(content);
  if (id < 0) id = out_->Intern(content, schema_.constants());
  StoreField(row, spec.field, id);
  return content.data() + content.size() + 1;
}

const char* FastScanner::List(const char* p, uint32_t list) {
  int64_t limit = schema_.program().lists[ir::ListId(static_cast<int32_t>(list))].max_size;
  uint32_t scope = schema_.element_scope(list);
  std::vector<uint64_t>& seen = element_seen_[list];
  p = SkipBlanks(p + 1, end_);
  bool first = true;
  while (p < end_ && (*p != ']' || !first)) {
    if (*p != '{' || out_->ElementCount(list) >= limit) return nullptr;
    std::fill(seen.begin(), seen.end(), 0);
    p = Object(p, scope, {out_->AddElement(list), seen.data()});
    if (p == nullptr) return nullptr;
    p = SkipBlanks(p, end_);
    if (p >= end_ || *p == ']') break;
    if (*p != ',') return nullptr;
    p = SkipBlanks(p + 1, end_);
    first = false;
  }
  if (p >= end_ || *p != ']') return nullptr;
  out_->Given(list, false);
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
    while (p < end_ && IsDigit(*p) && p - begin < 20) ++p;
    if (p == begin || p - begin == 20 || (*begin == '0' && p - begin > 1) || *p == '.' || *p == 'e' || *p == 'E') return nullptr;
  }
  out_->id.assign(begin, static_cast<size_t>(p - begin));
  return p;
}

}  // namespace guiju::caseio
