#pragma once
// How a case moves: who acts, what happens, clocks, duties, gates and flows. Included by ir.h.
//
// Every condition is a decision of the same program (DecisionId), so that what guards a flow is evaluated,
// traced and explained like any other decision. A guard acts on its own answer only: undetermined blocks.
#include <cstdint>
#include <string>
#include <vector>

namespace guiju::ir {

struct ActorTag {};
struct BodyTag {};
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
using BodyId = base::Id<BodyTag>;
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

// ---- who acts

struct Actor {  // 岗位; or what a 组织 does as one
  Name name;
  BodyId body;                              // set: a body
  std::vector<std::string> qualifications;  // each is needed, at the day of the act
  std::vector<ActorId> acts_as;             // whoever holds this position may act as these too
  std::vector<Name> functions;              // a body: the statutory functions it performs
  std::string description;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Actor&, const Actor&) = default;
};
enum class RecusalReason : uint8_t { kSameUnit, kHandled, kInterest, kRequested };
enum class CountBase : uint8_t { kAll, kEligible, kPresent };  // 应参会, 回避后, 到会者
enum class VoteRule : uint8_t { kShare, kMajority, kConsensus, kChairDecides };
struct Quorum {  // at least numerator/denominator of base, or `persons` when that is not 0
  CountBase base = CountBase::kAll;
  bool majority = false;  // more than half
  int64_t numerator = 0, denominator = 1, persons = 0;
  friend bool operator==(const Quorum&, const Quorum&) = default;
};
struct Vote {  // kShare: at least numerator/denominator of base; kMajority: more than half of base
  VoteRule rule = VoteRule::kMajority;
  CountBase base = CountBase::kAll;
  int64_t numerator = 0, denominator = 1;
  friend bool operator==(const Vote&, const Vote&) = default;
};
enum class Deadlock : uint8_t { kFails, kEscalate, kReconvene, kChairDecides };
struct Body {  // 组织
  ActorId actor;
  std::vector<ActorId> chair, vice, members, attends, substitutes;
  std::vector<Name> member_units;  // members are units, each with one voice
  std::vector<RecusalReason> recusals;
  ActorId recusal_decider, chair_recusal_decider;
  Quorum quorum;
  Vote vote;
  Deadlock deadlock = Deadlock::kFails;
  bool dissent_recorded = false;
  friend bool operator==(const Body&, const Body&) = default;
};

// ---- what happens, what is written

struct Event {
  Name name;
  FactId records;  // a date takes the day it occurred, a bool becomes yes
  std::vector<ActorId> by;
  std::string description;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Event&, const Event&) = default;
};
struct Document {
  Name name;
  DecisionId required_when;  // unset: only where a stage or outcome asks for it
  std::string description;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Document&, const Document&) = default;
};
struct Ground {  // 事由: from one event to the other; a time clocks may leave out
  Name name;
  EventId from, to;
  std::string description;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Ground&, const Ground&) = default;
};

// ---- clocks and duties: one mechanism

