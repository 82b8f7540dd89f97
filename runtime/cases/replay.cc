#include "runtime/cases/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "runtime/cases/judge.h"
#include "runtime/cases/recalculation.h"
#include "runtime/cases/session_check.h"
#include "runtime/flow/recompute.h"
#include "runtime/record/checkpoint.h"
#include "runtime/record/entry.h"
#include "runtime/record/event_types.h"
#include "runtime/record/fields.h"
#include "runtime/record/hash.h"
#include "runtime/record/tree.h"

namespace guiju::cases {
namespace {

using record::Value;

constexpr int64_t kPage = 500;
constexpr std::string_view kKinds[] = {kCalendarKind, kLogKind, kMatterKind, kPersonKind, kSessionKind};

struct Words {
  const char *code, *zh, *en;
};
constexpr Words kWords[] = {
#define CASES_FINDING(name, code, zh, en) {code, zh, en},
#include "runtime/cases/findings.def"
#undef CASES_FINDING
};

class Replayer {
 public:
  Replayer(store::Reader& reader, const std::string& log, Policies& policies)
      : reader_(reader), log_(log), policies_(policies) {}

  base::Result<Replayed> Run() {
    int64_t next = 0;
    while (true) {
      auto rows = reader_.ScanEvents(log_, next, kPage);
      if (!rows) return rows.error();
      for (const store::EventRow& row : *rows) {
        next = row.pos + 1;
        if (auto done = Take(row); !done) return done.error();
      }
      if (rows->size() < static_cast<size_t>(kPage)) break;
    }
    CheckUnclassified();
    if (auto done = CheckHead(); !done) return done.error();
    if (auto done = CheckCheckpoints(); !done) return done.error();
    if (auto done = CheckCommands(); !done) return done.error();
    if (auto done = CompareStates(); !done) return done.error();
    return std::move(result_);
  }

 private:
  void Find(FindingKind kind, int64_t pos, const std::string& stream, std::string detail) {
    result_.findings.push_back({kind, pos, stream, std::move(detail)});
  }

  base::Status Take(const store::EventRow& row) {
    ++result_.entries;
    frontier_.Append(record::LeafHash(row.entry));
    auto entry = record::ParseEntry(row.entry);
    if (!entry) {  // the record's own verification says more
      Find(FindingKind::kUnreadable, row.pos, row.stream, entry.error().message);
      return base::Done{};
    }
    CheckColumns(row, *entry);
    begins_.resize(static_cast<size_t>(result_.entries - 1));  // what could not be read begins nothing
    begins_.push_back(entry->cmd != last_command_);
    last_command_ = entry->cmd;
    auto empty = EmptyState(entry->stream);
    if (!empty) {
      Find(FindingKind::kUnreadable, row.pos, entry->stream, empty.error().message);
      return base::Done{};
    }
    Folded& folded = result_.streams.try_emplace(entry->stream, Folded{*std::move(empty)}).first->second;
    folded.sver = entry->sver;
    folded.head = entry->pos;
    auto body = ReadBody(*entry, &folded.deleted);
    if (!body) return body.error();
    if (!*body) folded.whole = false;
    if (const auto* matter = std::get_if<Matter>(&folded.state);
        matter != nullptr && folded.whole && !folded.deleted)
      CheckRecomputed(*entry, **body, *matter);
    if (*body) {
      if (auto wrong = sessions_.Check(*entry, **body, folded, result_.streams))
        Find(wrong->first, entry->pos, entry->stream, wrong->second);
    } else {
      sessions_.Miss(*entry);
    }
    if (folded.whole) FoldWhole(*entry, **body, &folded);
    if (const auto* matter = std::get_if<Matter>(&folded.state); matter != nullptr && folded.whole &&
                                                                 entry->type != record::kRedactedType &&
                                                                 entry->closure != matter->closure)
      Find(FindingKind::kClosure, entry->pos, entry->stream, entry->closure);
    return Reevaluate(*entry, *body, folded);
  }

