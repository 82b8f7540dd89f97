#include "runtime/cases/redaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "runtime/cases/appender.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/course.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/recalculation.h"
#include "runtime/flow/recompute.h"
#include "runtime/record/event_types.h"
#include "runtime/record/fields.h"

namespace guiju::cases {
namespace {

using record::Value;

constexpr int64_t kPage = 500;
constexpr size_t kShortest = 4;  // bytes of a text worth looking for elsewhere: a Chinese character and more

struct Pattern {
  std::string_view type, path;
};
constexpr Pattern kRedactable[] = {
#define CASES_REDACTABLE(type, path) {type, path},
#include "runtime/cases/redactable.def"
#undef CASES_REDACTABLE
};

// The first segment of "/a/b", which is taken off.
std::string_view TakeSegment(std::string_view* path) {
  path->remove_prefix(1);
  const size_t end = std::min(path->find('/'), path->size());
  const std::string_view segment = path->substr(0, end);
  path->remove_prefix(end);
  return segment;
}
bool Matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = TakeSegment(&pattern);
    if (wanted == "**") return true;
    const std::string_view found = TakeSegment(&path);
    if (wanted != "*" && wanted != found) return false;
  }
  return pattern.empty() && path.empty();
}

// An event of the matter with its body as it is kept.
struct Kept {
  record::Entry entry;
  record::SealedBody body;
};

class Redactor {
 public:
  Redactor(Cases& cases, store::Unit& unit, const RedactRequest& request, int64_t now_ms)
      : cases_(cases), unit_(unit), request_(request), now_ms_(now_ms) {}

  base::Result<store::Verdict> Run(RedactAnswer* out) {
    answer_.answer.stream = request_.stream;
    auto verdict = Carry();
    *out = answer_;
    return verdict;
  }

 private:
  store::Verdict Refuse(RefusalKind kind, const std::string& what) {
    answer_.answer.refusal = RefusalOf(kind, what);
    return store::Verdict::kRefuse;
  }

  base::Result<store::Verdict> Carry() {
    auto held = unit_.HoldStream(request_.stream, store::Hold::kChange);
    if (!held) return held.error();
    if (!*held) return Refuse(RefusalKind::kNoMatter, request_.stream);
    row_ = **held;
    answer_.answer.sver = row_.sver;
    auto state = ReadStreamState(row_.id, row_.state);
    if (!state) return state.error();
    auto* matter = std::get_if<Matter>(&*state);
    if (matter == nullptr) return Refuse(RefusalKind::kNoMatter, request_.stream);
    auto policy = cases_.policies().Find(unit_, matter->closure);
    if (!policy) return policy.error();
    auto actor = HoldBoth(unit_, request_.persons, MomentOf(now_ms_).day, &(*policy)->program(),
                          &answer_.answer.refusal);
    if (!actor) return actor.error();
    if (!*actor || !MayBeDeleted(matter->flow)) return store::Verdict::kRefuse;
    if (auto done = ReadHistory(); !done) return done.error();
    auto notices = Notices();
    if (!notices) return notices.error();
    if (notices->empty()) return store::Verdict::kRefuse;
    return Record(**policy, **actor, *matter, *notices);
  }

  bool MayBeDeleted(const flow::State& state) {
    const auto refuse = [&](RefusalKind kind, const std::string& what) {
      Refuse(kind, what);
      return false;
    };
    if (request_.basis.empty()) return refuse(RefusalKind::kBasisMissing, "");
    if (request_.overrides) return true;
    if (!state.ended) return refuse(RefusalKind::kNotEnded, request_.stream);
    if (request_.retention_years.value_or(-1) < 0) return refuse(RefusalKind::kRetentionUnknown, "");
    const value::Day ended =
        state.visits.empty() || !state.visits.back().left ? value::kMaxDay : state.visits.back().left->day;
    retained_until_ = value::AddMonths(ended, 12 * *request_.retention_years);
    if (MomentOf(now_ms_).day > *retained_until_) return true;
    return refuse(RefusalKind::kRetained, value::FormatDate(*retained_until_));
  }

