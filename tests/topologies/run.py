"""The topologies of review: every policy sound, and its cases driven by persons to every end on one store.

run.py ROOT GUIJU check              canonical, sound in both languages; what an agency would get wrong is told
run.py ROOT GUIJU drive              the walks on SQLite; with GUIJU_STORE_CLUSTER set, on that PostgreSQL
Names of policies after it: only these.
"""
import concurrent.futures
import json
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "acceptance"))
import graph
import walk_text
from support import GUIJU, ROOT, expect, finish, run

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(GUIJU).resolve().parent.parent
WALKS = sorted(HERE.glob("*.walk"))


def policy_of(walk):
    """The policy beside the walk, or the one its first line names."""
    first = walk.read_text(encoding="utf-8").splitlines()[0]
    return ROOT / first.split()[1] if first.startswith("制度 ") else walk.with_suffix(".gj")


def check(walk):
    policy, name = policy_of(walk), walk.stem
    if policy.suffix != ".gj":
        return  # a published one, which has tests of its own
    text = policy.read_text(encoding="utf-8")
    status, out, err = run("check", policy, "--ui", "zh")
    expect(status == 0 and "0 个错误，0 个提示" in err + out, f"{name} is sound", out, err)
    expect(run("fmt", "--lang", "zh", policy)[1] == text, f"{name} is in canonical form")
    status, out, err = run("test", policy)
    expect(status == 0, f"{name}: its examples hold", out, err)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:  # below the tree, whose vocabulary it uses
        english = pathlib.Path(folder) / policy.name
        english.write_text(run("fmt", "--lang", "en", policy)[1], encoding="utf-8")
        status, out, err = run("check", english)
        expect(status == 0, f"{name} is sound in English", out, err)
        expect(run("fmt", "--lang", "zh", english)[1] == text, f"{name}: back in Chinese it is the same text")
        mistakes = walk_text.read(walk)[2]
        expect(mistakes, f"{name}: some mistake is tried")
        for mistake in mistakes:
            expect(text.count(mistake.old) == 1, f"{name}.walk:{mistake.line}: the policy says it once", mistake.old)
            english.write_text(text.replace(mistake.old, mistake.new), encoding="utf-8")
            status, out, err = run("check", english, "--ui", "zh")
            expect(status == 1 and mistake.code in err and mistake.story in err, f"{name}.walk:{mistake.line}: {mistake.code} is told", err)