  void CheckColumns(const store::EventRow& row, const record::Entry& entry) {
    std::string wrong;
    const auto note = [&wrong](const char* column, bool same) {
      if (!same) wrong += fmt::format("{}{}", wrong.empty() ? "" : ", ", column);
    };
    note("pos", row.pos == entry.pos);
    note("stream", row.stream == entry.stream);
    note("sver", row.sver == entry.sver);
    note("prev", row.prev == entry.prev);
    note("leaf", row.leaf == record::LeafHash(row.entry));
    if (!wrong.empty()) Find(FindingKind::kColumn, row.pos, entry.stream, wrong);
  }

  // nullopt: it is gone. Null stands where a value was deleted, which `deleted` notes.
  base::Result<std::optional<Value>> ReadBody(const record::Entry& entry, bool* deleted) {
    auto bytes = reader_.ReadSecret(log_, entry.pos);
    if (!bytes) return bytes.error();
    if (!*bytes) return std::optional<Value>{};
    auto sealed = record::ParseBody(**bytes);
    if (!sealed) {
      Find(FindingKind::kUnreadable, entry.pos, entry.stream, sealed.error().message);
      return std::optional<Value>{};
    }
    *deleted = *deleted || std::ranges::any_of(sealed->fields, [](const record::SealedField& field) {
      return field.redacted();
    });
    auto body = record::OpenBody(*sealed, Value());
    if (!body) {
      Find(FindingKind::kUnreadable, entry.pos, entry.stream, body.error().message);
      return std::optional<Value>{};
    }
    return std::optional<Value>(*std::move(body));
  }

  void FoldWhole(const record::Entry& entry, const Value& body, Folded* folded) {
    if (auto done = Fold(entry, body, &folded->state); !done) {
      Find(FindingKind::kUnreadable, entry.pos, entry.stream, done.error().message);
      folded->whole = false;
    }
  }

  base::Status Reevaluate(const record::Entry& entry, const std::optional<Value>& body,
                          const Folded& folded) {
    if (entry.type == kDecidedType) open_decisions_[entry.stream] = {entry.pos, entry.cmd};
    if (entry.type != kClassifiedType) return base::Done{};
    open_decisions_.erase(entry.stream);
    const auto* matter = std::get_if<Matter>(&folded.state);
    if (!body || !folded.whole || folded.deleted || matter == nullptr) {
      ++result_.not_evaluable;
      return base::Done{};
    }
    auto policy = PolicyOf(entry);
    if (policy == nullptr) return base::Done{};
    ++result_.decisions;
    Compare(entry, *body, EngineJudge(*policy).AnswerAll(DecidedFacts(policy->program(), matter->flow)));
    return base::Done{};
  }

  // Under its law and on its calendar; nullptr: a finding says what is missing.
  PolicyPtr PolicyOf(const record::Entry& entry) {
    auto calendar = policies_.calendars().Find(reader_, entry.calendar);
    if (!calendar) {
      Find(FindingKind::kCalendar, entry.pos, entry.stream, calendar.error().message);
      return nullptr;
    }
    auto policy = policies_.FindUnder(reader_, entry.closure, entry.calendar);
    if (policy) return *policy;
    Find(FindingKind::kPolicy, entry.pos, entry.stream, policy.error().message);
    return nullptr;
  }

  // Periods moved by a calendar are counted again on both; `matter` is as the entry before left it.
  void CheckRecomputed(const record::Entry& entry, const Value& body, const Matter& matter) {
    const Value* why = body.Find("why");
    const bool by_calendar = entry.type == kRecomputedType && why != nullptr &&
                             why->kind() == Value::Kind::kText &&
                             why->text() == flow::KeyOf(flow::Cause::kCalendar);
    std::vector<Value>& open = open_changes_[entry.stream];
    const bool first = by_calendar && matter.calendar != entry.calendar;
    if (first) {
      const PolicyPtr policy = PolicyOf(entry);
      if (policy == nullptr) return;
      auto changes = CalendarChanges(policies_, reader_, matter, *policy);
      if (changes) open = *std::move(changes);
    }
    const auto told = by_calendar ? std::ranges::find(open, body) : open.end();
    if (told != open.end()) {
      open.erase(told);
    } else if (by_calendar || !open.empty()) {
      Find(FindingKind::kRecomputed, entry.pos, entry.stream, by_calendar ? "another" : "one is missing");
      open.clear();
    }
    if (open.empty()) open_changes_.erase(entry.stream);
  }

