"""Random commands: mostly such as a clerk would send, often wrong in one way, sometimes in two."""
import datetime

UNKNOWN_PERSON, UNKNOWN_POSITION = "p99/承办人", "p1/科员"


class Chooser:
    def __init__(self, random, machine):
        self.random, self.machine = random, machine
        self.policy, self.staff = machine.policy, machine.staff

    def chance(self, share):
        return self.random.random() < share

    def pick(self, options):
        return self.random.choice(list(options))

    # ---- persons ----------------------------------------------------------------------------------------------------

    def anybody(self):
        person = self.pick(self.staff)
        return f"{person}/{self.pick(self.staff[person]['positions'])}"

    def able(self, state, wanted, but=""):
        """Somebody who may take a step of these positions, if there is one."""
        found = [f"{person}/{held}" for person, who in self.staff.items() for held in who["positions"]
                 if person != but and not self.machine.acting_codes(state, f"{person}/{held}", wanted)[0]]
        return self.pick(found) if found else self.anybody()

    # ---- facts ------------------------------------------------------------------------------------------------------

    def value_of(self, fact):
        return self.chance(0.5) if fact.type == "是否" else f"{self.pick((1, 2, 3, 4, 5, 8, 10, 12))}万元"

    def some_facts(self, share):
        return {fact.name: self.value_of(fact) for fact in self.policy.facts if fact.type != "日期" and self.chance(share)}

    def content(self):
        return {"罚款": f"{self.pick((1, 2, 4, 6, 11))}万元", "处理": self.pick(("罚款", "警告"))} | ({"涉外": self.chance(0.5)} if self.chance(0.1) else {})

    # ---- commands as they should be ---------------------------------------------------------------------------------

    def opening(self):
        return {"action": "立案", "policy": "@policy", "name": self.policy.flow, "facts": self.some_facts(self.pick((0.2, 0.9))), "as": self.able_to_open()}

    def able_to_open(self):
        return self.pick([f"{p}/{held}" for p, who in self.staff.items() for held in who["positions"]])

    def right(self, state):
        if not state.flow:
            return self.opening()
        if state.suspended and self.chance(0.6):
            interrupt = self.policy.find("interrupts", state.suspensions[-1][0])
            return {"action": "恢复", "as": self.able(state, (interrupt.resumed_by,))}
        kind = self.random.random()
        if state.ended or kind < 0.07:
            return self.event(state)
        if kind < 0.14:
            return self.assertion(state)
        if kind < 0.17:
            return {"action": "附卷", "name": self.pick(self.policy.documents), "as": self.anybody()}
        if kind < 0.19 and self.policy.interrupts:
            return self.interrupt(state)
        if kind < 0.23:
            return self.extension(state)
        return self.step(state)

    def event(self, state):
        event = self.pick([one for one in self.policy.events if one.by])
        owed = [duty for duty in state.duties if not duty[3]]
        if owed and self.chance(0.4):
            event = self.policy.find("events", self.policy.find("duties", self.pick(owed)[0]).discharged_by)
        command = {"action": "发生", "name": event.name, "as": self.able(state, event.by)}
        if self.chance(0.3):
            command["content"] = {"channel": self.pick(("公示平台", "信用系统", "公报"))}
        return command

    def assertion(self, state):
        facts = self.some_facts(0.3) or {"复杂": self.chance(0.5)}
        if self.chance(0.15):
            facts[self.pick(("复杂", "紧急", "罚款"))] = None
        return {"action": "认定", "facts": facts, "as": self.anybody()}

    def interrupt(self, state):
        interrupt = self.pick(self.policy.interrupts)
        if interrupt.go and self.chance(0.7):
            return self.assertion(state)
        command = {"action": "随时", "name": interrupt.name, "as": self.anybody()}
        if interrupt.reasons:
            command["reason"] = self.pick(interrupt.reasons)
        if interrupt.approver:
            command["approval"] = self.able(state, (interrupt.approver,), but=command["as"].split("/")[0])
        return command

    def extension(self, state):
        clocks = [c for c in self.machine.running(state) if c.timing]
        if not clocks:
            return self.assertion(state)
        clock = self.pick(clocks)
        timing = clock.timing
        approver = (timing.prolong or (0, 0, 0, "负责人"))[3]
        command = {"action": "延长", "name": clock.name}
        if timing.again and self.chance(0.5):
            approver = timing.again[1]
            last = clock.end or state.visits[-1][1].date()
            command["until"] = (last + datetime.timedelta(days=self.random.randrange(1, 25))).isoformat()
        return command | {"as": self.able(state, (approver,))}

    def step(self, state):
        stage = self.machine.stages[state.stage]
        if stage.only_when and self.machine.value(state, stage.only_when) is None and self.chance(0.6):
            return {"action": "认定", "facts": self.some_facts(0.9), "as": self.anybody()}
        outcome = self.pick([one for one in stage.outcomes if not one.on] or stage.outcomes)
        if outcome.counts == "不通过" and self.chance(0.6):
            outcome = stage.outcomes[0]
        missing = set(stage.needs + outcome.needs) - state.documents
        if missing and self.chance(0.8):
            return {"action": "附卷", "name": self.pick(sorted(missing)), "as": self.anybody()}
        if stage.how == "组织":
            return self.vote(state, stage)
        return self.opinion(state, stage, outcome)

    def opinion(self, state, stage, outcome):
        wanted = stage.by[len(state.voices):len(state.voices) + 1] if stage.how == "依次" else stage.by
        if stage.how == "并行":
            wanted = tuple(one for one in stage.by if one not in {p for p, _ in state.voices})
        command = {"action": "意见", "name": outcome.name, "as": self.able(state, wanted)}
        if outcome.revises:
            command["content"] = self.content()
        elif outcome.counts or outcome.decides:
            command["proposal"] = len(state.proposals)
        if stage.checks and (outcome.counts or self.chance(0.3)):
            bad = 0.3 if outcome.counts != "通过" else 0
            command["checks"] = {name: "不合格" if self.chance(bad) else "合格" for name, _ in stage.checks}
        if outcome.reasoned or self.chance(0.1):
            command["reason"] = "有理由"
        if outcome.approver:
            command["approval"] = self.able(state, (outcome.approver,), but=command["as"].split("/")[0])
        if outcome.decides and self.chance(0.2) and state.proposals:
            command["content"] = dict(state.proposals[-1])
        return command

    def vote(self, state, stage):
        body = self.policy.find("bodies", stage.by[0])
        favour = self.pick((0.95, 0.95, 0.5, 0.1))
        ballots = []
        doers = {person for _, person in state.deeds}
        units = {self.staff[person]["unit"] for person in doers}
        for person, who in self.staff.items():
            held = [one for one in who["positions"] if one in self.machine.members_of(body)]
            if not held:
                continue
            word = "同意" if self.chance(favour) else self.pick(("不同意", "不同意:证据不足", "弃权"))
            if (person in doers and "经办" in body.recuse) or (who["unit"] in units and "同单位" in body.recuse):
                word = "回避" if self.chance(0.9) else word
            elif self.chance(0.08):
                word = self.pick(("缺席", "回避"))
            if self.chance(0.97):
                position = body.chair if body.chair in held else self.pick(held)
                ballots.append(f"{person}/{position}={word}")
        command = {"action": "表决", "name": body.name, "as": self.anybody(), "proposal": len(state.proposals), "ballots": ballots}
        if any(one.reasoned for one in stage.outcomes):
            command["reason"] = "有理由"
        approver = next((one.approver for one in stage.outcomes if one.approver), "")
        if approver:
            command["approval"] = self.able(state, (approver,), but=command["as"].split("/")[0])
        return command

    # ---- and as they should not be ----------------------------------------------------------------------------------

    def wrong(self, state, command):
        ways = [self.other_person, self.other_name, self.other_proposal, self.spoil_checks, self.drop_something, self.spoil_content, self.spoil_approval, self.on_paper,
                self.version, self.spoil_facts, self.other_action, self.spoil_ballots]
        command = dict(command)
        for _ in range(20):
            before = dict(command)
            self.pick(ways)(state, command)
            if command != before and not self.chance(0.15):
                break
        return command

    def other_person(self, state, command):
        command["as"] = self.pick((self.anybody(), self.anybody(), self.anybody(), UNKNOWN_PERSON, UNKNOWN_POSITION, f"{self.pick(self.staff)}/负责人",
                                   f"{self.pick(self.staff)}/{self.pick(self.policy.positions).name}"))

    def other_name(self, state, command):
        names = {"意见": [o.name for s in self.policy.stages for o in s.outcomes] + ["无此"], "附卷": ["照片"], "发生": [e.name for e in self.policy.events] + ["无此"],
                 "随时": ["无此", "中止"], "延长": ["办案期限", "无此"] + [s.name for s in self.policy.stages], "表决": [b.name for b in self.policy.bodies] + ["无此"], "立案": ["无此"]}
        if command["action"] in names:
            command["name"] = self.pick(names[command["action"]])

    def other_proposal(self, state, command):
        if "proposal" in command:
            command["proposal"] = self.pick((0, command["proposal"] + 1, max(0, command["proposal"] - 1), 99))
            if command["proposal"] == 0:
                del command["proposal"]

    def spoil_checks(self, state, command):
        if command.get("checks"):
            checks = dict(command["checks"])
            name = self.pick(checks)
            if self.chance(0.5):
                del checks[name]
            else:
                checks[name] = "不合格"
            command["checks"] = checks

    def drop_something(self, state, command):
        command.pop(self.pick(("reason", "content", "approval", "checks", "until", "policy")), None)

    def spoil_content(self, state, command):
        if command["action"] == "意见":
            command["content"] = self.pick(({"罚款": "很多"}, {}, self.content(), {"处理": "警告"}))

    def spoil_approval(self, state, command):
        if "approval" in command:
            command["approval"] = self.pick((command["as"], self.anybody(), UNKNOWN_PERSON))

    def on_paper(self, state, command):
        if command["action"] != "立案":
            command["report"] = True
            command["_ago"] = self.pick((0, 5, 60, 600, -60, None))

    def version(self, state, command):
        command["_version"] = self.pick((-1, 0, 0, 1))

    def spoil_facts(self, state, command):
        if "facts" in command:
            command["facts"] = command["facts"] | self.pick(({"罚款": "若干"}, {"无此": True}, {"复杂": "是的"}))

    def other_action(self, state, command):
        if command["action"] != "立案":
            command["action"] = self.pick(("意见", "表决", "恢复", "随时", "延长", "发生", "附卷"))

    def spoil_ballots(self, state, command):
        if command.get("ballots"):
            ballots = list(command["ballots"])
            way = self.random.randrange(4)
            if way == 0:
                ballots.append(self.pick(ballots))
            elif way == 1:
                ballots.append(f"{self.anybody()}=同意")
            elif way == 2:
                ballots = ballots[:1]
            else:
                ballots = [ballot.replace("回避", "同意") for ballot in ballots]
            command["ballots"] = ballots
