// Clocks, duties, gates.
#include "compiler/model/flow_checker.h"
#include "runtime/value/period.h"

namespace guiju::model {

namespace {

// A whole number of at most six digits.
int64_t CountOf(const std::string& number) {
  if (number.empty() || number.size() > 6) return 0;
  int64_t count = 0;
  for (const char c : number) {
    if (c < '0' || c > '9') return 0;
    count = count * 10 + (c - '0');
  }
  return count;
}

ClockUnit UnitOf(value::PeriodUnit unit) {
  switch (unit) {
    case value::PeriodUnit::kDay:
      return ClockUnit::kDay;
    case value::PeriodUnit::kWorkday:
      return ClockUnit::kWorkday;
    case value::PeriodUnit::kMonth:
      return ClockUnit::kMonth;
    case value::PeriodUnit::kYear:
      return ClockUnit::kYear;
    case value::PeriodUnit::kHour:
      return ClockUnit::kHour;
  }
  return ClockUnit::kDay;
}

}  // namespace

Amount FlowChecker::AmountOf(const syntax::Amount& amount) {
  if (amount.number.empty()) return {};
  const auto unit = value::ParsePeriodUnit(amount.unit);
  const int64_t count = CountOf(amount.number);
  if (!unit || count == 0) {
    sink_.Emit(diag::Kind::BadPeriod, amount.span, m_.TextOf(amount.span));
    return {};
  }
  return {count, UnitOf(*unit)};
}

int64_t FlowChecker::TimesOf(const syntax::Amount& amount) {
  const int64_t count = CountOf(amount.number);
  const bool times =
      amount.unit == "次" || amount.unit == "time" || amount.unit == "回" || amount.unit == "times";
  if (count == 0 || !times) {
    sink_.Emit(diag::Kind::BadTimes, amount.span, m_.TextOf(amount.span));
    return 1;
  }
  return count;
}

void FlowChecker::ResolveExtensions(const Site& site, const syntax::Timing& timing, Clock& clock) {
  for (const syntax::ExtensionClause& d : timing.extensions) {
    Extension extension;
    extension.again = d.again;
    if (d.amount) extension.amount = AmountOf(*d.amount);
    extension.at_most = d.times ? TimesOf(*d.times) : 1;
    extension.approvers = Actors(site, d.approvers);
    if (d.approvers.empty()) Missing(d.span, "延长", "批准人 岗位", "an extension", "approver POSITION");
    // Without an amount nobody could say until when: the new end is set when it is granted.
    if (!d.amount && !d.must_set) Missing(d.span, "再延长", "须定期限", "a further extension", "must-set");
    clock.extensions.push_back(std::move(extension));
  }
}

void FlowChecker::ResolveStops(const Site& site, const syntax::Timing& timing, Clock& clock) {
  for (const syntax::NameRef& ref : timing.excludes) {
    const Word word = c_.words_.Find(ref.text);
    if (const Declared* stage = Look(site, FlowName::kStage, word)) {
      clock.stop_stages.push_back(StageId(stage->id));
    } else if (const Declared* interrupt = Look(site, FlowName::kInterrupt, word)) {
      clock.stop_interrupts.push_back(InterruptId(interrupt->id));
    } else if (const Declared* ground = Look(site, FlowName::kGround, word)) {
      clock.stop_grounds.push_back(GroundId(ground->id));
    } else {
      ReportUnknown(site, FlowName::kGround, ref);
    }
  }
}

void FlowChecker::ResolveTiming(const Site& site, const syntax::Timing& timing, Clock& clock) {
  clock.written = &timing;
  clock.unit = site.unit;
  if (timing.within) {
    clock.at_most = AmountOf(timing.within->amount);
    if (timing.within->otherwise) clock.otherwise = AmountOf(*timing.within->otherwise);
    clock.when = Guard(site, timing.within->when, "期限条件", "limit_condition", clock.basis);
  }
  if (timing.minimum) clock.at_least = AmountOf(*timing.minimum);
  if (timing.latest) {
    clock.before = Find<EventId>(site, FlowName::kEvent, timing.latest->event);
    clock.lead = AmountOf(timing.latest->amount);
  }
  ResolveExtensions(site, timing, clock);
  ResolveStops(site, timing, clock);
  clock.expiry_event = Find<EventId>(site, FlowName::kEvent, timing.expiry_event);
  clock.expiry_target = Find<StageId>(site, FlowName::kStage, timing.expiry_target);
  const bool extends_nothing = !timing.extensions.empty() && !timing.within;
  if (extends_nothing) Missing(timing.extensions[0].span, "延长", "限 期间", "an extension", "within PERIOD");
}

ClockId FlowChecker::AddDutyClock(const Site& site, DutyId duty, const syntax::Timing& timing,
                                  const Span& span, const std::vector<CiteId>& basis) {
  Clock clock;
  clock.name = site.owner;
  clock.duty = duty;
  clock.span = span;
  clock.basis = basis;
  ResolveTiming(site, timing, clock);
  if (!timing.within && !timing.minimum && !timing.latest)
    Missing(span, "义务", "限 期间", "a duty", "within PERIOD");
  return m_.clocks.Add(std::move(clock));
}

void FlowChecker::ResolveDuty(const Site& site, DutyId id) {
  const syntax::DutyDecl& d = *m_.duties[id].written;
  Duty duty = m_.duties[id];
  duty.basis = c_.ResolveCites(site.unit, d.basis);
  duty.from = Events(site, d.from);
  duty.owners = Actors(site, d.owners);
  duty.approvers = Actors(site, d.approvers);
  duty.discharged_by = Events(site, d.discharged_by);
  duty.voided_by = Events(site, d.voided_by);
  duty.when = Guard(site, d.when, "条件", "condition", duty.basis);
  for (const syntax::ExclusionClause& exclusion : d.exclusions) {
    Exclusion out;
    out.basis = c_.ResolveCites(site.unit, exclusion.basis);
    // A duty of the law is not waived: what makes it not apply has a provision of its own.
    if (exclusion.basis.empty())
      sink_.Emit(diag::Kind::RuleWithoutBasis, exclusion.span, diag::Both("不适用", "not-applicable"));
    out.when = Guard(site, exclusion.when, "不适用", "not_applicable", out.basis);
    duty.exclusions.push_back(std::move(out));
  }
  if (d.from.empty()) Missing(d.name.span, "义务", "自 事件", "a duty", "from EVENT");
  if (d.owners.empty()) Missing(d.name.span, "义务", "由 岗位", "a duty", "by POSITION");
  if (d.discharged_by.empty()) Missing(d.name.span, "义务", "履行 事件", "a duty", "discharged-by EVENT");
  Names channels;
  for (const syntax::ObligationDecl& row : d.obligations) {
    Declare(channels, row.channel, 0);
    std::vector<CiteId> basis = c_.ResolveCites(site.unit, row.basis);
    SourceId overridden;
    if (row.overrides)
      c_.CheckOverride(site.unit, *row.overrides, row.basis, basis, row.channel.text, &overridden);
    if (basis.empty()) basis = duty.basis;
    if (row.basis.empty() && d.basis.empty())
      sink_.Emit(diag::Kind::RuleWithoutBasis, row.channel.span, row.channel.text);
    Site at = site;
    at.owner.zh = site.owner.Zh() + "·" + c_.NameFor(row.channel).Zh();
    at.owner.en = site.owner.en.empty() ? "" : site.owner.en + "." + c_.NameFor(row.channel).Key();
    duty.obligations.emplace_back(c_.NameFor(row.channel), AddDutyClock(at, id, row.timing, row.span, basis));
  }
  if (d.obligations.empty()) {
    if (d.basis.empty()) sink_.Emit(diag::Kind::RuleWithoutBasis, d.name.span, d.name.text);
    duty.obligations.emplace_back(Name{}, AddDutyClock(site, id, d.timing, d.name.span, duty.basis));
  }
  m_.duties[id] = std::move(duty);
}

void FlowChecker::ResolveDuties() {
  for (const DutyId id : m_.duties.ids()) ResolveDuty(duty_sites_[static_cast<size_t>(id.index)], id);
}

GateId FlowChecker::ResolveGate(const Site& site, const syntax::GateDecl& d) {
  Gate gate;
  gate.written = &d;
  gate.flow = site.flow;
  gate.unit = site.unit;
  gate.span = d.span;
  gate.needed = NamesOf(d.needed);
  if (!d.decides) gate.target = NameOf(d.target);
  gate.basis = c_.ResolveCites(site.unit, d.basis);
  Site at = site;
  at.owner = {"须经" + (gate.needed.empty() ? "" : gate.needed[0].Zh()),
              gate.needed.empty() || gate.needed[0].en.empty() ? "" : "require_" + gate.needed[0].en};
  gate.when = Guard(at, d.when, "条件", "condition", gate.basis);
  return m_.gates.Add(std::move(gate));
}

// A flow is bound by its own gates, those of its policy and those of every policy above it.
void FlowChecker::BindGates() {
  std::vector<GateId> general;
  ForEach<syntax::GateDecl>(
      [&](const Site& site, const syntax::GateDecl& d) { general.push_back(ResolveGate(site, d)); });
  for (Flow& flow : m_.flows) {
    for (const GateId gate : general) {
      const size_t of = m_.gates[gate].unit;
      bool binds = of == flow.unit;
      for (int up = c_.closure_.units[flow.unit].superior; up >= 0 && !binds;
           up = c_.closure_.units[static_cast<size_t>(up)].superior)
        binds = of == static_cast<size_t>(up);
      if (binds) flow.gates.push_back(gate);
    }
  }
}

}  // namespace guiju::model