  void Compare(const record::Entry& entry, const Value& body, const base::Result<Value>& again) {
    const Value* recorded = body.Find("answers");
    if (!again || recorded == nullptr) {
      Find(FindingKind::kDecision, entry.pos, entry.stream, again ? "answers" : again.error().message);
      return;
    }
    if (*recorded == *again) return;
    std::string differing;
    for (const record::Member& answer : again->members()) {
      const Value* was = recorded->Find(answer.name);
      if (was == nullptr || *was != answer.value)
        differing += fmt::format("{}{}", differing.empty() ? "" : ", ", answer.name);
    }
    Find(FindingKind::kDecision, entry.pos, entry.stream, differing);
  }

  void CheckUnclassified() {
    for (const auto& [stream, decision] : open_decisions_)
      Find(FindingKind::kUnclassified, decision.first, stream, decision.second);
  }

  base::Status CheckHead() {
    auto head = reader_.ReadHead(log_);
    if (!head) return head.error();
    if (head->size < result_.entries) {
      Find(FindingKind::kBeyondHead, head->size, "",
           fmt::format("{} entries, the head counts {}", result_.entries, head->size));
      return base::Done{};
    }
    const std::string frontier =
        head->size == 0 && head->frontier.empty() ? record::Frontier().Print() : head->frontier;
    if (head->size != result_.entries || frontier != frontier_.Print())
      Find(FindingKind::kHead, -1, "",
           fmt::format("{} entries, the head counts {}", result_.entries, head->size));
    CheckEpoch(*head);
    return CheckSigned(*head);
  }

  // A checkpoint stands under the size that it is signed for.
  base::Status CheckCheckpoints() {
    int64_t after = -1;
    while (true) {
      auto rows = reader_.ScanCheckpoints(log_, after, kPage);
      if (!rows) return rows.error();
      for (const store::CheckpointRow& row : *rows) {
        after = row.size;
        const auto checkpoint = ParseNote(row.note);
        if (checkpoint && checkpoint->head.size != row.size)
          Find(FindingKind::kColumn, row.size, "", "checkpoint: size");
      }
      if (rows->size() < static_cast<size_t>(kPage)) return base::Done{};
    }
  }

  // A key leads to the first entry of a command, and no two to the same. What was sent, and under which key,
  // the record does not say: a key that was altered only makes its command unknown.
  base::Status CheckCommands() {
    std::vector<bool> led_to(begins_.size());
    std::optional<store::KeyedCommand> last;
    while (true) {
      auto rows = reader_.ScanCommands(last ? &*last : nullptr, kPage);
      if (!rows) return rows.error();
      for (store::KeyedCommand& row : *rows) {
        if (row.command.log == log_) CheckCommand(row, &led_to);
        last = std::move(row);
      }
      if (rows->size() < static_cast<size_t>(kPage)) return base::Done{};
    }
  }
  void CheckCommand(const store::KeyedCommand& row, std::vector<bool>* led_to) {
    const auto at = static_cast<size_t>(row.command.pos);
    const bool good = row.command.pos >= 0 && at < begins_.size() && begins_[at] && !(*led_to)[at];
    if (good) {
      (*led_to)[at] = true;
    } else {
      Find(FindingKind::kCommand, row.command.pos, "", row.client + " " + row.key);
    }
  }

  static std::optional<record::Checkpoint> ParseNote(std::string_view note) {
    auto checkpoint = record::ParseCheckpoint(note.substr(0, note.find("\n\n") + 1));
    if (!checkpoint) return std::nullopt;
    return *std::move(checkpoint);
  }

