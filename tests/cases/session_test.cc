// Meetings over several matters on both engines: what is recorded, what a crash leaves, what a forged record
// shows.
#include <algorithm>
#include <thread>

#include "runtime/cases/appender.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

using session::Choice;
using session::CommandKind;

class SessionsTest : public CasesTest {
 protected:
  void SetUp() override {
    CasesTest::SetUp();
    if (IsSkipped()) return;
    Hire("p6", {"科室负责人"}, {}, "执法一队");
    Hire("p7", {"法律顾问"}, {}, "律所");
    Hire("p8", {"分管副县长"}, {}, "县政府");
    for (const char* matter : {"1", "2"}) Discuss(matter);
    At("2024-03-04T09:00");
  }
  static std::string Policy() { return std::string(GUIJU_SOURCE_DIR) + "/tests/cases/session_flow.gj"; }
  void Discuss(const std::string& matter) {
    Request open = Make(flow::CommandKind::kOpen, "普通程序", "p1", "承办人", matter);
    open.policy = Policy();
    open.command.facts = Json(R"({"罚款": "20万元"})");
    ASSERT_EQ(Do(open), "opened moved");
    ASSERT_EQ(Submit("20万元", matter), "opined proposed moved");
    Request agree = Make(flow::CommandKind::kOpine, "同意", "p2", "法制审核人员", matter);
    agree.command.proposal = 1;
    agree.command.checks = {{"主体", true}, {"事实", true}};
    ASSERT_EQ(Do(agree), "opined agreed moved");
  }

