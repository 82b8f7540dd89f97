"""One policy, one store, several cases: every command is sent to the engine and told to the model, and what both say is compared."""
import collections
import datetime
import json
import random

from commands import Chooser
from engine import Engine
from machine import Machine
from state import Fold, State, differences, moment

MOST_CASES = 5  # at a time
PRIVATE = "_"


class Script:
    """Where the commands come from: chosen at random as the cases go on, or given."""

    def __init__(self, seed=None, lines=None):
        self.source = random.Random(f"script {seed}") if seed is not None else None
        self.lines = lines

    @classmethod
    def random(cls, seed):
        return cls(seed=seed)

    @classmethod
    def given(cls, lines):
        return cls(lines=lines)


class Session:
    def __init__(self, guiju, policy, staff, seed):
        self.machine = Machine(policy, staff)
        self.start = datetime.datetime(2021, 1, 4, 9, 0) + datetime.timedelta(days=seed % 900)
        self.engine = Engine(guiju, policy.text(), staff, self.start.strftime("%Y-%m-%dT%H:%M"))
        self.fold = Fold({fact.name for fact in policy.facts if fact.type == "日期"})
        self.model, self.folded, self.versions, self.keys = {}, {}, {}, {}
        self.sent, self.log = [], []
        self.problem = self.kind = ""
        self.commands = self.accepted = self.already = self.ticks = self.ticked = self.shown = self.clocks = self.reports = 0
        self.refused, self.actions, self.ambiguous, self.events = (collections.Counter() for _ in range(4))

    @property
    def told(self):
        return "\n".join(self.log)

    def fail(self, kind, problem):
        if not self.problem:
            self.kind, self.problem = kind, problem

    # ---- what is sent -----------------------------------------------------------------------------------------------

    def play(self, script, most):
        if script.lines is not None:
            for line in script.lines:
                self.send(line)
                if self.problem:
                    return
        else:
            self.play_random(script.source, most)
        if not self.problem:
            for wrong in self.engine.close():
                self.fail("record", wrong)

    def play_random(self, source, most):
        chooser = Chooser(source, self.machine)
        now, made = self.start, 0
        while self.commands < most and not self.problem:
            now += datetime.timedelta(minutes=source.choice((0, 1, 5, 60, 240, 1440, 1440, 2880, 7000)) if source.random() < 0.5 else 3)
            if source.random() < 0.01:
                now += datetime.timedelta(days=source.choice((10, 30)))
            if source.random() < 0.06:
                now += datetime.timedelta(minutes=1)  # what a command has just looked at is looked at again a minute later
                self.send({"action": "届满", "_now": now})
            live = [case for case, state in self.model.items() if not state.ended]
            if len(live) < MOST_CASES and source.random() < 0.2 or not live:
                made += 1
                case = f"c{made}"
            else:
                case = source.choice(live if source.random() < 0.93 else list(self.model))
            if source.random() < 0.04 and case in self.model:
                self.send({"action": "查看", "case": case, "_now": now})
            self.send(self.command(source, chooser, case) | {"case": case, "_now": now})

    def command(self, source, chooser, case):
        state = self.model.get(case, State())
        if self.sent and source.random() < 0.03:
            again = [line for line in self.sent if "key" in line and line["case"] == case]
            if again:
                line = {k: v for k, v in source.choice(again).items() if k != "_now"}
                if source.random() < 0.5:
                    line["reason"] = "别的理由"
                return line
        command = chooser.right(state)
        if source.random() < 0.3:
            command = chooser.wrong(state, command)
        if source.random() < 0.15:
            command["key"] = f"k{len(self.sent)}"
        return command

    def send(self, line):
        self.sent.append(line)
        now = line["_now"]
        wire = {k: v for k, v in line.items() if not k.startswith(PRIVATE)} | {"at": now.strftime("%Y-%m-%dT%H:%M")}
        command = dict(wire)
        if "_version" in line:
            wire["expect"] = command["expect"] = max(0, self.versions.get(line["case"], 0) + line["_version"])
        if line.get("_ago") is not None:
            command["_occurred"] = now - datetime.timedelta(minutes=line["_ago"])
            wire["occurred"] = command["occurred"] = command["_occurred"].strftime("%Y-%m-%dT%H:%M")
        if "until" in command:
            command["_until"] = moment(command["until"])
        answer = self.engine.ask(wire)
        self.log.append(json.dumps(wire, ensure_ascii=False) + "\n    " + self.short(answer))
        if line["action"] == "届满":
            self.tick(now, answer)
        elif line["action"] == "查看":
            self.show(line["case"], now, answer)
        else:
            self.compare(line["case"], command, now, answer)

    @staticmethod
    def short(answer):
        if "allowed" in answer:
            answer = {k: v for k, v in answer.items() if k in ("clocks",)}
        return json.dumps(answer, ensure_ascii=False)

    # ---- what is compared -------------------------------------------------------------------------------------------

    def expected(self, case, command, now):
        """("already",) · ("refused", codes) · ("recorded", state, irregularities)"""
        body = {k: v for k, v in command.items() if not k.startswith(PRIVATE) and k != "at"}
        key = command.get("key")
        if key in self.keys:
            return ("already",) if self.keys[key] == body else ("refused", {"key_reused"})
        if "expect" in command and command["expect"] != self.versions.get(case, 0):
            return "refused", {"stale_version"}
        if case not in self.model:
            if command["action"] != "立案":
                return "refused", {"not_open"}
            if "policy" not in command:
                return "refused", {"unknown_policy"}
        codes, state, irregularities = self.machine.decide(self.model.get(case, State()), command, now)
        return ("refused", codes) if codes else ("recorded", state, irregularities)

    def compare(self, case, command, now, answer):
        self.commands += 1
        if "error" in answer:
            return self.fail("error", f"the engine: {answer['error']}")
        expected = self.expected(case, command, now)
        told = answer["result"]
        if told == "refused":
            if expected[0] != "refused":
                return self.fail(f"refused {answer['code']}", f"the model: {expected[0]}; the engine refuses: {answer['code']} {answer['message']}")
            if answer["code"] not in expected[1]:
                return self.fail(f"code {answer['code']}", f"the model refuses for {sorted(expected[1])}; the engine for {answer['code']}: {answer['message']}")
            self.refused[answer["code"]] += 1
            self.ambiguous[answer["code"]] += len(expected[1]) > 1
            return None
        if told != expected[0]:
            return self.fail(f"{told} not {sorted(expected[1]) if expected[0] == 'refused' else expected[0]}", f"the model: {expected[:1] + tuple(expected[1:2]) if expected[0] == 'refused' else expected[0]}; the engine: {told}")
        if told == "already":
            self.already += 1
            return None
        self.accepted += 1
        self.actions[command["action"]] += 1
        self.reports += command.get("report", False)
        if "key" in command:
            self.keys[command["key"]] = {k: v for k, v in command.items() if not k.startswith(PRIVATE) and k != "at"}
        self.model[case] = expected[1]
        self.versions[case] = answer["version"]
        irregularities = {e["body"]["code"] for e in answer["events"] if e["type"] == "irregularity"}
        if irregularities != expected[2]:
            self.fail(f"irregularity {sorted(irregularities ^ expected[2])}", f"irregularities: the model {sorted(expected[2])}, the engine {sorted(irregularities)}")
        self.take(case, answer["events"])
        return None

    def take(self, case, events):
        state = self.folded.setdefault(case, State())
        for event in events:
            self.fold.apply(state, event)
            self.events[event["type"]] += 1
        different = differences(self.model[case], state)
        if different:
            self.fail("state " + " ".join(sorted(different)), f"{case} differs:\n" + "\n".join(f"  {name}\n    model  {ours}\n    engine {theirs}" for name, (ours, theirs) in different.items()))

    def tick(self, now, answer):
        self.ticks += 1
        changed = {one["case"]: one["events"] for one in answer["changed"]}
        if answer["failed"]:
            self.fail("tick failed", str(answer))
        for case, state in self.model.items():
            after = self.machine.tick(state, now)
            if after is not state and differences(after, state):
                self.ticked += 1
            self.model[case] = after
            self.versions[case] += len(changed.get(case, ())) + any(e["type"] == "decided" for e in changed.get(case, ()))
            self.take(case, changed.get(case, ()))

    def show(self, case, now, answer):
        self.shown += 1
        if "error" in answer:
            return self.fail("error", answer["error"])
        if answer["version"] != self.versions[case]:
            self.fail("version", f"version {answer['version']}, expected {self.versions[case]}")
        ours = sorted((c.name + (f"·{c.duty[1]}" if c.duty and c.duty[1] else ""), c.minimum, bool(c.duty), bool(c.closed), None if c.end is None else c.end.isoformat())
                      for c in self.machine.running(self.model[case]))
        theirs = sorted((c["name"], c["minimum"], c["duty"], c["closed"], c["due"]) for c in answer["clocks"])
        self.clocks += len(ours)
        if ours != theirs:
            self.fail("clocks", f"clocks differ at {now}:\n  model  {ours}\n  engine {theirs}")
        return None
