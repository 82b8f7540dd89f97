#pragma once
// Rows of results → rows of rows.h. A digest of the wrong length means that the row was damaged.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/store/connection.h"
#include "runtime/store/rows.h"

namespace guiju::store {

bool Take(const Row& row, StreamRow& stream);
bool Take(const Row& row, EventRow& event);
bool Take(const Row& row, SecretRow& secret);
bool Take(const Row& row, CommandRow& command);
bool Take(const Row& row, KeyedCommand& command);
bool Take(const Row& row, LogHead& head);
bool Take(const Row& row, CheckpointRow& checkpoint);
bool Take(const Row& row, TileRow& tile);
bool Take(const Row& row, ViewRow& view);
bool Take(const Row& row, DueStream& due);
bool Take(const Row& row, LogName& name);
bool Take(const Row& row, std::string& bytes);
bool Take(const Row& row, int64_t& number);

base::Error DamagedRow(StatementId statement);

template <class T>
base::Result<std::vector<T>> TakeAll(Connection& connection, StatementId statement, Parameters parameters) {
  std::vector<T> rows;
  bool damaged = false;
  auto queried = connection.Query(statement, parameters,
                                  [&](const Row& row) { damaged |= !Take(row, rows.emplace_back()); });
  if (!queried) return queried.error();
  if (damaged) return DamagedRow(statement);
  return rows;
}

template <class T>
base::Result<std::optional<T>> TakeOne(Connection& connection, StatementId statement, Parameters parameters) {
  std::optional<T> found;
  bool damaged = false;
  auto queried = connection.Query(statement, parameters,
                                  [&](const Row& row) { damaged |= !Take(row, found.emplace()); });
  if (!queried) return queried.error();
  if (damaged) return DamagedRow(statement);
  return found;
}

}  // namespace guiju::store
