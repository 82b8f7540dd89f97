// Positions, bodies, events, documents, grounds.
#include "compiler/model/flow_checker.h"

namespace guiju::model {

void FlowChecker::Missing(const Span& span, std::string_view what_zh, std::string_view clause_zh,
                          std::string_view what_en, std::string_view clause_en) {
  sink_.Emit(diag::Kind::MissingClause, span, what_zh, clause_zh, what_en, clause_en);
}

void FlowChecker::ResolveActors() {
  for (const ActorId id : m_.actors.ids()) {
    const Site& site = actor_sites_[static_cast<size_t>(id.index)];
    if (m_.actors[id].body != nullptr) {
      ResolveBody(site, id);
      continue;
    }
    const syntax::PositionDecl& d = *m_.actors[id].position;
    Actor& actor = m_.actors[id];
    actor.acts_as = Actors(site, d.acts_as);
    actor.basis = c_.ResolveCites(site.unit, d.basis);
    for (size_t i = 0; i < actor.acts_as.size(); ++i) {
      const Actor& other = m_.actors[actor.acts_as[i]];
      if (other.body != nullptr || actor.acts_as[i] == id)
        sink_.Emit(diag::Kind::NotAPosition, d.acts_as[i].span, d.acts_as[i].text);
    }
  }
}

// A share lies in (0, 1], a number of persons is a whole one above 0. Votes are counted by shares only.
void FlowChecker::CheckShare(const syntax::Share& share, bool vote) {
  const std::string& number = share.amount.number;
  if (share.span.end == 0 || number.empty()) return;
  const size_t slash = number.find('/');
  bool good = false;
  if (slash != std::string::npos) {
    const int64_t numerator = std::atoll(number.c_str()),
                  denominator = std::atoll(number.c_str() + slash + 1);
    good = number.size() <= 12 && numerator > 0 && numerator <= denominator;
  } else {
    const std::string& unit = share.amount.unit;
    good = !vote && number.find('.') == std::string::npos && number.size() <= 4 && number != "0" &&
           (unit == "人" || unit == "名" || unit == "person" || unit == "people");
  }
  if (!good) sink_.Emit(diag::Kind::ShareOutOfRange, share.amount.span, m_.TextOf(share.amount.span));
}

void FlowChecker::ResolveBody(const Site& site, ActorId id) {
  const syntax::BodyDecl& d = *m_.actors[id].body;
  Actor& actor = m_.actors[id];
  actor.functions = NamesOf(d.acts_as);
  actor.chair = Actors(site, d.chair);
  actor.vice = Actors(site, d.vice);
  actor.members = Actors(site, d.members);
  actor.attends = Actors(site, d.attends);
  actor.substitutes = Actors(site, d.substitutes);
  actor.member_units = NamesOf(d.member_units);
  actor.recusal_decider = Find<ActorId>(site, FlowName::kActor, d.recusal_decider);
  actor.chair_recusal_decider = Find<ActorId>(site, FlowName::kActor, d.chair_recusal_decider);
  actor.basis = c_.ResolveCites(site.unit, d.basis);
  CheckShare(d.quorum, false);
  CheckShare(d.vote, true);
  if (d.chair.empty()) Missing(d.name.span, "组织", "主任 岗位", "a body", "chair POSITION");
  if (d.members.empty() && d.member_units.empty() && d.vice.empty())
    Missing(d.name.span, "组织", "委员 岗位", "a body", "members POSITION");
  if (d.vote.span.end == 0)
    Missing(d.name.span, "组织", "表决 到会者 过半数", "a body", "vote present majority");
  if (d.quorum.span.end == 0)
    Missing(d.name.span, "组织", "到会 应参会 三分之二", "a body", "quorum all 2/3");
  // One who decides alone cannot be divided with himself.
  if (d.deadlock.empty() && d.vote.span.end != 0 && d.vote.rule != "chair")
    Missing(d.name.span, "组织", "不成 上报", "a body", "deadlock escalate");
  if (!d.recusals.empty() && d.recusal_decider.text.empty())
    Missing(d.name.span, "回避", "决定人 岗位", "a recusal", "decided-by POSITION");
}

void FlowChecker::ResolveEvents() {
  for (const EventId id : m_.events.ids()) {
    const Site& site = event_sites_[static_cast<size_t>(id.index)];
    const syntax::EventDecl& d = *m_.events[id].written;
    m_.events[id].by = Actors(site, d.by);
    m_.events[id].basis = c_.ResolveCites(site.unit, d.basis);
    if (!d.records) continue;
    auto [symbol, used] = c_.FindPath(site.unit, *d.records);
    if (symbol.kind == SymbolKind::kNone) {
      c_.ReportUnknown(site.unit, *d.records, nullptr);
      continue;
    }
    symbol = c_.FollowFields(symbol, *d.records, used);
    const bool fact = symbol.kind == SymbolKind::kFact;
    const TypeKind kind = fact ? m_.facts[FactId(symbol.index)].type.kind : TypeKind::kPoison;
    if (kind != TypeKind::kDate && kind != TypeKind::kBool) {
      if (!fact || kind != TypeKind::kPoison)
        sink_.Emit(diag::Kind::EventRecords, d.records->span, d.records->Joined());
      continue;
    }
    c_.MarkUsed(symbol);
    m_.events[id].records = FactId(symbol.index);
  }
}

void FlowChecker::ResolveDocuments() {
  for (const DocumentId id : m_.documents.ids()) {
    const Site& site = document_sites_[static_cast<size_t>(id.index)];
    const syntax::DocumentDecl& d = *m_.documents[id].written;
    const std::vector<CiteId> basis = c_.ResolveCites(site.unit, d.basis);
    const DecisionId required = Guard(site, d.required_when, "必备", "required", basis);
    m_.documents[id].basis = basis;
    m_.documents[id].required_when = required;
  }
}

void FlowChecker::ResolveGrounds() {
  for (const GroundId id : m_.grounds.ids()) {
    const Site& site = ground_sites_[static_cast<size_t>(id.index)];
    const syntax::GroundDecl& d = *m_.grounds[id].written;
    m_.grounds[id].from = Find<EventId>(site, FlowName::kEvent, d.from);
    m_.grounds[id].to = Find<EventId>(site, FlowName::kEvent, d.to);
    m_.grounds[id].basis = c_.ResolveCites(site.unit, d.basis);
  }
}

}  // namespace guiju::model
