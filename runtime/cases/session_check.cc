#include "runtime/cases/session_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/session/session.h"

namespace guiju::cases {
namespace {

using record::Value;

std::string TextOf(const Value& body, std::string_view member) {
  const Value* value = body.Find(member);
  return value != nullptr && value->kind() == Value::Kind::kText ? value->text() : "";
}
int64_t NumberOf(const Value& body, std::string_view member) {
  const Value* value = body.Find(member);
  return value != nullptr && value->kind() == Value::Kind::kInteger ? value->number() : 0;
}
bool TruthOf(const Value& body, std::string_view member) {
  const Value* value = body.Find(member);
  return value != nullptr && value->kind() == Value::Kind::kBool && value->truth();
}

std::string KeyOf(std::string_view session, int64_t item) { return fmt::format("{}#{}", session, item); }

// person → what his ballot says; positions may be named otherwise under another version of the policy.
using Ballots = std::map<std::string, std::string>;
std::string Said(bool present, bool recused, std::optional<bool> agrees, std::string_view dissent) {
  if (recused) return "recused";
  if (!present) return "absent";
  return fmt::format("{} {}", agrees ? (*agrees ? "agree" : "disagree") : "abstain", dissent);
}
Ballots BallotsOf(const flow::Command& command) {
  Ballots ballots;
  for (const flow::Ballot& one : command.ballots)
    ballots.emplace(one.member.person.id, Said(one.present, one.recused, one.agrees, one.dissent));
  return ballots;
}
Ballots BallotsOf(const Value& body) {
  Ballots ballots;
  const Value* list = body.Find("ballots");
  if (list == nullptr || list->kind() != Value::Kind::kArray) return ballots;
  for (const Value& one : list->items()) {
    const bool said = one.Find("agrees") != nullptr;
    ballots.emplace(TextOf(one, "person"), Said(TruthOf(one, "present"), TruthOf(one, "recused"),
                                                said ? std::optional(TruthOf(one, "agrees")) : std::nullopt,
                                                TextOf(one, "dissent")));
  }
  return ballots;
}

}  // namespace

std::optional<SessionCheck::Wrong> SessionCheck::CheckClosing(const Value& body,
                                                              const session::State& state) const {
  const session::Item* item = state.Find(NumberOf(body, "item"));
  if (item == nullptr) return Wrong{FindingKind::kBallots, "item"};
  session::State closed = state;
  if (!session::Apply({"item_closed", {}, body}, &closed)) return std::nullopt;  // folding says so
  const session::Closing& closing = *closed.Find(item->number)->closing;
  if (item->closing) return Wrong{FindingKind::kBallots, "closed twice"};
  if (closing.ballots != session::BallotsAt(state, *item)) return Wrong{FindingKind::kBallots, "ballots"};
  if (TextOf(body, "matter") != item->matter || TextOf(body, "material") != item->material)
    return Wrong{FindingKind::kBallots, "matter"};
  return std::nullopt;
}

std::optional<SessionCheck::Wrong> SessionCheck::CheckResolved(const record::Entry& entry, const Value& body,
                                                               const std::map<std::string, Folded>& streams) {
  const std::string session = TextOf(body, "session");
  if (session.empty()) return std::nullopt;
  const int64_t number = NumberOf(body, "item");
  if (results_.contains(KeyOf(session, number)))
    return Wrong{FindingKind::kSession, KeyOf(session, number) + " twice"};
  const bool resolved = entry.type == "resolved";
  results_[KeyOf(session, number)] =
      fmt::format("{} {} {}", entry.stream, entry.type, TextOf(body, resolved ? "outcome" : "how"));
  const auto found = streams.find(session);
  if (found != streams.end() && !found->second.whole) return std::nullopt;
  const auto* state = found == streams.end() ? nullptr : std::get_if<session::State>(&found->second.state);
  const session::Item* item = state == nullptr ? nullptr : state->Find(number);
  if (item == nullptr || !item->closing || item->matter != entry.stream)
    return Wrong{FindingKind::kSession, KeyOf(session, number)};
  if (BallotsOf(session::CommandOf(*state, *item, session)) != BallotsOf(body))
    return Wrong{FindingKind::kSession, KeyOf(session, number) + " ballots"};
  return std::nullopt;
}

std::optional<SessionCheck::Wrong> SessionCheck::CheckCarried(const record::Entry& entry,
                                                              const Value& body) const {
  const Value* carried = body.Find("carried");
  if (carried == nullptr || TextOf(*carried, "result") == "refused") return std::nullopt;
  const auto found = results_.find(KeyOf(entry.stream, NumberOf(body, "item")));
  const std::string said = fmt::format("{} {} {}", TextOf(body, "matter"), TextOf(*carried, "result"),
                                       TextOf(*carried, "outcome"));
  if (found == results_.end() && blind_.contains(TextOf(body, "matter"))) return std::nullopt;
  if (found == results_.end() || found->second != said) return Wrong{FindingKind::kSession, said};
  return std::nullopt;
}

void SessionCheck::Miss(const record::Entry& entry) {
  if (entry.type == "resolved" || entry.type == "undecided") blind_.insert(entry.stream);
}

std::optional<SessionCheck::Wrong> SessionCheck::Check(const record::Entry& entry, const Value& body,
                                                       const Folded& before,
                                                       const std::map<std::string, Folded>& streams) {
  const std::string_view kind = KindOf(entry.stream);
  if (kind == kMatterKind && (entry.type == "resolved" || entry.type == "undecided"))
    return CheckResolved(entry, body, streams);
  if (kind != kSessionKind || !before.whole) return std::nullopt;
  const auto* state = std::get_if<session::State>(&before.state);
  if (entry.type == "item_closed" && state != nullptr) return CheckClosing(body, *state);
  if (entry.type == "item_carried") return CheckCarried(entry, body);
  return std::nullopt;
}

}  // namespace guiju::cases