  static SessionRequest Ask(CommandKind kind, std::string person, std::string position, int64_t item = 0) {
    SessionRequest request;
    request.stream = "session/a";
    request.command.kind = kind;
    request.command.acting.person = {std::move(person), std::move(position)};
    request.command.item = item;
    return request;
  }
  static std::string Told(const base::Result<Answer>& answer) {
    if (!answer) return answer.error().message;
    if (answer->kind == Answer::Kind::kAlready) return "already";
    if (answer->kind == Answer::Kind::kRefused) return answer->refusal.code;
    std::string types;
    for (const flow::Event& event : answer->events) types += (types.empty() ? "" : " ") + event.type;
    return types;
  }
  std::string Meet(const SessionRequest& request) {
    auto answer = cases_->DoSession(request);
    if (!answer) return answer.error().message;
    return Told(answer->answer);
  }
  std::string Convene(std::vector<session::AgendaPoint> agenda = {{"matter/1", 0}, {"matter/2", 0}}) {
    SessionRequest convene = Ask(CommandKind::kConvene, "p5", "科室负责人");
    convene.command.body = "案审会";
    convene.command.chair.person = {"p3", "局长"};
    convene.command.agenda = std::move(agenda);
    return Meet(convene);
  }
  std::string Attend(std::string person, std::string position) {
    return Meet(Ask(CommandKind::kAttend, std::move(person), std::move(position)));
  }
  std::string Vote(std::string person, std::string position, int64_t item, Choice choice = Choice::kAgree,
                   std::string dissent = "") {
    SessionRequest vote = Ask(CommandKind::kVote, std::move(person), std::move(position), item);
    vote.command.choice = choice;
    vote.command.dissent = std::move(dissent);
    return Meet(vote);
  }
  std::string Minute(int64_t item) {
    SessionRequest minute = Ask(CommandKind::kMinute, "p5", "科室负责人", item);
    minute.command.minutes = {std::string(64, 'b'), {"立案依据", "主要证据"}};
    return Meet(minute);
  }
  static SessionRequest Closing(int64_t item) { return Ask(CommandKind::kClose, "p3", "局长", item); }
  // Everybody is there and has voted on the item.
  void Hear(int64_t item = 1) {
    if (!cases_->ViewSession("session/a")->has_value()) {
      ASSERT_EQ(Convene(), "convened");
      ASSERT_EQ(Attend("p3", "局长"), "attended");
      ASSERT_EQ(Attend("p4", "分管局长"), "attended");
      ASSERT_EQ(Attend("p5", "科室负责人"), "attended");
    }
    ASSERT_EQ(Vote("p3", "局长", item), "voted");
    ASSERT_EQ(Vote("p4", "分管局长", item), "voted");
    ASSERT_EQ(Vote("p5", "科室负责人", item, Choice::kDisagree, "证据不足"), "voted");
    ASSERT_EQ(Minute(item), "minuted");
  }
  std::string Stage(const std::string& matter) {
    auto view = cases_->View("matter/" + matter);
    return view && *view ? (*view)->matter.flow.current()->stage : "";
  }
  session::Item ItemAt(int64_t number) { return *(*cases_->ViewSession("session/a"))->state.Find(number); }
  int64_t Count(const std::string& stream, std::string_view type) {
    const auto history = *cases_->History(stream);
    return std::ranges::count_if(history, [&](const HistoryEvent& one) { return one.entry.type == type; });
  }
  void ExpectCarried() {
    EXPECT_EQ(Stage("1"), "决定");
    EXPECT_EQ(Count("matter/1", "resolved"), 1);
    EXPECT_EQ(Count("session/a", "item_carried"), 1);
    ASSERT_TRUE(ItemAt(1).carried);
    EXPECT_EQ(ItemAt(1).carried->result, session::Result::kResolved);
    EXPECT_EQ(ItemAt(1).carried->outcome, "通过");
    EXPECT_FALSE((*cases_->ViewSession("session/a"))->row.wake_ms);
    EXPECT_TRUE(ReplayAgrees());
  }
  // Appends an event past every check, as a forged program would.
  void Forge(const std::string& stream, std::string_view type, const record::Value& body) {
    auto verdict = cases_->store().Write("示范县", [&](store::Unit& unit) -> base::Result<store::Verdict> {
      store::StreamRow row = **unit.HoldStream(stream, store::Hold::kChange);
      auto state = ReadStreamState(stream, row.state);
      auto appender = Appender::Begin(unit, "main", now_ms_);
      const Author author{{"p3", "局长", std::nullopt}, record::Mode::kAct, "c", "", ""};
      EXPECT_TRUE(appender->Append(type, MomentOf(now_ms_), body, author, &row).ok());
      const auto event = record::ParseEntry(unit.WalkStream("main", row.head, 1)->front().entry);
      EXPECT_TRUE(Fold(*event, body, &*state).ok());
      row.state = PrintStreamState(*state);
      EXPECT_TRUE(unit.PutStream(row).ok());
      EXPECT_TRUE(appender->Finish().ok());
      return store::Verdict::kCommit;
    });
    ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  }
  std::vector<std::string> Findings() {
    std::vector<std::string> codes;
    const auto report = Rebuild(*cases_, true);
    for (const Finding& one : report->replayed.findings) codes.emplace_back(CodeOf(one.kind));
    return codes;
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, SessionsTest, store::BothEngines(), store::NameOf);

TEST_P(SessionsTest, AnItemIsCarriedToItsMatter) {
  Hear(1);
  EXPECT_TRUE(ReplayAgrees());
  auto closed = cases_->DoSession(Closing(1));
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(Told(closed->answer), "item_closed item_carried");
  EXPECT_EQ(closed->carried->outcome, "通过");
  ExpectCarried();
  EXPECT_EQ(Stage("2"), "集体讨论");
  const auto history = *cases_->History("matter/1");
  const auto resolved =
      std::ranges::find_if(history, [](const HistoryEvent& one) { return one.entry.type == "resolved"; });
  EXPECT_EQ(resolved->body.Find("session")->text(), "session/a");
  EXPECT_EQ(resolved->body.Find("item")->number(), 1);
  EXPECT_EQ(resolved->body.Find("ballots")->items()[2].Find("dissent")->text(), "证据不足");
  EXPECT_EQ(Meet(Closing(1)), "item_is_closed");
  EXPECT_EQ(cases_->ListSessions("", 10)->size(), 1u);
}

TEST_P(SessionsTest, AKeyIsCarriedOutOnce) {
  Hear(1);
  SessionRequest close = Closing(1);
  close.key = "k";
  EXPECT_EQ(Meet(close), "item_closed item_carried");
  const int64_t size = LogSize();
  EXPECT_EQ(Meet(close), "already");
  close.command.approval = flow::Acting{{"p8", "分管副县长"}, {}, ""};
  EXPECT_EQ(Meet(close), "key_reused");
  SessionRequest attend = Ask(CommandKind::kAttend, "p6", "科室负责人");
  attend.expect = 1;
  EXPECT_EQ(Meet(attend), "stale_version");
  EXPECT_EQ(LogSize(), size);
}

TEST_P(SessionsTest, ACrashAfterTheClosingIsMendedByATick) {
  Hear(1);
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  cases_.reset();  // nothing of the rest was done
  cases_ = Open();
  EXPECT_TRUE(ItemAt(1).IsOnItsWay());
  EXPECT_TRUE(ReplayAgrees());
  EXPECT_EQ(cases_->Tick(100)->events, 0);  // it wakes in a minute
  At("2024-03-05T08:00");
  auto ticked = cases_->Tick(100);
  ASSERT_TRUE(ticked.ok());
  EXPECT_TRUE(ticked->failed.empty());
  EXPECT_EQ(ticked->events, 1);
  ExpectCarried();
  // The vote was on 4 March, whenever it arrived.
  EXPECT_EQ((*cases_->View("matter/1"))->matter.flow.current()->entered, *ReadMoment("2024-03-04T09:00"));
  EXPECT_EQ(cases_->Tick(100)->events, 0);
}

TEST_P(SessionsTest, ACrashAfterTheClosingIsMendedByClosingAgain) {
  Hear(1);
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  PersonChange dismissed;  // after the vote: it stands all the same
  dismissed.id = "p5";
  dismissed.ended = {{"科室负责人", *value::ParseDate("2024-03-04")}};
  ASSERT_TRUE(cases_->ChangePerson(dismissed, {"clerk", "", std::nullopt}).ok());
  At("2024-03-06T08:00");
  auto again = cases_->DoSession(Closing(1));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(Told(again->answer), "already");
  EXPECT_EQ(again->carried->result, session::Result::kResolved);
  ExpectCarried();
}

TEST_P(SessionsTest, ACrashAfterTheMatterWasToldIsMendedWithoutTellingItTwice) {
  Hear(1);
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  Request sent;
  sent.client = std::string(kSessionClient);
  sent.key = ItemAt(1).closing->key;
  sent.stream = "matter/1";
  sent.command = session::CommandOf((*cases_->ViewSession("session/a"))->state, ItemAt(1), "session/a");
  sent.occurred_given = true;
  EXPECT_EQ(Do(sent), "resolved agreed moved");
  EXPECT_TRUE(ItemAt(1).IsOnItsWay());
  EXPECT_TRUE(ReplayAgrees());
  At("2024-03-04T09:05");
  EXPECT_EQ(cases_->Tick(100)->events, 1);
  ExpectCarried();
}

TEST_P(SessionsTest, SeveralWhoMendAtOnceMendOnce) {
  Hear(1);
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      auto carried = cases_->CarrySession("session/a");
      EXPECT_TRUE(carried.ok()) << (carried.ok() ? "" : carried.error().message);
    });
  }
  for (std::thread& thread : threads) thread.join();
  ExpectCarried();
}

