#pragma once
// What the engine sends to SQLite, written down transaction by transaction, to be sent again without it.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/store/connection.h"

namespace guiju::durable {

struct Value {
  enum class Kind : uint8_t { kNull, kInteger, kText, kBytes };
  Kind kind = Kind::kNull;
  int64_t integer = 0;
  std::string bytes;
};
struct Statement {
  store::StatementId id{};
  std::vector<Value> values;
};
struct Transaction {
  int lane = -1;  // those of one lane depend on each other; -1: everything depends on it
  std::vector<Statement> statements;
};

// While it lives, connections that this process opens to SQLite are listened to. One at a time; commands are
// to be sent one after the other. Only transactions that were committed are kept.
class Capture {
 public:
  Capture();
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  void Lane(int lane);  // of what follows
  std::vector<Transaction> Take();

 private:
  struct Listener;
  std::unique_ptr<Listener> listener_;
};

// Machine steps of all statements of this process's connections to SQLite while it lives.
class StepCount {
 public:
  StepCount();
  ~StepCount();
  int64_t steps() const;
};

struct Sizes {
  int64_t commands = 0, events = 0, entry = 0, body = 0, state = 0, other = 0;
};
Sizes SizesOf(const std::vector<Transaction>& transactions);

}  // namespace guiju::durable
