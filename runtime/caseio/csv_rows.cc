// The ordinary rows of a CSV block: first where all cells of a window end, then the cells, each in the one
// form its column usually has.
#include <algorithm>
#include <cstring>

#include "runtime/caseio/csv_reader.h"
#include "runtime/caseio/scan_inline.h"
#include "runtime/caseio/store_field.h"
#include "runtime/value/date.h"

namespace guiju::caseio {
namespace {

constexpr size_t kWindow = 16 << 10;  // with its index well inside the first two caches

uint64_t EightBytes(const char* text) {
  uint64_t word;
  std::memcpy(&word, text, 8);
  return word;
}

// A word of at most 8 bytes in the upper end, zeros before it: two such words are equal as numbers.
constexpr uint64_t Short(std::string_view word) {
  uint64_t sum = 0;
  for (size_t i = 0; i < word.size(); ++i)
    sum |= uint64_t{static_cast<uint8_t>(word[i])} << (8 * (8 - word.size() + i));
  return sum;
}

// 1 to 8 digits into `value`; false when a byte is none.
[[gnu::always_inline]] inline bool Digits8(const char* text, size_t size, uint64_t* value) {
  uint64_t digits = (EightBytes(text) - 0x3030303030303030u) << (64 - 8 * size);
  if ((((digits + 0x7676767676767676u) | digits) & 0x8080808080808080u) != 0) return false;
  digits = digits * 10 + (digits >> 8);
  *value = ((digits & 0x000000FF000000FFu) * 0x000F424000000064u +
            ((digits >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
           32;
  return true;
}

// Not empty, at most 15 digits and nothing else.
[[gnu::always_inline]] inline bool Digits(const char* text, size_t size, uint64_t* value) {
  if (size <= 8) return Digits8(text, size, value);
  uint64_t high = 0, low = 0;
  if (size > 15 || !Digits8(text, size - 8, &high) || !Digits8(text + size - 8, 8, &low)) return false;
  *value = high * 100000000 + low;
  return true;
}

}  // namespace

void CsvReader::AddQuick(const Column& column) {
  Quick quick;
  if (column.kind == Column::Kind::kId) quick.form = Quick::Form::kId;
  if (column.kind == Column::Kind::kFact) {
    const FactSpec& spec = schema_.fact(column.fact);
    quick.lo = spec.lo;
    quick.hi = spec.hi;
    quick.quanta = spec.bare_quanta;
    quick.words = spec.words;
    quick.offset = spec.field.offset;
    quick.width = spec.field.width;
    quick.known_word = static_cast<uint16_t>(spec.field.known_bit / 64);
    quick.known_bit = uint64_t{1} << (spec.field.known_bit % 64);
    switch (spec.kind) {
      case ir::TypeKind::kBool:
        quick.form = Quick::Form::kBool;
        break;
      case ir::TypeKind::kEnum:
        quick.form = Quick::Form::kWord;
        break;
      case ir::TypeKind::kInt:
        if (spec.bare_quanta > 0) quick.form = Quick::Form::kNumber;
        break;
      case ir::TypeKind::kDate:
        quick.form = Quick::Form::kDate;
        break;
      case ir::TypeKind::kText:
      case ir::TypeKind::kSet:
        break;
    }
    if (quick.form != Quick::Form::kOther) known_[quick.known_word] |= quick.known_bit;
  }
  quick_.push_back(quick);
}

void CsvReader::StartBlock(std::string_view block) {
  block_end_ = block.data() + block.size();
  expected_ = nullptr;
  ends_.resize(std::min(block.size(), kWindow) + kIndexSlack);
}

// The window from a record on. False when it does not hold the whole record.
bool CsvReader::IndexFrom(const char* record) {
  window_ = expected_ = record;
  next_end_ = 0;
  end_count_ = indexer_(record, std::min(static_cast<size_t>(block_end_ - record), kWindow), ends_.data());
  return end_count_ >= quick_.size();
}

// False: not in the ordinary form, or out of range. The cell is not empty.
[[gnu::always_inline]] inline bool CsvReader::QuickCell(const Quick& quick, const char* cell, size_t size,
                                                        CaseBuffer* out) {
  int64_t value = 0;
  std::byte* at = out->row() + quick.offset;
  switch (quick.form) {
    case Quick::Form::kBool: {
      const uint64_t word = EightBytes(cell) << ((64 - 8 * size) & 63);
      const bool yes = (word == Short("true")) & (size == 4), no = (word == Short("false")) & (size == 5);
      value = yes;
      if (!(yes | no)) value = quick.words->FindPadded({cell, size});
      if (value < quick.lo || value > quick.hi) return false;
      *at = static_cast<std::byte>(value);
      return true;
    }
    case Quick::Form::kWord:
      value = quick.words->FindPadded({cell, size});
      if (value < quick.lo || value > quick.hi) return false;
      *at = static_cast<std::byte>(value);
      return true;
    case Quick::Form::kNumber: {
      uint64_t number = 0;
      if (!Digits(cell, size, &number) ||
          __builtin_mul_overflow(static_cast<int64_t>(number), quick.quanta, &value) || value < quick.lo ||
          value > quick.hi)
        return false;
      StoreValue(at, quick.width, value);
      return true;
    }
    case Quick::Form::kDate: {
      const std::optional<value::Day> day = value::ParseDate({cell, size});
      if (!day || *day < quick.lo || *day > quick.hi) return false;
      StoreValue(at, quick.width, *day);
      return true;
    }
    case Quick::Form::kId: {
      uint64_t number = 0;
      if (!Digits(cell, size, &number) || (*cell == '0' && size > 1)) return false;
      out->id.assign(cell, size);
      return true;
    }
    case Quick::Form::kOther:
      return false;
  }
  return false;
}

// A cell in any other form. False: there is something to report, which is done by reading the record again.
bool CsvReader::UnusualCell(size_t column, std::string_view cell, CaseBuffer* out) {
  Cell(columns_[column], cell, 0, out, &scratch_);
  if (scratch_.empty()) return true;
  scratch_.Clear();
  return false;
}

const char* CsvReader::ReadNext(const char* record, CaseBuffer* out) {
  const size_t columns = quick_.size();
  if (columns < 2) return nullptr;  // where an empty record may be a row
  if (record != expected_ || end_count_ - next_end_ < columns) {
    if (!IndexFrom(record)) return nullptr;
  }
  uint32_t* ends = ends_.data() + next_end_;
  const char* last = window_ + ends[columns - 1];
  if (*last != '\n' || static_cast<size_t>(last - record) > limits_.max_bytes) return nullptr;
  if (last > record && last[-1] == '\r') --ends[columns - 1];
  out->Reset();
  if (!pending_.empty()) pending_.clear();
  std::byte* row = out->row();
  for (size_t i = 0; i < known_.size(); ++i) std::memcpy(row + 8 * i, &known_[i], 8);
  const char *begin = record, *window = window_;
  const Quick* quick = quick_.data();
  for (size_t c = 0; c < columns; ++c, ++quick) {
    const char* end = window + ends[c];
    if (*end != ',' && c + 1 < columns) return nullptr;
    const size_t size = static_cast<size_t>(end - begin);
    if (size == 0) {  // unknown
      uint64_t word = EightBytes(reinterpret_cast<const char*>(row) + 8 * quick->known_word);
      word &= ~quick->known_bit;
      std::memcpy(row + 8 * quick->known_word, &word, 8);
    } else if (!QuickCell(*quick, begin, size, out)) {
      if (!UnusualCell(c, {begin, size}, out)) return nullptr;
    }
    begin = end + 1;
  }
  begin = last + 1;
  next_end_ += columns;
  expected_ = begin;
  if (!pending_.empty()) {
    AddElements(out, &scratch_);
    if (!scratch_.empty()) {
      scratch_.Clear();
      return nullptr;
    }
  }
  out->Seal();
  return begin;
}

}  // namespace guiju::caseio