  base::Status ReadHistory() {
    for (int64_t at = row_.head; at >= 0;) {
      auto rows = unit_.WalkStream(cases_.log(), at, kPage);
      if (!rows) return rows.error();
      if (rows->empty()) return base::Error{fmt::format("第 {} 条记录不见了 (entry {} is missing)", at, at)};
      for (const store::EventRow& row : *rows) {
        auto kept = Read(row);
        if (!kept) return kept.error();
        history_.push_back(*std::move(kept));
      }
      at = rows->back().prev;
    }
    std::ranges::reverse(history_);
    return base::Done{};
  }
  base::Result<Kept> Read(const store::EventRow& row) {
    auto entry = record::ParseEntry(row.entry);
    if (!entry) return entry.error();
    auto bytes = unit_.ReadSecret(cases_.log(), row.pos);
    if (!bytes) return bytes.error();
    if (!*bytes)
      return base::Error{
          fmt::format("第 {} 条记录的内容不见了 (the body of entry {} is missing)", row.pos, row.pos)};
    auto body = record::ParseBody(**bytes);
    if (!body) return body.error();
    return Kept{*std::move(entry), *std::move(body)};
  }

  // What is deleted, the entry asked for first; empty: refused.
  base::Result<std::vector<record::RedactionNotice>> Notices() {
    using All = std::vector<record::RedactionNotice>;
    const auto target =
        std::ranges::find(history_, request_.pos, [](const Kept& kept) { return kept.entry.pos; });
    if (target == history_.end()) {
      Refuse(RefusalKind::kNoEntry, fmt::format("{}", request_.pos));
      return All();
    }
    record::RedactionNotice first{request_.pos, {}};
    for (const std::string& path : request_.paths) {
      if (!AddPaths(*target, path, &first.paths)) return All();
    }
    if (first.paths.empty()) {
      Refuse(RefusalKind::kNoField, "--path");
      return All();
    }
    All all = {std::move(first)};
    // A pass holds an unsalted digest over facts and proposal: who knows the others could try values.
    for (auto later = std::next(target); later != history_.end(); ++later) {
      if (later->entry.type != "agreed" || !IsMaterial(target->entry.type)) continue;
      for (const record::SealedField& field : later->body.fields) {
        if (field.path == "/digest" && !field.redacted()) all.push_back({later->entry.pos, {field.path}});
      }
    }
    return all;
  }
  static bool IsMaterial(std::string_view type) {
    return type == "opened" || type == "asserted" || type == "proposed" || type == "decided";
  }

  bool AddPaths(const Kept& kept, const std::string& path, std::vector<std::string>* paths) {
    bool found = false;
    for (const record::SealedField& field : kept.body.fields) {
      if (field.path != path && !field.path.starts_with(path + "/")) continue;
      found = true;
      if (!IsRedactable(kept.entry.type, field.path)) {
        Refuse(RefusalKind::kNotRedactable, field.path);
        return false;
      }
      if (field.redacted() || std::ranges::find(*paths, field.path) != paths->end()) continue;
      paths->push_back(field.path);
      if (field.value.size() >= kShortest + 2 && field.value.front() == '"') deleted_.insert(field.value);
    }
    if (!found) Refuse(RefusalKind::kNoField, path);
    return found;
  }

  Value BodyOf(const record::RedactionNotice& notice) const {
    Value body = Value::EmptyObject();
    body.Insert("redacts", record::RedactsValue(notice));
    body.Insert("basis", request_.basis);
    if (!request_.reason.empty()) body.Insert("reason", request_.reason);
    body.Insert("approved_by", request_.persons.approval->id);
    if (request_.overrides) {
      body.Insert("overrides", true);
    } else {
      body.Insert("retained_until", value::FormatDate(*retained_until_));
    }
    return body;
  }

  base::Result<store::Verdict> Record(const engine::LoadedPolicy& policy, const record::Actor& actor,
                                      const Matter& before,
                                      const std::vector<record::RedactionNotice>& notices) {
    auto appender = Appender::Begin(unit_, cases_.log(), now_ms_);
    if (!appender) return appender.error();
    const Author author{actor, record::Mode::kAct, NewCommandId(now_ms_), "", ""};
    const flow::Moment now = MomentOf(now_ms_);
    for (const record::RedactionNotice& notice : notices) {
      if (auto done = Delete(notice); !done) return done.error();
      Value body = BodyOf(notice);
      if (auto done = appender->Append(record::kRedactedType, now, body, author, &row_); !done)
        return done.error();
      answer_.answer.events.push_back({std::string(record::kRedactedType), now, std::move(body)});
    }
    if (auto done = ForgetCommands(notices); !done) return done.error();
    auto after = FoldAgain();
    if (!after) return after.error();
    if (auto done = TellAndPut(*appender, policy, author, before, &*after); !done) return done.error();
    if (auto done = appender->Finish(); !done) return done.error();
    answer_.answer.kind = Answer::Kind::kRecorded;
    answer_.answer.pos = appender->first();
    answer_.answer.sver = row_.sver;
    LookElsewhere();
    return store::Verdict::kCommit;
  }

