// Flows as the program has them: everything said arrives, guards are nobody's answer, and hostile texts are
// refused or compiled in bounded time.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/lower/lower.h"
#include "tests/property/flow_policy.h"

namespace guiju::lower {
namespace {

Compiled Compile(const std::string& text) { return CompileText({{"main.gj", text}}); }

std::string Report(const Compiled& compiled) {
  std::vector<diag::Diagnostic> some = compiled.diagnostics.Sorted();
  if (some.size() > 5) some.resize(5);
  return diag::RenderText(some, compiled.closure->sources, {});
}

void ExpectRoundTrip(const ir::Program& program) {
  EXPECT_EQ(ir::Verify(program), std::vector<std::string>{});
  ir::ParseFailure failure;
  const auto again = ir::Parse(ir::Print(program), &failure);
  ASSERT_TRUE(again.has_value()) << failure.line << ": " << failure.message;
  EXPECT_TRUE(*again == program);
}

ir::Program Whole() {
  Compiled compiled = Compile(std::string(property::kFlowPolicy));
  if (compiled.program) return std::move(*compiled.program);
  ADD_FAILURE() << Report(compiled);
  return {};
}

// By the Chinese name.
template <class Store>
const auto& Named(const Store& store, std::string_view name) {
  const auto found =
      std::find_if(store.begin(), store.end(), [&](const auto& item) { return item.name.zh == name; });
  static const std::decay_t<decltype(*store.begin())> none;
  EXPECT_NE(found, store.end()) << name;
  return found == store.end() ? none : *found;
}

TEST(LowerFlow, EverythingSaidSurvivesAsText) {
  const ir::Program p = Whole();
  ASSERT_EQ(p.flows.size(), 1u);
  ExpectRoundTrip(p);
}

TEST(LowerFlow, Bodies) {
  const ir::Program p = Whole();
  ASSERT_EQ(p.bodies.size(), 3u);
  const ir::Body& council = p.bodies[Named(p.actors, "案审会").body];
  EXPECT_EQ(council.quorum, (ir::Quorum{ir::CountBase::kAll, false, 2, 3, 0}));
  EXPECT_EQ(council.vote.rule, ir::VoteRule::kMajority);
  EXPECT_EQ(council.vote.base, ir::CountBase::kPresent);
  EXPECT_EQ(council.recusals.size(), 4u);
  EXPECT_EQ(council.deadlock, ir::Deadlock::kEscalate);
  EXPECT_TRUE(council.dissent_recorded);
  const ir::Body& panel = p.bodies[Named(p.actors, "小组").body];
  EXPECT_EQ(panel.quorum.persons, 3);
  EXPECT_EQ(panel.vote, (ir::Vote{ir::VoteRule::kShare, ir::CountBase::kEligible, 2, 3}));
  EXPECT_EQ(p.bodies[Named(p.actors, "独任").body].vote.rule, ir::VoteRule::kChairDecides);
}

TEST(LowerFlow, ClocksAndDuties) {
  const ir::Program p = Whole();
  const ir::Clock& overall = Named(p.clocks, "办案期限");
  EXPECT_EQ(overall.at_most, (ir::Amount{90, ir::ClockUnit::kDay}));
  ASSERT_EQ(overall.extensions.size(), 2u);
  EXPECT_EQ(overall.extensions[0].amount.count, 30);
  EXPECT_TRUE(overall.extensions[1].again);
  EXPECT_EQ(overall.extensions[1].amount.count, 0);
  EXPECT_EQ(overall.stop_grounds.size(), 1u);
  EXPECT_EQ(overall.stop_interrupts.size(), 1u);
  EXPECT_EQ(overall.stop_stages.size(), 1u);
  EXPECT_EQ(overall.roll, ir::ClockRoll::kHoliday);
  const ir::Stage& legal = Named(p.stages, "法规室");
  EXPECT_EQ(p.clocks[legal.limit].extensions[0].at_most, 2);
  const ir::Duty& publish = Named(p.duties, "公开决定");
  ASSERT_EQ(publish.obligations.size(), 2u);
  const ir::Clock& platform = p.clocks[publish.obligations[0].clock];
  EXPECT_EQ(platform.otherwise, (ir::Amount{20, ir::ClockUnit::kWorkday}));
  EXPECT_TRUE(platform.when.has_value());
  EXPECT_EQ(p.clocks[publish.obligations[1].clock].at_least, (ir::Amount{3, ir::ClockUnit::kMonth}));
  const ir::Duty& remind = Named(p.duties, "提示");
  EXPECT_TRUE(remind.encouraged);
  EXPECT_EQ(p.clocks[remind.obligations[0].clock].lead.count, 7);
}

TEST(LowerFlow, GatesOfThePolicyBindItsFlows) {
  const ir::Program p = Whole();
  const ir::Flow& flow = p.flows[ir::FlowId(0)];
  ASSERT_EQ(flow.gates.size(), 3u);
  EXPECT_TRUE(p.gates[flow.gates[0]].decides);
  EXPECT_FALSE(p.gates[flow.gates[2]].flow.has_value());
  EXPECT_EQ(p.gates[flow.gates[2]].target.zh, "决定");
}

// Guards: a condition of its own is a decision nobody asks for; a named decision stays itself.
TEST(LowerFlow, GuardsAreNotPublicAndBlock) {
  const ir::Program p = Whole();
  size_t guards = 0;
  for (const ir::Decision& decision : p.decisions) {
    EXPECT_NE(decision.is_public, decision.is_guard) << decision.name.zh;
    if (!decision.is_guard) continue;
    ++guards;
    EXPECT_EQ(decision.act_on, ir::ActOn::kBlock) << decision.name.zh;
    EXPECT_EQ(decision.type.kind, ir::TypeKind::kBool);
    EXPECT_EQ(decision.rules.size(), 1u);
  }
  EXPECT_EQ(guards, 8u);
  const ir::Decision& scope = p.decisions[Named(p.stages, "法规室").only_when];
  EXPECT_EQ(scope.name.zh, "审核范围");
  EXPECT_TRUE(scope.is_public);
  EXPECT_TRUE(p.decisions[Named(p.flows, "普通程序").when].is_guard);
}

// ---- what must not be taken

std::vector<std::string> Codes(const std::string& text) {
  std::vector<std::string> codes;
  const Compiled compiled = Compile(text);
  for (const diag::Diagnostic& d : compiled.diagnostics.Sorted()) codes.push_back(diag::CodeOf(d.kind));
  return codes;
}
using List = std::vector<std::string>;

constexpr std::string_view kPlain = R"(制度 示范县.流程 "测试" { 性质 示例 }
岗位 甲
岗位 乙
)";
std::string Body(const std::string& clauses) {
  return std::string(kPlain) + "组织 会 { 主任 甲 委员 乙 不成 上报 " + clauses + " }\n";
}

TEST(Shares, AreAtLeastSoMany) {
  EXPECT_EQ(Codes(Body("到会 三分之二 表决 过半数")), List{});
  EXPECT_EQ(Codes(Body("到会 三分之二以上 表决 过半数")), List{});
  // A most is no quorum.
  EXPECT_EQ(Codes(Body("到会 三分之二以下 表决 过半数")), List{"GJ0701"});
  EXPECT_EQ(Codes(Body("到会 3人 表决 三分之二以下")), List{"GJ0701"});
  // Votes are counted by shares: 3人 would be three of how many?
  EXPECT_EQ(Codes(Body("到会 3人 表决 3人")), List{"GJ0706"});
}

// ---- hostile

std::string Chain(int stages, const std::string& each, const std::string& more) {
  std::string text = std::string(kPlain) + "流程 流 {\n";
  for (int i = 0; i < stages; ++i) {
    const std::string next = i + 1 < stages ? "环节" + std::to_string(i + 1) : "完";
    text += "环节 环节" + std::to_string(i) + " { 由 甲 " + each + " 意见 一 转 " + next + " }\n";
  }
  return text + more + "终局 完\n}\n";
}

TEST(HostileFlow, ThousandsOfStages) {
  const Compiled compiled = Compile(Chain(5000, "", ""));
  ASSERT_TRUE(compiled.program.has_value()) << Report(compiled);
  EXPECT_EQ(compiled.program->stages.size(), 5001u);
  ExpectRoundTrip(*compiled.program);
}

// Every stage reviews and every stage returns to the first: walks and circles at every one of them.
TEST(HostileFlow, ThousandsOfReviewsAndCircles) {
  const std::string each =
      "审查内容 项 缺陷 错 不得提交 错 意见 二 视为 通过 作出决定 转 完 意见 三 视为 不通过 修改提案 转 "
      "环节0";
  const Compiled compiled = Compile(Chain(1000, each, "须经 环节7 方可 作出决定\n"));
  EXPECT_TRUE(compiled.diagnostics.has_errors());
  size_t told = 0;
  for (const diag::Diagnostic& d : compiled.diagnostics.all()) {
    for (const std::string& arg : d.args) told += arg.size();
  }
  EXPECT_LT(told, size_t{32} << 20) << "stories are shortened";
}

// Interrupts may happen in every stage: their steps are not multiplied by the stages.
TEST(HostileFlow, ThousandsOfInterruptsAndClocks) {
  std::string more = "期限 总 { 自 始 限 9日 届满 转 环节1 }\n";
  for (int i = 0; i < 8000; ++i) more += "随时 断" + std::to_string(i) + " 转 完\n";
  const Compiled compiled = Compile("事件 始 由 甲\n" + Chain(4000, "", more + "须经 环节3 方可 完\n"));
  EXPECT_TRUE(compiled.diagnostics.has_errors());
}

TEST(HostileFlow, ThousandsOfOutcomes) {
  std::string outcomes;
  for (int i = 0; i < 10'000; ++i) outcomes += "意见 见" + std::to_string(i) + " 转 完\n";
  const Compiled compiled =
      Compile(std::string(kPlain) + "流程 流 { 环节 一 { 由 甲\n" + outcomes + "}\n终局 完 }\n");
  ASSERT_TRUE(compiled.program.has_value()) << Report(compiled);
  EXPECT_EQ(compiled.program->outcomes.size(), 10'000u);
}

TEST(HostileFlow, ThousandsOfUnknownNames) {
  std::string outcomes;
  for (int i = 0; i < 10'000; ++i)
    outcomes += "意见 见" + std::to_string(i) + " 转 不存在的环节" + std::to_string(i) + "\n";
  const Compiled compiled = Compile(Chain(2000, "", "环节 末 { 由 甲\n" + outcomes + "}\n"));
  EXPECT_FALSE(compiled.program.has_value());
}

TEST(HostileFlow, ThousandsOfPositionsActingAsOthers) {
  std::string text = "制度 示范县.流程 \"测试\" { 性质 示例 }\n岗位 岗0\n", all = "岗0";
  for (int i = 1; i < 2000; ++i) {
    text += "岗位 岗" + std::to_string(i) + " 作为 岗" + std::to_string(i - 1) + "\n";
    all += ", 岗" + std::to_string(i);
  }
  const Compiled compiled =
      Compile(text + "流程 流 { 互不兼任 " + all + "\n环节 一 { 由 岗0 意见 一 转 完 } 终局 完 }\n");
  EXPECT_FALSE(compiled.program.has_value());
}

TEST(HostileFlow, DeepConditionsAndMissingBraces) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "若 真 则 ";
  EXPECT_EQ(Codes(Chain(1, "仅当 " + deep, "")), List{"GJ0208"});
  for (const char* piece :
       {"流程 流 {\n", "流程 流 { 环节 一 {\n", "环节 一 {\n", "组织 会 {\n", "义务 务 { 于 甲\n",
        "意见 一\n", "期限 限 {\n", "须经 甲 方可\n", "随时 断\n", "}\n"}) {
    std::string text(kPlain);
    for (int i = 0; i < 3000; ++i) text += piece;
    EXPECT_TRUE(Compile(text).diagnostics.has_errors()) << piece;
  }
}

// 若 in one condition does not make the next one deep.
TEST(HostileFlow, ManyShallowConditions) {
  std::string text = std::string(kPlain) + "事实 真: 是否\n";
  for (int i = 0; i < 200; ++i) text += "文书 文书" + std::to_string(i) + " 必备当 若 真 则 真 否则 非 真\n";
  const Compiled compiled = Compile(text);
  EXPECT_TRUE(compiled.program.has_value()) << Report(compiled);
}

}  // namespace
}  // namespace guiju::lower
