#pragma once
// One command being tried on a copy of the state. Private to the room; each group of steps is one .cc file.
#include <optional>
#include <string>
#include <vector>

#include "runtime/flow/flow.h"
#include "runtime/flow/lookup.h"

namespace guiju::flow {

class Decider {
 public:
  Decider(const Rules& rules, const State& state, const Command& command)
      : rules_(rules), p_(rules.program), before_(state), now_(state), c_(command) {}
  Outcome Run();
  // Why the outcome of the present stage could not be given, by anyone who may; for the list of what is
  // allowed.
  std::vector<Refusal> ObstaclesTo(const ir::Outcome& outcome);
  std::vector<Refusal> ObstaclesTo(const ir::Interrupt& interrupt);

 private:
  // decide.cc
  void Open();
  void Assert();
  void Attach();
  void Report();
  void Interrupt();
  void Resume();
  void Tick();
  const RunningClock* FirstRunOut(const std::vector<RunningClock>& clocks) const;
  bool InProgress();  // open, not ended; refuses otherwise
  bool NotBeforeItsCause();
  // Where the matter is, when something may be said there now; unset: refused.
  ir::StageId StageToSpeakAt();
  // A reason and the approval of a second person, whatever the policy says: no one alone rewrites what is.
  bool CheckFourEyes(const std::string& what);
  bool IsAttached(const ir::Name& document) const;
  record::Value Normalised(const record::Value& facts) const;

  // opine.cc
  void Opine();
  ir::ActorId RoleAt(const ir::Stage& stage);
  bool CheckActor(const Acting& acting, ir::ActorId role);
  // Acting in one of these positions: held, qualified, separate from what the person did before.
  bool CheckStep(const std::vector<ir::ActorId>& positions);
  bool CheckOutcome(const ir::Stage& stage, const ir::Outcome& outcome);
  bool CheckReview(const ir::Stage& stage, const ir::Outcome& outcome);
  bool CheckDocuments(const ir::Stage& stage, const ir::Outcome& outcome);
  bool AddRequiredDocuments(std::vector<std::string>* missing);
  bool CheckProposal(const ir::Outcome& outcome);
  bool CheckNamedProposal();  // the number that the command names is that of the present one
  bool CheckApproval(const std::string& what, const std::vector<ir::ActorId>& approvers);
  bool CheckMinimum(const ir::Stage& stage);
  bool CheckNeed(const ir::Stage& stage);
  bool CheckReason(const ir::Outcome& outcome);
  // Of 依次 and 并行: the outcome when the last has spoken, unset when others still have to.
  ir::OutcomeId AfterVoice(const ir::Stage& stage, ir::OutcomeId outcome, ir::ActorId role);
  record::Value OpinionBody(const ir::Stage& stage, const ir::Outcome& outcome, ir::ActorId role) const;
  void Propose();
  void Conclude(ir::OutcomeId outcome, const char* type, record::Value body);

  // resolve.cc
  void Resolve();
  struct Tally;
  bool CountBallots(ir::BodyId body, Tally* tally);
  // What the ballots come to: passed, not passed; unset: undecided. Refuses when the chair is needed and
  // absent.
  std::optional<bool> VerdictOf(const ir::Body& body, const Tally& tally);
  record::Value BallotsValue() const;
  bool CheckBallot(ir::BodyId body, const Ballot& ballot);
  void NoteSession(record::Value* body) const;

  // findings.cc. 认定: who may find, who may raise; what a raiser raised is not lowered by others. Adds to
  // the event's body.
  bool CheckFindings(const record::Value& facts, record::Value* body);
  bool CheckFinding(const ir::Fact& fact, const record::Value& value, bool* raises, bool* lowers);

  // extend.cc
  void Extend();
  // The approver as the event names it: a position, or a body by its vote. Unset: refused.
  std::optional<std::string> ApproverOf(const ir::Extension& extension);

  // correct.cc
  void Correct();
  void CorrectHappening(ir::EventId event);
  void Detach(ir::DocumentId document);
  std::optional<size_t> FindHappening(ir::EventId event);
  bool CheckCorrection(ir::EventId event, size_t happening);
  size_t OthersAt(size_t happening, const std::vector<ir::EventId>& events) const;
  void NoteDuties(ir::EventId event, size_t happening, record::Value* body) const;
  bool StopsInOrder();

  // migrate.cc
  void Migrate();
  bool CheckMigrated();
  bool CheckNames();
  bool CheckLanding();
  ir::StageId PresentStage() const;
  void CheckGatesAhead();
  // Whether the gate stands before the stage: its target, or one that may decide.
  bool IsGuarded(const ir::Gate& gate, ir::StageId stage) const;

  // settle.cc: what follows of itself
  void Settle();
  bool PassBy();
  bool TakeOutcomeOfEvent();
  // Whether an outcome waits for a fact though its event has happened: nothing else may be said meanwhile.
  bool CheckAwaited(const ir::Stage& stage);
  void LapseAgreements();
  void TellRecomputed();
  void Happen(ir::EventId event);
  void ArmDuties(ir::EventId event);
  void CloseDuties(ir::EventId event);
  bool IsExcluded(const ir::Duty& duty);
  void SettleDuties();  // what turns out not to be owed
  void Go(ir::StageId to, const std::string& how);
  ir::StageId RestOf(ir::StageId to);
  bool CheckEntry(ir::StageId to);
  bool MayGo(ir::StageId to);
  // Of an outcome that was given so many times more than the state has it.
  ir::StageId TargetOf(const ir::Outcome& outcome, int64_t more);

  // gates.cc
  bool CheckDetermined();
  bool CheckGates(bool decides, const ir::Name* target);
  bool IsPassed(const ir::Gate& gate, const ir::Name& function);

  // ---- shared
  void Emit(const char* type, record::Value body);
  // Refuses; or, when the command only reports what happened and the matter can bear it, notes an
  // irregularity and says true: go on.
  bool Object(RefusalCode code, std::string what, std::vector<std::string> missing = {});
  void Refuse(RefusalCode code, std::string what = "", std::vector<std::string> missing = {});
  bool refused() const { return refusal_.has_value(); }
  // The facts with what the current proposal would make of them.
  record::Value Facts() const;
  // False also when the answer is open; refuses when the facts are none.
  Judge::Answer Ask(ir::DecisionId decision);
  void CheckFacts();  // refuses when they, or the proposal's, are no case of the policy
  // Whether 过渡 leaves the matter to the former version.
  Judge::Answer AskOldVersion();
  bool CheckCondition(const std::string& what, ir::DecisionId condition);
  ir::FlowId flow() const { return FindFlow(p_, now_.flow); }
  ir::StageId stage() const;

  const Rules& rules_;
  const ir::Program& p_;
  const State& before_;
  State now_;
  const Command& c_;
  std::vector<Event> events_;
  std::vector<Refusal> irregularities_;
  std::optional<Refusal> refusal_;
  int64_t leading_ = 0;      // the happening whose outcome is being taken, from 1
  bool collecting_ = false;  // obstacles instead of the first refusal
  std::vector<Refusal> obstacles_;
};

record::Value Texts(const std::vector<std::string>& texts);

}  // namespace guiju::flow
