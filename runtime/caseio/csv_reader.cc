#include "runtime/caseio/csv_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "runtime/caseio/json_text.h"
#include "runtime/caseio/scalar.h"
#include "runtime/caseio/store_field.h"
#include "runtime/caseio/utf8_check.h"

namespace guiju::caseio {
namespace {

bool IsDigit(char c) { return static_cast<uint8_t>(c - '0') < 10; }

}  // namespace

// Each quoted cell is looked through once more at most: where a search for its end fails, it has passed only
// cells that end where they begin.
Record FirstRecord(std::string_view text) {
  constexpr size_t kNone = std::string_view::npos;
  const size_t feed = text.find('\n');
  const size_t line = feed == kNone ? text.size() : feed + 1;
  if (text.substr(0, line).find('"') == kNone) return {line, feed != kNone};
  for (size_t at = 0;;) {
    if (at < text.size() && text[at] == '"') {
      at = text.find('"', at + 1);
      while (at != kNone && at + 1 < text.size() && text[at + 1] == '"') at = text.find('"', at + 2);
      if (at == kNone) return {line, false};
      const size_t next = text.find_first_not_of('\r', at + 1);
      if (next == kNone) return {text.size(), false};
      if (text[next] == '\n') return {next + 1, true};
      if (text[next] != ',' || next != at + 1) return {line, feed != kNone};
    }
    while (at < text.size() && text[at] != ',' && text[at] != '\n') ++at;
    if (at == text.size()) return {at, false};
    if (text[at++] == '\n') return {at, true};
  }
}

CsvReader::CsvReader(const Schema& schema, Limits limits)
    : schema_(schema), limits_(limits), element_numbers_(schema.layout().list_offsets.size()) {}

bool CsvReader::ReadHeader(std::string_view record, Problems* problems) {
  problems->Clear();
  columns_.clear();
  if (record.size() > limits_.max_bytes) {
    problems->Add(diag::Kind::CaseTooLarge, 0, 1, record.size(), limits_.max_bytes);
    return false;
  }
  size_t at = record.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::vector<std::string> names;
  while (true) {
    std::string_view cell;
    size_t begin;
    bool more = NextCell(record, &at, &cell, &begin, problems);
    if (!problems->empty()) return false;
    Column column;
    column.name = std::string(cell);
    if (std::find(names.begin(), names.end(), column.name) != names.end()) {
      problems->Add(diag::Kind::CaseDuplicateKey, begin, begin + cell.size(), Excerpt(cell));
    } else if (!Resolve(column.name, &column)) {
      std::vector<std::string> candidates = schema_.scope(schema_.case_scope()).suggestions;
      std::string close = diag::ClosestName(cell, candidates);
      problems->Add(diag::Kind::CaseUnknownKey, begin, begin + cell.size(), Excerpt(cell),
                    close.empty() ? "表头每格写一个事实的名称" : "是否想写“" + close + "”？",
                    close.empty() ? "each header cell names a fact" : "did you mean \"" + close + "\"?");
    }
    for (const Column& other : columns_) {
      if (other.kind == column.kind && other.fact == column.fact && other.list == column.list &&
          other.element == column.element && column.name != other.name && problems->empty())
        problems->Add(diag::Kind::CaseDuplicateKey, begin, begin + cell.size(), Excerpt(cell));
    }
    names.push_back(column.name);
    columns_.push_back(std::move(column));
    if (!more) break;
  }
  for (const Column& column : columns_) {
    if (column.kind != Column::Kind::kElement) continue;
    std::vector<uint32_t>& numbers = element_numbers_[column.list];
    if (std::find(numbers.begin(), numbers.end(), column.element) == numbers.end())
      numbers.push_back(column.element);
  }
  for (auto& numbers : element_numbers_) std::sort(numbers.begin(), numbers.end());
  for (auto& form : quick_) form.clear();
  known_.assign(schema_.layout().row.known_words, 0);
  for (size_t c = 0; c < columns_.size(); ++c) AddQuick(c);
  return problems->empty();
}

bool CsvReader::Resolve(const std::string& name, Column* column) const {
  uint32_t scope = schema_.case_scope();
  std::string_view rest = name;
  while (true) {
    const Scope& s = schema_.scope(scope);
    int32_t found = s.keys.Find(rest);
    size_t dot = rest.find('.');
    if (found >= 0) {
      const Target& target = s.targets[static_cast<size_t>(found)];
      if (target.kind == TargetKind::kId) column->kind = Column::Kind::kId;
      if (target.kind != TargetKind::kId && target.kind != TargetKind::kFact) return false;
      column->fact = target.index;
      return true;
    }
    found = dot == std::string_view::npos ? SpellingTable::kNone : s.keys.Find(rest.substr(0, dot));
    if (found < 0) return ResolveElement(name, column);
    const Target& target = s.targets[static_cast<size_t>(found)];
    if (target.kind == TargetKind::kList) return ResolveElement(name, column);
    if (target.kind != TargetKind::kRecord && target.kind != TargetKind::kAxes) return false;
    scope = target.index;
    rest.remove_prefix(dot + 1);
  }
}

// 当事人.类型, 当事人2.类型
bool CsvReader::ResolveElement(const std::string& name, Column* column) const {
  const Scope& s = schema_.scope(schema_.case_scope());
  for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    size_t digits = dot;
    while (digits > 0 && IsDigit(name[digits - 1])) --digits;
    if (dot - digits > 4) continue;
    for (size_t cut : {dot, digits}) {
      int32_t found = s.keys.Find(std::string_view(name).substr(0, cut));
      if (found < 0 || s.targets[static_cast<size_t>(found)].kind != TargetKind::kList) continue;
      uint32_t list = s.targets[static_cast<size_t>(found)].index;
      const Scope& inner = schema_.scope(schema_.element_scope(list));
      int32_t field = inner.keys.Find(std::string_view(name).substr(dot + 1));
      if (field < 0 || inner.targets[static_cast<size_t>(field)].kind != TargetKind::kFact) continue;
      column->kind = Column::Kind::kElement;
      column->list = list;
      column->fact = inner.targets[static_cast<size_t>(field)].index;
      column->element = cut == dot ? 0 : static_cast<uint32_t>(std::stoul(name.substr(digits, dot - digits)));
      return true;
    }
  }
  return false;
}