  // The epoch is the one that the log itself opened last.
  void CheckEpoch(const store::LogHead& head) {
    const auto opened = result_.streams.find(fmt::format("{}/{}", kLogKind, log_));
    const auto* state =
        opened == result_.streams.end() ? nullptr : std::get_if<LogState>(&opened->second.state);
    const int64_t epoch = state == nullptr ? LogState().epoch : state->epoch;
    if (std::max<int64_t>(1, head.epoch) != epoch)
      Find(FindingKind::kHead, -1, "", fmt::format("epoch {}, by the entries {}", head.epoch, epoch));
  }

  // What the head says was signed is what the checkpoint of that size says.
  base::Status CheckSigned(const store::LogHead& head) {
    if (head.signed_size == 0) return base::Done{};
    auto rows = reader_.ScanCheckpoints(log_, head.signed_size - 1, 1);
    if (!rows) return rows.error();
    if (!rows->empty() && rows->front().size == head.signed_size) {
      const auto checkpoint = ParseNote(rows->front().note);
      if (checkpoint && checkpoint->head == record::TreeHead{head.signed_size, head.signed_root})
        return base::Done{};
    }
    Find(FindingKind::kHead, -1, "",
         fmt::format("no checkpoint of {} entries with the root that the head says was signed",
                     head.signed_size));
    return base::Done{};
  }

  base::Status CompareStates() {
    std::map<std::string, const Folded*> missing;
    for (const auto& [stream, folded] : result_.streams) missing.emplace(stream, &folded);
    for (std::string_view kind : kKinds) {
      std::string after;
      while (true) {
        auto rows = reader_.ListStreams(kind, after, kPage);
        if (!rows) return rows.error();
        for (const store::StreamRow& row : *rows) {
          after = row.id;
          Compare(row);
          missing.erase(row.id);
        }
        if (rows->size() < static_cast<size_t>(kPage)) break;
      }
    }
    for (const auto& [stream, folded] : missing) Find(FindingKind::kStateMissing, folded->head, stream, "");
    return base::Done{};
  }

  void Compare(const store::StreamRow& row) {
    const auto found = result_.streams.find(row.id);
    if (found == result_.streams.end()) {
      Find(FindingKind::kStateWithoutEvents, row.head, row.id, "");
      return;
    }
    const Folded& folded = found->second;
    if (row.sver != folded.sver || row.head != folded.head)
      Find(FindingKind::kState, folded.head, row.id,
           fmt::format("version {} at {}, by its events {} at {}", row.sver, row.head, folded.sver,
                       folded.head));
    if (!folded.whole) {
      ++result_.not_comparable;
      return;
    }
    ++result_.states;
    if (row.applier != kApplier)
      Find(FindingKind::kState, folded.head, row.id, fmt::format("folded by version {}", row.applier));
    if (row.state != PrintStreamState(folded.state)) Find(FindingKind::kState, folded.head, row.id, "state");
  }

  store::Reader& reader_;
  const std::string& log_;
  Policies& policies_;
  record::Frontier frontier_;
  SessionCheck sessions_;
  std::vector<bool> begins_;  // whether an entry is the first of its command
  std::string last_command_;
  std::map<std::string, std::pair<int64_t, std::string>> open_decisions_;  // stream → position, command
  std::map<std::string, std::vector<Value>> open_changes_;  // stream → what its entries must still tell
  Replayed result_;
};

}  // namespace

const char* CodeOf(FindingKind kind) { return kWords[static_cast<size_t>(kind)].code; }
const char* TextOf(FindingKind kind, bool chinese) {
  const Words& words = kWords[static_cast<size_t>(kind)];
  return chinese ? words.zh : words.en;
}

base::Result<Replayed> Replay(store::Reader& reader, const std::string& log, Policies& policies) {
  return Replayer(reader, log, policies).Run();
}

}  // namespace guiju::cases