TEST_P(SessionsTest, NobodySendsAResultThatNoSessionHas) {
  Hear(1);
  Request sent = Make(flow::CommandKind::kResolve, "案审会", "p3", "局长");
  sent.command = session::CommandOf((*cases_->ViewSession("session/a"))->state, ItemAt(1), "session/a");
  sent.client = std::string(kSessionClient);
  EXPECT_FALSE(cases_->Do(sent).ok());  // not closed
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  sent.key = ItemAt(1).closing->key;
  sent.occurred_given = true;
  sent.command = session::CommandOf((*cases_->ViewSession("session/a"))->state, ItemAt(1), "session/a");
  sent.command.ballots[2].agrees = true;
  EXPECT_FALSE(cases_->Do(sent).ok());  // another ballot
  sent.command.ballots[2].agrees = false;
  sent.stream = "matter/2";
  EXPECT_FALSE(cases_->Do(sent).ok());  // another matter
  sent.stream = "matter/1";
  sent.key = "another";
  EXPECT_FALSE(cases_->Do(sent).ok());  // once more under another key
  sent.key = ItemAt(1).closing->key;
  sent.client = "local";
  EXPECT_FALSE(cases_->Do(sent).ok());  // as anybody
  Request plain = Make(flow::CommandKind::kAttach, "x", "p1", "承办人");
  plain.client = std::string(kSessionClient);
  EXPECT_FALSE(cases_->Do(plain).ok());  // keys of sessions are theirs
  SessionRequest adjourn = Ask(CommandKind::kAdjourn, "p3", "局长");
  adjourn.client = std::string(kSessionClient);
  EXPECT_FALSE(cases_->DoSession(adjourn).ok());
  SessionRequest carry = Ask(CommandKind::kCarry, "p3", "局长", 1);
  EXPECT_FALSE(cases_->DoSession(carry).ok());
  EXPECT_EQ(Stage("1"), "集体讨论");
}

