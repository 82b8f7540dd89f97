// A meeting of the policy tests/cases/session_flow.gj; matters and the register are given by hand.
#include "runtime/session/session.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "compiler/lower/lower.h"

namespace guiju::session {
namespace {

using flow::Acting;
using record::Value;

std::string PolicyText() {
  std::ifstream file(std::string(GUIJU_SOURCE_DIR) + "/tests/cases/session_flow.gj");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class SessionTest : public ::testing::Test {
 protected:
  explicit SessionTest(const std::string& policy = PolicyText())
      : compiled_(lower::CompileText({{"session_flow.gj", policy}})), rules_{*compiled_.program} {
    rules_.members = 4;
    for (const char* matter : {"matter/1", "matter/2"}) {
      flow::State state;
      state.flow = "普通程序";
      state.visits.push_back({"集体讨论", At("2024-03-01"), std::nullopt, 0});
      state.proposals.push_back({1, *record::ParseJson(R"({"罚款": "20万元"})")});
      state.deeds.push_back({"承办人", "p1", "执法一队"});
      matters_[matter] = state;
    }
    Look();
  }

  static Moment At(std::string_view date, int minute = 600) { return {*value::ParseDate(date), minute}; }
  static Acting Who(std::string id, std::string position, std::string unit = "局领导") {
    return {{std::move(id), std::move(position)}, {}, std::move(unit)};
  }
  static Acting Chair() { return Who("p3", "局长"); }
  static Acting Deputy() { return Who("p4", "分管局长"); }
  static Acting Finance() { return Who("p5", "科室负责人", "财务科"); }
  static Acting Squad() { return Who("p6", "科室负责人", "执法一队"); }
  static Acting Adviser() { return Who("p7", "法律顾问", "律所"); }
  static Acting Above() { return Who("p8", "分管副县长", "县政府"); }
  static Acting Engineer() { return Who("p9", "总工程师"); }

  void Look() {
    for (const auto& [stream, matter] : matters_)
      rules_.matters[stream] = StandingOf(rules_.program, matter, "案审会");
  }
  static Command Make(CommandKind kind, Acting acting, int64_t item = 0) {
    Command command;
    command.kind = kind;
    command.acting = std::move(acting);
    command.occurred = At("2024-03-04");
    command.item = item;
    return command;
  }
  // The types of the events, or the code of the refusal. What is folded is what is printed and read back.
  std::string Do(const Command& command) {
    const Outcome outcome = Decide(rules_, state_, command);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      for (bool chinese : {true, false}) EXPECT_EQ(TextOf(*refusal, chinese).find('{'), std::string::npos);
      return KeyOf(refusal->code);
    }
    std::string types;
    for (const flow::Event& event : std::get<std::vector<flow::Event>>(outcome)) {
      const auto done = Apply(event, &state_);
      EXPECT_TRUE(done.ok()) << event.type << (done.ok() ? "" : done.error().message);
      types += (types.empty() ? "" : " ") + event.type;
    }
    const auto read = ReadState(PrintState(state_));
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
    EXPECT_TRUE(read.ok() && *read == state_);
    return types;
  }
  std::string Convene(std::vector<AgendaPoint> agenda = {{"matter/1", 0}}) {
    Command convene = Make(CommandKind::kConvene, Finance());
    convene.body = "案审会";
    convene.closure = std::string(64, 'a');
    convene.chair = Chair();
    convene.agenda = std::move(agenda);
    return Do(convene);
  }
  std::string Attend(const Acting& person, bool present = true, int64_t item = 0) {
    Command attend = Make(CommandKind::kAttend, Finance(), item);
    attend.person = person;
    attend.present = present;
    return Do(attend);
  }
  std::string Recuse(const Acting& person, std::string reason, const Acting& by, std::optional<bool> granted,
                     int64_t item = 1) {
    Command recuse = Make(CommandKind::kRecuse, by, item);
    recuse.person = person;
    recuse.reason = std::move(reason);
    recuse.granted = granted;
    return Do(recuse);
  }
  std::string Vote(const Acting& person, Choice choice = Choice::kAgree, std::string dissent = "",
                   int64_t item = 1) {
    Command vote = Make(CommandKind::kVote, person, item);
    vote.choice = choice;
    vote.dissent = std::move(dissent);
    return Do(vote);
  }
  std::string Correct(const Acting& person, Choice choice, std::string reason) {
    Command vote = Make(CommandKind::kVote, person, 1);
    vote.choice = choice;
    vote.corrects = true;
    vote.reason = std::move(reason);
    return Do(vote);
  }
  std::string Minute(std::vector<std::string> covers = {"立案依据", "主要证据"}, int64_t item = 1) {
    Command minute = Make(CommandKind::kMinute, Finance(), item);
    minute.minutes = {std::string(64, 'b'), std::move(covers)};
    return Do(minute);
  }
  std::string Close(const Acting& by = Chair(), int64_t item = 1) {
    Command close = Make(CommandKind::kClose, by, item);
    close.key = "key";
    return Do(close);
  }
  std::string Carry(Result result, std::string outcome, int64_t item = 1) {
    Command carry = Make(CommandKind::kCarry, {}, item);
    carry.carried = {result, std::move(outcome), ""};
    return Do(carry);
  }
  void Everybody() {
    ASSERT_EQ(Convene(), "convened");
    for (const Acting& one : {Chair(), Deputy(), Finance()}) ASSERT_EQ(Attend(one), "attended");
  }
  std::string Missing(int64_t item = 1) {
    std::string codes;
    for (const Refusal& one : ObstaclesToClosing(rules_, state_, *state_.Find(item)))
      codes += (codes.empty() ? "" : " ") + std::string(KeyOf(one.code));
    return codes;
  }

  lower::Compiled compiled_;
  Rules rules_;
  std::map<std::string, flow::State> matters_;
  State state_;
};

TEST_F(SessionTest, ThePolicyIsSound) { EXPECT_FALSE(compiled_.diagnostics.has_errors()); }

TEST_F(SessionTest, FromTheCallToTheResult) {
  EXPECT_EQ(Attend(Chair()), "not_convened");
  Everybody();
  EXPECT_EQ(Convene(), "already_convened");
  EXPECT_EQ(Vote(Chair()), "voted");
  EXPECT_EQ(Vote(Deputy(), Choice::kAbstain), "voted");
  EXPECT_EQ(Missing(), "votes_missing minutes_missing");
  EXPECT_EQ(Vote(Finance(), Choice::kDisagree), "dissent_missing");
  EXPECT_EQ(Vote(Finance(), Choice::kDisagree, "证据不足"), "voted");
  EXPECT_EQ(Minute({"立案依据"}), "minuted");
  EXPECT_EQ(Close(), "topics_missing");
  EXPECT_EQ(Minute({"结论"}), "unknown_topic");
  EXPECT_EQ(Minute(), "minuted");
  EXPECT_EQ(Close(Deputy()), "not_the_chair");
  EXPECT_EQ(Close(), "item_closed");
  const Item& item = *state_.Find(1);
  ASSERT_TRUE(item.IsOnItsWay());
  EXPECT_EQ(item.closing->present, 3);
  EXPECT_EQ(item.closing->all, 4);
  const flow::Command command = CommandOf(state_, item, "session/x");
  EXPECT_EQ(command.kind, flow::CommandKind::kResolve);
  EXPECT_EQ(command.name, "案审会");
  EXPECT_EQ(command.material, matters_.empty() ? "" : rules_.matters["matter/1"].material);
  ASSERT_EQ(command.ballots.size(), 3u);
  EXPECT_EQ(command.ballots[0].agrees, true);
  EXPECT_EQ(command.ballots[1].agrees, std::nullopt);
  EXPECT_EQ(command.ballots[2].agrees, false);
  EXPECT_EQ(command.ballots[2].dissent, "证据不足");
  EXPECT_EQ(Vote(Chair()), "item_is_closed");
  EXPECT_EQ(Minute(), "item_is_closed");
  EXPECT_EQ(Close(), "item_is_closed");
  EXPECT_EQ(Do(Make(CommandKind::kAdjourn, Chair())), "results_missing");
  EXPECT_EQ(Carry(Result::kRefused, "suspended"), "item_carried");
  EXPECT_EQ(Carry(Result::kRefused, "suspended"), "");
  EXPECT_FALSE(item.IsSettled());
  EXPECT_EQ(Carry(Result::kResolved, "通过"), "item_carried");
  EXPECT_EQ(Carry(Result::kUndecided, "escalate"), "");
  EXPECT_EQ(item.carried->outcome, "通过");
  EXPECT_EQ(Do(Make(CommandKind::kAdjourn, Deputy())), "not_the_chair");
  EXPECT_EQ(Do(Make(CommandKind::kAdjourn, Chair())), "adjourned");
  EXPECT_EQ(Attend(Chair()), "session_is_over");
}

TEST_F(SessionTest, WhatMayBeConvened) {
  Command convene = Make(CommandKind::kConvene, Finance());
  convene.chair = Chair();
  convene.agenda = {{"matter/1", 0}};
  convene.body = "党组会";
  EXPECT_EQ(Do(convene), "unknown_body");
  convene.body = "案审会";
  convene.chair = Finance();
  EXPECT_EQ(Do(convene), "not_the_chair");
  EXPECT_EQ(Convene({}), "agenda_missing");
  EXPECT_EQ(Convene({{"matter/9", 0}}), "unknown_matter");
  EXPECT_EQ(Convene({{"matter/1", 2}}), "proposal_stale");
  EXPECT_EQ(Convene({{"matter/1", 1}, {"matter/1", 0}}), "item_twice");
  matters_["matter/1"].visits.back().stage = "法制审核";
  Look();
  EXPECT_EQ(Convene(), "not_before_body");
  matters_["matter/1"].visits.back().stage = "集体讨论";
  matters_["matter/1"].suspensions.push_back({"中止", "", At("2024-03-02"), std::nullopt});
  Look();
  EXPECT_EQ(Convene(), "not_before_body");
  matters_["matter/1"].suspensions.clear();
  matters_["matter/1"].proposals.clear();
  Look();
  EXPECT_EQ(Convene(), "proposal_missing");
  EXPECT_EQ(Convene({{"matter/2", 1}}), "convened");
  EXPECT_EQ(state_.items[0].topics, (std::vector<std::string>{"立案依据", "主要证据"}));
}

TEST_F(SessionTest, WhoMayVote) {
  ASSERT_EQ(Convene(), "convened");
  EXPECT_EQ(Attend(Who("p1", "承办人")), "not_a_member");
  EXPECT_EQ(Vote(Chair()), "not_present");
  EXPECT_EQ(Attend(Adviser()), "attended");
  EXPECT_EQ(Vote(Adviser()), "adviser_has_no_vote");
  EXPECT_EQ(Vote(Who("p1", "承办人")), "not_a_member");
  EXPECT_EQ(Attend(Chair()), "attended");
  Command other = Make(CommandKind::kVote, Chair(), 1);
  other.person = Deputy();
  EXPECT_EQ(Do(other), "not_for_another");
  other.item = 7;
  EXPECT_EQ(Do(other), "no_such_item");
  EXPECT_EQ(Correct(Chair(), Choice::kAgree, "手误"), "nothing_to_correct");
  EXPECT_EQ(Vote(Chair()), "voted");
  EXPECT_EQ(Vote(Chair()), "voted_already");
  EXPECT_EQ(Correct(Chair(), Choice::kAbstain, ""), "reason_missing");
  EXPECT_EQ(Correct(Chair(), Choice::kAbstain, "手误"), "vote_corrected");
  const struct Vote& vote = *state_.Find(1)->VoteOf("p3");
  EXPECT_EQ(vote.choice, Choice::kAbstain);
  EXPECT_EQ(vote.number, 2);
  EXPECT_EQ(vote.supersedes, 1);
  EXPECT_EQ(state_.Find(1)->votes.size(), 1u);
  EXPECT_EQ(Vote(Who("p3", "科室负责人", "局领导")), "not_present");  // in the right he came in
  EXPECT_EQ(Attend(Chair(), false), "has_voted");
  EXPECT_EQ(Attend(Who("p3", "分管局长")), "has_voted");
}

TEST_F(SessionTest, AttendanceIsPerItem) {
  ASSERT_EQ(Convene({{"matter/1", 0}, {"matter/2", 0}}), "convened");
  for (const Acting& one : {Chair(), Deputy(), Finance()}) ASSERT_EQ(Attend(one), "attended");
  EXPECT_EQ(Attend(Finance(), false, 2), "attended");
  EXPECT_EQ(Vote(Finance()), "voted");
  EXPECT_EQ(Vote(Finance(), Choice::kAgree, "", 2), "not_present");
  EXPECT_EQ(TurnoutAt(rules_, state_, *state_.Find(1)).present, 3);
  EXPECT_EQ(TurnoutAt(rules_, state_, *state_.Find(2)).present, 2);
  EXPECT_NE(Missing(2).find("no_quorum"), std::string::npos);  // 2 of 4 are not two thirds
  EXPECT_EQ(Attend(Finance()), "attended");                    // said of the whole session anew
  EXPECT_EQ(TurnoutAt(rules_, state_, *state_.Find(2)).present, 3);
}

TEST_F(SessionTest, RecusalsAreDecidedByWhomThePolicyNames) {
  Everybody();
  EXPECT_EQ(Recuse(Finance(), "看不惯", Chair(), true), "unknown_reason");
  EXPECT_EQ(Recuse(Finance(), "当事人申请", Finance(), std::nullopt), "recusal_requested");
  EXPECT_NE(Missing().find("recusal_open"), std::string::npos);
  EXPECT_EQ(Recuse(Finance(), "当事人申请", Deputy(), true), "not_the_decider");
  EXPECT_EQ(Vote(Finance()), "voted");
  EXPECT_EQ(Recuse(Finance(), "当事人申请", Chair(), true), "recusal_decided");
  EXPECT_EQ(state_.Find(1)->RecusalOf("p5")->requested_by, "p5");
  EXPECT_EQ(state_.Find(1)->VoteOf("p5"), nullptr);  // the vote goes with the right to it
  EXPECT_EQ(Vote(Finance()), "recused");
  EXPECT_EQ(Recuse(Finance(), "利害关系", Chair(), true), "recusal_is_decided");
  EXPECT_EQ(Recuse(Chair(), "当事人申请", Chair(), true), "not_the_decider");
  EXPECT_EQ(Recuse(Chair(), "当事人申请", Above(), true), "recusal_decided");
  EXPECT_EQ(Recuse(Squad(), "利害关系", Chair(), false), "must_recuse");
  // Out of it himself, the chair has no say in who else is: whoever decided on him has.
  EXPECT_EQ(Recuse(Adviser(), "利害关系", Chair(), false), "recused");
  EXPECT_EQ(Recuse(Adviser(), "利害关系", Above(), false), "recusal_decided");
  EXPECT_EQ(Recuse(Adviser(), "利害关系", Above(), true), "recusal_is_decided");
  EXPECT_EQ(Recuse(Adviser(), "当事人申请", Above(), true), "recusal_decided");
  // The chair is out of this item, so the vice chair presides.
  EXPECT_EQ(Missing(), "votes_missing no_quorum minutes_missing");
}

TEST_F(SessionTest, WhoMustStayOutHasNoSayInWhoElseDoes) {
  Everybody();
  EXPECT_EQ(Recuse(Finance(), "利害关系", Above(), true), "not_the_decider");  // the chair is not out of it
  matters_["matter/1"].deeds.push_back({"负责人", "p3", "局领导"});
  Look();
  EXPECT_EQ(Recuse(Finance(), "利害关系", Chair(), true), "recused");
  EXPECT_EQ(Vote(Chair()), "must_recuse");  // 经办
  EXPECT_EQ(Recuse(Chair(), "经办", Above(), false), "must_recuse");
}

TEST_F(SessionTest, NobodyDecidesHisOwnRecusal) {
  Everybody();
  Acting both = Who("p3", "局长");
  EXPECT_EQ(Recuse(Who("p3", "科室负责人"), "利害关系", both, true),
            "not_the_decider");  // the chair, whatever he comes as
  state_.chair = {"p4", "分管局长"};
  EXPECT_EQ(Recuse(Who("p3", "科室负责人"), "利害关系", both, true), "own_recusal");
}

TEST_F(SessionTest, ThePolicyKeepsPeopleOut) {
  Everybody();
  ASSERT_EQ(Attend(Squad()), "attended");
  EXPECT_EQ(Vote(Squad()), "must_recuse");
  EXPECT_EQ(MustBeRecused(rules_, state_, *state_.Find(1)),
            (std::map<std::string, std::string>{{"p6", "同单位"}}));
  EXPECT_NE(Missing().find("must_recuse"), std::string::npos);
  EXPECT_EQ(Recuse(Squad(), "同单位", Chair(), false), "must_recuse");
  EXPECT_EQ(Recuse(Squad(), "同单位", Chair(), true), "recusal_decided");
  EXPECT_TRUE(MustBeRecused(rules_, state_, *state_.Find(1)).empty());
  const flow::Turnout turnout = TurnoutAt(rules_, state_, *state_.Find(1));
  EXPECT_EQ(turnout.all, 4);
  EXPECT_EQ(turnout.eligible, 3);
  EXPECT_EQ(turnout.present, 3);
  for (const Acting& one : {Chair(), Deputy(), Finance()}) EXPECT_EQ(Vote(one), "voted");
  EXPECT_EQ(Minute(), "minuted");
  EXPECT_EQ(Close(), "item_closed");
  const std::vector<Ballot>& ballots = state_.Find(1)->closing->ballots;
  ASSERT_EQ(ballots.size(), 4u);
  EXPECT_EQ(ballots[3].person.id, "p6");
  EXPECT_FALSE(ballots[3].choice);
  EXPECT_TRUE(CommandOf(state_, *state_.Find(1), "s").ballots[3].recused);
}

TEST_F(SessionTest, QuorumIsThatAfterRecusal) {
  Everybody();
  ASSERT_EQ(Recuse(Finance(), "利害关系", Chair(), true), "recusal_decided");
  for (const Acting& one : {Chair(), Deputy()}) ASSERT_EQ(Vote(one), "voted");
  ASSERT_EQ(Minute(), "minuted");
  EXPECT_EQ(Close(), "no_quorum");
  EXPECT_EQ(Attend(Engineer()), "attended");
  EXPECT_EQ(Vote(Engineer()), "voted");
  EXPECT_EQ(Close(), "item_closed");
}

TEST_F(SessionTest, SubstitutesDoNotRaiseTheBase) {
  Everybody();
  ASSERT_EQ(Recuse(Chair(), "当事人申请", Above(), true), "recusal_decided");
  ASSERT_EQ(Recuse(Squad(), "同单位", Chair(), true), "recusal_decided");
  ASSERT_EQ(Attend(Engineer()), "attended");
  const flow::Turnout turnout = TurnoutAt(rules_, state_, *state_.Find(1));
  EXPECT_EQ(turnout.all, 4);
  EXPECT_EQ(turnout.eligible, 2);
  EXPECT_EQ(turnout.present, 3);
  for (const Acting& one : {Deputy(), Finance(), Engineer()}) ASSERT_EQ(Vote(one), "voted");
  ASSERT_EQ(Minute(), "minuted");
  EXPECT_EQ(Close(Deputy()), "item_closed");  // the vice chair presides in the chair's place
}

TEST_F(SessionTest, SubstitutesStandInForSomebody) {
  Everybody();
  ASSERT_EQ(Attend(Squad()), "attended");  // all four are there
  matters_["matter/1"].deeds[0].unit = "别的队";
  Look();
  ASSERT_EQ(Attend(Engineer()), "attended");
  EXPECT_NE(Missing().find("too_many_substitutes"), std::string::npos);
  ASSERT_EQ(Attend(Squad(), false), "attended");
  EXPECT_EQ(Missing().find("too_many_substitutes"), std::string::npos);
}

TEST_F(SessionTest, AChangedProposalIsNotVotedOn) {
  Everybody();
  for (const Acting& one : {Chair(), Deputy()}) ASSERT_EQ(Vote(one), "voted");
  matters_["matter/1"].facts.Insert("罚款", "19万元");
  Look();
  EXPECT_EQ(Vote(Finance()), "proposal_changed");
  EXPECT_EQ(Close(), "proposal_changed");
  Command add = Make(CommandKind::kAdd, Finance());
  add.agenda = {{"matter/1", 0}};
  EXPECT_EQ(Do(add), "item_added");  // it goes on the agenda anew
  EXPECT_EQ(Vote(Finance(), Choice::kAgree, "", 2), "voted");
  EXPECT_EQ(Do(add), "item_twice");
}

TEST_F(SessionTest, AMatterThatMovedOnIsPutOnTheAgendaAnew) {
  Everybody();
  for (const Acting& one : {Chair(), Deputy()}) ASSERT_EQ(Vote(one), "voted");
  ASSERT_EQ(Minute(), "minuted");
  rules_.matters["matter/1"].closure = "sha256:of another law";
  EXPECT_EQ(Vote(Finance()), "matter_moved_on");
  // Back at the same stage with the same proposal: what was said there before is another discussion.
  matters_["matter/1"].visits.push_back({"集体讨论", At("2024-03-03"), std::nullopt, 0});
  Look();
  EXPECT_EQ(Vote(Finance()), "matter_moved_on");
  EXPECT_EQ(Close(), "matter_moved_on");
  Command add = Make(CommandKind::kAdd, Finance());
  add.agenda = {{"matter/1", 0}};
  EXPECT_EQ(Do(add), "item_added");
  for (const Acting& one : {Chair(), Deputy(), Finance()})
    ASSERT_EQ(Vote(one, Choice::kAgree, "", 2), "voted");
  ASSERT_EQ(Minute({"立案依据", "主要证据"}, 2), "minuted");
  ASSERT_EQ(Close(Chair(), 2), "item_closed");
  const flow::Command command = CommandOf(state_, *state_.Find(2), "session/x");
  EXPECT_EQ(command.visit, 2);
  EXPECT_EQ(command.closure, rules_.matters["matter/1"].closure);
}

TEST_F(SessionTest, WhatWasClosedStaysAsItWasWhoeverLeaves) {
  Everybody();
  for (const Acting& one : {Chair(), Deputy(), Finance()}) ASSERT_EQ(Vote(one), "voted");
  ASSERT_EQ(Minute(), "minuted");
  ASSERT_EQ(Close(), "item_closed");
  ASSERT_EQ(Attend(Finance(), false), "attended");
  EXPECT_EQ(CommandOf(state_, *state_.Find(1), "session/x").ballots.size(), 3u);
  EXPECT_EQ(BallotsAt(state_, *state_.Find(1)).size(), 3u);
  EXPECT_EQ(TurnoutAt(rules_, state_, *state_.Find(1)).present, 3);
}

TEST_F(SessionTest, WithoutItsChairNothingIsClosed) {
  ASSERT_EQ(Convene(), "convened");
  for (const Acting& one : {Deputy(), Finance(), Squad()}) ASSERT_EQ(Attend(one), "attended");
  EXPECT_NE(Missing().find("chair_missing"), std::string::npos);
  EXPECT_EQ(Close(Deputy()), "chair_missing");
  ASSERT_EQ(Attend(Chair(), false), "attended");  // said to be away
  EXPECT_EQ(Close(Chair()), "chair_missing");
}

class UnitsTest : public SessionTest {
 protected:
  static std::string WithUnits() {
    std::string text = PolicyText();
    const std::string members = "委员 科室负责人";
    return text.replace(text.find(members), members.size(), "成员单位 财务科, 法规股");
  }
  UnitsTest() : SessionTest(WithUnits()) {}
};

TEST_F(UnitsTest, AUnitHasOneVoice) {
  ASSERT_FALSE(compiled_.diagnostics.has_errors());
  ASSERT_EQ(Convene(), "convened");
  ASSERT_EQ(Attend(Finance()), "attended");
  EXPECT_EQ(Attend(Who("p10", "科室负责人", "财务科")), "unit_represented");
  EXPECT_EQ(Attend(Who("p10", "科室负责人", "财务科"), true, 1), "unit_represented");
  EXPECT_EQ(Vote(Who("p10", "科室负责人", "财务科")), "not_present");
  EXPECT_EQ(Attend(Finance(), false), "attended");
  EXPECT_EQ(Attend(Who("p10", "科室负责人", "财务科")), "attended");
}

TEST_F(SessionTest, UnknownEventsAndBodiesAreErrors) {
  Everybody();
  State state = state_;
  EXPECT_FALSE(Apply({"promoted", At("2024-03-04"), Value::EmptyObject()}, &state).ok());
  EXPECT_FALSE(Apply({"voted", At("2024-03-04"), Value()}, &state).ok());
  EXPECT_FALSE(
      Apply({"voted", At("2024-03-04"), *record::ParseJson(R"({"item": 9, "vote": {}})")}, &state).ok());
  EXPECT_FALSE(
      Apply({"voted", At("2024-03-04"), *record::ParseJson(R"({"item": 1, "vote": {"choice": "maybe"}})")},
            &state)
          .ok());
  EXPECT_FALSE(ReadState(R"({"body": "x", "secret": 1})").ok());
  EXPECT_FALSE(ReadState("[]").ok());
}

}  // namespace
}  // namespace guiju::session