enum class ClockUnit : uint8_t { kDay, kWorkday, kMonth, kYear, kHour };
enum class ClockRoll : uint8_t { kRestDay, kHoliday, kNone };
struct Amount {
  int64_t count = 0;
  ClockUnit unit = ClockUnit::kDay;
  friend bool operator==(const Amount&, const Amount&) = default;
};
struct Extension {
  Amount amount;        // 0: the new end is set as a date when it is granted
  bool again = false;   // 再延长: only after the plain ones are used
  int64_t at_most = 1;  // times; 0: not limited
  std::vector<ActorId> approvers;
  friend bool operator==(const Extension&, const Extension&) = default;
};
struct Clock {
  Name name;
  std::vector<EventId> from;  // whichever is first; empty: the entry into `stage`, or what its duty says
  StageId stage;              // the limit of a stage
  DutyId duty;                // an obligation of a duty
  Amount at_most, at_least;   // count 0: not said
  DecisionId when;            // set: at_most where it holds, `otherwise` where it definitely does not
  Amount otherwise;           // count 0: no limit then
  EventId before;             // backward: at the latest `lead` before this event
  Amount lead;
  std::vector<Extension> extensions;
  std::vector<StageId> stop_stages;          // not counted: time spent in these,
  std::vector<InterruptId> stop_interrupts;  // under these,
  std::vector<GroundId> stop_grounds;        // on these grounds
  EventId expiry_event;
  StageId expiry_target;
  ClockRoll roll = ClockRoll::kRestDay;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Clock&, const Clock&) = default;
};
struct Obligation {  // one thing owed: (duty, channel, basis)
  Name channel;      // empty: the duty has one obligation only
  ClockId clock;
  friend bool operator==(const Obligation&, const Obligation&) = default;
};
struct Exclusion {  // 不适用
  DecisionId when;
  std::vector<CiteId> basis;
  friend bool operator==(const Exclusion&, const Exclusion&) = default;
};
struct Duty {
  Name name;
  std::string title;
  std::vector<EventId> from, discharged_by, voided_by;
  std::vector<ActorId> owners, approvers;
  DecisionId when;
  std::vector<Exclusion> exclusions;
  bool encouraged = false;              // 鼓励: no breach when left undone
  std::vector<Obligation> obligations;  // at least one
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Duty&, const Duty&) = default;
};

// ---- flows

enum class Manner : uint8_t { kAny, kInTurn, kParallel };  // 由, 依次, 并行
enum class Verdict : uint8_t { kNone, kPass, kFail };
struct CheckItem {
  Name name, defect;  // the defect a failed check finds; empty: none named
  friend bool operator==(const CheckItem&, const CheckItem&) = default;
};
struct Outcome {
  StageId stage;
  Name name;
  Verdict verdict = Verdict::kNone;
  StageId target;
  int64_t at_most = 0;             // times it may be given; 0: not limited
  StageId beyond;                  // where it leads after that
  std::vector<EventId> emits, on;  // on: the outcome comes of itself when one of these occurs
  DecisionId when;
  std::vector<ActorId> approvers;
  std::vector<DocumentId> needs;
  bool decides = false, revises = false, reasoned = false;  // 作出决定, 修改提案, 说明理由
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
struct Stage {  // 环节, or 终局 when it is an end
  FlowId flow;
  Name name;
  std::string title;
  bool is_end = false;
  Manner manner = Manner::kAny;
  std::vector<ActorId> actors;
  std::vector<Name> functions;  // 作为: besides its own name
  DecisionId only_when;         // definitely no: the case goes to `otherwise` instead
  StageId otherwise;
  ClockId limit;
  std::vector<DocumentId> needs;
  std::vector<CheckItem> checks;
  std::vector<Name> bars, agenda;
  std::vector<OutcomeId> outcomes;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Stage&, const Stage&) = default;
};
struct Interrupt {  // 随时
  FlowId flow;
  Name name;
  std::vector<Name> reasons;
  DecisionId when;
  std::vector<ActorId> approvers, resumed_by;
  std::vector<EventId> emits;
  StageId target;  // set: ends the flow there; unset: suspends it until resumed
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Interrupt&, const Interrupt&) = default;
};
struct Gate {                // 须经 … 方可 …
  FlowId flow;               // unset: every flow of the policies that stand on this one
  std::vector<Name> needed;  // stages or functions, each passed
  bool decides = false;      // before 作出决定; otherwise before entering `target` or `event`
  Name target;
  DecisionId when;  // needed only then
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Gate&, const Gate&) = default;
};
struct Separation {  // 互不兼任: pairwise different persons
  std::vector<ActorId> positions;
  friend bool operator==(const Separation&, const Separation&) = default;
};
struct Flow {
  PolicyId policy;
  Name name;
  std::string title;
  DecisionId when;              // unset: every case
  std::vector<StageId> stages;  // as written, the first is where it begins; then the ends
  std::vector<InterruptId> interrupts;
  std::vector<ClockId> clocks;  // of the case, not those of stages
  std::vector<GateId> gates;    // that bind it: its own and the superiors'
  std::vector<Separation> separations;
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Flow&, const Flow&) = default;
};

}  // namespace guiju::ir
