#pragma once
// Private to the room: resolves positions, bodies, events, documents, clocks, duties and flows. Runs after
// all values have a name and a type and before decisions are put in order, since every condition becomes a
// decision.
#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "compiler/model/checker.h"

namespace guiju::model {

enum class FlowName : uint8_t {
  kActor,
  kEvent,
  kDocument,
  kGround,
  kDuty,
  kFlow,
  kStage,
  kInterrupt,
  kClock
};

class FlowChecker {
 public:
  explicit FlowChecker(Checker& checker)
      : c_(checker), m_(checker.m_), sink_(checker.sink_), scopes_(checker.closure_.units.size()) {}
  void Run();

 private:
  // Where something is written.
  struct Site {
    const syntax::SyntaxTree* tree = nullptr;
    size_t unit = 0;
    FlowId flow;
    Name owner;  // what the conditions written here belong to, for the names of their decisions
  };
  struct Declared {
    int32_t id = -1;
    Span span;
  };
  using Names = std::unordered_map<Word, Declared>;
  struct Scope {
    std::array<Names, 6> names;  // by FlowName up to kFlow
  };

  // ---- flow_names.cc
  template <class D, class Visit>
  void ForEach(Visit visit);
  void DeclareAll();
  bool Declare(Names& names, const syntax::Name& name, int32_t id);
  template <class Id>
  Id Find(const Site& site, FlowName kind, const syntax::NameRef& ref);
  template <class Id>
  std::vector<Id> FindAll(const Site& site, FlowName kind, const std::vector<syntax::NameRef>& refs);
  const Declared* Look(const Site& site, FlowName kind, Word word) const;
  void ReportUnknown(const Site& site, FlowName kind, const syntax::NameRef& ref);
  std::vector<ActorId> Actors(const Site& site, const std::vector<syntax::NameRef>& refs) {
    return FindAll<ActorId>(site, FlowName::kActor, refs);
  }
  std::vector<EventId> Events(const Site& site, const std::vector<syntax::NameRef>& refs) {
    return FindAll<EventId>(site, FlowName::kEvent, refs);
  }
  Name NameOf(const syntax::NameRef& ref) { return c_.NameFor(ref.text); }
  std::vector<Name> NamesOf(const std::vector<syntax::NameRef>& refs);
  // The decision a condition is: the one it names, or a new one called `owner.role`.
  DecisionId Guard(const Site& site, syntax::ExprId condition, std::string_view role_zh,
                   std::string_view role_en, const std::vector<CiteId>& basis);

  // ---- flow_actors.cc
  void ResolveActors();
  void ResolveBody(const Site& site, ActorId id);
  void CheckShare(const syntax::Share& share, bool vote);
  void ResolveEvents();
  void ResolveDocuments();
  void ResolveGrounds();

  // ---- flow_clocks.cc
  Amount AmountOf(const syntax::Amount& amount);
  int64_t TimesOf(const syntax::Amount& amount);
  void ResolveTiming(const Site& site, const syntax::Timing& timing, Clock& clock);
  void ResolveExtensions(const Site& site, const syntax::Timing& timing, Clock& clock);
  void ResolveStops(const Site& site, const syntax::Timing& timing, Clock& clock);
  void ResolveDuties();
  void ResolveDuty(const Site& site, DutyId id);
  ClockId AddDutyClock(const Site& site, DutyId duty, const syntax::Timing& timing, const Span& span,
                       const std::vector<CiteId>& basis);
  GateId ResolveGate(const Site& site, const syntax::GateDecl& d);

  // ---- flow_stages.cc
  void DeclareFlow(FlowId id);
  void ResolveFlow(const Site& site, FlowId id);
  void ResolveStage(const Site& site, StageId id);
  void ResolveOutcome(const Site& site, OutcomeId id);
  void ResolveInterrupt(const Site& site, InterruptId id);
  void CheckStage(StageId id);
  void Missing(const Span& span, std::string_view what_zh, std::string_view clause_zh,
               std::string_view what_en, std::string_view clause_en);
  void BindGates();

  Checker& c_;
  Model& m_;
  diag::Sink& sink_;
  std::vector<Scope> scopes_;                     // by unit
  std::vector<std::array<Names, 3>> flow_names_;  // by FlowId: stages, interrupts, clocks
  std::vector<Site> actor_sites_, event_sites_, document_sites_, ground_sites_, duty_sites_, flow_sites_;
  size_t unknown_ = 0;  // names reported
};

template <class D, class Visit>
void FlowChecker::ForEach(Visit visit) {
  for (size_t unit = 0; unit < c_.closure_.units.size(); ++unit) {
    for (const size_t index : c_.closure_.units[unit].trees) {
      const syntax::SyntaxTree& tree = c_.closure_.trees[index];
      for (const syntax::Declaration& declaration : tree.declarations) {
        if (const auto* d = std::get_if<D>(&declaration)) visit(Site{&tree, unit, {}, {}}, *d);
      }
    }
  }
}

}  // namespace guiju::model