TEST_P(SessionsTest, WhatChangedSinceTheVoteIsNotCarried) {
  Hear(1);
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  Request fact = Make(flow::CommandKind::kAssert, "", "p1", "承办人");
  fact.command.facts = Json(R"({"罚款": "19万元"})");
  EXPECT_EQ(Do(fact), "asserted lapsed");
  At("2024-03-05T08:00");
  auto again = cases_->DoSession(Closing(1));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->carried->result, session::Result::kRefused);
  EXPECT_EQ(again->carried->outcome, "material_changed");
  EXPECT_EQ(Count("matter/1", "resolved"), 0);
  EXPECT_TRUE(ReplayAgrees());
  Hear(2);
  EXPECT_EQ(Meet(Closing(2)), "item_closed item_carried");  // the other item is not held up
}

TEST_P(SessionsTest, VotersHoldTheirPositions) {
  Hear(1);
  PersonChange dismissed;
  dismissed.id = "p5";
  dismissed.ended = {{"科室负责人", *value::ParseDate("2024-03-03")}};
  ASSERT_TRUE(cases_->ChangePerson(dismissed, {"clerk", "", std::nullopt}).ok());
  EXPECT_EQ(Meet(Closing(1)), "not_appointed");
  EXPECT_EQ(Attend("p9", "科室负责人"), "unknown_person");
  EXPECT_EQ(Vote("p5", "科室负责人", 2), "not_appointed");
  SessionRequest other = Ask(CommandKind::kVote, "p3", "局长", 2);
  other.command.person = flow::Acting{{"p4", "分管局长"}, {}, ""};
  EXPECT_EQ(Meet(other), "not_for_another");
}

TEST_P(SessionsTest, WhoIsOfTheHandlingUnitMustBeRecused) {
  Hear(1);
  ASSERT_EQ(Attend("p6", "科室负责人"), "attended");
  EXPECT_EQ(Vote("p6", "科室负责人", 1), "must_recuse");
  EXPECT_EQ(Meet(Closing(1)), "must_recuse");
  SessionRequest recuse = Ask(CommandKind::kRecuse, "p3", "局长", 1);
  recuse.command.person = flow::Acting{{"p6", "科室负责人"}, {}, ""};
  recuse.command.reason = "同单位";
  recuse.command.granted = true;
  EXPECT_EQ(Meet(recuse), "recusal_decided");
  EXPECT_EQ(Meet(Closing(1)), "item_closed item_carried");
  EXPECT_EQ(ItemAt(1).closing->eligible, 3);
  ExpectCarried();
}

TEST_P(SessionsTest, ForgedBallotsAreFound) {
  Hear(1);
  EXPECT_EQ(Told(cases_->DoSessionStep(Closing(1))), "item_closed");
  const auto history = *cases_->History("session/a");
  Hear(2);
  std::string closing = *record::PrintJson(history.back().body);
  const auto replace = [&](const std::string& from, const std::string& to) {
    ASSERT_NE(closing.find(from), std::string::npos) << closing;
    closing.replace(closing.find(from), from.size(), to);
  };
  replace("disagree", "agree");
  replace("\"item\":1", "\"item\":2");
  replace("matter/1", "matter/2");
  Forge("session/a", "item_closed", Json(closing));
  EXPECT_EQ(Findings(), std::vector<std::string>{"session-ballots-mismatch"});
}

TEST_P(SessionsTest, AResultThatWasCarriedTwiceIsFound) {
  Hear(1);
  EXPECT_EQ(Meet(Closing(1)), "item_closed item_carried");
  const auto history = *cases_->History("matter/1");
  const auto resolved =
      std::ranges::find_if(history, [](const HistoryEvent& one) { return one.entry.type == "resolved"; });
  Forge("matter/1", "resolved", resolved->body);
  EXPECT_EQ(Findings(), (std::vector<std::string>{"session-mismatch", "closure-mismatch"}));
}

TEST_P(SessionsTest, AResultThatNoSessionHasIsFound) {
  Hear(1);
  EXPECT_EQ(Meet(Closing(1)), "item_closed item_carried");
  const auto history = *cases_->History("matter/1");
  const auto resolved =
      std::ranges::find_if(history, [](const HistoryEvent& one) { return one.entry.type == "resolved"; });
  Forge("matter/2", "resolved", resolved->body);
  EXPECT_EQ(Findings(), (std::vector<std::string>{"session-mismatch", "closure-mismatch"}));
  Forge("session/a", "item_carried",
        Json(R"({"item": 1, "matter": "matter/1", "carried": {"result": "resolved", "outcome": "未通过"}})"));
  EXPECT_EQ(Findings(),
            (std::vector<std::string>{"session-mismatch", "closure-mismatch", "session-mismatch"}));
}

}  // namespace
}  // namespace guiju::cases
