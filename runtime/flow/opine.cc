// Opinions: who may give them, what they rest on, where they lead.
#include <algorithm>

#include "runtime/flow/decider.h"

namespace guiju::flow {

using record::Value;

// The position of the stage that this person acts as.
ir::ActorId Decider::RoleAt(const ir::Stage& stage) {
  std::vector<ir::ActorId> due = stage.actors;
  if (stage.manner == ir::Manner::kInTurn) {
    const size_t level = std::min(now_.voices.size(), due.size() - 1);
    due = {due[level]};
  } else if (stage.manner == ir::Manner::kParallel) {
    std::erase_if(due, [&](ir::ActorId actor) {
      return std::ranges::any_of(
          now_.voices, [&](const Voice& voice) { return p_.actors[actor].name.Is(voice.position); });
    });
  }
  const ir::ActorId role = RoleOf(p_, c_.acting.person.position, due);
  if (!role && Object(RefusalCode::kNotYourPosition, c_.acting.person.position, NamesOf(p_, due)))
    return due.empty() ? ir::ActorId{} : due[0];
  return role;
}

std::vector<Refusal> ObstaclesOf(const ir::Program& program, const State& state, const Acting& acting,
                                 ir::ActorId role) {
  std::vector<Refusal> found;
  std::vector<std::string> lacking;
  for (const std::string& qualification : program.actors[role].qualifications) {
    if (std::ranges::find(acting.qualifications, qualification) == acting.qualifications.end())
      lacking.push_back(qualification);
  }
  if (!lacking.empty())
    found.push_back({RefusalCode::kNotQualified, program.actors[role].name.In(true), lacking});
  const ir::FlowId flow = FindFlow(program, state.flow);
  if (!flow) return found;
  for (const ir::Separation& separation : program.flows[flow].separations) {
    if (std::ranges::find(separation.positions, role) == separation.positions.end()) continue;
    for (const ir::ActorId other : separation.positions) {
      if (other == role) continue;
      const bool acted = std::ranges::any_of(state.deeds, [&](const Deed& deed) {
        return deed.person == acting.person.id && program.actors[other].name.Is(deed.position);
      });
      if (acted) found.push_back({RefusalCode::kSamePerson, program.actors[other].name.In(true), {}});
    }
  }
  return found;
}

bool Decider::CheckActor(const Acting& acting, ir::ActorId role) {
  return std::ranges::all_of(ObstaclesOf(p_, now_, acting, role), [&](const Refusal& obstacle) {
    return Object(obstacle.code, obstacle.what, obstacle.missing);
  });
}

bool Decider::CheckStep(const std::vector<ir::ActorId>& positions) {
  ir::ActorId role = RoleOf(p_, c_.acting.person.position, positions);
  if (!role) {
    if (!Object(RefusalCode::kNotYourPosition, c_.acting.person.position, NamesOf(p_, positions)))
      return false;
    if (positions.empty()) return true;
    role = positions[0];
  }
  return CheckActor(c_.acting, role);
}

// Silence about a check is no pass, and neither is a failed one.
bool Decider::CheckReview(const ir::Stage& stage, const ir::Outcome& outcome) {
  if (outcome.verdict != ir::Verdict::kPass) return true;
  std::vector<std::string> missing, failed;
  for (const ir::CheckItem& item : stage.checks) {
    const auto given = std::ranges::find_if(
        c_.checks, [&](const CheckResult& result) { return item.name.Is(result.check); });
    if (given == c_.checks.end()) {
      missing.push_back(item.name.In(true));
    } else if (!given->good) {
      failed.push_back(item.name.In(true));
    }
  }
  if (!missing.empty() && !Object(RefusalCode::kChecksMissing, outcome.name.In(true), missing)) return false;
  return failed.empty() || Object(RefusalCode::kCheckFailed, outcome.name.In(true), failed);
}

// What a stage asks for is needed unless the opinion is that it does not pass.
bool Decider::CheckDocuments(const ir::Stage& stage, const ir::Outcome& outcome) {
  std::vector<ir::DocumentId> needed = outcome.needs;
  if (outcome.verdict != ir::Verdict::kFail)
    needed.insert(needed.end(), stage.needs.begin(), stage.needs.end());
  std::vector<std::string> missing;
  for (const ir::DocumentId document : needed) {
    const ir::Name& name = p_.documents[document].name;
    if (!IsAttached(name)) missing.push_back(name.In(true));
  }
  if (outcome.decides && !AddRequiredDocuments(&missing)) return false;
  return missing.empty() || Object(RefusalCode::kDocumentsMissing, outcome.name.In(true), missing);
}

// 必备当: nothing is decided on a file that lacks what it must hold, or while that is open.
bool Decider::AddRequiredDocuments(std::vector<std::string>* missing) {
  for (const ir::Document& document : p_.documents) {
    if (!document.required_when) continue;
    const std::string name = document.name.In(true);
    const Judge::Answer required = Ask(document.required_when);
    if (refused()) return false;
    if (!required.determined && !Object(RefusalCode::kUndetermined, name, required.missing)) return false;
    if (required.determined && required.holds && !IsAttached(document.name) &&
        std::ranges::find(*missing, name) == missing->end())
      missing->push_back(name);
  }
  return true;
}

bool Decider::CheckNamedProposal() {
  if (now_.proposals.empty()) {
    Refuse(RefusalCode::kProposalMissing);
    return false;
  }
  const int64_t number = now_.proposals.back().number;
  return c_.proposal == number || Object(RefusalCode::kProposalStale, std::to_string(number));
}

// A review or a decision is about the proposal as it now stands, and says so.
bool Decider::CheckProposal(const ir::Outcome& outcome) {
  if (outcome.revises) {
    if (c_.content.kind() == Value::Kind::kObject && !c_.content.members().empty()) return true;
    Refuse(RefusalCode::kContentMissing, outcome.name.In(true));
    return collecting_;
  }
  // To refuse or to go on none need be named, but who names one means the present one.
  if (outcome.verdict != ir::Verdict::kPass && !outcome.decides && c_.proposal == 0) return true;
  if (now_.proposals.empty()) {
    const bool told = c_.report && outcome.decides && c_.content.kind() == Value::Kind::kObject &&
                      !c_.content.members().empty();
    if (!told || collecting_) {
      Refuse(RefusalCode::kProposalMissing);
      return collecting_;
    }
    irregularities_.push_back({RefusalCode::kProposalMissing, outcome.name.In(true), {}});
    Propose();
    return true;
  }
  if (collecting_) return true;
  if (!CheckNamedProposal()) return false;
  const Proposal& proposal = now_.proposals.back();
  const bool differs = c_.content.kind() != Value::Kind::kNull && Normalised(c_.content) != proposal.content;
  if (!outcome.decides || !differs) return true;
  Refuse(RefusalCode::kContentDiffers, std::to_string(proposal.number));
  return false;
}

bool Decider::CheckApproval(const std::string& what, const std::vector<ir::ActorId>& approvers) {
  if (approvers.empty() || collecting_) return true;
  const ir::ActorId role = c_.approval ? RoleOf(p_, c_.approval->person.position, approvers) : ir::ActorId{};
  if (!role) return Object(RefusalCode::kApprovalMissing, what, NamesOf(p_, approvers));
  if (!CheckActor(*c_.approval, role)) return false;
  return c_.approval->person.id != c_.acting.person.id || Object(RefusalCode::kOwnApproval, what);
}

// A stage that may not be needed is not passed through while that is open. One that is not needed, where the
// way on is barred, keeps its outcomes: they are the way back.
bool Decider::CheckNeed(const ir::Stage& stage) {
  if (!stage.only_when) return true;
  const Judge::Answer needed = Ask(stage.only_when);
  if (refused()) return false;
  return needed.determined || Object(RefusalCode::kUndetermined, stage.name.In(true), needed.missing);
}

bool Decider::CheckReason(const ir::Outcome& outcome) {
  return !outcome.reasoned || !c_.reason.empty() ||
         Object(RefusalCode::kReasonMissing, outcome.name.In(true));
}

bool Decider::CheckMinimum(const ir::Stage& stage) {
  if (!stage.limit || p_.clocks[stage.limit].at_least.count == 0) return true;
  const auto clocks = Clocks(rules_, now_);
  if (!clocks) {
    Refuse(RefusalCode::kBadFacts, clocks.error().message);
    return false;
  }
  for (const RunningClock& running : *clocks) {
    if (running.clock != stage.limit || !running.is_minimum) continue;
    if (clock::Remaining(running.data, rules_.calendar, c_.occurred).passed != clock::Verdict::kYes)
      return Object(RefusalCode::kTooEarly, stage.name.In(true));
  }
  return true;
}

// Whoever gives it, one person or a body by its vote.
bool Decider::CheckOutcome(const ir::Stage& stage, const ir::Outcome& outcome) {
  const std::string name = outcome.name.In(true);
  if (!CheckCondition(name, outcome.when) || !CheckReview(stage, outcome) ||
      !CheckDocuments(stage, outcome) || !CheckProposal(outcome) || !CheckMinimum(stage) ||
      !CheckApproval(name, outcome.approvers))
    return false;
  if (!CheckReason(outcome)) return false;
  return !outcome.decides || CheckGates(true, nullptr);
}

Value Decider::OpinionBody(const ir::Stage& stage, const ir::Outcome& outcome, ir::ActorId role) const {
  Value body = Value::EmptyObject();
  body.Insert("stage", stage.name.Key());
  body.Insert("outcome", outcome.name.Key());
  if (role) {  // a body has no single author: who enters its vote has not handled the matter by that
    body.Insert("position", p_.actors[role].name.Key());
    if (!c_.acting.person.id.empty()) body.Insert("person", c_.acting.person.id);
    if (!c_.acting.unit.empty()) body.Insert("unit", c_.acting.unit);
  }
  if (!now_.proposals.empty() && !outcome.revises) body.Insert("proposal", now_.proposals.back().number);
  if (!c_.reason.empty()) body.Insert("reason", c_.reason);
  if (c_.approval) body.Insert("approved_by", c_.approval->person.id);
  Value checks = Value::EmptyObject();
  std::vector<std::string> defects;
  for (const ir::CheckItem& item : stage.checks) {
    for (const CheckResult& result : c_.checks) {
      if (!item.name.Is(result.check)) continue;
      checks.Insert(item.name.Key(), result.good);
      if (!result.good && !item.defect.Key().empty()) defects.push_back(item.defect.Key());
    }
  }
  if (!checks.members().empty()) body.Insert("checks", std::move(checks));
  if (!defects.empty()) body.Insert("defects", Texts(defects));
  return body;
}

// 依次: the next level is asked unless this one refuses. 并行: everybody is asked; one who refuses decides,
// and who disagrees without refusing has to be asked again.
ir::OutcomeId Decider::AfterVoice(const ir::Stage& stage, ir::OutcomeId outcome, ir::ActorId role) {
  const bool last = now_.voices.size() + 1 >= stage.actors.size();
  const bool refuses = p_.outcomes[outcome].verdict == ir::Verdict::kFail;
  if (stage.manner == ir::Manner::kAny || (stage.manner == ir::Manner::kInTurn && (last || refuses)))
    return outcome;
  if (stage.manner == ir::Manner::kParallel && last) {
    ir::OutcomeId said = outcome;
    bool differ = false;
    for (const Voice& voice : now_.voices) {
      const ir::OutcomeId other = FindOutcome(p_, p_.outcomes[outcome].stage, voice.outcome);
      differ = differ || other != outcome;
      if (other && p_.outcomes[other].verdict == ir::Verdict::kFail) said = other;
    }
    if (!differ || refuses) return outcome;
    if (p_.outcomes[said].verdict == ir::Verdict::kFail) {  // what this one said is kept as theirs
      Emit("spoke", OpinionBody(stage, p_.outcomes[outcome], role));
      return said;
    }
  }
  Emit("spoke", OpinionBody(stage, p_.outcomes[outcome], role));
  if (last) {
    Value body = Value::EmptyObject();
    body.Insert("stage", stage.name.Key());
    body.Insert("how", "diverge");
    Emit("undecided", std::move(body));
  }
  return {};
}

void Decider::Opine() {
  const ir::StageId at = StageToSpeakAt();
  if (!at) return;
  const ir::Stage& stage = p_.stages[at];
  const ir::OutcomeId id = FindOutcome(p_, at, c_.name);
  if (!id) {
    std::vector<std::string> names;
    for (const ir::OutcomeId outcome : stage.outcomes) names.push_back(p_.outcomes[outcome].name.In(true));
    return Refuse(RefusalCode::kUnknownOutcome, c_.name, names);
  }
  const ir::Outcome& outcome = p_.outcomes[id];
  if (const ir::BodyId body = BodyOf(p_, stage))
    return Refuse(RefusalCode::kBodyDecides, p_.actors[p_.bodies[body].actor].name.In(true));
  if (!outcome.on.empty()) return Refuse(RefusalCode::kComesOfItself, outcome.name.In(true));
  if (!CheckAwaited(stage)) return;
  if (!CheckNeed(stage)) return;
  const ir::ActorId role = RoleAt(stage);
  if (!role || !CheckActor(c_.acting, role)) return;
  if (!CheckOutcome(stage, outcome)) return;
  const ir::OutcomeId final = AfterVoice(stage, id, role);
  if (!final) return;
  if (final == id) return Conclude(id, "opined", OpinionBody(stage, outcome, role));
  Value body = Value::EmptyObject();  // of another who had refused before
  body.Insert("stage", stage.name.Key());
  body.Insert("outcome", p_.outcomes[final].name.Key());
  Conclude(final, "opined", std::move(body));
}

void Decider::Propose() {
  const Value content = Normalised(c_.content);
  Value noted = Value::EmptyObject();  // it stands over what was found: no way round who may find or lower it
  if (!CheckFindings(content, &noted)) return;
  Value proposal = Value::EmptyObject();
  proposal.Insert("number", static_cast<int64_t>(now_.proposals.size()) + 1);
  proposal.Insert("content", content);
  Emit("proposed", std::move(proposal));
  CheckFacts();
}

void Decider::Conclude(ir::OutcomeId id, const char* type, Value body) {
  const ir::Outcome& outcome = p_.outcomes[id];
  const ir::Stage& stage = p_.stages[outcome.stage];
  // Told from paper, a pass may stand beside a check that failed: its defect is not cleared by it.
  const Value* defects = body.Find("defects");
  const std::vector<Value> found = defects == nullptr ? std::vector<Value>() : defects->items();
  Emit(type, std::move(body));
  if (outcome.revises) Propose();
  if (outcome.verdict == ir::Verdict::kPass) {
    Value agreed = Value::EmptyObject();
    agreed.Insert("stage", stage.name.Key());
    agreed.Insert("digest", MaterialDigest(now_));
    std::vector<std::string> cleared;
    for (const ir::CheckItem& item : stage.checks) {
      const std::string& defect = item.defect.Key();
      if (!defect.empty() && std::ranges::find(found, Value(defect)) == found.end())
        cleared.push_back(defect);
    }
    agreed.Insert("cleared", Texts(cleared));
    Emit("agreed", std::move(agreed));
  }
  const bool agreed_before = std::ranges::any_of(
      now_.agreements, [&](const Agreement& agreement) { return stage.name.Is(agreement.stage); });
  if (outcome.verdict == ir::Verdict::kFail && agreed_before) {
    Value lapsed = Value::EmptyObject();
    lapsed.Insert("stage", stage.name.Key());
    Emit("lapsed", std::move(lapsed));
  }
  if (outcome.decides) {
    Value decided = Value::EmptyObject();
    decided.Insert("outcome", outcome.name.Key());
    decided.Insert("proposal", now_.proposals.back().number);
    decided.Insert("content", now_.proposals.back().content);
    Emit("decided", std::move(decided));
  }
  for (const ir::EventId event : outcome.emits) Happen(event);
  Go(TargetOf(outcome, 0), outcome.name.Key());
}

ir::StageId Decider::TargetOf(const ir::Outcome& outcome, int64_t more) {
  const int64_t times = now_.given[p_.stages[outcome.stage].name.Key() + "/" + outcome.name.Key()] + more;
  return outcome.at_most > 0 && times > outcome.at_most ? outcome.beyond : outcome.target;
}

}  // namespace guiju::flow
