#include "runtime/cases/work.h"

#include <fmt/format.h>

#include "runtime/cases/appender.h"
#include "runtime/cases/command_digest.h"
#include "runtime/record/encoding.h"

namespace guiju::cases {

base::Digest DigestOf(const Request& request) {
  record::Value value = CommandValue(request.command, request.occurred_given);
  value.Insert("stream", request.stream);
  value.Insert("policy", request.policy);
  value.Insert("expect", request.expect ? record::Value(*request.expect) : record::Value());
  auto printed = record::PrintJson(value);
  // What cannot be printed cannot be recorded either: it is refused before anything stands under this digest.
  return base::Sha256(printed ? *printed : std::string());
}

base::Result<bool> IsSettledBefore(store::Unit& unit, const Claim& claim, Answer* answer) {
  auto known = unit.FindCommand(claim.client, claim.key);
  if (!known) return known.error();
  if (*known) {
    answer->pos = (*known)->pos;
    const bool forgotten =
        (*known)->digest == base::Digest{};  // values of it were deleted: the key alone tells
    if ((*known)->digest == claim.digest || forgotten) {
      answer->kind = Answer::Kind::kAlready;
    } else {
      answer->refusal = RefusalOf(RefusalKind::kKeyReused, claim.key);
    }
    return true;
  }
  if (!claim.expect || *claim.expect == answer->sver) return false;
  answer->refusal = RefusalOf(RefusalKind::kStaleVersion, fmt::format("{}", answer->sver));
  return true;
}

base::Result<store::Verdict> CommandWork::Run(Answer* answer) {
  answer_ = {};
  const Request& request = asked_.request;
  answer_.stream = request.stream;
  auto verdict = [&]() -> base::Result<store::Verdict> {
    auto held = unit_.HoldStream(request.stream, store::Hold::kChange);
    if (!held) return held.error();
    answer_.sver = *held ? (*held)->sver : 0;
    auto known = IsSettledBefore(unit_, {request.client, request.key, digest_, request.expect}, &answer_);
    if (!known) return known.error();
    if (*known) return store::Verdict::kRefuse;
    return Carry(*std::move(held));
  }();
  *answer = answer_;
  return verdict;
}

base::Result<store::Verdict> CommandWork::Carry(std::optional<store::StreamRow> held) {
  const auto read = [&](std::string_view stream, store::Hold hold) { return unit_.HoldStream(stream, hold); };
  auto basis = Gather(cases_.policies(), unit_, read, asked_, std::move(held),
                      foresight_ == nullptr ? nullptr : &foresight_->basis);
  if (!basis) return basis.error();
  const bool foreseen = foresight_ != nullptr && foresight_->basis == *basis;
  std::optional<Conclusion> concluded;
  if (!foreseen) {
    auto now = Conclude(cases_.policies(), unit_, asked_, *basis);
    if (!now) return now.error();
    concluded = *std::move(now);
  }
  const Conclusion& conclusion = foreseen ? foresight_->conclusion : *concluded;
  if (!conclusion.refusal) return Record(*basis, conclusion);
  answer_.refusal = *conclusion.refusal;
  return store::Verdict::kRefuse;
}

base::Result<store::Verdict> CommandWork::Record(const Basis& basis, const Conclusion& conclusion) {
  auto appender = Appender::Begin(unit_, cases_.log(), asked_.now_ms);
  if (!appender) return appender.error();
  if (auto done = cases_.policies().calendars().Keep(unit_, basis.policy->calendar()); !done)
    return done.error();
  store::StreamRow row = basis.row.value_or(store::StreamRow{.id = asked_.request.stream});
  if (auto done = Put(conclusion.ready, *appender, unit_, &row); !done) return done.error();
  if (asked_.bundle != nullptr) {
    const std::string& closure = conclusion.ready.author.closure;
    const auto digest = record::DigestOfHex(closure);
    if (!digest) return base::Error{fmt::format("“{}”不是制度摘要 (is no closure digest)", closure)};
    if (auto done = unit_.PutPolicy(*digest, asked_.bundle->bytes); !done) return done.error();
  }
  const store::CommandRow command{digest_, cases_.log(), appender->first()};
  if (auto done = unit_.PutCommand(asked_.request.client, asked_.request.key, command); !done)
    return done.error();
  if (auto done = appender->Finish(); !done) return done.error();
  answer_.kind = Answer::Kind::kRecorded;
  answer_.pos = appender->first();
  answer_.sver = row.sver;
  answer_.events = conclusion.events;
  return store::Verdict::kCommit;
}

}  // namespace guiju::cases