// Cells with quotes. Returns whether another cell follows.
bool CsvReader::NextCell(std::string_view record, size_t* at, std::string_view* cell, size_t* begin,
                         Problems* problems) {
  *begin = *at;
  if (*at < record.size() && record[*at] == '"') {
    unquoted_.clear();
    size_t i = *at + 1;
    for (;; ++i) {
      if (i >= record.size()) {
        problems->Add(diag::Kind::CsvQuote, *begin, *begin + 1);
        return false;
      }
      if (record[i] != '"') {
        unquoted_ += record[i];
      } else if (i + 1 < record.size() && record[i + 1] == '"') {
        unquoted_ += '"';
        ++i;
      } else {
        break;
      }
    }
    ++i;
    if (i < record.size() && record[i] != ',') {
      problems->Add(diag::Kind::CsvQuote, i, i + 1);
      return false;
    }
    *cell = unquoted_;
    *at = i + 1;
    return i < record.size();
  }
  size_t comma = std::min(record.find(',', *at), record.size());
  *cell = record.substr(*at, comma - *at);
  if (size_t quote = cell->find('"'); quote != std::string_view::npos) {
    problems->Add(diag::Kind::CsvQuote, *at + quote, *at + quote + 1);
    return false;
  }
  *at = comma + 1;
  return comma < record.size();
}

