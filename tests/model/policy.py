"""A policy as data, and the text of it in the language. Nothing here knows how a case moves."""
from dataclasses import dataclass, field


# ---- conditions: (kind, …) ------------------------------------------------------------------------------------------
# ("fact", name) · ("reaches", name, wan) · ("not", c) · ("all", [c]) · ("some", [c]) · ("decision", name)

def written(condition, inside=False):
    kind = condition[0]
    if kind in ("fact", "decision"):
        return condition[1]
    if kind == "reaches":
        return f"{condition[1]} 达到 {condition[2]}万元"
    if kind == "not":
        return "非 " + written(condition[1], True) if condition[1][0] in ("fact", "decision") else f"非 ({written(condition[1])})"
    text = (" 且 " if kind == "all" else " 或 ").join(written(c, True) for c in condition[1])
    return f"({text})" if inside else text


@dataclass
class Fact:
    name: str
    type: str  # 是否 · 金额 · 日期
    absent_is_no: bool = False


@dataclass
class Position:
    name: str
    qualification: str = ""
    acts_as: tuple = ()


@dataclass
class EventKind:
    name: str
    by: tuple = ()
    records: str = ""


@dataclass
class Body:
    name: str
    chair: str
    members: tuple
    vice: str = ""
    acts_as: str = ""
    recuse: tuple = ()  # 同单位, 经办, 利害关系, 当事人申请
    quorum: tuple = ("应参会", "过半数")  # base, share; share a number: so many persons
    vote: tuple = ("到会者", "过半数")  # ("", "负责制") · ("", "一致")
    deadlock: str = "上报"


@dataclass
class Timing:
    n: int
    unit: str = "日"
    prolong: tuple = ()  # n, unit, times, approver
    again: tuple = ()  # must_set, approver
    excludes: tuple = ()
    on_expiry: tuple = ()  # ("产生", event) · ("转", stage)
    roll: str = ""  # "" · 休息日顺延 · 不顺延 · 节假日顺延

    def lines(self):
        yield f"限 {self.n}{self.unit}"
        if self.prolong:
            n, unit, times, approver = self.prolong
            yield f"延长 {n}{unit} " + ("一次" if times == 1 else f"至多 {times}次") + f" 批准人 {approver}"
        if self.again:
            yield "再延长" + (" 须定期限" if self.again[0] else "") + f" 批准人 {self.again[1]}"
        if self.excludes:
            yield "不计入 " + ", ".join(self.excludes)
        if self.on_expiry:
            yield "届满 " + " ".join(self.on_expiry)
        if self.roll:
            yield f"遇休 {self.roll}"


@dataclass
class CaseClock:
    name: str
    since: str
    timing: Timing


@dataclass
class Outcome:
    name: str
    go: str
    counts: str = ""  # 通过 · 不通过
    most: int = 0
    beyond: str = ""
    emits: str = ""
    on: str = ""
    approver: str = ""
    needs: tuple = ()
    when: tuple = ()
    decides: bool = False
    revises: bool = False
    reasoned: bool = False

    def text(self):
        words = [f"意见 {self.name}"]
        words += [f"视为 {self.counts}"] if self.counts else []
        words += [f"遇 {self.on}"] if self.on else []
        words += [f"当 {written(self.when)}"] if self.when else []
        words += ["应附 " + ", ".join(self.needs)] if self.needs else []
        words += ["说明理由"] if self.reasoned else []
        words += ["修改提案"] if self.revises else []
        words += ["作出决定"] if self.decides else []
        words += [f"产生 {self.emits}"] if self.emits else []
        words += [f"批准人 {self.approver}"] if self.approver else []
        words += [f"转 {self.go}"]
        words += [f"至多 {self.most}次 超过转 {self.beyond}"] if self.most else []
        return " ".join(words)


@dataclass
class Stage:
    name: str
    how: str  # 由 · 依次 · 并行 · 组织
    by: tuple
    outcomes: list
    function: str = ""
    only_when: tuple = ()
    otherwise: str = ""
    needs: tuple = ()
    checks: tuple = ()  # (name, defect or "")
    bars: tuple = ()
    timing: Timing = None
    minimum: tuple = ()  # n, unit

    def lines(self):
        yield f"{'由' if self.how == '组织' else self.how} " + ", ".join(self.by)
        if self.function:
            yield f"作为 {self.function}"
        if self.only_when:
            yield f"仅当 {written(self.only_when)} 否则 转 {self.otherwise}"
        if self.needs:
            yield "应附 " + ", ".join(self.needs)
        if self.bars:
            yield "不得提交 " + ", ".join(self.bars)
        if self.timing:
            yield from self.timing.lines()
        if self.minimum:
            yield f"至少 {self.minimum[0]}{self.minimum[1]}"
        if self.checks:
            yield "审查内容 " + ", ".join(name + (f" 缺陷 {defect}" if defect else "") for name, defect in self.checks)
        for outcome in self.outcomes:
            yield outcome.text()


@dataclass
class Interrupt:
    name: str
    reasons: tuple = ()
    approver: str = ""
    resumed_by: str = ""
    go: str = ""
    when: tuple = ()

    def text(self):
        words = [f"随时 {self.name}"]
        words += ["因 " + ", ".join(self.reasons)] if self.reasons else []
        words += [f"当 {written(self.when)}"] if self.when else []
        words += [f"批准人 {self.approver}"] if self.approver else []
        words += [f"恢复人 {self.resumed_by}"] if self.resumed_by else []
        words += [f"转 {self.go}"] if self.go else []
        return " ".join(words)


