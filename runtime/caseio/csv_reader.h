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
#include "runtime/caseio/separator_index.h"

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
  // What the ordinary form of a column's cells needs, in one line of memory.
  struct Quick {
    enum class Form : uint8_t { kBool, kWord, kNumber, kDate, kId, kOther } form = Form::kOther;
    uint8_t width = 0;
    uint16_t known_word = 0;
    uint32_t offset = 0;
    int64_t lo = 0, hi = 0, quanta = 0;
    uint64_t known_bit = 0;
    const SpellingTable* words = nullptr;
  };
  void AddQuick(const Column& column);
  bool IndexFrom(const char* record);
  static bool QuickCell(const Quick& quick, const char* cell, size_t size, CaseBuffer* out);
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

  std::vector<Quick> quick_;     // by column
  std::vector<uint64_t> known_;  // known words of a row with all its quick cells
  SeparatorIndexer indexer_ = BestSeparatorIndexer();
  std::vector<uint32_t> ends_;  // of the cells in the window, offsets from its beginning
  const char *block_end_ = nullptr, *window_ = nullptr, *expected_ = nullptr;
  size_t next_end_ = 0, end_count_ = 0;
  Problems scratch_;
};

}  // namespace guiju::caseio
