#include "tests/durable/log_scan.h"

#include <fmt/format.h>

#include "runtime/record/entry.h"
#include "tests/durable/courses.h"

namespace guiju::durable {

constexpr int64_t kPage = 1000;

base::Status LogScan::Take(const store::EventRow& row) {
  if (row.pos != next_) return base::Error{fmt::format("position {} where {} was due", row.pos, next_)};
  ++next_;
  Version& version = streams_[row.stream];
  if (row.sver != version.sver + 1 || row.prev != version.pos)
    return base::Error{fmt::format("entry {} does not follow in {}", row.pos, row.stream)};
  version = {row.sver, row.pos};
  auto entry = record::ParseEntry(row.entry);
  if (!entry) return entry.error();
  if (entry->pos != row.pos || entry->stream != row.stream || entry->sver != row.sver)
    return base::Error{fmt::format("entry {} is not what its columns say", row.pos)};
  const auto [known, fresh] =
      commands_.try_emplace(entry->cmd, Recorded{row.pos, row.pos, row.sver, row.stream});
  if (fresh) return base::Done{};
  Recorded& recorded = known->second;
  if (recorded.last != row.pos - 1 || recorded.stream != row.stream) {
    ++duplicated_;
    if (first_wrong_.empty())
      first_wrong_ = fmt::format("command {} at {} and again at {}", entry->cmd, recorded.first, row.pos);
  }
  recorded.last = row.pos;
  recorded.sver = row.sver;
  return base::Done{};
}

base::Status LogScan::Read(store::Store& store) {
  return store.Read(kAgency, [this](store::Reader& reader) -> base::Status {
    while (true) {
      auto rows = reader.ScanEvents(kLog, next_, kPage);
      if (!rows) return rows.error();
      for (const store::EventRow& row : *rows) {
        if (auto done = Take(row); !done) return done;
      }
      if (rows->size() < static_cast<size_t>(kPage)) break;
    }
    auto head = reader.ReadHead(kLog);
    if (!head) return head.error();
    if (head->size != next_)
      return base::Error{fmt::format("the head counts {} of {} entries", head->size, next_)};
    return base::Done{};
  });
}

void LogScan::Lose(const std::string& what) {
  ++lost_;
  if (first_wrong_.empty()) first_wrong_ = what;
}

base::Status LogScan::Check(store::Store& store, const std::string& client,
                            const std::vector<Acknowledged>& lines) {
  return store.Read(kAgency, [&](store::Reader& reader) -> base::Status {
    for (const Acknowledged& line : lines) {
      if (line.kind == Acknowledged::Kind::kRefused) {
        ++refused_;
        continue;
      }
      ++acknowledged_;
      again_ += line.kind == Acknowledged::Kind::kAgain ? 1 : 0;
      const auto found = commands_.find(IdOf(client, line.key));
      if (found == commands_.end()) {
        Lose(fmt::format("{} is not in the log", line.key));
        continue;
      }
      const Recorded& recorded = found->second;
      const bool version =
          line.kind == Acknowledged::Kind::kNew ? recorded.sver == line.sver : recorded.sver <= line.sver;
      if (recorded.first != line.pos || recorded.stream != line.stream || !version)
        Lose(fmt::format("{} is at {} of {} and not at {}", line.key, recorded.first, recorded.stream,
                         line.pos));
      auto key = reader.FindCommand(client, line.key);
      if (!key) return key.error();
      if (!*key || (*key)->pos != line.pos) Lose(fmt::format("the key {} is not known", line.key));
    }
    return base::Done{};
  });
}

}  // namespace guiju::durable