@dataclass
class Gate:
    needed: str
    target: str = ""  # "": 作出决定
    when: tuple = ()

    def text(self):
        return f"须经 {self.needed} 方可 {self.target or '作出决定'}" + (f" 当 {written(self.when)}" if self.when else "") + " 依据 办法 第三条"


@dataclass
class Obligation:
    channel: str  # "": the duty itself
    n: int
    unit: str
    when: tuple = ()
    other: int = 0
    roll: str = ""

    def text(self):
        words = ([f"于 {self.channel}"] if self.channel else []) + [f"限 {self.n}{self.unit}"]
        words += [f"当 {written(self.when)} 其余 {self.other}{self.unit}"] if self.when else []
        words += [f"遇休 {self.roll}"] if self.roll else []
        return " ".join(words) + (" 依据 办法 第八条" if self.channel else "")


@dataclass
class Duty:
    name: str
    since: str
    by: str
    discharged_by: str
    obligations: list
    voided_by: str = ""
    when: tuple = ()
    spared: tuple = ()  # 不适用 当
    encouraged: bool = False

    def lines(self):
        yield f"自 {self.since}"
        yield f"由 {self.by}"
        if self.when:
            yield f"当 {written(self.when)}"
        if self.spared:
            yield f"不适用 当 {written(self.spared)} 依据 办法 第八条"
        yield f"履行 {self.discharged_by}"
        if self.voided_by:
            yield f"解除 {self.voided_by}"
        if self.encouraged:
            yield "鼓励"
        if not any(o.channel for o in self.obligations):
            yield "依据 办法 第八条"
        for obligation in self.obligations:
            yield obligation.text()


@dataclass
class Ground:
    name: str
    first: str
    last: str


@dataclass
class Policy:
    facts: list
    positions: list
    events: list
    documents: list
    flow: str
    stages: list
    ends: list
    decisions: dict = field(default_factory=dict)  # name → [conditions of its 情形]
    bodies: list = field(default_factory=list)
    clocks: list = field(default_factory=list)
    interrupts: list = field(default_factory=list)
    gates: list = field(default_factory=list)
    duties: list = field(default_factory=list)
    grounds: list = field(default_factory=list)
    separate: tuple = ()
    applies_when: tuple = ()

    def find(self, kind, name):
        return next((one for one in getattr(self, kind) if one.name == name), None)

    def text(self):
        out = ['制度 模型.随机 "随机制度" {', "  层级 县级", "  施行 2017-01-01", "  性质 示例", "}", '法源 办法 { 全称 "办法" 位阶 规范性文件 施行 2017-01-01 }', ""]
        for fact in self.facts:
            out.append(f"事实 {fact.name}: {fact.type}" + (" 未记载视为 否 依据 办法 第五条" if fact.absent_is_no else "") + (f" 时间轴 {fact.name[:2]}" if fact.type == "日期" else ""))
        for one in self.positions:
            out.append(f"岗位 {one.name}" + (f" 资格 {one.qualification} 依据 办法 第二条" if one.qualification else "") + (" 作为 " + ", ".join(one.acts_as) if one.acts_as else ""))
        for one in self.events:
            out.append(f"事件 {one.name}" + (f" 记入 {one.records}" if one.records else "") + (" 由 " + ", ".join(one.by) if one.by else ""))
        out += [f"文书 {name}" for name in self.documents]
        out += [f"事由 {one.name} 自 {one.first} 至 {one.last}" for one in self.grounds]
        for name, rules in self.decisions.items():
            out.append(f"判定 {name}: 是否 未定按 是 {{")
            out += [f"  情形 {name}之{i} 依据 办法 第三条 当 {written(rule)}" for i, rule in enumerate(rules, 1)]
            out.append("}")
        for body in self.bodies:
            out += [f"组织 {body.name} {{"] + [f"  {line}" for line in self.body_lines(body)] + ["}"]
        out += [f"流程 {self.flow} {{"] + [f"  {line}" for line in self.flow_lines()] + ["}"]
        for duty in self.duties:
            out += [f"义务 {duty.name} {{"] + [f"  {line}" for line in duty.lines()] + ["}"]
        return "\n".join(out) + "\n"

    def body_lines(self, body):
        if body.acts_as:
            yield f"作为 {body.acts_as}"
        yield f"主任 {body.chair}"
        if body.vice:
            yield f"副主任 {body.vice}"
        yield "委员 " + ", ".join(body.members)
        if body.recuse:
            yield "回避 " + ", ".join(body.recuse) + f" 决定人 {body.chair}"
        yield f"到会 {body.quorum[1]}人" if isinstance(body.quorum[1], int) else f"到会 {body.quorum[0]} {body.quorum[1]}"
        yield "表决 " + " ".join(word for word in body.vote if word)
        if body.vote[1] != "负责制":
            yield f"不成 {body.deadlock}"

    def flow_lines(self):
        if self.applies_when:
            yield f"当 {written(self.applies_when)}"
        if self.separate:
            yield "互不兼任 " + ", ".join(self.separate)
        for clock in self.clocks:
            yield f"期限 {clock.name} {{"
            yield f"  自 {clock.since}"
            for line in clock.timing.lines():
                yield f"  {line}"
            yield "}"
        for stage in self.stages:
            yield f"环节 {stage.name} {{"
            for line in stage.lines():
                yield f"  {line}"
            yield "}"
        for one in self.interrupts + self.gates:
            yield one.text()
        yield "终局 " + ", ".join(self.ends)
