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

uint32_t FourBytes(const char* text) {
  uint32_t word;
  std::memcpy(&word, text, 4);
  return word;
}
uint32_t FourBytesOf(const char (&word)[5]) { return FourBytes(word); }

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

// False: not in the ordinary form, or out of range.
inline bool CsvReader::QuickValue(const Quick& quick, std::string_view cell, int64_t* value) {
  switch (quick.form) {
    case Quick::Form::kBool: {
      const uint32_t word = FourBytes(cell.data());
      const bool yes = (cell.size() == 4) & (word == FourBytesOf("true"));
      const bool no = (cell.size() == 5) & (word == FourBytesOf("fals")) & (cell.data()[4] == 'e');
      *value = yes;
      if (!(yes | no)) *value = quick.words->FindPadded(cell);
      break;
    }
    case Quick::Form::kWord:
      *value = quick.words->FindPadded(cell);
      break;
    case Quick::Form::kNumber: {
      uint64_t number;
      const size_t digits = ScanDigits(cell.data(), &number);
      if (digits != cell.size() || digits >= 16 ||
          __builtin_mul_overflow(static_cast<int64_t>(number), quick.quanta, value))
        return false;
      break;
    }
    case Quick::Form::kDate: {
      const std::optional<value::Day> day = value::ParseDate(cell);
      if (!day) return false;
      *value = *day;
      break;
    }
    case Quick::Form::kId:
    case Quick::Form::kOther:
      return false;
  }
  return *value >= quick.lo && *value <= quick.hi;
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
  const uint32_t* ends = ends_.data() + next_end_;
  const char* last = window_ + ends[columns - 1];
  if (static_cast<size_t>(last - record) > limits_.max_bytes) return nullptr;
  out->Reset();
  if (!pending_.empty()) pending_.clear();
  std::byte* row = out->row();
  for (size_t i = 0; i < known_.size(); ++i) std::memcpy(row + 8 * i, &known_[i], 8);
  const char* begin = record;
  for (size_t c = 0; c < columns; ++c) {
    const Quick& quick = quick_[c];
    const char* end = window_ + ends[c];
    if (*end != (c + 1 < columns ? ',' : '\n')) return nullptr;
    std::string_view cell(begin, static_cast<size_t>(end - begin));
    begin = end + 1;
    if (c + 1 == columns && !cell.empty() && cell.back() == '\r') cell.remove_suffix(1);
    int64_t value = 0;
    if (!cell.empty() && QuickValue(quick, cell, &value)) {
      StoreValue(row + quick.offset, quick.width, value);
    } else if (!cell.empty()) {
      if (!UnusualCell(c, cell, out)) return nullptr;
    } else {  // unknown
      uint64_t word;
      std::memcpy(&word, row + 8 * quick.known_word, 8);
      word &= ~quick.known_bit;
      std::memcpy(row + 8 * quick.known_word, &word, 8);
    }
  }
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
