#pragma once
// A log in memory that grows as a store's would, and whose every part a test can reach and spoil.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "compiler/base/check.h"
#include "runtime/record/checkpoint.h"
#include "runtime/record/entry.h"
#include "runtime/record/event_types.h"
#include "runtime/record/fields.h"
#include "runtime/record/hash.h"
#include "runtime/record/log_source.h"
#include "runtime/record/verify.h"

namespace guiju::record {

inline constexpr const char* kLogName = "records.example/shifan/main";

inline SigningKey KeyOf(std::string_view name, char filling = 'k') {
  return *SigningKey::Make(name, std::string(32, filling));
}

class MemoryLog : public LogSource {
 public:
  explicit MemoryLog(uint64_t seed = 1) : random_(seed) {}

  // An event of the stream with this body (null: none). Returns its position.
  int64_t Append(const std::string& stream, const std::string& type, const Value& body) {
    Entry entry;
    entry.agency = "示范县市场监管局";
    entry.log = "main";
    entry.pos = static_cast<int64_t>(entries.size());
    entry.stream = stream;
    auto& [sver, prev] = ends_.try_emplace(stream, 0, -1).first->second;
    entry.sver = ++sver;
    entry.prev = std::exchange(prev, entry.pos);
    entry.type = type;
    entry.recorded_at = 1700000000000 + entry.pos * 10;
    entry.occurred = entry.pos % 2 == 0 ? "2024-02-29" : "2024-03-01T09:30";
    entry.actor = {"p-17", "承办人", entry.pos % 3 == 0 ? std::optional<std::string>("d-1") : std::nullopt};
    entry.mode = entry.pos % 5 == 0 ? Mode::kReport : Mode::kAct;
    entry.cmd = "c-" + std::to_string(entry.pos);
    entry.closure = std::string(64, 'a');
    entry.root = EmptyRoot();
    for (uint8_t& byte : entry.nonce) byte = static_cast<uint8_t>(random_());
    std::optional<std::string> bytes;
    if (body.kind() != Value::Kind::kNull) {
      const std::vector<Field> fields = *Flatten(body);
      std::vector<Salt> salts(fields.size());
      for (Salt& salt : salts) {
        for (uint8_t& byte : salt) byte = static_cast<uint8_t>(random_());
      }
      const SealedBody sealed = *SealWith(fields, salts);
      entry.root = RootOf(sealed);
      entry.fields = static_cast<int64_t>(sealed.fields.size());
      bytes = PrintBody(sealed);
    }
    AppendBytes(*PrintEntry(entry));
    bodies.push_back(bytes);
    return entry.pos;
  }

  // Bytes as they are, without a body.
  void AppendBytes(const std::string& bytes) {
    entries.push_back(bytes);
    leaves_.push_back(LeafHash(bytes));
    frontier_.Append(leaves_.back());
  }

  // Some events of several streams.
  void Fill(int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      Value body = Value::EmptyObject();
      body.Insert("拟罚款", i * 100);
      body.Insert("当事人", "张某" + std::to_string(i));
      body.Insert("evidence", Value::EmptyArray());
      Append("matter/2026-" + std::to_string(i % 7), i % 7 == 3 ? "attached" : "asserted",
             i % 6 == 5 ? Value() : body);
    }
  }

  TreeHead Head() const { return frontier_.Head(); }

  // Makes the tiles of the present size and keeps the checkpoint.
  void Sign(const SigningKey& key, int64_t epoch = 1) {
    Publish(*SignCheckpoint({OriginOf(kLogName, epoch), Head(), {}}, key));
  }
  void Publish(const std::string& note) {
    MakeTiles();
    checkpoints.push_back(note);
  }
  void MakeTiles() {
    tiles.clear();
    TileEdge edge;
    const auto keep = [this](const TileId& id, std::string_view hashes) { tiles[TilePath(id)] = hashes; };
    for (const base::Digest& leaf : leaves_) edge.Append(leaf, keep);
    edge.Partial(keep);
  }

  // Deletes fields as a store would, with or without the event that says so.
  void Redact(int64_t pos, const std::vector<std::string>& paths, bool with_event) {
    auto& body = bodies[static_cast<size_t>(pos)];
    body = PrintBody(*record::Redact(*ParseBody(*body), paths));
    if (!with_event) return;
    Value said = Value::EmptyObject();
    said.Insert("redacts", RedactsValue({pos, paths}));
    said.Insert("basis", "个人信息保护法 第四十七条");
    Append("person/1", std::string(kRedactedType), said);
  }

  // The log as it was when it had `size` entries: a backup restored. Checkpoints of later sizes are gone too.
  void Truncate(int64_t size) {
    const std::vector<std::string> kept(entries.begin(), entries.begin() + size);
    bodies.resize(static_cast<size_t>(size));
    entries.clear();
    leaves_.clear();
    frontier_ = {};
    ends_.clear();
    for (const std::string& entry : kept) {
      const Entry parsed = *ParseEntry(entry);
      ends_[parsed.stream] = {parsed.sver, parsed.pos};
      AppendBytes(entry);
    }
    std::erase_if(checkpoints, [size](const std::string& note) {
      return ParseCheckpoint(note.substr(0, note.rfind("\n\n") + 1))->head.size > size;
    });
  }

  Proof ConsistencyFrom(int64_t old_size) { return *ProveConsistency(old_size, Head().size, Hashes()); }
  Proof InclusionOf(int64_t pos) { return *ProveInclusion(pos, Head().size, Hashes()); }
  TileHashReader Hashes() {
    MakeTiles();
    return TileHashReader(Head().size, [this](const TileId& id) { return HashTile(id); });
  }

  VerifyOptions Options(const SigningKey& key) const {
    return {kLogName, "示范县市场监管局", "main", {key.verifier()}, {}, false, false};
  }

  base::Result<int64_t> Size() const override { return static_cast<int64_t>(entries.size()); }
  base::Result<std::vector<std::string>> Entries(int64_t from, int64_t most) const override {
    const auto first = entries.begin() + from;
    return std::vector<std::string>(first, first + std::min<int64_t>(most, entries.end() - first));
  }
  base::Result<std::string> HashTile(const TileId& id) const override {
    const auto found = tiles.find(TilePath(id));
    if (found == tiles.end()) return base::Error{TilePath(id) + ": no such tile"};
    return found->second;
  }
  base::Result<std::vector<std::string>> Checkpoints() const override { return checkpoints; }
  bool HasBodies() const override { return has_bodies; }
  base::Result<std::optional<std::string>> Body(int64_t pos) const override {
    return bodies[static_cast<size_t>(pos)];
  }

  std::vector<std::string> entries;
  std::vector<std::optional<std::string>> bodies;
  std::map<std::string, std::string> tiles;
  std::vector<std::string> checkpoints;
  bool has_bodies = true;

 private:
  std::mt19937_64 random_;
  std::map<std::string, std::pair<int64_t, int64_t>> ends_;
  std::vector<base::Digest> leaves_;
  Frontier frontier_;
};

}  // namespace guiju::record