  base::Status Delete(const record::RedactionNotice& notice) {
    const auto kept = std::ranges::find(history_, notice.pos, [](const Kept& one) { return one.entry.pos; });
    auto without = record::Redact(kept->body, notice.paths);
    if (!without) return without.error();
    kept->body = *std::move(without);
    return unit_.ReplaceSecret(cases_.log(), notice.pos, record::PrintBody(kept->body));
  }

  // The digest kept under a command's key covers its values without a salt. A rare walk over all keys: there
  // is no way from an event to its key.
  base::Status ForgetCommands(const std::vector<record::RedactionNotice>& notices) {
    std::set<int64_t> first;  // positions of the commands' first events
    for (const record::RedactionNotice& notice : notices) {
      const auto kept =
          std::ranges::find(history_, notice.pos, [](const Kept& one) { return one.entry.pos; });
      const auto command =
          std::ranges::find(history_, kept->entry.cmd, [](const Kept& one) { return one.entry.cmd; });
      first.insert(command->entry.pos);
    }
    std::optional<store::KeyedCommand> last;
    while (true) {
      auto rows = unit_.ScanCommands(last ? &*last : nullptr, kPage);
      if (!rows) return rows.error();
      for (const store::KeyedCommand& row : *rows) {
        if (row.command.log != cases_.log() || !first.contains(row.command.pos)) continue;
        if (auto done = unit_.ForgetCommand(row.client, row.key); !done) return done;
      }
      if (rows->size() < static_cast<size_t>(kPage)) return base::Done{};
      last = rows->back();
    }
  }

  // The matter as its events lead to it now.
  base::Result<Matter> FoldAgain() {
    StreamState state = Matter();
    for (const Kept& kept : history_) {
      auto body = record::OpenBody(kept.body, Value());
      if (!body) return body.error();
      if (auto done = Fold(kept.entry, *body, &state); !done) return done.error();
    }
    return std::get<Matter>(std::move(state));
  }

  // Periods that end otherwise without what was deleted; then the row.
  base::Status TellAndPut(Appender& appender, const engine::LoadedPolicy& policy, const Author& author,
                          const Matter& before, Matter* after) {
    const EngineJudge judge(policy);
    const flow::Rules rules{policy.program(), judge, policy.calendar(), {}};
    auto moved = CalendarChanges(cases_.policies(), unit_, *after, policy);
    if (!moved) return moved.error();
    auto open = flow::Recompute(rules, before.flow, rules, after->flow);
    if (!open) return open.error();
    moved->insert(moved->end(), open->begin(), open->end());
    Course course{{}, record::Mode::kAct, author.actor, author.cmd};
    for (Value& body : *moved)
      course.events.push_back({std::string(kRecomputedType), MomentOf(now_ms_), std::move(body)});
    if (!course.events.empty()) {
      if (auto done = cases_.policies().calendars().Keep(unit_, policy.calendar()); !done) return done;
    }
    answer_.answer.events.insert(answer_.answer.events.end(), course.events.begin(), course.events.end());
    return RecordCourse(appender, unit_, policy, rules, course, now_ms_, after, &row_);
  }

  void LookElsewhere() {
    for (const Kept& kept : history_) {
      for (const record::SealedField& field : kept.body.fields) {
        if (!field.redacted() && deleted_.contains(field.value))
          answer_.also_at.emplace_back(kept.entry.pos, field.path);
      }
    }
  }

  Cases& cases_;
  store::Unit& unit_;
  const RedactRequest& request_;
  int64_t now_ms_;
  store::StreamRow row_;
  std::vector<Kept> history_;
  std::set<std::string> deleted_;  // canonical texts
  std::optional<value::Day> retained_until_;
  RedactAnswer answer_;
};

}  // namespace

bool IsRedactable(std::string_view type, std::string_view path) {
  return std::ranges::any_of(kRedactable,
                             [&](const Pattern& one) { return one.type == type && Matches(one.path, path); });
}

base::Result<RedactAnswer> Redact(Cases& cases, const RedactRequest& request) {
  const int64_t now = cases.now_ms();
  RedactAnswer answer;
  auto verdict = cases.store().Write(
      cases.agency(), [&](store::Unit& unit) { return Redactor(cases, unit, request, now).Run(&answer); });
  if (!verdict) return verdict.error();
  return answer;
}

}  // namespace guiju::cases
