"""`guiju case do --batch`: many commands through one process, answered in order, wrong lines among right ones."""
import json
import pathlib
import subprocess
import tempfile

from support import GUIJU, ROOT, expect, finish, run

POLICY = ROOT / "tests/cases/demo_flow.gj"
FOLDER = tempfile.TemporaryDirectory(prefix="guiju-case-batch-")
HOME = pathlib.Path(FOLDER.name)
STORE, REAL = HOME / "cases.db", HOME / "real.db"
HANDLER, REVIEWER = "p1/承办人", "p2/法制审核人员"


def staff(store, *extra, at=()):
    for person, position, qualification in (("p1", "承办人", "行政执法证"), ("p2", "法制审核人员", "法律职业资格")):
        status, _, err = run("people", "add", person, "--position", position, "--qualification", qualification, "--unit", position, "--from", "2020-01-01",
                             "--store", store, *(extra if person == "p1" else ()), *at)
        expect(status == 0, f"{person} is recorded", err)


def batch(lines, *words, store=STORE):
    text = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
    status, out, err = run("case", "do", "--batch", "-", "--store", store, *words, stdin=text.encode())
    return status, [json.loads(line) for line in out.splitlines()], err


def filed(case, day="2024-01-03"):
    def line(**members):
        return {"case": case, "as": HANDLER, "at": f"{day}T09:00"} | members

    return [line(action="立案", policy=str(POLICY), flow="普通程序", facts={"罚款": "5万元"}), line(action="附卷", name="调查终结报告"),
            line(action="attach", name="证据目录"), line(action="意见", name="报送", content={"罚款": "5万元"}, key=f"{case}-submit")]


def many_in_order():
    agree = {"case": "a", "action": "意见", "name": "同意", "proposal": 1, "checks": {"主体": "合格", "权限": "good", "事实": "合格"}, "as": REVIEWER, "at": "2024-01-05T10:00"}
    status, told, err = batch(filed("a") + [agree | {"expect": 3}, agree | {"checks": {"主体": "合格"}}, agree])
    expect([t["line"] for t in told] == list(range(1, 8)), "an answer a line, in their order", told, err)
    expect([t.get("code", t.get("result")) for t in told] == ["recorded"] * 4 + ["stale_version", "checks_missing", "recorded"], "each as a command of its own", told)
    expect(status == 1 and all(t["simulated"] for t in told), "a refusal among them: exit status 1; every answer says simulated", status)
    expect([e["type"] for e in told[6]["events"]] == ["opined", "agreed", "moved"], "events are told", told[6])
    status, told, _ = batch(filed("a")[3:])
    expect(status == 0 and told[0]["result"] == "already", "a key sent again does nothing", told)
    status, told, _ = batch([{"action": "届满", "at": "2024-01-20T00:30"}, {"action": "查看", "case": "a", "at": "2024-01-20T00:30"}])
    expect(status == 0 and told[0]["changed"][0]["case"] == "a" and told[1]["state"]["flow"] == "普通程序", "time passes, the case is shown", told)


def wrong_lines():
    status, told, _ = batch(["{", "[]", "", {"case": "a", "acton": "意见"}, '{"case": "a", "case": "b"}', {"case": "a"}, {"action": "意见"}, {"case": "a", "action": "意建"},
                             {"case": "a", "action": "意见", "name": "同意", "proposal": "1"}, {"case": "a", "action": "认定", "facts": "f.json"},
                             {"case": "a", "action": "查看", "at": "yesterday"}, {"case": "无", "action": "查看"}, {"case": "a", "action": "附卷", "name": "证据目录"},
                             {"case": "a", "action": "表决", "ballots": ["p3"], "as": HANDLER}, {"case": "a", "action": "意见", "checks": {"主体": "好"}, "as": HANDLER},
                             '{"case": "a", "reason": "' + "长" * 400_000 + '"}', {"case": "a", "action": "附卷", "name": "音像记录", "as": HANDLER, "at": "2024-01-21T09:00"}])
    expect([t["line"] for t in told] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17], "blank lines are no commands", [t["line"] for t in told])
    wrong = {t["line"]: t.get("error", "") for t in told}
    for line, piece in ((1, "JSON"), (2, "{ … }"), (4, "action"), (5, "twice"), (6, "action"), (7, "case"), (8, "届满"), (9, "proposal"), (10, "facts"), (11, "at"),
                        (12, "没有案件"), (13, "--as"), (14, "人员编号/岗位"), (15, "合格"), (16, "1 MiB")):
        expect(piece in wrong[line], f"line {line} is told what is wrong: {piece}", wrong[line])
    expect(told[-1].get("result") == "recorded" and status == 2, "the rest goes on; an unknown case is misuse as for case show", told[-1], status)
    status, _, err = run("case", "do", "--batch", HOME / "none.jsonl", "--store", STORE)
    expect(status == 2 and "none.jsonl" in err, "no such file", err)
    status, _, err = run("case", "list", "--batch", "-", "--store", STORE)
    expect(status == 2 and "--batch" in err, "--batch goes with do", err)


def all_lines():
    """What the command line says holds for the lines that do not say it."""
    lines = [{k: v for k, v in line.items() if k not in ("as", "at", "policy")} for line in filed("b")]
    status, told, _ = batch(lines, "--as", HANDLER, "--at", "2024-02-01T09:00", "--policy", POLICY)
    expect(status == 0 and told[0]["events"][0]["occurred"] == "2024-02-01T09:00", "person, time and policy for all lines", told)


def real_store():
    staff(REAL, "--create", "--agency", "示范县")
    lines = [{"case": "a", "action": "查看", "at": "2024-01-01T09:00"}, {"case": "a", "action": "附卷", "name": "证据目录", "as": HANDLER},
             {"case": "a", "action": "附卷", "name": "证据目录", "position": "承办人"}]
    status, told, _ = batch(lines, store=REAL)
    expect(all("--simulated" in t["error"] for t in told[:2]) and status == 1, "neither time nor person is assumed in a real store", told)
    expect(told[2]["code"] == "not_open" and not told[2]["simulated"], "the user of this machine acts", told[2])


def conversation():
    """Who writes a line may wait for its answer before writing the next."""
    talk = subprocess.Popen([GUIJU, "case", "do", "--batch", "-", "--store", STORE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    for line in filed("c"):
        talk.stdin.write(json.dumps(line) + "\n")
        talk.stdin.flush()
        expect(json.loads(talk.stdout.readline())["result"] == "recorded", "the answer comes while the pipe is open", line)
    talk.stdin.write(json.dumps({"action": "tick", "at": "2024-06-01T00:00"}))  # a last line without an end
    talk.stdin.close()
    expect(json.loads(talk.stdout.read())["events"] > 0 and talk.wait(60) == 0, "the last line needs no end")


staff(STORE, "--create", "--simulated", "--agency", "示范县", at=("--at", "2024-01-02T09:00"))
many_in_order()
wrong_lines()
all_lines()
real_store()
conversation()
status, out, _ = run("rebuild", "--check", "--store", STORE)
expect(status == 0, "the states are what their events lead to", out)
finish()