class Drive:
    """One policy, its people and its cases in a store of their own."""

    def __init__(self, walk, folder, store):
        self.name, self.policy, self.folder, self.store = walk.stem, policy_of(walk), folder, store
        self.graph = graph.Graph(run("dump", "--after", "ir", self.policy)[1])
        self.people, self.cases, _ = walk_text.read(walk)
        self.taken = set()

    def guiju(self, *words, who=None, at=None):
        extra = ["--store", self.store, "--format", "json"]
        status, out, err = run(*words, *extra, *(["--at", at] if at else []), *(["--as", who] if who else []))
        try:
            return status, json.loads(out)
        except json.JSONDecodeError:
            return status, {"no_json": out, "error": err}

    def register(self):
        for number, person in enumerate(self.people):
            words = [word for position in person.positions for word in ("--position", position)]
            words += [word for one in person.qualifications for word in ("--qualification", one)]
            words += ["--unit", person.unit] if person.unit else []
            words += ["--create", "--simulated", "--agency", "示范机关"] if number == 0 else []
            status, result = self.guiju("people", "add", person.name, *words, "--from", "2020-01-01", at="2024-01-02T09:00")
            expect(status == 0, f"{self.name}: {person.name} is recorded", result)
        status, result = self.guiju("people", "check", self.policy, at="2024-01-03T09:00")
        expect(status == 0, f"{self.name}: these people can fill its flows", result)

    def words_of(self, step, course):
        """The words of `case do` for one step."""
        words = [step.action] + ([step.name] if step.name else [])
        checks = self.graph.checks.get(course.stage, [])
        failed = step.options.get("不合格", "")
        if "合格" in step.words or failed:
            bad = failed.split(",") if failed else []
            words += [word for one in checks for word in ("--check", f"{one}={'不合格' if one in bad else '合格'}")]
        if step.action in ("意见", "表决") and course.proposals:
            words += ["--proposal", step.options.get("稿", str(course.proposals))]
        for option, flag in (("理由", "--reason"), ("因", "--reason"), ("批准", "--approval"), ("至", "--until"), ("补记", "--occurred")):
            if option in step.options:
                words += [flag, step.options[option]]
        words += ["--report"] if "补记" in step.options else []
        words += [word for ballot in step.ballots for word in ("--ballot", ballot)]
        if step.content is not None:
            words += ["--facts" if step.action == "认定" else "--content", json.dumps(step.content, ensure_ascii=False)]
        return words

    def ask(self, case, step, course):
        if step.action == "立案":
            return self.guiju("case", "open", case.id, "--policy", self.policy, "--flow", step.name, "--facts",
                              json.dumps(step.content, ensure_ascii=False), who=step.who, at=step.at)
        return self.guiju("case", "do", case.id, *self.words_of(step, course), who=step.who, at=step.at)

    def take(self, case, step, course):
        where = f"{self.name}.walk:{step.line}: {case.id} {step.action} {step.name}"
        if step.action == "期限":
            shown = self.guiju("case", "show", case.id, at=step.at)[1]
            due = {clock["name"]: clock["due"] for clock in shown.get("clocks", []) if not clock["minimum"]}
            return expect(due.get(step.name) == step.words[0], f"{where} is due on {step.words[0]}", due)
        before = self.graph.first.get(step.name) if step.action == "立案" else course.stage
        if step.action == "到期":
            status, result = self.guiju("tick", at=step.at)
            events = []
            course.look(self.guiju("case", "show", case.id, at=step.at)[1].get("state", {}))
        else:
            status, result = self.ask(case, step, course)
            events = result.get("events", [])
        if step.refused:
            course.refused(result.get("code"), step.name)
            return expect(status == 1 and result.get("code") == step.refused, f"{where} is refused: {step.refused}", result)
        expect(status == 0, f"{where} is taken", result)
        course.command(step.action, step.name, events)
        irregular = [event["body"]["code"] for event in events if event["type"] == "irregularity"]
        expect(bool(irregular) == ("补记" in step.options), f"{where} is regular, or a report that is not", irregular)
        expect(course.stage == (step.to or before), f"{where} leads to {step.to or before}", course.stage, events)

    def walk(self, case):
        course = graph.Course(self.graph)
        for step in [case.opening] + case.steps:
            self.take(case, step, course)
        name = f"{self.name}: {case.id}"
        if case.opening.refused:
            return
        expect(not course.wrong, f"{name} goes where the policy says", course.wrong)
        expect(course.ended, f"{name} comes to an end", course.stage)
        shown = self.guiju("case", "show", case.id)[1]
        state = shown.get("state", {})
        expect(graph.spoken(shown.get("ended")) == course.ended, f"{name}: `case show` tells the same end", shown.get("ended"))
        counts = {f"{stage}/{outcome}": count for (stage, outcome), count in course.given.items()}
        told = {"/".join(map(graph.spoken, key.split("/"))): count for key, count in state.get("given", {}).items()}
        expect(told == counts, f"{name}: every opinion is counted", state.get("given"), counts)
        self.taken |= course.taken

    def record(self):
        name = self.name
        status, result = self.guiju("rebuild", "--check")
        expect(status == 0, f"{name}: every state is what its events lead to", result)
        key, memory = self.folder / f"{name}.key", self.folder / f"{name}.memory"
        public = self.guiju("sign", "--new-key", key)[1].get("key", "")
        status, result = self.guiju("sign", "--key", key, "--memory", memory, "--first")
        expect(status == 0, f"{name}: the record is signed", result)
        status, result = self.guiju("verify", "--key", public, "--require-signed")
        expect(status == 0 and not result.get("findings"), f"{name}: the record verifies", result)

    def all(self):
        self.register()
        for case in self.cases:
            self.walk(case)
        missing = sorted(" ".join(item) for item in self.graph.items - self.taken)
        expect(not missing, f"{self.name}: the walks go through the whole flow", *missing)
        self.record()
        steps = sum(len(case.steps) + 1 for case in self.cases)
        return f"{self.name}: {len(self.cases)} cases, {steps} steps, {len(self.graph.items & self.taken)} of {len(self.graph.items)} parts"


def drive(walks):
    cluster = os.environ.get("GUIJU_STORE_CLUSTER")
    url = (pathlib.Path(cluster) / "url").read_text().strip() if cluster else ""
    with tempfile.TemporaryDirectory(prefix="guiju-topologies-") as place:
        folder = pathlib.Path(place)
        def one(walk):
            began = time.monotonic()
            store = f"{url}?schema=topology_{os.getpid()}_{walk.stem}" if cluster else folder / f"{walk.stem}.db"
            print(Drive(walk, folder, store).all(), f"{time.monotonic() - began:.1f} s")

        # Each policy has a store of its own; what takes the time is starting the command.
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(one, walks))


def main():
    job, names = sys.argv[3], sys.argv[4:]
    walks = [walk for walk in WALKS if not names or walk.stem in names]
    expect(names or len(walks) == 12, "eleven agencies and the published procedure", walks)
    if job == "check":
        for walk in walks:
            check(walk)
    else:
        drive(walks)
    finish()


main()
