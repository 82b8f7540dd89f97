"""A simulated store for one test: calls of guiju over it, a small staff of the demonstration policy, a key that signs."""
import json
import pathlib
import sqlite3
import tempfile

from support import ROOT, expect, run

POLICY = ROOT / "tests/cases/demo_flow.gj"
STAFF = {"p1": ["--position", "承办人", "--unit", "执法一队", "--qualification", "行政执法证"],
         "p2": ["--position", "法制审核人员", "--unit", "法规股", "--qualification", "法律职业资格"],
         "p3": ["--position", "局长", "--unit", "局领导"],
         "p4": ["--position", "分管局长", "--unit", "局领导"]}
CHECKS = ["--check", "主体=合格", "--check", "权限=合格", "--check", "事实=合格"]


class SimulatedStore:
    def __init__(self, at):
        self.folder = tempfile.TemporaryDirectory(prefix="guiju-store-")
        self.home = pathlib.Path(self.folder.name)
        self.path = self.home / "cases.db"
        create = ["--create", "--simulated", "--agency", "示范县"]
        for person, words in STAFF.items():
            status, _, err = self.run("people", "add", person, *words, "--from", "2020-01-01", *create, at=at)
            expect(status == 0, f"{person} is recorded", err)
            create = []

    def run(self, *words, at=None, who=None, store=None):
        extra = ["--store", store or self.path] + (["--at", at] if at else []) + (["--as", who] if who else [])
        return run(*words, *extra)

    def answer(self, *words, **options):
        status, out, err = self.run(*words, "--format", "json", **options)
        try:
            return status, json.loads(out)
        except json.JSONDecodeError:
            expect(False, f"JSON from {words}", status, out, err)
            return status, {}

    def does(self, case, *words, who, at, types=None):
        status, result = self.answer("case", "do", case, *words, who=who, at=at)
        expect(status == 0 and result.get("result") == "recorded", f"{case} {words} is recorded", status, result)
        if types:
            expect([e["type"] for e in result.get("events", [])] == types, f"{case} {words} gives {types}", result)
        return result

    def refused(self, code, *words, **options):
        status, result = self.answer(*words, **options)
        expect(status == 1 and result.get("code") == code, f"{words} is refused: {code}", status, result)
        expect(bool(result.get("message")), "a refusal has a sentence", result)

    def files(self, case, facts, content, day):
        """Opened, documented, submitted: the case is in review."""
        status, result = self.answer("case", "open", case, "--policy", POLICY, "--flow", "普通程序", "--facts", json.dumps(facts, ensure_ascii=False),
                                     who="p1/承办人", at=f"{day}T09:00")
        expect(status == 0, f"{case} is opened", result)
        for document in ("调查终结报告", "证据目录"):
            self.does(case, "附卷", document, who="p1/承办人", at=f"{day}T09:20")
        self.does(case, "意见", "报送", "--content", json.dumps(content, ensure_ascii=False), who="p1/承办人", at=f"{day}T10:00")

    def signs(self):
        status, made = self.answer("sign", "--new-key", self.home / "sign.key")
        expect(status == 0, "a key is made", made)
        (self.home / "public.key").write_text(made["key"] + "\n")
        self.signs_again("--first")

    def signs_again(self, *more):
        status, signed = self.answer("sign", "--key", self.home / "sign.key", "--memory", self.home / "sign.memory", *more)
        expect(status == 0 and signed.get("new"), "the record is signed", signed)

    def verified(self, store=None):
        return self.answer("verify", "--key", self.home / "public.key", store=store)

    def copy(self, name):
        path = self.home / f"{name}.db"
        with sqlite3.connect(self.path) as source, sqlite3.connect(path) as target:
            source.backup(target)
        return path
