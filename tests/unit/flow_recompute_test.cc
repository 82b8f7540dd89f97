// Periods that end otherwise than they did: what is told, and what tells itself.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "compiler/lower/lower.h"
#include "runtime/flow/recompute.h"

namespace guiju::flow {
namespace {

using record::Value;

constexpr std::string_view kPolicy = R"gj(
制度 练习.乙 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 负责人
事实 复杂: 是否
事实 立案日: 日期 时间轴 立案
事件 立案 记入 立案日 由 承办人
事件 公告发布 由 承办人
事件 公告期满 由 承办人
事件 告知送达 由 承办人
事件 回复送达 由 承办人
事由 公告 自 公告发布 至 公告期满
流程 程序 {
  期限 办案期限 {
    自 立案
    限 20工作日 当 复杂 其余 7工作日
    延长 5工作日 一次 批准人 负责人
    不计入 公告
  }
  期限 催办 {
    自 立案
    限 3工作日 当 复杂
  }
  环节 调查 {
    由 承办人
    意见 完成 转 办结
    意见 拟定 修改提案 转 复核
  }
  环节 复核 {
    由 承办人
    意见 送出 转 办结
  }
  终局 办结
}
义务 回复 {
  自 告知送达
  由 承办人
  履行 回复送达
  限 10日 依据 办法 第二条
}
)gj";

// 复杂 is what the facts say of it.
class SimpleJudge : public Judge {
 public:
  base::Status Check(const Value&) const override { return base::Done{}; }
  base::Result<Answer> Ask(const Value& facts, ir::DecisionId) const override {
    const Value* fact = facts.Find("复杂");
    if (fact == nullptr || fact->kind() != Value::Kind::kBool) return Answer{false, false, {"复杂"}};
    return Answer{true, fact->truth(), {}};
  }
};

class RecomputeTest : public ::testing::Test {
 protected:
  RecomputeTest()
      : compiled_(lower::CompileText({{"a.gj", std::string(kPolicy)}})),
        calendar_(*value::Calendar::Builtin(std::nullopt, "")) {}
  void SetUp() override {
    ASSERT_TRUE(compiled_.program.has_value());
    rules_.emplace(Rules{*compiled_.program, judge_, *calendar_});
  }

  static Moment At(std::string_view date, int minute = 600) { return {*value::ParseDate(date), minute}; }
  static Value Complex(const Value& value) {
    Value facts = Value::EmptyObject();
    facts.Insert("复杂", value);
    return facts;
  }
  static Command Make(CommandKind kind, std::string name, std::string_view date) {
    Command command;
    command.kind = kind;
    command.name = std::move(name);
    command.acting = {{"p1", "承办人"}, {}, ""};
    command.occurred = At(date);
    return command;
  }
  std::string Do(const Command& command) {
    const Outcome outcome = Decide(*rules_, state_, command);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) return KeyOf(refusal->code);
    std::string types;
    told_.clear();
    for (const Event& event : std::get<std::vector<Event>>(outcome)) {
      EXPECT_TRUE(Apply(event, &state_).ok());
      types += (types.empty() ? "" : " ") + event.type;
      if (event.type == "recomputed") told_.push_back(Print(event.body));
    }
    return types;
  }
  static std::string Print(const Value& value) { return *record::PrintJson(value); }
  std::string Report(std::string event, std::string_view date) {
    return Do(Make(CommandKind::kReport, std::move(event), date));
  }
  std::string Assert(const Value& complex, std::string_view date = "2024-01-05") {
    Command command = Make(CommandKind::kAssert, "", date);
    command.facts = Complex(complex);
    return Do(command);
  }
  void File(const Value& complex) {
    Command open = Make(CommandKind::kOpen, "程序", "2024-01-02");
    open.facts = Complex(complex);
    ASSERT_EQ(Do(open), "opened moved");
    ASSERT_EQ(Report("立案", "2024-01-02"), "happened");
  }
  std::vector<std::string> Compare(const State& before, const State& after,
                                   const value::Calendar* calendar = nullptr) {
    const Rules later{*compiled_.program, judge_, calendar == nullptr ? *calendar_ : *calendar};
    auto bodies = Recompute(*rules_, before, later, after);
    EXPECT_TRUE(bodies.ok());
    std::vector<std::string> texts;
    for (const Value& body : *bodies) texts.push_back(Print(body));
    return texts;
  }
  // The shipped calendar with another arrangement of one year, in place of that file.
  std::shared_ptr<const value::Calendar> With2024(const std::string& piece, const std::string& by) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / ("guiju-recompute-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::copy(std::string(GUIJU_SOURCE_DIR) + "/stdlib/calendar", folder);
    std::ifstream in(folder / "2024.json");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const size_t at = text.find(piece);
    EXPECT_NE(at, std::string::npos);
    text.replace(at, piece.size(), by);
    std::ofstream(folder / "2024.json") << text;
    auto calendar = value::Calendar::FromFiles(folder.string(), std::nullopt, "");
    fs::remove_all(folder);
    EXPECT_TRUE(calendar.ok());
    return *calendar;
  }

