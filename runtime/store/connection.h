#pragma once
// A connection to an engine, as the rest of the room sees it: the statements of statements.def, parameters,
// rows, transactions. One thread at a time.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/base/sha256.h"

namespace guiju::store {

enum class StatementId : uint8_t {
#define STATEMENT(name, text) name,
#include "runtime/store/statements.def"
#undef STATEMENT
};
inline constexpr int kStatementCount = 0
#define STATEMENT(name, text) +1
#include "runtime/store/statements.def"
#undef STATEMENT
    ;

// Its bytes are the caller's and must last until the call returns.
struct Parameter {
  enum class Kind : uint8_t { kNull, kInteger, kText, kBytes };

  Parameter(int64_t value) : kind(Kind::kInteger), integer(value) {}
  Parameter(std::string_view value) : kind(Kind::kText), bytes(value) {}
  Parameter(const std::string& value) : Parameter(std::string_view(value)) {}
  Parameter(const base::Digest& value)
      : Parameter(Bytes({reinterpret_cast<const char*>(value.data()), value.size()})) {}
  Parameter(const std::optional<int64_t>& value)
      : kind(value ? Kind::kInteger : Kind::kNull), integer(value.value_or(0)) {}
  static Parameter Bytes(std::string_view value) {
    Parameter parameter(value);
    parameter.kind = Kind::kBytes;
    return parameter;
  }

  Kind kind;
  int64_t integer = 0;
  std::string_view bytes;
};
using Parameters = std::initializer_list<Parameter>;

// A row of a result, good until the sink returns.
class Row {
 public:
  virtual bool Null(int column) const = 0;
  virtual int64_t Integer(int column) const = 0;
  virtual std::string_view Bytes(int column) const = 0;  // text or bytes

 protected:
  ~Row() = default;
};
using RowSink = std::function<void(const Row&)>;

// What kind of thing went wrong last, where it makes a difference what to do.
enum class Fault : uint8_t {
  kNone,
  kConflict,  // another transaction was in the way: the same work run again may succeed
  kLost,      // the connection is gone
  kOther,
};

enum class Mode : uint8_t { kRead, kWrite };

class Connection {
 public:
  virtual ~Connection() = default;

  // For its effect. An engine may send it with what follows; an error then appears there, at the latest in
  // Commit.
  virtual base::Status Do(StatementId statement, Parameters parameters) = 0;
  virtual base::Status Query(StatementId statement, Parameters parameters, const RowSink& sink) = 0;
  // Text without parameters, several statements; outside the prepared ones.
  virtual base::Status Script(const std::string& text) = 0;
  virtual base::Status Script(const std::string& text, const RowSink& sink) = 0;

  virtual base::Status Begin(Mode mode) = 0;
  virtual base::Status Commit() = 0;
  virtual void Rollback() = 0;  // also when the transaction is already gone

  Fault fault() const { return fault_; }

 protected:
  Fault fault_ = Fault::kNone;  // of the last call that failed
};

}  // namespace guiju::store
