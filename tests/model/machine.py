"""How a case moves: the rules of grammar/REFERENCE.md section 19 and of the rooms' READMEs, said a second time.

`decide` tells what would refuse a command — all that apply, since the engine may name any one of them — and the case as it would
stand afterwards."""
from conditions import Reader, is_value
from periods import running
from voting import Count, reaches

# A report of what was done on paper is taken all the same; these stay visible as irregularities.
UNLAWFUL = {"not_your_position", "not_qualified", "same_person", "condition_fails", "checks_missing", "check_failed", "documents_missing", "reason_missing", "proposal_stale",
            "approval_missing", "own_approval", "gate_not_passed", "barred", "too_early", "undetermined", "must_recuse", "no_quorum", "after_expiry"}


class Refused(Exception):
    """Nothing more can be said about the command than this."""

    def __init__(self, *codes):
        super().__init__(*codes)
        self.codes = set(codes)


class Machine:
    def __init__(self, policy, staff):
        self.policy, self.staff = policy, staff
        self.stages = {stage.name: stage for stage in policy.stages}
        self.closure = {}  # position → itself and what it may act as
        acts_as = {one.name: one.acts_as for one in policy.positions}
        for name in acts_as:
            reached, todo = [], [name]
            while todo:
                one = todo.pop(0)
                if one not in reached:
                    reached.append(one)
                    todo += acts_as[one]
            self.closure[name] = reached

    # ---- reading a case ---------------------------------------------------------------------------------------------

    def reader(self, state):
        facts = dict(state.facts)
        if state.proposals:
            facts |= {k: v for k, v in state.proposals[-1].items() if self.policy.find("facts", k)}
        return Reader(self.policy, facts)

    def value(self, state, condition):
        return self.reader(state).value(condition) if condition else True

    def material(self, state):
        return len(state.proposals), {k: v for k, v in state.facts.items() if k not in state.recorded}

    def running(self, state):
        return running(self.policy, state, self.reader(state))

    def performs(self, stage, function):
        names = {stage.name, stage.function}
        if stage.how == "组织":
            names |= {self.policy.find("bodies", stage.by[0]).acts_as, stage.by[0]}
        return function in names

    # ---- persons ----------------------------------------------------------------------------------------------------

    def person_codes(self, who):
        person, position = who.split("/")
        if person not in self.staff:
            return {"unknown_person"}
        if position not in self.closure:
            return {"unknown_position"}
        return set() if position in self.staff[person]["positions"] else {"not_appointed"}

    def position_for(self, held, wanted):
        return next((one for one in wanted if one in self.closure[held]), "")

    def acting_codes(self, state, who, wanted):
        """Codes, and the position in which the step is taken."""
        person, held = who.split("/")
        position = self.position_for(held, wanted)
        codes = set()
        if not position:  # what was done on paper was done in the place of somebody
            codes, position = {"not_your_position"}, wanted[0]
        needed = self.policy.find("positions", position).qualification
        if needed and needed not in self.staff[person]["qualifications"]:
            codes.add("not_qualified")
        if position in self.policy.separate:
            for other, doer in state.deeds:
                if doer == person and other != position and other in self.policy.separate:
                    codes.add("same_person")
        return codes, position

    def approval_codes(self, state, command, approver):
        if not approver:
            return set()
        approval = command.get("approval")
        if approval is None:
            return {"approval_missing"}
        codes, _ = self.acting_codes(state, approval, (approver,))
        if "not_your_position" in codes:
            return {"approval_missing"}
        if approval.split("/")[0] == command["as"].split("/")[0]:
            codes.add("own_approval")
        return codes

    # ---- a command --------------------------------------------------------------------------------------------------

    def decide(self, state, command, now):
        """(codes, next state, codes of irregularities). Codes: why it is refused; the state is then None."""
        people = [command["as"]] + [command[k] for k in ("approval",) if k in command] + [b.split("=")[0] for b in command.get("ballots", ())]
        report = command.get("report", False)
        if report and "occurred" not in command:
            return {"time_missing"}, None, set()
        if report and command["_occurred"] > now:
            return {"future"}, None, set()
        codes = set().union(*(self.person_codes(one) for one in people[1:])) if len(people) > 1 else set()
        acting = self.person_codes(people[0])
        if report:
            acting -= {"not_appointed"}
            codes -= {"not_appointed"}
        if codes | acting:
            return codes | acting, None, set()
        after = state.copy()
        try:
            codes = getattr(self, "do_" + command["action"])(after, command, command["_occurred"] if report else now)
        except Refused as refused:
            return refused.codes, None, set()
        if report:
            hard = codes - UNLAWFUL
            return (hard, None, set()) if hard else (set(), after, codes)
        return (codes, None, set()) if codes else (set(), after, set())

    def bad_facts(self, facts):
        for name, value in facts.items():
            fact = self.policy.find("facts", name)
            if fact is None or (value is not None and not is_value(fact, value)):
                return True
        return False

    def bad_content(self, content):
        return self.bad_facts({k: v for k, v in content.items() if self.policy.find("facts", k)})

    def live(self, state):
        if not state.flow:
            raise Refused("not_open")
        if state.ended:
            raise Refused("ended")

    def not_before_entered(self, state, now):
        if state.visits and now < state.visits[-1][1]:
            raise Refused("before_its_cause")

    def do_立案(self, state, command, now):
        if state.flow:
            raise Refused("already_open")
        if command.get("name", command.get("flow")) != self.policy.flow:
            raise Refused("unknown_flow")
        facts = {k: v for k, v in command.get("facts", {}).items() if v is not None}
        if self.bad_facts(facts):
            raise Refused("bad_facts")
        state.flow, state.facts = self.policy.flow, facts
        applies = self.value(state, self.policy.applies_when)
        if applies is not True:
            raise Refused("undetermined" if applies is None else "flow_does_not_apply")
        self.enter(state, self.policy.stages[0].name, now)
        self.settle(state, now)
        return set()

    def do_认定(self, state, command, now):
        self.live(state)
        facts = command.get("facts", {})
        if self.bad_facts(facts):
            raise Refused("bad_facts")
        for name, value in facts.items():
            if value is None:
                state.facts.pop(name, None)
            else:
                state.facts[name] = value
        self.settle(state, now)
        return set()

    def do_附卷(self, state, command, now):
        self.live(state)
        if command.get("name") not in self.policy.documents:
            raise Refused("unknown_document")
        state.documents.add(command["name"])
        return set()

    def do_发生(self, state, command, now):
        if not state.flow:
            raise Refused("not_open")
        event = self.policy.find("events", command.get("name"))
        if event is None:
            raise Refused("unknown_event")
        if not event.by:
            raise Refused("not_reportable")
        # To say what happened takes the position and no more.
        codes = set() if self.position_for(command["as"].split("/")[1], event.by) else {"not_your_position"}
        self.happen(state, event.name, now, (command.get("content") or {}).get("channel", ""))
        self.settle(state, now)
        return codes

    def do_随时(self, state, command, now):
        self.live(state)
        self.not_before_entered(state, now)
        codes = {"suspended"} if state.suspended else set()
        interrupt = self.policy.find("interrupts", command.get("name"))
        if interrupt is None:
            raise Refused("unknown_interrupt", *codes)
        if interrupt.reasons and command.get("reason", "") not in interrupt.reasons:
            codes.add("unknown_reason")
        holds = self.value(state, interrupt.when)
        if holds is not True:
            codes.add("undetermined" if holds is None else "condition_fails")
        codes |= self.approval_codes(state, command, interrupt.approver)
        if interrupt.go:
            self.finish(state, interrupt.go, now)
        else:
            state.suspensions.append([interrupt.name, command.get("reason", ""), now, None])
        return codes

    def do_恢复(self, state, command, now):
        self.live(state)
        if not state.suspended:
            raise Refused("not_suspended")
        if now < state.suspensions[-1][2]:
            raise Refused("before_its_cause")
        interrupt = self.policy.find("interrupts", state.suspensions[-1][0])
        codes, _ = self.acting_codes(state, command["as"], (interrupt.resumed_by,))
        state.suspensions[-1][3] = now
        self.settle(state, now)
        return codes

    def do_延长(self, state, command, now):
        self.live(state)
        clock = next((one for one in self.running(state) if self.key(one)[0] == command.get("name") and not one.minimum and not one.closed), None)
        if clock is None:
            raise Refused("unknown_clock")
        late = {"after_expiry"} if clock.end is not None and now.date() > clock.end else set()
        if clock.duty:
            raise Refused("no_extension", *late)
        timing = clock.timing
        granted = [g for g in state.grants if g[0] == clock.name and g[4] >= clock.anchor]
        if timing.prolong and sum(1 for g in granted if g[1]) < timing.prolong[2]:
            n, unit, until, approver = timing.prolong[0], timing.prolong[1], None, timing.prolong[3]
        elif timing.again and not any(g[3] for g in granted):  # once, as 延长 without a number is
            n, unit, until, approver = 0, "", command.get("_until"), timing.again[1]
        else:
            raise Refused("no_extension", *late)
        codes, _ = self.acting_codes(state, command["as"], (approver,))
        if n == 0 and until is None:
            codes.add("date_missing")
        codes |= late
        state.grants.append((clock.name, n, unit, until, now))
        return codes

    # ---- opinions ---------------------------------------------------------------------------------------------------

    def opinion_codes(self, state, stage, outcome, command, now):
        codes = set()
        if stage.only_when and self.value(state, stage.only_when) is None:
            codes.add("undetermined")
        holds = self.value(state, outcome.when)
        if holds is not True:
            codes.add("undetermined" if holds is None else "condition_fails")
        checks = command.get("checks", {})
        if outcome.counts == "通过" and any(name not in checks for name, _ in stage.checks):
            codes.add("checks_missing")
        failed = [name for name, _ in stage.checks if checks.get(name) == "不合格"]
        if outcome.counts == "通过" and failed:
            codes.add("check_failed")
        # To send a case back, what the stage asks for need not be there.
        if not set((stage.needs if outcome.counts != "不通过" else ()) + outcome.needs) <= state.documents:
            codes.add("documents_missing")
        if outcome.reasoned and not command.get("reason"):
            codes.add("reason_missing")
        codes |= self.proposal_codes(state, outcome, command)
        codes |= self.approval_codes(state, command, outcome.approver)
        for clock in self.running(state):
            if clock.minimum and now.date() <= clock.end:
                codes.add("too_early")
        return codes

    def proposal_codes(self, state, outcome, command):
        codes = set()
        current = len(state.proposals)
        if outcome.revises:
            content = command.get("content")
            if not content:
                codes.add("content_missing")
            elif self.bad_content(content):
                codes.add("bad_facts")
            return codes
        if outcome.counts == "通过" or outcome.decides:
            if current == 0:
                return {"proposal_missing"}
            if command.get("proposal", 0) != current:
                codes.add("proposal_stale")
        else:
            codes |= self.named_codes(state, command)
        if outcome.decides and state.proposals and "content" in command and command["content"] != state.proposals[-1]:
            codes.add("content_differs")
        return codes

    def named_codes(self, state, command):
        """Who names a proposal means the present one."""
        if command.get("proposal", 0) in (0, len(state.proposals)):
            return set()
        return {"proposal_stale"} if state.proposals else {"proposal_missing"}

    def do_意见(self, state, command, now):
        self.live(state)
        self.not_before_entered(state, now)
        codes = {"suspended"} if state.suspended else set()
        stage = self.stages[state.stage]
        outcome = next((one for one in stage.outcomes if one.name == command.get("name")), None)
        if outcome is None:
            raise Refused("unknown_outcome", *codes, *({"body_decides"} if stage.how == "组织" else ()))
        if stage.how == "组织":
            raise Refused("body_decides", *codes)
        if outcome.on:
            raise Refused("comes_of_itself", *codes)
        wanted = stage.by
        if stage.how == "依次":
            wanted = (stage.by[len(state.voices)],)
        elif stage.how == "并行":
            wanted = tuple(one for one in stage.by if one not in {position for position, _ in state.voices})
        more, position = self.acting_codes(state, command["as"], wanted)
        codes |= more | self.opinion_codes(state, stage, outcome, command, now)
        deed = position, command["as"].split("/")[0]
        if deed not in state.deeds:
            state.deeds.append(deed)
        failed = self.failed_defects(stage, command)
        state.defects |= failed
        if stage.how in ("依次", "并行"):
            outcome = self.after_voice(state, stage, outcome, position)
            if outcome is None:
                self.settle(state, now)
                return codes
        codes |= self.give(state, stage, outcome, now, command.get("content"), failed)
        return codes

    def failed_defects(self, stage, command):
        checks = command.get("checks", {})
        return {defect for name, defect in stage.checks if defect and checks.get(name) == "不合格"}

    def after_voice(self, state, stage, outcome, position):
        """The outcome of the stage; None when others are still to be asked."""
        if outcome.counts == "不通过" and stage.how == "依次":
            return outcome
        voices = state.voices + [(position, outcome.name)]
        if len(voices) < len(stage.by):
            state.voices, state.voices_on = voices, self.material(state)
            return None
        refusing = [one for one in stage.outcomes if one.counts == "不通过" and one.name in {name for _, name in voices}]
        if stage.how == "并行" and not refusing and len({name for _, name in voices}) > 1:
            state.voices = []  # who differ without refusing are asked anew
            return None
        return refusing[0] if refusing else outcome

    # ---- ballots ----------------------------------------------------------------------------------------------------

    def members_of(self, body):
        """Whose voices count: chair, vice chair, members."""
        return (body.chair,) + ((body.vice,) if body.vice else ()) + body.members

    def member_count(self, body):
        return sum(any(one in who["positions"] for one in self.members_of(body)) for who in self.staff.values())

    def ballot_codes(self, state, body, ballots):
        codes, seen = set(), set()
        doers = {person for _, person in state.deeds}
        units = {self.staff[state.deeds[0][1]]["unit"]} if state.deeds else set()  # 承办单位: of who acted first
        for person, position, word in ballots:
            if not self.position_for(position, self.members_of(body)):
                codes.add("not_a_member")
            if person in seen:
                codes.add("voter_twice")
            seen.add(person)
            if word not in ("回避", "缺席"):
                if "经办" in body.recuse and person in doers:
                    codes.add("must_recuse")
                if "同单位" in body.recuse and self.staff[person]["unit"] in units:
                    codes.add("must_recuse")
        return codes

    def result_of(self, body, count):
        """通过 · 不通过 · "" (open), and codes."""
        base, share = body.vote
        if share == "负责制":
            return self.chair_says(count)
        if reaches(count.agree, count.base(base), share):
            return "通过"
        if reaches(count.against, count.base(base), share):
            return "不通过"
        if body.deadlock == "主任决定":
            return self.chair_says(count)
        return "不通过" if body.deadlock == "视为不通过" else ""

    def is_chair(self, body, position):
        """In the seat; or, by 作为, who has no other seat there."""
        return position == body.chair or (position not in self.members_of(body) and body.chair in self.closure[position])

    @staticmethod
    def chair_says(count):
        if not count.chairs:
            raise Refused("chair_missing")
        return {"同意": "通过", "不同意": "不通过", "弃权": ""}[count.chairs[0]] if len(set(count.chairs)) == 1 else ""

    def do_表决(self, state, command, now):
        self.live(state)
        self.not_before_entered(state, now)
        codes = {"suspended"} if state.suspended else set()
        stage = self.stages[state.stage]
        if stage.how != "组织" or stage.by[0] != command.get("name"):
            raise Refused("no_body_here", *codes)
        body = self.policy.find("bodies", stage.by[0])
        ballots = []
        for text in command.get("ballots", ()):
            who, word = text.split("=")
            ballots.append((*who.split("/"), word.split(":")[0]))
        if stage.only_when and self.value(state, stage.only_when) is None:
            codes.add("undetermined")
        codes |= self.ballot_codes(state, body, ballots)
        count = Count(ballots, self.member_count(body), lambda position: self.is_chair(body, position))
        if not reaches(len(count.present), count.base(body.quorum[0]), body.quorum[1]):
            codes.add("no_quorum")
        try:
            result = self.result_of(body, count)
        except Refused as refused:
            raise Refused(*codes, *refused.codes) from None
        outcome = next((one for one in stage.outcomes if one.counts == result), None) if result else None
        if outcome is None:
            return codes | self.named_codes(state, command)
        codes |= self.opinion_codes(state, stage, outcome, command, now)
        return codes | self.give(state, stage, outcome, now)

    # ---- what an outcome does ---------------------------------------------------------------------------------------

    def give(self, state, stage, outcome, now, content=None, failed=frozenset()):
        codes = set()
        key = f"{stage.name}/{outcome.name}"
        state.given[key] = state.given.get(key, 0) + 1
        state.voices = []
        if outcome.revises and content and not self.bad_content(content):
            state.proposals.append(content)
            state.defects.clear()
        if outcome.counts == "通过":
            state.defects -= {defect for _, defect in stage.checks} - failed  # a reported pass clears no failed check
            state.agreements[stage.name] = self.material(state)
        self.lapse(state)
        if outcome.decides:
            codes |= self.gate_codes(state, "")
            if any(one.only_when and self.value(state, one.only_when) is None for one in self.policy.stages):
                codes.add("undetermined")
            if state.proposals:
                state.decisions.append((outcome.name, len(state.proposals), state.proposals[-1]))
        if outcome.emits:
            self.happen(state, outcome.emits, now)
        codes |= self.go(state, self.target_of(state, stage, outcome), now)
        self.settle(state, now)
        return codes

    def gate_codes(self, state, target):
        codes = set()
        for gate in self.policy.gates:
            if gate.target != target:
                continue
            needed = self.value(state, gate.when)
            if needed is False:
                continue
            if needed is None:
                codes.add("undetermined")
            codes |= self.passed_codes(state, gate.needed)
        return codes

    def passed_codes(self, state, function):
        stages = [one for one in self.policy.stages if self.performs(one, function)]
        if any(one.name in state.agreements for one in stages):
            return set()
        needs = [self.value(state, one.only_when) for one in stages]
        return {"gate_not_passed"} if True in needs or None in needs else set()

    def entry_codes(self, state, target):
        """What bars a case from where it would come to rest: what is not needed is passed by."""
        while target in self.stages and self.stages[target].only_when and self.value(state, self.stages[target].only_when) is False:
            target = self.stages[target].otherwise
        codes = self.gate_codes(state, target)
        if target in self.stages and set(self.stages[target].bars) & state.defects:
            codes.add("barred")
        return codes

    def target_of(self, state, stage, outcome, more=0):
        times = state.given.get(f"{stage.name}/{outcome.name}", 0) + more
        return outcome.beyond if outcome.most and times > outcome.most else outcome.go

    def go(self, state, target, now):
        codes = self.entry_codes(state, target)
        if target in self.policy.ends:
            self.finish(state, target, now)
        else:
            self.enter(state, target, now)
        return codes

    def enter(self, state, name, now):
        if state.visits and state.visits[-1][2] is None:
            state.visits[-1][2] = now
        state.visits.append([name, now, None])
        state.voices = []
        state.seen = len(state.happenings)

    def finish(self, state, end, now):
        if state.visits and state.visits[-1][2] is None:
            state.visits[-1][2] = now
        state.ended, state.voices = end, []

    def happen(self, state, name, now, channel=""):
        """With a channel it discharges or voids what is owed there, without one all that is owed."""
        event = self.policy.find("events", name)
        state.happenings.append((name, now))
        if event.records:
            fact = self.policy.find("facts", event.records)
            if fact.type == "日期":
                state.facts[fact.name] = now.date().isoformat()
                state.recorded.add(fact.name)
            else:
                state.facts[fact.name] = True
        for duty in self.policy.duties:
            for one in state.duties:
                if one[0] == duty.name and not one[3] and channel in ("", one[1]) and name in (duty.discharged_by, duty.voided_by):
                    one[3] = "discharged" if name == duty.discharged_by else "superseded"
            if duty.since == name and self.value(state, duty.when) is not False:
                state.duties += [[duty.name, one.channel, now, ""] for one in duty.obligations]

    # ---- what follows of itself -------------------------------------------------------------------------------------

    def lapse(self, state):
        now = self.material(state)
        state.agreements = {stage: on for stage, on in state.agreements.items() if on == now}
        if state.voices and state.voices_on != now:
            state.voices = []  # they spoke about something else

    def settle(self, state, now):
        while True:
            self.lapse(state)
            for one in state.duties:
                duty = self.policy.find("duties", one[0])
                if not one[3] and (self.value(state, duty.when) is False or (duty.spared and self.value(state, duty.spared) is True)):
                    one[3] = "not_applicable"
            if state.ended or state.suspended or not state.stage:
                return
            stage = self.stages[state.stage]
            needed = self.value(state, stage.only_when)
            # Where the way is barred the case stays, and what happened is taken all the same.
            if needed is False and not self.entry_codes(state, stage.otherwise):
                self.go(state, stage.otherwise, now)
                continue
            outcome = self.automatic(state, stage)
            if outcome is None:
                return
            self.give(state, stage, outcome, now)

    def automatic(self, state, stage):
        seen = {event for event, _ in state.happenings[state.seen:]}
        return next((one for one in stage.outcomes if one.on and one.on in seen and self.value(state, one.when) is True and not self.entry_codes(state, self.target_of(state, stage, one, 1))), None)

    # ---- time -------------------------------------------------------------------------------------------------------

    def tick(self, state, now):
        """The case after what has run out by now; the same object when nothing has."""
        if not state.flow:
            return state
        after = state.copy()
        while True:
            out = [c for c in self.running(after) if c.end is not None and now.date() > c.end and not c.minimum and not c.closed and self.key(c) not in after.expired]
            if not out:
                return after
            clock = min(out, key=lambda c: c.end)
            after.expired.add(self.key(clock))
            consequence = clock.timing.on_expiry if clock.timing else ()
            if consequence and consequence[0] == "产生":
                self.happen(after, consequence[1], now)
            elif consequence and not self.entry_codes(after, consequence[1]):
                self.go(after, consequence[1], now)
            self.settle(after, now)

    def key(self, clock):
        name = clock.name + (f"·{clock.duty[1]}" if clock.duty and clock.duty[1] else "")
        return name, clock.anchor.strftime("%Y-%m-%d %H:%M")
