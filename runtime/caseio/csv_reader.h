#pragma once
// Case CSV (RFC 4180, header row, comma) to rows. A column is a fact, "id", an axis word, or a field of a
// list: 当事人.类型 is the type of the only party of the row, 当事人1.类型, 当事人2.类型 of several. An empty
// cell is unknown.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/problem.h"
#include "runtime/caseio/schema.h"
#include "runtime/caseio/separator_index.h"

namespace guiju::caseio {

// A quote opens a cell only where the cell begins, and closes it only before a comma or a line end. Where one
// does not, or none closes the cell, the record is its first line, which ReadRow refuses; the lines behind it
// are records of their own.
struct Record {
  size_t length = 0;  // with the line end; of the text when there is none
  bool whole = true;  // false: with more text behind it, it could be longer
};
Record FirstRecord(std::string_view text);
inline size_t RecordLength(std::string_view text) { return FirstRecord(text).length; }

// One per thread; reusable. Rows are independent once the header is read.
class CsvReader {
 public:
  explicit CsvReader(const Schema& schema, Limits limits = {});
  // First record of the file (a byte order mark is accepted).
  bool ReadHeader(std::string_view record, Problems* problems);
  // `record` without its line end; kPadding readable bytes follow it.
  bool ReadRow(std::string_view record, CaseBuffer* out, Problems* problems);
  size_t columns() const { return columns_.size(); }

  // The ordinary rows of a block of whole records, each looked at once: no quotes, as many cells as columns,
  // nothing to report. kPadding readable bytes follow the block, which must stay until the next StartBlock.
  void StartBlock(std::string_view block);
  // Reads the record that begins at `record` inside the block and returns where the next one begins. nullptr:
  // not decided, and `out` is unspecified; RecordLength and ReadRow decide.
  const char* ReadNext(const char* record, CaseBuffer* out);

 private:
  struct Column {
    enum class Kind : uint8_t { kFact, kElement, kId } kind = Kind::kFact;
    uint32_t fact = 0, list = 0, element = 0;
    std::string name;
  };
  // The forms cells usually have. A row is read form by form, not column by column: each loop does one thing.
  enum class Form : uint8_t { kBool, kWord, kNumber4, kNumber8, kDate, kId, kOther };
  static constexpr size_t kForms = 7;
  struct Quick {  // what the ordinary form of a column's cells needs
    uint32_t column = 0, offset = 0, known_word = 0;
    int64_t lo = 0, hi = 0, quanta = 0;
    uint64_t known_bit = 0;
    const SpellingTable* words = nullptr;
  };
  struct Row;  // that is being read
  void AddQuick(size_t index);
  static Form FormOf(const FactSpec& spec);
  bool IndexFrom(const char* record);
  bool Rejoin(const char* record);
  template <Form form>
  bool ReadForm(const Row& row);
  bool UnusualCell(size_t column, std::string_view cell, CaseBuffer* out);
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

  std::array<std::vector<Quick>, kForms> quick_;  // by form, in the order of the columns
  std::vector<uint64_t> known_;                   // known words of a row with all its quick cells
  SeparatorIndexer indexer_ = BestSeparatorIndexer();
  std::vector<uint32_t> ends_;  // of the cells in the window, offsets from its beginning, behind one of -1
  const char *block_end_ = nullptr, *window_ = nullptr, *expected_ = nullptr;
  size_t next_end_ = 0, end_count_ = 0;
  Problems scratch_;
};

}  // namespace guiju::caseio
