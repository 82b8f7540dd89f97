"""Where a case stands, as the model knows it, and the same folded from the events that the engine reports."""
import copy
import datetime


CLOSINGS = ("discharged", "not_applicable", "superseded")  # as events number them
UNITS = ("日", "工作日", "个月", "年", "小时")


def moment(text):
    return datetime.datetime.fromisoformat(text)


class State:
    def __init__(self):
        self.flow = ""
        self.facts = {}
        self.recorded = set()  # date facts that an event recorded
        self.visits = []  # [stage, entered, left or None]
        self.happenings = []  # (event, occurred)
        self.suspensions = []  # [interrupt, reason, since, until or None]
        self.grants = []  # (clock, n, unit, until, granted)
        self.proposals = []  # contents; number N is at N - 1
        self.agreements = {}  # stage → what it was given on, which only the model keeps
        self.deeds = []  # (position of the step, person), in their order
        self.defects = set()
        self.voices = []  # (position, outcome) at a stage that asks several
        self.decisions = []  # (outcome, proposal, content)
        self.duties = []  # [duty, channel, armed, closing or ""]
        self.given = {}  # "stage/outcome" → times
        self.documents = set()
        self.expired = set()  # (clock, anchor)
        self.ended = ""
        self.voices_on = None  # what those asked so far spoke about; only the model keeps it
        self.seen = 0  # happenings before the present visit; only the model keeps it

    def copy(self):
        return copy.deepcopy(self)

    @property
    def stage(self):
        return self.visits[-1][0] if self.visits and self.visits[-1][2] is None else ""

    @property
    def suspended(self):
        return bool(self.suspensions) and self.suspensions[-1][3] is None

    def view(self):
        """What both must agree on."""
        return {
            "flow": self.flow, "stage": self.stage, "ended": self.ended, "facts": dict(sorted(self.facts.items())), "visits": [tuple(v) for v in self.visits],
            "happenings": list(self.happenings), "suspensions": [tuple(s) for s in self.suspensions], "grants": list(self.grants), "proposals": list(self.proposals),
            "agreements": sorted(self.agreements), "deeds": list(self.deeds), "defects": sorted(self.defects), "voices": list(self.voices), "decisions": list(self.decisions),
            "duties": sorted(map(tuple, self.duties)), "given": {k: n for k, n in sorted(self.given.items()) if n}, "documents": sorted(self.documents),
            "expired": sorted(self.expired),
        }


def differences(model, engine):
    """Members that differ: name → (model, engine)."""
    ours, theirs = model.view(), engine.view()
    return {name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]}


# ---- folding ------------------------------------------------------------------------------------------------------------

class Fold:
    """Applies what was reported, knowing nothing of the policy but which facts are dates."""

    def __init__(self, date_facts):
        self.date_facts = date_facts

    def apply(self, state, event):
        getattr(self, "on_" + event["type"])(state, event["body"], moment(event["occurred"]))

    def on_opened(self, s, body, at):
        s.flow = body["flow"]
        s.facts = {k: v for k, v in body.get("facts", {}).items() if v is not None}

    def on_asserted(self, s, body, at):
        for name, value in body["facts"].items():
            if value is None:
                s.facts.pop(name, None)
            else:
                s.facts[name] = value

    def on_attached(self, s, body, at):
        s.documents.add(body["document"])

    def on_proposed(self, s, body, at):
        s.proposals.append(body["content"])
        assert body["number"] == len(s.proposals), "proposals are numbered without a gap"
        s.defects.clear()

    def deed(self, s, body):
        if "person" in body and "position" in body:
            deed = body["position"], body["person"]
            if deed not in s.deeds:
                s.deeds.append(deed)

    def on_spoke(self, s, body, at):
        self.deed(s, body)
        s.voices.append((body["position"], body["outcome"]))
        s.defects |= set(body.get("defects", ()))

    def on_opined(self, s, body, at):
        self.deed(s, body)
        s.voices = []
        s.defects |= set(body.get("defects", ()))
        key = f"{body['stage']}/{body['outcome']}"
        s.given[key] = s.given.get(key, 0) + 1

    def on_resolved(self, s, body, at):
        key = f"{body['stage']}/{body['outcome']}"
        s.given[key] = s.given.get(key, 0) + 1

    def on_undecided(self, s, body, at):
        s.voices = []

    def on_agreed(self, s, body, at):
        s.agreements[body["stage"]] = body["digest"]
        s.defects -= set(body.get("cleared", ()))

    def on_lapsed(self, s, body, at):
        s.agreements.pop(body["stage"], None)

    def on_decided(self, s, body, at):
        s.decisions.append((body["outcome"], body["proposal"], body["content"]))

    def on_happened(self, s, body, at):
        s.happenings.append((body["event"], at))
        if "fact" in body:
            s.facts[body["fact"]] = body["value"]
            if body["fact"] in self.date_facts:
                s.recorded.add(body["fact"])

    def leave(self, s, at):
        if s.visits and s.visits[-1][2] is None:
            s.visits[-1][2] = at
        s.voices = []

    def on_moved(self, s, body, at):
        self.leave(s, at)
        s.visits.append([body["to"], at, None])

    def on_closed(self, s, body, at):
        self.leave(s, at)
        s.ended = body["end"]

    def on_suspended(self, s, body, at):
        s.suspensions.append([body["interrupt"], body.get("reason", ""), at, None])

    def on_resumed(self, s, body, at):
        s.suspensions[-1][3] = at

    def on_extended(self, s, body, at):
        until = moment(body["until"]) if body.get("until") else None
        s.grants.append((body["clock"], 0 if until else body["count"], "" if until else UNITS[body["unit"]], until, at))

    def on_expired(self, s, body, at):
        clock, _, anchor = body["clock"].partition("@")
        s.expired.add((clock, anchor))

    def on_duty_armed(self, s, body, at):
        s.duties.append([body["duty"], body.get("channel", ""), at, ""])

    def on_duty_closed(self, s, body, at):
        found = False  # one event is enough for all that is owed there
        for duty in s.duties:
            if duty[0] == body["duty"] and duty[1] == body.get("channel", "") and not duty[3]:
                duty[3], found = CLOSINGS[body["closing"]], True
        assert found, f"a duty is closed that was not open: {body}"

    def on_irregularity(self, s, body, at):
        pass

    def on_recomputed(self, s, body, at):
        pass

    def on_classified(self, s, body, at):
        pass
