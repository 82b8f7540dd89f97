#include "runtime/flow/lookup.h"

#include <algorithm>

#include "runtime/flow/flow.h"

namespace guiju::flow {

namespace {

template <class Id, class Store>
Id FindIn(const Store& store, std::string_view name) {
  for (const Id id : store.ids()) {
    if (store[id].name.Is(name)) return id;
  }
  return {};
}
template <class Id, class Store>
Id FindAmong(const Store& store, const std::vector<Id>& ids, std::string_view name) {
  for (const Id id : ids) {
    if (store[id].name.Is(name)) return id;
  }
  return {};
}

bool Same(const ir::Name& a, const ir::Name& b) {
  return (!a.zh.empty() && a.zh == b.zh) || (!a.en.empty() && a.en == b.en);
}

}  // namespace

ir::FlowId FindFlow(const ir::Program& program, std::string_view name) {
  return FindIn<ir::FlowId>(program.flows, name);
}
ir::StageId FindStage(const ir::Program& program, ir::FlowId flow, std::string_view name) {
  return FindAmong(program.stages, program.flows[flow].stages, name);
}
ir::OutcomeId FindOutcome(const ir::Program& program, ir::StageId stage, std::string_view name) {
  return FindAmong(program.outcomes, program.stages[stage].outcomes, name);
}
ir::EventId FindEvent(const ir::Program& program, std::string_view name) {
  return FindIn<ir::EventId>(program.events, name);
}
ir::InterruptId FindInterrupt(const ir::Program& program, ir::FlowId flow, std::string_view name) {
  return FindAmong(program.interrupts, program.flows[flow].interrupts, name);
}
ir::DocumentId FindDocument(const ir::Program& program, std::string_view name) {
  return FindIn<ir::DocumentId>(program.documents, name);
}
ir::ActorId FindActor(const ir::Program& program, std::string_view name) {
  return FindIn<ir::ActorId>(program.actors, name);
}

bool MayActAs(const ir::Program& program, ir::ActorId position, ir::ActorId as) {
  std::vector<ir::ActorId> waiting{position}, seen{position};
  while (!waiting.empty()) {
    const ir::ActorId at = waiting.back();
    waiting.pop_back();
    if (at == as) return true;
    for (const ir::ActorId next : program.actors[at].acts_as) {
      if (std::ranges::find(seen, next) != seen.end()) continue;
      seen.push_back(next);
      waiting.push_back(next);
    }
  }
  return false;
}

ir::ActorId RoleOf(const ir::Program& program, std::string_view position,
                   const std::vector<ir::ActorId>& actors) {
  const ir::ActorId held = FindActor(program, position);
  if (!held) return {};
  for (const ir::ActorId actor : actors) {
    if (MayActAs(program, held, actor)) return actor;
  }
  return {};
}

std::vector<std::string> NamesOf(const ir::Program& program, const std::vector<ir::ActorId>& actors) {
  std::vector<std::string> names;
  for (const ir::ActorId actor : actors) names.push_back(program.actors[actor].name.In(true));
  return names;
}

bool Performs(const ir::Program& program, const ir::Stage& stage, const ir::Name& function) {
  const auto is = [&](const ir::Name& name) { return Same(name, function); };
  if (is(stage.name) || std::ranges::any_of(stage.functions, is)) return true;
  return std::ranges::any_of(stage.actors, [&](ir::ActorId actor) {
    return std::ranges::any_of(program.actors[actor].functions, is);
  });
}

ir::BodyId BodyOf(const ir::Program& program, const ir::Stage& stage) {
  for (const ir::ActorId actor : stage.actors) {
    if (program.actors[actor].body) return program.actors[actor].body;
  }
  return {};
}

}  // namespace guiju::flow
