// The names of flows: declared once for everything visible, stages, interrupts and clocks within their flow.
#include "compiler/model/flow_checker.h"

namespace guiju::model {

namespace {

constexpr size_t kMostAdvised = 100;

struct KindText {
  std::string_view zh, en, keyword_zh, keyword_en;
};
KindText TextOf(FlowName kind) {
  switch (kind) {
    case FlowName::kActor:
      return {"岗位或组织", "position or body", "岗位", "position"};
    case FlowName::kEvent:
      return {"事件", "event", "事件", "event"};
    case FlowName::kDocument:
      return {"文书", "document", "文书", "document"};
    case FlowName::kGround:
      return {"环节、随时或事由", "stage, interrupt or ground", "事由", "ground"};
    case FlowName::kDuty:
      return {"义务", "duty", "义务", "duty"};
    case FlowName::kFlow:
      return {"流程", "flow", "流程", "flow"};
    case FlowName::kStage:
      return {"环节或终局", "stage or end", "环节", "stage"};
    case FlowName::kInterrupt:
      return {"随时", "interrupt", "随时", "anytime"};
    case FlowName::kClock:
      return {"期限", "clock", "期限", "clock"};
  }
  return {};
}

}  // namespace

bool FlowChecker::Declare(Names& names, const syntax::Name& name, int32_t id) {
  const auto [known, fresh] = names.emplace(c_.words_.Intern(name.text), Declared{id, name.span});
  if (!fresh) {
    sink_.Emit(diag::Kind::DuplicateName, name.span, name.text)
        .notes.push_back({known->second.span, "先在这里声明", "first declared here"});
  }
  return fresh;
}

void FlowChecker::DeclareAll() {
  const auto declare = [&](Site& site, FlowName kind, const syntax::Name& name, int32_t id) {
    site.owner = c_.NameFor(name);
    Declare(scopes_[site.unit].names[static_cast<size_t>(kind)], name, id);
  };
  ForEach<syntax::PositionDecl>([&](Site site, const syntax::PositionDecl& d) {
    Actor actor;
    actor.name = c_.NameFor(d.name);
    actor.position = &d;
    actor.unit = site.unit;
    actor.span = d.name.span;
    declare(site, FlowName::kActor, d.name, m_.actors.Add(std::move(actor)).index);
    actor_sites_.push_back(site);
  });
  ForEach<syntax::BodyDecl>([&](Site site, const syntax::BodyDecl& d) {
    Actor actor;
    actor.name = c_.NameFor(d.name);
    actor.body = &d;
    actor.unit = site.unit;
    actor.span = d.name.span;
    declare(site, FlowName::kActor, d.name, m_.actors.Add(std::move(actor)).index);
    actor_sites_.push_back(site);
  });
  ForEach<syntax::EventDecl>([&](Site site, const syntax::EventDecl& d) {
    Event event;
    event.name = c_.NameFor(d.name);
    event.written = &d;
    event.unit = site.unit;
    event.span = d.name.span;
    declare(site, FlowName::kEvent, d.name, m_.events.Add(std::move(event)).index);
    event_sites_.push_back(site);
  });
  ForEach<syntax::DocumentDecl>([&](Site site, const syntax::DocumentDecl& d) {
    Document document;
    document.name = c_.NameFor(d.name);
    document.written = &d;
    document.unit = site.unit;
    document.span = d.name.span;
    declare(site, FlowName::kDocument, d.name, m_.documents.Add(std::move(document)).index);
    document_sites_.push_back(site);
  });
  ForEach<syntax::GroundDecl>([&](Site site, const syntax::GroundDecl& d) {
    Ground ground;
    ground.name = c_.NameFor(d.name);
    ground.written = &d;
    ground.unit = site.unit;
    ground.span = d.name.span;
    declare(site, FlowName::kGround, d.name, m_.grounds.Add(std::move(ground)).index);
    ground_sites_.push_back(site);
  });
  ForEach<syntax::DutyDecl>([&](Site site, const syntax::DutyDecl& d) {
    Duty duty;
    duty.name = c_.NameFor(d.name);
    duty.written = &d;
    duty.unit = site.unit;
    duty.span = d.name.span;
    declare(site, FlowName::kDuty, d.name, m_.duties.Add(std::move(duty)).index);
    duty_sites_.push_back(site);
  });
  ForEach<syntax::FlowDecl>([&](Site site, const syntax::FlowDecl& d) {
    Flow flow;
    flow.name = c_.NameFor(d.name);
    flow.written = &d;
    flow.unit = site.unit;
    flow.span = d.name.span;
    const FlowId id = m_.flows.Add(std::move(flow));
    declare(site, FlowName::kFlow, d.name, id.index);
    site.flow = id;
    flow_sites_.push_back(site);
    flow_names_.emplace_back();
  });
}

const FlowChecker::Declared* FlowChecker::Look(const Site& site, FlowName kind, Word word) const {
  if (word == 0) return nullptr;
  if (kind > FlowName::kFlow) {
    if (!site.flow) return nullptr;
    const size_t local = static_cast<size_t>(kind) - static_cast<size_t>(FlowName::kStage);
    const Names& names = flow_names_[static_cast<size_t>(site.flow.index)][local];
    const auto found = names.find(word);
    return found == names.end() ? nullptr : &found->second;
  }
  for (const size_t seen : c_.closure_.units[site.unit].visible) {
    const Names& names = scopes_[seen].names[static_cast<size_t>(kind)];
    const auto found = names.find(word);
    if (found == names.end()) continue;
    if (seen != site.unit) c_.used_units_[site.unit][seen] = true;
    return &found->second;
  }
  return nullptr;
}

void FlowChecker::ReportUnknown(const Site& site, FlowName kind, const syntax::NameRef& ref) {
  const KindText text = TextOf(kind);
  // Looking for a similar name costs as much as there are names: whoever has so many wrong gets no advice.
  if (++unknown_ > kMostAdvised) {
    sink_.Emit(diag::Kind::UnknownFlowName, ref.span, ref.text, text.zh, text.en, text.keyword_zh,
               text.keyword_en);
    return;
  }
  std::vector<std::string> spellings;
  const auto add = [&](const Names& names) {
    for (const auto& [word, declared] : names) {
      const Name& name = c_.words_.NameOf(word);
      if (!name.zh.empty()) spellings.push_back(name.zh);
      if (!name.en.empty()) spellings.push_back(name.en);
    }
  };
  if (kind > FlowName::kFlow) {
    if (site.flow)
      add(flow_names_[static_cast<size_t>(site.flow.index)]
                     [static_cast<size_t>(kind) - static_cast<size_t>(FlowName::kStage)]);
  } else {
    for (const size_t seen : c_.closure_.units[site.unit].visible)
      add(scopes_[seen].names[static_cast<size_t>(kind)]);
  }
  std::ranges::sort(spellings);
  const std::string close = diag::ClosestName(ref.text, spellings);
  if (close.empty()) {
    sink_.Emit(diag::Kind::UnknownFlowName, ref.span, ref.text, text.zh, text.en, text.keyword_zh,
               text.keyword_en);
  } else {
    sink_.Emit(diag::Kind::UnknownFlowNameSimilar, ref.span, ref.text, text.zh, text.en, close);
  }
}

template <class Id>
Id FlowChecker::Find(const Site& site, FlowName kind, const syntax::NameRef& ref) {
  if (ref.text.empty()) return {};
  if (const Declared* declared = Look(site, kind, c_.words_.Find(ref.text))) return Id(declared->id);
  ReportUnknown(site, kind, ref);
  return {};
}
template ActorId FlowChecker::Find<ActorId>(const Site&, FlowName, const syntax::NameRef&);
template EventId FlowChecker::Find<EventId>(const Site&, FlowName, const syntax::NameRef&);
template StageId FlowChecker::Find<StageId>(const Site&, FlowName, const syntax::NameRef&);

template <class Id>
std::vector<Id> FlowChecker::FindAll(const Site& site, FlowName kind,
                                     const std::vector<syntax::NameRef>& refs) {
  std::vector<Id> ids;
  for (const syntax::NameRef& ref : refs) {
    const Id id = Find<Id>(site, kind, ref);
    if (!id) continue;
    if (std::ranges::find(ids, id) != ids.end()) {
      sink_.Emit(diag::Kind::RepeatedName, ref.span, ref.text);
    } else {
      ids.push_back(id);
    }
  }
  return ids;
}
template std::vector<ActorId> FlowChecker::FindAll<ActorId>(const Site&, FlowName,
                                                            const std::vector<syntax::NameRef>&);
template std::vector<EventId> FlowChecker::FindAll<EventId>(const Site&, FlowName,
                                                            const std::vector<syntax::NameRef>&);
template std::vector<DocumentId> FlowChecker::FindAll<DocumentId>(const Site&, FlowName,
                                                                  const std::vector<syntax::NameRef>&);

std::vector<Name> FlowChecker::NamesOf(const std::vector<syntax::NameRef>& refs) {
  std::vector<Name> names;
  for (const syntax::NameRef& ref : refs) names.push_back(NameOf(ref));
  return names;
}

DecisionId FlowChecker::Guard(const Site& site, syntax::ExprId condition, std::string_view role_zh,
                              std::string_view role_en, const std::vector<CiteId>& basis) {
  if (!condition) return {};
  Place place{site.tree, site.unit, nullptr, {}, {}};
  const ExprId when = c_.Condition(place, condition);
  if (c_.IsPoison(when)) return {};
  if (m_.exprs[when].kind == ExprKind::kDecision) return DecisionId(m_.exprs[when].index);
  Decision decision;
  decision.name.zh = site.owner.Zh() + "·" + std::string(role_zh);
  if (!site.owner.en.empty()) decision.name.en = site.owner.en + "." + std::string(role_en);
  decision.type = c_.BoolType();
  decision.act_on = ActOn::kBlock;
  decision.is_guard = true;
  decision.unit = site.unit;
  decision.span = m_.exprs[when].span;
  Rule rule;
  rule.name = {"条件", "condition"};
  rule.key = m_.policies[site.unit].name.Key() + "." + decision.name.Key() + ".condition";
  rule.when = when;
  rule.basis = basis;
  rule.unit = site.unit;
  rule.span = decision.span;
  decision.rules.push_back(m_.rules.Add(std::move(rule)));
  c_.rule_names_.emplace_back();
  return m_.decisions.Add(std::move(decision));
}

void FlowChecker::Run() {
  DeclareAll();
  for (const Site& site : flow_sites_) DeclareFlow(site.flow);
  ResolveActors();
  ResolveEvents();
  ResolveDocuments();
  ResolveGrounds();
  for (const Site& site : flow_sites_) ResolveFlow(site, site.flow);
  ResolveDuties();
  BindGates();
}

}  // namespace guiju::model
