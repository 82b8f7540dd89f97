"""Which clocks of a case run, and their last days."""
from dataclasses import dataclass
import datetime

from workdays import end_of


@dataclass
class Running:
    name: str
    anchor: datetime.datetime
    end: datetime.date  # None: stands still
    timing: object = None
    minimum: bool = False
    duty: tuple = ()  # (duty, channel)
    closed: str = ""
    stage: bool = False


def stops_of(policy, state, names):
    stops = []
    for name in names:
        stops += [(since, until) for interrupt, _, since, until in state.suspensions if interrupt == name]
        stops += [(entered, left) for stage, entered, left in state.visits if stage == name]
        ground = policy.find("grounds", name)
        if ground is not None:
            begun = None
            for event, at in state.happenings:
                if event == ground.first and begun is None:
                    begun = at
                elif event == ground.last and begun is not None:
                    stops.append((begun, at))
                    begun = None
            if begun is not None:
                stops.append((begun, None))
    return stops


def _running(policy, state, name, anchor, timing, **more):
    stops, grants = stops_of(policy, state, timing.excludes), []
    for grant in [grant[1:] for grant in state.grants if grant[0] == name and grant[4] >= anchor]:
        # One that came too late, by what stood on the record then, extends nothing.
        then = [(a, min(b or grant[3], grant[3])) for a, b in stops if a <= grant[3]]
        if grant[3].date() <= end_of(anchor, timing.n, timing.unit, timing.roll, then, grants):
            grants.append(grant)
    end = end_of(anchor, timing.n, timing.unit, timing.roll, stops, grants)
    return Running(name, anchor, end, timing, **more)


def anchor_of(state, event):
    return next((at for name, at in state.happenings if name == event), None)


def running(policy, state, reader):
    """Of the case, of the present stage, of what is owed."""
    found = []
    for clock in policy.clocks:
        anchor = anchor_of(state, clock.since)
        if anchor is not None:
            found.append(_running(policy, state, clock.name, anchor, clock.timing, closed="ended" if state.ended else ""))
    stage = policy.find("stages", state.stage)
    if stage is not None:
        entered = state.visits[-1][1]
        if stage.timing:
            found.append(_running(policy, state, stage.name, entered, stage.timing, stage=True))
        if stage.minimum:
            n, unit = stage.minimum
            found.append(Running(stage.name, entered, end_of(entered, n, unit, "不顺延"), minimum=True))
    for name, channel, armed, closed in state.duties:
        obligation = next(o for o in policy.find("duties", name).obligations if o.channel == channel)
        n = obligation.n
        if obligation.when:
            applies = reader.value(obligation.when)
            n = min(obligation.n, obligation.other) if applies is None else obligation.n if applies else obligation.other
        end = end_of(armed, n, obligation.unit, obligation.roll)
        found.append(Running(name, armed, end, duty=(name, channel), closed=closed))
    return found
