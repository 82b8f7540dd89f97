#!/usr/bin/env python3
"""Drives the engine with random commands over random policies and people, and says where it and the model differ.

  python3 tests/model/run.py --commands 100000 --seed 1
  python3 tests/model/run.py --policy-seed 4711          one policy again, as a failing run names it"""
import argparse
import collections
import pathlib
import random
import sys
import time

import generate
from engine import ROOT, Engine
from machine import Machine
from session import Script, Session

PER_POLICY = 400


class Totals:
    def __init__(self):
        self.policies = self.unsound = self.commands = self.accepted = self.already = self.ticks = self.ticked = self.shown = self.clocks = self.reports = 0
        self.refused, self.actions, self.ambiguous, self.events = (collections.Counter() for _ in range(4))
        self.failures = []

    def add(self, session):
        for name in ("commands", "accepted", "already", "ticks", "ticked", "shown", "clocks", "reports", "ambiguous", "refused", "actions", "events"):
            setattr(self, name, getattr(self, name) + getattr(session, name))

    def print(self, seconds):
        print(f"policies    {self.policies} (and {self.unsound} refused by check: {self.unsound} of {self.policies + self.unsound})")
        print(f"commands    {self.commands} in {seconds:.0f} s, {self.commands / max(seconds, 1):.0f} per second")
        print(f"accepted    {self.accepted}, of them reports of what was done on paper {self.reports}; sent again under their key {self.already}")
        print("            " + "  ".join(f"{action} {n}" for action, n in self.actions.most_common()))
        print("events      " + "  ".join(f"{type} {n}" for type, n in self.events.most_common()))
        print(f"ticks       {self.ticks}, in which a period of {self.ticked} cases ran out")
        print(f"refused     {sum(self.refused.values())} for {len(self.refused)} reasons; for more than one {sum(self.ambiguous.values())}")
        for code, n in self.refused.most_common():
            print(f"            {code:20} {n}")
        print(f"looked at   {self.shown} cases with {self.clocks} clocks")
        print(f"differences {len(self.failures)}")


def make(seed):
    source = random.Random(seed)
    policy = generate.Maker(source).make()
    staff = generate.make_staff(source, policy)
    return policy, staff


def run_policy(guiju, seed, most, script=None):
    policy, staff = make(seed)
    session = Session(guiju, policy, staff, seed)
    try:
        session.play(script or Script.random(seed), most)
    finally:
        session.engine.kill()
    return session


def shrink(guiju, seed, lines, failure):
    """Fewer commands that still lead to a difference of the same kind."""
    def fails(candidate):
        try:
            return run_policy(guiju, seed, len(candidate), Script.given(candidate)).kind == failure
        except AssertionError:
            return False

    step = max(len(lines) // 2, 1)
    tries = 0
    while step >= 1:
        at = 0
        while at < len(lines) and tries < 150:
            candidate = lines[:at] + lines[at + step:]
            tries += 1
            if candidate and fails(candidate):
                lines = candidate
            else:
                at += step
        step //= 2
    return lines


def report(guiju, session, seed, arguments):
    print(f"\nDIFFERENCE in policy seed {seed}: {session.kind}\n{session.problem}")
    lines = session.sent
    if not arguments.no_shrink:
        lines = shrink(guiju, seed, lines, session.kind)
        again = run_policy(guiju, seed, len(lines), Script.given(lines))
        print(f"shrunk to {len(lines)} commands:\n{again.told}\n{again.problem}")
    print(f"again: python3 tests/model/run.py --policy-seed {seed}\n")
    if arguments.keep:
        folder = pathlib.Path(arguments.keep)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{seed}.gj").write_text(session.machine.policy.text(), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commands", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=0, help="stop after so long")
    parser.add_argument("--policy-seed", type=int, help="only this policy")
    parser.add_argument("--failures", type=int, default=3, help="stop after so many differences")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--keep", help="a folder for the policies that failed")
    parser.add_argument("--guiju", default=str(ROOT / "build/bin/guiju"))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    totals, began = Totals(), time.monotonic()
    source = random.Random(arguments.seed)
    while totals.commands < arguments.commands and len(totals.failures) < arguments.failures:
        if arguments.seconds and time.monotonic() - began > arguments.seconds:
            break
        seed = arguments.policy_seed if arguments.policy_seed is not None else source.randrange(1 << 40)
        sound, _ = Engine.check(arguments.guiju, make(seed)[0].text())
        if not sound:
            totals.unsound += 1
        else:
            totals.policies += 1
            session = run_policy(arguments.guiju, seed, min(PER_POLICY, arguments.commands - totals.commands) if arguments.policy_seed is None else PER_POLICY)
            totals.add(session)
            if session.problem:
                totals.failures.append(seed)
                report(arguments.guiju, session, seed, arguments)
        if arguments.policy_seed is not None:
            break
    totals.print(time.monotonic() - began)
    return 1 if totals.failures or totals.commands == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
