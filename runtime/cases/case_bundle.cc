#include "runtime/cases/case_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "runtime/cases/store_source.h"
#include "runtime/record/hash.h"
#include "runtime/record/signer.h"

namespace guiju::cases {
namespace {

constexpr int64_t kPage = 1000;

base::Error Damaged(const std::string& detail) {
  return {fmt::format(
      "库里的记录不成立，先 guiju verify：{} (the store's record does not hold, verify first)", detail)};
}

// What the log has of a stream, up to the size that is signed.
struct Extent {
  std::map<int64_t, int64_t> fields;  // position of each entry → fields of its body
  int64_t sver = 0;                   // of the last
  int64_t after = 0;                  // entries beyond
};

class LogWalk {
 public:
  LogWalk(const StoreSource& source, const record::TreeHead& head, const std::string& stream)
      : source_(source), head_(head), stream_(stream), named_(*record::PrintJson(record::Value(stream))) {}

  base::Result<Extent> Run() {
    const auto size = source_.Size();
    if (!size) return size.error();
    for (int64_t next = 0; next < *size;) {
      auto page = source_.Entries(next, std::min(kPage, *size - next));
      if (!page) return Damaged(page.error().message);
      for (const std::string& entry : *page) {
        if (auto done = Take(next++, entry); !done) return done.error();
      }
    }
    if (tree_.Head() != head_)
      return Damaged(fmt::format("前 {} 条与检查点不符 / are not those of the checkpoint", head_.size));
    return std::move(extent_);
  }

 private:
  base::Status Take(int64_t pos, const std::string& bytes) {
    if (pos < head_.size) tree_.Append(record::LeafHash(bytes));
    // Entries have one spelling: where the name of the stream does not stand, it is another's.
    if (bytes.find(named_) == std::string::npos) return base::Done{};
    const auto entry = record::ParseEntry(bytes);
    if (!entry) return Damaged(fmt::format("{}: {}", pos, entry.error().message));
    if (entry->stream != stream_) return base::Done{};
    if (pos >= head_.size) {
      ++extent_.after;
    } else {
      extent_.fields[pos] = entry->fields;
      extent_.sver = entry->sver;
    }
    return base::Done{};
  }

  const StoreSource& source_;
  const record::TreeHead& head_;
  const std::string& stream_;
  std::string named_;
  record::Frontier tree_;
  Extent extent_;
};

class Chooser {
 public:
  Chooser(const StoreSource& source, const Extent& extent, const BundleRequest& request)
      : source_(source), extent_(extent), request_(request) {}

  base::Result<record::Shown> Shown() {
    if (!request_.show_all) {
      for (const auto& [pos, paths] : request_.shown) {
        if (auto done = CheckShown(pos, paths); !done) return done.error();
      }
      return request_.shown;
    }
    record::Shown all;
    for (const auto& [pos, fields] : extent_.fields) {
      if (fields == 0) continue;
      const auto body = BodyAt(pos);
      if (!body) return body.error();
      auto& paths = all[pos];
      for (const record::SealedField& field : body->fields) {
        if (!field.redacted()) paths.push_back(field.path);
      }
    }
    return all;
  }

 private:
  base::Status CheckShown(int64_t pos, const std::vector<std::string>& paths) {
    if (!extent_.fields.contains(pos))
      return base::Error{
          fmt::format("第 {} 条不是 {} 已签名的记录；guiju case entries 列出各条 (entry {} is no signed "
                      "entry of it: guiju "
                      "case entries lists them)",
                      pos, request_.stream, pos)};
    const auto body = BodyAt(pos);
    if (!body) return body.error();
    for (const std::string& path : paths) {
      const auto field = std::ranges::find(body->fields, path, &record::SealedField::path);
      if (field == body->fields.end())
        return base::Error{fmt::format(
            "第 {} 条没有 {}；guiju case entries 列出各项 (entry {} has no such field: guiju case entries "
            "lists them)",
            pos, path, pos)};
      if (field->redacted())
        return base::Error{
            fmt::format("第 {} 条的 {} 已经依法删除，不能披露，请从 --show 中去掉 (was deleted and cannot be "
                        "shown: leave "
                        "it out)",
                        pos, path)};
    }
    return base::Done{};
  }

  base::Result<record::SealedBody> BodyAt(int64_t pos) {
    const auto bytes = source_.Body(pos);
    if (!bytes) return bytes.error();
    if (!*bytes) return Damaged(fmt::format("第 {} 条没有内容 / has no body", pos));
    auto body = record::ParseBody(**bytes);
    if (!body) return Damaged(fmt::format("{}: {}", pos, body.error().message));
    return body;
  }

