#include "runtime/engine/answer_law.h"

#include <algorithm>
#include <array>

namespace guiju::engine {
namespace {

// One is the other or a part of it: nothing that both name differs.
bool Overlap(const ir::Cite& a, const ir::Cite& b) {
  auto fits = [](int16_t x, int16_t y) { return x == 0 || y == 0 || x == y; };
  return a.source == b.source && fits(a.article, b.article) && fits(a.paragraph, b.paragraph) &&
         fits(a.item, b.item) && fits(a.subitem, b.subitem);
}

struct ProceduralDate {
  ir::FactId fact;
  int64_t day = 0;
  bool of_the_step = false;  // else only an earlier step is known
};

std::optional<ProceduralDate> ProceduralDateOf(const LoadedPolicy& policy, const caseio::CaseBuffer& input) {
  const ir::Program& program = policy.program();
  auto on = [&](std::string_view axis) -> std::optional<ProceduralDate> {
    for (ir::FactId id : program.facts.ids()) {
      const ir::Fact& fact = program.facts[id];
      if (fact.role != ir::FactRole::kAxis || fact.list || fact.axis.en != axis) continue;
      const abi::Field& field = policy.layout().fields[static_cast<size_t>(id.index)];
      if (abi::IsKnown(input.row(), field)) return ProceduralDate{id, abi::Load(input.row(), field), true};
    }
    return std::nullopt;
  };
  for (std::string_view axis : {"step", "decision"}) {
    if (std::optional<ProceduralDate> date = on(axis)) return date;
  }
  for (std::string_view axis : {"notice", "filing"}) {
    if (std::optional<ProceduralDate> date = on(axis)) {
      date->of_the_step = false;
      return date;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<caseio::SourceDoubt> SourceDoubts(const ir::Program& program,
                                              const std::vector<ir::CiteId>& cited) {
  std::vector<caseio::SourceDoubt> doubts;
  std::vector<bool> seen(program.sources.size());
  for (ir::CiteId cite : cited) {
    const ir::SourceId id = program.cites[cite].source;
    if (!id || seen[static_cast<size_t>(id.index)] || program.sources[id].doubt.empty()) continue;
    seen[static_cast<size_t>(id.index)] = true;
    const ir::LegalSource& source = program.sources[id];
    doubts.push_back({source.title.empty() ? source.name.In(true) : source.title, source.doubt});
  }
  return doubts;
}

std::vector<caseio::TextDoubt> TextDoubts(const ir::Program& program, const std::vector<ir::CiteId>& cited) {
  std::vector<caseio::TextDoubt> doubts;
  const std::vector<ir::PolicyId> chain = Chain(program);
  for (const ir::Doubt& doubt : program.doubts) {
    bool concerns = false;
    if (doubt.basis.empty() && doubt.origin)
      concerns = std::find(chain.begin(), chain.end(), program.origins[doubt.origin].policy) != chain.end();
    for (ir::CiteId at : doubt.basis) {
      concerns = concerns || std::any_of(cited.begin(), cited.end(), [&](ir::CiteId cite) {
                   return Overlap(program.cites[at], program.cites[cite]);
                 });
    }
    if (!concerns) continue;
    caseio::TextDoubt& out = doubts.emplace_back();
    out.quote = doubt.quote;
    out.read_as = doubt.read_as;
    out.reason = doubt.reason;
    for (ir::CiteId at : doubt.basis) out.basis.push_back(caseio::CiteText(program, at));
  }
  return doubts;
}

std::vector<ir::PolicyId> Chain(const ir::Program& program) {
  std::vector<ir::PolicyId> chain;
  for (ir::PolicyId at = program.main; at; at = program.policies[at].superior) {
    if (std::find(chain.begin(), chain.end(), at) != chain.end()) break;
    chain.push_back(at);
  }
  return chain;
}

bool HasTransitions(const ir::Program& program) {
  const std::vector<ir::PolicyId> chain = Chain(program);
  return std::any_of(program.transitions.begin(), program.transitions.end(), [&](const ir::Transition& t) {
    return std::find(chain.begin(), chain.end(), t.policy) != chain.end();
  });
}

std::vector<caseio::VersionAnswer> VersionsOf(const trace::Explainer& explainer,
                                              const trace::RenderOptions& zh, const trace::RenderOptions& en,
                                              bool chinese, std::vector<ir::CiteId>* cited) {
  const ir::Program& program = explainer.program();
  std::vector<caseio::VersionAnswer> versions;
  for (ir::PolicyId policy : Chain(program)) {
    const bool any = std::any_of(program.transitions.begin(), program.transitions.end(),
                                 [&](const ir::Transition& t) { return t.policy == policy; });
    if (!any) continue;
    const trace::VersionTrace found = explainer.FindVersion(policy);
    caseio::VersionAnswer& out = versions.emplace_back();
    out.policy = policy;
    out.applies = !found.may_be_old  ? caseio::Version::kNew
                  : found.may_be_new ? caseio::Version::kOpen
                                     : caseio::Version::kOld;
    if (found.clause) {
      const ir::Transition& clause = program.transitions[*found.clause];
      if (clause.when_use) out.clause = program.uses[clause.when_use].text;
      for (ir::CiteId cite : clause.basis) {
        out.basis.push_back(caseio::CiteText(program, cite));
        cited->push_back(cite);
      }
    }
    if (!found.missing) continue;
    for (const trace::Place& place : found.missing->ask)
      out.ask.push_back(QuestionOf(program, place, zh, en, chinese));
  }
  return versions;
}

std::vector<caseio::OutOfForce> OutOfForceOn(const LoadedPolicy& policy, const caseio::CaseBuffer& input) {
  const ir::Program& program = policy.program();
  const std::optional<ProceduralDate> date = ProceduralDateOf(policy, input);
  std::vector<caseio::OutOfForce> found;
  if (!date) return found;
  const ir::Name& word = program.facts[date->fact].axis;
  for (ir::PolicyId id : Chain(program)) {
    const ir::Policy& row = program.policies[id];
    const bool early = date->of_the_step && row.effective && date->day < *row.effective;
    const bool late = row.repealed && date->day >= *row.repealed;
    if (!early && !late) continue;
    found.push_back({id, late, late ? *row.repealed : *row.effective, word.In(true), word.en, date->day});
  }
  return found;
}

std::vector<caseio::DatesOutOfOrder> OutOfOrder(const ir::Program& program,
                                                const std::vector<caseio::AxisValue>& axes) {
  constexpr std::array<std::string_view, 3> kOrder = {"filing", "notice", "decision"};
  std::vector<caseio::DatesOutOfOrder> found;
  const caseio::AxisValue* before = nullptr;
  for (std::string_view key : kOrder) {
    const auto at = std::find_if(axes.begin(), axes.end(), [&](const caseio::AxisValue& axis) {
      return axis.day && program.facts[axis.fact].axis.en == key;
    });
    if (at == axes.end()) continue;
    if (before != nullptr && *before->day > *at->day) found.push_back({*before, *at});
    if (before == nullptr || *at->day > *before->day) before = &*at;
  }
  return found;
}

caseio::Question QuestionOf(const ir::Program& program, const trace::Place& place,
                            const trace::RenderOptions& zh, const trace::RenderOptions& en, bool chinese) {
  caseio::Question out{place.fact,
                       trace::PlaceText(program, place, en),
                       trace::PlaceText(program, place, zh),
                       trace::PlaceText(program, place, en),
                       trace::QuestionText(program, place, chinese ? zh : en),
                       false,
                       {},
                       {}};
  if (!place.fact || program.facts[place.fact].role != ir::FactRole::kFinding) return out;
  out.finding = true;
  out.finders = program.facts[place.fact].finders;
  out.raisers = program.facts[place.fact].raisers;
  return out;
}

}  // namespace guiju::engine
