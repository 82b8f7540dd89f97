"""What a policy's flows consist of, read from `guiju dump --after ir`, and what of it the walks have been through."""
import re

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"\|"((?:[^"\\]|\\.)*)"|"((?:[^"\\]|\\.)*)"|([\[\]{}=])|([^\s\[\]{}="]+)')

SPOKEN = {}  # the English key of a name, which events use, and its Chinese word, which walks use


def spoken(value):
    """The same with Chinese names."""
    if isinstance(value, dict):
        return {key: spoken(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoken(inner) for inner in value]
    return SPOKEN.get(value, value) if isinstance(value, str) else value


def parts(text):
    """Positional values and key=value of one printed entity; names are their Chinese word, else the English one."""
    tokens = []
    for match in TOKEN.finditer(text):
        zh, en, string, mark, atom = match.groups()
        if zh and en:
            SPOKEN[en] = zh
        tokens.append(mark or ("value", atom if atom is not None else (zh or en) if zh is not None else string))
    position = 0

    def value():
        nonlocal position
        token = tokens[position]
        position += 1
        if token not in ("[", "{"):
            return token[1]
        inner, named = [], {}
        while tokens[position] not in ("]", "}"):
            if position + 1 < len(tokens) and tokens[position + 1] == "=":
                key = tokens[position][1]
                position += 2
                named[key] = value()
            else:
                inner.append(value())
        position += 1
        return inner if token == "[" else (inner, named)

    positional, named = [], {}
    while position < len(tokens):
        if position + 1 < len(tokens) and tokens[position + 1] == "=":
            key = tokens[position][1]
            position += 2
            named[key] = value()
        else:
            positional.append(value())
    return positional, named


class Graph:
    """Stages, outcomes, limits, interrupts and bodies of all flows of a policy, by their names."""

    def __init__(self, dump):
        rows = {}
        for line in dump.splitlines():
            word, _, rest = line.partition(" ")
            if word in ("stage", "outcome", "interrupt", "clock", "actor", "body", "duty", "flow"):
                positional, named = parts(rest)
                rows[positional[0]] = (word, positional[1:], named)
        self.names = {id_: positional[-1] for id_, (_, positional, _) in rows.items() if positional}
        self.checks, self.routes, self.first, self.items = {}, {}, {}, set()
        for id_, (word, positional, named) in rows.items():
            getattr(self, "_" + word)(rows, id_, positional, named)

    def _stage(self, rows, id_, positional, named):
        name = self.names[id_]
        if named.get("is-end") == "yes":
            self.items.add(("终局", name))
            return
        self.checks[name] = [positional[0] for positional, _ in named.get("checks", [])]
        if "only-when" in named:
            self.items.add(("不经过", name))

    def _outcome(self, rows, id_, positional, named):
        stage, name = self.names[positional[0]], positional[1]
        target = self.names[named["target"]]
        at_most = int(named.get("at-most", 0))
        beyond = self.names[named["beyond"]] if at_most else target
        self.routes[stage, name] = (target, at_most, beyond)
        self.items.add(("意见", stage, name))
        if at_most:
            self.items.add(("超过次数", stage, name))

    def _interrupt(self, rows, id_, positional, named):
        self.items.add(("随时", self.names[id_]))
        if "target" not in named:
            self.items.add(("恢复", self.names[id_]))

    def _clock(self, rows, id_, positional, named):
        if "duty" in named:
            return
        if "expiry-event" in named or "expiry-target" in named:
            self.items.add(("届满", self.names[id_]))
        if "extensions" in named:
            self.items.add(("延长", self.names[id_]))
        if "at-least" in named:
            self.items.add(("最短期间", self.names[id_]))

    def _flow(self, rows, id_, positional, named):
        self.first[positional[1]] = self.names[named["stages"][0]]

    def _actor(self, rows, id_, positional, named):
        pass

    def _duty(self, rows, id_, positional, named):
        self.items.add(("义务履行", self.names[id_]))

    def _body(self, rows, id_, positional, named):
        name = self.names[positional[0]]
        if "recusals" in named:
            self.items.add(("回避", name))
        if named.get("deadlock") in ("reconvene", "escalate") and "chair-decides" not in named.get("vote", ([], {}))[0]:
            self.items.add(("表决不成", name))
        self.items.add(("到会不够", name))


class Course:
    """One case as its events tell it: where it stands, how often each opinion was given, what of the graph it went through."""

    def __init__(self, graph):
        self.graph, self.stage, self.ended, self.proposals = graph, "", None, 0
        self.given, self.taken, self.wrong = {}, set(), []
        self.due = None  # where the last opinion must lead

    def command(self, action, name, events):
        for event in events:
            self._event(event["type"], spoken(event["body"]))
        if action == "随时" and self.ended:
            self.taken.add(("随时", name))

    def look(self, state):
        """What time did by itself, told by the state of the case: a tick tells no events."""
        for key, count in state.get("given", {}).items():
            stage, outcome = map(spoken, key.split("/"))
            if count != self.given.get((stage, outcome), 0):
                self.given[stage, outcome] = count
                self.taken.add(("意见", stage, outcome))
        for clock in state.get("expired", []):
            self.taken.add(("届满", spoken(clock.split("@")[0])))
        if state.get("visits"):
            self.stage = spoken(state["visits"][-1]["stage"])
        if state.get("ended"):
            self.ended = self.stage = spoken(state["ended"])
            self.taken.add(("终局", self.ended))

    def refused(self, code, stage_body):
        if code == "too_early":
            self.taken.add(("最短期间", self.stage))
        if code == "no_quorum":
            self.taken.add(("到会不够", stage_body))

    def _event(self, kind, body):
        if kind in ("opined", "resolved"):
            key = (body["stage"], body["outcome"])
            self.given[key] = self.given.get(key, 0) + 1
            self.taken.add(("意见", *key))
            target, at_most, beyond = self.graph.routes[key]
            too_often = at_most and self.given[key] > at_most
            if too_often:
                self.taken.add(("超过次数", *key))
            self.due = beyond if too_often else target
        if kind in ("resolved", "undecided"):
            if any(ballot.get("recused") for ballot in body.get("ballots", [])):
                self.taken.add(("回避", body["body"]))
        if kind == "undecided" and "body" in body:
            self.taken.add(("表决不成", body["body"]))
        if kind == "proposed":
            self.proposals = body["number"]
        if kind in ("moved", "closed"):
            to = body["to"] if kind == "moved" else body["end"]
            if body.get("how") == "not_needed":
                self.taken.add(("不经过", body["from"]))
            elif self.due not in (None, to):
                self.wrong.append(f"{to} instead of {self.due}")
            self.due = None
            self.stage = to
        if kind == "closed":
            self.ended = body["end"]
            self.taken.add(("终局", body["end"]))
        if kind == "suspended":
            self.taken.add(("随时", body["interrupt"]))
        if kind == "resumed":
            self.taken.add(("恢复", body["interrupt"]))
        if kind == "extended":
            self.taken.add(("延长", body["clock"]))
        if kind == "duty_closed" and body.get("closing") == 0:
            self.taken.add(("义务履行", body["duty"]))