  const StoreSource& source_;
  const Extent& extent_;
  const BundleRequest& request_;
};

struct SignedCheckpoint {
  std::string note;
  record::Checkpoint checkpoint;
};
// What the store has kept last must be what this signer signed last.
base::Result<SignedCheckpoint> LastCheckpoint(store::Reader& reader, const Cases& cases,
                                              const record::Signer& signer, const record::SigningKey& key) {
  auto latest = reader.LatestCheckpoint(cases.log());
  if (!latest) return latest.error();
  if (!*latest)
    return base::Error{
        "记录还没有签过名：先 guiju sign --key … --memory … (nothing is signed yet: run guiju sign first)"};
  const auto memory = signer.Memory();
  if (!memory) return memory.error();
  const auto kept = record::OpenCheckpoint((*latest)->note, {key.verifier()});
  const auto last = record::OpenCheckpoint(memory->note, {key.verifier()});
  if (!kept || !last || *kept != *last)
    return base::Error{
        "库里最后的检查点不是这个签名人最后签的：先 guiju sign，再做卷宗证明 (the store's last checkpoint is "
        "not "
        "what this signer signed last: run guiju sign, then make the bundle)"};
  return SignedCheckpoint{(*latest)->note, *kept};
}

base::Error NothingOfIt(const std::string& stream, int64_t after) {
  if (after > 0)
    return {
        fmt::format("{} 的 {} 条记录都还没有签名：先 guiju sign (none of its entries is signed yet: run "
                    "guiju sign first)",
                    stream, after)};
  return {
      fmt::format("记录中没有 {}；guiju case list 列出案件 (the record has nothing of it: guiju case list "
                  "lists the cases)",
                  stream)};
}

// What is given away is read and verified as whoever gets it would.
base::Status Finish(const record::CaseBundle& bundle, const std::string& log_name,
                    const record::SigningKey& key, MadeBundle* made) {
  auto bytes = record::PrintBundle(bundle);
  if (!bytes) return bytes.error();
  if (bytes->size() > record::kMaxBundleBytes)
    return base::Error{fmt::format(
        "卷宗证明有 {} 字节，超过限度：少披露一些 (the bundle is too large: show less)", bytes->size())};
  const auto read = record::ParseBundle(*bytes);
  if (!read) return Damaged(read.error().message);
  made->report = record::VerifyBundle(*read, log_name, {key.verifier()});
  if (!made->report.ok()) {
    const record::Finding& first = made->report.findings.first().front();
    return Damaged(fmt::format("{} {} {}", record::FindingCode(first.kind), first.pos, first.detail));
  }
  made->bytes = *std::move(bytes);
  return base::Done{};
}

base::Status Make(store::Reader& reader, const Cases& cases, const record::SigningKey& key,
                  record::Signer* signer, const BundleRequest& request, MadeBundle* made) {
  const auto last = LastCheckpoint(reader, cases, *signer, key);
  if (!last) return last.error();
  const record::Checkpoint& checkpoint = last->checkpoint;
  const auto source = StoreSource::Open(reader, cases.log());
  if (!source) return source.error();
  const auto extent = LogWalk(*source, checkpoint.head, request.stream).Run();
  if (!extent) return extent.error();
  if (extent->fields.empty()) return NothingOfIt(request.stream, extent->after);
  made->left_out = extent->after;
  const auto shown = Chooser(*source, *extent, request).Shown();
  if (!shown) return shown.error();
  const auto statement = signer->SignStatement(
      {checkpoint.origin, checkpoint.head, request.stream, extent->sver, extent->fields.rbegin()->first});
  if (!statement) return statement.error();
  const auto bundle = record::MakeBundle(*source, last->note, *statement, *shown);
  if (!bundle) return Damaged(bundle.error().message);
  return Finish(*bundle, cases.LogName(), key, made);
}

}  // namespace

base::Result<MadeBundle> MakeCaseBundle(Cases& cases, const record::SigningKey& key,
                                        const BundleRequest& request) {
  auto signer = record::Signer::Open(request.memory_path, cases.LogName(), key);
  if (!signer) return signer.error();
  MadeBundle made;
  auto done = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    made = {};
    return Make(reader, cases, key, &*signer, request, &made);
  });
  if (!done) return done.error();
  return made;
}

}  // namespace guiju::cases
