#include "runtime/store/row_reading.h"

#include <fmt/format.h>

#include "runtime/store/dialect.h"

namespace guiju::store {
namespace {

bool TakeDigest(const Row& row, int column, base::Digest& digest) {
  const std::string_view bytes = row.Bytes(column);
  if (bytes.size() != digest.size()) return false;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return true;
}

}  // namespace

bool Take(const Row& row, StreamRow& stream) {
  stream.id = row.Bytes(0);
  stream.sver = row.Integer(1);
  stream.head = row.Integer(2);
  if (!row.Null(3)) stream.wake_ms = row.Integer(3);
  stream.applier = row.Integer(4);
  stream.state = row.Bytes(5);
  return true;
}

bool Take(const Row& row, EventRow& event) {
  event.pos = row.Integer(0);
  event.stream = row.Bytes(1);
  event.sver = row.Integer(2);
  event.prev = row.Integer(3);
  event.entry = row.Bytes(4);
  return TakeDigest(row, 5, event.leaf);
}

bool Take(const Row& row, SecretRow& secret) {
  secret.pos = row.Integer(0);
  secret.body = row.Bytes(1);
  return true;
}

bool Take(const Row& row, CommandRow& command) {
  command.log = row.Bytes(1);
  command.pos = row.Integer(2);
  return TakeDigest(row, 0, command.digest);
}

bool Take(const Row& row, KeyedCommand& command) {
  command.client = row.Bytes(3);
  command.key = row.Bytes(4);
  return Take(row, command.command);
}

bool Take(const Row& row, LogHead& head) {
  head.epoch = row.Integer(0);
  head.size = row.Integer(1);
  head.frontier = row.Bytes(2);
  head.signed_size = row.Integer(3);
  return TakeDigest(row, 4, head.signed_root);
}

bool Take(const Row& row, CheckpointRow& checkpoint) {
  checkpoint.size = row.Integer(0);
  checkpoint.note = row.Bytes(1);
  return true;
}

bool Take(const Row& row, TileRow& tile) {
  tile.width = row.Integer(0);
  tile.data = row.Bytes(1);
  return true;
}

bool Take(const Row& row, ViewRow& view) {
  view.key = row.Bytes(0);
  view.value = row.Bytes(1);
  return true;
}

bool Take(const Row& row, DueStream& due) {
  due.wake_ms = row.Integer(0);
  due.agency = row.Bytes(1);
  due.id = row.Bytes(2);
  return true;
}

bool Take(const Row& row, LogName& name) {
  name.agency = row.Bytes(0);
  name.log = row.Bytes(1);
  return true;
}

bool Take(const Row& row, std::string& bytes) {
  bytes = row.Bytes(0);
  return true;
}

bool Take(const Row& row, int64_t& number) {
  number = row.Integer(0);
  return true;
}

base::Error DamagedRow(StatementId statement) {
  return {fmt::format("a row of the store is damaged: a digest is not 32 bytes long ({})",
                      StatementName(statement))};
}

}  // namespace guiju::store