  lower::Compiled compiled_;
  std::shared_ptr<const value::Calendar> calendar_;
  SimpleJudge judge_;
  std::optional<Rules> rules_;
  State state_;
  std::vector<std::string> told_;
};

TEST_F(RecomputeTest, AConditionThatIsSettledMovesThePeriod) {
  File(false);
  EXPECT_EQ(Assert(true), "asserted recomputed recomputed");
  ASSERT_EQ(told_.size(), 2u);
  // Seven working days after Tuesday 2 January 2024, then twenty: the holiday in February lies behind both.
  EXPECT_EQ(
      told_[1],
      R"({"clock":"办案期限","new":{"due":"2024-01-30"},"old":{"due":"2024-01-11"},"why":"condition"})");
  EXPECT_EQ(told_[0], R"({"clock":"催办","new":{"due":"2024-01-05"},"old":null,"why":"condition"})");
  EXPECT_EQ(Assert(true), "asserted");
  EXPECT_EQ(Assert(false), "asserted recomputed recomputed");
  EXPECT_EQ(told_[0], R"({"clock":"催办","new":null,"old":{"due":"2024-01-05"},"why":"condition"})");
  // Open, the shorter period runs: that of 否 for one, that of 是 for the other.
  EXPECT_EQ(Assert(Value()), "asserted recomputed");
}

TEST_F(RecomputeTest, AProposalThatChangesTheConditionMovesThePeriod) {
  File(Value(false));
  Command propose = Make(CommandKind::kOpine, "拟定", "2024-01-05");
  propose.content = Complex(Value(true));
  EXPECT_EQ(Do(propose), "opined proposed moved recomputed recomputed");
  EXPECT_NE(told_.front().find("\"why\":\"condition\""), std::string::npos) << told_.front();
}

TEST_F(RecomputeTest, WhatHasAnEventOfItsOwnIsNotToldAgain) {
  File(true);
  EXPECT_EQ(Report("公告发布", "2024-01-03"), "happened");
  EXPECT_EQ(Report("公告期满", "2024-01-10"), "happened");
  Command extend = Make(CommandKind::kExtend, "办案期限", "2024-01-11");
  extend.acting = {{"p2", "负责人"}, {}, ""};
  EXPECT_EQ(Do(extend), "extended");
  EXPECT_EQ(Report("告知送达", "2024-01-12"), "happened duty_armed");
  EXPECT_EQ(Do(Make(CommandKind::kOpine, "完成", "2024-01-12")), "opined closed");
}

TEST_F(RecomputeTest, ACorrectedDayMovesWhatRunsFromIt) {
  File(false);
  State corrected = state_;
  EXPECT_TRUE(Compare(state_, corrected).empty());
  corrected.happenings[0].occurred = At("2024-01-04");
  EXPECT_EQ(
      Compare(state_, corrected),
      std::vector<std::string>{
          R"({"clock":"办案期限","new":{"due":"2024-01-15"},"old":{"due":"2024-01-11"},"why":"anchor"})"});
  EXPECT_TRUE(MayMoveClocks(*compiled_.program, state_, corrected));
  // Another time of the same day ends on the same day.
  corrected.happenings[0].occurred = At("2024-01-02", 900);
  EXPECT_TRUE(Compare(state_, corrected).empty());
}

TEST_F(RecomputeTest, ACorrectedStopMovesWhatItStopped) {
  File(false);
  Report("公告发布", "2024-01-03");
  Report("公告期满", "2024-01-10");
  State corrected = state_;
  corrected.happenings[2].occurred = At("2024-01-12");
  const auto told = Compare(state_, corrected);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_NE(told[0].find(R"("why":"stop")"), std::string::npos) << told[0];
  corrected.happenings.pop_back();  // it has not ended after all: there is no last day
  ASSERT_EQ(Compare(state_, corrected).size(), 1u);
  EXPECT_NE(Compare(state_, corrected)[0].find(R"("stopped":true)"), std::string::npos);
}

TEST_F(RecomputeTest, AnotherCalendarMovesWorkingDaysAlone) {
  File(false);
  Report("告知送达", "2024-01-08");
  const auto later =
      With2024(R"("from": "2023-12-30", "to": "2024-01-01")", R"("from": "2023-12-30", "to": "2024-01-03")");
  EXPECT_EQ(
      Compare(state_, state_, later.get()),
      std::vector<std::string>{
          R"({"clock":"办案期限","new":{"due":"2024-01-12"},"old":{"due":"2024-01-11"},"why":"calendar"})"});
  EXPECT_TRUE(Compare(state_, state_).empty());
}

TEST_F(RecomputeTest, APeriodThatIsNoLongerOpenIsNotTold) {
  File(false);
  State ended = state_;
  ended.ended = "办结";
  ended.happenings[0].occurred = At("2024-01-04");
  EXPECT_TRUE(Compare(state_, ended).empty());
}

}  // namespace
}  // namespace guiju::flow
