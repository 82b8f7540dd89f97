#pragma once
// One text of SQL, spelled for each engine.
#include <string>
#include <string_view>

#include "runtime/store/connection.h"

namespace guiju::store {

inline constexpr int64_t kFileMark = 0x474A5354;  // application_id of an SQLite file that is a store: "GJST"

enum class Dialect : uint8_t { kSqlite, kPostgres };

// Replaces the words that differ: ?N, and %INT %TEXT %BYTES %TABLE %KEYED %MARK_FILE %FOR_UPDATE
// %FOR_UPDATE_SKIP %FOR_SHARE. SQLite has one writer, so that its rows need no locks; text is compared by
// bytes in both.
std::string Spell(std::string_view text, Dialect dialect);

// As written in statements.def.
std::string_view StatementText(StatementId statement);
const char* StatementName(StatementId statement);

}  // namespace guiju::store