bool CsvReader::ReadRow(std::string_view record, CaseBuffer* out, Problems* problems) {
  if (record.size() > limits_.max_bytes) {
    problems->Clear();
    problems->Add(diag::Kind::CaseTooLarge, 0, 1, record.size(), limits_.max_bytes);
    return false;
  }
  out->Reset();
  problems->Clear();
  pending_.clear();
  size_t count = 0, at = 0, begin = 0;
  bool more = true;
  while (more) {
    std::string_view cell;
    more = NextCell(record, &at, &cell, &begin, problems);
    if (!problems->empty()) return false;
    if (count < columns_.size()) Cell(columns_[count], cell, begin, out, problems);
    ++count;
  }
  if (count != columns_.size()) {
    problems->Clear();
    problems->Add(diag::Kind::CsvCellCount, 0, record.size(), count, columns_.size());
    return false;
  }
  if (!pending_.empty()) AddElements(out, problems);
  out->Seal();
  return problems->empty();
}

void CsvReader::Cell(const Column& column, std::string_view cell, size_t begin, CaseBuffer* out,
                     Problems* problems) {
  if (cell.empty()) return;
  if (column.kind == Column::Kind::kFact) return Store(column, cell, begin, out->row(), out, problems);
  if (column.kind == Column::Kind::kElement) {
    pending_.push_back({static_cast<uint32_t>(&column - columns_.data()), std::string(cell), begin});
    return;
  }
  auto digit = [](char c) { return IsDigit(c); };
  if (cell.size() < 16 && std::all_of(cell.begin(), cell.end(), digit) &&
      (cell.size() == 1 || cell[0] != '0')) {
    out->id = cell;
    return;
  }
  if (!simdjson::validate_utf8(cell.data(), cell.size())) return InvalidUtf8(cell, begin, problems);
  out->id.clear();
  AppendJsonString(&out->id, cell);
}

void CsvReader::InvalidUtf8(std::string_view cell, size_t begin, Problems* problems) {
  size_t at = FirstInvalidUtf8(cell);
  problems->Add(diag::Kind::CaseInvalidUtf8, begin + at, begin + at + 1,
                fmt::format("0x{:02X}", static_cast<uint8_t>(cell[at])));
}

void CsvReader::Store(const Column& column, std::string_view cell, size_t begin, std::byte* row,
                      CaseBuffer* out, Problems* problems) {
  const FactSpec& spec = schema_.fact(column.fact);
  int64_t value = 0;
  ScalarStatus status = ScalarStatus::kOk;
  if (spec.kind == ir::TypeKind::kText) {
    if (!simdjson::validate_utf8(cell.data(), cell.size())) return InvalidUtf8(cell, begin, problems);
    std::string normal = Normalized(cell);
    value = schema_.FindConstant(normal);
    if (value < 0) value = out->Intern(normal, schema_.constants());
    if (cell.find('\0') != std::string_view::npos) status = ScalarStatus::kControl;
  } else {
    status = FromText(spec, cell, &value);
  }
  if (status == ScalarStatus::kOk) {
    StoreField(row, spec.field, value);
  } else {
    Report(status, schema_, spec, cell, begin, begin + cell.size(), problems);
  }
}

// An element exists when any of its cells is filled.
void CsvReader::AddElements(CaseBuffer* out, Problems* problems) {
  for (size_t list = 0; list < element_numbers_.size(); ++list) {
    const int64_t least = schema_.program().lists[ir::ListId(static_cast<int32_t>(list))].min_size;
    for (uint32_t number : element_numbers_[list]) {
      std::byte* row = nullptr;
      for (const Pending& pending : pending_) {
        const Column& column = columns_[pending.column];
        if (column.list != list || column.element != number) continue;
        if (row == nullptr) row = out->AddElement(list);
        Store(column, pending.cell, pending.begin, row, out, problems);
      }
      if (row != nullptr) out->Given(list, out->ElementCount(list) < least);
    }
  }
}

}  // namespace guiju::caseio
