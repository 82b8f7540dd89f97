#pragma once
// A small staff, no flow: each test writes its own. A condition is answered by the fact of its name; without
// that fact it is open.
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "compiler/lower/lower.h"
#include "runtime/flow/flow.h"

namespace guiju::flow {
using record::Value;

inline constexpr std::string_view kHead = R"gj(
制度 练习.乙 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 审核人员
岗位 会签甲
岗位 会签乙
岗位 负责人
岗位 局长 作为 负责人
岗位 委员甲
事实 记录: 是否
事实 听证过: 是否 未记载视为 否 依据 办法 第二条
事件 受理 由 承办人
事件 来函 由 承办人
事件 听证举行 记入 听证过
事件 决定作出
事件 公开 由 承办人
事件 公告发布 由 承办人
事件 公告期满 由 承办人
事由 公告 自 公告发布 至 公告期满
判定 适用: 是否 未定按 是 { 情形 一 依据 办法 第三条 当 记录 }
判定 可以: 是否 未定按 是 { 情形 一 依据 办法 第三条 当 记录 }
)gj";

class NamedJudge : public Judge {
 public:
  explicit NamedJudge(const ir::Program& program) : program_(program) {}
  base::Status Check(const Value&) const override { return base::Done{}; }
  base::Result<Answer> Ask(const Value& facts, ir::DecisionId decision) const override {
    const std::string name = program_.decisions[decision].name.In(true);
    const Value* fact = facts.Find(name);
    if (fact == nullptr) return Answer{false, false, {name}};
    return Answer{true, fact->truth(), {}};
  }

 private:
  const ir::Program& program_;
};

class FlowGuards : public ::testing::Test {
 protected:
  void Use(std::string_view flows) {
    compiled_ = lower::CompileText({{"a.gj", std::string(kHead) + std::string(flows)}});
    if (compiled_.diagnostics.has_errors()) {
      for (const diag::Diagnostic& found : compiled_.diagnostics.all())
        ADD_FAILURE() << found.Message(diag::Language::kZh);
    }
    ASSERT_TRUE(compiled_.program.has_value());
    calendar_ = *value::Calendar::Builtin(std::nullopt, "");
    judge_ = std::make_unique<NamedJudge>(*compiled_.program);
  }
  Rules Law() const { return {*compiled_.program, *judge_, *calendar_, members_}; }

  static Moment At(std::string_view date, int minute = 600) { return {*value::ParseDate(date), minute}; }
  static Value Facts(const std::map<std::string, Value>& facts) {
    Value object = Value::EmptyObject();
    for (const auto& [name, fact] : facts) object.Insert(name, fact);
    return object;
  }
  Command Make(CommandKind kind, std::string name, std::string person, std::string position) const {
    Command command;
    command.kind = kind;
    command.name = std::move(name);
    command.acting = {{std::move(person), std::move(position)}, {}, ""};
    command.occurred = At(today_);
    return command;
  }
  std::string Do(const Command& command) {
    const Outcome outcome = Decide(Law(), state_, command);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) return KeyOf(refusal->code);
    std::string types;
    for (const Event& event : std::get<std::vector<Event>>(outcome)) {
      EXPECT_TRUE(Apply(event, &state_).ok());
      types += (types.empty() ? "" : " ") + event.type;
    }
    return types;
  }
  std::string Open(const std::map<std::string, Value>& facts = {}) {
    Command open = Make(CommandKind::kOpen, "办理", "p1", "承办人");
    open.facts = Facts(facts);
    return Do(open);
  }
  std::string Assert(const std::map<std::string, Value>& facts) {
    Command assertion = Make(CommandKind::kAssert, "", "p1", "承办人");
    assertion.facts = Facts(facts);
    return Do(assertion);
  }
  Command Opinion(std::string name, std::string person, std::string position) const {
    Command opinion = Make(CommandKind::kOpine, std::move(name), std::move(person), std::move(position));
    opinion.proposal = static_cast<int64_t>(state_.proposals.size());
    return opinion;
  }
  std::string Opine(std::string name, std::string person, std::string position) {
    return Do(Opinion(std::move(name), std::move(person), std::move(position)));
  }
  std::string Submit() {
    Command submit = Opinion("报送", "p1", "承办人");
    submit.content = Facts({{"处理", "警告"}});
    return Do(submit);
  }
  std::string Report(std::string event, std::string person, std::string position) {
    return Do(Make(CommandKind::kReport, std::move(event), std::move(person), std::move(position)));
  }
  std::string Tick() { return Do(Make(CommandKind::kTick, "", "", "")); }
  static Acting Head() { return {{"p3", "局长"}, {}, ""}; }
  std::string Stage() const {
    return state_.current() == nullptr ? state_.ended.value_or("") : state_.current()->stage;
  }

  lower::Compiled compiled_;
  std::shared_ptr<const value::Calendar> calendar_;
  std::unique_ptr<NamedJudge> judge_;
  std::map<std::string, int64_t> members_;
  State state_;
  std::string_view today_ = "2024-02-01";
};

}  // namespace guiju::flow
