#include "runtime/cases/signing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "runtime/cases/appender.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/store_source.h"
#include "runtime/record/event_types.h"
#include "runtime/record/hash.h"
#include "runtime/record/tile.h"

namespace guiju::cases {
namespace {

constexpr int64_t kPage = 1000;

std::string LogStream(const Cases& cases) { return fmt::format("{}/{}", kLogKind, cases.log()); }

// Everything a signature of the present head needs, read at one moment.
class Tree {
 public:
  Tree(store::Reader& reader, const std::string& log) : reader_(reader), log_(log) {}

  base::Status Grow() {
    auto head = reader_.ReadHead(log_);
    if (!head) return head.error();
    head_ = *std::move(head);
    auto latest = reader_.LatestCheckpoint(log_);
    if (!latest) return latest.error();
    const int64_t kept = *latest ? (*latest)->size : 0;
    latest_note_ = *latest ? (*latest)->note : "";
    auto edge = record::TileEdge::Load(kept, [this](const record::TileId& id) { return Fetch(id); });
    if (!edge) return edge.error();
    const auto keep = [this](const record::TileId& id, std::string_view hashes) {
      tiles_[{id.level, id.index}] = hashes;
    };
    if (auto done = Append(&*edge, kept, keep); !done) return done;
    edge->Partial(keep);
    root_ = edge->Root();
    auto frontier = record::Frontier::Parse(head_.frontier);
    if (!frontier) return frontier.error();
    if (frontier->size() != head_.size || frontier->Root() != root_)
      return base::Error{
          "记录与它的末端不符，先 guiju verify (the entries are not those of the head; verify first)"};
    return base::Done{};
  }

  const store::LogHead& head() const { return head_; }
  const base::Digest& root() const { return root_; }
  const std::string& latest_note() const { return latest_note_; }
  const std::map<std::pair<int, int64_t>, std::string>& tiles() const { return tiles_; }
  record::TileHashReader Hashes() {
    return record::TileHashReader(head_.size, [this](const record::TileId& id) { return Fetch(id); });
  }

 private:
  base::Status Append(record::TileEdge* edge, int64_t from, const record::TileEdge::Sink& keep) {
    for (int64_t next = from; next < head_.size;) {
      auto rows = reader_.ScanEvents(log_, next, std::min(kPage, head_.size - next));
      if (!rows) return rows.error();
      if (rows->empty())
        return base::Error{fmt::format("第 {} 条记录不见了 (entry {} is missing)", next, next)};
      for (const store::EventRow& row : *rows) {
        if (row.pos != next++)
          return base::Error{fmt::format("第 {} 条记录不见了 (entry {} is missing)", next - 1, next - 1)};
        edge->Append(record::LeafHash(row.entry), keep);
      }
    }
    return base::Done{};
  }

  base::Result<std::string> Fetch(const record::TileId& id) {
    const auto made = tiles_.find({id.level, id.index});
    if (made == tiles_.end()) return ReadHashTile(reader_, log_, id);
    const size_t bytes = static_cast<size_t>(id.width) * 32;
    if (made->second.size() < bytes) return base::Error{record::TilePath(id) + ": no such tile"};
    return made->second.substr(0, bytes);
  }

