#pragma once
// Flows in the model: what was written, with its names resolved. Texts, flags and chosen words stay in
// `written`, which points into the closure. Included by model.h.
#include <cstdint>
#include <vector>

namespace guiju::model {

struct ActorTag {};
struct EventTag {};
struct DocumentTag {};
struct GroundTag {};
struct ClockTag {};
struct FlowTag {};
struct StageTag {};
struct OutcomeTag {};
struct InterruptTag {};
struct GateTag {};
struct DutyTag {};
using ActorId = base::Id<ActorTag>;
using EventId = base::Id<EventTag>;
using DocumentId = base::Id<DocumentTag>;
using GroundId = base::Id<GroundTag>;
using ClockId = base::Id<ClockTag>;
using FlowId = base::Id<FlowTag>;
using StageId = base::Id<StageTag>;
using OutcomeId = base::Id<OutcomeTag>;
using InterruptId = base::Id<InterruptTag>;
using GateId = base::Id<GateTag>;
using DutyId = base::Id<DutyTag>;

struct Actor {  // 岗位 or 组织
  Name name;
  const syntax::PositionDecl* position = nullptr;  // exactly one of the two
  const syntax::BodyDecl* body = nullptr;
  std::vector<ActorId> acts_as;  // positions
  std::vector<Name> functions;   // bodies
  std::vector<ActorId> chair, vice, members, attends, substitutes;
  std::vector<Name> member_units;
  ActorId recusal_decider, chair_recusal_decider;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Event {
  Name name;
  const syntax::EventDecl* written = nullptr;
  FactId records;
  std::vector<ActorId> by;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Document {
  Name name;
  const syntax::DocumentDecl* written = nullptr;
  DecisionId required_when;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Ground {
  Name name;
  const syntax::GroundDecl* written = nullptr;
  EventId from, to;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};

enum class ClockUnit : uint8_t { kDay, kWorkday, kMonth, kYear, kHour };
struct Amount {  // count 0: not said
  int64_t count = 0;
  ClockUnit unit = ClockUnit::kDay;
};
struct Extension {
  Amount amount;
  bool again = false;
  int64_t at_most = 1;
  std::vector<ActorId> approvers;
};
struct Clock {
  Name name;
  const syntax::Timing* written = nullptr;
  std::vector<EventId> from;
  StageId stage;
  DutyId duty;
  Amount at_most, at_least, otherwise, lead;
  DecisionId when;
  EventId before;
  std::vector<Extension> extensions;
  std::vector<StageId> stop_stages;
  std::vector<InterruptId> stop_interrupts;
  std::vector<GroundId> stop_grounds;
  EventId expiry_event;
  StageId expiry_target;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Exclusion {
  DecisionId when;
  std::vector<CiteId> basis;
};
struct Duty {
  Name name;
  const syntax::DutyDecl* written = nullptr;
  std::vector<EventId> from, discharged_by, voided_by;
  std::vector<ActorId> owners, approvers;
  DecisionId when;
  std::vector<Exclusion> exclusions;
  std::vector<std::pair<Name, ClockId>> obligations;  // channel, empty when there is none
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};

struct Outcome {
  Name name;
  const syntax::OutcomeDecl* written = nullptr;
  StageId stage, target, beyond;
  int64_t at_most = 0;
  std::vector<EventId> emits, on;
  DecisionId when;
  std::vector<ActorId> approvers;
  std::vector<DocumentId> needs;
  std::vector<CiteId> basis;
  bool passes() const { return written->verdict == "pass"; }
  bool fails() const { return written->verdict == "fail"; }
};
struct Stage {
  Name name;
  const syntax::StageDecl* written = nullptr;  // null: an end
  FlowId flow;
  std::vector<ActorId> actors;
  std::vector<Name> functions;  // its own name, then those of 作为
  DecisionId only_when;
  StageId otherwise;
  ClockId limit;
  std::vector<DocumentId> needs;
  std::vector<Name> checks, defects, bars, agenda;  // defects: parallel to checks, empty when none is named
  std::vector<OutcomeId> outcomes;
  std::vector<CiteId> basis;
  Span span;
  bool is_end() const { return written == nullptr; }
};
struct Interrupt {
  Name name;
  const syntax::InterruptDecl* written = nullptr;
  FlowId flow;
  std::vector<Name> reasons;
  DecisionId when;
  std::vector<ActorId> approvers, resumed_by;
  std::vector<EventId> emits;
  StageId target;
  std::vector<CiteId> basis;
};
struct Gate {
  const syntax::GateDecl* written = nullptr;
  FlowId flow;  // unset: written outside a flow
  std::vector<Name> needed;
  Name target;  // unless it stands before 作出决定
  DecisionId when;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Flow {
  Name name;
  const syntax::FlowDecl* written = nullptr;
  DecisionId when;
  std::vector<StageId> stages;  // as written, then the ends
  std::vector<InterruptId> interrupts;
  std::vector<ClockId> clocks;
  std::vector<GateId> gates;  // that bind it: its own, those of its policy and of the superiors
  std::vector<std::vector<ActorId>> separations;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};

}  // namespace guiju::model
