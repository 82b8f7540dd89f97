// Reads over many matters.
#include <algorithm>
#include <set>
#include <tuple>

#include "runtime/cases/cases.h"
#include "runtime/cases/course.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/register.h"

namespace guiju::cases {
namespace {

constexpr int64_t kPage = 500;

// One matter of the store with its rules.
class Loaded {
 public:
  static base::Result<std::unique_ptr<Loaded>> Read(store::Reader& reader, Policies& policies,
                                                    const std::string& stream) {
    auto row = reader.ReadStream(stream);
    if (!row) return row.error();
    if (!*row) return std::unique_ptr<Loaded>();
    auto state = ReadStreamState(stream, (*row)->state);
    if (!state) return state.error();
    auto* matter = std::get_if<Matter>(&*state);
    if (matter == nullptr) return std::unique_ptr<Loaded>();
    auto policy = policies.Find(reader, matter->closure);
    if (!policy) return policy.error();
    return std::unique_ptr<Loaded>(new Loaded(*policy, std::move(matter->flow)));
  }
  const flow::State& state() const { return state_; }
  flow::Rules rules() const { return {policy_->program(), judge_, policy_->calendar(), {}}; }

 private:
  Loaded(PolicyPtr policy, flow::State state)
      : policy_(std::move(policy)), judge_(*policy_), state_(std::move(state)) {}

  PolicyPtr policy_;
  EngineJudge judge_;
  flow::State state_;
};

base::Result<std::set<std::string>> OverdueStreams(store::Reader& reader) {
  std::set<std::string> streams;
  std::string after;
  while (true) {
    auto rows = reader.ScanView(kOverdueView, after, kPage);
    if (!rows) return rows.error();
    for (const store::ViewRow& row : *rows) {
      streams.insert(row.key);
      after = row.key;
    }
    if (rows->size() < static_cast<size_t>(kPage)) return streams;
  }
}

base::Status AddClocks(const Loaded& loaded, const std::string& stream, value::Day last, int64_t now_ms,
                       std::vector<Cases::DueClock>* out) {
  const flow::Rules rules = loaded.rules();
  auto clocks = flow::Clocks(rules, loaded.state());
  if (!clocks) return clocks.error();
  for (flow::RunningClock& running : *clocks) {
    if (!IsOpen(running, loaded.state()) || running.data.direction != clock::Direction::kAtLatest) continue;
    clock::DueAnswer due = clock::Due(running.data, rules.calendar);
    const bool overdue = IsOverdue(running, loaded.state(), rules.calendar, MomentOf(now_ms));
    if (due.state != clock::DueState::kRunning || (!overdue && due.due.earliest > last)) continue;
    clock::Remainder remainder = clock::Remaining(running.data, rules.calendar, MomentOf(now_ms));
    out->push_back({stream, std::move(running), std::move(due), std::move(remainder), overdue});
  }
  return base::Done{};
}

}  // namespace

base::Result<std::vector<Cases::DueClock>> Cases::Due(value::Day last, int64_t most) {
  const int64_t now = now_ms();
  auto waking = store_->DueStreams(MsOf({last + 1, 0}), most);
  if (!waking) return waking.error();
  std::vector<DueClock> out;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    out.clear();
    auto streams = OverdueStreams(reader);
    if (!streams) return streams.error();
    for (const store::DueStream& one : *waking) {
      if (one.agency == settings_.agency) streams->insert(one.id);
    }
    for (const std::string& stream : *streams) {
      auto loaded = Loaded::Read(reader, policies_, stream);
      if (!loaded) return loaded.error();
      if (*loaded == nullptr) continue;
      if (auto added = AddClocks(**loaded, stream, last, now, &out); !added) return added;
    }
    return base::Done{};
  });
  if (!done) return done.error();
  std::ranges::sort(out, {}, [](const DueClock& one) {
    return std::tuple(one.due.due.earliest, one.stream, one.running.name);
  });
  return out;
}

base::Status Cases::DropSettled(int64_t now) {
  auto verdict = store_->Write(settings_.agency, [&](store::Unit& unit) -> base::Result<store::Verdict> {
    auto streams = OverdueStreams(unit);
    if (!streams) return streams.error();
    bool dropped = false;
    for (const std::string& stream : *streams) {
      if (auto held = unit.HoldStream(stream, store::Hold::kKeep); !held) return held.error();
      auto loaded = Loaded::Read(unit, policies_, stream);
      if (!loaded) continue;  // it stays listed, and whoever lists it sees why it cannot be read
      if (*loaded != nullptr) {
        auto ahead = LookAhead((*loaded)->rules(), (*loaded)->state(), now);
        if (!ahead || ahead->overdue) continue;
      }
      if (auto done = unit.DropView(kOverdueView, stream); !done) return done.error();
      dropped = true;
    }
    return dropped ? store::Verdict::kCommit : store::Verdict::kRefuse;
  });
  if (!verdict) return verdict.error();
  return base::Done{};
}

base::Result<std::vector<Cases::MatterRow>> Cases::List(const std::string& after, int64_t most) {
  std::vector<MatterRow> out;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    out.clear();
    auto rows = reader.ListStreams(kMatterKind, after, most);
    if (!rows) return rows.error();
    for (const store::StreamRow& row : *rows) {
      auto state = ReadStreamState(row.id, row.state);
      if (!state) return state.error();
      const flow::State& flow = std::get<Matter>(*state).flow;
      const flow::Visit* visit = flow.current();
      out.push_back({row.id, row.sver, flow.flow, visit == nullptr ? "" : visit->stage,
                     flow.ended.value_or(""), flow.suspended() != nullptr, row.wake_ms});
    }
    return base::Done{};
  });
  if (!done) return done.error();
  return out;
}

base::Result<std::map<std::string, Person>> Cases::Persons() {
  std::map<std::string, Person> persons;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    auto all = Register::ReadAll(reader);
    if (!all) return all.error();
    persons = all->persons();
    return base::Done{};
  });
  if (!done) return done.error();
  return persons;
}

}  // namespace guiju::cases
