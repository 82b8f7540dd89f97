#include "runtime/cases/store_source.h"

#include <fmt/format.h>

#include <algorithm>

namespace guiju::cases {
namespace {

constexpr int64_t kPage = 1000;
constexpr size_t kHashBytes = 32;

}  // namespace

base::Result<std::string> ReadHashTile(store::Reader& reader, std::string_view log,
                                       const record::TileId& id) {
  auto tile = reader.ReadTile(log, id.level, id.index);
  if (!tile) return tile.error();
  const size_t bytes = static_cast<size_t>(id.width) * kHashBytes;
  if (!*tile || (*tile)->data.size() < bytes ||
      (*tile)->data.size() != static_cast<size_t>((*tile)->width) * kHashBytes)
    return base::Error{record::TilePath(id) + ": no such tile"};
  return (*tile)->data.substr(0, bytes);
}

base::Result<StoreSource> StoreSource::Open(store::Reader& reader, std::string log) {
  StoreSource source(reader, std::move(log));
  auto head = reader.ReadHead(source.log_);
  if (!head) return head.error();
  source.size_ = head->size;
  return source;
}

base::Result<std::vector<std::string>> StoreSource::Entries(int64_t from, int64_t most) const {
  auto rows = reader_->ScanEvents(log_, from, std::min(most, kPage));
  if (!rows) return rows.error();
  std::vector<std::string> entries;
  for (store::EventRow& row : *rows) {
    if (row.pos != from + static_cast<int64_t>(entries.size())) break;
    entries.push_back(std::move(row.entry));
  }
  if (entries.empty()) return base::Error{fmt::format("entry {} is not in the store", from)};
  return entries;
}

base::Result<std::string> StoreSource::HashTile(const record::TileId& id) const {
  return ReadHashTile(*reader_, log_, id);
}

base::Result<std::vector<std::string>> StoreSource::Checkpoints() const {
  std::vector<std::string> notes;
  int64_t after = 0;
  while (true) {
    auto rows = reader_->ScanCheckpoints(log_, after, kPage);
    if (!rows) return rows.error();
    for (store::CheckpointRow& row : *rows) {
      after = row.size;
      notes.push_back(std::move(row.note));
    }
    if (rows->size() < static_cast<size_t>(kPage)) return notes;
  }
}

base::Result<std::optional<std::string>> StoreSource::Body(int64_t pos) const {
  return reader_->ReadSecret(log_, pos);
}

}  // namespace guiju::cases
