"""China's working days and legal periods, counted a day at a time; written from stdlib/calendar's data and runtime/clock/README.md.

A day is a datetime.date, a moment a datetime.datetime to the minute. The anchor's day does not count. Of a stop the first day
still counts and the last does not, so what a stop leaves out are the days after its first up to its last."""
import calendar
import datetime
import functools
import json
import pathlib

ONE = datetime.timedelta(days=1)
STDLIB = pathlib.Path(__file__).resolve().parents[2] / "stdlib" / "calendar"


@functools.cache
def _arranged():
    """day → whether people rest; a later notice goes before an earlier one."""
    days = {}
    for path in sorted(STDLIB.glob("20??.json")):
        for notice in json.loads(path.read_text(encoding="utf-8"))["notices"]:
            for holiday in notice["holidays"]:
                day = datetime.date.fromisoformat(holiday["from"])
                while day <= datetime.date.fromisoformat(holiday["to"]):
                    days[day] = True
                    day += ONE
            for made_up in notice["workdays"]:
                days[datetime.date.fromisoformat(made_up["date"])] = False
    return days


def is_workday(day):
    rests = _arranged().get(day)
    return day.weekday() < 5 if rests is None else not rests


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Left:
    """The days that closed stops leave out."""

    def __init__(self, stops):
        self.spans = [(a.date(), b.date()) for a, b in stops if b is not None]

    def __contains__(self, day):
        return any(first < day <= last for first, last in self.spans)

    def between(self, first, last):
        """How many are after `first` and not after `last`."""
        return sum(1 for offset in range(1, (last - first).days + 1) if first + offset * ONE in self)


def _count_days(day, n, counts):
    while n > 0:
        day += ONE
        n -= counts(day)
    return day


def _piece(day, n, unit, left):
    if unit == "日":
        return _count_days(day, n, lambda d: d not in left)
    if unit == "工作日":
        return _count_days(day, n, lambda d: d not in left and is_workday(d))
    plain = add_months(day, n)
    return _count_days(plain, left.between(day, plain), lambda d: d not in left)


def is_holiday(day):
    """By a notice; a plain weekend is none."""
    return _arranged().get(day) is True


def _rests(day, roll):
    return {"不顺延": lambda d: False, "节假日顺延": is_holiday}.get(roll, lambda d: not is_workday(d))(day)


def _rolled(day, roll, left):
    while _rests(day, roll) or day in left:
        day += ONE
    return day


def end_of(anchor, n, unit, roll, stops=(), grants=()):
    """The last day; grants are (n, unit, until, granted) in their order. None: the period stands still.

    Grants of the same unit run on from the unmoved end in one count; one to a fixed day is not moved by rest days."""
    left = Left(stops)
    end = _last_day(anchor.date(), n, unit, roll, left, grants)
    for begin, finish in stops:
        if finish is None and begin.date() < end:
            return None
    return end


def _last_day(day, n, unit, roll, left, grants):
    pieces, fixed = [[n, unit]], None
    for count, other, until, granted in grants:
        if until is not None:
            # Time left out after the decision moves it day for day.
            moved = _count_days(until.date(), left.between(granted.date(), until.date()), lambda d: d not in left)
            fixed = max(fixed or moved, moved)
        elif other == pieces[-1][1]:
            pieces[-1][0] += count
        else:
            pieces.append([count, other])
    for count, other in pieces:
        day = _piece(day, count, other, left)
    end = _rolled(day, "不顺延" if pieces[-1][1] == "工作日" else roll, left)
    return max(end, fixed) if fixed else end
