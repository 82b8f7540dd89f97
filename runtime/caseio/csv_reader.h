#pragma once
// Case CSV (RFC 4180, header row, comma) to rows. A column is a fact, "id", an axis word, or a field of a
// list: 当事人.类型 is the type of the only party of the row, 当事人1.类型, 当事人2.类型 of several. An empty
// cell is unknown.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/problem.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

// Length of the first record of `text` with its line end, honouring quotes; text.size() when it has none.
// Linear.
size_t RecordLength(std::string_view text);

// One per thread; reusable. Rows are independent once the header is read.
class CsvReader {
 public:
  explicit CsvReader(const Schema& schema, Limits limits = {});
  // First record of the file (a byte order mark is accepted).
  bool ReadHeader(std::string_view record, Problems* problems);
  // `record` without its line end; kPadding readable bytes follow it.
  bool ReadRow(std::string_view record, CaseBuffer* out, Problems* problems);
  size_t columns() const { return columns_.size(); }

 private:
  struct Column {
    enum class Kind : uint8_t { kFact, kElement, kId } kind = Kind::kFact;
    uint32_t fact = 0, list = 0, element = 0;
    FactSpec spec;  // copied: one line of memory per column
    std::string name;
  };
  bool Quick(const Column& column, std::string_view cell, std::byte* row) const;
  bool Resolve(const std::string& name, Column* column) const;
  bool ResolveElement(const std::string& name, Column* column) const;
  void Cell(const Column& column, std::string_view cell, size_t begin, CaseBuffer* out, Problems* problems);
  void Store(const Column& column, std::string_view cell, size_t begin, std::byte* row, CaseBuffer* out,
             Problems* problems);
  void InvalidUtf8(std::string_view cell, size_t begin, Problems* problems);
  bool NextCell(std::string_view record, size_t* at, std::string_view* cell, size_t* begin,
                Problems* problems);
  void AddElements(CaseBuffer* out, Problems* problems);

  const Schema& schema_;
  Limits limits_;
  std::vector<Column> columns_;
  std::vector<std::vector<uint32_t>> element_numbers_;  // by list: numbers used in the header, ascending
  std::string unquoted_;
  struct Pending {
    uint32_t column;
    std::string cell;
    size_t begin;
  };
  std::vector<Pending> pending_;
};

}  // namespace guiju::caseio
