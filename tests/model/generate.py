"""Random policies and the people who carry them out. What `check` refuses is thrown away by the caller, and counted."""
from policy import Body, CaseClock, Duty, EventKind, Fact, Gate, Ground, Interrupt, Obligation, Outcome, Policy, Position, Stage, Timing

HANDLER, REVIEWER, HEAD, CHIEF, DEPUTY, SECTION, COUNSEL, CLERK = "承办人", "审核员", "负责人", "局长", "分管局长", "科长", "顾问", "录入员"
REASONS = ("不可抗力", "等待裁判")
CHECKS = (("主体", ""), ("权限", "超越职权"), ("事实", "事实不清"), ("程序", "程序违法"))
DEFECTS = tuple(defect for _, defect in CHECKS if defect)


class Maker:
    """One policy. The shape is a way to the decision with returns; what hangs on it is random."""

    def __init__(self, random):
        self.random = random
        self.ends = ["办结", "终止"]
        self.decisions = {}

    def chance(self, share):
        return self.random.random() < share

    def pick(self, options):
        return self.random.choice(options)

    def make(self):
        self.facts = [Fact("罚款", "金额"), Fact("立案日", "日期"), Fact("决定日", "日期"), Fact("听证过", "是否", absent_is_no=self.chance(0.7))]
        self.facts += [Fact(name, "是否", absent_is_no=self.chance(0.2)) for name in ("复杂", "涉外", "保密", "紧急")]
        self.events = [EventKind("立案", (HANDLER,), "立案日"), EventKind("决定作出", (), "决定日"), EventKind("听证举行", (HANDLER, CLERK), "听证过"),
                       EventKind("公告发布", (HANDLER,)), EventKind("公告期满", (HANDLER,)), EventKind("公开发布", (CLERK,)), EventKind("决定撤销", (HEAD,)), EventKind("放弃申辩"),
                       EventKind("当事人签收", (HANDLER, REVIEWER))]
        self.documents = ["报告", "目录", "回证"]
        self.bodies = self.make_bodies()
        self.make_stages()
        self.interrupts = self.make_interrupts()
        policy = Policy(self.facts, self.make_positions(), self.events, self.documents, "流程一", self.stages, self.ends, self.decisions, self.bodies,
                        self.make_clocks(), self.interrupts, self.make_gates(), self.make_duties(), [Ground("公告", "公告发布", "公告期满")], self.make_separation(),
                        self.make_condition() if self.chance(0.15) else ())
        return policy

    def make_positions(self):
        positions = [Position(HANDLER, self.pick(("", "执法证"))), Position(REVIEWER, self.pick(("", "律师证"))), Position(HEAD), Position(CHIEF, "", (HEAD,)),
                     Position(DEPUTY), Position(SECTION), Position(COUNSEL), Position(CLERK)]
        if self.chance(0.3):
            positions[4] = Position(DEPUTY, "", (CHIEF,))  # through another to the head
        return positions

    def make_condition(self):
        return self.pick((("fact", "复杂"), ("fact", "涉外"), ("not", ("fact", "保密")), ("fact", "紧急"), ("reaches", "罚款", self.pick((1, 5, 10))),
                          ("all", [("fact", "复杂"), ("reaches", "罚款", 3)]), ("some", [("fact", "涉外"), ("not", ("fact", "紧急"))]), ("fact", "听证过")))

    def make_scope(self):
        """A condition by name: gates and stages share it."""
        name = f"范围{len(self.decisions) + 1}"
        first, second = self.random.sample([("fact", "复杂"), ("reaches", "罚款", self.pick((1, 5, 10))), ("fact", "涉外"), ("all", [("fact", "保密"), ("fact", "紧急")])], 2)
        self.decisions[name] = [first] if self.chance(0.5) else [first, second]
        return ("decision", name)

    def make_bodies(self):
        bodies = []
        for i in range(self.pick((0, 1, 1, 2))):
            quorum = self.pick((("应参会", "过半数"), ("应参会", "三分之二"), ("回避后", "过半数"), ("应参会", "一致"), ("", 2), ("", 3)))
            vote = self.pick((("到会者", "过半数"), ("应参会", "过半数"), ("回避后", "过半数"), ("到会者", "三分之二"), ("应参会", "三分之二"), ("", "一致"), ("", "负责制")))
            recuse = self.pick(((), (), ("同单位",), ("经办",), ("同单位", "经办"), ("利害关系",), ("同单位", "经办", "利害关系", "当事人申请")))
            members = self.pick(((SECTION,), (SECTION, COUNSEL), (SECTION, COUNSEL, CLERK)))
            bodies.append(Body(f"委员会{i + 1}", CHIEF, members, self.pick(("", DEPUTY)), self.pick(("", "集体讨论")) if i == 0 else "", recuse, quorum, vote,
                               self.pick(("上报", "再议", "主任决定", "视为不通过"))))
        return bodies

    def make_timing(self, stage):
        timing = Timing(self.pick((1, 2, 3, 5, 7, 10, 15)), self.pick(("日", "工作日", "工作日")))
        if self.chance(0.1):
            timing = Timing(1, "个月")
        if self.chance(0.5):
            timing.prolong = (self.pick((2, 5)), self.pick((timing.unit, "工作日")), self.pick((1, 2)), self.pick((HEAD, DEPUTY)))
        if self.chance(0.4):
            timing.on_expiry = self.pick((("转", "终止"), ("产生", "放弃申辩"), ("产生", "放弃申辩"), ("转", stage) if stage else ("转", "终止")))
        if self.chance(0.3):
            timing.excludes = self.pick((("公告",), ("中止",), ("中止", "公告")))
        timing.roll = self.pick(("", "", "休息日顺延", "不顺延"))
        return timing

    def make_stages(self):
        middle = self.pick((1, 2, 2, 3, 3, 4))
        names = [f"环节{i + 1}" for i in range(middle)]
        self.with_talks = self.chance(0.4)
        order = ["起草"] + names + ["决定"]
        self.stages = [Stage("起草", "由", (HANDLER,), [Outcome("报送", order[1], revises=True)], needs=self.pick(((), (), ("报告",), ("报告", "目录"))))]
        if self.chance(0.3):
            self.stages[0].outcomes.append(Outcome("撤案", "终止", reasoned=self.chance(0.5), approver=self.pick(("", HEAD)), when=self.make_condition() if self.chance(0.4) else ()))
        free_bodies = list(self.bodies)
        for i, name in enumerate(names):
            kind = self.pick(("review", "review", "turn", "parallel", "notice", "plain") + (("body", "body") if free_bodies else ()))
            stage = getattr(self, f"make_{kind}")(name, order[i + 2], free_bodies)
            if kind != "notice" and self.chance(0.35):
                stage.only_when, stage.otherwise = self.make_scope(), order[i + 2]
            if self.chance(0.4):
                stage.timing = self.make_timing(order[i + 2])
            elif kind != "notice" and self.chance(0.15):
                stage.minimum = (self.pick((1, 2, 3)), self.pick(("日", "工作日")))
            self.stages.append(stage)
        if self.with_talks:
            self.stages.append(Stage("协调", "由", (HEAD,), [Outcome("重来", "起草", most=1, beyond="终止"), Outcome("终结", "终止", reasoned=True)],
                                     timing=self.make_timing("") if self.chance(0.5) else None))
        decide = [Outcome("处罚", "办结", decides=True, emits="决定作出", approver=self.pick(("", "", DEPUTY)), when=self.make_condition() if self.chance(0.2) else ())]
        if self.chance(0.5):
            decide.append(Outcome("不罚", "办结", decides=True, emits=self.pick(("决定作出", "")), reasoned=True))
        if self.chance(0.3):
            decide.append(Outcome("退回重写", "起草", most=self.pick((1, 2)), beyond="终止"))
        self.stages.append(Stage("决定", "由", self.pick(((HEAD,), (HEAD,), (HEAD, DEPUTY))), decide, needs=self.pick(((), (), ("回证",)))))

    def back(self):
        return {"go": "起草", "most": self.pick((1, 2, 3)), "beyond": "协调" if self.with_talks else "终止"}

    def make_review(self, name, after, _):
        by = self.pick(((REVIEWER,), (REVIEWER,), (REVIEWER, COUNSEL), (SECTION,)))
        outcomes = [Outcome("同意", after, "通过", approver=self.pick(("", "", HEAD))), Outcome("退回", counts="不通过", reasoned=self.chance(0.4), **self.back())]
        if self.chance(0.3):
            outcomes.append(Outcome("留意", after, when=self.make_condition() if self.chance(0.5) else (), needs=self.pick(((), ("回证",)))))
        function = self.pick(("", "法制审核"))
        if any(stage.function == "法制审核" for stage in self.stages):
            function = ""
        return Stage(name, "由", by, outcomes, function, checks=tuple(self.random.sample(CHECKS, self.pick((0, 2, 3)))))

    def make_turn(self, name, after, _):
        by = tuple(self.random.sample((SECTION, DEPUTY, REVIEWER, COUNSEL), self.pick((2, 3))))
        checks = tuple(self.random.sample(CHECKS, 2)) if self.chance(0.2) else ()
        return Stage(name, "依次", by, [Outcome("同意", after, "通过"), Outcome("退回", counts="不通过", **self.back())], checks=checks)

    def make_parallel(self, name, after, _):
        by = tuple(self.random.sample((SECTION, DEPUTY, REVIEWER, COUNSEL), self.pick((2, 3))))
        if self.chance(0.3):
            return Stage(name, "并行", by, [Outcome("无异议", after)] + ([Outcome("有保留", after)] if self.chance(0.5) else []))
        return Stage(name, "并行", by, [Outcome("同意", after, "通过"), Outcome("退回", counts="不通过", reasoned=self.chance(0.3), **self.back())])

    def make_notice(self, name, after, _):
        outcomes = [Outcome("放弃", after, on="放弃申辩")] if self.chance(0.6) else [Outcome("签收", after, on="当事人签收", when=self.make_condition() if self.chance(0.3) else ())]
        outcomes.append(Outcome("无意见", after, needs=self.pick(((), ("目录",)))))
        if self.chance(0.5):
            outcomes.append(Outcome("采纳申辩", when=self.make_condition() if self.chance(0.3) else (), **self.back()))
        timing = self.make_timing("")
        timing.on_expiry = ("产生", "放弃申辩")
        return Stage(name, "由", (HANDLER,), outcomes, timing=timing)

    def make_plain(self, name, after, _):
        outcomes = [Outcome("完成", after, reasoned=self.chance(0.3), approver=self.pick(("", DEPUTY)))]
        if self.chance(0.4):
            outcomes.append(Outcome("发布", after, emits="放弃申辩"))
        return Stage(name, "由", (self.pick((HANDLER, CLERK)), COUNSEL) if self.chance(0.3) else (HANDLER,), outcomes, needs=self.pick(((), ("目录",))))

    def make_body(self, name, after, free):
        body = free.pop()
        return Stage(name, "组织", (body.name,), [Outcome("通过", after, "通过", approver=self.pick(("", "", DEPUTY))), Outcome("未过", counts="不通过", reasoned=self.chance(0.2), **self.back())],
                     bars=tuple(self.random.sample(DEFECTS, self.pick((0, 0, 1, 2)))))

    def make_interrupts(self):
        found = []
        if self.chance(0.6):
            self.ends.append("移送")
            found.append(Interrupt("移送", approver=self.pick(("", HEAD)), go="移送", when=self.make_condition() if self.chance(0.6) else ()))
        suspends = Interrupt("中止", REASONS if self.chance(0.8) else (), self.pick((HEAD, HEAD, "")), HANDLER)
        return found + [suspends]

    def make_clocks(self):
        clocks = []
        if self.chance(0.7):
            timing = Timing(self.pick((10, 20, 30, 60)), "日")
            if self.chance(0.2):
                timing = Timing(self.pick((1, 2, 3)), "个月")
            if self.chance(0.7):
                timing.prolong = (self.pick((5, 10)), timing.unit if self.chance(0.6) else "工作日", self.pick((1, 2)), HEAD)
                if self.chance(0.5):
                    timing.again = (True, self.pick((HEAD, DEPUTY)))
            if self.chance(0.7):
                timing.excludes = tuple(self.random.sample(["中止", "公告"] + [s.name for s in self.stages[1:3]], self.pick((1, 2, 3))))
            if self.chance(0.3):
                timing.on_expiry = ("转", "终止")
            timing.roll = self.pick(("", "不顺延"))
            clocks.append(CaseClock("办案期限", self.pick(("立案", "立案", "听证举行")), timing))
        return clocks

    def make_gates(self):
        gates = []
        for stage in self.stages:
            passes = any(outcome.counts == "通过" for outcome in stage.outcomes)
            if not passes or self.chance(0.3):
                continue
            needed = stage.function or stage.name
            if stage.how == "组织":
                body = next(b for b in self.bodies if b.name == stage.by[0])
                needed = body.acts_as or stage.name
            if any(gate.needed == needed for gate in gates):
                continue
            when = stage.only_when if stage.only_when and self.chance(0.6) else ()
            target = "" if self.chance(0.85) else "决定"
            gates.append(Gate(needed, target, when))
        return gates

    def make_duties(self):
        duties = []
        if self.chance(0.7):
            conditional = self.chance(0.5)
            first = Obligation("公示平台", 7, "工作日", self.make_condition() if conditional else (), 20 if conditional else 0, self.pick(("", "节假日顺延")))
            obligations = self.pick(([first], [first, Obligation("信用系统", 20, "工作日")], [Obligation("", 15, "日")]))
            duties.append(Duty("公开", "决定作出", CLERK, "公开发布", obligations, self.pick(("", "决定撤销")), self.make_condition() if self.chance(0.3) else (),
                               self.make_condition() if self.chance(0.4) else ()))
        if self.chance(0.4):
            duties.append(Duty("归档", self.pick(("决定作出", "听证举行")), HANDLER, self.pick(("公开发布", "公告期满")), [Obligation("", self.pick((5, 30)), "日")], encouraged=True))
        return duties

    def make_separation(self):
        return self.pick(((), (HANDLER, REVIEWER), (HANDLER, REVIEWER, HEAD), (HANDLER, HEAD), (HANDLER, SECTION, DEPUTY)))


# ---- people -----------------------------------------------------------------------------------------------------------

UNITS = ("一队", "二队", "法规科", "局领导")


def make_staff(random, policy):
    """person → {"unit", "positions", "qualifications"}; every position filled, some persons in several."""
    staff = {}
    positions = [one.name for one in policy.positions if one.name != HEAD]
    for number, position in enumerate(positions + random.sample(positions, 4), 1):
        held = [position] + (random.sample(positions, 1) if random.random() < 0.25 else [])
        qualifications = {one.qualification for one in policy.positions if one.name in held and one.qualification}
        if random.random() < 0.1:
            qualifications = set()
        staff[f"p{number}"] = {"unit": random.choice(UNITS), "positions": sorted(set(held)), "qualifications": sorted(qualifications)}
    return staff
