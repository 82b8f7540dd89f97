#pragma once
// One small procedure, a judge that answers by hand, and a matter that commands are tried on.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "compiler/lower/lower.h"
#include "runtime/flow/flow.h"

namespace guiju::flow {

using record::Value;

inline constexpr std::string_view kPolicy = R"gj(
制度 练习.甲 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人 资格 行政执法证
岗位 审核人员 资格 法律职业资格
岗位 负责人
岗位 局长 作为 负责人
岗位 委员甲
岗位 录入员
事实 罚款: 金额
事实 立案日: 日期 时间轴 立案
事实 决定日: 日期 时间轴 决定
事实 听证过: 是否 未记载视为 否 依据 办法 第二条
事件 立案 记入 立案日 由 承办人
事件 听证举行 记入 听证过 由 承办人
事件 决定作出 记入 决定日
事件 公开发布 由 录入员
事件 公告发布 由 承办人
事件 公告期满 由 承办人
事件 放弃申辩
事由 公告 自 公告发布 至 公告期满
文书 调查报告
判定 审核范围: 是否 未定按 是 { 情形 大额 依据 办法 第三条 当 罚款 超过 1万元 }
判定 讨论范围: 是否 未定按 是 { 情形 重大 依据 办法 第四条 当 罚款 达到 10万元 }
须经 审核 方可 作出决定 依据 办法 第三条
须经 集体讨论 方可 作出决定 当 讨论范围 依据 办法 第四条
组织 案审会 {
  作为 集体讨论
  主任 局长
  委员 委员甲
  回避 同单位, 经办 决定人 局长
  到会 应参会 三分之二
  表决 到会者 过半数
  不成 再议
}
流程 普通程序 {
  互不兼任 承办人, 审核人员, 负责人
  期限 办案期限 {
    自 立案
    限 90日
    延长 30日 一次 批准人 负责人
    再延长 须定期限 批准人 负责人
    不计入 中止, 公告
  }
  环节 调查 {
    由 承办人
    应附 调查报告
    意见 报送 修改提案 转 审核
  }
  环节 审核 {
    由 审核人员
    仅当 审核范围 否则 转 告知
    审查内容 权限 缺陷 超越职权, 事实 缺陷 事实不清
    意见 同意 视为 通过 转 告知
    意见 退回 视为 不通过 说明理由 转 调查 至多 1次 超过转 终止
  }
  环节 告知 {
    由 承办人
    限 5工作日 届满 产生 放弃申辩
    意见 放弃 遇 放弃申辩 转 讨论
    意见 采纳申辩 修改提案 转 审核 至多 1次 超过转 终止
    意见 听证 遇 听证举行 转 审核 至多 1次 超过转 终止
  }
  环节 讨论 {
    由 案审会
    仅当 讨论范围 否则 转 决定
    不得提交 超越职权
    意见 通过 视为 通过 转 决定
    意见 未通过 视为 不通过 转 终止
  }
  环节 决定 {
    由 负责人
    意见 处罚 作出决定 产生 决定作出 转 处罚
  }
  随时 中止 因 不可抗力 批准人 负责人 恢复人 承办人
  随时 移送 批准人 负责人 转 移送司法
  终局 处罚, 终止, 移送司法
}
义务 公开 {
  自 决定作出
  由 录入员
  履行 公开发布
  于 平台 限 7工作日 依据 办法 第九条
  于 信用 限 20工作日 依据 办法 第九条
}
)gj";

// Reads the one fact the conditions ask about.
class FineJudge : public Judge {
 public:
  explicit FineJudge(const ir::Program& program) : program_(program) {}
  base::Result<Answer> Ask(const Value& facts, ir::DecisionId decision) const override {
    const Value* fine = facts.Find("罚款");
    if (facts.Find("无此事实") != nullptr) return base::Error{"没有事实「无此事实」"};
    if (fine == nullptr) return Answer{false, false, {"罚款"}};
    const int64_t limit = program_.decisions[decision].name.Is("审核范围") ? 10000 : 99999;
    return Answer{true, fine->number() > limit, {}};
  }

 private:
  const ir::Program& program_;
};

class FlowTest : public ::testing::Test {
 protected:
  explicit FlowTest(std::string_view policy = kPolicy)
      : compiled_(lower::CompileText({{"a.gj", std::string(policy)}})),
        calendar_(*value::Calendar::Builtin(std::nullopt, "")),
        judge_(*compiled_.program),
        rules_{*compiled_.program, judge_, *calendar_} {
    rules_.members["案审会"] = 3;
  }

  static Moment At(std::string_view date, int minute = 600) { return {*value::ParseDate(date), minute}; }
  static Value Facts(int64_t fine) {
    Value facts = Value::EmptyObject();
    facts.Insert("罚款", fine);
    return facts;
  }
  static Acting Handler() { return {{"p1", "承办人"}, {"行政执法证"}, "执法队"}; }
  static Acting Reviewer() { return {{"p2", "审核人员"}, {"法律职业资格"}, "法规股"}; }
  static Acting Director() { return {{"p3", "局长"}, {}, "局领导"}; }

  static Command Make(CommandKind kind, std::string name, Acting acting, Moment at) {
    Command command;
    command.kind = kind;
    command.name = std::move(name);
    command.acting = std::move(acting);
    command.occurred = at;
    return command;
  }
  // Applies what is decided; the refusal's key when it is refused, the types of the events otherwise.
  std::string Do(const Command& command) {
    const Outcome outcome = Decide(rules_, state_, command);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) return KeyOf(refusal->code);
    std::string types;
    State next = state_;
    for (const Event& event : std::get<std::vector<Event>>(outcome)) {
      EXPECT_TRUE(Apply(event, &next).ok());
      types += (types.empty() ? "" : " ") + event.type;
    }
    state_ = next;
    const auto read = ReadState(PrintState(state_));
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
    if (read.ok()) {
      EXPECT_EQ(*read, state_);
    }
    return types;
  }
  std::string Open(const Value& facts) {
    Command open = Make(CommandKind::kOpen, "普通程序", Handler(), At("2024-02-01"));
    open.facts = facts;
    return Do(open);
  }
  std::string Submit(int64_t fine, std::string_view date = "2024-02-02", std::string name = "报送") {
    Command submit = Make(CommandKind::kOpine, std::move(name), Handler(), At(date));
    submit.content = Facts(fine);
    return Do(submit);
  }
  std::string Attach() { return Do(Make(CommandKind::kAttach, "调查报告", Handler(), At("2024-02-01"))); }
  std::string Agree(int64_t proposal, std::string_view date = "2024-02-05") {
    Command agree = Make(CommandKind::kOpine, "同意", Reviewer(), At(date));
    agree.proposal = proposal;
    agree.checks = {{"权限", true}, {"事实", true}};
    return Do(agree);
  }
  std::string Decided(int64_t proposal, std::string_view date = "2024-03-01") {
    Command decide = Make(CommandKind::kOpine, "处罚", Director(), At(date));
    decide.proposal = proposal;
    return Do(decide);
  }
  std::string Tick(std::string_view date) { return Do(Make(CommandKind::kTick, "", {}, At(date))); }
  std::string Stage() const {
    return state_.current() == nullptr ? state_.ended.value_or("") : state_.current()->stage;
  }

  lower::Compiled compiled_;
  std::shared_ptr<const value::Calendar> calendar_;
  FineJudge judge_;
  Rules rules_;
  State state_;
};

}  // namespace guiju::flow
