#include "tests/durable/capture.h"

#include <sqlite3.h>

#include <map>
#include <mutex>

#include "compiler/base/check.h"
#include "runtime/store/dialect.h"

namespace guiju::durable {
namespace {

using store::StatementId;

// Statements that SQLite cannot tell apart: what a unit reads of a person it keeps, of a matter it changes.
StatementId IdOf(const std::string& text, const std::vector<Value>& values) {
  static const auto* const known = [] {
    auto* ids = new std::map<std::string, StatementId>;
    for (int i = 0; i < store::kStatementCount; ++i) {
      const auto id = static_cast<StatementId>(i);
      (*ids)[store::Spell(store::StatementText(id), store::Dialect::kSqlite)] = id;
    }
    return ids;
  }();
  const auto found = known->find(text);
  GJ_CHECK(found != known->end());
  switch (found->second) {
    case StatementId::kReadStream:
    case StatementId::kHoldStreamForChange:
    case StatementId::kHoldStreamToKeep:
      return values[1].bytes.starts_with("person/") ? StatementId::kHoldStreamToKeep
                                                    : StatementId::kHoldStreamForChange;
    case StatementId::kReadHead:
    case StatementId::kLockHead:
      return StatementId::kLockHead;
    default:
      return found->second;
  }
}

int HexDigit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

// The literal at the beginning of `text`, which moves behind it.
Value TakeLiteral(std::string_view* text) {
  Value value;
  if (text->starts_with("NULL")) {
    text->remove_prefix(4);
    return value;
  }
  const bool bytes = text->starts_with("x'");
  if (!bytes && !text->starts_with("'")) {
    value.kind = Value::Kind::kInteger;
    const size_t end = text->find_first_not_of("-0123456789");
    value.integer = std::stoll(std::string(text->substr(0, end)));
    text->remove_prefix(std::min(end, text->size()));
    return value;
  }
  value.kind = bytes ? Value::Kind::kBytes : Value::Kind::kText;
  size_t at = bytes ? 2 : 1;
  for (; (*text)[at] != '\'' || (!bytes && at + 1 < text->size() && (*text)[at + 1] == '\''); ++at) {
    if (bytes) {
      value.bytes += static_cast<char>(HexDigit((*text)[at]) << 4 | HexDigit((*text)[at + 1]));
      ++at;
    } else {
      value.bytes += (*text)[at];
      at += (*text)[at] == '\'' ? 1 : 0;
    }
  }
  text->remove_prefix(at + 1);
  return value;
}

// The values that stand in `expanded` where `text` has ?N.
std::vector<Value> ValuesOf(std::string_view text, std::string_view expanded) {
  std::vector<Value> values;
  while (!text.empty()) {
    if (text.front() != '?') {
      GJ_CHECK(text.front() == expanded.front());
      text.remove_prefix(1);
      expanded.remove_prefix(1);
      continue;
    }
    text.remove_prefix(1);
    size_t number = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1))
      number = number * 10 + static_cast<size_t>(text.front() - '0');
    if (values.size() < number) values.resize(number);
    values[number - 1] = TakeLiteral(&expanded);
  }
  return values;
}

int64_t g_steps = 0;

}  // namespace

struct Capture::Listener {
  std::mutex mutex;
  std::vector<Transaction> kept;
  Transaction open;
  sqlite3* writer = nullptr;
  int lane = -1;

  static Listener* current;

  void Hear(sqlite3_stmt* statement) {
    const std::string text = sqlite3_sql(statement);
    const std::lock_guard lock(mutex);
    sqlite3* const connection = sqlite3_db_handle(statement);
    if (text == "BEGIN IMMEDIATE") {
      writer = connection;
      open = {lane, {}};
    } else if (connection == writer && text == "ROLLBACK") {
      writer = nullptr;
    } else if (connection == writer && text == "COMMIT") {
      kept.push_back(std::move(open));
      writer = nullptr;
    } else if (connection == writer) {
      char* expanded = sqlite3_expanded_sql(statement);
      GJ_CHECK(expanded != nullptr);
      Statement heard;
      heard.values = ValuesOf(text, expanded);
      heard.id = IdOf(text, heard.values);
      open.statements.push_back(std::move(heard));
      sqlite3_free(expanded);
    }
  }

  static int OnStatement(unsigned, void*, void* statement, void* text) {
    if (current != nullptr && static_cast<const char*>(text)[0] != '-')
      current->Hear(static_cast<sqlite3_stmt*>(statement));
    return 0;
  }
  static int OnOpen(sqlite3* database, char**, const void*) {
    sqlite3_trace_v2(database, SQLITE_TRACE_STMT, &OnStatement, nullptr);
    return SQLITE_OK;
  }
};
Capture::Listener* Capture::Listener::current = nullptr;

namespace {

int OnProfile(unsigned, void*, void* statement, void*) {
  g_steps += sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP, 1);
  return 0;
}
int CountOnOpen(sqlite3* database, char**, const void*) {
  sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, &OnProfile, nullptr);
  return SQLITE_OK;
}

}  // namespace

Capture::Capture() : listener_(std::make_unique<Listener>()) {
  Listener::current = listener_.get();
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Listener::OnOpen));
}
Capture::~Capture() {
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&Listener::OnOpen));
  Listener::current = nullptr;
}
void Capture::Lane(int lane) { listener_->lane = lane; }
std::vector<Transaction> Capture::Take() { return std::move(listener_->kept); }

StepCount::StepCount() {
  g_steps = 0;
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(&CountOnOpen));
}
StepCount::~StepCount() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&CountOnOpen)); }
int64_t StepCount::steps() const { return g_steps; }

Sizes SizesOf(const std::vector<Transaction>& transactions) {
  Sizes sizes;
  const auto bytes = [](const Statement& statement, size_t index) {
    return static_cast<int64_t>(statement.values[index].bytes.size());
  };
  for (const Transaction& transaction : transactions) {
    if (transaction.lane < 0) continue;
    ++sizes.commands;
    for (const Statement& statement : transaction.statements) {
      if (statement.id == StatementId::kInsertEvent) {
        ++sizes.events;
        sizes.entry += bytes(statement, 6);
      }
      if (statement.id == StatementId::kInsertSecret) sizes.body += bytes(statement, 3);
      if (statement.id == StatementId::kInsertStream) sizes.state += bytes(statement, 7);
      if (statement.id == StatementId::kUpdateStream) sizes.state += bytes(statement, 6);
      if (statement.id == StatementId::kPutPolicy) sizes.other += bytes(statement, 2);
    }
  }
  return sizes;
}

}  // namespace guiju::durable
