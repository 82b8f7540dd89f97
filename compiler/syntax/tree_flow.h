#pragma once
// The part of the syntax tree that says who acts, what happens and how a case moves. Included by tree.h.
#include <optional>
#include <string>
#include <vector>

namespace guiju::syntax {

struct NameRef {  // a name as it is referred to
  std::string text;
  Span span;
};

struct PositionDecl {  // 岗位 名 资格 … 作为 …
  Name name;
  std::vector<NameRef> qualifications, acts_as;
  std::string description;
  std::vector<Cite> basis;
  Span span;
};
struct EventDecl {  // 事件 名 记入 事实 由 岗位
  Name name;
  std::optional<QName> records;  // a date takes the day of the event, a bool becomes yes
  std::vector<NameRef> by;       // who may report it
  std::string description;
  std::vector<Cite> basis;
  Span span;
};
struct DocumentDecl {  // 文书 名 必备当 条件
  Name name;
  ExprId required_when;
  std::string description;
  std::vector<Cite> basis;
  Span span;
};
struct GroundDecl {  // 事由 名 自 事件 至 事件: a time that clocks may leave out
  Name name;
  NameRef from, to;
  std::string description;
  std::vector<Cite> basis;
  Span span;
};

struct Amount {  // 7工作日, 3次
  std::string number, unit;
  Span span;
};

// 过半数, 三分之二, 3人: at least so many of `base`.
struct Share {
  std::string base;  // canonical key of class count_base; "" when not said
  std::string rule;  // canonical key of class vote_rule; "" when a number stands
  Amount amount;     // 2/3, 3人; number "" when a rule stands
  Span span;         // empty: not written
};
struct BodyDecl {  // 组织
  Name name;
  std::vector<NameRef> chair, vice, members, member_units, attends, substitutes, acts_as;
  std::vector<std::string> recusals;  // canonical keys of class recusal
  NameRef recusal_decider, chair_recusal_decider;
  Share quorum, vote;
  std::string deadlock;  // canonical key of class deadlock
  bool dissent = false;
  std::string description;
  std::vector<Cite> basis;
  Span span;
};

struct Limit {  // 限 7工作日 [当 … 其余 20工作日]
  Amount amount;
  ExprId when;
  std::optional<Amount> otherwise;
  Span span;
};
struct BackwardLimit {  // 至迟 听证举行 前 7工作日
  NameRef event;
  Amount amount;
  Span span;
};
struct ExtensionClause {  // 延长 30日 一次 批准人 …; 再延长 须定期限 批准人 …
  std::optional<Amount> amount;
  bool again = false, must_set = false, once = false;
  std::optional<Amount> times;
  std::vector<NameRef> approvers;
  Span span;
};
// What every clock may say: stage limits, 期限, obligations.
struct Timing {
  std::optional<Limit> within;
  std::optional<Amount> minimum;
  std::optional<BackwardLimit> latest;
  std::vector<ExtensionClause> extensions;
  std::vector<NameRef> excludes;
  NameRef expiry_event, expiry_target;
  std::string roll;  // canonical key of class roll
};
struct ClockDecl {  // 期限
  Name name;
  std::vector<NameRef> from;
  Timing timing;
  std::vector<Cite> basis;
  Span span;
};
struct ObligationDecl {  // 于 渠道 限 …
  Name channel;
  Timing timing;
  std::optional<QName> overrides;
  std::vector<Cite> basis;
  Span span;
};
struct ExclusionClause {  // 不适用 条件 依据 …
  ExprId when;
  std::vector<Cite> basis;
  Span span;
};
struct DutyDecl {  // 义务
  Name name;
  std::string title;
  std::vector<NameRef> from, owners, approvers, discharged_by, voided_by;
  ExprId when;
  std::vector<ExclusionClause> exclusions;
  bool encouraged = false;
  Timing timing;
  std::vector<ObligationDecl> obligations;
  std::vector<Cite> basis;
  Span span;
};
struct GateDecl {  // 须经 法制审核 方可 作出决定
  std::vector<NameRef> needed;
  bool decides = false;
  NameRef target;
  ExprId when;
  std::vector<Cite> basis;
  Span span;
};

struct CheckItem {  // 权限 缺陷 超越职权
  Name name;
  NameRef defect;
};
struct OutcomeDecl {  // 意见
  Name name;
  std::string verdict;  // canonical key of class verdict; "" when it is no review
  NameRef target;
  std::optional<Amount> at_most;
  NameRef beyond;
  std::vector<NameRef> emits, on, approvers, needs;
  ExprId when;
  bool decides = false, revises = false, reasoned = false;
  std::vector<Cite> basis;
  Span span;
};
struct StageDecl {  // 环节
  Name name;
  std::string title;
  std::string manner;  // "" | by | in_turn | parallel
  std::vector<NameRef> actors, acts_as, needs, bars, agenda;
  ExprId only_when;
  NameRef otherwise;
  std::vector<CheckItem> checks;
  Timing timing;
  std::vector<OutcomeDecl> outcomes;
  std::vector<Cite> basis;
  Span span;
};
struct InterruptDecl {  // 随时
  Name name;
  std::vector<NameRef> reasons, approvers, resumed_by, emits;
  NameRef target;
  ExprId when;
  std::vector<Cite> basis;
  Span span;
};
struct SeparationClause {  // 互不兼任 a, b
  std::vector<NameRef> positions;
  Span span;
};
struct FlowDecl {  // 流程
  Name name;
  std::string title;
  ExprId when;
  std::vector<SeparationClause> separations;
  std::vector<ClockDecl> clocks;
  std::vector<StageDecl> stages;
  std::vector<InterruptDecl> interrupts;
  std::vector<GateDecl> gates;
  std::vector<Name> ends;
  Span ends_span;
  std::vector<Cite> basis;
  Span span;
};

}  // namespace guiju::syntax
