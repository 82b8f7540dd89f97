#include "runtime/store/dialect.h"

namespace guiju::store {
namespace {

static_assert(kFileMark == 1196053332);

struct Word {
  std::string_view marker, sqlite, postgres;
};

// A marker that begins with another stands before it.
constexpr Word kWords[] = {
    {"%FOR_UPDATE_SKIP", "", "FOR UPDATE SKIP LOCKED"},
    {"%FOR_UPDATE", "", "FOR UPDATE"},
    {"%FOR_SHARE", "", "FOR SHARE"},
    {"%INT", "INTEGER", "BIGINT"},
    {"%TEXT", "TEXT", "TEXT COLLATE \"C\""},
    {"%BYTES", "BLOB", "BYTEA"},
    {"%TABLE", "STRICT", ""},                 // rows beside their key: long ones
    {"%KEYED", "STRICT, WITHOUT ROWID", ""},  // rows within their key: short ones
    {"%MARK_FILE", "PRAGMA application_id = 1196053332", "SELECT 1"},
    {"?", "?", "$"},
};

constexpr struct {
  const char* name;
  std::string_view text;
} kStatements[] = {
#define STATEMENT(name, text) {#name, text},
#include "runtime/store/statements.def"
#undef STATEMENT
};

}  // namespace

std::string Spell(std::string_view text, Dialect dialect) {
  std::string spelled;
  spelled.reserve(text.size() + 32);
  while (!text.empty()) {
    const Word* found = nullptr;
    for (const Word& word : kWords) {
      if (found == nullptr && text.starts_with(word.marker)) found = &word;
    }
    if (found == nullptr) {
      spelled += text.front();
      text.remove_prefix(1);
      continue;
    }
    spelled += dialect == Dialect::kSqlite ? found->sqlite : found->postgres;
    text.remove_prefix(found->marker.size());
  }
  return spelled;
}

std::string_view StatementText(StatementId statement) {
  return kStatements[static_cast<size_t>(statement)].text;
}
const char* StatementName(StatementId statement) { return kStatements[static_cast<size_t>(statement)].name; }

}  // namespace guiju::store
