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

// "true," and "false," as they lie in memory.
constexpr uint64_t kTrueComma = 0x2C65757274, kFalseComma = 0x2C65736C6166;
constexpr uint64_t kFiveBytes = (uint64_t{1} << 40) - 1, kSixBytes = (uint64_t{1} << 48) - 1;

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

struct CsvReader::Row {
  const char* window;
  const uint32_t* ends;  // ends[-1]: of the record before
  size_t last;           // column
  std::byte* fields;
  CaseBuffer* out;
};

CsvReader::Form CsvReader::FormOf(const FactSpec& spec) {
  switch (spec.kind) {
    case ir::TypeKind::kBool:
      return spec.lo <= 0 && spec.hi >= 1 ? Form::kBool : Form::kWord;
    case ir::TypeKind::kEnum:
      return Form::kWord;
    case ir::TypeKind::kInt:
      return spec.bare_quanta <= 0 ? Form::kOther : spec.field.width == 4 ? Form::kNumber4 : Form::kNumber8;
    case ir::TypeKind::kDate:
      return spec.field.width == 4 ? Form::kDate : Form::kOther;
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      break;
  }
  return Form::kOther;
}

void CsvReader::AddQuick(size_t index) {
  const Column& column = columns_[index];
  Quick quick;
  quick.column = static_cast<uint32_t>(index);
  Form form = column.kind == Column::Kind::kId ? Form::kId : Form::kOther;
  if (column.kind == Column::Kind::kFact) {
    const FactSpec& spec = schema_.fact(column.fact);
    form = FormOf(spec);
    quick.lo = spec.lo;
    quick.hi = spec.hi;
    quick.quanta = spec.bare_quanta;
    quick.words = spec.words;
    quick.offset = spec.field.offset;
    quick.known_word = spec.field.known_bit / 64;
    quick.known_bit = uint64_t{1} << (spec.field.known_bit % 64);
    if (form != Form::kOther) known_[quick.known_word] |= quick.known_bit;
  }
  quick_[static_cast<size_t>(form)].push_back(quick);
}

void CsvReader::StartBlock(std::string_view block) {
  block_end_ = block.data() + block.size();
  expected_ = nullptr;
  ends_.resize(1 + std::min(block.size(), kWindow) + kIndexSlack);
  ends_[0] = ~uint32_t{0};
}

// The window from a record on. False when it does not hold the whole record.
bool CsvReader::IndexFrom(const char* record) {
  window_ = expected_ = record;
  next_end_ = 1;
  end_count_ =
      1 + indexer_(record, std::min(static_cast<size_t>(block_end_ - record), kWindow), ends_.data() + 1);
  return end_count_ - next_end_ >= columns_.size();
}

// Goes on at a record behind one that was read in another way.
bool CsvReader::Rejoin(const char* record) {
  if (expected_ == nullptr || record < expected_) return false;
  while (next_end_ < end_count_ && window_ + ends_[next_end_] < record) ++next_end_;
  expected_ = record;
  return true;
}

// A cell in any other form. False: there is something to report, which is done by reading the record again.
bool CsvReader::UnusualCell(size_t column, std::string_view cell, CaseBuffer* out) {
  Cell(columns_[column], cell, 0, out, &scratch_);
  if (scratch_.empty()) return true;
  scratch_.Clear();
  return false;
}

// The cells of the columns of one form. False: the record is not an ordinary one.
template <CsvReader::Form form>
[[gnu::always_inline]] inline bool CsvReader::ReadForm(const Row& row) {
  const auto [window, ends, last, fields, out] = row;  // in registers
  for (const Quick& quick : quick_[static_cast<size_t>(form)]) {
    const uint32_t begin = ends[static_cast<int64_t>(quick.column) - 1] + 1;
    const char* cell = window + begin;
    std::byte* field = fields + quick.offset;
    if constexpr (form == Form::kBool) {  // with the comma, so that the size need not be looked at
      const uint64_t text = EightBytes(cell);
      const bool yes = (text & kFiveBytes) == kTrueComma, no = (text & kSixBytes) == kFalseComma;
      if (yes | no) [[likely]] {
        *field = static_cast<std::byte>(yes);
        continue;
      }
    }
    const uint32_t end = ends[quick.column];
    const size_t size = end - begin;
    if (window[end] != ',' && quick.column != last) return false;
    if (size == 0) {  // unknown
      uint64_t word = EightBytes(reinterpret_cast<const char*>(fields) + 8 * quick.known_word);
      word &= ~quick.known_bit;
      std::memcpy(fields + 8 * quick.known_word, &word, 8);
      continue;
    }
    int64_t value = 0;
    uint64_t number = 0;
    if constexpr (form == Form::kBool) {
      value = quick.words->FindPadded({cell, size});
      if (value >= 0) {
        *field = static_cast<std::byte>(value);
        continue;
      }
    } else if constexpr (form == Form::kWord) {
      value = quick.words->FindPadded({cell, size});
      if (value >= quick.lo && value <= quick.hi && value >= 0) {
        *field = static_cast<std::byte>(value);
        continue;
      }
    } else if constexpr (form == Form::kNumber4 || form == Form::kNumber8) {
      if (Digits(cell, size, &number) &&
          !__builtin_mul_overflow(static_cast<int64_t>(number), quick.quanta, &value) && value >= quick.lo &&
          value <= quick.hi) {
        StoreValue(field, form == Form::kNumber4 ? 4 : 8, value);
        continue;
      }
    } else if constexpr (form == Form::kDate) {
      const std::optional<value::Day> day = value::ParseDate({cell, size});
      if (day && *day >= quick.lo && *day <= quick.hi) {
        StoreValue(field, 4, *day);
        continue;
      }
    } else if constexpr (form == Form::kId) {
      if (Digits(cell, size, &number) && (*cell != '0' || size == 1)) {
        out->id.assign(cell, size);
        continue;
      }
    }
    if (!UnusualCell(quick.column, {cell, size}, out)) return false;
  }
  return true;
}

const char* CsvReader::ReadNext(const char* record, CaseBuffer* out) {
  const size_t columns = columns_.size();
  if (columns < 2) return nullptr;  // where an empty record may be a row
  const bool joined = record == expected_ || Rejoin(record);
  if ((!joined || end_count_ - next_end_ < columns) && !IndexFrom(record)) return nullptr;
  uint32_t* ends = ends_.data() + next_end_;
  const uint32_t line_end = ends[columns - 1];
  const char* last = window_ + line_end;
  if (*last != '\n' || static_cast<size_t>(last - record) > limits_.max_bytes) return nullptr;
  out->Reset();
  if (!pending_.empty()) pending_.clear();
  for (size_t i = 0; i < known_.size(); ++i) std::memcpy(out->row() + 8 * i, &known_[i], 8);
  if (last > record && last[-1] == '\r') --ends[columns - 1];
  const Row row{window_, ends, columns - 1, out->row(), out};
  const bool read = ReadForm<Form::kBool>(row) && ReadForm<Form::kWord>(row) &&
                    ReadForm<Form::kNumber4>(row) && ReadForm<Form::kNumber8>(row) &&
                    ReadForm<Form::kDate>(row) && ReadForm<Form::kId>(row) && ReadForm<Form::kOther>(row);
  ends[columns - 1] = line_end;  // where the next record's first cell begins
  if (!read) return nullptr;
  next_end_ += columns;
  expected_ = last + 1;
  if (!pending_.empty()) {
    AddElements(out, &scratch_);
    if (!scratch_.empty()) {
      scratch_.Clear();
      return nullptr;
    }
  }
  out->Seal();
  return expected_;
}

}  // namespace guiju::caseio
