#include "runtime/store/reader.h"

#include "runtime/store/names.h"
#include "runtime/store/row_reading.h"

namespace guiju::store {

base::Result<std::optional<StreamRow>> Reader::ReadStream(std::string_view id) {
  if (auto checked = CheckStreamId(id); !checked) return checked.error();
  return TakeOne<StreamRow>(connection_, StatementId::kReadStream, {agency_, id});
}

base::Result<std::vector<StreamRow>> Reader::ListStreams(std::string_view kind, std::string_view after,
                                                         int64_t most) {
  if (auto checked = CheckNames({kind}); !checked) return checked.error();
  const std::string first = std::string(kind) + '/';
  const std::string beyond = std::string(kind) + static_cast<char>('/' + 1);
  if (after >= beyond) return std::vector<StreamRow>();
  return TakeAll<StreamRow>(connection_, StatementId::kListStreams,
                            {agency_, after > first ? after : first, beyond, most});
}

base::Result<std::vector<EventRow>> Reader::ScanEvents(std::string_view log, int64_t from, int64_t most) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  return TakeAll<EventRow>(connection_, StatementId::kScanEvents, {agency_, log, from, most});
}

base::Result<std::vector<EventRow>> Reader::WalkStream(std::string_view log, int64_t head, int64_t most) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  if (head < 0 || most <= 0) return std::vector<EventRow>();
  return TakeAll<EventRow>(connection_, StatementId::kWalkStream, {agency_, log, head, most});
}

base::Result<std::optional<std::string>> Reader::ReadSecret(std::string_view log, int64_t pos) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  return TakeOne<std::string>(connection_, StatementId::kReadSecret, {agency_, log, pos});
}

base::Result<std::vector<SecretRow>> Reader::ScanSecrets(std::string_view log, int64_t from, int64_t most) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  return TakeAll<SecretRow>(connection_, StatementId::kScanSecrets, {agency_, log, from, most});
}

base::Result<LogHead> Reader::ReadHead(std::string_view log) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  auto head = TakeOne<LogHead>(connection_, StatementId::kReadHead, {agency_, log});
  if (!head) return head.error();
  return head->value_or(LogHead());
}

base::Result<std::optional<CheckpointRow>> Reader::LatestCheckpoint(std::string_view log) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  return TakeOne<CheckpointRow>(connection_, StatementId::kLatestCheckpoint, {agency_, log});
}

base::Result<std::vector<CheckpointRow>> Reader::ScanCheckpoints(std::string_view log, int64_t after,
                                                                 int64_t most) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  return TakeAll<CheckpointRow>(connection_, StatementId::kScanCheckpoints, {agency_, log, after, most});
}

base::Result<std::optional<TileRow>> Reader::ReadTile(std::string_view log, int64_t level, int64_t index) {
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  return TakeOne<TileRow>(connection_, StatementId::kReadTile, {agency_, log, level, index});
}

base::Result<std::optional<std::string>> Reader::ReadBlob(const base::Digest& digest) {
  return TakeOne<std::string>(connection_, StatementId::kReadBlob, {agency_, digest});
}

base::Result<std::optional<std::string>> Reader::ReadPolicy(const base::Digest& closure) {
  return TakeOne<std::string>(connection_, StatementId::kReadPolicy, {agency_, closure});
}

base::Result<int64_t> Reader::ReadCursor(std::string_view consumer, std::string_view log) {
  if (auto checked = CheckNames({consumer, log}); !checked) return checked.error();
  auto pos = TakeOne<int64_t>(connection_, StatementId::kReadCursor, {agency_, consumer, log});
  if (!pos) return pos.error();
  return pos->value_or(0);
}

base::Result<std::optional<std::string>> Reader::ReadView(std::string_view view, std::string_view key) {
  if (auto checked = CheckNames({view}); !checked) return checked.error();
  return TakeOne<std::string>(connection_, StatementId::kReadView, {agency_, view, Parameter::Bytes(key)});
}

base::Result<std::vector<ViewRow>> Reader::ScanView(std::string_view view, std::string_view after,
                                                    int64_t most) {
  if (auto checked = CheckNames({view}); !checked) return checked.error();
  return TakeAll<ViewRow>(connection_, StatementId::kScanView,
                          {agency_, view, Parameter::Bytes(after), most});
}

base::Result<std::vector<KeyedCommand>> Reader::ScanCommands(const KeyedCommand* after, int64_t most) {
  const std::string_view client = after == nullptr ? "" : std::string_view(after->client);
  const std::string_view key = after == nullptr ? "" : std::string_view(after->key);
  return TakeAll<KeyedCommand>(connection_, StatementId::kScanCommands, {agency_, client, key, most});
}

base::Result<std::optional<CommandRow>> Reader::FindCommand(std::string_view client, std::string_view key) {
  if (auto checked = CheckNames({client, key}); !checked) return checked.error();
  return TakeOne<CommandRow>(connection_, StatementId::kFindCommand, {agency_, client, key});
}

}  // namespace guiju::store
