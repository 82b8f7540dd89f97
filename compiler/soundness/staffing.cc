#include "compiler/soundness/staffing.h"

#include <algorithm>

namespace guiju::soundness {

namespace {

using model::ActorId;
using model::EventId;

// Who may act as whom, the other way round than it is written.
class Acting {
 public:
  explicit Acting(const model::Model& model) : acting_(model.actors.size()) {
    for (const ActorId id : model.actors.ids()) {
      for (const ActorId position : model.actors[id].acts_as) acting_[Place(position)].push_back(id);
    }
  }
  // Those who act as the position, directly or through others; itself when there are none. Where positions
  // act as each other in a circle, each of the circle has a holder.
  std::vector<ActorId> HoldersOf(ActorId position) const {
    std::vector<ActorId> holders, reached{position};
    std::vector<bool> seen(acting_.size());
    seen[Place(position)] = true;
    for (size_t next = 0; next < reached.size(); ++next) {
      const ActorId at = reached[next];
      for (const ActorId other : acting_[Place(at)]) {
        if (seen[Place(other)]) continue;
        seen[Place(other)] = true;
        reached.push_back(other);
      }
      if (acting_[Place(at)].empty()) holders.push_back(at);
    }
    return holders.empty() ? reached : holders;
  }

 private:
  static size_t Place(ActorId id) { return static_cast<size_t>(id.index); }

  std::vector<std::vector<ActorId>> acting_;  // by ActorId
};

// Augmenting paths: a holder is given to one position only.
class Matching {
 public:
  Matching(const model::Model& model, const std::vector<ActorId>& positions)
      : taken_(model.actors.size(), -1) {
    const Acting acting(model);
    for (const ActorId position : positions) holders_.push_back(acting.HoldersOf(position));
  }
  bool IsComplete() {
    for (size_t i = 0; i < holders_.size(); ++i) {
      std::vector<bool> tried(taken_.size());
      if (!Give(i, tried)) return false;
    }
    return true;
  }

 private:
  bool Give(size_t position, std::vector<bool>& tried) {
    for (const ActorId holder : holders_[position]) {
      const auto at = static_cast<size_t>(holder.index);
      if (tried[at]) continue;
      tried[at] = true;
      if (taken_[at] >= 0 && !Give(static_cast<size_t>(taken_[at]), tried)) continue;
      taken_[at] = static_cast<int32_t>(position);
      return true;
    }
    return false;
  }

  std::vector<std::vector<ActorId>> holders_;
  std::vector<int32_t> taken_;  // by ActorId
};

class EventSearch {
 public:
  EventSearch(const model::Model& model, diag::Sink& sink)
      : m_(model), sink_(sink), happens_(model.events.size()), reported_(model.events.size()) {}

  void Run() {
    for (const EventId id : m_.events.ids())
      happens_[static_cast<size_t>(id.index)] = !m_.events[id].by.empty();
    for (const model::Outcome& outcome : m_.outcomes) Produced(outcome.emits);
    for (const model::Interrupt& interrupt : m_.interrupts) Produced(interrupt.emits);
    for (const model::Clock& clock : m_.clocks) {
      if (clock.expiry_event) Produced({clock.expiry_event});
    }
    for (const model::Outcome& outcome : m_.outcomes) Awaited(outcome.on, outcome.written->name.span);
    for (const model::Clock& clock : m_.clocks) {
      Awaited(clock.from, clock.span);
      if (clock.before) Awaited({clock.before}, clock.span);
    }
    for (const model::Ground& ground : m_.grounds) Awaited({ground.from, ground.to}, ground.span);
    for (const model::Duty& duty : m_.duties) {
      Awaited(duty.from, duty.span);
      Awaited(duty.discharged_by, duty.span);
      Awaited(duty.voided_by, duty.span);
    }
  }

 private:
  void Produced(const std::vector<EventId>& events) {
    for (const EventId event : events) happens_[static_cast<size_t>(event.index)] = true;
  }
  void Awaited(const std::vector<EventId>& events, model::Span where) {
    for (const EventId event : events) {
      const auto at = static_cast<size_t>(event.index);
      if (!event || happens_[at] || reported_[at]) continue;
      reported_[at] = true;
      sink_.Emit(diag::Kind::EventNeverHappens, m_.events[event].span, m_.events[event].name.Zh())
          .notes.push_back({where, "这里要等它发生", "it is waited for here"});
    }
  }

  const model::Model& m_;
  diag::Sink& sink_;
  std::vector<bool> happens_, reported_;
};

}  // namespace

bool CanBeSeparate(const model::Model& model, const std::vector<ActorId>& positions) {
  return Matching(model, positions).IsComplete();
}

void CheckEventsHappen(const model::Model& model, diag::Sink& sink) { EventSearch(model, sink).Run(); }

}  // namespace guiju::soundness