  store::Reader& reader_;
  const std::string& log_;
  store::LogHead head_;
  base::Digest root_{};
  std::string latest_note_;
  std::map<std::pair<int, int64_t>, std::string> tiles_;  // made now, by level and index
};

base::Result<record::OpeningProof> ProveOpening(store::Reader& reader, const Cases& cases, Tree* tree) {
  const std::string stream = LogStream(cases);
  auto row = reader.ReadStream(stream);
  if (!row) return row.error();
  auto rows = reader.WalkStream(cases.log(), *row ? (*row)->head : -1, 1);
  if (!rows) return rows.error();
  if (rows->empty()) return base::Error{"没有开启新纪元的记录 (no entry opens the epoch)"};
  const store::EventRow& event = rows->front();
  auto secret = reader.ReadSecret(cases.log(), event.pos);
  if (!secret) return secret.error();
  if (!*secret) return base::Error{"开启新纪元的记录没有内容 (the entry that opens the epoch has no body)"};
  auto body = record::ParseBody(**secret);
  if (!body) return body.error();
  auto disclosure = record::Disclose(*body, record::EpochNoticePaths());
  if (!disclosure) return disclosure.error();
  const record::TileHashReader hashes = tree->Hashes();
  auto inclusion = record::ProveInclusion(event.pos, tree->head().size, hashes);
  if (!inclusion) return inclusion.error();
  return record::OpeningProof{event.entry, *std::move(inclusion), *std::move(disclosure)};
}

base::Result<record::SignRequest> RequestOf(store::Reader& reader, const Cases& cases,
                                            const record::SignerMemory& memory, const record::SigningKey& key,
                                            Tree* tree) {
  record::SignRequest request;
  request.epoch = std::max<int64_t>(1, tree->head().epoch);
  request.head = {tree->head().size, tree->root()};
  if (!memory.note.empty()) {
    auto last = record::OpenCheckpoint(memory.note, {key.verifier()});
    if (!last) return last.error();
    if (request.epoch == memory.epoch && last->head.size > 0 && last->head.size < request.head.size) {
      const record::TileHashReader hashes = tree->Hashes();
      auto proof = record::ProveConsistency(last->head.size, request.head.size, hashes);
      if (!proof) return proof.error();
      request.consistency = *std::move(proof);
    }
  }
  if (request.epoch > memory.epoch) {
    auto opening = ProveOpening(reader, cases, tree);
    if (!opening) return opening.error();
    request.opening = *std::move(opening);
  }
  return request;
}

base::Status OpenEpoch(Cases& cases, const record::SignerMemory& memory) {
  if (memory.note.empty())
    return base::Error{"还没有签过名，不需要新纪元 (nothing is signed yet: no new epoch is needed)"};
  const int64_t epoch = memory.epoch + 1;
  const int64_t now = cases.now_ms();
  record::Value body = record::Value::EmptyObject();
  body.Insert("epoch", epoch);
  body.Insert("checkpoint", memory.note);
  Author author;
  author.actor.person = kSystemActor;
  author.cmd = NewCommandId(now);
  auto verdict = cases.store().Write(cases.agency(), [&](store::Unit& unit) -> base::Result<store::Verdict> {
    const std::string stream = LogStream(cases);
    auto held = unit.HoldStream(stream, store::Hold::kChange);
    if (!held) return held.error();
    store::StreamRow row = held->value_or(store::StreamRow{.id = stream});
    auto appender = Appender::Begin(unit, cases.log(), now);
    if (!appender) return appender.error();
    if (appender->head().epoch >= epoch) return store::Verdict::kRefuse;  // opened already
    if (auto done = appender->Append(record::kEpochOpenedType, MomentOf(now), body, author, &row); !done)
      return done.error();
    row.applier = kApplier;
    row.state = PrintStreamState(LogState{epoch});
    if (auto done = unit.PutStream(row); !done) return done.error();
    appender->head().epoch = epoch;
    appender->head().signed_size = 0;
    appender->head().signed_root = {};
    if (auto done = appender->Finish(); !done) return done.error();
    return store::Verdict::kCommit;
  });
  if (!verdict) return verdict.error();
  return base::Done{};
}

struct Prepared {
  record::SignRequest request;
  std::map<std::pair<int, int64_t>, std::string> tiles;
  std::string latest_note;
};

base::Status Keep(Cases& cases, const Prepared& prepared, const std::string& note) {
  auto verdict = cases.store().Write(cases.agency(), [&](store::Unit& unit) -> base::Result<store::Verdict> {
    auto head = unit.LockHead(cases.log());
    if (!head) return head.error();
    for (const auto& [place, data] : prepared.tiles) {
      const store::TileRow tile{static_cast<int64_t>(data.size() / 32), data};
      if (auto done = unit.PutTile(cases.log(), place.first, place.second, tile); !done) return done.error();
    }
    if (auto done = unit.PutCheckpoint(cases.log(), {prepared.request.head.size, note}); !done)
      return done.error();
    if (prepared.request.head.size > head->signed_size) {  // another signer may have gone further
      head->signed_size = prepared.request.head.size;
      head->signed_root = prepared.request.head.root;
      if (auto done = unit.PutHead(cases.log(), *head); !done) return done.error();
    }
    return store::Verdict::kCommit;
  });
  if (!verdict) return verdict.error();
  return base::Done{};
}

}  // namespace

base::Result<SignReport> SignLog(Cases& cases, const record::SigningKey& key, const SignOptions& options) {
  auto signer = options.first_time ? record::Signer::Create(options.memory_path, cases.LogName(), key)
                                   : record::Signer::Open(options.memory_path, cases.LogName(), key);
  if (!signer) return signer.error();
  auto memory = signer->Memory();
  if (!memory) return memory.error();
  if (options.new_epoch) {
    if (auto done = OpenEpoch(cases, *memory); !done) return done.error();
  }
  Prepared prepared;
  auto read = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    Tree tree(reader, cases.log());
    if (auto done = tree.Grow(); !done) return done;
    auto request = RequestOf(reader, cases, *memory, key, &tree);
    if (!request) return request.error();
    prepared = {*std::move(request), tree.tiles(), tree.latest_note()};
    return base::Done{};
  });
  if (!read) return read.error();
  auto decided = signer->Sign(prepared.request);
  if (!decided) return decided.error();
  SignReport report{prepared.request.head.size, prepared.request.epoch, "", false, std::nullopt};
  if (auto* refusal = std::get_if<record::SignRefusal>(&*decided)) {
    report.refusal = std::move(*refusal);
    return report;
  }
  report.note = std::get<record::SignedHead>(*decided).note;
  report.new_checkpoint = report.note != prepared.latest_note;
  if (report.new_checkpoint) {
    if (auto done = Keep(cases, prepared, report.note); !done) return done.error();
  }
  return report;
}

}  // namespace guiju::cases
